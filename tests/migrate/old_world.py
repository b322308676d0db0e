"""Makes a fictional school in the old shape: three teams, forty people, sixty matches.

The balls are those of the committed logs (Cricsheet, https://cricsheet.org, ODC Attribution
License); the people are invented. Each match is cut to a few overs and gets one kind of dirt.
`truth` is the state folded from the actions before they are written in the old shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from admin.logfile import load_match
from admin.matchlog import MatchLog
from scrbrd.domain.actions import Action, Delivery, Extras, InningsStarted, Wicket, action_id
from scrbrd.domain.fold import fold
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs, inputs_of, read_match
from scrbrd.domain.problems import Severity
from scrbrd.domain.state import Innings, MatchState

ROOT = Path(__file__).resolve().parents[2]
SOURCE_MATCH_IDS = (
    "1386111",
    "1355625",
    "1206059",
    "1205779",
    "1216517",
    "1348326",
    "1273144",
    "237242",
)
TEAMS = ("first", "second", "third")
SCHOOL = "hill"
PEOPLE_COUNT = 40
MATCH_COUNT = 60
START_TIME = datetime(2023, 2, 4, 9, tzinfo=UTC)
OVERS_LIMITS = (4, 6, 8, 12, 20)


@dataclass
class SchoolMatch:
    """A match in both shapes: its old documents by path, and the actions that were bowled."""

    match_id: str
    dirt: str
    truth: MatchState
    inputs: Inputs
    actions: list[Action]
    documents: dict[str, Json] = field(default_factory=dict)

    @property
    def match(self) -> Json:
        """Return the old match document."""
        return self.documents[f"matches/{self.match_id}"]

    @property
    def score(self) -> Json:
        """Return the old live score."""
        return self.documents[f"matches/{self.match_id}/live/score"]


def person_id(number: int) -> str:
    """Return the id of a person, by number from 0 to 39."""
    return f"person-{number:02}"


def team_people(team: str) -> list[str]:
    """Return the ids of a team's people: thirteen, or fourteen in the last team."""
    start = TEAMS.index(team) * 13
    return [person_id(number) for number in range(start, start + 13 + (team == TEAMS[-1]))]


def school_documents() -> Json:
    """Return the documents of the people, the teams and the school in the old shape."""
    documents: Json = {f"schools/{SCHOOL}": {"name": "Hill School"}}
    for team in TEAMS:
        roster = [{"playerId": each, "jerseyNumber": str(place + 1), "role": "player"}
                  for place, each in enumerate(team_people(team))]  # fmt: skip
        roster[0]["isCaptain"] = True  # type: ignore[assignment]
        documents[f"teams/{team}"] = {"name": team.title(), "schoolId": SCHOOL, "roster": roster}
    for number in range(PEOPLE_COUNT):
        teams = [team for team in TEAMS if person_id(number) in team_people(team)]
        documents[f"people/{person_id(number)}"] = {
            "displayName": f"Player {number}",
            "teamIds": teams,
        }
    documents[f"people/{person_id(0)}"]["assignedSchools"] = [
        {"schoolId": SCHOOL, "role": "Head Coach", "startDate": "2020-01-15"},
        {"schoolId": "closed-long-ago", "role": "scorer"},
        SCHOOL,
    ]
    return documents


@cache
def source_log(source: str) -> MatchLog:
    """Return the committed log of a real match."""
    folders = (ROOT / "scripts" / "matches", ROOT / "tests" / "data" / "matches")
    return load_match(next(p for f in folders if (p := f / f"{source}.log").exists()))


@cache
def school_matches() -> tuple[SchoolMatch, ...]:
    """Return the sixty matches."""
    return tuple(school_match(number) for number in range(MATCH_COUNT))


def school_match(number: int) -> SchoolMatch:
    """Make a match; its number decides its source, its length and its dirt."""
    from tests.migrate.dirt import DIRT

    source = source_log(SOURCE_MATCH_IDS[number % len(SOURCE_MATCH_IDS)])
    overs = OVERS_LIMITS[(number // len(SOURCE_MATCH_IDS)) % len(OVERS_LIMITS)]
    home, away = TEAMS[number % 3], TEAMS[(number + 1 + number % 2) % 3]
    dirt = list(DIRT)[number % len(DIRT)]
    match_id = f"old-{number:02}"
    inputs = inputs_for(match_id, source, home, away, overs)
    actions = list(relabelled_actions(source, match_id, home, away, overs))
    state, actions = fold_accepted_actions(inputs, actions)
    match = SchoolMatch(match_id, dirt, state, inputs, actions)
    match.documents = old_documents(match, source, home, away, overs, number)
    DIRT[dirt](match)
    return match


def inputs_for(match_id: str, source: MatchLog, home: str, away: str, overs: int) -> Inputs:
    """Return the fold's inputs of the match, without lineups."""
    return inputs_of(match_id, read_match(match_id, metadata(source, home, away, overs)), ())


def metadata(source: MatchLog, home: str, away: str, overs: int) -> Json:
    """Return a match document without any field of the old shape."""
    conditions = source.match.conditions.model_dump(
        by_alias=True, exclude_none=True, exclude={"powerplays"}
    )
    return {
        "homeTeamId": home,
        "awayTeamId": away,
        "homeTeamName": home.title(),
        "awayTeamName": away.title(),
        "format": str(source.match.format),
        "conditions": conditions | {"oversPerInnings": overs},
        "scheduledAt": "2023-02-04",
    }


def relabelled_actions(
    source: MatchLog, match_id: str, home: str, away: str, overs: int
) -> Iterator[Action]:
    """Yield innings starts and deliveries of the first overs, with the school's players."""
    sides = {source.match.home_team_id: home, source.match.away_team_id: away}
    player_names: dict[str, str] = {}
    assigned_count: dict[str, int] = dict.fromkeys(TEAMS, 0)
    team_by_player = {each.player_id: sides[each.team_id] for each in source.lineups}

    def school_player(player: str) -> str:
        team = team_by_player.get(player, home)  # type: ignore[call-overload]
        if player not in player_names:
            player_names[player] = team_people(team)[assigned_count[team] % 13]
            assigned_count[team] += 1
        return player_names[player]

    for action in source.actions:
        if action.innings_number > 2:
            return
        changes: Json = {"match_id": match_id, "note": None}
        if isinstance(action, InningsStarted):
            changes |= {
                "batting_team_id": sides[action.batting_team_id],
                "bowling_team_id": sides[action.bowling_team_id],
                "striker_id": None, "non_striker_id": None, "bowler_id": None,
                "target": None, "overs_limit": None, "powerplays": (),
            }  # fmt: skip
            yield action.model_copy(update=changes)
        elif isinstance(action, Delivery) and action.over_number < overs:
            yield action.model_copy(update=changes | delivery_changes(action, school_player))


def delivery_changes(action: Delivery, school_player: Any) -> Json:
    """Return changes that name the school's players and drop what the old shape cannot hold."""
    extras = action.extras.model_copy(update={"penalty": 0})
    changes: Json = {
        "striker_id": school_player(action.striker_id),
        "non_striker_id": school_player(action.non_striker_id),
        "bowler_id": school_player(action.bowler_id),
        "extras": extras,
        "total_runs": None,
        "boundary": None,
        "over_balls": None,
        "review": None,
    }
    if action.wicket is not None:
        changes["wicket"] = Wicket(
            type=action.wicket.type,
            dismissed_player_id=school_player(action.wicket.dismissed_player_id),
            fielder_ids=tuple(school_player(each) for each in action.wicket.fielder_ids),
        )
    return changes


def fold_accepted_actions(inputs: Inputs, actions: list[Action]) -> tuple[MatchState, list[Action]]:
    """Return the folded state and the accepted actions, which are renumbered."""
    state = fold(MatchState(inputs.setup), actions)
    refused = {each.action_id for each in state.problems if each.severity is Severity.ERROR}
    recorded: list[Action] = []
    for action in actions:
        if action.id not in refused:
            number = action.innings_number
            sequence = sum(each.innings_number == number for each in recorded) + 1
            place = {"id": action_id(number, sequence), "sequence_number": sequence}
            recorded.append(action.model_copy(update=place))
    return fold(MatchState(inputs.setup), recorded), recorded


def old_ball(action: Delivery, number: int) -> Json:
    """Return a ball as the old apps wrote it: `extraRuns` includes the penalty run."""
    extras: Extras = action.extras
    kinds = (
        ("wide", extras.wide + (extras.bye if extras.wide else 0)),
        ("noball", extras.no_ball + extras.bye + extras.leg_bye if extras.no_ball else 0),
        ("bye", extras.bye),
        ("legbye", extras.leg_bye),
    )
    kind = next(((name, runs) for name, runs in kinds if runs), None)
    at = START_TIME + timedelta(seconds=40 * number)
    ball: Json = {
        "id": f"ball-{action.innings_number}-{number}",
        "strikerId": action.striker_id,
        "bowlerId": action.bowler_id,
        "runs": action.runs_off_bat,
        "extraType": kind[0] if kind else None,
        "extraRuns": kind[1] if kind else 0,
        "isWicket": action.wicket is not None,
        "coordinates": {"x": 0.25 * (number % 9), "y": 0.5},
        "timestamp": at.isoformat(),
    }
    if action.wicket is not None:
        ball["wicketType"] = str(action.wicket.type)
        ball["fielderIds"] = list(action.wicket.fielder_ids)
    return ball


def old_innings(innings: Innings, length: int) -> Json:
    """Return an innings' totals and cards as the old apps kept them."""
    return {
        "inningsNumber": innings.number,
        "battingTeamId": innings.batting_team_id,
        "bowlingTeamId": innings.bowling_team_id,
        "runs": innings.runs,
        "wickets": innings.wickets,
        "overs": float(f"{innings.legal_balls // length}.{innings.legal_balls % length}"),
        "balls": innings.legal_balls,
        "extras": {"wides": innings.wides, "noBalls": innings.no_balls + innings.byes * 0},
        "batsmen": [
            {"playerId": each.player_id, "runs": each.runs, "ballsFaced": each.balls_faced,
             "isOut": each.is_out,
             "dismissal": {"type": str(each.dismissal.type)} if each.dismissal else None}
            for each in innings.batters.values()
        ],
        "bowlers": [
            {"playerId": each.player_id, "runsConceded": each.runs_conceded,
             "wickets": each.wickets}
            for each in innings.bowlers.values()
        ],
    }  # fmt: skip


def old_balls(match: SchoolMatch, innings: int) -> list[Json]:
    """Return the balls of an innings in the old shape."""
    balls = [a for a in match.actions if isinstance(a, Delivery) and a.innings_number == innings]
    return [old_ball(ball, number) for number, ball in enumerate(balls)]


def old_documents(
    match: SchoolMatch, source: MatchLog, home: str, away: str, overs: int, number: int
) -> Json:
    """Return a match's documents as an app without errors wrote them."""
    length = match.inputs.setup.conditions.balls_per_over
    innings = {each.number: old_innings(each, length) for each in match.truth.innings}
    last_innings = max(innings)
    for each, node in innings.items():
        node["ballHistory"] = old_balls(match, each)
    current = {k: v for k, v in innings[last_innings].items() if k != "ballHistory"}
    result = match.truth.result
    score: Json = {
        "matchId": match.match_id,
        "status": "completed",
        "inningsNumber": last_innings,
        "currentInnings": current,
        "ballHistory": innings[last_innings]["ballHistory"],
        **{f"innings{each}": node for each, node in innings.items() if each != last_innings},
    }
    if result is not None and result.winner_team_id is not None:
        score["winnerId"] = result.winner_team_id
    fields = metadata(source, home, away, overs) | {
        "status": "completed",
        "umpires": [{"personId": person_id(39), "role": "umpire"}, "umpire-from-afar"],
        "scorer": person_id(38),
        "teamSelection": {
            "homePlayingXI": team_people(home)[:11],
            "homeReserves": team_people(home)[11:13],
            "awayPlayingXI": team_people(away)[:11],
            "awayReserves": team_people(away)[11:13],
            "selectedAt": "2023-02-03T18:00:00Z",
            "selectedBy": person_id(0),
        },
    }
    procedure = {
        "matchId": match.match_id,
        "teamSelection": dict(fields["teamSelection"])
        | {
            "teamConfirmed": {
                "homeConfirmedAt": "2023-02-04T08:00:00Z",
                "homeConfirmedBy": person_id(1),
            },
            "battingOrder": list(reversed(team_people(home)[:11])),
        },
    }
    documents: Json = {f"matches/{match.match_id}": fields}
    documents[f"matches/{match.match_id}/live/score"] = score
    if number % 2 == 0:
        documents[f"pre_match_procedures/{match.match_id}"] = procedure
    return documents


def truncate_match(match: SchoolMatch, innings: int, legal: int) -> SchoolMatch:
    """Return the match up to some legal balls of an innings, with the truth of that part."""
    recorded: list[Action] = []
    legal_balls = 0
    for action in match.actions:
        if action.innings_number > innings:
            break
        if action.innings_number == innings and isinstance(action, Delivery):
            if legal_balls >= legal:
                break
            legal_balls += bool(action.is_legal_delivery)
        recorded.append(action)
    truth = fold(MatchState(match.inputs.setup), recorded)
    return replace(match, actions=recorded, truth=truth)
