"""Builds the match document of an import: format, conditions, toss, awards."""

from datetime import date
from typing import Any

from admin.cricsheet.delivery import is_legal, wicket_type
from admin.cricsheet.figures import overs_bowled
from admin.cricsheet.people import People
from scrbrd.domain.formats import FORMATS
from scrbrd.domain.json_types import Json
from scrbrd.domain.laws import POSSIBLE_OFF_NO_BALL, WITHOUT_A_BALL
from scrbrd.domain.vocabulary import MatchFormat, TossDecision

FORMAT_OF = {
    "T20": MatchFormat.T20,
    "IT20": MatchFormat.T20,
    "ODI": MatchFormat.ODI,
    "ODM": MatchFormat.ODI,
    "Test": MatchFormat.TEST,
    "MDM": MatchFormat.TEST,
}

MATCH_TYPES = {ours: theirs for theirs, ours in reversed(FORMAT_OF.items())} | {
    MatchFormat.HUNDRED: "T20"
}
"""The Cricsheet match type of each format, for matches that were not imported from a file."""

FREE_HITS_FOR_ALL_NO_BALLS = date(2015, 7, 5)
"""Before this date only a foot fault brought a free hit, and Cricsheet does not state the kind of
no-ball."""


def match_fields(info: Json, people: People, innings: list[Json]) -> dict[str, Any]:
    """Return the match document's fields, with Python's names."""
    format_ = format_of(info)
    fields: dict[str, Any] = {
        "home_team_id": people.team_id(people.home),
        "away_team_id": people.team_id(people.away),
        "home_team_name": people.home,
        "away_team_name": people.away,
        "format": format_,
        "conditions": conditions_of(info, format_, innings),
    }
    optional = {
        "season_id": str(info["season"]) if "season" in info else None,
        "competition_id": event_name(info.get("event")),
        "venue": info.get("venue"),
        "scheduled_at": str(info["dates"][0]) if info.get("dates") else None,
        "toss": toss_of(info, people),
        "awards": awards_of(info, people),
    }
    return fields | {name: value for name, value in optional.items() if value is not None}


def event_name(event: Any) -> str | None:
    """Return the competition's name; older files have it as plain text."""
    name = event.get("name") if isinstance(event, dict) else event
    return None if name is None else str(name)


def format_of(info: Json) -> MatchFormat:
    """Return the format; a T20 with five balls an over is the Hundred."""
    format_ = FORMAT_OF.get(info["match_type"], MatchFormat.CUSTOM)
    if format_ is MatchFormat.T20 and info.get("balls_per_over") == 5:
        return MatchFormat.HUNDRED
    return format_


def toss_of(info: Json, people: People) -> dict[str, Any] | None:
    """Return the winner of the toss and the decision, or None unless both are known."""
    toss = info.get("toss") or {}
    if toss.get("winner") not in (people.home, people.away):
        return None
    if toss.get("decision") not in tuple(TossDecision):
        return None
    return {"winner_team_id": people.team_id(toss["winner"]), "decision": toss["decision"]}


def awards_of(info: Json, people: People) -> dict[str, Any] | None:
    """Return the players of the match; a name in both squads, or in neither, is left out."""
    sides = {
        name: [team for team, names in people.squads.items() if name in names]
        for name in info.get("player_of_match") or ()
    }
    ids = [people.player_id(teams[0], name) for name, teams in sides.items() if len(teams) == 1]
    return {"player_of_match_ids": ids} if ids else None


def conditions_of(info: Json, format_: MatchFormat, innings: list[Json]) -> dict[str, Any]:
    """Return the conditions that differ from the format.

    These are the lengths of over and innings, no-ball runs and free hits.
    """
    format_conditions = FORMATS[format_]
    changed: dict[str, Any] = {}
    if (
        info.get("balls_per_over", format_conditions.balls_per_over)
        != format_conditions.balls_per_over
    ):
        changed["balls_per_over"] = info["balls_per_over"]
    overs = overs_allowed(info, format_conditions.overs_per_innings, innings)
    if overs is not None and overs != format_conditions.overs_per_innings:
        changed["overs_per_innings"] = int(overs)
        if format_conditions.max_overs_per_bowler is not None:
            changed["max_overs_per_bowler"] = max(1, -(-int(overs) // 5))
    if format_ is MatchFormat.CUSTOM and max_innings(innings) > 1:
        changed["innings_per_side"] = 2
    runs = no_ball_penalty(innings)
    if runs is not None and runs != format_conditions.no_ball_runs:
        changed["no_ball_runs"] = runs
    if format_conditions.free_hit and not had_free_hits(info, innings):
        changed["free_hit"] = False
    return changed


def overs_allowed(info: Json, usual: int | None, innings: list[Json]) -> int | None:
    """Return the overs of an innings.

    The stated number is raised to the longest innings played.
    """
    stated = info.get("overs", usual)
    if stated is None:
        return None
    main = [each for each in innings if not each.get("super_over")]
    return max(int(stated), *(overs_bowled(each) for each in main), 1)


def max_innings(innings: list[Json]) -> int:
    """Return the highest number of innings that one side played, without super overs."""
    sides = [each["team"] for each in innings if not each.get("super_over")]
    return max((sides.count(side) for side in sides), default=0)


def no_ball_penalty(innings: list[Json]) -> int | None:
    """Return the lowest penalty for a no-ball in the file; None if there was no no-ball."""
    penalties = [
        delivery["extras"]["noballs"]
        for each in innings
        for over in each.get("overs", [])
        for delivery in over["deliveries"]
        if "extras" in delivery and delivery["extras"].get("noballs")
    ]
    return min(penalties, default=None)


def had_free_hits(info: Json, innings: list[Json]) -> bool:
    """Return True if every no-ball brought a free hit.

    Judged by date, unless a dismissal disproves it.
    """
    if first_day(info) < FREE_HITS_FOR_ALL_NO_BALLS:
        return False
    return not any(has_impossible_free_hit_wicket(each) for each in innings)


def first_day(info: Json) -> date:
    """Return the first day of play; `date.min` if the file has none."""
    try:
        return date.fromisoformat(str(info["dates"][0]))
    except (LookupError, ValueError):
        return date.min


def has_impossible_free_hit_wicket(innings: Json) -> bool:
    """Return True if a batter was out in a way that is impossible off a free hit."""
    is_free_hit = False
    for over in innings.get("overs", []):
        for delivery in over["deliveries"]:
            if is_free_hit and "wickets" in delivery:
                kinds = {wicket_type(wicket) for wicket in delivery["wickets"]}
                if kinds - POSSIBLE_OFF_NO_BALL - WITHOUT_A_BALL:
                    return True
            extras = delivery.get("extras")
            no_ball = bool(extras and extras.get("noballs"))
            is_free_hit = no_ball or (is_free_hit and not is_legal(delivery))
    return False
