"""Owns a match told action by action: one line each, from the fold before and after it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scrbrd.domain.actions import (
    Action,
    BatterArrived,
    BatterDismissed,
    BatterResumed,
    BatterRetired,
    BowlerSuspended,
    Delivery,
    InningsClosed,
    InningsStarted,
    MatchClosed,
    PenaltyAwarded,
    PlayerReplaced,
    PlayResumed,
    PlayStopped,
    TargetRevised,
)
from scrbrd.domain.effective import effective_log, place_of
from scrbrd.domain.fold import evolve
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import Place
from scrbrd.domain.problems import Severity
from scrbrd.domain.state import Innings, MatchState
from scrbrd.projections.wording import counted, dismissal_text, result_text

WORD_WIDTH = 58


def replay(inputs: Inputs, actions: Iterable[Action], first: Place) -> Iterator[tuple[str, bool]]:
    """(line, whether it is a ball) for each action that counts, in order of play.

    Told from the first action whose own place is `first` or behind it; what comes before in order
    of play is folded and not told.
    """
    state, told = MatchState(inputs.setup), False
    for action in effective_log(actions).actions:
        before, state = state, evolve(state, action)
        told = told or place_of(action) >= first
        if told:
            yield line_of(before, state, action, inputs), isinstance(action, Delivery)
    if state.result is not None:
        yield f"Result: {result_text(state.result, inputs)}", False


def line_of(before: MatchState, after: MatchState, action: Action, inputs: Inputs) -> str:
    """One action in a line; one that could not count says why."""
    why = skipped(before, after, action)
    if why is not None:
        return f"      {action.id} does not count: {why}"
    innings = after.current
    if isinstance(action, Delivery) and innings is not None:
        names = f"{inputs.player_name(action.bowler_id)} to {inputs.player_name(action.striker_id)}"
        words = f"{names}, {what_happened(action, innings, inputs)}"
        return f"{ball_number(innings, action):>5} {words:<{WORD_WIDTH}} {score_of(innings)}"
    return f"      {fact(action, inputs)}" + (f"  {score_of(innings)}" if innings else "")


def skipped(before: MatchState, after: MatchState, action: Action) -> str | None:
    """Why an action did not count; None for one that did."""
    new = after.problems[len(before.problems) :]
    mine = [each for each in new if each.action_id == action.id]
    return next((each.message for each in mine if each.severity is Severity.ERROR), None)


def ball_number(innings: Innings, action: Delivery) -> str:
    """`12.4`: overs complete before the ball, then the legal ball it is or would have been."""
    over = innings.over
    counts = not (action.extras.wide or action.extras.no_ball or action.not_counted)
    return f"{over.number}.{over.legal_balls if counts else over.legal_balls + 1}"


def score_of(innings: Innings) -> str:
    """`123/4`."""
    return f"{innings.runs}/{innings.wickets}"


def what_happened(action: Delivery, innings: Innings, inputs: Inputs) -> str:
    """The runs of a ball in words, and the wicket."""
    words = [off_the_bat(action)] if action.runs_off_bat else []
    extras = action.extras
    named = (("wide", extras.wide), ("bye", extras.bye), ("leg bye", extras.leg_bye))
    words += [counted(runs, noun) for noun, runs in named if runs]
    words += ["no-ball" if extras.no_ball == 1 else f"no-ball ({extras.no_ball})"] * bool(
        extras.no_ball
    )
    words += [f"{counted(extras.penalty, 'penalty run')}"] * bool(extras.penalty)
    if action.is_wicket and action.wicket is not None:
        out = innings.batters.get(action.wicket.dismissed_player_id)
        how = dismissal_text(out.dismissal, inputs) if out and out.dismissal else "no wicket"
        words.append(f"OUT: {inputs.player_name(action.wicket.dismissed_player_id)} {how}")
    return ", ".join(words) or "no run"


def off_the_bat(action: Delivery) -> str:
    """Runs off the bat; four and six are boundaries unless they were run."""
    if action.runs_off_bat in (4, 6) and action.boundary is not False:
        return "FOUR" if action.runs_off_bat == 4 else "SIX"
    return counted(action.runs_off_bat, "run")


def fact(action: Action, inputs: Inputs) -> str:
    """What an action without a ball says."""
    match action:
        case InningsStarted():
            which = "super over" if action.super_over else f"innings {action.innings_number}"
            return f"-- {which}: {inputs.team_name(action.batting_team_id)} bat"
        case InningsClosed():
            return f"-- innings closed: {words(action.reason)}"
        case PenaltyAwarded():
            runs = counted(action.runs, "penalty run")
            return f"{runs} to {inputs.team_name(action.to_team_id)}"
        case PlayerReplaced():
            return replaced(action, inputs)
    return player_fact(action, inputs) or match_fact(action, inputs)


def player_fact(action: Action, inputs: Inputs) -> str | None:
    """What an action says of one player; None where it is about none."""
    match action:
        case BatterDismissed():
            return f"OUT: {inputs.player_name(action.player_id)} {words(action.wicket_type)}"
        case BatterRetired():
            return f"{inputs.player_name(action.player_id)} retires, {words(action.retirement)}"
        case BatterResumed():
            return f"{inputs.player_name(action.player_id)} comes back"
        case BatterArrived():
            return f"{inputs.player_name(action.player_id)} comes in"
        case BowlerSuspended():
            return f"{inputs.player_name(action.player_id)} may not bowl again"
    return None


def match_fact(action: Action, inputs: Inputs) -> str:
    """What an action says of the match as a whole."""
    match action:
        case TargetRevised():
            given = {"target": action.target, "overs": action.overs_limit, "par": action.par}
            said = ", ".join(f"{name} {value}" for name, value in given.items() if value)
            return f"-- revised: {said}" + (f" ({action.method})" if action.method else "")
        case PlayStopped():
            return f"-- play stopped: {action.reason or 'no reason given'}"
        case PlayResumed():
            return "-- play goes on"
        case MatchClosed():
            winner = inputs.team_name(action.winner_team_id)
            return f"-- match closed: {words(action.outcome)} {winner}".rstrip()
    return words(action.type)


def replaced(action: PlayerReplaced, inputs: Inputs) -> str:
    """Who came for whom."""
    out = f" for {inputs.player_name(action.out_player_id)}" if action.out_player_id else ""
    task = "" if action.role == "player" else f" as {action.role}"
    return f"{inputs.player_name(action.in_player_id)} comes{task}{out} ({words(action.reason)})"


def words(name: str) -> str:
    """A word of ours as people read it."""
    return name.replace("_", " ")
