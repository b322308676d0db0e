"""Tests that a season's figures always agree with its matches, which are completed, reopened,
corrected and completed again, with triggers repeated, late, out of order and dropped."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from scrbrd.domain.actions import Action
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.commit import match_end
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
from tests.chaos.games import Game, random_game, random_logs, unvoided_document
from tests.fakes.memory_stats import MemoryStatsStore
from tests.fakes.memory_store import NOON, MemoryMatchStore

MATCHES = 5
CYCLES = 20
RULES = {"cup": {"tableRules": {"win": 4, "tie": 2, "noResult": 2}}}


class Clock:
    """A clock that advances ten seconds per call."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=10)
        return self.at


def season(seed: int) -> list[tuple[Game, MemoryMatchStore]]:
    """Return a few matches of the same two sides, each with a log to write."""
    logs = random_logs(40)
    chance = random.Random(seed)
    return [new_match(f"m{n}", chance.choice(logs), n) for n in range(MATCHES)]


def new_match(match_id: str, log: Any, number: int) -> tuple[Game, MemoryMatchStore]:
    """Return a match with a log of valid actions, and its store without any of them."""
    game = random_game(match_id, log)
    match = game.match | {
        "seasonId": f"20{26 + number // 3}-27",
        "competitionId": "cup" if number % 2 else "league",
        "scheduledAt": f"2026-05-{10 - number:02d}",
    }
    valid_entries = tuple(entry for entry in game.entries if isinstance(entry, Action))
    store = MemoryMatchStore(match_id)
    store.match, store.lineups = match, dict(game.lineups)
    return Game(match_id, match, game.lineups, valid_entries), store


ContributionEvent = tuple[Subject, ContributionChange]


def contribution_events(
    match_id: str, before: dict[str, Any], after: dict[str, Any]
) -> list[ContributionEvent]:
    """Return the events of changed contributions, each with the values before and after."""
    found: list[ContributionEvent] = []
    for key in before.keys() | after.keys():
        kind, _, owner = (match_end.subject_of(match_id, key) or "").partition("_")
        if kind and before.get(key) != after.get(key):
            found.append(
                (
                    Subject(kind, owner),
                    ContributionChange(match_id, before.get(key), after.get(key)),
                )
            )
    return found


class Season:
    """Matches, the figures of their players, and the undelivered events between them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now = Clock()
        self.matches = season(seed)
        self.stats = MemoryStatsStore([store for _, store in self.matches])
        self.stats.rules = dict(RULES)
        self.queue: list[ContributionEvent] = []
        self.closings: dict[str, str] = {}

    def write(self, store: MemoryMatchStore, action_id: str, document: Any) -> None:
        """Write an action, catch up, and queue the events of changed contributions."""
        before = dict(store.match_end)
        catch_up(store, self.now, store.match_id, [store.put(action_id, document)])
        for event in contribution_events(store.match_id, before, store.match_end):
            self.queue += [event] * self.chance.choice((0, 1, 1, 1, 2))
        self.chance.shuffle(self.queue)

    def deliver(self, limit: int) -> None:
        """Deliver at most `limit` of the queued events."""
        for _ in range(min(limit, len(self.queue))):
            recompute(self.stats, self.now, *self.queue.pop())

    def play(self) -> None:
        """Write every match's log, voids included."""
        for game, store in self.matches:
            for entry in game.entries:
                self.write(
                    store, entry.id, unvoided_document(game, entry) | {"isVoided": entry.is_voided}
                )
                self.deliver(self.chance.randrange(3))

    def close_or_reopen(self, store: MemoryMatchStore) -> None:
        """Record the match as closed, or void or redo the closing."""
        name = self.closings.get(store.match_id)
        if name is None:
            last = max((doc["inningsNumber"], doc["sequenceNumber"]) for doc in store.log.values())
            name = self.closings[store.match_id] = f"{last[0]}_{last[1] + 1}"
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
        """Void an action, or redo a voided one."""
        document = store.log[name]
        self.write(store, name, document | {"isVoided": not document.get("isVoided")})

    def change_random_match(self) -> None:
        """Change a random match after its end."""
        _, store = self.chance.choice(self.matches)
        if self.chance.random() < 0.6:
            self.close_or_reopen(store)
        else:
            self.toggle(store, self.chance.choice(sorted(store.log)[-12:]))
        self.deliver(self.chance.randrange(12))

    def settle(self) -> None:
        """Deliver every event that was not dropped, then run the schedule."""
        self.deliver(len(self.queue))
        self.now.at += timedelta(hours=1)
        computed: list[Recomputed] = []
        assert reconcile_figures(self.stats, self.now, computed.append) == []

    def figures_from_logs(self) -> dict[str, Any]:
        """Return all figures, computed from contributions of the logs as they are now."""
        fresh = [fresh_contributions(store) for _, store in self.matches]
        figures: dict[str, Any] = {}
        for kind, owner in ((PLAYER, "personId"), (TEAM, "teamId")):
            selected = [
                d for each in fresh for k, d in each.items() if k.startswith(f"{kind}_match")
            ]
            for name in {document[owner] for document in selected}:
                subject = Subject(kind, name)
                contributions = [document for document in selected if document[owner] == name]
                figures |= figures_of(
                    subject, contributions, rules_for(self.stats, subject, contributions)
                )
        return figures


def fresh_contributions(store: MemoryMatchStore) -> dict[str, Any]:
    """Return the contributions of a new match that receives the whole log at once."""
    copy = MemoryMatchStore(store.match_id)
    copy.match = {k: v for k, v in (store.match or {}).items() if k != "completedAt"}
    copy.lineups, copy.log, copy.update_times = (
        dict(store.lineups),
        dict(store.log),
        dict(store.update_times),
    )
    catch_up(copy, lambda: NOON, store.match_id)
    return copy.match_end


def without_stamps(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        key: {name: value for name, value in document.items() if name != "lastUpdated"}
        for key, document in figures.items()
    }


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(each, marks=pytest.mark.slow) for each in range(1, 8))]
)
def test_figures_agree_with_the_logs_after_twenty_completions_reopenings_and_corrections(
    seed: int,
) -> None:
    played = Season(seed)
    played.play()
    completed = 0
    for _ in range(CYCLES):
        played.change_random_match()
        completed += sum(bool(store.match_end) for _, store in played.matches)
    while not any(store.match_end for _, store in played.matches):
        played.change_random_match()  # matches that are all open again have nothing to compare
    played.settle()
    assert without_stamps(played.stats.figures) == played.figures_from_logs()
    assert 0 < completed < CYCLES * MATCHES, "some were complete and some were not"
    assert played.stats.figures, "there was something to compare"


def test_figures_of_a_dropped_trigger_are_owed_until_the_schedule_runs() -> None:
    played = Season(1)
    _, store = played.matches[0]
    played.play()
    played.settle()
    for _ in range(3):
        played.close_or_reopen(store)
    played.queue.clear()
    assert list(played.stats.read_owed())
    computed: list[Recomputed] = []
    played.now.at = max(since for _, since in played.stats.read_owed())
    assert reconcile_figures(played.stats, played.now, computed.append) == []
    assert computed == [], "their own triggers may still be on the way"
    played.settle()
    assert not list(played.stats.read_owed())
    assert without_stamps(played.stats.figures) == played.figures_from_logs()


def test_figures_computed_without_a_newer_match_are_never_written_after_it() -> None:
    played = Season(2)
    played.play()
    played.settle()
    owner = Subject(PLAYER, "home1")
    contribution = played.stats.read_contributions(owner)[0]
    match_id = contribution["matchId"]
    before = dict(played.stats.guards)

    def contribute_newer_match() -> None:
        played.stats.add_owed(owner.name, "m9", played.now())

    played.stats.before_write = contribute_newer_match
    result = recompute(
        played.stats, played.now, owner, ContributionChange(match_id, contribution, contribution)
    )
    assert result.tries == 2
    assert "m9" in played.stats.guards[owner.name][1], "still owed by its own trigger"
    assert before[owner.name] != played.stats.guards[owner.name]


def test_endless_contention_raises_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    played, tries = Season(1), 0
    played.play()
    (subject, _), *_ = played.stats.read_owed()

    def contend(*_: object) -> None:
        nonlocal tries
        tries += 1
        raise ContendedError("always another")

    monkeypatch.setattr(played.stats, "write_figures", contend)
    with pytest.raises(ContendedError):
        recompute_all(played.stats, played.now, subject, tries=3)
    assert tries == 3
    assert TRIES > 10


def test_changed_table_rules_change_the_points_of_every_team_of_the_competition() -> None:
    played = Season(1)
    played.play()
    for _, store in played.matches:
        if not store.match_end:
            played.close_or_reopen(store)
    played.settle()
    before = without_stamps(played.stats.figures)
    played.stats.rules = {"cup": {"tableRules": {"win": 40, "tie": 20, "draw": 7, "noResult": 9}}}
    computed: list[Recomputed] = []
    assert recompute_table(played.stats, played.now, "cup", computed.append) == []
    assert len(computed) == 2
    assert without_stamps(played.stats.figures) == played.figures_from_logs() != before


def test_correct_figures_that_are_not_owed_cost_no_write() -> None:
    played = Season(1)
    played.play()
    played.settle()
    guards = dict(played.stats.guards)
    for name in guards:
        kind, _, owner = name.partition("_")
        assert recompute_all(played.stats, played.now, Subject(kind, owner)).written == 0
    assert played.stats.guards == guards
