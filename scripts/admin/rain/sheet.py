"""Makes par sheets: a score for every over of a chase and every number of wickets. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from admin.html_page import render
from admin.rain.answer import Answer, chase_of
from admin.rain.scenario import Scenario
from scrbrd.domain.errors import BadInput
from scrbrd.domain.formats import overs_text
from scrbrd.domain.rain.resources import ALL_OUT, NotCalculated, ResourceTable
from scrbrd.domain.rain.targets import Chase, Stoppage, resources_lost

TOO_FEW = "*"
"""Marks the overs at which play cannot end with a result."""

NOT_POSSIBLE = "-"
"""Fills the cells for fewer wickets than have fallen already."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title and the notes above it."""

    title: str
    notes: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def par_sheet(
    file: Path,
    scenario: Scenario,
    table: ResourceTable,
    result: Answer,
    *,
    every_ball: bool,
    after: int | None,
) -> Sheet:
    """Return the sheet from the present state of the chase to its end.

    It has pars, or targets after a stoppage.

    With `after`, each figure is the target if play stops there and resumes with that many balls
    left. Raises BadInput if the scenario lacks a fact that a figure needs.
    """
    if after is not None and after > scenario.balls_left:
        left = scenario.balls_left
        raise BadInput(f"--after: {after} balls are more than the {left} left; give fewer")
    chase = chase_of(scenario, table)
    try:
        rows = [
            sheet_row(scenario, table, chase, left, after)
            for left in row_positions(scenario, every_ball)
        ]
    except NotCalculated as error:
        raise BadInput(f"{file}: {error}") from None
    kind = "Par scores" if after is None else "Targets after a stoppage"
    heads = ("Overs", "Left", *(f"{down} down" for down in range(ALL_OUT)))
    return Sheet(
        f"{kind}, Duckworth-Lewis Standard Edition",
        [*notes(scenario, result, after), *mark_notes(scenario, rows)],
        heads,
        rows,
    )


def row_positions(scenario: Scenario, every_ball: bool) -> Iterator[int]:
    """Yield the balls left at each row of the sheet: now, and at the end of each over."""
    left, bowled, length = scenario.balls_left, scenario.balls_bowled, scenario.balls_per_over
    for balls in range(left, -1, -1):
        is_end_of_over = (bowled + left - balls) % length == 0
        if every_ball or is_end_of_over or balls in (left, 0):
            yield balls


def sheet_row(
    scenario: Scenario, table: ResourceTable, chase: Chase, left: int, after: int | None
) -> list[str]:
    """Return the overs bowled and left, and a figure for each number of wickets."""
    length, bowled = scenario.balls_per_over, scenario.balls_bowled + scenario.balls_left - left
    is_early = bowled < (scenario.minimum_overs or 0) * length
    overs = f"{overs_text(bowled, length)}{TOO_FEW if is_early else ''}"
    figures = (
        NOT_POSSIBLE if down < scenario.wickets else str(figure(table, chase, left, down, after))
        for down in range(ALL_OUT)
    )
    return [overs, overs_text(left, length), *figures]


def figure(table: ResourceTable, chase: Chase, left: int, down: int, after: int | None) -> int:
    """Return the par if play ends there, or the target if it resumes with `after` balls left."""
    if after is None:
        return chase.par(table.left(left, down))
    lost = resources_lost(table, [Stoppage(left, down, min(left, after))])
    return chase.par(lost) + 1


def notes(scenario: Scenario, result: Answer, after: int | None) -> Iterator[str]:
    """Yield the explanation of the figures."""
    resources = f"{result.first_resources / 10} % and {result.resources / 10} %"
    yield f"Team 1 made {scenario.runs}. Resources: {resources}. Target: {result.target}."
    if after is None:
        yield "If play ends, Team 2 wins with more than the figure and ties with it."
    else:
        overs = overs_text(after, scenario.balls_per_over)
        yield f"Each figure is the target if play stops there and {overs} overs are left after it."


def mark_notes(scenario: Scenario, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the explanation of the marked rows, or that the minimum overs are not given."""
    if scenario.minimum_overs is None:
        yield "minimumOvers is not given: from when on there can be a result is not marked."
    elif any(each[0].endswith(TOO_FEW) for each in rows):
        yield f"{TOO_FEW} No result: fewer than {scenario.minimum_overs} overs bowled."


def as_text(sheet: Sheet) -> Iterator[str]:
    """Yield the lines of a sheet for a terminal or a printer."""
    yield sheet.title
    yield from sheet.notes
    yield ""
    heads = [head.removesuffix(" down") for head in sheet.heads]
    yield f"{'':>16}  wickets down"
    for cells in (heads, *sheet.rows):
        yield "".join(f"{cell:>8}" for cell in cells[:2]) + "".join(
            f"{cell:>5}" for cell in cells[2:]
        )


def as_page(sheet: Sheet) -> str:
    """Return the sheet as a self-contained HTML page."""
    return render("par_sheet.html.jinja", title=sheet.title, sheet=sheet)
