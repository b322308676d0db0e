"""Renders a match as a Roanuz-like feed: the match, and one over an answer."""

from __future__ import annotations

from devtools.feeds.broadcast import Told
from devtools.feeds.parts import Telling, fact_of, fielders_of, words_of
from scrbrd.domain.json_types import Json
from scrbrd_ingest.feeds.roanuz import DISMISSALS, EXTRAS, FACTS
from scrbrd_ingest.model import Phase

STATUS = {
    Phase.SCHEDULED: ("not_started", None),
    Phase.LIVE: ("started", "in_play"),
    Phase.BREAK: ("started", "innings_break"),
    Phase.SUSPENDED: ("started", "rain_delay"),
    Phase.FINISHED: ("completed", "result"),
    Phase.CANCELLED: ("cancelled", None),
}
WORDS = words_of(DISMISSALS)
EXTRA_FIELDS = words_of(EXTRAS)
TYPES = {str(ours): theirs for theirs, ours in FACTS.types.items()}


def head_of(telling: Telling) -> Json:
    """Return what every answer has of the match."""
    status, play_status = STATUS[telling.view.phase]
    return {
        "last_updated": telling.view.at.timestamp(),
        "match": {"key": telling.ids.match_id, "status": status, "play_status": play_status},
    }


def match(telling: Telling) -> Json:
    """Return the match with its innings."""
    counts = dict.fromkeys(telling.view.innings(), 1)
    for innings, over in telling.view.overs():
        counts[innings] = max(counts[innings], over + 1)
    totals = dict(telling.totals())
    played = [
        {"number": number, "over_count": count}
        | (
            {"runs": totals[number].runs, "wickets": totals[number].wickets}
            if number in totals
            else {"runs": 0, "wickets": 0}
        )
        for number, count in counts.items()
    ]
    return {"data": head_of(telling) | {"play": {"innings": played}}}


def ball_by_ball(telling: Telling, wanted: tuple[int, int] | None = None) -> Json | None:
    """Return an over, (innings 1-based, over 0-based), or the one in progress.

    None where the match has no such over.
    """
    overs = telling.view.overs()
    if wanted is None:
        wanted = max(overs, default=None)
    data = head_of(telling)
    if wanted is None:
        return {"data": data}
    last = max((over for innings, over in overs if innings == wanted[0]), default=-1)
    if not 0 <= wanted[1] <= last:
        return None
    place = sorted({*overs, wanted}).index(wanted)
    data["over"] = {"index": index_of(wanted), "balls": balls_of(telling, wanted)}
    if place:
        data["previous_over_index"] = index_of(sorted({*overs, wanted})[place - 1])
    return {"data": data}


def index_of(over: tuple[int, int]) -> Json:
    """Return the index of an over: its number is 1-based."""
    return {"innings": over[0], "over_number": over[1] + 1}


def balls_of(telling: Telling, wanted: tuple[int, int]) -> list[Json]:
    """Return the entries of an over."""
    found, counted = [], 0
    for told in telling.view.told:
        if (told.place.innings, told.place.over) == wanted:
            entry = entry_of(telling, told)
            extras = told.action.get("extras", {"wide": 1})
            counted += not (extras.get("wide") or extras.get("noBall"))
            found.append(entry | {"overs": [told.place.over, counted]})
    return telling.untidied(found, f"over {wanted}")


def entry_of(telling: Telling, told: Told) -> Json:
    """Return one entry of an over."""
    action = telling.action(told)
    entry: Json = {
        "key": f"{telling.ids.match_id}_b_{told.key}",
        "delivery_number": told.place.ball,
        "entry_time": told.said_at.timestamp(),
    }
    if told.is_ball:
        return entry | ball_of(action)
    fact = fact_of(FACTS, action, str, str)
    return entry | {
        "ball_type": "fact",
        "entry_number": told.place.part,
        "fact": fact | {"type": TYPES[action["type"]]},
    }


def ball_of(action: Json) -> Json:
    """Return the fields of a delivery."""
    runs, extras = action["runsOffBat"], action["extras"]
    is_boundary = action.get("boundary", runs in (4, 6))
    kind = "wide" if extras.get("wide") else "no_ball" if extras.get("noBall") else "normal"
    bowler: Json = {"player_key": action["bowlerId"]}
    if "bowlingAngle" in action:
        bowler["angle"] = action["bowlingAngle"]
    entry: Json = {
        "ball_type": kind,
        "batsman": {
            "player_key": action["strikerId"],
            "runs": runs,
            "is_four": is_boundary and runs != 6,
            "is_six": is_boundary and runs == 6,
        },
        "bowler": bowler,
        "non_striker_key": action["nonStrikerId"],
        "team_score": {
            "runs": runs + sum(extras.values()),
            "extras": {EXTRA_FIELDS[ours]: number for ours, number in extras.items()},
        },
    }
    for ours, theirs in (("runsRun", "runs_run"), ("notCounted", "not_counted")):
        if ours in action:
            entry[theirs] = action[ours]
    if "overBalls" in action:
        entry["over_balls"] = action["overBalls"]
    if "wicket" in action:
        entry["wicket"] = wicket_of(action["wicket"])
    return entry


def wicket_of(wicket: Json) -> Json:
    """Return who is out and how."""
    fielders = [
        {"player_key": player, "is_substitute": is_substitute, "is_assist": is_assist}
        for player, is_substitute, is_assist in fielders_of(wicket)
    ]
    found: Json = {
        "wicket_type": WORDS[wicket["type"]],
        "player_key": wicket["dismissedPlayerId"],
        "fielders": fielders,
    }
    return found | {name: wicket[name] for name in ("end", "crossed") if name in wicket}
