"""Decides the writes for a match of another sport: its latest state and statistics. Pure.

There is no fold and no correction: the provider's newest state counts. Its events are handled by
`scoreboard_events`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from scrbrd.domain.json_types import Json
from scrbrd_ingest.changes import ENDED
from scrbrd_ingest.log.summary import NOT_CLOSED
from scrbrd_ingest.model import Scoreboard, Side, Statistics

LONGEST_NAME: Final = 300
"""Maximum number of characters in the name of a figure."""


@dataclass(frozen=True)
class StoredScoreboard:
    """A scoreboard as stored: its document (None if missing), events and statistics."""

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
        """Read a scoreboard with its events and statistics."""

    async def commit(
        self,
        match_id: str,
        token: Any,
        fence: int,
        document: Json,
        events: Mapping[str, Json],
        stats: Mapping[str, Json],
    ) -> Any:
        """Write under the guard of the scoreboard's update time; return the new update time.

        Raises ContendedError if another writer interfered, FencedOut if it had a higher number.
        """


MOST_AHEAD: Final = timedelta(minutes=1)
"""How far a provider's clock may be ahead of ours."""


def capped_time(said_at: datetime | None, now: datetime) -> datetime | None:
    """Return a provider's time, limited to MOST_AHEAD after now: otherwise everything later would
    count as older until then."""
    return None if said_at is None else min(said_at, now + MOST_AHEAD)


def is_at_least_as_new(known: Mapping[str, Any] | None, board: Scoreboard) -> bool:
    """Return True if a scoreboard is not older than the known one.

    Compares the provider's counter, or else its time. Scoreboards of different providers are not
    compared, because their clocks may be wrong.
    """
    if known is None or known.get("provider") != board.provider:
        return True
    sequence, said_at = known.get("sequence"), known.get("saidAt")
    if sequence is not None and board.sequence is not None:
        return bool(board.sequence >= sequence)
    if said_at is not None and board.said_at is not None:
        return bool(board.said_at >= said_at)
    return True


MOST_LAG: Final = timedelta(minutes=10)
"""Maximum lag of a provider's mirror, and of its events behind its scores."""


def shows_clock_reset(known: Mapping[str, Any], board: Scoreboard) -> bool:
    """Return True if a scoreboard older than the known one cannot come from a lagging mirror: the
    match is further on, or its time differs too much.

    The match clock is not compared: a mirror may show moments that were never polled.
    """
    home, away = score_of(known)
    if (board.home.score or 0) > (home or 0) or (board.away.score or 0) > (away or 0):
        return True
    has_ended = board.phase in ENDED and known.get("phase") not in ENDED
    if has_ended or (board.period or 0) > (known.get("period") or 0):
        return True
    said_at = known.get("saidAt")
    if said_at is None or board.said_at is None:
        return False
    return not timedelta(0) <= said_at - board.said_at <= MOST_LAG


def score_of(document: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the home and away scores in a document."""
    home, away = document.get("home", {}), document.get("away", {})
    return home.get("score"), away.get("score")


def board_document(match_id: str, board: Scoreboard) -> Json:
    """Return the document of a scoreboard; version and write time are added when written."""
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
    """Return a side in document form."""
    return {"id": side.id, "name": side.name, "score": side.score}


VOLATILE_FIELDS: Final = frozenset({"sequence", "saidAt", *NOT_CLOSED})
"""Fields that alone are no change: they differ in each answer, or record the closing."""


def has_changes(known: Mapping[str, Any] | None, document: Json) -> bool:
    """Return True if a document has changes beyond volatile fields."""
    if known is None:
        return True
    return any(
        known.get(name) != each for name, each in document.items() if name not in VOLATILE_FIELDS
    )


def next_version(known: Mapping[str, Any] | None, now: datetime) -> int:
    """Return the current time in microseconds, but at least the previous version plus 1."""
    before = int((known or {}).get("version", 0))
    return max(before + 1, int(now.timestamp() * 1_000_000))


def stats_documents(
    known: Mapping[str, Mapping[str, Any]], provider: str, statistics: Statistics
) -> dict[str, Json]:
    """Return the statistics documents of the sides that changed."""
    figures_by_side: Sequence[tuple[str, Mapping[str, float]]] = (
        ("home", statistics.home),
        ("away", statistics.away),
    )
    documents = {
        side: {
            "provider": provider,
            "figures": {n: v for n, v in each.items() if is_valid_field_name(n)},
        }
        for side, each in figures_by_side
    }
    return {
        side: each
        for side, each in documents.items()
        if dict(known.get(side, {}).get("figures", {})) != each["figures"]
    }


def is_valid_field_name(name: str) -> bool:
    """Return True if Firestore accepts a figure's name as a field; else a whole write fails."""
    is_reserved = name.startswith("__") and name.endswith("__")
    is_text = not any("\ud800" <= each <= "\udfff" for each in name)
    return bool(name) and is_text and not is_reserved and len(name) <= LONGEST_NAME
