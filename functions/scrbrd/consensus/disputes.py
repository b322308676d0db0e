"""Finds what the books do not agree on: at the end of the log, where it holds it back, and in it.

Computed anew from the books each time; a dispute that is no longer found is resolved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scrbrd.consensus.agreement import NEEDED
from scrbrd.consensus.alignment import alignment_cost
from scrbrd.consensus.dispute import Cause, Diagnosis, Dispute, DisputeKind, claims_of
from scrbrd.consensus.entries import Opened, Said, Seat
from scrbrd.consensus.linked import LinkedInnings
from scrbrd.consensus.merge import ALIKE
from scrbrd.consensus.places import LogPlace
from scrbrd.consensus.tail import Tail
from scrbrd.consensus.words import GAP_COST, STOPPAGES, Words, cost, differing, same
from scrbrd.domain.vocabulary import ActionId, ValidationTier

LOOKED_AHEAD = 10
"""Entries of each book that a diagnosis goes by."""

ENDS = frozenset({"strikerId", "nonStrikerId"})
SHIFTS = frozenset({Cause.MISSED_BY, Cause.DOUBLED_BY})
HELD = 2
"""Balls at the end of the log whose ends alone differ, before that is disputed."""


def fields_of(words: Sequence[Words]) -> tuple[str, ...]:
    """Return the names of what differs between any of several entries and the first."""
    found: dict[str, None] = {}
    for each in words[1:]:
        found.update(dict.fromkeys(differing(words[0], each)))
    return tuple(found)


class Disputes:
    """Finds the disputes of an innings."""

    def __init__(self, number: int, innings: LinkedInnings, tail: Tail) -> None:
        self.number, self.innings, self.tail = number, innings, tail

    def find(self) -> list[Dispute]:
        """Return all disputes: what holds the log back first, then by place."""
        at_the_end = list(self.at_the_end())
        of_places = [
            each for each in joined(self.of_places()) if not self.may_be_shifted(each, at_the_end)
        ]
        in_log = sorted([*of_places, *self.of_extras()], key=lambda each: (each.place, each.id))
        return [*at_the_end, *in_log, *self.of_openings()]

    # -- at the end of the log ---------------------------------------------------------------

    def at_the_end(self) -> Iterator[Dispute]:
        """Yield what holds the log back."""
        heads, may_be_shown = self.tail.blocked_by()
        if heads:
            yield Dispute(
                self.number,
                self.tail.writer.sequence + 1,
                DisputeKind.SCORE,
                blocks=True,
                fields=fields_of([said.entry.words for said in heads.values()]),
                claims=claims_of(heads) if may_be_shown else {},
                diagnosis=self.diagnose(heads) if may_be_shown else None,
            )

    def diagnose(self, heads: Mapping[Seat, Said]) -> Diagnosis:
        """Return why the books differ: of three, why the one that is farthest off does."""
        seats = self.tail.linked(self.tail.panel())
        tails = {
            seat: [said.entry.words for said in linked.ahead()[:LOOKED_AHEAD]]
            for seat, linked in seats.items()
        }
        if len(tails) == 1:
            return Diagnosis(Cause.VALUE)
        without = [seat for seat in tails if seat not in heads]
        if without:
            (first, *_) = heads
            return self.surplus(first, without[0], tails[first], margin=GAP_COST)
        one, other = farthest(tails)
        return self.compare(one, other, tails)

    def compare(self, one: Seat, other: Seat, tails: Mapping[Seat, Sequence[Words]]) -> Diagnosis:
        """Return why two books differ: a value, or a ball that one of them has too many."""
        a, b = tails[one], tails[other]
        costs = {
            "value": cost(a[0], b[0]) + alignment_cost(a[1:], b[1:]),
            "one": GAP_COST + alignment_cost(a[1:], b),
            "other": GAP_COST + alignment_cost(a, b[1:]),
        }
        (best, least), (_, second), _ = sorted(costs.items(), key=lambda item: item[1])
        margin = round(second - least, 6)
        if best == "value":
            return Diagnosis(Cause.VALUE, None, margin)
        having, lacking = (one, other) if best == "one" else (other, one)
        return self.surplus(having, lacking, tails[having], margin)

    def surplus(
        self, having: Seat, lacking: Seat, tail: Sequence[Words], margin: float
    ) -> Diagnosis:
        """Return who is wrong where one book has a ball too many: who says the last one twice has
        doubled it, else the other has missed it."""
        last = self.innings.live[-1].words if self.innings.live else None
        if last is not None and tail[0].key == last.key:
            return Diagnosis(Cause.DOUBLED_BY, having, margin)
        return Diagnosis(Cause.MISSED_BY, lacking, margin)

    # -- in the log --------------------------------------------------------------------------

    def of_places(self) -> Iterator[Dispute]:
        """Yield what books say against balls of the log; nothing against one that was ruled."""
        for number in self.innings.unsettled:
            place = self.innings.live[number]
            if number not in self.innings.ruled and place.words.kind not in STOPPAGES:
                dispute = self.of_place(number, place)
                if dispute is not None:
                    yield dispute

    def may_be_shifted(self, dispute: Dispute, at_the_end: Sequence[Dispute]) -> bool:
        """Return whether it may only look as if the ends were in dispute: up to the last ball of
        the log, for one book may be a ball behind. The next balls tell; where none come, or the
        ends stay in dispute, nothing is held back any more."""
        last = dispute.through or dispute.place
        if dispute.kind is not DisputeKind.DETAIL or not ENDS.issuperset(dispute.fields):
            return False
        if last != self.innings.live[-1].sequence:
            return False
        if any(each.diagnosis and each.diagnosis.cause in SHIFTS for each in at_the_end):
            return True
        is_complete = any(each.book.is_complete for each in self.innings.seats.values())
        return last - dispute.place < HELD and not is_complete and bool(self.tail.expected())

    def of_place(self, number: int, place: LogPlace) -> Dispute | None:
        """Return what is disputed of one ball of the log."""
        words = place.words
        if NEEDED[place.tier] < ALIKE:
            return self.contradiction(number, place)
        voices, silent = self.innings.voices(number), self.innings.silent(number)
        holding = [said for said in voices.values() if same(said.entry.words, words)]
        if place.tier is ValidationTier.TRIPLE and len(holding) >= NEEDED[place.tier]:
            return self.detail(place, voices)
        if len(holding) < len(voices):
            return self.about(DisputeKind.AMENDED, place, voices)
        if silent:
            missed = Diagnosis(Cause.MISSED_BY, silent[0])
            return replace(self.about(DisputeKind.LACKING, place, voices), diagnosis=missed)
        return self.detail(place, voices)

    def contradiction(self, number: int, place: LogPlace) -> Dispute | None:
        """Return what another book says against the score of a ball that one alone decided."""
        said = {seat: links[number] for seat, links in self.innings.said.items() if number in links}
        if not place.evidence or all(same(each.entry.words, place.words) for each in said.values()):
            return None
        return self.about(DisputeKind.AMENDED, place, said)

    def detail(self, place: LogPlace, voices: Mapping[Seat, Said]) -> Dispute | None:
        """Return the details that are not settled by two voices and that somebody says
        otherwise."""
        like = [
            said.entry.words
            for said in voices.values()
            if said.entry.words.kind == place.words.kind and same(said.entry.words, place.words)
        ]
        fields = tuple(
            name
            for name in fields_of([place.words, *like])
            if sum(each.value(name) == place.words.value(name) for each in like) < ALIKE
        )
        if not fields:
            return None
        return replace(self.about(DisputeKind.DETAIL, place, voices), fields=fields)

    def about(self, kind: DisputeKind, place: LogPlace, voices: Mapping[Seat, Said]) -> Dispute:
        """Return a dispute on a ball of the log."""
        return Dispute(
            self.number,
            place.sequence,
            kind,
            blocks=False,
            fields=fields_of([place.words, *(said.entry.words for said in voices.values())]),
            claims=claims_of(voices),
            diagnosis=Diagnosis(Cause.VALUE),
            action_id=place.root,
        )

    def of_extras(self) -> Iterator[Dispute]:
        """Yield entries that the log has no ball for, where two books must agree."""
        for seat, linked in self.innings.seats.items():
            for number, said in linked.extras():
                place = self.innings.live[number] if number >= 0 else None
                if place is None or place.tier is not ValidationTier.DUAL:
                    continue
                if seat in self.innings.voters(place) and not self.innings.is_ruled_away(said):
                    yield self.extra(place, seat, said)

    def extra(self, place: LogPlace, seat: Seat, said: Said) -> Dispute:
        """Return the dispute on an entry behind a ball of the log."""
        is_double = said.entry.words.key == place.words.key
        cause = Diagnosis(Cause.DOUBLED_BY, seat) if is_double else Diagnosis(Cause.MISSED_BY)
        return Dispute(
            self.number,
            place.sequence,
            DisputeKind.EXTRA,
            blocks=False,
            fields=("score",),
            claims=claims_of({seat: said}),
            diagnosis=cause,
            seat=seat,
            entry_id=said.root,
            person_id=said.person_id,
        )

    def of_openings(self) -> Iterator[Dispute]:
        """Yield the statements that a book goes on with, whose totals are wrong."""
        for seat, linked in self.innings.seats.items():
            for person, opened in linked.book.refused:
                yield self.opening(seat, person, opened)

    def opening(self, seat: Seat, person: str, opened: Opened) -> Dispute:
        """Return the dispute on a book that goes on with a wrong score."""
        return Dispute(
            self.number,
            opened.place[1],
            DisputeKind.OPENED,
            blocks=False,
            fields=("runs", "wickets", "legalBalls"),
            seat=seat,
            entry_id=opened_id(opened),
            person_id=person,
        )


def opened_id(opened: Opened) -> ActionId:
    """Return the id of a statement in its book."""
    return ActionId(f"{opened.place[0]}_{opened.place[1]}")


def farthest(tails: Mapping[Seat, Sequence[Words]]) -> tuple[Seat, Seat]:
    """Return two seats to compare: of three, the one whose tail fits the others least is second."""
    seats = list(tails)
    if len(seats) > 2:
        seats.sort(
            key=lambda seat: sum(
                alignment_cost(tails[seat], tails[other]) for other in tails if other != seat
            )
        )
        return seats[0], seats[-1]
    return seats[0], seats[1]


def joined(disputes: Iterator[Dispute]) -> Iterator[Dispute]:
    """Yield disputes, those on the same details of the same seats at balls in a row as one."""
    last: Dispute | None = None
    for each in disputes:
        if last is not None and is_continued(last, each):
            last = replace(last, through=each.place)
            continue
        if last is not None:
            yield last
        last = each
    if last is not None:
        yield last


def is_continued(last: Dispute, each: Dispute) -> bool:
    """Return whether a dispute goes on with the one before."""
    return (
        last.kind is each.kind is DisputeKind.DETAIL
        and each.place == (last.through or last.place) + 1
        and each.fields == last.fields
        and set(each.claims) == set(last.claims)
    )
