"""A notation for tests: balls as scorers write them, `. 1 4 1lb 2nb W`, converted into actions.

It changes ends by its own rules, independent of the engine: if the engine folds a log written here
without a Problem, both agree who was on strike for every ball.

    .  1  4  6   runs off the bat (4 and 6 are boundaries; `4r` was all run)
    2b  1lb      byes, leg byes
    wd  5wd      wides: the penalty and the runs that were run, together
    nb  nb+4  nb+2b  nb+1lb    a no-ball's penalty, and the runs scored in addition
    W  Wc  Wlbw  Wst  Whw  Wro  Wron  Wobs  Wtw    after any of these or alone: a dismissal
"""

from __future__ import annotations

import re
from typing import Any

from scrbrd.domain.actions import Action, Delivery, action_id, read_action
from scrbrd.domain.effective import EffectiveLog, LogEntry
from scrbrd.domain.fold import fold_log
from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.problems import Problem
from scrbrd.domain.state import Batter, Bowler, Innings, MatchState, Setup
from scrbrd.domain.vocabulary import ActionType, PlayerId, TeamId, WicketType

MATCH = "m1"
HOME, AWAY = TeamId("home"), TeamId("away")

WICKET_TYPES = {
    "": WicketType.BOWLED,
    "c": WicketType.CAUGHT,
    "lbw": WicketType.LBW,
    "st": WicketType.STUMPED,
    "hw": WicketType.HIT_WICKET,
    "ro": WicketType.RUN_OUT,
    "ron": WicketType.RUN_OUT,
    "obs": WicketType.OBSTRUCTING_FIELD,
    "tw": WicketType.HIT_BALL_TWICE,
    "hb": WicketType.HANDLED_BALL,
}
RUNS = re.compile(
    r"(?:\.?|(?P<bat>\d)(?P<all_run>r)?|(?P<runs>\d)(?P<kind>lb|b)|(?P<wide>\d?)wd"
    r"|(?P<no_ball>nb)(?:\+(?P<beside>\d)(?P<beside_kind>lb|b)?)?)"
)
EXTRA = {"b": "bye", "lb": "leg_bye"}


def player(side: TeamId, number: int) -> PlayerId:
    """Return a side's player by the number (1-based) in its batting order: `home3`."""
    return PlayerId(f"{side}{number}")


def opponents(side: TeamId) -> TeamId:
    """Return the other side."""
    return AWAY if side == HOME else HOME


def parse_ball(token: str, no_ball_runs: int) -> dict[str, Any]:
    """Return a token's runs, extras and totals; raise ValueError if it does not denote a ball."""
    scored, wicket_mark, _ = token.partition("W")
    match = RUNS.fullmatch(scored)
    if match is None:
        raise ValueError(f"{token!r} is no ball")
    parts = match.groupdict()
    extras: dict[str, int] = {}
    runs_off_bat = int(parts["bat"] or 0)
    if parts["kind"]:
        extras[EXTRA[parts["kind"]]] = int(parts["runs"])
    if parts["wide"] is not None:
        extras["wide"] = int(parts["wide"] or 1)
    if parts["no_ball"]:
        extras["no_ball"] = no_ball_runs
        if parts["beside_kind"]:
            extras[EXTRA[parts["beside_kind"]]] = int(parts["beside"])
        else:
            runs_off_bat = int(parts["beside"] or 0)
    ball: dict[str, Any] = {
        "runs_off_bat": runs_off_bat,
        "extras": extras,
        "total_runs": runs_off_bat + sum(extras.values()),
        "is_legal_delivery": not ("wide" in extras or "no_ball" in extras),
        "is_wicket": bool(wicket_mark),
    }
    if parts["all_run"]:
        ball["boundary"] = False
    return ball


class Book:
    """A scorer's book: writes a raw log, one action after another, in the order of play."""

    def __init__(self, conditions: PlayingConditions = THE_LAWS, **setup: Any) -> None:
        self.setup = Setup(
            MATCH, **{"home_team_id": HOME, "away_team_id": AWAY, "conditions": conditions, **setup}
        )
        self.conditions = conditions
        self.entries: list[LogEntry] = []
        self.number = 0
        self.sequence = 0
        self.side = HOME
        self.clear()

    def clear(self) -> None:
        """Reset the pair at the crease and the over, as at the start of an innings."""
        self.striker: PlayerId | None = None
        self.non_striker: PlayerId | None = None
        self.arrived_count = 0
        self.over_number = 0
        self.legal_balls = 0
        self.ball_in_over = 0
        self.bowler: PlayerId | None = None

    # -- writing -----------------------------------------------------------------------------

    def write(self, kind: ActionType, **fields: Any) -> Action:
        """Append one action of any type, with the next sequence number."""
        self.number = self.number or 1
        self.sequence += 1
        document = {
            "id": action_id(self.number, self.sequence),
            "matchId": MATCH,
            "innings_number": self.number,
            "sequence_number": self.sequence,
            "type": kind,
            **fields,
        }
        action = read_action(document)
        self.entries.append(action)
        return action

    def innings(self, side: TeamId = HOME, balls: str = "", **fields: Any) -> Book:
        """Begin the next innings with the first two of the batting order, and bowl `balls`."""
        self.number, self.sequence, self.side = self.number + 1, 0, side
        self.clear()
        self.striker, self.non_striker = self.next_batter(), self.next_batter()
        fields.setdefault("striker_id", self.striker)
        fields.setdefault("non_striker_id", self.non_striker)
        self.write(
            ActionType.INNINGS_STARTED,
            batting_team_id=side,
            bowling_team_id=opponents(side),
            **fields,
        )
        return self.balls(balls)

    def balls(self, text: str) -> Book:
        """Bowl a series of balls; `|` may separate overs for readability."""
        for token in text.replace("|", " ").split():
            self.ball(token)
        return self

    def ball(self, token: str = ".", **fields: Any) -> Delivery:
        """Bowl one ball; `fields` (in snake_case) add or replace fields of the action."""
        scored = parse_ball(token, self.conditions.no_ball_runs)
        if scored["is_wicket"]:
            scored["wicket"] = self.wicket(token.partition("W")[2])
        self.ball_in_over += 1
        if self.striker is None:  # the last batter alone faces at whichever end they are
            self.swap()
        given = {
            "over_number": self.over_number,
            "ball_in_over": self.ball_in_over,
            "striker_id": self.striker,
            "non_striker_id": self.non_striker or "",
            "bowler_id": self.bowler or self.usual_bowler(),
            **scored,
            **fields,
        }
        action = self.write(ActionType.DELIVERY, **given)
        assert isinstance(action, Delivery)
        self.apply_ball(action)
        return action

    def wicket(self, how: str, **fields: Any) -> dict[str, Any]:
        """Return the striker's dismissal, or for `ron` the non-striker's at the bowler's end."""
        is_non_striker = how == "ron"
        out = self.non_striker if is_non_striker else self.striker
        wicket = {"type": WICKET_TYPES[how], "dismissed_player_id": out, **fields}
        if WICKET_TYPES[how] is WicketType.RUN_OUT:
            wicket.setdefault("end", "bowler" if is_non_striker else "striker")
        return wicket

    def fact(self, kind: str, **fields: Any) -> Book:
        """Append an action other than a delivery; `kind` is the name of its type."""
        self.write(ActionType(kind), **fields)
        return self

    def close(self, reason: str, **fields: Any) -> Book:
        """Record the end of the innings."""
        return self.fact("innings_closed", reason=reason, **fields)

    # -- the pair and the over ---------------------------------------------------------------

    def next_batter(self) -> PlayerId | None:
        """Return the next player of the batting order, or None if all have batted."""
        if self.arrived_count == self.conditions.players_per_side:
            return None
        self.arrived_count += 1
        return player(self.side, self.arrived_count)

    def usual_bowler(self) -> PlayerId:
        """Return the over's bowler: the fielding side's last two alternate (in the Hundred too)."""
        return player(opponents(self.side), self.conditions.players_per_side - self.over_number % 2)

    def at_crease(self, striker: PlayerId | None, non_striker: PlayerId | None) -> Book:
        """Set striker and non-striker, where the notation cannot derive them."""
        self.striker, self.non_striker = striker, non_striker
        return self

    def apply_ball(self, action: Delivery) -> None:
        """Change ends for runs that were run, replace a dismissed batter, end a complete over."""
        extras = action.extras
        run = action.runs_off_bat + extras.bye + extras.leg_bye + max(0, extras.wide - 1)
        if (run if action.runs_run is None else action.runs_run) % 2:
            self.swap()
        if action.wicket is not None:
            self.replace(action.wicket.dismissed_player_id)
        self.legal_balls += not (extras.wide or extras.no_ball or action.not_counted)
        if self.legal_balls >= (action.over_balls or self.conditions.balls_per_over):
            self.end_over()

    def end_over(self) -> None:
        """Begin the next over, from the other end."""
        self.over_number, self.legal_balls, self.ball_in_over = self.over_number + 1, 0, 0
        self.bowler = None
        if self.over_number % self.conditions.overs_per_end == 0:
            self.swap()

    def swap(self) -> None:
        """Exchange striker and non-striker."""
        self.striker, self.non_striker = self.non_striker, self.striker

    def replace(self, out: PlayerId) -> None:
        """Put the next batter in the place of the one who left."""
        if self.striker == out:
            self.striker = self.next_batter()
        else:
            self.non_striker = self.next_batter()

    # -- reading -----------------------------------------------------------------------------

    def fold(self) -> tuple[MatchState, EffectiveLog]:
        """Return the match state and the effective log, as the engine folds the whole log."""
        return fold_log(self.setup, self.entries)

    @property
    def state(self) -> MatchState:
        """The state of the match after everything written so far."""
        return self.fold()[0]

    @property
    def current(self) -> Innings:
        """The innings in progress, or the last one."""
        return self.state.innings[-1]

    def batter(self, number: int) -> Batter:
        """Return a batter of the current innings by the number in the batting order."""
        return self.current.batters[player(self.side, number)]

    def only_bowler(self) -> Bowler:
        """Return the bowler of the current innings; exactly one must have bowled."""
        (bowler,) = self.current.bowlers.values()
        return bowler

    @property
    def problems(self) -> list[Problem]:
        """The problems of the log itself and of its actions."""
        state, log = self.fold()
        return [*log.problems, *state.problems]

    @property
    def codes(self) -> list[str]:
        """The codes of the problems."""
        return [problem.code for problem in self.problems]


def innings(text: str, conditions: PlayingConditions = THE_LAWS) -> Book:
    """Return a book with one innings of the home side: `innings("1 . 4 1lb W")`."""
    return Book(conditions).innings(HOME, text)
