"""Defines `scrbrd score`: folds match files without a server, and prints scorecards or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from admin.options import BAD_INPUT, REFUSED, complain, echo

if TYPE_CHECKING:
    from admin.scored_file import ScoredMatch
    from scrbrd.domain.problems import Problem
    from scrbrd.projections.live.documents import ResultProjection

RULE = "-" * 100
FILES_AT_ONCE = 8
"""Number of files sent to a worker process at a time."""

ALLOCATIONS = 200_000
"""Number of object allocations between two runs of the cycle collector."""


def score(
    files: Annotated[
        list[Path], typer.Argument(help="Cricsheet JSON files or logs of ours.", show_default=False)
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="One line of JSON for each file.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that read and fold files.")] = 1,
) -> None:
    """Print the scorecards of matches.

    Exits 2 if a file could not be used, 1 if runs, wickets or result of a match differ from those
    that its source states; standard error lists the differences.
    """
    worst = printed = 0
    for scored in score_outputs(files, jobs, as_json=as_json):
        for line in scored.complaints:
            complain(line)
        worst = max(worst, scored.code)
        if scored.text is None:
            continue
        rule = f"{RULE}\n\n" if printed and not as_json else ""
        echo(*(rule + scored.text).split("\n"), nl=as_json)
        printed += 1
    if worst:
        raise typer.Exit(worst)


class FileOutput(NamedTuple):
    """The output for one file.

    `text` is None if the file cannot be used; `complaints` go to standard error.
    """

    text: str | None
    complaints: tuple[str, ...]
    code: int


def score_outputs(files: list[Path], jobs: int, *, as_json: bool) -> Iterator[FileOutput]:
    """Yield the output for each file, in the order of the files."""
    make_output = partial(score_output, as_json=as_json)
    if jobs == 1 or len(files) == 1:
        collect_rarely()
        yield from map(make_output, files)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs, initializer=collect_rarely) as pool:
        yield from pool.map(make_output, files, chunksize=FILES_AT_ONCE)


def collect_rarely() -> None:
    """Make the cycle collector run rarely.

    A match creates no cycles, and searching for them takes a fifth of the time.
    """
    import gc

    gc.set_threshold(ALLOCATIONS)


def score_output(path: Path, *, as_json: bool) -> FileOutput:
    """Return the output for one file."""
    from admin.scored_file import score_file
    from scrbrd.domain.errors import BadInput

    try:
        scored = score_file(path)
    except BadInput as error:
        return FileOutput(None, (str(error),), BAD_INPUT)
    text = json_line(path, scored) if as_json else text_card(scored)
    complaints = tuple(f"{path}: {each}" for each in scored.differences)
    return FileOutput(text, complaints, REFUSED if complaints else 0)


def text_card(scored: ScoredMatch) -> str:
    """Return the scorecard as text, with its source and the problems of the log."""
    from admin.text_scorecard import Heading, scorecard, wrap_text

    heading = Heading.of(scored.log.match, scored.log.lineups)
    result = scored.result
    card = scorecard(heading, scored.innings, scored.super_overs, result.text if result else None)
    notes = [f"{each.severity}: {each.action_id}: {each.message}" for each in scored.problems]
    if scored.log.attribution:
        notes += wrap_text(scored.log.attribution)
    return card + "".join(f"{note}\n" for note in notes)


def json_line(path: Path, scored: ScoredMatch) -> str:
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
        "differences": list(scored.differences),
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"))


def result_fields(result: ResultProjection | None) -> dict[str, Any]:
    """Return the result with every key; a key without a value is null."""
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
