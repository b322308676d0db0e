"""Reads a Sportradar-like cricket feed: a timeline, and a delta of its last five minutes.

Event ids are stable. An id missing from a whole timeline is deleted; missing from a delta, it means
nothing. `over_number` and `ball_number` are 1-based, and the ball number counts every delivery.
Which fields were observed and which are invented: docs/ingest-feeds.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from scrbrd.domain.vocabulary import ActionType, WicketType
from scrbrd_ingest.feeds.connector import Feed
from scrbrd_ingest.feeds.facts import Facts, Fielder, snake_case, wicket_body
from scrbrd_ingest.feeds.fields import (
    LONGEST_NUMBER,
    Fields,
    boundary_of,
    delivery_of,
    event_of,
    milliseconds,
    raise_unknown,
    read_each,
    whole_answer,
)
from scrbrd_ingest.feeds.http import FeedHttp
from scrbrd_ingest.feeds.identity import require_match
from scrbrd_ingest.model import (
    WHOLE_MATCH,
    FeedEvent,
    InningsTotal,
    Observation,
    Phase,
    Place,
)
from scrbrd_ingest.ports import FeedRequest, RequestScope

NAME = "sportradar"

PHASES = {
    "not_started": Phase.SCHEDULED,
    "created": Phase.SCHEDULED,
    "scheduled": Phase.SCHEDULED,
    "delayed": Phase.SUSPENDED,
    "postponed": Phase.SCHEDULED,
    "start_delayed": Phase.SUSPENDED,
    "live": Phase.LIVE,
    "inprogress": Phase.LIVE,
    "break": Phase.BREAK,
    "interrupted": Phase.SUSPENDED,
    "suspended": Phase.SUSPENDED,
    "ended": Phase.FINISHED,
    "closed": Phase.FINISHED,
    "cancelled": Phase.CANCELLED,
    "abandoned": Phase.FINISHED,
}

BALLS = frozenset({"ball", "wicket"})

EXTRAS = {
    "wide": "wide",
    "no_ball": "noBall",
    "bye": "bye",
    "leg_bye": "legBye",
    "penalty": "penalty",
}

DISMISSALS = {
    "bowled": WicketType.BOWLED,
    "caught": WicketType.CAUGHT,
    "lbw": WicketType.LBW,
    "leg_before_wicket": WicketType.LBW,
    "run_out": WicketType.RUN_OUT,
    "stumped": WicketType.STUMPED,
    "hit_wicket": WicketType.HIT_WICKET,
    "handled_the_ball": WicketType.HANDLED_BALL,
    "obstructing_the_field": WicketType.OBSTRUCTING_FIELD,
    "hit_the_ball_twice": WicketType.HIT_BALL_TWICE,
    "timed_out": WicketType.TIMED_OUT,
    "retired_out": WicketType.RETIRED_OUT,
    "retired_hurt": WicketType.RETIRED_HURT,
    "retired_not_out": WicketType.RETIRED_NOT_OUT,
}


def id_of(value: Any, path: str) -> str:
    """Return the id of `{id, name}`. Raises Unreadable."""
    return Fields(value, path).text("id")


FACTS = Facts(
    types={
        "period_start": ActionType.INNINGS_STARTED,
        "innings_closed": ActionType.INNINGS_CLOSED,
        "dismissal_without_ball": ActionType.BATTER_DISMISSED,
        "retirement": ActionType.BATTER_RETIRED,
        "batter_return": ActionType.BATTER_RESUMED,
        "batter_in": ActionType.BATTER_ARRIVED,
        "bowler_suspension": ActionType.BOWLER_SUSPENDED,
        "penalty_runs": ActionType.PENALTY_AWARDED,
        "target_revision": ActionType.TARGET_REVISED,
        "play_stopped": ActionType.PLAY_STOPPED,
        "play_resumed": ActionType.PLAY_RESUMED,
        "player_replacement": ActionType.PLAYER_REPLACED,
        "match_result": ActionType.MATCH_CLOSED,
    },
    dismissals=DISMISSALS,
    name=snake_case,
    person=id_of,
    team=id_of,
)


class SportradarCricket:
    """The connector: requests the delta, or the whole timeline if more is needed."""

    name = NAME

    def __init__(self, http: FeedHttp) -> None:
        self.http = http

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the provider's current data; an over is read from the whole timeline."""
        is_delta = request.scope is RequestScope.LATEST and request.over is None
        kind = "timeline/delta" if is_delta else "timeline"

        def read(value: Any) -> Observation:
            return parse(provider_match_id, value, self.http.clock(), is_delta)

        path = f"/matches/{provider_match_id}/{kind}.json"
        found: Observation = (await self.http.get(path, read=read)).value
        return found


def parse(provider_match_id: str, value: Any, received_at: datetime, is_delta: bool) -> Observation:
    """Return the content of a timeline. Raises BadAnswer if it is none."""

    def read() -> Observation:
        answer = Fields(value)
        if answer.has("sport_event"):
            require_match(answer.child("sport_event"), "id", provider_match_id)
        items = answer.items("timeline")
        status = answer.child("sport_event_status")
        said_at = answer.moment("generated_at")
        events, faults = read_each(
            (f"timeline[{place}]", partial(read_item, item)) for place, item in enumerate(items)
        )
        return Observation(
            provider=NAME,
            provider_match_id=provider_match_id,
            received_at=received_at,
            phase=phase_of(status),
            events=events,
            covers=None if is_delta or faults else WHOLE_MATCH,
            totals=totals_of(status),
            sequence=milliseconds(said_at),
            said_at=said_at,
            faults=faults,
        )

    return whole_answer(NAME, provider_match_id, read)


def phase_of(status: Fields) -> Phase:
    """Return the phase of the match; an unknown word counts as live."""
    return PHASES.get(status.text("status"), Phase.LIVE)


def totals_of(status: Fields) -> tuple[InningsTotal, ...]:
    """Return runs and wickets of each innings, from a `display_score` such as `150/4`."""
    totals = []
    for period in status.maybe_children("period_scores"):
        score = period.maybe_text("display_score")
        runs, _, wickets = (score or "").partition("/")
        if is_figure(runs) and is_figure(wickets):
            totals.append(InningsTotal(period.number("number"), int(runs), int(wickets)))
    return tuple(totals)


def is_figure(text: str) -> bool:
    """Return True if a text is a number that a match can have."""
    return text.isdecimal() and len(text) <= LONGEST_NUMBER


def read_item(value: Any) -> FeedEvent | None:
    """Return one item of the timeline as an event; None for kinds that the log does not use."""
    item = Fields(value, "item")
    event_id, kind = item.text("id"), item.text("type")
    if kind in BALLS:
        place = Place(item.number("inning"), over_of(item), item.number("ball_number"))
        return event_of(event_id, place, read_ball(item, place), item.moment("time"))
    if kind not in FACTS.types:
        return None
    place = Place(
        item.number("inning"),
        max(0, over_of(item)) if item.has("over_number") else 0,
        item.maybe_number("ball_number") or 0,
        item.maybe_number("order") or 0,
    )
    action = FACTS.action(FACTS.types[kind], item.child("params"))
    return event_of(event_id, place, action, item.moment("time"))


def over_of(item: Fields) -> int:
    """Return the 0-based over; the feed's is 1-based."""
    return item.number("over_number") - 1


def read_ball(item: Fields, place: Place) -> Mapping[str, Any]:
    """Return the body of a delivery. Raises Unreadable."""
    batting, bowling = item.child("batting_params"), item.child("bowling_params")
    runs = batting.number("runs_scored")
    is_boundary = batting.flag("hit_to_boundary") if batting.has("hit_to_boundary") else None
    non_striker = batting.value.get("non_striker")
    return delivery_of(
        place,
        {
            "strikerId": id_of(batting.value.get("striker"), batting.where("striker")),
            "nonStrikerId": id_of(non_striker, batting.where("non_striker")) if non_striker else "",
            "bowlerId": id_of(bowling.value.get("bowler"), bowling.where("bowler")),
            "runsOffBat": runs,
            "extras": extras_of(bowling),
            "boundary": boundary_of(runs, is_boundary),
            "runsRun": batting.maybe_number("runs_completed"),
            "notCounted": item.flag("not_counted"),
            "overBalls": item.maybe_number("balls_in_over"),
            "bowlingAngle": bowling.maybe_text("bowling_angle"),
            "wicket": wicket_of(item.child("dismissal_params"))
            if item.has("dismissal_params")
            else None,
        },
    )


def extras_of(bowling: Fields) -> dict[str, int]:
    """Return the extras of the ball, including `further_extras` if it has two kinds."""
    found: dict[str, int] = {}
    for each in [bowling, *bowling.maybe_children("further_extras")]:
        kind = each.maybe_text("extra_runs_type")
        if kind is None or kind == "none":
            continue
        if kind not in EXTRAS:
            raise_unknown(each, "extra_runs_type")
        name = EXTRAS[kind]
        found[name] = found.get(name, 0) + each.number("extra_runs_conceded")
    return found


def wicket_of(dismissal: Fields) -> dict[str, Any]:
    """Return the wicket of a dismissal. Raises Unreadable."""
    details = dismissal.child("dismissal_details")
    return wicket_body(
        FACTS.dismissal(details.value.get("type"), details.where("type")),
        id_of(dismissal.value.get("player"), dismissal.where("player")),
        fielders_of(details),
        details.text("wicket_end") if details.has("wicket_end") else None,
        details.flag("batters_crossed") if details.has("batters_crossed") else None,
    )


def fielders_of(details: Fields) -> list[Fielder]:
    """Return the fielders of a dismissal. Raises Unreadable.

    A single fielder may be given in separate fields.
    """
    if not details.has("fielders") and details.has("fielder_id"):
        is_substitute = details.flag("is_substitute_fielder")
        return [Fielder(details.text("fielder_id"), False, is_substitute)]
    return [
        Fielder(each.text("id"), each.flag("is_assist"), each.flag("is_substitute_fielder"))
        for each in details.maybe_children("fielders")
    ]


FEED = Feed("sportradar", lambda parts: SportradarCricket(parts.http("x-api-key")))
