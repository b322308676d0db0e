"""Decides what is written of the events of a match of another sport. Pure.

Events are never deleted; one that is taken back, made of a score and then told, or told by another
provider now, says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

from scrbrd.domain.json_types import Json
from scrbrd_ingest.model import Scoreboard, Timeline, TimelineEvent
from scrbrd_ingest.scoreboards import MOST_BEHIND, StoredScoreboard, differs, score_of

SCORE_CHANGE: Final = "score_change"
LONGEST_KEY: Final = 1_000
"""Characters of an event's id as it is written in that of a document, which may have 1,500."""

TOLD, DELETED, REPLACED = "told", "deleted", "replaced"


def event_key(provider: str, event_id: str) -> str:
    """Return the id of an event's document; of an id too long for one, a hash."""
    key = quote(event_id, safe=":@+,;=!~()")
    if len(key) > LONGEST_KEY:
        key = sha256(event_id.encode()).hexdigest()
    return f"{provider}:{key}"


def event_document(provider: str, event: TimelineEvent) -> Json:
    """Return what a provider says of an event."""
    return {
        "eventId": event.id,
        "provider": provider,
        "type": event.type,
        "period": event.period,
        "clock": event.clock,
        "side": event.side,
        "text": event.text,
        "homeScore": event.home_score,
        "awayScore": event.away_score,
        "playerIds": list(event.player_ids),
        "saidAt": event.said_at,
        "isSynthetic": event.is_synthetic,
    }


def timeline_changes(
    known: Mapping[str, Mapping[str, Any]],
    provider: str,
    timeline: Timeline,
    come_to: datetime | None = None,
) -> dict[str, Json]:
    """Return the documents of events that are new or say another thing; those that a full timeline
    lacks are marked as deleted, synthetic ones that it explains and those that another provider
    told as replaced.

    `come_to`: the provider has told all that happened until then; None where that is not known.
    """
    said = {
        event_key(provider, each.id): event_document(provider, each) for each in timeline.events
    }
    found: dict[str, Json] = {}
    order = len(known)
    for key, document in said.items():
        before = known.get(key)
        if before is None:
            order += 1
            found[key] = document | {"order": order, "state": TOLD}
        elif before.get("state") != TOLD or differs(before, document):
            found[key] = document | {"order": before["order"], "state": TOLD}
    if timeline.is_full:
        found |= deleted(known, provider, said)
    events = list(said.values())
    found |= told_by_others(known, provider, events, come_to, is_full=timeline.is_full)
    return found | replaced(known, said.values())


def deleted(
    known: Mapping[str, Mapping[str, Any]], provider: str, said: Mapping[str, Json]
) -> dict[str, Json]:
    """Return the events of a provider that it says no more.

    An empty timeline takes no more than one back: it is rather an answer that failed.
    """
    gone = {
        key: {**each, "state": DELETED}
        for key, each in known.items()
        if key not in said
        and each["provider"] == provider
        and each["state"] == TOLD
        and not each["isSynthetic"]
    }
    return gone if said or len(gone) == 1 else {}


def come_to(known: Mapping[str, Any] | None, provider: str) -> datetime | None:
    """Return until when a provider has told all events, by the scoreboard that is known; None where
    that is another's, or has no time. A goal is told later than the score that it makes."""
    if known is None or known.get("provider") != provider:
        return None
    said_at: datetime | None = known.get("saidAt")
    return None if said_at is None else said_at - MOST_BEHIND


BEHIND: Final = timedelta(minutes=2)
"""By how much a provider's times may differ from another's of the same event."""


def told_by_others(
    known: Mapping[str, Mapping[str, Any]],
    provider: str,
    said: Sequence[Mapping[str, Any]],
    come_to: datetime | None,
    *,
    is_full: bool,
) -> dict[str, Json]:
    """Return the events of other providers that a timeline tells too: nothing is told twice.

    Ids and words of two providers cannot be compared, so a full timeline replaces all that the
    others told, but for what happened after its last event and after `come_to`: it has not come so
    far. One that lacks events replaces those at the same clock for the same side alone.
    """
    times = [each["saidAt"] for each in said] + [come_to]
    newest = max((each for each in times if each is not None), default=None)
    clocks = {moment_of(each) for each in said if each["clock"] is not None}

    def is_told(event: Mapping[str, Any]) -> bool:
        if moment_of(event) in clocks:
            return True
        said_at = event["saidAt"]
        is_beyond = said_at is not None and newest is not None and said_at > newest + BEHIND
        return is_full and bool(said) and not is_beyond

    return {
        key: {**each, "state": REPLACED}
        for key, each in known.items()
        if each["provider"] != provider
        and each["state"] == TOLD
        and not each["isSynthetic"]
        and is_told(each)
    }


def moment_of(event: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """Return for whom an event was, and when."""
    return event["side"], event["period"], event["clock"]


def replaced(
    known: Mapping[str, Mapping[str, Any]], told: Iterable[Mapping[str, Any]]
) -> dict[str, Json]:
    """Return the synthetic events whose score a real one tells, or has passed."""
    scores = [(each["homeScore"], each["awayScore"]) for each in told if not each["isSynthetic"]]
    sums = [home + away for home, away in scores if home is not None and away is not None]
    reached = max(sums, default=-1)
    return {
        key: {**each, "state": REPLACED}
        for key, each in known.items()
        if each["isSynthetic"]
        and each["state"] == TOLD
        and each["homeScore"] + each["awayScore"] <= reached
    }


def synthetic_events(
    known: Mapping[str, Any] | None, board: Scoreboard, events: Mapping[str, Mapping[str, Any]]
) -> dict[str, Json]:
    """Return the event of a change of score, of a provider that tells none: `isSynthetic`.

    Its id is of the score, so that the same score twice is one event; a score that goes back makes
    none and marks those beyond it as deleted.
    """
    before = score_of(known or {})
    now = board.home.score, board.away.score
    if now == before or now[0] is None or now[1] is None:
        return {}
    made = synthetic_event(before, (now[0], now[1]), board.period, board.clock, board.said_at)
    found = taken_back(events, (now[0], now[1]))
    key = event_key(board.provider, made.id)
    is_there = key in events and events[key]["state"] == TOLD
    if now == (0, 0) or is_there or found:
        return found
    order = events[key]["order"] if key in events else len(events) + 1
    return {key: event_document(board.provider, made) | {"order": order, "state": TOLD}}


def beyond_score(events: Mapping[str, Mapping[str, Any]], board: Scoreboard) -> dict[str, Json]:
    """Return the synthetic events of scores beyond that of a scoreboard, as deleted: another
    provider made them, which tells no events, and was not asked any more when it went back."""
    if board.home.score is None or board.away.score is None:
        return {}
    return taken_back(events, (board.home.score, board.away.score))


def taken_back(events: Mapping[str, Mapping[str, Any]], now: tuple[int, int]) -> dict[str, Json]:
    """Return the synthetic events of scores beyond the one that stands, as deleted."""
    return {
        key: {**each, "state": DELETED}
        for key, each in events.items()
        if each["isSynthetic"]
        and each["state"] == TOLD
        and (each["homeScore"] > now[0] or each["awayScore"] > now[1])
    }


def untold_score(known: StoredScoreboard, provider: str) -> dict[str, Json]:
    """Return the event of the stored score of a provider that tells no events, where none leads to
    it, and those beyond it as deleted: it changed while no process followed the match, or before it
    was known that none is told."""
    document = known.document or {}
    home, away = score_of(document)
    if home is None or away is None:
        return {}
    now = home, away
    found = taken_back(known.events, now)
    told = [
        (each["homeScore"], each["awayScore"])
        for each in {**known.events, **found}.values()
        if each["state"] != DELETED and None not in (each["homeScore"], each["awayScore"])
    ]
    before = max(told, key=sum, default=(0, 0))
    if sum(before) >= sum(now):
        return found
    moment = document.get("period"), document.get("clock"), document.get("saidAt")
    made = synthetic_event(before, now, *moment)
    key = event_key(provider, made.id)
    order = known.events[key]["order"] if key in known.events else len(known.events) + 1
    return found | {key: event_document(provider, made) | {"order": order, "state": TOLD}}


def synthetic_event(
    before: tuple[int | None, int | None],
    now: tuple[int, int],
    period: int | None,
    clock: str | None,
    said_at: datetime | None,
) -> TimelineEvent:
    """Return the event that a change of score is."""
    changed = [
        side
        for side, old, new in zip(("home", "away"), before, now, strict=True)
        if new != (old or 0)
    ]
    return TimelineEvent(
        f"score:{now[0]}-{now[1]}",
        SCORE_CHANGE,
        period,
        clock,
        changed[0] if len(changed) == 1 else None,
        home_score=now[0],
        away_score=now[1],
        said_at=said_at,
        is_synthetic=True,
    )
