"""Writes matches into a project: held from the triggers, put in batches, then rebuilt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from admin.transfer.progress import DocumentProgress
from admin.transfer.writing import (
    Conflict,
    Document,
    FirestoreTarget,
    Tally,
    Target,
    batches,
    put_batch,
)
from scrbrd.adapters.paths import MATCHES
from scrbrd.adapters.runtime import new_holder, utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import rebuild

HOLD = timedelta(minutes=10)


def match_of(path: str) -> str | None:
    """Return the match that a document lies in; None for one that lies in no match."""
    parts = path.split("/")
    return parts[1] if parts[0] == MATCHES and len(parts) > 1 else None


def compare(target: Target, documents: Iterable[Document], progress: DocumentProgress) -> Tally:
    """Return what would become of the documents; writes nothing."""
    tally = Tally()
    for batch in batches(documents):
        tally.add(put_batch(target, batch, Conflict.REFUSE, apply=False))
        progress.add(len(batch))
    return tally


@dataclass
class MatchWriter:
    """Writes documents match by match; `matches` counts those that were finished."""

    store: FirestoreMatchStore
    progress: DocumentProgress
    conflict: Conflict
    reason: str
    tally: Tally = field(default_factory=Tally)
    matches: int = 0
    at_hand: str | None = None
    holder: str = ""

    def __post_init__(self) -> None:
        self.holder = self.holder or new_holder(self.reason)

    def write(self, documents: Iterable[Document]) -> Iterator[str | None]:
        """Write all documents; yields each match's id when done, None for those in no match."""
        for match_id, group in groupby(documents, key=lambda document: match_of(document.path)):
            self.at_hand = match_id
            for batch in batches(group):
                if match_id is not None:
                    # Again with each batch: a long import outlasts any one hold.
                    self.store.hold(match_id, utc_now() + HOLD, self.holder)
                self.tally.add(put_batch(FirestoreTarget(self.store.client), batch, self.conflict))
                self.progress.add(len(batch))
            if match_id is not None:
                rebuild(self.store, utc_now, match_id, self.reason, holder=self.holder)
                self.matches += 1
            self.at_hand = None
            yield match_id
