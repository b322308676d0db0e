"""Says whether a plan overturns more of the log than one answer may. Pure.

Such an answer may be of another match of the same people, or have come out of a cache. It is
believed when others say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from scrbrd.domain.actions import Action, Delivery, InningsStarted
from scrbrd.domain.vocabulary import ActionId
from scrbrd_ingest.log.planning import Append, Plan, Write
from scrbrd_ingest.log.slots import Slot

MOST_OVERTURNED: Final = 6
"""Balls and facts that one answer may take out of the log or score otherwise."""


def overturns(plan: Plan, slots: Sequence[Slot]) -> bool:
    """Return whether a plan takes the beginning of an innings back, gives it to the other side, or
    takes out and scores otherwise more than one answer may of what stands in the slots."""
    standing = {slot.standing.id: slot.standing for slot in slots if slot.standing is not None}
    roots = {slot.root: slot.standing for slot in slots if slot.standing is not None}
    count = 0
    for write in (write for group in plan.groups for write in group.writes):
        before, after = replaced_by(write, standing, roots)
        if isinstance(before, InningsStarted) and not has_same_side_in(before, after):
            return True
        count += before is not None and (after is None or is_scored_otherwise(before, after))
    return count > MOST_OVERTURNED


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


def has_same_side_in(before: InningsStarted, after: Action | None) -> bool:
    """Return whether an innings has the same side in as before."""
    return isinstance(after, InningsStarted) and after.batting_team_id == before.batting_team_id


def is_scored_otherwise(before: Action, after: Action) -> bool:
    """Return whether a ball that stood has other runs, extras or wicket now."""
    if not isinstance(before, Delivery) or not isinstance(after, Delivery):
        return isinstance(before, Delivery)
    return scored(before) != scored(after)


def scored(ball: Delivery) -> tuple[int, object, bool]:
    """Return what came of a ball: runs off the bat, extras, and whether a wicket fell."""
    return ball.runs_off_bat, ball.extras, ball.wicket is not None
