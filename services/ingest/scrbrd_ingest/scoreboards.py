"""Decides what is written of a match of another sport: the latest state, and its events. Pure.

There is no fold and no correction: the newest word of a provider counts. Events are never deleted;
one that is taken back, made of a score and then told, or told by another provider now, says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Protocol
from urllib.parse import quote

from scrbrd.domain.json_types import Json
from scrbrd_ingest.log.summary import NOT_CLOSED
from scrbrd_ingest.model import Scoreboard, Side, Statistics, Timeline, TimelineEvent

SCORE_CHANGE: Final = "score_change"
LONGEST_KEY: Final = 1_000
"""Characters of an event's id as it is written in that of a document, which may have 1,500."""

LONGEST_NAME: Final = 300
"""Characters of a figure's name."""

TOLD, DELETED, REPLACED = "told", "deleted", "replaced"


@dataclass(frozen=True)
class StoredScoreboard:
    """A scoreboard as it is stored: its document (None: not there yet), events and figures."""

    document: Mapping[str, Any] | None = None
    events: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    stats: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    token: Any = None

    @property
    def fence(self) -> int:
        """The number of the last worker that wrote it."""
        return int((self.document or {}).get("fence", 0))


class ScoreboardStore(Protocol):
    """Reads and writes scoreboards."""

    async def load(self, match_id: str) -> StoredScoreboard:
        """Read a scoreboard with its events and figures."""

    async def commit(
        self,
        match_id: str,
        token: Any,
        fence: int,
        document: Json,
        events: Mapping[str, Json],
        stats: Mapping[str, Json],
    ) -> Any:
        """Write under the guard of the scoreboard's update time; return the new one.

        Raises ContendedError where somebody wrote meanwhile, FencedOut where it was a newer number.
        """


AHEAD: Final = timedelta(minutes=1)
"""By how much a provider's clock may be ahead of ours."""


def not_ahead(said_at: datetime | None, now: datetime) -> datetime | None:
    """Return a provider's time; one of the future is that of now, else all that comes would be
    older until then."""
    return None if said_at is None else min(said_at, now + AHEAD)


def is_news(known: Mapping[str, Any] | None, board: Scoreboard) -> bool:
    """Return whether a scoreboard is newer than what is known, or as old.

    By the provider's count of its answers, else by its time. What another provider said is not
    compared: its clock may be a wrong one.
    """
    if known is None or known.get("provider") != board.provider:
        return True
    sequence, said_at = known.get("sequence"), known.get("saidAt")
    if sequence is not None and board.sequence is not None:
        return bool(board.sequence >= sequence)
    if said_at is not None and board.said_at is not None:
        return bool(board.said_at >= said_at)
    return True


def board_document(match_id: str, board: Scoreboard) -> Json:
    """Return what a scoreboard says, as its document has it; version and times come with it."""
    return {
        "matchId": match_id,
        "sport": str(board.sport),
        "league": board.league,
        "provider": board.provider,
        "phase": str(board.phase),
        "home": side_fields(board.home),
        "away": side_fields(board.away),
        "period": board.period,
        "clock": board.clock,
        "startsAt": board.starts_at,
        "sequence": board.sequence,
        "saidAt": board.said_at,
        **NOT_CLOSED,
    }


def side_fields(side: Side) -> Json:
    """Return a side as documents have it."""
    return {"id": side.id, "name": side.name, "score": side.score}


MOVING: Final = frozenset({"sequence", "saidAt", *NOT_CLOSED})
"""Fields that are no news alone: they move with every answer, or say that the match was closed."""


def differs(known: Mapping[str, Any] | None, document: Json) -> bool:
    """Return whether a document says anything new."""
    if known is None:
        return True
    return any(known.get(name) != each for name, each in document.items() if name not in MOVING)


def next_version(known: Mapping[str, Any] | None, now: datetime) -> int:
    """Return microseconds of now, and more than the version before."""
    before = int((known or {}).get("version", 0))
    return max(before + 1, int(now.timestamp() * 1_000_000))


# -- events ---------------------------------------------------------------------------------------


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
    known: Mapping[str, Mapping[str, Any]], provider: str, timeline: Timeline
) -> dict[str, Json]:
    """Return the documents of events that are new or say another thing; those that a full timeline
    lacks are marked as deleted, synthetic ones that it explains and those that another provider
    told as replaced."""
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
    found |= told_by_others(known, provider, list(said.values()), is_full=timeline.is_full)
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


BEHIND: Final = timedelta(minutes=2)
"""By how much a provider's times may differ from another's of the same event."""


def told_by_others(
    known: Mapping[str, Mapping[str, Any]],
    provider: str,
    said: Sequence[Mapping[str, Any]],
    *,
    is_full: bool,
) -> dict[str, Json]:
    """Return the events of other providers that a timeline tells too: nothing is told twice.

    Ids and words of two providers cannot be compared, so a full timeline replaces all that the
    others told, but for what happened after its last event: it has not come so far. One that lacks
    events replaces those at the same clock for the same side alone.
    """
    times = [each["saidAt"] for each in said if each["saidAt"] is not None]
    newest = max(times, default=None)
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


def score_of(document: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the score of home and away in a document."""
    home, away = document.get("home", {}), document.get("away", {})
    return home.get("score"), away.get("score")


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


def stats_documents(
    known: Mapping[str, Mapping[str, Any]], provider: str, statistics: Statistics
) -> dict[str, Json]:
    """Return the figures of the sides that changed."""
    said: Sequence[tuple[str, Mapping[str, float]]] = (
        ("home", statistics.home),
        ("away", statistics.away),
    )
    documents = {
        side: {"provider": provider, "figures": {n: v for n, v in each.items() if is_kept(n)}}
        for side, each in said
    }
    return {
        side: each
        for side, each in documents.items()
        if dict(known.get(side, {}).get("figures", {})) != each["figures"]
    }


def is_kept(name: str) -> bool:
    """Return whether a figure's name can be one of a document's fields: Firestore refuses others,
    and all that is written with them."""
    is_reserved = name.startswith("__") and name.endswith("__")
    is_text = not any("\ud800" <= each <= "\udfff" for each in name)
    return bool(name) and is_text and not is_reserved and len(name) <= LONGEST_NAME
