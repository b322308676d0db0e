"""Owns the commentary: one line for every action, made of nothing but its data."""

from enum import StrEnum
from typing import Any

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
from scrbrd.domain.laws import FOUR, Ball, judge
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Batter, Innings
from scrbrd.domain.vocabulary import (
    BowlingLine,
    PitchLength,
    ReplacementRole,
    ShotType,
)
from scrbrd.projections.steps import Step
from scrbrd.projections.wording import counted, dismissal_text

STROKES: dict[str, str] = {
    ShotType.DRIVE: "driven",
    ShotType.CUT: "cut",
    ShotType.PULL: "pulled",
    ShotType.HOOK: "hooked",
    ShotType.SWEEP: "swept",
    ShotType.REVERSE_SWEEP: "reverse-swept",
    ShotType.FLICK: "flicked",
    ShotType.GLANCE: "glanced",
    ShotType.DEFEND: "defended",
    ShotType.LEAVE: "left alone",
    ShotType.EDGE: "edged",
}
"""What a stroke is called once it is played; `other` is called nothing."""

SEGMENTS = range(1, 9)
"""The segments of the wagon wheel, as the public schema numbers them."""


def place_of_ball(innings: Innings, ball: Ball) -> str:
    """`12.4`: the 0-based over, then the legal ball it is, or would have been."""
    over = innings.over
    return f"{over.number}.{over.legal_balls + (0 if ball.is_legal else 1)}"


def place_of_fact(innings: Innings) -> str:
    """`12.4` for a fact: the last legal ball before it."""
    return f"{innings.over.number}.{innings.over.legal_balls}"


def ball_line(step: Step, action: Delivery, innings: Innings, inputs: Inputs) -> str:
    """`12.4 Smith to Jones, FOUR, driven through segment 3`."""
    ball = judge(action, inputs.setup.conditions)
    bowler, striker = inputs.player_name(action.bowler_id), inputs.player_name(action.striker_id)
    out = wicket_words(step, action, innings, inputs)
    parts = [f"{place_of_ball(innings, ball)} {bowler} to {striker}"]
    parts += run_words(ball) or ([] if out else ["no run"])
    parts += shot_words(action.shot_data, ball.off_bat > 0)
    return ", ".join(parts + out)


def run_words(ball: Ball) -> list[str]:
    """The runs of a ball as the laws count them; none for a ball that brought none."""
    words = []
    if ball.boundary:
        words.append("FOUR" if ball.boundary == FOUR else "SIX")
    elif ball.off_bat:
        words.append(counted(ball.off_bat, "run"))
    named = (("wide", ball.wide), ("bye", ball.bye), ("leg bye", ball.leg_bye))
    words += [counted(runs, noun) for noun, runs in named if runs]
    if ball.no_ball:
        words.append("no-ball" if ball.no_ball == 1 else f"no-ball ({ball.no_ball})")
    if ball.penalty:
        words.append(counted(ball.penalty, "penalty run"))
    return words


def wicket_words(step: Step, action: Delivery, innings: Innings, inputs: Inputs) -> list[str]:
    """`OUT: Jones b Smith 45 (38b 4x4 1x6)`; without `OUT` for a retirement that is no wicket."""
    if action.wicket is None:
        return []
    out = innings.batters.get(action.wicket.dismissed_player_id)
    if out is None:
        return []
    fell = step.after.wickets > step.start.wickets
    return [f"{'OUT: ' if fell else ''}{batter_words(out, inputs)}"]


def batter_words(batter: Batter, inputs: Inputs) -> str:
    """`Jones b Smith 45 (38b 4x4 1x6)`: a batter's innings, how it ended, its balls."""
    name, how = inputs.player_name(batter.player_id), dismissal_text(batter.dismissal, inputs)
    fours = f" {batter.fours}x4" if batter.fours else ""
    sixes = f" {batter.sixes}x6" if batter.sixes else ""
    return f"{name} {how} {batter.runs} ({batter.balls_faced}b{fours}{sixes})"


def shot_words(shot: Any, scored: bool) -> list[str]:
    """What analysts noted of a stroke: `short outside off stump`, `pulled through segment 7`.

    `shotData` may hold anything; what is not as the public schema has it is passed over.
    """
    if not isinstance(shot, dict):
        return []
    length, line = word_of(PitchLength, shot.get("length")), word_of(BowlingLine, shot.get("line"))
    pitched = " ".join(
        each for each in ("good length" if length == "good" else length, line) if each
    )
    stroke = STROKES.get(shot["shotType"], "") if word_of(ShotType, shot.get("shotType")) else ""
    segment = segment_of(shot)
    where = f"{'through' if scored else 'towards'} segment {segment}" if segment else ""
    return [words for words in (pitched, f"{stroke} {where}".strip()) if words]


def word_of(kind: type[StrEnum], name: Any) -> str:
    """A word of one of the public schema's sets as people read it; nothing for any other."""
    return plain(name) if isinstance(name, str) and name in list(kind) else ""


def segment_of(shot: Any) -> int | None:
    """The segment of the wagon wheel, 1 to 8; None where `shotData` has none or an odd one."""
    segment = shot.get("wagonWheelSegment") if isinstance(shot, dict) else None
    if isinstance(segment, bool) or not isinstance(segment, int | float):
        return None
    return int(segment) if segment in SEGMENTS else None


def refused_line(step: Step) -> str:
    """An action that stands in the log and could not count, with the reason."""
    return f"{step.action.id} does not count: {step.refused}"


def fact_line(action: Action, inputs: Inputs) -> str:
    """What an action without a ball says."""
    match action:
        case InningsStarted():
            return start_line(
                action.innings_number, action.batting_team_id, action.super_over, inputs
            )
        case InningsClosed():
            return close_line(action.reason)
        case PenaltyAwarded():
            runs = counted(action.runs, "penalty run")
            law = f" ({action.law})" if action.law else ""
            return f"{runs} to {inputs.team_name(action.to_team_id)}{law}"
        case PlayerReplaced():
            return replacement_line(action, inputs)
    return player_line(action, inputs) or match_line(action, inputs)


def player_line(action: Action, inputs: Inputs) -> str | None:
    """What an action says of one player; None where it is about none."""
    match action:
        case BatterDismissed():
            return f"OUT: {inputs.player_name(action.player_id)} {plain(action.wicket_type)}"
        case BatterRetired():
            return f"{inputs.player_name(action.player_id)} retires, {plain(action.retirement)}"
        case BatterResumed():
            return f"{inputs.player_name(action.player_id)} comes back"
        case BatterArrived():
            return f"{inputs.player_name(action.player_id)} comes in"
        case BowlerSuspended():
            name = inputs.player_name(action.player_id)
            return f"{name} may not bowl again in the {plain(action.scope)}"
    return None


def match_line(action: Action, inputs: Inputs) -> str:
    """What an action says of the match as a whole."""
    match action:
        case TargetRevised():
            given = (("target", action.target), ("overs", action.overs_limit), ("par", action.par))
            said = ", ".join(f"{name} {value}" for name, value in given if value is not None)
            method = f" ({action.method})" if action.method else ""
            return f"Revised: {said or 'nothing named'}{method}"
        case PlayStopped():
            return f"Play stopped: {action.reason or 'no reason given'}"
        case PlayResumed():
            return "Play goes on"
        case MatchClosed():
            winner = inputs.team_name(action.winner_team_id)
            return f"Match closed: {plain(action.outcome)} {winner}".rstrip()
    return plain(action.type)


def start_line(number: int, team_id: Any, is_super_over: bool, inputs: Inputs) -> str:
    """The beginning of an innings."""
    which = "Super over" if is_super_over else f"Innings {number}"
    return f"{which}: {inputs.team_name(team_id) or 'a side that nobody named'} bat"


def close_line(reason: str) -> str:
    """The end of an innings."""
    return f"Innings closed: {plain(reason)}"


def replacement_line(action: PlayerReplaced, inputs: Inputs) -> str:
    """Who came for whom."""
    out = f" for {inputs.player_name(action.out_player_id)}" if action.out_player_id else ""
    role = "" if action.role is ReplacementRole.PLAYER else f" as {plain(action.role)}"
    name, team = inputs.player_name(action.in_player_id), inputs.team_name(action.team_id)
    return f"{name} comes{role}{out} for {team} ({plain(action.reason)})"


def plain(word: str) -> str:
    """A word of ours as people read it."""
    return word.replace("_", " ")
