"""Reads a Cricsheet JSON file; checks that everything needed is there."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from admin.cricsheet.kinds import WICKET_TYPES
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import Outcome

OUTCOMES = {
    "tie": Outcome.TIE,
    "draw": Outcome.DRAW,
    "no result": Outcome.NO_RESULT,
    "abandoned": Outcome.ABANDONED,
}
TIE_BREAKS = {"eliminator": "super_over", "bowl_out": "bowl_out"}


def read_json(path: Path) -> Json:
    """Return the JSON object in a file; raises BadInput with the file and the remedy."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text; give a Cricsheet JSON file") from None
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{path}: is not JSON or is cut short (line {error.lineno}); fetch it again"
        ) from None
    except (ValueError, RecursionError) as error:
        where = "too deep" if isinstance(error, RecursionError) else "a number in it is too long"
        raise BadInput(f"{path}: is not JSON or is cut short ({where}); fetch it again") from None
    if not isinstance(data, dict):
        raise BadInput(f"{path}: holds no JSON object; give a Cricsheet match file")
    return data


def check_match(path: Path, data: Json) -> None:
    """Raise BadInput unless the object has a Cricsheet match's parts, each of the right kind."""
    info = part(path, data, "info", dict)
    part(path, data, "innings", list)
    teams = part(path, info, "teams", list, "info.")
    if len(teams) != 2 or not all(isinstance(team, str) and team for team in teams):
        raise BadInput(f"{path}: info.teams must name two teams; is this a Cricsheet match file?")
    players = part(path, info, "players", dict, "info.")
    for team in teams:
        part(path, players, team, list, "info.players.")
    part(path, info, "match_type", str, "info.")
    check_outcome(path, part(path, info, "outcome", dict, "info."), teams)
    for number, innings in enumerate(data["innings"], start=1):
        check_innings(path, innings, number, teams)


def check_outcome(path: Path, outcome: Json, teams: list[str]) -> None:
    """Raise BadInput unless the outcome is one we know and names a team of the match."""
    result = outcome.get("result")
    if result is not None and result not in OUTCOMES:
        raise BadInput(f"{path}: info.outcome.result {result!r:.40} is no result we know")
    for name in ("winner", *TIE_BREAKS):
        if outcome.get(name) is not None and outcome[name] not in teams:
            raise BadInput(f"{path}: info.outcome.{name} must be one of {' and '.join(teams)}")


def check_innings(path: Path, innings: Any, number: int, teams: list[str]) -> None:
    """Raise BadInput unless an innings names one of the teams and holds deliveries in overs."""
    where = f"innings[{number - 1}]."
    if not isinstance(innings, dict) or innings.get("team") not in teams:
        raise BadInput(f"{path}: {where}team must be one of {' and '.join(teams)}")
    if not isinstance(innings.get("overs", []), list):
        raise BadInput(f"{path}: {where}overs is no list; fetch it again")
    for place, over in enumerate(innings.get("overs", [])):
        deliveries = over.get("deliveries") if isinstance(over, dict) else None
        if not isinstance(deliveries, list):
            raise BadInput(f"{path}: {where}overs[{place}].deliveries is missing; fetch it again")
        for ball, delivery in enumerate(deliveries):
            if not is_ordinary(delivery):
                check_delivery(path, delivery, f"{where}overs[{place}].deliveries[{ball}]")


def is_ordinary(delivery: Any) -> bool:
    """Return whether a delivery is right at the first look, as most are: `check_delivery` finds
    nothing wrong with it."""
    if type(delivery) is not dict or "wickets" in delivery:
        return False
    runs, extras = delivery.get("runs"), delivery.get("extras")
    return (
        type(runs) is dict
        and type(runs.get("batter")) is int
        and type(delivery.get("batter")) is str
        and type(delivery.get("bowler")) is str
        and type(delivery.get("non_striker")) is str
        and (type(extras) is dict or "extras" not in delivery)
    )


def check_delivery(path: Path, delivery: Any, where: str) -> None:
    """Raise BadInput unless a delivery names its three players and its runs."""
    if not isinstance(delivery, dict):
        raise BadInput(f"{path}: {where} is no object; fetch it again")
    for name in ("batter", "bowler", "non_striker"):
        if not isinstance(delivery.get(name), str):
            raise BadInput(f"{path}: {where}.{name} is missing; fetch the file again")
    runs = delivery.get("runs")
    batter_runs = runs.get("batter") if isinstance(runs, dict) else None
    if not isinstance(batter_runs, int):
        raise BadInput(f"{path}: {where}.runs.batter is missing; fetch the file again")
    if not isinstance(delivery.get("extras", {}), dict):
        raise BadInput(f"{path}: {where}.extras is no object; fetch the file again")
    if not isinstance(delivery.get("wickets", []), list):
        raise BadInput(f"{path}: {where}.wickets is no list; fetch the file again")
    for place, wicket in enumerate(delivery.get("wickets", [])):
        check_wicket(path, wicket, f"{where}.wickets[{place}]")


def check_wicket(path: Path, wicket: Any, where: str) -> None:
    """Raise BadInput unless a wicket says who was out and how, in a word that we know."""
    if not isinstance(wicket, dict) or not isinstance(wicket.get("player_out"), str):
        raise BadInput(f"{path}: {where}.player_out is missing; fetch the file again")
    if wicket.get("kind") not in WICKET_TYPES:
        raise BadInput(f"{path}: {where}.kind {wicket.get('kind')!r:.40} is no dismissal we know")


def part(path: Path, data: Json, name: str, kind: type, prefix: str = "") -> Any:
    """Return a required member of the right kind; raises BadInput naming it."""
    value = data.get(name)
    if not isinstance(value, kind):
        raise BadInput(
            f"{path}: {prefix}{name} is missing or no {kind.__name__}; "
            "give a Cricsheet match file (JSON)"
        )
    return value


def cause(error: Exception) -> str:
    """Return what was wrong, in one line."""
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        return f"{where}: {fault['msg']}, got {fault['input']!r:.40}"
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return (str(error).splitlines() or [type(error).__name__])[0]
