"""Tests that two matches of one id never share a log, and that a killed import is finished."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client, WriteBatch

from admin.logfile import load_match
from admin.options import Refusal
from admin.transfer import batch_writes, import_run, imports, matches
from admin.transfer.batch_writes import Conflict, Document, FirestoreTarget, put_batch
from admin.transfer.imports import BY, REASON, documents_of_log
from admin.transfer.matches import MatchWriter
from admin.transfer.progress import DocumentProgress
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.verify import verify
from tests.admin.administration import CommandResult, run_failing, run_in_process, run_ok
from tests.admin.files import ACES, BEES, innings, match, over

FINAL = "final"
MATCH = match(
    innings(ACES, over("A1", "A2", "B1", 4)),
    innings(BEES, over("B1", "B2", "A1", 2)),
    outcome={"winner": ACES, "by": {"runs": 2}},
    event={"name": "The Cup"},
)
OTHER_MATCH = match(
    innings(BEES, over("B3", "B4", "A5", 6)),
    innings(ACES, over("A3", "A4", "B5", 0)),
    outcome={"winner": BEES, "by": {"runs": 6}},
)


def write_match_file(folder: Path, data: Any, name: str = f"{FINAL}.json") -> Path:
    """Write a match file and return its path."""
    folder.mkdir(exist_ok=True)
    (file := folder / name).write_text(json.dumps(data))
    return file


@pytest.mark.parametrize("max_for_one_process", [8, 0], ids=["threads", "processes"])
@pytest.mark.parametrize("apply", [(), ("--apply",)], ids=["dry", "apply"])
def test_files_with_the_same_match_id_are_refused_before_any_write(
    firestore_client: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    max_for_one_process: int,
    apply: tuple[str, ...],
) -> None:
    monkeypatch.setattr(import_run, "MAX_FOR_ONE_PROCESS", max_for_one_process)
    file, other_file = (
        write_match_file(tmp_path / "a", MATCH),
        write_match_file(tmp_path / "b", OTHER_MATCH),
    )
    other_id_file = write_match_file(tmp_path / "a", OTHER_MATCH, "other.json")
    output = run_failing(
        2, "import", "cricsheet", str(other_id_file), str(file), str(other_file), *apply
    )
    assert f"{file} and {other_file} are both match {FINAL}" in output
    assert "rename one, or leave it out" in output
    assert not list(firestore_client.collections())


def test_a_file_given_twice_is_refused(tmp_path: Path, firestore_client: Client) -> None:
    file = str(write_match_file(tmp_path, MATCH))
    assert f"{file} is given twice" in run_failing(2, "import", "cricsheet", file, file, "--apply")
    assert not list(firestore_client.collections())


def run_after_check(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
    """Run an action right after an import checks whether the match exists."""
    is_absent = imports.is_absent

    def is_absent_then_action(client: Client, match_id: str) -> bool:
        found = is_absent(client, match_id)
        action()
        return found

    monkeypatch.setattr(imports, "is_absent", is_absent_then_action)


def subcollections(client: Client) -> set[str]:
    """Return the names of the match's subcollections."""
    return {each.id for each in client.document(paths.match(FINAL)).collections()}


def test_an_import_writes_nothing_if_the_match_was_created_meanwhile(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_fields = {"homeTeamName": "Somebody Else"}
    document = firestore_client.document(paths.match(FINAL))
    run_after_check(monkeypatch, lambda: document.set(other_fields))
    result = run_in_process(
        "import", "cricsheet", str(write_match_file(tmp_path, MATCH)), "--apply"
    )
    assert result.code == 1
    assert f"match {FINAL} came while it was imported" in result.err
    assert "nothing of it was written" in result.err
    assert document.get().to_dict() == other_fields
    assert not subcollections(firestore_client)
    assert [each.id for each in firestore_client.collections()] == ["matches"]


def test_an_import_is_refused_if_another_writer_appends_to_the_log_meanwhile(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_action = firestore_client.document(paths.scoring_action(FINAL, "1_1"))
    run_after_check(monkeypatch, lambda: other_action.set({"recordedBy": "somebody"}))
    result = run_in_process(
        "import", "cricsheet", str(write_match_file(tmp_path, MATCH)), "--apply"
    )
    assert result.code == 1
    assert (
        f"match {FINAL}: 1 other documents came meanwhile, such as {other_action.path}"
        in result.err
    )
    assert "Imported" not in result.out
    log = firestore_client.collection(paths.scoring_actions(FINAL))
    assert [each.id for each in log.stream()] == ["1_1"]


def writer_of(client: Client) -> MatchWriter:
    """Return a writer like that of an import."""
    progress = DocumentProgress("imported")
    return MatchWriter(FirestoreMatchStore(client), progress, Conflict.REFUSE, REASON)


def test_a_claim_holds_the_match_and_a_second_writers_claim_is_refused(
    firestore_client: Client,
) -> None:
    first, second = writer_of(firestore_client), writer_of(firestore_client)
    document = Document(paths.match(FINAL), {"createdBy": BY})
    first.claim(document)
    assert first.store.read_state(FINAL).hold_by == first.holder
    with pytest.raises(Refusal, match="came while it was imported"):
        second.claim(document)
    assert first.store.read_state(FINAL).hold_by == first.holder
    first.claim(document)  # as after a lost response


def test_a_batch_with_a_conflicting_document_is_written_only_with_keep(
    firestore_client: Client,
) -> None:
    firestore_client.document("matches/m2").set({"format": "Test"})
    batch = [Document(f"matches/m{number}", {"format": "T20"}) for number in (1, 2)]
    tally = put_batch(FirestoreTarget(firestore_client), batch, Conflict.REFUSE)
    assert (tally.new, tally.in_the_way) == (0, 1)
    assert not firestore_client.document("matches/m1").get().exists
    tally = put_batch(FirestoreTarget(firestore_client), batch, Conflict.KEEP)
    assert (tally.new, tally.in_the_way) == (1, 1)


AFTER_CLAIM, AFTER_SCORE, AFTER_FEED_LEASE = 2, 6, 7
"""Numbers of the commits of a small match before which there is only its document, or the score
without its follow-up; the last one comes after the lease of the feed."""


class Killed(BaseException):
    """Ends a run at once, as an unhandled signal does."""


def import_killed_at(monkeypatch: pytest.MonkeyPatch, commit: int, file: Path) -> bool:
    """Import a file, killed before this commit; return False if it had fewer commits."""
    commits = 0
    write = WriteBatch.commit

    def counting_commit(*arguments: Any, **options: Any) -> Any:
        nonlocal commits
        commits += 1
        if commits == commit:
            raise Killed
        return write(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(WriteBatch, "commit", counting_commit)
        try:
            run_ok("import", "cricsheet", str(file), "--apply")
        except Killed:
            return True
    return False


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the lease of a killed run on the feed be over at once."""
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, lease=timedelta(0)))


def finish_import(client: Client, file: Path) -> CommandResult:
    """Finish a partial import; check that the match is complete and not held any more."""
    result = run_in_process("import", "cricsheet", str(file), "--apply")
    assert (result.code, result.err) == (0, "")
    store = FirestoreMatchStore(client)
    assert verify(store, utc_now, file.stem) == []
    assert store.read_state(file.stem).hold_until is None
    second_output = run_ok("import", "cricsheet", str(file), "--apply")
    assert "Imported 0 matches: 0 new" in second_output
    return result


def test_an_import_killed_before_its_rebuild_is_finished_by_the_next(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_match_file(tmp_path, MATCH)

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(MatchWriter, "finish", kill)
        with pytest.raises(Killed):
            run_ok("import", "cricsheet", str(file), "--apply")
    preview = run_ok("import", "cricsheet", str(file))
    assert "39 there already; it waits for its rebuild" in preview
    assert (
        "Imported 1 matches: 0 new, 39 there already" in finish_import(firestore_client, file).out
    )


def test_an_import_whose_hold_expired_before_its_rebuild_is_finished_too(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_match_file(tmp_path, MATCH)
    with monkeypatch.context() as patch:
        patch.setattr(MatchWriter, "finish", lambda *_, **__: None)
        patch.setattr(matches, "HOLD", -matches.HOLD)
        run_ok("import", "cricsheet", str(file), "--apply")
    assert "it waits for its rebuild" in finish_import(firestore_client, file).out


def test_a_match_held_by_another_job_is_not_changed(
    firestore_client: Client, tmp_path: Path
) -> None:
    file = write_match_file(tmp_path, MATCH)
    run_ok("import", "cricsheet", str(file), "--apply")
    store = FirestoreMatchStore(firestore_client)
    store.hold(FINAL, utc_now() + matches.HOLD, "restored from a backup 1")
    assert "Imported 0 matches" in run_ok("import", "cricsheet", str(file), "--apply")
    assert store.read_state(FINAL).hold_by == "restored from a backup 1"


@pytest.mark.slow
@pytest.mark.usefixtures("short_lease")
def test_an_import_killed_at_any_write_is_finished_by_the_next(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_writes, "BATCH_DOCUMENTS", 15)
    commit = 1
    while import_killed_at(
        monkeypatch, commit, file := write_match_file(tmp_path, MATCH, f"killed-{commit}.json")
    ):
        finish_import(firestore_client, file)
        commit += 1
    assert commit > len(list(batch_writes.batches(documents_of_log(load_match(file))))) + 4


@pytest.mark.parametrize("commit", [AFTER_CLAIM, AFTER_SCORE], ids=["claimed", "projected"])
def test_an_import_killed_after_its_claim_or_its_score_is_finished_by_the_next(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commit: int
) -> None:
    file = write_match_file(tmp_path, MATCH)
    assert import_killed_at(monkeypatch, commit, file)
    finish_import(firestore_client, file)


def test_a_feed_still_leased_by_the_killed_run_is_reported(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_match_file(tmp_path, MATCH)
    assert import_killed_at(monkeypatch, AFTER_FEED_LEASE, file)
    output = run_ok("import", "cricsheet", str(file), "--apply")
    assert f"its feed follows: `scrbrd reconcile {FINAL}` in a minute" in output
    assert firestore_client.document(paths.live_score(FINAL)).get().exists
