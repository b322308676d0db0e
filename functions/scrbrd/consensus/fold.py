"""Folds log, books and rulings into what is to be done to the log, and what is disputed.

The log is the memory: what it has stays until as many as decided it say otherwise, or a ruling.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from scrbrd.consensus.agreement import Logged, Operation
from scrbrd.consensus.decided import Before, Decided
from scrbrd.consensus.dispute import Dispute
from scrbrd.consensus.disputes import Disputes
from scrbrd.consensus.entries import Book, Seat
from scrbrd.consensus.laws import Laws, NoLaws
from scrbrd.consensus.linked import LinkedInnings
from scrbrd.consensus.merge import ALIKE
from scrbrd.consensus.openings import checked_openings
from scrbrd.consensus.over_check import OverCheck, over_check
from scrbrd.consensus.places import effective_of
from scrbrd.consensus.rounds import Rounds, state_of
from scrbrd.consensus.rulings import AnyRuling, Panel, Rulings, rulings_of
from scrbrd.consensus.seats import SeatBook, base_panel, holders_of, seat_book
from scrbrd.consensus.standings import Standing, standings_of
from scrbrd.consensus.stated import Stated, passed_by_all, stated_in
from scrbrd.consensus.stints import Line, Stint
from scrbrd.consensus.tail import Tail
from scrbrd.consensus.takeovers import Logs, Takeovers
from scrbrd.consensus.window import Cut, cut_of
from scrbrd.consensus.words import STOPPAGES, same
from scrbrd.consensus.writer import Writer
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, ActionType, ValidationTier


@dataclass(frozen=True, slots=True)
class Consensus:
    """What books and rulings come to. `log` is the log with the operations done; `cuts` are by
    innings, see `window`.

    Operations are in the order in which they are to be done; done twice they change nothing.
    `panel` is who votes on the next ball of the last innings, `panels` of each; `check` the last
    over that is complete, or the one asked for; `waiting` each seat's first entry that the log has
    no ball for yet. `stated` are scores stated as agreed, `waiting_for_all` what is ahead of a log
    that is held back, see `stated`.
    """

    log: tuple[Logged, ...]
    operations: tuple[Operation, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    standings: Mapping[Seat, Standing] = field(default_factory=dict)
    cuts: Mapping[int, Cut] = field(default_factory=dict)
    panel: Panel | None = None
    check: OverCheck | None = None
    waiting: Mapping[Seat, ActionId] = field(default_factory=dict)
    stated: tuple[Stated, ...] = ()
    waiting_for_all: tuple[Action, ...] = ()
    panels: Mapping[int, Panel] = field(default_factory=dict)

    def voters_on(self, dispute: Dispute) -> tuple[Seat, ...]:
        """Return who votes in the innings of a dispute."""
        panel = self.panels.get(dispute.innings_number, self.panel)
        return () if panel is None else panel.seats


def consensus(
    log: Iterable[Logged],
    books: Iterable[Book],
    rulings: Iterable[AnyRuling] = (),
    *,
    tier: ValidationTier,
    laws: Laws | None = None,
    seats: Sequence[Seat] | None = None,
    innings: Collection[int] | None = None,
    over: tuple[int, int] | None = None,
    ends: Mapping[int, tuple[int, str]] | None = None,
) -> Consensus:
    """Return what is to be done to a log so that it is what books and rulings say.

    `laws` tell what is expected of a ball whose details nobody else settles; `seats` who votes, if
    not the usual seats of the tier; `innings` the numbers of those to look at, all if None; `over`
    the innings and the 0-based over to set side by side; `ends`, by innings, sequence and nonce of
    an action behind the log that cannot be read.
    """
    by_innings = split(log)
    ordered = sorted(books, key=lambda book: book.person_id)
    match = MatchBooks(ordered, rulings_of(rulings), tier, laws or NoLaws(), seats, over, ends)
    numbers = sorted(set(by_innings) | {number for book in ordered for number in book.innings})
    folded: dict[int, InningsFold] = {}
    for number in numbers:
        if innings is None or number in innings:
            earlier = {each: by_innings.get(each, []) for each in numbers if each < number}
            earlier |= {each: list(fold.log) for each, fold in folded.items()}
            known = by_innings.get(number, [])
            is_early = not known and is_held_back(folded.values())
            folded[number] = match.fold(number, known, earlier, is_early=is_early)
    rest = [each for number in by_innings if number not in folded for each in by_innings[number]]
    return put_together(rest, folded, match.panel)


def split(log: Iterable[Logged]) -> dict[int, list[Logged]]:
    """Return the actions of a log by innings; of one that is given twice the last counts."""
    unique = {each.action.id: each for each in log}
    found: dict[int, list[Logged]] = {}
    for each in unique.values():
        found.setdefault(each.action.innings_number, []).append(each)
    return found


def is_held_back(earlier: Iterable["InningsFold"]) -> bool:
    """Return whether a disputed ball holds an earlier innings back. The next one is not begun in
    the log then: its target would be that of a score which is known not to be all, and a side that
    passes it would be told to have won. How an innings was closed changes no score."""
    blocking = [each for fold in earlier for each in fold.disputes if each.blocks]
    return any(
        not each.claims
        or any(one.action.type is not ActionType.INNINGS_CLOSED for one in each.claims.values())
        for each in blocking
    )


def before_of(logs: Mapping[int, Sequence[Logged]]) -> Before:
    """Return what tells the effective actions of earlier innings."""

    def effective() -> list[Action]:
        return [action for _, log in sorted(logs.items()) for action in effective_of(log)]

    return effective


@dataclass(frozen=True, slots=True)
class InningsFold:
    """What books and rulings come to in one innings."""

    log: tuple[Logged, ...]
    operations: tuple[Operation, ...]
    disputes: tuple[Dispute, ...]
    standings: Mapping[Seat, Standing]
    cut: Cut | None
    panel: Panel
    check: OverCheck | None
    waiting: Mapping[Seat, ActionId]
    stated: tuple[Stated, ...]
    waiting_for_all: tuple[Action, ...]


class ByContent:
    """What an innings came to each time before the log was brought to what books say by content.

    What that changes the next round may change back, and so for ever: the details of a ball, which
    two of three say alike. The innings then stays as it was before.
    """

    def __init__(self) -> None:
        self._found: dict[str, InningsFold] = {}

    def again(self, log: Sequence[Logged]) -> InningsFold | None:
        """Return what the innings came to, if its log is again what it was: of the rounds that take
        turns, of the same one whichever came first."""
        states = list(self._found)
        state = state_of(log) if states else ""
        if state not in states:
            return None
        return self._found[min(states[states.index(state) :])]

    def note(self, found: InningsFold) -> None:
        """Note what it came to, and was changed by content then."""
        self._found[state_of(found.log)] = found


class MatchBooks:
    """The books and rulings of a match, ready to be folded innings by innings."""

    def __init__(
        self,
        books: Sequence[Book],
        rulings: Rulings,
        tier: ValidationTier,
        laws: Laws,
        seats: Sequence[Seat] | None,
        over: tuple[int, int] | None,
        ends: Mapping[int, tuple[int, str]] | None,
    ) -> None:
        self.rulings, self.laws, self.over, self.ends = rulings, laws, over, ends or {}
        self.holders = holders_of(books, rulings)
        self.panel: Panel = base_panel(tier, seats, self.holders)

    def fold(
        self, number: int, log: Sequence[Logged], earlier: Logs, *, is_early: bool = False
    ) -> InningsFold:
        """Fold one innings until nothing is left to be done; of one that `is_early` nothing enters.

        Every round reads log and books afresh, so that a second call finds nothing to do. Where
        rounds would repeat for ever it begins again, with books that stay as they are. Raises
        EndlessFold where that does not end either.
        """
        settled: Sequence[SeatBook] | None = None
        while True:
            found = self.rounds(number, log, earlier, settled, is_early=is_early)
            if isinstance(found, InningsFold):
                return found
            settled = found

    def rounds(
        self,
        number: int,
        log: Sequence[Logged],
        earlier: Logs,
        settled: Sequence[SeatBook] | None,
        *,
        is_early: bool,
    ) -> InningsFold | Sequence[SeatBook]:
        """Fold one innings with some books, or with those that count as the log is in each round;
        returns books to begin again with where that would not end. Raises EndlessFold where it does
        not end with them either."""
        writer = Writer(number, log, self.ends.get(number, (0, "")))
        before, known, past = before_of(earlier), self.books_of_one(number), Rounds()
        by_content = ByContent()
        while True:
            books = settled or self.books(number, known, {**earlier, number: writer.actions()})
            if settled:
                past.check(number, writer.actions())
            elif (found := past.settled(writer.actions(), books)) is not None:
                return found
            innings = self.linked(books, writer)
            decided = Decided(innings, writer, self.laws, before)
            if decided.change():
                continue
            tail = Tail(decided)
            if is_early or not tail.extend():
                again = by_content.again(writer.actions())
                if again is not None:
                    return again
                now = self.found(number, innings, tail, is_early=is_early)
                if not self.change_by_content(books, writer, before, now):
                    return now
                by_content.note(now)

    def found(
        self, number: int, innings: LinkedInnings, tail: Tail, *, is_early: bool
    ) -> InningsFold:
        """Return what books and rulings come to, where nothing is left to be done."""
        writer, disputes = tail.writer, Disputes(number, innings, tail).find()
        if is_early:  # it waits for the earlier innings, not for anything of its own
            disputes = [each for each in disputes if not each.blocks]
        is_blocked = any(each.blocks for each in disputes)
        return InningsFold(
            tuple(writer.log.values()),
            tuple(writer.operations.values()),
            tuple(disputes),
            standings_of(innings),
            cut_of(innings) if all(each.blocks for each in disputes) else None,
            tail.panel(),
            over_check(number, innings, self.over),
            waiting_of(innings),
            tuple(stated_in(innings)),
            passed_by_all(innings, tail.panel()) if is_blocked else (),
        )

    def books_of_one(self, number: int) -> list[SeatBook]:
        """Return what the seats say of an innings that one person alone keeps a book for."""
        return [
            seat_book(seat, Line((Stint(line.first),)), number)
            for seat, line in self.holders.items()
            if line.is_alone
        ]

    def books(self, number: int, known: Sequence[SeatBook], logs: Logs) -> list[SeatBook]:
        """Return what all seats say of an innings, by who holds them as the log is now: also of
        those that one person alone keeps a book for, which are known."""
        takeovers = Takeovers(number, logs, self.laws, self.link)
        taken_over = [
            seat_book(seat, replace(takeovers.line(line), state=line.state(number)), number)
            for seat, line in self.holders.items()
            if not line.is_alone
        ]
        before = before_of({each: logs[each] for each in logs if each < number})
        return [
            checked_openings(book, logs[number], before, self.laws)
            for book in (*known, *taken_over)
        ]

    def link(self, book: SeatBook, logs: Logs, number: int) -> LinkedInnings:
        """Return one book beside the log of an innings."""
        log = logs.get(number, ())
        before = before_of({each: logs[each] for each in logs if each < number})
        checked = checked_openings(book, log, before, self.laws)
        return LinkedInnings(log, [checked], self.panel, self.rulings)

    def change_by_content(
        self,
        books: Sequence[SeatBook],
        writer: Writer,
        before: Before,
        found: InningsFold,
    ) -> bool:
        """Where as many books as decide a ball say the same, as far as they go, and the log says
        otherwise, bring it to that; returns whether there was anything to do.

        What the balls of the log were once agreed from may hold them apart: two slips in a row that
        looked like one, and were both put right.
        """
        group = [found.standings[each.seat] for each in alike(books)]
        if not group or not (found.disputes or all(map(differs, group))):
            return False
        count = writer.changes
        innings = self.linked(books, writer, by_content=True)
        Decided(innings, writer, self.laws, before).change()
        return writer.changes != count

    def linked(
        self, books: Sequence[SeatBook], writer: Writer, *, by_content: bool = False
    ) -> LinkedInnings:
        """Return the books beside the log as it is now."""
        of = self.panel, self.rulings
        return LinkedInnings(writer.actions(), books, *of, by_content=by_content)


def alike(books: Sequence[SeatBook]) -> Sequence[SeatBook]:
    """Return as many books as decide a ball that say the same from the beginning, as far as each
    goes, all of them if they do; stoppages, which one seat may have alone, apart. Empty if none."""
    kept = [book for book in books if not book.openings]
    rows = {
        book.seat: [
            said.entry.words for said in book.said if said.entry.words.kind not in STOPPAGES
        ]
        for book in kept
    }
    for count in range(len(kept), ALIKE - 1, -1):
        for group in combinations(kept, count):
            first, *rest = (rows[book.seat] for book in group)
            if all(
                same(one, other) for row in rest for one, other in zip(first, row, strict=False)
            ):
                return group
    return ()


def differs(standing: Standing) -> bool:
    """Return whether a book says anything else than the log."""
    return bool(standing.missed or standing.dissents or standing.extras)


def put_together(
    rest: Sequence[Logged], folded: Mapping[int, InningsFold], panel: Panel
) -> Consensus:
    """Return the innings as one; `panel` is who votes where there is none yet."""
    standings: dict[Seat, Standing] = {}
    for fold in folded.values():
        for seat, standing in fold.standings.items():
            known = standings.get(seat)
            standings[seat] = standing if known is None else known.plus(standing)
    return Consensus(
        (*rest, *(each for fold in folded.values() for each in fold.log)),
        tuple(each for fold in folded.values() for each in fold.operations),
        tuple(each for fold in folded.values() for each in fold.disputes),
        standings,
        {number: fold.cut for number, fold in folded.items() if fold.cut is not None},
        *last_of(folded, panel),
        first_waiting(folded.values()),
        tuple(each for fold in folded.values() for each in fold.stated),
        next((fold.waiting_for_all for fold in folded.values() if fold.waiting_for_all), ()),
        {number: fold.panel for number, fold in folded.items()},
    )


def waiting_of(innings: LinkedInnings) -> dict[Seat, ActionId]:
    """Return the first entry of each seat that the log has no ball for yet."""
    heads = {seat: linked.head() for seat, linked in innings.seats.items()}
    return {seat: said.root for seat, said in heads.items() if said is not None}


def first_waiting(folded: Iterable[InningsFold]) -> dict[Seat, ActionId]:
    """Return the first entry of each seat that waits, in the earliest innings that has one."""
    waiting: dict[Seat, ActionId] = {}
    for fold in folded:
        waiting = {**fold.waiting, **waiting}
    return waiting


def last_of(folded: Mapping[int, InningsFold], panel: Panel) -> tuple[Panel, OverCheck | None]:
    """Return who votes in the last innings, and the last over that was complete in any."""
    check, last = None, panel
    for fold in folded.values():
        check, last = fold.check or check, fold.panel
    return last, check
