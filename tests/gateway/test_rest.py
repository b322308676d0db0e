"""Tests REST: answers from memory while a match is watched, validators, caching and problems."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from google.api_core.exceptions import ServiceUnavailable

from scrbrd.domain.json_types import Json
from scrbrd_gateway.answers import coding_for
from scrbrd_gateway.encoding import encoded_state
from scrbrd_gateway.model import Cursor
from scrbrd_gateway.problems import MEDIA_TYPE
from scrbrd_gateway.read_caches import MOST_PAGES
from scrbrd_gateway.reads import cache_policy_of
from scrbrd_gateway.settings import Settings
from tests.gateway.client_models import UNMARKED_CURSOR
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource
from tests.gateway.served_gateway import SETTINGS, ServedGateway, connect_to, serve_gateway

LIVE_POLICY = "public, max-age=1, stale-while-revalidate=5"
CORRECTABLE_POLICY = "public, max-age=5, stale-while-revalidate=30"
FINAL_POLICY = "public, max-age=60, stale-while-revalidate=600"


class World:
    """A gateway with a fake match, and an HTTP client of it."""

    def __init__(self, gateway: ServedGateway, client: httpx.Client, source: FakeSource) -> None:
        self.gateway = gateway
        self.client = client
        self.source = source
        library = gateway.gateway.library
        assert isinstance(library, FakeLibrary)
        self.library = library

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Get a path of the match."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(f"/v1/matches/{MATCH_ID}{path}", headers=names)

    def problem(self, path: str) -> Json:
        """Get a path that fails, and return the problem document."""
        answer = self.client.get(path)
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.headers["cache-control"] == "no-store"
        document: Json = answer.json()
        assert document["status"] == answer.status_code
        assert document["instance"] == httpx.URL(path).path
        assert document["title"]
        assert document["detail"]
        return document


@contextmanager
def world_with(settings: Settings) -> Iterator[World]:
    """Yield a gateway with these settings and a match of three balls."""
    source = FakeSource()
    source.bowl(1)
    source.bowl(2, "BALL_BOWLED", "OVER_COMPLETE")
    source.bowl(3)
    with (
        serve_gateway(settings, connect_to(source, FakeLibrary(source))) as gateway,
        httpx.Client(base_url=gateway.url, timeout=10.0) as client,
    ):
        yield World(gateway, client, source)


@pytest.fixture
def world() -> Iterator[World]:
    with world_with(SETTINGS) as new_world:
        yield new_world


def test_the_version_of_the_score_is_its_strong_validator(world: World) -> None:
    answer = world.get("/score")
    assert (answer.status_code, answer.json()["version"]) == (200, 3)
    assert answer.headers["etag"] == '"3"'
    assert answer.headers["cache-control"] == LIVE_POLICY
    again = world.get("/score", If_None_Match='W/"2", "3"')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == '"3"'
    assert world.get("/score", If_None_Match='"2"').status_code == 200


def test_a_live_match_is_read_from_memory(world: World) -> None:
    for _ in range(5):
        assert world.get("/score").status_code == 200
        assert world.get("/timeline").status_code == 200
    assert (world.source.open_count, world.source.queries) == (1, 0)
    assert world.library.reads["view"] == world.library.reads["events"] == 0


def test_a_completed_match_is_read_and_not_watched(world: World) -> None:
    world.source.match = {"status": "completed"}
    answer = world.get("/score")
    assert answer.headers["cache-control"] == FINAL_POLICY
    assert world.get("/timeline").headers["cache-control"] == FINAL_POLICY
    assert world.source.listeners == []
    assert world.library.reads["view"] == 1


COMPLETED_MATCHES: list[tuple[int, Json, str]] = [
    (1, {}, CORRECTABLE_POLICY),
    (119, {}, CORRECTABLE_POLICY),
    (121, {}, FINAL_POLICY),
    (6, {"conditions": {"graceMinutes": 5}}, FINAL_POLICY),
    (121, {"conditions": {"graceMinutes": 600}}, CORRECTABLE_POLICY),
    (1, {"conditions": "none"}, CORRECTABLE_POLICY),
    (1, {"lockedAt": "2026-05-09T14:03:12Z"}, FINAL_POLICY),
    *(
        (1, {"completedAt": body}, FINAL_POLICY)
        for body in ("at tea", "teaZ", "2026-05-09", 7, None)
    ),
    (-600, {}, CORRECTABLE_POLICY),
]


@pytest.mark.parametrize(("minutes", "fields", "expected_policy"), COMPLETED_MATCHES)
def test_a_result_that_scorers_may_still_correct_is_cached_only_shortly(
    minutes: int, fields: Json, expected_policy: str
) -> None:
    """After the last wicket is undone, no cache may serve the result for minutes more."""
    completed = datetime.now(UTC) - timedelta(minutes=minutes)
    document = {"status": "completed", "completedAt": completed, **fields}
    assert cache_policy_of(encoded_state(document)).value == expected_policy


def test_a_match_without_a_ball_has_no_score(world: World) -> None:
    world.source.score = None
    problem = world.problem(f"/v1/matches/{MATCH_ID}/score")
    assert (problem["type"], problem["match"]) == ("urn:scrbrd:problem:no_score", MATCH_ID)


def test_a_long_answer_is_compressed_and_has_its_own_validator(world: World) -> None:
    plain = world.get("/timeline", Accept_Encoding="identity")
    gzipped = world.get("/timeline", Accept_Encoding="br;q=0.5, gzip")
    uncompressed = world.get("/timeline", Accept_Encoding="gzip;q=0")
    assert gzipped.headers["content-encoding"] == "gzip"
    assert gzipped.content == plain.content == uncompressed.content
    assert gzipped.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    assert "Accept-Encoding" in gzipped.headers["vary"]
    brotli = world.get("/timeline", Accept_Encoding="gzip, br")
    assert brotli.headers["content-encoding"] == "br"
    assert brotli.content == plain.content
    assert brotli.headers["etag"] == plain.headers["etag"][:-1] + '-br"'
    for each in (plain, gzipped, brotli):
        assert world.get("/timeline", If_None_Match=each.headers["etag"]).status_code == 304
    assert len(gzip.compress(plain.content)) < len(plain.content)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("BR ; Q=1.0", "br"),
        ("br;q=0, gzip;q=0.000", None),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=nan, br;q=lots", None),
        (",;,;q=,", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0.2, *;q=0.1, br;q=0.8", "br"),
        ("gzip\t;\tq=0.5", "gzip"),
        ("x-gzip", "gzip"),
    ],
)
def test_the_compression_is_one_that_the_client_accepts(
    accepted: str, expected: str | None
) -> None:
    assert coding_for(accepted, size=10_000) == expected


def test_a_short_answer_is_not_compressed() -> None:
    assert coding_for("gzip, br", size=100) is None


def test_the_timeline_is_read_page_by_page(world: World) -> None:
    read_events, after = list[Json](), ""
    while True:
        page = world.get(f"/timeline?limit=2{after}").json()
        read_events += page["events"]
        assert len(page["events"]) <= 2
        after = f"&after_seq={page['cursor']}"
        if not page["hasMore"]:
            break
    assert [each["id"] for each in read_events] == ["1_1", "1_2", "1_3"]
    assert page["cursor"] == read_events[-1]["cursor"] == Cursor(3, "1_3").text(MATCH_ID)
    assert world.get(f"/timeline?limit=2{after}").json()["events"] == []
    assert world.get("/timeline?after_seq=earliest").json()["events"] == read_events


def test_the_number_of_cached_pages_of_a_feed_is_limited(world: World) -> None:
    world.source.match = {"status": "completed"}
    most = 4 * MOST_PAGES
    for limit in range(1, most + 1):
        assert len(world.get(f"/timeline?limit={limit}").json()["events"]) == min(limit, 3)
    assert world.library.reads["events"] == most
    assert 0 < len(world.gateway.gateway.reads._pages) <= MOST_PAGES


def test_without_synthetic_events_only_recorded_events_are_answered(world: World) -> None:
    def types(query: str) -> list[list[str]]:
        events = world.get(f"/timeline{query}").json()["events"]
        return [[each["type"] for each in event["events"]] for event in events]

    assert types("")[1] == ["BALL_BOWLED", "OVER_COMPLETE"]
    assert types("?include_synthetic=false") == [["BALL_BOWLED"]] * 3


@pytest.mark.parametrize(
    ("query", "status", "field", "name"),
    [
        ("after_seq=nonsense", 400, "after_seq", "bad_cursor"),
        ("limit=0", 422, "limit", "bad_value"),
        ("limit=501", 422, "limit", "bad_value"),
        ("include_synthetic=perhaps", 422, "include_synthetic", "bad_value"),
        (f"after_seq={Cursor(9, '1_9').text(MATCH_ID)}", 410, "after_seq", "unknown_cursor"),
        (f"after_seq={Cursor(3, '1_3').text('m2')}", 410, "after_seq", "unknown_cursor"),
        (f"after_seq={UNMARKED_CURSOR}", 410, "after_seq", "unknown_cursor"),
    ],
    ids=[
        "not a cursor",
        "limit of zero",
        "limit too large",
        "not a boolean",
        "not in this feed",
        "of another match",
        "without a match mark",
    ],
)
def test_an_invalid_parameter_is_named_in_the_problem(
    world: World, query: str, status: int, field: str, name: str
) -> None:
    problem = world.problem(f"/v1/matches/{MATCH_ID}/timeline?{query}")
    assert (problem["status"], problem["field"]) == (status, field)
    assert problem["type"] == f"urn:scrbrd:problem:{name}"


@pytest.mark.parametrize("status", ["live", "completed"], ids=["from memory", "read"])
def test_a_cursor_whose_event_was_deleted_cannot_be_resumed_from(world: World, status: str) -> None:
    world.source.match = {"status": status}
    timeline = f"/v1/matches/{MATCH_ID}/timeline?after_seq="
    problem = world.problem(f"{timeline}{Cursor(2, '1_9').text(MATCH_ID)}")
    assert (problem["status"], problem["code"], problem["field"]) == (410, "gap", "after_seq")
    changed_since = Cursor(1, "1_3")
    for known in (Cursor(1, "1_1"), Cursor(3, "1_3"), changed_since):
        assert world.client.get(f"{timeline}{known.text(MATCH_ID)}").status_code == 200


@pytest.mark.parametrize("path", ["", "/score", "/timeline", "/stats", "/at/1_1", "/stream"])
def test_an_unknown_match_is_answered_with_404(world: World, path: str) -> None:
    for match_id in ("m2", "ünï", "a%2Fb", "%F0%9F%8F%8F", "%ff", "x" * 300):
        answer = world.client.get(f"/v1/matches/{match_id}{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (404, MEDIA_TYPE)


def test_unknown_paths_and_methods_are_answered_with_problems(world: World) -> None:
    assert world.problem("/v1/nothing")["type"] == "urn:scrbrd:problem:not_found"
    answer = world.client.delete("/v1/leagues")
    assert (answer.status_code, answer.headers["content-type"]) == (405, MEDIA_TYPE)


def test_a_silent_database_is_answered_with_503(world: World) -> None:
    world.source.error = ServiceUnavailable("no connection to 10.0.0.1")
    answer = world.get("/score")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "10.0.0.1" not in answer.text
    assert world.client.get("/readyz").status_code == 503
    assert world.client.get("/healthz").json() == {"status": "ok"}
    world.source.error = None
    assert world.get("/score").status_code == 200


def test_an_unexpected_failure_reveals_no_internal_details(world: World) -> None:
    world.source.error = RuntimeError("secret")
    answer = world.get("")
    assert (answer.status_code, answer.headers["content-type"]) == (500, MEDIA_TYPE)
    assert "secret" not in answer.text
    registry = world.gateway.gateway.metrics.registry
    labels = {"route": "/v1/matches/{match_id}", "method": "GET", "status": "500"}
    assert registry.get_sample_value("http_requests_total", labels) == 1


def test_a_match_beyond_the_limit_of_watched_ones_is_read_each_time() -> None:
    with world_with(SETTINGS.model_copy(update={"most_rooms": 1})) as world:
        world.source.match_ids.add("m2")
        assert world.get("/score").status_code == 200
        assert world.client.get("/v1/matches/m2/score").json()["version"] == 3
        assert world.library.reads["view"] == 1  # and the other match is watched as before
        assert world.get("/score").status_code == 200
        assert world.library.reads["view"] == 1


def test_leagues_are_grouped_by_sport(world: World) -> None:
    answer = world.client.get("/v1/leagues").json()
    assert [each["sport"] for each in answer["sports"]] == ["cricket", "ice hockey"]
    [cup, season] = answer["sports"][0]["leagues"]
    assert (cup["id"], cup["kind"], cup["seasonId"]) == ("competition:cup", "competition", "2026")
    assert (season["id"], season["name"]) == ("season:2026", "Season 2026")


def test_the_list_of_leagues_is_read_once_while_its_answer_is_fresh() -> None:
    with world_with(SETTINGS.model_copy(update={"fresh": 0.0})) as world:
        for _ in range(3):
            answer = world.client.get("/v1/leagues")
            assert answer.headers["cache-control"].startswith("public, max-age=15,")
        assert world.library.reads["leagues"] == 1


def test_many_requests_for_a_scoreboard_cause_one_query() -> None:
    with world_with(SETTINGS.model_copy(update={"fresh": 60.0})) as world:
        for _ in range(20):
            answer = world.client.get("/v1/leagues/season:2026/scoreboard")
            assert answer.json()["matches"] == [{"version": 3}]
        assert world.library.reads["tickers"] == 1
        etag = answer.headers["etag"]
        again = world.client.get(answer.url, headers={"If-None-Match": etag})
        assert again.status_code == 304


def test_an_unknown_league_is_answered_with_a_problem(world: World) -> None:
    for name in ("season:2027", "2026", "cup:2026", "season:"):
        problem = world.problem(f"/v1/leagues/{name}/scoreboard")
        assert problem["type"] == "urn:scrbrd:problem:unknown_league"


def test_pages_of_allowed_origins_may_read_the_answers(world: World) -> None:
    answer = world.get("/score", Origin="https://a.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    settings = SETTINGS.model_copy(update={"origins": ("https://a.example",)})
    source = FakeSource()
    with serve_gateway(settings, connect_to(source, FakeLibrary(source))) as gateway:
        for origin, allowed in [("https://a.example", True), ("https://b.example", False)]:
            reply = httpx.get(f"{gateway.url}/healthz", headers={"Origin": origin})
            assert ("access-control-allow-origin" in reply.headers) is allowed


def test_requests_are_counted_by_route_and_status(world: World) -> None:
    world.get("/score")
    world.get("/score")
    world.client.get("/v1/nothing")
    registry = world.gateway.gateway.metrics.registry

    def count(route: str, status: str) -> Any:
        labels = {"route": route, "method": "GET", "status": status}
        return registry.get_sample_value("http_requests_total", labels)

    assert count("/v1/matches/{match_id}/score", "200") == 2
    assert count("none", "404") == 1
