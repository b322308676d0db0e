"""Reads the log of an innings as balls, each with who decided it and by which rulings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from scrbrd.consensus.agreement import BY_CONSENSUS, Cited, Logged
from scrbrd.consensus.entries import Seat, chains_of
from scrbrd.consensus.rulings import Named, Ruling, Rulings
from scrbrd.consensus.words import Words
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, ValidationTier

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A ball of the log with all its corrections, in `members`; `word` is what counts of it.

    Of a voided ball `word` is its last one. `evidence` are the entries that it stands on, by seat;
    `rulings` the numbers of those that changed it, `entries` what these used up, by seat, and
    `missed` the seats that they say have no such ball.
    """

    root: ActionId
    sequence: int
    members: tuple[Logged, ...]
    word: Logged
    is_live: bool
    evidence: Mapping[Seat, Cited]
    tier: ValidationTier
    rulings: tuple[int, ...] = ()
    entries: Mapping[Seat, Named] = field(default_factory=dict)
    missed: frozenset[Seat] = frozenset()

    @property
    def words(self) -> Words:
        """Return what counts of it, ready to be compared."""
        return self.word.words

    @property
    def is_ours(self) -> bool:
        """Return whether the consensus voided it, rather than a person."""
        return not self.is_live and self.word.action.voided_by == BY_CONSENSUS

    @property
    def books(self) -> Mapping[Seat, str]:
        """Return what the books looked like when it was last voided or redone."""
        return {} if self.word.agreement is None else self.word.agreement.books


def places_of(log: Sequence[Logged], rulings: Rulings) -> list[LogPlace]:
    """Return the balls of an innings in order of play, voided ones too."""
    return [place_of(chain.members, rulings) for chain in chains_of(log)]


def effective_of(log: Sequence[Logged]) -> list[Action]:
    """Return what counts of the log of an innings, in order of play."""
    return [place.word.action for place in places_of(log, Rulings()) if place.is_live]


def place_of(members: Sequence[Logged], rulings: Rulings) -> LogPlace:
    """Return one ball of the log, all of whose words are given."""
    root = members[0].action.id
    if len(members) == 1:
        (only,) = members
        agreement = only.agreement
        if agreement is not None and not agreement.rulings:
            sequence, is_live = only.action.sequence_number, not only.action.is_voided
            evidence, tier = agreement.entries, agreement.tier
            return LogPlace(root, sequence, (only,), only, is_live, evidence, tier)
    standing = [each for each in members if not each.action.is_voided]
    agreements = [each.agreement for each in members if each.agreement is not None]
    numbers = tuple(sorted({number for each in agreements for number in each.rulings}))
    used = [rulings.by_number[number] for number in numbers if number in rulings.by_number]
    evidence = merged(each.entries for each in agreements)
    return LogPlace(
        root,
        members[0].action.sequence_number,
        tuple(members),
        standing[-1] if standing else members[-1],
        bool(standing),
        evidence,
        agreements[0].tier if agreements else ValidationTier.SINGLE,
        numbers,
        used_up(used, evidence),
        frozenset(seat for each in used for seat in each.missed),
    )


def used_up(rulings: Iterable[Ruling], evidence: Mapping[Seat, Cited]) -> dict[Seat, Named]:
    """Return the entries that rulings on a ball used up; of one that does not say whose they are,
    whose stands in the evidence."""
    found = merged(each.named for each in rulings)
    for seat, named in found.items():
        cited = evidence.get(seat)
        if cited is not None and named.is_key(cited.key):
            found[seat] = Named(named.entry_id, cited.person_id)
    return found


def merged(parts: Iterable[Mapping[Seat, Value]]) -> dict[Seat, Value]:
    """Return one mapping by seat; later parts count."""
    found: dict[Seat, Value] = {}
    for each in parts:
        found.update(each)
    return found
