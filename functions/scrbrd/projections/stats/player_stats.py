"""Computes a player's figures over matches: by season, team and format, and against each bowler.

`player_season_stats/{id}`, `player_h2h_stats/{id}`, computed from contributions and nothing else.
The writer adds `lastUpdated`.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import product
from typing import Any

from scrbrd.domain.formats import RATE_BALLS, overs_text
from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.stats.contributions import Json, in_order, rate, total

NAMED_FORMATS = (str(MatchFormat.T20), str(MatchFormat.ODI), str(MatchFormat.TEST))
"""Formats with figures of their own (first-class counts as Test, List A as ODI); the Hundred and
Custom are in `All` only."""

ALL_FORMATS, ALL_SEASONS = "All", "all"
"""What stands in an id for no format and no season in particular."""

SEASON_NAMED_ALL = "%61ll"
"""Stands in an id for a season that is itself called `all`; no joined id holds a `%`."""

BATTING_SUMS = (
    "innings",
    "notOuts",
    "runs",
    "fifties",
    "hundreds",
    "ducks",
    "fours",
    "sixes",
    "ballsFaced",
)
BOWLING_SUMS = (
    "innings",
    "ballsBowled",
    "maidens",
    "runs",
    "wickets",
    "fiveWickets",
    "tenWickets",
    "wides",
    "noBalls",
)
FIELDING_SUMS = ("catches", "stumpings", "runOuts", "runOutsAssisted")
DISMISSALS = ("bowled", "caught", "lbw", "other")
FACING_SUMS = ("ballsFaced", "runsScored", "fours", "sixes", "dotBalls")


def player_season_documents(contributions: Iterable[Json]) -> dict[str, Json]:
    """Per document id the season figures of one person, whose contributions are all given.

    One for each team he played for in a season: in All, and in each of T20, ODI and Test that he
    played. Matches of no season are left out.
    """
    groups: dict[tuple[str, str, str], list[Json]] = {}
    for each in in_order(contributions):
        for name in (ALL_FORMATS, each["format"]):
            if each["seasonId"] and name in (ALL_FORMATS, *NAMED_FORMATS):
                groups.setdefault((each["seasonId"], each["teamId"], name), []).append(each)
    documents = (season_document(name, matches) for (_, _, name), matches in groups.items())
    return {document["id"]: document for document in documents}


def season_document(format_name: str, matches: list[Json]) -> Json:
    """The figures of matches in their order, which share person, season and team."""
    last = matches[-1]
    return {
        "id": joined_id(last["seasonId"], last["teamId"], last["personId"], format_name),
        "personId": last["personId"],
        "seasonId": last["seasonId"],
        "teamId": last["teamId"],
        "format": format_name,
        "batting": batting([each["batting"] for each in matches]),
        "bowling": bowling([each["bowling"] for each in matches]),
        "fielding": sums([each["fielding"] for each in matches], FIELDING_SUMS),
        "matchesPlayed": len(matches),
        "momAwards": total(matches, "momAwards"),
        "lastMatchId": last["matchId"],
    }


def sums(parts: list[Json], names: Iterable[str]) -> Json:
    """The sums of some fields."""
    return {name: total(parts, name) for name in names}


def batting(parts: list[Json]) -> Json:
    """Batting figures; `average` is runs per dismissal, `strikeRate` runs per hundred balls faced.

    Null where there was no dismissal, no ball, no innings. Of equal highest scores the one not out
    is the higher (QCSA).
    """
    figures = sums(parts, BATTING_SUMS)
    scores = [(part["highestScore"], part["highestScoreNotOut"]) for part in parts]
    best = max((score for score in scores if score[0] is not None), default=(None, False))
    return figures | {
        "matches": len(parts),
        "highestScore": best[0],
        "highestScoreNotOut": best[1],
        "average": rate(figures["runs"], figures["innings"] - figures["notOuts"]),
        "strikeRate": rate(figures["runs"], figures["ballsFaced"], 100),
    }


def bowling(parts: list[Json]) -> Json:
    """Bowling figures; `economy` is per six balls in every format, so that they can be compared.

    `overs` is for show, in sixes of legal balls: 12.4 is twelve overs and four balls. `average` is
    runs per wicket, `strikeRate` balls per wicket, null without one. `bestBowling` is the best
    innings, more wickets before fewer runs; null for one who never bowled.
    """
    figures = sums(parts, BOWLING_SUMS)
    balls, runs, wickets = figures["ballsBowled"], figures["runs"], figures["wickets"]
    return figures | {
        "matches": len(parts),
        "overs": float(overs_text(balls, RATE_BALLS)),
        "average": rate(runs, wickets),
        "economy": rate(runs, balls, RATE_BALLS),
        "strikeRate": rate(balls, wickets),
        "bestBowling": best_bowling(parts),
    }


def best_bowling(parts: list[Json]) -> str | None:
    """The best figures of an innings as `5/23`."""
    bowled = [part for part in parts if part["bestWickets"] is not None]
    if not bowled:
        return None
    best = min(bowled, key=lambda part: (-part["bestWickets"], part["bestRuns"]))
    return f"{best['bestWickets']}/{best['bestRuns']}"


def head_to_head_documents(
    contributions: Iterable[Json], bowler_ids: Collection[str] | None = None
) -> dict[str, Json]:
    """Per document id the figures of one batter against each bowler, all his contributions given.

    Each pair in all matches, in each season, in each of T20, ODI and Test, and in each of these in
    each season. With `bowler_ids` against those alone.
    """
    meetings: dict[tuple[str, str | None, str | None], list[Json]] = {}
    batter_id = ""
    for match in in_order(contributions):
        batter_id = match["personId"]
        for bowler_id, facing in met(match, bowler_ids):
            meeting = facing | {"matchId": match["matchId"]}
            for season_id, format_name in contexts(match):
                meetings.setdefault((bowler_id, season_id, format_name), []).append(meeting)
    documents = (head_to_head(batter_id, *pair, met) for pair, met in meetings.items())
    return {document["id"]: document for document in documents}


def met(match: Json, bowler_ids: Collection[str] | None) -> Iterator[tuple[str, Json]]:
    """The bowlers of one match whom the batter faced or was out to; a wide alone is no meeting."""
    for bowler_id, facing in match["facing"].items():
        is_asked = bowler_ids is None or bowler_id in bowler_ids
        if is_asked and (facing["ballsFaced"] or any(facing[name] for name in DISMISSALS)):
            yield bowler_id, facing


def contexts(match: Json) -> Iterator[tuple[str | None, str | None]]:
    """(season or None for all, format or None for all) that a match belongs to."""
    season_id, format_name = match["seasonId"], match["format"]
    seasons = (None, season_id) if season_id else (None,)
    formats = (None, format_name) if format_name in NAMED_FORMATS else (None,)
    return product(seasons, formats)


def head_to_head(
    batter_id: str,
    bowler_id: str,
    season_id: str | None,
    format_name: str | None,
    meetings: list[Json],
) -> Json:
    """One pair in one context, its meetings in order.

    `ballsFaced` excludes wides; a dot is a ball faced without a run off the bat. `dismissals` are
    those credited to the bowler (Laws 32, 33, 35, 36, 39), `dismissalRate` is balls per dismissal.
    """
    place = f"{season_part(season_id)}_{format_name or ALL_FORMATS}"
    context: dict[str, Any] = {"seasonId": season_id, "format": format_name}
    return {
        "id": f"{joined_id(batter_id, bowler_id)}_{place}",
        "batsmanId": batter_id,
        "bowlerId": bowler_id,
        **{name: value for name, value in context.items() if value is not None},
        **meeting_figures(meetings),
        "lastMatchId": meetings[-1]["matchId"],
    }


def season_part(season_id: str | None) -> str:
    """Return a season, or None for all of them, as a part of a document id."""
    if not season_id:
        return ALL_SEASONS
    return SEASON_NAMED_ALL if season_id == ALL_SEASONS else joined_id(season_id)


def meeting_figures(meetings: list[Json]) -> Json:
    """The counts of a pair and what follows from them; null where no ball was faced."""
    figures, breakdown = sums(meetings, FACING_SUMS), sums(meetings, DISMISSALS)
    balls, dismissals = figures["ballsFaced"], sum(breakdown.values())
    return figures | {
        "dismissals": dismissals,
        "strikeRate": rate(figures["runsScored"], balls, 100),
        "dotBallPercentage": rate(figures["dotBalls"], balls, 100),
        "boundaryPercentage": rate(figures["fours"] + figures["sixes"], balls, 100),
        "dismissalRate": rate(balls, dismissals),
        "dismissalBreakdown": breakdown,
    }
