"""Brings back what a provider said of events before it revised them, to another process.

That stands in the log, in our ids; an answer that says so again may come out of a cache that lags.
"""

from __future__ import annotations

from scrbrd_ingest.changes import FeedState, recalled
from scrbrd_ingest.deciding import main_innings
from scrbrd_ingest.known_names import KnownNames
from scrbrd_ingest.log.earlier import said_before, said_otherwise
from scrbrd_ingest.log.store import Stored
from scrbrd_ingest.model import Observation


async def with_earlier_words(
    state: FeedState, answer: Observation, stored: Stored, provider: str, names: KnownNames
) -> FeedState:
    """Return what is known, with those events of an answer among the earlier words that say what
    their provider corrected in the log since."""
    new = [each for each in answer.events if state.events.get(each.id) != each]
    otherwise = said_otherwise(stored.known, provider, new)
    if not otherwise:
        return state
    mappings = await names.more_mappings(otherwise, main_innings(stored))
    if mappings is None:  # somebody among them is not known, or is another now
        return state
    return recalled(state, said_before(stored.known, provider, otherwise, mappings))
