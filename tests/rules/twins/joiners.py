"""Defines the names that need a joiner of no width, and hostile ones beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.rules.cast import ADMIN, DIRECTOR
from tests.rules.changes import born, new_match
from tests.rules.documents import FACTS
from tests.rules.twins.ask import Ask, Twin, created, of_fields
from tests.rules.twins.facts import recorded
from tests.rules.world import Fields

NEEDED: Final = {
    "Persian and Urdu": "\u0628\u200c\u0628\u200c\u0628 \u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
    "Bengali, Sinhala, Marathi and Hindi": "\u09b0\u200d\u09cd\u09af\u09be "
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3 \u0926\u0930\u094d\u200d\u092f\u093e \u091c\u094d\u200c\u092f",
}
"""Names that are spelled with U+200C or U+200D, one each with which a text may begin."""

NOT_NEEDED: Final = {
    "between Latin letters": "al\u200cice",
    "behind nothing": "\u200c\u0639\u0644\u06cc",
    "before nothing": "\u0639\u0644\u06cc\u200c",
    "before a blank": "\u0639\u0644\u06cc\u200c \u0631\u0636\u0627",
    "behind a blank": "\u0639\u0644\u06cc \u200c\u0631\u0636\u0627",
    "before a Latin letter": "\u0639\u0644\u06cc\u200cr",
    "twice in a row": "\u0639\u0644\u06cc\u200c\u200c\u0631\u0636\u0627",
    "the other one in Arabic script": "\u0639\u0644\u06cc\u200d\u0631\u0636\u0627",
    "behind no virama": "\u0dc1\u200d\u0dbb",
    "before no letter": "\u0dc1\u0dca\u200d",
    "before no virama": "\u09b0\u200d\u09af",
    "behind a virama and before a Latin letter": "\u0dc1\u0dca\u200dr",
    "no joiner": "\u0639\u0644\u06cc\u200b\u0631\u0636\u0627",
}
"""Texts with one where no script needs it, so that two names could look the same."""


def joined_names() -> Iterator[Twin]:
    """The whole table: names, names of a plan, texts of a line, prose."""
    for what, name in NEEDED.items():
        person = created("people/new", ADMIN, born(id="new", displayName=name)(ADMIN))
        yield from misjoined("people", f"person in {what}", person, "displayName")
        plan = {**new_match(DIRECTOR), "homeTeamName": name, "venue": name}
        match = created("matches/new", DIRECTOR, plan)
        yield from misjoined("matches", f"plan in {what}", match, "venue")
        stopped = recorded("play_stopped", **{**FACTS["play_stopped"], "reason": name})
        yield from misjoined("scoring_actions", f"reason in {what}", stopped, "reason")
        noted = recorded("play_stopped", **{**FACTS["play_stopped"], "note": f"{name}\n{name}"})
        yield from misjoined("scoring_actions", f"note in {what}", noted, "note")


def misjoined(source: str, prefix: str, good: Ask, field: str) -> Iterator[Twin]:
    """The twins of one request: every text of the table in a field of it."""
    texts: dict[str, Any] = {where: {field: text} for where, text in NOT_NEEDED.items()}
    wrong: dict[str, Fields] = texts
    yield from of_fields(source, prefix, good, wrong)
