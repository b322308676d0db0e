"""Imports of many matches: in processes of their own, and without looking for what is nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from google.api_core import exceptions as api
from google.cloud.firestore import Client

from admin.transfer import import_run
from admin.transfer.imports import is_absent
from admin.transfer.writing import Conflict, Document, Fields, FirestoreTarget, put_batch
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.verify import verify
from tests.admin.administration import done, here, refused
from tests.admin.committed import DEMO_LOGS

LOGS = sorted(DEMO_LOGS.glob("*.log"))[:5]


def test_a_few_matches_are_imported_by_this_process_and_many_by_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert [import_run.processes_for(count) for count in (1, 8, 9, 500)] == [0, 0, 6, 6]
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert import_run.processes_for(500) == import_run.MAX_PROCESSES


@pytest.mark.slow
def test_processes_import_what_one_would(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "MAX_FOR_ONE_PROCESS", 1)
    output = done("import", "cricsheet", *map(str, LOGS), "--apply")
    assert f"Imported {len(LOGS)} matches" in output
    for path in LOGS:
        assert path.stem in output
        assert verify(FirestoreMatchStore(firestore_client), utc_now, path.stem) == []
    again = done("import", "cricsheet", *map(str, LOGS), "--apply")
    assert "Imported 0 matches: 0 new" in again


@pytest.mark.slow
def test_a_refusal_of_another_process_is_one_line_and_the_rest_is_whole(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "MAX_FOR_ONE_PROCESS", 1)
    last = LOGS[-1].stem
    firestore_client.document(paths.match(last)).set({"homeTeamName": "Somebody Else"})
    ran = here("import", "cricsheet", *map(str, LOGS), "--apply")
    assert ran.code == 1
    assert ran.err.startswith(f"scrbrd: match {last} is there with")
    assert len(ran.err.splitlines()) == 1
    for path in LOGS[:-1]:
        assert verify(FirestoreMatchStore(firestore_client), utc_now, path.stem) == []


def test_nothing_is_known_of_a_match_only_while_there_is_neither_document_nor_log(
    firestore_client: Client,
) -> None:
    assert is_absent(firestore_client, "m1")
    firestore_client.document(paths.scoring_action("m1", "1_1")).set({})
    assert not is_absent(firestore_client, "m1")
    firestore_client.document(paths.match("m2")).set({})
    assert not is_absent(firestore_client, "m2")


class Counted(FirestoreTarget):
    """Counts reads; a first commit may be stored and its answer lost."""

    def __init__(self, client: Client, *, loses_answer: bool = False) -> None:
        super().__init__(client)
        self.reads, self.loses_answer = 0, loses_answer

    def read(self, wanted: Sequence[str]) -> Mapping[str, Fields | None]:
        self.reads += 1
        return super().read(wanted)

    def write(self, new: Sequence[Document], changed: Sequence[Document]) -> None:
        super().write(new, changed)
        if self.loses_answer:
            self.loses_answer = False
            raise api.DeadlineExceeded("late")


BATCH = [Document("matches/m1", {"format": "T20"}), Document("matches/m2", {"format": "ODI"})]


def test_what_is_nowhere_is_written_without_a_read(firestore_client: Client) -> None:
    target = Counted(firestore_client)
    tally = put_batch(target, BATCH, Conflict.REFUSE, are_absent=True)
    assert (tally.new, target.reads) == (2, 0)


def test_an_answer_that_was_lost_doubles_nothing_and_refuses_nothing(
    firestore_client: Client,
) -> None:
    target = Counted(firestore_client, loses_answer=True)
    tally = put_batch(target, BATCH, Conflict.REFUSE, are_absent=True)
    assert (tally.new, tally.same, tally.in_the_way, target.reads) == (0, 2, 0, 1)


def test_what_came_meanwhile_is_compared_and_left(firestore_client: Client) -> None:
    firestore_client.document("matches/m2").set({"format": "Test"})
    tally = put_batch(Counted(firestore_client), BATCH, Conflict.KEEP, are_absent=True)
    assert (tally.new, tally.in_the_way) == (1, 1)
    assert firestore_client.document("matches/m2").get().to_dict() == {"format": "Test"}


def test_a_file_that_cannot_be_read_writes_nothing(
    firestore_client: Client, tmp_path: Path
) -> None:
    (bad := tmp_path / "bad.json").write_text("{")
    refused(2, "import", "cricsheet", *map(str, LOGS), str(bad), "--apply")
    assert all(is_absent(firestore_client, path.stem) for path in LOGS)
