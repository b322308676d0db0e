"""Defines the verbs of `scrbrd migrate`, which turn old matches into logs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import (
    REFUSED,
    ApplyOption,
    JsonOption,
    ProjectOption,
    YesOption,
    complain,
    echo,
    exit_codes,
)

if TYPE_CHECKING:
    from admin.maintenance.run import Outcome
    from migrate.engine.run_context import RunContext

migrate = typer.Typer(
    name="migrate",
    help="Move matches of the old shape to the log, look before, and go back.",
    no_args_is_help=True,
)

NameArgument = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="A migration; `status` lists them.")
]
AllOption = Annotated[bool, typer.Option("--all", help="Every migration but strip_legacy.")]
MatchOption = Annotated[
    str | None, typer.Option("--match", metavar="ID", help="This match only.", show_default=False)
]
ExportOption = Annotated[
    Path | None,
    typer.Option("--export", metavar="FILE", help="Where strip_legacy keeps what it removes."),
]


RefusedOption = Annotated[
    Path | None,
    typer.Option(
        "--refused", metavar="FILE", help="Lines of `undecided` that are given up; `#` is a remark."
    ),
]


@migrate.command()
def status(
    project: ProjectOption = None, as_json: JsonOption = False, yes: YesOption = False
) -> None:
    """List the migrations and where each stands."""
    import json

    with exit_codes(), open_context(project, yes=yes) as context:
        from migrate.engine.marks import refused_matches
        from migrate.engine.run import status_line
        from migrate.registry import STEPS

        refused = refused_matches(context.client, context.matches(None))
        for step in STEPS:
            line, fields = status_line(step, context)
            reasons = refused.get(step.name, {})
            if as_json:
                echo(json.dumps(fields | {"refused": reasons}, default=str))
                continue
            echo(line, f"   {step.does}")
            for match_id, reason in sorted(reasons.items()):
                echo(f"   refused: {match_id}: {reason}")


@migrate.command()
def run(
    name: NameArgument = None,
    everything: AllOption = False,
    match: MatchOption = None,
    accept_mismatch: Annotated[
        bool,
        typer.Option(
            "--accept-mismatch",
            help="Migrate also matches whose balls do not make their old totals.",
        ),
    ] = False,
    in_play: Annotated[
        bool,
        typer.Option(
            "--in-play", help="Migrate also matches that look as if they were scored now."
        ),
    ] = False,
    set_aside: Annotated[
        bool,
        typer.Option("--set-aside", help="Keep apart what the public schema's own script wrote."),
    ] = False,
    export: ExportOption = None,
    refused: RefusedOption = None,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Migrate; without --apply only show what would be written. Exits 1 if anything differs.

    Finished work is not repeated; run again, an interrupted run continues.

    \b
    scrbrd migrate run ball_history --match m42
    scrbrd migrate run --all --apply
    scrbrd migrate run strip_legacy --export removed.jsonl --apply
    """
    with exit_codes():
        from migrate.engine.run import run as run_step
        from migrate.engine.run_context import RunOptions
        from migrate.registry import MOVING, select_steps

        steps = select_steps(name, everything=everything, every=MOVING)
        options = RunOptions(
            apply, accept_mismatch, export, in_play, read_refused(refused), set_aside
        )
        with open_context(project, yes=yes, options=options, match=match) as context:
            outcomes = (each for step in steps for each in run_step(step, context, match))
            print_report(outcomes, as_json=as_json, is_dry=not apply)


@migrate.command()
def diff(
    name: NameArgument = None,
    match: MatchOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Compare the old data with the new: totals, lineups, roles. Writes nothing.

    Exits 1 if anything differs or cannot be read; the other matches are still compared.

    Without NAME every migration but strip_legacy is compared.
    """
    with exit_codes():
        from migrate.engine.run import diff as compare
        from migrate.registry import MOVING, select_steps

        steps = select_steps(name, everything=name is None, every=MOVING)
        with open_context(project, yes=yes, match=match) as context:
            print_report(compare(steps, context, match), as_json=as_json)


@migrate.command()
def undo(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The migration to take back.")],
    match: MatchOption = None,
    export: ExportOption = None,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Remove what a migration wrote, except documents changed since.

    Exits 1 if something stays. Without --apply only show what would be removed.
    """
    with exit_codes():
        from migrate.engine.run import undo as undo_step
        from migrate.engine.run_context import RunOptions
        from migrate.registry import STEPS, select_steps

        (step,) = select_steps(name, everything=False, every=STEPS)
        with open_context(
            project, yes=yes, options=RunOptions(apply, export=export), match=match
        ) as context:
            print_report(undo_step(step, context, match), as_json=as_json, is_dry=not apply)


@migrate.command()
def undecided(
    match: MatchOption = None, project: ProjectOption = None, yes: YesOption = False
) -> None:
    """List the old data that are in no log, lineup or role; strip_legacy does not remove them.

    Repair them, or give them up: `scrbrd migrate run strip_legacy --refused FILE` with these lines.
    Exits 1 if something cannot be read; standard error says what and why.
    """
    with exit_codes(), open_context(project, yes=yes, match=match) as context:
        from migrate.steps.m4_strip_legacy import undecided_names

        refusals: list[str] = []
        for line in undecided_names(context, match, refusals.append):
            echo(line)
        for line in refusals:
            complain(line)
        if refusals:
            raise typer.Exit(REFUSED)


def read_refused(file: Path | None) -> tuple[str, ...]:
    """Return the lines of a file that lists given-up data. Raises BadInput if it cannot be read."""
    from scrbrd.domain.errors import BadInput

    if file is None:
        return ()
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"--refused: {file} cannot be read ({error})") from None
    entries = (line.partition("  #")[0].strip() for line in lines if not line.startswith("#"))
    return tuple(line for line in entries if line)


@contextmanager
def open_context(
    project: str | None,
    *,
    yes: bool,
    options: object = None,
    match: str | None = None,
) -> Iterator[RunContext]:
    """Open a run context on the project. Raises BadInput if there is no match `match`."""
    from admin.connection import open_connection
    from admin.maintenance.select_matches import require_match
    from migrate.engine.run_context import RunContext, RunOptions

    with open_connection(project, yes=yes) as connection:
        context = RunContext(
            connection.firestore, options if isinstance(options, RunOptions) else RunOptions()
        )
        if match is not None:
            require_match(context.store, match)
        yield context


def print_report(outcomes: Iterable[Outcome], *, as_json: bool, is_dry: bool = False) -> None:
    """Print each outcome as it comes, then the totals; exit with 1 if any differs."""
    from admin.commands.maintenance import print_outcomes

    totals: Counter[str] = Counter()
    refusals: list[str] = []
    differing, count = print_outcomes(add_up(outcomes, totals, refusals), as_json=as_json)
    if not as_json:
        echo(f"{count} looked at, {differing} to look at more closely")
        for what, number in sorted(totals.items()):
            echo(f"  {number} {what}")
        if refusals:
            echo("Refused:", *(f"  {each}" for each in refusals))
        if is_dry:
            echo("Dry run: nothing was written. Add --apply to write it.")
    if differing:
        raise typer.Exit(REFUSED)


def add_up(
    outcomes: Iterable[Outcome], totals: Counter[str], refusals: list[str]
) -> Iterator[Outcome]:
    """Yield the outcomes, while adding up their counts and collecting the refused ones."""
    for outcome in outcomes:
        if outcome.fields["state"] == "refused":
            refusals.append(f"{outcome.match_id}: {outcome.summary.partition('refused: ')[2]}")
        totals.update(outcome.fields["counts"])
        totals[f"subjects {outcome.fields['state']}"] += 1
        yield outcome
