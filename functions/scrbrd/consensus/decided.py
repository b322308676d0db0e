"""Finds what is to be changed of balls that are in the log: by rulings, by a quorum of books.

One scorer's later word changes nothing; it takes as many as decided the ball.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scrbrd.consensus.agreement import NEEDED, Agreement, Cited, cited
from scrbrd.consensus.entries import SEATS, Entry, Said, Seat, entry_of
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.linked import LinkedInnings, is_word_for_word
from scrbrd.consensus.merge import (
    ALIKE,
    Expect,
    largest_group,
    merged_action,
    ranked,
    settle_details,
)
from scrbrd.consensus.places import LogPlace
from scrbrd.consensus.rulings import BOOKS_RANK, Ruling
from scrbrd.consensus.words import STOPPAGES, same, with_fields
from scrbrd.consensus.writer import Writer
from scrbrd.domain.actions import Action

Before = Callable[[], Sequence[Action]]
"""Returns the effective actions of the earlier innings; called only where the laws are asked."""


class Decided:
    """Changes the balls of an innings that the log has. `before` are the earlier innings."""

    def __init__(self, innings: LinkedInnings, writer: Writer, laws: Laws, before: Before) -> None:
        self.innings, self.writer, self.laws, self.before = innings, writer, laws, before

    def change(self) -> bool:
        """Do all that is to be done; returns whether there was anything."""
        count = self.writer.changes
        for number in self.innings.unsettled:
            place = self.innings.live[number]
            if place.words.kind not in STOPPAGES:
                self.change_place(number, place)
        for place in self.innings.places:
            if place.is_ours:
                self.redo_place(place)
        self.void_stoppages()
        self.put_in_late()
        return self.writer.changes != count

    # -- rulings -----------------------------------------------------------------------------

    def change_place(self, number: int, place: LogPlace) -> None:
        """Change one ball as the strongest ruling has it, or else as the books do."""
        ruling = self.innings.ruled.get(number)
        strength = self.innings.rulings.strength(place.rulings)
        if ruling is not None and ruling.strength >= strength:
            strength = ruling.strength
            if ruling.number not in self.innings.applied and self.rule(place, ruling):
                return
        if strength[0] <= BOOKS_RANK:
            self.change_by_books(number, place)

    def rule(self, place: LogPlace, ruling: Ruling) -> bool:
        """Make a ball what a ruling says; returns False where it is that already."""
        ball = self.ball_of(ruling)
        if ruling.accepts is None:
            self.writer.void(place, self.books(place), ruling.number)
            return True
        if ball is None or is_word_for_word(ball.words, place.words):
            return False
        agreement = Agreement(place.tier, self.ruled_entries(ruling), (ruling.number,))
        self.writer.correct(place, ball.action, agreement)
        return True

    def ball_of(self, ruling: Ruling) -> Entry | None:
        """Return the ball that a ruling accepts; None for none, or where it was withdrawn."""
        if isinstance(ruling.accepts, Seat):
            said = self.said_of(ruling, ruling.accepts)
            return None if said is None else said.entry
        return ruling.accepts

    def said_of(self, ruling: Ruling, seat: Seat) -> Said | None:
        """Return what counts of a seat's entry that a ruling names; of the one that it accepts what
        stood when it was made, so that no amendment of one scorer changes what was ruled."""
        linked, named = self.innings.seats.get(seat), ruling.named.get(seat)
        said = None if linked is None or named is None else linked.said_of(named)
        if linked is None or said is None or ruling.accepts != seat or ruling.created_at is None:
            return said
        stood = linked.book.stood_at(said, ruling.created_at)
        return said if stood is None else replace(said, entry=stood)

    def ruled_entries(self, ruling: Ruling) -> dict[Seat, Cited]:
        """Return the entries that a ruling is about, as evidence."""
        found = {seat: self.said_of(ruling, seat) for seat in ruling.named}
        return {seat: cited(said) for seat, said in found.items() if said is not None}

    # -- books -------------------------------------------------------------------------------

    def change_by_books(self, number: int, place: LogPlace) -> None:
        """Change a ball if as many books as decided it say otherwise, more than say what it is."""
        voices = self.innings.voices(number)
        need = NEEDED[place.tier]
        against = {
            seat: said for seat, said in voices.items() if not same(said.entry.words, place.words)
        }
        group, held_by = largest_group(against), voices.keys() - against.keys()
        if len(group) >= need and self.outweighs(group, held_by):
            action = merged_action(group, voices, self.expect(number))
            self.correct(place, action, group)
        elif not self.void_if_lacked(number, place, held_by):
            self.change_details(number, place, voices)

    def outweighs(self, group: Collection[Seat], held_by: Collection[Seat]) -> bool:
        """Return whether those who say another ball are more than those who say the log's.

        Four may have a word, two and two, where who decided the ball votes no more. Then those are
        more of whom more vote; where a ruling says who does, what was decided stays.
        """
        voting = () if self.innings.rulings.tiers else self.innings.panel.seats
        strengths = [(len(seats), len(set(voting) & set(seats))) for seats in (group, held_by)]
        return strengths[0] > strengths[1]

    def correct(self, place: LogPlace, action: Action, voices: Mapping[Seat, Said]) -> None:
        """Correct a ball on the word of books."""
        entries = {seat: cited(said) for seat, said in voices.items()}
        self.writer.correct(place, action, Agreement(place.tier, entries))

    def void_if_lacked(self, number: int, place: LogPlace, held_by: Collection[Seat]) -> bool:
        """Void a ball that as many books lack as decided it, more than have it; returns whether
        that was so."""
        silent = self.innings.silent(number)
        if not place.evidence or len(silent) < NEEDED[place.tier]:
            return False
        if not self.outweighs(silent, held_by):
            return False
        if self.may_toggle(place):
            self.writer.void(place, self.books(place))
        return True

    def void_stoppages(self) -> None:
        """Void the stoppages that no book has any more."""
        for place in self.innings.withdrawn_stoppages():
            if not place.rulings and self.may_toggle(place):
                self.writer.void(place, self.books(place))

    def change_details(self, number: int, place: LogPlace, voices: Mapping[Seat, Said]) -> None:
        """Change details that two say alike, or that nobody has settled yet."""
        alike = {seat: said for seat, said in voices.items() if same(said.entry.words, place.words)}
        word = Entry(place.word.action, place.words)
        need = NEEDED[place.tier]
        spoken = [said.entry for said in ranked(voices).values()]
        if not alike or len(spoken) < need:
            return
        changes = settle_details(word, spoken if need >= ALIKE else spoken[:1], self.expect(number))
        kept = {
            name: value
            for name, value in changes.items()
            if says(name, value, spoken) >= need or not self.was_settled(place, name)
        }
        if kept:
            self.correct(place, with_fields(place.word.action, kept), alike)

    def was_settled(self, place: LogPlace, name: str) -> bool:
        """Return whether as many said a detail alike as the ball needed, when it was decided."""
        found = [self.version_of(seat, each) for seat, each in place.evidence.items()]
        versions = [each for each in found if each is not None]
        return says(name, place.words.value(name), versions) >= NEEDED[place.tier]

    def version_of(self, seat: Seat, each: Cited) -> Entry | None:
        """Return the words that a ball was decided on."""
        linked = self.innings.seats.get(seat)
        key = each.person_id, each.version_id
        return None if linked is None else linked.book.versions.get(key)

    def expect(self, number: int) -> Expect:
        """Return what asks the laws about a ball of the log."""

        def ask() -> Mapping[str, Any]:
            earlier = [place.word.action for place in self.innings.live[:number]]
            return self.laws.expected([*self.before(), *earlier])

        return ask

    def books(self, place: LogPlace) -> dict[Seat, str]:
        """Return what the books of those concerned look like now."""
        voters = self.innings.voters(place)
        return {seat: self.innings.seats[seat].book.digest for seat in voters}

    def may_toggle(self, place: LogPlace) -> bool:
        """Return whether a book was amended since the ball was last voided or redone: that is what
        keeps two readings of the same books from taking turns for ever."""
        return not place.books or dict(place.books) != self.books(place)

    # -- voided balls and late ones ----------------------------------------------------------

    def redo_place(self, place: LogPlace) -> None:
        """Let a voided ball count again: that a ruling as strong as any before accepts, or that as
        many hold alike again as decided it."""
        ruling = self.innings.ruled.get(place.root)
        if ruling is not None and ruling.strength >= self.innings.rulings.strength(place.rulings):
            ball = self.ball_of(ruling)
            if ball is not None:
                agreement = Agreement(place.tier, self.ruled_entries(ruling), (ruling.number,))
                self.bring_back(place, ball, agreement)
                return
        group = largest_group(self.held(place))
        if len(group) >= NEEDED[place.tier] and self.may_redo(place):
            self.writer.redo(place, self.books(place))

    def bring_back(self, place: LogPlace, ball: Entry, agreement: Agreement) -> None:
        """Let a voided ball count again as one that may say something else, or have more to stand
        on."""
        self.writer.redo(place, self.books(place), *agreement.rulings)
        is_new = not agreement.entries.keys() <= place.evidence.keys()
        if is_new or not is_word_for_word(ball.words, place.words):
            self.writer.correct(place, ball.action, agreement)

    def may_redo(self, place: LogPlace) -> bool:
        """Return whether books may let a voided ball count: no ruling of a higher rank is on it,
        and they were amended since they last voided or redid it."""
        ruling = self.innings.ruled.get(place.root)
        strength = self.innings.rulings.strength(place.rulings)
        highest = strength if ruling is None else max(strength, ruling.strength)
        is_voided = self.writer.log[place.word.action.id].action.is_voided
        return is_voided and highest[0] <= BOOKS_RANK and self.may_toggle(place)

    def held(self, place: LogPlace) -> dict[Seat, Said]:
        """Return the entries that a voided ball was decided on, which count and are of no other."""
        found: dict[Seat, Said] = {}
        for seat, each in place.evidence.items():
            linked = self.innings.seats.get(seat)
            said = None if linked is None else linked.by_key.get(each.key)
            if said is not None and said not in self.innings.said[seat].values():
                found[seat] = said
        return found

    def put_in_late(self) -> None:
        """Put in the balls that as many books have behind a ball as decided that one."""
        by_gap: dict[int, dict[Seat, Said]] = {}
        for seat in SEATS:
            if seat in self.innings.seats:
                self.first_extras(seat, by_gap)
        for number, voices in sorted(by_gap.items()):
            if number >= 0:
                self.put_in(self.innings.live[number], number, voices)

    def first_extras(self, seat: Seat, by_gap: dict[int, dict[Seat, Said]]) -> None:
        """Note the first entry too many behind each ball, if no ball of the log stands on it."""
        for number, said in self.innings.seats[seat].extras():
            if said.key not in self.innings.cited:
                gap = behind_those_alike(said, number, self.innings.live)
                by_gap.setdefault(gap, {}).setdefault(seat, said)

    def put_in(self, place: LogPlace, number: int, voices: Mapping[Seat, Said]) -> None:
        """Put in a late ball as a ruling says, or the books: by rank."""
        ruling = self.ruling_on(voices)
        if ruling is not None and ruling.strength[0] > BOOKS_RANK:
            self.put_in_ruled(place, ruling, voices)
        elif self.redo_late(number, voices) or self.put_in_agreed(number, voices):
            return
        elif ruling is not None:
            self.put_in_ruled(place, ruling, voices)

    def redo_late(self, number: int, voices: Mapping[Seat, Said]) -> bool:
        """Let a late ball count again that was ruled away, and that enough have after all; returns
        whether there was one."""
        for place in self.innings.voided_behind(number):
            held = self.held(place)
            voters = self.innings.voters(place)
            speakers = {seat: said for seat, said in {**voices, **held}.items() if seat in voters}
            group = largest_group(speakers)
            is_more = group.keys() & held.keys() and group.keys() - held.keys()
            if is_more and len(group) >= NEEDED[place.tier] and self.may_redo(place):
                action = merged_action(group, group, self.expect(number + 1))
                entries = {seat: cited(said) for seat, said in group.items()}
                self.bring_back(place, entry_of(action), Agreement(place.tier, entries))
                return True
        return False

    def put_in_agreed(self, number: int, voices: Mapping[Seat, Said]) -> bool:
        """Put in a late ball if enough have it; returns whether that was so."""
        place = self.innings.live[number]
        voters = self.innings.voters(place)
        speakers = {**self.displaced(number, voices), **voices}
        group = largest_group({seat: said for seat, said in speakers.items() if seat in voters})
        if not group or len(group) < NEEDED[place.tier]:
            return False
        entries = {seat: cited(said) for seat, said in group.items()}
        action = merged_action(group, group, self.expect(number + 1))
        self.writer.put_in(action, Agreement(place.tier, entries), place.root)
        return True

    def displaced(self, number: int, voices: Mapping[Seat, Said]) -> dict[Seat, Said]:
        """Return entries that look like a late ball, but are linked to the ball beside it, which
        they contradict: their books have the one and lack the other."""
        found: dict[Seat, Said] = {}
        for seat, links in self.innings.said.items():
            for near in (number, number + 1):
                said = links.get(near)
                if seat in voices or said is None or said.key in self.innings.cited:
                    continue
                if not same(said.entry.words, self.innings.live[near].words) and any(
                    same(said.entry.words, each.entry.words) for each in voices.values()
                ):
                    found.setdefault(seat, said)
        return found

    def ruling_on(self, voices: Mapping[Seat, Said]) -> Ruling | None:
        """Return the strongest ruling on these very entries that has not acted."""
        keys = {seat: said.key for seat, said in voices.items()}
        found = [
            ruling
            for ruling in self.innings.due
            if ruling.entries
            and all(seat in keys and each.is_key(keys[seat]) for seat, each in ruling.named.items())
        ]
        return max(found, key=lambda each: each.strength, default=None)

    def put_in_ruled(self, place: LogPlace, ruling: Ruling, voices: Mapping[Seat, Said]) -> None:
        """Put in the ball that a ruling accepts; the claim, voided, where it says there is none."""
        ball = self.ball_of(ruling)
        claim = voices[next(iter(ruling.entries))].entry
        agreement = Agreement(place.tier, self.ruled_entries(ruling), (ruling.number,))
        content = claim if ball is None else ball
        self.writer.put_in(content.action, agreement, place.root, is_voided=ball is None)


def says(name: str, value: Any, entries: Sequence[Entry]) -> int:
    """Return how many entries say this of a detail."""
    return sum(bool(each.words.anchors) and each.words.value(name) == value for each in entries)


def behind_those_alike(said: Said, number: int, live: Sequence[LogPlace]) -> int:
    """Return the number of the last of the balls that follow one and look like an entry: of four
    that look alike no two books need to have the same one too many."""
    following = number + 1
    while following < len(live) and same(live[following].words, said.entry.words):
        following += 1
    return following - 1
