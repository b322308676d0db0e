"""Defines `scrbrd preflight`: checks that a project is ready for scoring matches."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import REFUSED, JsonOption, echo, exit_codes

if TYPE_CHECKING:
    from admin.preflight.model import Finding

STATE_WIDTH = len("unknown")
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
    """Check each line of docs/going-live.md: ok, wrong, or unknown (cannot be checked from here).

    Without --project only the clone is checked. Reads only. Exits 1 if anything is wrong.
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
            echo(*([json.dumps(each.as_json())] if as_json else finding_lines(each)))
        if as_json:
            echo(json.dumps({state.value: counts[state] for state in State}))
        else:
            echo(", ".join(f"{counts[state]} {state.value}" for state in State))
    if counts[State.WRONG]:
        raise typer.Exit(REFUSED)


def finding_lines(finding: Finding) -> list[str]:
    """Return the text of a finding, with the remedy on a second line unless it is ok."""
    state, found = finding.answer.state.value, finding.answer.found
    head = f"{state:<{STATE_WIDTH}}  {finding.line.id}: {finding.line.title}. {found}"
    remedy = finding.as_json()["remedy"]
    return [head, f"{'':<{STATE_WIDTH}}  -> {remedy}"] if remedy else [head]
