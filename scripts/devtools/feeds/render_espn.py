"""Renders a match as ESPN-like pages of details: scores as text, dates of their own."""

from __future__ import annotations

from datetime import datetime

from devtools.feeds.broadcast import Told
from devtools.feeds.parts import Stand, Telling, fact_of, fielders_of, page_of, words_of
from scrbrd.domain.json_types import Json
from scrbrd_ingest.feeds.espn import DISMISSALS, EXTRAS, FACTS
from scrbrd_ingest.model import Phase

PAGE = 25
STATES = {
    Phase.SCHEDULED: ("pre", "STATUS_SCHEDULED"),
    Phase.LIVE: ("in", "STATUS_IN_PROGRESS"),
    Phase.BREAK: ("in", "STATUS_INNINGS_BREAK"),
    Phase.SUSPENDED: ("in", "STATUS_SUSPENDED"),
    Phase.FINISHED: ("post", "STATUS_FINAL"),
    Phase.CANCELLED: ("post", "STATUS_CANCELED"),
}
WORDS = words_of(DISMISSALS)
EXTRA_FIELDS = words_of(EXTRAS)
TYPES = {str(ours): theirs for theirs, ours in FACTS.types.items()}
ROOT = "http://core.invalid/v2/sports/cricket"


def details(telling: Telling, page: str) -> Json:
    """Return a page of the details, 1-based or `last`."""
    items = list(telling.stands())
    pages = max(1, -(-len(items) // PAGE))
    number = pages if page == "last" else int(page)
    shown = [item_of(telling, told, stand) for told, stand in page_of(items, number, PAGE)]
    state, name = STATES[telling.view.phase]
    return {
        "count": len(items),
        "pageIndex": number,
        "pageSize": PAGE,
        "pageCount": pages,
        "meta": {"lastUpdatedAt": telling.view.at.isoformat()},
        "status": {
            "clock": 0,
            "period": max(telling.view.innings(), default=0),
            "type": {"id": "2", "name": name, "state": state, "completed": state == "post"},
        },
        "linescores": [
            {"period": number, "runs": stand.runs, "wickets": stand.wickets}
            for number, stand in telling.totals()
        ],
        "items": telling.untidied(shown, f"page {number}"),
    }


def odd_date(moment: datetime) -> str:
    """Return a time as `2026-4-09 10:00:00`."""
    return f"{moment.year}-{moment.month}-{moment:%d %H:%M:%S}"


def athlete(player: str) -> Json:
    """Return a reference to a person."""
    return {"$ref": f"{ROOT}/athletes/{player}?lang=en"}


def team(team_id: str) -> Json:
    """Return a reference to a team."""
    return {"$ref": f"{ROOT}/teams/{team_id}?lang=en"}


def item_of(telling: Telling, told: Told, stand: Stand) -> Json:
    """Return one item of the details."""
    action, place = telling.action(told), told.place
    item: Json = {
        "id": str(52_000_000 + told.key),
        "sequence": place.innings * 100_000 + place.over * 100 + place.ball,
        "period": place.innings,
        "homeScore": f"{stand.runs}/{stand.wickets}",
        "date": odd_date(told.said_at),
        "over": {"number": place.over + 1, "ball": place.ball, "balls": 6},
    }
    if told.is_ball:
        return item | ball_of(action, item["over"])
    fact = fact_of(FACTS, action, athlete, team)
    kind = {"id": "90", "description": TYPES[action["type"]]}
    return item | {"playType": kind, "part": place.part, "fact": fact}


def ball_of(action: Json, over: Json) -> Json:
    """Return the fields of a delivery; its extras are in `over`."""
    runs, extras = action["runsOffBat"], action["extras"]
    for ours, theirs in EXTRA_FIELDS.items():
        over[theirs] = extras.get(ours, 0)
    if action.get("notCounted"):
        over["notCounted"] = True
    if "overBalls" in action:
        over["ballsCounted"] = action["overBalls"]
    is_out = "wicket" in action
    kind = "out" if is_out else "run" if runs else "no run"
    bowler: Json = {"athlete": athlete(action["bowlerId"])}
    if "bowlingAngle" in action:
        bowler["angle"] = action["bowlingAngle"]
    item: Json = {
        "playType": {"id": "9" if is_out else "1", "description": kind},
        "scoreValue": runs + sum(extras.values()),
        "boundary": action.get("boundary", runs in (4, 6)),
        "batsman": {"athlete": athlete(action["strikerId"]), "runs": runs},
        "bowler": bowler,
        "over": over,
    }
    if action["nonStrikerId"]:
        item["otherBatsman"] = {"athlete": athlete(action["nonStrikerId"])}
    if "runsRun" in action:
        item["runsRun"] = action["runsRun"]
    item["dismissal"] = dismissal_of(action["wicket"]) if is_out else {"dismissal": False}
    return item


def dismissal_of(wicket: Json) -> Json:
    """Return who is out and how."""
    fielders = [
        {"athlete": athlete(player), "isSubstitute": is_substitute, "isAssist": is_assist}
        for player, is_substitute, is_assist in fielders_of(wicket)
    ]
    found: Json = {
        "dismissal": True,
        "type": WORDS[wicket["type"]],
        "batsman": {"athlete": athlete(wicket["dismissedPlayerId"])},
    }
    if fielders:
        found |= {"fielder": fielders[0], "otherFielders": fielders[1:]}
    for name in ("end", "crossed"):
        if name in wicket:
            found[name] = wicket[name]
    return found
