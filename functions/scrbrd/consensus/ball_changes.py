"""Changes balls that are in the log already: by rulings, or by a quorum of books.

One scorer's later amendment changes nothing; it takes as many seats as decided the ball.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scrbrd.consensus.agreement import NEEDED, Agreement, CitedEntry, cite
from scrbrd.consensus.book_links import LinkedInnings, is_word_for_word
from scrbrd.consensus.content import STOPPAGES, is_same_ball, with_fields
from scrbrd.consensus.entries import SEATS, EffectiveEntry, Entry, Seat, entry_of
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.merge import (
    VOICES_NEEDED,
    Expect,
    by_rank,
    largest_group,
    merged_action,
    settle_details,
)
from scrbrd.consensus.places import LogPlace
from scrbrd.consensus.rulings import BOOKS_RANK, PAST_BOOKS_STRENGTH, Ruling
from scrbrd.consensus.writer import Writer
from scrbrd.domain.actions import Action

EarlierActions = Callable[[], Sequence[Action]]
"""Returns the effective actions of the earlier innings; called only where the laws are needed."""


class BallChanges:
    """Changes the balls of an innings that the log has."""

    def __init__(
        self, innings: LinkedInnings, writer: Writer, laws: Laws, before: EarlierActions
    ) -> None:
        self.innings, self.writer, self.laws, self.earlier_actions = innings, writer, laws, before

    def change(self) -> bool:
        """Make all changes that are due; return whether there were any."""
        count = self.writer.changes
        for number in self.innings.unsettled_balls:
            place = self.innings.live[number]
            if place.content.kind not in STOPPAGES:
                self.change_place(number, place)
        for place in self.innings.places:
            if place.is_voided_by_consensus:
                self.redo_place(place)
        self.void_stoppages()
        self.insert_late_balls()
        return self.writer.changes != count

    # -- rulings -----------------------------------------------------------------------------

    def change_place(self, number: int, place: LogPlace) -> None:
        """Change one ball as the strongest ruling decides, or else as the books do."""
        ruling = self.innings.ruling_by_ball.get(number)
        strength = self.innings.rulings.strength(place.rulings)
        if place.is_decided_past_books:
            strength = max(strength, PAST_BOOKS_STRENGTH)
        if ruling is not None and ruling.strength >= strength:
            strength = ruling.strength
            if ruling.number not in self.innings.applied_rulings and self.apply_ruling(
                place, ruling
            ):
                return
        if strength[0] <= BOOKS_RANK:
            self.change_by_books(number, place)

    def apply_ruling(self, place: LogPlace, ruling: Ruling) -> bool:
        """Make a ball what a ruling decides; return False where it is that already."""
        ball = self.ball_of(ruling)
        if ruling.accepts is None:
            self.writer.void(place, self.book_digests(place), ruling.number)
            return True
        if ball is None or is_word_for_word(ball.content, place.content):
            return False
        agreement = Agreement(place.tier, self.cited_entries(ruling), (ruling.number,))
        self.writer.correct(place, ball.action, agreement)
        return True

    def ball_of(self, ruling: Ruling) -> Entry | None:
        """Return the ball that a ruling accepts; None for no ball, or where it was withdrawn."""
        if isinstance(ruling.accepts, Seat):
            entry = self.entry_of(ruling, ruling.accepts)
            return None if entry is None else entry.version
        return ruling.accepts

    def entry_of(self, ruling: Ruling, seat: Seat) -> EffectiveEntry | None:
        """Return the effective entry of a seat that a ruling names.

        Of the entry that the ruling accepts, the version of the time of the ruling is returned, so
        that no later amendment changes what was ruled.
        """
        linked, named = self.innings.seats.get(seat), ruling.named_entries.get(seat)
        entry = None if linked is None or named is None else linked.entry_of(named)
        if linked is None or entry is None or ruling.accepts != seat or ruling.created_at is None:
            return entry
        version = linked.book.version_at(entry, ruling.created_at)
        return entry if version is None else replace(entry, version=version)

    def cited_entries(self, ruling: Ruling) -> dict[Seat, CitedEntry]:
        """Return the entries that a ruling is about, as evidence."""
        found = {seat: self.entry_of(ruling, seat) for seat in ruling.named_entries}
        return {seat: cite(entry) for seat, entry in found.items() if entry is not None}

    # -- books -------------------------------------------------------------------------------

    def change_by_books(self, number: int, place: LogPlace) -> None:
        """Change a ball if enough books disagree with it, and more than agree.

        Enough are as many as decided the ball.
        """
        voices = self.innings.voices(number)
        need = NEEDED[place.tier]
        against = {
            seat: entry
            for seat, entry in voices.items()
            if not is_same_ball(entry.version.content, place.content)
        }
        group, held_by = largest_group(against), voices.keys() - against.keys()
        if len(group) >= need and self.outweighs(group, held_by):
            action = merged_action(group, voices, self.expectation(number))
            self.correct(place, action, group)
        elif not self.void_if_lacked(number, place, held_by):
            self.change_details(number, place, voices)

    def outweighs(self, group: Collection[Seat], held_by: Collection[Seat]) -> bool:
        """Return whether the seats for another ball outnumber those for the log's.

        With four seats, two against two, which is possible where those who decided the ball no
        longer vote, the side with more voting seats wins; where a tier ruling names the voters, the
        decision stays.
        """
        voting = () if self.innings.rulings.tiers else self.innings.panel.seats
        strengths = [(len(seats), len(set(voting) & set(seats))) for seats in (group, held_by)]
        return strengths[0] > strengths[1]

    def correct(
        self, place: LogPlace, action: Action, voices: Mapping[Seat, EffectiveEntry]
    ) -> None:
        """Correct a ball by the entries of books."""
        entries = {seat: cite(entry) for seat, entry in voices.items()}
        self.writer.correct(place, action, Agreement(place.tier, entries))

    def void_if_lacked(self, number: int, place: LogPlace, held_by: Collection[Seat]) -> bool:
        """Void a ball that enough books lack, and more than have it; return whether that was so."""
        silent = self.innings.silent_voters(number)
        if not place.evidence or len(silent) < NEEDED[place.tier]:
            return False
        if not self.outweighs(silent, held_by):
            return False
        if self.may_toggle(place):
            self.writer.void(place, self.book_digests(place))
        return True

    def void_stoppages(self) -> None:
        """Void the stoppages that no book has any more."""
        for place in self.innings.withdrawn_stoppages():
            if not place.rulings and self.may_toggle(place):
                self.writer.void(place, self.book_digests(place))

    def change_details(
        self, number: int, place: LogPlace, voices: Mapping[Seat, EffectiveEntry]
    ) -> None:
        """Change details on which two voices agree, or that are not settled yet."""
        alike = {
            seat: entry
            for seat, entry in voices.items()
            if is_same_ball(entry.version.content, place.content)
        }
        current = Entry(place.current.action, place.content)
        need = NEEDED[place.tier]
        voted = [entry.version for entry in by_rank(voices).values()]
        if not alike or len(voted) < need:
            return
        changes = settle_details(
            current, voted if need >= VOICES_NEEDED else voted[:1], self.expectation(number)
        )
        settled = {
            name: value
            for name, value in changes.items()
            if count_votes(name, value, voted) >= need or not self.was_settled(place, name)
        }
        if settled:
            self.correct(place, with_fields(place.current.action, settled), alike)

    def was_settled(self, place: LogPlace, name: str) -> bool:
        """Return whether enough seats agreed on a detail when the ball was decided."""
        found = [self.evidence_version(seat, each) for seat, each in place.evidence.items()]
        versions = [each for each in found if each is not None]
        return count_votes(name, place.content.value(name), versions) >= NEEDED[place.tier]

    def evidence_version(self, seat: Seat, each: CitedEntry) -> Entry | None:
        """Return the version of an entry that a ball was decided on."""
        linked = self.innings.seats.get(seat)
        key = each.person_id, each.version_id
        return None if linked is None else linked.book.versions.get(key)

    def expectation(self, number: int) -> Expect:
        """Return a function that returns the fields the laws expect of a ball of the log."""

        def expected_fields() -> Mapping[str, Any]:
            earlier = [place.current.action for place in self.innings.live[:number]]
            return self.laws.expected([*self.earlier_actions(), *earlier])

        return expected_fields

    def book_digests(self, place: LogPlace) -> dict[Seat, str]:
        """Return the present digests of the voters' books."""
        voters = self.innings.voters(place)
        return {seat: self.innings.seats[seat].book.digest for seat in voters}

    def may_toggle(self, place: LogPlace) -> bool:
        """Return whether a book was amended since the ball was last voided or redone.

        This prevents two readings of the same books from alternating forever.
        """
        return not place.books or dict(place.books) != self.book_digests(place)

    # -- voided balls and late ones ----------------------------------------------------------

    def redo_place(self, place: LogPlace) -> None:
        """Redo a voided ball by a ruling at least as strong as any before, or by enough books."""
        ruling = self.innings.ruling_by_ball.get(place.root)
        if ruling is not None and ruling.strength >= self.innings.rulings.strength(place.rulings):
            ball = self.ball_of(ruling)
            if ball is not None:
                agreement = Agreement(place.tier, self.cited_entries(ruling), (ruling.number,))
                self.bring_back(place, ball, agreement)
                return
        group = largest_group(self.remaining_entries(place))
        if len(group) >= NEEDED[place.tier] and self.may_redo(place):
            self.writer.redo(place, self.book_digests(place))

    def bring_back(self, place: LogPlace, ball: Entry, agreement: Agreement) -> None:
        """Redo a voided ball, and correct it if its content or its evidence is new."""
        self.writer.redo(place, self.book_digests(place), *agreement.rulings)
        is_new = not agreement.entries.keys() <= place.evidence.keys()
        if is_new or not is_word_for_word(ball.content, place.content):
            self.writer.correct(place, ball.action, agreement)

    def may_redo(self, place: LogPlace) -> bool:
        """Return whether books may redo a voided ball.

        They may if no ruling of a higher rank is on it, and they were amended since it was last
        voided or redone.
        """
        ruling = self.innings.ruling_by_ball.get(place.root)
        strength = self.innings.rulings.strength(place.rulings)
        highest = strength if ruling is None else max(strength, ruling.strength)
        is_voided = self.writer.log[place.current.action.id].action.is_voided
        return is_voided and highest[0] <= BOOKS_RANK and self.may_toggle(place)

    def remaining_entries(self, place: LogPlace) -> dict[Seat, EffectiveEntry]:
        """Return the effective entries a voided ball rests on that are linked to no other ball."""
        found: dict[Seat, EffectiveEntry] = {}
        for seat, each in place.evidence.items():
            linked = self.innings.seats.get(seat)
            entry = None if linked is None else linked.by_key.get(each.key)
            if entry is not None and entry not in self.innings.entries[seat].values():
                found[seat] = entry
        return found

    def insert_late_balls(self) -> None:
        """Insert the late balls that as many books have behind a ball as decided that ball."""
        by_gap: dict[int, dict[Seat, EffectiveEntry]] = {}
        for seat in SEATS:
            if seat in self.innings.seats:
                self.add_first_extras(seat, by_gap)
        for number, voices in sorted(by_gap.items()):
            if number >= 0:
                self.insert_late_ball(self.innings.live[number], number, voices)

    def add_first_extras(self, seat: Seat, by_gap: dict[int, dict[Seat, EffectiveEntry]]) -> None:
        """Collect a seat's first surplus entry behind each ball.

        Entries on which a ball of the log rests are left out.
        """
        for number, entry in self.innings.seats[seat].extras():
            if entry.key not in self.innings.place_by_entry:
                gap = last_similar_ball(entry, number, self.innings.live)
                by_gap.setdefault(gap, {}).setdefault(seat, entry)

    def insert_late_ball(
        self, place: LogPlace, number: int, voices: Mapping[Seat, EffectiveEntry]
    ) -> None:
        """Insert a late ball by a ruling or by the books, whichever ranks higher."""
        ruling = self.ruling_on(voices)
        if ruling is not None and ruling.strength[0] > BOOKS_RANK:
            self.insert_ruled_ball(place, ruling, voices)
        elif self.redo_late(number, voices) or self.insert_agreed_ball(number, voices):
            return
        elif ruling is not None:
            self.insert_ruled_ball(place, ruling, voices)

    def redo_late(self, number: int, voices: Mapping[Seat, EffectiveEntry]) -> bool:
        """Redo a late ball that was ruled away, if enough books have it after all.

        Returns whether there was one.
        """
        for place in self.innings.voided_behind(number):
            remaining = self.remaining_entries(place)
            voters = self.innings.voters(place)
            all_voices = {**voices, **remaining}
            group = largest_group(
                {seat: entry for seat, entry in all_voices.items() if seat in voters}
            )
            is_more = group.keys() & remaining.keys() and group.keys() - remaining.keys()
            if is_more and len(group) >= NEEDED[place.tier] and self.may_redo(place):
                action = merged_action(group, group, self.expectation(number + 1))
                entries = {seat: cite(entry) for seat, entry in group.items()}
                self.bring_back(place, entry_of(action), Agreement(place.tier, entries))
                return True
        return False

    def insert_agreed_ball(self, number: int, voices: Mapping[Seat, EffectiveEntry]) -> bool:
        """Insert a late ball if enough books have it; return whether that was so."""
        place = self.innings.live[number]
        voters = self.innings.voters(place)
        all_voices = {**self.displaced_entries(number, voices), **voices}
        group = largest_group({seat: entry for seat, entry in all_voices.items() if seat in voters})
        if not group or len(group) < NEEDED[place.tier]:
            return False
        entries = {seat: cite(entry) for seat, entry in group.items()}
        action = merged_action(group, group, self.expectation(number + 1))
        self.writer.insert_late(action, Agreement(place.tier, entries), place.root)
        return True

    def displaced_entries(
        self, number: int, voices: Mapping[Seat, EffectiveEntry]
    ) -> dict[Seat, EffectiveEntry]:
        """Return entries that look like a late ball but are linked to a neighbouring ball.

        They contradict that neighbour: their books have the late ball and lack the other.
        """
        found: dict[Seat, EffectiveEntry] = {}
        for seat, links in self.innings.entries.items():
            for near in (number, number + 1):
                entry = links.get(near)
                if seat in voices or entry is None or entry.key in self.innings.place_by_entry:
                    continue
                if not is_same_ball(entry.version.content, self.innings.live[near].content) and any(
                    is_same_ball(entry.version.content, each.version.content)
                    for each in voices.values()
                ):
                    found.setdefault(seat, entry)
        return found

    def ruling_on(self, voices: Mapping[Seat, EffectiveEntry]) -> Ruling | None:
        """Return the strongest ruling on exactly these entries that has not acted."""
        keys = {seat: entry.key for seat, entry in voices.items()}
        found = [
            ruling
            for ruling in self.innings.pending_rulings
            if ruling.entries
            and all(
                seat in keys and each.matches(keys[seat])
                for seat, each in ruling.named_entries.items()
            )
        ]
        return max(found, key=lambda each: each.strength, default=None)

    def insert_ruled_ball(
        self, place: LogPlace, ruling: Ruling, voices: Mapping[Seat, EffectiveEntry]
    ) -> None:
        """Insert the ball that a ruling accepts; the claim, voided, if it accepts none."""
        ball = self.ball_of(ruling)
        claim = voices[next(iter(ruling.entries))].version
        agreement = Agreement(place.tier, self.cited_entries(ruling), (ruling.number,))
        content = claim if ball is None else ball
        self.writer.insert_late(content.action, agreement, place.root, is_voided=ball is None)


def count_votes(name: str, value: Any, entries: Sequence[Entry]) -> int:
    """Return how many entries have this value of a detail."""
    return sum(bool(each.content.anchors) and each.content.value(name) == value for each in entries)


def last_similar_ball(entry: EffectiveEntry, number: int, live: Sequence[LogPlace]) -> int:
    """Return the number of the last of the balls behind ball `number` that look like an entry.

    Among several balls that look alike, two books need not have the same one as their surplus.
    """
    following = number + 1
    while following < len(live) and is_same_ball(live[following].content, entry.version.content):
        following += 1
    return following - 1
