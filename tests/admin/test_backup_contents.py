"""Tests that a backup with what Firestore cannot store is refused before anything is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.transfer.backup import read_backup
from admin.transfer.backup_file import backup_lines
from admin.transfer.batch_writes import Document
from scrbrd.domain.errors import BadInput

NESTED_20: Any = 1
for _ in range(20):
    NESTED_20 = {"a": NESTED_20}

STORABLE = {
    "integers of 64 bits": [2**63 - 1, -(2**63)],
    "maps in 20 levels": NESTED_20,
    "a list in a map in a list": [{"a": [1]}],
    "a place": {"$geo": [-90, 180.0]},
    "a vector": {"$vector": [1.0]},
    "a name with a dot": {"a.`b": 1},
    "a name of 1500 bytes": {"é" * 750: 1},
    "a reference": {"$ref": "people/ann"},
}
UNSTORABLE = {
    "an integer of 65 bits": (2**63, "venue is an integer of more than 64 bits"),
    "maps in 21 levels": ({"a": NESTED_20}, "is nested more than 20 deep"),
    "a list in a list": ([1, [2]], "venue.1 is a list in a list"),
    "a geo point of texts": ({"$geo": ["a", "b"]}, "venue is no place on earth"),
    "a latitude beyond the pole": ({"$geo": [91, 0]}, "venue is no place on earth"),
    "an empty vector": ({"$vector": []}, "venue is a vector of 0 numbers"),
    "an empty name": ({"": 1}, "has a name that no field can have"),
    "a reserved name": ({"__x__": 1}, "venue.__x__ has a name that no field can have"),
    "a reference to ..": ({"$ref": "people/.."}, "venue refers to no path of a document"),
}


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a client that makes references and is never connected."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "localhost:1")
    return Client(project="demo-a")


def file_of(tmp_path: Path, *lines: dict[str, Any]) -> Path:
    """Write a backup of version 1, which has no checksums: a header, these lines and the end."""
    header = {"format": "scrbrd-backup", "version": 1}
    documents = sum("path" in each for each in lines)
    file = tmp_path / "b.jsonl"
    file.write_text(
        "".join(f"{json.dumps(each)}\n" for each in (header, *lines, {"documents": documents}))
    )
    return file


def match_line(path: str = "matches/m1", venue: Any = "Oval") -> dict[str, Any]:
    return {"path": path, "fields": {"venue": venue}}


@pytest.mark.parametrize("value", STORABLE.values(), ids=STORABLE)
def test_what_firestore_stores_is_read(tmp_path: Path, client: Client, value: Any) -> None:
    assert len(list(read_backup(file_of(tmp_path, match_line(venue=value)), client))) == 1


@pytest.mark.parametrize(("value", "message"), UNSTORABLE.values(), ids=UNSTORABLE)
def test_what_firestore_cannot_store_is_refused_with_line_document_and_field(
    tmp_path: Path, client: Client, value: Any, message: str
) -> None:
    file = file_of(tmp_path, match_line("matches/m0"), match_line(venue=value))
    with pytest.raises(BadInput) as error:
        list(read_backup(file, client))
    assert str(error.value).startswith(f"{file}: line 3: matches/m1: ")
    assert message in str(error.value)


@pytest.mark.parametrize("match_id", ["..", "__m__", "m" * 1501], ids=lambda text: text[:5])
def test_a_path_that_no_document_has_is_refused(tmp_path: Path, match_id: str) -> None:
    file = file_of(tmp_path, match_line(f"matches/{match_id}"))
    with pytest.raises(BadInput, match=r"line 2: matches/.* is no path of a document"):
        list(read_backup(file))


def test_a_document_that_is_in_a_backup_twice_is_refused(tmp_path: Path) -> None:
    documents = [Document(f"matches/{each}", {"venue": "Oval"}) for each in ("m1", "m2", "m1")]
    file = tmp_path / "b.jsonl"
    file.write_text("".join(backup_lines("demo-a", documents)))
    with pytest.raises(BadInput, match="line 4: matches/m1 is in the file twice"):
        list(read_backup(file))


@pytest.mark.parametrize(
    "account", [{"uid": "u1"}, {"claims": {"admin": True}}, {"uid": "u1", "claims": [1]}], ids=repr
)
def test_an_account_without_id_or_claims_is_refused(
    tmp_path: Path, account: dict[str, Any]
) -> None:
    with pytest.raises(BadInput, match="line 2: is no account with claims"):
        list(read_backup(file_of(tmp_path, {"account": account})))
