"""Tests that intervals and short pauses, which cost no overs, show no target and no par."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.vocabulary import CloseReason, MatchFormat
from scrbrd.projections.live.rain import dls
from tests.domain.notation import AWAY, HOME, Book

T20 = replace(FORMATS[MatchFormat.T20], max_overs_per_bowler=None)
SHORT_LAST_OVER = " ".join(["1r"] * 119)
PAUSES = [
    *("drinks", "Drinks", "drinks break", "DRINKS INTERVAL", "lunch", "tea", "Tea interval"),
    *("dinner", "innings break", "Innings-break", "interval", "strategic time-out", "injury"),
    *("strategic_timeout", "stumps", "break"),
]
HOLD_UPS = [
    *(None, "rain", "Rain break", "bad light", "wet outfield", "drinks, then rain", "thunder"),
    *("injury and rain", "floodlights", "early tea, rain"),
]


def stopped_chase(reason: str | None) -> Book:
    """Return a chase in which play is stopped."""
    book = Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90)).innings(AWAY, "1 4 .")
    return book.fact("play_stopped", reason=reason)


@pytest.mark.parametrize("reason", PAUSES)
def test_a_pause_shows_no_par(reason: str) -> None:
    book = stopped_chase(reason)
    assert dls(book.state) is None
    assert book.state.stoppage == reason
    assert dls(book.fact("play_resumed").balls("1").state) is None


@pytest.mark.parametrize("reason", HOLD_UPS)
def test_a_stoppage_that_may_cost_overs_shows_target_and_par(reason: str | None) -> None:
    assert dls(stopped_chase(reason).state) is not None


def test_overs_lost_in_a_pause_show_target_and_par() -> None:
    book = stopped_chase("injury").fact("target_revised", overs_limit=15, target=150)
    document = dls(book.state)
    assert document is not None
    assert (document.announced_target, document.target) == (150, 144)


def test_target_and_par_are_still_shown_in_a_pause_after_rain() -> None:
    assert dls(stopped_chase("rain").fact("play_resumed").fact("play_stopped", reason="tea").state)


def test_an_innings_break_after_a_short_last_over_completes_the_innings() -> None:
    book = Book(T20).innings(HOME, SHORT_LAST_OVER)
    book.fact("play_stopped", reason="innings break").innings(AWAY)
    assert book.state.innings[0].closed is CloseReason.OVERS_COMPLETE
    assert book.codes == ["over_too_short"]


def test_rain_in_the_last_over_cuts_the_innings_short() -> None:
    book = Book(T20).innings(HOME, SHORT_LAST_OVER).fact("play_stopped", reason="rain")
    assert book.innings(AWAY).state.innings[0].closed is CloseReason.ABANDONED


@pytest.mark.parametrize(
    ("reason", "closed"),
    [("close of play", CloseReason.OVERS_COMPLETE), ("rain", CloseReason.ABANDONED)],
)
def test_a_match_closed_at_the_close_of_play_was_played_to_its_end(
    reason: str, closed: CloseReason
) -> None:
    book = Book(T20).innings(HOME, "6 6").close("all_out").innings(AWAY, " ".join(["."] * 119))
    book.fact("play_stopped", reason=reason)
    book.fact("match_closed", outcome="win", winner_team_id=HOME)
    assert book.current.closed is closed
