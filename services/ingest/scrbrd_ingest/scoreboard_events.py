"""Decides the writes for the events of a match of another sport. Pure.

Event documents are never removed. Their `state` records that an event was deleted, or replaced
because a real event arrived for a synthetic one, or because another provider reports it now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

from scrbrd.domain.json_types import Json
from scrbrd_ingest.model import Scoreboard, Timeline, TimelineEvent
from scrbrd_ingest.scoreboards import MOST_LAG, StoredScoreboard, has_changes, score_of

SCORE_CHANGE: Final = "score_change"
LONGEST_KEY: Final = 1_000
"""Maximum number of characters of an event id in a document id, which may have 1,500 bytes."""

STATE_TOLD, STATE_DELETED, STATE_REPLACED = "told", "deleted", "replaced"
"""Values of an event's `state`: reported by its provider, deleted, replaced by another event."""


def event_key(provider: str, event_id: str) -> str:
    """Return the id of an event's document; an event id that is too long is hashed."""
    key = quote(event_id, safe=":@+,;=!~()")
    if len(key) > LONGEST_KEY:
        key = sha256(event_id.encode()).hexdigest()
    return f"{provider}:{key}"


def event_document(provider: str, event: TimelineEvent) -> Json:
    """Return the document fields of a provider's event."""
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
    complete_until: datetime | None = None,
) -> dict[str, Json]:
    """Return the documents of events that are new or changed, deleted or replaced.

    Events missing from a full timeline are deleted. Synthetic events that it explains, and events
    from other providers, are replaced.

    `complete_until`: the provider has reported everything that happened until then; None if
    unknown.
    """
    documents = {
        event_key(provider, each.id): event_document(provider, each) for each in timeline.events
    }
    changed: dict[str, Json] = {}
    order = len(known)
    for key, document in documents.items():
        before = known.get(key)
        if before is None:
            order += 1
            changed[key] = document | {"order": order, "state": STATE_TOLD}
        elif before.get("state") != STATE_TOLD or has_changes(before, document):
            changed[key] = document | {"order": before["order"], "state": STATE_TOLD}
    if timeline.is_full:
        changed |= deleted_events(known, provider, documents)
    events = list(documents.values())
    changed |= replaced_by_timeline(
        known, provider, events, complete_until, is_full=timeline.is_full
    )
    return changed | replaced_synthetic(known, documents.values())


def deleted_events(
    known: Mapping[str, Mapping[str, Any]], provider: str, documents: Mapping[str, Json]
) -> dict[str, Json]:
    """Return the events of a provider that are missing from its full timeline, as deleted.

    An empty timeline deletes one event at most: it is more likely a failed answer.
    """
    deleted = {
        key: {**each, "state": STATE_DELETED}
        for key, each in known.items()
        if key not in documents
        and each["provider"] == provider
        and each["state"] == STATE_TOLD
        and not each["isSynthetic"]
    }
    return deleted if documents or len(deleted) == 1 else {}


def complete_until(known: Mapping[str, Any] | None, provider: str) -> datetime | None:
    """Return the time until which a provider has reported all events, by the known scoreboard; None
    if that is another provider's or has no time. A goal is reported later than the score that it
    makes."""
    if known is None or known.get("provider") != provider:
        return None
    said_at: datetime | None = known.get("saidAt")
    return None if said_at is None else said_at - MOST_LAG


MOST_TIME_DIFFERENCE: Final = timedelta(minutes=2)
"""Maximum difference between two providers' times of the same event."""


def replaced_by_timeline(
    known: Mapping[str, Mapping[str, Any]],
    provider: str,
    documents: Sequence[Mapping[str, Any]],
    complete_until: datetime | None,
    *,
    is_full: bool,
) -> dict[str, Json]:
    """Return the events of other providers that a timeline covers, as replaced, so that no event
    appears twice.

    Ids and texts of two providers cannot be compared. A full timeline therefore replaces all events
    of the others, except those after its last event and after `complete_until`: it has not come
    that far. An incomplete one replaces only events at the same clock for the same side.
    """
    times = [each["saidAt"] for each in documents] + [complete_until]
    newest = max((each for each in times if each is not None), default=None)
    clocks = {moment_of(each) for each in documents if each["clock"] is not None}

    def is_covered(event: Mapping[str, Any]) -> bool:
        if moment_of(event) in clocks:
            return True
        said_at = event["saidAt"]
        is_beyond = (
            said_at is not None and newest is not None and said_at > newest + MOST_TIME_DIFFERENCE
        )
        return is_full and bool(documents) and not is_beyond

    return {
        key: {**each, "state": STATE_REPLACED}
        for key, each in known.items()
        if each["provider"] != provider
        and each["state"] == STATE_TOLD
        and not each["isSynthetic"]
        and is_covered(each)
    }


def moment_of(event: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """Return the side and the moment of an event."""
    return event["side"], event["period"], event["clock"]


def replaced_synthetic(
    known: Mapping[str, Mapping[str, Any]], events: Iterable[Mapping[str, Any]]
) -> dict[str, Json]:
    """Return the synthetic events whose score a real event has reached or passed, as replaced."""
    scores = [(each["homeScore"], each["awayScore"]) for each in events if not each["isSynthetic"]]
    sums = [home + away for home, away in scores if home is not None and away is not None]
    reached = max(sums, default=-1)
    return {
        key: {**each, "state": STATE_REPLACED}
        for key, each in known.items()
        if each["isSynthetic"]
        and each["state"] == STATE_TOLD
        and each["homeScore"] + each["awayScore"] <= reached
    }


def synthetic_events(
    known: Mapping[str, Any] | None, board: Scoreboard, events: Mapping[str, Mapping[str, Any]]
) -> dict[str, Json]:
    """Return the event derived from a change of score (`isSynthetic`), for a provider without
    events.

    Its id contains the score, so that the same score twice is one event. A score that goes back
    makes no event; the synthetic events beyond it are deleted.
    """
    before = score_of(known or {})
    now = board.home.score, board.away.score
    if now == before or now[0] is None or now[1] is None:
        return {}
    event = synthetic_event(before, (now[0], now[1]), board.period, board.clock, board.said_at)
    changed = deleted_beyond(events, (now[0], now[1]))
    key = event_key(board.provider, event.id)
    is_current = key in events and events[key]["state"] == STATE_TOLD
    if now == (0, 0) or is_current or changed:
        return changed
    order = events[key]["order"] if key in events else len(events) + 1
    return {key: event_document(board.provider, event) | {"order": order, "state": STATE_TOLD}}


def deleted_beyond_board(
    events: Mapping[str, Mapping[str, Any]], board: Scoreboard
) -> dict[str, Json]:
    """Return the synthetic events of scores beyond that of a scoreboard, as deleted: another
    provider without events made them, and was no longer polled when the score went back."""
    if board.home.score is None or board.away.score is None:
        return {}
    return deleted_beyond(events, (board.home.score, board.away.score))


def deleted_beyond(
    events: Mapping[str, Mapping[str, Any]], now: tuple[int, int]
) -> dict[str, Json]:
    """Return the synthetic events of scores beyond the given one, as deleted."""
    return {
        key: {**each, "state": STATE_DELETED}
        for key, each in events.items()
        if each["isSynthetic"]
        and each["state"] == STATE_TOLD
        and (each["homeScore"] > now[0] or each["awayScore"] > now[1])
    }


def unexplained_score(known: StoredScoreboard, provider: str) -> dict[str, Json]:
    """Return the synthetic event for the stored score if no event leads to it, and the deleted ones
    beyond it.

    The score changed while no process followed the match, or before it was known that the provider
    has no events.
    """
    document = known.document or {}
    home, away = score_of(document)
    if home is None or away is None:
        return {}
    now = home, away
    changed = deleted_beyond(known.events, now)
    events = [
        (each["homeScore"], each["awayScore"])
        for each in {**known.events, **changed}.values()
        if each["state"] != STATE_DELETED and None not in (each["homeScore"], each["awayScore"])
    ]
    before = max(events, key=sum, default=(0, 0))
    if sum(before) >= sum(now):
        return changed
    moment = document.get("period"), document.get("clock"), document.get("saidAt")
    event = synthetic_event(before, now, *moment)
    key = event_key(provider, event.id)
    order = known.events[key]["order"] if key in known.events else len(known.events) + 1
    return changed | {key: event_document(provider, event) | {"order": order, "state": STATE_TOLD}}


def synthetic_event(
    before: tuple[int | None, int | None],
    now: tuple[int, int],
    period: int | None,
    clock: str | None,
    said_at: datetime | None,
) -> TimelineEvent:
    """Return the event for a change of score."""
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
