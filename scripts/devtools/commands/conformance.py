"""Defines `scrbrd conformance`: folds files with both engines and prints their differences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from admin.options import complain, echo

if TYPE_CHECKING:
    from devtools.conformance.cases import Case

DIFFERS = 1
BAD_INPUT = 2


def conformance(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Cricsheet JSON files, logs of ours, or files of the conformance kit (.jsonl).",
            show_default=False,
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print differences as lines of JSON.")
    ] = False,
) -> None:
    """Fold files in Python and in TypeScript, and compare every field after each action.

    The last line is {"cases", "fields", "differ"}. Exit code 0 only where nothing differs, 2 if a
    file could not be used. docs/conformance.md describes the kit for other engines.
    """
    from devtools.conformance.cases import case_line
    from devtools.conformance.engine import compare
    from devtools.toolchain.errors import MissingToolError

    unusable: list[Path] = []
    lines = (case_line(case, is_whole=True) for case in cases_of(files, unusable))
    try:
        outcome = compare(lines)
    except MissingToolError as error:
        complain(str(error))
        raise typer.Exit(BAD_INPUT) from None
    for difference in outcome.shown:
        echo(json.dumps(difference) if as_json else difference_text(difference))
    total = {"cases": outcome.cases, "fields": outcome.fields, "differ": outcome.differ}
    echo(json.dumps(total))
    if unusable:
        raise typer.Exit(BAD_INPUT)
    if outcome.differ:
        raise typer.Exit(DIFFERS)


def cases_of(files: list[Path], unusable: list[Path]) -> Iterator[Case]:
    """Yield the cases in files; report files that cannot be used, and add them to `unusable`."""
    from devtools.conformance.cases import cases_in
    from scrbrd.domain.errors import BadInput

    for path in files:
        try:
            yield from cases_in(path)
        except BadInput as error:
            complain(str(error))
            unusable.append(path)


def difference_text(difference: dict[str, Any]) -> str:
    """Return a difference as a line of text."""
    values = {name: json.dumps(difference.get(name)) for name in ("expected", "found")}
    where = f"{difference['case']}: {difference['path']}"
    return f"{where}: Python has {values['expected']}, TypeScript {values['found']}"
