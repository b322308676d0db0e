"""Tests the cost of requests: expressions, measured by padding the rules, and access calls."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from devtools.emulators import FirestoreEmulator
from devtools.rules.budget import (
    BUDGET,
    MAX_EXPRESSIONS,
    access_calls,
    most_padding,
    padding_of,
    with_padded_writes,
    with_padding,
)
from devtools.rules.build import Built
from devtools.rules.lint import ALLOW
from tests.rules.batches import (
    REVOKED_ROLE,
    RULING,
    SMALLEST_FIRST,
    first_entry_write,
    lineup_path,
    match_with_scorer_writes,
    regrant_writes,
    scorer_entry_path,
)
from tests.rules.books import (
    STATEMENTS,
)
from tests.rules.cast import (
    CAPTAIN,
    MATCH,
    PLANNED,
    SCORER,
)
from tests.rules.costliest import SEEDS, costliest_commits
from tests.rules.documents import FACTS, as_stored, lineup
from tests.rules.policy import new_world
from tests.rules.scene import WORLD
from tests.rules.twins import all_families
from tests.rules.twins.commit import Commit, was_accepted
from tests.rules.world import Actor, Create, World, Write

pytestmark = pytest.mark.xdist_group("rules")

RULES_WITHOUT_CONDITIONS = """\
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /{document=**} { allow write: if true; }
  }
}
"""
SINGLE_LIMIT, BATCH_LIMIT = 10, 20
"""Access calls of a request for one document, and of a batch."""

EXPRESSIONS_BELOW_A_DELIVERY = 400
"""Fewer expressions than a delivery costs."""

COSTLIEST = costliest_commits()


def is_accepted_and_restored(world: World, commit: Commit) -> bool:
    """Send a commit once; restore the documents; return True if it was allowed."""
    allowed = was_accepted(world, commit)
    if allowed:
        world.restore(sorted({write.path for write in commit.writes}), {**WORLD, **SEEDS})
    return allowed


def accepted_padding(world: World, text: str, condition: str, commit: Commit) -> int:
    """Return the most padding with which a commit is still accepted."""

    def passes(ruleset: str) -> bool:
        world.load(ruleset)
        return is_accepted_and_restored(world, commit)

    return most_padding(text, condition, passes)


@pytest.fixture(scope="module")
def padding_of_empty_rule(firestore_emulator: FirestoreEmulator) -> int:
    """The most padding with which a rule without conditions accepts a write."""
    world = World(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}")
    return accepted_padding(
        world, RULES_WITHOUT_CONDITIONS, "if true", Commit(SCORER, (Create("any/thing", {}),))
    )


@pytest.fixture(scope="module")
def world_with_budget(
    firestore_emulator: FirestoreEmulator, built: Built, padding_of_empty_rule: int
) -> Iterator[World]:
    """A project whose rules leave 700 expressions for each write; padding uses the others."""
    text = with_padded_writes(
        built.text, padding_of(MAX_EXPRESSIONS - BUDGET, padding_of_empty_rule)
    )
    world = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", text)
    world.seed(SEEDS)
    yield world
    world.close()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("commit", COSTLIEST.values(), ids=COSTLIEST)
def test_the_costliest_request_of_a_kind_uses_at_most_700_expressions(
    world_with_budget: World, commit: Commit
) -> None:
    assert is_accepted_and_restored(world_with_budget, commit)


@pytest.mark.slow
def test_every_accepted_request_of_the_twins_uses_at_most_700_expressions(
    world_with_budget: World,
) -> None:
    refused = []
    for family in all_families():
        world_with_budget.seed(family.seeds)
        if not was_accepted(world_with_budget, family.good):
            refused.append(family.name)
        paths = {write.path for write in family.good.writes} | set(family.seeds)
        world_with_budget.restore(sorted(paths), {**WORLD, **SEEDS})
    assert refused == [], refused


def test_the_costliest_requests_include_every_type_of_action() -> None:
    kinds = {"delivery", *FACTS, "void", "redo", "correction with its stamp"}
    assert kinds | {f"entry, {kind}" for kind in {*kinds, *STATEMENTS}} <= set(COSTLIEST)


def test_every_write_that_the_rules_may_allow_is_padded(built: Built) -> None:
    writes = [
        condition
        for methods, condition in ALLOW.findall(with_padded_writes(built.text, 1))
        if not {"get", "list"} & set(methods.split(", ")) and condition != "false"
    ]
    assert writes
    assert all(condition.endswith(") && true") for condition in writes)


def test_a_delivery_is_refused_if_the_padding_leaves_too_few_expressions(
    firestore_emulator: FirestoreEmulator, built: Built, padding_of_empty_rule: int
) -> None:
    padding = padding_of(MAX_EXPRESSIONS - EXPRESSIONS_BELOW_A_DELIVERY, padding_of_empty_rule)
    text = with_padded_writes(built.text, padding)
    world = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", text)
    assert not was_accepted(world, COSTLIEST["delivery"])
    world.close()


def test_padding_requires_a_condition_that_occurs_exactly_once(built: Built) -> None:
    with pytest.raises(ValueError, match="must be there once"):
        with_padding(built.text, "no such condition", 1)


# Access calls ---------------------------------------------------------------------------------


class AccessCallCounter:
    """Counts the access calls of commits in the module's project."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._calls = access_calls(world.coverage())

    def calls_of(self, commit: Commit) -> int:
        """Return the access calls of a commit, which must be accepted."""
        assert was_accepted(self.world, commit)
        before, self._calls = self._calls, access_calls(self.world.coverage())
        return self._calls - before


@pytest.fixture(scope="module")
def counter_of_module(
    firestore_emulator: FirestoreEmulator, built: Built
) -> Iterator[AccessCallCounter]:
    """A counter for a project that only these tests use, so that its reports are short.

    Writes that bypass the rules make no access calls.
    """
    world = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", built.text)
    yield AccessCallCounter(world)
    world.close()


@pytest.fixture
def counter(counter_of_module: AccessCallCounter) -> Iterator[AccessCallCounter]:
    """The counter with players to confirm; the documents are restored after the test."""
    lineups = {
        lineup_path(n): as_stored(lineup(PLANNED, "north-1", f"p{n}", CAPTAIN)) for n in range(20)
    }
    lineups |= REVOKED_ROLE
    world = counter_of_module.world
    world.seed(lineups)
    yield counter_of_module
    log_paths = [f"matches/{MATCH}/scoring_actions/1_{number}" for number in range(1, 10)]
    planned_log_paths = [f"matches/{PLANNED}/scoring_actions/{name}" for name in ("1_1", "2_1")]
    new_paths = [
        write.path for writes in (match_with_scorer_writes(), regrant_writes()) for write in writes
    ]
    entry_paths = [scorer_entry_path(f"1_{number}") for number in range(1, 10)]
    entry_paths += [first_entry_write(innings).path for innings in (1, 2)]
    entry_paths += [first_entry_write(innings, SCORER).path for innings in (2, 3)]
    paths_to_restore = (
        *log_paths,
        *planned_log_paths,
        *lineups,
        *new_paths,
        *entry_paths,
        RULING,
        f"matches/{PLANNED}",
    )
    world.restore(paths_to_restore, WORLD)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("actor", "writes", "calls"), SMALLEST_FIRST.values(), ids=SMALLEST_FIRST)
def test_a_commit_makes_the_stated_number_of_access_calls_within_the_limits(
    counter: AccessCallCounter, actor: Actor, writes: tuple[Write, ...], calls: int
) -> None:
    new_paths = [write.path for write in writes if isinstance(write, Create)]
    counter.world.remove(new_paths)
    calls_found = counter.calls_of(Commit(actor, writes))
    assert calls_found == calls
    assert calls_found <= (SINGLE_LIMIT if len(writes) == 1 else BATCH_LIMIT)
