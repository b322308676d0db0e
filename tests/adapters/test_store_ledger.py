"""`write_ledger` on both stores: links are added under the guard of `live/state`, each once."""

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


def links(count: int) -> Sequence[Link]:
    """A chain in which the first action is voided at last."""
    writer = Writer(empty_ledger(MATCH_ID))
    for sequence in range(1, count):
        writer.add(LinkKind.APPENDED, (1, sequence), WRITTEN_AT, {"id": f"1_{sequence}"})
    writer.add(LinkKind.VOIDED, (1, 1), WRITTEN_AT, {"nonce": "x", "voidReason": "a slip"})
    return writer.links


def end_of(chain: Sequence[Link]) -> Ledger:
    return Ledger(chain[-1].number, chain[-1].hash)


def begun(subject: Subject) -> tuple[Any, int]:
    """A match with a score and no ledger: the token of its state, and its version."""
    first = commit({"runs": 4})
    version = first.snapshot.version
    return subject.store.commit(MATCH_ID, None, replace(first, is_first=True)), version


def stored_ledger(subject: Subject) -> Ledger | None:
    """The ledger in `live/state`, which must be usable."""
    snapshot = subject.store.read_state(MATCH_ID).snapshot
    assert isinstance(snapshot, Snapshot)
    return snapshot.ledger


def shown_head(subject: Subject) -> Json | None:
    score = subject.store.read_public(MATCH_ID).score
    assert score is not None
    assert score["runs"] == 4
    found: Json | None = score.get("ledger")
    return found


def entries(subject: Subject, name: str) -> list[Json]:
    """What a document of the ledger holds."""
    found: list[Json] = (subject.get_ledger(name) or {}).get("entries", [])
    return found


def test_links_are_added_to_their_documents_and_read_back_in_order(subject: Subject) -> None:
    token, version = begun(subject)
    chain = links(LINKS_PER_DOCUMENT + 2)
    pages = {0: chain[:LINKS_PER_DOCUMENT], 1: chain[LINKS_PER_DOCUMENT:]}
    subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, pages))
    assert subject.store.read_ledger(MATCH_ID) == chain
    assert [len(entries(subject, name)) for name in ("0", "1", "2")] == [LINKS_PER_DOCUMENT, 2, 0]
    assert chain[-1].void["voidReason"] == "a slip"


def test_before_its_last_part_a_match_has_no_ledger_and_gives_no_head_out(subject: Subject) -> None:
    token, version = begun(subject)
    chain = links(4)
    token = subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, {0: chain[:2]}))
    assert (stored_ledger(subject), shown_head(subject)) == (None, None)
    last = LedgerPages(version, {0: chain[2:]}, end_of(chain))
    token = subject.store.write_ledger(MATCH_ID, token, last)
    assert stored_ledger(subject) == end_of(chain)
    assert shown_head(subject) == {"number": 4, "head": chain[-1].hash}
    assert subject.store.read_ledger(MATCH_ID) == chain
    assert subject.store.read_state(MATCH_ID).token == token


def test_pages_written_twice_hold_each_link_once(subject: Subject) -> None:
    token, version = begun(subject)
    chain = links(4)
    token = subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, {0: chain[:3]}))
    whole = LedgerPages(version, {0: chain}, end_of(chain))
    subject.store.write_ledger(MATCH_ID, token, whole)
    assert [each["number"] for each in entries(subject, "0")] == [1, 2, 3, 4]
    assert subject.store.read_ledger(MATCH_ID) == chain


def test_pages_on_a_state_that_moved_are_refused_whole(subject: Subject) -> None:
    token, version = begun(subject)
    chain = links(4)
    ours = subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, {0: chain[:2]}))
    subject.store.hold(MATCH_ID, NOW, "another worker")
    theirs = subject.store.read_state(MATCH_ID).token
    late = LedgerPages(version, {0: chain[2:], 1: chain}, end_of(chain))
    with pytest.raises(ContendedError):
        subject.store.write_ledger(MATCH_ID, ours, late)
    assert subject.store.read_ledger(MATCH_ID) == chain[:2]
    assert subject.get_ledger("1") is None
    assert (stored_ledger(subject), shown_head(subject)) == (None, None)
    assert subject.store.read_state(MATCH_ID).token == theirs


def test_a_part_that_changes_nothing_in_the_state_leaves_its_token(subject: Subject) -> None:
    token, version = begun(subject)
    part = LedgerPages(version, {0: links(4)})
    first = subject.store.write_ledger(MATCH_ID, token, part)
    assert subject.store.write_ledger(MATCH_ID, first, part) == first
    assert subject.store.read_state(MATCH_ID).token == first


def test_the_ledger_of_another_version_of_the_score_is_none(subject: Subject) -> None:
    token, version = begun(subject)
    chain = links(2)
    other = LedgerPages(version + 1, {0: chain}, end_of(chain))
    subject.store.write_ledger(MATCH_ID, token, other)
    assert stored_ledger(subject) is None


def test_without_a_score_to_give_the_head_out_nothing_is_written(subject: Subject) -> None:
    token, version = begun(subject)
    chain = links(4)
    subject.delete_score()
    token = subject.store.write_ledger(MATCH_ID, token, LedgerPages(version, {0: chain[:2]}))
    last = LedgerPages(version, {0: chain[2:]}, end_of(chain))
    with pytest.raises(VanishedError):
        subject.store.write_ledger(MATCH_ID, token, last)
    assert subject.store.read_ledger(MATCH_ID) == chain[:2]
    assert subject.store.read_state(MATCH_ID).token == token
