"""How odd balls are read and reported, and that the reported names can be used."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from migrate.engine import export
from migrate.old.ball import read_ball
from migrate.old.extras import OldExtra
from migrate.people.grants import grants_of
from migrate.people.old import roster_roles
from migrate.selection.lineups import lineups_of
from migrate.selection.old import read_selections
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import here
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import OldMatchOf
from tests.migrate.test_ball_history_e2e import log, run
from tests.migrate.test_rules_of_conversion import ball, converted
from tests.migrate.test_selection_and_roles import NOW

SEPARATORS = ("\u2028", "\u2029", "\x85", "\x0c", "\x1e", "\r")


@pytest.mark.parametrize("sign", SEPARATORS, ids=[f"U+{ord(each):04X}" for each in SEPARATORS])
def test_an_export_with_odd_line_ends_in_a_text_is_read_back(sign: str, tmp_path: Path) -> None:
    file, fields = tmp_path / "out.jsonl", {"note": f"a{sign}b"}
    export.append(file, "m1", "matches/m1", fields)
    export.append(file, "m1", "matches/m1/live/score", fields)
    assert [line[1:] for line in export.read_lines(file)] == [
        ("m1", "matches/m1", fields),
        ("m1", "matches/m1/live/score", fields),
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"isWide": True}, (OldExtra.WIDE, None)),
        ({"isNoBall": "true", "extraRuns": 2}, (OldExtra.NO_BALL, 2)),
        ({"isBye": True, "extraRuns": 2}, (OldExtra.BYE, 2)),
        ({"isLegBye": 1, "extraRuns": 1}, (OldExtra.LEG_BYE, 1)),
        ({"extras": {"wides": 3}}, (OldExtra.WIDE, 3)),
        ({"extras": {"byes": 2, "wides": 0}}, (OldExtra.BYE, 2)),
    ],
)
def test_flags_and_maps_of_extras_are_read(fields: Json, expected: tuple[Any, Any]) -> None:
    found = read_ball(ball("a") | fields)
    assert (found.extra, found.extra_runs) == expected


def test_extras_of_no_kind_are_a_refusal_where_no_total_confirms() -> None:
    balls = [ball("a"), ball("a", extraRuns=2)]
    assert any("extra runs of no kind" in each for each in converted(*balls).refusals)
    assert converted(*balls, stated={"runs": 0}).refusals == ()


@pytest.mark.parametrize("by", ["times", "numbers"])
def test_an_order_that_times_or_numbers_contradict_is_told(by: str) -> None:
    balls = [ball("a"), ball("a"), ball("a")]
    for place, number in enumerate((0, 2, 1)):
        each = balls[place]
        each |= {"timestamp": 1675501200 + number} if by == "times" else {"sequenceNumber": number}
    assert any(
        f"ballHistory[2] lies behind a later ball by its {by[:-1]}" in line
        for line in converted(*balls).remarks
    )


def test_ids_that_would_collide_make_two_lineups() -> None:
    selection = {"homePlayingXI": ["annes_1"], "awayPlayingXI": ["1"]}
    read = list(read_selections("match", {"teamSelection": selection}))
    made = lineups_of("m1", {"home": "st", "away": "st_annes"}, read, {})
    assert sorted(each["playerId"] for each in made.documents.values()) == ["1", "annes_1"]


@pytest.mark.parametrize("named", ["ann@hill.example", "ANN@HILL.EXAMPLE", "Ann Smith"])
def test_a_name_or_an_e_mail_is_looked_up(named: str) -> None:
    owners = {RoleScope.SCHOOL: set[str](), RoleScope.TEAM: {"first"}, RoleScope.MATCH: {"m1"}}
    known = {"annsmith": "anna", "ann@hill.example": "anna"}
    made = grants_of(roster_roles("first", [("roster[0]", named)]), {"anna"}, owners, NOW, known)
    assert list(made.documents) == ["team_role_assignments/first_anna_player"]


def test_the_command_that_is_suggested_can_be_typed(old_school: Client) -> None:
    put(old_school, {"teams/first": {"roster": ["O'Neil, Pat"]}})
    output = run("run", "roles", code=1)
    command = output.partition("is nobody we know; `scrbrd ")[2].partition("`")[0]
    arguments = shlex.split(command)
    ran = here(*arguments)
    assert "Usage" not in ran.err, ran
    assert arguments[0] == "grant"


def test_refusals_are_listed_at_the_end_and_by_status_and_sums_are_of_all_runs(
    old_school: Client, by_dirt: dict[str, OldMatchOf]
) -> None:
    clean, wrong = by_dirt["clean"], by_dirt["wrong totals"]
    put(old_school, documents_of([clean]))
    run("run", "ball_history", "--apply")
    balls = sum(each["type"] == "delivery" for each in log(old_school, clean.match_id).values())
    put(old_school, documents_of([wrong]))
    output = run("run", "ball_history", "--apply", code=1)
    assert f"  {balls} balls migrated" in output
    last = output.partition("Refused:")[2]
    assert f"{wrong.match_id}: innings 2: no reading meets the totals" in last
    assert f"{wrong.match_id}: innings 2: no reading meets the totals" in run("status")
