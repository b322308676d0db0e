"""Tests random stoppages: none is refused, and each figure is computed or has a reason why not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.problems import Severity
from scrbrd.domain.rain.match import figures
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.live.rain import dls
from tests.domain.notation import AWAY, HOME, Book

T20 = replace(FORMATS[MatchFormat.T20], g50=245, max_overs_per_bowler=None, free_hit=False)

balls = st.lists(st.sampled_from([".", "1", "4", "6", "W", "wd"]), max_size=12)
revisions = st.tuples(
    balls,
    st.none() | st.integers(1, 60),
    st.none() | st.integers(0, 400),
    st.none() | st.integers(0, 400),
)
parts = st.lists(revisions, min_size=1, max_size=4)


def play_with_stoppages(
    book: Book, innings: list[tuple[list[str], int | None, int | None, int | None]]
) -> None:
    """Play parts of an innings; after each, stop play and revise overs, target and par."""
    for tokens, overs, target, par in innings:
        for token in tokens:
            if not book.current.is_open or book.current.wickets > 7:
                return
            book.ball(token)
        book.fact("play_stopped", reason="rain")
        book.fact("target_revised", overs_limit=overs, target=target, par=par)
        book.fact("play_resumed")


@given(parts, parts)
def test_any_stoppages_in_both_innings_bring_no_error_and_figures_or_a_reason(
    first: list[tuple[list[str], int | None, int | None, int | None]],
    second: list[tuple[list[str], int | None, int | None, int | None]],
) -> None:
    book = Book(T20).innings(HOME)
    play_with_stoppages(book, first)
    if book.current.is_open:
        book.close("abandoned")
    book.innings(AWAY)
    play_with_stoppages(book, second)
    state = book.state
    assert not [each for each in state.problems if each.severity is Severity.ERROR]
    document, computed = dls(state), figures(state)
    assert document is not None
    assert (document.target, document.par) == (computed.target, computed.par)
    assert (computed.target is None) == (computed.why_not is not None)
    if computed.target is not None and computed.par is not None:
        assert computed.par < computed.target


@given(st.integers(1, 119), st.integers(1, 20), st.integers(0, 4))
def test_a_revision_to_the_same_overs_changes_no_figures(
    bowled: int, overs: int, wickets: int
) -> None:
    balls_of = ["W"] * min(wickets, bowled) + ["."] * max(0, bowled - wickets)
    limited = replace(T20, overs_per_innings=20)
    book = Book(limited).innings(HOME, "6 6").close("all_out")
    book.fact("target_revised", overs_limit=overs).innings(AWAY)
    book.balls(" ".join(balls_of[: overs * 6 - 1]))
    before = figures(book.state)
    assert figures(book.fact("target_revised", overs_limit=overs).state) == before
