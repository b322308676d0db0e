"""Computes the contributions of a book to statistics, and makes contributions by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scrbrd.domain.effective import effective_log
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import LineupRole, PlayerId, TeamId
from scrbrd.projections.live.lineups import Selected
from scrbrd.projections.stats.head_to_head_balls import HeadToHeadBalls
from scrbrd.projections.stats.match_stats import player_match_stats, team_match_stats
from scrbrd.projections.steps import play
from tests.domain.notation import AWAY, HOME, Book, player


def play_book(book: Book) -> tuple[MatchState, HeadToHeadBalls]:
    """Return the state at the end of a book's log, and its head-to-head figures."""
    state, head_to_head = MatchState(book.setup), HeadToHeadBalls()
    for step in play(state, effective_log(book.entries).actions):
        head_to_head.add_step(step)
    return state, head_to_head


def selected_players(side: TeamId, players: int = 5) -> Iterable[Selected]:
    """Yield the first players of a side as selected to play."""
    for number in range(1, players + 1):
        yield Selected(side, player(side, number), LineupRole.PLAYING_XI)


def lineups_of_five(*others: Selected) -> dict[str, Selected]:
    """Return lineups by id: five players of each side, and others."""
    all_selected = [*selected_players(HOME), *selected_players(AWAY), *others]
    return {f"{each.team_id}_{each.player_id}": each for each in all_selected}


def player_contributions(
    book: Book, lineups: dict[str, Selected] | None = None, **inputs: Any
) -> dict[str, Any]:
    """Return the players' contributions by player; without `lineups` those of five a side."""
    state, head_to_head = play_book(book)
    chosen = lineups_of_five() if lineups is None else lineups
    return player_match_stats(state, Inputs(book.setup, **inputs), head_to_head, chosen)


def team_contributions(book: Book, **inputs: Any) -> dict[str, Any]:
    """Return the teams' contributions by team."""
    return team_match_stats(play_book(book)[0], Inputs(book.setup, **inputs))


def home(number: int) -> PlayerId:
    """Return a player of the home side."""
    return player(HOME, number)


def away(number: int) -> PlayerId:
    """Return a player of the away side."""
    return player(AWAY, number)


NO_BATTING: Any = {
    "innings": 0,
    "notOuts": 0,
    "runs": 0,
    "highestScore": None,
    "highestScoreNotOut": False,
    "fifties": 0,
    "hundreds": 0,
    "ducks": 0,
    "fours": 0,
    "sixes": 0,
    "ballsFaced": 0,
}
NO_BOWLING: Any = {
    "innings": 0,
    "ballsBowled": 0,
    "ballsCounted": 0,
    "maidens": 0,
    "runs": 0,
    "wickets": 0,
    "bestWickets": None,
    "bestRuns": None,
    "fiveWickets": 0,
    "tenWickets": 0,
    "wides": 0,
    "noBalls": 0,
}
NO_FIELDING: Any = {"catches": 0, "stumpings": 0, "runOuts": 0, "runOutsAssisted": 0}
NO_FACING: Any = {
    "ballsFaced": 0,
    "runsScored": 0,
    "fours": 0,
    "sixes": 0,
    "dotBalls": 0,
    "bowled": 0,
    "caught": 0,
    "lbw": 0,
    "other": 0,
}


def contribution(match_id: str = "m1", day: str = "2024-05-01", **fields: Any) -> Any:
    """Return a player's contribution; `fields` replace those of a player who did nothing."""
    parts = {"batting": NO_BATTING, "bowling": NO_BOWLING, "fielding": NO_FIELDING}
    facing = {bowler: NO_FACING | each for bowler, each in fields.pop("facing", {}).items()}
    figures = {name: nothing | fields.pop(name, {}) for name, nothing in parts.items()}
    common = {
        "matchId": match_id,
        "personId": "p",
        "teamId": "lions",
        "seasonId": "2024",
        "competitionId": None,
        "format": "T20",
        "playedAt": day,
        "momAwards": 0,
    }
    return common | figures | {"facing": facing} | fields


def team_contribution(outcome: str, number: int = 1, **fields: Any) -> Any:
    """Return a team's contribution, for a match on day `number` of May."""
    return {
        "matchId": f"m{number}",
        "teamId": "lions",
        "opponentId": "tigers",
        "seasonId": "2024",
        "competitionId": None,
        "format": "T20",
        "playedAt": f"2024-05-{number:02}",
        "outcome": outcome,
        "runsScored": 0,
        "ballsPlayed": 0,
        "runsConceded": 0,
        "ballsBowled": 0,
        "countsForRunRate": outcome != "NR",
    } | fields
