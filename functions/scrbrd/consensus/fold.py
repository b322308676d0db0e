"""Folds log, books and rulings into the operations on the log, and the disputes.

The log is the memory: its balls stay until as many seats as decided them disagree, or a ruling
does.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from scrbrd.consensus.agreement import LoggedAction, Operation
from scrbrd.consensus.ball_changes import BallChanges, EarlierActions
from scrbrd.consensus.book_links import LinkedInnings
from scrbrd.consensus.content import STOPPAGES, is_same_ball
from scrbrd.consensus.dispute import Dispute
from scrbrd.consensus.disputes import Disputes
from scrbrd.consensus.entries import Book, Seat
from scrbrd.consensus.laws import Laws, NoLaws
from scrbrd.consensus.merge import VOICES_NEEDED
from scrbrd.consensus.openings import check_openings
from scrbrd.consensus.over_check import OverCheck, over_check
from scrbrd.consensus.places import effective_actions
from scrbrd.consensus.rounds import Rounds, state_of
from scrbrd.consensus.rulings import AnyRuling, Panel, Rulings, rulings_of
from scrbrd.consensus.seats import SeatBook, base_panel, holders_of, seat_book
from scrbrd.consensus.standings import Standing, standings_of
from scrbrd.consensus.stated_scores import StatedScore, actions_passed_by_all, stated_scores
from scrbrd.consensus.stints import Stint, Succession
from scrbrd.consensus.tail import Tail
from scrbrd.consensus.takeovers import Logs, Takeovers
from scrbrd.consensus.window import Cut, cut_of
from scrbrd.consensus.writer import Writer
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, ActionType, ValidationTier


@dataclass(frozen=True, slots=True)
class Consensus:
    """The result of folding books and rulings. `log` is the log after the operations.

    Operations are in the order in which they must be applied; applied twice they change nothing.
    `cuts` are by innings, see `window`. `panel` votes on the next ball of the last innings,
    `panels` of each innings; `check` is the last complete over, or the requested one; `waiting` is
    each seat's first entry without a ball of the log. `stated` are the stated scores,
    `waiting_for_all` the balls ahead of a log that is held back, see `stated_scores`.
    """

    log: tuple[LoggedAction, ...]
    operations: tuple[Operation, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    standings: Mapping[Seat, Standing] = field(default_factory=dict)
    cuts: Mapping[int, Cut] = field(default_factory=dict)
    panel: Panel | None = None
    check: OverCheck | None = None
    waiting: Mapping[Seat, ActionId] = field(default_factory=dict)
    stated: tuple[StatedScore, ...] = ()
    waiting_for_all: tuple[Action, ...] = ()
    panels: Mapping[int, Panel] = field(default_factory=dict)

    def voters_on(self, dispute: Dispute) -> tuple[Seat, ...]:
        """Return the seats that vote in the innings of a dispute."""
        panel = self.panels.get(dispute.innings_number, self.panel)
        return () if panel is None else panel.seats


def consensus(
    log: Iterable[LoggedAction],
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
    """Return the operations that make a log agree with books and rulings, and the disputes.

    `laws` give the expected details of a ball that nothing else settles; `seats` the voting seats,
    if not the usual ones of the tier; `innings` the numbers of those to fold, all if None; `over`
    the innings and the 0-based over to compare; `ends`, by innings, sequence and nonce of an action
    at the end of the log that cannot be read.
    """
    by_innings = group_by_innings(log)
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
    return combine_innings(rest, folded, match.panel)


def group_by_innings(log: Iterable[LoggedAction]) -> dict[int, list[LoggedAction]]:
    """Return the actions of a log by innings; of an action that is given twice the last counts."""
    unique = {each.action.id: each for each in log}
    found: dict[int, list[LoggedAction]] = {}
    for each in unique.values():
        found.setdefault(each.action.innings_number, []).append(each)
    return found


def is_held_back(earlier: Iterable["InningsFold"]) -> bool:
    """Return whether a disputed ball holds an earlier innings back.

    Then the next innings is not begun: its target would follow from an incomplete score, and a side
    that passes it would be shown as winner. How an innings was closed changes no score.
    """
    blocking = [each for fold in earlier for each in fold.disputes if each.blocks]
    return any(
        not each.claims
        or any(one.action.type is not ActionType.INNINGS_CLOSED for one in each.claims.values())
        for each in blocking
    )


def earlier_actions_of(logs: Mapping[int, Sequence[LoggedAction]]) -> EarlierActions:
    """Return a function that returns the effective actions of earlier innings."""

    def effective() -> list[Action]:
        return [action for _, log in sorted(logs.items()) for action in effective_actions(log)]

    return effective


@dataclass(frozen=True, slots=True)
class InningsFold:
    """The result of folding books and rulings in one innings."""

    log: tuple[LoggedAction, ...]
    operations: tuple[Operation, ...]
    disputes: tuple[Dispute, ...]
    standings: Mapping[Seat, Standing]
    cut: Cut | None
    panel: Panel
    check: OverCheck | None
    waiting: Mapping[Seat, ActionId]
    stated: tuple[StatedScore, ...]
    waiting_for_all: tuple[Action, ...]


class ContentRounds:
    """The results of an innings before each round in which it was changed by content.

    The next round may reverse such a change, and so on forever: details on which two of three seats
    agree. The innings then stays as it was before.
    """

    def __init__(self) -> None:
        self._found: dict[str, InningsFold] = {}

    def repeated_fold(self, log: Sequence[LoggedAction]) -> InningsFold | None:
        """Return the result of a repeated round, always the same one; None if the log is new."""
        states = list(self._found)
        state = state_of(log) if states else ""
        if state not in states:
            return None
        return self._found[min(states[states.index(state) :])]

    def add(self, found: InningsFold) -> None:
        """Add the result of a round after which the log was changed by content."""
        self._found[state_of(found.log)] = found


class MatchBooks:
    """The books and rulings of a match, prepared for folding innings by innings."""

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
        self, number: int, log: Sequence[LoggedAction], earlier: Logs, *, is_early: bool = False
    ) -> InningsFold:
        """Fold one innings until no change is left; nothing is appended to one that `is_early`.

        Every round reads log and books afresh, so that a second call changes nothing. Where rounds
        would repeat forever it begins again with fixed books. Raises EndlessFold where that does
        not end either.
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
        log: Sequence[LoggedAction],
        earlier: Logs,
        settled: Sequence[SeatBook] | None,
        *,
        is_early: bool,
    ) -> InningsFold | Sequence[SeatBook]:
        """Fold one innings with fixed books, or with those that count by the log in each round.

        Returns books to begin again with where that would not end. Raises EndlessFold where fixed
        books do not end either.
        """
        writer = Writer(number, log, self.ends.get(number, (0, "")))
        before, known = earlier_actions_of(earlier), self.single_holder_books(number)
        past, by_content = Rounds(), ContentRounds()
        while True:
            books = settled or self.read_seat_books(
                number, known, {**earlier, number: writer.actions()}
            )
            if settled:
                past.check(number, writer.actions())
            elif (found := past.settle(writer.actions(), books)) is not None:
                return found
            innings = self.link_books(books, writer)
            ball_changes = BallChanges(innings, writer, self.laws, before)
            if ball_changes.change():
                continue
            tail = Tail(ball_changes)
            if is_early or not tail.extend():
                repeated = by_content.repeated_fold(writer.actions())
                if repeated is not None:
                    return repeated
                folded = self.build_fold(number, innings, tail, is_early=is_early)
                if not self.change_by_content(books, writer, before, folded):
                    return folded
                by_content.add(folded)

    def build_fold(
        self, number: int, innings: LinkedInnings, tail: Tail, *, is_early: bool
    ) -> InningsFold:
        """Return the result of an innings without changes left."""
        writer, disputes = tail.writer, Disputes(number, innings, tail).find()
        if is_early:  # it waits for the earlier innings, not for a dispute of its own
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
            first_waiting_entries(innings),
            tuple(stated_scores(innings)),
            actions_passed_by_all(innings, tail.panel()) if is_blocked else (),
        )

    def single_holder_books(self, number: int) -> list[SeatBook]:
        """Return the books of the seats for which only one person keeps a book."""
        return [
            seat_book(seat, Succession((Stint(books.first),)), number)
            for seat, books in self.holders.items()
            if books.is_alone
        ]

    def read_seat_books(self, number: int, known: Sequence[SeatBook], logs: Logs) -> list[SeatBook]:
        """Return the book of every seat, by its holders as the log is now.

        `known` are the books of seats with one person only.
        """
        takeovers = Takeovers(number, logs, self.laws, self.link_book)
        taken_over = [
            seat_book(seat, replace(takeovers.succession(books), state=books.state(number)), number)
            for seat, books in self.holders.items()
            if not books.is_alone
        ]
        before = earlier_actions_of({each: logs[each] for each in logs if each < number})
        return [
            check_openings(book, logs[number], before, self.laws) for book in (*known, *taken_over)
        ]

    def link_book(self, book: SeatBook, logs: Logs, number: int) -> LinkedInnings:
        """Return one book linked to the log of an innings."""
        log = logs.get(number, ())
        before = earlier_actions_of({each: logs[each] for each in logs if each < number})
        checked = check_openings(book, log, before, self.laws)
        return LinkedInnings(log, [checked], self.panel, self.rulings)

    def change_by_content(
        self,
        books: Sequence[SeatBook],
        writer: Writer,
        before: EarlierActions,
        found: InningsFold,
    ) -> bool:
        """Change the log to what enough books agree on by content; return whether it changed.

        Enough are as many as decide a ball. The entries from which balls were once agreed may hide
        such agreement: two mistakes in a row that looked like one and were both corrected.
        """
        group = [found.standings[each.seat] for each in largest_agreeing_group(books)]
        if not group or not (found.disputes or all(map(differs_from_log, group))):
            return False
        count = writer.changes
        innings = self.link_books(books, writer, by_content=True)
        BallChanges(innings, writer, self.laws, before).change()
        return writer.changes != count

    def link_books(
        self, books: Sequence[SeatBook], writer: Writer, *, by_content: bool = False
    ) -> LinkedInnings:
        """Return the books linked to the log as it is now."""
        log = writer.actions()
        return LinkedInnings(log, books, self.panel, self.rulings, by_content=by_content)


def largest_agreeing_group(books: Sequence[SeatBook]) -> Sequence[SeatBook]:
    """Return the largest group of books that agree from the beginning, as far as each goes.

    It has at least as many as decide a ball; empty if there is none. Stoppages are ignored.
    """
    whole = [book for book in books if not book.openings]
    rows = {
        book.seat: [
            entry.version.content
            for entry in book.effective_entries
            if entry.version.content.kind not in STOPPAGES
        ]
        for book in whole
    }
    for count in range(len(whole), VOICES_NEEDED - 1, -1):
        for group in combinations(whole, count):
            first, *rest = (rows[book.seat] for book in group)
            if all(
                is_same_ball(one, other)
                for row in rest
                for one, other in zip(first, row, strict=False)
            ):
                return group
    return ()


def differs_from_log(standing: Standing) -> bool:
    """Return whether a book differs from the log."""
    return bool(standing.missed or standing.dissents or standing.extras)


def combine_innings(
    rest: Sequence[LoggedAction], folded: Mapping[int, InningsFold], panel: Panel
) -> Consensus:
    """Return the results of all innings as one; `panel` is the panel where there is none yet."""
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
        *last_panel_and_check(folded, panel),
        merge_waiting(folded.values()),
        tuple(each for fold in folded.values() for each in fold.stated),
        next((fold.waiting_for_all for fold in folded.values() if fold.waiting_for_all), ()),
        {number: fold.panel for number, fold in folded.items()},
    )


def first_waiting_entries(innings: LinkedInnings) -> dict[Seat, ActionId]:
    """Return the first entry of each seat without a ball of the log."""
    heads = {seat: linked.head() for seat, linked in innings.seats.items()}
    return {seat: entry.root for seat, entry in heads.items() if entry is not None}


def merge_waiting(folded: Iterable[InningsFold]) -> dict[Seat, ActionId]:
    """Return the first waiting entry of each seat, in the earliest innings that has one."""
    waiting: dict[Seat, ActionId] = {}
    for fold in folded:
        waiting = {**fold.waiting, **waiting}
    return waiting


def last_panel_and_check(
    folded: Mapping[int, InningsFold], panel: Panel
) -> tuple[Panel, OverCheck | None]:
    """Return the panel of the last innings, and the last over check of any innings."""
    check, last = None, panel
    for fold in folded.values():
        check, last = fold.check or check, fold.panel
    return last, check
