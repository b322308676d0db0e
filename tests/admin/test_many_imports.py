"""Tests imports of many matches: with several processes, and without reads of absent documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from google.api_core import exceptions as api
from google.cloud.firestore import Client

from admin.transfer import import_run
from admin.transfer.batch_writes import Conflict, Document, Fields, FirestoreTarget, put_batch
from admin.transfer.imports import is_absent
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.verify import verify
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.admin.committed_matches import DEMO_LOGS

LOGS = sorted(DEMO_LOGS.glob("*.log"))[:5]


def test_a_few_matches_are_imported_by_one_process_and_many_by_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert [import_run.processes_for(count) for count in (1, 8, 9, 500)] == [0, 0, 6, 6]
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert import_run.processes_for(500) == import_run.MAX_PROCESSES


@pytest.mark.slow
def test_several_processes_import_the_same_as_one(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "MAX_FOR_ONE_PROCESS", 1)
    output = run_ok("import", "cricsheet", *map(str, LOGS), "--apply")
    assert f"Imported {len(LOGS)} matches" in output
    for path in LOGS:
        assert path.stem in output
        assert verify(FirestoreMatchStore(firestore_client), utc_now, path.stem) == []
    second_output = run_ok("import", "cricsheet", *map(str, LOGS), "--apply")
    assert "Imported 0 matches: 0 new" in second_output


@pytest.mark.slow
def test_a_refusal_in_a_child_process_is_one_line_and_the_rest_is_imported(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "MAX_FOR_ONE_PROCESS", 1)
    conflicting_id = LOGS[-1].stem
    firestore_client.document(paths.match(conflicting_id)).set({"homeTeamName": "Somebody Else"})
    result = run_in_process("import", "cricsheet", *map(str, LOGS), "--apply")
    assert result.code == 1
    assert result.err.startswith(f"scrbrd: match {conflicting_id} is there with")
    assert len(result.err.splitlines()) == 1
    for path in LOGS[:-1]:
        assert verify(FirestoreMatchStore(firestore_client), utc_now, path.stem) == []


def test_a_match_is_absent_only_without_a_document_and_without_a_log(
    firestore_client: Client,
) -> None:
    assert is_absent(firestore_client, "m1")
    firestore_client.document(paths.scoring_action("m1", "1_1")).set({})
    assert not is_absent(firestore_client, "m1")
    firestore_client.document(paths.match("m2")).set({})
    assert not is_absent(firestore_client, "m2")


class CountingTarget(FirestoreTarget):
    """Counts reads; can lose the response to its first commit, which is stored."""

    def __init__(self, client: Client, *, loses_answer: bool = False) -> None:
        super().__init__(client)
        self.reads, self.loses_answer = 0, loses_answer

    def read(self, document_paths: Sequence[str]) -> Mapping[str, Fields | None]:
        self.reads += 1
        return super().read(document_paths)

    def write(self, new: Sequence[Document], changed: Sequence[Document]) -> None:
        super().write(new, changed)
        if self.loses_answer:
            self.loses_answer = False
            raise api.DeadlineExceeded("late")


BATCH = [Document("matches/m1", {"format": "T20"}), Document("matches/m2", {"format": "ODI"})]


def test_absent_documents_are_written_without_a_read(firestore_client: Client) -> None:
    target = CountingTarget(firestore_client)
    tally = put_batch(target, BATCH, Conflict.REFUSE, are_absent=True)
    assert (tally.new, target.reads) == (2, 0)


def test_a_lost_response_to_a_commit_causes_no_second_write_and_no_conflict(
    firestore_client: Client,
) -> None:
    target = CountingTarget(firestore_client, loses_answer=True)
    tally = put_batch(target, BATCH, Conflict.REFUSE, are_absent=True)
    assert (tally.new, tally.same, tally.in_the_way, target.reads) == (0, 2, 0, 1)


def test_a_document_written_meanwhile_is_compared_and_kept(firestore_client: Client) -> None:
    firestore_client.document("matches/m2").set({"format": "Test"})
    tally = put_batch(CountingTarget(firestore_client), BATCH, Conflict.KEEP, are_absent=True)
    assert (tally.new, tally.in_the_way) == (1, 1)
    assert firestore_client.document("matches/m2").get().to_dict() == {"format": "Test"}


def test_one_unreadable_file_stops_the_import_before_any_write(
    firestore_client: Client, tmp_path: Path
) -> None:
    (invalid_file := tmp_path / "bad.json").write_text("{")
    run_failing(2, "import", "cricsheet", *map(str, LOGS), str(invalid_file), "--apply")
    assert all(is_absent(firestore_client, path.stem) for path in LOGS)
