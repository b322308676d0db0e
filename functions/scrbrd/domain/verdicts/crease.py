"""Rows 4-10: the batters who bat, come in and leave."""

from __future__ import annotations

from collections.abc import Iterable

from scrbrd.domain.actions import (
    Action,
    BatterArrived,
    BatterDismissed,
    BatterResumed,
    BatterRetired,
    Delivery,
    InningsStarted,
)
from scrbrd.domain.laws import ONLY_THE_STRIKER, RETIRED_AS
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Batter, Innings
from scrbrd.domain.verdicts.case import Case, pair_of
from scrbrd.domain.verdicts.model import Finding, Rule, VerdictOutcome, law
from scrbrd.domain.vocabulary import (
    ActionType,
    LawsEdition,
    PlayerId,
    Retirement,
    WicketType,
)

REFUSED, FLAGGED = VerdictOutcome.REFUSED, VerdictOutcome.FLAGGED


def batters_named(case: Case, action: Action) -> Iterable[PlayerId]:
    """Return the batters whom an action puts in: both of a ball, one of an arrival or time-out."""
    if isinstance(action, Delivery):
        return [each for each in pair_of(case.innings, action) if each]
    if isinstance(action, BatterArrived | BatterDismissed | BatterResumed):
        return [action.player_id]
    return []


def batter_of(case: Case, player_id: PlayerId) -> Batter | None:
    """Return a batter's innings; None before it began."""
    return case.innings.batters.get(player_id) if case.innings else None


def same_batter_twice(_case: Case, action: Delivery | InningsStarted) -> Finding | None:
    """Find one player at both ends."""
    is_same = action.striker_id is not None and action.striker_id == action.non_striker_id
    return {"player": action.striker_id} if is_same else None


def batter_already_out(case: Case, action: Action) -> Finding | None:
    """Find a batter who is out and bats again; a time-out concerns one who has not batted."""
    if isinstance(action, BatterDismissed) and action.wicket_type is not WicketType.TIMED_OUT:
        return None
    for player_id in batters_named(case, action):
        batter = batter_of(case, player_id)
        if batter is not None and batter.is_out:
            return {"player": player_id}
    return None


def retired_newcomers(case: Case, action: Action) -> Iterable[PlayerId]:
    """Return the batters who come in with this action after having retired."""
    innings = case.innings
    if innings is None:
        return []
    if is_pair_in(innings, action):
        return []
    retired = RETIRED_AS.values()
    return [
        player_id
        for player_id in batters_named(case, action)
        if (batter := innings.batters.get(player_id)) is not None
        and batter.dismissal is not None
        and batter.dismissal.type in retired
        and player_id not in innings.at_crease
    ]


def is_pair_in(innings: Innings, action: Action) -> bool:
    """Return whether an action is a ball of the two batters at the crease, as most are."""
    return (
        isinstance(action, Delivery)
        and action.striker_id in (pair := (innings.striker_id, innings.non_striker_id))
        and action.non_striker_id in pair
    )


def resumed_too_soon(case: Case, action: Action) -> Finding | None:
    """Find a batter who retired and comes back into the place left vacant by that retirement."""
    for player_id in retired_newcomers(case, action):
        if case.innings is not None and is_own_vacancy(case.innings, player_id):
            return {"player": player_id}
    return None


def is_own_vacancy(innings: Innings, player_id: PlayerId) -> bool:
    """Return whether no batter has left or come in since a batter retired."""
    if len(innings.at_crease) != 1 or not innings.partnerships:
        return False
    last, other_id = innings.partnerships[-1], innings.at_crease[0]
    fallen_since = innings.wickets + 1 - last.wicket_number
    return (
        last.is_between(player_id, other_id) and fallen_since == innings.batters[player_id].is_out
    )


def resumed_without_record(case: Case, action: Action) -> Finding | None:
    """Find a batter who retired, not out, and is in again without batter_resumed."""
    for player_id in retired_newcomers(case, action):
        innings = case.innings
        if innings is None or innings.batters[player_id].is_out:
            continue
        if not is_own_vacancy(innings, player_id):
            return {"player": player_id}
    return None


def resumed_without_consent(case: Case, action: BatterResumed) -> Finding | None:
    """Find a batter who retired out and resumes without the opposing captain's consent."""
    batter = batter_of(case, action.player_id)
    is_retired_out = batter is not None and has_retired(batter) and batter.is_out
    return {"player": action.player_id} if is_retired_out and not action.consent else None


def batter_not_retired(case: Case, action: BatterResumed) -> Finding | None:
    """Find a batter who resumes without having retired."""
    batter = batter_of(case, action.player_id)
    is_retired = batter is not None and has_retired(batter)
    return None if is_retired else {"player": action.player_id}


def needless_consent(case: Case, action: BatterResumed) -> Finding | None:
    """Find a consent for a batter who retired and was not out."""
    batter = batter_of(case, action.player_id)
    is_retired = batter is not None and has_retired(batter) and not batter.is_out
    return {"player": action.player_id} if action.consent and is_retired else None


def has_retired(batter: Batter) -> bool:
    """Return whether a batter's innings ended, or is interrupted, by retirement."""
    return batter.dismissal is not None and batter.dismissal.type in RETIRED_AS.values()


def unexplained_batter(case: Case, action: Delivery) -> Finding | None:
    """Find a batter who is no longer in and was neither out nor retired."""
    if case.innings is None:
        return None
    pair = pair_of(case.innings, action)
    gone = [each for each in case.innings.at_crease if each not in pair]
    return {"player": gone[0]} if gone else None


def batter_not_at_crease(case: Case, action: Action) -> Finding | None:
    """Find a batter who is out or retires without being in."""
    if isinstance(action, Delivery):
        return None if action.wicket is None else dismissed_not_in_pair(case, action)
    if isinstance(action, BatterDismissed) and action.wicket_type is WicketType.TIMED_OUT:
        return None
    player_id = player_of(action)
    if case.innings is not None and player_id in case.innings.at_crease:
        return None
    return None if is_given_out_later(case, action) else {"player": player_id}


def is_given_out_later(case: Case, action: Action) -> bool:
    """Return whether a batter who retired hurt or not out is now given retired out."""
    if not isinstance(action, BatterRetired) or action.retirement is not Retirement.OUT:
        return False
    batter = batter_of(case, action.player_id)
    return batter is not None and has_retired(batter) and not batter.is_out


def dismissed_not_in_pair(case: Case, action: Delivery) -> Finding | None:
    """Find a dismissal on a ball of a player who is neither striker nor non-striker."""
    wicket = action.wicket
    if wicket is None or wicket.type is WicketType.TIMED_OUT:
        return None
    is_in = wicket.dismissed_player_id in pair_of(case.innings, action)
    return None if is_in else {"player": wicket.dismissed_player_id}


def player_of(action: Action) -> PlayerId:
    """Return the player of an action about one batter."""
    assert isinstance(action, BatterDismissed | BatterRetired)
    return action.player_id


def batter_not_facing(case: Case, action: Delivery) -> Finding | None:
    """Find a non-striker out in a way that only the striker can be.

    Under the 2000 Code either batter could be out handled the ball.
    """
    wicket = action.wicket
    if wicket is None or wicket.type not in ONLY_THE_STRIKER:
        return None
    if wicket.type is WicketType.HANDLED_BALL and case.edition is LawsEdition.CODE_2000:
        return None
    is_other = wicket.dismissed_player_id == pair_of(case.innings, action)[1]
    how = wicket.type.value.replace("_", " ")
    return {"player": wicket.dismissed_player_id, "how": how} if is_other else None


BALL, RESUMED = (ActionType.DELIVERY,), (ActionType.BATTER_RESUMED,)

RULES = (
    Rule(
        4, "same_batter_twice", REFUSED, law(25),
        "{player} cannot be at both ends",
        "name the other batter",
        (*BALL, ActionType.INNINGS_STARTED), same_batter_twice, ProblemCode.SAME_BATTER_TWICE,
    ),
    Rule(
        5, "batter_already_out", REFUSED, law(25),
        "{player} is already out in this innings",
        "name who is in; if the appeal was withdrawn, correct the ball with the wicket",
        (*BALL, ActionType.BATTER_ARRIVED, ActionType.BATTER_DISMISSED),
        batter_already_out, ProblemCode.BATTER_ALREADY_OUT,
    ),
    Rule(
        6, "resumed_too_soon", REFUSED, law(25, third="25.4.4"),
        "{player} retired and may resume only when a wicket falls or another batter retires",
        "name the batter who came in, or void the retirement",
        (*BALL, ActionType.BATTER_ARRIVED, *RESUMED), resumed_too_soon,
    ),
    Rule(
        6, "resumed_without_record", FLAGGED, law(25, third="25.4.4"),
        "{player} had retired and is in again without a batter_resumed",
        "record batter_resumed",
        (*BALL, ActionType.BATTER_ARRIVED),
        resumed_without_record, ProblemCode.RESUMED_WITHOUT_RECORD,
    ),
    Rule(
        7, "resumed_without_consent", REFUSED, law(25, third="25.4.3"),
        "{player} retired out and resumes only with the opposing captain's consent",
        "record consent if it was given",
        RESUMED, resumed_without_consent, ProblemCode.RESUMED_WITHOUT_CONSENT,
    ),
    Rule(
        8, "batter_not_retired", REFUSED, law(25, third="25.4.3"),
        "{player} had not retired and cannot resume",
        "record batter_arrived for a new batter, or check the name",
        RESUMED, batter_not_retired, ProblemCode.BATTER_NOT_RETIRED,
    ),
    Rule(
        8, "consent_not_needed", REFUSED, law(25, third="25.4.3"),
        "consent is recorded for {player}, who did not retire out",
        "leave the consent out, or correct the retirement",
        RESUMED, needless_consent,
    ),
    Rule(
        9, "unexplained_batter", FLAGGED, law(25, third="25.4"),
        "{player} is no longer in, and no dismissal or retirement says why",
        "record the dismissal or retirement, or name who is in",
        BALL, unexplained_batter, ProblemCode.UNEXPLAINED_BATTER,
    ),
    Rule(
        10, "batter_not_at_crease", REFUSED, law(25, third="25.4"),
        "{player} is not in and can be neither out nor retire",
        "name the batter who left",
        (*BALL, ActionType.BATTER_DISMISSED, ActionType.BATTER_RETIRED),
        batter_not_at_crease, ProblemCode.BATTER_NOT_AT_CREASE,
    ),
    Rule(
        10, "batter_not_facing", REFUSED, law(32, 33, 34, 35, 36, 39),
        "{player} was not facing and cannot be out {how}",
        "name the striker, or check how the wicket fell",
        BALL, batter_not_facing, ProblemCode.DISMISSAL_NOT_POSSIBLE,
    ),
)  # fmt: skip
