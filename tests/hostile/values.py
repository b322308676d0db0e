"""Provides values of every Firestore type: empty, longest, reserved, and at the ends of ranges.

Does not know fields: `mutation` decides which value a field gets.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.cloud.firestore import GeoPoint

from scrbrd.adapters.rest_values import Reference
from scrbrd.domain.identifiers import is_id

PROJECT: Final = "demo-hostile"
"""The project of the hostile documents, so that a reference can be to this project."""

LENGTHS: Final = (1, 2, 7, 8, 20, 40, 41, 60, 61, 100, 101, 200, 201, 320, 500, 501, 1000, 1500,
                  2000, 2001, 5000)  # fmt: skip
"""Lengths of texts at and around every bound of the rules."""
NEARLY_FULL_DOCUMENT: Final = 900_000
"""Bytes of a text that nearly fills a document."""

CHARACTERS: Final = (
    "n", "0", "_", "~", ".", "-", " ", "\n", '"', "\\", "<", "%", "ä", "ß", "\u0130", "\u00a0",
    "e\u0301", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufffd", "\uffff", "\u4e2d",
    "\x00", "\x01", "\x1b", "\x7f", "\u0085", "\u2028", "\U0001f3cf", "\U0010ffff",
)  # fmt: skip

ODD_IDS: Final = (
    ".", "..", "...", "_", "__", "___", "____", "__x__", "__name__", "__proto__", "__id1__", "_x_",
    "a_b", "a__b", "_a", "a_", "all", "%61ll", "a%2Fb", "a.b", ".a", "-", "0", "constructor",
    "toString", "spiel-münchen", "Müller", "\u202eevil", "a\u200bb", "a b", " ", "a\nb", "a\tb",
    "a\x00b", "a`b", "a*b", "a[0]", "a~b", "~", "'", '"', "\\", "<script>", "🏏", "é", "e\u0301",
    "i" * 100, "i" * 101, "i" * 200, "ü" * 100, "🏏" * 50, "i" * 1400, "u" * 99 + "_", "2023-24",
)  # fmt: skip
"""Texts for document ids; without a slash, which an id cannot have."""

ODD_TEXTS: Final = (
    "", "a/b", "/", "2023/24", "matches/m1", "1_1", "1_2", "0_0", "40_99999", "null", "true", "NaN",
    "-0", "1e999", "007", "{}", "[]", "${x}", "$time", "{\"a\":1}", "0x10", "١٢",
    "9999-12-31", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-23:59", "0001-01-01",
    "0001-01-01T00:00:00+23:59", "0000-00-00", "-0001-01-01", "10000-01-01", "2026-02-30",
    "2026-05-01T12:00:00Z", "2026-05-01T24:00:00Z", "2026-05-01 12:00", "2026-W18-5", "20260501",
    "2026-05-01T12:00:00+99:99", "2016-12-31T23:59:60Z", "today", *ODD_IDS,
)  # fmt: skip

INTEGERS: Final = (
    0, 1, 2, 3, 4, 5, 6, 8, 9, 11, 12, 19, 20, 21, 22, 30, 31, 40, 41, 99, 100, 255, 256, 9998,
    9999, 10000, 10080, 10081, 99_999, 100_000, 2**31 - 1, 2**31, 2**53, 2**53 + 1, 2**63 - 1,
    -1, -2, -5, -(2**31), -(2**63),
)  # fmt: skip
DOUBLES: Final = (
    0.0, -0.0, 0.5, 1.0, 1.5, 2.0, 5.0, 8.0, 8.5, -1.0, 1e-9, 130.5, 9999.5, 1e15, 2.0**53, 1e22,
    1.7976931348623157e308, -1.7976931348623157e308, 5e-324, float("nan"), float("inf"),
    float("-inf"),
)  # fmt: skip
TIMESTAMPS: Final = (
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(1582, 10, 10, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC) - timedelta(microseconds=1),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2020, 2, 29, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(9998, 12, 31, tzinfo=UTC),
    datetime(9999, 12, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    DatetimeWithNanoseconds(2026, 5, 1, 12, nanosecond=999_999_999, tzinfo=UTC),
    DatetimeWithNanoseconds(9999, 12, 31, 23, 59, 59, nanosecond=999_999_999, tzinfo=UTC),
)
BYTES: Final = (b"", b"\x00", b"\xff\xfe", b"n" * 100, b"\x80" * 1501)
REFERENCES: Final = tuple(
    Reference(f"projects/{project}/databases/(default)/documents/{path}")
    for project in (PROJECT, PROJECT, "demo-other")
    for path in ("matches/m1", "matches/m1/live/state", "a/_b", "ü/ü")
)
PLACES: Final = (GeoPoint(0.0, 0.0), GeoPoint(-0.0, -0.0), GeoPoint(90.0, 180.0),
                 GeoPoint(-90.0, -180.0), GeoPoint(51.5, -0.17))  # fmt: skip
COUNTS: Final = (0, 1, 2, 3, 11, 12, 20, 21, 22, 23, 30, 31, 100)
"""Numbers of items of a list."""

Chance = random.Random
Values = Callable[[Chance], Any]


def random_text(chance: Chance) -> str:
    """Return a text: an odd one, or one character repeated to the length of some bound."""
    if chance.random() < 0.5:
        return chance.choice(ODD_TEXTS)
    character = chance.choice(CHARACTERS)
    if chance.random() < 0.01:
        return character * (NEARLY_FULL_DOCUMENT // len(character.encode()))
    size = chance.choice(LENGTHS)
    return (character * size)[:size]


def document_id(chance: Chance) -> str:
    """Return an odd text for the last part of a path."""
    return chance.choice(ODD_IDS)


def odd_id(chance: Chance) -> str:
    """Return an odd text that is a valid id, which the rules accept."""
    return chance.choice([each for each in ODD_IDS if is_id(each)])


def random_list(chance: Chance) -> list[Any]:
    """Return a list of values of one or several types; not of lists, which Firestore refuses."""
    size = 20_000 if chance.random() < 0.01 else chance.choice(COUNTS)
    if size == 20_000:
        return [1] * size
    kinds = [kind for kind in TYPES if kind != "list"]
    if chance.random() < 0.7:
        make = TYPES[chance.choice(kinds)]
        return without_long_texts([make(chance) for _ in range(min(size, 3))] * (size // 3 + 1))[
            :size
        ]
    return without_long_texts([TYPES[chance.choice(kinds)](chance) for _ in range(size)])


def without_long_texts(items: list[Any]) -> list[Any]:
    """Return the items with long texts shortened, as a document can hold one at most."""
    return [item[:5000] if isinstance(item, str) else item for item in items]


def random_map(chance: Chance) -> dict[str, Any]:
    """Return a map: empty, with odd names, deep, wide, or in the form of a stored vector."""
    shape = chance.randrange(6)
    if shape == 0:
        return {}
    if shape == 1:
        return {chance.choice(ODD_TEXTS) or "x": random_scalar(chance) for _ in range(3)}
    if shape == 2:
        return nested(chance.choice((2, 5, 15)), random_scalar(chance))
    if shape == 3:
        return {f"k{number}": number for number in range(chance.choice((5, 50, 1000)))}
    if shape == 4:
        return {"__type__": "__vector__", "value": [1.0, -0.5]}
    return {"text": random_scalar(chance), "list": [random_scalar(chance)]}


def nested(depth: int, innermost: Any) -> dict[str, Any]:
    """Return maps nested to a depth."""
    value: Any = innermost
    for _ in range(depth):
        value = {"in": value}
    return {"in": value}


def random_scalar(chance: Chance) -> Any:
    """Return a value that is neither a list nor a map."""
    kinds = [kind for kind in TYPES if kind not in ("list", "map")]
    value = TYPES[chance.choice(kinds)](chance)
    return value[:5000] if isinstance(value, str) else value


TYPES: Final[dict[str, Values]] = {
    "null": lambda _: None,
    "bool": lambda chance: chance.random() < 0.5,
    "int": lambda chance: chance.choice(INTEGERS),
    "double": lambda chance: chance.choice(DOUBLES),
    "text": random_text,
    "timestamp": lambda chance: chance.choice(TIMESTAMPS),
    "bytes": lambda chance: chance.choice(BYTES),
    "reference": lambda chance: chance.choice(REFERENCES),
    "place": lambda chance: chance.choice(PLACES),
    "list": random_list,
    "map": random_map,
}
"""Makers of a value of each Firestore type."""


def random_value(chance: Chance) -> Any:
    """Return a value of any type, all types with equal probability."""
    return TYPES[chance.choice(list(TYPES))](chance)


def firestore_type(value: Any) -> str:
    """Return the Firestore type of a value."""
    kinds: dict[type, str] = {bool: "bool", int: "int", float: "double", bytes: "bytes",
                              Reference: "reference", GeoPoint: "place"}  # fmt: skip
    if value is None:
        return "null"
    if isinstance(value, str):
        return "text"
    if isinstance(value, datetime):
        return "timestamp"
    if isinstance(value, list | tuple):
        return "list"
    return kinds.get(type(value), "map")
