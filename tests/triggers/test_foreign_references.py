"""Tests references to documents of another project, which the library cannot decode, in any field.

A database copied from another one contains such references. The library raises ValueError for the
whole document, at every read and every event, before any code of this project is called.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from google.cloud.firestore import Client
from rich.console import Console

from admin.corrections.run import CorrectionSession, correct, set_voided
from admin.options import Refusal
from admin.rest_client import RestClient
from admin.stats.read_tables import read_tables
from admin.stats.season import select_season
from admin.stored_match.read import stored_match
from scrbrd.adapters import codec, paths, runtime
from scrbrd.adapters.rest_values import Reference
from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.verify import verify
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, one_over
from tests.hostile.triggers import Triggers
from tests.triggers.test_statistics_triggers import complete_match, contributions, figures

FOREIGN = Reference("projects/demo-other/databases/(default)/documents/people/ann")
MATCH = paths.match(MATCH_ID)
LINEUP = f"{paths.lineups(MATCH_ID)}/lions_lions-1"
BALL = paths.scoring_action(MATCH_ID, "1_4")
CUP = "competitions/cup"


class Database:
    """Firestore with its triggers, past the rules; any error raised or logged is a fault."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.triggers = Triggers(client.project)
        self.rest = RestClient(os.environ["FIRESTORE_EMULATOR_HOST"], client.project)
        self.rest.session.headers["Authorization"] = "Bearer owner"

    def stored(self, path: str) -> Json | None:
        """Return a document as the REST interface returns it; None if there is none."""
        answer = self.rest.session.get(f"{self.rest.base}/{path}", timeout=30)
        return None if answer.status_code == 404 else answer.json()

    def put(self, path: str, document: Json, **foreign: Any) -> list[str]:
        """Write a document, with some fields through REST; return the triggers' faults."""
        old = self.stored(path)
        self.client.document(path).set(document)
        if foreign:
            self.rest.update(path, foreign, ())
        return self.triggers.deliver(path, self.stored(path), old)

    def update(self, path: str, **fields: Any) -> list[str]:
        """Change fields of a document; return the triggers' faults."""
        old = self.stored(path)
        self.rest.update(path, fields, ())
        return self.triggers.deliver(path, self.stored(path), old)

    def delete(self, path: str) -> list[str]:
        """Delete a document; return the triggers' faults."""
        old = self.stored(path)
        self.client.document(path).delete()
        return self.triggers.deliver(path, None, old)

    def get(self, path: str) -> Json:
        """Return a document that has no such reference."""
        return self.client.document(path).get().to_dict() or {}

    @property
    def score(self) -> Json:
        return self.get(paths.live_score(MATCH_ID))

    @property
    def problem_texts(self) -> dict[str, str]:
        """Return the problems of the match, by action id."""
        problems = self.get(paths.live_health(MATCH_ID))["problems"]
        return {each["actionId"]: f"{each['severity']}: {each['message']}" for each in problems}

    def is_consistent(self) -> bool:
        """Return True if all documents equal the log and need no healing, also after a rebuild."""
        store, clock = runtime.match_store(), runtime.utc_now
        if verify(store, clock, MATCH_ID) or reconcile(store, clock, MATCH_ID).healed:
            return False
        rebuild(store, clock, MATCH_ID, "asked for")
        return not verify(store, clock, MATCH_ID)


@pytest.fixture
def database(firestore_client: Client) -> Iterator[Database]:
    runtime.reset()
    database = Database(firestore_client)
    firestore_client.document(MATCH).set(match_document())
    for key, document in lineup_documents().items():
        firestore_client.document(f"{paths.lineups(MATCH_ID)}/{key}").set(document)
    yield database
    database.rest.close()
    runtime.reset()


def play(database: Database, **foreign: Any) -> None:
    """Score an over whose third ball has some fields written through REST."""
    for action_id, document in one_over().items():
        path = paths.scoring_action(MATCH_ID, action_id)
        fields = foreign if path == BALL else {}
        assert database.put(path, document, **fields) == []


def winning_second_innings() -> dict[str, Json]:
    """Return the second innings, won with its last ball."""
    documents = one_over(2)
    documents["2_7"] |= {"runsOffBat": 2, "totalRuns": 2}
    return documents


@pytest.mark.sampled(3)
@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "fields",
    [
        {"note": FOREIGN},
        {"review": {"type": "umpire", "by": FOREIGN}},
        {"shotData": {"zones": [1, FOREIGN]}},
        {"note": FOREIGN, "recordedBy": FOREIGN, "follows": FOREIGN},
    ],
    ids="-".join,
)
def test_a_ball_counts_without_a_field_that_the_score_does_not_need(
    database: Database, fields: Json
) -> None:
    play(database, **fields)
    assert (database.score["currentInnings"]["runs"], database.score["lastActionId"]) == (14, "1_7")
    message = database.problem_texts["1_4"]
    assert message.startswith("warning")
    assert all(name in message for name in fields)
    assert database.is_consistent()


def test_a_ball_with_such_a_reference_in_an_unknown_field_counts(database: Database) -> None:
    play(database, scorerRef=FOREIGN)
    assert database.score["currentInnings"]["runs"] == 14
    assert database.problem_texts == {}
    assert database.is_consistent()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ["strikerId", "type"])
def test_a_ball_is_unreadable_without_a_field_that_the_score_needs(
    database: Database, name: str
) -> None:
    play(database, **{name: FOREIGN})
    assert database.score["currentInnings"]["runs"] == 10
    assert database.problem_texts["1_4"].startswith("error")
    assert name in database.problem_texts["1_4"]
    assert database.is_consistent()
    assert database.put(BALL, one_over()["1_4"]) == []
    assert database.score["currentInnings"]["runs"] == 14
    assert database.problem_texts == {}
    assert database.is_consistent()


def test_adding_such_a_reference_and_deleting_such_a_ball_are_applied(database: Database) -> None:
    play(database)
    assert database.update(BALL, isVoided=True, note=FOREIGN) == []
    assert database.score["currentInnings"]["runs"] == 10
    assert database.update(BALL, isVoided=False) == []
    assert database.score["currentInnings"]["runs"] == 14
    last = paths.scoring_action(MATCH_ID, "1_7")
    assert database.update(last, note=FOREIGN) == []
    assert database.delete(last) == []
    assert database.score["lastActionId"] == "1_6"
    assert database.is_consistent()


def test_a_document_with_an_invalid_place_in_the_log_is_a_problem(database: Database) -> None:
    play(database)
    assert database.put(paths.scoring_action(MATCH_ID, "stray"), {"a": 1}, b=FOREIGN) == []
    assert "stray" in database.problem_texts
    assert database.is_consistent()


def test_a_log_in_which_every_document_has_such_a_reference_counts(database: Database) -> None:
    for action_id, document in one_over().items():
        path = paths.scoring_action(MATCH_ID, action_id)
        assert database.put(path, document, recordedBy=FOREIGN) == []
    assert database.score["currentInnings"]["runs"] == 14
    assert database.problem_texts.keys() == one_over().keys()
    assert database.is_consistent()


@pytest.mark.sampled(3)
@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "fields",
    [
        {"venue": FOREIGN},
        {"awards": {"playerOfMatchIds": [FOREIGN]}},
        {"conditions": {"oversPerInnings": FOREIGN}},
    ],
    ids="-".join,
)
def test_a_match_document_counts_without_the_field(database: Database, fields: Json) -> None:
    play(database)
    assert database.update(MATCH, **fields) == []
    [name] = fields
    assert name in database.problem_texts[MATCH_ID]
    assert database.score["currentInnings"]["runs"] == 14
    assert database.is_consistent()
    assert database.put(paths.scoring_action(MATCH_ID, "2_1"), one_over(2)["2_1"]) == []
    assert database.put(MATCH, match_document()) == []
    assert database.problem_texts == {}
    assert database.is_consistent()


@pytest.mark.sampled(3)
@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", ["status", "result", "scorerRef"])
def test_a_match_document_with_such_a_reference_in_an_unread_field_is_read(
    database: Database, name: str
) -> None:
    play(database)
    assert database.update(MATCH, **{name: FOREIGN}) == []
    for action_id, document in winning_second_innings().items():
        assert database.put(paths.scoring_action(MATCH_ID, action_id), document) == []
    assert database.score["resultText"].startswith("Tigers won")
    assert database.update(MATCH, awayTeamName="Tigresses") == []
    assert database.score["resultText"].startswith("Tigresses won")
    assert (database.stored(MATCH) or {})["fields"]["status"] == {"stringValue": "completed"}
    assert database.problem_texts == {}
    assert database.is_consistent()


def test_a_lineup_counts_without_the_field_or_is_a_problem_alone(database: Database) -> None:
    play(database)
    assert database.update(LINEUP, playerName=FOREIGN) == []
    assert "playerName" in database.problem_texts["lions_lions-1"]
    assert database.is_consistent()
    assert database.update(LINEUP, teamId=FOREIGN) == []
    assert database.problem_texts["lions_lions-1"].startswith("error")
    assert database.score["batsmen"][1]["playerName"] == "Lions 2"
    assert database.is_consistent()


def test_a_lineup_with_an_unreadable_field_is_not_deleted(database: Database) -> None:
    play(database)
    path = f"{paths.lineups(MATCH_ID)}/lions_ann"
    database.put(path, {"battedAt": 3}, personRef=FOREIGN)
    rebuild(runtime.match_store(), runtime.utc_now, MATCH_ID, "asked for")
    assert database.stored(path) is not None


def test_a_person_with_an_unreadable_name_gets_the_lineups_name(database: Database) -> None:
    database.put("people/lions-1", {"displayName": "Ann"}, schoolRef=FOREIGN)
    database.put("people/lions-2", {"displayName": "Bea"}, displayName=FOREIGN)
    play(database)
    assert {each["playerName"] for each in database.score["batsmen"]} == {"Ann", "Lions 2"}
    assert database.is_consistent()


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("path", "field"),
    [
        (f"{MATCH}/archive/summary", "matchId"),
        (f"{MATCH}/archive/foreign", "a"),
        ("player_match_stats/m1_lions-1", "runs"),
        ("team_match_stats/m1_lions", "runs"),
        (f"{MATCH}/events/1_4", "text"),
        (paths.live_state(MATCH_ID), "state"),
        (paths.live_score(MATCH_ID), "currentInnings"),
        (paths.live_health(MATCH_ID), "problems"),
        (paths.feed_lease(MATCH_ID), "until"),
    ],
)
def test_derived_documents_with_such_a_reference_are_written_again(
    database: Database, path: str, field: str
) -> None:
    for action_id, document in (one_over(1) | one_over(2)).items():
        assert database.put(paths.scoring_action(MATCH_ID, action_id), document) == []
    document = database.get(path) if database.stored(path) else {}
    assert database.put(path, document, **{field: FOREIGN}) == []
    store, clock = runtime.match_store(), runtime.utc_now
    verify(store, clock, MATCH_ID)
    reconcile(store, clock, MATCH_ID)
    rebuild(store, clock, MATCH_ID, "asked for")
    assert verify(store, clock, MATCH_ID) == []
    assert reconcile(store, clock, MATCH_ID).healed == ()
    assert "demo-other" not in str(database.stored(path))


def test_a_foreign_field_of_the_score_is_not_a_difference(database: Database) -> None:
    play(database)
    database.rest.update(paths.live_score(MATCH_ID), {"school": FOREIGN}, ())
    assert verify(runtime.match_store(), runtime.utc_now, MATCH_ID) == []
    assert reconcile(runtime.match_store(), runtime.utc_now, MATCH_ID).healed == ()


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("field", "points"), [("name", 3), ("tableRules", 0)])
def test_a_competition_gives_its_points_or_a_problem_with_its_rules(
    database: Database, field: str, points: int
) -> None:
    complete_match(database.client, 2, competitionId="cup")
    foreign = {field: {"tie": FOREIGN} if field == "tableRules" else FOREIGN}
    assert database.put(CUP, {"tableRules": {"tie": 3}}, **foreign) == []
    assert figures(database.client)["team_season_stats/2026_lions_cup"]["points"] == points
    for snap in contributions(database.client):
        stored = database.stored(snap.reference.path)
        assert database.triggers.deliver(snap.reference.path, stored, None) == []
    found = figures(database.client)["team_season_stats/2026_lions_cup"]
    assert (found["points"], "tableRulesProblem" in found) == (points, points == 0)


def test_a_ball_with_such_a_reference_can_be_voided_by_the_command(database: Database) -> None:
    play(database, strikerId=FOREIGN)
    console = Console(file=StringIO())
    session = CorrectionSession(runtime.match_store(), console, MATCH_ID, "1_4", "ops", apply=True)
    set_voided(session, "of another project", is_voided=True)
    assert (database.stored(BALL) or {})["fields"]["isVoided"] == {"booleanValue": True}
    assert verify(runtime.match_store(), runtime.utc_now, MATCH_ID) == []


def test_a_ball_with_such_a_reference_can_be_corrected_by_the_command(database: Database) -> None:
    play(database, note=FOREIGN)
    session = CorrectionSession(
        runtime.match_store(), Console(file=StringIO()), MATCH_ID, "1_4", "ops", apply=True
    )
    correct(session, ["runsOffBat=3", "totalRuns=3"], "three runs")
    assert database.score["currentInnings"]["runs"] == 13
    assert verify(runtime.match_store(), runtime.utc_now, MATCH_ID) == []


def test_a_season_and_a_match_with_such_references_are_read_by_the_commands(
    database: Database,
) -> None:
    client = database.client
    complete_match(client, 2, competitionId="cup")
    database.put(CUP, {}, name=FOREIGN)
    database.rest.update("matches/m2", {"venue": FOREIGN, "scorerRef": FOREIGN}, ())
    database.rest.update("matches/m2/lineups/lions_lions-1", {"schoolRef": FOREIGN}, ())
    season = select_season(client, "2026")
    assert season.matches["m2"]["homeTeamName"] == "Lions"
    assert len(read_tables(client, season, "cup")[0].documents) == 2
    with pytest.raises(Refusal, match="venue"):
        stored_match(runtime.match_store(), "m2")
    database.rest.update("matches/m2", {"venue": "here"}, ())
    assert len(stored_match(runtime.match_store(), "m2").lineups) == 22


def test_configuration_with_such_a_reference_counts_as_absent_or_is_read(
    database: Database,
) -> None:
    database.put(paths.LAST_CHECKS, {}, looks=FOREIGN)
    database.put(paths.COMPATIBILITY, {"legacyBallHistory": True}, by=FOREIGN)
    assert runtime.match_store().read_last_checks() == {}
    assert runtime.match_store().mirrors_legacy()


def test_field_names_in_read_masks_need_no_quotes() -> None:
    names = {*codec.action_names(), *codec.match_names(), *codec.lineup_names()}
    assert all(name.isascii() and name.isidentifier() for name in names)
    assert {"as", "isVoided", "updatedAt", "awards", "battedAt", "isGuest"} <= names
