"""Contract tests of both stores of statistics, in memory and on Firestore."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.stats_store import MOST_WRITES, FirestoreStatsStore
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.ports import FollowUp, MatchStore
from scrbrd.handlers.statistics import PLAYER, TEAM, Guard, StatsStore, Subject
from tests.fakes.memory_stats import MemoryStatsStore
from tests.fakes.memory_store import MemoryMatchStore

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
MATCHES = ("m1", "m2")
ANN, BEN = Subject(PLAYER, "ann"), Subject(PLAYER, "ben")
LIONS, TIGERS = Subject(TEAM, "lions"), Subject(TEAM, "tigers")


@dataclass
class Stats:
    """A store of statistics and the matches that contribute to it."""

    store: StatsStore
    matches: Mapping[str, MatchStore]
    put_competition: Callable[[str, Json], Any]

    def contribute(
        self,
        match_id: str,
        contributions: Mapping[str, Json | None],
        *owed: Subject,
        at: datetime = NOON,
    ) -> None:
        """Write a match's contributions; the figures of `owed` are owed since `at`."""
        match = self.matches[match_id]
        token = match.read_state(match_id).token
        subjects = {subject.name: at for subject in owed}
        assert token is not None
        match.write_follow_up(match_id, token, FollowUp(documents=contributions, subjects=subjects))

    def read_owed(self) -> list[tuple[Subject, datetime]]:
        return list(self.store.read_owed())

    def write(self, subject: Subject, figures: Mapping[str, Json | None]) -> None:
        """Write figures as the handlers do when nothing is owed any more."""
        self.store.write_figures(subject, self.store.read_guard(subject), figures, {})


@pytest.fixture(params=["memory", pytest.param("firestore", marks=pytest.mark.emulator)])
def stats(request: pytest.FixtureRequest) -> Stats:
    if request.param == "memory":
        return stats_in_memory()
    return stats_on_firestore(request.getfixturevalue("firestore_client"))


def stats_in_memory() -> Stats:
    matches = [MemoryMatchStore(name) for name in MATCHES]
    for match in matches:
        match.state = {}
    store = MemoryStatsStore(matches)

    def put(name: str, document: Json) -> None:
        store.rules[name] = document

    return Stats(store, dict(zip(MATCHES, matches, strict=True)), put)


def stats_on_firestore(client: Client) -> Stats:
    for name in MATCHES:
        client.document(paths.live_state(name)).set({"schemaVersion": 0})

    def put(name: str, document: Json) -> None:
        client.document(paths.competition(name)).set(document)

    matches = FirestoreMatchStore(client)
    return Stats(FirestoreStatsStore(client), dict.fromkeys(MATCHES, matches), put)


def player_contribution(match_id: str, person_id: str, **fields: Any) -> dict[str, Json]:
    document = {"matchId": match_id, "personId": person_id, "lastUpdated": NOON} | fields
    return {f"player_match_stats/{match_id}_{person_id}": document}


def team_contribution(
    match_id: str, team_id: str, competition_id: str | None = None
) -> dict[str, Json]:
    other = "tigers" if team_id == "lions" else "lions"
    document = {"matchId": match_id, "teamId": team_id, "opponentId": other, "lastUpdated": NOON}
    key = f"team_match_stats/{match_id}_{team_id}"
    return {key: document | {"competitionId": competition_id}}


def season_figures(person_id: str, number: int, runs: int = 0) -> tuple[str, Json]:
    return f"player_season_stats/{number}_{person_id}", {"personId": person_id, "runs": runs}


def test_an_unknown_subject_has_no_documents(stats: Stats) -> None:
    store = stats.store
    assert store.read_guard(ANN) == Guard(None, {})
    assert list(store.read_contributions(ANN)) == []
    assert dict(store.read_figures(ANN)) == {}
    assert list(store.team_ids_in("cup")) == []
    assert stats.read_owed() == []


def test_contributions_are_those_of_one_subject_in_all_matches(stats: Stats) -> None:
    stats.contribute(
        "m1", player_contribution("m1", "ann", runs=1) | player_contribution("m1", "ben", runs=2)
    )
    stats.contribute(
        "m2", player_contribution("m2", "ann", runs=4) | team_contribution("m2", "lions")
    )
    assert sorted(each["runs"] for each in stats.store.read_contributions(ANN)) == [1, 4]
    assert [each["runs"] for each in stats.store.read_contributions(BEN)] == [2]
    assert [each["matchId"] for each in stats.store.read_contributions(LIONS)] == ["m2"]
    assert list(stats.store.read_contributions(TIGERS)) == []


def test_a_withdrawn_contribution_is_deleted(stats: Stats) -> None:
    stats.contribute("m1", player_contribution("m1", "ann"))
    stats.contribute("m1", dict.fromkeys(player_contribution("m1", "ann")))
    assert list(stats.store.read_contributions(ANN)) == []


def test_figures_are_read_back_under_their_keys(stats: Stats) -> None:
    head_to_head = ("player_h2h_stats/ann_ben_all_All", {"batsmanId": "ann", "bowlerId": "ben"})
    table = ("team_season_stats/1_lions", {"teamId": "lions", "points": 2})
    stats.write(ANN, dict([season_figures("ann", 1, 50), head_to_head]))
    stats.write(BEN, dict([season_figures("ben", 1, 7)]))
    stats.write(LIONS, dict([table]))
    assert dict(stats.store.read_figures(ANN)) == dict([season_figures("ann", 1, 50), head_to_head])
    assert dict(stats.store.read_figures(BEN)) == dict([season_figures("ben", 1, 7)])
    assert dict(stats.store.read_figures(LIONS)) == dict([table])


def test_none_deletes_a_figure_and_leaves_the_others(stats: Stats) -> None:
    first, second = season_figures("ann", 1, 10), season_figures("ann", 2, 20)
    stats.write(ANN, dict([first, second]))
    stats.write(ANN, {first[0]: None})
    assert dict(stats.store.read_figures(ANN)) == dict([second])


def test_figures_under_a_former_id_belong_to_the_subject_too(stats: Stats) -> None:
    with_former_id = Subject(PLAYER, "ann", former_ids=("a nn",))
    stats.write(ANN, dict([season_figures("ann", 1), season_figures("a nn", 2)]))
    assert set(stats.store.read_figures(with_former_id)) == {
        season_figures("ann", 1)[0],
        season_figures("a nn", 2)[0],
    }
    assert set(stats.store.read_figures(ANN)) == {season_figures("ann", 1)[0]}


def test_an_outdated_guard_refuses_the_whole_write(stats: Stats) -> None:
    before = stats.store.read_guard(ANN)
    stats.contribute("m1", player_contribution("m1", "ann"), ANN)
    old = stats.store.read_guard(ANN)
    stats.write(ANN, dict([season_figures("ann", 1, 2)]))
    for guard in (before, old):
        with pytest.raises(ContendedError):
            stats.store.write_figures(ANN, guard, dict([season_figures("ann", 1, 9)]), {})
    assert dict(stats.store.read_figures(ANN)) == dict([season_figures("ann", 1, 2)])


def test_a_write_that_does_not_change_what_is_owed_does_not_change_the_guard(stats: Stats) -> None:
    stats.write(ANN, dict([season_figures("ann", 1, 1)]))
    guard = stats.store.read_guard(ANN)
    stats.write(ANN, dict([season_figures("ann", 1, 2)]))
    assert stats.store.read_guard(ANN) == guard, "workers who saw the same guard saw the same log"


def test_a_contribution_between_read_and_write_refuses_the_write(stats: Stats) -> None:
    stats.write(ANN, dict([season_figures("ann", 1, 1)]))
    guard = stats.store.read_guard(ANN)
    stats.contribute("m1", player_contribution("m1", "ann"), ANN)
    with pytest.raises(ContendedError):
        stats.store.write_figures(ANN, guard, dict([season_figures("ann", 1, 9)]), {})
    assert stats.store.read_guard(ANN).owed == {"m1": [NOON]}


def test_the_guard_lists_the_time_of_each_owed_change_by_match(stats: Stats) -> None:
    stats.contribute("m1", player_contribution("m1", "ann"), ANN)
    stats.contribute("m1", player_contribution("m1", "ann", runs=1), ANN, at=LATER)
    stats.contribute("m2", player_contribution("m2", "ann"), ANN, at=LATER)
    assert stats.store.read_guard(ANN).owed == {"m1": [NOON, LATER], "m2": [LATER]}
    assert stats.read_owed() == [(ANN, LATER)]


def test_the_figures_owed_longest_come_first(stats: Stats) -> None:
    stats.contribute("m1", team_contribution("m1", "tigers"), TIGERS, at=LATER)
    stats.contribute("m2", player_contribution("m2", "ann"), ANN)
    assert stats.read_owed() == [(ANN, NOON), (TIGERS, LATER)]


def test_a_write_sets_what_is_still_owed(stats: Stats) -> None:
    stats.contribute("m1", player_contribution("m1", "ann"), ANN)
    stats.contribute("m2", player_contribution("m2", "ann"), ANN, at=LATER)
    guard = stats.store.read_guard(ANN)
    stats.store.write_figures(
        ANN, guard, dict([season_figures("ann", 1)]), {"m1": guard.owed["m1"]}
    )
    assert (stats.store.read_guard(ANN).owed, stats.read_owed()) == ({"m1": [NOON]}, [(ANN, NOON)])
    stats.write(ANN, {})
    assert (stats.store.read_guard(ANN).owed, stats.read_owed()) == ({}, [])


def test_figures_longer_than_one_batch_are_written_completely(stats: Stats) -> None:
    stats.contribute("m1", player_contribution("m1", "ann"), ANN)
    figures = dict(season_figures("ann", number, number) for number in range(2 * MOST_WRITES + 1))
    stats.write(ANN, figures)
    assert dict(stats.store.read_figures(ANN)) == figures
    assert stats.read_owed() == []


def test_the_teams_in_a_competition_are_those_that_contributed_to_it(stats: Stats) -> None:
    stats.contribute(
        "m1", team_contribution("m1", "lions", "cup") | team_contribution("m1", "tigers", "cup")
    )
    stats.contribute(
        "m2", team_contribution("m2", "lions", "league") | player_contribution("m2", "ann")
    )
    assert sorted(stats.store.team_ids_in("cup")) == ["lions", "tigers"]
    assert sorted(stats.store.team_ids_in("league")) == ["lions"]


def test_a_competition_without_rules_has_none(stats: Stats) -> None:
    stats.put_competition("cup", {"tableRules": {"win": 4}})
    found = stats.store.read_rules(["cup", "missing", "no/name"])
    assert found["cup"] == {"tableRules": {"win": 4}}
    assert (found["missing"], found.get("no/name")) == (None, None)


def test_a_deleted_guard_owes_nothing(stats: Stats) -> None:
    stats.contribute("m1", player_contribution("m1", "ann"), ANN)
    stats.store.delete_guard(ANN.name)
    assert (stats.store.read_guard(ANN), stats.read_owed()) == (Guard(None, {}), [])
