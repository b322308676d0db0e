"""Appends each next ball on which enough books agree, or that a ruling decided.

Goes through all entries ahead of the log in one pass; stops at the first ball that is not agreed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from scrbrd.consensus.agreement import NEEDED, Agreement, cite
from scrbrd.consensus.ball_changes import BallChanges
from scrbrd.consensus.content import is_same_ball
from scrbrd.consensus.entries import EffectiveEntry, Seat
from scrbrd.consensus.linked_seat import LinkedSeat
from scrbrd.consensus.merge import by_rank, largest_group, merged_action
from scrbrd.consensus.places import LogPlace, place_of
from scrbrd.consensus.rulings import BOOKS_RANK, Panel, Ruling, TierRuling
from scrbrd.consensus.stints import time_text
from scrbrd.domain.actions import Action, Delivery, parse_action_id
from scrbrd.domain.vocabulary import ActionId, ValidationTier

ENTRIES_TO_WAIT = 6
"""Entries made since the third seat last wrote one, before two books that differ are a dispute."""


class Tail:
    """The end of the log of an innings, and the entries of the books behind it."""

    def __init__(self, ball_changes: BallChanges) -> None:
        self.ball_changes, self.innings = ball_changes, ball_changes.innings
        self.writer, self.laws, self.earlier_actions = (
            ball_changes.writer,
            ball_changes.laws,
            ball_changes.earlier_actions,
        )
        self.effective: list[Action] | None = None
        self.is_outdated = False  # a ball was inserted further back: the books must be linked anew
        self.rulings_by_entry: dict[tuple[Seat, ActionId], list[Ruling]] = {}
        for ruling in self.innings.pending_rulings:
            for each in ruling.entries.items():
                self.rulings_by_entry.setdefault(each, []).append(ruling)
        self.tiers = tier_rulings_in(self.writer.number, self.innings.rulings.tiers)

    def extend(self) -> bool:
        """Append all balls that can be appended; return whether there were any."""
        count = self.writer.changes
        while self.step():
            pass
        return self.writer.changes != count

    def step(self) -> bool:
        """Append the next action; return False where there is none."""
        if self.is_outdated:
            return False
        panel = self.panel()
        heads = self.heads(panel)
        return (
            self.append_stoppage(panel)
            or self.append_ruled(panel, heads, BOOKS_RANK + 1)
            or self.append_earlier(panel, heads)
            or self.append_agreed(panel, heads)
            or (self.have_all_voted(panel) and self.append_ruled(panel, heads, 0))
        )

    # -- voting ------------------------------------------------------------------------------

    def panel(self, before: int | None = None) -> Panel:
        """Return the panel for the next ball: that of the last tier ruling whose entry was reached.

        `before` limits the rulings to those with a lower number.
        """
        reached: dict[Seat, EffectiveEntry | None] = {}
        tiers = self.tiers
        if before is not None:
            earlier = [each for each in self.innings.rulings.tiers if each.number < before]
            tiers = tier_rulings_in(self.writer.number, earlier)
        for sequence, ruling in tiers:
            seat = ruling.from_seat
            if seat not in reached:
                linked = self.innings.seats.get(seat)
                reached[seat] = None if linked is None else linked.head() or linked.last_linked()
            if not sequence or self.is_ruling_reached(reached[seat], ruling, sequence):
                return Panel(ruling.tier, tuple(each for each in Seat if each in ruling.seats))
        return self.innings.panel

    def is_ruling_reached(
        self, entry: EffectiveEntry | None, ruling: TierRuling, sequence: int
    ) -> bool:
        """Return whether a seat's next or last entry has reached the entry of a tier ruling.

        It has if it is that entry, stands behind it in the book, or was written since by the same
        person or by a later holder of the seat. For a person who does not hold the seat the log
        decides.
        """
        seat, person = ruling.from_seat, ruling.seats.get(ruling.from_seat)
        linked = None if entry is None else self.innings.seats[seat]
        stint = None if linked is None else linked.book.stint_at(person or "", sequence)
        if entry is None or linked is None or stint is None:
            evidence = (place.evidence.get(seat) for place in self.innings.places)
            return any(
                each.person_id == person and parse_action_id(each.entry_id)[1] >= sequence
                for each in evidence
                if each is not None
            )
        if entry.person_id != person:
            return linked.book.stint_index(entry) > stint
        named = linked.order.get((entry.person_id, ruling.from_entry))
        is_behind = named is not None and linked.order[entry.key] >= named
        return is_behind or parse_action_id(entry.root)[1] >= sequence

    def heads(self, panel: Panel) -> dict[Seat, EffectiveEntry]:
        """Return the next entry of each voting seat that has reached the end of the log."""
        found = {seat: linked.head() for seat, linked in self.linked_seats(panel).items()}
        return {seat: entry for seat, entry in found.items() if entry is not None}

    def linked_seats(self, panel: Panel) -> dict[Seat, LinkedSeat]:
        """Return the linked books of the voting seats."""
        seats = self.innings.seats
        return {seat: seats[seat] for seat in panel.seats if seat in seats}

    def have_all_voted(self, panel: Panel) -> bool:
        """Return whether no voting seat could still complete a quorum.

        A quorum comes before the captains' rulings and an abandoned ball.
        """
        voted = [each for each in self.linked_seats(panel).values() if each.has_voted()]
        return len(voted) == len(panel.seats)

    # -- appending ---------------------------------------------------------------------------

    def append_agreed(self, panel: Panel, heads: Mapping[Seat, EffectiveEntry]) -> bool:
        """Append the ball on which a quorum agrees; under TRIPLE only books in step count."""
        need = NEEDED[panel.tier]
        group = largest_group(heads)
        if not group or len(group) < need:
            return False
        voices = heads
        if panel.tier is ValidationTier.TRIPLE:
            voices = self.heads_in_step(heads)
            group = largest_group(voices)
        if not group or len(group) < need or self.is_already_voided(group):
            return False
        action = merged_action(group, voices, self.expected_fields)
        entries = {seat: cite(entry) for seat, entry in by_rank(group).items()}
        self.append(action, Agreement(panel.tier, entries))
        return True

    def append_earlier(self, panel: Panel, heads: Mapping[Seat, EffectiveEntry]) -> bool:
        """Append a ball that was decided before a tier ruling: by a ruling below the books' rank.

        All seats of the panel of that time must have voted. Otherwise the result would depend on
        which came first.
        """
        if not self.tiers or not self.rulings_by_entry:
            return False
        for number in sorted({each.number for each in self.rulings_on(heads)}):
            earlier = self.panel(number)
            voted = self.heads(earlier)
            due = (each for each in self.rulings_on(voted) if each.number == number)
            if (
                earlier != panel
                and self.have_all_voted(earlier)
                and any(self.is_due(each, voted) for each in due)
            ):
                return self.append_agreed(earlier, voted) or self.append_ruled(earlier, voted, 0)
        return False

    def heads_in_step(self, heads: Mapping[Seat, EffectiveEntry]) -> dict[Seat, EffectiveEntry]:
        """Return the next entries of books that are unlikely to be at another ball."""
        seats = self.innings.seats
        return {seat: entry for seat, entry in heads.items() if seats[seat].follower.is_in_step()}

    def is_already_voided(self, group: Mapping[Seat, EffectiveEntry]) -> bool:
        """Return whether a voided ball of the log rests on these entries: it may be redone instead.

        The entries are for another ball if books voided the balls agreed from them, and none of
        those rested on all of the entries and ever had the same content: a pair of balls that all
        had in the wrong order.
        """
        keys = {entry.key for entry in group.values()}
        cited_places = [self.innings.place_by_entry.get(key) for key in keys]
        voided = [place for place in cited_places if place is not None and not place.is_live]
        if len(voided) < len(keys):
            return False
        return not all(place.is_voided_by_consensus for place in voided) or self.has_voided_ball(
            group
        )

    def has_voided_ball(self, group: Mapping[Seat, EffectiveEntry]) -> bool:
        """Return whether a voided ball rests on all of some entries and ever had their content."""
        keys = {entry.key for entry in group.values()}
        content = next(iter(group.values())).version.content
        return any(
            not place.is_live
            and keys <= {each.key for each in place.evidence.values()}
            and any(is_same_ball(each.content, content) for each in place.members)
            for place in self.innings.places
        )

    def append_ruled(
        self, panel: Panel, heads: Mapping[Seat, EffectiveEntry], least_rank: int
    ) -> bool:
        """Append the ball of the strongest ruling on these entries, of at least a rank."""
        if not self.innings.rulings.disputes or not heads:
            return False
        rulings = [
            each
            for each in self.rulings_on(heads)
            if each.strength[0] >= least_rank and self.is_due(each, heads)
        ]
        if not rulings:
            return False
        ruling = max(rulings, key=lambda each: each.strength)
        ball = self.ball_changes.ball_of(ruling)
        entries = self.ball_changes.cited_entries(ruling)
        claim = next(iter(by_rank({seat: heads[seat] for seat in entries}).values()))
        agreement = Agreement(panel.tier, entries, (ruling.number,))
        content = (claim.version if ball is None else ball).action
        self.innings.applied_rulings.add(ruling.number)
        behind = late_ball_anchor(content, self.innings.live)
        if behind is None:
            self.append(content, agreement, is_voided=ball is None)
        else:
            self.writer.insert_late(content, agreement, behind.root, is_voided=ball is None)
            self.is_outdated = True
        return True

    def rulings_on(self, heads: Mapping[Seat, EffectiveEntry]) -> list[Ruling]:
        """Return the rulings on any of some entries."""
        found = {
            each.number: each
            for seat, entry in heads.items()
            for each in self.rulings_by_entry.get((seat, entry.root), ())
        }
        return list(found.values())

    def is_due(self, ruling: Ruling, heads: Mapping[Seat, EffectiveEntry]) -> bool:
        """Return whether a ruling is on exactly the next entries, leaving out withdrawn ones."""
        if ruling.number in self.innings.applied_rulings:
            return False
        entries = self.ball_changes.cited_entries(ruling)
        if isinstance(ruling.accepts, Seat) and ruling.accepts not in entries:
            return False
        return bool(entries) and all(
            seat in heads and heads[seat].key == each.key for seat, each in entries.items()
        )

    def append_stoppage(self, panel: Panel) -> bool:
        """Append a stoppage that one seat has reached: a book's k-th is the log's k-th."""
        known = None
        for seat, linked in self.linked_seats(panel).items():
            if not linked.stoppages:
                continue
            known = self.innings.stoppages() if known is None else known
            entry = linked.due_stoppage(known)
            if entry is not None:
                agreement = Agreement(ValidationTier.SINGLE, {seat: cite(entry)})
                self.append(entry.version.action, agreement)
                return True
        return False

    def append(
        self,
        action: Action,
        agreement: Agreement,
        *,
        is_voided: bool = False,
    ) -> None:
        """Append an action, and let all books follow the log."""
        written = self.writer.append(action, agreement, is_voided=is_voided)
        place = place_of([written], self.innings.rulings)
        self.innings.add_place(place)
        if self.effective is not None and place.is_live:
            self.effective.append(written.action)

    def expected_fields(self) -> Mapping[str, Any]:
        """Return the fields of the next ball that the laws expect."""
        if self.effective is None:
            self.effective = [
                *self.earlier_actions(),
                *(place.current.action for place in self.innings.live),
            ]
        return self.laws.expected(self.effective)

    # -- blocking ----------------------------------------------------------------------------

    def blocking_claims(self) -> tuple[dict[Seat, EffectiveEntry], bool]:
        """Return the claims of a dispute that holds the log back, and whether they may be shown.

        Empty where a voting seat has not voted yet. Of three seats, two that differ are enough when
        the third is left behind: its claims are not shown before it has voted.
        """
        panel = self.panel()
        linked, heads = self.linked_seats(panel), self.heads(panel)
        voted = [seat for seat, each in linked.items() if each.has_voted()]
        if not heads:
            return {}, False
        if len(voted) == len(panel.seats):
            return heads, True
        if len(panel.seats) - len(voted) > 1 or len(heads) < 2:
            return {}, False
        one, other = list(heads.values())[:2]
        silent = next(seat for seat in panel.seats if seat not in voted)
        ahead = [linked[seat] for seat in heads]
        if not is_same_ball(one.version.content, other.version.content) and is_left_behind(
            linked.get(silent), ahead
        ):
            return heads, False
        return {}, False


def late_ball_anchor(ball: Action, live: Sequence[LogPlace]) -> LogPlace | None:
    """Return the ball of the log behind which a ball of the over before its last is inserted.

    None where it goes to the end. Two scorers who missed a ball each had begun the next over before
    the third one's entry came.
    """
    if not isinstance(ball, Delivery):
        return None
    following = ball.over_number + 1
    for count, place in enumerate(reversed(live)):
        action = place.current.action
        if not isinstance(action, Delivery) or action.over_number != following:
            is_of_it = isinstance(action, Delivery) and action.over_number == ball.over_number
            return place if count and is_of_it else None
    return None


def is_left_behind(third: LinkedSeat | None, ahead: Sequence[LinkedSeat]) -> bool:
    """Return whether books have continued for some entries since a third book's last entry.

    By the server's times: a scorer who was offline is behind only until the entries arrive. At the
    end of an innings, where books do not continue, the number of entries it is behind counts.
    """
    versions = third.book.versions.values() if third is not None else ()
    since = max((time_text(each.action.created_at) for each in versions), default="")
    if any(each.book.is_complete for each in ahead):
        since = ""
    times = [
        [time_text(entry.version.action.created_at) for entry in each.entries_ahead()]
        for each in ahead
    ]
    return max(sum(made > since or not made for made in row) for row in times) >= ENTRIES_TO_WAIT


def tier_rulings_in(number: int, rulings: Sequence[TierRuling]) -> list[tuple[int, TierRuling]]:
    """Return the tier rulings that may be in force in an innings, the last first.

    Each comes with the sequence from which it is in force; 0 is the whole innings, and earlier
    rulings than that one are left out.
    """
    found: dict[tuple[Seat, str, int], tuple[int, TierRuling]] = {}
    for ruling in reversed(rulings):
        innings_number, sequence = parse_action_id(ruling.from_entry)
        if innings_number < number:
            return [*found.values(), (0, ruling)]
        if innings_number == number:
            person = ruling.seats.get(ruling.from_seat, "")
            found.setdefault((ruling.from_seat, person, sequence), (sequence, ruling))
    return list(found.values())
