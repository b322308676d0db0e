"""Tests `scrbrd backup`, `restore`, `import` and `export` on a real Firestore."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from google.api_core.exceptions import PermissionDenied
from google.cloud.firestore import Client, DocumentReference, GeoPoint

from admin.logfile import load_match
from admin.transfer.backup_file import SUM, WITHOUT_SUMS
from admin.transfer.values import to_json
from admin.variables import FIRESTORE_HOST
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import run_failing, run_in_process, run_installed, run_ok
from tests.admin.committed_matches import DEMO_LOGS, TEST_LOGS
from tests.admin.projected_match import run_interrupted, stored_action, stored_score, write_match
from tests.admin.test_export import deliveries
from tests.fakes.small_match import MATCH_ID

DEMO = DEMO_LOGS / "1386111.log"
ROLE = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "thandi", "scorer_home")
ENDED = f"{paths.role_history(ROLE)}/20260101"
RATING = paths.role_performance(ROLE)
COLLECTIONS = (
    *("matches", "scoring_actions", "lineups", "live", "history", "private"),
    *("events", "feed", "ledger", "archive"),
    *("player_match_stats", "team_match_stats", "stats_state"),
    *(paths.role_assignments(scope) for scope in RoleScope),
)

DERIVED = (*("/live/", "/events/", "/feed/", "/archive/"), *("_match_stats/", "stats_state/"))


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """Write a small match with a role, and fields of every type in its document."""
    write_match(firestore_client)
    firestore_client.document(paths.match(MATCH_ID)).update(
        {
            "ours": {
                "at": datetime(2026, 5, 1, 10, 0, 0, 123456, tzinfo=UTC),
                "bytes": b"\x00\xff",
                "place": GeoPoint(-33.9, 18.4),
                "who": firestore_client.document("people/thandi"),
                "nothing": None,
                "nan": float("nan"),
                "float": 1.0,
                "$odd": [1, {"a": 2}],
            }
        }
    )
    grant = {"matchId": MATCH_ID, "personId": "thandi", "role": "scorer_home"}
    for path in (ROLE, ENDED, RATING):
        firestore_client.document(path).set(grant)
    return firestore_client


def all_documents(client: Client) -> dict[str, str]:
    """Return every document of the project as text, by its path."""
    return {
        snap.reference.path: json.dumps(to_json(snap.to_dict()), sort_keys=True)
        for name in COLLECTIONS
        for snap in client.collection_group(name).stream()
    }


def original_documents(client: Client) -> dict[str, str]:
    """Return the documents that are not derived from others, and the ledgers."""
    return {
        path: text
        for path, text in all_documents(client).items()
        if not any(part in path for part in DERIVED)
    }


def delete_all_documents(client: Client) -> None:
    """Delete every document."""
    existing = list(all_documents(client))
    for start in range(0, len(existing), 400):
        batch = client.batch()
        for path in existing[start : start + 400]:
            batch.delete(client.document(path))
        batch.commit()
    assert all_documents(client) == {}


@pytest.mark.parametrize("name", ["m1.jsonl", "m1.jsonl.gz"])
def test_a_restored_match_equals_the_original_and_is_rebuilt_the_same(
    database: Client, tmp_path: Path, name: str
) -> None:
    before, score = original_documents(database), stored_score(database)
    file = tmp_path / name
    assert f"{file}: 25 documents in " in run_ok("backup", MATCH_ID, str(file), by=run_installed)
    delete_all_documents(database)
    output = run_ok("restore", str(file))
    assert "25 documents, 25 new, 0 there already" in output
    assert "Dry run: nothing was written" in output
    assert all_documents(database) == {}
    assert "Restored 1 matches: 25 new" in run_ok("restore", str(file), "--apply")
    assert original_documents(database) == before
    assert stored_score(database) == score
    run_ok("verify", MATCH_ID)
    assert "0 new, 25 there already" in run_ok("restore", str(file), "--apply")
    assert original_documents(database) == before


def test_a_backup_of_all_has_every_match_and_every_role(database: Client, tmp_path: Path) -> None:
    write_match(database, "m2")
    database.document("team_role_assignments/t_p_coach").set({"teamId": "t", "role": "coach"})
    before = original_documents(database)
    file = tmp_path / "all.jsonl.gz"
    run_ok("backup", "--all", str(file))
    delete_all_documents(database)
    assert "Restored 2 matches" in run_ok("restore", str(file), "--apply")
    assert original_documents(database) == before
    assert "2 matches, 0 to look at" in run_ok("verify", "--all")


BY_PEOPLE: dict[str, dict[str, object]] = {
    "people/thandi": {"displayName": "Thandi"},
    "people/thandi/private/profile": {"email": "thandi@example.org"},
    "teams/t1": {"name": "First"},
    "schools/s1": {"name": "School"},
    "seasons/2026": {"name": "2026"},
    "competitions/cup": {"name": "Cup"},
    "squads/q1": {"name": "Squad"},
    "squads/q1/players/thandi": {"number": 7},
    "config/compatibility": {"legacyBallHistory": False},
}


@pytest.mark.usefixtures("database")
def test_a_backup_of_all_has_everything_people_wrote_and_a_drill_restores_it(
    database: Client, tmp_path: Path
) -> None:
    for path, fields in BY_PEOPLE.items():
        database.document(path).set(fields)
    database.document("unheard_of/x").set({"a": 1})
    file = tmp_path / "all.jsonl.gz"
    output = run_ok("backup", "--all", str(file))
    assert "Not in the backup: collection unheard_of, which is none of SCRBRD's." in output
    drill_output = run_ok("backup", "drill", str(file))
    assert "Drill: 1 matches verified, 0 to look at." in drill_output
    for path in BY_PEOPLE:
        database.document(path).delete()
    delete_all_documents(database)
    restore_output = run_ok("restore", str(file), "--apply")
    assert "documents are there as" in restore_output
    assert {path: database.document(path).get().to_dict() for path in BY_PEOPLE} == BY_PEOPLE
    for path in (*BY_PEOPLE, "unheard_of/x"):
        database.document(path).delete()


def test_a_backup_has_no_derived_documents(database: Client, tmp_path: Path) -> None:
    file = tmp_path / "m1.jsonl"
    run_ok("backup", MATCH_ID, str(file))
    paths_in_backup = [json.loads(line).get("path") for line in file.read_text().splitlines()]
    assert set(paths_in_backup) - {None} == set(original_documents(database))


def test_a_restore_replaces_a_different_document_only_with_overwrite(
    database: Client, tmp_path: Path
) -> None:
    file = tmp_path / "m1.jsonl"
    run_ok("backup", MATCH_ID, str(file))
    database.document(paths.scoring_action(MATCH_ID, "1_3")).update({"runsOffBat": 3})
    database.document(paths.scoring_action(MATCH_ID, "1_4")).delete()
    result = run_in_process("restore", str(file), "--apply")
    assert result.code == 1
    assert "matches/m1/scoring_actions/1_3 runsOffBat; --overwrite replaces them" in result.err
    assert stored_action(database, "1_4") == {}, "nothing at all was written"
    output = run_ok("restore", str(file), "--overwrite", "--apply")
    assert "1 new, 23 there already, 1 overwritten" in output
    assert stored_action(database, "1_3")["runsOffBat"] == 0
    run_ok("verify", MATCH_ID)


@pytest.mark.usefixtures("database")
def test_a_full_disk_leaves_no_partial_file(tmp_path: Path) -> None:
    assert "No space left on device" in run_failing(2, "backup", MATCH_ID, "/dev/full")
    file = tmp_path / "m1.jsonl"
    file.write_text("an older backup", encoding="utf-8")
    # Limited by the shell (8 blocks of 512 bytes): code that runs between a fork and the new
    # program may abort in a process with gRPC's threads, as this one has.
    limited_shell = ["sh", "-c", 'ulimit -f 8 && exec "$@"', "sh"]
    result = subprocess.run(
        [*limited_shell, sys.executable, "-m", "admin", "backup", MATCH_ID, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        f"scrbrd: {file}: cannot be written (File too large); nothing was left there, choose"
        " another place\n"
    )
    assert file.read_text(encoding="utf-8") == "an older backup"
    assert list(tmp_path.iterdir()) == [file]


def test_ctrl_c_on_a_backup_leaves_no_file(firestore_client: Client, tmp_path: Path) -> None:
    firestore_client.document(paths.match(MATCH_ID)).set({"homeTeamId": "a", "awayTeamId": "b"})
    for start in range(0, 6000, 500):
        batch = firestore_client.batch()
        for number in range(start + 1, start + 501):
            ref = firestore_client.document(paths.scoring_action(MATCH_ID, f"1_{number}"))
            batch.set(ref, {"text": "x" * 1000})
        batch.commit()
    file = tmp_path / "m1.jsonl"
    result = run_interrupted(lambda: any(tmp_path.iterdir()), "backup", MATCH_ID, str(file))
    assert (result.code, result.out) == (130, "")
    assert result.err == f"scrbrd: interrupted; nothing was left at {file}\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_ctrl_c_on_a_restore_leaves_whole_matches_and_it_can_be_continued(
    firestore_client: Client, tmp_path: Path
) -> None:
    run_ok("import", "cricsheet", str(DEMO), "--apply")
    file = tmp_path / "m.jsonl"
    run_ok("backup", DEMO.stem, str(file))
    delete_all_documents(firestore_client)
    ids = copy_match(file, 4)
    first = firestore_client.document(paths.match(ids[0]))
    result = run_interrupted(lambda: bool(first.get().exists), "restore", str(file), "--apply")
    assert result.code == 130, result
    assert "the match at hand is finished first" in result.err
    assert "run the same command again to go on" in result.err
    found = [path for path in all_documents(firestore_client) if path.startswith("matches/")]
    restored_ids = {path.split("/")[1] for path in found}
    assert 0 < len(restored_ids) < len(ids)
    for match_id in restored_ids:
        run_ok("verify", match_id)
    assert "Restored 4 matches" in run_ok("restore", str(file), "--apply")
    assert "4 matches, 0 to look at" in run_ok("verify", "--all")


def copy_match(file: Path, count: int) -> list[str]:
    """Make copies of the match in a backup; return their ids."""
    header, *lines, _ = file.read_text(encoding="utf-8").splitlines()
    ids = [f"copy-{number}" for number in range(count)]
    copies = [json.loads(line.replace(DEMO.stem, match_id)) for match_id in ids for line in lines]
    without_sums = [{name: each[name] for name in each if name != SUM} for each in copies]
    first = json.loads(header) | {"version": WITHOUT_SUMS}
    text = "\n".join(map(json.dumps, [first, *without_sums, {"documents": len(without_sums)}]))
    file.write_text(f"{text}\n", encoding="utf-8")
    return ids


@pytest.mark.usefixtures("database")
def test_an_incomplete_or_damaged_backup_is_refused_before_any_write(
    database: Client, tmp_path: Path
) -> None:
    file = tmp_path / "m1.jsonl"
    run_ok("backup", MATCH_ID, str(file))
    delete_all_documents(database)
    complete = file.read_text(encoding="utf-8")
    for text, message in (
        (complete.rpartition('{"documents"')[0], "is cut short after 25 documents"),
        (complete.replace("scoring_actions/1_3", "live/score"), "is not what was written"),
        ("no backup", "line 1 is no JSON"),
    ):
        file.write_text(text, encoding="utf-8")
        assert message in run_failing(2, "restore", str(file), "--apply")
        assert all_documents(database) == {}
    assert "cannot be read" in run_failing(2, "restore", str(tmp_path / "none"))


def test_an_imported_match_is_like_any_other_and_a_second_import_writes_nothing(
    firestore_client: Client,
) -> None:
    output = run_ok("import", "cricsheet", str(DEMO))
    assert "Dry run: nothing was written" in output
    assert all_documents(firestore_client) == {}
    assert "Imported 1 matches" in run_ok("import", "cricsheet", str(DEMO), "--apply")
    before = all_documents(firestore_client)
    assert stored_score(firestore_client, DEMO.stem)["resultText"].startswith(
        "Melbourne Renegades won by"
    )
    run_ok("verify", DEMO.stem)
    run_ok("health", DEMO.stem)
    output = run_ok("import", "cricsheet", str(DEMO), "--apply")
    assert "0 new," in output
    assert "Imported 0 matches" in output
    assert all_documents(firestore_client) == before


def test_an_import_never_overwrites_corrections_by_people(firestore_client: Client) -> None:
    run_ok("import", "cricsheet", str(DEMO), "--apply")
    run_ok("void", DEMO.stem, "1_5", "--apply")
    result = run_in_process("import", "cricsheet", str(DEMO), "--apply")
    assert result.code == 1
    assert f"match {DEMO.stem} is there with 1 other documents, such as matches/" in result.err
    assert stored_action(firestore_client, "1_5", DEMO.stem)["isVoided"] is True


def test_one_unusable_file_stops_the_import_of_all(
    firestore_client: Client, tmp_path: Path
) -> None:
    invalid_file = tmp_path / "bad.json"
    invalid_file.write_text("{}", encoding="utf-8")
    message = run_failing(2, "import", "cricsheet", str(DEMO), str(invalid_file), "--apply")
    assert f"{invalid_file}: info is missing" in message
    assert all_documents(firestore_client) == {}


@pytest.mark.usefixtures("firestore_client")
@pytest.mark.parametrize(
    "log",
    [pytest.param(DEMO, marks=pytest.mark.slow), TEST_LOGS / "1417850.log"],
    ids=lambda log: log.stem,
)
def test_an_export_of_an_import_has_the_same_deliveries(log: Path, tmp_path: Path) -> None:
    run_ok("import", "cricsheet", str(log), "--apply")
    file = tmp_path / f"{log.stem}.json"
    result = run_in_process("export", "cricsheet", log.stem, "-o", str(file))
    assert (result.code, result.out, result.err) == (0, "", "")
    output = run_in_process("export", "cricsheet", log.stem)
    assert output.out == file.read_text(encoding="utf-8")
    second_file = tmp_path / "again.json"
    second_file.write_text(output.out, encoding="utf-8")
    run_ok("import", "cricsheet", str(second_file), "--apply")
    exports = [
        json.loads(run_in_process("export", "cricsheet", each).out) for each in (log.stem, "again")
    ]
    assert list(deliveries(exports[0])) == list(deliveries(exports[1]))
    assert sum(1 for _ in deliveries(exports[0])) > 150
    source = load_match(log).match
    for exported in exports:
        assert exported["info"]["event"]["name"] == source.competition_id
        assert exported["info"]["season"] == source.season_id


def test_a_real_match_file_has_the_same_deliveries_after_import_and_export(
    firestore_client: Client, shared_matches: Path
) -> None:
    source = shared_matches / "1370352.json"
    run_ok("import", "cricsheet", str(source), "--apply")
    assert firestore_client.document(paths.match("1370352")).get().exists
    data = json.loads(run_in_process("export", "cricsheet", "1370352").out)
    assert list(deliveries(data)) == list(deliveries(json.loads(source.read_text())))


@pytest.mark.usefixtures("database")
def test_an_export_to_a_full_disk_is_one_line() -> None:
    assert "/dev/full: cannot be written" in run_failing(
        2, "export", "cricsheet", MATCH_ID, "-o", "/dev/full"
    )


VERBS = {"backup": ("backup", "m9", "x.jsonl"), "export": ("export", "cricsheet", "m9")}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("arguments", VERBS.values(), ids=VERBS)
def test_an_unknown_match_is_refused_with_one_line(arguments: tuple[str, ...]) -> None:
    assert "there is no match m9" in run_failing(2, *arguments)


@pytest.mark.usefixtures("database")
def test_a_backup_needs_either_matches_or_all(tmp_path: Path) -> None:
    file = str(tmp_path / "x")
    assert "name one or more matches, or say --all" in run_failing(2, "backup", file)
    assert "name one or more matches, or say --all" in run_failing(
        2, "backup", MATCH_ID, file, "--all"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("database")
def test_a_server_that_refuses_or_does_not_answer_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionDenied("no")

    file = tmp_path / "m1.jsonl"
    run_ok("backup", MATCH_ID, str(file))
    other = str(tmp_path / "other")
    with monkeypatch.context() as patch:
        patch.setattr(DocumentReference, "get", refuse)
        patch.setattr(Client, "get_all", refuse)
        assert "these credentials may not do this" in run_failing(1, "backup", MATCH_ID, other)
        assert "these credentials may not do this" in run_failing(
            1, "restore", str(file), "--apply"
        )
        assert "may not do this" in run_failing(1, "import", "cricsheet", str(DEMO), "--apply")
    assert list(tmp_path.iterdir()) == [file]
    monkeypatch.setenv(FIRESTORE_HOST, "127.0.0.1:1")
    for verb in (("backup", MATCH_ID, other), ("restore", str(file)), ("export", "cricsheet", "x")):
        assert "does not answer at 127.0.0.1:1" in run_failing(2, *verb)
