"""Adds to a ledger what changes of the log did. Pure.

Within a commit: what is new in order of places, what was edited, what is gone, then voids and
redos. Which commit an action is in depends on the order in which triggers come: so does the ledger,
and nothing else.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scrbrd.domain.ledger.chain import (
    PER_DOCUMENT,
    Ledger,
    Link,
    What,
    Writer,
    appended_as,
    beginning,
)
from scrbrd.domain.places import FIRST, Place, PlacesTaken
from scrbrd.domain.state import MatchState
from scrbrd.handlers.ledger.known import Known, known_actions
from scrbrd.handlers.ports import ObservedAction

MOST_OPEN = 40
"""More links than this are not kept in `live/state`, however long an over is."""


NONE_TAKEN = PlacesTaken()


@dataclass(frozen=True, slots=True)
class Entered:
    """A ledger with links added, and what of it is written into documents, by number."""

    ledger: Ledger
    pages: Mapping[int, Sequence[Link]] = field(default_factory=dict)


def enter_appended(
    ledger: Ledger, changes: Sequence[ObservedAction], *, is_over_end: bool
) -> Entered:
    """Add new actions that stand behind all others.

    Plain ones stay open until the end of an over: whoever reads the log knows their order.
    """
    writer = Writer(ledger)
    add(writer, changes, {}, ())
    links = (*ledger.open, *writer.links)
    is_plain = all(link.what is What.APPENDED for link in writer.links)
    if is_plain and not is_over_end and len(links) <= MOST_OPEN:
        return Entered(Ledger(writer.number, writer.head, links))
    return closed(ledger, writer)


def enter_changed(
    ledger: Ledger,
    changes: Sequence[ObservedAction],
    is_voided: Mapping[Place, bool],
    edited: Collection[Place],
) -> Entered:
    """Add changes of any kind; `is_voided` tells, of the actions that are in, which were voided."""
    writer = Writer(ledger)
    add(writer, changes, is_voided, edited)
    return closed(ledger, writer)


def enter_log(
    match_id: str,
    stored: Ledger | None,
    taken: PlacesTaken,
    links: Sequence[Link],
    shown: Ledger | None,
    log: Sequence[ObservedAction],
) -> Entered:
    """Add all by which a whole log differs from a ledger; what is there is not written again.

    `links` are those of the documents, in order; `stored` is what `live/state` has with the places
    that it has `taken`, None where that is lost. Then the links that were open are made again, of
    the whole log or of what came in first, and `shown`, the head that `live/score` gave out, is
    gone on from even where they are not the same.
    """
    last = Ledger(links[-1].number, links[-1].hash) if links else beginning(match_id)
    if stored is not None and stored.number >= last.number:
        all_links = [*links, *stored.open]
        known = known_actions(match_id, all_links)
        lost = PlacesTaken() if len(all_links) == stored.number else taken
        return entered_from(stored, known, log, lost)
    known = known_actions(match_id, links)
    found = entered_from(last, known, log)
    if shown is None or shown.number <= last.number or has_link(found, shown):
        return found
    opened = made_again(last, shown, known.keys(), log)
    if opened and opened[-1].hash == shown.head:
        known = known_actions(match_id, [*links, *opened])
        shown = replace(shown, open=opened)
    return entered_from(shown, known, log)


def made_again(
    last: Ledger, shown: Ledger, known: Collection[Place], log: Sequence[ObservedAction]
) -> Sequence[Link]:
    """Return the links up to a head that no document has: those of plain actions behind all others,
    in order of places.

    What came in later may stand before some of them. So where the first places do not lead to the
    head and the actions that were written first do, it is these.
    """
    new = [seen for seen in log if seen.place and seen.entry and seen.place not in known]
    count = shown.number - last.number
    oldest = sorted(new, key=lambda seen: seen.update_time)[:count]
    written_first = appended_links(last, oldest)
    if written_first and written_first[-1].hash == shown.head:
        return written_first
    return appended_links(last, sorted(new, key=lambda seen: seen.place or FIRST)[:count])


def appended_links(last: Ledger, new: Sequence[ObservedAction]) -> Sequence[Link]:
    """Return the links that actions added as they were appended, in order of places."""
    writer, by_place = Writer(last), {seen.place: seen for seen in new if seen.place}
    for place in sorted(by_place):
        seen = by_place[place]
        document = seen.document or {}
        writer.add(appended_as(document), place, seen.update_time, document)
    return writer.links


def entered_from(
    ledger: Ledger,
    known: Mapping[Place, Known],
    log: Sequence[ObservedAction],
    lost: PlacesTaken = NONE_TAKEN,
) -> Entered:
    """Add all by which a log differs from what is known of its actions.

    Where documents of the ledger are missing, actions at the places `lost` are in it all the same.
    """
    writer = Writer(ledger)
    there = {seen.place: seen for seen in log if seen.place and seen.entry}
    edited = {
        place
        for place, each in known.items()
        if place in there and not each.has_content(there[place].document or {})
    }
    is_voided = {place: seen.is_voided for place, seen in there.items() if place in lost}
    is_voided |= {place: each.is_voided for place, each in known.items()}
    add(writer, log, is_voided, edited, known.keys() - there.keys())
    return closed(ledger, writer)


def has_link(entered: Entered, head: Ledger) -> bool:
    """Return whether a head is that of a link that was added."""
    links = (link for page in entered.pages.values() for link in page)
    return any(link.number == head.number and link.hash == head.head for link in links)


def add(
    writer: Writer,
    changes: Sequence[ObservedAction],
    is_voided: Mapping[Place, bool],
    edited: Collection[Place],
    gone: Collection[Place] = (),
) -> None:
    """Add links for changes, in their order within a commit."""
    by_place = {seen.place: seen for seen in changes if seen.place and seen.entry is not None}
    places = sorted(by_place)
    for place in places:
        seen = by_place[place]
        if place not in is_voided:
            what = appended_as(seen.document or {})
            writer.add(what, place, seen.update_time, seen.document)
    for place in places:
        if place in edited:
            writer.add(What.EDITED, place, by_place[place].update_time, by_place[place].document)
    for place in sorted(gone):
        writer.add(What.REMOVED, place)
    for place in places:
        add_toggles(writer, place, by_place[place], is_voided.get(place, False))


def add_toggles(writer: Writer, place: Place, seen: ObservedAction, was_voided: bool) -> None:
    """Add links for the voids and redos by which an action came to be as it is seen."""
    for is_voided, update_time, document in stages(seen):
        if is_voided is not was_voided:
            what = What.VOIDED if is_voided else What.REDONE
            writer.add(what, place, update_time, document)
            was_voided = is_voided


def stages(seen: ObservedAction) -> Iterator[tuple[bool, int, Mapping[str, Any] | None]]:
    """Yield whether an action was voided before its last write, if an event shows it, and after.

    Both have the nonce that it has now: links of an edited one are verified against that.
    """
    if seen.before is not None:
        is_voided = seen.before.document.get("isVoided") is True
        nonce = {"nonce": (seen.document or {}).get("nonce")}
        yield is_voided, seen.before.update_time, {**seen.before.document, **nonce}
    yield seen.is_voided, seen.update_time, seen.document


def closed(ledger: Ledger, writer: Writer) -> Entered:
    """Return a ledger of which no link is open: all are written into documents."""
    links = (*ledger.open, *writer.links)
    return Entered(Ledger(writer.number, writer.head), pages_of(links))


def pages_of(links: Sequence[Link]) -> dict[int, Sequence[Link]]:
    """Return links by the number of the document that they go into."""
    pages: dict[int, Sequence[Link]] = {}
    for link in links:
        number = (link.number - 1) // PER_DOCUMENT
        pages[number] = (*pages.get(number, ()), link)
    return pages


def is_over_end(state: MatchState) -> bool:
    """Return whether an over or an innings has ended, or the match."""
    innings = state.current
    return innings is None or not innings.is_open or innings.over.is_complete
