"""Defines the hostile values: of every type where another belongs, out of range, and invisible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from tests.rules.documents import FACTS, richest
from tests.rules.twins.ask import Twin, of_fields
from tests.rules.twins.deliveries import CAUGHT, appended
from tests.rules.twins.facts import recorded
from tests.rules.world import Fields, Raw

ODD: Final[Mapping[str, Any]] = {
    "a reference": Raw({"referenceValue": "projects/p/databases/(default)/documents/a/b"}),
    "a place": Raw({"geoPointValue": {"latitude": 1, "longitude": 2}}),
    "bytes": Raw({"bytesValue": "AAAA"}),
    "NaN": Raw({"doubleValue": "NaN"}),
    "infinity": Raw({"doubleValue": "Infinity"}),
    "a map": {"m": "n"},
    "a list": ["n"],
    "nothing": None,
}
"""A value of each type that packing, a sum or a text cannot take."""

NO_IDS: Final = {
    "one dot": ".",
    "two dots": "..",
    "reserved": "__proto__",
    "a slash": "a/b",
    "101 characters": "x" * 101,
    "an umlaut": "m\u00fcnchen",
    "a control character": "a\u0000",
    "a space": "a b",
}
UNSEEN: Final = {
    "nothing but a space": " ",
    "a control character": "a\u0007",
    "a line": "a\nb",
    "a line separator": "a\u2028b",
    "right to left": "\u202etext",
    "isolated": "\u2066text",
    "a mark of Arabic": "text\u061c",
    "no width": "te\u200bxt",
    "a byte order mark": "\ufefftext",
    "a filler": "\u3164",
    "a variation": "text\ufe0f",
    "a tag": "text\U000e0041",
}
DATES: Final[Mapping[str, Any]] = {
    "the year 9999": datetime(9999, 12, 31, tzinfo=UTC),
    "the year 1": datetime(1, 1, 1, tzinfo=UTC),
    "1899": datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC),
    "2200": datetime(2200, 1, 1, tzinfo=UTC),
    "9999 in words": "9999-12-31",
    "a month too many": "2026-13-01",
    "words": "tomorrow",
    "a megabyte": "2026-11-21T10:00:00." + "0" * 900,
    "a number": 2026,
}


def odd_values() -> Iterator[Twin]:
    """The whole table of the log."""
    yield from of_deliveries()
    yield from of_lists()
    yield from of_facts()


def of_deliveries() -> Iterator[Twin]:
    """Ornaments, players and the time of a delivery."""
    rich = appended(**richest())
    full = richest()
    for what, value in ODD.items():
        shot, review = full["shotData"], full["review"]
        wrong: dict[str, Fields] = {
            f"note {what}": {"note": value},
            f"review {what}": {"review": value},
            f"decision {what}": {"review": {**review, "decision": value}},
            f"speed {what}": {"shotData": {**shot, "speed": value}},
            f"stroke {what}": {"shotData": {**shot, "shotType": value}},
            f"x {what}": {"shotData": {**shot, "coordinates": {"x": value, "y": 1}}},
            f"bowler {what}": {"bowlerId": value},
            f"time {what}": {"timestamp": value},
        }
        yield from of_fields("scoring_actions", "odd delivery", rich, wrong)
    for what, name in NO_IDS.items():
        ids: dict[str, Fields] = {
            f"{field} {what}": {field: name} for field in ("strikerId", "nonStrikerId", "bowlerId")
        }
        yield from of_fields("scoring_actions", "delivery, no id", rich, ids)
    for what, text in UNSEEN.items():
        if what not in {"nothing but a space", "a line"}:
            seen: dict[str, Fields] = {
                f"note {what}": {"note": text},
                f"told {what}": {"review": text},
            }
            yield from of_fields("scoring_actions", "unseen", rich, seen)
    times = {what: {"timestamp": value} for what, value in DATES.items()}
    yield from of_fields("scoring_actions", "delivery in", rich, times)
    far: Fields = {"shotData": {"speed": 100_001}}
    yield from of_fields("scoring_actions", "faster than light", rich, {"": far})
    lines = appended(note="one\nline\tand another", review="", shotData={})
    yield from of_fields("scoring_actions", "a note of lines", lines, {"total": {"totalRuns": 9}})


def of_lists() -> Iterator[Twin]:
    """Fielders: their number, and every one of them."""
    caught = appended(isWicket=True, wicket=CAUGHT, runsOffBat=0, totalRuns=0)
    items = {**ODD, **NO_IDS, "a number": 7, "a flag": True, "no name": "", "two at once": "a|b"}
    for what, item in items.items():
        if what == "a list":
            continue  # Firestore holds no list within a list
        lists: dict[str, Fields] = {
            f"{name} {what}": {"wicket": CAUGHT | {name: ["fielder-1", item]}}
            for name in ("fielderIds", "assistFielderIds", "substituteIds")
        }
        player: Fields = {"wicket": CAUGHT | {"dismissedPlayerId": item}}
        yield from of_fields("scoring_actions", "list", caught, {**lists, f"out {what}": player})
    seven: Fields = {"fielderIds": ["a"] * 3, "assistFielderIds": ["b"] * 3, "substituteIds": ["c"]}
    most = appended(isWicket=True, wicket={**CAUGHT, **seven}, runsOffBat=0, totalRuns=0)
    eight = {"wicket": {**CAUGHT, **seven, "substituteIds": ["c", "d"]}}
    yield from of_fields("scoring_actions", "seven fielders", most, {"eight": eight})


def of_facts() -> Iterator[Twin]:
    """Powerplays, absent batters, and the texts of other types."""
    span = {"type": "batting", "fromOver": 0, "toOver": 5, "fromBall": 1, "toBall": 6}
    spans = [span, {"fromOver": 6, "toOver": 9}, {"fromOver": 10, "toOver": 11}]
    started = recorded("innings_started", **FACTS["innings_started"] | {"powerplays": spans})
    wrong: dict[str, Any] = {
        **{f"from {what}": {**span, "fromOver": value} for what, value in ODD.items()},
        **{f"type {what}": {**span, "type": value} for what, value in ODD.items()},
        "from a text": {**span, "fromOver": "0"},
        "from a fraction": {**span, "fromOver": 0.5},
        "to the 10000th": {**span, "toOver": 10_000},
        "from ball 0": {**span, "fromBall": 0},
        "an endless type": {**span, "type": "t" * 41},
        "an extra part": {**span, "fielders": 2},
        "no end": {"fromOver": 0},
        "a number": 1,
    }
    for what, value in wrong.items():
        for at in range(3):
            changed_one: Fields = {"powerplays": [*spans[:at], value, *spans[at + 1 :]]}
            yield from of_fields("scoring_actions", f"powerplay {at}", started, {what: changed_one})
    yield from of_fields("scoring_actions", "powerplays", started,
                         {"four": {"powerplays": [*spans, span]}})  # fmt: skip
    without = recorded("innings_started", **FACTS["innings_started"] | {"powerplays": []})
    yield from of_fields("scoring_actions", "no powerplays", without, {"": {"powerplays": {}}})
    nulls: Fields = dict.fromkeys(("strikerId", "bowlerId", "powerplays", "target"))
    bare = recorded("innings_started", **{**FACTS["innings_started"], **nulls})
    yield from of_fields(
        "scoring_actions", "started, nulls", bare, {"more": {"battingTeamId": "."}}
    )
    lists = ("fielderIds", "substituteIds")
    most = FACTS["batter_dismissed"] | dict.fromkeys(lists, ["f"] * 7)
    dismissed = recorded("batter_dismissed", **most)
    for name in lists:
        eight: Fields = {name: ["f"] * 8}
        yield from of_fields("scoring_actions", "dismissed, eight", dismissed, {name: eight})
    odd: dict[str, Fields] = {what: {"fielderIds": [item]} for what, item in NO_IDS.items()}
    yield from of_fields("scoring_actions", "dismissed, odd", dismissed, odd)
    closed = recorded("innings_closed", **FACTS["innings_closed"])
    absent = {what: {"absentIds": [item]} for what, item in NO_IDS.items()}
    yield from of_fields("scoring_actions", "absent", closed, absent)
    yield from of_fields("scoring_actions", "absent", closed, {"twelve": {"absentIds": ["a"] * 12}})
    nobody = recorded("innings_closed", reason="declared", absentIds=[])
    yield from of_fields("scoring_actions", "nobody absent", nobody, {"": {"absentIds": {}}})
    for kind, field in (("match_closed", "method"), ("penalty_awarded", "law"),
                        ("play_stopped", "reason")):  # fmt: skip
        good = recorded(kind, **FACTS[kind])
        texts = {what: {field: text} for what, text in UNSEEN.items()}
        yield from of_fields("scoring_actions", f"{kind} {field}", good, texts)
        yield from of_fields("scoring_actions", kind, good, {f"long {field}": {field: "m" * 201}})
