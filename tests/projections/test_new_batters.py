"""Whom the feed names as the new batter of a wicket, where one comes late or nobody does."""

from __future__ import annotations

from dataclasses import replace

from scrbrd.domain.formats import THE_LAWS
from tests.domain.notation import HOME, Book, player
from tests.projections.fed import event_data, fed


def successors(book: Book) -> list[tuple[str, str | None]]:
    """Who was out, and who came in for them."""
    wickets = event_data(fed(book), "WICKET_FALLEN")
    return [(each["dismissedPlayerId"], each["newBatterId"]) for each in wickets]


def test_the_next_man_in_is_the_new_batter_of_one_timed_out_after_a_retirement() -> None:
    book = Book().innings(balls=".")
    book.fact("batter_retired", player_id="home1", **{"as": "hurt"})
    book.fact("batter_dismissed", player_id="home3", wicket_type="timed_out")
    book.fact("batter_arrived", player_id="home4")
    assert successors(book) == [("home3", "home4")]


def test_who_comes_back_when_the_last_man_is_out_comes_for_them_alone() -> None:
    """Nobody came in at the wicket before: the last man batted alone."""
    book = Book(replace(THE_LAWS, players_per_side=3, last_man_stands=True)).innings(balls=".")
    book.fact("batter_retired", player_id="home1", **{"as": "hurt"})
    book.at_crease(player(HOME, 3), player(HOME, 2)).ball("W")
    book.at_crease(player(HOME, 2), None).balls("2 W")
    book.fact("batter_resumed", player_id="home1")
    assert successors(book) == [("home3", None), ("home2", "home1")]
