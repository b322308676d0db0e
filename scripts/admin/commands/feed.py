"""Defines `scrbrd feed`: matches that data providers tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from admin.commands.scorecard import as_line
from admin.options import (
    ApplyOption,
    JsonOption,
    MatchArgument,
    ProjectOption,
    YesOption,
    echo,
    exit_codes,
)

if TYPE_CHECKING:
    from admin.feeds.run import FeedSession

feed = typer.Typer(help="Look after matches that data providers tell.", no_args_is_help=True)


@feed.command("map")
def map_(
    match: MatchArgument,
    provider: Annotated[
        str, typer.Option("--provider", metavar="NAME", help="As the service's settings have it.")
    ],
    provider_match: Annotated[
        str, typer.Option("--match", metavar="ID", help="The match's id at the provider.")
    ],
    file: Annotated[
        Path,
        typer.Option("--file", help="CSV or JSON lines of kind (player, team), providerId, id."),
    ],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace mappings that say something else.")
    ] = False,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Say whose ids a provider's are in MATCH, and which match it is there.

    All of the file is held against the line-ups first; nothing is written where a line is wrong.

    \b
    scrbrd feed map m42 --provider acme --match sr:match:7 --file people.csv --apply
    """
    with exit_codes(), session(match, project, apply, yes) as found:
        from admin.feeds.run import map_people

        map_people(found, provider, provider_match, file, overwrite=overwrite)


@feed.command()
def show(
    match: MatchArgument,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Show who writes MATCH, how far its feed has come, and what is missing or wrong."""
    with exit_codes(), session(match, project, False, yes) as found:
        from admin.feeds.show import feed_lines, report

        store = found.store
        scored_by = str(store.match().get("scoredBy") or "scorers")
        told = report(match, scored_by, store.mapped_as(), store.feed())
        if as_json:
            echo(as_line(told))
            return
        for line in feed_lines(told):
            found.console.print(line)


@feed.command("accept-gap")
def accept_gap(
    match: MatchArgument,
    over: Annotated[
        str,
        typer.Option(
            "--over",
            metavar="INNINGS:OVER",
            help="The over that has nothing missing, counted from 0: 1:7 is the eighth.",
        ),
    ],
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Have the feed of MATCH go on behind a gap in which nothing is missing."""
    with exit_codes(), session(match, project, apply, yes) as found:
        from admin.feeds.run import accept_gap as accept

        accept(found, over)


@feed.command()
def reopen(
    match: MatchArgument,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Have MATCH asked for again that is over, or of which nothing new came."""
    with exit_codes(), session(match, project, apply, yes) as found:
        from admin.feeds.run import reopen as open_again

        open_again(found)


@feed.command()
def writer(
    match: MatchArgument,
    writer: Annotated[str, typer.Argument(metavar="WRITER", help="scorers or provider.")],
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Say who writes the log of MATCH: its scorers, or a data provider."""
    with exit_codes(), session(match, project, apply, yes) as found:
        from admin.feeds.run import set_writer

        set_writer(found, writer)


@contextmanager
def session(match: str, project: str | None, apply: bool, yes: bool) -> Iterator[FeedSession]:
    """A match of the project."""
    from admin.connection import connected
    from admin.feeds.run import FeedSession
    from admin.feeds.store import FeedStore
    from admin.options import plain_console

    with connected(project, yes=yes) as connection:
        yield FeedSession(FeedStore(connection.firestore, match), plain_console(), apply)
