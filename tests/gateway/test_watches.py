"""What one stream of Listen brings: snapshots are told whole, each change once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from google.cloud.firestore_v1.types import ListenResponse, TargetChange
from google.protobuf.timestamp_pb2 import Timestamp

from scrbrd_gateway.firestore.watches import Watch, Watches

Kind = TargetChange.TargetChangeType


def document(name: str, second: int, *numbers: int, without: Sequence[int] = ()) -> Any:
    """A document that was updated in a second of the day, of these watches' results."""
    received = {
        "document": {"name": name, "update_time": Timestamp(seconds=second)},
        "target_ids": numbers,
        "removed_target_ids": without,
    }
    return ListenResponse(document_change=received)._pb


def target(kind: int, *numbers: int, **fields: Any) -> Any:
    """A change of watches; of all, where none is named."""
    change = {"target_change_type": kind, "target_ids": numbers} | fields
    return ListenResponse(target_change=change)._pb


SNAPSHOT = target(Kind.NO_CHANGE, read_time=Timestamp(seconds=1))
DELETED = ListenResponse(document_delete={"document": "a"})._pb
REMOVED = ListenResponse(document_remove={"document": "a", "removed_target_ids": [1]})._pb


def filter_response(number: int, count: int) -> Any:
    return ListenResponse(filter={"target_id": number, "count": count})._pb


class Ground:
    """Watches 1 and 2, and what they were told: names, snapshot by snapshot."""

    def __init__(self) -> None:
        self.watches = Watches()
        self.received: list[tuple[int, list[str]]] = []
        self.one, self.two = self.watch(1), self.watch(2)

    def watch(self, number: int) -> Watch:
        found = self.watches.add({}, self.listener(number))
        assert found.number == number
        return found

    def listener(self, number: int) -> Callable[[list[Any]], None]:
        def on_documents(documents: list[Any]) -> None:
            self.received.append((number, [each.name for each in documents]))

        return on_documents

    def handle(self, *responses: Any) -> list[Watch]:
        return [watch for each in responses for watch in self.watches.handle(each)]


@pytest.fixture
def ground() -> Ground:
    return Ground()


CURRENT = target(Kind.CURRENT, 1, 2)


def test_a_commit_is_told_whole_to_all_whom_it_concerns_once_it_is_there(ground: Ground) -> None:
    ground.handle(CURRENT, document("a", 1, 1), document("b", 1, 2), document("c", 1, 2))
    assert ground.received == []
    ground.handle(SNAPSHOT)
    assert ground.received == [(1, ["a"]), (2, ["b", "c"])]
    ground.handle(SNAPSHOT)
    assert len(ground.received) == 2


def test_nothing_is_told_before_all_that_was_stored_has_come(ground: Ground) -> None:
    ground.handle(document("a", 1, 1), SNAPSHOT, document("b", 1, 1), target(Kind.NO_CHANGE, 1))
    assert ground.received == []
    ground.handle(target(Kind.CURRENT, 1), SNAPSHOT)
    assert ground.received == [(1, ["a", "b"])]


def test_a_document_that_is_sent_again_as_it_is_is_not_told_again(ground: Ground) -> None:
    ground.handle(CURRENT, document("a", 1, 1), SNAPSHOT)
    ground.handle(document("a", 1, 1), document("b", 2, 1), SNAPSHOT)
    ground.handle(document("a", 3, 1), SNAPSHOT)
    assert ground.received == [(1, ["a"]), (1, ["b"]), (1, ["a"])]


def test_of_a_document_written_twice_in_one_snapshot_the_last_is_told(ground: Ground) -> None:
    ground.handle(CURRENT, document("a", 1, 1), document("a", 2, 1), SNAPSHOT)
    assert ground.received == [(1, ["a"])]


@pytest.mark.parametrize(
    "gone", [DELETED, REMOVED, document("a", 1, without=[1])], ids=["deleted", "moved", "left"]
)
def test_a_document_that_has_gone_is_no_news_and_comes_back_as_news(
    ground: Ground, gone: Any
) -> None:
    ground.handle(CURRENT, document("a", 1, 1), gone, SNAPSHOT)
    assert (ground.received, len(ground.one)) == ([], 0)
    ground.handle(document("a", 1, 1), SNAPSHOT)
    assert ground.received == [(1, ["a"])]


def test_a_watch_says_whether_something_of_its_result_was_removed(ground: Ground) -> None:
    ground.handle(CURRENT, DELETED, REMOVED, document("a", 1, 1), document("b", 1, 2), SNAPSHOT)
    ground.handle(document("a", 2, 1), target(Kind.RESET, 1), DELETED, SNAPSHOT)
    assert (ground.one.has_lost_documents, ground.two.has_lost_documents) == (False, False)
    ground.handle(document("a", 2, 1), target(Kind.CURRENT, 1), SNAPSHOT, REMOVED)
    assert (ground.one.has_lost_documents, ground.two.has_lost_documents) == (True, False)


def test_after_a_reset_everything_comes_again(ground: Ground) -> None:
    ground.handle(CURRENT, document("a", 1, 1), SNAPSHOT, document("b", 2, 1))
    ground.handle(target(Kind.RESET, 1), SNAPSHOT)
    assert ground.received == [(1, ["a"])]
    ground.handle(document("a", 1, 1), target(Kind.CURRENT, 1), SNAPSHOT)
    assert ground.received == [(1, ["a"]), (1, ["a"])]


def test_a_watch_that_firestore_ends_is_not_alive_and_the_other_goes_on(ground: Ground) -> None:
    ground.handle(CURRENT, target(Kind.REMOVE, 1, cause={"code": 7, "message": "no"}))
    ground.handle(document("a", 1, 1, 2), SNAPSHOT)
    assert (ground.one.is_alive, ground.two.is_alive) == (False, True)
    assert ground.received == [(2, ["a"])]


def test_a_watch_that_lacks_documents_is_named_and_begins_again_under_another_number(
    ground: Ground,
) -> None:
    ground.handle(CURRENT, document("a", 1, 1), SNAPSHOT)
    assert ground.handle(filter_response(1, 1), filter_response(2, 0), filter_response(9, 5)) == []
    assert ground.handle(filter_response(1, 2)) == [ground.one]
    ground.watches.renumber(ground.one)
    assert ground.one.number == 3
    ground.handle(document("b", 1, 1), SNAPSHOT)  # was on its way
    ground.handle(document("b", 1, 3), target(Kind.CURRENT, 3), SNAPSHOT)
    assert ground.received == [(1, ["a"]), (1, ["b"])]


def test_whoever_cannot_take_a_document_ends_alone() -> None:
    watches = Watches()
    received: list[list[Any]] = []

    def fails(_documents: list[Any]) -> None:
        raise ValueError("odd")

    odd, other = watches.add({}, fails), watches.add({}, received.append)
    for each in (CURRENT, document("a", 1, 1, 2), SNAPSHOT):
        watches.handle(each)
    assert (odd.is_alive, other.is_alive, len(received)) == (False, True, 1)


def test_nothing_comes_to_a_watch_that_was_discarded(ground: Ground) -> None:
    assert ground.watches.discard(ground.one)
    assert not ground.watches.discard(ground.one)
    ground.handle(CURRENT, document("a", 1, 1), SNAPSHOT)
    assert (ground.received, ground.one.is_alive) == ([], False)
