"""Laws 13, 25: who can still come in, and the last man who bats alone when nobody can."""

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


def hurt(book: Book, player_id: str) -> Book:
    """A batter retires hurt, and nobody takes the place."""
    return book.fact("batter_retired", player_id=player_id, **{"as": "hurt"})


def replaced(book: Book, out: str, joining: str) -> Book:
    """A player takes another's place in the match."""
    return book.fact(
        "player_replaced", team_id=HOME, out_player_id=out, in_player_id=joining,
        reason="concussion",
    )  # fmt: skip


def left_alone() -> Book:
    """One is out, one is hurt: the last of three bats on alone."""
    return hurt(innings("W .", LAST_MAN), H2).at_crease(H3, None)


def all_but_the_replaced() -> Book:
    """The first was hurt and another player bats in that place; the last but one is out, and the
    last retires hurt."""
    book = replaced(hurt(Book(THREE_A_SIDE).innings(HOME, "4"), "home1"), "home1", "home12")
    book.fact("batter_arrived", player_id="home12", end="striker")
    book.at_crease(PlayerId("home12"), H2).balls("W .")
    return hurt(book, H2)


def verdicts_of(book: Book) -> list[str]:
    """The verdicts on every action of a book."""
    state, found = MatchState(book.setup), []
    for action in book.entries:
        assert isinstance(action, Action)
        found += [each.code for each in judge(state, action, book.conditions)]
        state = evolve(state, action)
    return found


def test_the_last_man_bats_on_alone_when_the_other_is_hurt() -> None:
    book = left_alone()
    assert (book.now.at_crease, book.now.closed, needs(book.state)) == ((H3,), None, ())
    book.balls("1 3b 2")
    assert (book.now.striker_id, book.now.runs) == (H3, 6)
    assert (needs(book.state), book.problems, verdicts_of(book)) == ((), [], [])


@pytest.mark.parametrize("more", [{}, {"over_balls": 7}], ids=["unannounced", "announced"])
def test_the_last_man_faces_a_seventh_ball_too(more: dict[str, int]) -> None:
    book = innings("W W . . . .", LAST_MAN)
    book.over_number, book.bowler = 0, PlayerId("away3")
    book.ball(".", ball_in_over=7, **more)
    assert "strike_mismatch" not in verdicts_of(book)


def test_the_last_man_waits_for_one_who_may_come_back() -> None:
    book = hurt(Book(replace(LAST_MAN, players_per_side=4)).innings(HOME, "."), "home1")
    book.at_crease(book.next_batter(), H2).balls("W W")
    assert needs(book.state) == ("batter",)  # home1 may resume at the fall of a wicket
    book.fact("batter_resumed", player_id="home1").at_crease(PlayerId("home1"), H2).balls("1")
    assert (book.now.closed, needs(book.state), book.problems) == (None, (), [])


def goes_on_alone() -> Book:
    """One retired hurt, two are out; the last of four faces a ball, and the first has not come
    back."""
    book = hurt(Book(replace(LAST_MAN, players_per_side=4)).innings(HOME, "."), "home1")
    book.at_crease(book.next_batter(), H2).balls("W W")
    return book.at_crease(H2, None).balls("1")


def test_the_last_man_who_bats_on_waits_for_nobody() -> None:
    """Law 25.4: who retired comes back when a wicket falls, or not at all before another does."""
    book, last = goes_on_alone(), H2
    assert (needs(book.state), book.now.striker_id) == ((), last)
    book.balls("3b 2")
    assert (needs(book.state), book.now.striker_id) == (("bowler",), last)
    book.balls(". 1 .")
    assert (book.now.closed, book.problems, verdicts_of(book)) == (None, [], [])
    book.balls("W")
    assert (book.now.wickets, needs(book.state)) == (3, ("batter",))


def test_nobody_waits_for_one_in_whose_place_another_bats() -> None:
    book = all_but_the_replaced()
    assert (book.now.wickets, book.now.closed) == (1, CloseReason.ALL_OUT)
    assert book.problems == []
