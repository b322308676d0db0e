"""Says whether a plan overturns more of the log than one answer may. Pure.

Such an answer may be of another match of the same people, or have come out of a cache. It is
believed when others say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from scrbrd.domain.actions import Action, Delivery, InningsStarted
from scrbrd.domain.vocabulary import ActionId, TeamId
from scrbrd_ingest.log.planning import Append, Known, Plan, Write
from scrbrd_ingest.log.slots import slots_of

MOST_OVERTURNED: Final = 6
"""Balls and facts that one answer may take out of the log or score otherwise."""


def overturns(known: Known, plan: Plan) -> bool:
    """Return whether a plan takes an innings back, gives one to the other side, or takes out and
    scores otherwise more than one answer may of what stands in the log."""
    writes = [write for group in plan.groups for write in group.writes]
    if all(isinstance(each, Append) and each.action.corrects is None for each in writes):
        return False
    slots = [each for number in numbers(known) for each in slots_of(number, known.log.values())]
    standing = {each.standing.id: each.standing for each in slots if each.standing is not None}
    roots = {each.root: each.standing for each in slots if each.standing is not None}
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
    """Return whether a ball that stood has other runs, extras or wicket now."""
    if not isinstance(before, Delivery) or not isinstance(after, Delivery):
        return isinstance(before, Delivery)
    return scored(before) != scored(after)


def scored(ball: Delivery) -> tuple[int, object, bool]:
    """Return what came of a ball: runs off the bat, extras, and whether a wicket fell."""
    return ball.runs_off_bat, ball.extras, ball.wicket is not None
