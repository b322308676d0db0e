"""Tests two versions of the functions on one match: nothing is lost, no endless rebuilds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from scrbrd.handlers.catch_up import CaughtUp, Route, catch_up, finish, rebuild
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.reconcile import Reconciled, reconcile
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.snapshot.model import STATE_VERSION
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

OLDER, NEWER = STATE_VERSION, STATE_VERSION + 1
LATER = NOON + timedelta(minutes=1)


class Fleet:
    """A match on which functions of two versions are called."""

    def __init__(self) -> None:
        self.store = MemoryMatchStore()
        self.store.match, self.store.lineups = match_document(), lineup_documents()
        self.routes: Counter[tuple[int, Route]] = Counter()

    def call_as(self, version: int, call: Callable[[], Any]) -> Any:
        """Call a function with a version set, also within a call of another version."""
        before, self.store.state_version = self.store.state_version, version
        try:
            return call()
        finally:
            self.store.state_version = before

    def trigger(self, version: int, *changed: ObservedAction) -> CaughtUp:
        result: CaughtUp = self.call_as(
            version, lambda: catch_up(self.store, noon_clock, MATCH_ID, changed)
        )
        self.routes[version, result.path] += 1
        return result

    def score(self, version: int, documents: dict[str, dict[str, Any]]) -> CaughtUp:
        return [self.trigger(version, self.store.put(k, v)) for k, v in documents.items()][-1]

    def reconcile(self, version: int) -> Reconciled:
        found: Reconciled = self.call_as(
            version, lambda: reconcile(self.store, noon_clock, MATCH_ID)
        )
        return found

    @property
    def runs(self) -> int:
        runs: int = (self.store.score or {})["currentInnings"]["runs"]
        return runs

    @property
    def version(self) -> int:
        version: int = (self.store.state or {})["schemaVersion"]
        return version


def noon_clock() -> Any:
    return NOON


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


def test_a_newer_version_rebuilds_an_older_versions_state_once(fleet: Fleet) -> None:
    documents = one_over()
    fleet.score(OLDER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})
    assert fleet.score(NEWER, {"1_4": documents["1_4"]}).path is Route.REBUILD
    assert fleet.score(NEWER, {"1_5": documents["1_5"]}).path is Route.NEXT
    assert (fleet.runs, fleet.version) == (7, NEWER)


def test_an_older_version_leaves_a_newer_versions_match_alone_and_writes_nothing(
    fleet: Fleet,
) -> None:
    documents = one_over()
    fleet.score(NEWER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})
    changed = fleet.store.put("1_4", documents["1_4"])
    reads, writes = fleet.store.reads, fleet.store.writes
    result = fleet.trigger(OLDER, changed)
    assert (result.path, result.wrote) == (Route.NEWER, False)
    assert fleet.reconcile(OLDER).is_newer
    refreshed = fleet.call_as(OLDER, lambda: refresh_inputs(fleet.store, noon_clock, MATCH_ID))
    assert refreshed.path is Route.NEWER
    assert not fleet.call_as(OLDER, lambda: finish(fleet.store, noon_clock, MATCH_ID)).wrote
    assert (
        fleet.call_as(OLDER, lambda: rebuild(fleet.store, noon_clock, MATCH_ID, "x")).path
        is Route.NEWER
    )
    assert (fleet.store.reads - reads, fleet.store.writes - writes) == (5, 0)
    assert fleet.score(NEWER, {"1_5": documents["1_5"]}).path is Route.GAP
    assert fleet.runs == 7, "what the older version left is not lost"


def test_reconcile_of_the_newer_version_applies_actions_the_older_one_skipped(
    fleet: Fleet,
) -> None:
    documents = one_over()
    fleet.score(NEWER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})
    fleet.score(OLDER, {key: documents[key] for key in ("1_4", "1_5", "1_6", "1_7")})
    assert fleet.runs == 1
    assert fleet.reconcile(NEWER).healed == ("next",)
    assert fleet.runs == 14


def test_an_administrator_rolls_back_by_a_rebuild(fleet: Fleet) -> None:
    fleet.score(NEWER, one_over())
    result = fleet.call_as(
        OLDER, lambda: rebuild(fleet.store, noon_clock, MATCH_ID, "rolled back", rolls_back=True)
    )
    assert (result.path, fleet.version, fleet.runs) == (Route.REBUILD, OLDER, 14)
    assert fleet.score(OLDER, {"1_8": ball(8, 2)}).path is Route.NEXT
    assert fleet.call_as(OLDER, lambda: verify(fleet.store, noon_clock, MATCH_ID)) == []


def test_a_newer_version_that_commits_first_is_not_overwritten(fleet: Fleet) -> None:
    documents = one_over()
    fleet.score(OLDER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})

    def commit_newer_first() -> None:
        fleet.score(NEWER, {"1_5": documents["1_5"]})

    changed = fleet.store.put("1_4", documents["1_4"])
    fleet.store.before_commit = commit_newer_first
    result = fleet.trigger(OLDER, changed)
    assert (result.path, result.tries, fleet.version) == (Route.NEWER, 2, NEWER)
    assert fleet.runs == 7


def test_a_score_deleted_while_the_newer_version_takes_over_is_left_to_that_version(
    fleet: Fleet,
) -> None:
    documents = one_over()
    fleet.score(OLDER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})
    store = fleet.store

    def delete_score() -> None:
        store.score = None

    store.before_commit = delete_score
    original_read, read_ids = store.read_state, []

    def read_state(match_id: str) -> Any:
        read_ids.append(match_id)
        if len(read_ids) == 2:
            fleet.score(NEWER, {"1_5": documents["1_5"]})
        return original_read(match_id)

    store.read_state = read_state  # type: ignore[method-assign]
    result = fleet.trigger(OLDER, store.put("1_4", documents["1_4"]))
    assert (result.path, fleet.version, fleet.runs) == (Route.NEWER, NEWER, 7)


@pytest.mark.parametrize("stored_version", [NEWER, 99, 2**62])
def test_a_changed_version_number_alone_is_damage_and_not_a_newer_version(
    fleet: Fleet, stored_version: int
) -> None:
    fleet.score(OLDER, one_over())
    assert fleet.store.state is not None
    fleet.store.state["schemaVersion"] = stored_version
    assert fleet.score(OLDER, {"1_8": ball(8, 2)}).path is Route.REBUILD
    assert (fleet.version, fleet.runs) == (OLDER, 16)


@pytest.mark.parametrize("seed", range(20))
def test_versions_mixed_at_random_end_in_the_same_documents_with_few_rebuilds(
    fleet: Fleet, seed: int
) -> None:
    chance = random.Random(seed)
    documents = list((one_over(1) | one_over(2)).items())
    pending: list[ObservedAction] = []
    for name, document in documents:
        pending.append(fleet.store.put(name, document))
        if chance.random() < 0.6:
            fleet.trigger(chance.choice((OLDER, NEWER)), *pending)
            pending = []
        if chance.random() < 0.2:
            fleet.trigger(chance.choice((OLDER, NEWER)), fleet.store.touch(name))
        if chance.random() < 0.2:
            fleet.reconcile(chance.choice((OLDER, NEWER)))
    fleet.trigger(NEWER, *pending)
    for version in (OLDER, NEWER, OLDER, NEWER):
        fleet.reconcile(version)
    rebuilds = {version: fleet.routes[version, Route.REBUILD] for version in (OLDER, NEWER)}
    assert max(rebuilds.values()) <= 1, "each version starts the match at most once"
    assert (fleet.store.score or {})["resultText"] == "match tied"
    assert fleet.call_as(NEWER, lambda: verify(fleet.store, noon_clock, MATCH_ID)) == []
    assert fleet.reconcile(NEWER).healed == ()
