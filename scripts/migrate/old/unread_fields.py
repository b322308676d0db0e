"""Names the fields of an old ball that say something of the score and that nothing reads.

A field that says nothing of the score is counted; one whose matter is said under a name that is
known (`totalRuns` beside `runs`) repeats it.
"""

from collections.abc import Collection, Iterator

from admin.json_types import JsonMap
from migrate.old.extras import says_nothing
from migrate.old.values import word

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
OF_SUMS = ("total", "team", "current", "match")
"""How names begin that speak of more than one ball."""
ALWAYS = ("penalt", "undo", "undid", "void", "delet", "cancel", "revert", "removed")
"""In a name: what takes a ball back, or adds runs that no old ball has a place for."""


def unread_of_score(
    entry: JsonMap, known: Collection[str], unsaid: Collection[str]
) -> Iterator[str]:
    """Yield the names of fields that may say what the ball does not say else.

    `unsaid`: parts of names whose matter the ball has nothing of: "run", "wicket", "wide", ...
    """
    parts = (*ALWAYS, *unsaid)
    for name in others(entry, known):
        if any(part in word(name) for part in parts) and not name.startswith(OF_SUMS):
            yield name


def unread_people(entry: JsonMap, known: Collection[str], unsaid: Collection[str]) -> Iterator[str]:
    """Yield the names of fields that may say who faced or bowled, where nothing else does."""
    for name in others(entry, known):
        is_other = "nonstriker" in word(name)
        if not is_other and any(part in word(name) for part in unsaid):
            yield name


def others(entry: JsonMap, known: Collection[str]) -> Iterator[str]:
    """Yield the names of fields with content that nothing reads and that are not harmless."""
    for name, value in entry.items():
        is_known = name in known or name in HARMLESS or name.endswith(SUFFIXES)
        if not is_known and not says_nothing(value):
            yield name
