"""Compares scores that scorers stated as agreed with the log, and folds on what waits. Pure.

What was compared is kept, so a ball is folded once: nothing is asked of the laws again before a
ball of the log is changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd.consensus.agreement import Logged, Operation, OperationKind
from scrbrd.consensus.entries import Totals
from scrbrd.consensus.fold import Consensus
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.places import effective_of
from scrbrd.consensus.stated import LogScore, Stated, StatementKey
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.fold import apply
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.books.model import Kept

MOST_DIFFERENCES = 40
"""That are shown; a scorer states a score once an over, as a rule."""

LAWS = "2.15, 3.2"
AT = {"over": "the end of an over", "interval": "an interval", "innings": "the end of the innings",
      "match": "the end of the match"}  # fmt: skip


def compared(kept: Kept, found: Consensus, operations: Sequence[Operation], laws: Laws) -> Kept:
    """Return what is kept with the log's score at each statement that it has come to.

    One at the end of a log whose beginning is left out is owed: the projection knows that score.
    Raises NeedsRebuild for another one of such a log.
    """
    is_appended = all(is_plain(each) for each in operations)
    known = kept.scores if is_appended else {}
    innings = max((each.action.innings_number for each in found.log), default=0)
    scores: dict[StatementKey, LogScore] = {}
    is_owed = bool(found.waiting_for_all)
    for each in sorted(found.stated, key=lambda each: (each.place[0], each.count)):
        if each.key in known:
            scores[each.key] = known[each.key]
        elif not kept.left_out:
            scores[each.key] = logged_score(each, found, laws)
        elif each.is_last and each.place[0] == innings:
            is_owed = True
        else:
            raise NeedsRebuild("a score is stated of what is left out")
    return replace(kept, scores=scores, is_owed=is_owed)


def is_plain(operation: Operation) -> bool:
    """Return whether an operation leaves the score at every ball before it as it was."""
    return operation.kind is OperationKind.APPEND


def logged_score(stated: Stated, found: Consensus, laws: Laws) -> LogScore:
    """Return the log's score behind the ball that a statement is behind."""
    if stated.after is None:
        return LogScore()
    number = stated.place[0]
    earlier = [each for each in found.log if each.action.innings_number < number]
    same = [each for each in found.log if each.action.innings_number == number]
    actions = [*effective_by_innings(earlier), *effective_of(same)[: stated.count]]
    return LogScore(stated.after, laws.totals(actions))


def effective_by_innings(log: Sequence[Logged]) -> Iterable[Action]:
    """Yield what counts of several innings, one after the other."""
    numbers = sorted({each.action.innings_number for each in log})
    for number in numbers:
        yield from effective_of([each for each in log if each.action.innings_number == number])


def compared_at_end(kept: Kept, found: Consensus, state: MatchState) -> Kept:
    """Return what is kept with the statements at the end of the log compared with its state."""
    scores = {
        each.key: LogScore(each.after, totals_of(state.innings[-1]))
        for each in found.stated
        if each.key not in kept.scores and state.innings
    }
    return replace(kept, scores={**kept.scores, **scores}, is_owed=False)


def totals_of(innings: Innings) -> Totals:
    """Return the score of an innings."""
    return Totals(innings.runs, innings.wickets, innings.legal_balls)


@dataclass(frozen=True, slots=True)
class ShownScores:
    """What `live/consensus` shows of scores beside that of the log."""

    provisional: Json | None = None
    agreed: Json | None = None
    differences: tuple[Json, ...] = ()


def shown_scores(
    found: Consensus, scores: Mapping[StatementKey, LogScore], state: MatchState | None
) -> ShownScores:
    """Return the score with what waits, the last score stated that is the log's, and those that
    are not."""
    right: list[tuple[Stated, ActionId]] = []
    wrong: list[Json] = []
    for each in found.stated:
        logged = scores.get(each.key, LogScore())
        if logged.after is None or logged.totals is None:
            continue
        if each.totals == logged.totals:
            right.append((each, logged.after))
        else:
            wrong.append(difference_body(each, logged.after, logged.totals))
    provisional = None if state is None else provisional_of(found.waiting_for_all, state)
    return ShownScores(provisional, agreed_body(right), tuple(wrong[:MOST_DIFFERENCES]))


def provisional_of(waiting: Sequence[Action], state: MatchState) -> Json | None:
    """Return the score with what every seat has passed folded on, as the highest seat has it."""
    if not waiting:
        return None
    after = state.copied()
    for action in waiting:
        apply(after, action)
    innings = after.current
    return None if innings is None else {
        "inningsNumber": innings.number,
        "runs": innings.runs,
        "wickets": innings.wickets,
        "overs": innings.overs_completed,
        "balls": innings.over_balls,
        "waiting": len(waiting),
    }  # fmt: skip


def agreed_body(right: Sequence[tuple[Stated, ActionId]]) -> Json | None:
    """Return the last score that was stated and is the log's, and by which seats."""
    if not right:
        return None
    last, after = max(right, key=lambda item: parse_action_id(item[1]))
    return {
        "inningsNumber": last.place[0],
        "actionId": after,
        "at": str(last.at),
        "by": sorted({str(each.seat) for each, name in right if name == after}),
        **score_body(last.totals),
    }


def difference_body(stated: Stated, after: ActionId, logged: Totals) -> Json:
    """Return a score that was stated and is not the log's."""
    said, has = score_text(stated.totals), score_text(logged)
    return {
        "seat": str(stated.seat),
        "personId": stated.person_id,
        "entryId": f"{stated.place[0]}_{stated.place[1]}",
        "inningsNumber": stated.place[0],
        "actionId": after,
        "at": str(stated.at),
        "stated": score_body(stated.totals),
        "log": score_body(logged),
        "message": f"{stated.seat} states {said} at {AT[stated.at]}; the log has {has}",
        "law": LAWS,
    }


def score_body(totals: Totals) -> Json:
    """Return a score as a document has it."""
    return {"runs": totals.runs, "wickets": totals.wickets, "legalBalls": totals.legal_balls}


def score_text(totals: Totals) -> str:
    """Return `88/3 after 60 legal balls`."""
    return f"{totals.runs}/{totals.wickets} after {totals.legal_balls} legal balls"
