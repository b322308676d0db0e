"""Makes the documents that pages read from a match's log, as the functions write them.

A recording is one JSON object: `documents` by path, and `steps`, with the documents that each
further action changed (null: deleted). Times are ISO texts, as the gateway sends them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from admin.logfile import load_match
from admin.matchlog import MatchLog
from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.statistics import Subject, recompute_all
from tests.fakes.memory_stats import MemoryStatsStore
from tests.fakes.memory_store import MemoryMatchStore

START: Final = datetime.fromisoformat("2026-05-01T12:00:00+00:00")
BALL_TIME: Final = timedelta(seconds=40)


class SteppingClock:
    """A clock that advances forty seconds per call."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        self.at += BALL_TIME
        return self.at


class RecordedMatch:
    """A match whose log is written action by action to a store in memory."""

    def __init__(self, log: MatchLog, **match: Any) -> None:
        self.now = SteppingClock()
        self.store = MemoryMatchStore(log.match_id)
        self.store.match = plain_document(log.match) | {"status": "scheduled"} | match
        self.store.lineups = {
            f"{each.team_id}_{each.player_id}": plain_document(each) for each in log.lineups
        }
        self.actions = [(each.id, each.to_document()) for each in log.actions]
        self.next_index = 0

    def play(self, count: int | None) -> None:
        """Write and fold a number of actions at once; None: all."""
        until = len(self.actions) if count is None else self.next_index + count
        for action_id, document in self.actions[self.next_index : until]:
            self.store.put(action_id, with_scorer_time(document, self.now()))
        self.next_index = min(until, len(self.actions))
        rebuild(self.store, self.now, self.store.match_id, "a recording begins")

    def step(self) -> Json:
        """Write one action and return the documents that it changed, by path."""
        before = documents_of(self.store)
        action_id, document = self.actions[self.next_index]
        self.next_index += 1
        seen = self.store.put(action_id, with_scorer_time(document, self.now()))
        catch_up(self.store, self.now, self.store.match_id, [seen])
        return changed_documents(before, documents_of(self.store))

    def void(self, action_id: str) -> Json:
        """Void an action and return the documents that it changed, by path."""
        before = documents_of(self.store)
        seen = self.store.put(action_id, self.store.log[action_id] | {"isVoided": True})
        catch_up(self.store, self.now, self.store.match_id, [seen])
        return changed_documents(before, documents_of(self.store))


def plain_document(model: Any) -> Json:
    """Return a model's document with the fields that were set."""
    fields: Json = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return fields


def with_scorer_time(document: Json, now: datetime) -> Json:
    """Return an action that is not voided, with the scorer's time."""
    return document | {"isVoided": False, "timestamp": now}


def documents_of(store: MemoryMatchStore) -> Json:
    """Return every public document of a match, by path."""
    root = f"matches/{store.match_id}"
    found: Json = {root: store.match, f"{root}/live/score": store.score}
    found[f"{root}/live/health"] = store.health
    found |= {f"{root}/lineups/{key}": each for key, each in store.lineups.items()}
    found |= {f"{root}/events/{key}": each for key, each in store.events.items()}
    found |= {f"{root}/scoring_actions/{key}": each for key, each in store.log.items()}
    for key, each in (*store.whole_documents.items(), *store.match_end.items()):
        found[public_path(store.match_id, key)] = each
    return {path: dict(each) for path, each in found.items() if each is not None}


def public_path(match_id: str, key: str) -> str:
    """Return the path of a document from its short name in the store."""
    if key == "ticker":
        return f"tickers/{match_id}"
    return key if "_stats/" in key else f"matches/{match_id}/{with_folder(key)}"


def with_folder(key: str) -> str:
    """Return the last two parts of the path of a match's document."""
    if "/" in key:
        return key
    return f"live/{key}" if key.startswith("innings_") else f"archive/{key}"


def changed_documents(before: Json, after: Json) -> Json:
    """Return the complete documents that differ; None for a deleted one."""
    deleted: Json = dict.fromkeys(before.keys() - after.keys())
    return {path: each for path, each in after.items() if before.get(path) != each} | deleted


def season_figures(stores: Iterable[MemoryMatchStore]) -> Json:
    """Return the figures of the seasons that matches contributed to, by path."""
    stats = MemoryStatsStore(list(stores))
    for name in sorted(subject_names(stats.matches)):
        recompute_all(stats, SteppingClock(), Subject.from_name(name))
    return dict(stats.figures)


def subject_names(stores: Iterable[MemoryMatchStore]) -> Iterator[str]:
    """Yield the names of the players and teams to whose figures the matches contribute."""
    for store in stores:
        for key, document in store.match_end.items():
            if key.startswith("player_match_stats/"):
                yield Subject("player", document["personId"]).name
            if key.startswith("team_match_stats/"):
                yield Subject("team", document["teamId"]).name


def record(path: Path, *, first: int | None = None, steps: int = 0, **match: Any) -> Json:
    """Return a recording of a log: its first actions at once, then some one by one."""
    found = RecordedMatch(load_match(path), **match)
    found.play(first)
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.step() for _ in range(steps)]}


def write_json(recording: Json, path: Path) -> Path:
    """Write a recording to a path, and return the path."""
    text = json.dumps(recording, default=lambda moment: moment.isoformat(), ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path
