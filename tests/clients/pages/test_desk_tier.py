"""From which entry a match goes on with fewer scorers: the desk finds what the functions find.

The desk has no consensus of its own: it reads the book of who stays, and on whose entries the
actions of the log stand.
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
from tests.consensus.scribes import AWAY, HOME, SINGLE, Match, Scribe, dual, log_text

pytestmark = pytest.mark.xdist_group("pages")

DESK: Final = ROOT / "clients/web/desk/dist/model/tier.js"
ASK: Final = """
const { agreedEntries, firstWaiting } = await import(process.argv[1]);
const { book, log, person } = JSON.parse(process.argv[2]);
console.log(firstWaiting(book, agreedEntries(log, person)));
"""
SECONDS: Final = 60

Change = Callable[[Scribe], object]


def undo_the_first_that_waits(home: Scribe) -> None:
    home.void(home.entry(5))


def undo_and_enter_again(home: Scribe) -> None:
    home.void(home.entry(10))
    home.note(home.happened[-1])


def correct_one_that_waits(home: Scribe) -> None:
    home.correct(8, "3")


def correct_the_first_that_waits(home: Scribe) -> None:
    home.correct(5, "3")


def correct_one_that_is_in_the_log(home: Scribe) -> None:
    home.correct(2, "3")


def undo_the_last_that_is_in_the_log(home: Scribe) -> None:
    home.void(home.entry(4))


def agree_the_score(home: Scribe) -> None:
    home.state(AgreedScore(home.next(), Totals(0, 0, 0), AgreedAt.OVER))


def stop_play(home: Scribe) -> None:
    home.fact("play_stopped", reason="rain")
    home.balls("1")


def put_one_in_behind_the_log(home: Scribe) -> None:
    home.note(home.happened[-1], after=home.entry(4))


def nothing(_home: Scribe) -> None:
    pass


CHANGES: Final[tuple[Change, ...]] = (
    nothing,
    undo_the_first_that_waits,
    undo_and_enter_again,
    correct_one_that_waits,
    correct_the_first_that_waits,
    correct_one_that_is_in_the_log,
    agree_the_score,
    stop_play,
)

EARLIER: Final[tuple[Change, ...]] = (undo_the_last_that_is_in_the_log, put_one_in_behind_the_log)


def one_ahead(change: Change) -> tuple[Match, Scribe, Consensus]:
    """A match in which the home scorer is six balls ahead of one whose device is dead."""
    match, home, _away = dual("1 . 4 2", "1 . 4 2")
    match.fold()
    home.balls("1 1 6 . 4 2")
    change(home)
    return match, home, match.fold()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_match_goes_on_from_the_first_entry_that_waits(change: Change) -> None:
    match, home, found = one_ahead(change)
    chosen = first_of_the_desk(match, home)
    assert chosen == found.waiting[HOME]
    match.change_tier(SINGLE, [home], HOME, chosen)
    assert match.fold().standings[HOME].waiting == 0


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("change", EARLIER, ids=lambda change: change.__name__)
def test_an_entry_before_the_first_that_waits_holds_nothing_up(change: Change) -> None:
    match, home, _found = one_ahead(change)
    match.change_tier(SINGLE, [home], HOME, first_of_the_desk(match, home))
    assert match.fold().standings[HOME].waiting == 0


@pytest.mark.usefixtures("site")
def test_a_book_goes_on_where_its_scorer_came_back() -> None:
    match, home, away = dual("1 . 4 2", "1 . 4 2")
    match.fold()
    home.balls("-1 -1")
    away.balls("1 1")
    last = match.log[-1].action.id
    home.note(home.happened[-1])  # alone, and left out by what the book goes on behind
    home.open_behind(last, 7, 0, 4).balls("6 .")
    found = match.fold()
    assert first_of_the_desk(match, home) == found.waiting[HOME]


@pytest.mark.usefixtures("site")
def test_where_nothing_waits_it_is_the_entry_to_come() -> None:
    match, _home, away = dual("1 . 4 2", "1 . 4 2")
    found = match.fold()
    assert AWAY not in found.waiting
    chosen = first_of_the_desk(match, away)
    assert chosen == f"1_{away.sequence + 1}"
    match.change_tier(SINGLE, [away], AWAY, chosen)
    away.balls("6")
    assert log_text(match.fold().log) == "1 . 4 2 6"


def first_of_the_desk(match: Match, scribe: Scribe) -> str:
    """The entry that the desk names for a scorer, by the documents that it reads."""
    book = [document_of(key, each) for key, each in scribe.entries.items()]
    log = [
        {"agreement": each.agreement and agreement_document(each.agreement)} for each in match.log
    ]
    asked = {"book": book, "log": log, "person": scribe.person}
    return ask(DESK, asked)


def document_of(name: str, entry: BookEntry) -> dict[str, Any]:
    """A document of a book, as far as the desk looks at it."""
    if isinstance(entry, Entry):
        document = entry.action.to_document()
        fields = ("isVoided", "corrects", "after")
        return {"id": name, "type": str(entry.action.type)} | {
            field: document[field] for field in fields if field in document
        }
    kind = "score_agreed" if isinstance(entry, AgreedScore) else "book_opened"
    return {"id": name, "type": kind, "isVoided": entry.is_voided}


def ask(module: Path, asked: Mapping[str, Any]) -> str:
    """What a built part of the desk answers."""
    command = ["node", "--input-type=module", "-e", ASK, str(module), json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
