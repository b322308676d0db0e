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
    """Return a frame as a server sends it, without a mask."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65_536:
        return bytes((0x80 | opcode, 126)) + size.to_bytes(2) + payload
    return bytes((0x80 | opcode, 127)) + size.to_bytes(8) + payload


def delta_message(match_id: str, action: str, revision: int) -> bytes:
    """Return a message of one feed event."""
    entry = {"id": action, "document": {"revision": revision}}
    message = {"type": "delta", "match_id": match_id, "tier": 1, "events": [entry]}
    return json.dumps(message).encode()


@pytest.mark.parametrize("size", SIZES)
def test_frames_are_read_wherever_the_data_is_split(size: int) -> None:
    expected = [(TEXT, b"x" * size), (PING, b"p")]
    data = b"".join(server_frame(*each) for each in expected)
    for split_at in {0, 1, 2, 3, len(data) - 1, len(data)}:
        remainder, first_frames = split_frames(data[:split_at])
        final_remainder, second_frames = split_frames(remainder + data[split_at:])
        assert (first_frames + second_frames, final_remainder) == (expected, b"")


def test_a_clients_frame_is_masked_with_zeros() -> None:
    assert frame(TEXT, b"ping") == b"\x81\x84\0\0\0\0ping"
    assert frame(TEXT, b"x" * 200) == b"\x81\xfe\x00\xc8\0\0\0\0" + b"x" * 200


def test_sockets_of_a_ball_are_counted_once_and_its_arrivals_every_time() -> None:
    clock = itertools.count(1000)
    tally = Tally(lambda: next(clock))
    for number in (7, 8, 8):
        tally.add(number, delta_message("m", "1_5", 12))
    tally.add(7, b'{"type":"heartbeat"}')
    assert tally.count() == 3
    counts = tally.drain()
    assert counts["balls"] == {"m/1_5@12": {"origin": 0, "times": [1000, 1001, 1002], "sockets": 2}}
    assert counts["kinds"]["heartbeat"] == {"messages": 1, "bytes": 20}
    assert counts["kinds"]["delta 1"]["messages"] == 3
    assert tally.drain() == {"balls": {}, "kinds": {}}


def test_another_revision_of_an_action_is_counted_as_another_ball() -> None:
    tally = Tally(lambda: 0)
    tally.add(1, delta_message("m", "1_5", 12))
    tally.add(1, delta_message("m", "1_5", 13))
    assert tally.drain()["balls"].keys() == {"m/1_5@12", "m/1_5@13"}


def test_a_socket_begins_with_the_snapshot_of_the_feed() -> None:
    tally = Tally(lambda: 0)
    scoreboard = {"type": "snapshot", "match_id": "m", "tier": 0, "document": {}}
    events = {"type": "snapshot", "match_id": "m", "tier": 1, "events": []}
    assert not tally.add(1, json.dumps(scoreboard).encode()).begins
    assert tally.add(1, json.dumps(events).encode()).begins


def test_missing_arrivals_reduce_the_delivered_share() -> None:
    arrivals = Arrivals()
    arrivals.add({"times": [3_000_000, 9_000_000], "sockets": 2}, 1_000_000, 3)
    arrivals.add(None, 1_000_000, 1)
    assert delivered_share(arrivals) == 0.5
    assert (arrivals.milliseconds, arrivals.first) == ([2.0, 8.0], [2.0])
    assert arrivals.behind_first == [0.0, 6.0]
    assert (arrivals.twice, p95(arrivals)) == (0, 8.0)


def test_the_gateways_own_time_starts_at_the_first_document_of_a_commit() -> None:
    documents = [
        streamed_document("matches/m/live/score", version=12),
        streamed_document("matches/m/events/1_5", revision=12),
        streamed_document("tickers/m", version=13),
        streamed_document("matches/m/live/health"),
    ]
    lines = receipt_lines(documents[:1], 1_000_000) + receipt_lines(documents[1:], 2_000_000)
    receipts = read_receipts(lines)
    assert receipts == {"m@12": 1_000_000, "m@13": 2_000_000}
    arrivals = Arrivals()
    ball = {"times": [3_000_000, 9_000_000], "sockets": 2}
    arrivals.add(ball, 0, 2, receipts.get(version_of("m/1_5@12")))
    arrivals.add(ball, 0, 2, receipts.get(version_of("m/1_6@14")))
    assert arrivals.own == [2.0, 8.0]


def streamed_document(path: str, **numbers: int) -> Any:
    """Return a document as a listener's stream delivers it."""
    fields = {name: {"integer_value": number} for name, number in numbers.items()}
    name = f"projects/p/databases/(default)/documents/{path}"
    return Document(name=name, fields=fields)._pb


def test_a_floor_without_measurable_cpu_time_still_gives_a_ratio() -> None:
    gateway, floor = (
        Arrivals([each], [each], [each], [each], expected=1, delivered=1, cpu=cpu)
        for each, cpu in ((3.0, 0.04), (2.0, 0.0))
    )
    found = figures(FanOut(1, 1, gateway, floor, 0.0, 0.0, 0, {}, 0.0))
    assert (found["cpu_over_floor"], found["gateway_p95_over_floor"]) == (4.0, 1.5)


def test_a_quantile_is_one_of_the_measured_values() -> None:
    assert quantile(range(1, 101), 0.95) == 96
    assert quantile([4.0], 0.95) == 4.0


def test_the_floors_text_has_the_requested_size() -> None:
    assert len(text_of("0-1-2", 1_795_421_413_188_513_000, 1816)) == 1816


def test_sockets_are_distributed_evenly_over_matches_and_addresses() -> None:
    assert shares_of(11, 3) == [4, 4, 3]
    if sys.platform == "linux":
        addresses = Counter(address_of(number) for number in range(20_000))
        assert set(addresses.values()) == {SOCKETS_PER_ADDRESS}


def test_more_sockets_than_the_hard_limit_raise_a_clear_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hard_limit = 4096
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, hard_limit))
    with pytest.raises(TooFewFiles, match=f"hard limit is {hard_limit}"):
        allow_files(hard_limit)


@pytest.mark.emulator
@pytest.mark.slow
@pytest.mark.xdist_group("bench")
def test_every_ball_arrives_at_every_socket() -> None:
    command = [sys.executable, "-m", "devtools", "bench", "--gateway", "--sockets", "60"]
    command += ["--matches", "3", "--on-one-match", "20", "--seconds", "4"]
    process = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert process.returncode == 0, process.stderr[-2000:]
    result: dict[str, Any] = json.loads(process.stdout.splitlines()[-1])
    assert result["gateway_p95_over_floor"] > result["gateway_own_p95_over_floor"] > 0
    for each in result["fan_out"].values():
        assert (each["delivered"], each["floor_delivered"]) == (1, 1)
        assert (each["twice"], each["lost_sockets"], each["own_share"]) == (0, 0, 1)
    assert result["requests"]["not_modified"]["status"] == 304
    assert result["crowd"]["dollars"].keys() == {"listeners", "sockets", "cached_http"}
