"""`scrbrd create`: the season of docs/first-season.md, and files in which something is wrong."""

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
from admin.transfer import writing
from devtools.toolchain.layout import ROOT
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.vocabulary import PlayerId, RoleScope, TeamId
from tests.admin.administration import done, here, refused
from tests.admin.projected import write_log
from tests.fakes.small_match import over

PAGE = (ROOT / "docs" / "first-season.md").read_text(encoding="utf-8")
MATCH = "riverbend-koppies-1"
Season = dict[str, list[dict[str, Any]]]


def season() -> Season:
    """The file of the page."""
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found
    read: Season = json.loads(found[1])
    return read


@pytest.fixture
def file(tmp_path: Path) -> Callable[[Season], str]:
    """Writes a file, and returns its path."""

    def written(what: Season) -> str:
        path = tmp_path / "season.json"
        path.write_text(json.dumps(what), encoding="utf-8")
        return str(path)

    return written


def test_the_season_of_the_page_is_made_once_and_what_is_added_to_it_later(
    firestore_client: Client, file: Callable[[Season], str]
) -> None:
    stated = season()
    assert "documents: 53 new, 0 there already" in done("create", file(stated))
    assert not list(firestore_client.collections()), "that was a dry run"
    output = done("create", file(stated), "--apply")
    assert output == "documents: 53 new, 0 there already\nplayers of teams: 22 new\n"
    inputs = FirestoreMatchStore(firestore_client).read_inputs(MATCH).inputs
    assert inputs.team_names[TeamId("riverbend.first")] == "Riverbend 1st XI"
    assert inputs.player_names[PlayerId("sipho-dube")] == "Sipho Dube"
    assert [len(each) for each in inputs.eleven_ids.values()] == [11, 11]
    assert (inputs.season_id, inputs.is_accepted) == ("2026-27", True)
    assert inputs.played_at.startswith("2026-12-05T08:00")

    done("revoke", "ewan-reid", "player", "--team", "riverbend.first", "--apply")
    firestore_client.document("people/sipho-dube").update({"displayName": "S. Dube"})
    stated["people"].append({"id": "pieter-nel", "displayName": "Pieter Nél"})
    stated["teams"][0]["players"].append("pieter-nel")
    ran = here("create", file(stated), "--apply")
    assert (ran.code, ran.err) == (1, "")
    assert "documents: 1 new, 53 there already\nplayers of teams: 1 new" in ran.out
    assert "people/sipho-dube: displayName is another there, and stays" in ran.out
    left = paths.role_assignment(RoleScope.TEAM, "riverbend.first", "ewan-reid", "player")
    assert not firestore_client.document(left).get().exists, "what people ended is not brought back"


@pytest.mark.usefixtures("firestore_client")
def test_what_is_in_the_project_already_need_not_be_in_the_file(
    file: Callable[[Season], str],
) -> None:
    stated = season()
    matches, lineups = stated.pop("matches"), {"koppies.first": ["sipho-dube"]}
    done("create", file(stated), "--apply")
    complaint = refused(2, "create", file({"matches": [matches[0] | {"seasonId": "2027"}]}))
    assert "matches[0].seasonId: there is no '2027' among the seasons of the file, nor" in complaint
    alone: Season = {"matches": [matches[0] | {"lineups": lineups}]}
    assert "documents: 2 new, 0 there already" in done("create", file(alone), "--apply")


def test_ctrl_c_ends_it_between_two_requests_and_the_next_run_goes_on(
    firestore_client: Client, file: Callable[[Season], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, path = writing.put_batch, file(season())

    def interrupting(*arguments: Any, **options: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return real(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(run, "put_batch", interrupting)
        complaint = refused(130, "create", path, "--apply")
    assert "interrupted; what was written is whole; run it again to go on" in complaint
    assert firestore_client.document(paths.match(MATCH)).get().exists
    assert "0 new, 53 there already\nplayers of teams: 22 new" in done("create", path, "--apply")


def in_match(**changes: Any) -> Callable[[Season], None]:
    """A change of the fixture; a field that is None is taken out."""

    def change(stated: Season) -> None:
        match = stated["matches"][0] | changes
        stated["matches"] = [{name: each for name, each in match.items() if each is not None}]

    return change


def add(section: str, **entry: Any) -> Callable[[Season], None]:
    """One more entry of a section."""
    return lambda stated: stated.setdefault(section, []).append(entry)


WRONG: dict[str, tuple[Callable[[Season], None], str]] = {
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
    "a time before the calendar": (
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
    "a captain perhaps": (
        in_match(lineups={"koppies.first": [{"playerId": "ewan-reid", "isCaptain": "yes"}]}),
        "matches[0].lineups.koppies.first[0].isCaptain: is 'yes'; write true or false",
    ),
}  # fmt: skip


@pytest.mark.usefixtures("firestore_client")
@pytest.mark.parametrize(("change", "complaint"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_file_is_one_line_and_nothing_is_written(
    change: Callable[[Season], None], complaint: str, file: Callable[[Season], str]
) -> None:
    stated = season()
    change(stated)
    assert complaint in refused(2, "create", file(stated), "--apply")
    assert done("roles") == "No roles.\n"


SIDES = {"lions": "riverbend.first", "tigers": "koppies.first"}
PLAYERS = {"lions-1": "liam-petersen", "lions-2": "sipho-dube", "lions-3": "arjun-naidoo"} | {
    "tigers-1": "tebogo-mokoena", "tigers-2": "luke-wessels", "tigers-3": "musa-sithole"
}  # fmt: skip
EARLY = {"stats table 2026-27": "a table comes with the first"}
"""What a command says that comes before its time: the page says so."""


def score_an_over(client: Client) -> None:
    """What a scorer taps in section 3; no trigger is there to project it."""
    ours = SIDES | PLAYERS
    log = {
        key: {name: ours.get(str(value), value) for name, value in each.items()}
        | {"matchId": MATCH}
        for key, each in over(1).items()
    }
    write_log(client, MATCH, log)
    done("reconcile", MATCH)


def test_the_page_can_be_followed_word_by_word(
    firestore_client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "season.json").write_text(json.dumps(season()), encoding="utf-8")
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        for line in block.splitlines():
            command, *words = shlex.split(re.sub(r" --account \S+", "", line))
            if command == "python3":
                subprocess.run([sys.executable, ROOT / words[0], *words[1:]], check=True)
                continue
            assert command == "scripts/scrbrd", line
            if words[0] == "scorecard":
                score_an_over(firestore_client)
            ran = here(*words)
            early = EARLY.get(" ".join(words))
            assert ran.code == int(early is not None), (line, ran)
            assert early is None or early in ran.err
    kept = json.loads((tmp_path / f"{MATCH}.json").read_text(encoding="utf-8"))
    assert kept["innings"][0]["overs"][0]["deliveries"][2]["runs"]["total"] == 6
    assert {each.name for each in tmp_path.iterdir()} == {
        *("season.json", "season.jsonl.gz", f"{MATCH}.json", f"{MATCH}.ledger.json")
    }


def test_every_command_of_the_page_is_a_verb_with_options_that_it_has() -> None:
    lines = re.findall(r"^scripts/scrbrd (.+)$", PAGE, re.MULTILINE)
    assert len(lines) > 15
    verbs = get_command(app)
    for line in lines:
        command, words = verbs, shlex.split(line)
        while isinstance(command, TyperGroup):
            command = command.commands[words.pop(0)]
        known = {option for each in command.params for option in each.opts}
        assert {word for word in words if word.startswith("-")} <= known, line
