"""Sets the books of an innings beside its log: what each seat says of each ball.

Built afresh from log, books and rulings whenever the log has changed; the tail adds to it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from scrbrd.consensus.agreement import Cited, Logged
from scrbrd.consensus.alignment import Follower
from scrbrd.consensus.entries import SEATS, Said, Seat
from scrbrd.consensus.places import LogPlace, places_of
from scrbrd.consensus.rulings import Panel, Ruling, Rulings
from scrbrd.consensus.seats import SeatBook
from scrbrd.consensus.words import STOPPAGES, Words
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.vocabulary import ActionId, ActionType, ValidationTier

EntryKey = tuple[str, ActionId]


class LinkedSeat:
    """A seat's book beside the log. `balls` are the entries that are looked for in it.

    `fast` are those that rulings used up, by the number of their ball; `stops` the stoppages, each
    with how many of `balls` come before it.
    """

    def __init__(self, book: SeatBook, live: Sequence[LogPlace], used: set[EntryKey]) -> None:
        self.book, self.seat = book, book.seat
        self.by_key = {each.key: each for each in book.said}
        self.fast = self.find_fast(live)
        self.skipped = set(self.fast) | {
            number for number, place in enumerate(live) if self.seat in place.missed
        }
        self.balls: list[Said] = []
        self.stops: list[tuple[int, Said]] = []
        for said in book.said:
            if said.entry.words.kind in STOPPAGES:
                self.stops.append((len(self.balls), said))
            elif said.key not in used:
                self.balls.append(said)
        self.evidence = {
            place.evidence[self.seat].key: number
            for number, place in enumerate(live)
            if self.seat in place.evidence
        }
        self.earlier: Mapping[int, Said] = {}
        self.first = self.follow_opening(live)
        self.follower = self.follower_of(self.balls)
        for number in range(self.first, len(live)):
            self.add(number, live[number])

    def find_fast(self, live: Sequence[LogPlace]) -> dict[int, Said | None]:
        """Return what the seat says of balls that were ruled on its entries."""
        return {
            number: self.said_of(place.entries[self.seat])
            for number, place in enumerate(live)
            if self.seat in place.entries
        }

    def said_of(self, root: ActionId) -> Said | None:
        """Return what counts of an entry by its id; the one who holds the seat now comes first."""
        found = [said for said in self.book.said if said.root == root]
        return found[-1] if found else None

    def follower_of(self, balls: Sequence[Said]) -> Follower:
        """Return a follower of some entries, which knows what they are evidence for."""
        taken = [self.evidence.get(said.key) for said in balls]
        return Follower([said.entry.words for said in balls], taken)

    def follow_opening(self, live: Sequence[LogPlace]) -> int:
        """Link what was written before the book was opened again; return the ball it goes on at."""
        opened = self.book.opened
        if opened is None or opened.after_action_id is None:
            return 0
        after = parse_action_id(opened.after_action_id)[1]
        first = 1 + max(
            (
                number
                for number, place in enumerate(live)
                if any(each.action.sequence_number == after for each in place.members)
            ),
            default=-1,
        )
        before = [said for said in self.balls if said.turn < opened.place[1]]
        follower = self.follower_of(before)
        for number, place in enumerate(live[:first]):
            if number not in self.skipped and place.words.kind not in STOPPAGES:
                follower.add(number, place.words)
        self.earlier = {number: before[index] for number, index in follower.finish().links.items()}
        self.balls = self.balls[len(before) :]
        self.stops = [
            (max(0, index - len(before)), said)
            for index, said in self.stops
            if said.turn > opened.place[1]
        ]
        return first

    def add(self, number: int, place: LogPlace) -> None:
        """Take in a ball of the log."""
        if number not in self.skipped and place.words.kind not in STOPPAGES:
            self.follower.add(number, place.words)

    def head(self) -> Said | None:
        """Return the first entry ahead of the log."""
        index = self.follower.head()
        return None if index is None else self.balls[index]

    def remove_head(self, root: ActionId) -> None:
        """Take the next entry out, which a ruling has used up."""
        index = self.follower.head()
        if index is not None and self.balls[index].root == root:
            del self.balls[index]
            self.follower.remove(index)
            self.stops = [(count - (count > index), said) for count, said in self.stops]

    def ahead(self) -> list[Said]:
        """Return all entries ahead of the log."""
        index = self.follower.head()
        return [] if index is None else self.balls[index:]

    def has_spoken(self) -> bool:
        """Return whether the seat has said what comes next, if only that nothing does."""
        return self.follower.head() is not None or self.is_done()

    def has_passed(self, sequence: int) -> bool:
        """Return whether an entry of that sequence, or a later one, is in the log."""
        linked = self.follower.finish().links.values()
        return any(self.balls[index].turn >= sequence for index in linked)

    def due_stoppage(self, known: Counter[ActionType]) -> Said | None:
        """Return the first stoppage that is next in the book and not yet in the log."""
        linked = self.follower.finish()
        if linked.reached < len(self.follower.places):
            return None
        counted: Counter[ActionType] = Counter()
        for index, said in self.stops:
            kind = said.entry.words.kind
            counted[kind] += 1
            if index <= linked.next and counted[kind] > known[kind]:
                return said
        return None

    def is_done(self) -> bool:
        """Return whether the book is complete and has no more entries."""
        return self.book.is_complete and self.follower.finish().next >= len(self.balls)

    def links(self) -> dict[int, Said]:
        """Return what the seat says of each ball that it says anything of."""
        linked = self.follower.finish().links
        found = {number: self.balls[index] for number, index in linked.items()}
        found.update(self.earlier)
        found.update({number: said for number, said in self.fast.items() if said is not None})
        return found

    def lacked(self) -> set[int]:
        """Return the balls that the seat has passed and says nothing of."""
        linked = self.follower.finish()
        numbers = self.follower.numbers
        reached = len(numbers) if self.is_done() else linked.reached
        last = max(self.evidence.values(), default=-1)
        found = {
            number
            for index, number in enumerate(numbers)
            if (index < reached or number <= last) and number not in linked.links
        }
        found |= {number for number in self.skipped if self.fast.get(number) is None}
        return found

    def extras(self) -> list[tuple[int, Said]]:
        """Return the entries too many, each with the number of the ball that it stands behind."""
        numbers = self.follower.numbers
        return [
            (numbers[count - 1] if count else self.first - 1, self.balls[index])
            for count, index in self.follower.finish().extras
        ]


class LinkedInnings:
    """An innings: its log, what every seat says of each ball, and what is ahead of it."""

    def __init__(
        self, log: Sequence[Logged], books: Sequence[SeatBook], panel: Panel, rulings: Rulings
    ) -> None:
        self.panel, self.rulings = panel, rulings
        self.places = places_of(log, rulings)
        self.live = [place for place in self.places if place.is_live]
        self.used = self.used_up()
        self.seats = {
            book.seat: LinkedSeat(book, self.live, self.used.get(book.seat, set()))
            for book in books
        }
        self.cited = {each.key: place for place in self.places for each in cited_by(place)}
        self.applied = {number for place in self.places for number in place.rulings}
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

    def used_up(self) -> dict[Seat, set[EntryKey]]:
        """Return the entries that rulings used up."""
        found: dict[Seat, set[EntryKey]] = {}
        for place in self.places:
            for seat, root in place.entries.items():
                cited = place.evidence.get(seat)
                if cited is not None and cited.entry_id == root:
                    found.setdefault(seat, set()).add(cited.key)
        return found

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

    def find_rulings(self) -> dict[int, Ruling]:
        """Return the strongest ruling on each ball that there is one on.

        One that has not acted is on a ball if all its entries that are anywhere are there.
        """
        found: dict[int, Ruling] = {}
        for number, place in enumerate(self.live):
            for each in place.rulings:
                self.keep(found, number, self.rulings.by_number.get(each))
        for ruling in self.rulings.disputes:
            if ruling.number not in self.applied:
                numbers = [self.number_of(*each) for each in ruling.entries.items()]
                where = {number for number in numbers if number is not None}
                if len(where) == 1:
                    self.keep(found, where.pop(), ruling)
        return found

    def keep(self, found: dict[int, Ruling], number: int, ruling: Ruling | None) -> None:
        """Keep the stronger of two rulings on a ball."""
        if ruling is not None:
            known = found.get(number)
            if known is None or known.strength < ruling.strength:
                found[number] = ruling

    def number_of(self, seat: Seat, root: ActionId) -> int | None:
        """Return the ball of the log that an entry is linked to, or was evidence for."""
        linked = self.seats.get(seat)
        if linked is None:
            return None
        for number, said in self.said[seat].items():
            if said.root == root:
                return number
        found = [number for key, number in linked.evidence.items() if key[1] == root]
        return found[-1] if found else None

    def take_in(self, place: LogPlace) -> None:
        """Take in a ball that was appended; all books follow it."""
        self.places.append(place)
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
        for seat, root in place.entries.items():
            linked = self.seats.get(seat)
            if linked is not None:
                linked.remove_head(root)

    def stoppages(self) -> Counter[ActionType]:
        """Return how many stoppages of each kind are in the log."""
        return Counter(place.words.kind for place in self.places if place.words.kind in STOPPAGES)


def is_word_for_word(one: Words, other: Words) -> bool:
    """Return whether two entries say all the same."""
    return one.key == other.key and one.details == other.details


def cited_by(place: LogPlace) -> list[Cited]:
    """Return the entries that a ball stands on."""
    return list(place.evidence.values())
