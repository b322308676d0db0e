"""Two matches of one id never become one log, and an import that was killed is finished."""

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
from admin.transfer import import_run, imports, matches, writing
from admin.transfer.imports import BY, REASON, documents_of_log
from admin.transfer.matches import MatchWriter
from admin.transfer.progress import DocumentProgress
from admin.transfer.writing import Conflict, Document, FirestoreTarget, put_batch
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.verify import verify
from tests.admin.administration import Ran, done, here, refused
from tests.admin.files import ACES, BEES, innings, match, over

FINAL = "final"
OURS = match(
    innings(ACES, over("A1", "A2", "B1", 4)),
    innings(BEES, over("B1", "B2", "A1", 2)),
    outcome={"winner": ACES, "by": {"runs": 2}},
    event={"name": "The Cup"},
)
THEIRS = match(
    innings(BEES, over("B3", "B4", "A5", 6)),
    innings(ACES, over("A3", "A4", "B5", 0)),
    outcome={"winner": BEES, "by": {"runs": 6}},
)


def file_in(folder: Path, data: Any, name: str = f"{FINAL}.json") -> Path:
    """A match file."""
    folder.mkdir(exist_ok=True)
    (file := folder / name).write_text(json.dumps(data))
    return file


@pytest.mark.parametrize("few", [8, 0], ids=["threads", "processes"])
@pytest.mark.parametrize("apply", [(), ("--apply",)], ids=["dry", "apply"])
def test_files_of_one_id_are_refused_before_anything_is_written(
    firestore_client: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
    apply: tuple[str, ...],
) -> None:
    monkeypatch.setattr(import_run, "MAX_FOR_ONE_PROCESS", few)
    ours, theirs = file_in(tmp_path / "a", OURS), file_in(tmp_path / "b", THEIRS)
    other = file_in(tmp_path / "a", THEIRS, "other.json")
    output = refused(2, "import", "cricsheet", str(other), str(ours), str(theirs), *apply)
    assert f"{ours} and {theirs} are both match {FINAL}" in output
    assert "rename one, or leave it out" in output
    assert not list(firestore_client.collections())


def test_a_file_given_twice_is_told(tmp_path: Path, firestore_client: Client) -> None:
    ours = str(file_in(tmp_path, OURS))
    assert f"{ours} is given twice" in refused(2, "import", "cricsheet", ours, ours, "--apply")
    assert not list(firestore_client.collections())


def meanwhile(monkeypatch: pytest.MonkeyPatch, then: Callable[[], object]) -> None:
    """Let something happen behind the look whether there is anything of a match."""
    look = imports.is_absent

    def looked(client: Client, match_id: str) -> bool:
        found = look(client, match_id)
        then()
        return found

    monkeypatch.setattr(imports, "is_absent", looked)


def written_below(client: Client) -> set[str]:
    """The collections that the match has."""
    return {each.id for each in client.document(paths.match(FINAL)).collections()}


def test_whoever_comes_second_to_an_id_writes_nothing(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = {"homeTeamName": "Somebody Else"}
    document = firestore_client.document(paths.match(FINAL))
    meanwhile(monkeypatch, lambda: document.set(theirs))
    ran = here("import", "cricsheet", str(file_in(tmp_path, OURS)), "--apply")
    assert ran.code == 1
    assert f"match {FINAL} came while it was imported" in ran.err
    assert "nothing of it was written" in ran.err
    assert document.get().to_dict() == theirs
    assert not written_below(firestore_client)
    assert [each.id for each in firestore_client.collections()] == ["matches"]


def test_a_log_that_somebody_else_writes_too_is_refused_and_not_mixed(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = firestore_client.document(paths.scoring_action(FINAL, "1_1"))
    meanwhile(monkeypatch, lambda: theirs.set({"recordedBy": "somebody"}))
    ran = here("import", "cricsheet", str(file_in(tmp_path, OURS)), "--apply")
    assert ran.code == 1
    assert f"match {FINAL}: 1 other documents came meanwhile, such as {theirs.path}" in ran.err
    assert "Imported" not in ran.out
    log = firestore_client.collection(paths.scoring_actions(FINAL))
    assert [each.id for each in log.stream()] == ["1_1"]


def writer_of(client: Client) -> MatchWriter:
    """A writer as an import has it."""
    progress = DocumentProgress("imported")
    return MatchWriter(FirestoreMatchStore(client), progress, Conflict.REFUSE, REASON)


def test_a_claim_holds_the_match_and_is_made_once(firestore_client: Client) -> None:
    first, second = writer_of(firestore_client), writer_of(firestore_client)
    document = Document(paths.match(FINAL), {"createdBy": BY})
    first.claim(document)
    assert first.store.read_state(FINAL).hold_by == first.holder
    with pytest.raises(Refusal, match="came while it was imported"):
        second.claim(document)
    assert first.store.read_state(FINAL).hold_by == first.holder
    first.claim(document)  # as after an answer that was lost


def test_where_one_is_in_the_way_nothing_of_its_batch_is_put_unless_asked(
    firestore_client: Client,
) -> None:
    firestore_client.document("matches/m2").set({"format": "Test"})
    batch = [Document(f"matches/m{number}", {"format": "T20"}) for number in (1, 2)]
    tally = put_batch(FirestoreTarget(firestore_client), batch, Conflict.REFUSE)
    assert (tally.new, tally.in_the_way) == (0, 1)
    assert not firestore_client.document("matches/m1").get().exists
    tally = put_batch(FirestoreTarget(firestore_client), batch, Conflict.KEEP)
    assert (tally.new, tally.in_the_way) == (1, 1)


CLAIMED, PROJECTED, AT_THE_FEED = 2, 6, 7
"""Commits of a small match before which only its document is there, or the score without what
follows it; the last one is behind the lease of the feed."""


class Killed(BaseException):
    """What ends a run at once, as a signal does that nobody handles."""


def killed_at(monkeypatch: pytest.MonkeyPatch, commit: int, file: Path) -> bool:
    """Import a file, killed before a commit of the given number; whether it came to that."""
    commits = 0
    write = WriteBatch.commit

    def counted(*arguments: Any, **options: Any) -> Any:
        nonlocal commits
        commits += 1
        if commits == commit:
            raise Killed
        return write(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(WriteBatch, "commit", counted)
        try:
            done("import", "cricsheet", str(file), "--apply")
        except Killed:
            return True
    return False


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was killed at the feed has no right to it any more."""
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, lease=timedelta(0)))


def finished(client: Client, file: Path) -> Ran:
    """Import a file that was begun; its match is whole then, and shown."""
    ran = here("import", "cricsheet", str(file), "--apply")
    assert (ran.code, ran.err) == (0, "")
    store = FirestoreMatchStore(client)
    assert verify(store, utc_now, file.stem) == []
    assert store.read_state(file.stem).hold_until is None
    again = done("import", "cricsheet", str(file), "--apply")
    assert "Imported 0 matches: 0 new" in again
    return ran


def test_an_import_killed_before_its_rebuild_is_finished_by_the_next(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_in(tmp_path, OURS)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(MatchWriter, "finish", die)
        with pytest.raises(Killed):
            done("import", "cricsheet", str(file), "--apply")
    dry = done("import", "cricsheet", str(file))
    assert "39 there already; it waits for its rebuild" in dry
    assert "Imported 1 matches: 0 new, 39 there already" in finished(firestore_client, file).out


def test_a_match_whose_hold_ran_out_before_its_rebuild_is_finished_too(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_in(tmp_path, OURS)
    with monkeypatch.context() as patch:
        patch.setattr(MatchWriter, "finish", lambda *_, **__: None)
        patch.setattr(matches, "HOLD", -matches.HOLD)
        done("import", "cricsheet", str(file), "--apply")
    assert "it waits for its rebuild" in finished(firestore_client, file).out


def test_what_another_job_holds_is_left_to_it(firestore_client: Client, tmp_path: Path) -> None:
    file = file_in(tmp_path, OURS)
    done("import", "cricsheet", str(file), "--apply")
    store = FirestoreMatchStore(firestore_client)
    store.hold(FINAL, utc_now() + matches.HOLD, "restored from a backup 1")
    assert "Imported 0 matches" in done("import", "cricsheet", str(file), "--apply")
    assert store.read_state(FINAL).hold_by == "restored from a backup 1"


@pytest.mark.slow
@pytest.mark.usefixtures("short_lease")
def test_an_import_killed_at_any_write_is_finished_by_the_next(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_DOCUMENTS", 15)
    commit = 1
    while killed_at(monkeypatch, commit, file := file_in(tmp_path, OURS, f"killed-{commit}.json")):
        finished(firestore_client, file)
        commit += 1
    assert commit > len(list(writing.batches(documents_of_log(load_match(file))))) + 4


@pytest.mark.parametrize("commit", [CLAIMED, PROJECTED], ids=["claimed", "projected"])
def test_an_import_killed_at_the_worst_writes_is_finished_by_the_next(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commit: int
) -> None:
    file = file_in(tmp_path, OURS)
    assert killed_at(monkeypatch, commit, file)
    finished(firestore_client, file)


def test_a_feed_that_the_killed_run_still_has_is_told_of(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_in(tmp_path, OURS)
    assert killed_at(monkeypatch, AT_THE_FEED, file)
    output = done("import", "cricsheet", str(file), "--apply")
    assert f"its feed follows: `scrbrd reconcile {FINAL}` in a minute" in output
    assert firestore_client.document(paths.live_score(FINAL)).get().exists
