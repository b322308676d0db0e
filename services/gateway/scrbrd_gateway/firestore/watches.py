"""Handles the responses of one stream of Firestore's Listen and passes whole snapshots on.

A stream has many watches, of a document or a query each. Firestore says when everything that it has
sent belongs to one moment. Changes are held back until then, so that a commit reaches all its
watches at once and whole. Knows no connection.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from google.cloud.firestore_v1.types import TargetChange

LOG = logging.getLogger(__name__)
Kind = TargetChange.TargetChangeType
Moment = tuple[int, int]
"""A time: seconds since 1970, and nanoseconds."""

OnDocuments = Callable[[list[Any]], None]
"""Receives the new and changed documents of a snapshot, as protocol buffers."""


class Times(NamedTuple):
    """When a document was created and last updated."""

    created: Moment
    updated: Moment


class Watch:
    """One document or query that is listened to. `target` is the request to Firestore, `number`
    identifies the watch in the stream; `interleaves_results` as in Watches."""

    def __init__(
        self,
        number: int,
        target: Mapping[str, Any],
        on_documents: OnDocuments,
        *,
        interleaves_results: bool = False,
    ) -> None:
        self.number = number
        self.target = target
        self.is_alive = True
        self.has_lost_documents = False
        """True if a document was removed from the result after it had arrived."""
        self._on_documents = on_documents
        self._times: dict[str, Times] = {}
        """The times of each document of the result, by its name."""
        self._changed: dict[str, Any] = {}
        self._missing: dict[str, Moment] = {}
        """The documents whose removal is to be confirmed by a new request: creation by name."""
        self._interleaves_results = interleaves_results
        self._unfinished_results = 1

    def __len__(self) -> int:
        """Return the number of documents in the result."""
        return len(self._times)

    def restart(self) -> None:
        """Start again with an empty result, which is requested anew."""
        self._unfinished_results = 0
        self.reset()

    def reset(self) -> None:
        """Start again with an empty result: all documents are sent anew."""
        self._times.clear()
        self._changed.clear()
        before = self._unfinished_results if self._interleaves_results else 0
        self._unfinished_results = before + 1

    def add(self, document: Any) -> None:
        """Add a document, unless this version of it, or a newer one, is known.

        The emulator sends the whole result of a query on each change. If a commit comes while it
        sends the first result, it sends the result of the commit in between, and then the rest of
        the first, with versions from before the commit.
        """
        times = Times(moment_of(document.create_time), moment_of(document.update_time))
        known = self._times.get(document.name)
        if known is None or known.updated < times.updated:
            self._times[document.name] = times
            self._changed[document.name] = document

    def remove(self, name: str, seen: Moment | None) -> bool:
        """Remove a document that was deleted or is no longer in the result, as `seen` at a time.
        Return True if that must be confirmed: the watch is to be requested again.

        The emulator may report that a document does not exist after it has reported its creation:
        with an earlier time, or at the end of a result, which it read before the creation. So its
        removals count only if a new result lacks the document too, or has another of that name.
        """
        known = self._times.get(name)
        if known is None or (seen is not None and seen < known.updated):
            return False
        del self._times[name]
        self._changed.pop(name, None)
        if self._interleaves_results:
            self._missing[name] = known.created
            return True
        self.has_lost_documents = True
        return False

    def mark_current(self) -> None:
        """Record that a result has been sent completely."""
        self._unfinished_results = max(0, self._unfinished_results - 1)

    def flush(self) -> None:
        """Pass the changed documents on. If the receiver fails, the watch ends."""
        if self._unfinished_results:
            return
        for name, created in self._missing.items():
            found = self._times.get(name)
            self.has_lost_documents |= found is None or found.created != created
        self._missing.clear()
        if not self._changed:
            return
        documents, self._changed = [*self._changed.values()], {}
        try:
            self._on_documents(documents)
        except Exception:
            LOG.exception("documents of a listener could not be handled: it ends")
            self.is_alive = False


class Watches:
    """The watches of one stream.

    `interleaves_results` is for the emulator: if a commit comes while it sends a result, it resets
    the watch and sends the new result, and yet sends the rest of the old one, before, between or
    after. So each result must end before any document is passed on, and a removal is confirmed.
    """

    def __init__(self, *, interleaves_results: bool = False) -> None:
        self._interleaves_results = interleaves_results
        self._watches: dict[int, Watch] = {}
        self._numbers = count(1)

    def __len__(self) -> int:
        """Return the number of watches."""
        return len(self._watches)

    def __iter__(self) -> Iterator[Watch]:
        """Iterate over the watches."""
        return iter(tuple(self._watches.values()))

    def add(self, target: Mapping[str, Any], on_documents: OnDocuments) -> Watch:
        """Add and return a new watch."""
        watch = Watch(
            next(self._numbers),
            target,
            on_documents,
            interleaves_results=self._interleaves_results,
        )
        self._watches[watch.number] = watch
        return watch

    def discard(self, watch: Watch) -> bool:
        """Remove a watch; return True if it was still in the stream."""
        watch.is_alive = False
        return self._watches.pop(watch.number, None) is not None

    def renumber(self, watch: Watch) -> None:
        """Restart a watch under another number, so that later responses for the old number are
        ignored."""
        del self._watches[watch.number]
        watch.number = next(self._numbers)
        watch.restart()
        self._watches[watch.number] = watch

    def handle(self, response: Any) -> list[Watch]:
        """Handle one response of the stream, a protocol buffer. Return the watches that must be
        requested again: their number of documents differs from Firestore's count, or a removal is
        to be confirmed."""
        kind = response.WhichOneof("response_type")
        if kind == "target_change":
            self._change_targets(response.target_change)
        elif kind == "document_change":
            return self._change_document(response.document_change)
        elif kind == "document_delete":
            deleted = response.document_delete
            return removed_from(self, deleted.document, read_time_of(deleted))
        elif kind == "document_remove":
            removed = response.document_remove
            watches = self._with_numbers(removed.removed_target_ids)
            return removed_from(watches, removed.document, read_time_of(removed))
        elif kind == "filter":
            count_filter = response.filter
            watches = self._with_numbers([count_filter.target_id])
            return [each for each in watches if len(each) != count_filter.count]
        return []

    def _change_document(self, changed: Any) -> list[Watch]:
        for watch in self._with_numbers(changed.target_ids):
            watch.add(changed.document)
        without = self._with_numbers(changed.removed_target_ids)
        return removed_from(without, changed.document.name, None)

    def _with_numbers(self, numbers: Iterable[int]) -> list[Watch]:
        return [self._watches[each] for each in numbers if each in self._watches]

    def _change_targets(self, add: Any) -> None:
        kind = add.target_change_type
        if kind == Kind.NO_CHANGE and (add.target_ids or not add.HasField("read_time")):
            return
        for watch in self._with_numbers(add.target_ids) if add.target_ids else self:
            match kind:
                case Kind.NO_CHANGE:
                    watch.flush()
                case Kind.CURRENT:
                    watch.mark_current()
                case Kind.RESET:
                    watch.reset()
                case Kind.REMOVE:
                    LOG.warning("a listener was ended by Firestore: %s", add.cause.message)
                    self.discard(watch)


def removed_from(watches: Iterable[Watch], name: str, seen: Moment | None) -> list[Watch]:
    """Remove a document from the results of watches; return those that must confirm it."""
    return [watch for watch in watches if watch.remove(name, seen)]


def moment_of(timestamp: Any) -> Moment:
    """Return a protocol buffer's time."""
    return timestamp.seconds, timestamp.nanos


def read_time_of(response: Any) -> Moment | None:
    """Return the time at which Firestore saw what it reports; None if it does not say."""
    return moment_of(response.read_time) if response.HasField("read_time") else None
