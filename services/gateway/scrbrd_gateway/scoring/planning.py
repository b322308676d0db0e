"""Plans the action document that a client's words become: pure, from a log and what is said.

`plan_*` give what is to be committed, the verdicts on it and the state after it, or raise Problem.
"""

from __future__ import annotations

from typing import Final

from scrbrd.domain.actions import ACTION_MODELS, Action, Delivery, InningsClosed, parse_action_id
from scrbrd.domain.document import MAX_INNINGS
from scrbrd.domain.innings import inferred_batting_side, next_innings, other_side
from scrbrd.domain.json_types import Json
from scrbrd.domain.places import Place
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.verdicts.order import OF_THE_MATCH
from scrbrd.domain.vocabulary import ActionType, CloseReason, TeamId
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring.bodies import (
    MOST_TARGET,
    Ball,
    BallEntry,
    Body,
    Close,
    Fact,
    FactEntry,
    Opening,
    StatementEntry,
)
from scrbrd_gateway.scoring.books import check_statement
from scrbrd_gateway.scoring.drafts import Draft, Planned, Recorder, reference_of
from scrbrd_gateway.scoring.faults import (
    CONFLICT,
    Fault,
    innings_behind,
    innings_closed,
    innings_followed,
    unfit,
    unknown,
)
from scrbrd_gateway.scoring.filling import filled_ball
from scrbrd_gateway.scoring.log import Log
from scrbrd_gateway.scoring.texts import line_said

NOT_CONTENT: Final = {
    "follows", "recorded_as", "timestamp", "match_id", "innings_number", "after", "corrects",
}  # fmt: skip
LINES: Final = ("law", "method", "reason")
TARGETS: Final = ("target", "par")
OWN_REQUESTS: Final = {
    ActionType.DELIVERY: "balls",
    ActionType.INNINGS_STARTED: "innings",
    ActionType.INNINGS_CLOSED: "end",
}
"""Types that a fact cannot have, and the requests that record them."""


def plan_ball(
    log: Log,
    innings_number: int,
    ball: Ball,
    recorder: Recorder,
    corrects: str | None = None,
) -> Planned:
    """Plan a delivery. Raises Problem for what is missing, wrong, or refused by the Laws."""
    reference = reference_of(ball.after, corrects)
    draft = Draft(log, innings_number, recorder, ball, reference)
    target = ball_corrected(draft.target())
    before = draft.state_before()
    if reference is None:
        check_not_behind(log, before, innings_number)
    innings = current_innings(before, innings_number, in_book=isinstance(ball, BallEntry))
    return draft.planned(filled_ball(before, innings, log.inputs, ball, target), before)


def ball_corrected(target: Action | None) -> Delivery | None:
    """Return the delivery that a ball corrects. Raises Problem for an action that is none: a ball
    would take a stoppage's place, or that of the innings' start."""
    if target is None or isinstance(target, Delivery):
        return target
    why = f"{target.id} is {target.type}, no delivery: it is corrected by a fact, of its own type"
    raise unfit([Fault("type", why)])


def plan_fact(
    log: Log,
    innings_number: int,
    fact: Fact,
    recorder: Recorder,
    corrects: str | None = None,
) -> Planned:
    """Plan an action that is no ball. Raises Problem for what is wrong or refused by the Laws."""
    if corrects is None and not isinstance(fact, FactEntry) and fact.type in OWN_REQUESTS:
        why = f"{fact.type} has a request of its own: .../{OWN_REQUESTS[fact.type]}"
        raise unfit([Fault("type", why)])
    content = content_of(fact)
    check_names(fact.type, content)
    check_kept(content)
    draft = Draft(log, innings_number, recorder, fact, reference_of(fact.after, corrects))
    before = draft.state_before()
    if draft.reference is None and fact.type in OF_THE_MATCH:
        check_turn(log, before, innings_number)
    return draft.planned(content, before)


def check_turn(log: Log, state: MatchState, number: int) -> None:
    """Raise Problem for a fact of another innings than the one in progress, or in a break than
    those before and behind it: it would not count where it is told, but before or behind all of
    that innings."""
    check_not_behind(log, state, number)
    current = state.current
    present = 1 if current is None else current.number
    is_over = current is not None and not current.is_open
    if number > present + is_over:
        why = f"innings {number} has not been opened: record it in innings {present}"
        raise Problem(CONFLICT, "innings_not_open", why)


def check_not_behind(log: Log, before: MatchState, number: int) -> None:
    """Raise Problem for an innings behind which something is told of another one already, but for
    one whose end was taken back since: it goes on, before that."""
    told, current = log.effective(), before.current
    if current is not None and current.number == number and current.is_open:
        return
    if told and number < told[-1].innings_number:
        raise innings_behind(number, told[-1].innings_number)


def plan_correction(log: Log, said: Ball | Fact, recorder: Recorder, name: str) -> Planned:
    """Plan what stands for the action of this id. Raises Problem, where there is none too."""
    place = parse_action_id(name)
    if place not in log.entries:
        raise unknown(f"action {name!r} in the match {log.match_id}")
    if isinstance(said, Ball):
        return plan_ball(log, place[0], said, recorder, name)
    return plan_fact(log, place[0], said, recorder, name)


def plan_opening(log: Log, opening: Opening, recorder: Recorder) -> Planned:
    """Plan the start of an innings: the next one, and the side whose turn it is, where they are
    left out. Raises Problem."""
    before = log.state()
    number = opening.innings_number or next_number(before)
    expected = next_innings(before)
    content = content_of(opening)
    content["type"] = str(ActionType.INNINGS_STARTED)
    if expected is not None and expected.number == number and expected.is_super_over:
        content.setdefault("superOver", True)
    fill_sides(content, before, expected.batting_team_id if expected else in_turn(before, opening))
    return Draft(log, number, recorder, opening).planned(content, before)


def plan_close(log: Log, innings_number: int, close: Close, recorder: Recorder) -> Planned:
    """Plan the end of an innings; the reason is the score's where it ended it. Raises Problem, for
    one that has not been opened too unless it is forfeited: then it never begins (Law 15). What is
    told of the next innings already, a penalty in the interval, stays behind the end."""
    draft = Draft(log, innings_number, recorder, close)
    before = draft.state_before()
    check_not_followed(before, innings_number)
    reason = close.reason
    if reason is not CloseReason.FORFEITED:
        innings = current_innings(before, innings_number)
        reason = reason or innings.closed
    if reason is None:
        why = "the score does not end the innings: say declared, forfeited, abandoned or all_out"
        raise unfit([Fault("reason", why)])
    content = content_of(close)
    content |= {"type": str(ActionType.INNINGS_CLOSED), "reason": str(reason)}
    return draft.planned(content, before)


def check_not_followed(state: MatchState, number: int) -> None:
    """Raise Problem for the end of an innings after which another one has begun."""
    current = state.current
    if current is not None and number < current.number:
        closed = next((each.closed for each in state.innings if each.number == number), None)
        raise innings_followed(number, current.number, closed)


def closed_already(log: Log, innings_number: int, close: Close) -> Place | None:
    """Return the action that ended an innings as a client says it did; None where it is open.
    Raises Problem where it ended otherwise: that is to be corrected, not to be said again."""
    for action in reversed(log.effective()):
        if not isinstance(action, InningsClosed) or action.innings_number != innings_number:
            continue
        is_other_reason = close.reason not in (None, action.reason)
        said = "absent_ids" in close.model_fields_set
        if is_other_reason or (said and set(close.absent_ids) != set(action.absent_ids)):
            raise innings_closed(action.id, str(action.reason))
        return parse_action_id(action.id)
    return None


def plan_entry(
    log: Log, entry: BallEntry | FactEntry | StatementEntry, recorder: Recorder
) -> Planned:
    """Plan an entry of a book, of the innings in progress where it names none. Raises Problem."""
    state = log.state()
    present = 1 if state.current is None else state.current.number
    begins = isinstance(entry, FactEntry) and entry.type is ActionType.INNINGS_STARTED
    number = entry.innings_number or (next_number(state) if begins else present)
    if isinstance(entry, BallEntry):
        return plan_ball(log, number, entry, recorder, entry.corrects)
    if isinstance(entry, FactEntry):
        return plan_fact(log, number, entry, recorder, entry.corrects)
    check_statement(entry)
    content = content_of(entry)
    return Planned(Draft(log, number, recorder, entry).identity() | content)


def current_innings(state: MatchState, number: int, *, in_book: bool = False) -> Innings:
    """Return the innings that a ball is of. Raises Problem where it has not been opened."""
    innings = state.current
    if innings is None or innings.number < number:
        where = "scoring/events, type innings_started" if in_book else "innings"
        why = f"innings {number} has not been opened: POST /api/v1/cricket/{where}"
        raise Problem(CONFLICT, "innings_not_open", why)
    return innings


def next_number(state: MatchState) -> int:
    """Return the number of the innings after the present one (1-based)."""
    return min(MAX_INNINGS, state.current.number + 1 if state.current else 1)


def in_turn(state: MatchState, opening: Opening) -> TeamId | None:
    """Return who would bat where no innings need follow: first in a super over after a tie; in an
    innings while another one is in progress, or after the match, which the Laws refuse, and say
    why. None otherwise."""
    current = state.current
    if current is None:
        return None
    if not current.is_open:
        is_told = opening.super_over or state.result is not None
        return inferred_batting_side(state, None) if is_told else None
    is_same = opening.innings_number == current.number
    return current.batting_team_id if is_same else current.bowling_team_id


def fill_sides(content: Json, state: MatchState, expected: TeamId | None) -> None:
    """Name the sides where they are left out: as the toss and the innings before have it."""
    batting, bowling = content.get("battingTeamId"), content.get("bowlingTeamId")
    if batting is None and bowling is None:
        batting = expected
    elif batting is None and bowling is not None:
        batting = other_side(state, TeamId(bowling))
    if bowling is None and batting is not None:
        bowling = other_side(state, TeamId(batting))
    sides = {"battingTeamId": batting, "bowlingTeamId": bowling}
    missing = [name for name, team in sides.items() if team is None]
    if missing:
        raise unfit([Fault(name, "it does not follow from the log: name it") for name in missing])
    content |= sides


def content_of(body: Body) -> Json:
    """Return what a body says of what happened, as a document has it."""
    return body.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True, exclude=NOT_CONTENT
    )


def check_names(kind: ActionType, content: Json) -> None:
    """Raise Problem for a field that an action of the type does not have."""
    wrong = sorted(content.keys() - own_fields(kind) - {"note"})
    if wrong:
        raise unfit([Fault(name, f"{kind} has no such field") for name in wrong])


def own_fields(kind: str) -> frozenset[str]:
    """Return the fields that actions of a type have beside those of all; none of no type."""
    model = ACTION_MODELS.get(kind)
    if model is None:
        return frozenset()
    common = {field.alias or name for name, field in Action.model_fields.items()}
    own = {field.alias or name for name, field in model.model_fields.items()}
    return frozenset(own - common | {"type"})


def check_kept(content: Json, where: str = "") -> None:
    """Raise Problem for a line or a target of a fact that the rules would refuse; `where` stands
    before the names of its fields."""
    faults = []
    for name in LINES:
        try:
            line_said(str(content.get(name, "")))
        except ValueError as error:
            faults.append(Fault(f"{where}{name}", str(error)))
    for name in TARGETS:
        value = content.get(name)
        if isinstance(value, int) and value > MOST_TARGET:
            faults.append(Fault(f"{where}{name}", f"is more than {MOST_TARGET}"))
    if faults:
        raise unfit(faults)
