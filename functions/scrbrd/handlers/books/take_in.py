"""Takes what moved into what is kept of the books; tells what else has to be read for it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from scrbrd.consensus.agreement import Logged
from scrbrd.consensus.entries import Entry, Opened, Seat
from scrbrd.consensus.rulings import AnyRuling, TierRuling
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId
from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.books.model import (
    Kept,
    KeptBook,
    KeptEntry,
    Moved,
    SeenEntry,
    SeenLog,
    SeenRuling,
)


def with_times(kept: Kept, written_at: datetime | None) -> Kept:
    """Return what is kept with the time at which the actions of its last commit were created: the
    server set it when it wrote them."""
    actions = {name: created(each, written_at) for name, each in kept.log.actions.items()}
    return replace(kept, log=replace(kept.log, actions=actions))


def created(each: Logged, at: datetime | None) -> Logged:
    """Return an action that was agreed on with the time of its creation, if it has none."""
    if each.agreement is None or each.action.created_at is not None or at is None:
        return each
    return replace(each, action=each.action.model_copy(update={"created_at": at}))


def new_changes(kept: Kept, moved: Iterable[Moved]) -> list[SeenEntry | SeenRuling]:
    """Return what of all that moved is not in what is kept.

    Raises NeedsRebuild where it cannot be told, or is about what was left out.
    """
    found: list[SeenEntry | SeenRuling] = []
    for each in moved:
        match each:
            case SeenLog(action_id):
                raise NeedsRebuild(f"{action_id} was written past the books")
            case SeenRuling(number):
                if number not in kept.rulings:
                    found.append(each)
            case SeenEntry():
                if not is_known(kept, each):
                    found.append(each)
    return found


def is_known(kept: Kept, seen: SeenEntry) -> bool:
    """Return whether an entry is kept as it was seen, or was left out since it was written: a
    scorer who comes back brings a hundred such events, and each would have everything read again.

    Raises NeedsRebuild for one that was changed and is left out.
    """
    book = kept.books.get(seen.person_id)
    held = None if book is None else book.entries.get(seen.place)
    if held is not None:
        return bool(seen.update_time) and held.update_time >= seen.update_time
    if seen.place[1] > last_of(kept, seen.person_id, seen.place[0]):
        return False
    if seen.place[0] in kept.left_out and is_as_written(seen):
        return True
    raise NeedsRebuild(f"{seen.place} of a book is left out")


def is_as_written(seen: SeenEntry) -> bool:
    """Return whether an entry is seen as its scorer wrote it first: later changes have another time
    of the server."""
    if not isinstance(seen.entry, Entry) or seen.is_voided:
        return False
    action = seen.entry.action
    return action.created_at is not None and action.created_at == action.updated_at


def holes(kept: Kept, seen: Iterable[SeenEntry]) -> dict[str, list[Place]]:
    """Return the places of each book that lie before what was seen and are not known, and those of
    events without a value."""
    wanted: dict[str, set[Place]] = {}
    for each in seen:
        innings, sequence = each.place
        last = last_of(kept, each.person_id, innings)
        before = {(innings, number) for number in range(last + 1, sequence)}
        wanted.setdefault(each.person_id, set()).update(before)
        if not each.update_time:
            wanted[each.person_id].add(each.place)
    known = {(each.person_id, each.place) for each in seen if each.update_time}
    found = {
        person: sorted(place for place in places if (person, place) not in known)
        for person, places in wanted.items()
    }
    return {person: places for person, places in found.items() if places}


def behind_earlier(kept: Kept, seen: Iterable[SeenEntry]) -> dict[str, list[Place]]:
    """Return the place of each book behind all that is known of an innings, where the next one
    begins: an entry there has not been told yet, and the innings would lack what its scorer has."""
    last: dict[str, dict[int, int]] = {}
    for each in seen:
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


def of_this_match(kept: Kept, seen: Iterable[SeenEntry]) -> list[SeenEntry]:
    """Return what was seen, without the values that may be of a deleted match of the same id, whose
    events come late: they are read. What is kept was read, so nothing newer is of that one."""
    first = (next(iter(book.entries.values()), None) for book in kept.books.values())
    since = min((each.update_time for each in first if each is not None), default=None)
    return [
        each
        if since is not None and each.update_time >= since
        else SeenEntry(each.person_id, each.place)
        for each in seen
    ]


def last_of(kept: Kept, person_id: str, innings: int) -> int:
    """Return the greatest sequence of a book's innings that was taken in."""
    book = kept.books.get(person_id)
    return 0 if book is None else book.last.get(innings, 0)


def missing_rulings(kept: Kept, seen: Iterable[SeenRuling]) -> list[int]:
    """Return the numbers of rulings before those that were seen, and not known."""
    numbers = {each.number for each in seen}
    last = max(numbers, default=0)
    return [each for each in range(1, last) if each not in kept.rulings and each not in numbers]


def with_changes(kept: Kept, entries: Iterable[SeenEntry], rulings: Iterable[SeenRuling]) -> Kept:
    """Return what is kept with what was seen since.

    Raises NeedsRebuild where something is about what was left out.
    """
    books, known = dict(kept.books), dict(kept.rulings)
    for seen in sorted(entries, key=lambda each: each.place):
        if seen.update_time and seen.seat is not None:
            check_seat(books.get(seen.person_id), seen)
            if kept.left_out:
                check_entry(books.get(seen.person_id), seen)
            books[seen.person_id] = with_entry(books.get(seen.person_id), seen.seat, seen)
    for each in rulings:
        if kept.left_out:
            check_ruling(kept, each.ruling)
        known[each.number] = each.ruling
    return replace(kept, books=books, rulings=known)


def with_entry(book: KeptBook | None, seat: Seat, seen: SeenEntry) -> KeptBook:
    """Return a book with an entry as it was seen, unless a newer one is known."""
    known = book or KeptBook(seat)
    held = known.entries.get(seen.place)
    if held is not None and held.update_time >= seen.update_time:
        return known
    innings, sequence = seen.place
    return replace(
        known,
        entries={**known.entries, seen.place: kept_entry(seen, known.seat)},
        last={**known.last, innings: max(sequence, known.last.get(innings, 0))},
    )


def kept_entry(seen: SeenEntry, seat: Seat) -> KeptEntry:
    """Return an entry as it is kept: one that was made in another seat than the book's, by whoever
    lost that one, is kept as one that cannot be read."""
    entry = seen.entry if seen.seat in (seat, None) else None
    return KeptEntry(seen.update_time, entry, seen.is_voided)


def check_seat(book: KeptBook | None, seen: SeenEntry) -> None:
    """Raise NeedsRebuild for an entry of another seat in an earlier innings than all that is known:
    a book's seat is that of its first entry, whichever came first."""
    if book is not None and seen.seat != book.seat and seen.place[0] < min(book.last, default=0):
        raise NeedsRebuild(f"the book of {seen.person_id} is of another seat")


def check_entry(book: KeptBook | None, seen: SeenEntry) -> None:
    """Raise NeedsRebuild for an entry about one that was left out, or that opens a book."""
    if book is None or isinstance(seen.entry, Opened):
        raise NeedsRebuild("another book is opened")
    if isinstance(seen.entry, Entry):
        target = seen.entry.action.corrects or seen.entry.action.after
        if target is not None and parse_action_id(target) not in book.entries:
            raise NeedsRebuild(f"{target} of a book is left out")


def check_ruling(kept: Kept, ruling: AnyRuling | None) -> None:
    """Raise NeedsRebuild for a ruling on the tier, or on an entry that was left out."""
    if isinstance(ruling, TierRuling):
        raise NeedsRebuild("the tier changes")
    if ruling is not None and any(is_left_out(kept, *each) for each in ruling.entries.items()):
        raise NeedsRebuild("a ruling is on an entry that is left out")


def is_left_out(kept: Kept, seat: Seat, entry_id: ActionId) -> bool:
    """Return whether a seat's entry was taken in and is not kept."""
    place = parse_action_id(entry_id)
    return any(
        book.seat == seat and place not in book.entries and place[1] <= book.last.get(place[0], 0)
        for book in kept.books.values()
    )


def counts_of(book: KeptBook) -> tuple[int, int]:
    """Return how many entries a book has, and how many of them are voided."""
    voided = sum(each.is_voided for each in book.entries.values())
    return sum(book.last.values()), book.voided + voided


def all_counts(books: Mapping[str, KeptBook]) -> dict[str, tuple[int, int]]:
    """Return the counts of each book."""
    return {person: counts_of(book) for person, book in books.items()}
