"""Tests that the desk finds the entry from which a match continues with fewer scorers.

It must be the one that the functions find. The desk has no consensus of its own: it reads the
remaining scorer's book, and the entries that the actions of the log cite.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from devtools.toolchain.layout import ROOT
from scrbrd.adapters.books_codec import agreement_document
from scrbrd.consensus.entries import AgreedAt, AgreedScore, BookEntry, Entry, Totals
from scrbrd.consensus.fold import Consensus
from tests.consensus.scribes import AWAY, HOME, SINGLE, Match, Scribe, dual_match, log_text

pytestmark = pytest.mark.xdist_group("pages")

DESK: Final = ROOT / "clients/web/desk/dist/model/tier.js"
SCRIPT: Final = """
const { agreedEntries, firstWaiting } = await import(process.argv[1]);
const { book, log, person } = JSON.parse(process.argv[2]);
console.log(firstWaiting(book, agreedEntries(log, person)));
"""
SECONDS: Final = 60

Change = Callable[[Scribe], object]


def void_the_first_waiting_entry(home: Scribe) -> None:
    home.void(home.entry_id(5))


def void_and_record_again(home: Scribe) -> None:
    home.void(home.entry_id(10))
    home.add_entry(home.actual_balls[-1])


def correct_a_waiting_entry(home: Scribe) -> None:
    home.correct(8, "3")


def correct_the_first_waiting_entry(home: Scribe) -> None:
    home.correct(5, "3")


def correct_an_entry_in_the_log(home: Scribe) -> None:
    home.correct(2, "3")


def void_the_last_entry_in_the_log(home: Scribe) -> None:
    home.void(home.entry_id(4))


def agree_the_score(home: Scribe) -> None:
    home.add_statement(AgreedScore(home.next_place(), Totals(0, 0, 0), AgreedAt.OVER))


def stop_play(home: Scribe) -> None:
    home.fact("play_stopped", reason="rain")
    home.balls("1")


def insert_an_entry_after_the_log(home: Scribe) -> None:
    home.add_entry(home.actual_balls[-1], after=home.entry_id(4))


def change_nothing(_home: Scribe) -> None:
    pass


CHANGES: Final[tuple[Change, ...]] = (
    change_nothing,
    void_the_first_waiting_entry,
    void_and_record_again,
    correct_a_waiting_entry,
    correct_the_first_waiting_entry,
    correct_an_entry_in_the_log,
    agree_the_score,
    stop_play,
)

EARLIER_CHANGES: Final[tuple[Change, ...]] = (
    void_the_last_entry_in_the_log,
    insert_an_entry_after_the_log,
)


def match_with_home_ahead(change: Change) -> tuple[Match, Scribe, Consensus]:
    """Return a match in which home is six balls ahead of a scorer whose device has stopped."""
    match, home, _away = dual_match("1 . 4 2", "1 . 4 2")
    match.fold()
    home.balls("1 1 6 . 4 2")
    change(home)
    return match, home, match.fold()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_match_continues_from_the_first_waiting_entry(change: Change) -> None:
    match, home, found = match_with_home_ahead(change)
    first_entry = first_entry_of_desk(match, home)
    assert first_entry == found.waiting[HOME]
    match.change_tier(SINGLE, [home], HOME, first_entry)
    assert match.fold().standings[HOME].waiting == 0


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("change", EARLIER_CHANGES, ids=lambda change: change.__name__)
def test_an_earlier_change_does_not_hold_the_match_back(change: Change) -> None:
    match, home, _found = match_with_home_ahead(change)
    match.change_tier(SINGLE, [home], HOME, first_entry_of_desk(match, home))
    assert match.fold().standings[HOME].waiting == 0


@pytest.mark.usefixtures("site")
def test_the_first_waiting_entry_is_after_the_scorers_return() -> None:
    match, home, away = dual_match("1 . 4 2", "1 . 4 2")
    match.fold()
    home.balls("-1 -1")
    away.balls("1 1")
    last = match.log[-1].action.id
    home.add_entry(home.actual_balls[-1])  # recorded alone, and skipped by the statement after it
    home.continue_after(last, 7, 0, 4).balls("6 .")
    found = match.fold()
    assert first_entry_of_desk(match, home) == found.waiting[HOME]


@pytest.mark.usefixtures("site")
def test_without_a_waiting_entry_the_match_continues_from_the_next_entry() -> None:
    match, _home, away = dual_match("1 . 4 2", "1 . 4 2")
    found = match.fold()
    assert AWAY not in found.waiting
    first_entry = first_entry_of_desk(match, away)
    assert first_entry == f"1_{away.sequence + 1}"
    match.change_tier(SINGLE, [away], AWAY, first_entry)
    away.balls("6")
    assert log_text(match.fold().log) == "1 . 4 2 6"


def first_entry_of_desk(match: Match, scribe: Scribe) -> str:
    """Return the entry that the desk finds for a scorer from the documents that it reads."""
    book = [document_of(key, each) for key, each in scribe.entries.items()]
    log = [
        {"agreement": each.agreement and agreement_document(each.agreement)} for each in match.log
    ]
    desk_input = {"book": book, "log": log, "person": scribe.person}
    return run_desk_module(DESK, desk_input)


def document_of(name: str, entry: BookEntry) -> dict[str, Any]:
    """Return the fields of an entry's document that the desk reads."""
    if isinstance(entry, Entry):
        document = entry.action.to_document()
        fields = ("isVoided", "corrects", "after")
        return {"id": name, "type": str(entry.action.type)} | {
            field: document[field] for field in fields if field in document
        }
    kind = "score_agreed" if isinstance(entry, AgreedScore) else "book_opened"
    return {"id": name, "type": kind, "isVoided": entry.is_voided}


def run_desk_module(module: Path, desk_input: Mapping[str, Any]) -> str:
    """Return the output of a built module of the desk for an input."""
    command = ["node", "--input-type=module", "-e", SCRIPT, str(module), json.dumps(desk_input)]
    completed = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert completed.returncode == 0, completed.stderr
    return completed.stdout.strip()
