"""A school in the old shape: three teams, forty people, sixty matches, made of real ones.

The balls are those of the committed logs (Cricsheet, https://cricsheet.org, ODC Attribution
License), the people are nobody. Each match is cut to some overs and given the dirt of its turn;
`truth` is what was really bowled, folded before any of it was written in the old shape.
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
SOURCES = ("1386111", "1355625", "1206059", "1205779", "1216517", "1348326", "1273144", "237242")
TEAMS = ("first", "second", "third")
SCHOOL = "hill"
PEOPLE = 40
MATCHES = 60
BEGAN = datetime(2023, 2, 4, 9, tzinfo=UTC)
LENGTHS = (4, 6, 8, 12, 20)


@dataclass
class OldMatchOf:
    """A match in both worlds: its old documents by path, and what was bowled."""

    match_id: str
    dirt: str
    truth: MatchState
    inputs: Inputs
    actions: list[Action]
    documents: dict[str, Json] = field(default_factory=dict)

    @property
    def match(self) -> Json:
        """The old match document."""
        return self.documents[f"matches/{self.match_id}"]

    @property
    def score(self) -> Json:
        """The old live score."""
        return self.documents[f"matches/{self.match_id}/live/score"]


def person(number: int) -> str:
    """The id of one of the forty."""
    return f"person-{number:02}"


def team_people(team: str) -> list[str]:
    """Thirteen of each team, one more of the last."""
    start = TEAMS.index(team) * 13
    return [person(number) for number in range(start, start + 13 + (team == TEAMS[-1]))]


def school_documents() -> Json:
    """People, teams and the school, as the old world kept them."""
    documents: Json = {f"schools/{SCHOOL}": {"name": "Hill School"}}
    for team in TEAMS:
        roster = [{"playerId": each, "jerseyNumber": str(place + 1), "role": "player"}
                  for place, each in enumerate(team_people(team))]  # fmt: skip
        roster[0]["isCaptain"] = True  # type: ignore[assignment]
        documents[f"teams/{team}"] = {"name": team.title(), "schoolId": SCHOOL, "roster": roster}
    for number in range(PEOPLE):
        teams = [team for team in TEAMS if person(number) in team_people(team)]
        documents[f"people/{person(number)}"] = {
            "displayName": f"Player {number}",
            "teamIds": teams,
        }
    documents[f"people/{person(0)}"]["assignedSchools"] = [
        {"schoolId": SCHOOL, "role": "Head Coach", "startDate": "2020-01-15"},
        {"schoolId": "closed-long-ago", "role": "scorer"},
        SCHOOL,
    ]
    return documents


@cache
def log_of(source: str) -> MatchLog:
    """A real match."""
    folders = (ROOT / "scripts" / "matches", ROOT / "tests" / "data" / "matches")
    return load_match(next(p for f in folders if (p := f / f"{source}.log").exists()))


@cache
def school() -> tuple[OldMatchOf, ...]:
    """The sixty matches."""
    return tuple(made(number) for number in range(MATCHES))


def made(number: int) -> OldMatchOf:
    """One match: its source, its length and its dirt follow from its number."""
    from tests.migrate.dirt import DIRT

    source = log_of(SOURCES[number % len(SOURCES)])
    overs = LENGTHS[(number // len(SOURCES)) % len(LENGTHS)]
    home, away = TEAMS[number % 3], TEAMS[(number + 1 + number % 2) % 3]
    dirt = list(DIRT)[number % len(DIRT)]
    match_id = f"old-{number:02}"
    inputs = inputs_for(match_id, source, home, away, overs)
    actions = list(relabelled(source, match_id, home, away, overs))
    state, actions = truth_of(inputs, actions)
    match = OldMatchOf(match_id, dirt, state, inputs, actions)
    match.documents = old_documents(match, source, home, away, overs, number)
    DIRT[dirt](match)
    return match


def inputs_for(match_id: str, source: MatchLog, home: str, away: str, overs: int) -> Inputs:
    """The inputs of the match as it was really played."""
    return inputs_of(match_id, read_match(match_id, metadata(source, home, away, overs)), ())


def metadata(source: MatchLog, home: str, away: str, overs: int) -> Json:
    """The match document without anything of the old world."""
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


def relabelled(
    source: MatchLog, match_id: str, home: str, away: str, overs: int
) -> Iterator[Action]:
    """The first overs of both innings, played by our people; balls and starts only."""
    sides = {source.match.home_team_id: home, source.match.away_team_id: away}
    names: dict[str, str] = {}
    taken: dict[str, int] = dict.fromkeys(TEAMS, 0)
    of_side = {each.player_id: sides[each.team_id] for each in source.lineups}

    def ours(player: str) -> str:
        team = of_side.get(player, home)  # type: ignore[call-overload]
        if player not in names:
            names[player] = team_people(team)[taken[team] % 13]
            taken[team] += 1
        return names[player]

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
            yield action.model_copy(update=changes | delivery_changes(action, ours))


def delivery_changes(action: Delivery, ours: Any) -> Json:
    """A ball with our people, and nothing that the old world had no word for."""
    extras = action.extras.model_copy(update={"penalty": 0})
    changes: Json = {
        "striker_id": ours(action.striker_id),
        "non_striker_id": ours(action.non_striker_id),
        "bowler_id": ours(action.bowler_id),
        "extras": extras,
        "total_runs": None,
        "boundary": None,
        "over_balls": None,
        "review": None,
    }
    if action.wicket is not None:
        changes["wicket"] = Wicket(
            type=action.wicket.type,
            dismissed_player_id=ours(action.wicket.dismissed_player_id),
            fielder_ids=tuple(ours(each) for each in action.wicket.fielder_ids),
        )
    return changes


def truth_of(inputs: Inputs, actions: list[Action]) -> tuple[MatchState, list[Action]]:
    """The fold, and the actions that counted in it, numbered anew."""
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
    """A ball as the old apps wrote it: extraRuns with the penalty run."""
    extras: Extras = action.extras
    kinds = (
        ("wide", extras.wide + (extras.bye if extras.wide else 0)),
        ("noball", extras.no_ball + extras.bye + extras.leg_bye if extras.no_ball else 0),
        ("bye", extras.bye),
        ("legbye", extras.leg_bye),
    )
    kind = next(((name, runs) for name, runs in kinds if runs), None)
    at = BEGAN + timedelta(seconds=40 * number)
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
    """Totals and cards as the old apps kept them."""
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


def balls_of(match: OldMatchOf, innings: int) -> list[Json]:
    """The old balls of an innings."""
    balls = [a for a in match.actions if isinstance(a, Delivery) and a.innings_number == innings]
    return [old_ball(ball, number) for number, ball in enumerate(balls)]


def old_documents(
    match: OldMatchOf, source: MatchLog, home: str, away: str, overs: int, number: int
) -> Json:
    """The documents of a match whose app wrote everything as it should."""
    length = match.inputs.setup.conditions.balls_per_over
    innings = {each.number: old_innings(each, length) for each in match.truth.innings}
    last = max(innings)
    for each, node in innings.items():
        node["ballHistory"] = balls_of(match, each)
    current = {k: v for k, v in innings[last].items() if k != "ballHistory"}
    result = match.truth.result
    score: Json = {
        "matchId": match.match_id,
        "status": "completed",
        "inningsNumber": last,
        "currentInnings": current,
        "ballHistory": innings[last]["ballHistory"],
        **{f"innings{each}": node for each, node in innings.items() if each != last},
    }
    if result is not None and result.winner_team_id is not None:
        score["winnerId"] = result.winner_team_id
    fields = metadata(source, home, away, overs) | {
        "status": "completed",
        "umpires": [{"personId": person(39), "role": "umpire"}, "umpire-from-afar"],
        "scorer": person(38),
        "teamSelection": {
            "homePlayingXI": team_people(home)[:11],
            "homeReserves": team_people(home)[11:13],
            "awayPlayingXI": team_people(away)[:11],
            "awayReserves": team_people(away)[11:13],
            "selectedAt": "2023-02-03T18:00:00Z",
            "selectedBy": person(0),
        },
    }
    procedure = {
        "matchId": match.match_id,
        "teamSelection": dict(fields["teamSelection"])
        | {
            "teamConfirmed": {
                "homeConfirmedAt": "2023-02-04T08:00:00Z",
                "homeConfirmedBy": person(1),
            },
            "battingOrder": list(reversed(team_people(home)[:11])),
        },
    }
    documents: Json = {f"matches/{match.match_id}": fields}
    documents[f"matches/{match.match_id}/live/score"] = score
    if number % 2 == 0:
        documents[f"pre_match_procedures/{match.match_id}"] = procedure
    return documents


def without(match: OldMatchOf, innings: int, legal: int) -> OldMatchOf:
    """The match up to some legal balls of an innings; its truth folded again."""
    recorded: list[Action] = []
    bowled = 0
    for action in match.actions:
        if action.innings_number > innings:
            break
        if action.innings_number == innings and isinstance(action, Delivery):
            if bowled >= legal:
                break
            bowled += bool(action.is_legal_delivery)
        recorded.append(action)
    truth = fold(MatchState(match.inputs.setup), recorded)
    return replace(match, actions=recorded, truth=truth)
