"""Links the books of an innings to its log: each seat's entry for each ball.

Built afresh from log, books and rulings whenever the log has changed; the tail adds to it.
"""

from collections import Counter
from collections.abc import Sequence

from scrbrd.consensus.agreement import CitedEntry, LoggedAction
from scrbrd.consensus.content import STOPPAGES, Content
from scrbrd.consensus.entries import SEATS, EffectiveEntry, EntryKey, Seat
from scrbrd.consensus.linked_seat import LinkedSeat
from scrbrd.consensus.places import LogPlace, places_of
from scrbrd.consensus.rulings import NamedEntry, Panel, Ruling, Rulings
from scrbrd.consensus.seats import SeatBook
from scrbrd.domain.vocabulary import ActionId, ActionType, ValidationTier


class LinkedInnings:
    """An innings: its log, every seat's entry for each ball, and the entries ahead of the log.

    `by_content`: the entries from which balls of the log were once agreed are ignored. `live` are
    the balls that count, whose numbers are used everywhere here.
    """

    def __init__(
        self,
        log: Sequence[LoggedAction],
        books: Sequence[SeatBook],
        panel: Panel,
        rulings: Rulings,
        *,
        by_content: bool = False,
    ) -> None:
        self.panel, self.rulings = panel, rulings
        self.places = places_of(log, rulings)
        self.live = [place for place in self.places if place.is_live]
        self.used_entries = self.find_used_entries(books)
        self.seats = {
            book.seat: LinkedSeat(
                book,
                self.live,
                self.used_entries.get(book.seat, set()),
                self.places,
                by_content=by_content,
            )
            for book in books
        }
        self.stoppage_counts = Counter(
            place.content.kind
            for place in self.places
            if place.content.kind in STOPPAGES
            and not (place.is_voided_by_consensus and self.is_withdrawn(place))
        )
        self.place_by_entry = {
            each.key: place
            for place in self.places
            for each in cited_entries(place)
            if not (by_content and place.is_live)
        }
        self.applied_rulings = {number for place in self.places for number in place.rulings}
        self.pending_rulings = self.find_pending_rulings() if rulings.disputes else []
        self.entries = {seat: each.links() for seat, each in self.seats.items()}
        self.missing_balls = {seat: each.missing_balls() for seat, each in self.seats.items()}
        self.ruling_by_ball = self.find_rulings() if rulings.disputes else {}
        self.unsettled_balls = [
            number for number, place in enumerate(self.live) if not self.is_settled(number, place)
        ]

    def is_settled(self, number: int, place: LogPlace) -> bool:
        """Return whether no book contradicts a ball, and all seats that decided it have it."""
        if number in self.ruling_by_ball:
            return False
        content = place.content
        for seat, links in self.entries.items():
            entry = links.get(number)
            if entry is None:
                if number in self.missing_balls[seat]:
                    return False
            elif entry.version.content is not content and not is_word_for_word(
                entry.version.content, content
            ):
                return False
        return True

    def find_used_entries(self, books: Sequence[SeatBook]) -> dict[Seat, set[EntryKey]]:
        """Return the entries that rulings used up, including those withdrawn by then."""
        found: dict[Seat, set[EntryKey]] = {}
        without_person: dict[Seat, list[ActionId]] = {}
        for place in self.places:
            for seat, named in place.used_entries.items():
                if named.person_id is None:
                    without_person.setdefault(seat, []).append(named.entry_id)
                else:
                    found.setdefault(seat, set()).add((named.person_id, named.entry_id))
        for book in books:
            if book.seat in without_person:
                keys = {entry.root: entry.key for entry in book.effective_entries}
                roots = (root for root in without_person[book.seat] if root in keys)
                found.setdefault(book.seat, set()).update(keys[root] for root in roots)
        return found

    def find_pending_rulings(self) -> list[Ruling]:
        """Return the rulings that have not acted and whose entries have all arrived.

        Otherwise the result would depend on whether the ruling or an entry came first.
        """
        written = {
            (seat, NamedEntry(name, each))
            for seat, linked in self.seats.items()
            for person, name in linked.book.versions
            for each in (person, None)
        }
        return [
            ruling
            for ruling in self.rulings.disputes
            if ruling.number not in self.applied_rulings and ruling.named_entries.items() <= written
        ]

    def voters(self, place: LogPlace) -> list[Seat]:
        """Return the seats that may change a ball: the voters of its tier, and its deciders."""
        seats = set(place.evidence)
        if place.tier in (ValidationTier.DUAL, ValidationTier.TRIPLE):
            seats |= self.panel_seats(place.tier)
        return [seat for seat in SEATS if seat in seats and seat in self.seats]

    def panel_seats(self, tier: ValidationTier) -> set[Seat]:
        """Return the seats that vote in a tier at any time."""
        found = set(self.panel.seats) if self.panel.tier is tier else set()
        for ruling in self.rulings.tiers:
            if ruling.tier is tier:
                found |= set(ruling.seats)
        return found

    def voices(self, number: int) -> dict[Seat, EffectiveEntry]:
        """Return the voters' entries for a ball of the log."""
        return {
            seat: self.entries[seat][number]
            for seat in self.voters(self.live[number])
            if number in self.entries[seat]
        }

    def silent_voters(self, number: int) -> list[Seat]:
        """Return the voters that have passed a ball without an entry."""
        voters = self.voters(self.live[number])
        return [seat for seat in voters if number in self.missing_balls[seat]]

    def find_rulings(self) -> dict[int | ActionId, Ruling]:
        """Return the strongest ruling on each ball.

        The keys are ball numbers; for a ball that the consensus voided, its id. A ruling that has
        not acted is on a ball if all its entries that are linked at all are linked there.
        """
        found: dict[int | ActionId, Ruling] = {}
        for number, place in enumerate(self.live):
            for each in place.rulings:
                self.keep_stronger(found, number, self.rulings.by_number.get(each))
        numbers = {seat: self.numbers_of(seat) for seat in self.seats}
        voided = {
            (seat, NamedEntry(each.entry_id, person)): place.root
            for place in self.places
            if place.is_voided_by_consensus
            for seat, each in place.evidence.items()
            for person in (each.person_id, None)
        }
        for ruling in self.pending_rulings:
            found_at = [
                numbers.get(seat, {}).get(named, voided.get((seat, named)))
                for seat, named in ruling.named_entries.items()
            ]
            where = {each for each in found_at if each is not None}
            if len(where) == 1:
                self.keep_stronger(found, where.pop(), ruling)
        return found

    def is_ruled_away(self, entry: EffectiveEntry) -> bool:
        """Return whether an entry is for a withdrawn ball that was ruled not to exist.

        Then it is not disputed that its book has it.
        """
        place = self.place_by_entry.get(entry.key)
        ruling = None if place is None else self.ruling_by_ball.get(place.root)
        return ruling is not None and ruling.accepts is None

    def keep_stronger(
        self, found: dict[int | ActionId, Ruling], where: int | ActionId, ruling: Ruling | None
    ) -> None:
        """Keep the stronger of two rulings on a ball."""
        if ruling is not None:
            known = found.get(where)
            if known is None or known.strength < ruling.strength:
                found[where] = ruling

    def voided_behind(self, number: int) -> list[LogPlace]:
        """Return the balls that the consensus voided between an effective ball and the next."""
        found: list[LogPlace] = []
        last = -1
        for place in self.places:
            if place.is_live:
                last += 1
            elif place.is_voided_by_consensus and last == number:
                found.append(place)
        return found

    def numbers_of(self, seat: Seat) -> dict[NamedEntry, int]:
        """Return the balls that a seat's entries are linked to, or were evidence for.

        The keys are the names by which rulings may refer to the entries.
        """
        found: dict[NamedEntry, int] = {}
        for (person, name), number in self.seats[seat].evidence.items():
            found |= {NamedEntry(name, each): number for each in (person, None)}
        linked: dict[NamedEntry, int] = {}
        for number, entry in self.entries[seat].items():
            for each in (entry.person_id, None):
                linked.setdefault(NamedEntry(entry.root, each), number)
        return found | linked

    def add_place(self, place: LogPlace) -> None:
        """Add a ball that was appended, and let all books follow it."""
        self.places.append(place)
        self.stoppage_counts.update({place.content.kind} & STOPPAGES)
        if not place.is_live:
            self.remove_used_entries(place)
            return
        number = len(self.live)
        self.live.append(place)
        for seat, linked in self.seats.items():
            if seat in place.used_entries or seat in place.missed:
                linked.skipped_balls.add(number)
            linked.add_ball(number, place)
        self.remove_used_entries(place)

    def remove_used_entries(self, place: LogPlace) -> None:
        """Remove the entries that a ruling used up from those ahead in the books."""
        for seat, named in place.used_entries.items():
            linked = self.seats.get(seat)
            if linked is not None:
                linked.remove_head(named)

    def stoppages(self) -> Counter[ActionType]:
        """Return the number of stoppages of each kind in the log, without withdrawn ones."""
        return self.stoppage_counts

    def is_withdrawn(self, place: LogPlace) -> bool:
        """Return True if every scorer who recorded this action of the log has withdrawn it.

        An entry missing from a book counts as withdrawn.
        """
        return bool(place.evidence) and all(
            seat in self.seats and self.seats[seat].has_withdrawn(each)
            for seat, each in place.evidence.items()
        )

    def withdrawn_stoppages(self) -> list[LogPlace]:
        """Return the stoppages of the log that all books have withdrawn or never had."""
        stoppages = [each for each in enumerate(self.live) if each[1].content.kind in STOPPAGES]
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


def is_word_for_word(one: Content, other: Content) -> bool:
    """Return whether two contents are equal in score, anchors and details."""
    return one.key == other.key and one.details == other.details


def cited_entries(place: LogPlace) -> list[CitedEntry]:
    """Return the entries that a ball rests on."""
    return list(place.evidence.values())
