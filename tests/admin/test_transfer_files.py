"""Tests backup files and writing documents, without a server: types, failures and memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import inf, isnan, nan
from pathlib import Path
from typing import Any

import pytest
from google.api_core.exceptions import AlreadyExists, ServiceUnavailable
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import SERVER_TIMESTAMP, Client, GeoPoint
from google.cloud.firestore_v1.vector import Vector
from tenacity import wait_none

from admin.transfer import backup_file
from admin.transfer.atomic_file import atomic_file
from admin.transfer.backup import can_be_in_backup, read_backup
from admin.transfer.backup_file import backup_lines
from admin.transfer.batch_writes import (
    BATCH_DOCUMENTS,
    Conflict,
    Document,
    Fields,
    batches,
    put_batch,
)
from admin.transfer.matches import compare
from admin.transfer.progress import DocumentProgress
from admin.transfer.restore import unrestorable_lines
from admin.transfer.values import from_json, to_json
from scrbrd.domain.errors import BadInput

MANY = 20_000
MAX_BYTES = 4_000_000
"""Far less than the about 40 MB that MANY documents take."""


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the waiting from the back-off."""
    monkeypatch.setattr(put_batch.retry, "wait", wait_none())


@pytest.fixture
def client() -> Client:
    """Return a client without a server."""
    return Client(project="demo-nowhere", credentials=AnonymousCredentials())


class InMemoryTarget:
    """A target in memory that can raise errors before and after commits."""

    def __init__(self, **documents: Fields) -> None:
        self.documents: dict[str, Fields] = dict(documents)
        self.errors_before_commit: list[Exception] = []
        self.errors_after_commit: list[Exception] = []
        self.largest_read = 0

    def read(self, paths: Sequence[str]) -> Mapping[str, Fields | None]:
        self.largest_read = max(self.largest_read, len(paths))
        return {path: self.documents.get(path) for path in paths}

    def write(self, new: Sequence[Document], changed: Sequence[Document]) -> None:
        if self.errors_before_commit:
            raise self.errors_before_commit.pop()
        if any(document.path in self.documents for document in new):
            raise AlreadyExists("it is there")
        self.documents |= {each.path: each.fields for each in (*new, *changed)}
        if self.errors_after_commit:
            raise self.errors_after_commit.pop()


VALUES: Mapping[str, Any] = {
    "null": None,
    "true": True,
    "one": 1,
    "one as a float": 1.0,
    "a big number": 2**62,
    "infinity": -inf,
    "text": "ü\n$",
    "a time": datetime(2026, 5, 1, 10, 0, 0, 123456, tzinfo=UTC),
    "bytes": b"\x00\xff",
    "a place": GeoPoint(-33.9, 18.4),
    "a vector": Vector([1.0, 2.5]),
    "a list": [1, [b"x"], {"a": None}],
    "a map": {"a": {"b": datetime(2026, 5, 1, tzinfo=UTC)}},
    "a map with a $ key": {"$time": "not a time", "b": 1},
    "an empty map": {},
    "an empty list": [],
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_every_type_of_value_is_encoded_and_decoded_unchanged(value: Any) -> None:
    decoded = from_json(to_json(value))
    assert decoded == value
    assert type(decoded) is type(value)


def test_nan_and_references_are_encoded_and_decoded_unchanged(client: Client) -> None:
    assert isnan(from_json(to_json(nan)))
    decoded = from_json(to_json(client.document("people/thandi")), client)
    assert decoded == client.document("people/thandi")


def test_invalid_values_are_refused() -> None:
    with pytest.raises(TypeError, match="Firestore holds no set"):
        to_json({1, 2})
    for invalid in ({"$time": "x"}, {"$what": 1}, {"$time": "2026-01-01", "b": 1}, {"$ref": "a/b"}):
        with pytest.raises(ValueError, match=r"."):
            from_json(invalid)


def action_documents(count: int) -> Iterator[Document]:
    """Yield the documents of a log, one at a time."""
    for number in range(1, count + 1):
        fields = {"id": f"1_{number}", "runsOffBat": 1, "extras": {"wide": 0, "noBall": 0}}
        yield Document(f"matches/m{number % 1000}/scoring_actions/1_{number}", fields)


def write_backup(path: Path, documents: Iterator[Document]) -> Path:
    """Write a backup file and return its path."""
    with atomic_file(path) as file:
        for line in backup_lines("demo-x", documents):
            file.write(line)
    return path


def peak_memory(work: Callable[[], object]) -> int:
    """Return the most bytes allocated at once during the work."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param("log.jsonl", marks=pytest.mark.slow), "log.jsonl.gz"]
)
def test_twenty_thousand_actions_take_no_more_memory_than_a_few(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert peak_memory(lambda: write_backup(path, action_documents(MANY))) < MAX_BYTES
    target = InMemoryTarget()
    assert (
        peak_memory(lambda: compare(target, read_backup(path), DocumentProgress("x"))) < MAX_BYTES
    )
    assert target.largest_read == BATCH_DOCUMENTS
    assert sum(1 for _ in read_backup(path)) == MANY


def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    path = write_backup(tmp_path / "b.jsonl", action_documents(3))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for count in range(len(lines)):
        path.write_text("".join(lines[:count]), encoding="utf-8")
        with pytest.raises(BadInput, match="is cut short after"):
            list(read_backup(path))
    path.write_text("".join(lines)[:-30], encoding="utf-8")
    with pytest.raises(BadInput, match="cut short"):
        list(read_backup(path))
    zipped = write_backup(tmp_path / "b.jsonl.gz", action_documents(3))
    zipped.write_bytes(zipped.read_bytes()[:-20])
    with pytest.raises(BadInput, match="cut short"):
        list(read_backup(zipped))


@pytest.mark.parametrize("name", ["b.jsonl", "b.jsonl.gz"])
@pytest.mark.parametrize("position", [0.2, 0.4, 0.6, 0.8])
def test_one_flipped_bit_anywhere_is_found(tmp_path: Path, name: str, position: float) -> None:
    path = write_backup(tmp_path / name, action_documents(300))
    data = bytearray(path.read_bytes())
    data[int(len(data) * position)] ^= 1
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"damaged|no JSON|cannot be read|not UTF-8|cut short|line "):
        list(read_backup(path))


def test_a_flipped_digit_names_the_line_and_the_document(tmp_path: Path) -> None:
    path = write_backup(tmp_path / "b.jsonl", action_documents(3))
    path.write_text(path.read_text("utf-8").replace('"runsOffBat":1', '"runsOffBat":6', 1), "utf-8")
    with pytest.raises(BadInput, match=r"line 2: matches/m1/scoring_actions/1_1 is not what was"):
        list(read_backup(path))


def test_a_removed_or_moved_document_is_found(tmp_path: Path) -> None:
    path = write_backup(tmp_path / "b.jsonl", action_documents(3))
    header, first, second, third, last_line = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([header, first, third, last_line]), "utf-8")
    with pytest.raises(BadInput, match="says 3 documents and 0 accounts, and the file has 2 and 0"):
        list(read_backup(path))
    path.write_text("".join([header, second, first, third, last_line]), "utf-8")
    with pytest.raises(BadInput, match="the file as a whole is not what was written"):
        list(read_backup(path))


def test_a_backup_without_checksums_of_an_old_release_is_read(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    record = '{"fields":{"venue":"Oval"},"path":"matches/m1"}'
    path.write_text(f'{{"format":"scrbrd-backup","version":1}}\n{record}\n{{"documents":1}}\n')
    assert [each.fields for each in read_backup(path)] == [{"venue": "Oval"}]


def test_a_backup_of_a_release_without_old_shapes_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_file, "VERSION", backup_file.WITHOUT_OLD_SHAPES)
    path = write_backup(tmp_path / "b.jsonl", action_documents(3))
    assert '"version":3' in path.read_text("utf-8")
    assert len(list(read_backup(path))) == 3


def test_accounts_with_claims_are_listed_in_a_backup(tmp_path: Path) -> None:
    path, accounts = tmp_path / "b.jsonl", list[dict[str, Any]]()
    account = {"uid": "u1", "email": "a@example.org", "claims": {"personId": "thandi"}}
    with atomic_file(path) as file:
        for text in backup_lines("demo-x", action_documents(2), [account]):
            file.write(text)
    assert len(list(read_backup(path, accounts=accounts))) == 2
    assert accounts == [account]
    assert [*unrestorable_lines(accounts)][1] == "  a@example.org (u1): personId=thandi"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "line 1: is no header of a backup"),
        (
            '{"format":"scrbrd-backup","version":9}',
            "version 9 is none of 1, 2, 3, 4, which we read",
        ),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"\x1f\x8bnonsense", "cannot be read"),
    ],
)
def test_a_file_that_is_no_backup_is_refused(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInput, match=message):
        list(read_backup(path))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("matches/m1", True),
        ("matches/m1/lineups/a_b", True),
        ("matches/m1/scoring_actions/1_1", True),
        ("match_role_assignments/m1_p_scorer_home", True),
        ("team_role_assignments/t_p_coach/history/2026", True),
        ("match_role_assignments/m1_p_x/private/performance", True),
        ("matches/m1/ledger/0", True),
        ("matches/m1/rulings/1", True),
        ("matches/m1/scorebooks/thandi/entries/1_1", True),
        ("matches/m1/scorebooks/thandi", False),
        ("matches/m1/disputes/1_1", True),
        ("matches/m1/live/score", True),
        ("matches/m1/live/state", False),
        ("matches/m1/legacy/live_score", True),
        ("matches/m1/set_aside/x", True),
        ("matches/m1/notices/thandi", False),
        ("teams/t1/roster/thandi", True),
        ("roster/thandi", True),
        ("migrations/roles", True),
        ("migrations/roles/subjects/everybody", True),
        ("migrations/joined_ids/moved/x", True),
        ("migrations/entries/marked/m1", True),
        ("scoreboards/soccer-1", True),
        ("scoreboards/soccer-1/timeline/1", True),
        ("scoreboards/soccer-1/stats/home", True),
        ("scoreboards/soccer-1/other/home", False),
        ("matches/m1/events/1_1", False),
        ("people/thandi", True),
        ("people/thandi/private/profile", True),
        ("teams/t1", True),
        ("squads/s1/players/thandi", True),
        ("config/compatibility", True),
        ("config/reconcile", False),
        ("player_season_stats/a", False),
        ("tickers/m1", False),
        ("matches//lineups/a", False),
        ("matches/m1/lineups", False),
    ],
)
def test_only_documents_written_by_people_can_be_in_a_backup(path: str, expected: bool) -> None:
    assert can_be_in_backup(path.split("/")) is expected


def write_partly(path: Path) -> None:
    """Write a file, interrupted by Ctrl-C after the first line."""
    with atomic_file(path) as file:
        file.write("newer")
        raise KeyboardInterrupt


def test_an_interrupted_write_leaves_the_old_file_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text("older", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        write_partly(path)
    assert path.read_text(encoding="utf-8") == "older"
    assert list(tmp_path.iterdir()) == [path]


def one_document(fields: Fields, path: str = "matches/m1/scoring_actions/1_1") -> list[Document]:
    """Return a batch of one document."""
    return [Document(path, fields)]


def test_a_commit_to_a_busy_server_is_retried_and_nothing_is_written_twice() -> None:
    target = InMemoryTarget()
    target.errors_before_commit = [ServiceUnavailable("busy"), ServiceUnavailable("busy")]
    assert put_batch(target, one_document({"a": 1}), Conflict.REFUSE).new == 1
    target = InMemoryTarget()
    target.errors_after_commit = [ServiceUnavailable("it was written all the same")]
    tally = put_batch(target, one_document({"a": 1}), Conflict.REFUSE)
    assert (tally.new, tally.same) == (0, 1)


def test_a_server_that_stays_busy_is_an_error() -> None:
    target = InMemoryTarget()
    target.errors_before_commit = [ServiceUnavailable("busy")] * 99
    with pytest.raises(ServiceUnavailable):
        put_batch(target, one_document({"a": 1}), Conflict.REFUSE)


def test_an_equal_document_is_no_conflict_and_a_different_one_is() -> None:
    fields = {"a": nan, "at": SERVER_TIMESTAMP}
    [document] = one_document(fields)
    target = InMemoryTarget(**{document.path: {"a": nan, "at": datetime.now(UTC)}})
    assert put_batch(target, [document], Conflict.REFUSE).same == 1
    for different in ({"a": 1.0}, {"a": nan, "b": None}, {}):
        target = InMemoryTarget(**{document.path: different})
        tally = put_batch(target, [document], Conflict.REFUSE)
        assert (tally.in_the_way, tally.new) == (1, 0)
        assert target.documents[document.path] == different
        assert put_batch(target, [document], Conflict.KEEP).in_the_way == 1
        assert put_batch(target, [document], Conflict.OVERWRITE).changed == 1


def test_fields_written_by_functions_are_no_difference() -> None:
    match = one_document({"venue": "Oval", "status": "live"}, "matches/m1")
    target = InMemoryTarget(
        **{"matches/m1": {"venue": "Oval", "status": "completed", "result": {}}}
    )
    assert put_batch(target, match, Conflict.REFUSE).same == 1


def test_of_a_live_score_only_the_fields_of_old_apps_are_compared() -> None:
    score = one_document({"ballHistory": [1]}, "matches/m1/live/score")
    target = InMemoryTarget(**{"matches/m1/live/score": {"ballHistory": [1], "status": "live"}})
    assert put_batch(target, score, Conflict.REFUSE).same == 1
    target = InMemoryTarget(**{"matches/m1/live/score": {"ballHistory": [], "status": "live"}})
    assert put_batch(target, score, Conflict.REFUSE).in_the_way == 1
    assert put_batch(target, score, Conflict.OVERWRITE).changed == 1
    expected = {"ballHistory": [1], "status": "live"}
    assert target.documents == {"matches/m1/live/score": expected}


def test_a_newer_score_of_another_sport_is_not_overwritten() -> None:
    board = one_document({"home": 1}, "scoreboards/soccer-1")
    target = InMemoryTarget(**{"scoreboards/soccer-1": {"home": 2}})
    assert put_batch(target, board, Conflict.OVERWRITE).same == 1
    assert target.documents == {"scoreboards/soccer-1": {"home": 2}}


def test_a_batch_stays_within_the_limits_of_a_commit() -> None:
    large = [Document(f"matches/m{number}", {"text": "x" * 900_000}) for number in range(9)]
    assert [len(batch) for batch in batches(iter(large))] == [4, 4, 1]
    assert [len(batch) for batch in batches(action_documents(450))] == [200, 200, 50]
