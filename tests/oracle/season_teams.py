"""Recounts season figures of every team, from the outcome and innings in each file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import groupby

from scrbrd.domain.json_types import Json
from tests.oracle.games import Game, id_text, wickets_lost
from tests.oracle.recount import recount_innings

Points = Mapping[str, int]
Side = tuple[Game, str]
"""A match, and the name of one of its teams."""

USUAL_POINTS = {"W": 2, "T": 1, "D": 1, "NR": 1, "L": 0}
OUTCOMES = {"tie": "T", "draw": "D", "no result": "NR"}
FOUR_INNINGS = frozenset({"Test"})

RunRateCredit = tuple[int, int]
"""Runs, and the balls credited for them in net run rate."""


def outcome_of(game: Game, team: str) -> str:
    """Return a team's outcome in the file; a tie stays a tie whoever won the super over."""
    stated = game.raw["info"]["outcome"]
    if "result" in stated:
        return OUTCOMES[stated["result"]]
    return "W" if stated["winner"] == team else "L"


def counts_for_run_rate(game: Game) -> bool:
    """Whether the match counts for net run rate: not without a result, nor if it was awarded."""
    stated = game.raw["info"]["outcome"]
    return not (stated.get("result") == "no result" or stated.get("method") == "Awarded")


def runs_in(game: Game, innings: Json) -> int:
    """Return the runs of an innings, penalty runs included."""
    return recount_innings(innings, game.base).runs


def balls_in(game: Game, innings: Json) -> int:
    """Return the balls of an innings as the umpires counted its overs."""
    overs, _, balls = recount_innings(innings, game.base).overs.partition(".")
    return int(overs) * game.base + int(balls)


def credit_of(game: Game, team: str) -> RunRateCredit:
    """Return a team's credit for net run rate."""
    if game.format in FOUR_INNINGS:
        own = [each for each in game.innings if each["team"] == team]
        return sum(runs_in(game, each) for each in own), sum(balls_in(game, each) for each in own)
    first, second = game.innings
    if second["team"] == team:
        return credit_of_innings(game, second, overs_given(game, second))
    stated = game.raw["info"]["outcome"]
    if "method" not in stated:
        return credit_of_innings(game, first, int(game.raw["info"]["overs"]))
    return rain_credit(game, second, stated)


def credit_of_innings(game: Game, innings: Json, overs: int) -> RunRateCredit:
    """Return the credit of an innings of `overs` overs: all of them if the side was all out."""
    is_all_out = wickets_lost(innings) == 10
    return runs_in(game, innings), overs * game.base if is_all_out else balls_in(game, innings)


def overs_given(game: Game, second: Json) -> int:
    """Return the overs of the side batting second, as stated in the file."""
    return int(second.get("target", {}).get("overs", game.raw["info"]["overs"]))


def rain_credit(game: Game, second: Json, stated: Json) -> RunRateCredit:
    """Return the first side's credit after lost overs: the target less one, for the chase's overs.

    If the file states no target, it follows from the margin by runs, and the chase had as many
    overs as it batted: it was not all out, and lost.
    """
    if "target" in second:
        return second["target"]["runs"] - 1, overs_given(game, second) * game.base
    short: int = stated["by"]["runs"]
    return runs_in(game, second) + short, balls_in(game, second)


def team_seasons(games: Iterable[Game], points: Mapping[str, Points]) -> dict[str, Json]:
    """Return every team's season documents by id; `points` holds unusual rules by competition."""
    groups: dict[tuple[str, str, str | None], list[Side]] = {}
    for game in sorted(games, key=lambda each: each.order):
        for team in game.teams:
            for competition in {None, game.competition}:
                place = game.season, game.team(team), competition
                groups.setdefault(place, []).append((game, team))
    documents = [season_of(*place, sides, points) for place, sides in groups.items()]
    return {document["id"]: document for document in documents}


def season_of(
    season: str,
    team_id: str,
    competition: str | None,
    sides: list[Side],
    points: Mapping[str, Points],
) -> Json:
    """Return the document of one team's matches, given in order."""
    outcomes = [outcome_of(game, team) for game, team in sides]
    rules = [points.get(game.competition or "", USUAL_POINTS) for game, _ in sides]
    named = [] if competition is None else [competition]
    return {
        "id": id_text(season, team_id, *named),
        "teamId": team_id,
        "seasonId": season,
        **({} if competition is None else {"competitionId": competition}),
        "matchesPlayed": len(outcomes),
        "wins": outcomes.count("W"),
        "losses": outcomes.count("L"),
        "ties": outcomes.count("T"),
        "draws": outcomes.count("D"),
        "noResults": outcomes.count("NR"),
        "points": sum(rule[outcome] for rule, outcome in zip(rules, outcomes, strict=True)),
        **run_rate_of([side for side in sides if counts_for_run_rate(side[0])]),
        "formGuide": list(reversed(outcomes))[:5],
        "currentStreak": streak_of(outcomes),
        "lastMatchId": sides[-1][0].match_id,
    }


def run_rate_of(sides: list[Side]) -> Json:
    """Return runs and overs for and against, and the net run rate, exact and rounded once."""
    own = [credit_of(game, team) for game, team in sides]
    against = [credit_of(game, game.other(team)) for game, team in sides]
    runs, balls = sum(each[0] for each in own), sum(each[1] for each in own)
    runs_against, balls_against = sum(each[0] for each in against), sum(each[1] for each in against)
    net = None
    if balls and balls_against:
        net = float(round(6 * (Fraction(runs, balls) - Fraction(runs_against, balls_against)), 3))
    return {
        "runsScored": runs,
        "oversPlayed": balls / 6,
        "runsConceded": runs_against,
        "oversBowled": balls_against / 6,
        "netRunRate": net,
    }


def streak_of(outcomes: list[str]) -> Json | None:
    """Return the last series of equal outcomes, matches without a result ignored."""
    decided = [outcome for outcome in outcomes if outcome != "NR"]
    series = [(kind, len(list(equal))) for kind, equal in groupby(decided)]
    return {"type": series[-1][0], "count": series[-1][1]} if series else None
