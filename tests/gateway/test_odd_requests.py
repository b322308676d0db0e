"""Names and cursors that no answer of the gateway gave out: each has an answer that says so."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from scrbrd_gateway.model import Cursor
from tests.gateway.conftest import MATCH_ID, Stored
from tests.gateway.serving import Served

ODD_CURSORS = {
    "a slash": Cursor(5, "a/b").text(MATCH_ID),
    "no integer of 64 bits": Cursor(2**64, "1_1").text(MATCH_ID),
    "dots": Cursor(5, "..").text(MATCH_ID),
    "reserved": Cursor(5, "__x__").text(MATCH_ID),
    "long": Cursor(5, "x" * 1_600).text(MATCH_ID),
}
ODD_IDS = ["ü", "日本", "%F0%9F%8F%8F", "a%20b", "%00", "x" * 1_600, "a%2Fb", "a%0Ab", "1:1"]
PATHS = ["", "/score", "/timeline", "/stats", "/at/1_1", "/stream"]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """One client for all requests: each of its own would read the certificates anew."""
    with httpx.Client() as found:
        yield found


@pytest.mark.parametrize("cursor", ODD_CURSORS.values(), ids=ODD_CURSORS)
def test_an_odd_cursor_is_refused_or_not_known(
    stored: Stored, running: Served, client: httpx.Client, cursor: str
) -> None:
    assert stored.entries
    path = f"{running.url}/v1/matches/{MATCH_ID}"
    answer = client.get(f"{path}/timeline", params={"after_seq": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
    with client.stream("GET", f"{path}/stream", headers={"Last-Event-ID": cursor}) as stream:
        lines = stream.iter_lines()
        first_event = next(line for line in lines if line.startswith("data: "))
        assert '"resumed":false,"reason":"unknown_cursor"' in first_event, first_event


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("match_id", ODD_IDS)
def test_an_odd_match_is_not_known(
    running: Served, client: httpx.Client, match_id: str, path: str
) -> None:
    answer = client.get(f"{running.url}/v1/matches/{match_id}{path}")
    assert answer.status_code == 404, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("match_id", ODD_IDS)
def test_an_odd_innings_is_not_known(running: Served, client: httpx.Client, match_id: str) -> None:
    for path in (f"innings/{match_id}:1", f"innings/{match_id}:1/balls"):
        answer = client.get(f"{running.url}/api/v1/cricket/{path}")
        assert answer.status_code == 404, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("match_id", ["a b", "日本", "x" * 1_600, "__x__", ".."])
def test_disputes_of_an_odd_match_are_not_known(
    running: Served, client: httpx.Client, match_id: str
) -> None:
    path = f"{running.url}/api/v1/cricket/scoring/disputes"
    answer = client.get(path, params={"match": match_id})
    assert answer.status_code == 404, answer.text


@pytest.mark.parametrize("league", ["season:ü", "season:%00", "cup:..", "season:a%2Fb", "x"])
def test_an_odd_league_is_not_known(running: Served, client: httpx.Client, league: str) -> None:
    answer = client.get(f"{running.url}/v1/leagues/{league}/scoreboard")
    assert answer.status_code == 404, answer.text
