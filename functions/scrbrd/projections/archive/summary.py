"""Makes the summary of a match: scores, result, and the best performances. Super overs are
separate.

`matches/{matchId}/archive/summary`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypedDict, TypeVarTuple

from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Batter, Bowler, Innings, MatchState, Partnership
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections.archive.documents import (
    ArchiveBatting,
    ArchiveBowling,
    ArchiveFastest,
    ArchiveInnings,
    ArchivePartnership,
    ArchiveResult,
    ArchiveShare,
    ArchiveSummary,
    ArchiveToss,
)
from scrbrd.projections.archive.player_of_match import player_of_match
from scrbrd.projections.feed.documents import FeedEvent, is_milestone
from scrbrd.projections.feed.event_data import BatterMilestone
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.scorecard import extras, overs_figure, rate_or_zero, shown_overs
from scrbrd.projections.steps import Step
from scrbrd.projections.wording import margin_text, result_text

TOP = 5
"""Number of batters, bowlers and partnerships in each list."""

Found = TypeVarTuple("Found")


class Side(TypedDict):
    """The side that bats."""

    battingTeamId: str | None
    battingTeam: str


class Fastest:
    """Collects the fastest fifty and hundred of a match; of two equal ones, the earlier."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.fifty: ArchiveFastest | None = None
        self.hundred: ArchiveFastest | None = None

    def add_step(self, step: Step, events: Sequence[FeedEvent]) -> None:
        """Process the milestones among the feed's events of an action."""
        for event in filter(is_milestone, events):
            data = event["data"]
            if step.innings is None:
                continue
            if data["milestone"] == "fifty":
                self.fifty = self.faster(self.fifty, data, step)
            elif data["milestone"] == "hundred":
                self.hundred = self.faster(self.hundred, data, step)

    def faster(
        self, best: ArchiveFastest | None, data: BatterMilestone, step: Step
    ) -> ArchiveFastest:
        """Return the faster of two milestones by balls faced, wides excluded."""
        player_id = PlayerId(data["playerId"])
        if best is not None and best["balls"] <= data["balls"]:
            return best
        return {
            "playerId": player_id,
            "playerName": self.inputs.player_name(player_id),
            "inningsNumber": step.action.innings_number,
            "balls": data["balls"],
            "actionId": step.action.id,
        }


def summary(state: MatchState, inputs: Inputs, fastest: Fastest) -> ArchiveSummary:
    """Return the whole document; missing facts are null or an empty list."""
    played = state.main_innings
    return {
        "matchId": state.setup.match_id,
        "format": str(inputs.format),
        "isFriendly": inputs.is_friendly,
        "venue": inputs.venue,
        "attribution": inputs.attribution,
        "teams": [
            {"teamId": team_id, "teamName": inputs.team_name(team_id)}
            for team_id in (state.setup.home_team_id, state.setup.away_team_id)
        ],
        "toss": toss(state, inputs),
        "innings": [score(state, each, inputs) for each in played],
        "superOvers": [score(state, each, inputs) for each in state.super_overs],
        "result": result(state, inputs),
        "topScorers": top_scorers(played, inputs),
        "bestBowling": best_bowling(state, inputs),
        "highestPartnerships": highest_partnerships(played, inputs),
        "fastestFifty": fastest.fifty,
        "fastestHundred": fastest.hundred,
        "extras": total_extras(played),
        "playerOfMatch": player_of_match(state, inputs),
    }


def toss(state: MatchState, inputs: Inputs) -> ArchiveToss | None:
    """Return the winner of the toss and their decision; None if it was not recorded."""
    setup = state.setup
    if setup.toss_winner_id is None or setup.toss_decision is None:
        return None
    return {
        "winnerId": setup.toss_winner_id,
        "winner": inputs.team_name(setup.toss_winner_id),
        "decision": str(setup.toss_decision),
    }


def result(state: MatchState, inputs: Inputs) -> ArchiveResult | None:
    """Return how the match ended, in fields and in words; None while it is in progress."""
    if state.result is None:
        return None
    winner_id = state.result.winner_team_id
    return {
        "outcome": str(state.result.outcome),
        "winnerId": winner_id,
        "winner": inputs.team_name(winner_id) if winner_id else None,
        "margin": margin_text(state.result),
        "method": state.result.method,
        "text": result_text(state.result, inputs),
    }


def score(state: MatchState, innings: Innings, inputs: Inputs) -> ArchiveInnings:
    """Return the score of an innings; `overs` is for display, `balls` are legal ones."""
    return {
        "inningsNumber": innings.number,
        **side(innings, inputs),
        "runs": innings.runs,
        "wickets": innings.wickets,
        "overs": overs_figure(innings, state.setup.conditions.balls_per_over),
        "balls": innings.legal_balls,
        "target": innings.target,
        "closed": str(innings.closed) if innings.closed else None,
        "extras": as_document(extras(innings)),
    }


def side(innings: Innings, inputs: Inputs) -> Side:
    """Return the side that bats."""
    return {
        "battingTeamId": innings.batting_team_id,
        "battingTeam": inputs.team_name(innings.batting_team_id),
    }


def total_extras(played: Iterable[Innings]) -> dict[str, int]:
    """Return the sum of the extras of all innings."""
    total: dict[str, int] = {}
    for innings in played:
        for name, runs in as_document(extras(innings)).items():
            total[name] = total.get(name, 0) + runs
    return total


def first_few(
    found: Iterable[tuple[*Found]], key: Callable[[*Found], tuple[int, ...]]
) -> list[tuple[*Found]]:
    """Return the first TOP items in order of a key; of equal ones, the earlier."""
    return sorted(found, key=lambda each: key(*each))[:TOP]


def top_scorers(played: Sequence[Innings], inputs: Inputs) -> list[ArchiveBatting]:
    """Return the highest innings of batters; of two equal ones, that with fewer balls first."""
    found = ((innings, each) for innings in played for each in innings.batters.values())
    best = first_few(
        ((innings, each) for innings, each in found if each.runs),
        lambda _, each: (-each.runs, each.balls_faced),
    )
    return [batting(innings, each, inputs) for innings, each in best]


def batting(innings: Innings, batter: Batter, inputs: Inputs) -> ArchiveBatting:
    """Return a batter's innings."""
    return {
        "playerId": batter.player_id,
        "playerName": inputs.player_name(batter.player_id),
        "inningsNumber": innings.number,
        **side(innings, inputs),
        "runs": batter.runs,
        "ballsFaced": batter.balls_faced,
        "fours": batter.fours,
        "sixes": batter.sixes,
        "strikeRate": rate_or_zero(batter.runs, batter.balls_faced, 100),
        "isOut": batter.is_out,
    }


def best_bowling(state: MatchState, inputs: Inputs) -> list[ArchiveBowling]:
    """Return the best bowling in an innings: most wickets, then fewest runs, then fewest balls."""
    found = ((i, each) for i in state.main_innings for each in i.bowlers.values())
    best = first_few(
        ((innings, each) for innings, each in found if each.wickets),
        lambda _, each: (-each.wickets, each.runs_conceded, each.balls_bowled),
    )
    length = state.setup.conditions.balls_per_over
    return [bowling(innings, each, length, inputs) for innings, each in best]


def bowling(
    innings: Innings, bowler: Bowler, balls_per_over: int, inputs: Inputs
) -> ArchiveBowling:
    """Return a bowler's innings; `figures` as `5/23`."""
    return {
        "playerId": bowler.player_id,
        "playerName": inputs.player_name(bowler.player_id),
        "inningsNumber": innings.number,
        "bowlingTeamId": innings.bowling_team_id,
        "bowlingTeam": inputs.team_name(innings.bowling_team_id),
        "figures": f"{bowler.wickets}/{bowler.runs_conceded}",
        "wickets": bowler.wickets,
        "runsConceded": bowler.runs_conceded,
        "overs": shown_overs(bowler.balls_bowled + bowler.miscounted, balls_per_over),
        "ballsBowled": bowler.balls_bowled,
        "maidens": bowler.maidens,
    }


def highest_partnerships(played: Sequence[Innings], inputs: Inputs) -> list[ArchivePartnership]:
    """Return the highest partnerships, extras included; one ends when either batter leaves."""
    found = ((innings, each) for innings in played for each in innings.partnerships)
    best = first_few(
        ((innings, each) for innings, each in found if each.runs),
        lambda _, each: (-each.runs, each.balls),
    )
    return [partnership(innings, each, inputs) for innings, each in best]


def partnership(innings: Innings, stand: Partnership, inputs: Inputs) -> ArchivePartnership:
    """Return a partnership; `balls` are those faced, `wicketNumber` is 1-based."""
    return {
        "inningsNumber": innings.number,
        **side(innings, inputs),
        "wicketNumber": stand.wicket_number,
        "runs": stand.runs,
        "balls": stand.balls,
        "batsmen": list(shares(stand, inputs)),
    }


def shares(stand: Partnership, inputs: Inputs) -> Iterator[ArchiveShare]:
    """Yield the runs off the bat of each of the two batters."""
    pair = ((stand.batter_a_id, stand.runs_a), (stand.batter_b_id, stand.runs_b))
    for player_id, runs in pair:
        if player_id is not None:
            name = inputs.player_name(player_id)
            yield {"playerId": player_id, "playerName": name, "runs": runs}
