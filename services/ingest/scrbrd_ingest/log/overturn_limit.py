"""Decides whether a plan overturns more of the log than one answer may. Pure.

Such an answer may be of another match of the same people, or come from a lagging cache. It is
accepted when further answers confirm it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scrbrd.domain.actions import Action, Delivery, InningsStarted
from scrbrd.domain.vocabulary import ActionId, TeamId
from scrbrd_ingest.log.slots import slots_of
from scrbrd_ingest.log.write_plan import Append, Plan, StoredLog, Write, changed_by

MOST_OVERTURNED: Final = 6
"""Maximum number of balls and facts that one answer may remove or score differently."""


MOST_REVISIONS: Final = 5
"""Maximum number of corrections of one ball or fact that are accepted at once: mirrors of a
provider with different data correct it with each answer."""

LONGEST_BETWEEN: Final = timedelta(seconds=10)
"""Maximum time that is counted between two answers: nothing is known about a longer silence."""


@dataclass(frozen=True)
class Doubts:
    """Consecutive answers that overturned the log: number, duration, time of the last."""

    count: int = 0
    duration: timedelta = timedelta()
    last_at: datetime | None = None

    def after(self, now: datetime) -> Doubts:
        """Return the doubts after another such answer."""
        elapsed = timedelta() if self.last_at is None else now - self.last_at
        return Doubts(self.count + 1, self.duration + min(elapsed, LONGEST_BETWEEN), now)


def overturns(known: StoredLog, plan: Plan) -> bool:
    """Return True if a plan overturns too much of the log.

    That is so if it takes back an innings or gives one to the other side, removes or rescores more
    than MOST_OVERTURNED entries, or changes an entry that was corrected too often.
    """
    writes = [write for group in plan.groups for write in group.writes]
    if all(isinstance(each, Append) and each.action.corrects is None for each in writes):
        return False
    slots = [
        each for number in innings_numbers(known) for each in slots_of(number, known.log.values())
    ]
    standing = {each.standing.id: each.standing for each in slots if each.standing is not None}
    roots = {each.root: each.standing for each in slots if each.standing is not None}
    unsettled = {
        each.id for slot in slots if len(slot.members) > MOST_REVISIONS for each in slot.members
    }
    if any(changed_by(each) in unsettled for each in writes):
        return True
    replaced = [before_and_after(each, standing, roots) for each in writes]
    if any(isinstance(before, InningsStarted) for before, _ in replaced):
        after = batting_sides(known.after(plan.groups))
        if any(after.get(number) != side for number, side in batting_sides(known).items()):
            return True
    count = sum(
        before is not None and (after is None or is_scored_otherwise(before, after))
        for before, after in replaced
    )
    return count > MOST_OVERTURNED


def innings_numbers(known: StoredLog) -> Iterable[int]:
    """Return the numbers of the innings in a log."""
    return sorted({each.innings_number for each in known.log.values()})


def batting_sides(known: StoredLog) -> dict[int, TeamId]:
    """Return the batting team of each innings that has begun."""
    return {
        number: slot.standing.batting_team_id
        for number in innings_numbers(known)
        for slot in slots_of(number, known.log.values())
        if isinstance(slot.standing, InningsStarted)
    }


def before_and_after(
    write: Write, standing: Mapping[ActionId, Action], roots: Mapping[ActionId, Action]
) -> tuple[Action | None, Action | None]:
    """Return the standing action that a write replaces, and the action standing after it; twice
    None if it replaces no standing action."""
    if not isinstance(write, Append):
        return standing.get(write.action_id), None
    corrects = write.action.corrects
    before = None if corrects is None else roots.get(corrects)
    return before, None if before is None else write.action


def is_scored_otherwise(before: Action, after: Action) -> bool:
    """Return True if a ball has other runs, extras or wicket than before, or other people."""
    if not isinstance(before, Delivery) or not isinstance(after, Delivery):
        return isinstance(before, Delivery)
    return scoring_of(before) != scoring_of(after)


def scoring_of(ball: Delivery) -> tuple[object, ...]:
    """Return what a ball scores and for whom: runs off the bat, extras, whether a wicket fell,
    striker and bowler."""
    outcome = ball.runs_off_bat, ball.extras, ball.wicket is not None
    return (*outcome, ball.striker_id, ball.bowler_id)
