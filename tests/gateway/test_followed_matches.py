"""Tests matches of other sports in the gateway: leagues, scoreboard, timeline and figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scrbrd.domain.json_types import Json
from scrbrd_gateway.firestore.followed_matches import leagues_of
from scrbrd_gateway.library import League
from scrbrd_gateway.model import Cursor
from tests.gateway.fakes import MATCH_ID
from tests.gateway.served_gateway import SETTINGS
from tests.gateway.test_rest import World, world_with

BOARD: Json = {
    "matchId": "s1",
    "id": "s1",
    "sport": "soccer",
    "league": "eng.1",
    "phase": "live",
    "home": {"id": "h", "name": "Harbour", "score": 1},
    "away": {"id": "a", "name": "Avon", "score": 0},
    "version": 7,
}
EVENTS: list[Json] = [
    {"id": f"espn:{number}", "type": "goal", "state": "told", "isSynthetic": number == 1,
     "revision": 10 + number}
    for number in range(3)
]  # fmt: skip


class OneFollowedMatch:
    """One followed match of soccer."""

    async def leagues(self) -> list[League]:
        """Return its league."""
        return leagues_of([BOARD])

    async def scoreboards_of_league(self, sport: str, league: str, limit: int) -> list[Json]:
        """Return its scoreboard for its own league."""
        return [BOARD][:limit] if (sport, league) == ("soccer", "eng.1") else []

    async def board(self, match_id: str) -> Json | None:
        """Return its scoreboard."""
        return BOARD if match_id == "s1" else None

    async def events_after(self, _match_id: str, revision: int, limit: int, /) -> list[Json]:
        """Return the events after a revision."""
        return [each for each in EVENTS if each["revision"] > revision][:limit]

    async def event(self, _match_id: str, event_id: str, /) -> Json | None:
        """Return one event."""
        return next((each for each in EVENTS if each["id"] == event_id), None)

    async def stats(self, _match_id: str, /) -> Json:
        """Return its figures."""
        return {"home": {"shots": 3.0}, "away": {"shots": 1.0}}


@pytest.fixture
def world() -> Iterator[World]:
    with world_with(SETTINGS) as new_world:
        new_world.library.followed = OneFollowedMatch()
        yield new_world


def test_leagues_of_other_sports_are_listed_next_to_cricket(world: World) -> None:
    answer = world.client.get("/v1/leagues").json()
    [league] = next(each for each in answer["sports"] if each["sport"] == "soccer")["leagues"]
    assert (league["id"], league["kind"], league["name"]) == ("feed:soccer:eng.1", "feed", "eng.1")


def test_the_scoreboard_of_a_followed_league_lists_its_matches(world: World) -> None:
    answer = world.client.get("/v1/leagues/feed:soccer:eng.1/scoreboard").json()
    assert answer["matches"] == [BOARD]
    assert answer["league"]["id"] == "feed:soccer:eng.1"
    problem = world.problem("/v1/leagues/feed:soccer:ger.1/scoreboard")
    assert problem["type"] == "urn:scrbrd:problem:unknown_league"


def test_the_timeline_of_a_followed_match_is_read_page_by_page(world: World) -> None:
    first = world.client.get("/v1/matches/s1/timeline?limit=2").json()
    assert [each["id"] for each in first["events"]] == ["espn:0", "espn:1"]
    assert first["hasMore"]
    path = "/v1/matches/s1/timeline"
    rest = world.client.get(path, params={"after_seq": first["cursor"], "limit": 2}).json()
    assert [each["id"] for each in rest["events"]] == ["espn:2"]
    assert not rest["hasMore"]
    last = world.client.get(path, params={"after_seq": rest["cursor"]}).json()
    assert (last["events"], last["cursor"]) == ([], rest["cursor"])


@pytest.mark.parametrize(
    ("cursor", "code"),
    [
        (Cursor(99, "espn:9").text("s1"), "unknown_cursor"),
        (Cursor(11, "espn:gone").text("s1"), "gap"),
        (Cursor(11, "espn:1").text(MATCH_ID), "unknown_cursor"),
    ],
    ids=["beyond the feed", "of a missing event", "of another match"],
)
def test_a_cursor_that_cannot_be_resumed_from_is_answered_with_410(
    world: World, cursor: str, code: str
) -> None:
    problem = world.problem(f"/v1/matches/s1/timeline?after_seq={cursor}")
    assert (problem["status"], problem["code"]) == (410, code)


def test_the_cursor_of_an_event_changed_since_is_still_valid(world: World) -> None:
    for cursor, ids in ((Cursor(5, "espn:2"), [0, 1, 2]), (Cursor(11, "espn:2"), [2])):
        path = f"/v1/matches/s1/timeline?after_seq={cursor.text('s1')}"
        page = world.client.get(path).json()
        assert [each["id"] for each in page["events"]] == [f"espn:{each}" for each in ids]


def test_synthetic_events_can_be_left_out_and_the_cursor_still_advances(world: World) -> None:
    path = "/v1/matches/s1/timeline?include_synthetic=false"
    page = world.client.get(path).json()
    assert [each["id"] for each in page["events"]] == ["espn:0", "espn:2"]
    first = world.client.get(f"{path}&limit=2").json()
    assert ([each["id"] for each in first["events"]], first["hasMore"]) == (["espn:0"], True)
    rest = world.client.get(path, params={"after_seq": first["cursor"]}).json()
    assert [each["id"] for each in rest["events"]] == ["espn:2"]


def test_a_followed_match_has_no_score_to_read_or_to_stream(world: World) -> None:
    for path in ("/score", "/at/1_1", "/stream"):
        problem = world.problem(f"/v1/matches/s1{path}")
        assert (problem["status"], problem["code"], problem["match"]) == (
            404,
            "not_scored",
            "s1",
        ), path
        assert "/v1/matches/s1/timeline" in problem["detail"]


def test_a_followed_match_has_a_state_and_figures(world: World) -> None:
    assert world.client.get("/v1/matches/s1").json() == BOARD
    stats = world.client.get("/v1/matches/s1/stats").json()
    assert stats["sides"] == {"home": {"shots": 3.0}, "away": {"shots": 1.0}}


def test_a_match_that_is_neither_scored_nor_followed_is_unknown(world: World) -> None:
    for path in ("", "/timeline", "/stats", "/score", "/at/1_1", "/stream"):
        problem = world.problem(f"/v1/matches/nobody{path}")
        assert problem["type"] == "urn:scrbrd:problem:unknown_match"


@pytest.mark.parametrize("phase", [["live"], {"is": "finished"}, None, 7, "finished"], ids=str)
def test_a_followed_match_with_an_unknown_phase_is_answered_unchanged(
    world: World, monkeypatch: pytest.MonkeyPatch, phase: object
) -> None:
    monkeypatch.setitem(BOARD, "phase", phase)
    answer = world.client.get("/v1/matches/s1")
    assert (answer.status_code, answer.json()["phase"]) == (200, phase)
    is_over = "max-age=60" in answer.headers["cache-control"]
    assert is_over == (phase == "finished")
