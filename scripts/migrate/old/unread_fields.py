"""Names the fields of an old ball that may bear on the score and are not read.

Fields that do not bear on the score are only counted. A field may repeat one that is read
(`totalRuns` repeats `runs`).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from migrate.old.extras import EXTRA_WORDS, OldExtra, is_empty_or_no
from migrate.old.values import is_empty, normalised, person_by_name, whole_number, yes_or_no
from migrate.old.wickets import WICKET_WORDS
from scrbrd.domain.document import MAX_RUNS
from scrbrd.domain.json_types import JsonMap

HARMLESS = frozenset(
    (
        *("totalRuns", "isBoundary", "boundary", "isFour", "isSix", "isLegal", "isLegalDelivery"),
        *("isDot", "isExtra", "isFreeHit", "freeHit", "matchId", "commentary", "comment", "text"),
        *("note", "notes", "description", "shotType", "shot", "zone", "speed", "line", "length"),
        *("over", "ball", "overNumber", "ballNumber", "ballInOver", "overBall", "source"),
        *("battingTeamId", "bowlingTeamId", "teamId", "wicketKeeper", "wicketKeeperId"),
    )
)
"""Names of fields that do not bear on the score, or follow from others."""
SUFFIXES = ("Name", "Names", "Url", "Image", "Color", "Hand", "Style", "At", "Time", "Date")
NAMES_NOBODY = (
    *("nonstriker", "rate", "angle", "type", "style", "speed", "pace", "order", "team", "hand"),
    *("card", "figures"),
)
"""Parts of names of fields about strike, batting or bowling that name nobody who acts."""
SUM_PREFIXES = ("total", "team", "current", "match")
"""Beginnings of names of fields about more than one ball."""
ALTERS_SCORE = ("penalt", "undo", "undid", "void", "delet", "cancel", "revert", "removed")
"""Parts of names of fields that take a ball back, or add runs for which old balls have no field.

Also in words that a field holds: `status: "deleted"`.
"""
VALIDITY_FLAGS = frozenset(
    ("active", "valid", "counts", "counted", "confirmed", "accepted", "current")
)
"""Names of flags that say that a ball stands, with or without `is`: `isActive: false`."""
LONGEST_WORD = 30
"""The most characters of a text that may be a word; a longer one is a comment."""
SCORE_WORDS = {
    "wicket": frozenset(WICKET_WORDS) | {"out", "wicket", "wkt", "dismissed", "dismissal"},
    "extra": frozenset(EXTRA_WORDS) | {"extra", "extras"},
}
"""Words that state what a field of its own should state, by the part in `unsaid`."""
LEGAL = ("isLegalDelivery", "isLegal")
BOUNDARIES = {"isFour": 4, "isSix": 6}


def unread_of_score(
    entry: JsonMap, known: Collection[str], unsaid: Collection[str]
) -> Iterator[str]:
    """Yield the names of fields that may state what the ball does not state elsewhere.

    `unsaid`: parts of names of matters that the ball does not state: "run", "wicket", "wide", ...
    """
    parts = (*ALTERS_SCORE, *unsaid)
    for name in unknown_fields(entry, known):
        is_of_score = any(part in normalised(name) for part in parts) and not name.startswith(
            SUM_PREFIXES
        )
        if is_of_score or is_about_score(entry[name], unsaid):
            yield name
    for name, value in entry.items():
        if name not in known and is_taken_back(name, value):
            yield name


def numbers_of_runs(entry: JsonMap, known: Collection[str]) -> Iterator[str]:
    """Yield the names of fields that hold a number of runs, for a ball that states its runs
    nowhere.

    Any name counts: `r`, `value`, `outcome: {runs: 4}`.
    """
    for name in unknown_fields(entry, known):
        value = entry[name]
        is_number = 0 < (whole_number(value) or 0) <= MAX_RUNS
        is_map = isinstance(value, Mapping) and any("run" in normalised(each) for each in value)
        if (is_number or is_map) and not name.startswith(SUM_PREFIXES):
            yield name


def is_about_score(value: Any, unsaid: Collection[str]) -> bool:
    """Return True if a word says that a ball was taken back, or states what the ball does not."""
    if not isinstance(value, str) or len(value) > LONGEST_WORD:
        return False
    content = normalised(value)
    matters = (words for part, words in SCORE_WORDS.items() if part in unsaid)
    return any(part in content for part in ALTERS_SCORE) or any(
        content in words for words in matters
    )


def is_taken_back(name: str, value: Any) -> bool:
    """Return True if a flag says that a ball does not stand."""
    is_flag = normalised(name).removeprefix("is") in VALIDITY_FLAGS
    return is_flag and not is_empty(value) and yes_or_no(value) is False


def contradicting_fields(
    entry: JsonMap, runs: int, extra_runs: int, extra: OldExtra | None
) -> Iterator[str]:
    """Yield the names of fields that should follow from others and contradict them."""
    is_illegal = extra in (OldExtra.WIDE, OldExtra.NO_BALL)
    for name in LEGAL:
        value = entry.get(name)
        if not is_empty(value) and yes_or_no(value) not in (None, not is_illegal):
            yield name
    if yes_or_no(entry.get("isExtra")) and extra is None:
        yield "isExtra"
    for name, least in BOUNDARIES.items():
        if yes_or_no(entry.get(name)) and runs + extra_runs < least:
            yield name
    total = whole_number(entry.get("totalRuns"))
    if total is not None and not 0 <= total - runs - extra_runs <= is_illegal:
        yield "totalRuns"


def unread_people(entry: JsonMap, known: Collection[str], unsaid: Collection[str]) -> Iterator[str]:
    """Yield the names of fields that may say who faced or bowled, for a ball that does not state
    it."""
    for name in unknown_fields(entry, known):
        is_other = any(part in normalised(name) for part in NAMES_NOBODY)
        is_named = person_by_name(entry[name]) is not None and whole_number(entry[name]) is None
        is_map = isinstance(entry[name], Mapping)
        if (
            not is_other
            and (is_named or is_map)
            and any(part in normalised(name) for part in unsaid)
        ):
            yield name


def unknown_fields(entry: JsonMap, known: Collection[str]) -> Iterator[str]:
    """Yield the names of fields with content that nothing reads and that are not harmless."""
    for name, value in entry.items():
        is_known = name in known or name in HARMLESS or name.endswith(SUFFIXES)
        if not is_known and not is_empty_or_no(value):
            yield name
