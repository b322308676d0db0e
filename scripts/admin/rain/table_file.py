"""Reads a table of resources at every ball from an operator's CSV file.

301 rows under `balls,w0,w1,...,w9`: 300 down to 0 balls left, percent with at most one decimal.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final

from scrbrd.domain.errors import BadInput
from scrbrd.domain.rain.resources import ALL_OUT, MOST_BALLS, ResourceTable, table_of

HEADS: Final = ["balls", *(f"w{wickets}" for wickets in range(ALL_OUT))]
PERCENT: Final = re.compile(r"(\d{1,3})(?:\.(\d))?", re.ASCII)


def read_table(file: Path) -> ResourceTable:
    """Read a table. Raises BadInput naming the line or the cell, and the remedy."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            lines = [[cell.strip() for cell in row] for row in csv.reader(stream) if row]
    except OSError as error:
        raise BadInput(f"{file}: cannot be read ({error.strerror}); check the path") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadInput(f"{file}: is no CSV in UTF-8; {format_help()}") from None
    if not lines or lines[0] != HEADS:
        raise BadInput(f"{file}: line 1 is not {','.join(HEADS)}; {format_help()}")
    rows = [row_of(file, number, line) for number, line in enumerate(lines[1:], start=2)]
    if len(rows) != MOST_BALLS + 1:
        raise BadInput(f"{file}: has {len(rows)} rows; {format_help()}")
    try:
        return table_of(rows[::-1])
    except ValueError as error:
        raise BadInput(f"{file}: {error}; compare it with the printed table") from None


def row_of(file: Path, number: int, line: list[str]) -> list[int]:
    """Return the values of a line, by its number (1-based), in tenths of a percent.

    Raises BadInput if its balls left do not match its line number, or if a cell is missing.
    """
    balls = MOST_BALLS + 2 - number
    if line[0] != str(balls):
        raise BadInput(
            f"{file}: line {number} begins with {line[0]!r:.20}, not {balls}; {format_help()}"
        )
    if len(line) != len(HEADS):
        raise BadInput(
            f"{file}: line {number} has {len(line)} cells, not {len(HEADS)}; {format_help()}"
        )
    return [tenths_of(file, number, name, cell) for name, cell in zip(HEADS, line, strict=True)][1:]


def tenths_of(file: Path, number: int, name: str, cell: str) -> int:
    """Return a cell in tenths of a percent; the value of the `balls` cell is ignored by the caller.

    Raises BadInput if the cell is no percentage.
    """
    match = PERCENT.fullmatch(cell)
    if match is None:
        what = f"line {number}, {name} is {cell!r:.20}"
        raise BadInput(f"{file}: {what}; write a percentage with at most one decimal, such as 58.9")
    return int(match[1]) * 10 + int(match[2] or 0)


def format_help() -> str:
    """Return a description of the file format, for messages."""
    return (
        f"write {MOST_BALLS + 1} rows, {MOST_BALLS} down to 0 balls left, under {','.join(HEADS)}"
    )
