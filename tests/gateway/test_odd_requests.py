"""Tests requests with ids and cursors that the gateway never issued."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from scrbrd_gateway.model import Cursor
from tests.gateway.conftest import MATCH_ID, StoredMatch
from tests.gateway.served_gateway import ServedGateway

INVALID_CURSORS = {
    "a slash": Cursor(5, "a/b").text(MATCH_ID),
    "beyond 64 bits": Cursor(2**64, "1_1").text(MATCH_ID),
    "dots": Cursor(5, "..").text(MATCH_ID),
    "reserved": Cursor(5, "__x__").text(MATCH_ID),
    "long": Cursor(5, "x" * 1_600).text(MATCH_ID),
}
INVALID_IDS = ["ü", "日本", "%F0%9F%8F%8F", "a%20b", "%00", "x" * 1_600, "a%2Fb", "a%0Ab", "1:1"]
PATHS = ["", "/score", "/timeline", "/stats", "/at/1_1", "/stream"]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """Yield one client for all requests; each new client would read the certificates again."""
    with httpx.Client() as http_client:
        yield http_client


@pytest.mark.parametrize("cursor", INVALID_CURSORS.values(), ids=INVALID_CURSORS)
def test_an_invalid_cursor_is_refused_by_pages_and_streams(
    stored_match: StoredMatch, served_gateway: ServedGateway, client: httpx.Client, cursor: str
) -> None:
    assert stored_match.entries
    path = f"{served_gateway.url}/v1/matches/{MATCH_ID}"
    answer = client.get(f"{path}/timeline", params={"after_seq": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
    with client.stream("GET", f"{path}/stream", headers={"Last-Event-ID": cursor}) as stream:
        lines = stream.iter_lines()
        first_event = next(line for line in lines if line.startswith("data: "))
        assert '"resumed":false,"reason":"unknown_cursor"' in first_event, first_event


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("match_id", INVALID_IDS)
def test_an_invalid_match_id_is_not_found(
    served_gateway: ServedGateway, client: httpx.Client, match_id: str, path: str
) -> None:
    answer = client.get(f"{served_gateway.url}/v1/matches/{match_id}{path}")
    assert answer.status_code == 404, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("match_id", INVALID_IDS)
def test_an_innings_of_an_invalid_match_id_is_not_found(
    served_gateway: ServedGateway, client: httpx.Client, match_id: str
) -> None:
    for path in (f"innings/{match_id}:1", f"innings/{match_id}:1/balls"):
        answer = client.get(f"{served_gateway.url}/api/v1/cricket/{path}")
        assert answer.status_code == 404, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("match_id", ["a b", "日本", "x" * 1_600, "__x__", ".."])
def test_disputes_of_an_invalid_match_id_are_not_found(
    served_gateway: ServedGateway, client: httpx.Client, match_id: str
) -> None:
    path = f"{served_gateway.url}/api/v1/cricket/scoring/disputes"
    answer = client.get(path, params={"match": match_id})
    assert answer.status_code == 404, answer.text


@pytest.mark.parametrize("league", ["season:ü", "season:%00", "cup:..", "season:a%2Fb", "x"])
def test_an_invalid_league_id_is_not_found(
    served_gateway: ServedGateway, client: httpx.Client, league: str
) -> None:
    answer = client.get(f"{served_gateway.url}/v1/leagues/{league}/scoreboard")
    assert answer.status_code == 404, answer.text
