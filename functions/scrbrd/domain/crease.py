"""Keeps the batters at the crease: arrivals, departures, partnerships and the fall of wickets."""

from scrbrd.domain.actions import Action
from scrbrd.domain.noting import inform, warn
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.state import (
    Batter,
    Dismissal,
    FallOfWicket,
    Innings,
    MatchState,
    Partnership,
    Replacement,
    weight_of,
)
from scrbrd.domain.strike import warn_of_strike
from scrbrd.domain.vocabulary import End, PlayerId, ReplacementRole, TeamId


def check_may_bat(innings: Innings, player_id: PlayerId) -> None:
    """Refuse a batter who is already out. Raises Refused."""
    batter = innings.batters.get(player_id)
    if batter is not None and batter.dismissal is not None and batter.is_out:
        raise Refused(
            ProblemCode.BATTER_ALREADY_OUT,
            f"{player_id} is already out in innings {innings.number}",
            "Law 25",
        )


def take_guard(
    state: MatchState,
    innings: Innings,
    action: Action,
    striker_id: PlayerId,
    non_striker_id: PlayerId | None,
) -> None:
    """Put the pair that a delivery names at the crease.

    The log is right about who is in; warn where it differs from what the state predicted.
    """
    pair_before = innings.at_crease
    is_swapped = non_striker_id is not None and (
        innings.striker_id == non_striker_id or innings.non_striker_id == striker_id
    )
    if is_swapped and not innings.strike_was_stated:
        warn_of_strike(state, innings, action, striker_id)
    pair = (striker_id, non_striker_id)
    for player_id in pair_before:
        if player_id not in pair:
            warn(
                state,
                action,
                ProblemCode.UNEXPLAINED_BATTER,
                f"{player_id} is no longer in, and no dismissal or retirement says why",
            )
    for newcomer in pair:
        if newcomer is not None and newcomer not in pair_before:
            come_in(state, innings, action, newcomer)
    innings.striker_id, innings.non_striker_id = pair
    join_partnership(state, innings)


def come_in(state: MatchState, innings: Innings, action: Action, player_id: PlayerId) -> None:
    """Begin a batter's innings, or continue it after a retirement whose end was not recorded."""
    batter = innings.batters.get(player_id)
    if batter is None:
        innings.batters[player_id] = Batter(player_id, position=len(innings.batters) + 1)
        innings.weight += weight_of(player_id, copies=3, rest=400)
        warn_of_side(state, action, player_id, innings.batting_team_id)
    elif batter.dismissal is not None:
        batter.dismissal = None
        inform(
            state,
            action,
            ProblemCode.RESUMED_WITHOUT_RECORD,
            f"{player_id} had retired and is in again without a batter_resumed",
        )


def warn_of_side(
    state: MatchState, action: Action, player_id: PlayerId, team_id: TeamId | None
) -> None:
    """Warn of a player in no lineup, or in one of the other side. Does nothing without lineups."""
    sides = state.setup.sides
    if not sides:
        return
    side = sides.get(player_id) or state.joined.get(player_id)
    if side is None:
        warn(
            state,
            action,
            ProblemCode.PLAYER_NOT_IN_LINEUP,
            f"{player_id} is in no lineup of this match; add the lineup document",
        )
    elif team_id is not None and side != team_id:
        warn(
            state,
            action,
            ProblemCode.WRONG_SIDE,
            f"{player_id} plays for {side}, and acts here for {team_id}",
        )


def arrive(
    state: MatchState, innings: Innings, action: Action, player_id: PlayerId, end: End | None
) -> None:
    """Fill the vacant place with a batter; a recorded `end` also moves the other batter."""
    come_in(state, innings, action, player_id)
    other = innings.striker_id or innings.non_striker_id
    at_striker = end is End.STRIKER if end is not None else innings.striker_id is None
    innings.striker_id = player_id if at_striker else other
    innings.non_striker_id = other if at_striker else player_id
    if end is not None:
        innings.strike_was_stated = True
    join_partnership(state, innings)


def join_partnership(state: MatchState, innings: Innings) -> None:
    """Begin a segment when a new pair is together; one for each pair and wicket.

    A batter who was in alone waited for the second one, or batted with one whom no ball named: the
    second batter joins the open segment. Balls faced alone are a segment of their own only where
    the last man stands.
    """
    a, b = innings.striker_id, innings.non_striker_id
    if a is None:
        return
    if innings.partnerships:
        last = innings.partnerships[-1]
        if last.is_open and last.is_between(a, b):
            return
        may_stand_alone = state.setup.conditions.last_man_stands and not last.is_empty
        is_alone = last.batter_b_id is None and not may_stand_alone
        if last.is_open and is_alone and last.batter_a_id in (a, b):
            last.batter_b_id = b if last.batter_a_id == a else a
            innings.weight += weight_of(last.batter_b_id, copies=1, rest=0)
            return
    end_partnership(innings)
    innings.partnerships.append(Partnership(innings.wickets + 1, a, b))
    innings.weight += weight_of(a, b, copies=1)


def end_partnership(innings: Innings) -> None:
    """Close the open segment; runs from here on belong to the next one."""
    if innings.partnerships:
        innings.partnerships[-1].is_open = False


def leave(innings: Innings, player_id: PlayerId) -> None:
    """Vacate a batter's place and end the segment; a batter who is not in ends no segment."""
    if innings.striker_id == player_id:
        innings.striker_id = None
    elif innings.non_striker_id == player_id:
        innings.non_striker_id = None
    else:
        return
    end_partnership(innings)


def face_alone(state: MatchState, innings: Innings) -> None:
    """Make the last batter the striker, where the conditions let the last man bat alone."""
    is_allowed = state.setup.conditions.last_man_stands and innings.striker_id is None
    if is_allowed and bats_alone(state, innings):
        innings.striker_id, innings.non_striker_id = innings.non_striker_id, None


def bats_alone(state: MatchState, innings: Innings) -> bool:
    """Return whether the last man bats alone, where the conditions let him.

    The others are out, or have retired and cannot come in, or did not come in when they could.
    """
    is_alone = len(innings.at_crease) == 1 and not innings.is_super_over
    return is_alone and (no_batter_can_come_in(state, innings) or has_batted_alone(state, innings))


def has_batted_alone(state: MatchState, innings: Innings) -> bool:
    """Return whether one batter has already faced a ball alone, all others being out or retired.

    A retired batter who did not come back at the fall of the wicket may not until another falls
    (Law 25.4.4).
    """
    last = innings.partnerships[-1] if innings.partnerships else None
    has_faced = last is not None and last.is_open and last.batter_b_id is None and not last.is_empty
    return has_faced and have_all_batted(state, innings)


def no_batter_can_come_in(state: MatchState, innings: Innings) -> bool:
    """Return whether the whole side has batted and no batter may resume.

    A batter who is not out is in, was the last to leave (Law 25.4.4), or was replaced in the match.
    """
    unavailable_ids = {innings.last_left_id, *innings.at_crease, *state.replaced_ids}
    return have_all_batted(state, innings) and all(
        each.is_out or each.player_id in unavailable_ids for each in innings.batters.values()
    )


def have_all_batted(state: MatchState, innings: Innings) -> bool:
    """Return whether the whole side has had an innings, replacements for batters included."""
    extra_batters = sum(is_for_a_batter(innings, each) for each in state.replacements)
    return len(innings.batters) >= state.setup.conditions.players_per_side + extra_batters


def is_for_a_batter(innings: Innings, replacement: Replacement) -> bool:
    """Return whether a replacement lets the batting side send in one more batter.

    It does where the player replaced has begun an innings and is not out.
    """
    out = innings.batters.get(replacement.out_player_id or PlayerId(""))
    is_theirs = replacement.team_id == innings.batting_team_id
    is_to_bat = replacement.role is not ReplacementRole.BOWLER
    return is_theirs and is_to_bat and out is not None and not out.is_out


def dismiss(innings: Innings, player_id: PlayerId, dismissal: Dismissal) -> None:
    """Record a dismissal or a retirement; only a dismissal adds to the wickets (Law 25.4)."""
    batter = innings.batters.get(player_id)
    if batter is None:
        batter = Batter(player_id, position=len(innings.batters) + 1)
        innings.batters[player_id] = batter
        innings.weight += weight_of(player_id, copies=3, rest=400)
    batter.dismissal = dismissal
    innings.weight += weight_of(dismissal.bowler_id, *dismissal.fielder_ids, player_id, rest=400)
    innings.weight += weight_of(*dismissal.substitute_ids, rest=0)
    innings.last_left_id = player_id
    leave(innings, player_id)
    if not dismissal.is_wicket:
        return
    innings.wickets += 1
    over, ball = place_of_fall(innings)
    innings.fall_of_wickets.append(
        FallOfWicket(innings.wickets, innings.runs, over, ball, player_id, dismissal.bowler_id)
    )


def place_of_fall(innings: Innings) -> tuple[int, int]:
    """Return (over 0-based, legal balls bowled in it).

    A wicket off the last ball is 12.6, not 13.0.
    """
    return innings.over.number, innings.over.legal_balls


def take_back_wicket(innings: Innings, player_id: PlayerId) -> None:
    """Remove the wicket of a batter retired out who resumes with consent (Law 25.4.3)."""
    fallen = next(fall for fall in innings.fall_of_wickets if fall.player_id == player_id)
    innings.wickets -= 1
    innings.fall_of_wickets = [
        renumber_fall(fall, fallen.wicket_number)
        for fall in innings.fall_of_wickets
        if fall is not fallen
    ]
    for partnership in innings.partnerships:
        if partnership.wicket_number > fallen.wicket_number:
            partnership.wicket_number -= 1


def renumber_fall(fall: FallOfWicket, removed: int) -> FallOfWicket:
    """Return a fall of wicket as it is numbered without wicket number `removed` (1-based)."""
    number = fall.wicket_number - (fall.wicket_number > removed)
    return FallOfWicket(number, fall.score, fall.over, fall.ball, fall.player_id, fall.bowler_id)
