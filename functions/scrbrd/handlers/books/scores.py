"""Compares scores that scorers stated as agreed with the log, and folds waiting actions. Pure.

Compared scores are kept, so that each ball is folded once: the laws are not used again until a ball
of the log is changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd.consensus.agreement import LoggedAction, Operation, OperationKind
from scrbrd.consensus.entries import Totals
from scrbrd.consensus.fold import Consensus
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.places import effective_actions
from scrbrd.consensus.stated_scores import LogScore, StatedScore, StatementKey
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.fold import apply
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.books.model import KeptConsensus

MOST_DIFFERENCES = 40
"""Differences that are shown; a scorer usually states a score once an over."""

LAWS = "2.15, 3.2"
AT = {"over": "the end of an over", "interval": "an interval", "innings": "the end of the innings",
      "match": "the end of the match"}  # fmt: skip


def with_compared_scores(
    kept: KeptConsensus, folded: Consensus, operations: Sequence[Operation], laws: Laws
) -> KeptConsensus:
    """Return the kept state with the log's score at each statement that the log has reached.

    A statement at the end of a log whose beginning is left out is owed: it is compared later with
    the projection's state. Raises NeedsRebuild for any other statement in such a log.
    """
    is_appended = all(is_plain(each) for each in operations)
    known = kept.scores if is_appended else {}
    innings = max((each.action.innings_number for each in folded.log), default=0)
    scores: dict[StatementKey, LogScore] = {}
    is_owed = bool(folded.waiting_for_all)
    for each in sorted(folded.stated, key=lambda each: (each.place[0], each.count)):
        if each.key in known:
            scores[each.key] = known[each.key]
        elif not kept.left_out:
            scores[each.key] = logged_score(each, folded, laws)
        elif each.is_last and each.place[0] == innings:
            is_owed = True
        else:
            raise NeedsRebuild("a score is stated of what is left out")
    return replace(kept, scores=scores, is_owed=is_owed)


def is_plain(operation: Operation) -> bool:
    """Return True if an operation leaves the score at every earlier ball unchanged."""
    return operation.kind is OperationKind.APPEND


def logged_score(stated: StatedScore, folded: Consensus, laws: Laws) -> LogScore:
    """Return the log's score after the ball that a statement follows."""
    if stated.after is None:
        return LogScore()
    number = stated.place[0]
    earlier = [each for each in folded.log if each.action.innings_number < number]
    same = [each for each in folded.log if each.action.innings_number == number]
    actions = [*effective_by_innings(earlier), *effective_actions(same)[: stated.count]]
    return LogScore(stated.after, laws.totals(actions))


def effective_by_innings(log: Sequence[LoggedAction]) -> Iterable[Action]:
    """Yield the effective actions of several innings, one innings after the other."""
    numbers = sorted({each.action.innings_number for each in log})
    for number in numbers:
        yield from effective_actions([each for each in log if each.action.innings_number == number])


def with_end_scores(kept: KeptConsensus, folded: Consensus, state: MatchState) -> KeptConsensus:
    """Return the kept state with the statements at the end of the log compared with the match's
    state.
    """
    scores = {
        each.key: LogScore(each.after, totals_of(state.innings[-1]))
        for each in folded.stated
        if each.key not in kept.scores and state.innings
    }
    return replace(kept, scores={**kept.scores, **scores}, is_owed=False)


def totals_of(innings: Innings) -> Totals:
    """Return the score of an innings."""
    return Totals(innings.runs, innings.wickets, innings.legal_balls)


@dataclass(frozen=True, slots=True)
class PublicScores:
    """The scores that `live/consensus` shows beside that of the log."""

    provisional: Json | None = None
    agreed: Json | None = None
    differences: tuple[Json, ...] = ()


def public_scores(
    folded: Consensus, scores: Mapping[StatementKey, LogScore], state: MatchState | None
) -> PublicScores:
    """Return the provisional score, the last stated score that equals the log's, and those that do
    not.
    """
    right: list[tuple[StatedScore, ActionId]] = []
    wrong: list[Json] = []
    for each in folded.stated:
        logged = scores.get(each.key, LogScore())
        if logged.after is None or logged.totals is None:
            continue
        if each.totals == logged.totals:
            right.append((each, logged.after))
        else:
            wrong.append(difference_body(each, logged.after, logged.totals))
    provisional = None if state is None else provisional_of(folded.waiting_for_all, state)
    return PublicScores(provisional, agreed_body(right), tuple(wrong[:MOST_DIFFERENCES]))


def provisional_of(waiting: Sequence[Action], state: MatchState) -> Json | None:
    """Return the score after the waiting actions that every seat has passed, in the highest seat's
    version.
    """
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


def agreed_body(right: Sequence[tuple[StatedScore, ActionId]]) -> Json | None:
    """Return the last stated score that equals the log's, and the seats that stated it."""
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


def difference_body(stated: StatedScore, after: ActionId, logged: Totals) -> Json:
    """Return a stated score that differs from the log's."""
    stated_text, logged_text = score_text(stated.totals), score_text(logged)
    message = f"{stated.seat} states {stated_text} at {AT[stated.at]}; the log has {logged_text}"
    return {
        "seat": str(stated.seat),
        "personId": stated.person_id,
        "entryId": f"{stated.place[0]}_{stated.place[1]}",
        "inningsNumber": stated.place[0],
        "actionId": after,
        "at": str(stated.at),
        "stated": score_body(stated.totals),
        "log": score_body(logged),
        "message": message,
        "law": LAWS,
    }


def score_body(totals: Totals) -> Json:
    """Return a score in the form that a document has."""
    return {"runs": totals.runs, "wickets": totals.wickets, "legalBalls": totals.legal_balls}


def score_text(totals: Totals) -> str:
    """Return a score as text, such as `88/3 after 60 legal balls`."""
    return f"{totals.runs}/{totals.wickets} after {totals.legal_balls} legal balls"
