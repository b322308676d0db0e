"""Keeps log and books as the server does, and runs the consensus after every arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.dispute import Dispute
from scrbrd.consensus.entries import Book, BookEntry, Entry, Seat, Totals, chains_of
from scrbrd.consensus.fold import consensus
from scrbrd.consensus.laws import FoldedLaws
from scrbrd.consensus.rulings import AnyRuling
from scrbrd.consensus.window import Cut
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, ValidationTier


@dataclass
class PrefixedLaws:
    """The laws for a log whose beginning was left out."""

    laws: FoldedLaws
    prefix: Sequence[Action] = ()

    def expected(self, actions: Sequence[Action], /) -> Mapping[str, Any]:
        """Return the expected values after these actions and those left out."""
        return self.laws.expected([*self.prefix, *actions])

    def totals(self, actions: Sequence[Action], /) -> Totals | None:
        """Return the score of these actions and those left out."""
        return self.laws.totals([*self.prefix, *actions])


@dataclass
class Server:
    """The log and the books of one innings.

    `kept_log` and `kept_books` are the parts that the consensus still needs. `blocked` are the
    places at which the log was held back; `waiting` is each seat's first entry that has no ball in
    the log.
    """

    number: int
    tier: ValidationTier
    laws: FoldedLaws
    earlier: Sequence[Action]
    seats: Sequence[Seat]
    persons: Mapping[Seat, str]
    log: dict[ActionId, LoggedAction] = field(default_factory=dict)
    books: dict[Seat, dict[ActionId, BookEntry]] = field(default_factory=dict)
    rulings: list[AnyRuling] = field(default_factory=list)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    waiting: Mapping[Seat, ActionId] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.books = {seat: {} for seat in self.seats}
        self.keep_all()

    def arrive(self, seat: Seat, entry: BookEntry) -> None:
        """Process an entry from a scorer's device: a new one, or one that is now voided."""
        name = entry.action.id if isinstance(entry, Entry) else ActionId(f"stated {entry.place}")
        is_known = name in self.books[seat]
        self.books[seat][name] = entry
        self.kept_books[seat][name] = entry
        if self.is_cut and isinstance(entry, Entry) and self.changes_omitted(seat, entry, is_known):
            self.keep_all()

    def changes_omitted(self, seat: Seat, entry: Entry, is_known: bool) -> bool:
        """Return True if an entry changes something that was left out."""
        if is_known:
            return True
        target = entry.action.corrects or entry.action.after
        return target is not None and target not in self.kept_books[seat]

    def run(self) -> list[Dispute]:
        """Update the log from the books; return the new disputes."""
        result = consensus(
            self.kept_log.values(),
            [
                Book(self.persons[seat], seat, tuple(kept.values()))
                for seat, kept in self.kept_books.items()
            ],
            self.rulings_kept(),
            tier=self.tier,
            laws=PrefixedLaws(self.laws, self.prefix),
            seats=self.seats,
            innings=(self.number,),
        )
        for log in (self.log, self.kept_log):
            log.update({each.action.id: each.entry for each in result.operations})
        self.waiting = result.waiting
        new = [each for each in result.disputes if each.id not in self.disputes]
        self.disputes = {each.id: each for each in result.disputes}
        self.blocked |= {each.place for each in result.disputes if each.blocks}
        if result.cuts:
            self.cut(result.cuts[self.number])
        return new

    def rulings_kept(self) -> list[AnyRuling]:
        """Return the rulings on entries that are kept."""
        if not self.is_cut:
            return self.rulings
        return [
            each
            for each in self.rulings
            if any(name in self.kept_books[seat] for seat, name in entries_of(each).items())
        ]

    # -- leaving out what is settled -----------------------------------------------------------

    def keep_all(self) -> None:
        """Keep all of log and books again."""
        self.kept_log = dict(self.log)
        self.kept_books = {seat: dict(book) for seat, book in self.books.items()}
        self.prefix = list(self.earlier)
        self.is_cut = False

    def cut(self, cut: Cut) -> None:
        """Leave out the beginning that all books have in common, if that saves enough."""
        of_log = chains_of(self.kept_log.values())
        dropped = [each.members for each in of_log if each.turn[1] < cut.log]
        last = max(self.kept_log.values(), key=lambda each: each.action.sequence_number)
        if len(dropped) < MIN_CUT or any(last in members for members in dropped):
            return
        for members in dropped:
            standing = [each for each in members if not each.action.is_voided]
            self.prefix += [each.action for each in standing[-1:]]
            for each in members:
                del self.kept_log[each.action.id]
        for seat, turn in cut.books.items():
            self.cut_book(seat, turn)
        self.is_cut = True

    def cut_book(self, seat: Seat, first: int) -> None:
        """Leave out the entries of a book whose turn is before a ball."""
        kept = self.kept_books[seat]
        entries = [each for each in kept.values() if isinstance(each, Entry)]
        for chain in chains_of(entries):
            if chain.turn[1] < first:
                for each in chain.members:
                    del kept[each.action.id]


MIN_CUT = 16


def entries_of(ruling: AnyRuling) -> Mapping[Seat, ActionId]:
    """Return the entries that a ruling names."""
    return getattr(ruling, "entries", {})
