"""Finds what the books disagree on: at the end of the log, which holds it back, and within it.

Computed afresh from the books each time; a dispute that is no longer found is resolved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scrbrd.consensus.agreement import NEEDED
from scrbrd.consensus.alignment import alignment_cost
from scrbrd.consensus.book_links import LinkedInnings
from scrbrd.consensus.content import (
    GAP_COST,
    STOPPAGES,
    Content,
    cost,
    differing_fields,
    is_same_ball,
)
from scrbrd.consensus.dispute import Cause, Diagnosis, Dispute, DisputeKind, claims_of
from scrbrd.consensus.entries import EffectiveEntry, OpeningStatement, Seat
from scrbrd.consensus.merge import VOICES_NEEDED
from scrbrd.consensus.places import LogPlace
from scrbrd.consensus.tail import Tail
from scrbrd.domain.vocabulary import ActionId, ValidationTier

DIAGNOSIS_ENTRIES = 10
"""Entries of each book that a diagnosis considers."""

END_FIELDS = frozenset({"strikerId", "nonStrikerId"})
SHIFT_CAUSES = frozenset({Cause.MISSED_BY, Cause.DOUBLED_BY})
DELAYED_BALLS = 2
"""Balls at the end of the log that differ only in the ends before they are disputed."""


def differing_fields_of(contents: Sequence[Content]) -> tuple[str, ...]:
    """Return the names of the fields in which any of several contents differs from the first."""
    found: dict[str, None] = {}
    for each in contents[1:]:
        found.update(dict.fromkeys(differing_fields(contents[0], each)))
    return tuple(found)


class Disputes:
    """Finds the disputes of an innings."""

    def __init__(self, number: int, innings: LinkedInnings, tail: Tail) -> None:
        self.number, self.innings, self.tail = number, innings, tail

    def find(self) -> list[Dispute]:
        """Return all disputes: first those that hold the log back, then by place."""
        blocking = list(self.blocking_disputes())
        on_places = [
            each
            for each in merge_adjacent(self.place_disputes())
            if not self.may_be_shifted(each, blocking)
        ]
        in_log = sorted(
            [*on_places, *self.extra_disputes()], key=lambda each: (each.place, each.id)
        )
        return [*blocking, *in_log, *self.opening_disputes()]

    # -- at the end of the log ---------------------------------------------------------------

    def blocking_disputes(self) -> Iterator[Dispute]:
        """Yield the dispute that holds the log back."""
        heads, may_be_shown = self.tail.blocking_claims()
        if heads:
            yield Dispute(
                self.number,
                self.tail.writer.sequence + 1,
                DisputeKind.SCORE,
                blocks=True,
                fields=differing_fields_of([entry.version.content for entry in heads.values()]),
                claims=claims_of(heads) if may_be_shown else {},
                diagnosis=self.diagnose(heads) if may_be_shown else None,
            )

    def diagnose(self, heads: Mapping[Seat, EffectiveEntry]) -> Diagnosis:
        """Return why the books differ; of three books, why the one that differs most does."""
        seats = self.tail.linked_seats(self.tail.panel())
        tails = {
            seat: [entry.version.content for entry in linked.entries_ahead()[:DIAGNOSIS_ENTRIES]]
            for seat, linked in seats.items()
        }
        if len(tails) == 1:
            return Diagnosis(Cause.VALUE)
        without = [seat for seat in tails if seat not in heads]
        if without:
            (first, *_) = heads
            return self.diagnose_surplus(first, without[0], tails[first], margin=GAP_COST)
        one, other = farthest_apart(tails)
        return self.compare(one, other, tails)

    def compare(self, one: Seat, other: Seat, tails: Mapping[Seat, Sequence[Content]]) -> Diagnosis:
        """Return why two books differ: a value, or a ball that one of them has in addition."""
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
        return self.diagnose_surplus(having, lacking, tails[having], margin)

    def diagnose_surplus(
        self, having: Seat, lacking: Seat, tail: Sequence[Content], margin: float
    ) -> Diagnosis:
        """Return who is wrong where one book has an additional ball.

        The book that repeats the last ball of the log has doubled it, else the other has missed a
        ball.
        """
        last = self.innings.live[-1].content if self.innings.live else None
        if last is not None and tail[0].key == last.key:
            return Diagnosis(Cause.DOUBLED_BY, having, margin)
        return Diagnosis(Cause.MISSED_BY, lacking, margin)

    # -- in the log --------------------------------------------------------------------------

    def place_disputes(self) -> Iterator[Dispute]:
        """Yield the disputes on balls of the log.

        None on a ball with a ruling or with an administrator's correction.
        """
        for number in self.innings.unsettled_balls:
            place = self.innings.live[number]
            is_ruled = number in self.innings.ruling_by_ball or place.is_decided_past_books
            if not is_ruled and place.content.kind not in STOPPAGES:
                dispute = self.place_dispute(number, place)
                if dispute is not None:
                    yield dispute

    def may_be_shifted(self, dispute: Dispute, blocking: Sequence[Dispute]) -> bool:
        """Return whether a dispute about the ends may only mean that one book is a ball behind.

        That is possible up to the last ball of the log. The next balls decide; where none come, or
        the ends stay in dispute, the dispute is no longer delayed.
        """
        last = dispute.through or dispute.place
        if dispute.kind is not DisputeKind.DETAIL or not END_FIELDS.issuperset(dispute.fields):
            return False
        if last != self.innings.live[-1].sequence:
            return False
        if any(each.diagnosis and each.diagnosis.cause in SHIFT_CAUSES for each in blocking):
            return True
        is_complete = any(each.book.is_complete for each in self.innings.seats.values())
        return (
            last - dispute.place < DELAYED_BALLS
            and not is_complete
            and bool(self.tail.expected_fields())
        )

    def place_dispute(self, number: int, place: LogPlace) -> Dispute | None:
        """Return the dispute on one ball of the log; None if there is none."""
        content = place.content
        if NEEDED[place.tier] < VOICES_NEEDED:
            return self.contradiction_dispute(number, place)
        voices, silent = self.innings.voices(number), self.innings.silent_voters(number)
        agreeing = [
            entry for entry in voices.values() if is_same_ball(entry.version.content, content)
        ]
        if place.tier is ValidationTier.TRIPLE and len(agreeing) >= NEEDED[place.tier]:
            return self.detail_dispute(place, voices)
        if len(agreeing) < len(voices):
            return self.dispute_on(DisputeKind.AMENDED, place, voices)
        if silent:
            missed = Diagnosis(Cause.MISSED_BY, silent[0])
            return replace(self.dispute_on(DisputeKind.LACKING, place, voices), diagnosis=missed)
        return self.detail_dispute(place, voices)

    def contradiction_dispute(self, number: int, place: LogPlace) -> Dispute | None:
        """Return the dispute of another book on the score of a ball that one seat decided alone."""
        entries = {
            seat: links[number] for seat, links in self.innings.entries.items() if number in links
        }
        if not place.evidence or all(
            is_same_ball(each.version.content, place.content) for each in entries.values()
        ):
            return None
        return self.dispute_on(DisputeKind.AMENDED, place, entries)

    def detail_dispute(
        self, place: LogPlace, voices: Mapping[Seat, EffectiveEntry]
    ) -> Dispute | None:
        """Return the dispute on details without two equal voices that a voice contradicts."""
        agreeing = [
            entry.version.content
            for entry in voices.values()
            if entry.version.content.kind == place.content.kind
            and is_same_ball(entry.version.content, place.content)
        ]
        fields = tuple(
            name
            for name in differing_fields_of([place.content, *agreeing])
            if sum(each.value(name) == place.content.value(name) for each in agreeing)
            < VOICES_NEEDED
        )
        if not fields:
            return None
        return replace(self.dispute_on(DisputeKind.DETAIL, place, voices), fields=fields)

    def dispute_on(
        self, kind: DisputeKind, place: LogPlace, voices: Mapping[Seat, EffectiveEntry]
    ) -> Dispute:
        """Return a dispute on a ball of the log."""
        return Dispute(
            self.number,
            place.sequence,
            kind,
            blocks=False,
            fields=differing_fields_of(
                [place.content, *(entry.version.content for entry in voices.values())]
            ),
            claims=claims_of(voices),
            diagnosis=Diagnosis(Cause.VALUE),
            action_id=place.root,
        )

    def extra_disputes(self) -> Iterator[Dispute]:
        """Yield the disputes on entries without a ball of the log, where two books must agree."""
        for seat, linked in self.innings.seats.items():
            for number, entry in linked.extras():
                place = self.innings.live[number] if number >= 0 else None
                if place is None or place.tier is not ValidationTier.DUAL:
                    continue
                if seat in self.innings.voters(place) and not self.innings.is_ruled_away(entry):
                    yield self.extra_dispute(place, seat, entry)

    def extra_dispute(self, place: LogPlace, seat: Seat, entry: EffectiveEntry) -> Dispute:
        """Return the dispute on a surplus entry behind a ball of the log."""
        is_double = entry.version.content.key == place.content.key
        cause = Diagnosis(Cause.DOUBLED_BY, seat) if is_double else Diagnosis(Cause.MISSED_BY)
        return Dispute(
            self.number,
            place.sequence,
            DisputeKind.EXTRA,
            blocks=False,
            fields=("score",),
            claims=claims_of({seat: entry}),
            diagnosis=cause,
            seat=seat,
            entry_id=entry.root,
            person_id=entry.person_id,
        )

    def opening_disputes(self) -> Iterator[Dispute]:
        """Yield the disputes on opening statements with wrong totals."""
        for seat, linked in self.innings.seats.items():
            for person, statement in linked.book.refused:
                yield self.opening_dispute(seat, person, statement)

    def opening_dispute(self, seat: Seat, person: str, statement: OpeningStatement) -> Dispute:
        """Return the dispute on a book that continues with a wrong score."""
        return Dispute(
            self.number,
            statement.place[1],
            DisputeKind.OPENED,
            blocks=False,
            fields=("runs", "wickets", "legalBalls"),
            seat=seat,
            entry_id=statement_id(statement),
            person_id=person,
        )


def statement_id(statement: OpeningStatement) -> ActionId:
    """Return the id of a statement in its book."""
    return ActionId(f"{statement.place[0]}_{statement.place[1]}")


def farthest_apart(tails: Mapping[Seat, Sequence[Content]]) -> tuple[Seat, Seat]:
    """Return two seats to compare; of three, the second is the one that fits the others least."""
    seats = list(tails)
    if len(seats) > 2:
        seats.sort(
            key=lambda seat: sum(
                alignment_cost(tails[seat], tails[other]) for other in tails if other != seat
            )
        )
        return seats[0], seats[-1]
    return seats[0], seats[1]


def merge_adjacent(disputes: Iterator[Dispute]) -> Iterator[Dispute]:
    """Yield disputes; those on the same details of the same seats at balls in a row as one."""
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
    """Return whether a dispute continues the one before."""
    return (
        last.kind is each.kind is DisputeKind.DETAIL
        and each.place == (last.through or last.place) + 1
        and each.fields == last.fields
        and set(each.claims) == set(last.claims)
    )
