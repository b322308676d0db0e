"""Defines `scrbrd rules`: builds the security rules, measures their coverage, runs mutants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from devtools.rules.build import Built
    from devtools.rules.coverage import Evaluations
    from devtools.rules.mutation import Verdict

FAILED = 1
BAD_INPUT = 2

rules = typer.Typer(help="Build and prove the security rules.", no_args_is_help=True)


@rules.command()
def build(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail when stale.")
    ] = False,
) -> None:
    """Make firestore.rules, and the map of its lines, from rules/."""
    from devtools.rules.build import BUILT, stale_files, write

    if check:
        stale = stale_files()
        for name in stale:
            typer.echo(f"scrbrd: {name} is stale: run scripts/scrbrd rules build", err=True)
        raise typer.Exit(FAILED if stale else 0)
    written = list(write())
    typer.echo("\n".join(f"{name} written" for name in written) or f"{BUILT} is as it should be")


@rules.command()
def coverage(
    html: Annotated[Path | None, typer.Option(help="Write a page of the gaps.")] = None,
    lcov: Annotated[Path | None, typer.Option(help="Write a report in LCOV's format.")] = None,
) -> None:
    """Run the policy tables; exit code 1 unless every expression was true and false.

    What was found complete is noted in rules/covered.txt, to be committed.
    """
    from devtools.rules import coverage as report
    from devtools.rules import coverage_record
    from devtools.rules.build import build as built_rules

    built = built_rules()
    seen = measure_coverage(built)
    if html:
        html.write_text(report.html_report(seen, built), encoding="utf-8")
    if lcov:
        lcov.write_text(report.lcov_report(seen, built), encoding="utf-8")
    missing = report.gaps(seen, built, report.CONSTANTS)
    for gap in missing:
        typer.echo(str(gap))
    typer.echo(f"{report.percentage(seen, built):.1f} % of {len(seen)} expressions")
    if missing:
        raise typer.Exit(FAILED)
    coverage_record.record()


def measure_coverage(built: Built) -> Evaluations:
    """Run the policy tables on a new emulator; return the evaluations of all expressions."""
    from devtools.emulators import FirestoreEmulator
    from devtools.rules.tables import policy_tables

    policy = policy_tables()
    with FirestoreEmulator(is_short_lived=True) as emulator, progress_bar() as progress:
        task = progress.add_task("policy tables", total=len(policy.entries()))
        world = policy.new_world(emulator.host, "demo-coverage", built.text)
        runner = policy.TableRunner(world, built)
        runner.run_all(lambda: progress.advance(task))
        seen: Evaluations = runner.seen
        return seen


@rules.command()
def mutate(
    file: Annotated[
        list[str] | None, typer.Option(help="Only this source, such as rules/live.rules; repeat.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Only mutants whose name has this text; repeat.")
    ] = None,
    every: Annotated[int, typer.Option(min=1, help="Only every n-th mutant.")] = 1,
    jobs: Annotated[int, typer.Option(min=1, help="Emulators at a time.")] = 1,
) -> None:
    """Remove or invert each condition in turn; exit code 1 unless the policy tables notice."""
    from rich.console import Console

    from devtools.rules.build import read_sources
    from devtools.rules.mutate import mutants
    from devtools.rules.mutation import Verdict, harmless_survivors, survivors

    sources = read_sources()
    names = [Path(name).as_posix() for name in file or sources]
    if unknown := sorted(set(names) - set(sources)):
        typer.echo(f"scrbrd: no such source: {', '.join(unknown)}", err=True)
        raise typer.Exit(BAD_INPUT)
    found = [mutant for name in names for mutant in mutants(name, sources[name])]
    chosen = [one for one in found if not only or any(text in str(one) for text in only)][::every]
    with progress_bar() as progress:
        task = progress.add_task("mutants", total=len(chosen))
        alive = survivors(chosen, sources, jobs, lambda: progress.advance(task))
    verdict = Verdict(len(chosen), tuple(alive), harmless_survivors())
    print_verdict(Console(soft_wrap=True, highlight=False, markup=False), verdict)
    raise typer.Exit(0 if verdict.is_good else FAILED)


def print_verdict(console: Console, verdict: Verdict) -> None:
    """Print the surviving mutants with their reasons, and the totals."""
    for mutant in verdict.alive:
        reason = verdict.reasons.get(str(mutant)) or "NO REASON GIVEN"
        console.print(f"survived: {mutant}\n  line {mutant.line}: {reason}")
    caught = verdict.total - len(verdict.alive)
    console.print(f"{caught} of {verdict.total} mutants caught ({verdict.share:.1%}), ", end="")
    console.print(f"{len(verdict.unexplained)} survivors without a reason")


def progress_bar() -> Progress:
    """Return a progress bar on the error stream, so that the report can be redirected."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

    columns = (*Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))
