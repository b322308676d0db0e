"""Players, teams and matches with ids that Firestore takes for no key: their figures are kept under
ids that stand for theirs, and what was kept under keys of before is cleared away."""

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
from tests.handlers.test_feed_races import documents, new_store
from tests.handlers.test_feed_reader import Clock

ODD = ("__name__", "__x__", ".", "..", "a/b", "a b", "\N{MATHEMATICAL SCRIPT CAPITAL A}" * 200)


def keys_of_maps(value: Any) -> Iterator[str]:
    """Every key of every map in a document."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield key
            yield from keys_of_maps(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from keys_of_maps(each)


def played(match_id: str, names: Mapping[str, str]) -> MemoryMatchStore:
    """A match of an over a side, in which some of the notation's people have other ids."""
    store, now = new_store(conditions={"oversPerInnings": 1}), Clock()
    store.match_id = match_id
    store.match = {key: renamed(each, names) for key, each in (store.match or {}).items()}
    book = Book().innings(HOME, "1 . . . . .").innings(AWAY, ". . . . . .")
    for name, document in documents(book):
        named = {key: renamed(each, names) for key, each in document.items()}
        catch_up(store, now, match_id, [store.put(name, named | {"matchId": match_id})])
    assert store.left, "the match is over"
    return store


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    return names.get(value, value) if isinstance(value, str) else value


def figures(store: MemoryMatchStore) -> MemoryStatsStore:
    """The figures of everybody who contributed to a match."""
    stats = MemoryStatsStore([store])
    for key in store.left:
        name = subject_of(store.match_id, key)
        if name is not None:
            recompute_all(stats, Clock(), Subject.from_name(name))
    return stats


@pytest.mark.parametrize("odd", ODD, ids=[each[:8] for each in ODD])
@pytest.mark.parametrize("who", ["home1", "away2", "home", "away"])
def test_an_odd_id_stops_neither_archive_nor_figures(who: str, odd: str) -> None:
    store = played("m1", {who: odd})
    stats = figures(store)
    assert stats.figures
    for key, document in {**store.left, **stats.figures}.items():
        assert can_name_document(key.partition("/")[2]), key
        bad = [
            name for name in keys_of_maps(document) if not name.isidentifier() and not is_id(name)
        ]
        assert bad == []
        assert not any(name.startswith("__") for name in keys_of_maps(document))
    assert any(as_id(odd) in str(document) for document in stats.figures.values())


@pytest.mark.parametrize("odd", ODD, ids=[each[:8] for each in ODD])
@pytest.mark.parametrize("kind", [PLAYER, TEAM])
def test_a_subject_comes_back_from_its_name(kind: str, odd: str) -> None:
    for text in (odd, "a_b", "plain"):
        subject = Subject(kind, text)
        assert Subject.from_name(subject.name) == subject
        assert Subject.from_name(subject.name).former_guard is None
        assert can_name_document(subject.name)


@pytest.mark.parametrize("odd", ["spiel-münchen", "m_x", "x" * 800])
def test_whose_figures_are_owed_is_told_by_the_key(odd: str) -> None:
    store = played(odd, {"home1": "p_1"})
    key = f"player_match_stats/{joined_id(odd, 'p_1')}"
    assert store.left[key]["personId"] == "p_1"
    assert subject_of(odd, key) == Subject(PLAYER, "p_1").name
    assert paths.match_end(odd, key).count("/") == 1


@pytest.mark.parametrize(
    ("key", "owner"),
    [("m_x_p_1", "p_1"), ("m_x_a%2Fb", "a/b"), ("m_x_5%25", "5%"), ("m~x_p~1", "p_1")],
)
def test_keys_of_before_tell_their_owner_too(key: str, owner: str) -> None:
    name = Subject(PLAYER, owner).name
    assert subject_of("m_x", f"player_match_stats/{key}") == name


def test_two_matches_never_share_a_contribution() -> None:
    one, other = played("m_x", {"home1": "p"}), played("m", {"home1": "x_p"})
    keys = [{key for key in each.left if "match_stats/" in key} for each in (one, other)]
    assert not keys[0] & keys[1]


def test_contributions_under_keys_of_before_are_moved_by_a_rebuild() -> None:
    store = played("m_x", {"home1": "p_1"})
    new, old = f"player_match_stats/{joined_id('m_x', 'p_1')}", "player_match_stats/m_x_p_1"
    wanted = set(store.left)
    store.left[old] = store.left.pop(new)
    stats = MemoryStatsStore([store])
    rebuild(store, Clock(), "m_x", "keys of before")
    assert set(store.left) == wanted
    assert Subject(PLAYER, "p_1").name in {subject.name for subject, _ in stats.read_owed()}


def test_figures_under_keys_of_before_are_deleted_when_all_are_computed_anew() -> None:
    store = played("m1", {"home1": "p_1"})
    stats = figures(store)
    new = "player_season_stats/2026_home_p~1_T20"
    stats.figures["player_season_stats/2026_home_p%5F1_T20"] = dict(stats.figures[new])
    wanted = set(stats.figures) - {"player_season_stats/2026_home_p%5F1_T20"}
    recompute_all(stats, Clock(), Subject(PLAYER, "p_1"))
    assert set(stats.figures) == wanted


def test_figures_of_a_text_that_is_no_id_are_deleted_with_those_of_its_id() -> None:
    stats = figures(played("m1", {"home1": "a b"}))
    wanted = set(stats.figures)
    stats.figures["player_season_stats/2026_home_a b_All"] = {"personId": "a b"}
    recompute_all(stats, Clock(), Subject(PLAYER, "a b", former_ids=("a b",)))
    assert set(stats.figures) == wanted


def test_what_is_owed_under_a_name_of_before_is_computed_once_and_forgotten() -> None:
    stats = figures(played("m1", {"home1": "p_1"}))
    stats.figures.clear()
    stats.owe("player_p_1", "m1", NOON)
    computed: list[Recomputed] = []
    assert reconcile_figures(stats, lambda: NOON + timedelta(hours=1), computed.append) == []
    assert [each.subject.id for each in computed] == ["p_1"]
    assert any("p~1" in key for key in stats.figures)
    assert "player_p_1" not in stats.guards
    assert not list(stats.read_owed())
