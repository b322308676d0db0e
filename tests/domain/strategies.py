"""Strategies for random legal logs, guided by the engine's state, and messy logs of the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from scrbrd.domain.actions import Action, Delivery, action_id
from scrbrd.domain.effective import LogEntry, Unreadable
from scrbrd.domain.fold import evolve
from scrbrd.domain.formats import FORMATS, PlayingConditions
from scrbrd.domain.laws import POSSIBLE_OFF_NO_BALL, POSSIBLE_OFF_WIDE
from scrbrd.domain.state import MatchState, Setup
from scrbrd.domain.vocabulary import MatchFormat, PlayerId
from tests.domain.notation import AWAY, HOME, WICKET_TYPES, Book, opponents, parse_ball, player

SIDE = 5
"""Players a side: short innings reach every kind of end sooner."""

SHORT: tuple[PlayingConditions, ...] = tuple(
    replace(FORMATS[name], players_per_side=SIDE, **limits)  # type: ignore[arg-type]
    for name, limits in (
        (MatchFormat.T20, {"overs_per_innings": 2}),
        (MatchFormat.ODI, {"overs_per_innings": 3}),
        (MatchFormat.HUNDRED, {"overs_per_innings": 3}),
        (MatchFormat.TEST, {}),
        (MatchFormat.CUSTOM, {"balls_per_over": 8, "overs_per_innings": 2}),
    )
)
SCORING = ".", ".", "1", "1", "2", "3", "4", "4r", "6", "1b", "4lb", "1lb"
EXTRAS = "wd", "2wd", "5wd", "nb", "nb+1", "nb+4", "nb+2b", "nb+1lb"
WICKETS = "W", "Wc", "Wlbw", "Wst", "Whw", "Wro", "1Wron", "Wobs", "Wtw", "wdWst", "nbWro", "2wdWro"
FACTS = "penalty", "retire", "retire", "resume", "stop", "suspend", "replace", "close", "revise"
EVENTS = (*SCORING, *SCORING, *EXTRAS, *WICKETS, *FACTS)
MAX_STEPS = 60


@dataclass(frozen=True)
class LegalLog:
    """The actions in the order of play, and a messy log that has the same effective actions."""

    setup: Setup
    actions: tuple[Action, ...]
    messy: tuple[LogEntry, ...]


class Play:
    """A match in progress: adds random legal events to the book and keeps the engine's state."""

    def __init__(self, draw: st.DrawFn, conditions: PlayingConditions) -> None:
        self.draw = draw
        self.book = Book(conditions)
        self.state = MatchState(self.book.setup)
        self.catch_up()

    def catch_up(self) -> None:
        """Fold the book's new actions into the state."""
        folded_count = getattr(self, "done", 0)
        for action in self.book.entries[folded_count:]:
            assert isinstance(action, Action)
            self.state = evolve(self.state, action)
        self.done = len(self.book.entries)

    def begin(self) -> bool:
        """Begin the next innings, if the match allows one."""
        sides = (HOME, AWAY, HOME, AWAY)
        regular_innings = self.book.conditions.innings_per_side * 2
        number = self.book.number
        if number >= regular_innings + 2 or (
            self.state.result and self.state.result.winner_team_id
        ):
            return False
        if number >= regular_innings and self.state.result is None:
            return False
        is_super_over = number >= regular_innings
        side = opponents(sides[number % 4]) if is_super_over else sides[number % 4]
        self.book.innings(side, super_over=is_super_over)
        self.catch_up()
        return True

    def step(self) -> None:
        """Add one random event that is legal now."""
        event = self.draw(st.sampled_from(EVENTS))
        if event in FACTS:
            getattr(self, event)()
        elif self.is_possible(event):
            self.book.ball(event)
        self.catch_up()
        self.fill_crease()

    def is_possible(self, token: str) -> bool:
        """Whether a ball's dismissal, if it has one, is possible now: off a free hit only some are,
        and none is if the ball's runs win the match first."""
        scored, wicket_mark, how = token.partition("W")
        if not wicket_mark:
            return True
        kind, innings = WICKET_TYPES[how], self.state.innings[-1]
        runs = parse_ball(scored, self.book.conditions.no_ball_runs)["total_runs"]
        return (
            (innings.target is None or innings.runs + runs < innings.target)
            and (kind in POSSIBLE_OFF_NO_BALL or not innings.is_free_hit)
            and (kind in POSSIBLE_OFF_NO_BALL or "nb" not in scored)
            and (kind in POSSIBLE_OFF_WIDE or "wd" not in scored)
        )

    def fill_crease(self) -> None:
        """Close an innings when no batter is left to come in (Law 13)."""
        current, book = self.state.innings[-1], self.book
        if current.is_open and (book.striker is None or book.non_striker is None):
            book.close("all_out")
            self.catch_up()

    # -- facts ---------------------------------------------------------------------------------

    def penalty(self) -> None:
        """Award penalty runs to either side."""
        side = self.draw(st.sampled_from((HOME, AWAY)))
        self.book.fact("penalty_awarded", to_team_id=side, runs=5)

    def record_arrivals(self) -> None:
        """Record batters who came in since the last ball: only those in the log can leave."""
        for batter in (self.book.striker, self.book.non_striker):
            if batter not in self.state.innings[-1].at_crease:
                self.book.fact("batter_arrived", player_id=batter)

    def retire(self) -> None:
        """Retire a batter; the next one comes in."""
        self.record_arrivals()
        leaving = self.book.striker if self.draw(st.booleans()) else self.book.non_striker
        assert leaving is not None
        how = self.draw(st.sampled_from(("hurt", "not_out", "out")))
        self.book.fact("batter_retired", player_id=leaving, **{"as": how})
        self.book.replace(leaving)

    def resume(self) -> None:
        """Retire the striker; a batter who had retired comes back in that place."""
        batters = self.state.innings[-1].batters.values()
        retired = [each for each in batters if each.dismissal and not each.is_out]
        leaving = self.book.striker
        if not retired or leaving is None:
            return
        self.record_arrivals()
        returning = retired[0].player_id
        self.book.fact("batter_retired", player_id=leaving, **{"as": "hurt"})
        self.book.fact("batter_resumed", player_id=returning)
        self.book.striker = returning

    def stop(self) -> None:
        """Stop play for rain, and resume it."""
        self.book.fact("play_stopped", reason="rain").fact("play_resumed")

    def suspend(self) -> None:
        """Suspend a bowler who is not bowling at present."""
        self.book.fact("bowler_suspended", player_id=player(opponents(self.book.side), 1))

    def replace(self) -> None:
        """Add a substitute to the fielding side."""
        self.book.fact("player_replaced", team_id=opponents(self.book.side), in_player_id="sub")

    def close(self) -> None:
        """Declare the innings closed, in half of the cases."""
        if not self.state.innings[-1].is_super_over and self.draw(st.booleans()):
            self.book.close("declared")

    def revise(self) -> None:
        """Revise the target to more than the runs scored so far."""
        current = self.state.innings[-1]
        if current.target is not None and not current.is_super_over:
            target = max(current.target, current.runs) + self.draw(st.integers(1, 9))
            self.book.fact("target_revised", target=target, method="DLS")


@st.composite
def legal_logs(draw: st.DrawFn) -> LegalLog:
    """Draw a match of any format with legal actions only, and a messy log of the same match."""
    play = Play(draw, draw(st.sampled_from(SHORT)))
    play.begin()
    for _ in range(draw(st.integers(5, MAX_STEPS))):
        if play.state.innings[-1].is_open:
            play.step()
        elif not play.begin():
            break
    actions = tuple(entry for entry in play.book.entries if isinstance(entry, Action))
    return LegalLog(play.book.setup, actions, messy(draw, actions))


def messy(draw: st.DrawFn, actions: tuple[Action, ...]) -> tuple[LogEntry, ...]:
    """Return a raw log of the same events: undone taps, corrections, balls inserted later."""
    entries: list[LogEntry] = []
    for number in sorted({action.innings_number for action in actions}):
        entries += MessyInnings(
            draw, [each for each in actions if each.innings_number == number]
        ).write()
    return tuple(entries)


class MessyInnings:
    """Writes one innings like a scorer who makes mistakes and corrects them at its end."""

    def __init__(self, draw: st.DrawFn, actions: list[Action]) -> None:
        self.draw = draw
        self.actions = actions
        self.entries: list[LogEntry] = []
        self.places: dict[int, str] = {}

    def append(self, action: Action, **fields: Any) -> str:
        """Append an action at the next place; return its new id."""
        sequence = len(self.entries) + 1
        place = action_id(action.innings_number, sequence)
        fields |= {"id": place, "sequence_number": sequence}
        self.entries.append(action.model_copy(update=fields))
        return place

    def write(self) -> list[LogEntry]:
        """Return the raw log of the innings."""
        ways = st.sampled_from(("plain",) * 7 + ("undone", "mistaken", "unreadable", "late"))
        pending: list[tuple[int, str]] = []
        for index, action in enumerate(self.actions):
            way = self.draw(ways) if index else "plain"
            if way == "late":
                pending.append((index, way))
                continue
            if way == "undone":
                self.append(self.actions[index - 1], is_voided=True)
            elif way == "mistaken":
                pending.append((index, way))
            is_mistaken = way == "mistaken"
            self.places[index] = self.append(self.with_mistake(action) if is_mistaken else action)
            if way == "unreadable":
                pending.append((index, way))
                place = len(self.entries)
                number = action.innings_number
                self.entries[-1] = Unreadable(action_id(number, place), number, place, "torn")
        for index, way in pending:
            self.repair(index, is_late=way == "late")
        return self.entries

    def with_mistake(self, action: Action) -> Action:
        """Return the action as it was first recorded: wrongly, if it is a delivery."""
        if isinstance(action, Delivery):
            return action.model_copy(update={"runs_off_bat": 7, "striker_id": PlayerId("nobody")})
        return action

    def repair(self, index: int, *, is_late: bool) -> None:
        """Insert a forgotten action, or correct a wrong one; perhaps add a voided correction."""
        action = self.actions[index]
        if is_late:
            self.places[index] = self.append(action, after=self.places[index - 1])
            return
        corrects = self.places[index]
        self.append(action, corrects=corrects)
        if self.draw(st.booleans()):
            self.append(self.with_mistake(action), corrects=corrects, is_voided=True)
