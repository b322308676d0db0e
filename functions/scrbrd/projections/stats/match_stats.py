"""Computes the contributions of one match: what it adds to the figures of players and teams.

`player_match_stats/{matchId}_{personId}` and `team_match_stats/{matchId}_{teamId}`, of a completed
match. Made from the state at the end of the log, so that writing them again after a correction
counts nothing twice.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from scrbrd.domain.identifiers import as_id
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Batter, Bowler, Dismissal, Innings, MatchState, Result
from scrbrd.domain.vocabulary import (
    CloseReason,
    MatchFormat,
    Outcome,
    PlayerId,
    ReplacementRole,
    TeamId,
    WicketType,
)
from scrbrd.projections.landmarks import FIFTY, FIVE_WICKETS, HUNDRED, TEN_WICKETS
from scrbrd.projections.live.lineups import Selected, active_ids, took_part
from scrbrd.projections.live.run_rate import NO_CREDIT, credits_of
from scrbrd.projections.stats.contributions import rate
from scrbrd.projections.stats.documents import (
    BattingFigures,
    BowlingFigures,
    Contribution,
    FieldingFigures,
    InningsTotal,
    MatchOutcome,
    PlayerMatchStats,
    TeamMatchStats,
)
from scrbrd.projections.stats.head_to_head_balls import HeadToHeadBalls
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE

ONE_FIELDER = {WicketType.CAUGHT: "catches", WicketType.STUMPED: "stumpings"}
"""Dismissals that are credited to one fielder, the first named (Laws 33, 39)."""


def player_match_stats(
    state: MatchState,
    inputs: Inputs,
    head_to_head: HeadToHeadBalls,
    selected: Mapping[str, Selected],
) -> dict[str, PlayerMatchStats]:
    """Return, by person id, the contributions of all players for whom the match counts.

    Super overs are excluded (ICC). `selected` are the match's lineups by id; `head_to_head` has
    processed the whole effective log. A fielder without a lineup, who neither batted nor bowled,
    cannot be distinguished from a substitute and counts as one.
    """
    fielding, played = fielding_of(state), players(state, selected)
    counted = {
        k: team_id for k, team_id in played.items() if is_counted_for(k, team_id, inputs, selected)
    }
    withheld = {as_id(person_id) for person_id in played.keys() - counted.keys()}
    return {
        person_id: {
            **common_fields(state, inputs),
            "personId": as_id(person_id),
            "teamId": as_id(team_id),
            "batting": batting(innings_of(state, person_id)),
            "bowling": bowling(analyses_of(state, person_id), inputs.format),
            "fielding": fielding_figures(fielding.get(person_id, Counter())),
            "momAwards": int(person_id in inputs.player_of_match_ids),
            "facing": {
                bowler_id: figures
                for bowler_id, figures in head_to_head.of_batter(person_id).items()
                if bowler_id not in withheld
            },
        }
        for person_id, team_id in counted.items()
    }


def is_counted_for(
    person_id: PlayerId, team_id: TeamId, inputs: Inputs, selected: Mapping[str, Selected]
) -> bool:
    """Return True if a match counts for a player: their side takes part in it, and they belong to
    it.

    A guest belongs to it once confirmed; what the other side named them as does not matter. In a
    match that an app created, only players in a lineup belong to it, unless its competition and the
    other side vouch for the scorers.
    """
    if not inputs.is_accepted and team_id != inputs.setup.home_team_id:
        return False
    of_player = [each for each in selected.values() if each.player_id == person_id]
    own = [each for each in of_player if each.team_id == team_id]
    if not own:
        return inputs.counts_without_lineup
    deciding = max(own, key=lambda each: each.is_confirmed)
    return deciding.is_confirmed or not deciding.is_guest


def common_fields(state: MatchState, inputs: Inputs) -> Contribution:
    """Return the fields about the match; `playedAt` is ISO text and orders a season."""
    return {
        "matchId": state.setup.match_id,
        "seasonId": inputs.season_id,
        "competitionId": inputs.competition_id,
        "isFriendly": inputs.is_friendly,
        "format": str(inputs.format),
        "playedAt": inputs.played_at,
    }


def players(state: MatchState, selected: Mapping[str, Selected]) -> dict[PlayerId, TeamId]:
    """Return the players with their side: the eleven, replacements who came in, all who batted or
    bowled.

    A substitute fielder has not played (Law 24.1). Before an innings has begun there are none. Of
    lineups on both sides, that of the side for which they batted or bowled counts, then the one
    that decides their side.
    """
    active = active_ids(state)
    entered = [each for each in state.replacements if each.role is ReplacementRole.PLAYER]
    joining = {each.in_player_id: each for each in entered}
    acted = {
        player_id: team_id for player_id, team_id in active_players(state) if team_id is not None
    }

    def rank(each: Selected) -> tuple[bool, bool, bool]:
        is_deciding = state.setup.sides.get(each.player_id) == each.team_id
        return acted.get(each.player_id) == each.team_id, is_deciding, each.is_confirmed

    named = {
        each.player_id: each.team_id
        for each in sorted(selected.values(), key=rank)
        if took_part(state, each, active, joining)
    }
    joined = {each.in_player_id: each.team_id for each in entered if state.innings}
    return acted | joined | named


def active_players(state: MatchState) -> Iterator[tuple[PlayerId, TeamId | None]]:
    """Yield all players whom the log shows batting or bowling, with the side they did it for."""
    for innings in state.innings:
        for batter_id in innings.batters:
            yield batter_id, innings.batting_team_id
        for bowler_id in innings.bowlers:
            yield bowler_id, innings.bowling_team_id


def innings_of(state: MatchState, player_id: PlayerId) -> list[Batter]:
    """Return a player's innings: those in which they came in, or were timed out (Laws 25.2, 40).

    A player who was absent hurt had none (Law 13.3), and no player has one in an innings that was
    forfeited before it commenced (15.2), even if named to open it.
    """
    commenced = (innings for innings in state.main_innings if not was_forfeited(innings))
    played = (innings.batters.get(player_id) for innings in commenced)
    return [batter for batter in played if batter is not None]


def was_forfeited(innings: Innings) -> bool:
    """Return True if an innings was forfeited without a delivery."""
    has_delivery = bool(innings.overs_completed or innings.over.deliveries)
    return innings.closed is CloseReason.FORFEITED and not has_delivery


def analyses_of(state: MatchState, player_id: PlayerId) -> list[Bowler]:
    """Return a player's analyses, one for each innings in which they bowled, even if only a
    wide.
    """
    bowled = (innings.bowlers.get(player_id) for innings in state.main_innings)
    return [bowler for bowler in bowled if bowler is not None]


def batting(played: Sequence[Batter]) -> BattingFigures:
    """Return the batting figures of a match.

    Retired hurt and retired not out are not out, retired out is out (Law 25.4). Of equal highest
    scores the one not out is the higher. A duck is out for 0, with or without a ball faced.
    `ballsFaced` excludes wides (QCSA); fours and sixes are boundaries (Law 19.7).
    """
    best = max(played, key=lambda each: (each.runs, not each.is_out), default=None)
    return {
        "innings": len(played),
        "notOuts": sum(not each.is_out for each in played),
        "runs": sum(each.runs for each in played),
        "highestScore": best.runs if best else None,
        "highestScoreNotOut": best is not None and not best.is_out,
        "fifties": sum(FIFTY <= each.runs < HUNDRED for each in played),
        "hundreds": sum(each.runs >= HUNDRED for each in played),
        "ducks": sum(each.is_out and each.runs == 0 for each in played),
        "fours": sum(each.fours for each in played),
        "sixes": sum(each.sixes for each in played),
        "ballsFaced": sum(each.balls_faced for each in played),
    }


def bowling(analyses: Sequence[Bowler], match_format: MatchFormat) -> BowlingFigures:
    """Return the bowling figures of a match.

    `bestWickets` and `bestRuns` are those of the best innings. `ballsBowled` are legal (Law 17.3),
    `ballsCounted` those of the overs as the umpires counted them: a miscounted over is a whole one
    (17.5). `runs` are those debited to the bowler, so no byes, leg byes or penalty runs (18.10);
    `wides` and `noBalls` are runs, as in the extras. The Hundred also has runs per ball.
    """
    best = min(analyses, key=lambda each: (-each.wickets, each.runs_conceded), default=None)
    balls = sum(each.balls_bowled for each in analyses)
    runs = sum(each.runs_conceded for each in analyses)
    wickets = sum(each.wickets for each in analyses)
    figures: BowlingFigures = {
        "innings": len(analyses),
        "ballsBowled": balls,
        "ballsCounted": balls + sum(each.miscounted for each in analyses),
        "maidens": sum(each.maidens for each in analyses),
        "runs": runs,
        "wickets": wickets,
        "bestWickets": best.wickets if best else None,
        "bestRuns": best.runs_conceded if best else None,
        "fiveWickets": sum(each.wickets >= FIVE_WICKETS for each in analyses),
        "tenWickets": int(wickets >= TEN_WICKETS),
        "wides": sum(each.wides for each in analyses),
        "noBalls": sum(each.no_balls for each in analyses),
    }
    if match_format is MatchFormat.HUNDRED:
        figures["economyPerBall"] = rate(runs, balls)
    return figures


def fielding_of(state: MatchState) -> dict[PlayerId, Counter[str]]:
    """Return each fielder's catches, stumpings and run outs, as named in the batters'
    dismissals.
    """
    figures: dict[PlayerId, Counter[str]] = {}
    for innings in state.main_innings:
        for batter in innings.batters.values():
            for fielder_id, deed in fielding_credits(batter.dismissal) if batter.dismissal else ():
                figures.setdefault(fielder_id, Counter())[deed] += 1
    return figures


def fielding_credits(how: Dismissal) -> Iterator[tuple[PlayerId, str]]:
    """Yield the fielders of a dismissal with their credit.

    A substitute gets none, nor does another instead. A catch is credited to the first fielder
    named, who is the bowler if caught and bowled (Law 33). A run out is credited to every fielder
    named, as assisted if several are named, even if one is a substitute (38).
    """
    fielders = tuple(dict.fromkeys(how.fielder_ids))
    if how.type in ONE_FIELDER:
        named = [(fielder_id, ONE_FIELDER[how.type]) for fielder_id in fielders[:1]]
    elif how.type is WicketType.RUN_OUT:
        named = [(fielder_id, "runOuts") for fielder_id in fielders]
        if len(fielders) > 1:
            named += [(fielder_id, "runOutsAssisted") for fielder_id in fielders]
    else:
        named = []
    uncredited = {*how.substitute_ids, UNKNOWN_SUBSTITUTE}
    return ((fielder_id, deed) for fielder_id, deed in named if fielder_id not in uncredited)


def fielding_figures(counted: Mapping[str, int]) -> FieldingFigures:
    """Return the fielding figures of a match; `runOutsAssisted` are included in `runOuts`."""
    return {
        "catches": counted.get("catches", 0),
        "stumpings": counted.get("stumpings", 0),
        "runOuts": counted.get("runOuts", 0),
        "runOutsAssisted": counted.get("runOutsAssisted", 0),
    }


def team_match_stats(state: MatchState, inputs: Inputs) -> dict[str, TeamMatchStats]:
    """Return, by team id, the contribution of each side for which the match counts.

    Runs and balls are as credited for net run rate, and 0 if `countsForRunRate` is false; `totals`
    are the scores as played, in every match.
    """
    home_id, away_id = state.setup.home_team_id, state.setup.away_team_id
    if state.result is None or home_id is None or away_id is None:
        return {}
    credited = credits_of(state)
    per_team = credited or {}
    documents: dict[str, TeamMatchStats] = {}
    sides = ((home_id, away_id), (away_id, home_id))
    for team_id, opponent_id in sides if inputs.is_accepted else sides[:1]:
        own, theirs = per_team.get(team_id, NO_CREDIT), per_team.get(opponent_id, NO_CREDIT)
        documents[team_id] = {
            **common_fields(state, inputs),
            "teamId": as_id(team_id),
            "opponentId": as_id(opponent_id),
            "outcome": outcome_for(state.result, team_id, opponent_id),
            "runsScored": own.runs,
            "ballsPlayed": own.balls,
            "runsConceded": theirs.runs,
            "ballsBowled": theirs.balls,
            "countsForRunRate": credited is not None,
            "totals": totals_of(state, team_id),
            "opponentTotals": totals_of(state, opponent_id),
        }
    return documents


def totals_of(state: MatchState, team_id: TeamId) -> list[InningsTotal]:
    """Return the innings of a side as they were played, in order; super overs are excluded."""
    return [
        {
            "runs": innings.runs,
            "wickets": innings.wickets,
            "closed": str(innings.closed) if innings.closed else None,
        }
        for innings in state.main_innings
        if innings.batting_team_id == team_id
    ]


def outcome_for(result: Result, team_id: TeamId, opponent_id: TeamId) -> MatchOutcome:
    """Return W, L, T, D or NR for one side (Law 16).

    A tie that a super over or bowl-out decided is a tie for both, and a draw stays one whoever led.
    Awarded and conceded matches are won and lost. An abandoned match is a no-result, and so is one
    without a named winner.
    """
    match result.outcome:
        case Outcome.TIE:
            return "T"
        case Outcome.DRAW:
            return "D"
        case Outcome.NO_RESULT | Outcome.ABANDONED:
            return "NR"
        case Outcome.WIN | Outcome.AWARDED | Outcome.CONCEDED:
            won: dict[TeamId, MatchOutcome] = {team_id: "W", opponent_id: "L"}
            return won.get(result.winner_team_id, "NR") if result.winner_team_id else "NR"
        case _:
            assert_never(result.outcome)
