"""Adds links to a ledger for changes of the log. Pure.

The order within a commit: new actions in order of places, edits, removals, then voids and redos.
Which commit an action is in depends on the order in which triggers come; nothing but the ledger
depends on that.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scrbrd.domain.ledger.chain import (
    LINKS_PER_DOCUMENT,
    Ledger,
    Link,
    LinkKind,
    Writer,
    append_kind,
    empty_ledger,
)
from scrbrd.domain.places import FIRST, Place, PlacesTaken
from scrbrd.domain.state import MatchState
from scrbrd.handlers.ledger.action_states import ActionState, action_states
from scrbrd.handlers.ledger.proved_links import with_proved_hashes
from scrbrd.handlers.ports import ObservedAction

MOST_OPEN = 40
"""The most open links that `live/state` keeps, however long an over is."""


NONE_TAKEN = PlacesTaken()


@dataclass(frozen=True, slots=True)
class LedgerUpdate:
    """A ledger with links added, and the links to write into documents, by document number."""

    ledger: Ledger
    pages: Mapping[int, Sequence[Link]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownActions:
    """The state of each action by the links, and the places of those with another content now."""

    states: Mapping[Place, ActionState]
    edited: Collection[Place]


def enter_appended(
    ledger: Ledger, changes: Sequence[ObservedAction], *, is_over_end: bool
) -> LedgerUpdate:
    """Add new actions that stand behind all others.

    Plain ones stay open until the end of an over, because the log shows their order.
    """
    writer = Writer(ledger)
    add_links(writer, changes, {}, ())
    links = (*ledger.open, *writer.links)
    is_plain = all(link.kind is LinkKind.APPENDED for link in writer.links)
    if is_plain and not is_over_end and len(links) <= MOST_OPEN:
        return LedgerUpdate(Ledger(writer.number, writer.head, links))
    return close_ledger(ledger, writer)


def enter_changed(
    ledger: Ledger,
    changes: Sequence[ObservedAction],
    is_voided: Mapping[Place, bool],
    edited: Collection[Place],
) -> LedgerUpdate:
    """Add changes of any kind.

    `is_voided` holds which actions of the ledger were voided before them.
    """
    writer = Writer(ledger)
    add_links(writer, changes, is_voided, edited)
    return close_ledger(ledger, writer)


def enter_log(
    match_id: str,
    stored: Ledger | None,
    taken: PlacesTaken,
    links: Sequence[Link],
    published: Ledger | None,
    log: Sequence[ObservedAction],
) -> LedgerUpdate:
    """Add every difference between a whole log and a ledger.

    Links that exist are not written again. `links` are those of the documents, in order. `stored`
    is the ledger of `live/state`, with the places `taken` in that state; None if it is lost. Then
    the open links are made again, from the whole log or from the actions written first.
    `published`, the head that `live/score` published, is continued from even if these links do not
    lead to it.
    """
    last = Ledger(links[-1].number, links[-1].hash) if links else empty_ledger(match_id)
    if stored is not None and stored.number >= last.number:
        all_links = [*links, *stored.open]
        known = known_actions(match_id, all_links, log, stored)
        lost = PlacesTaken() if len(all_links) == stored.number else taken
        return enter_differences(stored, known, log, lost)
    known = known_actions(match_id, links, log, published)
    found = enter_differences(last, known, log)
    if published is None or published.number <= last.number or has_link(found, published):
        return found
    opened = remake_open_links(last, published, known.states.keys(), log)
    if opened and opened[-1].hash == published.head:
        known = known_actions(match_id, [*links, *opened], log, published)
        published = replace(published, open=opened)
    return enter_differences(published, known, log)


def remake_open_links(
    last: Ledger, published: Ledger, known: Collection[Place], log: Sequence[ObservedAction]
) -> Sequence[Link]:
    """Return the links after `last` up to the head `published`, which no document has.

    They are links of plain actions behind all others, in order of places. Actions that came later
    may stand before some of them. So if the actions that were written first lead to the head, these
    are taken; otherwise the actions with the first places.
    """
    new = [
        observed
        for observed in log
        if observed.place and observed.entry and observed.place not in known
    ]
    count = published.number - last.number
    oldest = sorted(new, key=lambda observed: observed.update_time)[:count]
    written_first = appended_links(last, oldest)
    if written_first and written_first[-1].hash == published.head:
        return written_first
    return appended_links(last, sorted(new, key=lambda observed: observed.place or FIRST)[:count])


def appended_links(last: Ledger, new: Sequence[ObservedAction]) -> Sequence[Link]:
    """Return the links for actions that were appended in order of places."""
    writer, by_place = (
        Writer(last),
        {observed.place: observed for observed in new if observed.place},
    )
    for place in sorted(by_place):
        observed = by_place[place]
        document = observed.document or {}
        writer.add(append_kind(document), place, observed.update_time, document)
    return writer.links


def enter_differences(
    ledger: Ledger,
    known: KnownActions,
    log: Sequence[ObservedAction],
    lost: PlacesTaken = NONE_TAKEN,
) -> LedgerUpdate:
    """Add every difference between a log and the known state of its actions.

    If documents of the ledger are missing, actions at the places `lost` count as entered.
    """
    writer, in_log = Writer(ledger), documents_of(log)
    is_voided = {
        observed.place: observed.is_voided
        for observed in log
        if observed.place and observed.place in in_log and observed.place in lost
    }
    is_voided |= {place: each.is_voided for place, each in known.states.items()}
    add_links(writer, log, is_voided, known.edited, known.states.keys() - in_log.keys())
    return close_ledger(ledger, writer)


def known_actions(
    match_id: str, links: Sequence[Link], log: Sequence[ObservedAction], end: Ledger | None
) -> KnownActions:
    """Return what links say of the actions of a log.

    A damaged hash of a link is no edit. `end` is the end of the chain of these links.
    """
    states, documents = action_states(match_id, links), documents_of(log)
    edited = edited_places(states, documents)
    if edited:
        states = action_states(match_id, with_proved_hashes(match_id, links, documents, end))
        edited = edited_places(states, documents)
    return KnownActions(states, edited)


def edited_places(
    states: Mapping[Place, ActionState], documents: Mapping[Place, Mapping[str, Any]]
) -> Collection[Place]:
    """Return the places of actions that do not have the content of their links."""
    return {
        place
        for place, each in states.items()
        if place in documents and not each.has_content(documents[place])
    }


def documents_of(log: Sequence[ObservedAction]) -> Mapping[Place, Mapping[str, Any]]:
    """Return the readable actions of a log by place."""
    return {
        observed.place: observed.document or {}
        for observed in log
        if observed.place and observed.entry
    }


def has_link(update: LedgerUpdate, head: Ledger) -> bool:
    """Return True if one of the added links has this head."""
    links = (link for page in update.pages.values() for link in page)
    return any(link.number == head.number and link.hash == head.head for link in links)


def add_links(
    writer: Writer,
    changes: Sequence[ObservedAction],
    is_voided: Mapping[Place, bool],
    edited: Collection[Place],
    gone: Collection[Place] = (),
) -> None:
    """Add links for changes, in their order within a commit."""
    by_place = {
        observed.place: observed
        for observed in changes
        if observed.place and observed.entry is not None
    }
    places = sorted(by_place)
    for place in places:
        observed = by_place[place]
        if place not in is_voided:
            what = append_kind(observed.document or {})
            writer.add(what, place, observed.update_time, observed.document)
    for place in places:
        if place in edited:
            writer.add(
                LinkKind.EDITED, place, by_place[place].update_time, by_place[place].document
            )
    for place in sorted(gone):
        writer.add(LinkKind.REMOVED, place)
    for place in places:
        add_toggles(writer, place, by_place[place], is_voided.get(place, False))


def add_toggles(writer: Writer, place: Place, observed: ObservedAction, was_voided: bool) -> None:
    """Add links for the voids and redos that led to the observed state of an action."""
    for is_voided, update_time, document in void_states(observed):
        if is_voided is not was_voided:
            what = LinkKind.VOIDED if is_voided else LinkKind.REDONE
            writer.add(what, place, update_time, document)
            was_voided = is_voided


def void_states(observed: ObservedAction) -> Iterator[tuple[bool, int, Mapping[str, Any] | None]]:
    """Yield whether an action was voided before its last write, if an event shows it, and after it.

    Both documents have the current nonce: links of an edited action are verified against that.
    """
    if observed.before is not None:
        is_voided = observed.before.document.get("isVoided") is True
        nonce = {"nonce": (observed.document or {}).get("nonce")}
        yield is_voided, observed.before.update_time, {**observed.before.document, **nonce}
    yield observed.is_voided, observed.update_time, observed.document


def close_ledger(ledger: Ledger, writer: Writer) -> LedgerUpdate:
    """Return a ledger without open links: all are written into documents."""
    links = (*ledger.open, *writer.links)
    return LedgerUpdate(Ledger(writer.number, writer.head), pages_of(links))


def pages_of(links: Sequence[Link]) -> dict[int, Sequence[Link]]:
    """Return links by the number of the document that contains them."""
    pages: dict[int, Sequence[Link]] = {}
    for link in links:
        number = (link.number - 1) // LINKS_PER_DOCUMENT
        pages[number] = (*pages.get(number, ()), link)
    return pages


def is_over_end(state: MatchState) -> bool:
    """Return True if an over, an innings or the match has ended."""
    innings = state.current
    return innings is None or not innings.is_open or innings.over.is_complete
