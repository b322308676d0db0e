"""`scrbrd backup`, `restore`, `import` and `export` on a real Firestore."""

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
from tests.admin.administration import done, here, installed, refused
from tests.admin.committed import DEMO_LOGS, TEST_LOGS
from tests.admin.projected import action, interrupted, score, write_match
from tests.admin.test_export import deliveries
from tests.fakes.small_match import MATCH_ID

DEMO = DEMO_LOGS / "1386111.log"
ROLE = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "thandi", "scorer_home")
ENDED = f"{paths.role_history(ROLE)}/20260101"
RATING = paths.role_performance(ROLE)
COLLECTIONS = (
    *("matches", "scoring_actions", "lineups", "live", "history", "private"),
    *(
        "events",
        "feed",
        "ledger",
        "archive",
        "player_match_stats",
        "team_match_stats",
        "stats_state",
    ),
    *(paths.role_assignments(scope) for scope in RoleScope),
)

DERIVED = (
    *("/live/", "/events/", "/feed/", "/archive/"),
    *("_match_stats/", "stats_state/"),
)


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """A small match with a role, and fields of every type in its document."""
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


def everything(client: Client) -> dict[str, str]:
    """Every document of the project, as text, by its path."""
    return {
        snap.reference.path: json.dumps(to_json(snap.to_dict()), sort_keys=True)
        for name in COLLECTIONS
        for snap in client.collection_group(name).stream()
    }


def people_wrote(client: Client) -> dict[str, str]:
    """Those that do not follow from others, and the ledgers that prove them."""
    return {
        path: text
        for path, text in everything(client).items()
        if not any(part in path for part in DERIVED)
    }


def wipe(client: Client) -> None:
    """Nothing is left."""
    there = list(everything(client))
    for start in range(0, len(there), 400):
        batch = client.batch()
        for path in there[start : start + 400]:
            batch.delete(client.document(path))
        batch.commit()
    assert everything(client) == {}


@pytest.mark.parametrize("name", ["m1.jsonl", "m1.jsonl.gz"])
def test_a_match_comes_back_as_it_was_and_is_rebuilt_the_same(
    database: Client, tmp_path: Path, name: str
) -> None:
    before, card = people_wrote(database), score(database)
    file = tmp_path / name
    assert f"{file}: 25 documents in " in done("backup", MATCH_ID, str(file), by=installed)
    wipe(database)
    output = done("restore", str(file))
    assert "25 documents, 25 new, 0 there already" in output
    assert "Dry run: nothing was written" in output
    assert everything(database) == {}
    assert "Restored 1 matches: 25 new" in done("restore", str(file), "--apply")
    assert people_wrote(database) == before
    assert score(database) == card
    done("verify", MATCH_ID)
    assert "0 new, 25 there already" in done("restore", str(file), "--apply")
    assert people_wrote(database) == before


def test_all_takes_every_match_and_every_role(database: Client, tmp_path: Path) -> None:
    write_match(database, "m2")
    database.document("team_role_assignments/t_p_coach").set({"teamId": "t", "role": "coach"})
    before = people_wrote(database)
    file = tmp_path / "all.jsonl.gz"
    done("backup", "--all", str(file))
    wipe(database)
    assert "Restored 2 matches" in done("restore", str(file), "--apply")
    assert people_wrote(database) == before
    assert "2 matches, 0 to look at" in done("verify", "--all")


PEOPLES: dict[str, dict[str, object]] = {
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
def test_all_is_all_that_people_made_and_a_drill_restores_it(
    database: Client, tmp_path: Path
) -> None:
    for path, fields in PEOPLES.items():
        database.document(path).set(fields)
    database.document("unheard_of/x").set({"a": 1})
    file = tmp_path / "all.jsonl.gz"
    output = done("backup", "--all", str(file))
    assert "Not in the backup: collection unheard_of, which is none of SCRBRD's." in output
    drilled = done("backup", "drill", str(file))
    assert "Drill: 1 matches verified, 0 to look at." in drilled
    for path in PEOPLES:
        database.document(path).delete()
    wipe(database)
    restored = done("restore", str(file), "--apply")
    assert "documents are there as" in restored
    assert {path: database.document(path).get().to_dict() for path in PEOPLES} == PEOPLES
    for path in (*PEOPLES, "unheard_of/x"):
        database.document(path).delete()


def test_a_backup_holds_nothing_that_is_derived(database: Client, tmp_path: Path) -> None:
    file = tmp_path / "m1.jsonl"
    done("backup", MATCH_ID, str(file))
    paths_in_it = [json.loads(line).get("path") for line in file.read_text().splitlines()]
    assert set(paths_in_it) - {None} == set(people_wrote(database))


def test_nothing_is_restored_over_another_document_unless_told_to(
    database: Client, tmp_path: Path
) -> None:
    file = tmp_path / "m1.jsonl"
    done("backup", MATCH_ID, str(file))
    database.document(paths.scoring_action(MATCH_ID, "1_3")).update({"runsOffBat": 3})
    database.document(paths.scoring_action(MATCH_ID, "1_4")).delete()
    ran = here("restore", str(file), "--apply")
    assert ran.code == 1
    assert "matches/m1/scoring_actions/1_3 runsOffBat; --overwrite replaces them" in ran.err
    assert action(database, "1_4") == {}, "nothing at all was written"
    output = done("restore", str(file), "--overwrite", "--apply")
    assert "1 new, 23 there already, 1 overwritten" in output
    assert action(database, "1_3")["runsOffBat"] == 0
    done("verify", MATCH_ID)


@pytest.mark.usefixtures("database")
def test_a_disk_that_is_full_leaves_nothing_half(tmp_path: Path) -> None:
    assert "No space left on device" in refused(2, "backup", MATCH_ID, "/dev/full")
    file = tmp_path / "m1.jsonl"
    file.write_text("an older backup", encoding="utf-8")
    # Limited by the shell (8 blocks of 512 bytes): what runs between a fork and the new program
    # may abort in a process that has gRPC's threads, as this one has.
    limited = ["sh", "-c", 'ulimit -f 8 && exec "$@"', "sh"]
    ran = subprocess.run(
        [*limited, sys.executable, "-m", "admin", "backup", MATCH_ID, str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
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
    ran = interrupted(lambda: any(tmp_path.iterdir()), "backup", MATCH_ID, str(file))
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == f"scrbrd: interrupted; nothing was left at {file}\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_ctrl_c_on_a_restore_leaves_whole_matches_and_it_goes_on(
    firestore_client: Client, tmp_path: Path
) -> None:
    done("import", "cricsheet", str(DEMO), "--apply")
    file = tmp_path / "m.jsonl"
    done("backup", DEMO.stem, str(file))
    wipe(firestore_client)
    ids = several(file, 4)
    first = firestore_client.document(paths.match(ids[0]))
    ran = interrupted(lambda: bool(first.get().exists), "restore", str(file), "--apply")
    assert ran.code == 130, ran
    assert "the match at hand is finished first" in ran.err
    assert "run the same command again to go on" in ran.err
    found = [path for path in everything(firestore_client) if path.startswith("matches/")]
    there = {path.split("/")[1] for path in found}
    assert 0 < len(there) < len(ids)
    for match_id in there:
        done("verify", match_id)
    assert "Restored 4 matches" in done("restore", str(file), "--apply")
    assert "4 matches, 0 to look at" in done("verify", "--all")


def several(file: Path, count: int) -> list[str]:
    """Make many matches of the one in a backup; their ids."""
    header, *lines, _ = file.read_text(encoding="utf-8").splitlines()
    ids = [f"copy-{number}" for number in range(count)]
    copies = [json.loads(line.replace(DEMO.stem, match_id)) for match_id in ids for line in lines]
    plain = [{name: each[name] for name in each if name != SUM} for each in copies]
    first = json.loads(header) | {"version": WITHOUT_SUMS}
    text = "\n".join(map(json.dumps, [first, *plain, {"documents": len(plain)}]))
    file.write_text(f"{text}\n", encoding="utf-8")
    return ids


@pytest.mark.usefixtures("database")
def test_a_file_that_is_no_whole_backup_writes_nothing(database: Client, tmp_path: Path) -> None:
    file = tmp_path / "m1.jsonl"
    done("backup", MATCH_ID, str(file))
    wipe(database)
    whole = file.read_text(encoding="utf-8")
    for text, complaint in (
        (whole.rpartition('{"documents"')[0], "is cut short after 25 documents"),
        (whole.replace("scoring_actions/1_3", "live/score"), "is not what was written"),
        ("no backup", "line 1 is no JSON"),
    ):
        file.write_text(text, encoding="utf-8")
        assert complaint in refused(2, "restore", str(file), "--apply")
        assert everything(database) == {}
    assert "cannot be read" in refused(2, "restore", str(tmp_path / "none"))


def test_an_import_is_a_match_like_any_other_and_twice_is_once(firestore_client: Client) -> None:
    output = done("import", "cricsheet", str(DEMO))
    assert "Dry run: nothing was written" in output
    assert everything(firestore_client) == {}
    assert "Imported 1 matches" in done("import", "cricsheet", str(DEMO), "--apply")
    before = everything(firestore_client)
    assert score(firestore_client, DEMO.stem)["resultText"].startswith("Melbourne Renegades won by")
    done("verify", DEMO.stem)
    done("health", DEMO.stem)
    again = done("import", "cricsheet", str(DEMO), "--apply")
    assert "0 new," in again
    assert "Imported 0 matches" in again
    assert everything(firestore_client) == before


def test_an_import_never_goes_over_what_people_mended(firestore_client: Client) -> None:
    done("import", "cricsheet", str(DEMO), "--apply")
    done("void", DEMO.stem, "1_5", "--apply")
    ran = here("import", "cricsheet", str(DEMO), "--apply")
    assert ran.code == 1
    assert f"match {DEMO.stem} is there with 1 other documents, such as matches/" in ran.err
    assert action(firestore_client, "1_5", DEMO.stem)["isVoided"] is True


def test_a_file_that_cannot_be_used_keeps_all_of_them_out(
    firestore_client: Client, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}", encoding="utf-8")
    complaint = refused(2, "import", "cricsheet", str(DEMO), str(bad), "--apply")
    assert f"{bad}: info is missing" in complaint
    assert everything(firestore_client) == {}


@pytest.mark.usefixtures("firestore_client")
@pytest.mark.parametrize(
    "log",
    [pytest.param(DEMO, marks=pytest.mark.slow), TEST_LOGS / "1417850.log"],
    ids=lambda log: log.stem,
)
def test_an_import_and_an_export_give_the_deliveries_back(log: Path, tmp_path: Path) -> None:
    done("import", "cricsheet", str(log), "--apply")
    file = tmp_path / f"{log.stem}.json"
    ran = here("export", "cricsheet", log.stem, "-o", str(file))
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    output = here("export", "cricsheet", log.stem)
    assert output.out == file.read_text(encoding="utf-8")
    again = tmp_path / "again.json"
    again.write_text(output.out, encoding="utf-8")
    done("import", "cricsheet", str(again), "--apply")
    both = [json.loads(here("export", "cricsheet", each).out) for each in (log.stem, "again")]
    assert list(deliveries(both[0])) == list(deliveries(both[1]))
    assert sum(1 for _ in deliveries(both[0])) > 150
    source = load_match(log).match
    for exported in both:
        assert exported["info"]["event"]["name"] == source.competition_id
        assert exported["info"]["season"] == source.season_id


def test_a_real_match_file_comes_back_through_a_project(
    firestore_client: Client, shared_matches: Path
) -> None:
    source = shared_matches / "1370352.json"
    done("import", "cricsheet", str(source), "--apply")
    assert firestore_client.document(paths.match("1370352")).get().exists
    data = json.loads(here("export", "cricsheet", "1370352").out)
    assert list(deliveries(data)) == list(deliveries(json.loads(source.read_text())))


@pytest.mark.usefixtures("database")
def test_an_export_that_finds_no_room_is_one_line() -> None:
    assert "/dev/full: cannot be written" in refused(
        2, "export", "cricsheet", MATCH_ID, "-o", "/dev/full"
    )


VERBS = {
    "backup": ("backup", "m9", "x.jsonl"),
    "export": ("export", "cricsheet", "m9"),
}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("arguments", VERBS.values(), ids=VERBS)
def test_what_is_not_there_is_one_line(arguments: tuple[str, ...]) -> None:
    assert "there is no match m9" in refused(2, *arguments)


@pytest.mark.usefixtures("database")
def test_a_backup_wants_matches_or_all(tmp_path: Path) -> None:
    file = str(tmp_path / "x")
    assert "name one or more matches, or say --all" in refused(2, "backup", file)
    assert "name one or more matches, or say --all" in refused(2, "backup", MATCH_ID, file, "--all")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("database")
def test_a_server_that_refuses_or_is_down_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionDenied("no")

    file = tmp_path / "m1.jsonl"
    done("backup", MATCH_ID, str(file))
    other = str(tmp_path / "other")
    with monkeypatch.context() as patch:
        patch.setattr(DocumentReference, "get", refuse)
        patch.setattr(Client, "get_all", refuse)
        assert "these credentials may not do this" in refused(1, "backup", MATCH_ID, other)
        assert "these credentials may not do this" in refused(1, "restore", str(file), "--apply")
        assert "may not do this" in refused(1, "import", "cricsheet", str(DEMO), "--apply")
    assert list(tmp_path.iterdir()) == [file]
    monkeypatch.setenv(FIRESTORE_HOST, "127.0.0.1:1")
    for verb in (("backup", MATCH_ID, other), ("restore", str(file)), ("export", "cricsheet", "x")):
        assert "does not answer at 127.0.0.1:1" in refused(2, *verb)
