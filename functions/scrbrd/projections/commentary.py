"""Writes the commentary: one line for every action, made of nothing but its data.

A ball's is made of what the feed's event BALL_BOWLED says of it, so that the archive and the feed
say the same.
"""

from enum import StrEnum
from typing import Any

from scrbrd.domain.actions import (
    Action,
    BatterArrived,
    BatterDismissed,
    BatterResumed,
    BatterRetired,
    BowlerSuspended,
    InningsClosed,
    InningsStarted,
    MatchClosed,
    PenaltyAwarded,
    PlayerReplaced,
    PlayResumed,
    PlayStopped,
    TargetRevised,
)
from scrbrd.domain.laws import FOUR, Ball, is_bowlers_wicket
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import shortened
from scrbrd.domain.state import Batter, Dismissal, FallOfWicket, Innings
from scrbrd.domain.vocabulary import (
    BowlingLine,
    PitchLength,
    ReplacementReason,
    ReplacementRole,
    ShotType,
    WicketType,
)
from scrbrd.projections.feed.event_data import BallBowled, BallWicket, WicketFallen
from scrbrd.projections.wording import counted, dismissal_text, with_names

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


def ball_line(ball: BallBowled, inputs: Inputs) -> str:
    """`12.4 Smith to Jones, FOUR, driven through segment 3`; of what BALL_BOWLED says."""
    bowler, striker = inputs.player_name(ball["bowlerId"]), inputs.player_name(ball["strikerId"])
    out = wicket_words(ball, inputs)
    parts = [f"{ball['over']} {bowler} to {striker}"]
    parts += run_words(ball) or ([] if out else ["no run"])
    parts += [ball["shot"]] if "shot" in ball else []
    return ", ".join(parts + out)


def run_words(ball: BallBowled) -> list[str]:
    """The runs of a ball as the laws count them; none for a ball that brought none."""
    words, extras, off_bat = [], ball["extras"], ball["runsOffBat"]
    if "boundary" in ball:
        words.append("FOUR" if ball["boundary"] == FOUR else "SIX")
    elif off_bat:
        words.append(counted(off_bat, "run"))
    named = (("wide", extras["wide"]), ("bye", extras["bye"]), ("leg bye", extras["legBye"]))
    words += [counted(runs, noun) for noun, runs in named if runs]
    if no_ball := extras["noBall"]:
        words.append("no-ball" if no_ball == 1 else f"no-ball ({no_ball})")
    if extras["penalty"]:
        words.append(counted(extras["penalty"], "penalty run"))
    return words


def wicket_words(ball: BallBowled, inputs: Inputs) -> list[str]:
    """`OUT: Jones b Smith 45 (38b 4x4 1x6)`; without `OUT` for a retirement that is no wicket."""
    if "wicket" not in ball:
        return []
    out = ball["wicket"]
    figures = out["runs"], out["ballsFaced"], out["fours"], out["sixes"]
    name = inputs.player_name(out["dismissedPlayerId"])
    words = innings_words(name, dismissal_text(dismissal_of(out), inputs), *figures)
    return [f"{'OUT: ' if ball['isWicket'] else ''}{words}"]


def dismissal_of(event: BallWicket | WicketFallen) -> Dismissal | None:
    """The dismissal that an event of the feed tells of; None where it does not say how."""
    if event["type"] is None:
        return None
    fielders, substitutes = tuple(event["fielderIds"]), tuple(event["substituteIds"])
    return Dismissal(WicketType(event["type"]), event["bowlerId"], fielders, substitutes)


def batter_words(batter: Batter, inputs: Inputs) -> str:
    """`Jones b Smith 45 (38b 4x4 1x6)`: a batter's innings, how it ended, its balls."""
    name, how = inputs.player_name(batter.player_id), dismissal_text(batter.dismissal, inputs)
    return innings_words(name, how, batter.runs, batter.balls_faced, batter.fours, batter.sixes)


def wicket_line(innings: Innings, fall: FallOfWicket, inputs: Inputs) -> str:
    """`Jones b Smith 45 (38b 4x4 1x6), 123/4`: a wicket with the score at its fall."""
    out = batter_words(innings.batters[fall.player_id], inputs)
    return f"{out}, {fall.score}/{fall.wicket_number}"


def innings_words(name: str, how: str, runs: int, balls: int, fours: int, sixes: int) -> str:
    """`Jones b Smith 45 (38b 4x4 1x6)`, of its parts; wides are no balls faced."""
    boundaries = f"{f' {fours}x4' if fours else ''}{f' {sixes}x6' if sixes else ''}"
    return f"{name} {how} {runs} ({balls}b{boundaries})"


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


def refused_line(why: str, inputs: Inputs) -> str:
    """An action that stands in the log and could not count, with the reason."""
    return f"Not counted: {shortened(with_names(why, inputs))}"


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
            return f"OUT: {inputs.player_name(action.player_id)} {how_out(action, inputs)}"
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


def how_out(action: BatterDismissed, inputs: Inputs) -> str:
    """How a batter was out with no ball bowled, as scorecards print it: `run out (Smith)`.

    A dismissal that takes a ball counts nowhere, and has no bowler to name.
    """
    if is_bowlers_wicket(action.wicket_type):
        return plain(action.wicket_type)
    how = Dismissal(action.wicket_type, None, action.fielder_ids, action.substitute_ids)
    return dismissal_text(how, inputs)


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
    known = action.reason is not ReplacementReason.UNKNOWN
    reason = f" ({plain(action.reason)})" if known else ""
    return f"{name} comes{role}{out} for {team}{reason}"


def plain(word: str) -> str:
    """A word of ours as people read it."""
    return word.replace("_", " ")
