"""Tests that scheduled matches restored from a backup are listed on home pages again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from tests.admin.administration import run_ok
from tests.fakes.small_match import match_document

START = datetime(2027, 5, 1, 10, tzinfo=UTC)


def test_a_restored_scheduled_match_has_its_ticker_again(
    firestore_client: Client, tmp_path: Path
) -> None:
    match, file = firestore_client.document(paths.match("next")), tmp_path / "next.jsonl"
    match.set({**match_document(), "scheduledAt": START})
    run_ok("backup", "next", str(file))
    match.delete()
    run_ok("restore", str(file), "--apply")
    ticker = firestore_client.document(paths.ticker("next")).get().to_dict() or {}
    assert ticker["scheduledAt"] == START
    assert not firestore_client.document(paths.live_state("next")).get().exists, "it is held"
    run_ok("verify", "next")
    assert "Drill: 1 matches verified, 0 to look at." in run_ok("backup", "drill", str(file))
