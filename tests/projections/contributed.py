"""What a book of the tests' notation contributes, and contributions made by hand."""

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


def followed(book: Book) -> tuple[MatchState, HeadToHeadBalls]:
    """The state at the end of a book's log, and who faced whom on the way."""
    state, head_to_head = MatchState(book.setup), HeadToHeadBalls()
    for step in play(state, effective_log(book.entries).actions):
        head_to_head.add_step(step)
    return state, head_to_head


def eleven(side: TeamId, players: int = 5) -> Iterable[Selected]:
    """The first so many of a side, named to play."""
    for number in range(1, players + 1):
        yield Selected(side, player(side, number), LineupRole.PLAYING_XI)


def named(*more: Selected) -> dict[str, Selected]:
    """Lineups by id: five of each side, and others."""
    everybody = [*eleven(HOME), *eleven(AWAY), *more]
    return {f"{each.team_id}_{each.player_id}": each for each in everybody}


def of_players(
    book: Book, lineups: dict[str, Selected] | None = None, **inputs: Any
) -> dict[str, Any]:
    """The players' contributions; with `lineups` as they are, else five a side."""
    state, head_to_head = followed(book)
    chosen = named() if lineups is None else lineups
    return player_match_stats(state, Inputs(book.setup, **inputs), head_to_head, chosen)


def of_teams(book: Book, **inputs: Any) -> dict[str, Any]:
    """The teams' contributions."""
    return team_match_stats(followed(book)[0], Inputs(book.setup, **inputs))


def home(number: int) -> PlayerId:
    """A player of the home side."""
    return player(HOME, number)


def away(number: int) -> PlayerId:
    """A player of the away side."""
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
    """A player's contribution by hand; parts given are laid over those of one who did nothing."""
    parts = {"batting": NO_BATTING, "bowling": NO_BOWLING, "fielding": NO_FIELDING}
    facing = {bowler: NO_FACING | each for bowler, each in fields.pop("facing", {}).items()}
    laid = {name: nothing | fields.pop(name, {}) for name, nothing in parts.items()}
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
    return common | laid | {"facing": facing} | fields


def result(outcome: str, number: int = 1, **fields: Any) -> Any:
    """A team's contribution by hand, on day `number` of May."""
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
