"""What is stored of a match may be damaged in any way: it is told, mended, and never believed."""

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
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over

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
NOT_BELIEVED_BUT_SHOWN = {"lastUpdated", "holdUntil", "holdBy", "hasFailed"}
"""Fields of `live/state` under no checksum: none of them is of the log."""


def noon() -> datetime:
    return NOON


@pytest.fixture(autouse=True)
def chunks_of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a short log has sealed chunks."""
    monkeypatch.setattr(packed_log, "CHUNK_ACTIONS", 3)


@pytest.fixture
def store() -> MemoryMatchStore:
    """An innings of an over, caught up: 1_0 and 1_1 are sealed, 1_2 is open."""
    return copy.deepcopy(played())


@cache
def played() -> MemoryMatchStore:
    """The innings that the tests have copies of."""
    store = MemoryMatchStore()
    store.match, store.lineups = match_document(), lineup_documents()
    for action_id, document in over().items():
        catch_up(store, noon, MATCH_ID, [store.put(action_id, document)])
    assert sorted(store.chunks) == ["1_0", "1_1"]
    return store


def with_another_digit(packed: bytes) -> bytes:
    """The same but for one digit, and packed as before."""
    text = zlib.decompress(packed)
    at = max(i for i, byte in enumerate(text) if 48 < byte < 57)
    return zlib.compress(text[:at] + bytes([text[at] + 1]) + text[at + 1 :], 1)


def mended_each_way(store: MemoryMatchStore) -> None:
    """Reconcile, a rebuild, and a next ball mend it, each on a copy; the next ball is counted."""
    reconciled = copy.deepcopy(store)
    assert reconcile(reconciled, noon, MATCH_ID).healed == ("rebuild",)
    assert verify(reconciled, noon, MATCH_ID) == []
    rebuilt = copy.deepcopy(store)
    rebuild(rebuilt, noon, MATCH_ID, "asked for")
    assert verify(rebuilt, noon, MATCH_ID) == []
    reconcile(rebuilt, noon, MATCH_ID)
    assert reconcile(rebuilt, noon, MATCH_ID).healed == ()
    scored = copy.deepcopy(store)
    catch_up(scored, noon, MATCH_ID, [scored.put("1_4", over()["1_4"] | {"isVoided": True})])
    assert (scored.score or {})["currentInnings"]["runs"] == 10
    assert verify(scored, noon, MATCH_ID) == []


def covered(store: MemoryMatchStore) -> list[str]:
    return sorted((store.state or {}).keys() - NOT_BELIEVED_BUT_SHOWN)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("value", JUNK, ids=repr)
def test_junk_in_any_field_of_the_state_is_a_rebuild_and_raises_nowhere(
    store: MemoryMatchStore, value: Any
) -> None:
    for name in covered(store):
        damaged = copy.deepcopy(store)
        assert damaged.state is not None
        before = damaged.state[name]
        if type(before) is type(value) and before == value:
            continue
        damaged.state[name] = value
        assert verify(damaged, noon, MATCH_ID), name
        done = catch_up(damaged, noon, MATCH_ID, [damaged.put("1_8", ball(8, 2))])
        assert done.path is Route.REBUILD, name
        assert (damaged.score or {})["currentInnings"]["runs"] == 16, name
        damaged.state[name] = value
        assert reconcile(damaged, noon, MATCH_ID).healed == ("rebuild",), name
        assert verify(damaged, noon, MATCH_ID) == [], name


def test_a_field_that_is_missing_from_the_state_is_a_rebuild(store: MemoryMatchStore) -> None:
    for name in covered(store):
        damaged = copy.deepcopy(store)
        assert damaged.state is not None
        del damaged.state[name]
        mended_each_way(damaged)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ["openLog", "index", "known", "state", "checkpoint", "closed"])
def test_a_changed_digit_that_still_unpacks_is_not_believed(
    store: MemoryMatchStore, name: str
) -> None:
    for action_id, document in over(2).items():
        catch_up(store, noon, MATCH_ID, [store.put(action_id, document)])
    assert store.state is not None
    store.state[name] = with_another_digit(store.state[name])
    assert verify(store, noon, MATCH_ID)
    assert reconcile(store, noon, MATCH_ID).healed == ("rebuild",)
    assert verify(store, noon, MATCH_ID) == []


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
def test_junk_in_what_no_checksum_covers_stops_nothing(
    store: MemoryMatchStore, field: str, value: Any
) -> None:
    assert store.state is not None
    store.state[field] = value
    assert catch_up(store, noon, MATCH_ID, [store.put("1_8", ball(8, 2))]).path is Route.NEXT
    assert reconcile(store, noon, MATCH_ID).healed == ()


Damage = Callable[[MemoryMatchStore], None]


def flip_the_checkpoint(store: MemoryMatchStore) -> None:
    store.chunks["1_1"]["checkpoint"] = with_another_digit(store.chunks["1_1"]["checkpoint"])


def flip_the_log(store: MemoryMatchStore) -> None:
    store.chunks["1_1"]["log"] = with_another_digit(store.chunks["1_1"]["log"])


def lose_a_line(store: MemoryMatchStore) -> None:
    lines = zlib.decompress(store.chunks["1_1"]["log"]).splitlines()
    store.chunks["1_1"]["log"] = zlib.compress(b"\n".join(lines[:-1]))


def lose_a_line_consistently(store: MemoryMatchStore) -> None:
    whole = packing.read_chunk(store.chunks["1_1"])
    *kept, _ = sorted(whole.entries.items())
    store.chunks["1_1"] = packing.chunk_document(SealedChunk(dict(kept), whole.checkpoint))


def copy_one_over_another(store: MemoryMatchStore) -> None:
    store.chunks["1_1"] = dict(store.chunks["1_0"])


def bring_back_an_older_one(store: MemoryMatchStore) -> None:
    """Its lines are the same, its checkpoint is of a log in which an earlier ball was void."""
    catch_up(store, noon, MATCH_ID, [store.put("1_2", over()["1_2"] | {"isVoided": True})])
    older = store.chunks["1_1"]
    catch_up(store, noon, MATCH_ID, [store.put("1_2", over()["1_2"])])
    store.chunks["1_1"] = older


def delete_it(store: MemoryMatchStore) -> None:
    del store.chunks["1_1"]


def count_other_lines(store: MemoryMatchStore) -> None:
    store.chunks["1_1"]["actionCount"] = 99


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "damage",
    [
        flip_the_checkpoint,
        flip_the_log,
        lose_a_line,
        lose_a_line_consistently,
        copy_one_over_another,
        bring_back_an_older_one,
        delete_it,
        count_other_lines,
    ],
    ids=lambda damage: damage.__name__,
)
def test_a_sealed_chunk_that_is_not_as_written_is_told_and_mended(
    store: MemoryMatchStore, damage: Damage
) -> None:
    damage(store)
    found = {each.document for each in verify(store, noon, MATCH_ID)}
    assert found == {"live/log_1_1"}
    mended_each_way(store)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("value", JUNK, ids=repr)
def test_junk_in_any_field_of_a_chunk_is_told_and_mended(
    store: MemoryMatchStore, value: Any
) -> None:
    for name in sorted(store.chunks["1_1"]):
        damaged = copy.deepcopy(store)
        damaged.chunks["1_1"][name] = value
        assert verify(damaged, noon, MATCH_ID), name
        assert reconcile(damaged, noon, MATCH_ID).healed == ("rebuild",), name
        assert verify(damaged, noon, MATCH_ID) == [], name


def test_a_chunk_that_another_worker_has_just_rewritten_is_read_again_and_not_rebuilt(
    store: MemoryMatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = store.read_chunks

    def read_late(match_id: str, keys: Any) -> Any:
        monkeypatch.setattr(store, "read_chunks", read)
        catch_up(store, noon, MATCH_ID, [store.put("1_4", over()["1_4"] | {"isVoided": True})])
        return read(match_id, keys)

    monkeypatch.setattr(store, "read_chunks", read_late)
    done = catch_up(store, noon, MATCH_ID, [store.put("1_5", over()["1_5"] | {"isVoided": True})])
    assert (done.path, done.tries) == (Route.REFOLD, 2)
    assert verify(store, noon, MATCH_ID) == []


def test_a_chunk_with_a_name_that_is_none_is_passed_over(store: MemoryMatchStore) -> None:
    for name in ("x", "1_0_0", "01_0", "1_", ""):
        store.chunks[name] = {"log": 5}
    rebuild(store, noon, MATCH_ID, "asked for")
    assert verify(store, noon, MATCH_ID) == []


def test_a_health_that_somebody_deleted_comes_back_with_reconcile(store: MemoryMatchStore) -> None:
    catch_up(store, noon, MATCH_ID, [store.put("1_9", {"type": "spaceship"})])
    assert store.health is not None
    before, store.health = store.health["problems"], None
    assert reconcile(store, noon, MATCH_ID).healed == ("health",)
    assert store.read_public(MATCH_ID).health == {
        "matchId": MATCH_ID,
        "problemCount": 2,
        "problems": before,
        "lagMs": 0,
        "lastUpdated": NOON,
        "lastReconcile": {"at": NOON, "healed": ["health"], "stopped": False},
    }
    assert verify(store, noon, MATCH_ID) == []
    assert reconcile(store, noon, MATCH_ID).healed == ()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("value", JUNK, ids=repr)
def test_a_health_that_lists_other_problems_is_written_again(
    store: MemoryMatchStore, value: Any
) -> None:
    assert store.health is not None
    store.health["problems"] = value
    store.health["lastRebuild"] = store.health["lastReconcile"] = value
    healed = () if value == [] else ("health",)
    assert reconcile(store, noon, MATCH_ID).healed == healed
    assert store.health["problems"] == []


@pytest.mark.sampled(3)
@pytest.mark.parametrize("value", [2**63 - 1, 2**62, -(2**63), True, "7", None, [1]], ids=repr)
def test_a_version_or_revision_that_is_none_is_not_counted_on_from(
    store: MemoryMatchStore, value: Any
) -> None:
    before = (store.state or {})["version"]
    assert store.score is not None
    store.score["version"] = store.events["1_2"]["revision"] = value
    assert reconcile(store, noon, MATCH_ID).healed == ("rebuild",)
    assert before < store.score["version"] < before + 1_000
    assert verify(store, noon, MATCH_ID) == []
