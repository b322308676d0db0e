"""Tests that the last over in all books is the same with and without the entries left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.consensus.entries import Entry, entry_of
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.decide import fold_kept
from scrbrd.handlers.books.documents import consensus_body
from scrbrd.handlers.books.lazy_laws import LazyLaws
from scrbrd.handlers.books.model import KeptConsensus
from tests.consensus.scribes import AWAY, HOME, Match, Scribe
from tests.handlers.books.playing import MATCH_ID, BookMatch

MATCHES = {
    "overs of six": "1 . 4 2 . 1 " * 7 + "1 .",
    "an over of many wides": "1 . 4 2 . 1 " * 3 + "1 . wd " + "wd " * 30 + "4 2 . 1 " + "2 . 1",
    "many wides since the last over": "1 . 4 2 . 1 " * 3 + "1 " + "wd " * 30,
    "very many wides since the last over": "1 . 4 2 . 1 " * 3 + "1 " + "wd " * 40,
    "an over of very many wides": "1 . 4 2 . 1 " * 5
    + "1 . wd "
    + "wd " * 45
    + "4 2 . 1 "
    + "2 . 1",
}


def long_overs(scribe: Scribe, length: int) -> Scribe:
    """Let a scribe count `length` balls as one over, whatever the Laws say."""
    for number, (name, entry) in enumerate(scribe.entries.items()):
        if number and isinstance(entry, Entry):
            over = (number - 1) // length
            scribe.entries[name] = entry_of(entry.action.model_copy(update={"over_number": over}))
    return scribe


def compare_last_over(match: BookMatch) -> tuple[KeptConsensus, bool]:
    """Return the stored consensus, and True if its last over is that of the whole match."""
    stored = match.store.read_books(MATCH_ID).kept
    assert stored is not None
    whole = replace(match.store.read_all(MATCH_ID), left_out={})
    laws = LazyLaws(lambda: Match().laws)
    tier = ValidationTier.DUAL
    last_over, expected = (
        consensus_body(fold_kept(each, tier, laws))["lastOver"] for each in (stored, whole)
    )
    return stored, last_over == expected


@pytest.mark.parametrize("balls", MATCHES.values(), ids=list(MATCHES))
def test_the_last_over_is_the_same_when_the_beginning_is_left_out(balls: str) -> None:
    match, home, away = BookMatch(), Scribe(HOME), Scribe(AWAY)
    match.deliver(home, away)
    for number, ball in enumerate(balls.split()):
        match.deliver(home.balls(ball), away.balls(ball))
        if number > 30 and number % 14 == 0:
            stored, is_same = compare_last_over(match)
            assert is_same
    assert stored.left_out


@pytest.mark.parametrize("length", [25, 60])
def test_the_last_balls_of_a_very_long_over_are_the_same(length: int) -> None:
    match = BookMatch()
    balls = "1 . 4 2 . 1 " * 13
    home, away = (long_overs(Scribe(seat, balls), length) for seat in (HOME, AWAY))
    events = [
        event for pair in zip(match.write(home), match.write(away), strict=True) for event in pair
    ]
    for number, event in enumerate(events):
        match.agree(event)
        if number % 60 == 0:
            _, is_same = compare_last_over(match)
            assert is_same
