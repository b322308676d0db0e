"""Reads fields of an old match document that have other words or shapes than today's. Pure.

Each field is read by itself: an unusual value makes no other field unreadable. Fields that are not
read are reported.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from migrate.old.values import first_of, id_of, normalised, text_or_none, time_from, whole_number
from scrbrd.domain.json_types import Json, JsonMap
from scrbrd.domain.vocabulary import MatchFormat, TossDecision

FORMATS = {normalised(each): each for each in MatchFormat} | {
    **dict.fromkeys(("t20i", "twenty20", "twenty20match", "t20match"), MatchFormat.T20),
    **dict.fromkeys(("oneday", "onedayer", "onedayinternational", "50over", "50overs"),
                    MatchFormat.ODI),
    **dict.fromkeys(("testmatch",), MatchFormat.TEST),
    **dict.fromkeys(("thehundred", "100ball"), MatchFormat.HUNDRED),
}  # fmt: skip
DECISIONS = {
    **dict.fromkeys(("bat", "batting", "batted", "batfirst"), TossDecision.BAT),
    **dict.fromkeys(
        ("field", "fielding", "bowl", "bowling", "bowled", "bowlfirst", "fieldfirst"),
        TossDecision.FIELD,
    ),
}
TOSS_TEXT = re.compile(
    r"^\s*(?P<side>.+?)\s+won\s+the\s+toss\b.*?\b(?P<decision>bat|field|bowl)\w*", re.IGNORECASE
)
NAMES = ("name", "displayName", "title", "teamName")
SIDE_NAMES = ("homeTeamName", "awayTeamName")


def normalised_fields(match: JsonMap) -> Json:
    """Return the fields with unusual values, in today's form; those that cannot be read are left
    out."""
    found = {name: read(match) for name, read in READERS.items() if needs_normalising(name, match)}
    return {name: value for name, value in found.items() if value is not None}


def normalisation_remarks(match: JsonMap) -> tuple[str, ...]:
    """Return a line for each field with an unusual value: how it is read, or that it is not."""
    new = normalised_fields(match)
    return tuple(
        f"{name}: {str(match[name])[:60]!r} is read as {new[name]!r}"
        if name in new
        else f"{name}: {str(match[name])[:60]!r} is not read; mend the match document"
        for name in READERS
        if needs_normalising(name, match)
    )


def needs_normalising(name: str, match: JsonMap) -> bool:
    """Return True if a field exists and does not have today's form."""
    value = match.get(name)
    return value is not None and not HAS_TODAYS_FORM[name](value)


def team_named(match: JsonMap, value: Any) -> str | None:
    """Return the team that a text names: by its id, its name, `home` or `away`."""
    named = normalised(value)
    sides = {"home": id_of(match.get("homeTeamId")), "away": id_of(match.get("awayTeamId"))}
    for side, team in sides.items():
        name = plain_name(match.get(f"{side}TeamName"))
        if named and named in {side, f"{side}team", normalised(team), normalised(name)}:
            return team
    return None


def plain_name(value: Any) -> str | None:
    """Return the name of something that is a text, or a map with its name."""
    return (
        text_or_none(first_of(value, NAMES)) if isinstance(value, Mapping) else text_or_none(value)
    )


def toss_of(match: JsonMap) -> Json | None:
    """Return the winner and decision of a toss, from a text or from a map with other words."""
    toss = match.get("toss")
    if isinstance(toss, Mapping):
        side = first_of(toss, ("winnerTeamId", "winnerId", "winner", "wonBy", "team"))
        chosen = first_of(toss, ("decision", "choice", "elected", "choseTo"))
    else:
        found = TOSS_TEXT.match(str(toss))
        side, chosen = (found["side"], found["decision"]) if found else (None, None)
    team, decision = team_named(match, side), DECISIONS.get(normalised(chosen))
    if team is None or decision is None:
        return None
    return {"winnerTeamId": team, "decision": str(decision)}


def format_of(match: JsonMap) -> str | None:
    """Return the format that a word stands for."""
    found = FORMATS.get(normalised(match.get("format")))
    return None if found is None else str(found)


def conditions_of(match: JsonMap) -> Json | None:
    """Return the playing conditions with numbers instead of texts; None if they are not a map."""
    conditions = match["conditions"]
    if not isinstance(conditions, Mapping):
        return None
    return {
        name: whole_number(value)
        if isinstance(value, str) and whole_number(value) is not None
        else value
        for name, value in conditions.items()
    }


def time_of(match: JsonMap) -> str | None:
    """Return the scheduled start as an ISO text, from any readable form of a time."""
    found = time_from(match["scheduledAt"])
    return None if found is None else found.isoformat()


def is_toss(value: Any) -> bool:
    """Return True if a toss has today's form."""
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("winnerTeamId"), str)
        and value.get("decision") in set(TossDecision)
    )


def is_time(value: Any) -> bool:
    """Return True if a time has today's form: a timestamp or an ISO text."""
    if isinstance(value, str):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
        return True
    return isinstance(value, datetime)


def has_no_number_as_text(value: Any) -> bool:
    """Return True if no condition is a number written as a text."""
    return isinstance(value, Mapping) and not any(
        isinstance(each, str) and whole_number(each) is not None for each in value.values()
    )


READERS: dict[str, Callable[[JsonMap], Any]] = {
    "format": format_of,
    "toss": toss_of,
    "venue": lambda match: plain_name(match["venue"]),
    "homeTeamName": lambda match: plain_name(match["homeTeamName"]),
    "awayTeamName": lambda match: plain_name(match["awayTeamName"]),
    "scheduledAt": time_of,
    "conditions": conditions_of,
}
HAS_TODAYS_FORM: dict[str, Callable[[Any], bool]] = {
    "format": lambda value: value in set(MatchFormat),
    "toss": is_toss,
    "venue": lambda value: isinstance(value, str),
    **dict.fromkeys(SIDE_NAMES, lambda value: isinstance(value, str)),
    "scheduledAt": is_time,
    "conditions": has_no_number_as_text,
}
