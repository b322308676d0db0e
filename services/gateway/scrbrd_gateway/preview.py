"""Writes into the HTML of a match's page what the preview of a link to it says. Pure.

Whoever makes such a preview runs no script; so title and description must be in the HTML. Sides
and results are texts of users: they are never HTML.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.vocabulary import MatchFormat, MatchStatus

SITE: Final = "SCRBRD"
MOST_CHARACTERS: Final = 300
STATES: Final = {
    MatchStatus.SCHEDULED: "Not started",
    MatchStatus.LIVE: "Live",
    MatchStatus.INNINGS_BREAK: "Innings break",
    MatchStatus.COMPLETED: "Result",
}
TITLE: Final = re.compile(r"(<title>)[^<]*(</title>)")
CONTENT: Final = r'(<meta (?:name|property)="{}" content=")[^"]*(")'
DESCRIPTION, OG_TITLE, OG_DESCRIPTION = (
    re.compile(CONTENT.format(name)) for name in ("description", "og:title", "og:description")
)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a link's preview says, as plain text."""

    title: str
    description: str


def preview_of(match: JsonMap, ticker: JsonMap | None) -> Preview:
    """Return how a match stands, by its document and its ticker, if it has one; what is malformed
    there is passed over."""
    known = ticker or {}
    teams = rows(known, "teams")
    names = [str(each.get("name", "")) for each in teams]
    short = [str(each.get("shortName", "")) for each in teams]
    if len(names) < 2:
        names = short = [side_of(match, "home"), side_of(match, "away")]
    sides = [with_score(name, place, match, known) for place, name in enumerate(short)]
    state = str(known.get("status") or match.get("status") or MatchStatus.SCHEDULED)
    facts = (" v ".join(names), STATES.get(MatchStatus(state), "") if state in STATES else "")
    told = ". ".join(each for each in (*facts, headline(known, names)) if each)
    return Preview(one_line(f"{' v '.join(sides)} · {SITE}"), one_line(told))


def side_of(match: JsonMap, side: str) -> str:
    """Return the name of a side, or its id."""
    return str(match.get(f"{side}TeamName") or match.get(f"{side}TeamId") or "?")


def with_score(name: str, place: int, match: JsonMap, ticker: JsonMap) -> str:
    """Return a side with the score of its last innings: `LIO 143/2 (12.4 ov)`."""
    own = [each for each in rows(ticker, "innings") if each.get("team") == place]
    if not own:
        return name
    last = own[-1]
    runs, wickets = number(last, "runs"), number(last, "wickets")
    score = f"{runs}" if last.get("closed") == "all_out" else f"{runs}/{wickets}"
    return f"{name} {score} ({overs_of(number(last, 'overs'), match)})"


def overs_of(overs: float, match: JsonMap) -> str:
    """Return overs, or the balls of the Hundred."""
    if match.get("format") != MatchFormat.HUNDRED:
        return f"{overs:.1f} ov"
    whole, balls = f"{overs:.1f}".split(".")
    return f"{int(whole) * FORMATS[MatchFormat.HUNDRED].balls_per_over + int(balls)} balls"


def headline(ticker: JsonMap, names: Sequence[str]) -> str:
    """Return the result, or what the side batting last needs."""
    if ticker.get("resultText"):
        return str(ticker["resultText"])
    required, innings = ticker.get("required"), rows(ticker, "innings")
    place = innings[-1].get("team") if innings else None
    if not isinstance(required, Mapping) or place not in (0, 1) or len(names) < 2:
        return ""
    if ticker.get("status") == MatchStatus.INNINGS_BREAK:
        place = 1 - place
    needed = counted(number(required, "runs"), "run")
    is_limited = required.get("balls") is not None
    left = f" from {counted(number(required, 'balls'), 'ball')}" if is_limited else ""
    return f"{names[place]} need {needed}{left}"


def rows(document: JsonMap, name: str) -> list[JsonMap]:
    """Return a list of maps; empty where it is none."""
    found = document.get(name)
    listed = found if isinstance(found, list | tuple) else ()
    return [each for each in listed if isinstance(each, Mapping)]


def number(document: JsonMap, name: str) -> int | float:
    """Return a number; 0 where it is none that can be shown."""
    found = document.get(name)
    return found if isinstance(found, int | float) and math.isfinite(found) else 0


def counted(many: int | float, noun: str) -> str:
    """Return `1 run`, `23 runs`."""
    return f"{many} {noun}{'' if many == 1 else 's'}"


def one_line(text: str) -> str:
    """Return a text on one line, of a bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1].rstrip()}…"


def with_preview(page: str, preview: Preview) -> str:
    """Return a page with another title and description; what it has none of is not added."""
    title, description = (
        html.escape(each, quote=True) for each in (preview.title, preview.description)
    )
    places = (
        (TITLE, title), (DESCRIPTION, description), (OG_TITLE, title), (OG_DESCRIPTION, description)
    )  # fmt: skip
    for place, text in places:
        page = put(page, place, text)
    return page


def put(page: str, place: re.Pattern[str], text: str) -> str:
    """Return a page with a text between the two groups of the first match of a pattern."""
    return place.sub(lambda found: f"{found[1]}{text}{found[2]}", page, count=1)
