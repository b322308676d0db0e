"""Formats the results of the gateway's bench as tables."""

from __future__ import annotations

from typing import Any

from rich.console import Group
from rich.table import Table

from devtools.bench.report import format_number

ROWS = {
    "sockets": "sockets",
    "matches": "matches, a ball of each every 2 s",
    "delivered": "share of the events that came to every socket",
    "twice": "events that came twice",
    "lost_sockets": "sockets that were lost",
    "p50": "from the commit to a socket, median, ms",
    "p95": "    p95, ms",
    "first_p50": "    to the first socket, median, ms: most of it Firestore's",
    "behind_first_p95": "    from the first socket to a socket, p95, ms",
    "own_p50": "from the listener's snapshot to a socket: the gateway's own, median, ms",
    "own_p95": "    p95, ms",
    "floor_p50": "floor, median, ms",
    "floor_p95": "    p95, ms",
    "gateway_p95_over_floor": "gateway / floor, p95 (goal: <= 1.5 at full size)",
    "gateway_own_p95_over_floor": "    its own part / floor, p95 (the same start on both sides)",
    "behind_first_p95_over_floor": "    from the first socket on / floor, p95",
    "cpu_over_floor": "processor time of the gateway / of the floor",
    "cpu_us_per_socket_and_ball": "    of the gateway for a ball to a socket, us",
    "memory_per_socket": "memory of a socket in the gateway, bytes",
    "connect_seconds": "all sockets open and subscribed after, s",
    "bytes_per_ball": "bytes for a ball and a spectator: scoreboard and event",
}
MESSAGES = {
    "snapshot 0": "bytes of the scoreboard's snapshot",
    "delta 0": "    of its delta",
    "delta 1": "    of an event",
    "snapshot 2": "    of the whole score's snapshot",
    "delta 2": "    of its delta",
}
REQUESTS = {
    "whole": "whole",
    "gzip": "gzip",
    "not_modified": "If-None-Match: 304",
    "floor": "floor: as many constant bytes",
}
WAYS = {
    "listeners": "Firestore listeners",
    "sockets": "sockets of the gateway",
    "cached_http": "/score through a cache, polled",
}
FLOOR = (
    "floor: the same server sends a constant text, as large as all messages of a ball together, to"
    " as many sockets, without Firestore; its time counts from the start of the broadcast."
)


def gateway_report(measured: dict[str, Any]) -> Group:
    """Return all tables and the explanation of the floor."""
    return Group(
        fan_out_table(measured["fan_out"]),
        requests_table(measured["requests"]),
        bill_table(measured["crowd"]),
        FLOOR,
    )


def fan_out_table(fan_out: dict[str, Any]) -> Table:
    """Return the table of balls delivered to many sockets."""
    many, one = fan_out["many"], fan_out["one"]
    table = Table("what", title="A ball to many sockets")
    for heading in ("many matches", "one match"):
        table.add_column(heading, justify="right")
    for name, meaning in ROWS.items():
        table.add_row(meaning, format_number(many[name]), format_number(one[name]))
    for name, meaning in MESSAGES.items():
        each = (messages["message_bytes"].get(name, float("nan")) for messages in (many, one))
        table.add_row(meaning, *map(format_number, each))
    return table


def requests_table(requests: dict[str, Any]) -> Table:
    """Return the table of requests a second to `/score`."""
    table = Table("/v1/matches/{match}/score", title="Requests a second, one process")
    for heading in ("a second", "status", "bytes"):
        table.add_column(heading, justify="right")
    for name, meaning in REQUESTS.items():
        each = requests[name]
        table.add_row(meaning, f"{each['per_second']:,}", str(each["status"]), f"{each['bytes']:,}")
    return table


def bill_table(crowd: dict[str, Any]) -> Table:
    """Return the table of a crowd's cost in US dollars, by way of delivery."""
    size = crowd["crowd"]
    table = Table(
        "way",
        title=f"US dollars for a T20 with {size['spectators']:,} spectators, {size['hours']} hours",
        caption=f"{crowd['prices_as_of']}. {crowd['prices_note']}",
    )
    for heading in ("reads", "egress", "Cloud Run", "requests", "total"):
        table.add_column(heading, justify="right")
    for name, meaning in WAYS.items():
        bill = crowd["dollars"][name]
        parts = (bill[part] for part in ("reads", "egress", "run", "requests", "total"))
        table.add_row(meaning, *(f"{part:,.2f}" for part in parts))
    return table
