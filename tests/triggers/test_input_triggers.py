"""Tests the triggers on the match document and the lineups: changes reach the projection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths, runtime
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over
from tests.triggers.cloud_events import written_event

MAIN = Path(__file__).resolve().parents[2] / "functions" / "main.py"
LINEUP = f"{paths.lineups(MATCH_ID)}/lions_lions-1"

Change = Callable[[str, dict[str, Any] | None], dict[str, Any]]


class Database:
    """Firestore with the triggers: the event of each change is delivered."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.apps = {
            name: functions_framework.create_app(name, str(MAIN), "cloudevent").test_client()
            for name in ("on_scoring_action_written", "on_match_written", "on_lineup_written")
        }

    def put(self, path: str, data: dict[str, Any] | None) -> None:
        """Write or delete a document and deliver its event."""
        ref = self.client.document(path)
        before = ref.get()
        ref.delete() if data is None else ref.set(data)
        self.deliver(path, before)

    def update(self, path: str, **fields: Any) -> None:
        """Change fields of a document and deliver its event."""
        ref = self.client.document(path)
        before = ref.get()
        ref.update(fields)
        self.deliver(path, before)

    def deliver(self, path: str, before: Any) -> None:
        name = {4: "on_lineup_written", 2: "on_match_written"}[len(path.split("/"))]
        if "/scoring_actions/" in path:
            name = "on_scoring_action_written"
        headers, body = written_event(
            self.client.project, path, self.client.document(path).get(), before
        )
        assert self.apps[name].post("/", data=body, headers=headers).status_code == 200

    def get(self, path: str) -> dict[str, Any]:
        document: dict[str, Any] = self.client.document(path).get().to_dict() or {}
        return document

    @property
    def score(self) -> dict[str, Any]:
        return self.get(paths.live_score(MATCH_ID))


@pytest.fixture
def database(firestore_client: Client) -> Iterator[Database]:
    runtime.reset()
    database = Database(firestore_client)
    database.put(paths.match(MATCH_ID), match_document())
    for key, document in lineup_documents().items():
        database.put(f"{paths.lineups(MATCH_ID)}/{key}", document)
    yield database
    runtime.reset()


def append(database: Database, documents: dict[str, dict[str, Any]]) -> None:
    for action_id, document in documents.items():
        database.put(paths.scoring_action(MATCH_ID, action_id), document)


def test_the_ticker_of_a_planned_match_is_replaced_at_its_first_ball(database: Database) -> None:
    at = datetime(2026, 6, 14, 11, tzinfo=UTC)
    database.update(paths.match(MATCH_ID), scheduledAt=at, homeTeamName="Lionesses")
    planned = database.get(paths.ticker(MATCH_ID))
    assert (planned["status"], planned["scheduledAt"]) == ("scheduled", at)
    assert planned["teams"][0]["name"] == "Lionesses"
    assert database.score == {}
    database.update(paths.match(MATCH_ID), scheduledAt=None)
    unplanned = database.get(paths.ticker(MATCH_ID))
    assert unplanned.keys() == planned.keys() - {"scheduledAt"}
    assert unplanned["version"] > planned["version"]
    append(database, one_over())
    played = database.get(paths.ticker(MATCH_ID))
    assert (played["status"], played["innings"][0]["runs"]) == ("innings_break", 14)
    assert played["version"] > unplanned["version"]


def test_two_captains_count_as_a_problem_in_the_ticker_of_a_planned_match(
    database: Database,
) -> None:
    lineups = [f"{paths.lineups(MATCH_ID)}/{key}" for key in list(lineup_documents())[:2]]
    database.update(paths.match(MATCH_ID), scheduledAt=datetime(2026, 6, 14, 11, tzinfo=UTC))
    assert database.get(paths.ticker(MATCH_ID))["problemCount"] == 0
    for path in lineups:
        database.update(path, isCaptain=True)
    assert database.get(paths.ticker(MATCH_ID))["problemCount"] == 1
    database.update(lineups[0], isCaptain=False)
    assert database.get(paths.ticker(MATCH_ID))["problemCount"] == 0


def test_a_corrected_name_is_published_without_a_ball(database: Database) -> None:
    winning = {"2_7": one_over(2)["2_7"] | {"runsOffBat": 2, "totalRuns": 2}}
    append(database, one_over(1) | one_over(2) | winning)
    database.update(LINEUP, playerName="Ada Lovelace")
    assert database.score["innings1"]["batsmen"][0]["playerName"] == "Ada Lovelace"
    database.update(paths.match(MATCH_ID), awayTeamName="Tigresses")
    assert database.score["resultText"] == "Tigresses won by 10 wickets"


def test_changed_conditions_cause_a_refold(database: Database) -> None:
    append(database, one_over())
    assert database.score["status"] == "innings_break"
    database.update(paths.match(MATCH_ID), conditions={"oversPerInnings": 2})
    assert database.score["status"] == "live"
    assert database.get(paths.match(MATCH_ID))["status"] == "live"


def test_the_functions_own_writes_are_ignored_without_a_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(database, one_over())

    store, reads = runtime.match_store(), []
    read_state = store.read_state

    def recording_read(match_id: str) -> Any:
        reads.append(match_id)
        return read_state(match_id)

    monkeypatch.setattr(store, "read_state", recording_read)
    database.update(paths.match(MATCH_ID), status="live")
    database.update(LINEUP, battedAt=7, tookPart=False)
    assert reads == [], "the functions did not answer themselves"
    database.update(LINEUP, playerName="Somebody")
    assert set(reads) == {MATCH_ID}


def test_a_change_of_an_unpublished_field_writes_nothing(database: Database) -> None:
    append(database, one_over())
    version = database.score["version"]
    database.update(LINEUP, isCaptain=True, confirmedBy="somebody")
    assert database.score["version"] == version


def test_the_actual_batting_order_is_stored_next_to_the_planned_one(database: Database) -> None:
    database.update(LINEUP, battingPosition=3)
    append(database, one_over())
    lineup = database.get(LINEUP)
    assert (lineup["battingPosition"], lineup["battedAt"], lineup["tookPart"]) == (3, 1, True)
    database.update(
        paths.scoring_action(MATCH_ID, "1_2"), strikerId="lions-2", nonStrikerId="lions-1"
    )
    assert database.get(LINEUP)["battedAt"] == 2


def test_a_player_without_a_lineup_is_a_problem_and_not_an_error(database: Database) -> None:
    append(database, {"1_1": one_over()["1_1"], "1_2": ball(2, 4, strikerId="nobody")})
    assert database.score["currentInnings"]["runs"] == 4
    [problem] = database.get(paths.live_health(MATCH_ID))["problems"]
    assert (problem["code"], problem["actionId"]) == ("player_not_in_lineup", "1_2")
    missing_lineup = {"teamId": "lions", "playerId": "nobody", "role": "playing_xi"}
    database.put(f"{paths.lineups(MATCH_ID)}/lions_nobody", missing_lineup)
    assert database.get(paths.live_health(MATCH_ID))["problemCount"] == 0


def test_a_replacement_is_in_both_lineups_and_removed_by_its_void(
    database: Database,
) -> None:
    replaced = {
        "inningsNumber": 1,
        "sequenceNumber": 3,
        "type": "player_replaced",
        "teamId": "lions",
        "outPlayerId": "lions-1",
        "inPlayerId": "lions-3",
        "reason": "concussion",
        "timestamp": "2026-05-01T12:00:00+00:00",
    }
    incoming = f"{paths.lineups(MATCH_ID)}/lions_lions-3"
    database.update(incoming, role="substitute")
    append(
        database,
        {"1_1": one_over()["1_1"], "1_2": one_over()["1_2"], "1_3": replaced},
    )
    lineup = database.get(incoming)
    assert (lineup["substitutedFor"], lineup["substitutionReason"]) == ("lions-1", "concussion")
    assert lineup["substitutedAt"].isoformat() == "2026-05-01T12:00:00+00:00"
    assert (lineup["tookPart"], database.get(LINEUP)["replacedBy"]) == (True, "lions-3")
    database.update(paths.scoring_action(MATCH_ID, "1_3"), isVoided=True)
    lineup = database.get(incoming)
    assert not {"substitutedFor", "substitutedAt", "substitutionReason", "tookPart"} & set(lineup)
    assert "replacedBy" not in database.get(LINEUP)


def test_a_deleted_lineup_is_not_written_again(database: Database) -> None:
    append(database, one_over())
    database.put(LINEUP, None)
    append(database, {"1_8": ball(8, 0)})
    assert database.get(LINEUP) == {}
    assert database.score["innings1"]["batsmen"][0]["playerName"] == "lions-1"
