"""Odd documents beside a match that a provider tells: no verb of `scrbrd feed` breaks on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from tests.admin.administration import done
from tests.admin.test_feed_commands import FEED, PEOPLE, arguments, csv_file, match
from tests.fakes.small_match import MATCH_ID

__all__ = ["match"]
ACCEPT = ("feed", "accept-gap", MATCH_ID, "--over", "1:7", "--apply")
NONE: list[Any] = [5, "1.7", {"1.7": True}, True]


def test_a_mapping_of_nobody_knows_which_provider_is_passed_over(
    match: Client, tmp_path: Path
) -> None:
    odd = {"kind": "player", "providerId": "p9", "id": PEOPLE[0][2]}
    match.document(paths.provider_mapping("odd")).set(odd)
    assert f"{len(PEOPLE) + 1} new" in done(*arguments(csv_file(tmp_path, PEOPLE)))


@pytest.mark.parametrize("team", [["lions"], {"id": "lions"}, 5], ids=str)
def test_a_side_that_is_no_text_is_none(match: Client, tmp_path: Path, team: Any) -> None:
    match.document(paths.match(MATCH_ID)).update({"awayTeamId": team})
    players = [row for row in PEOPLE if row[0] == "player"]
    assert f"{len(players) + 1} new" in done(*arguments(csv_file(tmp_path, players)))


@pytest.mark.parametrize("accepted", NONE, ids=str)
def test_accepted_gaps_that_are_no_list_are_told_and_replaced(match: Client, accepted: Any) -> None:
    feed = match.document(paths.provider_feed(MATCH_ID))
    feed.set(FEED | {"acceptedGaps": accepted})
    output = done("feed", "show", MATCH_ID)
    assert (
        "acceptedGaps is no list, and accepts nothing: `scrbrd feed accept-gap` mends it" in output
    )
    assert "accepted as they are" not in output
    assert "Written: acceptedGaps has 1.7." in done(*ACCEPT)
    assert (feed.get().to_dict() or {})["acceptedGaps"] == ["1.7"]


def test_a_feed_that_is_closed_by_no_word_is_shown(match: Client) -> None:
    match.document(paths.provider_feed(MATCH_ID)).set(FEED | {"closed": ["stale"]})
    assert "closed (['stale']): an unknown word" in done("feed", "show", MATCH_ID)
