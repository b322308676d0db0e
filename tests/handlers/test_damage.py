"""Tests that any damage to a match's stored documents is reported, repaired and never used."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from google.cloud.firestore import GeoPoint

from scrbrd.adapters import packing
from scrbrd.engine import chunks as packed_log
from scrbrd.engine.chunks import SealedChunk
from scrbrd.handlers.catch_up import Route, catch_up, rebuild
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

JUNK: list[Any] = [
    None,
    True,
    7,
    -1,
    1.5,
    float("nan"),
    "1_0_0",
    "",
    b"",
    b"junk",
    zlib.compress(b"{}"),
    [],
    [1, 2],
    [None],
    ["1_0", "x"],
    {},
    {"a": [1]},
    GeoPoint(1, 2),
    NOON,
]
UNCHECKED_FIELDS = {"lastUpdated", "holdUntil", "holdBy", "hasFailed"}
"""Fields of `live/state` without a checksum: none of them derives from the log."""


def noon_clock() -> datetime:
    return NOON


@pytest.fixture(autouse=True)
def chunks_of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the chunk size to 3, so that a short log has sealed chunks."""
    monkeypatch.setattr(packed_log, "CHUNK_ACTIONS", 3)


@pytest.fixture
def store() -> MemoryMatchStore:
    """Return an innings of one over, caught up: 1_0 and 1_1 are sealed, 1_2 is open."""
    return copy.deepcopy(played_match())


@cache
def played_match() -> MemoryMatchStore:
    """Return the innings that the tests copy."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    for action_id, document in one_over().items():
        catch_up(store, noon_clock, MATCH_ID, [store.put(action_id, document)])
    assert sorted(store.chunks) == ["1_0", "1_1"]
    return store


def change_one_digit(packed: bytes) -> bytes:
    """Return packed bytes with one digit changed, packed again."""
    text = zlib.decompress(packed)
    position = max(i for i, byte in enumerate(text) if 48 < byte < 57)
    return zlib.compress(text[:position] + bytes([text[position] + 1]) + text[position + 1 :], 1)


def check_each_repair(store: MemoryMatchStore) -> None:
    """Assert that reconcile, a rebuild and a void each repair a copy of the match."""
    reconciled = copy.deepcopy(store)
    assert reconcile(reconciled, noon_clock, MATCH_ID).healed == ("rebuild",)
    assert verify(reconciled, noon_clock, MATCH_ID) == []
    rebuilt = copy.deepcopy(store)
    rebuild(rebuilt, noon_clock, MATCH_ID, "asked for")
    assert verify(rebuilt, noon_clock, MATCH_ID) == []
    reconcile(rebuilt, noon_clock, MATCH_ID)
    assert reconcile(rebuilt, noon_clock, MATCH_ID).healed == ()
    scored = copy.deepcopy(store)
    catch_up(
        scored, noon_clock, MATCH_ID, [scored.put("1_4", one_over()["1_4"] | {"isVoided": True})]
    )
    assert (scored.score or {})["currentInnings"]["runs"] == 10
    assert verify(scored, noon_clock, MATCH_ID) == []


def checked_fields(store: MemoryMatchStore) -> list[str]:
    return sorted((store.state or {}).keys() - UNCHECKED_FIELDS)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("value", JUNK, ids=repr)
def test_junk_in_any_field_of_the_state_causes_a_rebuild_and_no_error(
    store: MemoryMatchStore, value: Any
) -> None:
    for name in checked_fields(store):
        damaged = copy.deepcopy(store)
        assert damaged.state is not None
        before = damaged.state[name]
        if type(before) is type(value) and before == value:
            continue
        damaged.state[name] = value
        assert verify(damaged, noon_clock, MATCH_ID), name
        result = catch_up(damaged, noon_clock, MATCH_ID, [damaged.put("1_8", ball(8, 2))])
        assert result.path is Route.REBUILD, name
        assert (damaged.score or {})["currentInnings"]["runs"] == 16, name
        damaged.state[name] = value
        assert reconcile(damaged, noon_clock, MATCH_ID).healed == ("rebuild",), name
        assert verify(damaged, noon_clock, MATCH_ID) == [], name


def test_a_missing_field_of_the_state_causes_a_rebuild(store: MemoryMatchStore) -> None:
    for name in checked_fields(store):
        damaged = copy.deepcopy(store)
        assert damaged.state is not None
        del damaged.state[name]
        check_each_repair(damaged)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ["openLog", "index", "known", "state", "checkpoint", "closed"])
def test_a_changed_digit_that_still_unpacks_is_detected(store: MemoryMatchStore, name: str) -> None:
    for action_id, document in one_over(2).items():
        catch_up(store, noon_clock, MATCH_ID, [store.put(action_id, document)])
    assert store.state is not None
    store.state[name] = change_one_digit(store.state[name])
    assert verify(store, noon_clock, MATCH_ID)
    assert reconcile(store, noon_clock, MATCH_ID).healed == ("rebuild",)
    assert verify(store, noon_clock, MATCH_ID) == []


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("holdUntil", "soon"),
        ("holdUntil", [1]),
        ("holdUntil", b"x"),
        ("hasFailed", "x"),
        ("lastUpdated", 3),
    ],
)
def test_junk_in_a_field_without_checksum_does_not_stop_scoring(
    store: MemoryMatchStore, field: str, value: Any
) -> None:
    assert store.state is not None
    store.state[field] = value
    assert catch_up(store, noon_clock, MATCH_ID, [store.put("1_8", ball(8, 2))]).path is Route.NEXT
    assert reconcile(store, noon_clock, MATCH_ID).healed == ()


Damage = Callable[[MemoryMatchStore], None]


def change_checkpoint_digit(store: MemoryMatchStore) -> None:
    store.chunks["1_1"]["checkpoint"] = change_one_digit(store.chunks["1_1"]["checkpoint"])


def change_log_digit(store: MemoryMatchStore) -> None:
    store.chunks["1_1"]["log"] = change_one_digit(store.chunks["1_1"]["log"])


def lose_line(store: MemoryMatchStore) -> None:
    lines = zlib.decompress(store.chunks["1_1"]["log"]).splitlines()
    store.chunks["1_1"]["log"] = zlib.compress(b"\n".join(lines[:-1]))


def lose_line_consistently(store: MemoryMatchStore) -> None:
    chunk = packing.read_chunk(store.chunks["1_1"])
    *remaining, _ = sorted(chunk.entries.items())
    store.chunks["1_1"] = packing.chunk_document(SealedChunk(dict(remaining), chunk.checkpoint))


def overwrite_with_another_chunk(store: MemoryMatchStore) -> None:
    store.chunks["1_1"] = dict(store.chunks["1_0"])


def restore_older_chunk(store: MemoryMatchStore) -> None:
    """Restore a chunk with the same lines but the checkpoint of a log with a voided ball."""
    catch_up(
        store, noon_clock, MATCH_ID, [store.put("1_2", one_over()["1_2"] | {"isVoided": True})]
    )
    older_chunk = store.chunks["1_1"]
    catch_up(store, noon_clock, MATCH_ID, [store.put("1_2", one_over()["1_2"])])
    store.chunks["1_1"] = older_chunk


def delete_chunk(store: MemoryMatchStore) -> None:
    del store.chunks["1_1"]


def change_action_count(store: MemoryMatchStore) -> None:
    store.chunks["1_1"]["actionCount"] = 99


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "damage",
    [
        change_checkpoint_digit,
        change_log_digit,
        lose_line,
        lose_line_consistently,
        overwrite_with_another_chunk,
        restore_older_chunk,
        delete_chunk,
        change_action_count,
    ],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_sealed_chunk_is_reported_and_repaired(
    store: MemoryMatchStore, damage: Damage
) -> None:
    damage(store)
    found = {each.document for each in verify(store, noon_clock, MATCH_ID)}
    assert found == {"live/log_1_1"}
    check_each_repair(store)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("value", JUNK, ids=repr)
def test_junk_in_any_field_of_a_chunk_is_reported_and_repaired(
    store: MemoryMatchStore, value: Any
) -> None:
    for name in sorted(store.chunks["1_1"]):
        damaged = copy.deepcopy(store)
        damaged.chunks["1_1"][name] = value
        assert verify(damaged, noon_clock, MATCH_ID), name
        assert reconcile(damaged, noon_clock, MATCH_ID).healed == ("rebuild",), name
        assert verify(damaged, noon_clock, MATCH_ID) == [], name


def test_a_chunk_just_rewritten_by_another_worker_is_read_again_and_not_rebuilt(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    original_read = store.read_chunks

    def read_after_another_worker(match_id: str, keys: Any) -> Any:
        monkeypatch.setattr(store, "read_chunks", original_read)
        catch_up(
            store,
            noon_clock,
            MATCH_ID,
            [store.put("1_4", one_over()["1_4"] | {"isVoided": True})],
        )
        return original_read(match_id, keys)

    monkeypatch.setattr(store, "read_chunks", read_after_another_worker)
    result = catch_up(
        store, noon_clock, MATCH_ID, [store.put("1_5", one_over()["1_5"] | {"isVoided": True})]
    )
    assert (result.path, result.tries) == (Route.REFOLD, 2)
    assert verify(store, noon_clock, MATCH_ID) == []


def test_a_chunk_with_an_invalid_name_is_ignored(store: MemoryMatchStore) -> None:
    for name in ("x", "1_0_0", "01_0", "1_", ""):
        store.chunks[name] = {"log": 5}
    rebuild(store, noon_clock, MATCH_ID, "asked for")
    assert verify(store, noon_clock, MATCH_ID) == []


def test_reconcile_restores_a_deleted_health_document(store: MemoryMatchStore) -> None:
    catch_up(store, noon_clock, MATCH_ID, [store.put("1_9", {"type": "spaceship"})])
    assert store.health is not None
    before, store.health = store.health["problems"], None
    assert reconcile(store, noon_clock, MATCH_ID).healed == ("health",)
    assert store.read_public(MATCH_ID).health == {
        "matchId": MATCH_ID,
        "problemCount": 2,
        "problems": before,
        "lagMs": 0,
        "lastUpdated": NOON,
        "lastReconcile": {"at": NOON, "healed": ["health"], "stopped": False},
    }
    assert verify(store, noon_clock, MATCH_ID) == []
    assert reconcile(store, noon_clock, MATCH_ID).healed == ()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("value", JUNK, ids=repr)
def test_a_health_document_with_other_problems_is_written_again(
    store: MemoryMatchStore, value: Any
) -> None:
    assert store.health is not None
    store.health["problems"] = value
    store.health["lastRebuild"] = store.health["lastReconcile"] = value
    healed = () if value == [] else ("health",)
    assert reconcile(store, noon_clock, MATCH_ID).healed == healed
    assert store.health["problems"] == []


@pytest.mark.sampled(3)
@pytest.mark.parametrize("value", [2**63 - 1, 2**62, -(2**63), True, "7", None, [1]], ids=repr)
def test_an_invalid_version_or_revision_is_not_continued(
    store: MemoryMatchStore, value: Any
) -> None:
    before = (store.state or {})["version"]
    assert store.score is not None
    store.score["version"] = store.events["1_2"]["revision"] = value
    assert reconcile(store, noon_clock, MATCH_ID).healed == ("rebuild",)
    assert before < store.score["version"] < before + 1_000
    assert verify(store, noon_clock, MATCH_ID) == []
