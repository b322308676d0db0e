"""Tests `scrbrd migrate run joined_ids` and `entries` on Firestore: run, repeated and undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.api_core.exceptions import Aborted, AlreadyExists, FailedPrecondition, NotFound
from google.cloud.firestore import Client

from admin.options import Refusal
from migrate import places
from migrate.engine import document_moves
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from tests.admin.administration import run_in_process
from tests.migrate.conftest import put
from tests.migrate.killed_commands import Killed
from tests.migrate.test_ball_history_e2e import run

PAST = datetime(2026, 1, 1, tzinfo=UTC)
ROLES = "match_role_assignments"


def role(owner: str, owner_id: str, person_id: str, name: str) -> Json:
    """Return the fields of a grant under its old key, whose parts may contain underscores."""
    return {
        "id": f"{owner_id}_{person_id}_{name}",
        owner: owner_id,
        "personId": person_id,
        "role": name,
        "updatedAt": PAST,
    }


def lineup(team_id: str, player_id: str) -> Json:
    """Return the fields of a lineup under its old key."""
    return {
        "id": f"{team_id}_{player_id}",
        "matchId": "m_1",
        "teamId": team_id,
        "playerId": player_id,
        "updatedAt": PAST,
    }


WORLD = {
    "matches/m_1": {"homeTeamId": "north_1", "awayTeamId": "south", "status": "scheduled"},
    "matches/m_1/lineups/north_1_ann": lineup("north_1", "ann"),
    "matches/m_1/lineups/south_bob": lineup("south", "bob"),
    f"{ROLES}/m_1_ann_scorer_home": role("matchId", "m_1", "ann", "scorer_home"),
    f"{ROLES}/m_1_ann_scorer_home/history/20260101T": {
        **role("matchId", "m_1", "ann", "scorer_home"),
        "endDate": PAST,
    },
    f"{ROLES}/m_1_ann_scorer_home/private/performance": {"performanceRating": 4},
    f"{ROLES}/m2_ann_scorer_home": role("matchId", "m2", "ann", "scorer_home"),
    f"{ROLES}/forged": role("matchId", "m_1", "eve", "scorer_home"),
    f"{ROLES}/broken": {"matchId": 7},
    "team_role_assignments/north_1_c_d_coach": role("teamId", "north_1", "c_d", "coach"),
    "school_role_assignments/n_s_e_head_coach": role("schoolId", "n_s", "e", "head_coach"),
}


def roles_and_lineups(client: Client) -> dict[str, Json]:
    """Return the roles with their subcollections, and the lineups, by path."""
    found: dict[str, Json] = {}
    for scope in ("match", "team", "school"):
        for snap in client.collection(f"{scope}_role_assignments").stream():
            found[snap.reference.path] = snap.to_dict() or {}
            for subcollection in snap.reference.collections():
                found |= {
                    each.reference.path: each.to_dict() or {} for each in subcollection.stream()
                }
    for snap in client.collection("matches/m_1/lineups").stream():
        found[snap.reference.path] = snap.to_dict() or {}
    return found


OLD_ROLES_AND_LINEUPS = {path: fields for path, fields in WORLD.items() if path != "matches/m_1"}


@pytest.fixture
def old_keys(firestore_client: Client) -> Client:
    """Return a Firestore whose roles and lineups have old keys."""
    put(firestore_client, WORLD)
    return firestore_client


def test_documents_with_underscores_in_their_ids_move_with_their_subcollections(
    old_keys: Client,
) -> None:
    run("run", "joined_ids", "--apply")
    found = roles_and_lineups(old_keys)
    new_path = f"{ROLES}/m~1_ann_scorer_home"
    moved_fields = {**role("matchId", "m_1", "ann", "scorer_home"), "id": "m~1_ann_scorer_home"}
    assert found.pop(new_path) == moved_fields
    assert found.pop(f"{new_path}/history/20260101T") == {**moved_fields, "endDate": PAST}
    assert found.pop(f"{new_path}/private/performance") == {"performanceRating": 4}
    assert found.pop("team_role_assignments/north~1_c~d_coach")["personId"] == "c_d"
    assert found.pop("school_role_assignments/n~s_e_head_coach")["schoolId"] == "n_s"
    assert found.pop("matches/m_1/lineups/north~1_ann")["id"] == "north~1_ann"
    unmoved_paths = (f"{ROLES}/m2_ann_scorer_home", f"{ROLES}/forged", f"{ROLES}/broken")
    assert found == {
        path: OLD_ROLES_AND_LINEUPS[path]
        for path in (*unmoved_paths, "matches/m_1/lineups/south_bob")
    }


def test_a_second_run_moves_nothing_and_a_dry_run_writes_nothing(old_keys: Client) -> None:
    assert "would write 3 documents" in run("run", "joined_ids")
    assert roles_and_lineups(old_keys) == OLD_ROLES_AND_LINEUPS
    run("run", "joined_ids", "--apply")
    after = roles_and_lineups(old_keys)
    run("run", "joined_ids", "--apply")
    assert roles_and_lineups(old_keys) == after
    assert "joined_ids: agrees" in run("diff", "joined_ids")


@pytest.mark.parametrize("verb", ["run", "undo"])
def test_a_hold_left_by_a_killed_run_is_released_by_the_next(
    old_keys: Client, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def raise_killed(*_: object) -> None:
        raise Killed

    command = ("migrate", verb, "joined_ids", "--apply")
    if verb == "undo":
        run("run", "joined_ids", "--apply")
    with monkeypatch.context() as patched:
        patched.setattr("migrate.engine.hold.release", raise_killed)
        assert run_in_process(*command).code == 130
    state = old_keys.document(paths.live_state("m_1"))
    assert state.get().to_dict()
    assert run_in_process(*command).code == 0
    assert "holdUntil" not in (state.get().to_dict() or {})


def test_sums_and_status_include_documents_moved_by_earlier_runs(old_keys: Client) -> None:
    assert "  4 documents under new keys" in run("run", "joined_ids", "--apply")
    status = run("status")
    second_output = run("run", "joined_ids", "--apply")
    assert "m_1: done before" in second_output
    assert "  4 documents under new keys" in second_output
    assert run("status") == status.replace("subjects done", "subjects done before")
    assert old_keys.document("migrations/joined_ids").get().get("counts")


def test_a_document_written_later_under_an_old_key_is_moved_too(old_keys: Client) -> None:
    run("run", "joined_ids", "--apply")
    path = f"{ROLES}/m_1_fay_scorer_away"
    put(old_keys, {path: role("matchId", "m_1", "fay", "scorer_away")})
    assert "1 to look at" in run("diff", "joined_ids", code=1)
    run("run", "joined_ids", "--apply")
    assert f"{ROLES}/m~1_fay_scorer_away" in roles_and_lineups(old_keys)


def test_a_document_stays_and_is_reported_if_its_new_key_is_taken(old_keys: Client) -> None:
    taken_path = f"{ROLES}/m~1_ann_scorer_home"
    put(old_keys, {taken_path: {"role": "scorer_home"}})
    assert f"{ROLES}/m_1_ann_scorer_home stays" in run("run", "joined_ids", "--apply", code=1)
    assert roles_and_lineups(old_keys)[taken_path] == {"role": "scorer_home"}


def test_undo_moves_documents_back_except_changed_ones(old_keys: Client) -> None:
    run("run", "joined_ids", "--apply")
    later = {"updatedAt": PAST + timedelta(days=1)}
    old_keys.document("team_role_assignments/north~1_c~d_coach").update(later)
    run("undo", "joined_ids", code=1)
    run("undo", "joined_ids", "--apply", code=1)
    found = roles_and_lineups(old_keys)
    assert found.pop("team_role_assignments/north~1_c~d_coach")["personId"] == "c_d"
    assert found == {
        k: v for k, v in OLD_ROLES_AND_LINEUPS.items() if not k.startswith("team_role")
    }


OLD_MATCH = {"createdBy": "coach", "createdAt": PAST, "status": "completed"}
MATCHES: dict[str, dict[str, Any]] = {
    "matches/cup": {**OLD_MATCH, "competitionId": "league"},
    "matches/friendly": dict(OLD_MATCH),
    "matches/imported": {"competitionId": "league"},
    "matches/decided": {**OLD_MATCH, "competitionId": "league", "countsFor": "league",
                        "acceptedBy": "sam", "acceptedAt": PAST},
}  # fmt: skip


@pytest.fixture
def matches(firestore_client: Client) -> Client:
    """Return a Firestore with matches from before competitions had entries."""
    put(firestore_client, MATCHES)
    return firestore_client


def match_fields(client: Client, match_id: str) -> Json:
    """Return a match document."""
    return client.document(f"matches/{match_id}").get().to_dict() or {}


def test_old_matches_are_entered_and_accepted_once(matches: Client) -> None:
    run("run", "entries")
    assert match_fields(matches, "cup") == MATCHES["matches/cup"], "a dry run writes nothing"
    run("run", "entries", "--apply")
    cup, friendly = match_fields(matches, "cup"), match_fields(matches, "friendly")
    assert (cup["countsFor"], cup["acceptedBy"]) == ("league", "migration")
    assert isinstance(cup["acceptedAt"], datetime)
    assert "countsFor" not in friendly
    assert friendly["acceptedBy"] == "migration"
    assert match_fields(matches, "imported") == MATCHES["matches/imported"]
    assert match_fields(matches, "decided") == MATCHES["matches/decided"]
    run("run", "entries", "--apply")
    assert match_fields(matches, "cup") == cup


def test_a_match_created_after_the_migration_is_not_entered(matches: Client) -> None:
    run("run", "entries", "--apply")
    later = {**OLD_MATCH, "competitionId": "league", "createdAt": datetime(2099, 1, 1, tzinfo=UTC)}
    put(matches, {"matches/later": later})
    run("run", "entries", "--apply")
    assert match_fields(matches, "later") == later


def test_undo_removes_entries_except_changed_ones(matches: Client) -> None:
    run("run", "entries", "--apply")
    matches.document("matches/friendly").update({"acceptedBy": "sam"})
    run("undo", "entries", "--apply", code=1)
    assert match_fields(matches, "cup") == MATCHES["matches/cup"]
    assert match_fields(matches, "friendly")["acceptedBy"] == "sam"
    assert not matches.document(f"{places.ledger('entries')}/marked/cup").get().exists


@pytest.mark.parametrize("error", [Aborted, AlreadyExists, FailedPrecondition, NotFound])
def test_a_document_that_is_written_during_its_move_is_refused_by_name(
    error: type[Exception],
) -> None:
    class Batch:
        def commit(self) -> None:
            raise error("another commit was first")

    with pytest.raises(Refusal, match="m/1 was written meanwhile; run it again"):
        document_moves.commit(Batch(), "m/1")
