"""Makes a match for the bench: its documents, its log up to some action, and its restore."""

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
from scrbrd.adapters.seen_state import SeenState
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.actions import Action
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import beginning
from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.commit.build import build_commit
from scrbrd.handlers.ledger.continued import with_appended
from scrbrd.handlers.ports import Commit
from scrbrd.handlers.refold.apply import append, rebuild_from_log
from scrbrd.handlers.snapshot.model import Snapshot

Write = tuple[str, Json, bool]
BATCH = 400


class BenchMatch:
    """One match on the emulator with the first `prefilled` actions of a log projected.

    Its spectator listens to `live/score`, or to the ticker.
    """

    def __init__(
        self,
        client: Client,
        log: MatchLog,
        match_id: str,
        prefilled: int = 0,
        *,
        is_ticker_heard: bool = False,
    ) -> None:
        self.client, self.log, self.match_id = client, log, match_id
        self.prefilled, self.is_ticker_heard = prefilled, is_ticker_heard
        self.actions = [action_document(match_id, each) for each in log.actions]
        self.kept: dict[str, Json] = {}

    @cached_property
    def listener(self) -> Listener:
        """The spectator of this match; from its first use until `close`."""
        return Listener(self.client, self.match_id, self.heard)

    @property
    def heard(self) -> str:
        """The document that the spectator listens to."""
        if self.is_ticker_heard:
            return paths.shown(self.match_id, paths.TICKER)
        return paths.live_score(self.match_id)

    def has_heard(self, action: Json) -> bool:
        """Return whether the spectator's document tells of an action, a ball for a ticker."""
        document = self.listener.score or {}
        if self.is_ticker_heard:
            document = document.get("lastBall") or {}
        name = "actionId" if self.is_ticker_heard else "lastActionId"
        return bool(document.get(name) == action["id"])

    def close(self) -> None:
        """Listen no longer."""
        if "listener" in self.__dict__:
            self.listener.close()

    def build(self) -> None:
        """Write match, lineups and log, rebuild the projection, remember all of it."""
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
        self.kept = self.derived()

    def derived(self) -> dict[str, Json]:
        """Return every document of the match but its log, by path."""
        groups = [paths.live(self.match_id), paths.lineups(self.match_id)]
        alone = (paths.match(self.match_id), paths.shown(self.match_id, paths.TICKER))
        snaps = [self.client.document(path).get() for path in alone]
        snaps += [snap for group in groups for snap in self.client.collection(group).stream()]
        return {snap.reference.path: snap.to_dict() or {} for snap in snaps if snap.exists}

    def restore(self, action: Json, *, is_there: bool) -> None:
        """Make the match what it was when it was built; `is_there`: the action was in it.

        Returns when the listener has seen it.
        """
        batch = self.client.batch()
        ref = self.client.document(self.action_path(action))
        if is_there:
            batch.set(ref, action)
        else:
            batch.delete(ref)
        for path, fields in self.kept.items():
            batch.set(self.client.document(path), fields)
        batch.commit()
        before = self.kept[self.heard]
        self.listener.wait_for(lambda seen: seen == before, "the match as it was")

    def write_all(self, documents: dict[str, Json]) -> None:
        """Write documents in as few commits as may be."""
        paths_ = list(documents)
        for start in range(0, len(paths_), BATCH):
            batch = self.client.batch()
            for path in paths_[start : start + BATCH]:
                batch.set(self.client.document(path), documents[path])
            batch.commit()

    def action_path(self, action: Json) -> str:
        """Return where an action of this match lies."""
        return paths.scoring_action(self.match_id, action["id"])


def action_document(match_id: str, action: Action, now: datetime | None = None) -> Json:
    """Return an action as a scorer's app writes it, at a time or now."""
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
    """Return what our function writes for each action from the first, folded here."""
    known = FirestoreMatchStore(match.client).read_inputs(match.match_id)
    first = build_commit(None, rebuild_from_log(known, 0, []), datetime.now(UTC)).snapshot
    made, before = dict[str, list[Write]](), dict[str, Any]()
    for action, commit in zip(
        match.actions, commits(match.match_id, first, match.actions), strict=True
    ):
        made[action["id"]] = list(writes_of_commit(match.match_id, commit, before))
        before = packing.state_document(commit.snapshot)
    return made


def next_writes(match: BenchMatch, action: Json) -> dict[str, list[Write]]:
    """Return what our function writes for the action after those that are projected."""
    snapshot = FirestoreMatchStore(match.client).read_state(match.match_id).snapshot
    if not isinstance(snapshot, Snapshot):
        raise TypeError(f"match {match.match_id} has no snapshot: {snapshot.reason}")
    [commit] = commits(match.match_id, snapshot, [action])
    before = packing.state_document(snapshot)
    return {action["id"]: list(writes_of_commit(match.match_id, commit, before))}


def commits(
    match_id: str, snapshot: Snapshot, actions: Iterable[Json], now: datetime | None = None
) -> Iterator[Commit]:
    """Yield the commit of every action in turn, after a snapshot, all at one time."""
    now = now or datetime.now(UTC)
    snapshot = replace(snapshot, ledger=snapshot.ledger or beginning(match_id))
    for action in actions:
        seen = codec.seen(match_id, action["id"], action, now)
        folded = with_appended(snapshot, append(snapshot, [seen]), [seen])
        commit = build_commit(snapshot, folded, now)
        snapshot = commit.snapshot
        yield commit


def writes_of_ledger(match_id: str, commit: Commit) -> Iterator[Write]:
    """Yield the links that a commit adds to documents of the ledger."""
    for number, links in commit.ledger.items():
        entries = ledger_documents.entries(links)
        yield f"{paths.ledger(match_id)}/{number}", {"entries": entries}, True


def writes_of_commit(match_id: str, commit: Commit, before: Json | None = None) -> Iterator[Write]:
    """Yield a commit's documents as plain writes; what ours merges is merged.

    `before` is `live/state` as it was: of it only the fields that differ are written, as ours does.
    """
    now = commit.score["lastUpdated"]
    state = SeenState(now, before or {}).changed(packing.state_document(commit.snapshot, now))
    yield paths.live_state(match_id), state, bool(before)
    score = {name: value for name, value in commit.score.items() if name in commit.owned}
    yield paths.live_score(match_id), score, not commit.is_first
    for name, document in commit.shown.items():
        if document is not None:  # none goes in a match that is only added to
            yield paths.shown(match_id, name), document, False
    for name, fed in {**commit.events, **commit.later}.items():
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
