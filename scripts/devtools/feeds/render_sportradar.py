"""Renders a match as a Sportradar-like timeline, and the delta of its last five minutes."""

from __future__ import annotations

from datetime import timedelta

from devtools.feeds.broadcast import Told
from devtools.feeds.parts import Stand, Telling, fact_of, fielders_of, words_of
from scrbrd.domain.json_types import Json
from scrbrd_ingest.feeds.sportradar import DISMISSALS, EXTRAS, FACTS
from scrbrd_ingest.model import Phase

DELTA = timedelta(minutes=5)
STATUS = {
    Phase.SCHEDULED: "not_started",
    Phase.LIVE: "live",
    Phase.BREAK: "break",
    Phase.SUSPENDED: "interrupted",
    Phase.FINISHED: "closed",
    Phase.CANCELLED: "cancelled",
}
WORDS = words_of(DISMISSALS)
EXTRA_WORDS = words_of(EXTRAS)
TYPES = {str(ours): theirs for theirs, ours in FACTS.types.items()}


def timeline(telling: Telling, is_delta: bool) -> Json:
    """Return the answer at a moment: whole, or what was said or changed in five minutes."""
    since = telling.view.at - DELTA
    items = [
        item_of(telling, told, stand)
        for told, stand in telling.stands()
        if not is_delta or told.changed_at >= since
    ]
    return {
        "generated_at": telling.view.at.isoformat(),
        "sport_event": {"id": telling.ids.match_id},
        "sport_event_status": {
            "status": STATUS[telling.view.phase],
            "period_scores": [
                {"number": number, "display_score": f"{stand.runs}/{stand.wickets}"}
                for number, stand in telling.totals()
            ],
        },
        "timeline": telling.untidied(items, "delta" if is_delta else "timeline"),
    }


def item_of(telling: Telling, told: Told, stand: Stand) -> Json:
    """Return one item."""
    action, place = telling.action(told), told.place
    item: Json = {
        "id": str(700_000_000 + told.key),
        "time": told.said_at.isoformat(),
        "inning": place.innings,
        "over_number": place.over + 1,
        "ball_number": place.ball,
        "display_score": f"{stand.runs}/{stand.wickets}",
    }
    if told.is_ball:
        return item | ball_of(telling, action)
    if not place.ball:
        del item["over_number"], item["ball_number"]
    person = telling.named
    params = fact_of(FACTS, action, person, lambda team: {"id": team})
    return item | {"type": TYPES[action["type"]], "order": place.part, "params": params}


def ball_of(telling: Telling, action: Json) -> Json:
    """Return the fields of a delivery."""
    runs = action["runsOffBat"]
    batting: Json = {
        "striker": telling.named(action["strikerId"]),
        "runs_scored": runs,
        "hit_to_boundary": action.get("boundary", runs in (4, 6)),
    }
    if action["nonStrikerId"]:
        batting["non_striker"] = telling.named(action["nonStrikerId"])
    if "runsRun" in action:
        batting["runs_completed"] = action["runsRun"]
    kinds = [
        {"extra_runs_type": EXTRA_WORDS[name], "extra_runs_conceded": runs}
        for name, runs in action["extras"].items()
    ]
    bowling: Json = {"bowler": telling.named(action["bowlerId"])}
    bowling |= kinds[0] if kinds else {"extra_runs_conceded": 0}
    if kinds[1:]:
        bowling["further_extras"] = kinds[1:]
    if "bowlingAngle" in action:
        bowling["bowling_angle"] = action["bowlingAngle"]
    item: Json = {"type": "ball", "batting_params": batting, "bowling_params": bowling}
    if action.get("notCounted"):
        item["not_counted"] = True
    if "overBalls" in action:
        item["balls_in_over"] = action["overBalls"]
    if "wicket" in action:
        item["type"] = "wicket"
        item["dismissal_params"] = dismissal_of(telling, action["wicket"], action["bowlerId"])
    return item


def dismissal_of(telling: Telling, wicket: Json, bowler: str) -> Json:
    """Return who is out and how."""
    details: Json = {"type": WORDS[wicket["type"]], "bowler_id": bowler}
    fielders = [
        {"id": player, "is_substitute_fielder": is_substitute, "is_assist": is_assist}
        for player, is_substitute, is_assist in fielders_of(wicket)
    ]
    if fielders:
        details |= {"fielder_id": fielders[0]["id"], "fielders": fielders}
    if "end" in wicket:
        details["wicket_end"] = wicket["end"]
    if "crossed" in wicket:
        details["batters_crossed"] = wicket["crossed"]
    return {"player": telling.named(wicket["dismissedPlayerId"]), "dismissal_details": details}
