"""Links one book to the log of an innings: the ball of each entry, and the entries ahead of it."""

from collections import Counter
from collections.abc import Sequence

from scrbrd.consensus.agreement import CitedEntry
from scrbrd.consensus.alignment import Follower
from scrbrd.consensus.content import STOPPAGES, is_same_ball
from scrbrd.consensus.entries import EffectiveEntry, EntryKey, OpeningStatement
from scrbrd.consensus.places import LogPlace
from scrbrd.consensus.rulings import NamedEntry
from scrbrd.consensus.seats import SeatBook
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.vocabulary import ActionType

STOPPAGE_TOLERANCE = 1
"""Balls between the places of one stoppage in two books."""


class LinkedSeat:
    """A seat's book, linked to the log. `ball_entries` are the entries to be linked to a ball.

    `fixed_links` are entries with a known ball, by its number: those that rulings used up (None
    where the seat has none), and those that return to the ball that was agreed from them.
    `stoppages` are the entries of stoppages, each with the number of `ball_entries` before it.
    `skipped_balls` are the numbers of balls that need no link. `places` are all balls
    of the log, `live` those that count.
    """

    def __init__(
        self,
        book: SeatBook,
        live: Sequence[LogPlace],
        used: set[EntryKey],
        places: Sequence[LogPlace],
        *,
        by_content: bool = False,
    ) -> None:
        self.book, self.seat, self.live, self.used_keys = book, book.seat, live, set(used)
        self.by_key = {each.key: each for each in book.effective_entries}
        self.by_root = {each.root: each for each in book.effective_entries}
        self.order = {each.key: index for index, each in enumerate(book.effective_entries)}
        self.fixed_links = self.find_fixed_links(live)
        self.evidence = {
            place.evidence[self.seat].key: number
            for number, place in enumerate(live)
            if self.seat in place.evidence and not by_content
        }
        self.link_late_entries()
        self.use_up_entries_of_voided(places)
        self.follow_log()
        while returning := self.returning_entries() or self.traded_entries():
            self.fixed_links.update(returning)
            self.used_keys.update(entry.key for entry in returning.values())
            self.follow_log()

    def follow_log(self) -> None:
        """Link the book to the log from its beginning."""
        live = self.live
        self.skipped_balls = set(self.fixed_links) | {
            number for number, place in enumerate(live) if self.seat in place.missed
        }
        self.ball_entries: list[EffectiveEntry] = []
        self.stoppages: list[tuple[int, EffectiveEntry]] = []
        for entry in self.book.effective_entries:
            if entry.version.content.kind in STOPPAGES:
                self.stoppages.append((len(self.ball_entries), entry))
            elif entry.key not in self.used_keys:
                self.ball_entries.append(entry)
        self.earlier_links: dict[int, EffectiveEntry] = {}
        self.first_ball = self.follow_openings(live)
        self.follower = self.follower_of(self.ball_entries)
        for number in range(self.first_ball, len(live)):
            self.add_ball(number, live[number])

    def returning_entries(self) -> dict[int, EffectiveEntry]:
        """Return entries whose own ball has no other entry, though they are now linked to none.

        The own ball is the one that was agreed from the entry. They return to it.
        """
        linked = self.follower.alignment()
        free = [index for _, index in linked.extras]
        if linked.balls_reached == len(self.follower.places):
            free += range(linked.next_entry, len(self.ball_entries))
        found: dict[int, EffectiveEntry] = {}
        for index in free:
            number = self.evidence.get(self.ball_entries[index].key, -1)
            needs_link = number >= self.first_ball and number not in self.skipped_balls
            if needs_link and number not in linked.links:
                found[number] = self.ball_entries[index]
        return found

    def traded_entries(self) -> dict[int, EffectiveEntry]:
        """Return surplus entries whose balls were taken by other entries with equal content.

        They return to their own balls, so that the surplus entry is the one from which no ball was
        agreed.
        """
        linked = self.follower.alignment()
        found: dict[int, EffectiveEntry] = {}
        for _, index in linked.extras:
            row: dict[int, EffectiveEntry] = {}
            entry = self.ball_entries[index]
            while (
                number := self.evidence.get(entry.key, -1)
            ) in linked.links and number not in row:
                taker = self.ball_entries[linked.links[number]]
                if not is_same_ball(taker.version.content, entry.version.content):
                    break
                row[number], entry = entry, taker
            if entry.key not in self.evidence:
                found.update(row)
        return found

    def find_fixed_links(self, live: Sequence[LogPlace]) -> dict[int, EffectiveEntry | None]:
        """Return the seat's entry for each ball that rulings decided on its entries."""
        return {
            number: self.entry_of(place.used_entries[self.seat])
            for number, place in enumerate(live)
            if self.seat in place.used_entries
        }

    def link_late_entries(self) -> None:
        """Link late entries to the balls that a ruling says the seat had missed."""
        late = [entry for entry in self.book.effective_entries if entry.version.action.after]
        for number, place in enumerate(self.live):
            if self.seat in place.missed and number not in self.fixed_links:
                for entry in late:
                    is_free = entry.key not in self.used_keys and entry.key not in self.evidence
                    if is_free and is_same_ball(entry.version.content, place.content):
                        self.fixed_links[number] = entry
                        self.used_keys.add(entry.key)
                        break

    def use_up_entries_of_voided(self, places: Sequence[LogPlace]) -> None:
        """Use up the entries of balls that an administrator voided before this book had them.

        Otherwise they could be taken for other balls, and several of them put the book out of step.
        """
        row = [each for each in places if each.is_live or self.is_voided_before(each)]
        if self.book.openings or all(each.is_live for each in row):
            return
        entries = [
            each
            for each in self.book.effective_entries
            if each.version.content.kind not in STOPPAGES and each.key not in self.used_keys
        ]
        live = [position for position, place in enumerate(row) if place.is_live]
        evidence = {key: live[number] for key, number in self.evidence.items()}
        follower = Follower(
            [each.version.content for each in entries], [evidence.get(each.key) for each in entries]
        )
        skipped = {live[number] for number in self.fixed_links}
        for position, place in enumerate(row):
            is_skipped = position in skipped or self.seat in place.missed
            if not is_skipped and place.content.kind not in STOPPAGES:
                follower.add(position, place.content, is_doubted=not place.is_live)
        for position, index in follower.alignment().links.items():
            if not row[position].is_live and entries[index].key not in evidence:
                self.used_keys.add(entries[index].key)

    def is_voided_before(self, place: LogPlace) -> bool:
        """Return whether an administrator voided a ball of which this book had no entry."""
        return place.is_decided_past_books and self.seat not in place.used_entries

    def entry_of(self, named: NamedEntry) -> EffectiveEntry | None:
        """Return the effective entry for an entry that a ruling names.

        Where the ruling names no person, the present holder's entry comes first.
        """
        if named.person_id is None:
            return self.by_root.get(named.entry_id)
        return self.by_key.get((named.person_id, named.entry_id))

    def follower_of(self, balls: Sequence[EffectiveEntry]) -> Follower:
        """Return a follower of some entries, which knows the balls that they are evidence for."""
        evidence_balls = [self.evidence.get(entry.key) for entry in balls]
        return Follower([entry.version.content for entry in balls], evidence_balls)

    def follow_openings(self, live: Sequence[LogPlace]) -> int:
        """Link the entries before the last opening statement, part by part.

        Returns the number of the ball at which the book continues.
        """
        first = 0
        for person, statement in self.book.openings:
            turn = statement.place[1]
            before = [
                entry for entry in self.ball_entries if self.book.is_before(entry, person, turn)
            ]
            follower, following = self.follower_of(before), continuation_ball(statement, live)
            for number in range(first, following):
                if number not in self.skipped_balls and live[number].content.kind not in STOPPAGES:
                    follower.add(number, live[number].content)
            links = follower.alignment().links
            self.earlier_links |= {number: before[index] for number, index in links.items()}
            self.ball_entries = self.ball_entries[len(before) :]
            self.stoppages = [
                (max(0, index - len(before)), entry)
                for index, entry in self.stoppages
                if not self.book.is_before(entry, person, turn)
            ]
            first = max(first, following)
        return first

    def add_ball(self, number: int, place: LogPlace) -> None:
        """Add the next ball of the log."""
        if number not in self.skipped_balls and place.content.kind not in STOPPAGES:
            is_doubted = bool(place.rulings) and self.seat not in place.evidence
            self.follower.add(number, place.content, is_doubted=is_doubted)

    def head(self) -> EffectiveEntry | None:
        """Return the first entry ahead of the log."""
        index = self.follower.head()
        return None if index is None else self.ball_entries[index]

    def remove_head(self, named: NamedEntry) -> None:
        """Remove the next entry, which a ruling has used up."""
        index = self.follower.head()
        if index is not None and named.matches(self.ball_entries[index].key):
            del self.ball_entries[index]
            self.follower.remove(index)
            self.stoppages = [(count - (count > index), entry) for count, entry in self.stoppages]

    def entries_ahead(self) -> list[EffectiveEntry]:
        """Return all entries ahead of the log."""
        index = self.follower.head()
        return [] if index is None else self.ball_entries[index:]

    def has_voted(self) -> bool:
        """Return whether the seat has an entry for the next ball, or is complete without one."""
        return self.follower.head() is not None or self.is_done()

    def last_linked(self) -> EffectiveEntry | None:
        """Return the last entry that is linked to a ball; None before the first."""
        linked = self.follower.alignment().links.values()
        return self.ball_entries[max(linked)] if linked else None

    def has_withdrawn(self, each: CitedEntry) -> bool:
        """Return whether the book had a cited entry that is now voided."""
        entry = self.book.versions.get(each.key)
        return entry is not None and entry.action.is_voided and each.key not in self.by_key

    def has_stoppage_at(
        self, number: int, place: LogPlace, held: Sequence[tuple[int, LogPlace]]
    ) -> bool:
        """Return whether the book has a stoppage where the log has one, within one ball.

        Entries that belong to the other stoppages of the log, `held`, are not counted.
        """
        kind = place.content.kind
        free = [index for index, entry in self.stoppages if entry.version.content.kind is kind]
        for other, each in held:
            if free and each.content.kind is kind:
                free.remove(min(free, key=lambda index: abs(index - self.entries_before(other))))
        return any(abs(index - self.entries_before(number)) <= STOPPAGE_TOLERANCE for index in free)

    def entries_before(self, number: int) -> int:
        """Return the number of entries that the book has before a ball of the log."""
        links = self.follower.alignment().links
        return 1 + max((index for each, index in links.items() if each < number), default=-1)

    def due_stoppage(self, known: Counter[ActionType]) -> EffectiveEntry | None:
        """Return the first stoppage that is next in the book and not in the log yet."""
        linked = self.follower.alignment()
        if linked.balls_reached < len(self.follower.places):
            return None
        counted: Counter[ActionType] = Counter()
        for index, entry in self.stoppages:
            kind = entry.version.content.kind
            counted[kind] += 1
            if index <= linked.next_entry and counted[kind] > known[kind]:
                return entry
        return None

    def is_done(self) -> bool:
        """Return whether the book is complete and has no more entries."""
        return self.book.is_complete and self.follower.alignment().next_entry >= len(
            self.ball_entries
        )

    def links(self) -> dict[int, EffectiveEntry]:
        """Return the seat's entries by the number of their ball."""
        linked = self.follower.alignment().links
        found = {number: self.ball_entries[index] for number, index in linked.items()}
        found.update(self.earlier_links)
        found.update(
            {number: entry for number, entry in self.fixed_links.items() if entry is not None}
        )
        return found

    def missing_balls(self) -> set[int]:
        """Return the numbers of the balls that the book has passed without an entry."""
        linked = self.follower.alignment()
        numbers = self.follower.numbers
        has_ended = self.is_done() and not self.book.is_left_early
        reached = len(numbers) if has_ended else linked.balls_reached
        own = (number for key, number in self.evidence.items() if key in self.book.versions)
        last = max(own, default=-1)
        found = {
            number
            for index, number in enumerate(numbers)
            if (index < reached or number <= last) and number not in linked.links
        }
        found |= {number for number in self.skipped_balls if self.fixed_links.get(number) is None}
        return found

    def is_ball_expected(self, number: int) -> bool:
        """Return whether the book should have a ball: it was kept when the ball was played."""
        return number >= self.first_ball and not self.book.is_left_early

    def extras(self) -> list[tuple[int, EffectiveEntry]]:
        """Return the surplus entries, each with the number of the ball that it follows."""
        numbers = self.follower.numbers
        return [
            (
                self.last_ball_before(index, numbers[count - 1] if count else self.first_ball - 1),
                self.ball_entries[index],
            )
            for count, index in self.follower.alignment().extras
        ]

    def last_ball_before(self, index: int, number: int) -> int:
        """Return the number of the last ball that a surplus entry follows.

        Balls with a fixed link directly behind ball `number` count too, if the book has their
        entries before this one.
        """
        entry, last = self.ball_entries[index], number
        following = number + 1
        while following in self.fixed_links:
            each = self.fixed_links[following]
            if each is not None and self.order[each.key] < self.order[entry.key]:
                last = following
            following += 1
        return last


def continuation_ball(statement: OpeningStatement, live: Sequence[LogPlace]) -> int:
    """Return the number of the ball at which a book continues after an opening statement.

    It follows all balls that the log had with the named action, which may be a correction of an
    earlier ball, a late ball or a withdrawn one.
    """
    assert statement.after_action_id is not None
    after = parse_action_id(statement.after_action_id)[1]
    known = (number for number, place in enumerate(live) if place.sequence <= after)
    return 1 + max(known, default=-1)
