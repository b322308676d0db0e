"""Tests players, teams and matches with ids that Firestore does not accept as keys: their figures
are stored under encoded ids, and documents under keys of earlier releases are deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from scrbrd.adapters import paths
from scrbrd.domain.identifiers import as_id, can_name_document, is_id, joined_id
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.commit.match_end import subject_of
from scrbrd.handlers.statistics import (
    PLAYER,
    TEAM,
    Recomputed,
    Subject,
    recompute_all,
    reconcile_figures,
)
from tests.domain.notation import AWAY, HOME, Book
from tests.fakes.memory_stats import MemoryStatsStore
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.handlers.test_feed_races import action_documents, new_store
from tests.handlers.test_feed_reader import Clock

ODD_IDS = ("__name__", "__x__", ".", "..", "a/b", "a b", "\N{MATHEMATICAL SCRIPT CAPITAL A}" * 200)


def map_keys(value: Any) -> Iterator[str]:
    """Yield every key of every map in a document."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield key
            yield from map_keys(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from map_keys(each)


def play_match(match_id: str, names: Mapping[str, str]) -> MemoryMatchStore:
    """Return a completed match of one over a side, with some of the notation's ids replaced."""
    store, now = new_store(conditions={"oversPerInnings": 1}), Clock()
    store.match_id = match_id
    store.match = {key: replace_id(each, names) for key, each in (store.match or {}).items()}
    book = Book().innings(HOME, "1 . . . . .").innings(AWAY, ". . . . . .")
    for name, document in action_documents(book):
        replaced = {key: replace_id(each, names) for key, each in document.items()}
        catch_up(store, now, match_id, [store.put(name, replaced | {"matchId": match_id})])
    assert store.match_end, "the match is over"
    return store


def replace_id(value: Any, names: Mapping[str, str]) -> Any:
    return names.get(value, value) if isinstance(value, str) else value


def compute_figures(store: MemoryMatchStore) -> MemoryStatsStore:
    """Return the figures of all players and teams of a match."""
    stats = MemoryStatsStore([store])
    for key in store.match_end:
        name = subject_of(store.match_id, key)
        if name is not None:
            recompute_all(stats, Clock(), Subject.from_name(name))
    return stats


@pytest.mark.parametrize("odd_id", ODD_IDS, ids=[each[:8] for each in ODD_IDS])
@pytest.mark.parametrize("replaced_id", ["home1", "away2", "home", "away"])
def test_an_odd_id_does_not_prevent_archive_or_figures(replaced_id: str, odd_id: str) -> None:
    store = play_match("m1", {replaced_id: odd_id})
    stats = compute_figures(store)
    assert stats.figures
    for key, document in {**store.match_end, **stats.figures}.items():
        assert can_name_document(key.partition("/")[2]), key
        invalid = [
            name for name in map_keys(document) if not name.isidentifier() and not is_id(name)
        ]
        assert invalid == []
        assert not any(name.startswith("__") for name in map_keys(document))
    assert any(as_id(odd_id) in str(document) for document in stats.figures.values())


@pytest.mark.parametrize("odd_id", ODD_IDS, ids=[each[:8] for each in ODD_IDS])
@pytest.mark.parametrize("kind", [PLAYER, TEAM])
def test_a_subject_is_recovered_from_its_name(kind: str, odd_id: str) -> None:
    for text in (odd_id, "a_b", "plain"):
        subject = Subject(kind, text)
        assert Subject.from_name(subject.name) == subject
        assert Subject.from_name(subject.name).former_guard is None
        assert can_name_document(subject.name)


@pytest.mark.parametrize("match_id", ["spiel-münchen", "m_x", "x" * 800])
def test_the_key_of_a_contribution_names_the_owner_of_owed_figures(match_id: str) -> None:
    store = play_match(match_id, {"home1": "p_1"})
    key = f"player_match_stats/{joined_id(match_id, 'p_1')}"
    assert store.match_end[key]["personId"] == "p_1"
    assert subject_of(match_id, key) == Subject(PLAYER, "p_1").name
    assert paths.match_end(match_id, key).count("/") == 1


@pytest.mark.parametrize(
    ("key", "owner"),
    [("m_x_p_1", "p_1"), ("m_x_a%2Fb", "a/b"), ("m_x_5%25", "5%"), ("m~x_p~1", "p_1")],
)
def test_keys_of_earlier_releases_name_their_owner_too(key: str, owner: str) -> None:
    name = Subject(PLAYER, owner).name
    assert subject_of("m_x", f"player_match_stats/{key}") == name


def test_two_matches_never_share_a_contribution() -> None:
    one, other = play_match("m_x", {"home1": "p"}), play_match("m", {"home1": "x_p"})
    keys = [{key for key in each.match_end if "match_stats/" in key} for each in (one, other)]
    assert not keys[0] & keys[1]


def test_a_rebuild_moves_contributions_from_keys_of_earlier_releases() -> None:
    store = play_match("m_x", {"home1": "p_1"})
    new, old = f"player_match_stats/{joined_id('m_x', 'p_1')}", "player_match_stats/m_x_p_1"
    wanted = set(store.match_end)
    store.match_end[old] = store.match_end.pop(new)
    stats = MemoryStatsStore([store])
    rebuild(store, Clock(), "m_x", "keys of before")
    assert set(store.match_end) == wanted
    assert Subject(PLAYER, "p_1").name in {subject.name for subject, _ in stats.read_owed()}


def test_recomputing_all_figures_deletes_those_under_keys_of_earlier_releases() -> None:
    store = play_match("m1", {"home1": "p_1"})
    stats = compute_figures(store)
    new = "player_season_stats/2026_home_p~1_T20"
    stats.figures["player_season_stats/2026_home_p%5F1_T20"] = dict(stats.figures[new])
    wanted = set(stats.figures) - {"player_season_stats/2026_home_p%5F1_T20"}
    recompute_all(stats, Clock(), Subject(PLAYER, "p_1"))
    assert set(stats.figures) == wanted


def test_figures_under_a_text_that_is_not_an_id_are_deleted_by_a_recompute() -> None:
    stats = compute_figures(play_match("m1", {"home1": "a b"}))
    wanted = set(stats.figures)
    stats.figures["player_season_stats/2026_home_a b_All"] = {"personId": "a b"}
    recompute_all(stats, Clock(), Subject(PLAYER, "a b", former_ids=("a b",)))
    assert set(stats.figures) == wanted


def test_figures_owed_under_an_earlier_name_are_computed_once_and_its_guard_deleted() -> None:
    stats = compute_figures(play_match("m1", {"home1": "p_1"}))
    stats.figures.clear()
    stats.add_owed("player_p_1", "m1", NOON)
    computed: list[Recomputed] = []
    assert reconcile_figures(stats, lambda: NOON + timedelta(hours=1), computed.append) == []
    assert [each.subject.id for each in computed] == ["p_1"]
    assert any("p~1" in key for key in stats.figures)
    assert "player_p_1" not in stats.guards
    assert not list(stats.read_owed())
