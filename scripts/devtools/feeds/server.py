"""Serves matches and games in the formats of the feeds, over HTTP, with faults on demand.

`FakeFeeds` runs the server in a thread, on a free port. Each provider has a path of its own. The
clock is virtual: it stands until it is stepped, or runs at a factor.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin.matchlog import MatchLog
from devtools.emulators.ports import LOCALHOST, free_ports
from devtools.feeds import (
    render_crex,
    render_espn,
    render_roanuz,
    render_scoreboards,
    render_sportradar,
)
from devtools.feeds.broadcast import PACE_SECONDS, Broadcast
from devtools.feeds.clock import VirtualClock
from devtools.feeds.faults import RATES, AnswerFaults, Untidiness, plan_of
from devtools.feeds.games import Game
from devtools.feeds.ids import ProviderIds
from devtools.feeds.parts import RenderContext
from devtools.feeds.responses import conditional_response, failing_response
from scrbrd.domain.json_types import Json
from scrbrd_ingest.model import Sport

CRICKET = ("sportradar", "espn", "crex", "roanuz")
SCOREBOARDS = ("espn", "sportradar", "thesportsdb")

KEYS = {
    "sportradar": "sportradar-fake-key",
    "roanuz": "roanuz-fake-key",
    "thesportsdb": "thesportsdb-fake-key",
}
PROJECT = "FAKEPROJECT"
START_SECONDS = 20.0

Handler = Callable[[Request], Any]


class FakeFeeds:
    """All providers in one server; the context starts and stops it.

    `add_match` and `add_game` may be called at any time. The faults of a match depend on `seed`;
    None means no faults.
    """

    def __init__(self, clock: VirtualClock | None = None, port: int | None = None) -> None:
        self.clock = clock or VirtualClock()
        self.port = port or free_ports(1)[0]
        self.answers = {name: AnswerFaults() for name in (*CRICKET, "thesportsdb")}
        self.requests: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._broadcasts: dict[tuple[str, str], Broadcast] = {}
        self._ids: dict[tuple[str, str], ProviderIds] = {}
        self._mixed_up: dict[tuple[str, str], str] = {}
        self._games: list[Game] = []
        self._game_seed: int | None = None
        self._tokens = 0
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        config = uvicorn.Config(
            self.application(), host=LOCALHOST, port=self.port, log_level="critical", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        waited = threading.Event()
        for _ in range(int(START_SECONDS * 100)):
            if self._server.started:
                return self
            waited.wait(0.01)
        raise RuntimeError(f"the fakes do not listen on port {self.port}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(START_SECONDS)

    @property
    def address(self) -> str:
        """The base URL of the server."""
        return f"http://{LOCALHOST}:{self.port}"

    def base_url(self, provider: str) -> str:
        """Return the base URL of a provider."""
        return f"{self.address}/{provider}"

    def headers(self, provider: str) -> dict[str, str]:
        """Return the headers that carry a provider's key; none if it needs none."""
        names = {"sportradar": "x-api-key", "thesportsdb": "X-API-KEY"}
        return {names[provider]: KEYS[provider]} if provider in names else {}

    def add_match(
        self,
        log: MatchLog,
        seed: int | None = None,
        starts_at: datetime | None = None,
        pace: float = PACE_SECONDS,
        rates: Mapping[str, float] = RATES,
    ) -> dict[str, str]:
        """Publish a match on every provider of cricket; return its id at each of them.

        Each provider has faults of its own. The match starts now unless a time is given; events
        are `pace` virtual seconds apart.
        """
        found: dict[str, str] = {}
        for number, provider in enumerate(CRICKET):
            ids = ProviderIds.of(provider, log)
            own_seed = None if seed is None else seed * len(CRICKET) + number
            broadcast = plan_of(log, own_seed, starts_at or self.clock.now(), pace, rates)
            with self._lock:
                self._broadcasts[provider, ids.match_id] = broadcast
                self._ids[provider, log.match_id] = ids
            found[provider] = ids.match_id
        return found

    def add_game(self, game: Game, seed: int | None = None) -> None:
        """Publish an invented game on every provider of scoreboards."""
        with self._lock:
            self._games.append(game)
            self._game_seed = seed

    def fail(self, seed: int | None, rate: float = 0.08, slow_seconds: float = 0.05) -> None:
        """Let answers of all providers fail by chance; a seed of None ends it."""
        for number, name in enumerate(self.answers):
            own = None if seed is None else seed + number
            self.answers[name] = AnswerFaults(own, rate, slow_seconds)

    def order(self, provider: str, **order: Any) -> None:
        """Let the next answers of a provider fail; see `AnswerFaults`."""
        self.answers[provider].ordered.append(order)

    def ids(self, provider: str, match_id: str) -> ProviderIds:
        """Return a provider's ids for one of our matches."""
        return self._ids[provider, match_id]

    def mappings(self, match_id: str) -> Iterator[Json]:
        """Yield the documents of `provider_mappings` of a match, of all providers."""
        for provider in CRICKET:
            yield from self.ids(provider, match_id).mappings()

    def broadcast(self, provider: str, match_id: str) -> Broadcast:
        """Return a provider's broadcast of one of our matches."""
        return self._broadcasts[provider, self._ids[provider, match_id].match_id]

    def mix_up(self, provider: str, requested: str, served: str | None) -> None:
        """Let a provider answer requests for one match with another one; None ends it.

        Both are our match ids.
        """
        theirs = self._ids[provider, requested].match_id
        with self._lock:
            if served is None:
                self._mixed_up.pop((provider, theirs), None)
            else:
                self._mixed_up[provider, theirs] = self._ids[provider, served].match_id

    def final_moment(self, match_id: str | None = None) -> datetime:
        """Return the time at which one of our matches is over and right; without an id, all are."""
        ends = [
            broadcast.final_at
            for broadcast in self._broadcasts.values()
            if match_id is None or broadcast.log.match_id == match_id
        ]
        ends += [game.ends_at for game in self._games] if match_id is None else []
        return max(ends, default=self.clock.now()) + timedelta(seconds=1)

    def finish(self) -> None:
        """Set the clock to the time at which everything is over and right."""
        self.clock.set(self.final_moment())

    def revoke_tokens(self) -> None:
        """Expire all tokens of the Roanuz-like provider."""
        self._tokens += 1

    def application(self) -> Starlette:
        """Return the Starlette application."""
        routes = [
            Route("/_control", self._control, methods=["GET", "POST"]),
            *self._cricket_routes(),
            *self._scoreboard_routes(),
        ]
        return Starlette(routes=routes)

    def _cricket_routes(self) -> Iterable[Route]:
        sportradar = "/sportradar/matches/{match}/timeline"
        yield self._route("sportradar", f"{sportradar}.json", self._timeline)
        yield self._route("sportradar", f"{sportradar}/delta.json", self._delta)
        path = "/espn/events/{match}/competitions/{competition}/details"
        yield self._route("espn", path, self._details)
        yield self._route("crex", "/crex/w/sV3.php", self._crex_score)
        yield self._route("crex", "/crex/w/sC4.php", self._crex_card)
        yield self._route("crex", "/crex/commentary/getBallFeeds", self._crex_feeds)
        yield self._route("roanuz", "/roanuz/v5/core/{project}/auth/", self._token, "POST")
        match = "/roanuz/v5/cricket/{project}/match/{match}/"
        yield self._route("roanuz", match, self._roanuz_match)
        yield self._route("roanuz", f"{match}ball-by-ball/", self._roanuz_over)
        yield self._route("roanuz", f"{match}ball-by-ball/{{over}}/", self._roanuz_over)

    def _scoreboard_routes(self) -> Iterable[Route]:
        espn = "/espn/sports/{sport}/{league}"
        yield self._route("espn", f"{espn}/scoreboard", self._espn_scoreboard)
        yield self._route("espn", f"{espn}/summary", self._espn_summary)
        schedule = "/sportradar/{sport}/leagues/{league}/schedules/live.json"
        yield self._route("sportradar", schedule, self._sportradar_schedule)
        timeline = "/sportradar/{sport}/sport_events/{match}/timeline.json"
        yield self._route("sportradar", timeline, self._sportradar_timeline)
        yield self._route("thesportsdb", "/thesportsdb/livescore/{league}", self._livescore)

    def _route(self, provider: str, path: str, render: Handler, method: str = "GET") -> Route:
        """Return a route whose requests need the key; its answers may fail and have an ETag."""

        async def answer(request: Request) -> Response:
            self.requests[provider] += 1
            if not self._has_key(provider, request):
                return JSONResponse({"message": "no key"}, 401)
            failure = self.answers[provider].next(request.url.path)
            request.state.body = await request.body()
            rendered = await asyncio.to_thread(self._call_locked, render, request)
            if rendered is None:
                return JSONResponse({"message": "not found"}, 404)
            if isinstance(rendered, Response):
                return rendered
            body = json.dumps(rendered, ensure_ascii=False).encode()
            if failure is not None:
                return await failing_response(failure, body, self.answers[provider].slow_seconds)
            return conditional_response(request, body)

        return Route(path, answer, methods=[method])

    def _call_locked(self, render: Handler, request: Request) -> Any:
        with self._lock:
            return render(request)

    def _has_key(self, provider: str, request: Request) -> bool:
        header = "x-api-key"
        return provider not in ("sportradar", "thesportsdb") or (
            request.headers.get(header) == KEYS[provider]
        )

    def _render_context(self, provider: str, provider_match_id: str) -> RenderContext | None:
        shown = self._mixed_up.get((provider, provider_match_id), provider_match_id)
        broadcast = self._broadcasts.get((provider, shown))
        if broadcast is None:
            return None
        at = self.clock.now()
        view = broadcast.view(at)
        ids = self._ids[provider, broadcast.log.match_id]
        untidiness = Untidiness.at(broadcast.seed, provider, at)
        return RenderContext(view, ids, untidiness)

    def _render(
        self, provider: str, request: Request, render: Callable[[RenderContext], Any]
    ) -> Any:
        match_id = request.path_params.get("match") or request.query_params.get("key", "")
        context = self._render_context(provider, match_id)
        return None if context is None else render(context)

    def _timeline(self, request: Request) -> Any:
        render = render_sportradar.timeline
        return self._render("sportradar", request, lambda context: render(context, is_delta=False))

    def _delta(self, request: Request) -> Any:
        render = render_sportradar.timeline
        return self._render("sportradar", request, lambda context: render(context, is_delta=True))

    def _details(self, request: Request) -> Any:
        page = request.query_params.get("page", "1")
        return self._render("espn", request, lambda context: render_espn.details(context, page))

    def _crex_score(self, request: Request) -> Any:
        return self._render("crex", request, render_crex.score)

    def _crex_card(self, request: Request) -> Any:
        return self._render("crex", request, render_crex.card)

    def _crex_feeds(self, request: Request) -> Any:
        innings = int(request.query_params.get("inning", "1"))
        over = request.query_params.get("over")
        number = None if over is None else int(over) - 1
        render = render_crex.ball_feeds
        return self._render("crex", request, lambda context: render(context, innings, number))

    def _token(self, request: Request) -> Any:
        body = json.loads(request.state.body or b"{}")
        if body.get("api_key") != KEYS["roanuz"]:
            return JSONResponse({"error": "no key"}, 403)
        return {"data": {"token": f"token-{self._tokens}"}}

    def _roanuz_match(self, request: Request) -> Any:
        return self._with_token(request, render_roanuz.match)

    def _roanuz_over(self, request: Request) -> Any:
        over = request.path_params.get("over")
        wanted = None
        if over is not None:
            innings, _, number = over.partition("_")
            wanted = int(innings), int(number) - 1
        return self._with_token(
            request, lambda context: render_roanuz.ball_by_ball(context, wanted)
        )

    def _with_token(self, request: Request, render: Callable[[RenderContext], Any]) -> Any:
        if request.headers.get("rs-token") != f"token-{self._tokens}":
            return JSONResponse({"error": "token"}, 401)
        return self._render("roanuz", request, render)

    def _games_of(self, league: str) -> list[Game]:
        return [game for game in self._games if game.league == league]

    def _untidiness(self, name: str) -> Untidiness:
        return Untidiness.at(self._game_seed, name, self.clock.now())

    def _espn_scoreboard(self, request: Request) -> Any:
        games = self._games_of(request.path_params["league"])
        now, untidiness = self.clock.now(), self._untidiness("espn")
        return render_scoreboards.espn_scoreboard(games, now, untidiness)

    def _espn_summary(self, request: Request) -> Any:
        game = self._game(request.query_params.get("event", ""))
        now, untidiness = self.clock.now(), self._untidiness("espn")
        return game and render_scoreboards.espn_summary(game, now, untidiness)

    def _sportradar_schedule(self, request: Request) -> Any:
        games = self._games_of(request.path_params["league"])
        now, untidiness = self.clock.now(), self._untidiness("sportradar")
        return render_scoreboards.sportradar_schedule(games, now, untidiness)

    def _sportradar_timeline(self, request: Request) -> Any:
        game = self._game(request.path_params["match"].rpartition(":")[2])
        now, untidiness = self.clock.now(), self._untidiness("sportradar")
        return game and render_scoreboards.sportradar_timeline(game, now, untidiness)

    def _livescore(self, request: Request) -> Any:
        games = self._games_of(request.path_params["league"])
        now, untidiness = self.clock.now(), self._untidiness("thesportsdb")
        return render_scoreboards.thesportsdb_livescore(games, now, untidiness)

    def _game(self, game_id: str) -> Game | None:
        return next((game for game in self._games if game.id == game_id), None)

    async def _control(self, request: Request) -> Response:
        """Step, set or run the clock and order failures; answer with the state of the fakes."""
        if request.method == "POST":
            order = await request.json()
            if "step" in order:
                self.clock.step(float(order["step"]))
            if "to" in order:
                self.clock.set(datetime.fromisoformat(order["to"]))
            if "factor" in order:
                self.clock.run(float(order["factor"]))
            if order.get("finish"):
                self.finish()
            for each in order.get("fail", ()):
                self.order(each.pop("provider"), **each)
        return JSONResponse(
            {
                "now": self.clock.now().isoformat(),
                "finalAt": self.final_moment().isoformat(),
                "requests": dict(self.requests),
                "sports": sorted({str(game.sport) for game in self._games} | {str(Sport.CRICKET)}),
                "matches": [
                    {"provider": provider, "providerMatchId": theirs, "matchId": each.log.match_id}
                    for (provider, theirs), each in self._broadcasts.items()
                ],
            }
        )
