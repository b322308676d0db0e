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
    """Fold logs afresh and write every derived document; what people wrote is not touched.

    The log of a match that is scored by several in books is first brought to what they say.
    """
    with exit_codes():
        from functools import partial

        from admin.maintenance import run

        one = partial(run.rebuild_match, ends_hold=end_hold)
        each_match(matches, everything, project, yes, as_json, one, "rebuild")


def verify(
    matches: MatchesArgument = None,
    everything: AllOption = False,
    legacy: Annotated[
        bool, typer.Option("--legacy", help="Only the mirror for apps of before, ballHistory.")
    ] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Fold logs afresh and compare, field by field, with what is stored; exits 1 on any difference.

    Of a match that is scored by several in books, the log is compared with them too, as `scrbrd
    consensus` does. Writes nothing. `scrbrd rebuild` mends what is found.
    """
    with exit_codes():
        from admin.maintenance import run

        one = run.verify_mirror if legacy else run.verify_match
        each_match(matches, everything, project, yes, as_json, one, "verify")


def reconcile(
    matches: MatchesArgument = None,
    everything: AllOption = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Heal what dropped triggers left behind, as the scheduled function does.

    Asks the database three cheap questions for each match, and reads no log where they agree.
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
    """List what is wrong with the logs of matches; exits 1 where anything is."""
    with exit_codes():
        from admin.maintenance import run

        each_match(matches, everything, project, yes, as_json, run.read_health, "health")


def each_match(
    matches: list[str] | None,
    everything: bool,
    project: str | None,
    yes: bool,
    as_json: bool,
    one: Callable[[FirestoreMatchStore, str], Outcome],
    what: str,
) -> None:
    """Run a verb on each match and print the outcomes; exits 1 where any differs or failed."""
    from admin.connection import connected
    from admin.maintenance.run import outcome_at
    from admin.maintenance.select_matches import select_matches, with_progress

    with connected(project, yes=yes) as connection:
        store = connection.store
        chosen = select_matches(store, matches or [], everything=everything)
        is_of_many = everything or len(matches or []) > 1
        outcomes = (
            outcome_at(one, store, each, is_of_many=is_of_many)
            for each in with_progress(chosen, what)
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
        echo(f"{outcome.match_id}: {outcome.said}")
        for line in outcome.details:
            echo(f"  {line}")
    return differing, count
