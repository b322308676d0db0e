"""Defines the triggers on scorers' books, officials' rulings, and disputes."""

from typing import TYPE_CHECKING, Any

from firebase_functions.core import Change
from firebase_functions.firestore_fn import Event

from scrbrd.adapters import paths, runtime
from scrbrd.triggers.log_call import log_call, note_failure
from scrbrd.triggers.params import param
from scrbrd.triggers.written import on_written

if TYPE_CHECKING:
    from scrbrd.handlers.books.model import BookChange


@on_written(document=paths.BOOK_ENTRY)
def on_book_entry_written(event: Event[Change[Any]]) -> None:
    """Bring the log up to date after a change of a book entry.

    `matches/{matchId}/scorebooks/{personId}/entries/{entryId}`.
    """
    person_id, entry_id = param(event, "personId"), param(event, "entryId")
    agree_on_change(event, entry_id, person_id)


@on_written(document=paths.RULING)
def on_ruling_written(event: Event[Change[Any]]) -> None:
    """Bring the log up to date after a ruling: `matches/{matchId}/rulings/{rulingId}`."""
    agree_on_change(event, param(event, "rulingId"))


def agree_on_change(
    event: Event[Change[Any]], document_id: str, person_id: str | None = None
) -> None:
    """Bring the log up to date with an entry, or with a ruling if `person_id` is None.

    Modules are imported here, to keep the cold start of a ball's trigger short.
    """
    from scrbrd.adapters import books_codec
    from scrbrd.handlers.books.agree import Books, agree

    match_id, after = param(event, "matchId"), event.data.after
    data, at = (after.to_dict(), after.update_time) if after else (None, None)
    moved: BookChange | None
    if person_id is None:
        moved = books_codec.read_ruling_document(match_id, document_id, data)
    else:
        moved = books_codec.read_book_document(match_id, person_id, document_id, data, at)

    def note(error: Exception) -> None:
        note_failure(match_id, "agree", document_id, error)

    with log_call("agree", note, matchId=match_id, document=event.document) as fields:
        stores = runtime.book_store(), runtime.match_store()
        books = Books(*stores, runtime.utc_now, match_id, runtime.recent_states())
        done = agree(books, [moved]) if moved else agree(books, is_whole=True)
        fields.update(
            path=str(done.path),
            operations=len(done.operations),
            disputes=done.disputes,
            tries=done.tries,
            reason=done.reason,
        )


@on_written(document=paths.DISPUTE)
def on_dispute_written(event: Event[Change[Any]]) -> None:
    """Write a changed dispute into the feed: `matches/{matchId}/disputes/{disputeId}`."""
    from scrbrd.handlers.books.dispute_events import write_dispute_event

    match_id, dispute_id = param(event, "matchId"), param(event, "disputeId")
    with log_call("tell_dispute", matchId=match_id, disputeId=dispute_id) as fields:
        stores = runtime.book_store(), runtime.match_store()
        fields["wrote"] = write_dispute_event(*stores, runtime.utc_now, match_id, dispute_id)
