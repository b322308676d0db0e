"""Defines hostile values: of a wrong type, out of range, and invisible texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from tests.rules.documents import FACTS, full_delivery
from tests.rules.twins.commit import Twin, field_twins
from tests.rules.twins.deliveries import CAUGHT_WICKET, append_ball
from tests.rules.twins.facts import append_fact
from tests.rules.world import Fields, RawValue

ODD_VALUES: Final[Mapping[str, Any]] = {
    "a reference": RawValue({"referenceValue": "projects/p/databases/(default)/documents/a/b"}),
    "a place": RawValue({"geoPointValue": {"latitude": 1, "longitude": 2}}),
    "bytes": RawValue({"bytesValue": "AAAA"}),
    "NaN": RawValue({"doubleValue": "NaN"}),
    "infinity": RawValue({"doubleValue": "Infinity"}),
    "a map": {"m": "n"},
    "a list": ["n"],
    "nothing": None,
}
"""A value of each type that cannot be packed, summed or joined as a text."""

INVALID_IDS: Final = {
    "one dot": ".",
    "two dots": "..",
    "reserved": "__proto__",
    "a slash": "a/b",
    "101 characters": "x" * 101,
    "an umlaut": "m\u00fcnchen",
    "a control character": "a\u0000",
    "a space": "a b",
}
INVISIBLE_TEXTS: Final = {
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
WRONG_DATES: Final[Mapping[str, Any]] = {
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


def log_value_twins() -> Iterator[Twin]:
    """Yield the whole table of the log."""
    yield from delivery_value_twins()
    yield from list_twins()
    yield from fact_value_twins()


def delivery_value_twins() -> Iterator[Twin]:
    """Yield wrong notes, reviews, shots, players and times of a delivery."""
    rich = append_ball(**full_delivery())
    full = full_delivery()
    for what, value in ODD_VALUES.items():
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
        yield from field_twins("scoring_actions", "odd delivery", rich, wrong)
    for what, name in INVALID_IDS.items():
        ids: dict[str, Fields] = {
            f"{field} {what}": {field: name} for field in ("strikerId", "nonStrikerId", "bowlerId")
        }
        yield from field_twins("scoring_actions", "delivery, no id", rich, ids)
    for what, text in INVISIBLE_TEXTS.items():
        if what not in {"nothing but a space", "a line"}:
            seen: dict[str, Fields] = {
                f"note {what}": {"note": text},
                f"review {what}": {"review": text},
            }
            yield from field_twins("scoring_actions", "unseen", rich, seen)
    times = {what: {"timestamp": value} for what, value in WRONG_DATES.items()}
    yield from field_twins("scoring_actions", "delivery in", rich, times)
    far: Fields = {"shotData": {"speed": 100_001}}
    yield from field_twins("scoring_actions", "speed out of range", rich, {"": far})
    lines = append_ball(note="one\nline\tand another", review="", shotData={})
    yield from field_twins("scoring_actions", "a note of lines", lines, {"total": {"totalRuns": 9}})


def list_twins() -> Iterator[Twin]:
    """Yield wrong numbers of fielders and wrong ids among them."""
    caught = append_ball(isWicket=True, wicket=CAUGHT_WICKET, runsOffBat=0, totalRuns=0)
    items = {
        **ODD_VALUES,
        **INVALID_IDS,
        "a number": 7,
        "a flag": True,
        "no name": "",
        "two at once": "a|b",
    }
    for what, item in items.items():
        if what == "a list":
            continue  # Firestore holds no list within a list
        lists: dict[str, Fields] = {
            f"{name} {what}": {"wicket": CAUGHT_WICKET | {name: ["fielder-1", item]}}
            for name in ("fielderIds", "assistFielderIds", "substituteIds")
        }
        player: Fields = {"wicket": CAUGHT_WICKET | {"dismissedPlayerId": item}}
        yield from field_twins("scoring_actions", "list", caught, {**lists, f"out {what}": player})
    seven: Fields = {"fielderIds": ["a"] * 3, "assistFielderIds": ["b"] * 3, "substituteIds": ["c"]}
    most = append_ball(isWicket=True, wicket={**CAUGHT_WICKET, **seven}, runsOffBat=0, totalRuns=0)
    eight = {"wicket": {**CAUGHT_WICKET, **seven, "substituteIds": ["c", "d"]}}
    yield from field_twins("scoring_actions", "seven fielders", most, {"eight": eight})


def fact_value_twins() -> Iterator[Twin]:
    """Yield wrong powerplays, absent batters, and texts of other types."""
    span = {"type": "batting", "fromOver": 0, "toOver": 5, "fromBall": 1, "toBall": 6}
    spans = [span, {"fromOver": 6, "toOver": 9}, {"fromOver": 10, "toOver": 11}]
    started = append_fact("innings_started", **FACTS["innings_started"] | {"powerplays": spans})
    wrong: dict[str, Any] = {
        **{f"from {what}": {**span, "fromOver": value} for what, value in ODD_VALUES.items()},
        **{f"type {what}": {**span, "type": value} for what, value in ODD_VALUES.items()},
        "from a text": {**span, "fromOver": "0"},
        "from a fraction": {**span, "fromOver": 0.5},
        "to the 10000th": {**span, "toOver": 10_000},
        "from ball 0": {**span, "fromBall": 0},
        "an overlong type": {**span, "type": "t" * 41},
        "an extra part": {**span, "fielders": 2},
        "no end": {"fromOver": 0},
        "a number": 1,
    }
    for what, value in wrong.items():
        for at in range(3):
            changed_one: Fields = {"powerplays": [*spans[:at], value, *spans[at + 1 :]]}
            yield from field_twins(
                "scoring_actions", f"powerplay {at}", started, {what: changed_one}
            )
    yield from field_twins("scoring_actions", "powerplays", started,
                           {"four": {"powerplays": [*spans, span]}})  # fmt: skip
    without = append_fact("innings_started", **FACTS["innings_started"] | {"powerplays": []})
    yield from field_twins("scoring_actions", "no powerplays", without, {"": {"powerplays": {}}})
    nulls: Fields = dict.fromkeys(("strikerId", "bowlerId", "powerplays", "target"))
    bare = append_fact("innings_started", **{**FACTS["innings_started"], **nulls})
    yield from field_twins(
        "scoring_actions", "started, nulls", bare, {"more": {"battingTeamId": "."}}
    )
    lists = ("fielderIds", "substituteIds")
    most = FACTS["batter_dismissed"] | dict.fromkeys(lists, ["f"] * 7)
    dismissed = append_fact("batter_dismissed", **most)
    for name in lists:
        eight: Fields = {name: ["f"] * 8}
        yield from field_twins("scoring_actions", "dismissed, eight", dismissed, {name: eight})
    odd: dict[str, Fields] = {what: {"fielderIds": [item]} for what, item in INVALID_IDS.items()}
    yield from field_twins("scoring_actions", "dismissed, odd", dismissed, odd)
    closed = append_fact("innings_closed", **FACTS["innings_closed"])
    absent = {what: {"absentIds": [item]} for what, item in INVALID_IDS.items()}
    yield from field_twins("scoring_actions", "absent", closed, absent)
    yield from field_twins(
        "scoring_actions", "absent", closed, {"twelve": {"absentIds": ["a"] * 12}}
    )
    nobody = append_fact("innings_closed", reason="declared", absentIds=[])
    yield from field_twins("scoring_actions", "nobody absent", nobody, {"": {"absentIds": {}}})
    for kind, field in (("match_closed", "method"), ("penalty_awarded", "law"),
                        ("play_stopped", "reason")):  # fmt: skip
        good = append_fact(kind, **FACTS[kind])
        texts = {what: {field: text} for what, text in INVISIBLE_TEXTS.items()}
        yield from field_twins("scoring_actions", f"{kind} {field}", good, texts)
        yield from field_twins("scoring_actions", kind, good, {f"long {field}": {field: "m" * 201}})
