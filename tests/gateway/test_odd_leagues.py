"""Tests leagues with malformed fields, and requests for league ids that do not exist."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from google.cloud.firestore import Client, GeoPoint

from devtools.emulators import FirestoreEmulator
from scrbrd.adapters import paths
from tests.gateway.served_gateway import SETTINGS, serve_gateway

START_DATE = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
MALFORMED_SEASONS: dict[str, dict[str, Any]] = {
    "empty": {},
    "a map for a name": {"name": {"en": "x"}, "sport": 5, "startDate": [START_DATE]},
    "no number": {"name": float("nan"), "startDate": float("inf"), "sport": None},
    "other types": {"name": b"\xff\x00", "startDate": GeoPoint(1, 2), "sport": ["soccer"]},
    "letters of a sport": {"name": "x", "sport": "  CRICKET "},
    "of another sport": {"name": "x" * 20_000, "sport": "kabaddi", "privateNote": "hidden"},
    "日本 ü:x?#%25": {"name": "\u202ex</script>", "sport": "ckt\n\0"},
}
MALFORMED_TICKERS: list[dict[str, Any]] = [
    {"scheduledAt": START_DATE, "teams": 5},
    {"scheduledAt": "x"},
]

MALFORMED_SCOREBOARDS: list[dict[str, Any]] = [
    {"sport": "soccer", "league": "eng.1"}, {"sport": 5, "league": "x"},
    {"sport": "soccer", "league": ["x"]}, {"sport": "soccer"}, {"sport": None, "league": None},
    {"sport": "soccer", "league": "x" * 1_495}, {"sport": "so:ccer", "league": "x"},
]  # fmt: skip


@pytest.fixture(scope="module")
def client(firestore_emulator: FirestoreEmulator) -> Iterator[httpx.Client]:
    """Yield a client of a gateway whose project has malformed seasons."""
    project = f"demo-{uuid.uuid4().hex[:16]}"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in firestore_emulator.env(project).items():
            patch.setenv(name, value)
        write_malformed_documents(Client(project=project))
        with (
            serve_gateway(SETTINGS.model_copy(update={"project": project})) as gateway,
            httpx.Client(base_url=f"{gateway.url}/v1", timeout=20.0) as http_client,
        ):
            yield http_client


def write_malformed_documents(database: Client) -> None:
    """Write the seasons, the tickers of one of them, and followed matches."""
    for name, season in MALFORMED_SEASONS.items():
        database.collection(paths.SEASONS).document(name).set(season)
    for place, ticker in enumerate(MALFORMED_TICKERS):
        reference = database.collection(paths.TICKERS).document(f"odd{place}")
        reference.set({"seasonId": "empty", "version": float("nan"), **ticker})
    for place, board in enumerate(MALFORMED_SCOREBOARDS):
        database.collection(paths.SCOREBOARDS).document(f"board{place}").set(board)
    database.close()


def test_every_listed_league_has_a_scoreboard(client: httpx.Client) -> None:
    answer = client.get("/leagues")
    assert "hidden" not in answer.text
    leagues = [each for sport in answer.json()["sports"] for each in sport["leagues"]]
    assert {f"season:{name}" for name in MALFORMED_SEASONS} <= {each["id"] for each in leagues}
    for league in leagues:
        scoreboard = client.get(f"/leagues/{quote(league['id'], safe='')}/scoreboard")
        assert scoreboard.status_code == 200, (league, scoreboard.text)
        assert scoreboard.json()["league"] == league
        assert isinstance(league["sport"], str)


def test_a_scoreboard_contains_malformed_tickers(client: httpx.Client) -> None:
    [scoreboard] = client.get("/leagues/season:empty/scoreboard").json()["matches"]
    assert (scoreboard["teams"], scoreboard["version"]) == (5, None)


UNKNOWN_LEAGUES = [
    "", "season", "season:", ":", "Season:x", "feed:", "feed:soccer", "feed::", "feed:%00:x",
    "season:..", "season:.", "season:__x__", "season:%ED%A0%80", "feed:%ED%A0%80:%FF",
    "feed:a%2Fb:c", "season:x%0Ay", "season:%F0%9F%8F%8F", "season:" + "x" * 1_501,
    "feed:soccer:" + "x" * 1_501, "feed:soccer:" + "%C3%A9" * 1_000,
]  # fmt: skip


@pytest.mark.parametrize("league", UNKNOWN_LEAGUES)
def test_an_unknown_league_is_not_found(client: httpx.Client, league: str) -> None:
    for method in ("GET", "HEAD"):
        answer = client.request(method, f"/leagues/{league}/scoreboard")
        assert answer.status_code == 404, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
