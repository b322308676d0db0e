"""Defines `scrbrd preflight`: what must be so before matches are scored on a project."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import REFUSED, JsonOption, echo, exit_codes

if TYPE_CHECKING:
    from admin.preflight.model import Finding

WIDTH = len("unknown")
PROJECT_ID = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")


def preflight(
    project: Annotated[
        str | None,
        typer.Option(
            "--project", help="Ask this project too; nothing is written.", show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say of each line of docs/going-live.md whether it is ok, wrong, or not to be known from here.

    Without --project only the clone is looked at. Reads only. Exits 1 if anything is wrong.
    """
    with exit_codes():
        import json

        from admin.connection import is_emulated
        from admin.preflight.clone import Clone
        from admin.preflight.model import State
        from admin.preflight.project import Project
        from admin.preflight.run import findings
        from scrbrd.domain.errors import BadInput

        if project is not None and not PROJECT_ID.fullmatch(project):
            raise BadInput(f"--project: {project!r} is no id of a project, such as my-league")
        counts: Counter[State] = Counter()
        for each in findings(Clone(), Project(project, emulated=is_emulated())):
            counts[each.answer.state] += 1
            echo(*([json.dumps(each.as_json())] if as_json else as_lines(each)))
        if as_json:
            echo(json.dumps({state.value: counts[state] for state in State}))
        else:
            echo(", ".join(f"{counts[state]} {state.value}" for state in State))
    if counts[State.WRONG]:
        raise typer.Exit(REFUSED)


def as_lines(each: Finding) -> list[str]:
    """Return a line, and what to do under it where it is not ok."""
    state, found = each.answer.state.value, each.answer.found
    head = f"{state:<{WIDTH}}  {each.line.id}: {each.line.title}. {found}"
    remedy = each.as_json()["remedy"]
    return [head, f"{'':<{WIDTH}}  -> {remedy}"] if remedy else [head]
