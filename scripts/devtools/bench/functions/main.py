"""Defines the functions that ours is measured beside: the floor, the bare and the naive one.

Served by functions-framework like the deployed one, through the same decorator; never deployed.
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
"""The variable that names the folder of the floor's constants: a pickle for each match."""

Writes = dict[str, list[tuple[str, dict[str, Any], bool]]]
"""(path, fields, whether they are merged) of each write, by action id."""


@cache
def client() -> Client:
    """Return one client for the process, as ours has."""
    return Client(project=os.environ["GCLOUD_PROJECT"])


@cache
def constants(match_id: str) -> Writes:
    """Return what the floor writes in a match; loaded once, while the bench warms up."""
    writes: Writes = pickle.loads(Path(os.environ[CONSTANTS], match_id).read_bytes())
    return writes


@cache
def known(match_id: str) -> CachedInputs:
    """Return the inputs of a match, read once: in favour of the naive way."""
    return FirestoreMatchStore(client()).read_inputs(match_id)


@on_document_written(document=paths.SCORING_ACTION)
def floor(event: Event[Change[Any]]) -> None:
    """Reads nothing, decides nothing, writes in one batch what ours writes here, unguarded."""
    batch = client().batch()
    for path, fields, is_merged in constants(event.params["matchId"])[event.params["actionId"]]:
        batch.set(client().document(path), fields, merge=is_merged)
    batch.commit()


@on_document_written(document=paths.SCORING_ACTION)
def bare(event: Event[Change[Any]]) -> None:
    """Writes one tiny document."""
    score = client().document(paths.live_score(event.params["matchId"]))
    score.set({"lastActionId": event.params["actionId"]})


@on_document_written(document=paths.SCORING_ACTION)
def naive(event: Event[Change[Any]]) -> None:
    """The textbook's way: query every action in order, compute everything afresh, write."""
    match_id = event.params["matchId"]
    log = client().collection(paths.scoring_actions(match_id))
    ordered = log.order_by("inningsNumber").order_by("sequenceNumber").stream()
    seen = [codec.seen(match_id, snap.id, snap.to_dict(), snap.update_time) for snap in ordered]
    inputs = known(match_id).inputs
    state, effective = fold_log(inputs.setup, [one.entry for one in seen if one.entry])
    score = as_document(live_score(state, inputs, effective.last_action_id))
    client().document(paths.live_score(match_id)).set(score)
