"""Renders a match as a Sportradar-like timeline, and the delta of its last five minutes."""

from __future__ import annotations

from datetime import timedelta

from devtools.feeds.broadcast import ShownEvent
from devtools.feeds.parts import RenderContext, Totals, fact_fields, fielders_of, words_of
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


def timeline(context: RenderContext, is_delta: bool) -> Json:
    """Return the whole timeline, or the items published or changed in the last five minutes."""
    since = context.view.at - DELTA
    items = [
        item_of(context, event, totals)
        for event, totals in context.events_with_totals()
        if not is_delta or event.changed_at >= since
    ]
    return {
        "generated_at": context.view.at.isoformat(),
        "sport_event": {"id": context.ids.match_id},
        "sport_event_status": {
            "status": STATUS[context.view.phase],
            "period_scores": [
                {"number": number, "display_score": f"{totals.runs}/{totals.wickets}"}
                for number, totals in context.innings_totals()
            ],
        },
        "timeline": context.make_untidy(items, "delta" if is_delta else "timeline"),
    }


def item_of(context: RenderContext, event: ShownEvent, totals: Totals) -> Json:
    """Return one item of the timeline."""
    action, place = context.action(event), event.place
    item: Json = {
        "id": str(700_000_000 + event.key),
        "time": event.published_at.isoformat(),
        "inning": place.innings,
        "over_number": place.over + 1,
        "ball_number": place.ball,
        "display_score": f"{totals.runs}/{totals.wickets}",
    }
    if event.is_ball:
        return item | ball_of(context, action)
    if not place.ball:
        del item["over_number"], item["ball_number"]
    person = context.person
    params = fact_fields(FACTS, action, person, lambda team: {"id": team})
    return item | {"type": TYPES[action["type"]], "order": place.part, "params": params}


def ball_of(context: RenderContext, action: Json) -> Json:
    """Return the fields of a delivery."""
    runs = action["runsOffBat"]
    batting: Json = {
        "striker": context.person(action["strikerId"]),
        "runs_scored": runs,
        "hit_to_boundary": action.get("boundary", runs in (4, 6)),
    }
    if action["nonStrikerId"]:
        batting["non_striker"] = context.person(action["nonStrikerId"])
    if "runsRun" in action:
        batting["runs_completed"] = action["runsRun"]
    kinds = [
        {"extra_runs_type": EXTRA_WORDS[name], "extra_runs_conceded": runs}
        for name, runs in action["extras"].items()
    ]
    bowling: Json = {"bowler": context.person(action["bowlerId"])}
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
        item["dismissal_params"] = dismissal_of(context, action["wicket"], action["bowlerId"])
    return item


def dismissal_of(context: RenderContext, wicket: Json, bowler: str) -> Json:
    """Return the fields of a wicket: the batter, the kind of dismissal, the fielders."""
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
    return {"player": context.person(wicket["dismissedPlayerId"]), "dismissal_details": details}
