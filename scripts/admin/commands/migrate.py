"""Defines `scrbrd migrate status | run | diff | undo`: old matches become logs."""

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

    with exit_codes(), opened(project, yes=yes) as context:
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
            for match_id, why in sorted(reasons.items()):
                echo(f"   refused: {match_id}: {why}")


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
    """Migrate; without --apply only tell what would be written. Exits 1 where anything differs.

    What is done is not done again; an interrupted run goes on where it was.

    \b
    scrbrd migrate run ball_history --match m42
    scrbrd migrate run --all --apply
    scrbrd migrate run strip_legacy --export removed.jsonl --apply
    """
    with exit_codes():
        from migrate.engine.run import run as run_step
        from migrate.engine.run_context import RunOptions
        from migrate.registry import MOVING, named

        steps = named(name, everything=everything, every=MOVING)
        asked = RunOptions(
            apply, accept_mismatch, export, in_play, read_refused(refused), set_aside
        )
        with opened(project, yes=yes, asked=asked, match=match) as context:
            outcomes = (each for step in steps for each in run_step(step, context, match))
            finish(outcomes, as_json=as_json, is_dry=not apply)


@migrate.command()
def diff(
    name: NameArgument = None,
    match: MatchOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Compare the old world with the new: totals, lineups, roles. Writes nothing.

    Exits 1 where anything differs or cannot be read; the others are compared all the same.

    Without NAME every migration but strip_legacy is compared.
    """
    with exit_codes():
        from migrate.engine.run import diff as compare
        from migrate.registry import MOVING, named

        steps = named(name, everything=name is None, every=MOVING)
        with opened(project, yes=yes, match=match) as context:
            finish(compare(steps, context, match), as_json=as_json)


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
    """Take back what a migration wrote, and nothing that anybody has touched since.

    Exits 1 where something stays. Without --apply only tell what would go.
    """
    with exit_codes():
        from migrate.engine.run import undo as undo_step
        from migrate.engine.run_context import RunOptions
        from migrate.registry import STEPS, named

        (step,) = named(name, everything=False, every=STEPS)
        with opened(
            project, yes=yes, asked=RunOptions(apply, export=export), match=match
        ) as context:
            finish(undo_step(step, context, match), as_json=as_json, is_dry=not apply)


@migrate.command()
def undecided(
    match: MatchOption = None, project: ProjectOption = None, yes: YesOption = False
) -> None:
    """List what of the old world is in no log, lineup or role: strip_legacy leaves it where it is.

    Mend it, or give it up: `scrbrd migrate run strip_legacy --refused FILE` with these lines.
    Exits 1 where something cannot be read; standard error tells what and why.
    """
    with exit_codes(), opened(project, yes=yes, match=match) as context:
        from migrate.steps.m4_strip_legacy import undecided_of

        refusals: list[str] = []
        for line in undecided_of(context, match, refusals.append):
            echo(line)
        for line in refusals:
            complain(line)
        if refusals:
            raise typer.Exit(REFUSED)


def read_refused(file: Path | None) -> tuple[str, ...]:
    """Return the lines of a file of what is given up; raises BadInput where it cannot be read."""
    from scrbrd.domain.errors import BadInput

    if file is None:
        return ()
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"--refused: {file} cannot be read ({error})") from None
    found = (line.partition("  #")[0].strip() for line in lines if not line.startswith("#"))
    return tuple(line for line in found if line)


@contextmanager
def opened(
    project: str | None,
    *,
    yes: bool,
    asked: object = None,
    match: str | None = None,
) -> Iterator[RunContext]:
    """The project; raises BadInput where the match that was named is not there."""
    from admin.connection import connected
    from admin.maintenance.select_matches import require_match
    from migrate.engine.run_context import RunContext, RunOptions

    with connected(project, yes=yes) as connection:
        context = RunContext(
            connection.firestore, asked if isinstance(asked, RunOptions) else RunOptions()
        )
        if match is not None:
            require_match(context.store, match)
        yield context


def finish(outcomes: Iterable[Outcome], *, as_json: bool, is_dry: bool = False) -> None:
    """Tell each outcome as it comes, then the sums; exits 1 where any differs."""
    from admin.commands.maintenance import print_outcomes

    sums: Counter[str] = Counter()
    refusals: list[str] = []
    differing, count = print_outcomes(counted(outcomes, sums, refusals), as_json=as_json)
    if not as_json:
        echo(f"{count} looked at, {differing} to look at more closely")
        for what, number in sorted(sums.items()):
            echo(f"  {number} {what}")
        if refusals:
            echo("Refused:", *(f"  {each}" for each in refusals))
        if is_dry:
            echo("Dry run: nothing was written. Add --apply to write it.")
    if differing:
        raise typer.Exit(REFUSED)


def counted(
    outcomes: Iterable[Outcome], sums: Counter[str], refusals: list[str]
) -> Iterator[Outcome]:
    """Yield the outcomes, their counts added up and the refused noted on the way."""
    for outcome in outcomes:
        if outcome.fields["state"] == "refused":
            refusals.append(f"{outcome.match_id}: {outcome.said.partition('refused: ')[2]}")
        sums.update(outcome.fields["counts"])
        sums[f"subjects {outcome.fields['state']}"] += 1
        yield outcome
