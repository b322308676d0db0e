"""Writes the commentary: one line for every action, made only from the action's data.

A ball's line is made from the feed's event BALL_BOWLED, so that the archive and the feed have the
same text.
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
from scrbrd.domain.problems import shorten_message
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
from scrbrd.projections.wording import count_text, dismissal_text, with_names

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
"""The word for a played stroke; `other` has none."""

SEGMENTS = range(1, 9)
"""The segments of the wagon wheel, as the public schema numbers them."""


def place_of_ball(innings: Innings, ball: Ball) -> str:
    """Return the place of a ball, such as `12.4`: 0-based over, then its number among legal balls.

    A wide or no-ball has the number of the ball that it would have been.
    """
    over = innings.over
    return f"{over.number}.{over.legal_balls + (0 if ball.is_legal else 1)}"


def place_of_fact(innings: Innings) -> str:
    """Return the place of an action without a ball, such as `12.4`: the last legal ball before
    it.
    """
    return f"{innings.over.number}.{innings.over.legal_balls}"


def ball_line(ball: BallBowled, inputs: Inputs) -> str:
    """Return the line of a BALL_BOWLED, such as `12.4 Smith to Jones, FOUR, driven through segment
    3`.
    """
    bowler, striker = inputs.player_name(ball["bowlerId"]), inputs.player_name(ball["strikerId"])
    out = wicket_words(ball, inputs)
    parts = [f"{ball['over']} {bowler} to {striker}"]
    parts += run_words(ball) or ([] if out else ["no run"])
    parts += [ball["shot"]] if "shot" in ball else []
    return ", ".join(parts + out)


def run_words(ball: BallBowled) -> list[str]:
    """Return words for the runs of a ball as the laws count them; none if it brought none."""
    words, extras, off_bat = [], ball["extras"], ball["runsOffBat"]
    if "boundary" in ball:
        words.append("FOUR" if ball["boundary"] == FOUR else "SIX")
    elif off_bat:
        words.append(count_text(off_bat, "run"))
    extras_by_noun = (
        ("wide", extras["wide"]),
        ("bye", extras["bye"]),
        ("leg bye", extras["legBye"]),
    )
    words += [count_text(runs, noun) for noun, runs in extras_by_noun if runs]
    if no_ball := extras["noBall"]:
        words.append("no-ball" if no_ball == 1 else f"no-ball ({no_ball})")
    if extras["penalty"]:
        words.append(count_text(extras["penalty"], "penalty run"))
    return words


def wicket_words(ball: BallBowled, inputs: Inputs) -> list[str]:
    """Return words for a ball's wicket: `OUT: Jones b Smith 45 (38b 4x4 1x6)`.

    Without `OUT` for a retirement that is not a wicket.
    """
    if "wicket" not in ball:
        return []
    out = ball["wicket"]
    figures = out["runs"], out["ballsFaced"], out["fours"], out["sixes"]
    name = inputs.player_name(out["dismissedPlayerId"])
    words = innings_words(name, dismissal_text(dismissal_of(out), inputs), *figures)
    return [f"{'OUT: ' if ball['isWicket'] else ''}{words}"]


def dismissal_of(event: BallWicket | WicketFallen) -> Dismissal | None:
    """Return the dismissal in an event of the feed; None if the event has no type of dismissal."""
    if event["type"] is None:
        return None
    fielders, substitutes = tuple(event["fielderIds"]), tuple(event["substituteIds"])
    return Dismissal(WicketType(event["type"]), event["bowlerId"], fielders, substitutes)


def batter_words(batter: Batter, inputs: Inputs) -> str:
    """Return a batter's innings, how it ended, and its balls: `Jones b Smith 45 (38b 4x4 1x6)`."""
    name, how = inputs.player_name(batter.player_id), dismissal_text(batter.dismissal, inputs)
    return innings_words(name, how, batter.runs, batter.balls_faced, batter.fours, batter.sixes)


def wicket_line(innings: Innings, fall: FallOfWicket, inputs: Inputs) -> str:
    """Return a wicket with the score at its fall: `Jones b Smith 45 (38b 4x4 1x6), 123/4`."""
    out = batter_words(innings.batters[fall.player_id], inputs)
    return f"{out}, {fall.score}/{fall.wicket_number}"


def innings_words(name: str, how: str, runs: int, balls: int, fours: int, sixes: int) -> str:
    """Return a batter's innings made from its parts; `balls` are those faced, without wides."""
    boundaries = f"{f' {fours}x4' if fours else ''}{f' {sixes}x6' if sixes else ''}"
    return f"{name} {how} {runs} ({balls}b{boundaries})"


def shot_words(shot: Any, scored: bool) -> list[str]:
    """Return words for a shot: `short outside off stump`, `pulled through segment 7`.

    `shotData` may hold anything; values that are not in the public schema are skipped.
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
    """Return a value of one of the public schema's sets as words; empty for any other value."""
    return plain_words(name) if isinstance(name, str) and name in list(kind) else ""


def segment_of(shot: Any) -> int | None:
    """Return the segment of the wagon wheel, 1 to 8; None if `shotData` has no valid one."""
    segment = shot.get("wagonWheelSegment") if isinstance(shot, dict) else None
    if isinstance(segment, bool) or not isinstance(segment, int | float):
        return None
    return int(segment) if segment in SEGMENTS else None


def refused_line(why: str, inputs: Inputs) -> str:
    """Return the line of an action that did not count, with the reason."""
    return f"Not counted: {shorten_message(with_names(why, inputs))}"


def fact_line(action: Action, inputs: Inputs) -> str:
    """Return the line of an action without a ball."""
    match action:
        case InningsStarted():
            return start_line(
                action.innings_number, action.batting_team_id, action.super_over, inputs
            )
        case InningsClosed():
            return close_line(action.reason)
        case PenaltyAwarded():
            runs = count_text(action.runs, "penalty run")
            law = f" ({action.law})" if action.law else ""
            return f"{runs} to {inputs.team_name(action.to_team_id)}{law}"
        case PlayerReplaced():
            return replacement_line(action, inputs)
    return player_line(action, inputs) or match_line(action, inputs)


def player_line(action: Action, inputs: Inputs) -> str | None:
    """Return the line of an action about one player; None for another action."""
    match action:
        case BatterDismissed():
            return f"OUT: {inputs.player_name(action.player_id)} {how_out(action, inputs)}"
        case BatterRetired():
            return (
                f"{inputs.player_name(action.player_id)} retires, {plain_words(action.retirement)}"
            )
        case BatterResumed():
            return f"{inputs.player_name(action.player_id)} comes back"
        case BatterArrived():
            return f"{inputs.player_name(action.player_id)} comes in"
        case BowlerSuspended():
            name = inputs.player_name(action.player_id)
            return f"{name} may not bowl again in the {plain_words(action.scope)}"
    return None


def how_out(action: BatterDismissed, inputs: Inputs) -> str:
    """Return how a batter was out without a ball, as scorecards print it: `run out (Smith)`.

    A bowler's dismissal needs a ball: it counts nowhere, and there is no bowler to name.
    """
    if is_bowlers_wicket(action.wicket_type):
        return plain_words(action.wicket_type)
    how = Dismissal(action.wicket_type, None, action.fielder_ids, action.substitute_ids)
    return dismissal_text(how, inputs)


def match_line(action: Action, inputs: Inputs) -> str:
    """Return the line of an action about the match as a whole."""
    match action:
        case TargetRevised():
            given = (("target", action.target), ("overs", action.overs_limit), ("par", action.par))
            changes = ", ".join(f"{name} {value}" for name, value in given if value is not None)
            method = f" ({action.method})" if action.method else ""
            return f"Revised: {changes or 'nothing named'}{method}"
        case PlayStopped():
            return f"Play stopped: {action.reason or 'no reason given'}"
        case PlayResumed():
            return "Play goes on"
        case MatchClosed():
            winner = inputs.team_name(action.winner_team_id)
            return f"Match closed: {plain_words(action.outcome)} {winner}".rstrip()
    return plain_words(action.type)


def start_line(number: int, team_id: Any, is_super_over: bool, inputs: Inputs) -> str:
    """Return the line of the beginning of an innings."""
    which = "Super over" if is_super_over else f"Innings {number}"
    return f"{which}: {inputs.team_name(team_id) or 'a side that nobody named'} bat"


def close_line(reason: str) -> str:
    """Return the line of the end of an innings."""
    return f"Innings closed: {plain_words(reason)}"


def replacement_line(action: PlayerReplaced, inputs: Inputs) -> str:
    """Return the line of a replacement: who came for whom."""
    out = f" for {inputs.player_name(action.out_player_id)}" if action.out_player_id else ""
    role = "" if action.role is ReplacementRole.PLAYER else f" as {plain_words(action.role)}"
    name, team = inputs.player_name(action.in_player_id), inputs.team_name(action.team_id)
    is_reason_known = action.reason is not ReplacementReason.UNKNOWN
    reason = f" ({plain_words(action.reason)})" if is_reason_known else ""
    return f"{name} comes{role}{out} for {team}{reason}"


def plain_words(word: str) -> str:
    """Return an identifier as words: underscores become spaces."""
    return word.replace("_", " ")
