"""`scrbrd grant`, `revoke` and `roles` on a real Firestore, and what the rules then allow."""

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
from tests.admin.administration import PAST, SEASON, a_school, done, installed, may_append, refused
from tests.rules.cast import team_role
from tests.rules.documents import lineup
from tests.rules.world import Actor, Create, World, was_allowed

MATCH = "m_1"
KEY = "m~1"
"""The match in the ids of other documents."""
THANDI = Actor("thandi", "account-of-thandi", {"personId": "thandi"})
SIPHO = Actor("sipho", "sipho")
ROLE = f"match_role_assignments/{KEY}_thandi_scorer_home"
SCORER = ("thandi", "scorer_home", "--match", MATCH)
NEXT_YEAR = f"{datetime.now(UTC).year + 1}-05-31"


@pytest.fixture
def project_id(governed: World) -> str:
    """The project under the rules."""
    return governed.project


@pytest.fixture
def world(governed: World, firestore_client: Client) -> World:
    """It, with a school and nothing else; the environment points there."""
    assert governed.project == firestore_client.project
    governed.answers.clear()
    governed.empty()
    governed.seed(a_school(MATCH))
    return governed


def grant(*arguments: str) -> str:
    """Grant and apply."""
    return done("grant", *arguments, "--apply")


def revoke(*arguments: str) -> str:
    """Revoke and apply."""
    return done("revoke", *arguments, "--apply")


def fields_of(client: Client, path: str) -> dict[str, Any] | None:
    """A document, past the rules."""
    fields: dict[str, Any] | None = client.document(path).get().to_dict()
    return fields


def history_of(client: Client, path: str) -> list[dict[str, Any]]:
    """The ended grants of a role, oldest first."""
    return [snap.to_dict() or {} for snap in client.collection(f"{path}/history").get()]


def test_a_granted_scorer_may_append_until_he_is_revoked(world: World) -> None:
    assert not may_append(world, MATCH, THANDI)
    assert "Done." in done("grant", *SCORER, "--apply", by=installed)
    assert may_append(world, MATCH, THANDI)
    assert not may_append(world, MATCH, SIPHO)
    assert "in force" in done("roles", "thandi")
    assert "ends now" in done("revoke", *SCORER, "--apply")
    assert not may_append(world, MATCH, THANDI)
    assert "revoked by admin-cli" in done("roles", "thandi", "--ended")
    assert "no role of a match" in refused(2, "grant", "thandi", "x", "--match", "m")


def test_a_role_from_tomorrow_gives_nothing_today(world: World) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    grant(*SCORER, "--from", tomorrow.date().isoformat())
    assert not may_append(world, MATCH, THANDI)
    assert f"{tomorrow:%Y-%m-%d} 00:00Z" in done("roles", "thandi")
    grant(*SCORER, "--from", "now")
    assert may_append(world, MATCH, THANDI)


@pytest.mark.usefixtures("world")
def test_a_grant_has_every_field_of_its_kind_and_timestamps_for_dates(
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
def test_a_dry_run_shows_the_change_and_writes_nothing(firestore_client: Client) -> None:
    output = done("grant", *SCORER, "--until", NEXT_YEAR)
    assert ROLE in output
    assert "status: - -> assigned" in output
    assert "Dry run: nothing was written. Add --apply" in output
    assert fields_of(firestore_client, ROLE) is None
    grant(*SCORER)
    before = firestore_client.document(ROLE).get()
    assert f"{ROLE}/history/" in done("grant", *SCORER, "--until", NEXT_YEAR)
    assert "removed" in done("revoke", *SCORER)
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
def test_what_a_grant_replaces_is_kept_in_the_history(firestore_client: Client) -> None:
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
def test_a_revoked_role_leaves_its_id_for_the_history_and_may_be_granted_again(
    firestore_client: Client,
) -> None:
    grant(*SCORER)
    revoke(*SCORER, "--by", "the director")
    assert fields_of(firestore_client, ROLE) is None
    [ended] = history_of(firestore_client, ROLE)
    assert ended["revokedBy"] == "the director"
    assert ended["revokedAt"] == ended["endDate"] == ended["updatedAt"]
    again = revoke(*SCORER)
    assert "Nothing to do" in again
    assert "revoked by the director" in again
    grant(*SCORER)
    revoke(*SCORER)
    assert len(history_of(firestore_client, ROLE)) == 2


@pytest.mark.usefixtures("world")
def test_a_role_that_an_app_revoked_moves_to_the_history_as_it_was(
    firestore_client: Client,
) -> None:
    grant(*SCORER)
    signed = {"revokedBy": "coach", "revokedAt": PAST, "endDate": PAST}
    firestore_client.document(ROLE).update(signed)
    revoked = fields_of(firestore_client, ROLE)
    assert "is over; it moves to the history" in revoke(*SCORER)
    assert history_of(firestore_client, ROLE) == [revoked]


@pytest.mark.parametrize(
    "useless",
    [{"startDate": "2020-01-01"}, {"status": "no_show"}, {"endDate": PAST}, {"revokedAt": PAST}],
    ids=str,
)
def test_a_grant_takes_the_place_of_one_that_gives_nothing(
    useless: dict[str, Any], world: World, firestore_client: Client
) -> None:
    grant(*SCORER)
    firestore_client.document(ROLE).update(useless)
    before = fields_of(firestore_client, ROLE)
    assert not may_append(world, MATCH, THANDI)
    grant(*SCORER)
    assert may_append(world, MATCH, THANDI)
    assert history_of(firestore_client, ROLE) == [before]


def test_a_captain_selects_his_team_and_keeps_his_number(
    world: World, firestore_client: Client
) -> None:
    planned = {**a_school(MATCH)[f"matches/{MATCH}"], "status": "scheduled"}
    world.seed({"matches/planned": planned})
    world.seed(team_role("north-1", Actor("newcomer", "newcomer"), "player"))
    named = lineup("planned", "north-1", "newcomer", SIPHO)
    selection = Create("matches/planned/lineups/north-1_newcomer", named)
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
def test_a_role_at_a_school_is_the_main_one_or_not(firestore_client: Client) -> None:
    coach = ("thandi", "head_coach", "--school", "north")
    grant(*coach, "--notes", "until the new one comes", "--secondary")
    role = fields_of(firestore_client, "school_role_assignments/north_thandi_head_coach") or {}
    assert (role["isPrimary"], role["notes"]) == (False, "until the new one comes")


@pytest.mark.usefixtures("world")
def test_a_role_that_moved_meanwhile_is_left_alone(firestore_client: Client) -> None:
    store, now = RoleStore(firestore_client), datetime.now(UTC)
    holding = parse_holding("thandi", "scorer_home", MATCH, None, None)
    first = grant_change(holding, {}, None, "one", now)
    rival = grant_change(holding, {}, None, "two", now)
    assert first is not None
    assert rival is not None
    store.commit(first)
    with pytest.raises(Refusal, match="changed by somebody else meanwhile; nothing was written"):
        store.commit(rival)
    seen = store.present(ROLE)
    assert seen is not None
    firestore_client.document(ROLE).update({"status": "confirmed"})
    for late in (
        revoke_change(holding, seen, "two", now),
        grant_change(holding, {"endDate": now + timedelta(days=1)}, seen, "two", now),
    ):
        assert late is not None
        with pytest.raises(Refusal, match="changed by somebody else meanwhile"):
            store.commit(late)
    assert (fields_of(firestore_client, ROLE) or {})["status"] == "confirmed"
    assert history_of(firestore_client, ROLE) == []


@pytest.mark.usefixtures("world")
def test_a_commit_whose_answer_was_lost_is_not_refused_for_what_it_wrote(
    firestore_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, now = RoleStore(firestore_client), datetime.now(UTC)
    holding = parse_holding("thandi", "scorer_home", MATCH, None, None)
    commit = WriteBatch.commit

    def repeated(batch: WriteBatch) -> Any:
        """Write, lose the answer and write again, as the SDK does."""
        writes = list(batch._write_pbs)
        commit(batch)
        batch._write_pbs = writes
        return commit(batch)

    monkeypatch.setattr(WriteBatch, "commit", repeated)
    granted = grant_change(holding, {}, None, "one", now)
    assert granted is not None
    store.commit(granted)
    seen = store.present(ROLE)
    assert seen is not None
    store.commit(revoke_change(holding, seen, "two", now))
    assert store.present(ROLE) is None
    assert len(history_of(firestore_client, ROLE)) == 1


def test_two_roles_whose_ids_read_the_same_are_not_mixed_up(world: World) -> None:
    world.seed({"people/1_thandi": {"displayName": "Another"}, "matches/m": {"status": "live"}})
    grant(*SCORER)
    grant("1_thandi", "scorer_home", "--match", "m")
    assert may_append(world, MATCH, THANDI)
    assert not may_append(world, MATCH, Actor("another", "1_thandi"))


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("person", ["thändi", "a b", "t~h", "__x__", "p" * 101])
def test_what_is_no_id_is_granted_nothing(person: str) -> None:
    assert "is no id" in refused(2, "grant", person, "scorer_home", "--match", MATCH, "--apply")


def test_a_role_under_an_id_of_before_is_ended(firestore_client: Client, world: World) -> None:
    old = {"matchId": MATCH, "personId": "thändi", "role": "scorer_home", "status": "assigned"}
    path = f"match_role_assignments/{KEY}_thändi_scorer_home"
    world.seed({path: old})
    revoke("thändi", "scorer_home", "--match", MATCH)
    assert fields_of(firestore_client, path) is None


@pytest.fixture
def several(world: World) -> World:
    """Roles of two people, some of them over."""
    grant(*SCORER)
    grant("sipho", "scorer_home", "--match", MATCH)
    revoke("sipho", "scorer_home", "--match", MATCH, "--by", "the director")
    grant("thandi", "coach", "--team", "north-1", "--season", SEASON)
    world.seed({f"match_role_assignments/{KEY}_thandi_scorer_away": {"startDate": "2020-01-01"}})
    return world


def listed(*arguments: str) -> list[dict[str, Any]]:
    """What `roles --json` says."""
    return [json.loads(line) for line in done("roles", *arguments, "--json").splitlines()]


@pytest.mark.usefixtures("several")
def test_roles_are_listed_with_why_they_count_or_not() -> None:
    lines = done("roles", "--ended").splitlines()
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


@pytest.mark.usefixtures("several")
def test_roles_are_found_by_person_match_team_and_school() -> None:
    assert {each["document"]["role"] for each in listed("thandi")} == {"scorer_home", "coach"}
    [scorer] = listed("--match", MATCH)
    assert scorer["path"] == ROLE
    assert (scorer["isInForce"], scorer["state"]) == (True, "in_force")
    assert [each["isInForce"] for each in listed("sipho", "--ended")] == [False]
    assert {each["state"] for each in listed("--match", MATCH, "--ended")} == {
        "in_force",
        "revoked",
    }
    assert [each["scope"] for each in listed("thandi", "--team", "north-1")] == ["team"]
    [revoked] = listed("sipho", "--match", MATCH, "--ended")
    assert revoked["path"].startswith(f"match_role_assignments/{KEY}_sipho_scorer_home/history/")
    assert listed("sipho", "--match", "m9", "--ended") == []
    assert listed("--school", "north", "--ended") == []
    assert done("roles", "--school", "north") == "No roles.\n"


ABSENT = {
    "a match": ("thandi", "scorer_home", "--match", "m9", "--match: no match 'm9', matches/m9 is"),
    "a team": ("thandi", "coach", "--team", "t9", "--team: no team 't9', teams/t9 is"),
    "a school": ("thandi", "head_coach", "--school", "s9", "--school: no school 's9', schools/s9"),
}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("case", ABSENT.values(), ids=ABSENT)
def test_a_role_is_not_granted_in_what_is_not_there(case: tuple[str, ...]) -> None:
    *arguments, complaint = case
    assert complaint in refused(2, "grant", *arguments, "--apply")


@pytest.mark.usefixtures("world")
def test_a_role_that_was_never_granted_cannot_be_revoked() -> None:
    complaint = refused(2, "revoke", *SCORER, "--apply")
    assert "never granted" in complaint
    assert "`scrbrd roles thandi` lists what thandi holds" in complaint


@pytest.mark.usefixtures("world")
def test_an_end_before_the_start_that_stays_is_refused() -> None:
    grant(*SCORER, "--until", NEXT_YEAR)
    complaint = refused(2, "grant", *SCORER, "--from", "2999-01-01", "--apply")
    assert "is not after the start" in complaint
