"""Builds a match on the emulator for the bench, restores it, and computes its writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from google.cloud.firestore import Client

from admin.matchlog import MatchLog, plain_data
from devtools.demo.listener import Listener
from devtools.demo.match_setup import ROLE, match_document
from scrbrd.adapters import codec, ledger_documents, packing, paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.state_token import StateToken
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.actions import Action
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import empty_ledger
from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.commit.build import build_commit
from scrbrd.handlers.ledger.extend import with_appended
from scrbrd.handlers.ports import Commit
from scrbrd.handlers.refold.apply import append, rebuild_from_log
from scrbrd.handlers.snapshot.model import Snapshot

Write = tuple[str, Json, bool]
BATCH = 400


class BenchMatch:
    """A match on the emulator, with the first `prefilled` actions of a log projected.

    One spectator listens to `live/score`, or with `listens_to_ticker` to the ticker.
    """

    def __init__(
        self,
        client: Client,
        log: MatchLog,
        match_id: str,
        prefilled: int = 0,
        *,
        listens_to_ticker: bool = False,
    ) -> None:
        self.client, self.log, self.match_id = client, log, match_id
        self.prefilled, self.listens_to_ticker = prefilled, listens_to_ticker
        self.actions = [action_document(match_id, each) for each in log.actions]
        self.saved_documents: dict[str, Json] = {}
        self.build_times: dict[str, datetime] = {}
        """The time at which `build` wrote each document, by path; `live/` and ticker excluded."""

    @cached_property
    def listener(self) -> Listener:
        """The spectator's listener; opened at the first use and closed by `close`."""
        return Listener(self.client, self.match_id, self.listened_path)

    @property
    def listened_path(self) -> str:
        """The path of the document that the spectator listens to."""
        if self.listens_to_ticker:
            return paths.whole_document(self.match_id, paths.TICKER)
        return paths.live_score(self.match_id)

    def shows_action(self, action: Json) -> bool:
        """Return True if the spectator's document names `action` as the last action.

        A ticker names balls only.
        """
        document = self.listener.score or {}
        if self.listens_to_ticker:
            document = document.get("lastBall") or {}
        name = "actionId" if self.listens_to_ticker else "lastActionId"
        return bool(document.get(name) == action["id"])

    def close(self) -> None:
        """Close the listener, if it was opened."""
        if "listener" in self.__dict__:
            self.listener.close()

    def build(self) -> None:
        """Write match, lineups and log, rebuild the projection, and save it for `restore`."""
        now = datetime.now(UTC)
        documents = {paths.match(self.match_id): match_document(self.log, now)}
        for lineup in self.log.lineups:
            path = paths.lineup(self.match_id, lineup.team_id, lineup.player_id)
            documents[path] = plain_data(lineup.to_document()) | {"matchId": self.match_id}
        for action in self.actions[: self.prefilled]:
            documents[self.action_path(action)] = action
        self.write_all(documents)
        if self.prefilled:
            rebuild(FirestoreMatchStore(self.client), utc_now, self.match_id, "the bench begins")
        self.saved_documents = self.read_documents()

    def read_documents(self) -> dict[str, Json]:
        """Return the match document, ticker, `live/` and lineups by path, without the log."""
        groups = [paths.live(self.match_id), paths.lineups(self.match_id)]
        alone = (paths.match(self.match_id), paths.whole_document(self.match_id, paths.TICKER))
        snaps = [self.client.document(path).get() for path in alone]
        snaps += [snap for group in groups for snap in self.client.collection(group).stream()]
        return {snap.reference.path: snap.to_dict() or {} for snap in snaps if snap.exists}

    def restore(self, action: Json, *, is_there: bool) -> None:
        """Restore the documents that `build` saved, and wait until the listener receives them.

        `action` is written back if `is_there`, else deleted: it was in the log when the match was
        built, or was appended since.
        """
        batch = self.client.batch()
        ref = self.client.document(self.action_path(action))
        if is_there:
            batch.set(ref, action)
        else:
            batch.delete(ref)
        for path, fields in self.saved_documents.items():
            batch.set(self.client.document(path), fields)
        batch.commit()
        before = self.saved_documents[self.listened_path]
        self.listener.wait_for(lambda seen: seen == before, "the match as it was")

    def write_all(self, documents: dict[str, Json]) -> None:
        """Write documents in batches of `BATCH`, and note the times of the writes."""
        paths_ = list(documents)
        for start in range(0, len(paths_), BATCH):
            written = paths_[start : start + BATCH]
            batch = self.client.batch()
            for path in written:
                batch.set(self.client.document(path), documents[path])
            results = batch.commit()
            times = (each.update_time for each in results)
            self.build_times.update(zip(written, times, strict=True))

    def action_path(self, action: Json) -> str:
        """Return the path of an action of this match."""
        return paths.scoring_action(self.match_id, action["id"])


def action_document(match_id: str, action: Action, now: datetime | None = None) -> Json:
    """Return the document of an action as a scorer's app writes it, at `now` or the present."""
    now = now or datetime.now(UTC)
    fields: Json = plain_data(action.to_document())
    return fields | {
        "matchId": match_id,
        "source": "live",
        "recordedBy": "a-scorer-of-the-bench",
        "recordedAs": ROLE,
        "timestamp": now,
        "createdAt": now,
        "updatedAt": now,
        "schemaVersion": action.schema_version,
        "isVoided": False,
    }


def our_writes(match: BenchMatch) -> dict[str, list[Write]]:
    """Return our function's writes for every action of the log, by action id.

    The actions are folded in this process.
    """
    inputs = FirestoreMatchStore(match.client).read_inputs(match.match_id)
    first = build_commit(None, rebuild_from_log(inputs, 0, []), datetime.now(UTC)).snapshot
    writes, before = dict[str, list[Write]](), dict[str, Any]()
    for action, commit in zip(
        match.actions, commits(match.match_id, first, match.actions), strict=True
    ):
        writes[action["id"]] = list(writes_of_commit(match.match_id, commit, before))
        before = packing.state_document(commit.snapshot)
    return writes


def next_writes(match: BenchMatch, action: Json) -> dict[str, list[Write]]:
    """Return our function's writes for the first action that is not projected, by action id.

    Raises TypeError if the match has no snapshot.
    """
    snapshot = FirestoreMatchStore(match.client).read_state(match.match_id).snapshot
    if not isinstance(snapshot, Snapshot):
        raise TypeError(f"match {match.match_id} has no snapshot: {snapshot.reason}")
    [commit] = commits(match.match_id, snapshot, [action])
    before = packing.state_document(snapshot)
    return {action["id"]: list(writes_of_commit(match.match_id, commit, before))}


def commits(
    match_id: str, snapshot: Snapshot, actions: Iterable[Json], now: datetime | None = None
) -> Iterator[Commit]:
    """Yield the commit of each action in turn, starting from a snapshot; all have the time `now`.

    Without `now` it is the present.
    """
    now = now or datetime.now(UTC)
    snapshot = replace(snapshot, ledger=snapshot.ledger or empty_ledger(match_id))
    for action in actions:
        seen = codec.observed_action(match_id, action["id"], action, now)
        folded = with_appended(snapshot, append(snapshot, [seen]), [seen])
        commit = build_commit(snapshot, folded, now)
        snapshot = commit.snapshot
        yield commit


def writes_of_ledger(match_id: str, commit: Commit) -> Iterator[Write]:
    """Yield the writes that add a commit's links to the documents of the ledger."""
    for number, links in commit.ledger.items():
        entries = ledger_documents.link_documents(links)
        yield f"{paths.ledger(match_id)}/{number}", {"entries": entries}, True


def writes_of_commit(match_id: str, commit: Commit, before: Json | None = None) -> Iterator[Write]:
    """Yield the writes of a commit as (path, fields, whether they are merged).

    `before` is the previous `live/state`; only fields that differ from it are written, as our
    function does.
    """
    now = commit.score["lastUpdated"]
    state = StateToken(now, before or {}).changed_fields(
        packing.state_document(commit.snapshot, now)
    )
    yield paths.live_state(match_id), state, bool(before)
    score = {name: value for name, value in commit.score.items() if name in commit.owned}
    yield paths.live_score(match_id), score, not commit.is_first
    for name, document in commit.whole_documents.items():
        if document is not None:  # None means deleted: never when actions are only appended
            yield paths.whole_document(match_id, name), document, False
    for name, fed in {**commit.events, **commit.pending_events}.items():
        yield f"{paths.events(match_id)}/{name}", dict(fed), False
    for key, chunk in commit.chunks.items():
        yield paths.live_log(match_id, *key), packing.chunk_document(chunk), False
    yield from writes_of_ledger(match_id, commit)
    if commit.health is not None:
        yield paths.live_health(match_id), commit.health, True
    if commit.match:
        yield paths.match(match_id), commit.match, True
    for lineup_id, fields in commit.lineups.items():
        yield f"{paths.lineups(match_id)}/{lineup_id}", fields, True
