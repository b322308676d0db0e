"""Writes the text of a link preview into the HTML of a match's page. Pure.

Programs that build such previews run no scripts, so title and description must be in the HTML. Team
names and results are text written by users: they are always escaped.
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
    """The content of a link preview, as plain text."""

    title: str
    description: str


def preview_of(match: JsonMap, ticker: JsonMap | None) -> Preview:
    """Return the preview of a match from its document and, if it has one, its ticker. Malformed
    fields are ignored."""
    ticker_fields = ticker or {}
    teams = maps_of(ticker_fields, "teams")
    names = [str(each.get("name", "")) for each in teams]
    short = [str(each.get("shortName", "")) for each in teams]
    if len(names) < 2:
        names = short = [side_name(match, "home"), side_name(match, "away")]
    sides = [with_score(name, place, match, ticker_fields) for place, name in enumerate(short)]
    state = str(ticker_fields.get("status") or match.get("status") or MatchStatus.SCHEDULED)
    facts = (" v ".join(names), STATES.get(MatchStatus(state), "") if state in STATES else "")
    description = ". ".join(each for each in (*facts, headline(ticker_fields, names)) if each)
    return Preview(one_line(f"{' v '.join(sides)} · {SITE}"), one_line(description))


def side_name(match: JsonMap, side: str) -> str:
    """Return the name of a side, or its id if it has no name."""
    return str(match.get(f"{side}TeamName") or match.get(f"{side}TeamId") or "?")


def with_score(name: str, place: int, match: JsonMap, ticker: JsonMap) -> str:
    """Return the name of a side with the score of its last innings: `LIO 143/2 (12.4 ov)`."""
    own = [each for each in maps_of(ticker, "innings") if each.get("team") == place]
    if not own:
        return name
    last = own[-1]
    runs, wickets = number_of(last, "runs"), number_of(last, "wickets")
    score = f"{runs}" if last.get("closed") == "all_out" else f"{runs}/{wickets}"
    return f"{name} {score} ({overs_of(number_of(last, 'overs'), match)})"


def overs_of(overs: float, match: JsonMap) -> str:
    """Return the overs as text; in the Hundred, the balls."""
    if match.get("format") != MatchFormat.HUNDRED:
        return f"{overs:.1f} ov"
    whole, balls = f"{overs:.1f}".split(".")
    return f"{int(whole) * FORMATS[MatchFormat.HUNDRED].balls_per_over + int(balls)} balls"


def headline(ticker: JsonMap, names: Sequence[str]) -> str:
    """Return the result, or what the side that bats last needs; "" if there is neither."""
    if ticker.get("resultText"):
        return str(ticker["resultText"])
    required, innings = ticker.get("required"), maps_of(ticker, "innings")
    place = innings[-1].get("team") if innings else None
    if not isinstance(required, Mapping) or place not in (0, 1) or len(names) < 2:
        return ""
    if ticker.get("status") == MatchStatus.INNINGS_BREAK:
        place = 1 - place
    needed = with_plural(number_of(required, "runs"), "run")
    is_limited = required.get("balls") is not None
    left = f" from {with_plural(number_of(required, 'balls'), 'ball')}" if is_limited else ""
    return f"{names[place]} need {needed}{left}"


def maps_of(document: JsonMap, name: str) -> list[JsonMap]:
    """Return a field that is a list of maps; an empty list if it is anything else."""
    found = document.get(name)
    listed = found if isinstance(found, list | tuple) else ()
    return [each for each in listed if isinstance(each, Mapping)]


def number_of(document: JsonMap, name: str) -> int | float:
    """Return a numeric field; 0 if it is not a finite number."""
    found = document.get(name)
    return found if isinstance(found, int | float) and math.isfinite(found) else 0


def with_plural(count: int | float, noun: str) -> str:
    """Return a count with its noun in singular or plural: `1 run`, `23 runs`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def one_line(text: str) -> str:
    """Return a text on one line, shortened to MOST_CHARACTERS."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1].rstrip()}…"


def with_preview(page: str, preview: Preview) -> str:
    """Return a page with the title and description of a preview. Elements that the page lacks are
    not added."""
    title, description = (
        html.escape(each, quote=True) for each in (preview.title, preview.description)
    )
    places = (
        (TITLE, title), (DESCRIPTION, description), (OG_TITLE, title), (OG_DESCRIPTION, description)
    )  # fmt: skip
    for place, text in places:
        page = insert_text(page, place, text)
    return page


def insert_text(page: str, place: re.Pattern[str], text: str) -> str:
    """Return a page with a text inserted between the two groups of the first match of a pattern."""
    return place.sub(lambda found: f"{found[1]}{text}{found[2]}", page, count=1)
