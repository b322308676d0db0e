"""Checks the evidence of each action of the log against books and rulings. Pure.

Does not use how the log was made, so that it finds what the fold would not see.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scrbrd.consensus.agreement import NEEDED, CitedEntry, LoggedAction
from scrbrd.consensus.content import Content, is_same_ball
from scrbrd.consensus.entries import Book, Entry, Seat
from scrbrd.consensus.rulings import AnyRuling, Ruling, rulings_of
from scrbrd.domain.actions import action_id, parse_action_id
from scrbrd.domain.effective import reference_of
from scrbrd.domain.vocabulary import ActionId


@dataclass(frozen=True, slots=True)
class EvidenceFault:
    """A fault in the evidence of an action of the log."""

    action_id: ActionId
    message: str


def actions_without_evidence(log: Iterable[LoggedAction]) -> list[ActionId]:
    """Return the actions that were appended past the books; they count like an umpire's ruling."""
    return [each.action.id for each in log if each.agreement is None]


def evidence_faults(
    log: Iterable[LoggedAction], books: Iterable[Book], rulings: Iterable[AnyRuling]
) -> list[EvidenceFault]:
    """Return the faults in the evidence of a log, in its order.

    Each entry that an action cites must be in its person's book. As many persons as the tier asks
    for must have the content of the action, or a ruling that counts must.
    """
    check = EvidenceCheck(log, books, rulings)
    return [
        EvidenceFault(each.action.id, message)
        for each in check.log.values()
        for message in check.faults_of(each)
    ]


class EvidenceCheck:
    """The log, books and rulings of a match, prepared for checks of single actions."""

    def __init__(
        self, log: Iterable[LoggedAction], books: Iterable[Book], rulings: Iterable[AnyRuling]
    ) -> None:
        self.log = {each.action.id: each for each in log}
        self.books = {book.person_id: book for book in books}
        self.all_rulings = list(rulings)

    @cached_property
    def rulings(self) -> Mapping[int, Ruling]:
        """The rulings on disputes that count."""
        return rulings_of(self.all_rulings).by_number

    def faults_of(self, logged: LoggedAction) -> Iterator[str]:
        """Yield the faults in the evidence of one action; none where it has no evidence."""
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
            yield self.shortage_text(logged)

    def citation_fault(self, seat: Seat, cited: CitedEntry) -> str | None:
        """Return the fault of one cited entry; None if it is in the named book and seat."""
        named = f"{cited.version_id} of {cited.person_id}"
        book = self.books.get(cited.person_id)
        entry = self.cited_version(cited)
        if book is None or entry is None:
            return f"{seat}: entry {named} is not in the books"
        if book.seat != seat:
            return f"{seat}: the book of {cited.person_id} is that of {book.seat}"
        if self.root_of(cited) != cited.entry_id:
            return f"{seat}: entry {named} is no word on {cited.entry_id}"
        return None

    def cited_version(self, cited: CitedEntry) -> Entry | None:
        """Return the version of an entry that is cited; None if it does not exist."""
        return self.entry(cited.person_id, cited.version_id)

    def entry(self, person_id: str, entry_id: ActionId) -> Entry | None:
        """Return an entry of a book; None if it does not exist."""
        book = self.books.get(person_id)
        part = None if book is None else book.innings.get(parse_action_id(entry_id)[0])
        return None if part is None else part.actions.get(entry_id)

    def root_of(self, cited: CitedEntry) -> ActionId:
        """Return the id of the first version of a cited entry."""
        name = cited.version_id
        while (entry := self.entry(cited.person_id, name)) is not None:
            earlier = corrected_entry(entry)
            if earlier is None:
                break
            name = earlier
        return name

    def is_upheld(self, logged: LoggedAction) -> bool:
        """Return whether enough persons have the content of an action, or one of its rulings has.

        A correction of details alone rests on what upholds the unchanged score: those who agree on
        the details may differ about the score.
        """
        agreement = logged.agreement
        if agreement is None or len(self.supporters(logged)) >= NEEDED[agreement.tier]:
            return True
        rulings = [self.rulings[each] for each in agreement.rulings if each in self.rulings]
        if any(self.is_ruled(logged, each) for each in rulings):
            return True
        return any(
            have_same_score(each.content, logged.content) and self.is_upheld(each)
            for each in self.earlier_versions(logged)
        )

    def supporters(self, logged: LoggedAction) -> set[str]:
        """Return the persons, of those cited, whose entries have the content of an action."""
        agreement = logged.agreement
        entries = {} if agreement is None else agreement.entries
        return {
            cited.person_id
            for cited in entries.values()
            if (entry := self.cited_version(cited)) is not None
            and is_same_ball(entry.content, logged.content)
        }

    def earlier_versions(self, logged: LoggedAction) -> list[LoggedAction]:
        """Return the earlier actions of the log for the ball that a correction corrects."""
        target, last = logged.action.corrects, logged.action.sequence_number
        if target is None:
            return []
        return [
            each
            for each in self.log.values()
            if target in (each.action.id, each.action.corrects)
            and each.action.sequence_number < last
        ]

    def is_ruled(self, logged: LoggedAction, ruling: Ruling) -> bool:
        """Return whether a ruling accepts the ball of an action.

        A ruling that accepts no ball leaves a claim in the log, voided.
        """
        agreement = logged.agreement
        entries = {} if agreement is None else agreement.entries
        if isinstance(ruling.accepts, Entry):
            return is_same_ball(ruling.accepts.content, logged.content)
        accepted = [each for seat, each in entries.items() if ruling.accepts in (None, seat)]
        versions = [self.cited_version(each) for each in accepted]
        return any(
            each is not None and is_same_ball(each.content, logged.content) for each in versions
        )

    def shortage_text(self, logged: LoggedAction) -> str:
        """Return the message that an action has too little support."""
        agreement = logged.agreement
        assert agreement is not None
        if agreement.rulings:
            return f"ruling {agreement.rulings[-1]} does not say what the action says"
        who = ", ".join(sorted(self.supporters(logged))) or "nobody"
        return f"{agreement.tier} asks for {NEEDED[agreement.tier]} who say the same; {who} does"


def have_same_score(one: Content, other: Content) -> bool:
    """Return whether two contents have the same score, of whatever players."""
    return one.kind == other.kind and one.score == other.score


def corrected_entry(entry: Entry) -> ActionId | None:
    """Return the id of the entry that a correction refers to; None without an earlier one."""
    action = entry.action
    reference = reference_of(action)
    if not action.corrects or reference is None or reference.target is None:
        return None
    is_earlier = reference.target < (action.innings_number, action.sequence_number)
    return ActionId(action_id(*reference.target)) if is_earlier else None
