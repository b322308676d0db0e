"""Matches that are planned, restored from a backup: home pages list them again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from tests.admin.administration import done
from tests.fakes.small_match import match_document

AT = datetime(2027, 5, 1, 10, tzinfo=UTC)


def test_a_match_to_come_is_on_home_pages_again(firestore_client: Client, tmp_path: Path) -> None:
    planned, file = firestore_client.document(paths.match("next")), tmp_path / "next.jsonl"
    planned.set({**match_document(), "scheduledAt": AT})
    done("backup", "next", str(file))
    planned.delete()
    done("restore", str(file), "--apply")
    ticker = firestore_client.document(paths.ticker("next")).get().to_dict() or {}
    assert ticker["scheduledAt"] == AT
    assert not firestore_client.document(paths.live_state("next")).get().exists, "it is held"
    done("verify", "next")
    assert "Drill: 1 matches verified, 0 to look at." in done("backup", "drill", str(file))
