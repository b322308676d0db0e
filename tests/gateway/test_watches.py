"""Tests watches on a Listen stream: snapshots are delivered complete, and each change once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from google.cloud.firestore_v1.types import ListenResponse, TargetChange
from google.protobuf.timestamp_pb2 import Timestamp

from scrbrd_gateway.firestore.watches import Watch, Watches

Kind = TargetChange.TargetChangeType


def document(
    name: str, second: int, *numbers: int, without: Sequence[int] = (), created: int = 1
) -> Any:
    """Return a change of a document, updated at `second`, in the results of some watches."""
    times = {"create_time": Timestamp(seconds=created), "update_time": Timestamp(seconds=second)}
    received = {
        "document": {"name": name, **times},
        "target_ids": numbers,
        "removed_target_ids": without,
    }
    return ListenResponse(document_change=received)._pb


def target(kind: int, *numbers: int, **fields: Any) -> Any:
    """Return a target change for some watches, or for all if no number is given."""
    change = {"target_change_type": kind, "target_ids": numbers} | fields
    return ListenResponse(target_change=change)._pb


SNAPSHOT = target(Kind.NO_CHANGE, read_time=Timestamp(seconds=1))
DELETED = ListenResponse(document_delete={"document": "a"})._pb
REMOVED = ListenResponse(document_remove={"document": "a", "removed_target_ids": [1]})._pb


def filter_response(number: int, count: int) -> Any:
    """Return a response with the number of documents that a target should have."""
    return ListenResponse(filter={"target_id": number, "count": count})._pb


class RecordedWatches:
    """Watches 1 and 2, and the document names that each received, one list per snapshot.

    `seconds` holds the update times of all documents received.
    """

    def __init__(self, watches: Watches | None = None) -> None:
        self.watches = Watches() if watches is None else watches
        self.received: list[tuple[int, list[str]]] = []
        self.seconds: list[int] = []
        self.first, self.second = self.watch(1), self.watch(2)

    def watch(self, number: int) -> Watch:
        """Add a watch that must get this number."""
        watch = self.watches.add({}, self.listener(number))
        assert watch.number == number
        return watch

    def listener(self, number: int) -> Callable[[list[Any]], None]:
        """Return a callback that records the names of the documents of a watch."""

        def on_documents(documents: list[Any]) -> None:
            self.received.append((number, [each.name for each in documents]))
            self.seconds += [each.update_time.seconds for each in documents]

        return on_documents

    def handle(self, *responses: Any) -> list[Watch]:
        """Handle responses; return the watches that lack documents."""
        return [watch for each in responses for watch in self.watches.handle(each)]


@pytest.fixture
def recorded() -> RecordedWatches:
    return RecordedWatches()


CURRENT = target(Kind.CURRENT, 1, 2)


def test_a_commit_is_delivered_complete_to_each_watch_at_the_snapshot(
    recorded: RecordedWatches,
) -> None:
    recorded.handle(CURRENT, document("a", 1, 1), document("b", 1, 2), document("c", 1, 2))
    assert recorded.received == []
    recorded.handle(SNAPSHOT)
    assert recorded.received == [(1, ["a"]), (2, ["b", "c"])]
    recorded.handle(SNAPSHOT)
    assert len(recorded.received) == 2


def test_nothing_is_delivered_before_all_stored_documents_have_arrived(
    recorded: RecordedWatches,
) -> None:
    recorded.handle(document("a", 1, 1), SNAPSHOT, document("b", 1, 1), target(Kind.NO_CHANGE, 1))
    assert recorded.received == []
    recorded.handle(target(Kind.CURRENT, 1), SNAPSHOT)
    assert recorded.received == [(1, ["a", "b"])]


def test_an_unchanged_document_is_not_delivered_again(recorded: RecordedWatches) -> None:
    recorded.handle(CURRENT, document("a", 1, 1), SNAPSHOT)
    recorded.handle(document("a", 1, 1), document("b", 2, 1), SNAPSHOT)
    recorded.handle(document("a", 3, 1), SNAPSHOT)
    assert recorded.received == [(1, ["a"]), (1, ["b"]), (1, ["a"])]


def test_a_document_written_twice_in_one_snapshot_is_delivered_once(
    recorded: RecordedWatches,
) -> None:
    recorded.handle(CURRENT, document("a", 1, 1), document("a", 2, 1), SNAPSHOT)
    assert recorded.received == [(1, ["a"])]


@pytest.mark.parametrize(
    "removal", [DELETED, REMOVED, document("a", 1, without=[1])], ids=["deleted", "moved", "left"]
)
def test_a_removed_document_is_not_delivered_until_it_returns(
    recorded: RecordedWatches, removal: Any
) -> None:
    recorded.handle(CURRENT, document("a", 1, 1), removal, SNAPSHOT)
    assert (recorded.received, len(recorded.first)) == ([], 0)
    recorded.handle(document("a", 1, 1), SNAPSHOT)
    assert recorded.received == [(1, ["a"])]


def test_a_watch_records_whether_a_document_of_its_result_was_removed(
    recorded: RecordedWatches,
) -> None:
    recorded.handle(CURRENT, DELETED, REMOVED, document("a", 1, 1), document("b", 1, 2), SNAPSHOT)
    recorded.handle(document("a", 2, 1), target(Kind.RESET, 1), DELETED, SNAPSHOT)
    assert (recorded.first.has_lost_documents, recorded.second.has_lost_documents) == (
        False,
        False,
    )
    recorded.handle(document("a", 2, 1), target(Kind.CURRENT, 1), SNAPSHOT, REMOVED)
    assert (recorded.first.has_lost_documents, recorded.second.has_lost_documents) == (
        True,
        False,
    )


@pytest.mark.parametrize("kind", ["document_delete", "document_remove"])
def test_a_removal_seen_before_the_known_update_is_ignored(
    recorded: RecordedWatches, kind: str
) -> None:
    def removal(second: int) -> Any:
        fields = {"document": "a", "read_time": Timestamp(seconds=second)}
        return ListenResponse(**{kind: fields | {"removed_target_ids": [1]}})._pb

    recorded.handle(CURRENT, document("a", 2, 1), removal(1), SNAPSHOT)
    assert recorded.received == [(1, ["a"])]
    assert not recorded.first.has_lost_documents
    recorded.handle(removal(2))
    assert recorded.first.has_lost_documents


@pytest.mark.parametrize("is_first_result", [True, False])
def test_a_removal_that_the_emulator_reports_is_confirmed_by_a_new_request(
    *, is_first_result: bool
) -> None:
    # It ends a result with what it read before a commit, seen after it.
    recorded = RecordedWatches(Watches(interleaves_results=True))
    fields = {"document": "a", "read_time": Timestamp(seconds=3)}
    removal = ListenResponse(document_delete=fields)._pb
    first, a = recorded.first, "a"
    if is_first_result:
        recorded.handle(target(Kind.ADD, 1), document(a, 2, 1))
    else:
        recorded.handle(target(Kind.CURRENT, 1), document(a, 2, 1), SNAPSHOT)
        assert recorded.received.pop() == (1, [a])
    assert recorded.handle(removal) == [first]
    assert not first.has_lost_documents
    recorded.watches.renumber(first)
    recorded.handle(SNAPSHOT, document(a, 2, 3), target(Kind.CURRENT, 3), SNAPSHOT)
    assert (recorded.received, first.has_lost_documents) == ([(1, [a])], False)

    assert recorded.handle(removal) == [first]
    recorded.watches.renumber(first)
    recorded.handle(removal, target(Kind.CURRENT, 4), SNAPSHOT)
    assert (len(first), first.has_lost_documents) == (0, True)


def test_a_document_of_the_same_name_created_later_confirms_the_removal() -> None:
    recorded = RecordedWatches(Watches(interleaves_results=True))
    recorded.handle(target(Kind.CURRENT, 1), document("a", 2, 1), SNAPSHOT, DELETED)
    recorded.watches.renumber(recorded.first)
    recorded.handle(document("a", 4, 3, created=4), target(Kind.CURRENT, 3), SNAPSHOT)
    assert recorded.seconds == [2, 4]
    assert recorded.first.has_lost_documents


def test_an_older_version_of_a_document_is_ignored(recorded: RecordedWatches) -> None:
    # The emulator's order: the first result, read before a commit, ends after that commit.
    newer = document("a", 2, 1)
    recorded.handle(CURRENT, newer, CURRENT, document("a", 1, 1), CURRENT, SNAPSHOT)
    recorded.handle(newer, SNAPSHOT)
    assert recorded.received == [(1, ["a"])]
    assert recorded.seconds == [2]


def test_no_part_of_a_commit_is_delivered_while_the_emulator_ends_an_earlier_result() -> None:
    first, second = document("a", 1, 1), document("b", 1, 1)
    newer = document("c", 2, 1)
    current, reset = target(Kind.CURRENT, 1), target(Kind.RESET, 1)
    recorded = RecordedWatches(Watches(interleaves_results=True))
    recorded.handle(target(Kind.ADD, 1), first, reset, second, current, SNAPSHOT)
    assert recorded.received == [], "the earlier result has ended, without a"
    recorded.handle(first, second, newer, current, SNAPSHOT)
    assert recorded.received == [(1, ["b", "a", "c"])]
    recorded.handle(reset, first, second, newer, document("d", 3, 1), current, SNAPSHOT)
    assert recorded.received[1:] == [(1, ["a", "b", "c", "d"])]


def test_after_a_reset_every_document_is_delivered_again(recorded: RecordedWatches) -> None:
    recorded.handle(CURRENT, document("a", 1, 1), SNAPSHOT, document("b", 2, 1))
    recorded.handle(target(Kind.RESET, 1), SNAPSHOT)
    assert recorded.received == [(1, ["a"])]
    recorded.handle(document("a", 1, 1), target(Kind.CURRENT, 1), SNAPSHOT)
    assert recorded.received == [(1, ["a"]), (1, ["a"])]


def test_a_watch_that_firestore_ends_is_not_alive_and_the_other_continues(
    recorded: RecordedWatches,
) -> None:
    recorded.handle(CURRENT, target(Kind.REMOVE, 1, cause={"code": 7, "message": "no"}))
    recorded.handle(document("a", 1, 1, 2), SNAPSHOT)
    assert (recorded.first.is_alive, recorded.second.is_alive) == (False, True)
    assert recorded.received == [(2, ["a"])]


def test_a_watch_that_lacks_documents_is_returned_and_restarts_with_a_new_number(
    recorded: RecordedWatches,
) -> None:
    recorded.handle(CURRENT, document("a", 1, 1), SNAPSHOT)
    assert (
        recorded.handle(filter_response(1, 1), filter_response(2, 0), filter_response(9, 5)) == []
    )
    assert recorded.handle(filter_response(1, 2)) == [recorded.first]
    recorded.watches.renumber(recorded.first)
    assert recorded.first.number == 3
    recorded.handle(document("b", 1, 1), SNAPSHOT)  # was sent before the restart
    recorded.handle(document("b", 1, 3), target(Kind.CURRENT, 3), SNAPSHOT)
    assert recorded.received == [(1, ["a"]), (1, ["b"])]


def test_a_watch_whose_callback_fails_ends_alone() -> None:
    watches = Watches()
    received: list[list[Any]] = []

    def fail(_documents: list[Any]) -> None:
        raise ValueError("odd")

    failing, other = watches.add({}, fail), watches.add({}, received.append)
    for each in (CURRENT, document("a", 1, 1, 2), SNAPSHOT):
        watches.handle(each)
    assert (failing.is_alive, other.is_alive, len(received)) == (False, True, 1)


def test_a_discarded_watch_receives_nothing(recorded: RecordedWatches) -> None:
    assert recorded.watches.discard(recorded.first)
    assert not recorded.watches.discard(recorded.first)
    recorded.handle(CURRENT, document("a", 1, 1), SNAPSHOT)
    assert (recorded.received, recorded.first.is_alive) == ([], False)
