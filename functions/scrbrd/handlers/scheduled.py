"""Keeps the ticker of a match up to date before its first action, so that home pages list the
match.

From the first action on the ticker is written with the score. If both are written at once, the
later write is refused: here the ticker is read before `live/state`, and only written if it is
unchanged.
"""

from datetime import datetime
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.engine.contention import retry_contended
from scrbrd.engine.digests import digest
from scrbrd.handlers.commit import build
from scrbrd.handlers.ports import Clock, MatchStore, StoredTicker
from scrbrd.handlers.snapshot.model import CachedInputs
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.live.ticker import ticker, ticker_document


def update_scheduled_ticker(store: MatchStore, now: Clock, match_id: str) -> bool:
    """Bring the ticker of a match without a log up to date; return True if it was written.

    The ticker is deleted with the match document. A match with a log is left alone. Raises
    ContendedError after `Limits.tries` tries against other writers.
    """
    wrote, _ = retry_contended(
        lambda: update_ticker_once(store, now(), match_id), store.limits.tries
    )
    return wrote


def update_ticker_once(store: MatchStore, now: datetime, match_id: str) -> bool:
    """Make one attempt. Raises ContendedError if another writer was first."""
    stored = store.read_ticker(match_id)
    if store.read_state(match_id).token is not None or store.count_log(match_id).actions:
        return False
    wanted = wanted_ticker(store, match_id)
    if is_same_ticker(stored.document, wanted):
        return False
    version = build.next_version(build.version_of(stored.document), now)
    document = None if wanted is None else wanted | {"version": version}
    store.write_ticker(match_id, StoredTicker(document, stored.token))
    return True


def wanted_ticker(store: MatchStore, match_id: str) -> dict[str, Any] | None:
    """Return the ticker that a match without a log should have, without its version.

    None if it should have none: the match document is missing, the match is on or over, or older
    apps have scored it.
    """
    if store.read_public(match_id).score is not None:
        return None
    return scheduled_ticker(store.read_inputs(match_id))


def scheduled_ticker(cached: CachedInputs) -> dict[str, Any] | None:
    """Return the ticker of a scheduled match, from its inputs; None for any other status."""
    if cached.match is None or cached.match.status not in (None, MatchStatus.SCHEDULED):
        return None
    state = MatchState(cached.inputs.setup)
    return ticker_document(ticker(state, cached.inputs, FeedState(), len(cached.problems)))


def is_same_ticker(stored: Json | None, wanted: Json | None) -> bool:
    """Return True if a stored ticker equals the wanted one, apart from its version."""
    if stored is None or wanted is None:
        return stored is wanted
    content = {name: each for name, each in stored.items() if name != "version"}
    return digest(content) == digest(wanted)
