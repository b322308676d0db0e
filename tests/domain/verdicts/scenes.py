"""The tables of verdicts' tests: what was recorded before, the action, and what it is against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from scrbrd.domain.actions import Action
from scrbrd.domain.formats import FORMATS, THE_LAWS, PlayingConditions
from scrbrd.domain.verdicts.case import MatchDetails
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.model import Verdict
from scrbrd.domain.vocabulary import LawsEdition, MatchFormat, PlayerId, TeamId
from tests.domain.notation import AWAY, HOME, Book, innings

CODE_2000 = replace(THE_LAWS, laws_edition=LawsEdition.CODE_2000)
OF_2017 = replace(THE_LAWS, laws_edition=LawsEdition.FIRST_2017)
FOURTH = replace(THE_LAWS, laws_edition=LawsEdition.FOURTH_2026)
TWO_FOR_A_WIDE = replace(THE_LAWS, wide_runs=2)
ONE_OVER = replace(THE_LAWS, overs_per_innings=1)
ODI, TEST = FORMATS[MatchFormat.ODI], FORMATS[MatchFormat.TEST]
HUNDRED, T20 = FORMATS[MatchFormat.HUNDRED], FORMATS[MatchFormat.T20]

Before = Callable[[], Book]
Act = Callable[[Book], Any]


@dataclass(frozen=True)
class Scene:
    """An action after what a book holds; `code` is what it is against, None where nothing is.

    `watched` is the code that must not be given where `code` is None.
    """

    name: str
    before: Before
    act: Act
    code: str | None
    watched: str = ""
    details: MatchDetails | None = None

    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts on the action."""
        book = self.before()
        state = book.state
        self.act(book)
        action = book.entries[-1]
        assert isinstance(action, Action)
        return judge(state, action, book.conditions, self.details)


def against(
    code: str, name: str, before: Before, act: Act, details: MatchDetails | None = None
) -> Scene:
    """A scene whose action a rule is against."""
    return Scene(name, before, act, code, details=details)


def fine(
    code: str, name: str, before: Before, act: Act, details: MatchDetails | None = None
) -> Scene:
    """A scene whose action a rule might be thought to be against, and is not."""
    return Scene(name, before, act, None, code, details)


def book(text: str = "", conditions: PlayingConditions = THE_LAWS) -> Before:
    """An innings of the home side."""
    return lambda: innings(text, conditions)


def chase_of_five(balls: str) -> Before:
    """A chase in which so much was bowled."""
    return lambda: Book(T20).innings(HOME, "4").close("abandoned").innings(AWAY, balls)


def ball(token: str = ".", **fields: Any) -> Act:
    """One more ball."""
    return lambda written: written.ball(token, **fields)


def fact(kind: str, **fields: Any) -> Act:
    """One more action that is no ball."""
    return lambda written: written.fact(kind, **fields)


def out(kind: str, who: str, **fields: Any) -> dict[str, Any]:
    """The fields of a ball with a wicket."""
    return {"is_wicket": True, "wicket": {"type": kind, "dismissed_player_id": who, **fields}}


def start(number: int, side: TeamId = HOME, **fields: Any) -> Act:
    """The start of an innings."""

    def act(written: Book) -> None:
        written.number, written.sequence = number, 0
        other = AWAY if side == HOME else HOME
        written.fact("innings_started", batting_team_id=side, bowling_team_id=other, **fields)

    return act


def retired(conditions: PlayingConditions = THE_LAWS, how: str = "hurt") -> Before:
    """home1 retired; home2 is in."""
    return lambda: innings(".", conditions).fact("batter_retired", player_id="home1", **{"as": how})


def lineups(*elsewhere: str) -> Before:
    """An innings in which lineups name both elevens, and some of the away side are `elsewhere`."""
    sides = {PlayerId(f"{side}{number}"): side for side in (HOME, AWAY) for number in range(1, 12)}
    sides |= {PlayerId(name): HOME for name in elsewhere}
    return lambda: Book(THE_LAWS, sides=sides).innings(HOME)


KEEPER: Final = MatchDetails(keeper_ids=frozenset({PlayerId("away1"), PlayerId("home1")}))


def another_is_out() -> Book:
    """home1 retired hurt, home3 came in and is out since."""
    written = retired()()
    written.at_crease(PlayerId("home3"), PlayerId("home2")).balls("W")
    return written


def opener_gone() -> Book:
    """home1 is out, nobody has come in."""
    return book("W")()
