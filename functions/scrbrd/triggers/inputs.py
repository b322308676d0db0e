"""Defines the triggers on the inputs that people decide: the match document and the lineups.

The functions write fields of their own into both. A change of only these fields is ignored without
a read, so that no trigger triggers itself.
"""

from collections.abc import Collection
from typing import Any

from firebase_functions.core import Change
from firebase_functions.firestore_fn import Event

from scrbrd.adapters import paths, runtime
from scrbrd.handlers.refresh import refresh_match
from scrbrd.projections.live.lineups import LINEUP_FIELDS
from scrbrd.projections.live.match_status import MATCH_FIELDS
from scrbrd.triggers.log_call import log_catch_up, log_failure
from scrbrd.triggers.params import param
from scrbrd.triggers.written import on_written

SHARED_FIELDS = frozenset({"updatedAt"})
"""Fields that people and functions write; a change of only these needs no projection."""


@on_written(document=paths.MATCH)
def on_match_written(event: Event[Change[Any]]) -> None:
    """Project a change of `matches/{matchId}`: names, sides and conditions.

    For a scheduled match that is `tickers/{matchId}`.
    """
    refresh(event, MATCH_FIELDS)


@on_written(document=paths.LINEUP)
def on_lineup_written(event: Event[Change[Any]]) -> None:
    """Project a change of `matches/{matchId}/lineups/{lineupId}`: players, sides and names.

    For a scheduled match, faults of a selection go into the ticker.
    """
    refresh(event, LINEUP_FIELDS)


def refresh(event: Event[Change[Any]], owned: Collection[str]) -> None:
    """Project a change of an input, unless only fields in `owned`, which functions write,
    changed.
    """
    match_id, document_id = param(event, "matchId"), event.document.rpartition("/")[2]
    if not is_change_by_people(event, match_id, owned):
        return
    after = event.data.after
    with log_catch_up(
        "refresh_inputs", match_id, document_id, document=event.document
    ) as log_outcome:
        done = refresh_match(runtime.match_store(), runtime.utc_now, match_id)
        log_outcome(done, after.update_time if after else None)


def is_change_by_people(event: Event[Change[Any]], match_id: str, owned: Collection[str]) -> bool:
    """Return True if people changed a document, or if its values cannot be compared."""
    try:
        return people_changed(event.data, {*owned, *SHARED_FIELDS})
    except Exception as error:
        log_failure("people_changed", error, matchId=match_id, document=event.document)
        return True


def people_changed(change: Change[Any], owned: Collection[str]) -> bool:
    """Return True if a document was created, deleted, or changed in a field not in `owned`.

    Also True for an event without values, because the change is unknown then.
    """
    before, after = (snap.to_dict() if snap else None for snap in (change.before, change.after))
    if before is None or after is None:
        return True
    return any(
        before.get(name) != after.get(name)
        for name in before.keys() | after.keys()
        if name not in owned
    )
