"""Builds the `info` object of an exported file from the match.

The import builds it too, to find the facts of a file that have no other place. Does not use those
facts.
"""

from dataclasses import dataclass, field

from admin.cricsheet.conditions import MATCH_TYPES
from admin.cricsheet.exporter_names import Names
from admin.cricsheet.people import WOMEN_SUFFIX
from admin.cricsheet.source import OUTCOMES, TIE_BREAKS
from admin.matchlog import MatchLog
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs, conditions_of, day_of
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import Outcome
from scrbrd.projections.live.scorecard import result_projection

RESULTS = {ours: theirs for theirs, ours in OUTCOMES.items()}
DECIDED = {ours: theirs for theirs, ours in TIE_BREAKS.items()}
WON = (Outcome.WIN, Outcome.AWARDED, Outcome.CONCEDED)


@dataclass(slots=True)
class MatchInfo:
    """The `info` object of one match; `omitted` collects the facts that a file cannot hold."""

    log: MatchLog
    names: Names
    inputs: Inputs
    state: MatchState
    omitted: list[str] = field(default_factory=list)

    def data(self) -> Json:
        """Return the `info` object."""
        match, names = self.log.match, self.names
        conditions = conditions_of(match)
        day = day_of(match.scheduled_at)
        if day is None:
            self.omitted.append("dates: the match document's scheduledAt is no date")
        match_type = MATCH_TYPES.get(match.format)
        if match_type is None:
            self.omitted.append(f"match_type: format {match.format} is none of Cricsheet's")
        competition = self.log.competition_name or match.competition_id
        optional: Json = {
            "overs": conditions.overs_per_innings,
            "season": self.log.season_name or match.season_id,
            "event": {"name": competition} if competition else None,
            "venue": match.venue,
            "toss": self.toss(),
            "player_of_match": self.players_of_match(),
            "gender": "female" if match.home_team_id.endswith(WOMEN_SUFFIX) else None,
        }
        return {
            "balls_per_over": conditions.balls_per_over,
            "dates": [day.isoformat()] if day else [],
            "match_type": match_type or str(match.format),
            "outcome": self.outcome(),
            "players": names.squads(self.participants()),
            "registry": {"people": names.registry()},
            "teams": [names.home, names.away],
        } | {name: value for name, value in optional.items() if value}

    def toss(self) -> Json | None:
        """Return the toss."""
        toss = self.log.match.toss
        if toss is None:
            return None
        return {"winner": self.names.team(toss.winner_team_id), "decision": str(toss.decision)}

    def players_of_match(self) -> list[str]:
        """Return the names of the players of the match."""
        awards = self.log.match.awards
        return [self.names.player(each) for each in awards.player_of_match_ids] if awards else []

    def participants(self) -> set[str]:
        """Return the ids of all players who batted, bowled or entered the match."""
        joined: set[str] = set(self.state.joined)
        for innings in self.state.innings:
            joined |= {*innings.batters, *innings.bowlers, *innings.absent_ids}
        return joined

    def outcome(self) -> Json:
        """Return the end of the match in Cricsheet's terms."""
        result = self.state.result
        if result is None:
            self.omitted.append("outcome: the match is not over; the file says no result")
            return {"result": RESULTS[Outcome.NO_RESULT]}
        outcome: Json = {}
        winner = self.names.team(result.winner_team_id) if result.winner_team_id else None
        breaker = DECIDED.get(result.method or "")
        if result.outcome not in WON:
            outcome["result"] = RESULTS[result.outcome]
            if winner is not None:
                outcome[breaker or "winner"] = winner
        else:
            outcome["winner"] = winner
            projected = result_projection(self.state, self.inputs)
            if projected is not None and projected.by:
                outcome["by"] = dict(projected.by)
        if result.outcome is Outcome.CONCEDED:
            self.omitted.append("outcome: conceded; the file says awarded")
        if result.outcome in (Outcome.AWARDED, Outcome.CONCEDED):
            return outcome | {"method": "Awarded"}
        return outcome | ({"method": result.method} if result.method and not breaker else {})
