"""Writes matches into a project: holds them from the triggers, writes batches, then rebuilds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, islice

from google.api_core.exceptions import AlreadyExists

from admin.options import Refusal
from admin.transfer.batch_writes import (
    Conflict,
    Document,
    FirestoreTarget,
    Tally,
    Target,
    is_old_score,
)
from admin.transfer.ledgers import batches_and_ledgers, put_documents
from admin.transfer.progress import DocumentProgress
from scrbrd.adapters import paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.paths import MATCHES
from scrbrd.adapters.rpc import rpc_options
from scrbrd.adapters.runtime import new_holder_name, utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.books.agree import Books, agree
from scrbrd.handlers.books.dispute_events import write_dispute_event
from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.ports import StoredState
from scrbrd.handlers.scheduled import update_scheduled_ticker
from scrbrd.handlers.snapshot.model import Pending, Snapshot

HOLD = timedelta(minutes=10)
QUIET = "until late triggers are through"
"""The end of the name of a hold that is not needed by a job any more, and is left to expire."""


def match_of(path: str) -> str | None:
    """Return the match to which a document belongs, or None."""
    parts = path.split("/")
    return parts[1] if parts[0] == MATCHES and len(parts) > 1 else None


def is_of_books(path: str) -> bool:
    """Return True if a document is an entry of a book, or a ruling."""
    parts = path.split("/")
    return len(parts) > 2 and parts[2] in (paths.SCOREBOOKS, paths.RULINGS)


def has_pending_writes(stored: StoredState) -> bool:
    """Return True if the follow-up of the last commit is not written yet.

    If its worker was killed while writing the feed, no other may write it for some seconds.
    """
    return isinstance(stored.snapshot, Snapshot) and stored.snapshot.pending != Pending()


def feed_waits_message(match_ids: str) -> str:
    """Return the message for matches whose feed another process may still write."""
    return (
        f"the feed of {match_ids} is not written: another process, most likely a run that was"
        f" killed, has the right to it; run the same command again in a minute"
    )


def compare(target: Target, documents: Iterable[Document], progress: DocumentProgress) -> Tally:
    """Return what would happen to the documents; writes nothing."""
    tally = Tally()
    for batch in batches_and_ledgers(documents):
        tally.add(put_documents(target, batch, Conflict.REFUSE, apply=False))
        progress.add(len(batch))
    return tally


@dataclass
class MatchWriter:
    """Writes documents match by match.

    `matches` counts the finished ones; `feed_pending` lists those of them whose feed another
    process has the right to write for some seconds. `current` is the match being written.
    """

    store: FirestoreMatchStore
    progress: DocumentProgress
    conflict: Conflict
    reason: str
    tally: Tally = field(default_factory=Tally)
    matches: int = 0
    feed_pending: list[str] = field(default_factory=list)
    current: str | None = None
    holder: str = ""

    def __post_init__(self) -> None:
        self.holder = self.holder or new_holder_name(self.reason)
        self.books = FirestoreBookStore(self.store.client)

    def claim(self, document: Document) -> None:
        """Create a match document in one commit with the hold of the match.

        Raises Refusal if somebody else created it meanwhile; then nothing was written.
        """
        client, match_id = self.store.client, document.path.rpartition("/")[2]
        batch = client.batch()
        batch.create(client.document(document.path), dict(document.fields))
        hold = {"holdUntil": utc_now() + HOLD, "holdBy": self.holder}
        batch.set(client.document(paths.live_state(match_id)), hold, merge=True)
        try:
            batch.commit(**rpc_options())
        except AlreadyExists:
            # If the hold is ours, only the answer of the commit was lost.
            if self.store.read_state(match_id).hold_by != self.holder:
                raise Refusal(
                    f"match {match_id} came while it was imported: somebody else writes it, and"
                    f" nothing of it was written; run the same command again when they are done"
                ) from None
        self.tally.add(Tally(new=1))
        self.progress.add(1)

    def write(
        self, documents: Iterable[Document], *, is_claimed: bool = False
    ) -> Iterator[str | None]:
        """Write all documents; yield each match's id when it is done.

        Yields None for documents outside matches.

        `is_claimed`: the first document of the match was put by `claim`, and none of the others
        existed a moment ago, so that they are not read first. Raises Refusal if an existing
        document is neither kept nor overwritten.
        """
        target = FirestoreTarget(self.store.client)
        for match_id, group in groupby(documents, key=lambda document: match_of(document.path)):
            self.current, has_books, is_old = match_id, False, False
            disputes: list[str] = []
            for batch in batches_and_ledgers(islice(group, int(is_claimed), None)):
                if match_id is not None:
                    # Renew the hold with each batch: a long import outlasts a single hold.
                    self.store.hold(match_id, utc_now() + HOLD, self.holder)
                    has_books = has_books or any(is_of_books(each.path) for each in batch)
                    is_old = is_old or any(is_old_score(each.path) for each in batch)
                    disputes += filter(None, (paths.dispute_of(each.path) for each in batch))
                    if has_books:
                        self.books.hold(match_id, utc_now() + HOLD)
                batch_tally = put_documents(target, batch, self.conflict, are_absent=is_claimed)
                self.tally.add(batch_tally)
                self.refuse_conflicts(batch_tally)
                self.progress.add(len(batch))
            if match_id is not None:
                # Without a log its old score is the only record, which a rebuild would overwrite.
                if not is_old or self.store.count_log(match_id).actions:
                    self.finish(match_id, disputes, has_books=has_books)
                else:
                    self.store.hold(match_id, utc_now() + HOLD, f"{self.holder} {QUIET}")
                self.matches += 1
            self.current = None
            yield match_id

    def refuse_conflicts(self, tally: Tally) -> None:
        """Raise Refusal if a batch was not written because another document was in the way."""
        if self.conflict is Conflict.REFUSE and tally.in_the_way:
            raise Refusal(
                f"match {self.current}: {tally.in_the_way} other documents came meanwhile, such as"
                f" {', '.join(tally.differing)}; it is not whole, and is held from the public for"
                f" ten minutes: find out who writes it too, and run the same command again"
            )

    def finish(self, match_id: str, disputes: Iterable[str], *, has_books: bool) -> None:
        """Bring the log of a match into line with its books, and rebuild it.

        Then the consensus document is written with the new score, and the feed gets its notices of
        disputes.
        """
        books = Books(self.books, self.store, utc_now, match_id)
        if has_books:
            agree(books, is_whole=True, ends_hold=True)
        rebuilt = rebuild(self.store, utc_now, match_id, self.reason, holder=self.holder)
        if not rebuilt.actions and not self.store.count_log(match_id).actions:
            # A fixture to come: nothing of it would be published during the hold, nor after it.
            self.store.end_hold(match_id, self.holder)
            update_scheduled_ticker(self.store, utc_now, match_id)
        if has_books:
            agree(books)
        if has_pending_writes(self.store.read_state(match_id)):
            self.feed_pending.append(match_id)  # the notices of disputes must wait, too
            return
        for each in disputes:
            write_dispute_event(self.books, self.store, utc_now, match_id, each)
