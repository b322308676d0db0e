"""Makes the contributions of a match to the figures of players and teams."""

from collections.abc import Mapping

from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.projections.live.lineups import Selected
from scrbrd.projections.projection import Projection
from scrbrd.projections.stats.documents import PlayerMatchStats, TeamMatchStats
from scrbrd.projections.stats.head_to_head_balls import HeadToHeadBalls
from scrbrd.projections.stats.match_stats import player_match_stats, team_match_stats
from scrbrd.projections.steps import Step


class PlayerContributions(Projection[PlayerMatchStats]):
    """Makes `player_match_stats/{matchId}_{personId}`; `selected` are the lineups by id."""

    def __init__(self, state: MatchState, inputs: Inputs, selected: Mapping[str, Selected]) -> None:
        self.state = state
        self.inputs = inputs
        self.selected = selected
        self.head_to_head = HeadToHeadBalls()

    def add_step(self, step: Step) -> None:
        """Process one step: count which batter faced which bowler."""
        self.head_to_head.add_step(step)

    def documents(self) -> dict[str, PlayerMatchStats]:
        """Return the contributions by id."""
        found = player_match_stats(self.state, self.inputs, self.head_to_head, self.selected)
        match_id = self.inputs.setup.match_id
        return {joined_id(match_id, person_id): each for person_id, each in found.items()}


class TeamContributions(Projection[TeamMatchStats]):
    """Makes `team_match_stats/{matchId}_{teamId}`."""

    def __init__(self, state: MatchState, inputs: Inputs) -> None:
        self.state = state
        self.inputs = inputs

    def documents(self) -> dict[str, TeamMatchStats]:
        """Return the contributions by id."""
        found, match_id = team_match_stats(self.state, self.inputs), self.inputs.setup.match_id
        return {joined_id(match_id, team_id): each for team_id, each in found.items()}
