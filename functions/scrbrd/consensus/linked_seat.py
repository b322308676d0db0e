"""Sets one book beside the log of an innings: which entry is of which ball, and what is ahead."""

from collections import Counter
from collections.abc import Sequence

from scrbrd.consensus.agreement import Cited
from scrbrd.consensus.alignment import Follower
from scrbrd.consensus.entries import EntryKey, Opened, Said
from scrbrd.consensus.places import LogPlace
from scrbrd.consensus.rulings import Named
from scrbrd.consensus.seats import SeatBook
from scrbrd.consensus.words import STOPPAGES, same
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.vocabulary import ActionType

STOPPED_NEAR = 1
"""Balls between the places of one stoppage in two books."""


class LinkedSeat:
    """A seat's book beside the log. `balls` are the entries that are looked for in it.

    `fixed` are the entries whose ball is not looked for, by its number: those that rulings used up
    (None where the seat has none), and those that go back to the ball that they were agreed as.
    `stops` are the stoppages, each with how many of `balls` come before it.
    """

    def __init__(
        self,
        book: SeatBook,
        live: Sequence[LogPlace],
        used: set[EntryKey],
        *,
        by_content: bool = False,
    ) -> None:
        self.book, self.seat, self.live, self.used = book, book.seat, live, set(used)
        self.by_key = {each.key: each for each in book.said}
        self.by_root = {each.root: each for each in book.said}
        self.order = {each.key: index for index, each in enumerate(book.said)}
        self.fixed = self.find_fixed(live)
        self.evidence = {
            place.evidence[self.seat].key: number
            for number, place in enumerate(live)
            if self.seat in place.evidence and not by_content
        }
        self.find_put_in()
        self.follow()
        while returning := self.returning() or self.trades():
            self.fixed.update(returning)
            self.used.update(said.key for said in returning.values())
            self.follow()

    def follow(self) -> None:
        """Follow the log from its beginning."""
        live = self.live
        self.skipped = set(self.fixed) | {
            number for number, place in enumerate(live) if self.seat in place.missed
        }
        self.balls: list[Said] = []
        self.stops: list[tuple[int, Said]] = []
        for said in self.book.said:
            if said.entry.words.kind in STOPPAGES:
                self.stops.append((len(self.balls), said))
            elif said.key not in self.used:
                self.balls.append(said)
        self.earlier: dict[int, Said] = {}
        self.first = self.follow_openings(live)
        self.follower = self.follower_of(self.balls)
        for number in range(self.first, len(live)):
            self.add(number, live[number])

    def returning(self) -> dict[int, Said]:
        """Return the entries that are of no ball any more though the one that they were agreed as
        has no other: they go back to it."""
        linked = self.follower.finish()
        free = [index for _, index in linked.extras]
        if linked.reached == len(self.follower.places):
            free += range(linked.next, len(self.balls))
        found: dict[int, Said] = {}
        for index in free:
            number = self.evidence.get(self.balls[index].key, -1)
            is_looked_for = number >= self.first and number not in self.skipped
            if is_looked_for and number not in linked.links:
                found[number] = self.balls[index]
        return found

    def trades(self) -> dict[int, Said]:
        """Return the entries that are too many because others that look like them took their balls:
        they go back, so that what is too many is the entry that no ball was agreed from."""
        linked = self.follower.finish()
        found: dict[int, Said] = {}
        for _, index in linked.extras:
            row: dict[int, Said] = {}
            said = self.balls[index]
            while (number := self.evidence.get(said.key, -1)) in linked.links and number not in row:
                taker = self.balls[linked.links[number]]
                if not same(taker.entry.words, said.entry.words):
                    break
                row[number], said = said, taker
            if said.key not in self.evidence:
                found.update(row)
        return found

    def find_fixed(self, live: Sequence[LogPlace]) -> dict[int, Said | None]:
        """Return what the seat says of balls that were ruled on its entries."""
        return {
            number: self.said_of(place.entries[self.seat])
            for number, place in enumerate(live)
            if self.seat in place.entries
        }

    def find_put_in(self) -> None:
        """Link the late entries for balls that a ruling says the seat had missed."""
        late = [said for said in self.book.said if said.entry.action.after]
        for number, place in enumerate(self.live):
            if self.seat in place.missed and number not in self.fixed:
                for said in late:
                    is_free = said.key not in self.used and said.key not in self.evidence
                    if is_free and same(said.entry.words, place.words):
                        self.fixed[number] = said
                        self.used.add(said.key)
                        break

    def said_of(self, named: Named) -> Said | None:
        """Return what counts of an entry; where nobody says whose it is, the one who holds the seat
        now comes first."""
        if named.person_id is None:
            return self.by_root.get(named.entry_id)
        return self.by_key.get((named.person_id, named.entry_id))

    def follower_of(self, balls: Sequence[Said]) -> Follower:
        """Return a follower of some entries, which knows what they are evidence for."""
        taken = [self.evidence.get(said.key) for said in balls]
        return Follower([said.entry.words for said in balls], taken)

    def follow_openings(self, live: Sequence[LogPlace]) -> int:
        """Link what was written before the book was last opened again, each part by itself; return
        the ball it goes on at."""
        first = 0
        for person, opened in self.book.openings:
            turn = opened.place[1]
            before = [said for said in self.balls if self.book.is_before(said, person, turn)]
            follower, following = self.follower_of(before), goes_on_at(opened, live)
            for number in range(first, following):
                if number not in self.skipped and live[number].words.kind not in STOPPAGES:
                    follower.add(number, live[number].words)
            links = follower.finish().links
            self.earlier |= {number: before[index] for number, index in links.items()}
            self.balls = self.balls[len(before) :]
            self.stops = [
                (max(0, index - len(before)), said)
                for index, said in self.stops
                if not self.book.is_before(said, person, turn)
            ]
            first = max(first, following)
        return first

    def add(self, number: int, place: LogPlace) -> None:
        """Take in a ball of the log."""
        if number not in self.skipped and place.words.kind not in STOPPAGES:
            is_doubted = bool(place.rulings) and self.seat not in place.evidence
            self.follower.add(number, place.words, is_doubted=is_doubted)

    def head(self) -> Said | None:
        """Return the first entry ahead of the log."""
        index = self.follower.head()
        return None if index is None else self.balls[index]

    def remove_head(self, named: Named) -> None:
        """Take the next entry out, which a ruling has used up."""
        index = self.follower.head()
        if index is not None and named.is_key(self.balls[index].key):
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

    def last(self) -> Said | None:
        """Return the last entry that is in the log; None before the first."""
        linked = self.follower.finish().links.values()
        return self.balls[max(linked)] if linked else None

    def has_withdrawn(self, each: Cited) -> bool:
        """Return whether the book had an entry that counts no more."""
        entry = self.book.versions.get(each.key)
        return entry is not None and entry.action.is_voided and each.key not in self.by_key

    def has_stoppage_at(
        self, number: int, place: LogPlace, held: Sequence[tuple[int, LogPlace]]
    ) -> bool:
        """Return whether the book has a stoppage where the log has one, give or take a ball; those
        that others stand for in the log, `held`, are not looked at."""
        kind = place.words.kind
        free = [index for index, said in self.stops if said.entry.words.kind is kind]
        for other, each in held:
            if free and each.words.kind is kind:
                free.remove(min(free, key=lambda index: abs(index - self.reached_at(other))))
        return any(abs(index - self.reached_at(number)) <= STOPPED_NEAR for index in free)

    def reached_at(self, number: int) -> int:
        """Return how many entries the book has before a ball of the log."""
        links = self.follower.finish().links
        return 1 + max((index for each, index in links.items() if each < number), default=-1)

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
        found.update({number: said for number, said in self.fixed.items() if said is not None})
        return found

    def lacked(self) -> set[int]:
        """Return the balls that the seat has passed and says nothing of."""
        linked = self.follower.finish()
        numbers = self.follower.numbers
        has_ended = self.is_done() and not self.book.is_left
        reached = len(numbers) if has_ended else linked.reached
        own = (number for key, number in self.evidence.items() if key in self.book.versions)
        last = max(own, default=-1)
        found = {
            number
            for index, number in enumerate(numbers)
            if (index < reached or number <= last) and number not in linked.links
        }
        found |= {number for number in self.skipped if self.fixed.get(number) is None}
        return found

    def is_kept(self, number: int) -> bool:
        """Return whether the book is to have a ball: it was not played between two parts of it."""
        return number >= self.first and not self.book.is_left

    def extras(self) -> list[tuple[int, Said]]:
        """Return the entries too many, each with the number of the ball that it stands behind."""
        numbers = self.follower.numbers
        return [
            (self.behind(index, numbers[count - 1] if count else self.first - 1), self.balls[index])
            for count, index in self.follower.finish().extras
        ]

    def behind(self, index: int, number: int) -> int:
        """Return the number of the last ball in a row behind one that an entry stands behind: of
        those whose ball is not looked for the book has some before it too."""
        said, last = self.balls[index], number
        following = number + 1
        while following in self.fixed:
            each = self.fixed[following]
            if each is not None and self.order[each.key] < self.order[said.key]:
                last = following
            following += 1
        return last


def goes_on_at(opened: Opened, live: Sequence[LogPlace]) -> int:
    """Return the number of the ball that a book goes on at: behind all balls that the log had with
    the action named, which may be a correction of an earlier one, a late ball or one withdrawn."""
    assert opened.after_action_id is not None
    after = parse_action_id(opened.after_action_id)[1]
    known = (number for number, place in enumerate(live) if place.sequence <= after)
    return 1 + max(known, default=-1)
