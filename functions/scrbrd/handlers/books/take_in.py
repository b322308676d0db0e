"""Applies changed entries and rulings to the kept state; finds what else must be read for it.
Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.entries import Entry, OpeningStatement, Seat
from scrbrd.consensus.rulings import AnyRuling, TierRuling
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.books.model import (
    BookChange,
    KeptBook,
    KeptConsensus,
    KeptEntry,
    LogChange,
    ObservedEntry,
    ObservedRuling,
)


def with_times(kept: KeptConsensus, written_at: datetime | None) -> KeptConsensus:
    """Return the kept state with the creation time of the actions of its last commit.

    The server set that time when it wrote them.
    """
    actions = {
        name: with_creation_time(each, written_at) for name, each in kept.log.actions.items()
    }
    return replace(kept, log=replace(kept.log, actions=actions))


def with_creation_time(each: LoggedAction, at: datetime | None) -> LoggedAction:
    """Return an agreed action with the time of its creation, if it has none."""
    if each.agreement is None or each.action.created_at is not None or at is None:
        return each
    return replace(each, action=each.action.model_copy(update={"created_at": at}))


def new_changes(
    kept: KeptConsensus, moved: Iterable[BookChange]
) -> list[ObservedEntry | ObservedRuling]:
    """Return the changed documents that are not in the kept state.

    Raises NeedsRebuild if this cannot be decided, or if one of them was left out.
    """
    changes: list[ObservedEntry | ObservedRuling] = []
    for each in moved:
        match each:
            case LogChange(action_id):
                raise NeedsRebuild(f"{action_id} was written past the books")
            case ObservedRuling(number):
                if number not in kept.rulings:
                    changes.append(each)
            case ObservedEntry():
                if not is_known(kept, each):
                    changes.append(each)
    return changes


def is_known(kept: KeptConsensus, observed: ObservedEntry) -> bool:
    """Return True if an entry is kept in this version, or was left out and is unchanged since.

    A scorer who comes back online causes a hundred such events; without this check each would have
    everything read again. Raises NeedsRebuild for an entry that is left out and was changed.
    """
    book = kept.books.get(observed.person_id)
    kept_version = None if book is None else book.entries.get(observed.place)
    if kept_version is not None:
        return bool(observed.update_time) and kept_version.update_time >= observed.update_time
    if observed.place[1] > last_of(kept, observed.person_id, observed.place[0]):
        return False
    if observed.place[0] in kept.left_out and is_as_written(observed):
        return True
    raise NeedsRebuild(f"{observed.place} of a book is left out")


def is_as_written(observed: ObservedEntry) -> bool:
    """Return True if an entry is unchanged since its scorer created it.

    Later changes have another server time.
    """
    if not isinstance(observed.entry, Entry) or observed.is_voided:
        return False
    action = observed.entry.action
    return action.created_at is not None and action.created_at == action.updated_at


def missing_places(
    kept: KeptConsensus, observed: Iterable[ObservedEntry]
) -> dict[str, list[Place]]:
    """Return, for each book, the unknown places before the observed ones, and those of events
    without a value.
    """
    wanted: dict[str, set[Place]] = {}
    for each in observed:
        innings, sequence = each.place
        last = last_of(kept, each.person_id, innings)
        before = {(innings, number) for number in range(last + 1, sequence)}
        wanted.setdefault(each.person_id, set()).update(before)
        if not each.update_time:
            wanted[each.person_id].add(each.place)
    known = {(each.person_id, each.place) for each in observed if each.update_time}
    found = {
        person: sorted(place for place in places if (person, place) not in known)
        for person, places in wanted.items()
    }
    return {person: places for person, places in found.items() if places}


def places_after_earlier(
    kept: KeptConsensus, observed: Iterable[ObservedEntry]
) -> dict[str, list[Place]]:
    """Return, for each book in which a new innings begins, the place after the last known entry of
    the innings before.

    An entry there has not been delivered yet, and the innings would lack it.
    """
    last: dict[str, dict[int, int]] = {}
    for each in observed:
        book = kept.books.get(each.person_id)
        known = last.setdefault(each.person_id, {} if book is None else dict(book.last))
        innings, sequence = each.place
        known[innings] = max(sequence, known.get(innings, 0))
    begun = ((person, each) for person, known in last.items() for each in known if each > 1)
    found: dict[str, list[Place]] = {}
    for person, innings in begun:
        if not last_of(kept, person, innings):
            place = innings - 1, 1 + last[person].get(innings - 1, 0)
            found.setdefault(person, []).append(place)
    return found


def without_foreign_values(
    kept: KeptConsensus, observed: Iterable[ObservedEntry]
) -> list[ObservedEntry]:
    """Return the entries; values that may belong to a deleted match of the same id are left out, to
    be read.

    Events of such a match can come late. The kept entries were read, so a newer value belongs to
    this match.
    """
    first = (next(iter(book.entries.values()), None) for book in kept.books.values())
    since = min((each.update_time for each in first if each is not None), default=None)
    return [
        each
        if since is not None and each.update_time >= since
        else ObservedEntry(each.person_id, each.place)
        for each in observed
    ]


def check_not_deleted(kept: KeptConsensus, entries: Iterable[ObservedEntry]) -> None:
    """Raise NeedsRebuild for a kept entry that was read and is gone: it was deleted past the rules.

    `entries` are the events' entries and those that were read, without a value if there is none.
    """
    entries = tuple(entries)
    found = {(each.person_id, each.place) for each in entries if each.update_time}
    for each in entries:
        book = kept.books.get(each.person_id)
        is_kept = book is not None and each.place in book.entries
        if is_kept and (each.person_id, each.place) not in found:
            raise NeedsRebuild(f"{each.place} of a book was deleted")


def last_of(kept: KeptConsensus, person_id: str, innings: int) -> int:
    """Return the greatest known sequence of a book's innings."""
    book = kept.books.get(person_id)
    return 0 if book is None else book.last.get(innings, 0)


def missing_rulings(kept: KeptConsensus, observed: Iterable[ObservedRuling]) -> list[int]:
    """Return the numbers of unknown rulings before the observed ones."""
    numbers = {each.number for each in observed}
    last = max(numbers, default=0)
    return [each for each in range(1, last) if each not in kept.rulings and each not in numbers]


def with_changes(
    kept: KeptConsensus, entries: Iterable[ObservedEntry], rulings: Iterable[ObservedRuling]
) -> KeptConsensus:
    """Return the kept state with changed entries and rulings applied.

    Raises NeedsRebuild if one of them is about something that was left out.
    """
    books, known = dict(kept.books), dict(kept.rulings)
    for observed in sorted(entries, key=lambda each: each.place):
        if observed.update_time and observed.seat is not None:
            check_seat(books.get(observed.person_id), observed)
            if kept.left_out:
                check_entry(books.get(observed.person_id), observed)
            books[observed.person_id] = with_entry(
                books.get(observed.person_id), observed.seat, observed
            )
    for each in rulings:
        if kept.left_out:
            check_ruling(kept, each.ruling)
        known[each.number] = each.ruling
    return replace(kept, books=books, rulings=known)


def with_entry(book: KeptBook | None, seat: Seat, observed: ObservedEntry) -> KeptBook:
    """Return a book with an entry, unless a newer version of it is known."""
    known = book or KeptBook(seat)
    kept_version = known.entries.get(observed.place)
    if kept_version is not None and kept_version.update_time >= observed.update_time:
        return known
    innings, sequence = observed.place
    return replace(
        known,
        entries={**known.entries, observed.place: kept_entry(observed, known.seat)},
        last={**known.last, innings: max(sequence, known.last.get(innings, 0))},
    )


def kept_entry(observed: ObservedEntry, seat: Seat) -> KeptEntry:
    """Return an entry in the form that is kept.

    An entry made in another seat than the book's, by a person who lost that seat, is kept as
    unreadable.
    """
    entry = observed.entry if observed.seat in (seat, None) else None
    return KeptEntry(observed.update_time, entry, observed.is_voided)


def check_seat(book: KeptBook | None, observed: ObservedEntry) -> None:
    """Raise NeedsRebuild for an entry of another seat in an earlier innings than all known entries.

    A book's seat is that of its first entry, whichever entry arrived first.
    """
    if (
        book is not None
        and observed.seat != book.seat
        and observed.place[0] < min(book.last, default=0)
    ):
        raise NeedsRebuild(f"the book of {observed.person_id} is of another seat")


def check_entry(book: KeptBook | None, observed: ObservedEntry) -> None:
    """Raise NeedsRebuild for an entry that refers to one left out, or that opens a book."""
    if book is None or isinstance(observed.entry, OpeningStatement):
        raise NeedsRebuild("another book is opened")
    if isinstance(observed.entry, Entry):
        target = observed.entry.action.corrects or observed.entry.action.after
        if target is not None and parse_action_id(target) not in book.entries:
            raise NeedsRebuild(f"{target} of a book is left out")


def check_ruling(kept: KeptConsensus, ruling: AnyRuling | None) -> None:
    """Raise NeedsRebuild for a ruling on the tier, or on an entry that was left out."""
    if isinstance(ruling, TierRuling):
        raise NeedsRebuild("the tier changes")
    if ruling is not None and any(is_left_out(kept, *each) for each in ruling.entries.items()):
        raise NeedsRebuild("a ruling is on an entry that is left out")


def is_left_out(kept: KeptConsensus, seat: Seat, entry_id: ActionId) -> bool:
    """Return True if a seat's entry is known but not kept."""
    place = parse_action_id(entry_id)
    return any(
        book.seat == seat and place not in book.entries and place[1] <= book.last.get(place[0], 0)
        for book in kept.books.values()
    )


def counts_of(book: KeptBook) -> tuple[int, int]:
    """Return the number of entries of a book, and of voided ones."""
    voided = sum(each.is_voided for each in book.entries.values())
    return sum(book.last.values()), book.voided + voided


def all_counts(books: Mapping[str, KeptBook]) -> dict[str, tuple[int, int]]:
    """Return the counts of each book by person."""
    return {person: counts_of(book) for person, book in books.items()}
