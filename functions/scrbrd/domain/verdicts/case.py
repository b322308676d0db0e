"""Defines Case: an action before it counts, with the state that the rules examine."""

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
"""The lead by which a side may enforce the follow-on in a match of one day (Law 14): the smallest
of any match, used where the conditions have no `follow_on_lead`."""


@dataclass(frozen=True, slots=True)
class MatchDetails:
    """Keepers and substitutes, which are neither in the state nor in the conditions."""

    keeper_ids: frozenset[PlayerId] = frozenset()
    substitute_ids: frozenset[PlayerId] = frozenset()


def details_of(setup: Setup) -> MatchDetails:
    """Return the keepers and substitutes by the lineups of a match."""
    return MatchDetails(setup.keeper_ids, setup.substitute_ids)


class Case(NamedTuple):
    """An action before it counts. `innings` is the current one if the action is in it, else None.

    `begins`: the action would begin an innings after the current one. `details`, where given,
    replace the keepers and substitutes of the setup.
    """

    state: MatchState
    conditions: PlayingConditions
    details: MatchDetails | None
    innings: Innings | None
    begins: bool

    @property
    def keeper_ids(self) -> frozenset[PlayerId]:
        """The keepers: by the details, else by the setup."""
        return (self.details or self.state.setup).keeper_ids

    @property
    def substitute_ids(self) -> frozenset[PlayerId]:
        """The substitutes: by the details, else by the setup."""
        return (self.details or self.state.setup).substitute_ids

    @property
    def edition(self) -> LawsEdition:
        """The edition of the Laws that the match is played under."""
        return self.conditions.laws_edition

    @property
    def innings_in_all(self) -> int:
        """The number of innings of both sides, super overs excluded."""
        return self.conditions.innings_per_side * 2

    def side_of(self, player_id: PlayerId) -> TeamId | None:
        """Return a player's side by lineups and replacements; None if they do not name one."""
        return self.state.setup.sides.get(player_id) or self.state.joined.get(player_id)


def case_of(
    state: MatchState,
    action: Action,
    conditions: PlayingConditions,
    details: MatchDetails | None = None,
) -> Case:
    """Return the case of an action in a state; without `details` the setup's are used."""
    current = state.current
    is_of_current = current is not None and current.number == action.innings_number
    begins = current is None or action.innings_number > current.number
    return Case(state, conditions, details, current if is_of_current else None, begins)


def pair_of(innings: Innings | None, action: Delivery) -> tuple[PlayerId, PlayerId | None]:
    """Return striker and non-striker of a ball; a missing non-striker is inferred."""
    if action.non_striker_id:
        return action.striker_id, action.non_striker_id
    return action.striker_id, other_batter(innings.at_crease if innings else (), action)


def begins_over(innings: Innings, action: Delivery) -> bool:
    """Return whether a ball would be the first of an over."""
    if not innings.over.deliveries:
        return True
    return innings.over.is_complete and not continues_over(innings, action)


def runs_run(action: Delivery, conditions: PlayingConditions) -> int:
    """Return the completed runs of a ball; a boundary counts as its runs."""
    if action.runs_run is not None:
        return action.runs_run
    extras = action.extras
    off_a_wide = max(0, extras.wide - conditions.wide_runs)
    return action.runs_off_bat + extras.bye + extras.leg_bye + off_a_wide
