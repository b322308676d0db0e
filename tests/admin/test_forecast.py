"""What a month of matches costs, reckoned by hand, and by the command line."""

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
from admin.money.measured import ASSUMED, read_assumptions, read_formats
from scrbrd.handlers.books.ports import BooksCommit
from tests.admin.administration import done, here, refused
from tests.consensus.scribes import AWAY, HOME, UMPIRE, Scribe
from tests.handlers.books.playing import Ground

PRICES = read_prices()
VALUES = read_assumptions()
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


def season(way: Way, matches: int = 100, people: int = 1_000, at_once: int = 4) -> Season:
    return Season(matches, "T20", people, way, at_once)


def test_what_is_used_is_billed_by_the_list() -> None:
    # 100,000 reads 0.03, 100,000 writes 0.09, 1 GiB 0.12,
    # 1,000 s x (0.000024 + 0.5 x 0.0000025) = 0.02525, a million calls 0.40
    usage = Usage(100_000, 100_000, GIB, 1_000, 1_000_000)
    assert usage_cost(usage, PRICES) == pytest.approx(0.03 + 0.09 + 0.12 + 0.02525 + 0.40)


def test_a_call_is_billed_in_steps_of_a_tenth_of_a_second() -> None:
    assert [billed_seconds(each) for each in (1, 50, 100, 101, 950)] == [0.1, 0.1, 0.1, 0.2, 1.0]


def test_a_scorers_write_is_a_write_and_what_the_rules_read_for_it() -> None:
    # 250 actions, 3 in a hundred of them corrected, and before them 22 lineups and the match
    usage = money.scoring_usage(COUNTS, VALUES)
    assert usage.writes == pytest.approx(257.5 + 23)
    assert usage.reads == pytest.approx(772.5)


def test_a_ball_in_two_books_is_two_entries() -> None:
    # 250 actions, 3 in a hundred corrected, in both books; 22 lineups and the match
    usage = money.scoring_usage(COUNTS, VALUES, 2)
    assert usage.writes == pytest.approx(515 + 23)
    assert usage.reads == pytest.approx(3 * 515)


def test_a_book_costs_what_the_functions_do_for_each_entry_and_each_ball() -> None:
    usage = money.books_usage(COUNTS, VALUES, 3)
    # 772.5 entries: a call, two reads, a write; 257.5 balls: two reads, 1.45 writes
    assert usage.calls == pytest.approx(772.5)
    assert usage.seconds == pytest.approx(77.25)
    assert usage.reads == pytest.approx(772.5 * 2 + 257.5 * 2)
    assert usage.writes == pytest.approx(772.5 + 257.5 * 1.45)


def test_a_ball_that_a_provider_tells_is_written_twice_more_and_asks_no_rule() -> None:
    usage = money.scoring_usage(COUNTS, VALUES, is_fed=True)
    assert usage.reads == 0
    assert usage.writes == pytest.approx(257.5 + 500 + 23)


BALLS = ".1.4.1" * 5
SEATS = {"DUAL": (HOME, AWAY), "TRIPLE": (HOME, AWAY, UMPIRE)}


@pytest.mark.parametrize("tier", SEATS)
def test_what_books_are_assumed_to_take_is_what_the_handler_takes(
    tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, written = Ground(tier), list[int]()
    commit_books = ground.store.commit_books

    def counted(match_id: str, token: object, commit: BooksCommit) -> object:
        shown = (commit.consensus is not None) + 2 * (commit.dispute_summary is not None)
        written.append(1 + shown + len(commit.operations))
        return commit_books(match_id, token, commit)

    monkeypatch.setattr(ground.store, "commit_books", counted)
    scribes = [Scribe(seat) for seat in SEATS[tier]]
    ground.arrive(*scribes)
    written.clear()
    ground.store.reads = ground.matches.reads = 0
    for ball in BALLS:
        for scribe in scribes:
            scribe.balls(ball)
        ground.arrive(*scribes)
    balls, entries = len(BALLS), len(BALLS) * len(scribes)
    assert ground.store.reads == entries * VALUES["book_reads"]
    # The ball's own read of live/state is the projection's; its trigger's second one is not here.
    assert ground.matches.reads == balls * (1 + VALUES["book_ball_reads"] - 1)
    assumed_writes = entries * VALUES["book_writes"] + balls * VALUES["book_ball_writes"]
    assert sum(written) == pytest.approx(assumed_writes, rel=0.05)


def test_books_and_feeds_raise_the_forecast() -> None:
    options = [("--tier", "SINGLE"), ("--tier", "DUAL"), ("--tier", "TRIPLE"), ("--feed",)]
    estimates = [json.loads(done("forecast", *each, "--json")) for each in options]
    single, dual, triple, fed = (each["dollars_a_month"] for each in estimates)
    assert single < dual < triple
    assert single < fed
    assert (estimates[1]["tier"], estimates[3]["feed"]) == ("DUAL", True)
    assert refused(2, "forecast", "--tier", "QUAD").startswith("scrbrd: --tier: 'QUAD' is none of")


def test_a_page_of_listeners_reads_ticker_and_event_of_every_ball() -> None:
    part = spectators_part(season(Way.LISTENERS), COUNTS, VALUES, PRICES)
    # 100 matches x 1,000 people x (250 x 2 + 25 to open the page)
    assert part.usage.reads == pytest.approx(100_000 * 525)
    # 250 balls of two documents of a millionth GiB each, and 25 documents once
    assert part.usage.egress == pytest.approx(100_000 * 525 * GIB / 1_000_000)
    assert part.dollars == pytest.approx(525 * 0.03 + 52.5 * 0.12)


def test_a_ticker_alone_is_half_of_it() -> None:
    part = spectators_part(season(Way.TICKER), COUNTS, VALUES, PRICES)
    assert part.usage.reads == pytest.approx(100_000 * 251)


def test_the_gateways_instances_are_shared_by_the_matches_in_play() -> None:
    part = spectators_part(season(Way.GATEWAY), COUNTS, VALUES, PRICES)
    # 4,000 sockets at once: 4 instances, each listening to 3 documents of 4 matches, 25 times
    assert part.usage.reads == pytest.approx(25 * 4 * 250 * 3 * 4)
    assert part.usage.egress == pytest.approx(100_000 * 250 * VALUES["message_bytes"])
    few = spectators_part(season(Way.GATEWAY, people=10), COUNTS, VALUES, PRICES)
    instances = 25 * 3.5 * 3600 * 0.00002
    assert few.dollars == pytest.approx(
        instances + few.usage.reads / 100_000 * 0.03 + few.usage.egress / GIB * 0.12
    )


def test_nobody_watching_costs_nothing_to_listeners() -> None:
    assert spectators_part(season(Way.LISTENERS, people=0), COUNTS, VALUES, PRICES).dollars == 0


def test_twice_the_matches_are_twice_the_bill_but_for_the_schedules() -> None:
    def without_schedules(matches: int) -> float:
        parts = forecast(season(Way.LISTENERS, matches), COUNTS, VALUES, PRICES)
        return sum(part.dollars for part in parts if part.name != "schedules")

    assert without_schedules(200) == pytest.approx(2 * without_schedules(100))


def test_every_assumption_says_what_it_is_and_where_it_is_from() -> None:
    for row in json.loads(ASSUMED.read_text(encoding="utf-8")).values():
        assert row.keys() == {"value", "what", "source"}
        assert row["what"]
        assert row["source"]
    assert set(read_assumptions()["hours"]) == set(read_formats())


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("of_format", sorted(read_formats()))
def test_the_command_tells_of_every_format_by_every_way(of_format: str, way: Way) -> None:
    report = json.loads(done("forecast", "--format", of_format, "--path", way.value, "--json"))
    assert report["dollars_a_month"] == pytest.approx(sum(report["dollars"].values()), abs=0.05)
    assert min(report["reads"], report["writes"], report["function_seconds"]) > 0
    assert report["prices_as_of"]


def test_the_table_ends_with_the_date_of_the_prices() -> None:
    *table, last = done("forecast", "--matches", "10").splitlines()
    assert last.startswith(f"Prices of {PRICES['as_of']}. ")
    assert table[-1].startswith("all ")


def test_what_is_no_format_or_way_is_refused() -> None:
    assert "none of T20, Hundred" in refused(2, "forecast", "--format", "Beach")
    assert "none of listeners, ticker" in refused(2, "forecast", "--path", "pigeon")
    for option in ("--matches", "--spectators", "--at-once"):
        ran = here("forecast", option, "9" * 400)
        assert (ran.code, ran.out) == (2, "")
        assert f"Invalid value for '{option}'" in ran.err
    output = done("forecast", "--spectators", "1000000000", "--matches", "1000000000", "--json")
    assert json.loads(output)["dollars_a_month"] > 0
