"""Folds the kept state of the books, and decides what to write. Pure.

If there are too many operations for one commit, the first are written, and the fold is repeated for
the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scrbrd.consensus.agreement import LoggedAction, Operation, apply_operations
from scrbrd.consensus.entries import Book, Entry, OpeningStatement, Seat, Totals, chains_of
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.rulings import AnyRuling, TierRuling
from scrbrd.consensus.standings import Standing
from scrbrd.consensus.window import Cut
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.books.model import KeptBook, KeptConsensus, KeptLog
from scrbrd.handlers.books.scores import with_compared_scores
from scrbrd.handlers.books.take_in import is_left_out

MOST_OPERATIONS = 40
"""Operations in one commit; the entries of a scorer who was offline take several."""

LEAST_LEFT_OUT = 16
"""Balls; fewer are not worth dropping."""


@dataclass(frozen=True, slots=True)
class WholeLogLaws:
    """Laws that raise NeedsRebuild when they are used on a log whose beginning is left out."""

    laws: Laws
    is_whole: bool

    def expected(self, actions: Sequence[Action], /) -> Mapping[str, Any]:
        """Return the fields that the laws expect. Raises NeedsRebuild if the log is not whole."""
        return self.whole_laws().expected(actions)

    def totals(self, actions: Sequence[Action], /) -> Totals | None:
        """Return the score. Raises NeedsRebuild if the log is not whole."""
        return self.whole_laws().totals(actions)

    def whole_laws(self) -> Laws:
        """Return the laws. Raises NeedsRebuild if the log is not whole."""
        if not self.is_whole:
            raise NeedsRebuild("the laws need the whole log, and its beginning is left out")
        return self.laws


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a fold: the operations to do now, and the state to keep after them.

    `folded` is None if more operations are left: nothing else is written before they are done.
    """

    kept: KeptConsensus
    operations: Sequence[Operation]
    folded: Consensus | None


def decide(kept: KeptConsensus, tier: ValidationTier, laws: Laws) -> Outcome:
    """Return the operations to apply to the log, and the state to keep.

    Raises NeedsRebuild if the kept state is not sufficient.
    """
    folded = fold_kept(kept, tier, laws)
    if kept.left_out and any(is_toggle(each) for each in folded.operations):
        raise NeedsRebuild("a ball is withdrawn or redone, and the beginning is left out")
    operations = folded.operations[:MOST_OPERATIONS]
    after = replace(kept, log=with_operations(kept.log, operations))
    if len(operations) < len(folded.operations):
        return Outcome(after, operations, None)
    after = with_compared_scores(after, folded, operations, laws)
    whole = with_left_out(folded, kept.left_out)
    return Outcome(without_settled(after, folded, tier, laws), operations, whole)


def fold_kept(
    kept: KeptConsensus, tier: ValidationTier, laws: Laws, over: tuple[int, int] | None = None
) -> Consensus:
    """Fold the kept state; `over` is the innings and the 0-based over to compare between the
    books.
    """
    return consensus(
        kept.log.actions.values(),
        [book_of(person, each) for person, each in kept.books.items()],
        rulings_of(kept),
        tier=tier,
        laws=WholeLogLaws(laws, not kept.left_out),
        over=over,
        ends=kept.log.ends,
    )


def book_of(person_id: str, kept: KeptBook) -> Book:
    """Return the kept and readable entries of a book."""
    entries = (each.entry for each in kept.entries.values())
    return Book(person_id, kept.seat, tuple(each for each in entries if each is not None))


def rulings_of(kept: KeptConsensus) -> list[AnyRuling]:
    """Return the rulings that may still take effect: on entries that are kept or have not come
    yet.
    """
    found = (each for each in kept.rulings.values() if each is not None)
    return [each for each in found if not is_done_with(kept, each)]


def is_done_with(kept: KeptConsensus, ruling: AnyRuling) -> bool:
    """Return True if all entries of a ruling are left out."""
    if not kept.left_out or isinstance(ruling, TierRuling):
        return False
    return all(is_left_out(kept, *each) for each in ruling.entries.items())


def is_toggle(operation: Operation) -> bool:
    """Return True if an operation voids or redoes an action that books once agreed on."""
    agreement = operation.agreement
    return agreement is not None and bool(agreement.books)


def with_operations(log: KeptLog, operations: Sequence[Operation]) -> KeptLog:
    """Return the log after operations."""
    before = log.actions
    after = {each.action.id: each for each in apply_operations(before.values(), operations)}
    voided = log.voided + sum(
        each.action.is_voided - was_voided(before.get(each.action.id)) for each in operations
    )
    return KeptLog(after, log.count + len(after) - len(before), voided, log.ends)


def was_voided(logged: LoggedAction | None) -> bool:
    """Return True if an action was in the log and voided."""
    return logged is not None and logged.action.is_voided


def with_left_out(folded: Consensus, left_out: Mapping[int, Mapping[Seat, Standing]]) -> Consensus:
    """Return an outcome with standings of the whole match, including the balls left out."""
    standings = dict(folded.standings)
    for each in left_out.values():
        for seat, part in each.items():
            known = standings.get(seat)
            standings[seat] = part if known is None else part.plus(known)
    return replace(folded, standings=standings)


# -- leaving out what is settled ------------------------------------------------------------------


def without_settled(
    kept: KeptConsensus, folded: Consensus, tier: ValidationTier, laws: Laws
) -> KeptConsensus:
    """Return the kept state without the balls on which all books agree in every field.

    They are left out only if a second fold shows that this changes nothing.
    """
    for number, cut in folded.cuts.items():
        if may_leave_out(kept):
            kept = cut_innings(kept, number, cut, tier, laws)
    return kept


def may_leave_out(kept: KeptConsensus) -> bool:
    """Return True if nothing in the match refers to its beginning.

    That is: one book for each seat, no book opened at a stated score, no ruling on the tier.
    """
    seats = [book.seat for book in kept.books.values()]
    entries = (each.entry for book in kept.books.values() for each in book.entries.values())
    return (
        len(set(seats)) == len(seats)
        and not any(isinstance(each, OpeningStatement) for each in entries)
        and not any(isinstance(each, TierRuling) for each in kept.rulings.values())
    )


def cut_innings(
    kept: KeptConsensus, number: int, cut: Cut, tier: ValidationTier, laws: Laws
) -> KeptConsensus:
    """Return the kept state without the beginning of an innings, if that is worth it."""
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
        log=replace(kept.log, actions=without_actions(kept.log.actions, names)),
        books={
            person: cut_book(book, number, cut.books.get(book.seat))
            for person, book in kept.books.items()
        },
    )
    return with_standings(kept, shorter, number, tier, laws)


def with_standings(
    kept: KeptConsensus, shorter: KeptConsensus, number: int, tier: ValidationTier, laws: Laws
) -> KeptConsensus:
    """Return the shorter state with the standings of the balls it lacks.

    Returns the state `kept` if the shorter one has another outcome.
    """
    marked = replace(shorter, left_out={**kept.left_out, number: kept.left_out.get(number, {})})
    try:
        before, after = fold_kept(kept, tier, laws), fold_kept(marked, tier, laws)
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


def is_toggled(logged: LoggedAction) -> bool:
    """Return True if books voided or redid an action.

    Whether they may do so again depends on all amendments of it.
    """
    return logged.agreement is not None and bool(logged.agreement.books)


def without_actions(
    actions: Mapping[ActionId, LoggedAction], names: set[ActionId]
) -> dict[ActionId, LoggedAction]:
    """Return the log without the actions with some ids."""
    return {name: each for name, each in actions.items() if name not in names}


def cut_book(book: KeptBook, number: int, first: int | None) -> KeptBook:
    """Return a book without the entries of an innings whose turn is before sequence `first`.

    Statements stay.
    """
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
