"""Lists the matches to follow, from a JSON file or from the match mappings in Firestore."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from google.cloud.firestore import AsyncClient, FieldFilter
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, field_validator

from scrbrd.adapters import paths
from scrbrd.domain.identifiers import can_name_document
from scrbrd_ingest.model import Sport
from scrbrd_ingest.ports import Follower

log = logging.getLogger(__name__)

CALL_SECONDS = 20.0


class UnknownMatches(ValueError):
    """The list of matches to follow cannot be read."""


class MatchToFollow(BaseModel):
    """A match, with its id at each provider that has it, in order of preference.

    `league` is used in requests to providers of scoreboards; cricket has none. `reopened_at` is
    when a person last reopened the match after its end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    match_id: str
    sport: Sport = Sport.CRICKET
    league: str = ""
    providers: dict[str, str]
    reopened_at: datetime | None = None

    @field_validator("match_id")
    @classmethod
    def _check_id(cls, value: str) -> str:
        """Refuse an id that no document can have, such as `matches/m1`: reading it would fail, and
        with it the reading of all matches."""
        if not can_name_document(value):
            raise ValueError("must be the id of a match, without its path")
        return value


class ListsMatches(Protocol):
    """A source that lists the matches to follow."""

    async def read(self) -> Sequence[MatchToFollow]:
        """Return all listed matches. Raises UnknownMatches."""
        ...


class MatchesFile:
    """A JSON file: a list of {match_id, sport, league, providers}, read anew each time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(self) -> Sequence[MatchToFollow]:
        """Return the listed matches. Raises UnknownMatches."""
        try:
            text = await asyncio.to_thread(self._path.read_text, encoding="utf-8-sig")
            listed = TypeAdapter(list[MatchToFollow]).validate_json(text)
        except (OSError, ValueError) as error:  # also a text that is not UTF-8
            raise UnknownMatches(f"INGEST_MATCHES_FILE {self._path}: {error}") from error
        matches = {each.match_id: each for each in listed}
        if len(matches) < len(listed):
            counts = Counter(each.match_id for each in listed)
            repeated = ", ".join(name for name, count in counts.items() if count > 1)
            text = (
                "INGEST_MATCHES_FILE: %s listed more than once, the last entry is used: merge them"
            )
            log.error(text, repeated)
        return list(matches.values())


class MappedMatches:
    """The documents `provider_mappings` of kind `match`: {provider, providerId, id}, with `sport`
    and `league` if it is not cricket. Preference is the order of the providers in the settings."""

    def __init__(self, client: AsyncClient, order: Sequence[str]) -> None:
        self._client = client
        self._order = tuple(order)

    async def read(self) -> Sequence[MatchToFollow]:
        """Return the matches that are mapped for a configured provider."""
        mappings = self._client.collection(paths.PROVIDER_MAPPINGS)
        of_matches = mappings.where(filter=FieldFilter("kind", "==", "match"))
        snaps = await of_matches.get(timeout=CALL_SECONDS)
        return matches_of_mappings(((snap.id, snap.to_dict() or {}) for snap in snaps), self._order)


def matches_of_mappings(
    mappings: Iterable[tuple[str, Mapping[str, object]]], order: Sequence[str]
) -> list[MatchToFollow]:
    """Return the matches in mappings; an unreadable one is logged and left out.

    If a provider has several ids for a match, the last one counts, and all of them are logged.
    """
    found = dict[str, dict[str, object]]()
    ids = dict[str, dict[str, str]]()
    for name, mapping in mappings:
        match_id, provider, of_provider = (
            mapping.get("id"), mapping.get("provider"), mapping.get("providerId"),
        )  # fmt: skip
        if not (
            isinstance(match_id, str) and isinstance(provider, str) and isinstance(of_provider, str)
        ):
            log.error("provider_mappings/%s has no id, provider or providerId; left out", name)
        elif provider in order:
            known = ids.setdefault(match_id, {}).setdefault(provider, of_provider)
            if known != of_provider:
                text = "match %s has two ids at %s, %r and %r; the last is used: delete the other"
                log.error(text, match_id, provider, known, of_provider)
            ids[match_id][provider] = of_provider
            named = {key: mapping[key] for key in ("sport", "league") if key in mapping}
            found.setdefault(match_id, {}).update(named)
    matches = list[MatchToFollow]()
    for match_id, fields in found.items():
        ordered = {name: ids[match_id][name] for name in order if name in ids[match_id]}
        fields |= {"match_id": match_id, "providers": ordered}
        try:
            matches.append(MatchToFollow.model_validate(fields))
        except ValidationError as error:
            log.error("match %s of provider_mappings is left out: %s", match_id, error)
    return matches


MakeFollower = Callable[[MatchToFollow], Follower]


@dataclass
class Followers:
    """Creates one follower for each listed match; implements `FollowList`."""

    source: ListsMatches
    make: MakeFollower

    def __post_init__(self) -> None:
        self._made: dict[str, tuple[MatchToFollow, Follower]] = {}

    async def followers(self) -> Mapping[str, Follower]:
        """Return the followers by match; the same object while a match's entry is unchanged."""
        made = dict[str, tuple[MatchToFollow, Follower]]()
        for match in await self.source.read():
            before = self._made.get(match.match_id)
            try:
                follower = before[1] if before and before[0] == match else self.make(match)
            except ValueError as error:  # concerns this match only
                log.error("match %s is not followed: %s", match.match_id, error)
                continue
            made[match.match_id] = match, follower
        self._made = made
        return {match_id: follower for match_id, (_, follower) in made.items()}
