"""Formats the state of a match's feed: writer, progress, what is missing or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from admin.roles.parse_options import format_time
from scrbrd.domain.json_types import Json, JsonMap
from scrbrd.domain.vocabulary import ScoredBy

SCORED_BY = {
    ScoredBy.SCORERS: "people score it (scoredBy: scorers); providers only compare",
    ScoredBy.PROVIDER: "a provider writes it (scoredBy: provider); scorers are kept out",
}
CLOSED = {
    "stale": "nothing new came, it is asked every two minutes",
    "ended": "it is asked for no more; `scrbrd feed reopen` has it asked again",
}
NOTHING_YET = "No provider has told anything of it yet."


def feed_report(
    match_id: str, scored_by: str, mapped_as: Mapping[str, list[str]], feed: Json | None
) -> Json:
    """Return the state of a feed as JSON."""
    return {
        "matchId": match_id,
        "scoredBy": scored_by,
        "mappedAs": dict(mapped_as),
        "feed": feed,
    }


def feed_lines(report: JsonMap) -> Iterator[str]:
    """Yield the lines of a report for people."""
    scored_by = report["scoredBy"]
    words = SCORED_BY[ScoredBy(scored_by)] if scored_by in list(ScoredBy) else f"{scored_by!r}"
    yield f"Match {report['matchId']}: {words}"
    for provider, ids in report["mappedAs"].items():
        yield f"  {provider} has it as {', '.join(ids)}"
    if not report["mappedAs"]:
        yield "  no provider has it: `scrbrd feed map` says under which id one does"
    feed = report["feed"]
    if feed is None:
        yield NOTHING_YET
        return
    yield from progress_lines(feed)
    yield from trouble_lines(feed)


def progress_lines(feed: JsonMap) -> Iterator[str]:
    """Yield how much of the feed is in the log."""
    last = feed.get("lastActionId")
    reached = f"last action {last}" if last else "no action yet"
    updated_at = feed.get("updatedAt")
    time_text = format_time(updated_at) if isinstance(updated_at, datetime) else "an unknown time"
    state = f"{feed.get('provider')} {feed.get('mode')}, {feed.get('phase')}"
    yield f"{state}; {reached}, at {time_text}"
    if feed.get("why"):
        yield f"  only compares: {feed['why']}"
    if feed.get("closed"):
        yield f"  closed ({feed['closed']}): {CLOSED.get(str(feed['closed']), 'an unknown word')}"
    if feed.get("waiting"):
        yield f"  {feed['waiting']} events wait behind a gap or for a mapping"


def trouble_lines(feed: JsonMap) -> Iterator[str]:
    """Yield what is missing, accepted, wrong or disputed."""
    for gap in maps_in(feed.get("gaps")):
        place = gap.get("place") or {}
        place_text = (
            f"innings {place.get('innings')}, over {place.get('over')}, ball {place.get('ball')}"
        )
        yield f"  gap {gap.get('key')} ({gap.get('kind')}, {gap.get('state')}): {place_text}"
    if accepted := accepted_gaps(feed):
        yield f"  accepted as they are: {', '.join(accepted)}"
    elif feed.get("acceptedGaps"):
        yield "  acceptedGaps is no list, and accepts nothing: `scrbrd feed accept-gap` mends it"
    for problem in maps_in(feed.get("problems")):
        yield f"  {problem.get('code')}: {problem.get('message')}"
    comparing = feed.get("comparing")
    if comparing and comparing.get("open"):
        innings = ", ".join(map(str, comparing["open"]))
        yield f"  {comparing.get('provider')} has another score in innings {innings}"


def accepted_gaps(feed: JsonMap) -> list[str]:
    """Return the keys of the gaps that operators accepted; none if the field is no list."""
    gaps = feed.get("acceptedGaps")
    return [str(each) for each in gaps] if isinstance(gaps, list) else []


def maps_in(values: object) -> Iterable[JsonMap]:
    """Return the maps in a list of a document; none if the value is no list."""
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
