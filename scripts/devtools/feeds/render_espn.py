"""Renders a match as ESPN-like pages of details: scores as text, dates of their own."""

from __future__ import annotations

from datetime import datetime

from devtools.feeds.broadcast import ShownEvent
from devtools.feeds.parts import RenderContext, Totals, fact_fields, fielders_of, page_of, words_of
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


def details(context: RenderContext, page: str) -> Json:
    """Return a page of the details; `page` is a 1-based number or `last`."""
    items = list(context.events_with_totals())
    pages = max(1, -(-len(items) // PAGE))
    number = pages if page == "last" else int(page)
    shown = [item_of(context, event, totals) for event, totals in page_of(items, number, PAGE)]
    state, name = STATES[context.view.phase]
    return {
        "count": len(items),
        "pageIndex": number,
        "pageSize": PAGE,
        "pageCount": pages,
        "meta": {"lastUpdatedAt": context.view.at.isoformat()},
        "status": {
            "clock": 0,
            "period": max(context.view.innings(), default=0),
            "type": {"id": "2", "name": name, "state": state, "completed": state == "post"},
        },
        "linescores": [
            {"period": number, "runs": totals.runs, "wickets": totals.wickets}
            for number, totals in context.innings_totals()
        ],
        "items": context.make_untidy(shown, f"page {number}"),
    }


def odd_date(moment: datetime) -> str:
    """Return a time as `2026-4-09 10:00:00`."""
    return f"{moment.year}-{moment.month}-{moment:%d %H:%M:%S}"


def athlete(player: str) -> Json:
    """Return a reference to a player."""
    return {"$ref": f"{ROOT}/athletes/{player}?lang=en"}


def team(team_id: str) -> Json:
    """Return a reference to a team."""
    return {"$ref": f"{ROOT}/teams/{team_id}?lang=en"}


def item_of(context: RenderContext, event: ShownEvent, totals: Totals) -> Json:
    """Return one item of the details."""
    action, place = context.action(event), event.place
    item: Json = {
        "id": str(52_000_000 + event.key),
        "sequence": place.innings * 100_000 + place.over * 100 + place.ball,
        "period": place.innings,
        "homeScore": f"{totals.runs}/{totals.wickets}",
        "date": odd_date(event.published_at),
        "over": {"number": place.over + 1, "ball": place.ball, "balls": 6},
    }
    if event.is_ball:
        return item | ball_of(action, item["over"])
    fact = fact_fields(FACTS, action, athlete, team)
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
    """Return the fields of a wicket: the batter, the kind of dismissal, the fielders."""
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
