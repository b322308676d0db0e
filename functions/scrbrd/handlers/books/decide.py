"""Folds what is kept of the books, and says what is to be written. Pure.

Of very many operations the first are written, and the fold is done again for the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scrbrd.consensus.agreement import Logged, Operation, applied
from scrbrd.consensus.entries import Book, Entry, Opened, Seat, Totals, chains_of
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.rulings import AnyRuling, TierRuling
from scrbrd.consensus.standings import Standing
from scrbrd.consensus.window import Cut
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.books.model import Kept, KeptBook, KeptLog
from scrbrd.handlers.books.scores import compared
from scrbrd.handlers.books.take_in import is_left_out

MOST_OPERATIONS = 40
"""In one commit: what a scorer brings who was offline comes in several."""

LEAST_LEFT_OUT = 16
"""Balls; fewer are not worth leaving out."""


@dataclass(frozen=True, slots=True)
class LawsOfAll:
    """Asks for everything where the laws are asked of a log whose beginning is left out."""

    laws: Laws
    is_whole: bool

    def expected(self, actions: Sequence[Action], /) -> Mapping[str, Any]:
        """Return what the laws expect. Raises NeedsRebuild where the log is not whole."""
        return self.asked().expected(actions)

    def totals(self, actions: Sequence[Action], /) -> Totals | None:
        """Return the score. Raises NeedsRebuild where the log is not whole."""
        return self.asked().totals(actions)

    def asked(self) -> Laws:
        """Return the laws of a log that is whole. Raises NeedsRebuild where it is not."""
        if not self.is_whole:
            raise NeedsRebuild("the laws are asked, and the beginning is left out")
        return self.laws


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the books come to: the operations to do now, and what is kept behind them.

    `found` is None where more operations are left: nothing else is written before they are done.
    """

    kept: Kept
    operations: Sequence[Operation]
    found: Consensus | None


def decide(kept: Kept, tier: ValidationTier, laws: Laws) -> Outcome:
    """Return what is to be done to the log.

    Raises NeedsRebuild where what is kept does not suffice.
    """
    found = folded(kept, tier, laws)
    if kept.left_out and any(toggles(each) for each in found.operations):
        raise NeedsRebuild("a ball is withdrawn or redone, and the beginning is left out")
    operations = found.operations[:MOST_OPERATIONS]
    after = replace(kept, log=with_operations(kept.log, operations))
    if len(operations) < len(found.operations):
        return Outcome(after, operations, None)
    after = compared(after, found, operations, laws)
    whole = with_left_out(found, kept.left_out)
    return Outcome(without_settled(after, found, tier, laws), operations, whole)


def folded(
    kept: Kept, tier: ValidationTier, laws: Laws, over: tuple[int, int] | None = None
) -> Consensus:
    """Fold what is kept; `over` is the innings and the 0-based over to set side by side."""
    return consensus(
        kept.log.actions.values(),
        [book_of(person, each) for person, each in kept.books.items()],
        rulings_of(kept),
        tier=tier,
        laws=LawsOfAll(laws, not kept.left_out),
        over=over,
        ends=kept.log.ends,
    )


def book_of(person_id: str, kept: KeptBook) -> Book:
    """Return a book as far as it is kept and can be read."""
    entries = (each.entry for each in kept.entries.values())
    return Book(person_id, kept.seat, tuple(each for each in entries if each is not None))


def rulings_of(kept: Kept) -> list[AnyRuling]:
    """Return the rulings that may still act: on entries that are kept, or have not come yet."""
    found = (each for each in kept.rulings.values() if each is not None)
    return [each for each in found if not is_done_with(kept, each)]


def is_done_with(kept: Kept, ruling: AnyRuling) -> bool:
    """Return whether all the entries of a ruling are left out."""
    if not kept.left_out or isinstance(ruling, TierRuling):
        return False
    return all(is_left_out(kept, *each) for each in ruling.entries.items())


def toggles(operation: Operation) -> bool:
    """Return whether an operation voids or redoes what books once agreed on."""
    agreement = operation.agreement
    return agreement is not None and bool(agreement.books)


def with_operations(log: KeptLog, operations: Sequence[Operation]) -> KeptLog:
    """Return the log with operations done."""
    before = log.actions
    after = {each.action.id: each for each in applied(before.values(), operations)}
    voided = log.voided + sum(
        each.action.is_voided - was_voided(before.get(each.action.id)) for each in operations
    )
    return KeptLog(after, log.count + len(after) - len(before), voided, log.ends)


def was_voided(logged: Logged | None) -> bool:
    """Return whether an action was in the log and voided."""
    return logged is not None and logged.action.is_voided


def with_left_out(found: Consensus, left_out: Mapping[int, Mapping[Seat, Standing]]) -> Consensus:
    """Return an outcome whose standings are of the whole match."""
    standings = dict(found.standings)
    for each in left_out.values():
        for seat, part in each.items():
            known = standings.get(seat)
            standings[seat] = part if known is None else part.plus(known)
    return replace(found, standings=standings)


# -- leaving out what is settled ------------------------------------------------------------------


def without_settled(kept: Kept, found: Consensus, tier: ValidationTier, laws: Laws) -> Kept:
    """Return what is kept without the balls that all books say word for word, where that changes
    nothing: the rest is folded once more to see that."""
    for number, cut in found.cuts.items():
        if may_leave_out(kept):
            kept = cut_innings(kept, number, cut, tier, laws)
    return kept


def may_leave_out(kept: Kept) -> bool:
    """Return whether nothing in the match refers to its beginning: one book for each seat, no
    statement of a score to go on from, no ruling on the tier."""
    seats = [book.seat for book in kept.books.values()]
    entries = (each.entry for book in kept.books.values() for each in book.entries.values())
    return (
        len(set(seats)) == len(seats)
        and not any(isinstance(each, Opened) for each in entries)
        and not any(isinstance(each, TierRuling) for each in kept.rulings.values())
    )


def cut_innings(kept: Kept, number: int, cut: Cut, tier: ValidationTier, laws: Laws) -> Kept:
    """Return what is kept with the beginning of an innings left out, if it is worth it."""
    of_innings = [
        each for each in kept.log.actions.values() if each.action.innings_number == number
    ]
    dropped = [each.members for each in chains_of(of_innings) if each.turn[1] < cut.log]
    names = {each.action.id for members in dropped for each in members}
    last = max(of_innings, key=lambda each: each.action.sequence_number)
    stays = [each for each in of_innings if each.action.id not in names]
    if len(dropped) < LEAST_LEFT_OUT or last.action.id in names or any(map(is_toggled, stays)):
        return kept
    shorter = replace(
        kept,
        log=replace(kept.log, actions=without(kept.log.actions, names)),
        books={
            person: cut_book(book, number, cut.books.get(book.seat))
            for person, book in kept.books.items()
        },
    )
    return with_standings(kept, shorter, number, tier, laws)


def with_standings(
    kept: Kept, shorter: Kept, number: int, tier: ValidationTier, laws: Laws
) -> Kept:
    """Return what is shorter, with the standings of what it lacks; the same as before where it
    comes to something else."""
    marked = replace(shorter, left_out={**kept.left_out, number: kept.left_out.get(number, {})})
    try:
        before, after = folded(kept, tier, laws), folded(marked, tier, laws)
    except NeedsRebuild:
        return kept
    if after.operations or after.disputes != before.disputes or after.panel != before.panel:
        return kept
    known = kept.left_out.get(number, {})
    lacking = {
        seat: standing.minus(after.standings[seat]) for seat, standing in before.standings.items()
    }
    total = {
        seat: known[seat].plus(each) if seat in known else each for seat, each in lacking.items()
    }
    return replace(shorter, left_out={**kept.left_out, number: total})


def is_toggled(logged: Logged) -> bool:
    """Return whether books voided or redid an action: whether they may again depends on all that
    was amended in them."""
    return logged.agreement is not None and bool(logged.agreement.books)


def without(actions: Mapping[ActionId, Logged], names: set[ActionId]) -> dict[ActionId, Logged]:
    """Return the log without some actions."""
    return {name: each for name, each in actions.items() if name not in names}


def cut_book(book: KeptBook, number: int, first: int | None) -> KeptBook:
    """Return a book without the entries of an innings whose turn is before a ball; statements
    stay."""
    if first is None:
        return book
    entries = [
        each.entry
        for place, each in book.entries.items()
        if place[0] == number and isinstance(each.entry, Entry)
    ]
    gone: set[Place] = {
        parse_action_id(each.action.id)
        for chain in chains_of(entries)
        if chain.turn[1] < first
        for each in chain.members
    }
    voided = sum(book.entries[place].is_voided for place in gone)
    kept = {place: each for place, each in book.entries.items() if place not in gone}
    return replace(book, entries=kept, voided=book.voided + voided)
