"""Defines `scrbrd rebuild`, `verify`, `reconcile` and `health`, which maintain projections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import REFUSED, JsonOption, ProjectOption, YesOption, echo, exit_codes

if TYPE_CHECKING:
    from admin.maintenance.run import Outcome
    from scrbrd.adapters.store import FirestoreMatchStore

MatchesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[MATCH]...", help="Ids of matches.")
]
AllOption = Annotated[bool, typer.Option("--all", help="Every match of the project.")]


def rebuild(
    matches: MatchesArgument = None,
    everything: AllOption = False,
    end_hold: Annotated[
        bool, typer.Option("--end-hold", help="Rebuild a match even if an import holds it.")
    ] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Fold logs again and write every derived document; what people wrote is not touched.

    The log of a match that several scorers keep in books is first updated from the books.
    """
    with exit_codes():
        from functools import partial

        from admin.maintenance import run

        rebuild_one = partial(run.rebuild_match, ends_hold=end_hold)
        each_match(matches, everything, project, yes, as_json, rebuild_one, "rebuild")


def verify(
    matches: MatchesArgument = None,
    everything: AllOption = False,
    legacy: Annotated[
        bool, typer.Option("--legacy", help="Only ballHistory, the mirror for older apps.")
    ] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Fold logs again and compare, field by field, with what is stored; exits 1 on any difference.

    If several scorers keep a match in books, its log is also compared with the books, as `scrbrd
    consensus` does. Writes nothing. `scrbrd rebuild` repairs the differences.
    """
    with exit_codes():
        from admin.maintenance import run

        verify_one = run.verify_mirror if legacy else run.verify_match
        each_match(matches, everything, project, yes, as_json, verify_one, "verify")


def reconcile(
    matches: MatchesArgument = None,
    everything: AllOption = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Repair what lost trigger events left undone, as the scheduled function does.

    Makes three cheap queries for each match, and reads no log if they agree. The log of a match
    that several scorers keep in books is first updated from the books.
    """
    with exit_codes():
        from admin.maintenance import run

        each_match(matches, everything, project, yes, as_json, run.reconcile_match, "reconcile")


def health(
    matches: MatchesArgument = None,
    everything: AllOption = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """List the problems in the logs of matches; exits 1 if there are any."""
    with exit_codes():
        from admin.maintenance import run

        each_match(matches, everything, project, yes, as_json, run.read_health, "health")


def each_match(
    matches: list[str] | None,
    everything: bool,
    project: str | None,
    yes: bool,
    as_json: bool,
    work: Callable[[FirestoreMatchStore, str], Outcome],
    verb: str,
) -> None:
    """Run a verb on each match and print the outcomes; exit with 1 if any differs or failed."""
    from admin.connection import open_connection
    from admin.maintenance.run import outcome_at
    from admin.maintenance.select_matches import select_matches, with_progress

    with open_connection(project, yes=yes) as connection:
        store = connection.store
        selected = select_matches(store, matches or [], everything=everything)
        is_of_many = everything or len(matches or []) > 1
        outcomes = (
            outcome_at(work, store, each, is_of_many=is_of_many)
            for each in with_progress(selected, verb)
        )
        differing, count = print_outcomes(outcomes, as_json=as_json)
    if not as_json and everything:
        echo(f"{count} matches, {differing} to look at")
    if differing:
        raise typer.Exit(REFUSED)


def print_outcomes(outcomes: Iterable[Outcome], *, as_json: bool) -> tuple[int, int]:
    """Print each outcome as it comes; return how many differ and how many there were."""
    from admin.json_line import json_line

    differing = count = 0
    for outcome in outcomes:
        count += 1
        differing += outcome.differs
        if as_json:
            echo(json_line(outcome.as_json()))
            continue
        echo(f"{outcome.match_id}: {outcome.summary}")
        for line in outcome.details:
            echo(f"  {line}")
    return differing, count
