"""Defines `scrbrd forecast` and `scrbrd meter`: what matches will cost, and what one did."""

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
    from admin.money.meter import Metered

MOST = 1_000_000_000
"""Matches, and spectators of each: more than there are people to follow them."""


def forecast(
    matches: Annotated[int, typer.Option(min=1, max=MOST, help="Matches in a month.")] = 400,
    of_format: Annotated[str, typer.Option("--format", help="T20, Hundred, ODI or Test.")] = "T20",
    spectators: Annotated[
        int, typer.Option(min=0, max=MOST, help="Of each match, from its first ball to its last.")
    ] = 300,
    path: Annotated[
        str, typer.Option("--path", help="listeners, ticker, gateway or cdn.")
    ] = "listeners",
    at_once: Annotated[
        int | None, typer.Option("--at-once", min=1, max=MOST, help="Matches in play together.")
    ] = None,
    tier: Annotated[
        str, typer.Option("--tier", help="HONOR, SINGLE, DUAL or TRIPLE: two or three books.")
    ] = "SINGLE",
    is_fed: Annotated[
        bool, typer.Option("--feed", help="A data provider tells the balls, or compares them.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what a month of matches costs by list prices: reads, writes, egress, functions, dollars.

    From counts measured of this code, prices with their date, and assumptions, all of them files in
    scripts/admin/money. Nothing is asked of any server. Of books, disputes and rulings are not
    counted; of feeds, the service itself and the leases that it renews are not.
    """
    with exit_codes():
        import json

        from admin.money import forecast as money
        from admin.money.crowd import read_prices
        from admin.money.measured import assumed, formats
        from scrbrd.domain.errors import BadInput
        from scrbrd.domain.vocabulary import ValidationTier

        if of_format not in formats():
            raise BadInput(f"--format: {of_format!r} is none of {', '.join(formats())}")
        if path not in list(money.Way):
            raise BadInput(f"--path: {path!r} is none of {', '.join(money.Way)}")
        if tier not in list(ValidationTier):
            raise BadInput(f"--tier: {tier!r} is none of {', '.join(ValidationTier)}")
        together = min(at_once or assumed()["at_once"], matches)
        way, of_tier = money.Way(path), ValidationTier(tier)
        season = money.Season(matches, of_format, spectators, way, together, of_tier, is_fed)
        prices = read_prices()
        parts = money.forecast(season, formats()[of_format], assumed(), prices)
        told = money.as_json(season, parts, prices)
        if as_json:
            echo(json.dumps(told))
            return
        print_parts(parts, told["dollars_a_month"])
        echo(f"Prices of {prices['as_of']}. {prices['note']}")


def print_parts(parts: list[Part], total: float) -> None:
    """Print a table of the bill's parts and their sum."""
    from rich.table import Table

    from admin.money.crowd import GIB

    table = Table(box=None, pad_edge=False)
    table.add_column("a month")
    for heading in ("reads", "writes", "GiB out", "function s", "US dollars"):
        table.add_column(heading, justify="right")
    for part in parts:
        used = part.usage
        counted = (f"{used.reads:,.0f}", f"{used.writes:,.0f}", f"{used.egress / GIB:,.1f}")
        table.add_row(part.name, *counted, f"{used.seconds:,.0f}", f"{part.dollars:,.2f}")
    table.add_row("all", "", "", "", "", f"{total:,.2f}")
    plain_console().print(table)


def meter(
    match: MatchArgument,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Say what MATCH took of Firestore so far, and how near its documents are to their limits.

    Documents of half of 1 MiB or of half of 40,000 index entries are named in warnings; exits 1
    where there are any. Reads every document of the match, and is billed for it.
    """
    with exit_codes():
        import json

        from admin.connection import connected
        from admin.money.meter import meter_match

        with connected(project, yes=yes) as connection:
            found = meter_match(connection.firestore, match)
        if as_json:
            echo(json.dumps(found.as_json()))
        else:
            print_metered(found)
    if found.warnings:
        raise typer.Exit(REFUSED)


def print_metered(found: Metered) -> None:
    """Print the match in a few lines, its heaviest documents in a table."""
    from rich.table import Table

    told = found.as_json()
    echo(
        f"{told['match']}: {told['actions']} actions, {told['voided']} voided,"
        f" {told['entries']} entries of books, {told['provider_events']} events of providers;"
        f" {told['documents']} documents, {told['bytes']:,} bytes"
    )
    echo(
        f"about {told['writes']:,} writes and {told['reads']:,} reads without those who watched:"
        f" {told['dollars']:.4f} US dollars by the prices of {told['prices_as_of']}"
    )
    table = Table("heaviest", box=None, pad_edge=False)
    for heading in ("bytes", "of 1 MiB", "index entries", "of 40,000"):
        table.add_column(heading, justify="right")
    for each in found.heaviest:
        table.add_row(
            each.path,
            f"{each.bytes:,}",
            f"{each.share_of_bytes:.1%}",
            f"{each.entries:,}",
            f"{each.share_of_entries:.1%}",
        )
    plain_console().print(table)
    for line in found.warnings:
        echo(f"warning: {line}")
