"""Tests the cost of a month of matches against amounts computed by hand, and the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from admin.money import forecast as money
from admin.money.crowd import GIB, read_prices
from admin.money.forecast import (
    Season,
    Usage,
    Way,
    billed_seconds,
    forecast,
    spectators_part,
    usage_cost,
)
from admin.money.measurements import ASSUMED, read_assumptions, read_formats
from scrbrd.handlers.books.ports import BooksCommit
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.consensus.scribes import AWAY, HOME, UMPIRE, Scribe
from tests.handlers.books.playing import BookMatch

PRICES = read_prices()
ASSUMPTIONS = read_assumptions()
COUNTS: dict[str, Any] = {
    "actions": 250,
    "lineups": 22,
    "ball": {"reads": 1.0, "writes": 4.0, "calls": 1.2},
    "end": {"reads": 4, "writes": 50, "calls": 24},
    "figures": {"subjects": 24, "writes": 200},
    "bytes": {
        "sent_ticker": GIB / 1_000_000,
        "sent_event": GIB / 1_000_000,
        "stored_log": GIB / 1_000,
        "stored_derived": GIB / 1_000,
    },
}


def season_of(way: Way, matches: int = 100, people: int = 1_000, at_once: int = 4) -> Season:
    """Return a season of T20 matches watched in this way."""
    return Season(matches, "T20", people, way, at_once)


def test_usage_is_billed_at_list_prices() -> None:
    # 100,000 reads 0.03, 100,000 writes 0.09, 1 GiB 0.12,
    # 1,000 s x (0.000024 + 0.5 x 0.0000025) = 0.02525, a million calls 0.40
    usage = Usage(100_000, 100_000, GIB, 1_000, 1_000_000)
    assert usage_cost(usage, PRICES) == pytest.approx(0.03 + 0.09 + 0.12 + 0.02525 + 0.40)


def test_a_call_is_billed_in_steps_of_a_tenth_of_a_second() -> None:
    assert [billed_seconds(each) for each in (1, 50, 100, 101, 950)] == [0.1, 0.1, 0.1, 0.2, 1.0]


def test_a_scorers_write_is_billed_with_the_reads_of_the_rules() -> None:
    # 250 actions, 3 in a hundred of them corrected, and before them 22 lineups and the match
    usage = money.scoring_usage(COUNTS, ASSUMPTIONS)
    assert usage.writes == pytest.approx(257.5 + 23)
    assert usage.reads == pytest.approx(772.5)


def test_a_ball_in_two_books_is_billed_as_two_entries() -> None:
    # 250 actions, 3 in a hundred corrected, in both books; 22 lineups and the match
    usage = money.scoring_usage(COUNTS, ASSUMPTIONS, 2)
    assert usage.writes == pytest.approx(515 + 23)
    assert usage.reads == pytest.approx(3 * 515)


def test_books_are_billed_for_the_functions_work_per_entry_and_per_ball() -> None:
    usage = money.books_usage(COUNTS, ASSUMPTIONS, 3)
    # 772.5 entries: a call, two reads, a write; 257.5 balls: two reads, 1.45 writes
    assert usage.calls == pytest.approx(772.5)
    assert usage.seconds == pytest.approx(77.25)
    assert usage.reads == pytest.approx(772.5 * 2 + 257.5 * 2)
    assert usage.writes == pytest.approx(772.5 + 257.5 * 1.45)


def test_a_providers_ball_needs_two_more_writes_and_no_reads_by_rules() -> None:
    usage = money.scoring_usage(COUNTS, ASSUMPTIONS, is_fed=True)
    assert usage.reads == 0
    assert usage.writes == pytest.approx(257.5 + 500 + 23)


BALLS = ".1.4.1" * 5
SEATS = {"DUAL": (HOME, AWAY), "TRIPLE": (HOME, AWAY, UMPIRE)}


@pytest.mark.parametrize("tier", SEATS)
def test_assumed_reads_and_writes_of_books_match_those_of_the_handler(
    tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    match, writes = BookMatch(tier), list[int]()
    commit_books = match.store.commit_books

    def counting_commit_books(match_id: str, token: object, commit: BooksCommit) -> object:
        status_writes = (commit.consensus is not None) + 2 * (commit.dispute_summary is not None)
        writes.append(1 + status_writes + len(commit.operations))
        return commit_books(match_id, token, commit)

    monkeypatch.setattr(match.store, "commit_books", counting_commit_books)
    scribes = [Scribe(seat) for seat in SEATS[tier]]
    match.deliver(*scribes)
    writes.clear()
    match.store.reads = match.matches.reads = 0
    for ball in BALLS:
        for scribe in scribes:
            scribe.balls(ball)
        match.deliver(*scribes)
    balls, entries = len(BALLS), len(BALLS) * len(scribes)
    assert match.store.reads == entries * ASSUMPTIONS["book_reads"]
    # One read of live/state is the projection's; the trigger's second one does not happen here.
    assert match.matches.reads == balls * (1 + ASSUMPTIONS["book_ball_reads"] - 1)
    assumed_writes = entries * ASSUMPTIONS["book_writes"] + balls * ASSUMPTIONS["book_ball_writes"]
    assert sum(writes) == pytest.approx(assumed_writes, rel=0.05)


def test_books_and_feeds_raise_the_forecast() -> None:
    options = [("--tier", "SINGLE"), ("--tier", "DUAL"), ("--tier", "TRIPLE"), ("--feed",)]
    estimates = [json.loads(run_ok("forecast", *each, "--json")) for each in options]
    single, dual, triple, with_feed = (each["dollars_a_month"] for each in estimates)
    assert single < dual < triple
    assert single < with_feed
    assert (estimates[1]["tier"], estimates[3]["feed"]) == ("DUAL", True)
    assert run_failing(2, "forecast", "--tier", "QUAD").startswith(
        "scrbrd: --tier: 'QUAD' is none of"
    )


def test_a_page_with_listeners_reads_ticker_and_event_of_every_ball() -> None:
    part = spectators_part(season_of(Way.LISTENERS), COUNTS, ASSUMPTIONS, PRICES)
    # 100 matches x 1,000 people x (250 x 2 + 25 to open the page)
    assert part.usage.reads == pytest.approx(100_000 * 525)
    # 250 balls of two documents of a millionth GiB each, and 25 documents once
    assert part.usage.egress == pytest.approx(100_000 * 525 * GIB / 1_000_000)
    assert part.dollars == pytest.approx(525 * 0.03 + 52.5 * 0.12)


def test_a_page_with_only_a_ticker_reads_half_as_much() -> None:
    part = spectators_part(season_of(Way.TICKER), COUNTS, ASSUMPTIONS, PRICES)
    assert part.usage.reads == pytest.approx(100_000 * 251)


def test_gateway_instances_are_shared_by_the_matches_in_play() -> None:
    part = spectators_part(season_of(Way.GATEWAY), COUNTS, ASSUMPTIONS, PRICES)
    # 4,000 sockets at once: 4 instances, each listening to 3 documents of 4 matches, 25 times
    assert part.usage.reads == pytest.approx(25 * 4 * 250 * 3 * 4)
    assert part.usage.egress == pytest.approx(100_000 * 250 * ASSUMPTIONS["message_bytes"])
    small_crowd = spectators_part(season_of(Way.GATEWAY, people=10), COUNTS, ASSUMPTIONS, PRICES)
    instances = 25 * 3.5 * 3600 * 0.00002
    assert small_crowd.dollars == pytest.approx(
        instances + small_crowd.usage.reads / 100_000 * 0.03 + small_crowd.usage.egress / GIB * 0.12
    )


def test_listeners_cost_nothing_without_spectators() -> None:
    assert (
        spectators_part(season_of(Way.LISTENERS, people=0), COUNTS, ASSUMPTIONS, PRICES).dollars
        == 0
    )


def test_twice_the_matches_cost_twice_as_much_except_schedules() -> None:
    def without_schedules(matches: int) -> float:
        parts = forecast(season_of(Way.LISTENERS, matches), COUNTS, ASSUMPTIONS, PRICES)
        return sum(part.dollars for part in parts if part.name != "schedules")

    assert without_schedules(200) == pytest.approx(2 * without_schedules(100))


def test_every_assumption_has_a_description_and_a_source() -> None:
    for row in json.loads(ASSUMED.read_text(encoding="utf-8")).values():
        assert row.keys() == {"value", "what", "source"}
        assert row["what"]
        assert row["source"]
    assert set(read_assumptions()["hours"]) == set(read_formats())


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("match_format", sorted(read_formats()))
def test_the_command_forecasts_every_format_for_every_path(match_format: str, way: Way) -> None:
    report = json.loads(run_ok("forecast", "--format", match_format, "--path", way.value, "--json"))
    assert report["dollars_a_month"] == pytest.approx(sum(report["dollars"].values()), abs=0.05)
    assert min(report["reads"], report["writes"], report["function_seconds"]) > 0
    assert report["prices_as_of"]


def test_the_table_ends_with_the_date_of_the_prices() -> None:
    *table_rows, last = run_ok("forecast", "--matches", "10").splitlines()
    assert last.startswith(f"Prices of {PRICES['as_of']}. ")
    assert table_rows[-1].startswith("all ")


def test_an_unknown_format_an_unknown_path_and_huge_numbers_are_refused() -> None:
    assert "none of T20, Hundred" in run_failing(2, "forecast", "--format", "Beach")
    assert "none of listeners, ticker" in run_failing(2, "forecast", "--path", "pigeon")
    for option in ("--matches", "--spectators", "--at-once"):
        result = run_in_process("forecast", option, "9" * 400)
        assert (result.code, result.out) == (2, "")
        assert f"Invalid value for '{option}'" in result.err
    output = run_ok("forecast", "--spectators", "1000000000", "--matches", "1000000000", "--json")
    assert json.loads(output)["dollars_a_month"] > 0
