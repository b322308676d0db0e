"""Defines `scrbrd score`: fold match files without any server, print scorecards or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from admin.options import echo

if TYPE_CHECKING:
    from admin.scoring import Scored
    from scrbrd.domain.problems import Problem
    from scrbrd.projections.live.documents import ResultProjection

RULE = "-" * 100
BAD_INPUT = 2
"""Exit code where a file could not be used."""


def score(
    files: Annotated[
        list[Path], typer.Argument(help="Cricsheet JSON files or logs of ours.", show_default=False)
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="One line of JSON for each file.")
    ] = False,
) -> None:
    """Print the scorecards of matches; exit code 2 if a file could not be used."""
    from admin.scoring import score_file
    from scrbrd.domain.errors import BadInput

    failed = printed = 0
    for path in files:
        try:
            scored = score_file(path)
        except BadInput as error:
            echo(f"scrbrd: {one_line(str(error))}", err=True)
            failed += 1
            continue
        if as_json:
            echo(json_line(path, scored))
        else:
            echo(f"{RULE}\n\n{text_card(scored)}" if printed else text_card(scored), nl=False)
        printed += 1
    if failed:
        raise typer.Exit(BAD_INPUT)


def one_line(text: str) -> str:
    """Return a message in one line, whatever the name of the file."""
    return " ".join(text.split())


def text_card(scored: Scored) -> str:
    """Return the scorecard as text, with its source and the problems of the log."""
    from admin.text_scorecard import Heading, scorecard, wrap_text

    heading = Heading.of(scored.log.match, scored.log.lineups)
    result = scored.result
    card = scorecard(heading, scored.innings, scored.super_overs, result.text if result else None)
    notes = [f"{each.severity}: {each.action_id}: {each.message}" for each in scored.problems]
    if scored.log.attribution:
        notes += wrap_text(scored.log.attribution)
    return card + "".join(f"{note}\n" for note in notes)


def json_line(path: Path, scored: Scored) -> str:
    """Return the match as one line of JSON."""
    import json

    from scrbrd.projections.live.documents import as_document

    document = {
        "file": str(path),
        "matchId": scored.log.match_id,
        "innings": [as_document(each) for each in scored.innings],
        "superOvers": [as_document(each) for each in scored.super_overs],
        "result": result_fields(scored.result),
        "problems": [problem_fields(each) for each in scored.problems],
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"))


def result_fields(result: ResultProjection | None) -> dict[str, Any]:
    """Return the result with every key, null where there is nothing to say."""
    names = ("winner", "outcome", "by", "method", "text")
    return {name: getattr(result, name, None) for name in names}


def problem_fields(problem: Problem) -> dict[str, Any]:
    """Return a problem with every key."""
    return {
        "actionId": problem.action_id,
        "code": str(problem.code),
        "severity": str(problem.severity),
        "message": problem.message,
        "law": problem.law,
    }
