"""Writes matches into a project: held from the triggers, put in batches, then rebuilt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, islice

from google.api_core.exceptions import AlreadyExists

from admin.options import Refusal
from admin.transfer.ledgers import batches_and_ledgers, put
from admin.transfer.progress import DocumentProgress
from admin.transfer.writing import (
    Conflict,
    Document,
    FirestoreTarget,
    Tally,
    Target,
    is_old_score,
)
from scrbrd.adapters import paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.paths import MATCHES
from scrbrd.adapters.rpc import rpc_options
from scrbrd.adapters.runtime import new_holder, utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.books.agree import Books, agree
from scrbrd.handlers.books.tell import tell_dispute
from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.ports import StoredState
from scrbrd.handlers.scheduled import show_scheduled
from scrbrd.handlers.snapshot.model import Pending, Snapshot

HOLD = timedelta(minutes=10)
QUIET = "until late triggers are through"
"""How the name ends of a hold that no job needs any more, and that is left to run out."""


def match_of(path: str) -> str | None:
    """Return the match that a document lies in; None for one that lies in no match."""
    parts = path.split("/")
    return parts[1] if parts[0] == MATCHES and len(parts) > 1 else None


def is_of_books(path: str) -> bool:
    """Return whether a document is an entry of a book, or a ruling."""
    parts = path.split("/")
    return len(parts) > 2 and parts[2] in (paths.SCOREBOOKS, paths.RULINGS)


def is_pending(stored: StoredState) -> bool:
    """Return whether what follows the last commit is not written: where its worker was killed at
    the feed, that is nobody else's for some seconds."""
    return isinstance(stored.snapshot, Snapshot) and stored.snapshot.pending != Pending()


def feed_waits(match_ids: str) -> str:
    """Return what is said where the feed of matches is another process's to write."""
    return (
        f"the feed of {match_ids} is not written: another process, most likely a run that was"
        f" killed, has the right to it; run the same command again in a minute"
    )


def compare(target: Target, documents: Iterable[Document], progress: DocumentProgress) -> Tally:
    """Return what would become of the documents; writes nothing."""
    tally = Tally()
    for batch in batches_and_ledgers(documents):
        tally.add(put(target, batch, Conflict.REFUSE, apply=False))
        progress.add(len(batch))
    return tally


@dataclass
class MatchWriter:
    """Writes documents match by match; `matches` counts those that were finished, `owing` are those
    of them whose feed another process has the right to write for some seconds."""

    store: FirestoreMatchStore
    progress: DocumentProgress
    conflict: Conflict
    reason: str
    tally: Tally = field(default_factory=Tally)
    matches: int = 0
    owing: list[str] = field(default_factory=list)
    at_hand: str | None = None
    holder: str = ""

    def __post_init__(self) -> None:
        self.holder = self.holder or new_holder(self.reason)
        self.books = FirestoreBookStore(self.store.client)

    def claim(self, document: Document) -> None:
        """Create a match document alone, in one commit with the hold of the match.

        Raises Refusal where one has come since it was looked for; then nothing was written.
        """
        client, match_id = self.store.client, document.path.rpartition("/")[2]
        batch = client.batch()
        batch.create(client.document(document.path), dict(document.fields))
        hold = {"holdUntil": utc_now() + HOLD, "holdBy": self.holder}
        batch.set(client.document(paths.live_state(match_id)), hold, merge=True)
        try:
            batch.commit(**rpc_options())
        except AlreadyExists:
            # Our own hold: only the answer of the commit was lost.
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
        """Write all documents; yields each match's id when done, None for those in no match.

        `is_claimed`: the first document of the match was put by `claim`, and none of the others was
        there a moment ago, so that they are not looked for first. Where one is in the way that is
        neither kept nor overwritten, raises Refusal.
        """
        target = FirestoreTarget(self.store.client)
        for match_id, group in groupby(documents, key=lambda document: match_of(document.path)):
            self.at_hand, has_books, is_old = match_id, False, False
            disputes: list[str] = []
            for batch in batches_and_ledgers(islice(group, int(is_claimed), None)):
                if match_id is not None:
                    # Again with each batch: a long import outlasts any one hold.
                    self.store.hold(match_id, utc_now() + HOLD, self.holder)
                    has_books = has_books or any(is_of_books(each.path) for each in batch)
                    is_old = is_old or any(is_old_score(each.path) for each in batch)
                    disputes += filter(None, (paths.dispute_of(each.path) for each in batch))
                    if has_books:
                        self.books.hold(match_id, utc_now() + HOLD)
                done = put(target, batch, self.conflict, are_absent=is_claimed)
                self.tally.add(done)
                self.refuse_others(done)
                self.progress.add(len(batch))
            if match_id is not None:
                # Without a log its old score is the record, which a rebuild would write over.
                if not is_old or self.store.count_log(match_id).actions:
                    self.finish(match_id, disputes, has_books=has_books)
                else:
                    self.store.hold(match_id, utc_now() + HOLD, f"{self.holder} {QUIET}")
                self.matches += 1
            self.at_hand = None
            yield match_id

    def refuse_others(self, done: Tally) -> None:
        """Raise Refusal where a batch was left, for another document was in the way of it."""
        if self.conflict is Conflict.REFUSE and done.in_the_way:
            raise Refusal(
                f"match {self.at_hand}: {done.in_the_way} other documents came meanwhile, such as"
                f" {', '.join(done.differing)}; it is not whole, and is held from the public for"
                f" ten minutes: find out who writes it too, and run the same command again"
            )

    def finish(self, match_id: str, disputes: Iterable[str], *, has_books: bool) -> None:
        """Bring the log of a match to its books, rebuild it, show the score that it then has while
        books differ, and let the feed tell of disputes."""
        books = Books(self.books, self.store, utc_now, match_id)
        if has_books:
            agree(books, is_whole=True, ends_hold=True)
        done = rebuild(self.store, utc_now, match_id, self.reason, holder=self.holder)
        if not done.actions and not self.store.count_log(match_id).actions:
            # One to come: nothing of it would be shown while it is held, nor when the hold is over.
            self.store.end_hold(match_id, self.holder)
            show_scheduled(self.store, utc_now, match_id)
        if has_books:
            agree(books)
        if is_pending(self.store.read_state(match_id)):
            self.owing.append(match_id)  # nor can the feed tell of disputes until then
            return
        for each in disputes:
            tell_dispute(self.books, self.store, utc_now, match_id, each)
