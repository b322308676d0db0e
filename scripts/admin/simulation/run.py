"""Simulates a whole match, innings by innings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random
from typing import TYPE_CHECKING

from admin.matchlog import MatchLog
from admin.simulation.outcome import Outcome, outcome_of
from admin.simulation.play import InningsPlay
from admin.simulation.scorer import Scorer
from admin.simulation.server import Server
from admin.simulation.slips import Skill
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.laws import FoldedLaws
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.effective import effective_log
from scrbrd.domain.vocabulary import PlayerId, ValidationTier

if TYPE_CHECKING:
    from admin.simulation.on_emulators import EmulatedMatch

SEATS_OF_TIER = {
    ValidationTier.DUAL: (Seat.HOME, Seat.AWAY),
    ValidationTier.TRIPLE: (Seat.UMPIRE, Seat.HOME, Seat.AWAY),
}


@dataclass(frozen=True, slots=True)
class Simulation:
    """A match scored under a tier by scorers of one skill, with chance from a seed.

    On running emulators if there is an `emulated_match`.
    """

    log: MatchLog
    tier: ValidationTier
    skill: Skill
    seed: int
    emulated_match: EmulatedMatch | None = None

    def play(self) -> tuple[Outcome, list[InningsPlay]]:
        """Return the outcome of the match, and the play of each innings."""
        outcome, plays = Outcome(), []
        laws = FoldedLaws(self.log.inputs.setup)
        earlier: list[Action] = []
        actions = effective_log(self.log.actions).actions
        for number, innings_actions in groupby(actions, key=lambda action: action.innings_number):
            truth = tuple(innings_actions)
            play = self.innings_play(number, truth, earlier, laws)
            play.play()
            outcome.add(outcome_of(play))
            plays.append(play)
            earlier += truth
        return outcome, plays

    def innings_play(
        self, number: int, truth: Sequence[Action], earlier: Sequence[Action], laws: FoldedLaws
    ) -> InningsPlay:
        """Return the play of an innings, before its first ball."""
        random = Random(f"{self.seed} {self.log.match_id} {number} {self.tier}")
        seats = SEATS_OF_TIER[self.tier]
        bowlers = bowlers_of(truth)
        scorers = {seat: Scorer(seat, self.skill, truth, random, bowlers) for seat in seats}
        persons = {seat: scorer.person_id for seat, scorer in scorers.items()}
        server = self.make_server(number, laws, list(earlier), seats, persons)
        return InningsPlay(truth, scorers, server, random)

    def make_server(
        self,
        number: int,
        laws: FoldedLaws,
        earlier: Sequence[Action],
        seats: Sequence[Seat],
        persons: Mapping[Seat, str],
    ) -> Server:
        """Return the server that keeps log and books of an innings."""
        if self.emulated_match is None:
            return Server(number, self.tier, laws, earlier, seats, persons)
        from admin.simulation.on_emulators import EmulatedServer

        return EmulatedServer(
            number, self.tier, laws, earlier, seats, persons, emulated_match=self.emulated_match
        )


def bowlers_of(truth: Sequence[Action]) -> list[PlayerId]:
    """Return the bowlers in order of their first ball."""
    balls = (action for action in truth if isinstance(action, Delivery))
    return list(dict.fromkeys(ball.bowler_id for ball in balls))
