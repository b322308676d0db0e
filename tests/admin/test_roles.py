"""Tests `scrbrd grant`, `revoke` and `roles` on a real Firestore, and what the rules then allow."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.cloud.firestore import Client, WriteBatch

from admin.options import Refusal
from admin.roles.parse_options import parse_holding
from admin.roles.plan import grant_change, revoke_change
from admin.roles.store import RoleStore
from tests.admin.administration import (
    PAST,
    SEASON,
    may_append,
    run_failing,
    run_installed,
    run_ok,
    school_documents,
)
from tests.rules.cast import team_role
from tests.rules.documents import lineup
from tests.rules.world import Actor, Create, World, was_allowed

MATCH = "m_1"
KEY = "m~1"
"""The match's id as a part of the ids of other documents."""
THANDI = Actor("thandi", "account-of-thandi", {"personId": "thandi"})
SIPHO = Actor("sipho", "sipho")
ROLE = f"match_role_assignments/{KEY}_thandi_scorer_home"
SCORER = ("thandi", "scorer_home", "--match", MATCH)
NEXT_YEAR = f"{datetime.now(UTC).year + 1}-05-31"


@pytest.fixture
def project_id(world_with_rules: World) -> str:
    """Return the id of the project whose rules are those of the repository."""
    return world_with_rules.project


@pytest.fixture
def world(world_with_rules: World, firestore_client: Client) -> World:
    """Empty the project and write a school; the environment points to that project."""
    assert world_with_rules.project == firestore_client.project
    world_with_rules.answers.clear()
    world_with_rules.empty()
    world_with_rules.seed(school_documents(MATCH))
    return world_with_rules


def grant(*arguments: str) -> str:
    """Grant a role with --apply; return the output."""
    return run_ok("grant", *arguments, "--apply")


def revoke(*arguments: str) -> str:
    """Revoke a role with --apply; return the output."""
    return run_ok("revoke", *arguments, "--apply")


def fields_of(client: Client, path: str) -> dict[str, Any] | None:
    """Return the fields of a document, bypassing the rules."""
    fields: dict[str, Any] | None = client.document(path).get().to_dict()
    return fields


def history_of(client: Client, path: str) -> list[dict[str, Any]]:
    """Return the ended grants of a role, oldest first."""
    return [snap.to_dict() or {} for snap in client.collection(f"{path}/history").get()]


def test_a_scorer_may_append_from_the_grant_until_the_revocation(world: World) -> None:
    assert not may_append(world, MATCH, THANDI)
    assert "Done." in run_ok("grant", *SCORER, "--apply", by=run_installed)
    assert may_append(world, MATCH, THANDI)
    assert not may_append(world, MATCH, SIPHO)
    assert "in force" in run_ok("roles", "thandi")
    assert "ends now" in run_ok("revoke", *SCORER, "--apply")
    assert not may_append(world, MATCH, THANDI)
    assert "revoked by admin-cli" in run_ok("roles", "thandi", "--ended")
    assert "no role of a match" in run_failing(2, "grant", "thandi", "x", "--match", "m")


def test_a_role_that_starts_tomorrow_gives_no_rights_today(world: World) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    grant(*SCORER, "--from", tomorrow.date().isoformat())
    assert not may_append(world, MATCH, THANDI)
    assert f"{tomorrow:%Y-%m-%d} 00:00Z" in run_ok("roles", "thandi")
    grant(*SCORER, "--from", "now")
    assert may_append(world, MATCH, THANDI)


@pytest.mark.usefixtures("world")
def test_a_grant_has_every_field_of_its_kind_with_timestamps_as_dates(
    firestore_client: Client,
) -> None:
    grant(*SCORER, "--until", "2999-05-31", "--by", "the director")
    role = fields_of(firestore_client, ROLE)
    assert role is not None
    times = {name: role.pop(name) for name in ("startDate", "assignedAt", "createdAt", "updatedAt")}
    assert all(isinstance(time, datetime) for time in times.values())
    assert len(set(times.values())) == 1, "the server's time, at which the role begins too"
    assert role == {
        "id": f"{KEY}_thandi_scorer_home",
        "matchId": MATCH,
        "personId": "thandi",
        "role": "scorer_home",
        "status": "assigned",
        "endDate": datetime(2999, 6, 1, tzinfo=UTC),
        "assignedBy": "the director",
    }


@pytest.mark.usefixtures("world")
def test_a_dry_run_prints_the_change_and_writes_nothing(firestore_client: Client) -> None:
    output = run_ok("grant", *SCORER, "--until", NEXT_YEAR)
    assert ROLE in output
    assert "status: - -> assigned" in output
    assert "Dry run: nothing was written. Add --apply" in output
    assert fields_of(firestore_client, ROLE) is None
    grant(*SCORER)
    before = firestore_client.document(ROLE).get()
    assert f"{ROLE}/history/" in run_ok("grant", *SCORER, "--until", NEXT_YEAR)
    assert "removed" in run_ok("revoke", *SCORER)
    after = firestore_client.document(ROLE).get()
    assert (after.to_dict(), after.update_time) == (before.to_dict(), before.update_time)
    assert history_of(firestore_client, ROLE) == []


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("terms", [(), ("--until", NEXT_YEAR), ("--from", "2026-01-01")], ids=str)
def test_granting_the_same_again_changes_nothing(
    terms: tuple[str, ...], firestore_client: Client
) -> None:
    grant(*SCORER, *terms)
    before = firestore_client.document(ROLE).get().update_time
    assert "Nothing to do: scorer_home of match m_1 for thandi, since 20" in grant(*SCORER, *terms)
    assert "Nothing to do" in grant(*SCORER), "what is not said stays as it is"
    assert firestore_client.document(ROLE).get().update_time == before
    assert history_of(firestore_client, ROLE) == []


@pytest.mark.usefixtures("world")
def test_a_replaced_grant_is_kept_in_the_history(firestore_client: Client) -> None:
    grant(*SCORER, "--by", "first")
    before = fields_of(firestore_client, ROLE)
    firestore_client.document(ROLE).update({"status": "confirmed", "confirmedAt": PAST})
    grant(*SCORER, "--until", NEXT_YEAR, "--by", "second")
    present = fields_of(firestore_client, ROLE)
    [ended] = history_of(firestore_client, ROLE)
    assert before is not None
    assert present is not None
    assert ended["endDate"] == ended["updatedAt"] == present["startDate"], "without a gap"
    changed = {"endDate", "updatedAt", "status", "confirmedAt"}
    assert {k: v for k, v in ended.items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }
    assert (present["status"], present["confirmedAt"]) == ("confirmed", PAST)
    assert (ended["assignedBy"], present["assignedBy"]) == ("first", "second")
    grant(*SCORER, "--until", "never")
    assert "endDate" not in (fields_of(firestore_client, ROLE) or {})


@pytest.mark.usefixtures("world")
def test_a_revoked_role_moves_to_the_history_and_can_be_granted_again(
    firestore_client: Client,
) -> None:
    grant(*SCORER)
    revoke(*SCORER, "--by", "the director")
    assert fields_of(firestore_client, ROLE) is None
    [ended] = history_of(firestore_client, ROLE)
    assert ended["revokedBy"] == "the director"
    assert ended["revokedAt"] == ended["endDate"] == ended["updatedAt"]
    second_output = revoke(*SCORER)
    assert "Nothing to do" in second_output
    assert "revoked by the director" in second_output
    grant(*SCORER)
    revoke(*SCORER)
    assert len(history_of(firestore_client, ROLE)) == 2


@pytest.mark.usefixtures("world")
def test_a_role_revoked_by_an_app_moves_to_the_history_unchanged(
    firestore_client: Client,
) -> None:
    grant(*SCORER)
    revocation = {"revokedBy": "coach", "revokedAt": PAST, "endDate": PAST}
    firestore_client.document(ROLE).update(revocation)
    revoked = fields_of(firestore_client, ROLE)
    assert "is over; it moves to the history" in revoke(*SCORER)
    assert history_of(firestore_client, ROLE) == [revoked]


@pytest.mark.parametrize(
    "inactive_fields",
    [{"startDate": "2020-01-01"}, {"status": "no_show"}, {"endDate": PAST}, {"revokedAt": PAST}],
    ids=str,
)
def test_a_grant_replaces_one_that_is_not_in_force(
    inactive_fields: dict[str, Any], world: World, firestore_client: Client
) -> None:
    grant(*SCORER)
    firestore_client.document(ROLE).update(inactive_fields)
    before = fields_of(firestore_client, ROLE)
    assert not may_append(world, MATCH, THANDI)
    grant(*SCORER)
    assert may_append(world, MATCH, THANDI)
    assert history_of(firestore_client, ROLE) == [before]


def test_a_captain_may_select_the_team_and_keeps_the_jersey_number(
    world: World, firestore_client: Client
) -> None:
    scheduled_match = {**school_documents(MATCH)[f"matches/{MATCH}"], "status": "scheduled"}
    world.seed({"matches/planned": scheduled_match})
    world.seed(team_role("north-1", Actor("newcomer", "newcomer"), "player"))
    lineup_document = lineup("planned", "north-1", "newcomer", SIPHO)
    selection = Create("matches/planned/lineups/north-1_newcomer", lineup_document)
    player = ("sipho", "player", "--team", "north-1")
    grant(*player, "--jersey", "7", "--season", SEASON)
    assert not was_allowed(world.commit(SIPHO.bearer, selection))
    grant(*player, "--captain")
    assert was_allowed(world.commit(SIPHO.bearer, selection))
    role = fields_of(firestore_client, "team_role_assignments/north-1_sipho_player") or {}
    assert (role["isCaptain"], role["isViceCaptain"]) == (True, False)
    assert (role["jerseyNumber"], role["seasonId"]) == ("7", SEASON)
    grant(*player, "--vice-captain", "--season", "none")
    role = fields_of(firestore_client, "team_role_assignments/north-1_sipho_player") or {}
    assert (role["isCaptain"], role["isViceCaptain"]) == (False, True)
    assert "seasonId" not in role


@pytest.mark.usefixtures("world")
def test_a_role_at_a_school_can_be_marked_as_secondary(firestore_client: Client) -> None:
    coach = ("thandi", "head_coach", "--school", "north")
    grant(*coach, "--notes", "until the new one comes", "--secondary")
    role = fields_of(firestore_client, "school_role_assignments/north_thandi_head_coach") or {}
    assert (role["isPrimary"], role["notes"]) == (False, "until the new one comes")


@pytest.mark.usefixtures("world")
def test_a_role_changed_meanwhile_is_not_overwritten(firestore_client: Client) -> None:
    store, now = RoleStore(firestore_client), datetime.now(UTC)
    holding = parse_holding("thandi", "scorer_home", MATCH, None, None)
    first = grant_change(holding, {}, None, "one", now)
    second = grant_change(holding, {}, None, "two", now)
    assert first is not None
    assert second is not None
    store.commit(first)
    with pytest.raises(Refusal, match="changed by somebody else meanwhile; nothing was written"):
        store.commit(second)
    stored = store.present(ROLE)
    assert stored is not None
    firestore_client.document(ROLE).update({"status": "confirmed"})
    for change in (
        revoke_change(holding, stored, "two", now),
        grant_change(holding, {"endDate": now + timedelta(days=1)}, stored, "two", now),
    ):
        assert change is not None
        with pytest.raises(Refusal, match="changed by somebody else meanwhile"):
            store.commit(change)
    assert (fields_of(firestore_client, ROLE) or {})["status"] == "confirmed"
    assert history_of(firestore_client, ROLE) == []


@pytest.mark.usefixtures("world")
def test_a_commit_repeated_after_a_lost_response_is_not_refused(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, now = RoleStore(firestore_client), datetime.now(UTC)
    holding = parse_holding("thandi", "scorer_home", MATCH, None, None)
    commit = WriteBatch.commit

    def commit_twice(batch: WriteBatch) -> Any:
        """Write, lose the response and write again, as the SDK does."""
        writes = list(batch._write_pbs)
        commit(batch)
        batch._write_pbs = writes
        return commit(batch)

    monkeypatch.setattr(WriteBatch, "commit", commit_twice)
    granting = grant_change(holding, {}, None, "one", now)
    assert granting is not None
    store.commit(granting)
    stored = store.present(ROLE)
    assert stored is not None
    store.commit(revoke_change(holding, stored, "two", now))
    assert store.present(ROLE) is None
    assert len(history_of(firestore_client, ROLE)) == 1


def test_two_roles_whose_ids_look_alike_are_kept_apart(world: World) -> None:
    world.seed({"people/1_thandi": {"displayName": "Another"}, "matches/m": {"status": "live"}})
    grant(*SCORER)
    grant("1_thandi", "scorer_home", "--match", "m")
    assert may_append(world, MATCH, THANDI)
    assert not may_append(world, MATCH, Actor("another", "1_thandi"))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("person", ["thändi", "a b", "t~h", "__x__", "p" * 101])
def test_an_invalid_person_id_is_refused(person: str) -> None:
    assert "is no id" in run_failing(2, "grant", person, "scorer_home", "--match", MATCH, "--apply")


def test_a_role_under_an_old_invalid_id_can_be_revoked(
    firestore_client: Client, world: World
) -> None:
    role = {"matchId": MATCH, "personId": "thändi", "role": "scorer_home", "status": "assigned"}
    path = f"match_role_assignments/{KEY}_thändi_scorer_home"
    world.seed({path: role})
    revoke("thändi", "scorer_home", "--match", MATCH)
    assert fields_of(firestore_client, path) is None


@pytest.fixture
def roles_of_two(world: World) -> World:
    """Write roles of two people, some of them ended."""
    grant(*SCORER)
    grant("sipho", "scorer_home", "--match", MATCH)
    revoke("sipho", "scorer_home", "--match", MATCH, "--by", "the director")
    grant("thandi", "coach", "--team", "north-1", "--season", SEASON)
    world.seed({f"match_role_assignments/{KEY}_thandi_scorer_away": {"startDate": "2020-01-01"}})
    return world


def roles_json(*arguments: str) -> list[dict[str, Any]]:
    """Return the output of `roles --json`, parsed."""
    return [json.loads(line) for line in run_ok("roles", *arguments, "--json").splitlines()]


@pytest.mark.usefixtures("roles_of_two")
def test_roles_are_listed_with_the_reason_why_they_are_in_force_or_not() -> None:
    lines = run_ok("roles", "--ended").splitlines()
    assert lines[0].split() == ["person", "role", "in", "state", "why"]
    table = ["|".join(line.split()) for line in lines[1:]]
    assert len(table) == 4
    assert any("thandi|scorer_home|match|m_1|in|force|since|20" in line for line in table)
    assert any("thandi|coach|team|north-1|in|force|since" in line for line in table)
    assert any(f"in|season|{SEASON}|only" in line for line in table)
    assert any(
        "sipho|scorer_home|match|m_1|revoked|revoked|by|the|director" in line for line in table
    )
    assert any("unreadable|matchId:|Field|required;|personId:|Field" in line for line in table)


@pytest.mark.usefixtures("roles_of_two")
def test_roles_are_found_by_person_match_team_and_school() -> None:
    assert {each["document"]["role"] for each in roles_json("thandi")} == {"scorer_home", "coach"}
    [scorer] = roles_json("--match", MATCH)
    assert scorer["path"] == ROLE
    assert (scorer["isInForce"], scorer["state"]) == (True, "in_force")
    assert [each["isInForce"] for each in roles_json("sipho", "--ended")] == [False]
    assert {each["state"] for each in roles_json("--match", MATCH, "--ended")} == {
        "in_force",
        "revoked",
    }
    assert [each["scope"] for each in roles_json("thandi", "--team", "north-1")] == ["team"]
    [revoked] = roles_json("sipho", "--match", MATCH, "--ended")
    assert revoked["path"].startswith(f"match_role_assignments/{KEY}_sipho_scorer_home/history/")
    assert roles_json("sipho", "--match", "m9", "--ended") == []
    assert roles_json("--school", "north", "--ended") == []
    assert run_ok("roles", "--school", "north") == "No roles.\n"


UNKNOWN_PLACES = {
    "a match": ("thandi", "scorer_home", "--match", "m9", "--match: no match 'm9', matches/m9 is"),
    "a team": ("thandi", "coach", "--team", "t9", "--team: no team 't9', teams/t9 is"),
    "a school": ("thandi", "head_coach", "--school", "s9", "--school: no school 's9', schools/s9"),
}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("case", UNKNOWN_PLACES.values(), ids=UNKNOWN_PLACES)
def test_a_role_in_an_unknown_match_team_or_school_is_refused(case: tuple[str, ...]) -> None:
    *arguments, message = case
    assert message in run_failing(2, "grant", *arguments, "--apply")


@pytest.mark.usefixtures("world")
def test_a_role_that_was_never_granted_cannot_be_revoked() -> None:
    message = run_failing(2, "revoke", *SCORER, "--apply")
    assert "never granted" in message
    assert "`scrbrd roles thandi` lists what thandi holds" in message


@pytest.mark.usefixtures("world")
def test_a_new_start_after_the_present_end_is_refused() -> None:
    grant(*SCORER, "--until", NEXT_YEAR)
    message = run_failing(2, "grant", *SCORER, "--from", "2999-01-01", "--apply")
    assert "is not after the start" in message
