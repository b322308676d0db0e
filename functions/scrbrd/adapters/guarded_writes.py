"""Writes the results of a match's fold; each function is one batch, guarded by a precondition.

The guard is the update time of `live/state`, or of `feed/lease` for a page of the feed. Every
function raises ContendedError if that changed, VanishedError if a document to update is gone, and
then writes nothing. Each returns the new token of the guarded document.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from google.api_core.exceptions import NotFound
from google.cloud.firestore import DELETE_FIELD, ArrayUnion, Client, WriteBatch

from scrbrd.adapters import deleting, ledger_documents, packing, paths
from scrbrd.adapters.failures import CONTENDED
from scrbrd.adapters.rpc import rpc_options
from scrbrd.adapters.state_token import StateToken
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Link
from scrbrd.engine.contention import ContendedError, VanishedError
from scrbrd.engine.digests import Document
from scrbrd.handlers.commit import match_end
from scrbrd.handlers.commit.ledger_head import head_of
from scrbrd.handlers.ports import Commit, FeedPage, FollowUp, LedgerPages, StoredTicker
from scrbrd.projections.live.ticker_document import TICKER_FIELDS


def write_commit(
    client: Client, match_id: str, token: StateToken | None, commit: Commit, version: int
) -> StateToken:
    """Write a commit, with its state and chunks in the form of `version` of the functions."""
    batch = client.batch()
    written_at = commit.score["lastUpdated"]
    state = packing.state_document(commit.snapshot, written_at, version, token)
    add_state(client, batch, match_id, token, state)
    add_score(client, batch, match_id, commit)
    for key, chunk in commit.chunks.items():
        reference = client.document(paths.live_log(match_id, *key))
        batch.set(reference, packing.chunk_document(chunk, version))
    for key in commit.deleted_chunks:
        batch.delete(client.document(paths.live_log(match_id, *key)))
    if commit.health is not None:
        health = client.document(paths.live_health(match_id))
        batch.set(health, with_deletions(commit.health), merge=True)
    if commit.match:
        batch.update(client.document(paths.match(match_id)), with_deletions(commit.match))
    for lineup_id, fields in commit.lineups.items():
        lineup = client.document(f"{paths.lineups(match_id)}/{lineup_id}")
        batch.update(lineup, with_deletions(fields))
    for name, document in commit.whole_documents.items():
        add_whole(client, batch, paths.whole_document(match_id, name), document)
    add_events(client, batch, match_id, commit.events)
    add_links(client, batch, match_id, commit.ledger)
    return StateToken(commit_batch(batch, match_id), state, commit.snapshot)


def add_state(
    client: Client, batch: WriteBatch, match_id: str, token: StateToken | None, document: Json
) -> None:
    """Add `live/state`: create it, or update it under the guard. `set` takes no guard."""
    if token is None:
        batch.create(client.document(paths.live_state(match_id)), document)
    else:
        update_state(client, batch, match_id, token, document)


def add_score(client: Client, batch: WriteBatch, match_id: str, commit: Commit) -> None:
    """Add every owned field of `live/score`; owned fields without a value are deleted."""
    reference = client.document(paths.live_score(match_id))
    fields = {name: commit.score.get(name, DELETE_FIELD) for name in sorted(commit.owned)}
    if commit.is_first:
        batch.set(reference, fields, merge=sorted(fields))
    else:
        batch.update(reference, fields)


def write_ledger(
    client: Client, match_id: str, token: StateToken, written: LedgerPages
) -> StateToken:
    """Write a part of a long ledger; with its last part also the head in `live/score`."""
    batch = client.batch()
    state = ledger_documents.state_fields(written.ledger, written.version)
    update_state(client, batch, match_id, token, state)
    if written.ledger is not None:
        head = head_of(written.ledger)
        batch.update(client.document(paths.live_score(match_id)), {"ledger": head})
    add_links(client, batch, match_id, written.pages)
    return token.after_update(commit_batch(batch, match_id), state)


def write_follow_up(
    client: Client, match_id: str, token: StateToken, follow_up: FollowUp
) -> StateToken:
    """Write the documents of the end of a match; none is pending in the state afterwards."""
    batch = client.batch()
    state = packing.match_end_fields(follow_up.digests, is_owed=False)
    update_state(client, batch, match_id, token, state)
    for key, document in follow_up.documents.items():
        add_whole(client, batch, paths.match_end(match_id, key), document)
    for subject, since in follow_up.subjects.items():
        add_owed(client, batch, subject, match_id, since)
    return token.after_update(commit_batch(batch, match_id), state)


def write_page(client: Client, match_id: str, token: Any, page: FeedPage) -> Any:
    """Write a page of the feed with its lease; if the page settles the feed, also `live/state`."""
    batch = client.batch()
    reference, lease = client.document(paths.feed_lease(match_id)), packing.lease_document(page)
    if token is None:
        batch.create(reference, lease)
    else:
        batch.update(reference, lease, option=client.write_option(last_update_time=token))
    if page.state_token is not None:
        state = packing.settled_fields(page.revision)
        update_state(client, batch, match_id, cast("StateToken", page.state_token), state)
    add_events(client, batch, match_id, page.events)
    return commit_batch(batch, match_id)


def write_ticker(client: Client, match_id: str, ticker: StoredTicker) -> None:
    """Write or delete the ticker of a match without a log."""
    batch, reference = client.batch(), client.document(paths.ticker(match_id))
    guard = None if ticker.token is None else client.write_option(last_update_time=ticker.token)
    if ticker.document is None:
        batch.delete(reference, guard)
    elif guard is None:
        batch.create(reference, ticker.document)
    else:
        missing = dict.fromkeys(sorted(TICKER_FIELDS - ticker.document.keys()), DELETE_FIELD)
        batch.update(reference, missing | ticker.document, guard)
    commit_batch(batch, match_id)


def delete_match_end(
    client: Client,
    match_id: str,
    token: StateToken | None,
    deleted: Iterable[str],
    subjects: Iterable[str],
    now: datetime,
) -> None:
    """Delete documents by their paths, in several batches.

    The figures of `subjects` are then owed.
    """

    def add_owed_figures(batch: WriteBatch) -> None:
        for subject in subjects:
            add_owed(client, batch, subject, match_id, now)

    deleting.delete_under_guard(
        client,
        client.document(paths.live_state(match_id)),
        None if token is None else token.update_time,
        [client.document(path) for path in deleted],
        lambda batch: commit_batch(batch, match_id),
        add_owed_figures,
    )


def subjects_of(match_id: str, keys: Iterable[str]) -> set[str]:
    """Return the players and teams whose figures the contributions belong to."""
    found = (match_end.subject_of(match_id, key) for key in keys)
    return {subject for subject in found if subject is not None}


def update_state(
    client: Client, batch: WriteBatch, match_id: str, token: StateToken, fields: Json
) -> None:
    """Add an update of `live/state` under its guard, with the fields that differ."""
    guard = client.write_option(last_update_time=token.update_time)
    state = client.document(paths.live_state(match_id))
    batch.update(state, token.changed_fields(fields), option=guard)


def add_links(
    client: Client, batch: WriteBatch, match_id: str, pages: Mapping[int, Sequence[Link]]
) -> None:
    """Add links to documents of the ledger; a link that already exists is not added again."""
    for number, links in pages.items():
        page = client.document(f"{paths.ledger(match_id)}/{number}")
        batch.set(page, {"entries": ArrayUnion(ledger_documents.link_documents(links))}, merge=True)


def add_owed(
    client: Client, batch: WriteBatch, subject: str, match_id: str, since: datetime
) -> None:
    """Mark the figures of a player or team as owed since `since` for a match."""
    owed = {"owed": {match_id: ArrayUnion([since])}, "owedSince": since}
    batch.set(client.document(paths.stats_state(subject)), owed, merge=True)


def add_whole(client: Client, batch: WriteBatch, path: str, document: Document | None) -> None:
    """Add a whole document, or its deletion."""
    if document is None:
        batch.delete(client.document(path))
    else:
        batch.set(client.document(path), dict(document))


def add_events(
    client: Client, batch: WriteBatch, match_id: str, events: Mapping[str, Document]
) -> None:
    """Add documents of the feed."""
    for name, document in events.items():
        batch.set(client.document(f"{paths.events(match_id)}/{name}"), dict(document))


def commit_batch(batch: WriteBatch, match_id: str) -> Any:
    """Commit a batch; return the update time of its first document, the guarded one.

    Raises VanishedError if a document to update is gone, ContendedError if the guard changed.
    """
    try:
        return batch.commit(**rpc_options())[0].update_time
    except NotFound as error:
        raise VanishedError(f"match {match_id}: {error}") from error
    except CONTENDED as error:
        raise ContendedError(f"match {match_id}: {error}") from error


def with_deletions(changes: Json) -> Json:
    """Return changes for an update or a merge, where None removes the field."""
    return {name: DELETE_FIELD if value is None else value for name, value in changes.items()}
