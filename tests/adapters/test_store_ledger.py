"""Tests `write_ledger` on both stores: each link is added once, guarded by `live/state`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import (
    LINKS_PER_DOCUMENT,
    Ledger,
    Link,
    LinkKind,
    Writer,
    empty_ledger,
)
from scrbrd.engine.contention import ContendedError, VanishedError
from scrbrd.handlers.ports import LedgerPages
from scrbrd.handlers.snapshot.model import Snapshot
from tests.adapters.stores import NOW, Subject, commit
from tests.fakes.small_match import MATCH_ID

WRITTEN_AT = int(NOW.timestamp() * 1_000_000) + 123_456


def make_chain(count: int) -> Sequence[Link]:
    """Return a chain of `count` links, the last of which voids the first action."""
    writer = Writer(empty_ledger(MATCH_ID))
    for sequence in range(1, count):
        writer.add(LinkKind.APPENDED, (1, sequence), WRITTEN_AT, {"id": f"1_{sequence}"})
    writer.add(LinkKind.VOIDED, (1, 1), WRITTEN_AT, {"nonce": "x", "voidReason": "a slip"})
    return writer.links


def ledger_at_end(chain: Sequence[Link]) -> Ledger:
    return Ledger(chain[-1].number, chain[-1].hash)


def commit_without_ledger(subject: Subject) -> tuple[Any, int]:
    """Commit a match with a score and no ledger; return its state's token and its version."""
    first = commit({"runs": 4})
    version = first.snapshot.version
    return subject.store.commit(MATCH_ID, None, replace(first, is_first=True)), version


def stored_ledger(subject: Subject) -> Ledger | None:
    """Return the ledger in `live/state`, which must be usable."""
    snapshot = subject.store.read_state(MATCH_ID).snapshot
    assert isinstance(snapshot, Snapshot)
    return snapshot.ledger


def published_head(subject: Subject) -> Json | None:
    score = subject.store.read_public(MATCH_ID).score
    assert score is not None
    assert score["runs"] == 4
    found: Json | None = score.get("ledger")
    return found


def ledger_entries(subject: Subject, name: str) -> list[Json]:
    """Return the entries of a document of the ledger."""
    found: list[Json] = (subject.get_ledger(name) or {}).get("entries", [])
    return found


def test_links_are_added_to_their_documents_and_read_back_in_order(subject: Subject) -> None:
    token, version = commit_without_ledger(subject)
    chain = make_chain(LINKS_PER_DOCUMENT + 2)
    pages = {0: chain[:LINKS_PER_DOCUMENT], 1: chain[LINKS_PER_DOCUMENT:]}
    subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, pages))
    assert subject.store.read_ledger(MATCH_ID) == chain
    assert [len(ledger_entries(subject, name)) for name in ("0", "1", "2")] == [
        LINKS_PER_DOCUMENT,
        2,
        0,
    ]
    assert chain[-1].void["voidReason"] == "a slip"


def test_a_match_has_no_ledger_and_publishes_no_head_before_the_last_part(subject: Subject) -> None:
    token, version = commit_without_ledger(subject)
    chain = make_chain(4)
    token = subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, {0: chain[:2]}))
    assert (stored_ledger(subject), published_head(subject)) == (None, None)
    last = LedgerPages(version, {0: chain[2:]}, ledger_at_end(chain))
    token = subject.store.write_ledger(MATCH_ID, token, last)
    assert stored_ledger(subject) == ledger_at_end(chain)
    assert published_head(subject) == {"number": 4, "head": chain[-1].hash}
    assert subject.store.read_ledger(MATCH_ID) == chain
    assert subject.store.read_state(MATCH_ID).token == token


def test_pages_written_twice_contain_each_link_once(subject: Subject) -> None:
    token, version = commit_without_ledger(subject)
    chain = make_chain(4)
    token = subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, {0: chain[:3]}))
    whole = LedgerPages(version, {0: chain}, ledger_at_end(chain))
    subject.store.write_ledger(MATCH_ID, token, whole)
    assert [each["number"] for each in ledger_entries(subject, "0")] == [1, 2, 3, 4]
    assert subject.store.read_ledger(MATCH_ID) == chain


def test_pages_on_a_changed_state_are_refused_entirely(subject: Subject) -> None:
    token, version = commit_without_ledger(subject)
    chain = make_chain(4)
    own_token = subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, {0: chain[:2]}))
    subject.store.hold(MATCH_ID, NOW, "another worker")
    newer_token = subject.store.read_state(MATCH_ID).token
    late = LedgerPages(version, {0: chain[2:], 1: chain}, ledger_at_end(chain))
    with pytest.raises(ContendedError):
        subject.store.write_ledger(MATCH_ID, own_token, late)
    assert subject.store.read_ledger(MATCH_ID) == chain[:2]
    assert subject.get_ledger("1") is None
    assert (stored_ledger(subject), published_head(subject)) == (None, None)
    assert subject.store.read_state(MATCH_ID).token == newer_token


def test_a_part_that_does_not_change_the_state_keeps_its_token(subject: Subject) -> None:
    token, version = commit_without_ledger(subject)
    part = LedgerPages(version, {0: make_chain(4)})
    first = subject.store.write_ledger(MATCH_ID, token, part)
    assert subject.store.write_ledger(MATCH_ID, first, part) == first
    assert subject.store.read_state(MATCH_ID).token == first


def test_a_ledger_of_another_version_of_the_score_is_ignored(subject: Subject) -> None:
    token, version = commit_without_ledger(subject)
    chain = make_chain(2)
    other = LedgerPages(version + 1, {0: chain}, ledger_at_end(chain))
    subject.store.write_ledger(MATCH_ID, token, other)
    assert stored_ledger(subject) is None


def test_the_last_part_is_refused_without_a_score_to_publish_the_head(subject: Subject) -> None:
    token, version = commit_without_ledger(subject)
    chain = make_chain(4)
    subject.delete_score()
    token = subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, {0: chain[:2]}))
    last = LedgerPages(version, {0: chain[2:]}, ledger_at_end(chain))
    with pytest.raises(VanishedError):
        subject.store.write_ledger(MATCH_ID, token, last)
    assert subject.store.read_ledger(MATCH_ID) == chain[:2]
    assert subject.store.read_state(MATCH_ID).token == token
