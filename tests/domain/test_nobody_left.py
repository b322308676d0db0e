"""Tests Laws 13 and 25: batters who may still come in, and the last batter who bats alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.actions import Action
from scrbrd.domain.fold import evolve
from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.vocabulary import CloseReason, PlayerId
from scrbrd.projections.live.next_ball import needs
from tests.domain.notation import HOME, Book, innings

THREE_A_SIDE = replace(THE_LAWS, players_per_side=3)
LAST_MAN = replace(THREE_A_SIDE, last_man_stands=True)
H2, H3 = PlayerId("home2"), PlayerId("home3")


def retire_hurt(book: Book, player_id: str) -> Book:
    """Retire a batter hurt; no other batter comes in."""
    return book.fact("batter_retired", player_id=player_id, **{"as": "hurt"})


def replace_player(book: Book, out: str, joining: str) -> Book:
    """Replace a player with another in the match."""
    return book.fact(
        "player_replaced", team_id=HOME, out_player_id=out, in_player_id=joining,
        reason="concussion",
    )  # fmt: skip


def last_batter_alone() -> Book:
    """Return an innings of three a side: one out, one retired hurt, the last bats on alone."""
    return retire_hurt(innings("W .", LAST_MAN), H2).at_crease(H3, None)


def innings_without_the_replaced_batter() -> Book:
    """Return an innings of three a side in which a replacement for the injured first batter is out
    and another batter retires hurt."""
    book = replace_player(
        retire_hurt(Book(THREE_A_SIDE).innings(HOME, "4"), "home1"), "home1", "home12"
    )
    book.fact("batter_arrived", player_id="home12", end="striker")
    book.at_crease(PlayerId("home12"), H2).balls("W .")
    return retire_hurt(book, H2)


def verdicts_of(book: Book) -> list[str]:
    """Return the codes of the verdicts on a book's actions."""
    state, found = MatchState(book.setup), []
    for action in book.entries:
        assert isinstance(action, Action)
        found += [each.code for each in judge(state, action, book.conditions)]
        state = evolve(state, action)
    return found


def test_the_last_batter_bats_on_alone_when_the_partner_is_hurt() -> None:
    book = last_batter_alone()
    assert (book.current.at_crease, book.current.closed, needs(book.state)) == ((H3,), None, ())
    book.balls("1 3b 2")
    assert (book.current.striker_id, book.current.runs) == (H3, 6)
    assert (needs(book.state), book.problems, verdicts_of(book)) == ((), [], [])


@pytest.mark.parametrize("fields", [{}, {"over_balls": 7}], ids=["unannounced", "announced"])
def test_the_last_batter_alone_faces_a_seventh_ball_too(fields: dict[str, int]) -> None:
    book = innings("W W . . . .", LAST_MAN)
    book.over_number, book.bowler = 0, PlayerId("away3")
    book.ball(".", ball_in_over=7, **fields)
    assert "strike_mismatch" not in verdicts_of(book)


def test_the_last_batter_waits_for_a_retired_batter_who_may_resume() -> None:
    book = retire_hurt(Book(replace(LAST_MAN, players_per_side=4)).innings(HOME, "."), "home1")
    book.at_crease(book.next_batter(), H2).balls("W W")
    assert needs(book.state) == ("batter",)  # home1 may resume at the fall of a wicket
    book.fact("batter_resumed", player_id="home1").at_crease(PlayerId("home1"), H2).balls("1")
    assert (book.current.closed, needs(book.state), book.problems) == (None, (), [])


@pytest.mark.parametrize("comes_in", ["batter_arrived", "batter_resumed"])
def test_a_side_is_all_out_once_its_last_batter_has_no_partner(comes_in: str) -> None:
    book = Book(THREE_A_SIDE).innings(HOME, "6 6")
    if comes_in == "batter_resumed":
        retire_hurt(book, "home1").at_crease(H3, H2)
    book.ball("W")
    retire_hurt(book, H2)
    last = "home1" if comes_in == "batter_resumed" else H3
    assert book.current.is_open
    book.fact(comes_in, player_id=last)
    assert (book.current.closed, book.current.wickets) == (CloseReason.ALL_OUT, 1)
    assert (needs(book.state), book.problems) == (("innings",), [])


def last_batter_after_a_retirement() -> Book:
    """Return an innings of four a side: one retired hurt and has not resumed, two are out, and the
    last has faced a ball."""
    book = retire_hurt(Book(replace(LAST_MAN, players_per_side=4)).innings(HOME, "."), "home1")
    book.at_crease(book.next_batter(), H2).balls("W W")
    return book.at_crease(H2, None).balls("1")


def test_a_last_batter_who_has_faced_alone_waits_for_no_retired_batter() -> None:
    """Law 25.4: a retired batter resumes when a wicket falls, else only at the next one."""
    book, last = last_batter_after_a_retirement(), H2
    assert (needs(book.state), book.current.striker_id) == ((), last)
    book.balls("3b 2")
    assert (needs(book.state), book.current.striker_id) == (("bowler",), last)
    book.balls(". 1 .")
    assert (book.current.closed, book.problems, verdicts_of(book)) == (None, [], [])
    book.balls("W")
    assert (book.current.wickets, needs(book.state)) == (3, ("batter",))


def test_a_replaced_batter_can_no_longer_resume() -> None:
    book = innings_without_the_replaced_batter()
    assert (book.current.wickets, book.current.closed) == (1, CloseReason.ALL_OUT)
    assert book.problems == []
