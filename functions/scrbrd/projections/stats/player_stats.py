"""Computes a player's figures over matches: by season, team and format, and against each bowler.

`player_season_stats/{id}`, `player_h2h_stats/{id}`, computed from contributions and nothing else.
The writer adds `lastUpdated`.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import product
from typing import TypedDict

from scrbrd.domain.formats import RATE_BALLS, overs_text
from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.stats.contributions import in_order, rate
from scrbrd.projections.stats.documents import (
    BattingFigures,
    BowlingFigures,
    DismissalBreakdown,
    FacingFigures,
    FieldingFigures,
    FormatNamed,
    PlayerHeadToHeadStats,
    PlayerMatchStats,
    PlayerSeasonStats,
    SeasonBatting,
    SeasonBowling,
)

NAMED_FORMATS: dict[str, FormatNamed] = {
    MatchFormat.T20: "T20",
    MatchFormat.ODI: "ODI",
    MatchFormat.TEST: "Test",
}
"""Formats with figures of their own (first-class counts as Test, List A as ODI). The Hundred and
Custom are only in `All`."""

ALL_FORMATS, ALL_SEASONS = "All", "all"
"""Parts of an id that mean all formats and all seasons."""

SEASON_NAMED_ALL = "%61ll"
"""Part of an id for a season that is itself called `all`; no joined id contains a `%`."""


Season = tuple[str | None, FormatNamed | None]
"""The context of head-to-head figures: None for all seasons, for all formats."""


class Meeting(TypedDict):
    """A batter against a bowler in one match."""

    matchId: str
    facing: FacingFigures


def player_season_documents(
    contributions: Iterable[PlayerMatchStats],
) -> dict[str, PlayerSeasonStats]:
    """Return, by document id, the season figures of one person from all their contributions.

    One for each of their teams in a season: in All, and in each of T20, ODI and Test that they
    played. Matches without a season are left out.
    """
    groups: dict[tuple[str, str, str], list[PlayerMatchStats]] = {}
    for each in in_order(contributions):
        for name in (ALL_FORMATS, each["format"]):
            if each["seasonId"] and name in (ALL_FORMATS, *NAMED_FORMATS):
                groups.setdefault((each["seasonId"], each["teamId"], name), []).append(each)
    documents = (season_document(*group, matches) for group, matches in groups.items())
    return {document["id"]: document for document in documents}


def season_document(
    season_id: str, team_id: str, format_name: str, matches: list[PlayerMatchStats]
) -> PlayerSeasonStats:
    """Return the figures of matches, in order, that share person, season and team."""
    last = matches[-1]
    return {
        "id": joined_id(season_id, team_id, last["personId"], format_name),
        "personId": last["personId"],
        "seasonId": season_id,
        "teamId": team_id,
        "format": format_name,
        "batting": batting([each["batting"] for each in matches]),
        "bowling": bowling([each["bowling"] for each in matches]),
        "fielding": fielding([each["fielding"] for each in matches]),
        "matchesPlayed": len(matches),
        "momAwards": sum(each["momAwards"] for each in matches),
        "lastMatchId": last["matchId"],
    }


def fielding(parts: list[FieldingFigures]) -> FieldingFigures:
    """Return fielding figures over matches."""
    return {
        "catches": sum(each["catches"] for each in parts),
        "stumpings": sum(each["stumpings"] for each in parts),
        "runOuts": sum(each["runOuts"] for each in parts),
        "runOutsAssisted": sum(each["runOutsAssisted"] for each in parts),
    }


def batting(parts: list[BattingFigures]) -> SeasonBatting:
    """Return batting figures.

    `average` is runs per dismissal, `strikeRate` runs per hundred balls faced. Null without a
    dismissal, a ball, or an innings. Of equal highest scores the one not out is the higher (QCSA).
    """
    innings = sum(each["innings"] for each in parts)
    not_outs = sum(each["notOuts"] for each in parts)
    runs, balls = sum(each["runs"] for each in parts), sum(each["ballsFaced"] for each in parts)
    scores = (
        (score, part["highestScoreNotOut"])
        for part in parts
        if (score := part["highestScore"]) is not None
    )
    best: tuple[int | None, bool] = max(scores, default=(None, False))
    return {
        "matches": len(parts),
        "innings": innings,
        "notOuts": not_outs,
        "runs": runs,
        "highestScore": best[0],
        "highestScoreNotOut": best[1],
        "average": rate(runs, innings - not_outs),
        "strikeRate": rate(runs, balls, 100),
        "fifties": sum(each["fifties"] for each in parts),
        "hundreds": sum(each["hundreds"] for each in parts),
        "ducks": sum(each["ducks"] for each in parts),
        "fours": sum(each["fours"] for each in parts),
        "sixes": sum(each["sixes"] for each in parts),
        "ballsFaced": balls,
    }


def bowling(parts: list[BowlingFigures]) -> SeasonBowling:
    """Return bowling figures.

    `economy` is per six balls in every format, so that they can be compared. `overs` is for
    display, in sixes: 12.4 is twelve overs and four balls. It counts a miscounted over as one (Law
    17.5), as scorecards do; rates use the legal balls, `ballsBowled`. `average` is runs per wicket,
    `strikeRate` balls per wicket, null without one. `bestBowling` is the best innings, more wickets
    before fewer runs; null for a player who never bowled.
    """
    counted = sum(each.get("ballsCounted", each["ballsBowled"]) for each in parts)
    balls = sum(each["ballsBowled"] for each in parts)
    runs, wickets = sum(each["runs"] for each in parts), sum(each["wickets"] for each in parts)
    return {
        "matches": len(parts),
        "innings": sum(each["innings"] for each in parts),
        "overs": float(overs_text(counted, RATE_BALLS)),
        "ballsBowled": balls,
        "maidens": sum(each["maidens"] for each in parts),
        "runs": runs,
        "wickets": wickets,
        "average": rate(runs, wickets),
        "economy": rate(runs, balls, RATE_BALLS),
        "strikeRate": rate(balls, wickets),
        "bestBowling": best_bowling(parts),
        "fiveWickets": sum(each["fiveWickets"] for each in parts),
        "tenWickets": sum(each["tenWickets"] for each in parts),
        "wides": sum(each["wides"] for each in parts),
        "noBalls": sum(each["noBalls"] for each in parts),
    }


def best_bowling(parts: list[BowlingFigures]) -> str | None:
    """Return the best figures of an innings as `5/23`."""
    bowled = [
        (-wickets, runs)
        for part in parts
        if (wickets := part["bestWickets"]) is not None and (runs := part["bestRuns"]) is not None
    ]
    if not bowled:
        return None
    best = min(bowled)
    return f"{-best[0]}/{best[1]}"


def head_to_head_documents(
    contributions: Iterable[PlayerMatchStats], bowler_ids: Collection[str] | None = None
) -> dict[str, PlayerHeadToHeadStats]:
    """Return, by document id, one batter's figures against each bowler from all their
    contributions.

    Each pair has a document for all matches, for each season, for each of T20, ODI and Test, and
    for each of these in each season. With `bowler_ids`, only against these bowlers.
    """
    meetings: dict[tuple[str, str | None, FormatNamed | None], list[Meeting]] = {}
    batter_id = ""
    for match in in_order(contributions):
        batter_id = match["personId"]
        for bowler_id, facing in bowlers_met(match, bowler_ids):
            meeting: Meeting = {"matchId": match["matchId"], "facing": facing}
            for season_id, format_name in contexts(match):
                meetings.setdefault((bowler_id, season_id, format_name), []).append(meeting)
    documents = (head_to_head(batter_id, *pair, each) for pair, each in meetings.items())
    return {document["id"]: document for document in documents}


def bowlers_met(
    match: PlayerMatchStats, bowler_ids: Collection[str] | None
) -> Iterator[tuple[str, FacingFigures]]:
    """Yield the bowlers of one match whom the batter faced or was out to.

    A wide alone does not count.
    """
    for bowler_id, facing in match["facing"].items():
        is_asked = bowler_ids is None or bowler_id in bowler_ids
        if is_asked and (facing["ballsFaced"] or any(breakdown_of([facing]).values())):
            yield bowler_id, facing


def contexts(match: PlayerMatchStats) -> Iterator[Season]:
    """Return the pairs (season or None for all, format or None for all) that a match belongs to."""
    season_id, format_name = match["seasonId"], NAMED_FORMATS.get(match["format"])
    seasons = (None, season_id) if season_id else (None,)
    formats = (None, format_name) if format_name else (None,)
    return product(seasons, formats)


def head_to_head(
    batter_id: str,
    bowler_id: str,
    season_id: str | None,
    format_name: FormatNamed | None,
    meetings: list[Meeting],
) -> PlayerHeadToHeadStats:
    """Return the figures of one pair in one context, from its meetings in order.

    `ballsFaced` excludes wides; a dot is a ball faced without a run off the bat. `dismissals` are
    those credited to the bowler (Laws 32, 33, 35, 36, 39), `dismissalRate` is balls per dismissal;
    rates are null if no ball was faced.
    """
    place = f"{season_part(season_id)}_{format_name or ALL_FORMATS}"
    parts = [each["facing"] for each in meetings]
    balls, runs = sum(e["ballsFaced"] for e in parts), sum(e["runsScored"] for e in parts)
    fours, sixes = sum(each["fours"] for each in parts), sum(each["sixes"] for each in parts)
    dots, breakdown = sum(each["dotBalls"] for each in parts), breakdown_of(parts)
    dismissals = breakdown["bowled"] + breakdown["caught"] + breakdown["lbw"] + breakdown["other"]
    document: PlayerHeadToHeadStats = {
        "id": f"{joined_id(batter_id, bowler_id)}_{place}",
        "batsmanId": batter_id,
        "bowlerId": bowler_id,
        "ballsFaced": balls,
        "runsScored": runs,
        "dismissals": dismissals,
        "fours": fours,
        "sixes": sixes,
        "dotBalls": dots,
        "strikeRate": rate(runs, balls, 100),
        "dotBallPercentage": rate(dots, balls, 100),
        "boundaryPercentage": rate(fours + sixes, balls, 100),
        "dismissalRate": rate(balls, dismissals),
        "dismissalBreakdown": breakdown,
        "lastMatchId": meetings[-1]["matchId"],
    }
    if season_id is not None:
        document["seasonId"] = season_id
    if format_name is not None:
        document["format"] = format_name
    return document


def breakdown_of(parts: list[FacingFigures]) -> DismissalBreakdown:
    """Return the dismissals of a pair by kind."""
    return {
        "bowled": sum(each["bowled"] for each in parts),
        "caught": sum(each["caught"] for each in parts),
        "lbw": sum(each["lbw"] for each in parts),
        "other": sum(each["other"] for each in parts),
    }


def season_part(season_id: str | None) -> str:
    """Return a season, or None for all of them, as a part of a document id."""
    if not season_id:
        return ALL_SEASONS
    return SEASON_NAMED_ALL if season_id == ALL_SEASONS else joined_id(season_id)
