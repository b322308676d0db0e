"""The figures of a season stay those of its matches: completed, reopened, corrected, completed
again; their triggers repeated, late, out of order and dropped."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from scrbrd.domain.actions import Action
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.commit import match_end as closing
from scrbrd.handlers.statistics import (
    PLAYER,
    TEAM,
    TRIES,
    ContributionChange,
    Recomputed,
    Subject,
    figures_of,
    recompute,
    recompute_all,
    recompute_table,
    reconcile_figures,
    rules_for,
)
from tests.chaos.games import Game, random_game, random_logs, raw
from tests.fakes.memory_stats import MemoryStatsStore
from tests.fakes.memory_store import NOON, MemoryMatchStore

MATCHES = 5
CYCLES = 20
RULES = {"cup": {"tableRules": {"win": 4, "tie": 2, "noResult": 2}}}


class Clock:
    """Ten seconds a look."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=10)
        return self.at


def season(seed: int) -> list[tuple[Game, MemoryMatchStore]]:
    """A few matches of the same two sides, each with its whole log written and caught up."""
    logs = random_logs(40)
    chance = random.Random(seed)
    return [begun(f"m{n}", chance.choice(logs), n) for n in range(MATCHES)]


def begun(match_id: str, log: Any, number: int) -> tuple[Game, MemoryMatchStore]:
    game = random_game(match_id, log)
    match = game.match | {
        "seasonId": f"20{26 + number // 3}-27",
        "competitionId": "cup" if number % 2 else "league",
        "scheduledAt": f"2026-05-{10 - number:02d}",
    }
    plain = tuple(entry for entry in game.entries if isinstance(entry, Action))
    store = MemoryMatchStore(match_id)
    store.match, store.lineups = match, dict(game.lineups)
    return Game(match_id, match, game.lineups, plain), store


Moved = tuple[Subject, ContributionChange]


def moved_between(match_id: str, before: dict[str, Any], after: dict[str, Any]) -> list[Moved]:
    """The events of what a catch-up left: a contribution as it was and as it is."""
    moved: list[Moved] = []
    for key in before.keys() | after.keys():
        kind, _, owner = (closing.subject_of(match_id, key) or "").partition("_")
        if kind and before.get(key) != after.get(key):
            moved.append(
                (
                    Subject(kind, owner),
                    ContributionChange(match_id, before.get(key), after.get(key)),
                )
            )
    return moved


class Season:
    """Matches, the figures of their players, and the events on the way between."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = Clock()
        self.matches = season(seed)
        self.stats = MemoryStatsStore([store for _, store in self.matches])
        self.stats.rules = dict(RULES)
        self.due: list[Moved] = []
        self.closes: dict[str, str] = {}

    def write(self, store: MemoryMatchStore, action_id: str, document: Any) -> None:
        """Write an action, catch up, and put the events of what it left on their way."""
        before = dict(store.left)
        catch_up(store, self.now, store.match_id, [store.put(action_id, document)])
        for event in moved_between(store.match_id, before, store.left):
            self.due += [event] * self.chance.choice((0, 1, 1, 1, 2))
        self.chance.shuffle(self.due)

    def deliver(self, most: int) -> None:
        """Let some of the events arrive."""
        for _ in range(min(most, len(self.due))):
            recompute(self.stats, self.now, *self.due.pop())

    def play(self) -> None:
        """Write every match's log, voids and all."""
        for game, store in self.matches:
            for entry in game.entries:
                self.write(store, entry.id, raw(game, entry) | {"isVoided": entry.is_voided})
                self.deliver(self.chance.randrange(3))

    def close_or_reopen(self, store: MemoryMatchStore) -> None:
        """Record the match as closed, or void that, or redo it."""
        name = self.closes.get(store.match_id)
        if name is None:
            last = max((doc["inningsNumber"], doc["sequenceNumber"]) for doc in store.log.values())
            name = self.closes[store.match_id] = f"{last[0]}_{last[1] + 1}"
            document: Any = {
                "id": name,
                "matchId": store.match_id,
                "inningsNumber": last[0],
                "sequenceNumber": last[1] + 1,
                "type": "match_closed",
                "outcome": self.chance.choice(("win", "draw", "no_result", "awarded", "tie")),
                "winnerTeamId": "home",
                "isVoided": False,
            }
            self.write(store, name, document)
        else:
            self.toggle(store, name)

    def toggle(self, store: MemoryMatchStore, name: str) -> None:
        """Void an action, or redo it."""
        document = store.log[name]
        self.write(store, name, document | {"isVoided": not document.get("isVoided")})

    def cycle(self) -> None:
        """Something happens to some match after its end."""
        _, store = self.chance.choice(self.matches)
        if self.chance.random() < 0.6:
            self.close_or_reopen(store)
        else:
            self.toggle(store, self.chance.choice(sorted(store.log)[-12:]))
        self.deliver(self.chance.randrange(12))

    def settle(self) -> None:
        """Every event that was not dropped arrives, and the schedule comes round."""
        self.deliver(len(self.due))
        self.now.at += timedelta(hours=1)
        computed: list[Recomputed] = []
        assert reconcile_figures(self.stats, self.now, computed.append) == []

    def from_nothing(self) -> dict[str, Any]:
        """All figures, computed from contributions of the logs as they are now."""
        fresh = [fresh_contributions(store) for _, store in self.matches]
        figures: dict[str, Any] = {}
        for kind, owner in ((PLAYER, "personId"), (TEAM, "teamId")):
            own = [d for each in fresh for k, d in each.items() if k.startswith(f"{kind}_match")]
            for name in {document[owner] for document in own}:
                subject = Subject(kind, name)
                mine = [document for document in own if document[owner] == name]
                figures |= figures_of(subject, mine, rules_for(self.stats, subject, mine))
        return figures


def fresh_contributions(store: MemoryMatchStore) -> dict[str, Any]:
    """What a match would leave if its log came at once to a match without any."""
    copy = MemoryMatchStore(store.match_id)
    copy.match = {k: v for k, v in (store.match or {}).items() if k != "completedAt"}
    copy.lineups, copy.log, copy.times = dict(store.lineups), dict(store.log), dict(store.times)
    catch_up(copy, lambda: NOON, store.match_id)
    return copy.left


def unstamped(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        key: {name: value for name, value in document.items() if name != "lastUpdated"}
        for key, document in figures.items()
    }


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 8))]
)
def test_twenty_times_completed_reopened_and_corrected_leave_the_figures_of_the_logs(
    seed: int,
) -> None:
    played = Season(seed)
    played.play()
    completed = 0
    for _ in range(CYCLES):
        played.cycle()
        completed += sum(bool(store.left) for _, store in played.matches)
    while not any(store.left for _, store in played.matches):
        played.cycle()  # of matches that are all open again there is nothing to compare
    played.settle()
    assert unstamped(played.stats.figures) == played.from_nothing()
    assert 0 < completed < CYCLES * MATCHES, "some were complete and some were not"
    assert played.stats.figures, "there was something to compare"


def test_a_dropped_trigger_is_owed_until_the_schedule_comes_round() -> None:
    played = Season(1)
    _, store = played.matches[0]
    played.play()
    played.settle()
    for _ in range(3):
        played.close_or_reopen(store)
    played.due.clear()
    assert list(played.stats.read_owed())
    computed: list[Recomputed] = []
    played.now.at = max(since for _, since in played.stats.read_owed())
    assert reconcile_figures(played.stats, played.now, computed.append) == []
    assert computed == [], "their own triggers may still be on the way"
    played.settle()
    assert not list(played.stats.read_owed())
    assert unstamped(played.stats.figures) == played.from_nothing()


def test_figures_computed_without_a_newer_match_are_never_written_after_it() -> None:
    played = Season(2)
    played.play()
    played.settle()
    owner = Subject(PLAYER, "home1")
    contribution = played.stats.read_contributions(owner)[0]
    match_id = contribution["matchId"]
    before = dict(played.stats.guards)

    def a_newer_match_contributes() -> None:
        played.stats.owe(owner.name, "m9", played.now())

    played.stats.before_write = a_newer_match_contributes
    done = recompute(
        played.stats, played.now, owner, ContributionChange(match_id, contribution, contribution)
    )
    assert done.tries == 2
    assert "m9" in played.stats.guards[owner.name][1], "still owed by its own trigger"
    assert before[owner.name] != played.stats.guards[owner.name]


def test_endless_contention_is_an_error_and_not_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    played, tries = Season(1), 0
    played.play()
    (subject, _), *_ = played.stats.read_owed()

    def never(*_: object) -> None:
        nonlocal tries
        tries += 1
        raise ContendedError("always another")

    monkeypatch.setattr(played.stats, "write_figures", never)
    with pytest.raises(ContendedError):
        recompute_all(played.stats, played.now, subject, tries=3)
    assert tries == 3
    assert TRIES > 10


def test_changed_table_rules_reach_the_points_of_every_team_in_it() -> None:
    played = Season(1)
    played.play()
    for _, store in played.matches:
        if not store.left:
            played.close_or_reopen(store)
    played.settle()
    before = unstamped(played.stats.figures)
    played.stats.rules = {"cup": {"tableRules": {"win": 40, "tie": 20, "draw": 7, "noResult": 9}}}
    computed: list[Recomputed] = []
    assert recompute_table(played.stats, played.now, "cup", computed.append) == []
    assert len(computed) == 2
    assert unstamped(played.stats.figures) == played.from_nothing() != before


def test_figures_that_are_right_and_owed_to_nobody_cost_no_write() -> None:
    played = Season(1)
    played.play()
    played.settle()
    guards = dict(played.stats.guards)
    for name in guards:
        kind, _, owner = name.partition("_")
        assert recompute_all(played.stats, played.now, Subject(kind, owner)).written == 0
    assert played.stats.guards == guards
