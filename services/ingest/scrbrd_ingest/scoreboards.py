"""Decides what is written of a match of another sport: its latest state and figures. Pure.

There is no fold and no correction: the newest word of a provider counts. Its events stand in
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
"""Characters of a figure's name."""


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


MOST_BEHIND: Final = timedelta(minutes=10)
"""By how much a mirror of a provider lags at most, and its events lag behind its scores."""


def is_set_back(known: Mapping[str, Any], board: Scoreboard) -> bool:
    """Return whether a scoreboard that is older than what is known cannot be of a mirror that lags:
    its match has gone on further, or its time is no mirror's.

    The clock of play says nothing: a mirror has moments of it that were never polled.
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
    return not timedelta(0) <= said_at - board.said_at <= MOST_BEHIND


def score_of(document: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return the score of home and away in a document."""
    home, away = document.get("home", {}), document.get("away", {})
    return home.get("score"), away.get("score")


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
