"""Tests that the gateway's bench runs and counts exactly the messages that arrived."""

from __future__ import annotations

import itertools
import json
import resource
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from google.cloud.firestore_v1.types import Document

from devtools.bench.gateway_clients import SOCKETS_PER_ADDRESS, address_of
from devtools.bench.gateway_fanout import (
    Arrivals,
    FanOut,
    delivered_share,
    figures,
    p95,
    quantile,
    shares_of,
    version_of,
)
from devtools.bench.gateway_floor import text_of
from devtools.bench.gateway_frames import PING, TEXT, frame, split_frames
from devtools.bench.gateway_receipts import read_receipts, receipt_lines
from devtools.bench.gateway_tally import Tally
from devtools.bench.open_files import TooFewFiles, allow_files

SECONDS = 600
SIZES = (0, 1, 125, 126, 65_535, 65_536)


def server_frame(opcode: int, payload: bytes) -> bytes:
    """A frame as a server sends it, without a mask."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65_536:
        return bytes((0x80 | opcode, 126)) + size.to_bytes(2) + payload
    return bytes((0x80 | opcode, 127)) + size.to_bytes(8) + payload


def event(match_id: str, action: str, revision: int) -> bytes:
    entry = {"id": action, "document": {"revision": revision}}
    message = {"type": "delta", "match_id": match_id, "tier": 1, "events": [entry]}
    return json.dumps(message).encode()


@pytest.mark.parametrize("size", SIZES)
def test_a_frame_is_read_however_it_is_cut(size: int) -> None:
    wanted = [(TEXT, b"x" * size), (PING, b"p")]
    data = b"".join(server_frame(*each) for each in wanted)
    for cut in {0, 1, 2, 3, len(data) - 1, len(data)}:
        rest, first = split_frames(data[:cut])
        left, second = split_frames(rest + data[cut:])
        assert (first + second, left) == (wanted, b"")


def test_a_clients_frame_is_masked_with_zeros() -> None:
    assert frame(TEXT, b"ping") == b"\x81\x84\0\0\0\0ping"
    assert frame(TEXT, b"x" * 200) == b"\x81\xfe\x00\xc8\0\0\0\0" + b"x" * 200


def test_a_ball_is_counted_once_a_socket_and_every_time_it_comes() -> None:
    clock = itertools.count(1000)
    tally = Tally(lambda: next(clock))
    for number in (7, 8, 8):
        tally.add(number, event("m", "1_5", 12))
    tally.add(7, b'{"type":"heartbeat"}')
    assert tally.count() == 3
    counts = tally.drain()
    assert counts["balls"] == {"m/1_5@12": {"origin": 0, "times": [1000, 1001, 1002], "sockets": 2}}
    assert counts["kinds"]["heartbeat"] == {"messages": 1, "bytes": 20}
    assert counts["kinds"]["delta 1"]["messages"] == 3
    assert tally.drain() == {"balls": {}, "kinds": {}}


def test_an_action_that_changed_again_is_another_ball() -> None:
    tally = Tally(lambda: 0)
    tally.add(1, event("m", "1_5", 12))
    tally.add(1, event("m", "1_5", 13))
    assert tally.drain()["balls"].keys() == {"m/1_5@12", "m/1_5@13"}


def test_a_socket_has_begun_when_its_place_in_the_feed_came() -> None:
    tally = Tally(lambda: 0)
    scoreboard = {"type": "snapshot", "match_id": "m", "tier": 0, "document": {}}
    events = {"type": "snapshot", "match_id": "m", "tier": 1, "events": []}
    assert not tally.add(1, json.dumps(scoreboard).encode()).begins
    assert tally.add(1, json.dumps(events).encode()).begins


def test_what_did_not_come_is_missed() -> None:
    arrivals = Arrivals()
    arrivals.add({"times": [3_000_000, 9_000_000], "sockets": 2}, 1_000_000, 3)
    arrivals.add(None, 1_000_000, 1)
    assert delivered_share(arrivals) == 0.5
    assert (arrivals.milliseconds, arrivals.first) == ([2.0, 8.0], [2.0])
    assert arrivals.behind_first == [0.0, 6.0]
    assert (arrivals.twice, p95(arrivals)) == (0, 8.0)


def test_the_gateways_own_part_counts_from_when_a_listener_was_handed_the_first_of_a_commit() -> (
    None
):
    documents = [
        stored("matches/m/live/score", version=12),
        stored("matches/m/events/1_5", revision=12),
        stored("tickers/m", version=13),
        stored("matches/m/live/health"),
    ]
    recorded = receipt_lines(documents[:1], 1_000_000) + receipt_lines(documents[1:], 2_000_000)
    receipts = read_receipts(recorded)
    assert receipts == {"m@12": 1_000_000, "m@13": 2_000_000}
    arrivals = Arrivals()
    ball = {"times": [3_000_000, 9_000_000], "sockets": 2}
    arrivals.add(ball, 0, 2, receipts.get(version_of("m/1_5@12")))
    arrivals.add(ball, 0, 2, receipts.get(version_of("m/1_6@14")))
    assert arrivals.own == [2.0, 8.0]


def stored(path: str, **numbers: int) -> Any:
    """A document as a listener's stream delivers it."""
    fields = {name: {"integer_value": number} for name, number in numbers.items()}
    name = f"projects/p/databases/(default)/documents/{path}"
    return Document(name=name, fields=fields)._pb


def test_a_floor_that_took_no_time_that_can_be_told_has_a_ratio() -> None:
    ours, floor = (
        Arrivals([each], [each], [each], [each], expected=1, delivered=1, cpu=cpu)
        for each, cpu in ((3.0, 0.04), (2.0, 0.0))
    )
    found = figures(FanOut(1, 1, ours, floor, 0.0, 0.0, 0, {}, 0.0))
    assert (found["cpu_over_floor"], found["gateway_p95_over_floor"]) == (4.0, 1.5)


def test_a_quantile_is_a_value_that_was_measured() -> None:
    assert quantile(range(1, 101), 0.95) == 96
    assert quantile([4.0], 0.95) == 4.0


def test_the_floors_text_has_the_size_that_is_asked_for() -> None:
    assert len(text_of("0-1-2", 1_795_421_413_188_513_000, 1816)) == 1816


def test_sockets_are_shared_out_evenly_over_matches_and_addresses() -> None:
    assert shares_of(11, 3) == [4, 4, 3]
    if sys.platform == "linux":
        addresses = Counter(address_of(number) for number in range(20_000))
        assert set(addresses.values()) == {SOCKETS_PER_ADDRESS}


def test_more_sockets_than_the_hard_limit_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hard = 4096
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, hard))
    with pytest.raises(TooFewFiles, match=f"hard limit is {hard}"):
        allow_files(hard)


@pytest.mark.emulator
@pytest.mark.slow
@pytest.mark.xdist_group("bench")
def test_every_ball_comes_to_every_socket() -> None:
    command = [sys.executable, "-m", "devtools", "bench", "--gateway", "--sockets", "60"]
    command += ["--matches", "3", "--on-one-match", "20", "--seconds", "4"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    result: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert result["gateway_p95_over_floor"] > result["gateway_own_p95_over_floor"] > 0
    for each in result["fan_out"].values():
        assert (each["delivered"], each["floor_delivered"]) == (1, 1)
        assert (each["twice"], each["lost_sockets"], each["own_share"]) == (0, 0, 1)
    assert result["requests"]["not_modified"]["status"] == 304
    assert result["crowd"]["dollars"].keys() == {"listeners", "sockets", "cached_http"}
