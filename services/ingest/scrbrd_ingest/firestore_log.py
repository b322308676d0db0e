"""Implements `scrbrd_ingest.log.store.LogStore` on Firestore: plain reads, one guarded batch.

The guard is the update time of `provider_feeds/{matchId}`: of two workers only one can write, and a
worker whose lease number is lower than the last writer's is fenced out. Log writes are also guarded
by the match document, and changes of actions by each changed action, because people may act while a
commit is under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from google.api_core.exceptions import AlreadyExists, NotFound
from google.cloud.firestore import SERVER_TIMESTAMP, Client, Increment, WriteBatch

from scrbrd.adapters import codec, paths, queries
from scrbrd.adapters.failures import CONTENDED
from scrbrd.adapters.match_inputs import read_inputs
from scrbrd.adapters.rpc import read_all, read_document, read_documents, read_query, rpc_options
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Setup
from scrbrd.domain.vocabulary import ActionId, ScoredBy, ValidationTier
from scrbrd.engine.contention import ContendedError
from scrbrd.projections.live.documents import INNINGS_NAMES
from scrbrd_ingest.log.id_mapping import MappingKind, ProviderId, generated_mapping
from scrbrd_ingest.log.records import Record
from scrbrd_ingest.log.score_difference import OPEN, parsed_dispute_id
from scrbrd_ingest.log.slots import foreign_act
from scrbrd_ingest.log.store import NO_DISPUTES, Disputes, Mode, NoSuchMatch, Stored
from scrbrd_ingest.log.write_plan import Group, StoredLog, Void, Write, changed_by
from scrbrd_ingest.model import InningsTotal
from scrbrd_ingest.ports import FencedOut

Outcome = TypeVar("Outcome")
Guards = Mapping[str, Any]
"""Write options with the required update time of each changed action, by action id."""

IN_BOOKS = frozenset({ValidationTier.DUAL, ValidationTier.TRIPLE})


class FirestoreLog:
    """The documents of one project. `threads` runs the blocking calls; None uses the event loop's
    default threads.

    `makes_people`: create a mapping for players without one, see `generated_mapping`.
    """

    def __init__(
        self, client: Client, threads: Executor | None = None, *, makes_people: bool = False
    ) -> None:
        self._client = client
        self._threads = threads
        self._makes_people = makes_people

    async def load(self, match_id: str) -> Stored:
        """Read `matches/{m}` with lineups, `scoring_actions`, `provider_events` and open
        `disputes`, and `provider_feeds/{m}`.

        Raises NoSuchMatch.
        """
        return await self._call(lambda: self._load(match_id))

    async def mode(self, match_id: str) -> tuple[Mode, str]:
        """Read `matches/{m}.scoredBy` and `lockedAt`. Raises NoSuchMatch."""
        return await self._call(lambda: mode_of(match_id, self._match(match_id)))

    async def setup_of(self, match_id: str) -> tuple[Setup, datetime | None]:
        """Read `matches/{m}` with lineups. Raises NoSuchMatch."""
        return await self._call(lambda: self._setup_of(match_id, self._match(match_id)))

    async def acts_since(
        self, match_id: str, since: datetime | None
    ) -> tuple[str, datetime | None]:
        """Query `scoring_actions` by `updatedAt`: the few documents written since the last look."""
        return await self._call(lambda: self._acts_since(match_id, since))

    async def accepted_gaps(self, match_id: str) -> frozenset[str]:
        """Read `provider_feeds/{m}.acceptedGaps`."""
        return await self._call(lambda: self._accepted_gaps(match_id))

    async def commit(
        self,
        match_id: str,
        token: Any,
        fence: int,
        groups: Sequence[Group],
        feed: Json,
        now: datetime,
        disputes: Disputes = NO_DISPUTES,
    ) -> Any:
        """Write everything in one batch; return the new update time of `provider_feeds/{m}`.

        Raises ContendedError if that document was changed meanwhile, FencedOut if a worker with a
        higher number changed it.
        """
        return await self._call(
            lambda: self._commit(match_id, token, fence, groups, feed, now, disputes)
        )

    async def names(self, provider: str, wanted: Iterable[ProviderId]) -> dict[ProviderId, str]:
        """Read `provider_mappings/{provider}:{kind}:{id}`, in one round trip."""
        wanted_ids = list(wanted)
        return await self._call(lambda: self._names(provider, wanted_ids))

    async def existing_names(
        self, provider: str, wanted: Iterable[ProviderId]
    ) -> dict[ProviderId, str]:
        """Read mappings as `names` does, but create none."""
        wanted_ids = list(wanted)
        return await self._call(lambda: self._known_names(provider, wanted_ids))

    async def totals(self, match_id: str) -> list[InningsTotal]:
        """Read the cards of all innings in `live/score`; empty before the first ball."""
        return await self._call(lambda: self._totals(match_id))

    async def _call(self, call: Callable[[], Outcome]) -> Outcome:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    def _match(self, match_id: str) -> Json:
        found: Json = self._match_snap(match_id).to_dict()
        return found

    def _match_snap(self, match_id: str) -> Any:
        reference = self._client.document(paths.match(match_id))
        names = ["scoredBy", "lockedAt", "validationTier", "scheduledAt"]
        snap = read_document(self._client, reference, names)
        if not snap.exists:
            raise NoSuchMatch(f"match {match_id} has no document; create it, then it is followed")
        return snap

    def _accepted_gaps(self, match_id: str) -> frozenset[str]:
        reference = self._client.document(paths.provider_feed(match_id))
        return accepted_in(read_document(self._client, reference, ["acceptedGaps"]).to_dict())

    def _load(self, match_id: str) -> Stored:
        client = self._client
        match = self._match(match_id)
        configured_mode, why = mode_of(match_id, match)
        mode = configured_mode
        setup, starts_at = self._setup_of(match_id, match)
        feed = read_document(client, client.document(paths.provider_feed(match_id)))
        fields: Json = feed.to_dict() or {}
        entries = self._entries(match_id)
        records = [
            record_or_none(each) for each in self._read_collection(paths.provider_events(match_id))
        ]
        foreign = foreign_act(entries)
        if any(each is None for each in records):
            foreign = (
                f"a document of {paths.provider_events(match_id)} is not a valid record: delete it"
            )
        if foreign and mode is Mode.WRITES:
            mode, why = Mode.COMPARES, foreign
        known = StoredLog(
            match_id,
            {each.id: each for each in entries if isinstance(each, Action)},
            {each.key: each for each in records if each is not None},
        )
        return Stored(
            setup,
            known,
            mode,
            why,
            fields or None,
            feed.update_time if feed.exists else None,
            int(fields.get("fence", 0)),
            accepted_in(fields),
            starts_at,
            newest_of(entries),
            configured_mode,
            self._open_disputes(match_id),
        )

    def _open_disputes(self, match_id: str) -> frozenset[tuple[str, int]]:
        """Read the providers' open disputes in `matches/{m}/disputes`."""
        snaps = read_query(self._client, queries.open_disputes(self._client, match_id))
        found = (parsed_dispute_id(snap.id) for snap in snaps)
        return frozenset(each for each in found if each is not None)

    def _setup_of(self, match_id: str, match: Json) -> tuple[Setup, datetime | None]:
        starts_at = match.get("scheduledAt")
        setup = read_inputs(self._client, match_id, {}).inputs.setup
        return setup, starts_at if isinstance(starts_at, datetime) else None

    def _acts_since(self, match_id: str, since: datetime | None) -> tuple[str, datetime | None]:
        entries = self._entries(match_id, since)
        return foreign_act(entries), newest_of(entries)

    def _entries(self, match_id: str, since: datetime | None = None) -> list[LogEntry]:
        """Read the log, or the entries written since a moment."""
        query = (
            queries.all_actions(self._client, match_id)
            if since is None
            else queries.changes_since(self._client, match_id, since)
        )
        return self._entries_of(match_id, read_query(self._client, query, codec.action_names()))

    def _entries_of(self, match_id: str, snaps: Iterable[Any]) -> list[LogEntry]:
        """Return the log entries in documents; documents without an action's id are ignored."""
        found: list[LogEntry] = []
        for snap in snaps:
            try:
                place = parse_action_id(snap.id)
            except ValueError:
                continue
            found.append(codec.read_entry(match_id, place, snap.to_dict() or {}))
        return found

    def _read_collection(self, path: str) -> list[Json]:
        return [snap.to_dict() or {} for snap in read_all(self._client.collection(path))]

    def _commit(
        self,
        match_id: str,
        token: Any,
        fence: int,
        groups: Sequence[Group],
        feed: Json,
        now: datetime,
        disputes: Disputes,
    ) -> Any:
        batch = self._client.batch()
        reference = self._client.document(paths.provider_feed(match_id))
        fields = {**feed, "matchId": match_id, "fence": fence, "updatedAt": SERVER_TIMESTAMP}
        if token is None:
            batch.create(reference, fields)
        else:
            guard = self._client.write_option(last_update_time=token)
            batch.update(reference, fields, option=guard)
        guards = self._guards_of_people(batch, match_id, groups)
        for group in groups:
            self._add(batch, match_id, group, now, guards)
        for name, each in disputes.items():
            raised = {"raisedCount": Increment(1)} if each["status"] == OPEN else {}
            batch.set(
                self._client.document(paths.dispute(match_id, name)), each | raised, merge=True
            )
        try:
            return batch.commit(**rpc_options())[0].update_time
        except (*CONTENDED, NotFound) as error:
            self._check_fence(match_id, fence)
            raise ContendedError(f"match {match_id}: {error}") from error

    def _check_fence(self, match_id: str, fence: int) -> None:
        """Raise FencedOut if a worker with a higher number has written."""
        reference = self._client.document(paths.provider_feed(match_id))
        stored = (read_document(self._client, reference, ["fence"]).to_dict() or {}).get("fence", 0)
        if stored > fence:
            raise FencedOut(f"match {match_id}: number {fence} is outdated, {stored} has written")

    def _guards_of_people(
        self, batch: WriteBatch, match_id: str, groups: Sequence[Group]
    ) -> Guards:
        """Make a batch that writes to the log fail if people take the match over meanwhile; return
        the guards of the actions that it changes. Raises ContendedError, NoSuchMatch.

        A batch checks only documents that it writes. So the match document is written unchanged:
        this moves no update time and triggers no function.
        """
        writes = [write for group in groups for write in group.writes]
        if not writes:
            return {}
        match = self._match_snap(match_id)
        mode, why = mode_of(match_id, match.to_dict())
        if mode is not Mode.WRITES:
            raise ContendedError(why)
        guard = self._client.write_option(last_update_time=match.update_time)
        batch.update(match.reference, {"scoredBy": match.get("scoredBy")}, option=guard)
        changed = [self._action(match_id, name) for name in changed_actions(writes)]
        snaps = read_documents(self._client, changed, codec.action_names())
        if foreign := foreign_act(self._entries_of(match_id, snaps)):
            raise ContendedError(foreign)
        option = self._client.write_option
        return {each.id: option(last_update_time=each.update_time) for each in snaps}

    def _add(
        self, batch: WriteBatch, match_id: str, group: Group, now: datetime, guards: Guards
    ) -> None:
        """Add the writes of a group to a batch."""
        times = {"createdAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP, "timestamp": now}
        for write in group.writes:
            if isinstance(write, Void):
                changed = self._action(match_id, write.action_id)
                batch.update(changed, void_fields(write), option=guards[changed.id])
                continue
            action = write.action
            batch.create(self._action(match_id, action.id), action.to_document() | times)
            if action.corrects is not None:
                stamp = {"correctedBy": action.id, "updatedAt": SERVER_TIMESTAMP}
                changed = self._action(match_id, action.corrects)
                batch.update(changed, stamp, option=guards[changed.id])
        events = self._client.collection(paths.provider_events(match_id))
        for record in group.created:
            batch.create(events.document(record.key), record.to_document())
        for record in group.records:
            batch.update(events.document(record.key), record.to_document())

    def _action(self, match_id: str, name: ActionId) -> Any:
        return self._client.document(paths.scoring_action(match_id, name))

    def _names(self, provider: str, wanted: Sequence[ProviderId]) -> dict[ProviderId, str]:
        found = self._known_names(provider, wanted)
        unknown = [each for each in wanted if each not in found and each[0] is MappingKind.PLAYER]
        if not self._makes_people or not unknown:
            return found
        for each in unknown:
            path = paths.provider_mapping(paths.provider_mapping_key(provider, *each))
            with suppress(AlreadyExists):  # an operator or another process was faster
                self._client.document(path).create(
                    generated_mapping(provider, each), **rpc_options()
                )
        return found | self._known_names(provider, unknown)

    def _known_names(self, provider: str, wanted: Sequence[ProviderId]) -> dict[ProviderId, str]:
        by_key = {paths.provider_mapping_key(provider, *each): each for each in wanted}
        references = [self._client.document(paths.provider_mapping(key)) for key in by_key]
        found: dict[ProviderId, str] = {}
        for snap in read_documents(self._client, references, ["id"]):
            name = (snap.to_dict() or {}).get("id")
            if isinstance(name, str) and name:
                found[by_key[snap.id]] = name
        return found

    def _totals(self, match_id: str) -> list[InningsTotal]:
        reference = self._client.document(paths.live_score(match_id))
        names = [*INNINGS_NAMES, "superOvers"]
        document = read_document(self._client, reference, names).to_dict() or {}
        return totals_of(document)


def totals_of(score: Mapping[str, Any]) -> list[InningsTotal]:
    """Return the totals of the innings in `live/score`."""
    cards = [score.get(name) for name in INNINGS_NAMES] + list(score.get("superOvers") or [])
    return [
        InningsTotal(
            int(each["inningsNumber"]), int(each["runs"]), int(each["wickets"]), int(each["balls"])
        )
        for each in cards
        if isinstance(each, Mapping)
    ]


def changed_actions(writes: Iterable[Write]) -> list[ActionId]:
    """Return the ids of the actions that writes void or stamp as corrected, each once."""
    return list(dict.fromkeys(name for name in map(changed_by, writes) if name is not None))


def accepted_in(feed: Mapping[str, Any] | None) -> frozenset[str]:
    """Return the overs accepted by operators in a feed's document; none if the field, which people
    may edit by hand, is not a list."""
    found = (feed or {}).get("acceptedGaps")
    return frozenset(str(each) for each in found) if isinstance(found, list) else frozenset()


def mode_of(match_id: str, match: Mapping[str, Any]) -> tuple[Mode, str]:
    """Return who writes a match according to its document, and why a provider only compares."""
    if match.get("lockedAt") is not None:
        return Mode.COMPARES, f"match {match_id} is locked"
    if match.get("validationTier") in IN_BOOKS:
        return Mode.COMPARES, f"match {match_id} is kept in books: its scorers agree on each ball"
    if match.get("scoredBy", ScoredBy.SCORERS) != ScoredBy.PROVIDER:
        return Mode.COMPARES, f"match {match_id} is scored by people: scoredBy is not provider"
    return Mode.WRITES, ""


def newest_of(entries: Iterable[LogEntry]) -> datetime | None:
    """Return the server's time of the last write among log entries."""
    times = [each.updated_at for each in entries if isinstance(each, Action)]
    return max((each for each in times if isinstance(each, datetime)), default=None)


def void_fields(void: Void) -> Json:
    """Return the fields of an action that is voided."""
    return {
        "isVoided": True,
        "voidReason": void.reason,
        "voidedBy": void.by,
        "voidedAt": SERVER_TIMESTAMP,
        "updatedAt": SERVER_TIMESTAMP,
    }


def record_or_none(document: Mapping[str, Any]) -> Record | None:
    """Return the record in a document; None if it is invalid. Its event is entered again only if
    the log has no slot for it."""
    try:
        return Record.read(document)
    except (KeyError, TypeError, ValueError):
        return None
