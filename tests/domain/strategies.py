"""Random legal logs, played against the engine's own state, and messy logs of the same events."""

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
from tests.domain.notation import AWAY, HOME, HOW, Book, opponents, parse_ball, player

SIDE = 5
"""Players a side: short innings reach every end sooner."""

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
PACE = (*SCORING, *SCORING, *EXTRAS, *WICKETS, *FACTS)
MAX_STEPS = 60


@dataclass(frozen=True)
class LegalLog:
    """The actions as they happened, and a messy log of them."""

    setup: Setup
    actions: tuple[Action, ...]
    messy: tuple[LogEntry, ...]


class Play:
    """A match in progress: the book, the engine's state, and random events."""

    def __init__(self, draw: st.DrawFn, conditions: PlayingConditions) -> None:
        self.draw = draw
        self.book = Book(conditions)
        self.state = MatchState(self.book.setup)
        self.catch_up()

    def catch_up(self) -> None:
        """Fold what the book has and the state has not."""
        done = getattr(self, "done", 0)
        for action in self.book.entries[done:]:
            assert isinstance(action, Action)
            self.state = evolve(self.state, action)
        self.done = len(self.book.entries)

    def begin(self) -> bool:
        """Begin the next innings, if the match allows one."""
        sides = (HOME, AWAY, HOME, AWAY)
        most = self.book.conditions.innings_per_side * 2
        number = self.book.number
        if number >= most + 2 or (self.state.result and self.state.result.winner_team_id):
            return False
        if number >= most and self.state.result is None:
            return False
        is_super_over = number >= most
        side = opponents(sides[number % 4]) if is_super_over else sides[number % 4]
        self.book.innings(side, super_over=is_super_over)
        self.catch_up()
        return True

    def step(self) -> None:
        """One event that may now legally happen."""
        event = self.draw(st.sampled_from(PACE))
        if event in FACTS:
            getattr(self, event)()
        elif self.is_possible(event):
            self.book.ball(event)
        self.catch_up()
        self.fill_crease()

    def is_possible(self, token: str) -> bool:
        """Whether a ball's dismissal, if it has one, is possible now: off a free hit, and not where
        its runs have won the match before."""
        scored, out, how = token.partition("W")
        if not out:
            return True
        kind, innings = HOW[how], self.state.innings[-1]
        runs = parse_ball(scored, self.book.conditions.no_ball_runs)["total_runs"]
        return (
            (innings.target is None or innings.runs + runs < innings.target)
            and (kind in POSSIBLE_OFF_NO_BALL or not innings.is_free_hit)
            and (kind in POSSIBLE_OFF_NO_BALL or "nb" not in scored)
            and (kind in POSSIBLE_OFF_WIDE or "wd" not in scored)
        )

    def fill_crease(self) -> None:
        """Close an innings where nobody can come in any more (Law 13)."""
        current, book = self.state.innings[-1], self.book
        if current.is_open and (book.striker is None or book.non_striker is None):
            book.close("all_out")
            self.catch_up()

    # -- facts ---------------------------------------------------------------------------------

    def penalty(self) -> None:
        """Penalty runs to either side."""
        side = self.draw(st.sampled_from((HOME, AWAY)))
        self.book.fact("penalty_awarded", to_team_id=side, runs=5)

    def arrive(self) -> None:
        """Record who came in since the last ball: one whom the log never saw cannot leave."""
        for batter in (self.book.striker, self.book.non_striker):
            if batter not in self.state.innings[-1].at_crease:
                self.book.fact("batter_arrived", player_id=batter)

    def retire(self) -> None:
        """A batter leaves, and the next one comes in."""
        self.arrive()
        leaves = self.book.striker if self.draw(st.booleans()) else self.book.non_striker
        assert leaves is not None
        how = self.draw(st.sampled_from(("hurt", "not_out", "out")))
        self.book.fact("batter_retired", player_id=leaves, **{"as": how})
        self.book.replace(leaves)

    def resume(self) -> None:
        """One leaves and one who had left comes back in his place."""
        batters = self.state.innings[-1].batters.values()
        retired = [each for each in batters if each.dismissal and not each.is_out]
        leaves = self.book.striker
        if not retired or leaves is None:
            return
        self.arrive()
        back = retired[0].player_id
        self.book.fact("batter_retired", player_id=leaves, **{"as": "hurt"})
        self.book.fact("batter_resumed", player_id=back)
        self.book.striker = back

    def stop(self) -> None:
        """Rain."""
        self.book.fact("play_stopped", reason="rain").fact("play_resumed")

    def suspend(self) -> None:
        """A bowler who is not on is taken off."""
        self.book.fact("bowler_suspended", player_id=player(opponents(self.book.side), 1))

    def replace(self) -> None:
        """A concussion substitute joins the fielding side."""
        self.book.fact("player_replaced", team_id=opponents(self.book.side), in_player_id="sub")

    def close(self) -> None:
        """A declaration."""
        if not self.state.innings[-1].is_super_over and self.draw(st.booleans()):
            self.book.close("declared")

    def revise(self) -> None:
        """The target moves out of reach for now."""
        current = self.state.innings[-1]
        if current.target is not None and not current.is_super_over:
            target = max(current.target, current.runs) + self.draw(st.integers(1, 9))
            self.book.fact("target_revised", target=target, method="DLS")


@st.composite
def legal_logs(draw: st.DrawFn) -> LegalLog:
    """A match of any format, legal in every action, and a messy telling of the same."""
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
    """A raw log of the same events: undone taps, corrections, balls remembered later."""
    entries: list[LogEntry] = []
    for number in sorted({action.innings_number for action in actions}):
        entries += MessyInnings(
            draw, [each for each in actions if each.innings_number == number]
        ).write()
    return tuple(entries)


class MessyInnings:
    """Writes one innings as a scorer who makes mistakes and corrects them at its end."""

    def __init__(self, draw: st.DrawFn, actions: list[Action]) -> None:
        self.draw = draw
        self.actions = actions
        self.entries: list[LogEntry] = []
        self.places: dict[int, str] = {}

    def append(self, action: Action, **fields: Any) -> str:
        """Append an action at the next place; its id there."""
        sequence = len(self.entries) + 1
        place = action_id(action.innings_number, sequence)
        fields |= {"id": place, "sequence_number": sequence}
        self.entries.append(action.model_copy(update=fields))
        return place

    def write(self) -> list[LogEntry]:
        """The raw log of the innings."""
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
            wrong = way == "mistaken"
            self.places[index] = self.append(self.with_mistake(action) if wrong else action)
            if way == "unreadable":
                pending.append((index, way))
                place = len(self.entries)
                number = action.innings_number
                self.entries[-1] = Unreadable(action_id(number, place), number, place, "torn")
        for index, way in pending:
            self.mend(index, is_late=way == "late")
        return self.entries

    def with_mistake(self, action: Action) -> Action:
        """The same action as it was first, and wrongly, recorded."""
        if isinstance(action, Delivery):
            return action.model_copy(update={"runs_off_bat": 7, "striker_id": PlayerId("nobody")})
        return action

    def mend(self, index: int, *, is_late: bool) -> None:
        """Insert a forgotten action, or correct a wrong one; then void a wrong correction."""
        action = self.actions[index]
        if is_late:
            self.places[index] = self.append(action, after=self.places[index - 1])
            return
        corrects = self.places[index]
        self.append(action, corrects=corrects)
        if self.draw(st.booleans()):
            self.append(self.with_mistake(action), corrects=corrects, is_voided=True)
