"""Reads a Cricsheet JSON file, and checks that all required parts are there."""

import json
from math import inf
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
    """Return the JSON object in a file. Raises BadInput with the file and the remedy."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text; give a Cricsheet JSON file") from None
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{path}: is not JSON or is cut short (line {error.lineno}); fetch it again"
        ) from None
    except (ValueError, RecursionError) as error:
        reason = "too deep" if isinstance(error, RecursionError) else "a number in it is too long"
        raise BadInput(f"{path}: is not JSON or is cut short ({reason}); fetch it again") from None
    if not isinstance(data, dict):
        raise BadInput(f"{path}: holds no JSON object; give a Cricsheet match file")
    return data


def check_match(path: Path, data: Json) -> None:
    """Raise BadInput unless the object has a Cricsheet match's parts, each of the right type."""
    info = require_member(path, data, "info", dict)
    require_member(path, data, "innings", list)
    teams = require_member(path, info, "teams", list, "info.")
    if len(teams) != 2 or not all(isinstance(team, str) and team for team in teams):
        raise BadInput(f"{path}: info.teams must name two teams; is this a Cricsheet match file?")
    players = require_member(path, info, "players", dict, "info.")
    for team in teams:
        require_member(path, players, team, list, "info.players.")
    require_member(path, info, "match_type", str, "info.")
    check_outcome(path, require_member(path, info, "outcome", dict, "info."), teams)
    for number, innings in enumerate(data["innings"], start=1):
        check_innings(path, innings, number, teams)


def check_outcome(path: Path, outcome: Json, teams: list[str]) -> None:
    """Raise BadInput unless the outcome is a known one and names a team of the match."""
    result = outcome.get("result")
    if result is not None and result not in OUTCOMES:
        raise BadInput(f"{path}: info.outcome.result {result!r:.40} is no result we know")
    for name in ("winner", *TIE_BREAKS):
        if outcome.get(name) is not None and outcome[name] not in teams:
            raise BadInput(f"{path}: info.outcome.{name} must be one of {' and '.join(teams)}")


def check_innings(path: Path, innings: Any, number: int, teams: list[str]) -> None:
    """Raise BadInput unless an innings names one of the teams and holds deliveries in overs."""
    prefix = f"innings[{number - 1}]."
    if not isinstance(innings, dict) or innings.get("team") not in teams:
        raise BadInput(f"{path}: {prefix}team must be one of {' and '.join(teams)}")
    check_target(path, innings.get("target"), prefix)
    if not isinstance(innings.get("overs", []), list):
        raise BadInput(f"{path}: {prefix}overs is no list; fetch it again")
    for place, over in enumerate(innings.get("overs", [])):
        deliveries = over.get("deliveries") if isinstance(over, dict) else None
        if not isinstance(deliveries, list):
            raise BadInput(f"{path}: {prefix}overs[{place}].deliveries is missing; fetch it again")
        for ball, delivery in enumerate(deliveries):
            if not is_ordinary(delivery):
                check_delivery(path, delivery, f"{prefix}overs[{place}].deliveries[{ball}]")


def check_target(path: Path, target: Any, prefix: str) -> None:
    """Raise BadInput unless a target is absent, or an object whose runs and overs are numbers.

    A file may state them as texts: `1.3`.
    """
    if target is None:
        return
    if not isinstance(target, dict):
        raise BadInput(f"{path}: {prefix}target is no object; fetch it again")
    for name in ("runs", "overs"):
        value = target.get(name)
        if value is not None and not is_positive(value):
            raise BadInput(
                f"{path}: {prefix}target.{name} {value!r:.40} is no number above 0; fetch it again"
            )


def is_positive(value: Any) -> bool:
    """Return True for a finite number above 0, or its text."""
    try:
        return isinstance(value, int | float | str) and 0 < float(value) < inf
    except (ValueError, OverflowError):
        return False


def is_ordinary(delivery: Any) -> bool:
    """Return True if a quick check shows that a delivery is valid, as for most balls.

    `check_delivery` would find nothing wrong with it.
    """
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


def check_delivery(path: Path, delivery: Any, place_text: str) -> None:
    """Raise BadInput unless a delivery names its three players and its runs."""
    if not isinstance(delivery, dict):
        raise BadInput(f"{path}: {place_text} is no object; fetch it again")
    for name in ("batter", "bowler", "non_striker"):
        if not isinstance(delivery.get(name), str):
            raise BadInput(f"{path}: {place_text}.{name} is missing; fetch the file again")
    runs = delivery.get("runs")
    batter_runs = runs.get("batter") if isinstance(runs, dict) else None
    if not isinstance(batter_runs, int):
        raise BadInput(f"{path}: {place_text}.runs.batter is missing; fetch the file again")
    if not isinstance(delivery.get("extras", {}), dict):
        raise BadInput(f"{path}: {place_text}.extras is no object; fetch the file again")
    if not isinstance(delivery.get("wickets", []), list):
        raise BadInput(f"{path}: {place_text}.wickets is no list; fetch the file again")
    for place, wicket in enumerate(delivery.get("wickets", [])):
        check_wicket(path, wicket, f"{place_text}.wickets[{place}]")


def check_wicket(path: Path, wicket: Any, place_text: str) -> None:
    """Raise BadInput unless a wicket names the batter and a known dismissal."""
    if not isinstance(wicket, dict) or not isinstance(wicket.get("player_out"), str):
        raise BadInput(f"{path}: {place_text}.player_out is missing; fetch the file again")
    if wicket.get("kind") not in WICKET_TYPES:
        raise BadInput(
            f"{path}: {place_text}.kind {wicket.get('kind')!r:.40} is no dismissal we know"
        )


def require_member(path: Path, data: Json, name: str, kind: type, prefix: str = "") -> Any:
    """Return a required member of the right type. Raises BadInput naming it."""
    value = data.get(name)
    if not isinstance(value, kind):
        raise BadInput(
            f"{path}: {prefix}{name} is missing or no {kind.__name__}; "
            "give a Cricsheet match file (JSON)"
        )
    return value


def cause(error: Exception) -> str:
    """Return the fault as one line of text."""
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        field_path = ".".join(str(require_member) for require_member in fault["loc"])
        return f"{field_path}: {fault['msg']}, got {fault['input']!r:.40}"
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return (str(error).splitlines() or [type(error).__name__])[0]
