"""Says whether a plan overturns more of the log than one answer may. Pure.

Such an answer may be of another match of the same people, or have come out of a cache. It is
believed when others say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scrbrd.domain.actions import Action, Delivery, InningsStarted
from scrbrd.domain.vocabulary import ActionId, TeamId
from scrbrd_ingest.log.planning import Append, Known, Plan, Write, changed_by
from scrbrd_ingest.log.slots import slots_of

MOST_OVERTURNED: Final = 6
"""Balls and facts that one answer may take out of the log or score otherwise."""


MOST_REVISIONS: Final = 5
"""Corrections of one ball or fact that are believed at once: mirrors of a provider that say
different things correct it with each answer."""

LONGEST_BETWEEN: Final = timedelta(seconds=10)
"""What the time between two answers counts at most: of a longer silence nothing is known."""


@dataclass(frozen=True)
class Doubts:
    """Answers in a row that overturned the log: how many there were, for how long, and when the
    last of them came."""

    count: int = 0
    lasted: timedelta = timedelta()
    last_at: datetime | None = None

    def after(self, now: datetime) -> Doubts:
        """Return them after another such answer."""
        between = timedelta() if self.last_at is None else now - self.last_at
        return Doubts(self.count + 1, self.lasted + min(between, LONGEST_BETWEEN), now)


def overturns(known: Known, plan: Plan) -> bool:
    """Return whether a plan takes an innings back, gives one to the other side, takes out and
    scores otherwise more than one answer may of what stands in the log, or changes what was
    corrected too often."""
    writes = [write for group in plan.groups for write in group.writes]
    if all(isinstance(each, Append) and each.action.corrects is None for each in writes):
        return False
    slots = [each for number in numbers(known) for each in slots_of(number, known.log.values())]
    standing = {each.standing.id: each.standing for each in slots if each.standing is not None}
    roots = {each.root: each.standing for each in slots if each.standing is not None}
    unsettled = {
        each.id for slot in slots if len(slot.members) > MOST_REVISIONS for each in slot.members
    }
    if any(changed_by(each) in unsettled for each in writes):
        return True
    replaced = [replaced_by(each, standing, roots) for each in writes]
    if any(isinstance(before, InningsStarted) for before, _ in replaced):
        after = sides_in(known.after(plan.groups))
        if any(after.get(number) != side for number, side in sides_in(known).items()):
            return True
    count = sum(
        before is not None and (after is None or is_scored_otherwise(before, after))
        for before, after in replaced
    )
    return count > MOST_OVERTURNED


def numbers(known: Known) -> Iterable[int]:
    """Return the innings of a log."""
    return sorted({each.innings_number for each in known.log.values()})


def sides_in(known: Known) -> dict[int, TeamId]:
    """Return who is in, by the innings that have begun."""
    return {
        number: slot.standing.batting_team_id
        for number in numbers(known)
        for slot in slots_of(number, known.log.values())
        if isinstance(slot.standing, InningsStarted)
    }


def replaced_by(
    write: Write, standing: Mapping[ActionId, Action], roots: Mapping[ActionId, Action]
) -> tuple[Action | None, Action | None]:
    """Return what stands, by its own id or by that of its slot, and what stands in its place after
    a write; twice None where the write replaces nothing that stands."""
    if not isinstance(write, Append):
        return standing.get(write.action_id), None
    corrects = write.action.corrects
    before = None if corrects is None else roots.get(corrects)
    return before, None if before is None else write.action


def is_scored_otherwise(before: Action, after: Action) -> bool:
    """Return whether a ball that stood has other runs, extras or wicket now, or is another's."""
    if not isinstance(before, Delivery) or not isinstance(after, Delivery):
        return isinstance(before, Delivery)
    return scored(before) != scored(after)


def scored(ball: Delivery) -> tuple[object, ...]:
    """Return what came of a ball and to whom it counts: runs off the bat, extras, whether a wicket
    fell, striker and bowler."""
    came = ball.runs_off_bat, ball.extras, ball.wicket is not None
    return (*came, ball.striker_id, ball.bowler_id)
