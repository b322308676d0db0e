"""A name that somebody changed stands in every document that has it, as after a rebuild."""

from __future__ import annotations

from typing import Any

from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, started


def noon() -> Any:
    return NOON


def scored() -> MemoryMatchStore:
    """A match of a few balls."""
    store = MemoryMatchStore(MATCH_ID)
    store.match, store.lineups = match_document(), lineup_documents()
    written = [
        store.put("1_1", started()),
        store.put("1_2", ball(2, 4)),
        store.put("1_3", ball(3, 1)),
    ]
    catch_up(store, noon, MATCH_ID, written)
    return store


def renamed(store: MemoryMatchStore, player_id: str, name: str) -> None:
    """Change a player's name in his lineup, and let the trigger see it."""
    for lineup_id, lineup in store.lineups.items():
        if lineup["playerId"] == player_id:
            store.lineups[lineup_id] = lineup | {"playerName": name}
    refresh_inputs(store, noon, MATCH_ID)


def lines(store: MemoryMatchStore) -> list[str]:
    """What the feed says of each action."""
    return [store.events[name]["commentary"] for name in sorted(store.events)]


def test_a_new_name_is_in_the_feed_and_in_the_score() -> None:
    store = scored()
    striker = ball(2, 4)["strikerId"]
    assert not any("Bradman" in line for line in lines(store))
    renamed(store, striker, "Bradman")
    assert [("Bradman" in line) for line in lines(store)] == [False, True, True]
    assert "Bradman" in (store.score or {})["lastBall"]["commentary"]
    assert verify(store, noon, MATCH_ID) == []


def test_a_correction_after_a_new_name_has_it_too() -> None:
    store = scored()
    renamed(store, ball(2, 4)["strikerId"], "Bradman")
    again = ball(4, 6) | {"corrects": "1_2"}
    catch_up(store, noon, MATCH_ID, [store.put("1_4", again)])
    assert "to Bradman, SIX" in store.events["1_4"]["commentary"]
    assert "commentary" not in store.events["1_2"]
    assert verify(store, noon, MATCH_ID) == []


def test_the_balls_of_the_score_are_named_by_their_actions() -> None:
    store = scored()
    assert [each["actionId"] for each in (store.score or {})["currentOver"]] == ["1_2", "1_3"]
    assert (store.score or {})["lastBall"]["commentary"] == store.events["1_3"]["commentary"]
