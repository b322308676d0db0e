"""Defines the trigger on the log of a match."""

from typing import Any

from firebase_functions.core import Change
from firebase_functions.firestore_fn import Event

from scrbrd.adapters import codec, paths, runtime
from scrbrd.handlers.catch_up import catch_up
from scrbrd.triggers.log_call import log_catch_up
from scrbrd.triggers.params import param
from scrbrd.triggers.written import on_written

BY_CONSENSUS = "consensus"
"""The same value as in `scrbrd.consensus`, which is not imported to keep cold starts short."""

BY_ADMINISTRATOR = "admin"
"""The value of `recordedAs` in an administrator's action."""


@on_written(document=paths.SCORING_ACTION)
def on_scoring_action_written(event: Event[Change[Any]]) -> None:
    """Bring the projection up to date after a change of the log.

    `matches/{matchId}/scoring_actions/{actionId}`.
    """
    match_id, action_id = param(event, "matchId"), param(event, "actionId")
    with log_catch_up("catch_up", match_id, action_id, actionId=action_id) as log_outcome:
        after, before = event.data.after, event.data.before
        data, update_time = (after.to_dict(), after.update_time) if after else (None, None)
        earlier = (before.to_dict(), before.update_time) if before else None
        moved = codec.observed_action(match_id, action_id, data, update_time, earlier)
        store, recent = runtime.match_store(), runtime.recent_states()
        log_outcome(catch_up(store, runtime.utc_now, match_id, [moved], recent), update_time)
        if data is not None and is_past_books(data):
            read_books_again(match_id, action_id)


def is_past_books(data: dict[str, Any]) -> bool:
    """Return True if anything but the consensus voided or redid an action that books agreed on, or
    if an administrator corrected one.
    """
    if "agreement" in data:
        return data.get("voidedBy") not in (None, BY_CONSENSUS)
    return data.get("corrects") is not None and data.get("recordedAs") == BY_ADMINISTRATOR


def read_books_again(match_id: str, action_id: str) -> None:
    """Read the books of a match again after a change of the log that the consensus did not make."""
    from scrbrd.handlers.books.agree import Books, agree
    from scrbrd.handlers.books.model import LogChange

    stores = runtime.book_store(), runtime.match_store()
    agree(Books(*stores, runtime.utc_now, match_id), [LogChange(action_id)])
