"""Tests the triggers on books, rulings and disputes, called with CloudEvents on the emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import functions_framework
import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import paths, runtime
from scrbrd.consensus.entries import AgreedAt, AgreedScore, Totals
from scrbrd.triggers import scoring
from tests.consensus.scribes import AWAY, HOME, ROLES, Scribe
from tests.handlers.books.playing import MATCH_ID, entry_document
from tests.triggers.cloud_events import written_event

MAIN = Path(__file__).resolve().parents[2] / "functions" / "main.py"
RULING = {
    "kind": "dispute",
    "method": "umpire",
    "disputeId": "1_3",
    "decidedAs": "umpire_on_field",
    "entries": {"home": "1_3", "away": "1_3"},
    "accepts": "away",
}


class Functions:
    """The deployed functions, each behind functions-framework."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.apps: dict[str, Any] = {}

    def call(self, name: str, path: str, *, has_value: bool = True) -> int:
        """Send the event of a document to a function; return its HTTP status."""
        if name not in self.apps:
            self.apps[name] = functions_framework.create_app(name, str(MAIN), "cloudevent")
        snap = self.client.document(path).get()
        values = (snap, None) if has_value else (None, snap)
        headers, body = written_event(self.client.project, path, *values)
        status: int = (
            self.apps[name].test_client().post("/", data=body, headers=headers).status_code
        )
        return status

    def write(self, scribe: Scribe) -> list[str]:
        """Write a book; return the paths of its entries."""
        found = []
        for name, entry in scribe.entries.items():
            document = entry_document(scribe.person, ROLES[scribe.seat], entry)
            times = dict.fromkeys(("createdAt", "updatedAt"), SERVER_TIMESTAMP)
            found.append(paths.book_entry(MATCH_ID, scribe.person, name))
            self.client.document(found[-1]).set({**document, **times})
        return found

    def toggle(self, scribe: Scribe, entry_id: str, *, is_voided: bool) -> str:
        """Void or redo an entry as its scorer's device does; return its path."""
        path = paths.book_entry(MATCH_ID, scribe.person, entry_id)
        times = dict.fromkeys(("voidedAt", "updatedAt"), SERVER_TIMESTAMP)
        self.client.document(path).update({"isVoided": is_voided, **times})
        return path

    def deliver(self, *scribes: Scribe) -> None:
        """Write books and deliver the events of their entries."""
        for scribe in scribes:
            for path in self.write(scribe):
                assert self.call("on_book_entry_written", path) == 200

    def read(self, path: str) -> dict[str, Any]:
        """Return a document; empty if there is none."""
        return self.client.document(path).get().to_dict() or {}


@pytest.fixture
def functions(firestore_client: Client) -> Iterator[Functions]:
    """Return the functions on this test's project, with a match under DUAL."""
    match = {"homeTeamId": "home", "awayTeamId": "away", "validationTier": "DUAL"}
    firestore_client.document(paths.match(MATCH_ID)).set(match)
    runtime.reset()
    yield Functions(firestore_client)
    runtime.reset()


def test_two_equal_books_update_log_and_score_in_one_call(functions: Functions) -> None:
    functions.deliver(Scribe(HOME, "1 4"), Scribe(AWAY, "1 4"))
    score = functions.read(paths.live_score(MATCH_ID))
    assert score["currentInnings"]["runs"] == 5
    action = functions.read(paths.scoring_action(MATCH_ID, "1_3"))
    assert action["createdAt"] == action["updatedAt"]
    assert functions.read(paths.live_consensus(MATCH_ID))["tier"] == "DUAL"


def test_an_event_without_values_causes_a_read(functions: Functions) -> None:
    functions.deliver(Scribe(HOME, "1 4"))
    *_, last = functions.write(Scribe(AWAY, "1 4"))
    assert functions.call("on_book_entry_written", last, has_value=False) == 200
    assert functions.read(paths.scoring_action(MATCH_ID, "1_3"))["runsOffBat"] == 4


def test_a_stated_score_unlike_the_logs_is_in_the_health_until_withdrawn(
    functions: Functions,
) -> None:
    home = Scribe(HOME, "1 4")
    functions.deliver(home, Scribe(AWAY, "1 4"))
    home.add_statement(AgreedScore(home.next_place(), Totals(6, 0, 2), AgreedAt.INTERVAL))
    *_, last = functions.write(home)
    assert functions.call("on_book_entry_written", last) == 200
    [found] = functions.read(paths.live_health(MATCH_ID))["scoreDifferences"]
    assert found["message"] == (
        "home states 6/0 after 2 legal balls at an interval; the log has 5/0 after 2 legal balls"
    )
    assert functions.read(paths.live_consensus(MATCH_ID))["scoreDifferences"] == [found]
    assert "scoreDifferences" not in functions.read(paths.live_score(MATCH_ID))
    functions.client.document(last).update({"isVoided": True})
    assert functions.call("on_book_entry_written", last) == 200
    assert "scoreDifferences" not in functions.read(paths.live_health(MATCH_ID))
    assert functions.read(paths.live_consensus(MATCH_ID))["scoreDifferences"] == []


def test_a_ruling_resolves_a_dispute_and_both_are_in_the_feed(functions: Functions) -> None:
    functions.deliver(Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4"))
    dispute = paths.dispute(MATCH_ID, "1_3")
    assert functions.call("on_dispute_written", dispute) == 200
    feed_event = functions.read(f"{paths.events(MATCH_ID)}/dispute_1_3")
    assert feed_event["events"][0]["type"] == "SCORING_DISPUTE_RAISED"
    assert feed_event["events"][0]["data"]["claims"]["home"]["ball"]["runsOffBat"] == 6
    assert feed_event["orderKey"] == "0003~"
    assert functions.read(paths.live_score(MATCH_ID))["disputed"]["blockedAt"] == "1_3"
    functions.client.document(paths.ruling(MATCH_ID, 1)).set(RULING)
    assert functions.call("on_ruling_written", paths.ruling(MATCH_ID, 1)) == 200
    assert functions.call("on_dispute_written", dispute) == 200
    after = functions.read(f"{paths.events(MATCH_ID)}/dispute_1_3")
    event = after["events"][0]
    assert (event["type"], event["data"]["method"]) == ("DISPUTE_RESOLVED", "umpire")
    assert event["data"]["seconds"] > 0
    assert after["revision"] > feed_event["revision"]
    assert "disputed" not in functions.read(paths.live_score(MATCH_ID))


def test_a_dispute_before_the_first_ball_gets_its_feed_event_later(
    functions: Functions,
) -> None:
    home = Scribe(HOME)
    home.sequence = 0
    home.add_entry(home.field.entries[0], batting_team_id="away", bowling_team_id="home")
    functions.deliver(home, Scribe(AWAY))
    dispute = paths.dispute(MATCH_ID, "1_1")
    assert functions.read(dispute)["status"] == "open"
    assert functions.call("on_dispute_written", dispute) == 200
    functions.deliver(Scribe(HOME))
    assert functions.call("on_dispute_written", dispute) == 200
    event = functions.read(f"{paths.events(MATCH_ID)}/dispute_1_1")
    assert event["events"][0]["type"] == "DISPUTE_RESOLVED"


def test_repeated_events_of_a_dispute_write_its_feed_event_once(functions: Functions) -> None:
    functions.deliver(Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4"))
    path = f"{paths.events(MATCH_ID)}/dispute_1_3"
    for _ in range(2):
        assert functions.call("on_dispute_written", paths.dispute(MATCH_ID, "1_3")) == 200
        written_at = functions.client.document(path).get().update_time
    functions.call("on_dispute_written", paths.dispute(MATCH_ID, "1_3"))
    assert functions.client.document(path).get().update_time == written_at


def test_feed_revisions_grow_across_balls_and_disputes(functions: Functions) -> None:
    functions.deliver(Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4"))
    functions.call("on_dispute_written", paths.dispute(MATCH_ID, "1_3"))
    dispute = functions.read(f"{paths.events(MATCH_ID)}/dispute_1_3")["revision"]
    ball = functions.read(f"{paths.events(MATCH_ID)}/1_2")["revision"]
    functions.deliver(Scribe(HOME, "1 4=6").correct_to_actual(2))
    assert ball < dispute < functions.read(f"{paths.events(MATCH_ID)}/1_3")["revision"]


def test_an_administrators_void_past_the_books_is_included(functions: Functions) -> None:
    functions.deliver(Scribe(HOME, "1 4"), Scribe(AWAY, "1 4"))
    path = paths.scoring_action(MATCH_ID, "1_3")
    voided = {"isVoided": True, "voidedBy": "admin", "updatedAt": SERVER_TIMESTAMP}
    functions.client.document(path).update(voided)
    assert functions.call("on_scoring_action_written", path) == 200
    published = functions.read(paths.live_consensus(MATCH_ID))
    stored = runtime.book_store().read_books(MATCH_ID).kept
    assert stored is not None
    assert stored.log.voided == 1
    assert published["openDisputes"] == len(stored.disputes)


def test_an_administrators_correction_resolves_the_dispute_on_its_ball(
    functions: Functions,
) -> None:
    home = Scribe(HOME, "1 4")
    functions.deliver(home, Scribe(AWAY, "1 4"))
    home.correct(2, "6")
    functions.deliver(home)
    assert functions.read(paths.live_consensus(MATCH_ID))["openDisputes"] == 1
    agreed = functions.read(paths.scoring_action(MATCH_ID, "1_3"))
    del agreed["agreement"]
    path = paths.scoring_action(MATCH_ID, "1_4")
    identity = {"id": "1_4", "sequenceNumber": 4, "corrects": "1_3", "recordedAs": "admin"}
    links = {"follows": agreed["nonce"], "nonce": "by hand"}
    functions.client.document(path).set({**agreed, **identity, **links, "runsOffBat": 6})
    assert functions.call("on_scoring_action_written", path) == 200
    assert functions.read(paths.live_consensus(MATCH_ID))["openDisputes"] == 0


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"agreement": {}, "voidedBy": "ann"}, True),
        ({"agreement": {}, "voidedBy": "consensus"}, False),
        ({"agreement": {}}, False),
        ({"voidedBy": "ann"}, False),
        ({"corrects": "1_3", "recordedAs": "admin"}, True),
        ({"corrects": "1_3", "recordedAs": "scorer_home"}, False),
        ({"corrects": None, "recordedAs": "admin"}, False),
    ],
    ids=[
        "voided by a person",
        "voided by the consensus",
        "not voided",
        "voided without books",
        "corrected by an administrator",
        "corrected by a scorer",
        "appended by an administrator",
    ],
)
def test_only_a_change_past_the_books_causes_a_full_read(
    fields: dict[str, Any], expected: bool
) -> None:
    assert scoring.is_past_books(fields) is expected


SCHEDULED = {
    "X-CloudScheduler-JobName": "reconcile",
    "X-CloudScheduler-ScheduleTime": "2026-05-01T12:00:00Z",
}


def run_scheduled(name: str) -> int:
    """Run a scheduled function; return its HTTP status."""
    app = functions_framework.create_app(name, str(MAIN), "http")
    status: int = app.test_client().post("/", headers=SCHEDULED).status_code
    return status


def test_dropped_events_are_healed_by_the_schedule(functions: Functions) -> None:
    functions.client.document(paths.match(MATCH_ID)).update({"status": "live"})
    functions.write(Scribe(HOME, "1 4=6"))
    functions.write(Scribe(AWAY, "1 4"))
    assert run_scheduled("reconcile_live") == 200
    assert functions.read(paths.live_score(MATCH_ID))["currentInnings"]["runs"] == 1
    event = functions.read(f"{paths.events(MATCH_ID)}/dispute_1_3")
    assert event["events"][0]["type"] == "SCORING_DISPUTE_RAISED"
    assert run_scheduled("reconcile_older") == 200


@pytest.mark.parametrize("schedule", ["reconcile_live", "reconcile_older"])
def test_a_void_and_a_redo_that_were_both_dropped_are_healed_by_the_schedule(
    functions: Functions, schedule: str
) -> None:
    functions.client.document(paths.match(MATCH_ID)).update({"status": "live"})
    home, away = Scribe(HOME, "1 4 2"), Scribe(AWAY, "1 4 2")
    functions.deliver(home, away)
    voided_paths = [functions.toggle(each, "1_2", is_voided=True) for each in (home, away)]
    assert [functions.call("on_book_entry_written", path) for path in voided_paths] == [200, 200]
    assert functions.read(paths.live_score(MATCH_ID))["currentInnings"]["runs"] == 6
    for each in (home, away):
        functions.toggle(each, "1_2", is_voided=False)
        functions.toggle(each, "1_3", is_voided=True)
    assert run_scheduled(schedule) == 200
    assert functions.read(paths.live_score(MATCH_ID))["currentInnings"]["runs"] == 3
