"""Reads a ledger with the log that it is of, to export it and to check it. Writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from scrbrd.domain.ledger.chain import Ledger, Link, Writer, appended_as, beginning
from scrbrd.domain.ledger.export import Documents, export_lines
from scrbrd.domain.places import Place
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.ledger.continued import shown_head
from scrbrd.handlers.ledger.known import Known, known_actions
from scrbrd.handlers.ports import Clock, MatchStore, ObservedAction
from scrbrd.handlers.snapshot.model import Snapshot

JUST_NOW = timedelta(minutes=1)
"""What was written so shortly ago may have a trigger on its way."""


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
            since = max(snapshot.version, int((now() - JUST_NOW).timestamp() * 1_000_000))
            all_links = [*links, *snapshot.ledger.open]
            there = brought_in(log, known_actions(match_id, all_links), since)
            return StoredLedger(snapshot.ledger, all_links, there, shown)
        if shown is None:
            return None
        made = links_until(match_id, shown, links, documents(log))
        return StoredLedger(shown, made, documents(log), shown)
    raise ContendedError(f"match {match_id}: it moved at each of {store.limits.looks} looks")


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


def documents(log: Sequence[ObservedAction]) -> Documents:
    """Return the actions of a log as they are stored, by place."""
    return {seen.place: seen.document or {} for seen in log if seen.place and seen.entry}


def links_until(
    match_id: str, shown: Ledger, links: Sequence[Link], log: Documents
) -> Sequence[Link]:
    """Return the links up to a head; those that no document has yet are made of the log.

    Those are plain actions behind all others, in order of places.
    """
    found = [link for link in links if link.number <= shown.number]
    last = Ledger(found[-1].number, found[-1].hash) if found else beginning(match_id)
    writer, known = Writer(last), known_actions(match_id, found)
    for place in sorted(log.keys() - known.keys())[: shown.number - last.number]:
        writer.add(appended_as(log[place]), place, 0, log[place])
    return [*found, *writer.links]
