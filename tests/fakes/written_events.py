"""Lists the documents that a commit to a match in memory writes, in their resulting form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scrbrd.adapters import ledger_documents, packing, paths
from scrbrd.domain.ledger.chain import Link
from scrbrd.handlers.ports import Commit, FeedPage, FollowUp, LedgerPages

if TYPE_CHECKING:
    from tests.fakes.memory_store import MemoryMatchStore


def commit_documents(store: MemoryMatchStore, commit: Commit) -> dict[str, Any | None]:
    """Return every document of a commit by its path; None for a deleted one.

    Of the match and the lineups, which users own, only the fields that the functions write.
    """
    name = store.match_id
    documents: dict[str, Any | None] = {
        paths.live_state(name): packing.state_document(
            commit.snapshot, commit.score["lastUpdated"]
        ),
        paths.live_score(name): without_none((store.score or {}) | commit.score),
    }
    if commit.health is not None:
        documents[paths.live_health(name)] = (store.health or {}) | commit.health
    if commit.match:
        documents[paths.match(name)] = without_none(commit.match)
    for lineup_id, fields in commit.lineups.items():
        documents[f"{paths.lineups(name)}/{lineup_id}"] = without_none(fields)
    for key, chunk in commit.chunks.items():
        documents[paths.live_log(name, *key)] = packing.chunk_document(chunk)
    documents |= {paths.live_log(name, *key): None for key in commit.deleted_chunks}
    documents |= {
        paths.whole_document(name, key): each for key, each in commit.whole_documents.items()
    }
    pages = {
        f"{paths.ledger(name)}/{key}": each
        for key, each in ledger_pages(store, commit.ledger).items()
    }
    return documents | pages | event_documents(name, commit.events)


def ledger_write_documents(store: MemoryMatchStore, pages: LedgerPages) -> dict[str, Any | None]:
    """Return every document that is written with a part of a long ledger, by its path."""
    name = store.match_id
    state = (store.state or {}) | ledger_documents.state_fields(pages.ledger, pages.version)
    parts = {f"{paths.ledger(name)}/{k}": v for k, v in ledger_pages(store, pages.pages).items()}
    return {paths.live_state(name): state, **parts}


def ledger_pages(store: MemoryMatchStore, pages: Mapping[int, Sequence[Link]]) -> dict[str, Any]:
    """Return the ledger documents that gain links, in their resulting form, each link once."""
    return {
        str(number): {
            "entries": array_union(
                store.ledger.get(str(number), {}).get("entries", ()),
                ledger_documents.link_documents(links),
            )
        }
        for number, links in pages.items()
    }


def array_union(present: Sequence[Any], added: Sequence[Any]) -> list[Any]:
    """Append the items that a list does not contain yet, as `ArrayUnion` does."""
    return [*present, *(each for each in added if each not in present)]


def follow_up_documents(store: MemoryMatchStore, follow_up: FollowUp) -> dict[str, Any | None]:
    """Return every document of a commit's follow-up by its path; None for a deleted one."""
    name = store.match_id
    state = (store.state or {}) | packing.match_end_fields(follow_up.digests, is_owed=False)
    documents = {paths.match_end(name, key): each for key, each in follow_up.documents.items()}
    owed = {
        paths.stats_state(subject): {"owed": {name: [at]}}
        for subject, at in follow_up.subjects.items()
    }
    return {paths.live_state(name): state, **documents, **owed}


def feed_page_documents(store: MemoryMatchStore, page: FeedPage) -> dict[str, Any | None]:
    """Return every document that is written with a page of the feed, by its path."""
    name = store.match_id
    lease: dict[str, Any | None] = {paths.feed_lease(name): packing.lease_document(page)}
    return lease | event_documents(name, page.events)


def event_documents(match_id: str, documents: Any) -> dict[str, Any | None]:
    """Return documents of the feed by their path."""
    return {f"{paths.events(match_id)}/{key}": each for key, each in documents.items()}


def without_none(document: Any) -> Any:
    """Return a document without the fields that are removed (None)."""
    return {name: value for name, value in document.items() if value is not None}
