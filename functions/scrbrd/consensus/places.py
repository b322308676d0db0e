"""Reads the log of an innings as balls, each with the seats and rulings that decided it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from scrbrd.consensus.agreement import BY_CONSENSUS, CitedEntry, LoggedAction
from scrbrd.consensus.content import Content
from scrbrd.consensus.entries import Seat, chains_of
from scrbrd.consensus.rulings import NamedEntry, Ruling, Rulings
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, ValidationTier

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A ball of the log with all its corrections, in `members`; `current` is the effective one.

    For a voided ball `current` is the last one. `evidence` are the entries that it rests on, by
    seat; `rulings` the numbers of those that changed it, `used_entries` the entries that these, or
    an administrator's change, used up, by seat, and `missed` the seats whose books lack the ball
    according to the rulings.
    """

    root: ActionId
    sequence: int
    members: tuple[LoggedAction, ...]
    current: LoggedAction
    is_live: bool
    evidence: Mapping[Seat, CitedEntry]
    tier: ValidationTier
    rulings: tuple[int, ...] = ()
    used_entries: Mapping[Seat, NamedEntry] = field(default_factory=dict)
    missed: frozenset[Seat] = frozenset()

    @property
    def content(self) -> Content:
        """The effective content, for comparison."""
        return self.current.content

    @property
    def is_decided_past_books(self) -> bool:
        """Whether an administrator corrected, voided or redid it past the books, which counts as an
        umpire's ruling on its entries.
        """
        return is_past_books(self.members, self.current, self.evidence)

    @property
    def is_voided_by_consensus(self) -> bool:
        """Whether the consensus voided it, rather than a person."""
        return not self.is_live and self.current.action.voided_by == BY_CONSENSUS

    @property
    def books(self) -> Mapping[Seat, str]:
        """The digests of the books when it was last voided or redone."""
        return {} if self.current.agreement is None else self.current.agreement.books


def places_of(log: Sequence[LoggedAction], rulings: Rulings) -> list[LogPlace]:
    """Return the balls of an innings in order of play, voided ones included."""
    return [place_of(chain.members, rulings) for chain in chains_of(log)]


def effective_actions(log: Sequence[LoggedAction]) -> list[Action]:
    """Return the effective actions of the log of an innings, in order of play."""
    return [place.current.action for place in places_of(log, Rulings()) if place.is_live]


def place_of(members: Sequence[LoggedAction], rulings: Rulings) -> LogPlace:
    """Return one ball of the log from all its versions."""
    root = members[0].action.id
    if len(members) == 1:
        (only,) = members
        agreement = only.agreement
        is_plain = agreement is not None and not agreement.rulings
        if (
            agreement is not None
            and is_plain
            and not is_past_books(members, only, agreement.entries)
        ):
            sequence, is_live = only.action.sequence_number, not only.action.is_voided
            evidence, tier = agreement.entries, agreement.tier
            return LogPlace(root, sequence, (only,), only, is_live, evidence, tier)
    standing = [each for each in members if not each.action.is_voided]
    agreements = [each.agreement for each in members if each.agreement is not None]
    numbers = tuple(sorted({number for each in agreements for number in each.rulings}))
    used = [rulings.by_number[number] for number in numbers if number in rulings.by_number]
    evidence = merge_by_seat(each.entries for each in agreements)
    current = standing[-1] if standing else last_voided(members)
    entries = used_entries(used, evidence)
    if is_past_books(members, current, evidence):
        cited = {seat: NamedEntry(each.entry_id, each.person_id) for seat, each in evidence.items()}
        entries = {**cited, **entries}
    return LogPlace(
        root,
        members[0].action.sequence_number,
        tuple(members),
        current,
        bool(standing),
        evidence,
        agreements[0].tier if agreements else ValidationTier.SINGLE,
        numbers,
        entries,
        frozenset(seat for each in used for seat in each.missed),
    )


def last_voided(members: Sequence[LoggedAction]) -> LoggedAction:
    """Return the current version of a ball whose versions are all voided: the last one.

    An administrator's correction that was voided again is left out: the books count as before it.
    """
    versions = [each for each in members if each.agreement is not None or not is_by_person(each)]
    return versions[-1] if versions else members[-1]


def is_past_books(
    members: Sequence[LoggedAction], current: LoggedAction, evidence: Mapping[Seat, CitedEntry]
) -> bool:
    """Return whether a person changed a ball that books agreed on, and the books have not since.

    The person corrected it, voided it or an agreed correction of it, or redid it after the books
    had withdrawn it.
    """
    if not evidence:
        return False
    if current.agreement is None:
        return True
    if not current.action.is_voided and current.agreement.books and is_by_person(current):
        return True
    versions = members[members.index(current) :]
    return any(each.agreement and each.action.is_voided and is_by_person(each) for each in versions)


def is_by_person(each: LoggedAction) -> bool:
    """Return whether a person, not the consensus, was the last to void or redo an action."""
    action = each.action
    return action.voided_by != BY_CONSENSUS and (action.is_voided or action.voided_by is not None)


def used_entries(
    rulings: Iterable[Ruling], evidence: Mapping[Seat, CitedEntry]
) -> dict[Seat, NamedEntry]:
    """Return the entries that rulings on a ball used up.

    A ruling that does not name the person of an entry means the person in the evidence.
    """
    found = merge_by_seat(each.named_entries for each in rulings)
    for seat, named in found.items():
        cited = evidence.get(seat)
        if cited is not None and named.matches(cited.key):
            found[seat] = NamedEntry(named.entry_id, cited.person_id)
    return found


def merge_by_seat(parts: Iterable[Mapping[Seat, Value]]) -> dict[Seat, Value]:
    """Return one mapping by seat; later parts override earlier ones."""
    found: dict[Seat, Value] = {}
    for each in parts:
        found.update(each)
    return found
