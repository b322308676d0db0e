"""Restores the earlier versions of a provider's events for a process that did not read them.

The log has them, with our ids. An answer that repeats one may come from a lagging cache.
"""

from __future__ import annotations

from scrbrd_ingest.changes import FeedState, with_recalled_hashes
from scrbrd_ingest.incremental import main_innings
from scrbrd_ingest.known_names import NameMappings
from scrbrd_ingest.log.earlier import changed_since_logged, earlier_versions
from scrbrd_ingest.log.store import Stored
from scrbrd_ingest.model import Observation


async def with_earlier_versions(
    state: FeedState, answer: Observation, stored: Stored, provider: str, names: NameMappings
) -> FeedState:
    """Return the state with those events of an answer recorded as earlier versions which the
    provider has since corrected in the log."""
    unknown = [each for each in answer.events if state.events.get(each.id) != each]
    changed = changed_since_logged(stored.known, provider, unknown)
    if not changed:
        return state
    mappings = await names.more_mappings(changed, main_innings(stored))
    if mappings is None:  # a person is not mapped, or a mapping has changed
        return state
    return with_recalled_hashes(state, earlier_versions(stored.known, provider, changed, mappings))
