"""Makes exports of small ledgers, sound and changed, for the test vectors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.canonical import canonical
from scrbrd.domain.ledger.chain import Ledger, LinkKind, Writer, empty_ledger, hash_of, sha256
from scrbrd.domain.ledger.export import export_lines

Lines = list[str]


def time_at(seconds: int, microseconds: int = 0) -> datetime:
    """Return a time in the minute in which the match began."""
    return datetime(2026, 5, 2, 13, 0, seconds, microseconds, tzinfo=UTC)


STARTED: Json = {
    "id": "1_1",
    "matchId": "m1",
    "inningsNumber": 1,
    "sequenceNumber": 1,
    "type": "innings_started",
    "battingTeamId": "home",
    "bowlingTeamId": "away",
    "nonce": "nonce-0001",
    "follows": "",
    "recordedBy": "ann",
    "recordedAs": "scorer_home",
    "source": "live",
    "schemaVersion": 3,
    "timestamp": time_at(0),
    "createdAt": time_at(1),
    "updatedAt": time_at(1),
    "isVoided": False,
}
BALL: Json = STARTED | {
    "id": "1_2",
    "sequenceNumber": 2,
    "type": "delivery",
    "nonce": "nonce-0002",
    "follows": "nonce-0001",
    "overNumber": 0,
    "ballInOver": 1,
    "strikerId": "h1",
    "nonStrikerId": "h2",
    "bowlerId": "a1",
    "runsOffBat": 4,
    "totalRuns": 4,
    "extras": {"wide": 0, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0},
    "isLegalDelivery": True,
    "isWicket": False,
    "note": "café — §",
    "shotData": {"coordinates": {"x": 12.5, "y": -0.0}},
    "timestamp": time_at(30),
    "createdAt": time_at(31, 250_000),
}
for name in ("battingTeamId", "bowlingTeamId"):
    del BALL[name]
VOIDED = BALL | {
    "isVoided": True,
    "voidReason": "dead ball",
    "voidedBy": "ann",
    "voidedAt": time_at(50),
}
REDONE = VOIDED | {"isVoided": False, "voidReason": "", "voidedAt": time_at(55)}
CORRECTION = BALL | {"id": "1_3", "sequenceNumber": 3, "nonce": "nonce-0003", "corrects": "1_2"}
ODD_VALUES: Json = {
    "id": "1_4",
    "greatest": 2**53 - 1,
    "greater": 2**53,
    "least": -(2**63),
    "notANumber": float("nan"),
    "infinite": [float("inf"), float("-inf")],
    "numbers": [0.1, 1e21, 1e-7, 123456789012345680000.0, 5e-324, 1.7976931348623157e308, -1.5],
    "whole": 12.0,
    "bytes": b"\x00\xff",
    "before1970": datetime(1066, 10, 14, 9, 0, 0, 1, tzinfo=UTC),
    "text": '\x00\x1f\x7f"\\/\b\f\n\r\t\u2028 \U0001f3cf',
    "\U0001f3cf": "behind \ufb33 by code points, before it by UTF-16",
    "\ufb33": None,
    "nested": {"b": [{}, [], {"": {"z": True, "a": False}}], "a": ""},
    "isVoided": False,
}


def export_of_steps(match_id: str, steps: Iterable[tuple[LinkKind, Json]]) -> Lines:
    """Return the lines of an export of a ledger with one link per step."""
    writer, log = Writer(empty_ledger(match_id)), {}
    for kind, document in steps:
        place = parse_action_id(document["id"])
        writer.add(kind, place, 0, document)
        log[place] = document
    ledger = Ledger(writer.number, writer.head)
    return list(export_lines(match_id, ledger, writer.links, log))


def vector_ledger() -> Lines:
    """Return an export of four links: an innings begins, a ball is bowled, voided and redone."""
    steps = [(LinkKind.APPENDED, STARTED), (LinkKind.APPENDED, BALL)]
    return export_of_steps("m1", [*steps, (LinkKind.VOIDED, VOIDED), (LinkKind.REDONE, REDONE)])


def mixed_ledger() -> Lines:
    """Return an export with a correction, a voided ball and all values that JSON cannot express."""
    steps = [
        (LinkKind.APPENDED, STARTED),
        (LinkKind.APPENDED, BALL),
        (LinkKind.CORRECTED, CORRECTION),
    ]
    return export_of_steps(
        "m~2", [*steps, (LinkKind.VOIDED, VOIDED), (LinkKind.APPENDED, ODD_VALUES)]
    )


def change_line(lines: Lines, place: int, change: Callable[[Json], object]) -> Lines:
    """Return the lines with one value changed and written canonically again."""
    value = json.loads(lines[place])
    change(value)
    return [*lines[:place], canonical(value) + "\n", *lines[place + 1 :]]


def rehash(lines: Lines) -> Lines:
    """Return the lines with every hash recomputed, as a forger does to hide a change."""
    header, *links, log = map(json.loads, lines)
    head, link_lines = sha256(f"scrbrd-ledger-1\n{header['matchId']}\n"), []
    for number, link in enumerate(links, start=1):
        link["record"]["number"] = number
        place = (link["inningsNumber"], link["sequenceNumber"])
        link["hash"] = head = hash_of(place, link["record"], head)
        link_lines.append(canonical(link) + "\n")
    header |= {"head": head, "links": len(links)}
    return [canonical(header) + "\n", *link_lines, canonical(log) + "\n"]


def head_of(lines: Lines, number: int) -> str:
    """Return the published head of the ledger after a number of links."""
    return f"{number}:{json.loads(lines[number])['hash']}"
