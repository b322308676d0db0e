"""Sets the books of an innings beside its log: what each seat says of each ball.

Built afresh from log, books and rulings whenever the log has changed; the tail adds to it.
"""

from collections import Counter
from collections.abc import Sequence

from scrbrd.consensus.agreement import Cited, Logged
from scrbrd.consensus.entries import SEATS, EntryKey, Said, Seat
from scrbrd.consensus.linked_seat import LinkedSeat
from scrbrd.consensus.places import LogPlace, places_of
from scrbrd.consensus.rulings import Named, Panel, Ruling, Rulings
from scrbrd.consensus.seats import SeatBook
from scrbrd.consensus.words import STOPPAGES, Words
from scrbrd.domain.vocabulary import ActionId, ActionType, ValidationTier


class LinkedInnings:
    """An innings: its log, what every seat says of each ball, and what is ahead of it.

    `by_content`: whatever entries the balls of the log were once agreed from is forgotten.
    """

    def __init__(
        self,
        log: Sequence[Logged],
        books: Sequence[SeatBook],
        panel: Panel,
        rulings: Rulings,
        *,
        by_content: bool = False,
    ) -> None:
        self.panel, self.rulings = panel, rulings
        self.places = places_of(log, rulings)
        self.live = [place for place in self.places if place.is_live]
        self.used = self.used_up(books)
        self.seats = {
            book.seat: LinkedSeat(
                book, self.live, self.used.get(book.seat, set()), by_content=by_content
            )
            for book in books
        }
        self.stopped = Counter(
            place.words.kind
            for place in self.places
            if place.words.kind in STOPPAGES and not (place.is_ours and self.is_withdrawn(place))
        )
        self.cited = {
            each.key: place
            for place in self.places
            for each in cited_by(place)
            if not (by_content and place.is_live)
        }
        self.applied = {number for place in self.places for number in place.rulings}
        self.due = self.due_rulings() if rulings.disputes else []
        self.said = {seat: each.links() for seat, each in self.seats.items()}
        self.lacked = {seat: each.lacked() for seat, each in self.seats.items()}
        self.ruled = self.find_rulings() if rulings.disputes else {}
        self.unsettled = [
            number for number, place in enumerate(self.live) if not self.is_settled(number, place)
        ]

    def is_settled(self, number: int, place: LogPlace) -> bool:
        """Return whether no book says anything against a ball, and all who decided it hold it."""
        if number in self.ruled:
            return False
        words = place.words
        for seat, links in self.said.items():
            said = links.get(number)
            if said is None:
                if number in self.lacked[seat]:
                    return False
            elif said.entry.words is not words and not is_word_for_word(said.entry.words, words):
                return False
        return True

    def used_up(self, books: Sequence[SeatBook]) -> dict[Seat, set[EntryKey]]:
        """Return the entries that rulings used up, those too that had been withdrawn then."""
        found: dict[Seat, set[EntryKey]] = {}
        unsaid: dict[Seat, list[ActionId]] = {}
        for place in self.places:
            for seat, named in place.entries.items():
                if named.person_id is None:
                    unsaid.setdefault(seat, []).append(named.entry_id)
                else:
                    found.setdefault(seat, set()).add((named.person_id, named.entry_id))
        for book in books:
            if book.seat in unsaid:
                keys = {said.root: said.key for said in book.said}
                roots = (root for root in unsaid[book.seat] if root in keys)
                found.setdefault(book.seat, set()).update(keys[root] for root in roots)
        return found

    def due_rulings(self) -> list[Ruling]:
        """Return the rulings that have not acted and whose entries have all come: else it would
        matter whether the ruling or an entry came first."""
        written = {
            (seat, Named(name, each))
            for seat, linked in self.seats.items()
            for person, name in linked.book.versions
            for each in (person, None)
        }
        return [
            ruling
            for ruling in self.rulings.disputes
            if ruling.number not in self.applied and ruling.named.items() <= written
        ]

    def voters(self, place: LogPlace) -> list[Seat]:
        """Return who may change a ball: who votes in its tier, and who decided it."""
        seats = set(place.evidence)
        if place.tier in (ValidationTier.DUAL, ValidationTier.TRIPLE):
            seats |= self.panel_seats(place.tier)
        return [seat for seat in SEATS if seat in seats and seat in self.seats]

    def panel_seats(self, tier: ValidationTier) -> set[Seat]:
        """Return who votes in a tier at any time."""
        found = set(self.panel.seats) if self.panel.tier is tier else set()
        for ruling in self.rulings.tiers:
            if ruling.tier is tier:
                found |= set(ruling.seats)
        return found

    def voices(self, number: int) -> dict[Seat, Said]:
        """Return what the voters say of a ball of the log."""
        return {
            seat: self.said[seat][number]
            for seat in self.voters(self.live[number])
            if number in self.said[seat]
        }

    def silent(self, number: int) -> list[Seat]:
        """Return the voters that have passed a ball and say nothing of it."""
        voters = self.voters(self.live[number])
        return [seat for seat in voters if number in self.lacked[seat]]

    def find_rulings(self) -> dict[int | ActionId, Ruling]:
        """Return the strongest ruling on each ball that there is one on: by its number, of a ball
        that the consensus voided by its id.

        One that has not acted is on a ball if all its entries that are anywhere are there.
        """
        found: dict[int | ActionId, Ruling] = {}
        for number, place in enumerate(self.live):
            for each in place.rulings:
                self.keep(found, number, self.rulings.by_number.get(each))
        numbers = {seat: self.numbers_of(seat) for seat in self.seats}
        voided = {
            (seat, Named(each.entry_id, person)): place.root
            for place in self.places
            if place.is_ours
            for seat, each in place.evidence.items()
            for person in (each.person_id, None)
        }
        for ruling in self.due:
            found_at = [
                numbers.get(seat, {}).get(named, voided.get((seat, named)))
                for seat, named in ruling.named.items()
            ]
            where = {each for each in found_at if each is not None}
            if len(where) == 1:
                self.keep(found, where.pop(), ruling)
        return found

    def is_ruled_away(self, said: Said) -> bool:
        """Return whether an entry is of a ball that was withdrawn, and of which it was ruled that
        there was none: it is not disputed then that its book has it."""
        place = self.cited.get(said.key)
        ruling = None if place is None else self.ruled.get(place.root)
        return ruling is not None and ruling.accepts is None

    def keep(
        self, found: dict[int | ActionId, Ruling], where: int | ActionId, ruling: Ruling | None
    ) -> None:
        """Keep the stronger of two rulings on a ball."""
        if ruling is not None:
            known = found.get(where)
            if known is None or known.strength < ruling.strength:
                found[where] = ruling

    def voided_behind(self, number: int) -> list[LogPlace]:
        """Return the balls that the consensus voided between a ball that counts and the next."""
        found: list[LogPlace] = []
        last = -1
        for place in self.places:
            if place.is_live:
                last += 1
            elif place.is_ours and last == number:
                found.append(place)
        return found

    def numbers_of(self, seat: Seat) -> dict[Named, int]:
        """Return the balls of the log that a seat's entries are linked to, or were evidence for, as
        rulings may name them."""
        found: dict[Named, int] = {}
        for (person, name), number in self.seats[seat].evidence.items():
            found |= {Named(name, each): number for each in (person, None)}
        linked: dict[Named, int] = {}
        for number, said in self.said[seat].items():
            for each in (said.person_id, None):
                linked.setdefault(Named(said.root, each), number)
        return found | linked

    def take_in(self, place: LogPlace) -> None:
        """Take in a ball that was appended; all books follow it."""
        self.places.append(place)
        self.stopped.update({place.words.kind} & STOPPAGES)
        if not place.is_live:
            self.set_aside(place)
            return
        number = len(self.live)
        self.live.append(place)
        for seat, linked in self.seats.items():
            if seat in place.entries or seat in place.missed:
                linked.skipped.add(number)
            linked.add(number, place)
        self.set_aside(place)

    def set_aside(self, place: LogPlace) -> None:
        """Take the entries that a ruling used up out of the books' tails."""
        for seat, named in place.entries.items():
            linked = self.seats.get(seat)
            if linked is not None:
                linked.remove_head(named)

    def stoppages(self) -> Counter[ActionType]:
        """Return how many stoppages of each kind are in the log, without those withdrawn."""
        return self.stopped

    def is_withdrawn(self, place: LogPlace) -> bool:
        """Return whether all who recorded an action of the log have withdrawn it: an entry that was
        left out of a book counts, for all that is known."""
        return bool(place.evidence) and all(
            seat in self.seats and self.seats[seat].has_withdrawn(each)
            for seat, each in place.evidence.items()
        )

    def withdrawn_stoppages(self) -> list[LogPlace]:
        """Return the stoppages of the log that those who recorded them have withdrawn, and that no
        other book has there."""
        stoppages = [each for each in enumerate(self.live) if each[1].words.kind in STOPPAGES]
        withdrawn = [each for each in stoppages if self.is_withdrawn(each[1])]
        held = [each for each in stoppages if not self.is_withdrawn(each[1])]
        return [
            place
            for number, place in withdrawn
            if not any(
                linked.has_stoppage_at(number, place, held)
                for seat, linked in self.seats.items()
                if seat not in place.evidence
            )
        ]


def is_word_for_word(one: Words, other: Words) -> bool:
    """Return whether two entries say all the same."""
    return one.key == other.key and one.details == other.details


def cited_by(place: LogPlace) -> list[Cited]:
    """Return the entries that a ball stands on."""
    return list(place.evidence.values())
