"""Renders a match as a Roanuz-like feed: the match, and one over for each answer."""

from __future__ import annotations

from devtools.feeds.broadcast import ShownEvent
from devtools.feeds.parts import RenderContext, fact_fields, fielders_of, words_of
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


def head_of(context: RenderContext) -> Json:
    """Return the fields about the match that every answer has."""
    status, play_status = STATUS[context.view.phase]
    return {
        "last_updated": context.view.at.timestamp(),
        "match": {"key": context.ids.match_id, "status": status, "play_status": play_status},
    }


def match(context: RenderContext) -> Json:
    """Return the match with its innings."""
    event_counts = dict.fromkeys(context.view.innings(), 1)
    for innings, over in context.view.overs():
        event_counts[innings] = max(event_counts[innings], over + 1)
    totals = dict(context.innings_totals())
    played = [
        {"number": number, "over_count": count}
        | (
            {"runs": totals[number].runs, "wickets": totals[number].wickets}
            if number in totals
            else {"runs": 0, "wickets": 0}
        )
        for number, count in event_counts.items()
    ]
    return {"data": head_of(context) | {"play": {"innings": played}}}


def ball_by_ball(context: RenderContext, wanted: tuple[int, int] | None = None) -> Json | None:
    """Return an over, (innings 1-based, over 0-based), or the one in progress if None is wanted.

    Return None if the match has no such over.
    """
    overs = context.view.overs()
    if wanted is None:
        wanted = max(overs, default=None)
    data = head_of(context)
    if wanted is None:
        return {"data": data}
    last = max((over for innings, over in overs if innings == wanted[0]), default=-1)
    if not 0 <= wanted[1] <= last:
        return None
    place = sorted({*overs, wanted}).index(wanted)
    data["over"] = {"index": index_of(wanted), "balls": balls_of(context, wanted)}
    if place:
        data["previous_over_index"] = index_of(sorted({*overs, wanted})[place - 1])
    return {"data": data}


def index_of(over: tuple[int, int]) -> Json:
    """Return the feed's index of an over; its number is 1-based."""
    return {"innings": over[0], "over_number": over[1] + 1}


def balls_of(context: RenderContext, wanted: tuple[int, int]) -> list[Json]:
    """Return the entries of an over."""
    found, counted = [], 0
    for event in context.view.events:
        if (event.place.innings, event.place.over) == wanted:
            entry = entry_of(context, event)
            extras = event.action.get("extras", {"wide": 1})
            counted += not (extras.get("wide") or extras.get("noBall"))
            found.append(entry | {"overs": [event.place.over, counted]})
    return context.make_untidy(found, f"over {wanted}")


def entry_of(context: RenderContext, event: ShownEvent) -> Json:
    """Return one entry of an over."""
    action = context.action(event)
    entry: Json = {
        "key": f"{context.ids.match_id}_b_{event.key}",
        "delivery_number": event.place.ball,
        "entry_time": event.published_at.timestamp(),
    }
    if event.is_ball:
        return entry | ball_of(action)
    fact = fact_fields(FACTS, action, str, str)
    return entry | {
        "ball_type": "fact",
        "entry_number": event.place.part,
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
    """Return the fields of a wicket: the batter, the kind of dismissal, the fielders."""
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
