"""Filters out ended matches: those with `closed: ended` in `provider_feeds` or `scoreboards`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from google.cloud.firestore import AsyncClient

from scrbrd.adapters import paths
from scrbrd_ingest.follow_list import CALL_SECONDS, ListsMatches, MatchToFollow
from scrbrd_ingest.model import Sport
from scrbrd_ingest.ports import CloseReason

REREAD_EVERY: Final = timedelta(seconds=60)
"""How often the document of a listed match is read: a person may have reopened it."""

FIELDS: Final = ("closed", "reopenedAt")


class OngoingMatches:
    """The matches of another list that have not ended.

    A match that was reopened since differs from its earlier entry, so that following it starts
    afresh.
    """

    def __init__(
        self, source: ListsMatches, client: AsyncClient, clock: Callable[[], datetime]
    ) -> None:
        self._source, self._client, self._clock = source, client, clock
        self._cache: dict[str, tuple[datetime, dict[str, Any]]] = {}

    async def read(self) -> Sequence[MatchToFollow]:
        """Return the listed matches that have not ended. Raises UnknownMatches."""
        listed = await self._source.read()
        now = self._clock()
        due = [each for each in listed if self._is_due(each, now)]
        self._cache |= {
            name: (now, fields) for name, fields in (await self._documents(due)).items()
        }
        self._cache = {each.match_id: self._cache[each.match_id] for each in listed}
        found = [(each, self._cache[each.match_id][1]) for each in listed]
        return [
            each.model_copy(update={"reopened_at": fields.get("reopenedAt")})
            for each, fields in found
            if fields.get("closed") != CloseReason.ENDED
        ]

    def _is_due(self, match: MatchToFollow, now: datetime) -> bool:
        known = self._cache.get(match.match_id)
        return known is None or now - known[0] >= REREAD_EVERY

    async def _documents(self, matches: Sequence[MatchToFollow]) -> dict[str, dict[str, Any]]:
        """Return the fields of the matches' documents; empty for a missing document."""
        by_path = {path_of(each): each.match_id for each in matches}
        references = [self._client.document(path) for path in by_path]
        if not references:
            return {}
        snaps = self._client.get_all(references, field_paths=FIELDS, timeout=CALL_SECONDS)
        return {by_path[snap.reference.path]: snap.to_dict() or {} async for snap in snaps}


def path_of(match: MatchToFollow) -> str:
    """Return the path of a match's document: its feed, or its scoreboard."""
    if match.sport is Sport.CRICKET:
        return paths.provider_feed(match.match_id)
    return paths.scoreboard(match.match_id)
