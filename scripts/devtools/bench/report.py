"""Formats the results of the bench as tables: each number with its goal, met or missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Group
from rich.table import Table

from devtools.bench.run import Measured, as_json

AT_MOST, AT_LEAST = "<=", ">="
GOALS: dict[str, tuple[str, float]] = {
    "ours_over_floor_median": (AT_MOST, 1.15),
    "ours_over_floor_p95": (AT_MOST, 1.3),
    "cpu_ms_per_ball": (AT_MOST, 2.5),
    "flat": (AT_MOST, 1.1),
    "flat_test": (AT_MOST, 1.3),
    "flat_test_ticker": (AT_MOST, 1.3),
    "undo": (AT_MOST, 1.3),
    "undo_oldest": (AT_MOST, 3.0),
    "many": (AT_MOST, 2.0),
    "many_lost": (AT_MOST, 0.0),
    "ticker_bytes": (AT_MOST, 2_000.0),
    "fold_per_second": (AT_LEAST, 220_000.0),
    "cold": (AT_MOST, 1.3),
    "reads_per_ball": (AT_MOST, 2.0),
    "writes_per_ball": (AT_MOST, 4.2),
    "landed": (AT_LEAST, 80.0),
}
MEANINGS = {
    "ours_over_floor_median": "ours / floor, median",
    "ours_over_floor_p95": "ours / floor, p95",
    "ours_over_floor_whole": "ours / floor, median, with the scorer's own commit",
    "ours_over_bare_median": "ours / bare, median",
    "cpu_ms_per_ball": "processor time of ours for a ball / of the floor",
    "flat": "ours at {late:,} / {early:,}, a match of dots: only the log grows",
    "flat_test": "ours at {late:,} / {early:,}, a Test: so does the scorecard",
    "flat_test_ticker": "    the same to a listener of the ticker",
    "flat_test_floor": "    the floor at {late:,} / {early:,} of that Test",
    "ours_over_floor_1200": "    ours / floor at {late:,} of that Test",
    "undo": "void of the last / next ball, at {late:,}",
    "undo_oldest": "void of the first ball / next ball, at {late:,}",
    "naive_over_ours_300": "textbook / ours at {middle:,}",
    "naive_over_ours_1200": "textbook / ours at {late:,}",
}
FLOOR = (
    "floor: reads nothing, writes the documents that ours writes at that ball, same sizes, one"
    " unguarded batch of the library's own making; bare: one tiny document."
)
WAYS = {
    "ours": "T20 from its first ball",
    "floor": "the same balls",
    "bare": "the same balls",
    "even_early": "a match of dots, action {early:,}",
    "even_late": "a match of dots, action {late:,}",
    "ticker_early": "Test, action {early:,}, to a listener of the ticker",
    "ticker_late": "Test, action {late:,}, to a listener of the ticker",
    "ours_early": "Test, action {early:,}",
    "ours_middle": "Test, action {middle:,}",
    "ours_late": "Test, action {late:,}",
    "floor_early": "Test, action {early:,}",
    "floor_late": "Test, action {late:,}",
    "naive_middle": "Test, action {middle:,}",
    "naive_late": "Test, action {late:,}",
    "undo": "Test, void of the last of {late:,}",
    "undo_oldest": "Test, void of the first ball of {late:,}",
}


def report(measured: Measured) -> Group:
    """Return all tables and the explanation of the floor."""
    return Group(spreads_table(measured), numbers_table(measured), forecast_table(measured), FLOOR)


def spreads_table(measured: Measured) -> Table:
    """Return the table of milliseconds from the scorer's commit to the listener's snapshot."""
    table = Table(title="From the scorer's commit to the listener's snapshot, ms")
    for heading in ("way", "where", "median", "p95", "runs"):
        table.add_column(heading, justify="left" if heading in ("way", "where") else "right")
    for name, where in WAYS.items():
        each = measured.spreads[name]
        place = where.format(**asdict(measured.sizes.depths))
        table.add_row(name, place, f"{each.median:.1f}", f"{each.p95:.1f}", str(each.runs))
    return table


def numbers_table(measured: Measured) -> Table:
    """Return the table of all numbers, with a goal where there is one."""
    table = Table(title="Numbers and goals")
    table.add_column("what")
    for heading in ("measured", "goal", ""):
        table.add_column(heading, justify="right")
    for name, meaning, value in numbers(measured):
        table.add_row(meaning, format_number(value), goal_text(name), verdict(name, value))
    return table


def numbers(measured: Measured) -> Iterator[tuple[str, str, float]]:
    """Yield each row as (name of its goal or "", meaning, number)."""
    figures = as_json(measured)
    cost, depths = figures["cost"], asdict(measured.sizes.depths)
    yield from ((name, text.format(**depths), figures[name]) for name, text in MEANINGS.items())
    yield from contention_rows(figures["contention"])
    yield from many_rows(figures)
    yield "fold_per_second", fold_meaning(figures), figures["fold_per_second"]
    yield "", "the same with corrections and voids resolved", figures["fold_log_per_second"]
    yield "", "unpacked from the packed log, deliveries/s", figures["unpack_per_second"]
    yield "", "read from documents, deliveries/s", figures["read_action_per_second"]
    yield from cricketstats_rows(figures["cricketstats"])
    yield "reads_per_ball", "documents read for a ball, at the wire", cost["reads_per_ball"]
    yield "", "at most, after the first", cost["most_reads"]
    yield "writes_per_ball", "documents written for a ball", cost["writes_per_ball"]
    yield "", "at most, after the first", cost["most_writes"]
    yield "ticker_bytes", "bytes sent to a spectator for a ball, at most", figures["ticker_bytes"]
    yield "", "bytes sent for a ball", cost["bytes_sent_per_ball"]
    yield "", "bytes received for a ball", cost["bytes_received_per_ball"]
    yield from ending_rows(figures["ending"])
    yield "cold", "import of main.py / of an empty function", figures["cold"]


def ending_rows(ending: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Yield the rows of an ODI's end: its last ball compared with one before, and documents."""
    yield (
        "",
        "the last ball of an ODI / a ball before, archive and contributions included",
        ending["last_over_ball"],
    )
    for name, what in (("last", "    that ball"), ("figures", "    then all players and teams")):
        for unit in ("reads", "writes", "milliseconds"):
            yield "", f"{what}: {unit}", ending[name][unit]
    for name in ("archive", "contributions", "seasons", "pairs"):
        yield "", f"    documents there are then: {name}", ending[name]


def contention_rows(contention: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Yield the rows of our commits and of ordinary transactions: 8 workers, 10 actions each."""
    for name, who, each in (
        ("landed", "8 workers x 10 actions", contention),
        ("", "the same by transactions", contention["transactions"]),
    ):
        yield name, f"{who}: landed of {each['expected']}", each["landed"]
        yield "", "    seconds", each["seconds"]
        if each["tries_per_action"] is not None:
            yield "", "    tries per action that landed", each["tries_per_action"]
        for error, count in each["errors"].items():
            yield "", f"    given up: {error}", count


def many_rows(figures: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Yield the rows of many matches at once and of one alone, through the same two workers."""
    alone, many = figures["many_matches"]
    yield "many", f"{many['matches']} matches at once / one alone, p95", figures["many"]
    for who, each in (("alone", alone), ("at once", many)):
        yield "", f"    {who}: median ms", each["median"]
        yield "", f"    {who}: p95 ms", each["p95"]
    yield "many_lost", f"    lost of {alone['balls'] + many['balls']:,}", figures["many_lost"]


def fold_meaning(figures: dict[str, Any]) -> str:
    """Return the text of the fold's row, with the number of matches and deliveries."""
    matches, deliveries = figures["fold_matches"], figures["fold_deliveries"]
    return f"folded, deliveries/s ({matches} matches, {deliveries:,})"


def cricketstats_rows(rival: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    """Yield the rows of `cricketstats` and of our code on the same files, or why it did not run."""
    if "why" in rival:
        yield "", f"cricketstats: {rival['why']}", float("nan")
        return
    files = f"{rival['matches']} files, {len(rival['failed'])} it cannot read"
    yield "", f"cricketstats {rival['version']} from {files}, deliveries/s", rival["per_second"]
    yield "", "ours from the same files to scorecards", rival["ours_per_second"]


def format_number(value: float) -> str:
    """Return a number for display: with two decimals if small, "-" for nan."""
    if value != value:
        return "-"
    return f"{value:,.0f}" if value >= 1000 or value == int(value) else f"{value:.2f}"


def goal_text(name: str) -> str:
    """Return the text of a number's goal, or "" if it has none."""
    if name not in GOALS:
        return ""
    bound, limit = GOALS[name]
    return f"{bound} {format_number(limit)}"


def verdict(name: str, value: float) -> str:
    """Return "met" or "MISSED", or "" for a number without a goal."""
    if name not in GOALS:
        return ""
    bound, limit = GOALS[name]
    return "met" if (value <= limit if bound == AT_MOST else value >= limit) else "MISSED"


def forecast_table(measured: Measured) -> Table:
    """Return the table of the cost of whole matches in dollars."""
    forecast = measured.forecast
    prices, spectators = forecast["prices"], forecast["spectators"]
    table = Table(
        title=f"Forecast in US dollars with {spectators:,} spectators for the whole match",
        caption=f"{prices['as_of']}. {prices['note']}",
    )
    table.add_column("match")
    for heading in ("actions", "projection", "scorer", "spectators' reads", "GiB out", "egress"):
        table.add_column(heading, justify="right")
    for name, each in forecast["matches"].items():
        table.add_row(
            name,
            f"{each['actions']:,}",
            f"{each['projection']:.4f}",
            f"{each['scorer']:.4f}",
            f"{each['spectators_reads']:.2f}",
            f"{each['spectators_egress_gib']:.1f}",
            f"{each['spectators_egress']:.2f}",
        )
    return table
