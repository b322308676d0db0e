"""Tests writing the documents of a ledger to a project, without a server: chains never mix."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from admin.transfer.batch_writes import Conflict, Document, Fields, Tally
from admin.transfer.ledgers import batches_and_ledgers, ledger_of, put_documents
from tests.admin.test_transfer_files import InMemoryTarget

PATH = "matches/m1/ledger/{}"


def page(*hashes: str, first: int = 1) -> Fields:
    """Return the fields of a ledger document with links of these hashes."""
    return {
        "entries": [
            {"number": number, "hash": each, "updateTime": number}
            for number, each in enumerate(hashes, first)
        ]
    }


def ledger(*pages: Fields) -> dict[str, Fields]:
    """Return the documents of a ledger by path."""
    return {PATH.format(number): each for number, each in enumerate(pages)}


LEDGER = ledger(page("a", "b"), page("c", "d", first=3))
OTHER_TIME = {
    "entries": [{"number": 1, "hash": "a", "updateTime": 9}, page("a", "b")["entries"][1]]
}

SAME_CHAIN: Mapping[str, tuple[dict[str, Fields], Tally, bool]] = {
    "no ledger stored": ({}, Tally(new=2), True),
    "the same ledger stored": (LEDGER, Tally(same=2), False),
    "links with other times": (LEDGER | ledger(OTHER_TIME), Tally(same=2), False),
    "a longer ledger stored": (
        ledger(page("a", "b"), page("c", "d", "e", first=3), page("f", first=6)),
        Tally(same=2),
        False,
    ),
    "a shorter ledger stored": (
        ledger(page("a", "b"), page("c", first=3)),
        Tally(same=1, continued=1),
        True,
    ),
    "only the first page stored": (ledger(page("a", "b")), Tally(same=1, new=1), True),
    "an empty page stored": (ledger(page("a")) | {PATH.format(1): {}}, Tally(continued=2), True),
}

OTHER_CHAINS: Mapping[str, dict[str, Fields]] = {
    "another chain": ledger(page("a", "x"), page("y", first=3)),
    "another beginning and no end": ledger(page("x")),
    "one page longer, one shorter": ledger(page("a"), page("c", "d", "e", first=3)),
    "an entry that is no link": ledger({"entries": ["a"]}),
}


def documents() -> list[Document]:
    """Return the documents of the ledger that is restored."""
    return [Document(path, fields) for path, fields in LEDGER.items()]


@pytest.mark.parametrize("conflict", [Conflict.REFUSE, Conflict.OVERWRITE])
@pytest.mark.parametrize(("stored", "tally", "writes"), SAME_CHAIN.values(), ids=SAME_CHAIN)
def test_a_ledger_of_the_same_chain_is_written_continued_or_unchanged(
    stored: dict[str, Fields], tally: Tally, writes: bool, conflict: Conflict
) -> None:
    target = InMemoryTarget(**stored)
    assert put_documents(target, documents(), conflict, apply=False) == tally
    assert target.documents == stored, "a dry run"
    assert put_documents(target, documents(), conflict) == tally
    assert target.documents == (stored | LEDGER if writes else stored)
    assert put_documents(target, documents(), conflict) == Tally(same=2)


@pytest.mark.parametrize("stored", OTHER_CHAINS.values(), ids=OTHER_CHAINS)
def test_another_chain_is_never_overwritten(stored: dict[str, Fields]) -> None:
    target = InMemoryTarget(**stored)
    found = put_documents(target, documents(), Conflict.REFUSE)
    assert found == Tally(in_the_way=2, differing=["matches/m1/ledger/0 entries"])
    assert put_documents(target, documents(), Conflict.OVERWRITE) == Tally(other_ledgers=2)
    assert target.documents == stored


def test_the_pages_of_a_ledger_are_put_into_a_batch_of_their_own() -> None:
    paths = [
        "matches/m1",
        *LEDGER,
        "matches/m1/scoring_actions/1_1",
        "matches/m2",
        "matches/m2/ledger/0",
    ]
    found = list(batches_and_ledgers(Document(path, {}) for path in paths))
    assert [[each.path for each in batch] for batch in found] == [
        ["matches/m1"],
        list(LEDGER),
        ["matches/m1/scoring_actions/1_1", "matches/m2"],
        ["matches/m2/ledger/0"],
    ]


@pytest.mark.parametrize(
    ("path", "match_id"),
    [
        ("matches/m1/ledger/0", "m1"),
        ("matches/ledger/ledger/12", "ledger"),
        ("matches/m1", None),
        ("matches/m1/scoring_actions/1_1", None),
        ("matches/m1/scorebooks/ledger/entries/1_1", None),
        ("team_role_assignments/ledger", None),
    ],
)
def test_a_ledger_document_is_assigned_to_its_match(path: str, match_id: str | None) -> None:
    assert ledger_of(path) == match_id
