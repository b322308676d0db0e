"""Tests `scrbrd create` with the season of docs/first-season.md and with invalid files."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client
from typer.core import TyperGroup
from typer.main import get_command

from admin.app import app
from admin.season_file import run
from admin.transfer import batch_writes
from devtools.toolchain.layout import ROOT
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.vocabulary import PlayerId, RoleScope, TeamId
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.admin.projected_match import write_log
from tests.fakes.small_match import one_over

PAGE = (ROOT / "docs" / "first-season.md").read_text(encoding="utf-8")
MATCH = "riverbend-koppies-1"
Season = dict[str, list[dict[str, Any]]]


def season_of_page() -> Season:
    """Return the season file shown on the page."""
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found
    data: Season = json.loads(found[1])
    return data


@pytest.fixture
def write_season_file(tmp_path: Path) -> Callable[[Season], str]:
    """Return a function that writes a season file and returns its path."""

    def write(season: Season) -> str:
        path = tmp_path / "season.json"
        path.write_text(json.dumps(season), encoding="utf-8")
        return str(path)

    return write


def test_the_season_of_the_page_is_created_once_and_later_additions_are_added(
    firestore_client: Client, write_season_file: Callable[[Season], str]
) -> None:
    season = season_of_page()
    assert "documents: 53 new, 0 there already" in run_ok("create", write_season_file(season))
    assert not list(firestore_client.collections()), "that was a dry run"
    output = run_ok("create", write_season_file(season), "--apply")
    assert output == "documents: 53 new, 0 there already\nplayers of teams: 22 new\n"
    inputs = FirestoreMatchStore(firestore_client).read_inputs(MATCH).inputs
    assert inputs.team_names[TeamId("riverbend.first")] == "Riverbend 1st XI"
    assert inputs.player_names[PlayerId("sipho-dube")] == "Sipho Dube"
    assert [len(each) for each in inputs.eleven_ids.values()] == [11, 11]
    assert (inputs.season_id, inputs.is_accepted) == ("2026-27", True)
    assert inputs.played_at.startswith("2026-12-05T08:00")

    run_ok("revoke", "ewan-reid", "player", "--team", "riverbend.first", "--apply")
    firestore_client.document("people/sipho-dube").update({"displayName": "S. Dube"})
    season["people"].append({"id": "pieter-nel", "displayName": "Pieter Nél"})
    season["teams"][0]["players"].append("pieter-nel")
    result = run_in_process("create", write_season_file(season), "--apply")
    assert (result.code, result.err) == (1, "")
    assert "documents: 1 new, 53 there already\nplayers of teams: 1 new" in result.out
    assert "people/sipho-dube: displayName is another there, and stays" in result.out
    ended_role = paths.role_assignment(RoleScope.TEAM, "riverbend.first", "ewan-reid", "player")
    assert not firestore_client.document(ended_role).get().exists, (
        "what people ended is not brought back"
    )


@pytest.mark.usefixtures("firestore_client")
def test_a_file_may_refer_to_documents_that_are_only_in_the_project(
    write_season_file: Callable[[Season], str],
) -> None:
    season = season_of_page()
    matches, lineups = season.pop("matches"), {"koppies.first": ["sipho-dube"]}
    run_ok("create", write_season_file(season), "--apply")
    message = run_failing(
        2, "create", write_season_file({"matches": [matches[0] | {"seasonId": "2027"}]})
    )
    assert "matches[0].seasonId: there is no '2027' among the seasons of the file, nor" in message
    only_match: Season = {"matches": [matches[0] | {"lineups": lineups}]}
    assert "documents: 2 new, 0 there already" in run_ok(
        "create", write_season_file(only_match), "--apply"
    )


def test_ctrl_c_stops_between_two_requests_and_the_next_run_continues(
    firestore_client: Client,
    write_season_file: Callable[[Season], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_batch, path = batch_writes.put_batch, write_season_file(season_of_page())

    def put_batch_interrupted(*arguments: Any, **options: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return put_batch(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(run, "put_batch", put_batch_interrupted)
        message = run_failing(130, "create", path, "--apply")
    assert "interrupted; what was written is whole; run it again to go on" in message
    assert firestore_client.document(paths.match(MATCH)).get().exists
    assert "0 new, 53 there already\nplayers of teams: 22 new" in run_ok("create", path, "--apply")


def in_match(**changes: Any) -> Callable[[Season], None]:
    """Return a change of the season's first match; a field that is None is removed."""

    def change(season: Season) -> None:
        match = season["matches"][0] | changes
        season["matches"] = [{name: each for name, each in match.items() if each is not None}]

    return change


def add(section: str, **entry: Any) -> Callable[[Season], None]:
    """Return a change that adds an entry to a section."""
    return lambda season: season.setdefault(section, []).append(entry)


INVALID_FILES: dict[str, tuple[Callable[[Season], None], str]] = {
    "an unknown section": (add("squads", id="x"), "squads: is no field of a season's file; known:"),
    "an unknown field": (add("people", id="x", name="X"), "people[25].name: is no field of a seas"),
    "no id": (add("seasons", name="x"), "seasons[1].id: is missing; an id has 1 to 100 letters"),
    "an id with a slash": (add("seasons", id="2026/27", name="x"), "seasons[1].id: is no id (got"),
    "an id in Cyrillic": (add("people", id="Анна", displayName="Анна"), "people[25].id: is no id"),
    "an id twice": (
        add("people", id="sipho-dube", displayName="Sipho D"),
        "people[25].id: 'sipho-dube' is that of people[1] too; give each its own",
    ),
    "no name": (add("schools", id="x"), "schools[2].name: is missing; write how it is called"),
    "an empty name": (add("schools", id="x", name=" "), "schools[2].name: is no text (got"),
    "a long name": (add("schools", id="x", name="n" * 201), "has 201 characters; at most 200 fit"),
    "an unknown school": (
        add("teams", id="x", name="X", schoolId="nowhere"),
        "teams[2].schoolId: there is no 'nowhere' among the schools of the file, nor schools/nowh",
    ),
    "a player twice": (
        add("teams", id="x", name="X", schoolId="koppies", players=["ewan-reid", "ewan-reid"]),
        "teams[2].players[1]: 'ewan-reid' is in the list already",
    ),
    "players that are no list": (
        add("teams", id="x", name="X", schoolId="koppies", players="ewan-reid"),
        "teams[2].players: is no list",
    ),
    "a team against itself": (
        in_match(awayTeamId="riverbend.first"),
        "matches[0].awayTeamId: 'riverbend.first' is the home team too",
    ),
    "an unknown format": (in_match(format="20"), "matches[0].format: is '20'; write one of T20, O"),
    "no tier": (in_match(validationTier=None), "matches[0].validationTier: is missing; write one"),
    "a day without a time": (
        in_match(scheduledAt="2026-12-05"),
        "matches[0].scheduledAt: is '2026-12-05'; write day, time and zone, as 2026-12-05T10:00",
    ),
    "a time without a zone": (
        in_match(scheduledAt="2026-12-05T10:00"), "matches[0].scheduledAt: is '2026-12-05T10:00'"
    ),
    "a time that is a number": (in_match(scheduledAt=1), "matches[0].scheduledAt: is 1; write day"),
    "a time before year 1": (
        in_match(scheduledAt="0001-01-01T00:00+02:00"),
        "matches[0].scheduledAt: is '0001-01-01T00:00+02:00'; write day, time and zone",
    ),
    "a side that does not play": (
        in_match(lineups={"lions": []}),
        "matches[0].lineups.lions: is neither side; write riverbend.first or koppies.first",
    ),
    "an unknown player": (
        in_match(lineups={"koppies.first": ["nobody"]}),
        "matches[0].lineups.koppies.first[0]: there is no 'nobody' among the people of the file",
    ),
    "a captain that is no boolean": (
        in_match(lineups={"koppies.first": [{"playerId": "ewan-reid", "isCaptain": "yes"}]}),
        "matches[0].lineups.koppies.first[0].isCaptain: is 'yes'; write true or false",
    ),
}  # fmt: skip


@pytest.mark.usefixtures("firestore_client")
@pytest.mark.parametrize(("change", "message"), INVALID_FILES.values(), ids=INVALID_FILES)
def test_an_invalid_file_is_refused_with_one_line_and_nothing_is_written(
    change: Callable[[Season], None], message: str, write_season_file: Callable[[Season], str]
) -> None:
    season = season_of_page()
    change(season)
    assert message in run_failing(2, "create", write_season_file(season), "--apply")
    assert run_ok("roles") == "No roles.\n"


TEAMS = {"lions": "riverbend.first", "tigers": "koppies.first"}
PLAYERS = {"lions-1": "liam-petersen", "lions-2": "sipho-dube", "lions-3": "arjun-naidoo"} | {
    "tigers-1": "tebogo-mokoena", "tigers-2": "luke-wessels", "tigers-3": "musa-sithole"
}  # fmt: skip
TOO_EARLY = {"stats table 2026-27": "a table comes with the first"}
"""Messages of commands of the page that are expected to fail at first, as the page explains."""


def score_an_over(client: Client) -> None:
    """Write the over that is scored in section 3, and project it in place of a trigger."""
    ids = TEAMS | PLAYERS
    log = {
        key: {name: ids.get(str(value), value) for name, value in each.items()} | {"matchId": MATCH}
        for key, each in one_over(1).items()
    }
    write_log(client, MATCH, log)
    run_ok("reconcile", MATCH)


def test_the_commands_of_the_page_run_as_written(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "season.json").write_text(json.dumps(season_of_page()), encoding="utf-8")
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        for line in block.splitlines():
            command, *arguments = shlex.split(re.sub(r" --account \S+", "", line))
            if command == "python3":
                subprocess.run([sys.executable, ROOT / arguments[0], *arguments[1:]], check=True)
                continue
            assert command == "scripts/scrbrd", line
            if arguments[0] == "scorecard":
                score_an_over(firestore_client)
            result = run_in_process(*arguments)
            early_message = TOO_EARLY.get(" ".join(arguments))
            assert result.code == int(early_message is not None), (line, result)
            assert early_message is None or early_message in result.err
    exported = json.loads((tmp_path / f"{MATCH}.json").read_text(encoding="utf-8"))
    assert exported["innings"][0]["overs"][0]["deliveries"][2]["runs"]["total"] == 6
    assert {each.name for each in tmp_path.iterdir()} == {
        *("season.json", "season.jsonl.gz", f"{MATCH}.json", f"{MATCH}.ledger.json")
    }


def test_every_command_of_the_page_uses_an_existing_verb_and_its_options() -> None:
    lines = re.findall(r"^scripts/scrbrd (.+)$", PAGE, re.MULTILINE)
    assert len(lines) > 15
    verbs = get_command(app)
    for line in lines:
        command, arguments = verbs, shlex.split(line)
        while isinstance(command, TyperGroup):
            command = command.commands[arguments.pop(0)]
        options = {option for each in command.params for option in each.opts}
        assert {argument for argument in arguments if argument.startswith("-")} <= options, line
