"""Defines `scrbrd feed`: management of matches that data providers send."""

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

feed = typer.Typer(help="Manage matches that data providers send.", no_args_is_help=True)


@feed.command("map")
def map_(
    match: MatchArgument,
    provider: Annotated[
        str,
        typer.Option(
            "--provider", metavar="NAME", help="Its name in the settings of the ingest service."
        ),
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
    """Map a provider's ids of match, teams and players to ours, for MATCH.

    The whole file is checked against the line-ups first; nothing is written if a line is wrong.

    \b
    scrbrd feed map m42 --provider acme --match sr:match:7 --file people.csv --apply
    """
    with exit_codes(), open_feed(match, project, apply, yes) as feed_session:
        from admin.feeds.run import map_people

        map_people(feed_session, provider, provider_match, file, overwrite=overwrite)


@feed.command()
def show(
    match: MatchArgument,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Show who writes MATCH, how far its feed has got, and what is missing or wrong."""
    with exit_codes(), open_feed(match, project, False, yes) as feed_session:
        from admin.feeds.show import feed_lines, feed_report

        store = feed_session.store
        scored_by = str(store.match().get("scoredBy") or "scorers")
        report = feed_report(match, scored_by, store.mapped_as(), store.feed())
        if as_json:
            echo(as_line(report))
            return
        for line in feed_lines(report):
            feed_session.console.print(line)


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
    """Let the feed of MATCH continue after a gap in which nothing is missing."""
    with exit_codes(), open_feed(match, project, apply, yes) as feed_session:
        from admin.feeds.run import accept_gap as accept

        accept(feed_session, over)


@feed.command()
def reopen(
    match: MatchArgument,
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Resume polling of MATCH, which was over or sent nothing new."""
    with exit_codes(), open_feed(match, project, apply, yes) as feed_session:
        from admin.feeds.run import reopen as open_again

        open_again(feed_session)


@feed.command()
def writer(
    match: MatchArgument,
    writer: Annotated[str, typer.Argument(metavar="WRITER", help="scorers or provider.")],
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Set who writes the log of MATCH: its scorers, or a data provider."""
    with exit_codes(), open_feed(match, project, apply, yes) as feed_session:
        from admin.feeds.run import set_writer

        set_writer(feed_session, writer)


@contextmanager
def open_feed(match: str, project: str | None, apply: bool, yes: bool) -> Iterator[FeedSession]:
    """Open a session on the feed of a match."""
    from admin.connection import open_connection
    from admin.feeds.run import FeedSession
    from admin.feeds.store import FeedStore
    from admin.options import plain_console

    with open_connection(project, yes=yes) as connection:
        yield FeedSession(FeedStore(connection.firestore, match), plain_console(), apply)
