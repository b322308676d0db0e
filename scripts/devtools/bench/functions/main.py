"""Defines the functions with which our function is compared: floor, bare and naive.

They are served by functions-framework, through the same decorator as the deployed function. They
are never deployed.
"""

import os
import pickle
from functools import cache
from pathlib import Path
from typing import Any

from firebase_functions.core import Change
from firebase_functions.firestore_fn import Event, on_document_written
from google.cloud.firestore import Client

from scrbrd.adapters import codec, paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.fold import fold_log
from scrbrd.handlers.snapshot.model import CachedInputs
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score

CONSTANTS = "SCRBRD_BENCH_CONSTANTS"
"""The environment variable with the folder of the floor's constants: one pickle for each match."""

Writes = dict[str, list[tuple[str, dict[str, Any], bool]]]
"""(path, fields, whether they are merged) of each write, by action id."""


@cache
def client() -> Client:
    """Return the client of this process; the deployed function has one too."""
    return Client(project=os.environ["GCLOUD_PROJECT"])


@cache
def constants(match_id: str) -> Writes:
    """Return the floor's writes for a match; loaded once, during the warm-up."""
    writes: Writes = pickle.loads(Path(os.environ[CONSTANTS], match_id).read_bytes())
    return writes


@cache
def cached_inputs(match_id: str) -> CachedInputs:
    """Return the inputs of a match, read once, which favours the naive function."""
    return FirestoreMatchStore(client()).read_inputs(match_id)


@on_document_written(document=paths.SCORING_ACTION)
def floor(event: Event[Change[Any]]) -> None:
    """Write the documents that our function writes for this action, without reading anything.

    They go in one batch without a guard.
    """
    batch = client().batch()
    for path, fields, is_merged in constants(event.params["matchId"])[event.params["actionId"]]:
        batch.set(client().document(path), fields, merge=is_merged)
    batch.commit()


@on_document_written(document=paths.SCORING_ACTION)
def bare(event: Event[Change[Any]]) -> None:
    """Write one tiny document."""
    score = client().document(paths.live_score(event.params["matchId"]))
    score.set({"lastActionId": event.params["actionId"]})


@on_document_written(document=paths.SCORING_ACTION)
def naive(event: Event[Change[Any]]) -> None:
    """Query every action in order, compute the score from all of them, and write it.

    This is the textbook's solution.
    """
    match_id = event.params["matchId"]
    log = client().collection(paths.scoring_actions(match_id))
    ordered = log.order_by("inningsNumber").order_by("sequenceNumber").stream()
    seen = [
        codec.observed_action(match_id, snap.id, snap.to_dict(), snap.update_time)
        for snap in ordered
    ]
    inputs = cached_inputs(match_id).inputs
    state, effective = fold_log(inputs.setup, [one.entry for one in seen if one.entry])
    score = as_document(live_score(state, inputs, effective.last_action_id))
    client().document(paths.live_score(match_id)).set(score)
