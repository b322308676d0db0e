"""`scrbrd migrate run joined_ids` and `entries` on a real Firestore: moved, marked, undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.api_core.exceptions import Aborted, AlreadyExists, FailedPrecondition, NotFound
from google.cloud.firestore import Client

from admin.options import Refusal
from migrate import places
from migrate.engine import moving
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from tests.admin.administration import here
from tests.migrate.conftest import put
from tests.migrate.killing import Killed
from tests.migrate.test_ball_history_e2e import run

PAST = datetime(2026, 1, 1, tzinfo=UTC)
ROLES = "match_role_assignments"


def role(owner: str, owner_id: str, person_id: str, name: str) -> Json:
    """Return the fields of a grant under the id that its ids made before."""
    return {
        "id": f"{owner_id}_{person_id}_{name}",
        owner: owner_id,
        "personId": person_id,
        "role": name,
        "updatedAt": PAST,
    }


def lineup(team_id: str, player_id: str) -> Json:
    """Return the same of a lineup."""
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


def everything(client: Client) -> dict[str, Json]:
    """Return the roles, with what lies below them, and the lineups."""
    found: dict[str, Json] = {}
    for scope in ("match", "team", "school"):
        for snap in client.collection(f"{scope}_role_assignments").stream():
            found[snap.reference.path] = snap.to_dict() or {}
            for below in snap.reference.collections():
                found |= {each.reference.path: each.to_dict() or {} for each in below.stream()}
    for snap in client.collection("matches/m_1/lineups").stream():
        found[snap.reference.path] = snap.to_dict() or {}
    return found


BEFORE = {path: fields for path, fields in WORLD.items() if path != "matches/m_1"}


@pytest.fixture
def old_keys(firestore_client: Client) -> Client:
    """A project whose roles and lineups lie under the keys of before."""
    put(firestore_client, WORLD)
    return firestore_client


def test_documents_of_ids_with_underscores_move_with_all_below_them(old_keys: Client) -> None:
    run("run", "joined_ids", "--apply")
    found = everything(old_keys)
    new = f"{ROLES}/m~1_ann_scorer_home"
    moved = {**role("matchId", "m_1", "ann", "scorer_home"), "id": "m~1_ann_scorer_home"}
    assert found.pop(new) == moved
    assert found.pop(f"{new}/history/20260101T") == {**moved, "endDate": PAST}
    assert found.pop(f"{new}/private/performance") == {"performanceRating": 4}
    assert found.pop("team_role_assignments/north~1_c~d_coach")["personId"] == "c_d"
    assert found.pop("school_role_assignments/n~s_e_head_coach")["schoolId"] == "n_s"
    assert found.pop("matches/m_1/lineups/north~1_ann")["id"] == "north~1_ann"
    stay = (f"{ROLES}/m2_ann_scorer_home", f"{ROLES}/forged", f"{ROLES}/broken")
    assert found == {path: BEFORE[path] for path in (*stay, "matches/m_1/lineups/south_bob")}


def test_moving_again_does_nothing_and_without_apply_nothing_is_written(old_keys: Client) -> None:
    assert "would write 3 documents" in run("run", "joined_ids")
    assert everything(old_keys) == BEFORE
    run("run", "joined_ids", "--apply")
    after = everything(old_keys)
    run("run", "joined_ids", "--apply")
    assert everything(old_keys) == after
    assert "joined_ids: agrees" in run("diff", "joined_ids")


@pytest.mark.parametrize("verb", ["run", "undo"])
def test_a_fixture_is_not_left_held_by_a_run_that_died(
    old_keys: Client, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def dies(*_: object) -> None:
        raise Killed

    command = ("migrate", verb, "joined_ids", "--apply")
    if verb == "undo":
        run("run", "joined_ids", "--apply")
    with monkeypatch.context() as patched:
        patched.setattr("migrate.engine.hold.release", dies)
        assert here(*command).code == 130
    state = old_keys.document(paths.live_state("m_1"))
    assert state.get().to_dict()
    assert here(*command).code == 0
    assert "holdUntil" not in (state.get().to_dict() or {})


def test_sums_and_status_count_what_runs_of_before_have_moved(old_keys: Client) -> None:
    assert "  4 documents under new keys" in run("run", "joined_ids", "--apply")
    status = run("status")
    again = run("run", "joined_ids", "--apply")
    assert "m_1: done before" in again
    assert "  4 documents under new keys" in again
    assert run("status") == status.replace("subjects done", "subjects done before")
    assert old_keys.document("migrations/joined_ids").get().get("counts")


def test_what_comes_under_an_old_key_later_is_moved_too(old_keys: Client) -> None:
    run("run", "joined_ids", "--apply")
    path = f"{ROLES}/m_1_fay_scorer_away"
    put(old_keys, {path: role("matchId", "m_1", "fay", "scorer_away")})
    assert "1 to look at" in run("diff", "joined_ids", code=1)
    run("run", "joined_ids", "--apply")
    assert f"{ROLES}/m~1_fay_scorer_away" in everything(old_keys)


def test_a_key_that_somebody_has_taken_is_told_and_left(old_keys: Client) -> None:
    taken = f"{ROLES}/m~1_ann_scorer_home"
    put(old_keys, {taken: {"role": "scorer_home"}})
    assert f"{ROLES}/m_1_ann_scorer_home stays" in run("run", "joined_ids", "--apply", code=1)
    assert everything(old_keys)[taken] == {"role": "scorer_home"}


def test_moves_are_undone_but_for_what_somebody_changed(old_keys: Client) -> None:
    run("run", "joined_ids", "--apply")
    later = {"updatedAt": PAST + timedelta(days=1)}
    old_keys.document("team_role_assignments/north~1_c~d_coach").update(later)
    run("undo", "joined_ids", code=1)
    run("undo", "joined_ids", "--apply", code=1)
    found = everything(old_keys)
    assert found.pop("team_role_assignments/north~1_c~d_coach")["personId"] == "c_d"
    assert found == {k: v for k, v in BEFORE.items() if not k.startswith("team_role")}


MADE = {"createdBy": "coach", "createdAt": PAST, "status": "completed"}
MATCHES: dict[str, dict[str, Any]] = {
    "matches/cup": {**MADE, "competitionId": "league"},
    "matches/friendly": dict(MADE),
    "matches/imported": {"competitionId": "league"},
    "matches/decided": {**MADE, "competitionId": "league", "countsFor": "league",
                        "acceptedBy": "sam", "acceptedAt": PAST},
}  # fmt: skip


@pytest.fixture
def matches(firestore_client: Client) -> Client:
    """A project with matches of before."""
    put(firestore_client, MATCHES)
    return firestore_client


def match(client: Client, match_id: str) -> Json:
    """Return a match document."""
    return client.document(f"matches/{match_id}").get().to_dict() or {}


def test_matches_of_before_are_entered_and_accepted_once(matches: Client) -> None:
    run("run", "entries")
    assert match(matches, "cup") == MATCHES["matches/cup"], "a dry run writes nothing"
    run("run", "entries", "--apply")
    cup, friendly = match(matches, "cup"), match(matches, "friendly")
    assert (cup["countsFor"], cup["acceptedBy"]) == ("league", "migration")
    assert isinstance(cup["acceptedAt"], datetime)
    assert "countsFor" not in friendly
    assert friendly["acceptedBy"] == "migration"
    assert match(matches, "imported") == MATCHES["matches/imported"]
    assert match(matches, "decided") == MATCHES["matches/decided"]
    run("run", "entries", "--apply")
    assert match(matches, "cup") == cup


def test_a_match_that_came_later_is_for_people_to_enter(matches: Client) -> None:
    run("run", "entries", "--apply")
    later = {**MADE, "competitionId": "league", "createdAt": datetime(2099, 1, 1, tzinfo=UTC)}
    put(matches, {"matches/later": later})
    run("run", "entries", "--apply")
    assert match(matches, "later") == later


def test_marks_are_taken_away_but_for_those_that_somebody_changed(matches: Client) -> None:
    run("run", "entries", "--apply")
    matches.document("matches/friendly").update({"acceptedBy": "sam"})
    run("undo", "entries", "--apply", code=1)
    assert match(matches, "cup") == MATCHES["matches/cup"]
    assert match(matches, "friendly")["acceptedBy"] == "sam"
    assert not matches.document(f"{places.ledger('entries')}/marked/cup").get().exists


@pytest.mark.parametrize("error", [Aborted, AlreadyExists, FailedPrecondition, NotFound])
def test_a_document_that_is_written_while_it_moves_is_refused_and_named(
    error: type[Exception],
) -> None:
    class Batch:
        def commit(self) -> None:
            raise error("another commit was first")

    with pytest.raises(Refusal, match="m/1 was written meanwhile; run it again"):
        moving.commit(Batch(), "m/1")
