"""A match in books is held from its triggers while it is restored, then brought to its books."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.transfer import matches
from admin.transfer.backup import read_backup
from admin.transfer.backup_file import VERSION, WITHOUT_DISPUTES, backup_lines, line
from admin.transfer.ledgers import put_documents
from scrbrd.adapters import paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.books.agree import AgreeRoute, Books, agree
from scrbrd.handlers.books.dispute_events import write_dispute_event
from scrbrd.handlers.books.reconcile import reconcile_notices
from scrbrd.projections.feed.disputes import is_of_dispute
from tests.adapters.test_books_store import RealGround
from tests.adapters.test_notices import grant
from tests.admin.administration import done
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import MATCH_ID

ABOUT = {"kind": "dispute", "method": "umpire", "disputeId": "1_3", "decidedAs": "umpire_on_field"}


@pytest.fixture
def ground(firestore_client: Client) -> RealGround:
    """A match of a ball that was ruled, one that is disputed, and entries that wait."""
    ground = RealGround(firestore_client)
    home, away = Scribe(HOME, "1 4=6 1 2=3 1"), Scribe(AWAY, "1 4 1 2 1")
    ground.arrive(home, away)
    ruling = {**ABOUT, "entries": {"home": "1_3", "away": "1_3"}, "accepts": "away"}
    ground.agree(ground.rule(ruling))
    return ground


@pytest.fixture
def elsewhere(firestore_client: Client, project_id: str) -> Client:
    """Another project, without any document."""
    client = Client(project=f"demo-elsewhere-{project_id[-8:]}")
    assert client.project != firestore_client.project
    return client


def books_of(client: Client) -> Books:
    """The match as its triggers have it."""
    stores = FirestoreBookStore(client), FirestoreMatchStore(client)
    return Books(*stores, utc_now, MATCH_ID)


def derived(client: Client) -> dict[str, Any]:
    """What the functions make of the books, but for when they did."""
    found: dict[str, Any] = {}
    for name in ("scoring_actions", "disputes", "notices"):
        for snap in client.collection(f"{paths.match(MATCH_ID)}/{name}").get():
            fields = snap.to_dict() or {}
            if name == "disputes":
                found[f"{name}/{snap.id}"] = fields
                continue
            kept = ("runsOffBat", "isVoided", "agreement", "nonce", "follows", "disputes")
            found[f"{name}/{snap.id}"] = {each: fields.get(each) for each in kept}
    shown = client.document(paths.live_consensus(MATCH_ID)).get().to_dict() or {}
    return found | {name: shown.get(name) for name in ("tier", "seats", "blockedAt", "provisional")}


def held_while(monkeypatch: pytest.MonkeyPatch, look: Callable[[], None]) -> None:
    """Look at the match behind every batch with entries or rulings that a restore puts."""

    def put_and_look(
        target: Any, batch: Any, conflict: Any, *, apply: bool = True, are_absent: bool = False
    ) -> Any:
        done_with = put_documents(target, batch, conflict, apply=apply, are_absent=are_absent)
        if apply and any(matches.is_of_books(each.path) for each in batch):
            look()
        return done_with

    monkeypatch.setattr(matches, "put_documents", put_and_look)


def test_a_restored_match_is_left_alone_by_its_triggers_until_all_of_it_is_there(
    ground: RealGround, elsewhere: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "m1.jsonl"
    ways: list[AgreeRoute] = []
    done("backup", MATCH_ID, str(file))
    held_while(monkeypatch, lambda: ways.append(agree(books_of(elsewhere), is_whole=True).path))
    done("restore", str(file), "--apply", "--project", elsewhere.project)
    assert ways
    assert all(each is AgreeRoute.HELD for each in ways)
    assert derived(elsewhere) == derived(ground.client)
    assert derived(elsewhere)["blockedAt"] == "1_5"
    stored = FirestoreBookStore(elsewhere).read_books(MATCH_ID)
    assert stored.hold_until is None
    assert agree(books_of(elsewhere), is_whole=True).path is AgreeRoute.WHOLE
    done("verify", MATCH_ID, "--project", elsewhere.project)


def dispute_notices(client: Client) -> dict[str, Any]:
    """The notices of disputes in the feed, without their times."""
    events = client.collection(paths.events(MATCH_ID)).get()
    found = {snap.id: snap.to_dict() or {} for snap in events if is_of_dispute(snap.id)}
    stamps = ("revision", "lastUpdated")
    return {
        name: {field: value for field, value in each.items() if field not in stamps}
        for name, each in found.items()
    }


@pytest.mark.parametrize("version", [VERSION, WITHOUT_DISPUTES])
def test_a_restored_match_has_its_disputes_and_who_is_to_be_told_of_them(
    ground: RealGround, elsewhere: Client, tmp_path: Path, version: int
) -> None:
    file = tmp_path / "m1.jsonl"
    grant(ground.client, "ann", "umpire_on_field")
    assert reconcile_notices(ground.books)
    done("rebuild", MATCH_ID)
    for each in ("1_3", "1_5"):
        assert write_dispute_event(
            ground.books.store, ground.books.matches, utc_now, MATCH_ID, each
        )
    before, notices_before = derived(ground.client), dispute_notices(ground.client)
    assert {each["status"] for name, each in before.items() if "disputes/" in name} == {
        "open",
        "resolved",
    }
    assert before["notices/ann"]["disputes"]
    done("backup", MATCH_ID, str(file))
    if version == WITHOUT_DISPUTES:
        as_of_before(file)
    done("restore", str(file), "--apply", "--project", elsewhere.project)
    after = derived(elsewhere)
    if version == VERSION:
        assert after == before
        assert dispute_notices(elsewhere) == notices_before
    assert after["notices/ann"]["disputes"], "an umpire is told, whose role stands behind the match"
    done("verify", MATCH_ID, "--project", elsewhere.project)


def as_of_before(file: Path) -> None:
    """Make a backup one of an earlier release, which had no disputes."""
    documents = [each for each in read_backup(file) if paths.dispute_of(each.path) is None]
    text = "".join(backup_lines("demo-before", documents))
    now, then = f'"version":{VERSION}', f'"version":{WITHOUT_DISPUTES}'
    first, *middle, _ = text.replace(now, then).splitlines(keepends=True)
    whole = hashlib.sha256("".join([first, *middle]).encode()).hexdigest()
    end = {"documents": len(documents), "listed": 0, "sha256": whole}
    file.write_text("".join([first, *middle, line(end)]), encoding="utf-8")


def test_restoring_over_a_match_in_play_holds_it_and_changes_nothing(
    ground: RealGround, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "m1.jsonl"
    ways: list[AgreeRoute] = []
    done("backup", MATCH_ID, str(file))
    before = derived(ground.client)
    held_while(monkeypatch, lambda: ways.append(agree(books_of(ground.client)).path))
    done("restore", str(file), "--apply")
    assert ways
    assert all(each is AgreeRoute.HELD for each in ways)
    assert derived(ground.client) == before
    assert FirestoreBookStore(ground.client).read_books(MATCH_ID).hold_until is None
