"""Tests that a ball which an administrator corrected is not changed back by the next look."""

from __future__ import annotations

from scrbrd.handlers.books.reconcile import reconcile_books
from scrbrd.handlers.catch_up import catch_up
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import MATCH_ID, BookMatch

AGREED, CORRECTION = "1_3", "1_5"


def corrected_match() -> BookMatch:
    """Return a match whose agreed four `scrbrd correct` has made a six."""
    match = BookMatch()
    match.deliver(Scribe(HOME, "1 4 2"), Scribe(AWAY, "1 4 2"))
    log = match.matches.log
    fields = {
        name: value
        for name, value in log[AGREED].items()
        if name not in ("agreement", "createdAt", "updatedAt")
    }
    identity = {
        "id": CORRECTION,
        "sequenceNumber": 5,
        "corrects": AGREED,
        "follows": log["1_4"]["nonce"],
        "nonce": "by hand",
        "recordedBy": "admin",
        "recordedAs": "admin",
    }
    document = {**fields, **identity, "runsOffBat": 6, "totalRuns": 6}
    change = match.matches.put(CORRECTION, document)
    catch_up(match.matches, match.now, MATCH_ID, [change])
    return match


def test_reconcile_leaves_an_administrators_correction() -> None:
    match = corrected_match()
    assert match.score() == "9/0 (0.3)"
    done = reconcile_books(match.books)
    assert done is not None, "the log has an action that the books' state did not know"
    assert done.operations == ()
    assert match.score() == "9/0 (0.3)"
    assert match.store.disputes == {}
    assert reconcile_books(match.books) is None


def test_the_books_continue_after_an_administrators_correction() -> None:
    match = corrected_match()
    match.deliver(Scribe(HOME, "1 4 2 1"), Scribe(AWAY, "1 4 2 1"))
    assert match.log() == ["1", "4", "2", "6", "1"]
    assert match.score() == "10/0 (0.4)"
    assert match.matches.log["1_6"]["follows"] == "by hand"
