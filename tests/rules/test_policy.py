"""The access matrix; the hostile twins, and then, on their project, the coverage of the rules."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from scrbrd_admin.rules.build import Built
from scrbrd_admin.rules.coverage import gaps, html, lcov
from tests.rules.cast import ACTORS
from tests.rules.matrix import LETTERS, OPERATIONS, Row, rows, wrong_cells
from tests.rules.policy import Court
from tests.rules.twins import Twin, twins
from tests.rules.world import Delete, World

CONSTANTS = frozenset({"true", "false"})


@pytest.mark.xdist_group("matrix")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_every_cell_of_the_matrix_is_as_stated(world: World, row: Row) -> None:
    assert wrong_cells(world, row) == []


@pytest.mark.xdist_group("twins")
@pytest.mark.parametrize("twin", twins(), ids=lambda twin: twin.name)
def test_a_hostile_request_is_refused_and_its_twin_accepted(court: Court, twin: Twin) -> None:
    assert court.judge(twin) == []


@pytest.mark.xdist_group("twins")
def test_every_expression_of_the_rules_was_true_and_false(court: Court, built: Built) -> None:
    court.judge_the_rest()
    _report_on_request(court, built)
    missing = gaps(court.seen, built, CONSTANTS)
    assert not missing, "\n".join(map(str, missing))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_cell_of_the_matrix_is_missing(row: Row, operation: str) -> None:
    cells = getattr(row, operation)
    assert len(cells) == len(ACTORS) == len(LETTERS)
    assert all(cell in {".", letter} for cell, letter in zip(cells, LETTERS, strict=True))


def test_every_match_block_of_the_rules_has_a_row(built: Built) -> None:
    places = _match_blocks(built.text)
    covered = {place for place in places for row in rows() if re.fullmatch(place, row.there)}
    group = {place for place in places if place.startswith(".*")}
    assert places - covered - group == set()


def test_there_are_150_hostile_requests_and_no_two_alike() -> None:
    table = twins()
    assert len(table) >= 150
    assert len({twin.name for twin in table}) == len(table)
    assert all(repr(twin.good) != repr(twin.bad) for twin in table)


def test_a_twin_of_one_write_differs_in_one_thing() -> None:
    crowded = [twin.name for twin in twins() if _differences(twin) > 4]
    assert crowded == []


def _report_on_request(court: Court, built: Built) -> None:
    """Write HTML, or else LCOV, to the path in SCRBRD_RULES_REPORT."""
    if path := os.environ.get("SCRBRD_RULES_REPORT"):
        made = html if path.endswith(".html") else lcov
        Path(path).write_text(made(court.seen, built), encoding="utf-8")


def _differences(twin: Twin) -> int:
    """How many fields differ, where both requests write the same documents as the same person."""
    mine, theirs = twin.good.writes[0], twin.bad.writes[0]
    if twin.good.actor != twin.bad.actor or isinstance(mine, Delete) or isinstance(theirs, Delete):
        return 1
    if mine.path != theirs.path:
        return 1
    names = {*mine.fields, *theirs.fields}
    return sum(mine.fields.get(name) != theirs.fields.get(name) for name in names)


def _match_blocks(text: str) -> set[str]:
    """The paths of all match blocks, as patterns, from the indentation of the built file."""
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
