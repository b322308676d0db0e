"""Two matches whose lineups have the same ids, and matches whose teams' documents were deleted."""

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
from tests.migrate.old_world import TEAMS, OldMatchOf, school
from tests.migrate.test_ball_history_e2e import give_up, run, score_of, totals, truth

STEPS = ("entries", "joined_ids", "roles", "team_selection", "ball_history")
NAMES = ("homeTeamName", "awayTeamName")


def sides(match: OldMatchOf) -> set[str]:
    """The teams of a match."""
    return {match.match["homeTeamId"], match.match["awayTeamId"]}


@pytest.fixture
def two(old_school: Client) -> tuple[OldMatchOf, OldMatchOf]:
    """Two clean matches of the same two sides."""
    clean = [each for each in school() if each.dirt == "clean"]
    other = next(each for each in clean[1:] if sides(each) == sides(clean[0]))
    put(old_school, documents_of([clean[0], other]))
    return clean[0], other


def lineups(client: Client, match: OldMatchOf) -> dict[str, Json]:
    """The lineups of a match by their ids."""
    found = client.collection(paths.lineups(match.match_id)).stream()
    return {snap.id: snap.to_dict() or {} for snap in found}


def old_documents(client: Client) -> dict[str, Json]:
    """What apps of before wrote, as it is now."""
    found: dict[str, Json] = {}
    for match in school():
        for path in documents_of([match]):
            snap = client.document(path).get()
            found |= {path: snap.to_dict() or {}} if snap.exists else {}
    return found


def without_teams(client: Client, *, has_names: bool) -> None:
    """Delete all teams; of one a roster is left below it. Maybe no match says their names."""
    for team in TEAMS:
        client.document(paths.team(team)).delete()
    client.document(f"{paths.team('first')}/roster/person-01").set({"role": "player"})
    for ref in [] if has_names else client.collection("matches").list_documents():
        fields = ref.get().to_dict() or {}
        ref.set({name: value for name, value in fields.items() if name not in NAMES})


@pytest.mark.slow
def test_two_matches_with_lineups_of_the_same_ids_keep_each_its_own(
    old_school: Client, two: tuple[OldMatchOf, OldMatchOf]
) -> None:
    one, other = two
    before = old_documents(old_school)
    taken = "first"
    assert taken in sides(one)
    theirs = {"teamId": taken, "playerId": "person-00", "role": "reserve", "isCaptain": True}
    path = f"{paths.lineups(one.match_id)}/{taken}_person-00"
    old_school.document(path).set(theirs)
    output = run("run", "--all", "--apply", code=1)
    assert f"{path} role: old " in output
    found, beside = lineups(old_school, one), lineups(old_school, other)
    assert found.keys() == beside.keys()
    assert {each["matchId"] for key, each in beside.items()} == {other.match_id}
    assert theirs.items() <= found[f"{taken}_person-00"].items(), "people's is not overwritten"
    assert beside[f"{taken}_person-00"]["role"] == "playing_xi"
    for match in two:
        assert totals(score_of(old_school, match.match_id)) == truth(match)
        assert verify(FirestoreMatchStore(old_school), utc_now, match.match_id) == []
    assert f"{path} role: old " in run("diff", "team_selection", code=1)
    run("undo", "team_selection", "--match", other.match_id, "--apply")
    assert lineups(old_school, other) == {}
    assert lineups(old_school, one).keys() == found.keys(), "the other's stay"
    run("run", "team_selection", "--match", other.match_id, "--apply")
    for step in STEPS:
        run("undo", step, "--apply", code=int(step == "team_selection"))
    assert lineups(old_school, one).keys() == {f"{taken}_person-00"}
    assert old_documents(old_school) == before


@pytest.mark.slow
def test_a_stripped_match_gives_up_nothing_of_another_with_the_same_lineups(
    old_school: Client, two: tuple[OldMatchOf, OldMatchOf], tmp_path: Path
) -> None:
    one, other = two
    run("run", "--all", "--apply", code=1)
    export = ("--export", str(tmp_path / "out"))
    before = old_documents(old_school)
    strip = ("strip_legacy", "--match", one.match_id, *export, "--apply")
    run("run", *strip, *give_up(tmp_path))
    after = old_documents(old_school)
    assert {path for path in before if before[path] != after[path]} <= set(documents_of([one]))
    assert "teamSelection" not in after[paths.match(one.match_id)]
    assert "teamSelection" in after[paths.match(other.match_id)]
    run("undo", *strip)
    assert old_documents(old_school) == before


@pytest.mark.slow
def test_a_team_that_is_gone_gives_no_roles_and_its_name_is_told(
    old_school: Client, two: tuple[OldMatchOf, OldMatchOf], tmp_path: Path
) -> None:
    without_teams(old_school, has_names=False)
    before = old_documents(old_school)
    output = run("run", "--all", "--apply", code=1)
    for match in two:
        for field in ("homeTeamId", "awayTeamId"):
            team = match.match[field]
            assert (
                f"{field}: nothing says how {team} is called, and there is no team {team}" in output
            )
        assert totals(score_of(old_school, match.match_id)) == truth(match)
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


def test_a_match_that_names_its_sides_needs_no_documents_of_teams(
    old_school: Client, two: tuple[OldMatchOf, OldMatchOf]
) -> None:
    without_teams(old_school, has_names=True)
    output = run("run", "ball_history", "--apply")
    assert "is called" not in output
    for match in two:
        assert totals(score_of(old_school, match.match_id)) == truth(match)


@pytest.mark.slow
def test_a_checklist_that_says_another_match_is_not_taken_for_two(
    old_school: Client, two: tuple[OldMatchOf, OldMatchOf], tmp_path: Path
) -> None:
    one, other = two
    path, selection = f"pre_match_procedures/{one.match_id}", {"homePlayingXI": ["person-39"]}
    old_school.document(path).set({"matchId": other.match_id, "teamSelection": selection})
    old_school.document(f"pre_match_procedures/{other.match_id}").delete()
    for match in two:
        old_school.document(paths.match(match.match_id)).update({"teamSelection": {}})
    line = f"{path} says that it is of match {other.match_id}; nothing of it is taken for this one"
    assert line in run("run", "team_selection", "--match", one.match_id, "--apply")
    strip = ("strip_legacy", "--match", one.match_id, "--export", str(tmp_path / "out"), "--apply")
    for step, code in (("ball_history", 0), ("roles", 1)):
        run("run", step, "--match", one.match_id, "--apply", code=code)
    run("run", *strip, *give_up(tmp_path))
    run("run", "team_selection", "--match", other.match_id, "--apply")
    assert lineups(old_school, one) == {}
    assert [each["playerId"] for each in lineups(old_school, other).values()] == ["person-39"]
