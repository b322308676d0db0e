"""Builds test cases for verdicts: the log before an action, the action, and the rule it breaks."""

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
OF_2026 = replace(THE_LAWS, laws_edition=LawsEdition.FOURTH_2026)
TWO_FOR_A_WIDE = replace(THE_LAWS, wide_runs=2)
ONE_OVER = replace(THE_LAWS, overs_per_innings=1)
ODI, TEST = FORMATS[MatchFormat.ODI], FORMATS[MatchFormat.TEST]
HUNDRED, T20 = FORMATS[MatchFormat.HUNDRED], FORMATS[MatchFormat.T20]

Before = Callable[[], Book]
Record = Callable[[Book], Any]


@dataclass(frozen=True)
class Scene:
    """A log, and an action after it; `code` is that of the rule it breaks, None if it breaks none.

    `kept_code` is the rule that must give no verdict if `code` is None.
    """

    name: str
    before: Before
    record: Record
    code: str | None
    kept_code: str = ""
    details: MatchDetails | None = None

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return the verdicts on the action."""
        book = self.before()
        state = book.state
        self.record(book)
        action = book.entries[-1]
        assert isinstance(action, Action)
        return judge(state, action, book.conditions, self.details)


def breaks(
    code: str, name: str, before: Before, record: Record, details: MatchDetails | None = None
) -> Scene:
    """Return a scene whose action breaks the rule `code`."""
    return Scene(name, before, record, code, details=details)


def keeps(
    code: str, name: str, before: Before, record: Record, details: MatchDetails | None = None
) -> Scene:
    """Return a scene whose action keeps the rule `code`, although it is close to breaking it."""
    return Scene(name, before, record, None, code, details)


def book(text: str = "", conditions: PlayingConditions = THE_LAWS) -> Before:
    """Return a function that makes a book with an innings of the home side."""
    return lambda: innings(text, conditions)


def chase_of_five(balls: str) -> Before:
    """Return a function that makes a chase of five with these balls."""
    return lambda: Book(T20).innings(HOME, "4").close("abandoned").innings(AWAY, balls)


def ball(token: str = ".", **fields: Any) -> Record:
    """Return a function that bowls one ball."""
    return lambda scorebook: scorebook.ball(token, **fields)


def fact(kind: str, **fields: Any) -> Record:
    """Return a function that records one action other than a delivery."""
    return lambda scorebook: scorebook.fact(kind, **fields)


def wicket(kind: str, player_id: str, **fields: Any) -> dict[str, Any]:
    """Return the fields that make a ball one with a wicket."""
    return {"is_wicket": True, "wicket": {"type": kind, "dismissed_player_id": player_id, **fields}}


def start(number: int, side: TeamId = HOME, **fields: Any) -> Record:
    """Return a function that starts an innings."""

    def record(scorebook: Book) -> None:
        scorebook.number, scorebook.sequence = number, 0
        other = AWAY if side == HOME else HOME
        scorebook.fact("innings_started", batting_team_id=side, bowling_team_id=other, **fields)

    return record


def retired_batter(conditions: PlayingConditions = THE_LAWS, how: str = "hurt") -> Before:
    """Return a function that makes an innings: home1 retired; home2 is in."""
    return lambda: innings(".", conditions).fact("batter_retired", player_id="home1", **{"as": how})


def innings_with_lineups(*elsewhere: str) -> Before:
    """Return a function that makes an innings with lineups of both sides.

    The players `elsewhere` are in the home side's lineup.
    """
    sides = {PlayerId(f"{side}{number}"): side for side in (HOME, AWAY) for number in range(1, 12)}
    sides |= {PlayerId(name): HOME for name in elsewhere}
    return lambda: Book(THE_LAWS, sides=sides).innings(HOME)


KEEPER: Final = MatchDetails(keeper_ids=frozenset({PlayerId("away1"), PlayerId("home1")}))


def wicket_after_retirement() -> Book:
    """Return an innings: home1 retired hurt, home3 came in and is out."""
    scorebook = retired_batter()()
    scorebook.at_crease(PlayerId("home3"), PlayerId("home2")).balls("W")
    return scorebook


def opener_out() -> Book:
    """Return an innings: home1 is out, no batter has come in."""
    return book("W")()
