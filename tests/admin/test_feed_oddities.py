"""Tests that no verb of `scrbrd feed` breaks on odd documents of a match with a feed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from tests.admin.administration import run_ok
from tests.admin.test_feed_commands import FEED, PEOPLE, csv_file, database, map_arguments
from tests.fakes.small_match import MATCH_ID

__all__ = ["database"]
ACCEPT = ("feed", "accept-gap", MATCH_ID, "--over", "1:7", "--apply")
INVALID_LISTS: list[Any] = [5, "1.7", {"1.7": True}, True]


def test_a_mapping_without_a_provider_is_ignored(database: Client, tmp_path: Path) -> None:
    mapping = {"kind": "player", "providerId": "p9", "id": PEOPLE[0][2]}
    database.document(paths.provider_mapping("odd")).set(mapping)
    assert f"{len(PEOPLE) + 1} new" in run_ok(*map_arguments(csv_file(tmp_path, PEOPLE)))


@pytest.mark.parametrize("team", [["lions"], {"id": "lions"}, 5], ids=str)
def test_a_team_id_that_is_no_text_is_ignored(database: Client, tmp_path: Path, team: Any) -> None:
    database.document(paths.match(MATCH_ID)).update({"awayTeamId": team})
    players = [row for row in PEOPLE if row[0] == "player"]
    assert f"{len(players) + 1} new" in run_ok(*map_arguments(csv_file(tmp_path, players)))


@pytest.mark.parametrize("accepted", INVALID_LISTS, ids=str)
def test_accepted_gaps_that_are_no_list_are_reported_and_replaced(
    database: Client, accepted: Any
) -> None:
    feed = database.document(paths.provider_feed(MATCH_ID))
    feed.set(FEED | {"acceptedGaps": accepted})
    output = run_ok("feed", "show", MATCH_ID)
    assert (
        "acceptedGaps is no list, and accepts nothing: `scrbrd feed accept-gap` mends it" in output
    )
    assert "accepted as they are" not in output
    assert "Written: acceptedGaps has 1.7." in run_ok(*ACCEPT)
    assert (feed.get().to_dict() or {})["acceptedGaps"] == ["1.7"]


def test_a_feed_with_an_unknown_closing_reason_is_shown(database: Client) -> None:
    database.document(paths.provider_feed(MATCH_ID)).set(FEED | {"closed": ["stale"]})
    assert "closed (['stale']): an unknown word" in run_ok("feed", "show", MATCH_ID)
