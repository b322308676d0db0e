"""Owns the triggers on the log of a match."""

from typing import Any

from firebase_functions import logger
from firebase_functions.firestore_fn import Event, on_document_written

from scrbrd.adapters import paths, runtime
from scrbrd.handlers.catch_up import catch_up


@on_document_written(document=paths.SCORING_ACTION)
def on_scoring_action_written(event: Event[Any]) -> None:
    """`matches/{matchId}/scoring_actions/{actionId}` moved: bring the projection to the log."""
    match_id, action_id = event.params["matchId"], event.params["actionId"]
    try:
        done = catch_up(runtime.match_store(), runtime.utc_now, match_id)
    except Exception as error:
        logger.error("catch_up failed", matchId=match_id, actionId=action_id, error=repr(error))
        raise
    logger.info(
        "catch_up",
        matchId=match_id,
        actionId=action_id,
        wrote=done.wrote,
        actions=done.actions,
        lastActionId=done.last_action_id,
        problems=done.problems,
    )
