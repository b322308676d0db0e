"""Appends what is ahead of the log: each next ball that enough books agree on, or a ruling has.

Goes through the whole tail in one pass; stops at the first ball that is not agreed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from scrbrd.consensus.agreement import NEEDED, Agreement, cited
from scrbrd.consensus.decided import Decided
from scrbrd.consensus.entries import Said, Seat
from scrbrd.consensus.linked_seat import LinkedSeat
from scrbrd.consensus.merge import largest_group, merged_action, ranked
from scrbrd.consensus.places import LogPlace, place_of
from scrbrd.consensus.rulings import BOOKS_RANK, Panel, Ruling, TierRuling
from scrbrd.consensus.stints import text_of
from scrbrd.consensus.words import same
from scrbrd.domain.actions import Action, Delivery, parse_action_id
from scrbrd.domain.vocabulary import ActionId, ValidationTier

WAITS_FOR = 6
"""Entries since the third last wrote one, before two books that differ are a dispute."""


class Tail:
    """The end of the log of an innings, and what the books have behind it."""

    def __init__(self, decided: Decided) -> None:
        self.decided, self.innings = decided, decided.innings
        self.writer, self.laws, self.before = decided.writer, decided.laws, decided.before
        self.effective: list[Action] | None = None
        self.is_outdated = False  # a ball was put in further back: the books are to be linked anew
        self.on_entry: dict[tuple[Seat, ActionId], list[Ruling]] = {}
        for ruling in self.innings.due:
            for each in ruling.entries.items():
                self.on_entry.setdefault(each, []).append(ruling)
        self.tiers = tiers_in(self.writer.number, self.innings.rulings.tiers)

    def extend(self) -> bool:
        """Append all that can be; returns whether there was anything."""
        count = self.writer.changes
        while self.step():
            pass
        return self.writer.changes != count

    def step(self) -> bool:
        """Append the next action; returns False where there is none."""
        if self.is_outdated:
            return False
        panel = self.panel()
        heads = self.heads(panel)
        return (
            self.append_stoppage(panel)
            or self.append_ruled(panel, heads, BOOKS_RANK + 1)
            or self.append_earlier(panel, heads)
            or self.append_agreed(panel, heads)
            or (self.have_all_spoken(panel) and self.append_ruled(panel, heads, 0))
        )

    # -- who votes ---------------------------------------------------------------------------

    def panel(self, before: int | None = None) -> Panel:
        """Return who votes on the next ball: by the last ruling whose entry has been reached, of
        all or of those before one of a number."""
        reached: dict[Seat, Said | None] = {}
        tiers = self.tiers
        if before is not None:
            earlier = [each for each in self.innings.rulings.tiers if each.number < before]
            tiers = tiers_in(self.writer.number, earlier)
        for sequence, ruling in tiers:
            seat = ruling.from_seat
            if seat not in reached:
                linked = self.innings.seats.get(seat)
                reached[seat] = None if linked is None else linked.head() or linked.last()
            if not sequence or self.has_come(reached[seat], ruling, sequence):
                return Panel(ruling.tier, tuple(each for each in Seat if each in ruling.seats))
        return self.innings.panel

    def has_come(self, said: Said | None, ruling: TierRuling, sequence: int) -> bool:
        """Return whether the next entry of a seat, or its last, is the one from which a ruling on
        the tier is in force, or behind it in the book, or was written since: of the same person, or
        of who holds the seat by then.

        Of a person who does not hold it, the log tells.
        """
        seat, person = ruling.from_seat, ruling.seats.get(ruling.from_seat)
        linked = None if said is None else self.innings.seats[seat]
        stint = None if linked is None else linked.book.stint_of(person or "", sequence)
        if said is None or linked is None or stint is None:
            cited = (place.evidence.get(seat) for place in self.innings.places)
            return any(
                each.person_id == person and parse_action_id(each.entry_id)[1] >= sequence
                for each in cited
                if each is not None
            )
        if said.person_id != person:
            return linked.book.index_of(said) > stint
        named = linked.order.get((said.person_id, ruling.from_entry))
        is_behind = named is not None and linked.order[said.key] >= named
        return is_behind or parse_action_id(said.root)[1] >= sequence

    def heads(self, panel: Panel) -> dict[Seat, Said]:
        """Return the next entry of each seat that votes and has reached the end of the log."""
        found = {seat: linked.head() for seat, linked in self.linked(panel).items()}
        return {seat: said for seat, said in found.items() if said is not None}

    def linked(self, panel: Panel) -> dict[Seat, LinkedSeat]:
        """Return the books of those who vote."""
        seats = self.innings.seats
        return {seat: seats[seat] for seat in panel.seats if seat in seats}

    def have_all_spoken(self, panel: Panel) -> bool:
        """Return whether nobody who votes could still bring about a quorum, which comes before
        captains and an abandoned ball."""
        spoken = [each for each in self.linked(panel).values() if each.has_spoken()]
        return len(spoken) == len(panel.seats)

    # -- what is appended --------------------------------------------------------------------

    def append_agreed(self, panel: Panel, heads: Mapping[Seat, Said]) -> bool:
        """Append the ball that a quorum says alike; under TRIPLE of books that are in step."""
        need = NEEDED[panel.tier]
        group = largest_group(heads)
        if not group or len(group) < need:
            return False
        speakers = heads
        if panel.tier is ValidationTier.TRIPLE:
            speakers = self.in_step(heads)
            group = largest_group(speakers)
        if not group or len(group) < need or self.is_old(group):
            return False
        action = merged_action(group, speakers, self.expected)
        entries = {seat: cited(said) for seat, said in ranked(group).items()}
        self.append(action, Agreement(panel.tier, entries))
        return True

    def append_earlier(self, panel: Panel, heads: Mapping[Seat, Said]) -> bool:
        """Append the ball that was decided before somebody ruled on the tier: by a ruling below the
        books, when all had spoken who voted then. Else it would matter which came first."""
        if not self.tiers or not self.on_entry:
            return False
        for number in sorted({each.number for each in self.rulings_on(heads)}):
            earlier = self.panel(number)
            spoken = self.heads(earlier)
            due = (each for each in self.rulings_on(spoken) if each.number == number)
            if (
                earlier != panel
                and self.have_all_spoken(earlier)
                and any(self.is_due(each, spoken) for each in due)
            ):
                return self.append_agreed(earlier, spoken) or self.append_ruled(earlier, spoken, 0)
        return False

    def in_step(self, heads: Mapping[Seat, Said]) -> dict[Seat, Said]:
        """Return the heads of books that cannot well be at another ball."""
        seats = self.innings.seats
        return {seat: said for seat, said in heads.items() if seats[seat].follower.is_in_step()}

    def is_old(self, group: Mapping[Seat, Said]) -> bool:
        """Return whether a voided ball of the log stands on these entries: it may be redone, and
        is not appended a second time.

        They are of another ball if books voided those that they were agreed as, and none of those
        stood on all of them and ever said the same: a pair that all had the wrong way round.
        """
        keys = {said.key for said in group.values()}
        cited_places = [self.innings.cited.get(key) for key in keys]
        voided = [place for place in cited_places if place is not None and not place.is_live]
        if len(voided) < len(keys):
            return False
        return not all(place.is_ours for place in voided) or self.is_voided_alike(group)

    def is_voided_alike(self, group: Mapping[Seat, Said]) -> bool:
        """Return whether a voided ball stands on all of some entries, and has said the same."""
        keys = {said.key for said in group.values()}
        words = next(iter(group.values())).entry.words
        return any(
            not place.is_live
            and keys <= {each.key for each in place.evidence.values()}
            and any(same(each.words, words) for each in place.members)
            for place in self.innings.places
        )

    def append_ruled(self, panel: Panel, heads: Mapping[Seat, Said], least_rank: int) -> bool:
        """Append the ball of the strongest ruling on these entries, of a rank or above."""
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
        ball = self.decided.ball_of(ruling)
        entries = self.decided.ruled_entries(ruling)
        claim = next(iter(ranked({seat: heads[seat] for seat in entries}).values()))
        agreement = Agreement(panel.tier, entries, (ruling.number,))
        content = (claim.entry if ball is None else ball).action
        self.innings.applied.add(ruling.number)
        behind = last_of_its_over(content, self.innings.live)
        if behind is None:
            self.append(content, agreement, is_voided=ball is None)
        else:
            self.writer.put_in(content, agreement, behind.root, is_voided=ball is None)
            self.is_outdated = True
        return True

    def rulings_on(self, heads: Mapping[Seat, Said]) -> list[Ruling]:
        """Return the rulings on any of some entries."""
        found = {
            each.number: each
            for seat, said in heads.items()
            for each in self.on_entry.get((seat, said.root), ())
        }
        return list(found.values())

    def is_due(self, ruling: Ruling, heads: Mapping[Seat, Said]) -> bool:
        """Return whether a ruling is on the entries that are next, all that were not withdrawn."""
        if ruling.number in self.innings.applied:
            return False
        entries = self.decided.ruled_entries(ruling)
        if isinstance(ruling.accepts, Seat) and ruling.accepts not in entries:
            return False
        return bool(entries) and all(
            seat in heads and heads[seat].key == each.key for seat, each in entries.items()
        )

    def append_stoppage(self, panel: Panel) -> bool:
        """Append a stoppage that one seat has reached: the k-th of a book is the log's k-th."""
        known = None
        for seat, linked in self.linked(panel).items():
            if not linked.stops:
                continue
            known = self.innings.stoppages() if known is None else known
            said = linked.due_stoppage(known)
            if said is not None:
                agreement = Agreement(ValidationTier.SINGLE, {seat: cited(said)})
                self.append(said.entry.action, agreement)
                return True
        return False

    def append(
        self,
        action: Action,
        agreement: Agreement,
        *,
        is_voided: bool = False,
    ) -> None:
        """Append an action, and let all books follow."""
        written = self.writer.append(action, agreement, is_voided=is_voided)
        place = place_of([written], self.innings.rulings)
        self.innings.take_in(place)
        if self.effective is not None and place.is_live:
            self.effective.append(written.action)

    def expected(self) -> Mapping[str, Any]:
        """Return what the laws expect of the next ball."""
        if self.effective is None:
            self.effective = [
                *self.before(),
                *(place.word.action for place in self.innings.live),
            ]
        return self.laws.expected(self.effective)

    # -- where it stops ----------------------------------------------------------------------

    def blocked_by(self) -> tuple[dict[Seat, Said], bool]:
        """Return the claims of a dispute that holds the log back, and whether they may be shown.

        Nothing where somebody who votes has not spoken yet. Of three, two that differ are enough
        when the third has been left behind: its claims are not shown before it has spoken.
        """
        panel = self.panel()
        linked, heads = self.linked(panel), self.heads(panel)
        spoken = [seat for seat, each in linked.items() if each.has_spoken()]
        if not heads:
            return {}, False
        if len(spoken) == len(panel.seats):
            return heads, True
        if len(panel.seats) - len(spoken) > 1 or len(heads) < 2:
            return {}, False
        one, other = list(heads.values())[:2]
        silent = next(seat for seat in panel.seats if seat not in spoken)
        ahead = [linked[seat] for seat in heads]
        if not same(one.entry.words, other.entry.words) and is_left(linked.get(silent), ahead):
            return heads, False
        return {}, False


def last_of_its_over(ball: Action, live: Sequence[LogPlace]) -> LogPlace | None:
    """Return the ball of the log that one of the over before its last goes in behind; None where
    it goes to the end.

    Two who missed a ball each had taken the next over to have begun before the third was heard.
    """
    if not isinstance(ball, Delivery):
        return None
    following = ball.over_number + 1
    for count, place in enumerate(reversed(live)):
        action = place.word.action
        if not isinstance(action, Delivery) or action.over_number != following:
            is_of_it = isinstance(action, Delivery) and action.over_number == ball.over_number
            return place if count and is_of_it else None
    return None


def is_left(third: LinkedSeat | None, ahead: Sequence[LinkedSeat]) -> bool:
    """Return whether books have gone on for some entries since a third last wrote one, by the
    server's times: one that has reception again is behind, and about to speak. At the end of an
    innings, where nobody goes on, how far it is behind tells."""
    versions = third.book.versions.values() if third is not None else ()
    since = max((text_of(each.action.created_at) for each in versions), default="")
    if any(each.book.is_complete for each in ahead):
        since = ""
    times = [[text_of(said.entry.action.created_at) for said in each.ahead()] for each in ahead]
    return max(sum(made > since or not made for made in row) for row in times) >= WAITS_FOR


def tiers_in(number: int, rulings: Sequence[TierRuling]) -> list[tuple[int, TierRuling]]:
    """Return the rulings on the tier that may be in force in an innings, the last first, each with
    the sequence that it is from; 0 for the whole innings, and none before that one."""
    found: dict[tuple[Seat, str, int], tuple[int, TierRuling]] = {}
    for ruling in reversed(rulings):
        innings_number, sequence = parse_action_id(ruling.from_entry)
        if innings_number < number:
            return [*found.values(), (0, ruling)]
        if innings_number == number:
            person = ruling.seats.get(ruling.from_seat, "")
            found.setdefault((ruling.from_seat, person, sequence), (sequence, ruling))
    return list(found.values())
