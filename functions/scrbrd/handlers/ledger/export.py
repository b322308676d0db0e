"""Reads a ledger together with its log, to export and to check it. Writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scrbrd.domain.ledger.chain import Ledger, Link, empty_ledger
from scrbrd.domain.ledger.export import Documents, export_lines
from scrbrd.domain.places import Place
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.ledger.action_states import ActionState, action_states
from scrbrd.handlers.ledger.enter import remake_open_links
from scrbrd.handlers.ledger.extend import shown_head
from scrbrd.handlers.ports import Clock, MatchStore, ObservedAction
from scrbrd.handlers.snapshot.model import Snapshot

RECENT = timedelta(minutes=1)
"""The trigger of a write this recent may still be on its way, whatever was committed since:
triggers come in any order."""
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class StoredLedger:
    """A ledger as it is stored: its end, all its links in order, and the log.

    The log leaves out changes that no trigger has processed yet. `published_head` is the head that
    `live/score` publishes.
    """

    ledger: Ledger
    links: Sequence[Link]
    log: Documents
    published_head: Ledger | None

    def lines(self, match_id: str) -> Iterator[str]:
        """Yield the lines of an export."""
        return export_lines(match_id, self.ledger, self.links, self.log)


def stored_ledger(store: MatchStore, now: Clock, match_id: str) -> StoredLedger | None:
    """Return the ledger of a match; None if none is begun.

    A match that changes meanwhile is read again. Raises ContendedError after `Limits.whole_reads`
    reads.
    """
    for _ in range(store.limits.whole_reads):
        stored = store.read_state(match_id)
        snapshot = stored.snapshot
        published = shown_head(store.read_public(match_id).score)
        links, log = store.read_ledger(match_id), store.read_log(match_id)
        if store.read_state(match_id).token != stored.token:
            continue
        if isinstance(snapshot, Snapshot) and snapshot.ledger is not None:
            since, all_links = (
                recent_since(now(), snapshot.version),
                [*links, *snapshot.ledger.open],
            )
            log_part = processed_log(log, action_states(match_id, all_links), since)
            return StoredLedger(snapshot.ledger, all_links, log_part, published)
        if published is None:
            return None
        remade = links_until(match_id, published, links, log)
        log_part = processed_log(log, action_states(match_id, remade), recent_since(now(), 0))
        return StoredLedger(published, remade, log_part, published)
    raise ContendedError(
        f"match {match_id}: it changed during each of {store.limits.whole_reads} reads"
    )


def recent_since(now: datetime, version: int) -> int:
    """Return the time since which a write counts as recent, in microseconds since 1970.

    If our clock is behind the last commit, the score's `version`, that is used instead.
    """
    return max(int(now.timestamp() * 1_000_000), version) - RECENT // MICROSECOND


def processed_log(
    log: Sequence[ObservedAction], known: Mapping[Place, ActionState], since: int
) -> Documents:
    """Return the log without changes that triggers may not have processed yet.

    Of actions written later than `since` (microseconds since 1970), new ones are left out, and
    others are voided or not as the ledger has them.
    """
    found: dict[Place, Mapping[str, Any]] = {}
    for observed in log:
        if observed.place is None or observed.entry is None:
            continue
        document = observed.document or {}
        if observed.update_time <= since:
            found[observed.place] = document
        elif observed.place in known:
            found[observed.place] = {**document, "isVoided": known[observed.place].is_voided}
    return found


def links_until(
    match_id: str, published: Ledger, links: Sequence[Link], log: Sequence[ObservedAction]
) -> Sequence[Link]:
    """Return the links up to a head; those that no document has yet are made from the log."""
    found = [link for link in links if link.number <= published.number]
    last = Ledger(found[-1].number, found[-1].hash) if found else empty_ledger(match_id)
    known = action_states(match_id, found)
    return [*found, *remake_open_links(last, published, known.keys(), log)]
