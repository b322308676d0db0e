"""Tests the new batter that the feed names for a wicket if one comes later or none comes."""

from __future__ import annotations

from dataclasses import replace

from scrbrd.domain.formats import THE_LAWS
from tests.domain.notation import HOME, Book, player
from tests.projections.feeds import book_feed, event_data


def successors(book: Book) -> list[tuple[str, str | None]]:
    """Return each dismissed batter and the new batter named for the wicket."""
    wickets = event_data(book_feed(book), "WICKET_FALLEN")
    return [(each["dismissedPlayerId"], each["newBatterId"]) for each in wickets]


def test_the_next_batter_in_is_the_new_batter_after_a_timed_out_and_a_retirement() -> None:
    book = Book().innings(balls=".")
    book.fact("batter_retired", player_id="home1", **{"as": "hurt"})
    book.fact("batter_dismissed", player_id="home3", wicket_type="timed_out")
    book.fact("batter_arrived", player_id="home4")
    assert successors(book) == [("home3", "home4")]


def test_a_batter_who_resumes_after_the_last_batter_alone_replaces_only_that_one() -> None:
    """No batter came in at the wicket before: the last batter batted alone."""
    book = Book(replace(THE_LAWS, players_per_side=3, last_man_stands=True)).innings(balls=".")
    book.fact("batter_retired", player_id="home1", **{"as": "hurt"})
    book.at_crease(player(HOME, 3), player(HOME, 2)).ball("W")
    book.at_crease(player(HOME, 2), None).balls("2 W")
    book.fact("batter_resumed", player_id="home1")
    assert successors(book) == [("home3", None), ("home2", "home1")]
