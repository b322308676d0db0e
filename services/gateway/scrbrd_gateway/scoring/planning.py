"""Plans the action document for a client's statement, from the log. Pure.

`plan_*` return the action to be committed with the verdicts on it and the state after it, or raise
Problem.
"""

from __future__ import annotations

from typing import Final

from scrbrd.domain.actions import ACTION_MODELS, Action, Delivery, InningsClosed, parse_action_id
from scrbrd.domain.document import MAX_INNINGS
from scrbrd.domain.innings import inferred_batting_side, next_innings, other_side
from scrbrd.domain.json_types import Json
from scrbrd.domain.places import Place
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.verdicts.order import MATCH_ACTIONS
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
from scrbrd_gateway.scoring.derived_fields import delivery_fields
from scrbrd_gateway.scoring.drafts import Draft, Planned, Recorder, reference_of
from scrbrd_gateway.scoring.faults import (
    CONFLICT,
    Fault,
    bad_fields,
    innings_behind,
    innings_closed,
    innings_followed,
    not_found,
)
from scrbrd_gateway.scoring.log import Log
from scrbrd_gateway.scoring.texts import checked_line

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
"""Types that a fact must not have, and the requests that record them."""


def plan_ball(
    log: Log,
    innings_number: int,
    ball: Ball,
    recorder: Recorder,
    corrects: str | None = None,
) -> Planned:
    """Plan a delivery. Raises Problem for fields that are missing or wrong, or if the Laws refuse
    it."""
    reference = reference_of(ball.after, corrects)
    draft = Draft(log, innings_number, recorder, ball, reference)
    target = corrected_delivery(draft.corrected_action())
    before = draft.state_before()
    if reference is None:
        check_not_before_other(log, before, innings_number)
    innings = current_innings(before, innings_number, in_book=isinstance(ball, BallEntry))
    return draft.plan(delivery_fields(before, innings, log.inputs, ball, target), before)


def corrected_delivery(target: Action | None) -> Delivery | None:
    """Return the delivery that a ball corrects. Raises Problem for any other action: a ball must
    not replace a stoppage or the start of an innings."""
    if target is None or isinstance(target, Delivery):
        return target
    why = f"{target.id} is {target.type}, no delivery: it is corrected by a fact, of its own type"
    raise bad_fields([Fault("type", why)])


def plan_fact(
    log: Log,
    innings_number: int,
    fact: Fact,
    recorder: Recorder,
    corrects: str | None = None,
) -> Planned:
    """Plan an action other than a delivery. Raises Problem for wrong fields, or if the Laws refuse
    it."""
    if corrects is None and not isinstance(fact, FactEntry) and fact.type in OWN_REQUESTS:
        why = f"{fact.type} has a request of its own: .../{OWN_REQUESTS[fact.type]}"
        raise bad_fields([Fault("type", why)])
    content = content_of(fact)
    check_names(fact.type, content)
    check_lines_and_targets(content)
    draft = Draft(log, innings_number, recorder, fact, reference_of(fact.after, corrects))
    before = draft.state_before()
    if draft.reference is None and fact.type in MATCH_ACTIONS:
        check_turn(log, before, innings_number)
    return draft.plan(content, before)


def check_turn(log: Log, state: MatchState, number: int) -> None:
    """Raise Problem for a fact of another innings than the one in progress, or, in a break, than
    those before and after it. It would not count where it is recorded, but before or after all of
    that innings."""
    check_not_before_other(log, state, number)
    current = state.current
    current_number = 1 if current is None else current.number
    is_over = current is not None and not current.is_open
    if number > current_number + is_over:
        why = f"innings {number} has not been opened: record it in innings {current_number}"
        raise Problem(CONFLICT, "innings_not_open", why)


def check_not_before_other(log: Log, before: MatchState, number: int) -> None:
    """Raise Problem for an innings that is followed by actions of another one. An innings whose end
    was undone is accepted: it continues before those actions."""
    actions, current = log.effective(), before.current
    if current is not None and current.number == number and current.is_open:
        return
    if actions and number < actions[-1].innings_number:
        raise innings_behind(number, actions[-1].innings_number)


def plan_correction(log: Log, body: Ball | Fact, recorder: Recorder, name: str) -> Planned:
    """Plan the action that replaces the one with this id. Raises Problem, also if there is no such
    action."""
    place = parse_action_id(name)
    if place not in log.entries:
        raise not_found(f"action {name!r} in the match {log.match_id}")
    if isinstance(body, Ball):
        return plan_ball(log, place[0], body, recorder, name)
    return plan_fact(log, place[0], body, recorder, name)


def plan_opening(log: Log, opening: Opening, recorder: Recorder) -> Planned:
    """Plan the start of an innings. Number and batting side default to the next innings and the
    side whose turn it is. Raises Problem."""
    before = log.state()
    number = opening.innings_number or next_number(before)
    expected = next_innings(before)
    content = content_of(opening)
    content["type"] = str(ActionType.INNINGS_STARTED)
    if expected is not None and expected.number == number and expected.is_super_over:
        content.setdefault("superOver", True)
    fill_sides(
        content,
        before,
        expected.batting_team_id if expected else batting_side_in_turn(before, opening),
    )
    return Draft(log, number, recorder, opening).plan(content, before)


def plan_close(log: Log, innings_number: int, close: Close, recorder: Recorder) -> Planned:
    """Plan the end of an innings. The reason defaults to the score's reason.

    Raises Problem, also for an innings that has not been opened unless it is forfeited: then it
    never begins (Law 15). Actions recorded for the next innings, such as a penalty in the interval,
    stay after the end.
    """
    draft = Draft(log, innings_number, recorder, close)
    before = draft.state_before()
    check_not_followed(before, innings_number)
    reason = close.reason
    if reason is not CloseReason.FORFEITED:
        innings = current_innings(before, innings_number)
        reason = reason or innings.closed
    if reason is None:
        why = "the score does not end the innings: say declared, forfeited, abandoned or all_out"
        raise bad_fields([Fault("reason", why)])
    content = content_of(close)
    content |= {"type": str(ActionType.INNINGS_CLOSED), "reason": str(reason)}
    return draft.plan(content, before)


def check_not_followed(state: MatchState, number: int) -> None:
    """Raise Problem for the end of an innings after which another one has begun."""
    current = state.current
    if current is not None and number < current.number:
        closed = next((each.closed for each in state.innings if each.number == number), None)
        raise innings_followed(number, current.number, closed)


def existing_close(log: Log, innings_number: int, close: Close) -> Place | None:
    """Return the place of the action that ended an innings in the way that a client states; None if
    the innings is open. Raises Problem if it ended otherwise: that must be corrected, not recorded
    again."""
    for action in reversed(log.effective()):
        if not isinstance(action, InningsClosed) or action.innings_number != innings_number:
            continue
        is_other_reason = close.reason not in (None, action.reason)
        names_absent = "absent_ids" in close.model_fields_set
        if is_other_reason or (names_absent and set(close.absent_ids) != set(action.absent_ids)):
            raise innings_closed(action.id, str(action.reason))
        return parse_action_id(action.id)
    return None


def plan_entry(
    log: Log, entry: BallEntry | FactEntry | StatementEntry, recorder: Recorder
) -> Planned:
    """Plan an entry of a book; its innings defaults to the one in progress. Raises Problem."""
    state = log.state()
    current_number = 1 if state.current is None else state.current.number
    begins = isinstance(entry, FactEntry) and entry.type is ActionType.INNINGS_STARTED
    number = entry.innings_number or (next_number(state) if begins else current_number)
    if isinstance(entry, BallEntry):
        return plan_ball(log, number, entry, recorder, entry.corrects)
    if isinstance(entry, FactEntry):
        return plan_fact(log, number, entry, recorder, entry.corrects)
    check_statement(entry)
    content = content_of(entry)
    return Planned(Draft(log, number, recorder, entry).identity_fields() | content)


def current_innings(state: MatchState, number: int, *, in_book: bool = False) -> Innings:
    """Return the innings of a ball. Raises Problem if it has not been opened."""
    innings = state.current
    if innings is None or innings.number < number:
        where = "scoring/events, type innings_started" if in_book else "innings"
        why = f"innings {number} has not been opened: POST /api/v1/cricket/{where}"
        raise Problem(CONFLICT, "innings_not_open", why)
    return innings


def next_number(state: MatchState) -> int:
    """Return the number of the innings after the present one (1-based)."""
    return min(MAX_INNINGS, state.current.number + 1 if state.current else 1)


def batting_side_in_turn(state: MatchState, opening: Opening) -> TeamId | None:
    """Return the side that would bat in an innings that does not have to follow; None if there is
    none.

    Such an innings is a super over after a tie, an innings while another one is in progress, or one
    after the match. The Laws refuse the last two, with their reason.
    """
    current = state.current
    if current is None:
        return None
    if not current.is_open:
        has_side = opening.super_over or state.result is not None
        return inferred_batting_side(state, None) if has_side else None
    is_same = opening.innings_number == current.number
    return current.batting_team_id if is_same else current.bowling_team_id


def fill_sides(content: Json, state: MatchState, expected: TeamId | None) -> None:
    """Fill in the sides that are left out, from the toss and the innings before."""
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
        raise bad_fields(
            [Fault(name, "it does not follow from the log: name it") for name in missing]
        )
    content |= sides


def content_of(body: Body) -> Json:
    """Return the content of a body as a document has it."""
    return body.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True, exclude=NOT_CONTENT
    )


def check_names(kind: ActionType, content: Json) -> None:
    """Raise Problem for a field that an action of the type does not have."""
    wrong = sorted(content.keys() - own_fields(kind) - {"note"})
    if wrong:
        raise bad_fields([Fault(name, f"{kind} has no such field") for name in wrong])


def own_fields(kind: str) -> frozenset[str]:
    """Return the fields of a type of action that not all actions have; empty for an unknown
    type."""
    model = ACTION_MODELS.get(kind)
    if model is None:
        return frozenset()
    common = {field.alias or name for name, field in Action.model_fields.items()}
    own = {field.alias or name for name, field in model.model_fields.items()}
    return frozenset(own - common | {"type"})


def check_lines_and_targets(content: Json, where: str = "") -> None:
    """Raise Problem for a line or a target of a fact that the rules would refuse; `where` is the
    prefix of its field names."""
    faults = []
    for name in LINES:
        try:
            checked_line(str(content.get(name, "")))
        except ValueError as error:
            faults.append(Fault(f"{where}{name}", str(error)))
    for name in TARGETS:
        value = content.get(name)
        if isinstance(value, int) and value > MOST_TARGET:
            faults.append(Fault(f"{where}{name}", f"is more than {MOST_TARGET}"))
    if faults:
        raise bad_fields(faults)
