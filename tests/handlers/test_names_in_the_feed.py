"""Tests that a changed name is in every document with that name, as after a rebuild."""

from __future__ import annotations

from typing import Any

from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import (
    MATCH_ID,
    ball,
    innings_started,
    lineup_documents,
    match_document,
)


def noon_clock() -> Any:
    return NOON


def scored_match() -> MemoryMatchStore:
    """Return a match of a few scored balls."""
    store = MemoryMatchStore(MATCH_ID)
    store.match, store.lineups = match_document(), lineup_documents()
    written = [
        store.put("1_1", innings_started()),
        store.put("1_2", ball(2, 4)),
        store.put("1_3", ball(3, 1)),
    ]
    catch_up(store, noon_clock, MATCH_ID, written)
    return store


def rename_player(store: MemoryMatchStore, player_id: str, name: str) -> None:
    """Change a player's name in the lineup, and run the trigger of that change."""
    for lineup_id, lineup in store.lineups.items():
        if lineup["playerId"] == player_id:
            store.lineups[lineup_id] = lineup | {"playerName": name}
    refresh_inputs(store, noon_clock, MATCH_ID)


def commentaries(store: MemoryMatchStore) -> list[str]:
    """Return the commentary of each action in the feed."""
    return [store.events[name]["commentary"] for name in sorted(store.events)]


def test_a_new_name_appears_in_the_feed_and_in_the_score() -> None:
    store = scored_match()
    striker = ball(2, 4)["strikerId"]
    assert not any("Bradman" in line for line in commentaries(store))
    rename_player(store, striker, "Bradman")
    assert [("Bradman" in line) for line in commentaries(store)] == [False, True, True]
    assert "Bradman" in (store.score or {})["lastBall"]["commentary"]
    assert verify(store, noon_clock, MATCH_ID) == []


def test_a_correction_after_a_rename_has_the_new_name_too() -> None:
    store = scored_match()
    rename_player(store, ball(2, 4)["strikerId"], "Bradman")
    correction = ball(4, 6) | {"corrects": "1_2"}
    catch_up(store, noon_clock, MATCH_ID, [store.put("1_4", correction)])
    assert "to Bradman, SIX" in store.events["1_4"]["commentary"]
    assert "commentary" not in store.events["1_2"]
    assert verify(store, noon_clock, MATCH_ID) == []


def test_the_balls_of_the_score_carry_the_ids_of_their_actions() -> None:
    store = scored_match()
    assert [each["actionId"] for each in (store.score or {})["currentOver"]] == ["1_2", "1_3"]
    assert (store.score or {})["lastBall"]["commentary"] == store.events["1_3"]["commentary"]
