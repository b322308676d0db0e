"""Tests the access matrix, the hostile twins, and the coverage of the rules by both."""

from __future__ import annotations

import re

import pytest

from devtools.rules import coverage_record
from devtools.rules.build import Built
from devtools.rules.coverage import CONSTANTS, gaps
from tests.rules.cast import ACTORS
from tests.rules.matrix import rows
from tests.rules.matrix.cells import wrong_cells
from tests.rules.matrix.row import LETTERS, OPERATIONS, Row
from tests.rules.policy import TableRunner
from tests.rules.twins import all_families, twins
from tests.rules.twins.commit import Family, Twin, wrong_family
from tests.rules.world import Delete, World

REQUIRED_ATTACKS = {
    "recordedBy forged": "delivery: recorded by another",
    "wrong totals": "delivery: total too high",
    "negative runs": "delivery: negative runs",
    "10^9 runs": "delivery: a thousand million runs",
    "a string for a number": "delivery: runs as text",
    "an extra field": "delivery: an extra field",
    "an edited past ball": "void with other runs",
    "an overwritten past ball": "overwritten action",
    "a deleted ball": "delete an action",
    "a skipped number": "skipped number",
    "a gap within a batch": "a gap within a batch",
    "another match's role": "append by scorer_elsewhere",
    "an ended role": "append by scorer_ended",
    "a role that has not started": "append by scorer_not_yet",
    "a revoked role": "append by scorer_revoked",
    "a match role for oneself": "match_roles: to oneself",
    "a team role for oneself": "team_roles: to oneself",
    "a school role for oneself": "school_roles: to oneself",
    "a lineup after confirmation": "reselected: after confirmation",
    "a lineup after the first ball": "reselected: after the first ball",
    "a write to live/score": "the ball and matches/live-match/live/score",
}
"""Attacks that the table must contain, with the name of the twin; tokens are in test_tokens.py."""


@pytest.mark.sampled(4)
@pytest.mark.xdist_group("rules")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_the_rules_decide_as_each_cell_of_the_matrix_states(world: World, row: Row) -> None:
    assert list(wrong_cells(world, row)) == []


@pytest.mark.sampled(4)
@pytest.mark.xdist_group("rules")
@pytest.mark.parametrize("family", all_families(), ids=lambda family: family.name)
def test_hostile_requests_are_refused_and_their_valid_twin_is_accepted(
    world_of_twins: World, family: Family
) -> None:
    assert list(wrong_family(world_of_twins, family)) == []


def test_the_coverage_of_the_present_rules_and_tables_is_recorded_as_complete() -> None:
    """The slow test below measures the coverage; it takes minutes."""
    assert coverage_record.is_recorded(), (
        "rules or tables have changed since: run scripts/scrbrd rules coverage, commit its note"
    )


@pytest.mark.slow
def test_every_expression_of_the_rules_is_evaluated_true_and_false(
    world_of_twins: World, built: Built
) -> None:
    world_of_twins.load(built.text)
    runner = TableRunner(world_of_twins, built)
    runner.run_all()
    missing = gaps(runner.seen, built, CONSTANTS)
    assert not missing, "\n".join(map(str, missing))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_cell_of_the_matrix_is_missing(row: Row, operation: str) -> None:
    cells = getattr(row, operation)
    assert len(cells) == len(ACTORS) == len(LETTERS)
    assert all(cell in {".", letter} for cell, letter in zip(cells, LETTERS, strict=True))


def test_every_match_block_of_the_rules_has_a_row(built: Built) -> None:
    blocks = _match_blocks(built.text)
    with_row = {
        block for block in blocks for row in rows() if re.fullmatch(block, row.existing_path)
    }
    collection_groups = {block for block in blocks if block.startswith(".*")}
    assert blocks - with_row - collection_groups == set()


def test_there_are_at_least_150_twins_with_unique_names() -> None:
    table = twins()
    assert len(table) >= 150
    assert len({twin.name for twin in table}) == len(table)
    assert all(repr(twin.good) != repr(twin.bad) for twin in table)


def test_every_twin_is_in_one_family_and_all_required_attacks_are_in_the_table() -> None:
    named = [twin.name for family in all_families() for twin in family.twins]
    assert sorted(named) == sorted(twin.name for twin in twins())
    assert set(REQUIRED_ATTACKS.values()) <= set(named)


def test_the_requests_of_a_twin_differ_in_at_most_four_fields() -> None:
    different = [twin.name for twin in twins() if _differences(twin) > 4]
    assert different == []


def _differences(twin: Twin) -> int:
    """Return how many fields differ; 1 if the actors, paths or kinds of write differ."""
    good, bad = twin.good.writes[0], twin.bad.writes[0]
    if twin.good.actor != twin.bad.actor or isinstance(good, Delete) or isinstance(bad, Delete):
        return 1
    if good.path != bad.path:
        return 1
    names = {*good.fields, *bad.fields}
    return sum(good.fields.get(name) != bad.fields.get(name) for name in names)


def _match_blocks(text: str) -> set[str]:
    """Return the paths of all match blocks as patterns, read from the built file's indentation."""
    stack: list[tuple[int, str]] = []
    found = set()
    for line in text.splitlines():
        block = re.match(r"( *)match (/\S+) \{$", line)
        if not block or "{database}" in line:
            continue
        depth = len(block[1])
        stack = [(level, path) for level, path in stack if level < depth]
        stack.append((depth, block[2]))
        path = "".join(part for _, part in stack).removeprefix("/")
        found.add(re.sub(r"\{\w+\}", "[^/]+", re.sub(r"\{\w+=\*\*\}", ".*", path)))
    return found
