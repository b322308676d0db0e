"""Tests the results of every query on the emulator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths, queries

DAY = datetime(2026, 1, 10, tzinfo=UTC)


@pytest.fixture
def season(firestore_client: Client) -> Client:
    """Return a Firestore with two matches: two players per side, three actions and one."""
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


def results(query: Any) -> list[str]:
    """Return "match/id" of every document in the result, in order."""
    return [f"{snap.reference.parent.parent.id}/{snap.id}" for snap in query.stream()]


def test_playing_xi_returns_a_teams_lineups_without_reserves(season: Client) -> None:
    assert results(queries.playing_xi(season, "m1", "home")) == ["m1/home_home-1"]
    assert sorted(results(queries.playing_xi(season, "m2", "away"))) == [
        "m2/away_away-1",
        "m2/away_away-2",
    ]


def test_captains_returns_the_captains_of_a_match(season: Client) -> None:
    assert sorted(results(queries.captains(season, "m2"))) == ["m2/away_away-1", "m2/home_home-1"]


def test_matches_of_player_returns_the_players_lineups_in_all_matches(season: Client) -> None:
    assert sorted(results(queries.matches_of_player(season, "away-2"))) == [
        "m1/away_away-2",
        "m2/away_away-2",
    ]


def test_innings_returns_the_log_of_one_innings(season: Client) -> None:
    assert sorted(results(queries.innings(season, "m1", 1))) == ["m1/1_1", "m1/1_2"]


def test_newest_change_returns_the_action_changed_last(season: Client) -> None:
    assert results(queries.newest_change(season, "m1")) == ["m1/2_1"]
    assert results(queries.newest_change(season, "nowhere")) == []


def test_count_returns_the_number_of_all_or_voided_actions(season: Client) -> None:
    assert queries.count(queries.all_actions(season, "m1")) == 3
    assert queries.count(queries.voided_actions(season, "m1")) == 1
    assert queries.count(queries.all_actions(season, "nowhere")) == 0


def test_changes_anywhere_returns_changes_of_all_matches_since_a_time(season: Client) -> None:
    since = DAY + timedelta(days=1)
    assert results(queries.changes_anywhere(season, since)) == ["m1/1_2", "m2/1_1", "m1/2_1"]
