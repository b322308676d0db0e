"""Every query answers on the emulator what it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths, queries

DAY = datetime(2026, 1, 10, tzinfo=UTC)


@pytest.fixture
def season(firestore_client: Client) -> Client:
    """Two matches, two players of each side, a log of three in the first and one in the second."""
    client = firestore_client
    for match_id in ("m1", "m2"):
        for team, number in (("home", 1), ("home", 2), ("away", 1), ("away", 2)):
            client.document(paths.lineup(match_id, team, f"{team}-{number}")).set(
                {
                    "matchId": match_id,
                    "teamId": team,
                    "playerId": f"{team}-{number}",
                    "role": "playing_xi" if number == 1 or match_id == "m2" else "reserve",
                    "isCaptain": number == 1,
                }
            )
    for day, (match_id, innings, number) in enumerate(
        [("m1", 1, 1), ("m1", 1, 2), ("m2", 1, 1), ("m1", 2, 1)]
    ):
        client.document(paths.scoring_action(match_id, f"{innings}_{number}")).set(
            {
                "matchId": match_id,
                "inningsNumber": innings,
                "isVoided": number == 2,
                "updatedAt": DAY + timedelta(days=day),
            }
        )
    return client


def found(query: Any) -> list[str]:
    """The match and the id of every document of an answer, as they come."""
    return [f"{snap.reference.parent.parent.id}/{snap.id}" for snap in query.stream()]


def test_the_playing_xi_of_a_team(season: Client) -> None:
    assert found(queries.playing_xi(season, "m1", "home")) == ["m1/home_home-1"]
    assert sorted(found(queries.playing_xi(season, "m2", "away"))) == [
        "m2/away_away-1",
        "m2/away_away-2",
    ]


def test_the_captains_of_a_match(season: Client) -> None:
    assert sorted(found(queries.captains(season, "m2"))) == ["m2/away_away-1", "m2/home_home-1"]


def test_all_matches_of_a_player(season: Client) -> None:
    assert sorted(found(queries.matches_of_player(season, "away-2"))) == [
        "m1/away_away-2",
        "m2/away_away-2",
    ]


def test_the_log_of_one_innings(season: Client) -> None:
    assert sorted(found(queries.innings(season, "m1", 1))) == ["m1/1_1", "m1/1_2"]


def test_the_newest_change_of_a_match(season: Client) -> None:
    assert found(queries.newest_change(season, "m1")) == ["m1/2_1"]
    assert found(queries.newest_change(season, "nowhere")) == []


def test_the_counts_of_a_match(season: Client) -> None:
    assert queries.count(queries.all_actions(season, "m1")) == 3
    assert queries.count(queries.voided_actions(season, "m1")) == 1
    assert queries.count(queries.all_actions(season, "nowhere")) == 0


def test_the_changes_of_all_matches_since_a_moment(season: Client) -> None:
    since = DAY + timedelta(days=1)
    assert found(queries.changes_anywhere(season, since)) == ["m1/1_2", "m2/1_1", "m1/2_1"]
