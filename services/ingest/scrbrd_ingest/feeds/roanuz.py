"""Reads a Roanuz-like cricket feed: one over per answer, past balls revised in place.

A token is obtained with the project's key and sent as `rs-token`. `index.over_number` is 1-based,
while a ball's `overs` is [over 0-based, balls that counted by then], so that a wide has the number
of the ball before it: the position of a delivery in its over is `delivery_number`. See
docs/ingest-feeds.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from scrbrd.domain.vocabulary import ActionType, WicketType
from scrbrd_ingest.feeds.connector import Feed, ProviderParts
from scrbrd_ingest.feeds.facts import Facts, Fielder, read_id, snake_case, wicket_body
from scrbrd_ingest.feeds.fields import (
    Fields,
    Unreadable,
    boundary_of,
    delivery_of,
    event_of,
    milliseconds,
    read_each,
    whole_answer,
)
from scrbrd_ingest.feeds.http import FeedHttp, Fetched, KeyRefused, is_header_value
from scrbrd_ingest.feeds.identity import require_match
from scrbrd_ingest.feeds.part_order import PartOrder
from scrbrd_ingest.feeds.parts import PartsCache, fetch_with_retries
from scrbrd_ingest.feeds.roanuz_overs import (
    NAME,
    covered_span,
    index_of,
    lag_fault,
    newest_of,
    order_of,
    over_before,
    overs_of,
    require_requested_over,
)
from scrbrd_ingest.model import (
    FeedEvent,
    InningsTotal,
    Observation,
    Phase,
    Place,
)
from scrbrd_ingest.ports import FeedRequest, RequestScope

MOST_CATCH_UP = 3
"""Maximum number of overs fetched one by one to reach the known events. If more are missing, they
are left as a gap, because requesting the whole match is then cheaper."""

STATUSES = {
    "not_started": Phase.SCHEDULED,
    "postponed": Phase.SCHEDULED,
    "started": Phase.LIVE,
    "completed": Phase.FINISHED,
    "abandoned": Phase.FINISHED,
    "cancelled": Phase.CANCELLED,
}
PLAY_STATUSES = {
    "rain_delay": Phase.SUSPENDED,
    "interrupted": Phase.SUSPENDED,
    "innings_break": Phase.BREAK,
    "lunch_break": Phase.BREAK,
    "tea_break": Phase.BREAK,
    "stumps": Phase.BREAK,
}

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
    "run_out": WicketType.RUN_OUT,
    "stumped": WicketType.STUMPED,
    "hit_wicket": WicketType.HIT_WICKET,
    "handled_ball": WicketType.HANDLED_BALL,
    "obstructing_field": WicketType.OBSTRUCTING_FIELD,
    "hit_twice": WicketType.HIT_BALL_TWICE,
    "timed_out": WicketType.TIMED_OUT,
    "retired_out": WicketType.RETIRED_OUT,
    "retired_hurt": WicketType.RETIRED_HURT,
    "retired_not_out": WicketType.RETIRED_NOT_OUT,
}

FACTS = Facts(
    types={
        "innings_start": ActionType.INNINGS_STARTED,
        "innings_end": ActionType.INNINGS_CLOSED,
        "dismissal": ActionType.BATTER_DISMISSED,
        "retirement": ActionType.BATTER_RETIRED,
        "return": ActionType.BATTER_RESUMED,
        "arrival": ActionType.BATTER_ARRIVED,
        "suspension": ActionType.BOWLER_SUSPENDED,
        "penalty": ActionType.PENALTY_AWARDED,
        "target": ActionType.TARGET_REVISED,
        "stop": ActionType.PLAY_STOPPED,
        "resume": ActionType.PLAY_RESUMED,
        "replacement": ActionType.PLAYER_REPLACED,
        "result": ActionType.MATCH_CLOSED,
    },
    dismissals=DISMISSALS,
    name=lambda ours: f"{snake_case(ours)}_key" if ours.endswith("Id") else snake_case(ours),
    person=read_id,
    team=read_id,
)


class RoanuzCricket:
    """The connector: requests the over in progress, an over by its number, or all overs in turn."""

    name = NAME

    def __init__(self, http: FeedHttp, project: str, api_key: str) -> None:
        self.http = http
        self.project = project
        self.api_key = api_key
        self.token: str | None = None
        self._renewal = asyncio.Lock()
        self.parts = PartsCache(http.clock)
        self.order = PartOrder(http.clock)

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the provider's current data. Raises ProviderError."""
        self.order.set_initial(provider_match_id, request.newest)
        if request.over is not None:
            fetched = await self._read_over(provider_match_id, *request.over)
            return self._parse(provider_match_id, [fetched.value], fetched.received_at)
        if request.scope is RequestScope.LATEST:
            return await self._read_latest(provider_match_id, request.since)
        return await self._read_whole(provider_match_id)

    async def _read_latest(self, provider_match_id: str, since: Place | None) -> Observation:
        """Read the over in progress, and those before it back to the known one."""
        newest = await self._get(provider_match_id, "ball-by-ball/")
        answers = [newest.value]
        while since is not None and len(answers) <= MOST_CATCH_UP:
            before = over_before(provider_match_id, answers[0], since)
            if before is None:
                break
            answers.insert(0, (await self._read_over(provider_match_id, *before)).value)
        return self._parse(provider_match_id, answers, newest.received_at)

    async def _read_whole(self, provider_match_id: str) -> Observation:
        """Read all overs that the match states."""
        match = await fetch_with_retries(partial(self._get, provider_match_id, ""))
        overs = overs_of(provider_match_id, match.value)
        answers = []
        for number, over in enumerate(overs, start=1):
            answer = await self.parts.get(
                provider_match_id,
                f"{over}",
                partial(self._fetch_over, provider_match_id, *over),
                is_cacheable=number < len(overs) - MOST_CATCH_UP,
            )
            answers.append(answer.value)
        self.parts.forget(provider_match_id)
        return self._parse(provider_match_id, answers, match.received_at, match.value)

    def _parse(
        self,
        provider_match_id: str,
        values: Sequence[Any],
        received_at: datetime,
        match: Any = None,
    ) -> Observation:
        """Return the content of overs in order, without outdated ones. The answer by which the
        observation is ordered is kept; `changes.is_older` judges it."""
        older = [self._is_older(provider_match_id, each) for each in values]
        if match is None:
            older[-1] = False
        return parse(provider_match_id, values, received_at, match, older)

    def _is_older(self, provider_match_id: str, value: Any) -> bool:
        name, order = order_of(provider_match_id, value)
        return name is not None and self.order.is_older(provider_match_id, f"{name}", order)

    async def _read_over(self, provider_match_id: str, innings: int, over: int) -> Fetched:
        found = await self._fetch_over(provider_match_id, innings, over)
        self.parts.replace_cached(provider_match_id, f"{(innings, over)}", found)
        return found

    async def _fetch_over(self, provider_match_id: str, innings: int, over: int) -> Fetched:
        return await self._get(
            provider_match_id,
            f"ball-by-ball/{innings}_{over + 1}/",
            partial(require_requested_over, provider_match_id, innings, over),
        )

    async def _get(
        self, provider_match_id: str, resource: str, read: Callable[[Any], Any] | None = None
    ) -> Fetched:
        """Send a request with the token, and once more with a new token if it has expired."""
        path = f"/v5/cricket/{self.project}/match/{provider_match_id}/{resource}"
        known_token = self.token
        token = known_token or await self._new_token(None)
        try:
            return await self.http.get(path, headers={"rs-token": token}, read=read)
        except KeyRefused:
            if known_token is None:
                raise
        token = await self._new_token(token)
        return await self.http.get(path, headers={"rs-token": token}, read=read)

    async def _new_token(self, refused: str | None) -> str:
        """Return a token other than the refused one. All matches meet its expiry at the same time,
        and one of them requests the next: the requests of all would use up the budget."""
        async with self._renewal:
            if self.token is None or self.token == refused:
                self.token = await self._authorise()
            return self.token

    async def _authorise(self) -> str:
        """Return a token requested with the project's key. Raises ProviderError."""
        path = f"/v5/core/{self.project}/auth/"
        answer = await self.http.post(path, {"api_key": self.api_key})

        def token() -> str:
            data = Fields(answer.value).child("data")
            if not is_header_value(data.text("token")):
                raise Unreadable(f"{data.where('token')}: cannot be a header value")
            return data.text("token")

        return whole_answer(NAME, "authorisation", token)


def parse(
    provider_match_id: str,
    values: Sequence[Any],
    received_at: datetime,
    match: Any = None,
    older: Sequence[bool] = (),
) -> Observation:
    """Return the content of overs in order. Raises BadAnswer if they are none.

    They cover the last over and the consecutive ones before it; together with the match's answer,
    the whole match. If an answer has no over, or is outdated (`older`), nothing is covered; an
    outdated one is left out, and listed among the faults.
    """

    def read() -> Observation:
        answers = [Fields(value).child("data") for value in values]
        newest = Fields(match).child("data") if match is not None else answers[-1]
        for each in (*answers, newest):
            if each.has("match"):
                require_match(each.child("match"), "key", provider_match_id)
        late_overs = [each for each, is_older in zip(answers, older, strict=False) if is_older]
        overs = [
            each.child("over") for each in answers if each.has("over") and each not in late_overs
        ]
        has_all = len(overs) == len(answers)
        events, faults = read_each(
            (f"over[{number}].balls[{place}]", partial(read_item, item, over))
            for number, over in enumerate(overs)
            for place, item in enumerate(over.items("balls"))
        )
        faults += tuple(lag_fault(each.child("over")) for each in late_overs)
        said_at = newest.moment("last_updated")
        return Observation(
            provider=NAME,
            provider_match_id=provider_match_id,
            received_at=received_at,
            phase=phase_of(newest),
            events=events,
            covers=covered_span(overs, match is not None) if has_all and not faults else None,
            totals=totals_of(newest),
            sequence=milliseconds(said_at),
            said_at=said_at,
            faults=faults,
            newest=newest_of((*answers, newest)),
        )

    return whole_answer(NAME, provider_match_id, read)


def phase_of(data: Fields) -> Phase:
    """Return the phase of the match: a break or a delay only while it is in progress."""
    match = data.child("match")
    phase = STATUSES.get(match.text("status"), Phase.LIVE)
    play = PLAY_STATUSES.get(match.maybe_text("play_status") or "")
    return play if play is not None and phase is Phase.LIVE else phase


def totals_of(data: Fields) -> tuple[InningsTotal, ...]:
    """Return the totals of the innings, if the answer has them."""
    innings = data.child("play").maybe_children("innings") if data.has("play") else []
    return tuple(
        InningsTotal(
            each.number("number"),
            each.number("runs"),
            each.number("wickets"),
            each.maybe_number("balls"),
        )
        for each in innings
    )


def read_item(value: Any, over: Fields) -> FeedEvent | None:
    """Return an entry of an over as an event; None for unknown kinds. Raises Unreadable."""
    item = Fields(value, "ball")
    innings, over_number = index_of(over.child("index"))
    kind = item.text("ball_type")
    place = Place(
        innings,
        over_number,
        item.number("delivery_number"),
        item.maybe_number("entry_number") or 0,
    )
    if kind != "fact":
        return event_of(item.text("key"), place, read_ball(item, place), item.moment("entry_time"))
    fact = item.child("fact")
    action_type = FACTS.types.get(fact.text("type"))
    if action_type is None:
        return None
    action = FACTS.action(action_type, fact)
    return event_of(item.text("key"), place, action, item.moment("entry_time"))


def read_ball(item: Fields, place: Place) -> Mapping[str, Any]:
    """Return the body of a delivery. Raises Unreadable."""
    batsman, bowler = item.child("batsman"), item.child("bowler")
    team = item.child("team_score")
    runs = batsman.number("runs")
    extras = team.child("extras") if team.has("extras") else Fields({}, "extras")
    is_four, is_six = batsman.flag("is_four"), batsman.flag("is_six")
    return delivery_of(
        place,
        {
            "strikerId": batsman.text("player_key"),
            "nonStrikerId": item.maybe_text("non_striker_key") or "",
            "bowlerId": bowler.text("player_key"),
            "runsOffBat": runs,
            "extras": {ours: extras.maybe_number(name) or 0 for name, ours in EXTRAS.items()},
            "boundary": boundary_of(runs, is_four or is_six),
            "runsRun": item.maybe_number("runs_run"),
            "notCounted": item.flag("not_counted"),
            "overBalls": item.maybe_number("over_balls"),
            "bowlingAngle": bowler.maybe_text("angle"),
            "wicket": wicket_of(item.child("wicket")) if item.has("wicket") else None,
        },
    )


def wicket_of(wicket: Fields) -> dict[str, Any]:
    """Return the wicket of a ball. Raises Unreadable."""
    return wicket_body(
        FACTS.dismissal(wicket.value.get("wicket_type"), wicket.where("wicket_type")),
        wicket.text("player_key"),
        [
            Fielder(each.text("player_key"), each.flag("is_assist"), each.flag("is_substitute"))
            for each in wicket.maybe_children("fielders")
        ],
        wicket.text("end") if wicket.has("end") else None,
        wicket.flag("crossed") if wicket.has("crossed") else None,
    )


def connect(parts: ProviderParts) -> RoanuzCricket:
    """Return the connector; its key is exchanged for a token. Raises MissingSetting."""
    return RoanuzCricket(parts.http(), parts.option("project"), parts.settings.key)


FEED = Feed("roanuz", connect)
