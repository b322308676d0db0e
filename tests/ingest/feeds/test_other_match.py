"""Tests that an answer of another match than the requested one is refused: caches mix them up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scrbrd_ingest.feeds import (
    espn,
    roanuz,
    scoreboard_espn,
    scoreboard_sportradar,
    sportradar,
)
from scrbrd_ingest.feeds.crex import totals_of
from scrbrd_ingest.feeds.crex_parts import read_cards, read_score, require_one_match
from scrbrd_ingest.feeds.fields import Unreadable
from scrbrd_ingest.ports import BadAnswer
from tests.ingest.feeds.answers import NOW, fixture

Read = Callable[[str], Any]


def espn_items(match_id: str) -> Any:
    """Return the details with addresses of this match in the items."""
    value = fixture("espn_details")
    for item in value["items"]:
        item["$ref"] = f"http://core.invalid/events/{match_id}/competitions/{match_id}/details/1"
    return value


SUMMARY = {**fixture("summary_espn"), "header": {"id": "401"}}
READS: dict[str, tuple[str, str, Read]] = {
    "sportradar": (
        "sr:match:1",
        "sr:match:2",
        lambda match_id: sportradar.parse(
            match_id, fixture("sportradar_timeline"), NOW, is_delta=False
        ),
    ),
    "espn": (
        "1529474",
        "1529475",
        lambda match_id: espn.parse(match_id, [espn_items("1529474")], NOW, is_whole=True),
    ),
    "roanuz": (
        "m__1",
        "m__2",
        lambda match_id: roanuz.parse(match_id, [fixture("roanuz_over")], NOW),
    ),
    "sportradar_timeline": (
        "sr:sport_event:1",
        "sr:sport_event:11",
        lambda match_id: scoreboard_sportradar.parse_timeline(
            match_id, fixture("timeline_sportradar")
        ),
    ),
    "sportradar_statistics": (
        "sr:sport_event:1",
        "sr:sport_event:11",
        lambda match_id: scoreboard_sportradar.parse_statistics(
            match_id, fixture("timeline_sportradar")
        ),
    ),
    "espn_timeline": (
        "401",
        "402",
        lambda match_id: scoreboard_espn.parse_timeline(match_id, SUMMARY),
    ),
    "espn_statistics": (
        "401",
        "402",
        lambda match_id: scoreboard_espn.parse_statistics(match_id, SUMMARY),
    ),
}


@pytest.mark.parametrize("name", READS)
def test_only_the_requested_match_is_read(name: str) -> None:
    own_id, other_id, read = READS[name]
    assert read(own_id)
    with pytest.raises(BadAnswer, match="another match"):
        read(other_id)


def test_an_over_of_another_match_among_the_requested_ones_is_refused() -> None:
    other_over = fixture("roanuz_over")
    other_over["data"]["match"]["key"] = "m__2"
    with pytest.raises(BadAnswer, match="another match"):
        roanuz.parse("m__1", [other_over, fixture("roanuz_over")], NOW)


def test_a_card_of_other_teams_than_the_score_is_refused() -> None:
    answers = fixture("crex")
    score = read_score(answers["sV3"])
    assert score.team_ids == ("1A", "2B")
    require_one_match(score, read_cards(answers["sC4"]))
    answers["sC4"][0]["t"] = "1A.3C"
    with pytest.raises(Unreadable, match="another match"):
        require_one_match(score, read_cards(answers["sC4"]))
    del answers["sC4"][0]["t"]
    require_one_match(score, read_cards(answers["sC4"]))


def test_a_card_of_another_moment_than_the_score_gives_no_totals() -> None:
    answers = fixture("crex")
    assert [each.runs for each in totals_of(read_score(answers["sV3"]), read_cards(answers["sC4"]))]
    answers["sV3"]["sc"] = "19/1"
    assert totals_of(read_score(answers["sV3"]), read_cards(answers["sC4"])) == ()
