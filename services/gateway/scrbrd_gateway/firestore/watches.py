"""Takes in what one stream of Firestore's Listen brings, and hands on whole snapshots.

A stream has many watches, of a document or a query each. Firestore says when everything that it
sent belongs to one moment: until then changes are held back, so that a commit is told whole, to all
watches that it concerns at once. Knows no connection.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from google.cloud.firestore_v1.types import TargetChange

LOG = logging.getLogger(__name__)
Kind = TargetChange.TargetChangeType
Tell = Callable[[list[Any]], None]
"""Takes the documents of a snapshot that are new or changed, as protocol buffers."""


class Watch:
    """One document or query; `target` is what Firestore is asked for, `number` its name in the
    stream."""

    def __init__(self, number: int, target: Mapping[str, Any], tell: Tell) -> None:
        self.number = number
        self.target = target
        self.is_alive = True
        self.has_lost = False
        """Whether a document of the result was removed since it came."""
        self._tell = tell
        self._stamps: dict[str, tuple[int, int]] = {}
        """When each document of the result was updated, by its name."""
        self._changed: dict[str, Any] = {}
        self._is_current = False

    def __len__(self) -> int:
        """Return how many documents the result has."""
        return len(self._stamps)

    def forget(self) -> None:
        """Begin again: all documents are sent anew."""
        self._stamps.clear()
        self._changed.clear()
        self._is_current = False

    def change(self, document: Any) -> None:
        """Take in a document, unless it is known as it is: the emulator sends all of a result."""
        stamp = document.update_time.seconds, document.update_time.nanos
        if self._stamps.get(document.name) != stamp:
            self._changed[document.name] = document
        self._stamps[document.name] = stamp

    def remove(self, name: str) -> None:
        """Take out a document that was deleted, or is not of the result any more."""
        self.has_lost |= self._stamps.pop(name, None) is not None
        self._changed.pop(name, None)

    def come_up(self) -> None:
        """Note that everything was sent which was there when the watch began."""
        self._is_current = True

    def flush(self) -> None:
        """Tell what has changed. A watch whose owner cannot take it has ended."""
        if not self._is_current or not self._changed:
            return
        documents, self._changed = [*self._changed.values()], {}
        try:
            self._tell(documents)
        except Exception:
            LOG.exception("documents of a listener could not be taken: it ends")
            self.is_alive = False


class Watches:
    """The watches of one stream."""

    def __init__(self) -> None:
        self._watches: dict[int, Watch] = {}
        self._numbers = count(1)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._watches)

    def __iter__(self) -> Iterator[Watch]:
        """Return each of them."""
        return iter(tuple(self._watches.values()))

    def add(self, target: Mapping[str, Any], tell: Tell) -> Watch:
        """Return a new watch."""
        watch = Watch(next(self._numbers), target, tell)
        self._watches[watch.number] = watch
        return watch

    def discard(self, watch: Watch) -> bool:
        """Take nothing more in for a watch; return whether something still came for it."""
        watch.is_alive = False
        return self._watches.pop(watch.number, None) is not None

    def renumber(self, watch: Watch) -> None:
        """Have a watch begin again under another number: what still comes for the old is not
        taken in."""
        del self._watches[watch.number]
        watch.number = next(self._numbers)
        watch.forget()
        self._watches[watch.number] = watch

    def take(self, response: Any) -> list[Watch]:
        """Take in one response of the stream, a protocol buffer; return the watches of which
        Firestore counts other documents than came, which are to be asked for anew."""
        kind = response.WhichOneof("response_type")
        if kind == "target_change":
            self._change_targets(response.target_change)
        elif kind == "document_change":
            self._change_document(response.document_change)
        elif kind == "document_delete":
            self._remove(response.document_delete.document, self)
        elif kind == "document_remove":
            removed = response.document_remove
            self._remove(removed.document, self._named(removed.removed_target_ids))
        elif kind == "filter":
            counted = response.filter
            return [e for e in self._named([counted.target_id]) if len(e) != counted.count]
        return []

    def _change_document(self, changed: Any) -> None:
        for watch in self._named(changed.target_ids):
            watch.change(changed.document)
        self._remove(changed.document.name, self._named(changed.removed_target_ids))

    def _remove(self, name: str, watches: Iterable[Watch]) -> None:
        for watch in watches:
            watch.remove(name)

    def _named(self, numbers: Iterable[int]) -> list[Watch]:
        return [self._watches[each] for each in numbers if each in self._watches]

    def _change_targets(self, change: Any) -> None:
        kind = change.target_change_type
        if kind == Kind.NO_CHANGE and (change.target_ids or not change.HasField("read_time")):
            return
        for watch in self._named(change.target_ids) if change.target_ids else self:
            match kind:
                case Kind.NO_CHANGE:
                    watch.flush()
                case Kind.CURRENT:
                    watch.come_up()
                case Kind.RESET:
                    watch.forget()
                case Kind.REMOVE:
                    LOG.warning("a listener was ended by Firestore: %s", change.cause.message)
                    self.discard(watch)
