"""Defines Case: an action before it counts, with what the rules look at beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.delivery import other_batter
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.overs import continues_over
from scrbrd.domain.state import Innings, MatchState, Setup
from scrbrd.domain.vocabulary import LawsEdition, PlayerId, TeamId

LEAST_FOLLOW_ON_LEAD: Final = 75
"""The lead by which a side may enforce the follow-on in a match of one day (Law 14): the least
that any match asks, for one whose conditions say no `follow_on_lead`."""


@dataclass(frozen=True, slots=True)
class MatchDetails:
    """What is known beside state and conditions: keepers and substitutes."""

    keeper_ids: frozenset[PlayerId] = frozenset()
    substitute_ids: frozenset[PlayerId] = frozenset()


def details_of(setup: Setup) -> MatchDetails:
    """Return what the lineups of a match say of keepers and substitutes."""
    return MatchDetails(setup.keeper_ids, setup.substitute_ids)


class Case(NamedTuple):
    """An action before it counts. `innings` is the current one if the action is of it, else None.

    `begins` says that the action would begin another innings than the current one.
    """

    state: MatchState
    conditions: PlayingConditions
    given: MatchDetails | None
    innings: Innings | None
    begins: bool

    @property
    def keeper_ids(self) -> frozenset[PlayerId]:
        """The keepers: as given, else by the setup."""
        return (self.state.setup if self.given is None else self.given).keeper_ids

    @property
    def substitute_ids(self) -> frozenset[PlayerId]:
        """The substitutes: as given, else by the setup."""
        return (self.state.setup if self.given is None else self.given).substitute_ids

    @property
    def edition(self) -> LawsEdition:
        """The edition of the Laws that the match is played under."""
        return self.conditions.laws_edition

    @property
    def innings_in_all(self) -> int:
        """How many innings both sides have, super overs excluded."""
        return self.conditions.innings_per_side * 2

    def side_of(self, player_id: PlayerId) -> TeamId | None:
        """Return the side that a player was named for; None where no lineup names the player."""
        return self.state.setup.sides.get(player_id) or self.state.joined.get(player_id)


def case_of(
    state: MatchState,
    action: Action,
    conditions: PlayingConditions,
    details: MatchDetails | None = None,
) -> Case:
    """Return an action with what stands before it; without `details` those of its setup."""
    current = state.current
    is_of_current = current is not None and current.number == action.innings_number
    begins = current is None or action.innings_number > current.number
    return Case(state, conditions, details, current if is_of_current else None, begins)


def pair_of(innings: Innings | None, action: Delivery) -> tuple[PlayerId, PlayerId | None]:
    """Return striker and non-striker of a ball; a non-striker not named is the other one in."""
    if action.non_striker_id:
        return action.striker_id, action.non_striker_id
    return action.striker_id, other_batter(innings.at_crease if innings else (), action)


def begins_over(innings: Innings, action: Delivery) -> bool:
    """Return whether a ball would be the first of an over."""
    if not innings.over.deliveries:
        return True
    return innings.over.is_complete and not continues_over(innings, action)


def runs_run(action: Delivery, conditions: PlayingConditions) -> int:
    """Return the completed runs of a ball: what was run, a boundary counted as its runs."""
    if action.runs_run is not None:
        return action.runs_run
    extras = action.extras
    off_a_wide = max(0, extras.wide - conditions.wide_runs)
    return action.runs_off_bat + extras.bye + extras.leg_bye + off_a_wide
