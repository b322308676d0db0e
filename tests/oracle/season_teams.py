"""Season figures of every team, from the outcome and the innings that each file states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import groupby

from scrbrd.domain.json_types import Json
from tests.oracle.games import Game, id_text, wickets_lost
from tests.oracle.recount import recount_innings

Points = Mapping[str, int]
Side = tuple[Game, str]
"""A match as one team, by name, played it."""

USUAL_POINTS = {"W": 2, "T": 1, "D": 1, "NR": 1, "L": 0}
WORDS = {"tie": "T", "draw": "D", "no result": "NR"}
FOUR_INNINGS = frozenset({"Test"})

Spent = tuple[int, int]
"""Runs, and the balls they are reckoned to have taken."""


def outcome_of(game: Game, team: str) -> str:
    """How the file says the match ended for a team; a tie is one whoever won what followed."""
    stated = game.raw["info"]["outcome"]
    if "result" in stated:
        return WORDS[stated["result"]]
    return "W" if stated["winner"] == team else "L"


def counts_for_run_rate(game: Game) -> bool:
    """Neither a match without a result nor one that was awarded does."""
    stated = game.raw["info"]["outcome"]
    return not (stated.get("result") == "no result" or stated.get("method") == "Awarded")


def runs_in(game: Game, innings: Json) -> int:
    """Runs of an innings, penalty runs among them."""
    return recount_innings(innings, game.base).runs


def balls_in(game: Game, innings: Json) -> int:
    """Balls of an innings as the umpires counted its overs."""
    overs, _, balls = recount_innings(innings, game.base).overs.partition(".")
    return int(overs) * game.base + int(balls)


def spent_by(game: Game, team: str) -> Spent:
    """What a team's batting is reckoned as, for net run rate."""
    if game.format in FOUR_INNINGS:
        own = [each for each in game.innings if each["team"] == team]
        return sum(runs_in(game, each) for each in own), sum(balls_in(game, each) for each in own)
    first, second = game.innings
    if second["team"] == team:
        return limited(game, second, overs_given(game, second))
    stated = game.raw["info"]["outcome"]
    if "method" not in stated:
        return limited(game, first, int(game.raw["info"]["overs"]))
    return rain_credit(game, second, stated)


def limited(game: Game, innings: Json, overs: int) -> Spent:
    """Runs and balls of an innings of so many overs: all of these, if the side was all out."""
    out = wickets_lost(innings) == 10
    return runs_in(game, innings), overs * game.base if out else balls_in(game, innings)


def overs_given(game: Game, second: Json) -> int:
    """The overs that the side batting second had, as the file states them."""
    return int(second.get("target", {}).get("overs", game.raw["info"]["overs"]))


def rain_credit(game: Game, second: Json, stated: Json) -> Spent:
    """After overs were lost: one less than the target, off the overs that the other side had.

    Where the file states no target, the margin by runs tells it, and the chase had as many overs
    as it batted: it was not all out, and lost.
    """
    if "target" in second:
        return second["target"]["runs"] - 1, overs_given(game, second) * game.base
    short: int = stated["by"]["runs"]
    return runs_in(game, second) + short, balls_in(game, second)


def team_seasons(games: Iterable[Game], points: Mapping[str, Points]) -> dict[str, Json]:
    """Every season document of every team, by id; `points` by competition, where not the usual."""
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
    """One team's figures over matches in their order."""
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
    """Runs and overs for and against, and net run rate in exact fractions, rounded once."""
    own = [spent_by(game, team) for game, team in sides]
    against = [spent_by(game, game.other(team)) for game, team in sides]
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
    """The last row of equal outcomes, as if matches without a result had not been played."""
    decided = [outcome for outcome in outcomes if outcome != "NR"]
    rows = [(kind, len(list(row))) for kind, row in groupby(decided)]
    return {"type": rows[-1][0], "count": rows[-1][1]} if rows else None
