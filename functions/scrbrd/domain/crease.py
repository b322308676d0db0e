"""Keeps who is at the crease: batters coming in and going out, partnerships, fall of wickets."""

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
    """Refuse a batter whose innings is over. Raises Refused."""
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
    """Put the pair that a delivery names at the crease; the log is right, a prediction was not."""
    was = innings.at_crease
    other_was_to_face = non_striker_id is not None and (
        innings.striker_id == non_striker_id or innings.non_striker_id == striker_id
    )
    if other_was_to_face and not innings.strike_was_stated:
        warn_of_strike(state, innings, action, striker_id)
    pair = (striker_id, non_striker_id)
    for player_id in was:
        if player_id not in pair:
            warn(
                state,
                action,
                ProblemCode.UNEXPLAINED_BATTER,
                f"{player_id} is no longer in, and no dismissal or retirement says why",
            )
    for newcomer in pair:
        if newcomer is not None and newcomer not in was:
            come_in(state, innings, action, newcomer)
    innings.striker_id, innings.non_striker_id = pair
    join_partnership(state, innings)


def come_in(state: MatchState, innings: Innings, action: Action, player_id: PlayerId) -> None:
    """A batter's innings begins, or goes on after a retirement that nobody recorded as ended."""
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
    """Warn of a player whom no lineup names, or the other side's does. Silent without lineups."""
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
    """Fill the vacant place; a recorded end moves the other batter where they must then be."""
    come_in(state, innings, action, player_id)
    other = innings.striker_id or innings.non_striker_id
    at_striker = end is End.STRIKER if end is not None else innings.striker_id is None
    innings.striker_id = player_id if at_striker else other
    innings.non_striker_id = other if at_striker else player_id
    if end is not None:
        innings.strike_was_stated = True
    join_partnership(state, innings)


def join_partnership(state: MatchState, innings: Innings) -> None:
    """Begin a segment when another pair is together; one for each pair and wicket.

    Who was in alone waited for the second batter, or had one whom no ball named: that one joins the
    segment. Only where the last man stands are balls faced alone a segment of their own.
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
    """The pair is parted; runs from here on belong to the next one."""
    if innings.partnerships:
        innings.partnerships[-1].is_open = False


def leave(innings: Innings, player_id: PlayerId) -> None:
    """Vacate a batter's place and end the segment; one who had retired before parts nobody."""
    if innings.striker_id == player_id:
        innings.striker_id = None
    elif innings.non_striker_id == player_id:
        innings.non_striker_id = None
    else:
        return
    end_partnership(innings)


def face_alone(state: MatchState, innings: Innings) -> None:
    """Let the last batter, who bats alone where the conditions say so, face every ball."""
    is_allowed = state.setup.conditions.last_man_stands and innings.striker_id is None
    if is_allowed and bats_alone(state, innings):
        innings.striker_id, innings.non_striker_id = innings.non_striker_id, None


def bats_alone(state: MatchState, innings: Innings) -> bool:
    """Whether the last man stands alone, where the conditions let him: the others are out, or have
    retired and cannot come in, or did not when they could."""
    is_alone = len(innings.at_crease) == 1 and not innings.is_super_over
    return is_alone and (can_nobody_come_in(state, innings) or goes_on_alone(state, innings))


def goes_on_alone(state: MatchState, innings: Innings) -> bool:
    """Whether a ball was bowled to one batter alone, with all others out or retired: who did not
    come back at the fall of the wicket may not until another falls (Law 25.4.4)."""
    last = innings.partnerships[-1] if innings.partnerships else None
    has_faced = last is not None and last.is_open and last.batter_b_id is None and not last.is_empty
    return has_faced and have_all_batted(state, innings)


def can_nobody_come_in(state: MatchState, innings: Innings) -> bool:
    """Whether all of the side have had an innings, and none may go on with theirs: who is not out
    is in, was the last to leave (Law 25.4.4), or has left the match to another."""
    others = {innings.last_left_id, *innings.at_crease, *state.replaced_ids}
    return have_all_batted(state, innings) and all(
        each.is_out or each.player_id in others for each in innings.batters.values()
    )


def have_all_batted(state: MatchState, innings: Innings) -> bool:
    """Whether all of the side have had an innings, and who joined it for a batter too."""
    in_place_of = sum(is_for_a_batter(innings, each) for each in state.replacements)
    return len(innings.batters) >= state.setup.conditions.players_per_side + in_place_of


def is_for_a_batter(innings: Innings, replacement: Replacement) -> bool:
    """Whether somebody joined the batting side for a batter who has begun an innings and is not
    out: one more may then come in."""
    out = innings.batters.get(replacement.out_player_id or PlayerId(""))
    is_theirs = replacement.team_id == innings.batting_team_id
    is_to_bat = replacement.role is not ReplacementRole.BOWLER
    return is_theirs and is_to_bat and out is not None and not out.is_out


def dismiss(innings: Innings, player_id: PlayerId, dismissal: Dismissal) -> None:
    """Write a dismissal or retirement down; only the former adds to the wickets (Law 25.4)."""
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
    """(over 0-based, legal balls bowled in it): a wicket off the last ball is 12.6, not 13.0."""
    return innings.over.number, innings.over.legal_balls


def take_back_wicket(innings: Innings, player_id: PlayerId) -> None:
    """A batter retired out resumes with consent: the wicket never fell (Law 25.4.3)."""
    fallen = next(fall for fall in innings.fall_of_wickets if fall.player_id == player_id)
    innings.wickets -= 1
    innings.fall_of_wickets = [
        renumbered(fall, fallen.wicket_number)
        for fall in innings.fall_of_wickets
        if fall is not fallen
    ]
    for partnership in innings.partnerships:
        if partnership.wicket_number > fallen.wicket_number:
            partnership.wicket_number -= 1


def renumbered(fall: FallOfWicket, removed: int) -> FallOfWicket:
    """The same fall of wicket after wicket number `removed` (1-based) was taken back."""
    number = fall.wicket_number - (fall.wicket_number > removed)
    return FallOfWicket(number, fall.score, fall.over, fall.ball, fall.player_id, fall.bowler_id)
