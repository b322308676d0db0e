"""Tests limits, timers, close codes, tokens and logs of sockets, without a socket."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from scrbrd_gateway.model import Cursor
from scrbrd_gateway.sockets.closes import AUTH_TIMEOUT, CLOSES, IDLE, TOKEN_EXPIRED
from scrbrd_gateway.sockets.drain import going_away
from scrbrd_gateway.sockets.innings_state import innings_state, is_behind
from scrbrd_gateway.sockets.limits import Addresses, SocketLimits, TokenBucket, subscriber_key
from scrbrd_gateway.sockets.redaction import TokenFilter, without_tokens
from scrbrd_gateway.sockets.timers import Timers
from scrbrd_gateway.sockets.tokens import offered_token, subprotocol_to_accept
from tests.gateway.fake_rooms import encoded_state, score


def test_close_codes_are_unique_and_define_whether_to_reconnect() -> None:
    assert len({each.code for each in CLOSES}) == len(CLOSES)
    assert {each.code for each in CLOSES if each.reconnect} == {
        1011, 1012, 1013, 4000, 4001, 4002, 4003, 4004,
    }  # fmt: skip
    assert all(len(each.reason.encode()) <= 123 for each in CLOSES)


def test_a_token_bucket_allows_a_burst_and_then_the_rate() -> None:
    bucket = TokenBucket(rate=2.0, burst=3.0)
    assert [bucket.take(10.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(10.5), bucket.take(10.5)] == [True, False]
    assert [bucket.take(99.0) for _ in range(4)] == [True, True, True, False]


def test_connections_of_an_address_share_its_rate_until_the_last_one_ends() -> None:
    addresses = Addresses(SocketLimits(connections_per_address=2, address_messages_at_once=1))
    with (
        addresses.connected("10.0.0.1") as first_use,
        addresses.connected("10.0.0.1") as second_use,
    ):
        assert first_use is not None
        assert first_use is second_use
        with addresses.connected("10.0.0.1") as refused_use:
            assert refused_use is None
        with addresses.connected("10.0.0.2") as other_address_use:
            assert other_address_use is not first_use
        assert first_use.bucket.take(1.0)
    with addresses.connected("10.0.0.1") as later_use:
        assert later_use is not first_use


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
    ],
)
def test_all_addresses_of_an_ipv6_subscriber_count_as_one(host: str, key: str) -> None:
    assert subscriber_key(host) == key


LIMITS = SocketLimits(auth_seconds=10, heartbeat_seconds=30, idle_seconds=300)


def test_a_connection_without_a_token_ends_after_its_time_limit() -> None:
    timers = Timers(LIMITS, 0.0)
    assert timers.seconds(4.0) == 6.0
    assert timers.close(9.9) is None
    assert timers.close(10.0) is AUTH_TIMEOUT


def test_a_connection_with_a_token_ends_with_the_token_or_when_idle() -> None:
    timers = Timers(LIMITS, 0.0)
    timers.authenticated(1000.0)
    assert timers.close(299.0) is None
    assert timers.close(300.0) is IDLE
    timers.touch(900.0)
    assert timers.close(999.0) is None
    assert timers.close(1000.0) is TOKEN_EXPIRED


def test_a_heartbeat_is_due_every_thirty_seconds_and_does_not_count_as_activity() -> None:
    timers = Timers(LIMITS, 0.0)
    timers.authenticated(10_000.0)
    due = [now for now in range(0, 300, 10) if timers.heartbeat(float(now))]
    assert due == list(range(30, 300, 30))
    assert timers.close(300.0) is IDLE


@pytest.mark.parametrize(
    ("protocols", "query", "token"),
    [
        (["scrbrd.v1", "bearer.a.b-c_d"], "q", "a.b-c_d"),
        (["scrbrd.v1"], "q", "q"),
        ([], "", None),
        ([], None, None),
    ],
)
def test_the_token_is_read_from_the_protocols_or_the_query(
    protocols: list[str], query: str | None, token: str | None
) -> None:
    assert offered_token(protocols, query) == token


def test_a_token_is_never_accepted_as_the_protocol() -> None:
    assert subprotocol_to_accept(["bearer.x"]) is None
    assert subprotocol_to_accept(["bearer.x", "scrbrd.v1"]) == "scrbrd.v1"


@pytest.mark.parametrize(
    "text",
    [
        "/v1/ws?token=s3cret.x HTTP/1.1",
        "/v1/ws?%74o%4BEn=s3cret.x HTTP/1.1",
        "/v1/ws?a=1&access_token=s3cret&b=2",
        "/v1/ws?token='s3cret.x'",
        '/v1/ws?token="s3cret.x" HTTP/1.1',
        "sec-websocket-protocol: scrbrd.v1, bearer.s3cret.x-_y",
        "Authorization: Bearer s3cret",
        '{"type":"auth","token":"s3cret"}',
        "{'token': 's3cret'}",
        r"TEXT '{\"token\": \"s3cret\"}'",
        "b'token=s3cret'",
    ],
)
def test_a_log_text_contains_no_token(text: str) -> None:
    assert "s3cret" not in without_tokens(text)
    assert "[token]" in without_tokens(text)


def test_the_log_filter_keeps_numbers_and_other_arguments() -> None:
    for args in ((200, "/?token=a", None, 1.5), ({"path": "/?token=a", "status": 200},)):
        record = logging.LogRecord("x", 20, "", 1, "%s", args, None)
        assert TokenFilter().filter(record)
        assert "token=a" not in str(record.args)
        assert "200" in str(record.args)


@pytest.mark.parametrize(
    ("last", "event", "is_older"),
    [
        ("1_36", "1_37", True),
        ("1_37", "1_37", False),
        ("2_1", "1_37", False),
        ("1_99", "2_1", True),
        (None, "1_1", True),
        ("1_3", "dispute_1_7", False),
    ],
)
def test_a_score_is_behind_an_action_that_it_does_not_include(
    last: str | None, event: str, is_older: bool
) -> None:
    assert is_behind(encoded_state(9, {"lastActionId": last}), Cursor(9, event)) is is_older
    assert is_behind(None, Cursor(1, "1_1"))


def test_a_score_is_behind_a_void_of_a_later_commit() -> None:
    known = encoded_state(9, {"lastActionId": "1_37"})
    is_older = {revision: is_behind(known, Cursor(revision, "1_30")) for revision in (8, 9, 10)}
    assert is_older == {8: False, 9: False, 10: True}
    assert not is_behind(known, Cursor(10, "dispute_1_7"))


def test_the_state_of_an_earlier_innings_and_of_a_super_over_is_found() -> None:
    innings: dict[str, Any] = {"runs": 9, "wickets": 1, "overs": 1.0, "balls": 6}
    whole = {
        **score(3),
        "inningsNumber": 3,
        "innings1": {**innings, "inningsNumber": 1},
        "superOvers": [{**innings, "runs": 5, "inningsNumber": 4}],
    }
    states = [innings_state(whole, 7, number) for number in (1, 2, 3, 4)]
    assert [each and each["runs"] for each in states] == [9, None, 3, 5]
    assert states[0] == {"inningsNumber": 1, "version": 7, "lastActionId": "1_3", **innings}
    assert innings_state(None, 0, 1) is None


def test_the_shutdown_notice_has_a_random_waiting_time() -> None:
    assert going_away(10, lambda: 0.25) == '{"type":"server_going_away","reconnectInMs":2500}'
