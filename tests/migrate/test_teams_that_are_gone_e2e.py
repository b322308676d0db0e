"""Tests matches whose lineups have the same ids, and matches of deleted teams."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.verify import verify
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import TEAMS, SchoolMatch, school_matches
from tests.migrate.test_ball_history_e2e import give_up_option, run, score_of, totals, true_totals

STEPS = ("entries", "joined_ids", "roles", "team_selection", "ball_history")
NAMES = ("homeTeamName", "awayTeamName")


def team_ids(match: SchoolMatch) -> set[str]:
    """Return the ids of the teams of a match."""
    return {match.match["homeTeamId"], match.match["awayTeamId"]}


@pytest.fixture
def two_matches(old_school: Client) -> tuple[SchoolMatch, SchoolMatch]:
    """Return two stored clean matches of the same two teams."""
    clean = [each for each in school_matches() if each.dirt == "clean"]
    other = next(each for each in clean[1:] if team_ids(each) == team_ids(clean[0]))
    put(old_school, documents_of([clean[0], other]))
    return clean[0], other


def lineups(client: Client, match: SchoolMatch) -> dict[str, Json]:
    """Return the lineups of a match by id."""
    found = client.collection(paths.lineups(match.match_id)).stream()
    return {snap.id: snap.to_dict() or {} for snap in found}


def old_documents(client: Client) -> dict[str, Json]:
    """Return the current fields of the documents that old apps wrote, by path."""
    found: dict[str, Json] = {}
    for match in school_matches():
        for path in documents_of([match]):
            snap = client.document(path).get()
            found |= {path: snap.to_dict() or {}} if snap.exists else {}
    return found


def delete_teams(client: Client, *, has_names: bool) -> None:
    """Delete all teams except one roster entry; without `has_names` also their names in matches."""
    for team in TEAMS:
        client.document(paths.team(team)).delete()
    client.document(f"{paths.team('first')}/roster/person-01").set({"role": "player"})
    for ref in [] if has_names else client.collection("matches").list_documents():
        fields = ref.get().to_dict() or {}
        ref.set({name: value for name, value in fields.items() if name not in NAMES})


@pytest.mark.slow
def test_two_matches_with_the_same_lineup_ids_have_separate_lineups(
    old_school: Client, two_matches: tuple[SchoolMatch, SchoolMatch]
) -> None:
    first, other = two_matches
    before = old_documents(old_school)
    team_id = "first"
    assert team_id in team_ids(first)
    lineup_of_people = {
        "teamId": team_id,
        "playerId": "person-00",
        "role": "reserve",
        "isCaptain": True,
    }
    path = f"{paths.lineups(first.match_id)}/{team_id}_person-00"
    old_school.document(path).set(lineup_of_people)
    output = run("run", "--all", "--apply", code=1)
    assert f"{path} role: old " in output
    found, other_lineups = lineups(old_school, first), lineups(old_school, other)
    assert found.keys() == other_lineups.keys()
    assert {each["matchId"] for key, each in other_lineups.items()} == {other.match_id}
    assert lineup_of_people.items() <= found[f"{team_id}_person-00"].items(), (
        "people's is not overwritten"
    )
    assert other_lineups[f"{team_id}_person-00"]["role"] == "playing_xi"
    for match in two_matches:
        assert totals(score_of(old_school, match.match_id)) == true_totals(match)
        assert verify(FirestoreMatchStore(old_school), utc_now, match.match_id) == []
    assert f"{path} role: old " in run("diff", "team_selection", code=1)
    run("undo", "team_selection", "--match", other.match_id, "--apply")
    assert lineups(old_school, other) == {}
    assert lineups(old_school, first).keys() == found.keys(), "the other's stay"
    run("run", "team_selection", "--match", other.match_id, "--apply")
    for step in STEPS:
        run("undo", step, "--apply", code=int(step == "team_selection"))
    assert lineups(old_school, first).keys() == {f"{team_id}_person-00"}
    assert old_documents(old_school) == before


@pytest.mark.slow
def test_stripping_a_match_leaves_another_with_the_same_lineup_ids_unchanged(
    old_school: Client, two_matches: tuple[SchoolMatch, SchoolMatch], tmp_path: Path
) -> None:
    first, other = two_matches
    run("run", "--all", "--apply", code=1)
    export = ("--export", str(tmp_path / "out"))
    before = old_documents(old_school)
    strip = ("strip_legacy", "--match", first.match_id, *export, "--apply")
    run("run", *strip, *give_up_option(tmp_path))
    after = old_documents(old_school)
    assert {path for path in before if before[path] != after[path]} <= set(documents_of([first]))
    assert "teamSelection" not in after[paths.match(first.match_id)]
    assert "teamSelection" in after[paths.match(other.match_id)]
    run("undo", *strip)
    assert old_documents(old_school) == before


@pytest.mark.slow
def test_a_deleted_team_gives_no_roles_and_its_missing_name_is_reported(
    old_school: Client, two_matches: tuple[SchoolMatch, SchoolMatch], tmp_path: Path
) -> None:
    delete_teams(old_school, has_names=False)
    before = old_documents(old_school)
    output = run("run", "--all", "--apply", code=1)
    for match in two_matches:
        for field in ("homeTeamId", "awayTeamId"):
            team = match.match[field]
            assert (
                f"{field}: nothing says how {team} is called, and there is no team {team}" in output
            )
        assert totals(score_of(old_school, match.match_id)) == true_totals(match)
    assert "people/person-01 teamIds[0]: there is no team first" in output
    assert not list(old_school.collection("team_role_assignments").list_documents())
    assert "teams/first/roster/person-01" in run("undecided")
    assert "there is no team first" in run("diff", code=1)
    strip = ("strip_legacy", "--export", str(tmp_path / "out"), "--apply")
    run("run", *strip, code=1)
    stored = old_school.document("people/person-01").get().to_dict() or {}
    assert stored["teamIds"] == ["first"], "undecided, so it stays"
    assert (old_school.document("teams/first/roster/person-01").get()).exists
    run("undo", *strip)
    for step in STEPS:
        run("undo", step, "--apply")
    assert old_documents(old_school) == before


def test_a_match_with_team_names_needs_no_team_documents(
    old_school: Client, two_matches: tuple[SchoolMatch, SchoolMatch]
) -> None:
    delete_teams(old_school, has_names=True)
    output = run("run", "ball_history", "--apply")
    assert "is called" not in output
    for match in two_matches:
        assert totals(score_of(old_school, match.match_id)) == true_totals(match)


@pytest.mark.slow
def test_a_checklist_that_names_another_match_is_used_for_that_match_only(
    old_school: Client, two_matches: tuple[SchoolMatch, SchoolMatch], tmp_path: Path
) -> None:
    first, other = two_matches
    path, selection = (
        f"pre_match_procedures/{first.match_id}",
        {"homePlayingXI": ["person-39"]},
    )
    old_school.document(path).set({"matchId": other.match_id, "teamSelection": selection})
    old_school.document(f"pre_match_procedures/{other.match_id}").delete()
    for match in two_matches:
        old_school.document(paths.match(match.match_id)).update({"teamSelection": {}})
    remark = (
        f"{path} says that it is of match {other.match_id}; nothing of it is taken for this one"
    )
    assert remark in run("run", "team_selection", "--match", first.match_id, "--apply")
    strip = (
        "strip_legacy",
        "--match",
        first.match_id,
        "--export",
        str(tmp_path / "out"),
        "--apply",
    )
    for step, code in (("ball_history", 0), ("roles", 1)):
        run("run", step, "--match", first.match_id, "--apply", code=code)
    run("run", *strip, *give_up_option(tmp_path))
    run("run", "team_selection", "--match", other.match_id, "--apply")
    assert lineups(old_school, first) == {}
    assert [each["playerId"] for each in lineups(old_school, other).values()] == ["person-39"]
