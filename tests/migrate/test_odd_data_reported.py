"""Tests how odd data is read and reported, and that suggested commands can be run."""

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
from tests.admin.administration import run_in_process
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import SchoolMatch
from tests.migrate.test_ball_history_e2e import log, run
from tests.migrate.test_rules_of_conversion import ball, convert_balls
from tests.migrate.test_selection_and_roles import NOW

SEPARATORS = ("\u2028", "\u2029", "\x85", "\x0c", "\x1e", "\r")


@pytest.mark.parametrize("separator", SEPARATORS, ids=[f"U+{ord(each):04X}" for each in SEPARATORS])
def test_an_export_with_unusual_line_separators_in_a_text_is_read_back(
    separator: str, tmp_path: Path
) -> None:
    file, fields = tmp_path / "out.jsonl", {"note": f"a{separator}b"}
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


def test_extras_without_a_type_are_refused_unless_totals_confirm_them() -> None:
    balls = [ball("a"), ball("a", extraRuns=2)]
    assert any("extra runs of no kind" in each for each in convert_balls(*balls).refusals)
    assert convert_balls(*balls, stated={"runs": 0}).refusals == ()


@pytest.mark.parametrize("contradicted_by", ["times", "numbers"])
def test_an_order_that_contradicts_times_or_numbers_is_reported(contradicted_by: str) -> None:
    balls = [ball("a"), ball("a"), ball("a")]
    for place, number in enumerate((0, 2, 1)):
        each = balls[place]
        each |= (
            {"timestamp": 1675501200 + number}
            if contradicted_by == "times"
            else {"sequenceNumber": number}
        )
    assert any(
        f"ballHistory[2] lies behind a later ball by its {contradicted_by[:-1]}" in line
        for line in convert_balls(*balls).remarks
    )


def test_ids_whose_joined_keys_would_collide_make_two_lineups() -> None:
    selection = {"homePlayingXI": ["annes_1"], "awayPlayingXI": ["1"]}
    selections = list(read_selections("match", {"teamSelection": selection}))
    result = lineups_of("m1", {"home": "st", "away": "st_annes"}, selections, {})
    assert sorted(each["playerId"] for each in result.documents.values()) == ["1", "annes_1"]


@pytest.mark.parametrize("member", ["ann@hill.example", "ANN@HILL.EXAMPLE", "Ann Smith"])
def test_a_member_given_by_name_or_email_is_looked_up(member: str) -> None:
    owners = {RoleScope.SCHOOL: set[str](), RoleScope.TEAM: {"first"}, RoleScope.MATCH: {"m1"}}
    known_people = {"annsmith": "anna", "ann@hill.example": "anna"}
    result = grants_of(
        roster_roles("first", [("roster[0]", member)]), {"anna"}, owners, NOW, known_people
    )
    assert list(result.documents) == ["team_role_assignments/first_anna_player"]


def test_the_suggested_command_can_be_run(old_school: Client) -> None:
    put(old_school, {"teams/first": {"roster": ["O'Neil, Pat"]}})
    output = run("run", "roles", code=1)
    command = output.partition("is nobody we know; `scrbrd ")[2].partition("`")[0]
    arguments = shlex.split(command)
    outcome = run_in_process(*arguments)
    assert "Usage" not in outcome.err, outcome
    assert arguments[0] == "grant"


def test_refusals_are_listed_by_run_and_status_and_sums_include_earlier_runs(
    old_school: Client, match_by_dirt: dict[str, SchoolMatch]
) -> None:
    clean_match, refused_match = match_by_dirt["clean"], match_by_dirt["wrong totals"]
    put(old_school, documents_of([clean_match]))
    run("run", "ball_history", "--apply")
    balls = sum(
        each["type"] == "delivery" for each in log(old_school, clean_match.match_id).values()
    )
    put(old_school, documents_of([refused_match]))
    output = run("run", "ball_history", "--apply", code=1)
    assert f"  {balls} balls migrated" in output
    refused_section = output.partition("Refused:")[2]
    assert f"{refused_match.match_id}: innings 2: no reading meets the totals" in refused_section
    assert f"{refused_match.match_id}: innings 2: no reading meets the totals" in run("status")
