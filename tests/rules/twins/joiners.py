"""Defines names that need a zero-width joiner, and hostile names with a joiner elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.rules.cast import ADMIN, DIRECTOR
from tests.rules.changes import new_fields, new_match_fields
from tests.rules.documents import FACTS
from tests.rules.twins.commit import Commit, Twin, create_commit, field_twins
from tests.rules.twins.facts import append_fact
from tests.rules.world import Fields

NAMES_WITH_JOINERS: Final = {
    "Persian and Urdu": "\u0628\u200c\u0628\u200c\u0628 \u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
    "Bengali, Sinhala, Marathi and Hindi": "\u09b0\u200d\u09cd\u09af\u09be "
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3 \u0926\u0930\u094d\u200d\u092f\u093e \u091c\u094d\u200c\u092f",
}
"""Names that are spelled with U+200C or U+200D; each begins with a sequence that has one."""

WRONG_JOINERS: Final = {
    "between Latin letters": "al\u200cice",
    "after nothing": "\u200c\u0639\u0644\u06cc",
    "before nothing": "\u0639\u0644\u06cc\u200c",
    "before a blank": "\u0639\u0644\u06cc\u200c \u0631\u0636\u0627",
    "after a blank": "\u0639\u0644\u06cc \u200c\u0631\u0636\u0627",
    "before a Latin letter": "\u0639\u0644\u06cc\u200cr",
    "twice in a row": "\u0639\u0644\u06cc\u200c\u200c\u0631\u0636\u0627",
    "the other one in Arabic script": "\u0639\u0644\u06cc\u200d\u0631\u0636\u0627",
    "after no virama": "\u0dc1\u200d\u0dbb",
    "before no letter": "\u0dc1\u0dca\u200d",
    "before no virama": "\u09b0\u200d\u09af",
    "after a virama and before a Latin letter": "\u0dc1\u0dca\u200dr",
    "no joiner": "\u0639\u0644\u06cc\u200b\u0631\u0636\u0627",
}
"""Texts with a joiner where no script needs it, so that two names could look the same."""


def joiner_twins() -> Iterator[Twin]:
    """Yield the whole table: names of people, names of a plan, texts of one line, prose."""
    for what, name in NAMES_WITH_JOINERS.items():
        person = create_commit("people/new", ADMIN, new_fields(id="new", displayName=name)(ADMIN))
        yield from wrong_joiner_twins("people", f"person in {what}", person, "displayName")
        plan = {**new_match_fields(DIRECTOR), "homeTeamName": name, "venue": name}
        match = create_commit("matches/new", DIRECTOR, plan)
        yield from wrong_joiner_twins("matches", f"plan in {what}", match, "venue")
        stopped = append_fact("play_stopped", **{**FACTS["play_stopped"], "reason": name})
        yield from wrong_joiner_twins("scoring_actions", f"reason in {what}", stopped, "reason")
        noted = append_fact("play_stopped", **{**FACTS["play_stopped"], "note": f"{name}\n{name}"})
        yield from wrong_joiner_twins("scoring_actions", f"note in {what}", noted, "note")


def wrong_joiner_twins(source: str, prefix: str, good: Commit, field: str) -> Iterator[Twin]:
    """Yield the twins of one request: each wrong text in a field of it."""
    texts: dict[str, Any] = {where: {field: text} for where, text in WRONG_JOINERS.items()}
    wrong: dict[str, Fields] = texts
    yield from field_twins(source, prefix, good, wrong)
