"""Two versions of the functions side by side on one match: nothing lost, no endless rebuilding."""

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
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over

OLDER, NEWER = STATE_VERSION, STATE_VERSION + 1
LATER = NOON + timedelta(minutes=1)


class Fleet:
    """One match on which functions of two versions are called."""

    def __init__(self) -> None:
        self.store = MemoryMatchStore()
        self.store.match, self.store.lineups = match_document(), lineup_documents()
        self.routes: Counter[tuple[int, Route]] = Counter()

    def by(self, version: int, call: Callable[[], Any]) -> Any:
        """Call a function of a version, also in the middle of another's call."""
        before, self.store.state_version = self.store.state_version, version
        try:
            return call()
        finally:
            self.store.state_version = before

    def trigger(self, version: int, *moved: ObservedAction) -> CaughtUp:
        done: CaughtUp = self.by(version, lambda: catch_up(self.store, noon, MATCH_ID, moved))
        self.routes[version, done.path] += 1
        return done

    def score(self, version: int, documents: dict[str, dict[str, Any]]) -> CaughtUp:
        return [self.trigger(version, self.store.put(k, v)) for k, v in documents.items()][-1]

    def reconcile(self, version: int) -> Reconciled:
        found: Reconciled = self.by(version, lambda: reconcile(self.store, noon, MATCH_ID))
        return found

    @property
    def runs(self) -> int:
        runs: int = (self.store.score or {})["currentInnings"]["runs"]
        return runs

    @property
    def version(self) -> int:
        version: int = (self.store.state or {})["schemaVersion"]
        return version


def noon() -> Any:
    return NOON


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


def test_a_newer_version_rebuilds_what_an_older_wrote_once(fleet: Fleet) -> None:
    documents = over()
    fleet.score(OLDER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})
    assert fleet.score(NEWER, {"1_4": documents["1_4"]}).path is Route.REBUILD
    assert fleet.score(NEWER, {"1_5": documents["1_5"]}).path is Route.NEXT
    assert (fleet.runs, fleet.version) == (7, NEWER)


def test_an_older_version_leaves_the_match_to_the_newer_and_writes_nothing(fleet: Fleet) -> None:
    documents = over()
    fleet.score(NEWER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})
    moved = fleet.store.put("1_4", documents["1_4"])
    reads, writes = fleet.store.reads, fleet.store.writes
    done = fleet.trigger(OLDER, moved)
    assert (done.path, done.wrote) == (Route.NEWER, False)
    assert fleet.reconcile(OLDER).is_newer
    refreshed = fleet.by(OLDER, lambda: refresh_inputs(fleet.store, noon, MATCH_ID))
    assert refreshed.path is Route.NEWER
    assert not fleet.by(OLDER, lambda: finish(fleet.store, noon, MATCH_ID)).wrote
    assert fleet.by(OLDER, lambda: rebuild(fleet.store, noon, MATCH_ID, "x")).path is Route.NEWER
    assert (fleet.store.reads - reads, fleet.store.writes - writes) == (5, 0)
    assert fleet.score(NEWER, {"1_5": documents["1_5"]}).path is Route.GAP
    assert fleet.runs == 7, "what the older version left is not lost"


def test_what_the_older_version_left_last_is_found_by_the_newer_ones_reconcile(
    fleet: Fleet,
) -> None:
    documents = over()
    fleet.score(NEWER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})
    fleet.score(OLDER, {key: documents[key] for key in ("1_4", "1_5", "1_6", "1_7")})
    assert fleet.runs == 1
    assert fleet.reconcile(NEWER).healed == ("next",)
    assert fleet.runs == 14


def test_an_administrator_rolls_back_by_a_rebuild(fleet: Fleet) -> None:
    fleet.score(NEWER, over())
    done = fleet.by(
        OLDER, lambda: rebuild(fleet.store, noon, MATCH_ID, "rolled back", rolls_back=True)
    )
    assert (done.path, fleet.version, fleet.runs) == (Route.REBUILD, OLDER, 14)
    assert fleet.score(OLDER, {"1_8": ball(8, 2)}).path is Route.NEXT
    assert fleet.by(OLDER, lambda: verify(fleet.store, noon, MATCH_ID)) == []


def test_a_newer_version_that_commits_first_is_not_overwritten(fleet: Fleet) -> None:
    documents = over()
    fleet.score(OLDER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})

    def the_newer_goes_first() -> None:
        fleet.score(NEWER, {"1_5": documents["1_5"]})

    moved = fleet.store.put("1_4", documents["1_4"])
    fleet.store.before_commit = the_newer_goes_first
    done = fleet.trigger(OLDER, moved)
    assert (done.path, done.tries, fleet.version) == (Route.NEWER, 2, NEWER)
    assert fleet.runs == 7


def test_a_score_that_vanished_while_the_newer_took_over_is_left_to_it(fleet: Fleet) -> None:
    documents = over()
    fleet.score(OLDER, {key: documents[key] for key in ("1_1", "1_2", "1_3")})
    store = fleet.store

    def the_score_goes() -> None:
        store.score = None

    store.before_commit = the_score_goes
    read, seen = store.read_state, []

    def read_state(match_id: str) -> Any:
        seen.append(match_id)
        if len(seen) == 2:
            fleet.score(NEWER, {"1_5": documents["1_5"]})
        return read(match_id)

    store.read_state = read_state  # type: ignore[method-assign]
    done = fleet.trigger(OLDER, store.put("1_4", documents["1_4"]))
    assert (done.path, fleet.version, fleet.runs) == (Route.NEWER, NEWER, 7)


@pytest.mark.parametrize("changed", [NEWER, 99, 2**62])
def test_a_changed_number_alone_is_damage_and_no_newer_version(fleet: Fleet, changed: int) -> None:
    fleet.score(OLDER, over())
    assert fleet.store.state is not None
    fleet.store.state["schemaVersion"] = changed
    assert fleet.score(OLDER, {"1_8": ball(8, 2)}).path is Route.REBUILD
    assert (fleet.version, fleet.runs) == (OLDER, 16)


@pytest.mark.parametrize("seed", range(20))
def test_versions_mixed_at_random_end_in_the_same_documents_with_few_rebuilds(
    fleet: Fleet, seed: int
) -> None:
    chance = random.Random(seed)
    documents = list((over(1) | over(2)).items())
    at_once: list[ObservedAction] = []
    for name, document in documents:
        at_once.append(fleet.store.put(name, document))
        if chance.random() < 0.6:
            fleet.trigger(chance.choice((OLDER, NEWER)), *at_once)
            at_once = []
        if chance.random() < 0.2:
            fleet.trigger(chance.choice((OLDER, NEWER)), fleet.store.touch(name))
        if chance.random() < 0.2:
            fleet.reconcile(chance.choice((OLDER, NEWER)))
    fleet.trigger(NEWER, *at_once)
    for version in (OLDER, NEWER, OLDER, NEWER):
        fleet.reconcile(version)
    rebuilds = {version: fleet.routes[version, Route.REBUILD] for version in (OLDER, NEWER)}
    assert max(rebuilds.values()) <= 1, "each version starts the match at most once"
    assert (fleet.store.score or {})["resultText"] == "match tied"
    assert fleet.by(NEWER, lambda: verify(fleet.store, noon, MATCH_ID)) == []
    assert fleet.reconcile(NEWER).healed == ()
