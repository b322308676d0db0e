"""The gateway before a real match in Firestore: what it answers is what is stored, and public."""

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
from tests.gateway.conftest import CUP, MATCH_ID, SEASON, Stored
from tests.gateway.serving import Served

OF_A_COMMIT = {"version", "lastUpdated", "ledger"}


def get(running: Served, path: str) -> Json:
    answer = httpx.get(f"{running.url}/v1{path}", timeout=20.0)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def document(client: Client, path: str) -> Json:
    found: Json = json_value(client.document(path).get().to_dict())
    return found


def test_score_and_match_are_what_is_stored(stored: Stored, running: Served) -> None:
    of_match = f"/matches/{MATCH_ID}"
    assert get(running, f"{of_match}/score") == document(stored.client, paths.live_score(MATCH_ID))
    match = document(stored.client, paths.match(MATCH_ID))
    assert get(running, of_match) == {**match, "id": MATCH_ID}


def test_the_timeline_is_the_feed(stored: Stored, running: Served) -> None:
    collection = stored.client.collection(paths.events(MATCH_ID))
    feed = {snap.id: json_value(snap.to_dict() or {}) for snap in collection.stream()}
    found, after = dict[str, Json](), "earliest"
    while True:
        page = get(running, f"/matches/{MATCH_ID}/timeline?limit=50&after_seq={after}")
        for event in page["events"]:
            found[event.pop("id")] = event
            assert event.pop("cursor")
        after = page["cursor"]
        if not page["hasMore"]:
            break
    assert found == feed
    assert len(found) == len(stored.entries)


def test_the_score_at_the_last_action_is_the_live_score(stored: Stored, running: Served) -> None:
    last = stored.entries[-1].id
    found = get(running, f"/matches/{MATCH_ID}/at/{last}")
    live = document(stored.client, paths.live_score(MATCH_ID))
    assert found["score"] == {name: live[name] for name in live.keys() - OF_A_COMMIT}
    early = get(running, f"/matches/{MATCH_ID}/at/1_10")["score"]
    assert (early["lastActionId"], early["inningsNumber"]) == ("1_10", 1)
    assert early["innings1"]["runs"] < live["innings1"]["runs"]
    for action, status in (("1_999", 404), ("x", 422)):
        answer = httpx.get(f"{running.url}/v1/matches/{MATCH_ID}/at/{action}")
        assert (answer.status_code, answer.json()["field"]) == (status, "action")


def test_leagues_and_their_scoreboards(stored: Stored, running: Served) -> None:
    ticker = document(stored.client, paths.ticker(MATCH_ID))
    assert [each["id"] for each in get(running, "/leagues")["sports"][0]["leagues"]] == [
        f"competition:{CUP}", f"season:{SEASON}",
    ]  # fmt: skip
    assert "secret" not in json.dumps(get(running, "/leagues"))
    for name in (f"season:{SEASON}", f"competition:{CUP}"):
        found = get(running, f"/leagues/{name}/scoreboard")
        assert found["matches"] == [ticker]
        assert found["league"]["id"] == name


def test_there_are_no_figures_before_the_result(stored: Stored, running: Served) -> None:
    assert stored.entries
    assert get(running, f"/matches/{MATCH_ID}/stats") == {
        "matchId": MATCH_ID, "players": [], "teams": [], "summary": None,
    }  # fmt: skip


def test_the_timeline_of_a_followed_match_is_gone_on_from(stored: Stored, running: Served) -> None:
    board = {"sport": "soccer", "league": "eng.1", "phase": "live"}
    stored.client.document(paths.scoreboard("s1")).set(board)
    timeline = stored.client.collection(paths.scoreboard_timeline("s1"))
    for number in range(1, 4):
        timeline.document(f"espn:{number}").set({"type": "goal", "revision": number})
    first = get(running, "/matches/s1/timeline?limit=2")
    assert [each["id"] for each in first["events"]] == ["espn:1", "espn:2"]
    rest = get(running, f"/matches/s1/timeline?after_seq={first['cursor']}")
    assert [each["id"] for each in rest["events"]] == ["espn:3"]
    gone = Cursor(2, "espn:9").text("s1")
    answer = httpx.get(f"{running.url}/v1/matches/s1/timeline?after_seq={gone}")
    assert (answer.status_code, answer.json()["code"]) == (410, "gap")


READ = [
    paths.match("m1"), paths.live_score("m1"), paths.ticker("m1"), paths.event("m1", "1_1"),
    paths.scoring_action("m1", "1_1"), paths.lineup("m1", "t", "p"), paths.person("p"),
    paths.season("s"), paths.competition("c"), paths.summary("m1"), paths.COMPATIBILITY,
    f"{paths.PLAYER_MATCH_STATS}/m1_p", f"{paths.TEAM_MATCH_STATS}/m1_t",
]  # fmt: skip
PEOPLE = "everybody; lists: signed-in users"
LISTED = [
    paths.events("m1"), paths.scoring_actions("m1"), paths.lineups("m1"), paths.TICKERS,
    paths.SEASONS, paths.COMPETITIONS, paths.PLAYER_MATCH_STATS, paths.TEAM_MATCH_STATS,
]  # fmt: skip


def readers(path: str) -> set[str]:
    """Return who may read a document, or what is in a collection, as the data model says."""
    is_document = path.count("/") % 2
    patterns = {each.path if is_document else each.path.rpartition("/")[0] for each in COLLECTIONS}
    found = {each for each in patterns if re.fullmatch(re.sub(r"{\w+}", r"[^/]+", each), path)}
    return {
        each.read_by
        for each in COLLECTIONS
        if (each.path if is_document else each.path.rpartition("/")[0]) in found
    }


@pytest.mark.parametrize("path", READ + LISTED)
def test_everybody_may_read_what_the_gateway_reads(path: str) -> None:
    assert readers(path) in ({"everybody"}, {PEOPLE}), path
    assert readers(paths.live_state("m1")) == {"administrators"}


def test_the_demo_starts_a_gateway_of_its_own(
    stored: Stored, firestore_emulator: FirestoreEmulator
) -> None:
    with running_gateway(firestore_emulator.env(stored.project)) as address:
        answer = httpx.get(f"{address}/v1/matches/{MATCH_ID}/score", timeout=20.0)
        assert answer.json()["lastActionId"] == stored.entries[-1].id
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/healthz")
