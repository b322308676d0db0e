"""Checks on whose word each action of the log stands: its evidence against books and rulings. Pure.

Needs nothing of how the log was made, so that it finds what the fold would not see.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scrbrd.consensus.agreement import NEEDED, Cited, Logged
from scrbrd.consensus.entries import Book, Entry, Seat
from scrbrd.consensus.rulings import AnyRuling, Ruling, rulings_of
from scrbrd.consensus.words import Words, same
from scrbrd.domain.actions import action_id, parse_action_id
from scrbrd.domain.effective import reference_of
from scrbrd.domain.vocabulary import ActionId


@dataclass(frozen=True, slots=True)
class EvidenceFault:
    """What is wrong with the evidence of an action of the log."""

    action_id: ActionId
    message: str


def past_books(log: Iterable[Logged]) -> list[ActionId]:
    """Return the actions that somebody appended past the books: they count as an umpire's word."""
    return [each.action.id for each in log if each.agreement is None]


def evidence_faults(
    log: Iterable[Logged], books: Iterable[Book], rulings: Iterable[AnyRuling]
) -> list[EvidenceFault]:
    """Return what is wrong with the evidence of a log, in its order.

    Each entry that an action cites must be in its person's book. As many persons as the tier asks
    for must say the same as the action, or a ruling that counts must.
    """
    check = EvidenceCheck(log, books, rulings)
    return [
        EvidenceFault(each.action.id, message)
        for each in check.log.values()
        for message in check.faults_of(each)
    ]


class EvidenceCheck:
    """The log, books and rulings of a match, ready to be asked about each action."""

    def __init__(
        self, log: Iterable[Logged], books: Iterable[Book], rulings: Iterable[AnyRuling]
    ) -> None:
        self.log = {each.action.id: each for each in log}
        self.books = {book.person_id: book for book in books}
        self.all_rulings = list(rulings)

    @cached_property
    def rulings(self) -> Mapping[int, Ruling]:
        """The rulings on disputes that count."""
        return rulings_of(self.all_rulings).by_number

    def faults_of(self, logged: Logged) -> Iterator[str]:
        """Yield what is wrong with the evidence of one action; nothing where it has none."""
        agreement = logged.agreement
        if agreement is None:
            return
        wrong = [
            fault
            for seat, cited in agreement.entries.items()
            if (fault := self.citation_fault(seat, cited)) is not None
        ]
        missing = [number for number in agreement.rulings if number not in self.rulings]
        wrong += [f"ruling {number} is not there or does not count" for number in missing]
        yield from wrong
        if not wrong and not self.is_upheld(logged):
            yield self.shortage(logged)

    def citation_fault(self, seat: Seat, cited: Cited) -> str | None:
        """Return what is wrong with one entry that is cited; None where it is as it is said."""
        named = f"{cited.version_id} of {cited.person_id}"
        book = self.books.get(cited.person_id)
        entry = self.version(cited)
        if book is None or entry is None:
            return f"{seat}: entry {named} is not in the books"
        if book.seat != seat:
            return f"{seat}: the book of {cited.person_id} is that of {book.seat}"
        if self.root_of(cited) != cited.entry_id:
            return f"{seat}: entry {named} is no word on {cited.entry_id}"
        return None

    def version(self, cited: Cited) -> Entry | None:
        """Return the entry whose words are cited; None where there is none."""
        return self.entry(cited.person_id, cited.version_id)

    def entry(self, person_id: str, entry_id: ActionId) -> Entry | None:
        """Return an entry of a book."""
        book = self.books.get(person_id)
        part = None if book is None else book.innings.get(parse_action_id(entry_id)[0])
        return None if part is None else part.actions.get(entry_id)

    def root_of(self, cited: Cited) -> ActionId:
        """Return the first entry on the ball of the one whose words are cited."""
        name = cited.version_id
        while (entry := self.entry(cited.person_id, name)) is not None:
            earlier = corrected_by(entry)
            if earlier is None:
                break
            name = earlier
        return name

    def is_upheld(self, logged: Logged) -> bool:
        """Return whether enough persons say the same as an action, or one of its rulings does.

        A correction of details alone stands on what upholds the score that it leaves as it was:
        details are what two say who may say another score.
        """
        agreement = logged.agreement
        if agreement is None or len(self.supporters(logged)) >= NEEDED[agreement.tier]:
            return True
        rulings = [self.rulings[each] for each in agreement.rulings if each in self.rulings]
        if any(self.is_ruled(logged, each) for each in rulings):
            return True
        return any(
            is_of_same_score(each.words, logged.words) and self.is_upheld(each)
            for each in self.earlier_words(logged)
        )

    def supporters(self, logged: Logged) -> set[str]:
        """Return who says the same as an action, of those whom it cites."""
        agreement = logged.agreement
        entries = {} if agreement is None else agreement.entries
        return {
            cited.person_id
            for cited in entries.values()
            if (entry := self.version(cited)) is not None and same(entry.words, logged.words)
        }

    def earlier_words(self, logged: Logged) -> list[Logged]:
        """Return the actions before a correction that are of the same ball."""
        target, last = logged.action.corrects, logged.action.sequence_number
        if target is None:
            return []
        return [
            each
            for each in self.log.values()
            if target in (each.action.id, each.action.corrects)
            and each.action.sequence_number < last
        ]

    def is_ruled(self, logged: Logged, ruling: Ruling) -> bool:
        """Return whether a ruling accepts the ball that an action is; one that accepts none lets a
        claim stand in the log, voided."""
        agreement = logged.agreement
        entries = {} if agreement is None else agreement.entries
        if isinstance(ruling.accepts, Entry):
            return same(ruling.accepts.words, logged.words)
        accepted = [each for seat, each in entries.items() if ruling.accepts in (None, seat)]
        versions = [self.version(each) for each in accepted]
        return any(each is not None and same(each.words, logged.words) for each in versions)

    def shortage(self, logged: Logged) -> str:
        """Return that too few uphold an action."""
        agreement = logged.agreement
        assert agreement is not None
        if agreement.rulings:
            return f"ruling {agreement.rulings[-1]} does not say what the action says"
        who = ", ".join(sorted(self.supporters(logged))) or "nobody"
        return f"{agreement.tier} asks for {NEEDED[agreement.tier]} who say the same; {who} does"


def is_of_same_score(one: Words, other: Words) -> bool:
    """Return whether two words say the same score, of whatever players."""
    return one.kind == other.kind and one.score == other.score


def corrected_by(entry: Entry) -> ActionId | None:
    """Return the entry that a correction is of; None where an entry corrects none before it."""
    action = entry.action
    reference = reference_of(action)
    if not action.corrects or reference is None or reference.target is None:
        return None
    is_earlier = reference.target < (action.innings_number, action.sequence_number)
    return ActionId(action_id(*reference.target)) if is_earlier else None
