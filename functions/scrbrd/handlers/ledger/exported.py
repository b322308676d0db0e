"""Reads a ledger with the log that it is of, to export it and to check it. Writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scrbrd.domain.ledger.chain import Ledger, Link, beginning
from scrbrd.domain.ledger.export import Documents, export_lines
from scrbrd.domain.places import Place
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.ledger.continued import shown_head
from scrbrd.handlers.ledger.enter import made_again
from scrbrd.handlers.ledger.known import Known, known_actions
from scrbrd.handlers.ports import Clock, MatchStore, ObservedAction
from scrbrd.handlers.snapshot.model import Snapshot

JUST_NOW = timedelta(minutes=1)
"""What was written so shortly ago may have a trigger on its way, whatever was committed since: they
come in any order."""
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class StoredLedger:
    """A ledger as it is stored: its end, all its links in order, and the log, without what a
    trigger has not brought in yet. `shown` is the head that `live/score` gives out."""

    ledger: Ledger
    links: Sequence[Link]
    log: Documents
    shown: Ledger | None

    def lines(self, match_id: str) -> Iterator[str]:
        """Yield the lines of an export."""
        return export_lines(match_id, self.ledger, self.links, self.log)


def stored_ledger(store: MatchStore, now: Clock, match_id: str) -> StoredLedger | None:
    """Return the ledger of a match; None where none is begun.

    A match that is being scored meanwhile is read again. Raises ContendedError after
    as many `looks` as `Limits` has.
    """
    for _ in range(store.limits.looks):
        stored = store.read_state(match_id)
        snapshot = stored.snapshot
        shown = shown_head(store.read_public(match_id).score)
        links, log = store.read_ledger(match_id), store.read_log(match_id)
        if store.read_state(match_id).token != stored.token:
            continue
        if isinstance(snapshot, Snapshot) and snapshot.ledger is not None:
            since, all_links = just_now(now(), snapshot.version), [*links, *snapshot.ledger.open]
            there = brought_in(log, known_actions(match_id, all_links), since)
            return StoredLedger(snapshot.ledger, all_links, there, shown)
        if shown is None:
            return None
        made = links_until(match_id, shown, links, log)
        there = brought_in(log, known_actions(match_id, made), just_now(now(), 0))
        return StoredLedger(shown, made, there, shown)
    raise ContendedError(f"match {match_id}: it moved at each of {store.limits.looks} looks")


def just_now(now: datetime, version: int) -> int:
    """Return since when something was written just now, in microseconds since 1970; by the last
    commit, a score's `version`, where our clock is behind that."""
    return max(int(now.timestamp() * 1_000_000), version) - JUST_NOW // MICROSECOND


def brought_in(
    log: Sequence[ObservedAction], known: Mapping[Place, Known], since: int
) -> Documents:
    """Return the log as far as triggers have brought it in.

    What was written later than `since` (microseconds since 1970) is left out if it is new, and in
    play or voided as the ledger has it if it is not.
    """
    found: dict[Place, Mapping[str, Any]] = {}
    for seen in log:
        if seen.place is None or seen.entry is None:
            continue
        document = seen.document or {}
        if seen.update_time <= since:
            found[seen.place] = document
        elif seen.place in known:
            found[seen.place] = {**document, "isVoided": known[seen.place].is_voided}
    return found


def links_until(
    match_id: str, shown: Ledger, links: Sequence[Link], log: Sequence[ObservedAction]
) -> Sequence[Link]:
    """Return the links up to a head; those that no document has yet are made of the log."""
    found = [link for link in links if link.number <= shown.number]
    last = Ledger(found[-1].number, found[-1].hash) if found else beginning(match_id)
    known = known_actions(match_id, found)
    return [*found, *made_again(last, shown, known.keys(), log)]
