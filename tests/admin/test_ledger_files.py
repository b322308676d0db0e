"""The documents of a ledger put into a project, without any server: one chain or the other."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from admin.transfer.ledgers import batches_and_ledgers, ledger_of, put_documents
from admin.transfer.writing import Conflict, Document, Fields, Tally
from tests.admin.test_transfer_files import Place

PATH = "matches/m1/ledger/{}"


def page(*hashes: str, first: int = 1) -> Fields:
    """A document with links of these hashes."""
    return {
        "entries": [
            {"number": number, "hash": each, "updateTime": number}
            for number, each in enumerate(hashes, first)
        ]
    }


def ledger(*pages: Fields) -> dict[str, Fields]:
    return {PATH.format(number): each for number, each in enumerate(pages)}


OURS = ledger(page("a", "b"), page("c", "d", first=3))
OTHER_TIME = {
    "entries": [{"number": 1, "hash": "a", "updateTime": 9}, page("a", "b")["entries"][1]]
}

CASES: Mapping[str, tuple[dict[str, Fields], Tally, bool]] = {
    "none is there": ({}, Tally(new=2), True),
    "it is there": (OURS, Tally(same=2), False),
    "links of other times": (OURS | ledger(OTHER_TIME), Tally(same=2), False),
    "a longer one": (
        ledger(page("a", "b"), page("c", "d", "e", first=3), page("f", first=6)),
        Tally(same=2),
        False,
    ),
    "a shorter one": (ledger(page("a", "b"), page("c", first=3)), Tally(same=1, continued=1), True),
    "the first page": (ledger(page("a", "b")), Tally(same=1, new=1), True),
    "an empty page": (ledger(page("a")) | {PATH.format(1): {}}, Tally(continued=2), True),
}

OTHERS: Mapping[str, dict[str, Fields]] = {
    "another chain": ledger(page("a", "x"), page("y", first=3)),
    "another beginning and no end": ledger(page("x")),
    "one page longer, one shorter": ledger(page("a"), page("c", "d", "e", first=3)),
    "what is no link": ledger({"entries": ["a"]}),
}


def documents() -> list[Document]:
    return [Document(path, fields) for path, fields in OURS.items()]


@pytest.mark.parametrize("conflict", [Conflict.REFUSE, Conflict.OVERWRITE])
@pytest.mark.parametrize(("there", "tally", "writes"), CASES.values(), ids=CASES)
def test_a_ledger_is_put_continued_or_there_already(
    there: dict[str, Fields], tally: Tally, writes: bool, conflict: Conflict
) -> None:
    place = Place(**there)
    assert put_documents(place, documents(), conflict, apply=False) == tally
    assert place.documents == there, "a dry run"
    assert put_documents(place, documents(), conflict) == tally
    assert place.documents == (there | OURS if writes else there)
    assert put_documents(place, documents(), conflict) == Tally(same=2)


@pytest.mark.parametrize("there", OTHERS.values(), ids=OTHERS)
def test_another_chain_is_never_written_over(there: dict[str, Fields]) -> None:
    place = Place(**there)
    found = put_documents(place, documents(), Conflict.REFUSE)
    assert found == Tally(in_the_way=2, differing=["matches/m1/ledger/0 entries"])
    assert put_documents(place, documents(), Conflict.OVERWRITE) == Tally(other_ledgers=2)
    assert place.documents == there


def test_a_ledger_is_a_batch_of_its_own_among_the_documents_of_its_match() -> None:
    paths = [
        "matches/m1",
        *OURS,
        "matches/m1/scoring_actions/1_1",
        "matches/m2",
        "matches/m2/ledger/0",
    ]
    found = list(batches_and_ledgers(Document(path, {}) for path in paths))
    assert [[each.path for each in batch] for batch in found] == [
        ["matches/m1"],
        list(OURS),
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
def test_whose_ledger_a_document_belongs_to(path: str, match_id: str | None) -> None:
    assert ledger_of(path) == match_id
