"""Tests the cost of a crowd of spectators against amounts computed by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from admin.money.crowd import GIB, Bill, Crowd, Fleet, bills, read_prices

CROWD = Crowd(
    spectators=100_000,
    hours=2.5,
    actions=250,
    document_bytes=GIB / 500_000,  # 25 million balls are 50 GiB
    message_bytes=GIB / 1_000_000,  # and 25 GiB
    score_bytes=GIB / 100_000,
    unchanged_bytes=GIB / 1_000_000,
    poll_seconds=10.0,
)
PRICES = read_prices()


def test_every_spectators_listener_is_billed_for_every_document() -> None:
    bill = bills(CROWD, PRICES)["listeners"]
    # 100,000 spectators x 250 actions x 2 documents = 50,000,000 reads: 500 x 0.03
    assert bill.reads == pytest.approx(15.0)
    # 50 GiB x 0.12
    assert bill.egress == pytest.approx(6.0)
    assert (bill.run, bill.requests) == (0, 0)
    assert bill.total == pytest.approx(21.0)


def test_sockets_are_billed_for_instances_that_run_all_the_time() -> None:
    bill = bills(CROWD, PRICES)["sockets"]
    # 100 instances x 250 actions x 3 documents = 75,000 reads: 0.75 x 0.03
    assert bill.reads == pytest.approx(0.0225)
    # 25 GiB x 0.12
    assert bill.egress == pytest.approx(3.0)
    # 100 instances x 9,000 s x (0.000018 + 0.000002) = 900,000 x 0.00002
    assert bill.run == pytest.approx(18.0)
    assert bill.requests == 0


def test_a_cache_is_billed_for_lookups_and_for_egress() -> None:
    bill = bills(CROWD, PRICES)["cached_http"]
    # 2 instances x 250 x 3 = 1,500 reads
    assert bill.reads == pytest.approx(0.00045)
    # A spectator polls 900 times: 250 full answers and 650 with status 304;
    # all of them 25,000,000 / 100,000 + 65,000,000 / 1,000,000 = 315 GiB x 0.08
    assert bill.egress == pytest.approx(25.2)
    # 2 x 9,000 s x 0.00002
    assert bill.run == pytest.approx(0.36)
    # 90,000,000 lookups: 9,000 x 0.0075 = 67.5; and 2.5 hours x 0.025
    assert bill.requests == pytest.approx(67.5625)


def test_one_spectator_more_than_an_instance_takes_needs_a_second_instance() -> None:
    fleet = Fleet(sockets_per_instance=1000)
    full = bills(replace(CROWD, spectators=1000), PRICES, fleet)["sockets"]
    one_more = bills(replace(CROWD, spectators=1001), PRICES, fleet)["sockets"]
    assert one_more.run == pytest.approx(2 * full.run)


def test_polling_less_often_than_balls_are_bowled_sends_one_score_per_poll() -> None:
    slow = replace(CROWD, poll_seconds=90.0)  # 100 polls in 2.5 hours
    bill = bills(slow, PRICES)["cached_http"]
    # 100,000 x 100 whole scores of 1/100,000 GiB = 100 GiB x 0.08
    assert bill.egress == pytest.approx(8.0)


def test_every_price_has_a_description_and_a_source() -> None:
    assert PRICES["as_of"]
    prices = {name: each for name, each in PRICES.items() if name not in ("as_of", "note")}
    for each in prices.values():
        assert each.keys() == {"dollars", "what", "source"}
        assert each["dollars"] > 0


def test_a_bill_is_the_sum_of_its_parts() -> None:
    assert Bill(1.0, 2.0, 3.0, 4.0).total == 10.0
