"""Defines `scrbrd forecast` and `scrbrd meter`: expected and actual cost of matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import (
    REFUSED,
    JsonOption,
    MatchArgument,
    ProjectOption,
    YesOption,
    echo,
    exit_codes,
    plain_console,
)

if TYPE_CHECKING:
    from admin.money.forecast import Part
    from admin.money.meter import MatchUsage

MAX_COUNT = 1_000_000_000
"""Upper bound of the number of matches and of spectators per match."""


def forecast(
    matches: Annotated[int, typer.Option(min=1, max=MAX_COUNT, help="Matches in a month.")] = 400,
    of_format: Annotated[str, typer.Option("--format", help="T20, Hundred, ODI or Test.")] = "T20",
    spectators: Annotated[
        int,
        typer.Option(min=0, max=MAX_COUNT, help="Of each match, from its first ball to its last."),
    ] = 300,
    path: Annotated[
        str, typer.Option("--path", help="listeners, ticker, gateway or cdn.")
    ] = "listeners",
    at_once: Annotated[
        int | None,
        typer.Option("--at-once", min=1, max=MAX_COUNT, help="Matches in play together."),
    ] = None,
    tier: Annotated[
        str, typer.Option("--tier", help="HONOR, SINGLE, DUAL or TRIPLE: two or three books.")
    ] = "SINGLE",
    is_fed: Annotated[
        bool, typer.Option("--feed", help="A data provider sends the balls, or compares them.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Estimate the cost of a month of matches: reads, writes, egress, functions, dollars.

    Computed from counts measured with this code, list prices with their date, and assumptions, all
    of them files in scripts/admin/money. No server is contacted. Disputes and rulings of books are
    not counted, nor are the ingest service itself and the leases that it renews.
    """
    with exit_codes():
        import json

        from admin.money import forecast as money
        from admin.money.crowd import read_prices
        from admin.money.measurements import read_assumptions, read_formats
        from scrbrd.domain.errors import BadInput
        from scrbrd.domain.vocabulary import ValidationTier

        if of_format not in read_formats():
            raise BadInput(f"--format: {of_format!r} is none of {', '.join(read_formats())}")
        if path not in list(money.Way):
            raise BadInput(f"--path: {path!r} is none of {', '.join(money.Way)}")
        if tier not in list(ValidationTier):
            raise BadInput(f"--tier: {tier!r} is none of {', '.join(ValidationTier)}")
        together = min(at_once or read_assumptions()["at_once"], matches)
        way, of_tier = money.Way(path), ValidationTier(tier)
        season = money.Season(matches, of_format, spectators, way, together, of_tier, is_fed)
        prices = read_prices()
        parts = money.forecast(season, read_formats()[of_format], read_assumptions(), prices)
        bill = money.as_json(season, parts, prices)
        if as_json:
            echo(json.dumps(bill))
            return
        print_parts(parts, bill["dollars_a_month"])
        echo(f"Prices of {prices['as_of']}. {prices['note']}")


def print_parts(parts: list[Part], total: float) -> None:
    """Print the parts of the cost as a table, with their sum."""
    from rich.table import Table

    from admin.money.crowd import GIB

    table = Table(box=None, pad_edge=False)
    table.add_column("a month")
    for heading in ("reads", "writes", "GiB out", "function s", "US dollars"):
        table.add_column(heading, justify="right")
    for part in parts:
        used = part.usage
        counts = (f"{used.reads:,.0f}", f"{used.writes:,.0f}", f"{used.egress / GIB:,.1f}")
        table.add_row(part.name, *counts, f"{used.seconds:,.0f}", f"{part.dollars:,.2f}")
    table.add_row("all", "", "", "", "", f"{total:,.2f}")
    plain_console().print(table)


def meter(
    match: MatchArgument,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Show how much of Firestore MATCH has used, and how near its documents are to the limits.

    Warnings name documents with half of 1 MiB or half of 40,000 index entries; exits 1 if there are
    any. Reads every document of the match, which is billed.
    """
    with exit_codes():
        import json

        from admin.connection import open_connection
        from admin.money.meter import meter_match

        with open_connection(project, yes=yes) as connection:
            usage = meter_match(connection.firestore, match)
        if as_json:
            echo(json.dumps(usage.as_json()))
        else:
            print_metered(usage)
    if usage.warnings:
        raise typer.Exit(REFUSED)


def print_metered(usage: MatchUsage) -> None:
    """Print the usage of the match in a few lines, and a table of its largest documents."""
    from rich.table import Table

    summary = usage.as_json()
    echo(
        f"{summary['match']}: {summary['actions']} actions, {summary['voided']} voided,"
        f" {summary['entries']} entries of books, {summary['provider_events']} events of providers;"
        f" {summary['documents']} documents, {summary['bytes']:,} bytes"
    )
    echo(
        f"about {summary['writes']:,} writes and {summary['reads']:,} reads without spectators:"
        f" {summary['dollars']:.4f} US dollars by the prices of {summary['prices_as_of']}"
    )
    table = Table("heaviest", box=None, pad_edge=False)
    for heading in ("bytes", "of 1 MiB", "index entries", "of 40,000"):
        table.add_column(heading, justify="right")
    for each in usage.heaviest:
        table.add_row(
            each.path,
            f"{each.bytes:,}",
            f"{each.share_of_bytes:.1%}",
            f"{each.entries:,}",
            f"{each.share_of_entries:.1%}",
        )
    plain_console().print(table)
    for line in usage.warnings:
        echo(f"warning: {line}")
