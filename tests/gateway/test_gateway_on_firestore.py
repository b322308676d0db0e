"""Tests the gateway with a real match in Firestore: its answers are the stored public documents."""

from __future__ import annotations

import json
import re

import httpx
import pytest
from google.cloud.firestore import Client

from devtools.datamodel.catalogue import COLLECTIONS
from devtools.demo.gateway import running_gateway
from devtools.emulators import FirestoreEmulator
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from scrbrd_gateway.encoding import json_value
from scrbrd_gateway.model import Cursor
from tests.gateway.conftest import CUP, MATCH_ID, SEASON, StoredMatch
from tests.gateway.served_gateway import ServedGateway

COMMIT_FIELDS = {"version", "lastUpdated", "ledger"}


def get(served_gateway: ServedGateway, path: str) -> Json:
    """Return the JSON that the gateway answers for a path below `/v1`."""
    answer = httpx.get(f"{served_gateway.url}/v1{path}", timeout=20.0)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def document(client: Client, path: str) -> Json:
    """Return a stored document as JSON values."""
    values: Json = json_value(client.document(path).get().to_dict())
    return values


def test_score_and_match_equal_the_stored_documents(
    stored_match: StoredMatch, served_gateway: ServedGateway
) -> None:
    match_path = f"/matches/{MATCH_ID}"
    assert get(served_gateway, f"{match_path}/score") == document(
        stored_match.client, paths.live_score(MATCH_ID)
    )
    match = document(stored_match.client, paths.match(MATCH_ID))
    assert get(served_gateway, match_path) == {**match, "id": MATCH_ID}


def test_the_pages_of_the_timeline_make_up_the_feed(
    stored_match: StoredMatch, served_gateway: ServedGateway
) -> None:
    collection = stored_match.client.collection(paths.events(MATCH_ID))
    feed = {snap.id: json_value(snap.to_dict() or {}) for snap in collection.stream()}
    events, after = dict[str, Json](), "earliest"
    while True:
        page = get(served_gateway, f"/matches/{MATCH_ID}/timeline?limit=50&after_seq={after}")
        for event in page["events"]:
            events[event.pop("id")] = event
            assert event.pop("cursor")
        after = page["cursor"]
        if not page["hasMore"]:
            break
    assert events == feed
    assert len(events) == len(stored_match.entries)


def test_the_score_at_the_last_action_is_the_live_score(
    stored_match: StoredMatch, served_gateway: ServedGateway
) -> None:
    last = stored_match.entries[-1].id
    earlier_score = get(served_gateway, f"/matches/{MATCH_ID}/at/{last}")
    live = document(stored_match.client, paths.live_score(MATCH_ID))
    assert earlier_score["score"] == {name: live[name] for name in live.keys() - COMMIT_FIELDS}
    early = get(served_gateway, f"/matches/{MATCH_ID}/at/1_10")["score"]
    assert (early["lastActionId"], early["inningsNumber"]) == ("1_10", 1)
    assert early["innings1"]["runs"] < live["innings1"]["runs"]
    for action, status in (("1_999", 404), ("x", 422)):
        answer = httpx.get(f"{served_gateway.url}/v1/matches/{MATCH_ID}/at/{action}")
        assert (answer.status_code, answer.json()["field"]) == (status, "action")


def test_leagues_and_their_scoreboards_are_listed_without_private_fields(
    stored_match: StoredMatch, served_gateway: ServedGateway
) -> None:
    ticker = document(stored_match.client, paths.ticker(MATCH_ID))
    assert [each["id"] for each in get(served_gateway, "/leagues")["sports"][0]["leagues"]] == [
        f"competition:{CUP}", f"season:{SEASON}",
    ]  # fmt: skip
    assert "secret" not in json.dumps(get(served_gateway, "/leagues"))
    for name in (f"season:{SEASON}", f"competition:{CUP}"):
        scoreboard = get(served_gateway, f"/leagues/{name}/scoreboard")
        assert scoreboard["matches"] == [ticker]
        assert scoreboard["league"]["id"] == name


def test_a_match_without_a_result_has_no_figures(
    stored_match: StoredMatch, served_gateway: ServedGateway
) -> None:
    assert stored_match.entries
    assert get(served_gateway, f"/matches/{MATCH_ID}/stats") == {
        "matchId": MATCH_ID, "players": [], "teams": [], "summary": None,
    }  # fmt: skip


def test_the_timeline_of_a_followed_match_resumes_from_a_cursor(
    stored_match: StoredMatch, served_gateway: ServedGateway
) -> None:
    board = {"sport": "soccer", "league": "eng.1", "phase": "live"}
    stored_match.client.document(paths.scoreboard("s1")).set(board)
    timeline = stored_match.client.collection(paths.scoreboard_timeline("s1"))
    for number in range(1, 4):
        timeline.document(f"espn:{number}").set({"type": "goal", "revision": number})
    first = get(served_gateway, "/matches/s1/timeline?limit=2")
    assert [each["id"] for each in first["events"]] == ["espn:1", "espn:2"]
    rest = get(served_gateway, f"/matches/s1/timeline?after_seq={first['cursor']}")
    assert [each["id"] for each in rest["events"]] == ["espn:3"]
    gone = Cursor(2, "espn:9").text("s1")
    answer = httpx.get(f"{served_gateway.url}/v1/matches/s1/timeline?after_seq={gone}")
    assert (answer.status_code, answer.json()["code"]) == (410, "gap")


DOCUMENTS_READ = [
    paths.match("m1"), paths.live_score("m1"), paths.ticker("m1"), paths.event("m1", "1_1"),
    paths.scoring_action("m1", "1_1"), paths.lineup("m1", "t", "p"), paths.person("p"),
    paths.season("s"), paths.competition("c"), paths.summary("m1"), paths.COMPATIBILITY,
    f"{paths.PLAYER_MATCH_STATS}/m1_p", f"{paths.TEAM_MATCH_STATS}/m1_t",
]  # fmt: skip
PUBLIC_EXCEPT_LISTS = "everybody; lists: signed-in users"
COLLECTIONS_LISTED = [
    paths.events("m1"), paths.scoring_actions("m1"), paths.lineups("m1"), paths.TICKERS,
    paths.SEASONS, paths.COMPETITIONS, paths.PLAYER_MATCH_STATS, paths.TEAM_MATCH_STATS,
]  # fmt: skip


def readers_of(path: str) -> set[str]:
    """Return the data model's readers of a document, or of the documents of a collection."""
    is_document = path.count("/") % 2
    patterns = {each.path if is_document else each.path.rpartition("/")[0] for each in COLLECTIONS}
    matching_patterns = {
        each for each in patterns if re.fullmatch(re.sub(r"{\w+}", r"[^/]+", each), path)
    }
    return {
        each.read_by
        for each in COLLECTIONS
        if (each.path if is_document else each.path.rpartition("/")[0]) in matching_patterns
    }


@pytest.mark.parametrize("path", DOCUMENTS_READ + COLLECTIONS_LISTED)
def test_every_document_that_the_gateway_reads_is_public(path: str) -> None:
    assert readers_of(path) in ({"everybody"}, {PUBLIC_EXCEPT_LISTS}), path
    assert readers_of(paths.live_state("m1")) == {"administrators"}


def test_the_demo_starts_a_gateway_of_its_own(
    stored_match: StoredMatch, firestore_emulator: FirestoreEmulator
) -> None:
    with running_gateway(firestore_emulator.env(stored_match.project)) as address:
        answer = httpx.get(f"{address}/v1/matches/{MATCH_ID}/score", timeout=20.0)
        assert answer.json()["lastActionId"] == stored_match.entries[-1].id
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/healthz")
