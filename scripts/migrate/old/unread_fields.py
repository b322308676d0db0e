"""Names the fields of an old ball that say something of the score and that nothing reads.

A field that says nothing of the score is counted; one whose matter is said under a name that is
known (`totalRuns` beside `runs`) repeats it.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from migrate.old.extras import EXTRA_WORDS, OldExtra, says_nothing
from migrate.old.values import is_empty, person_named, whole, word, yes_or_no
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
"""Names of fields that say nothing of the score, or what follows from others."""
SUFFIXES = ("Name", "Names", "Url", "Image", "Color", "Hand", "Style", "At", "Time", "Date")
OF_NOBODY = (
    *("nonstriker", "rate", "angle", "type", "style", "speed", "pace", "order", "team", "hand"),
    *("card", "figures"),
)
"""In names of fields that are of the strike, of batting or bowling, and name nobody who acts."""
OF_SUMS = ("total", "team", "current", "match")
"""How names begin that speak of more than one ball."""
ALWAYS = ("penalt", "undo", "undid", "void", "delet", "cancel", "revert", "removed")
"""In a name: what takes a ball back, or adds runs that no old ball has a place for. In a word that
a field says, too: `status: "deleted"`."""
STANDS = frozenset(("active", "valid", "counts", "counted", "confirmed", "accepted", "current"))
"""Names of flags that say of a ball that it stands, with or without `is`: `isActive: false`."""
LONGEST_WORD = 30
"""Characters of a text that may be a word; a longer one is a comment."""
MATTERS = {
    "wicket": frozenset(WICKET_WORDS) | {"out", "wicket", "wkt", "dismissed", "dismissal"},
    "extra": frozenset(EXTRA_WORDS) | {"extra", "extras"},
}
"""Words that say of a ball what a field of its own says else, by its part in `unsaid`."""
LEGAL = ("isLegalDelivery", "isLegal")
BOUNDARIES = {"isFour": 4, "isSix": 6}


def unread_of_score(
    entry: JsonMap, known: Collection[str], unsaid: Collection[str]
) -> Iterator[str]:
    """Yield the names of fields that may say what the ball does not say else.

    `unsaid`: parts of names whose matter the ball has nothing of: "run", "wicket", "wide", ...
    """
    parts = (*ALWAYS, *unsaid)
    for name in others(entry, known):
        is_of_score = any(part in word(name) for part in parts) and not name.startswith(OF_SUMS)
        if is_of_score or says_of_score(entry[name], unsaid):
            yield name
    for name, value in entry.items():
        if name not in known and is_taken_back(name, value):
            yield name


def numbers_of_runs(entry: JsonMap, known: Collection[str]) -> Iterator[str]:
    """Yield the names of fields that hold a number of runs, for a ball that says its own nowhere.

    A name tells nothing here: `r`, `value`, `outcome: {runs: 4}`.
    """
    for name in others(entry, known):
        value = entry[name]
        is_number = 0 < (whole(value) or 0) <= MAX_RUNS
        is_map = isinstance(value, Mapping) and any("run" in word(each) for each in value)
        if (is_number or is_map) and not name.startswith(OF_SUMS):
            yield name


def says_of_score(value: Any, unsaid: Collection[str]) -> bool:
    """Return whether a word says that a ball was taken back, or what the ball does not say else."""
    if not isinstance(value, str) or len(value) > LONGEST_WORD:
        return False
    said = word(value)
    matters = (words for part, words in MATTERS.items() if part in unsaid)
    return any(part in said for part in ALWAYS) or any(said in words for words in matters)


def is_taken_back(name: str, value: Any) -> bool:
    """Return whether a flag says that a ball does not stand."""
    is_flag = word(name).removeprefix("is") in STANDS
    return is_flag and not is_empty(value) and yes_or_no(value) is False


def unlike_its_parts(
    entry: JsonMap, runs: int, extra_runs: int, extra: OldExtra | None
) -> Iterator[str]:
    """Yield the names of fields that follow from others and contradict them."""
    is_illegal = extra in (OldExtra.WIDE, OldExtra.NO_BALL)
    for name in LEGAL:
        said = entry.get(name)
        if not is_empty(said) and yes_or_no(said) not in (None, not is_illegal):
            yield name
    if yes_or_no(entry.get("isExtra")) and extra is None:
        yield "isExtra"
    for name, least in BOUNDARIES.items():
        if yes_or_no(entry.get(name)) and runs + extra_runs < least:
            yield name
    total = whole(entry.get("totalRuns"))
    if total is not None and not 0 <= total - runs - extra_runs <= is_illegal:
        yield "totalRuns"


def unread_people(entry: JsonMap, known: Collection[str], unsaid: Collection[str]) -> Iterator[str]:
    """Yield the names of fields that may say who faced or bowled, where nothing else does."""
    for name in others(entry, known):
        is_other = any(part in word(name) for part in OF_NOBODY)
        is_named = person_named(entry[name]) is not None and whole(entry[name]) is None
        is_map = isinstance(entry[name], Mapping)
        if not is_other and (is_named or is_map) and any(part in word(name) for part in unsaid):
            yield name


def others(entry: JsonMap, known: Collection[str]) -> Iterator[str]:
    """Yield the names of fields with content that nothing reads and that are not harmless."""
    for name, value in entry.items():
        is_known = name in known or name in HARMLESS or name.endswith(SUFFIXES)
        if not is_known and not says_nothing(value):
            yield name
