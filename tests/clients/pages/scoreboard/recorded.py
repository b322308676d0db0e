"""Makes the documents that pages read from a match's log, as the functions would write them.

A recording is one JSON object: `documents` by path, and `steps`, for each further action the
documents that it changed (null: deleted). Times are ISO texts, as the gateway sends them.
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


class Clock:
    """Forty seconds pass between two looks at it."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        self.at += BALL_TIME
        return self.at


class Recorded:
    """A match whose log is written action by action into a store in memory."""

    def __init__(self, log: MatchLog, **match: Any) -> None:
        self.now = Clock()
        self.store = MemoryMatchStore(log.match_id)
        self.store.match = plain(log.match) | {"status": "scheduled"} | match
        self.store.lineups = {
            f"{each.team_id}_{each.player_id}": plain(each) for each in log.lineups
        }
        self.actions = [(each.id, each.to_document()) for each in log.actions]
        self.next = 0

    def play(self, count: int | None) -> None:
        """Write so many actions at once, all where none is said, and fold them."""
        until = len(self.actions) if count is None else self.next + count
        for action_id, document in self.actions[self.next : until]:
            self.store.put(action_id, stamped(document, self.now()))
        self.next = min(until, len(self.actions))
        rebuild(self.store, self.now, self.store.match_id, "a recording begins")

    def step(self) -> Json:
        """Write one action; the documents that it changed, by path."""
        before = documents_of(self.store)
        action_id, document = self.actions[self.next]
        self.next += 1
        seen = self.store.put(action_id, stamped(document, self.now()))
        catch_up(self.store, self.now, self.store.match_id, [seen])
        return changed(before, documents_of(self.store))

    def void(self, action_id: str) -> Json:
        """Void an action; the documents that it changed, by path."""
        before = documents_of(self.store)
        seen = self.store.put(action_id, self.store.log[action_id] | {"isVoided": True})
        catch_up(self.store, self.now, self.store.match_id, [seen])
        return changed(before, documents_of(self.store))


def plain(model: Any) -> Json:
    """A model's document, of what it was given."""
    fields: Json = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return fields


def stamped(document: Json, now: datetime) -> Json:
    """An action with the scorer's time."""
    return document | {"isVoided": False, "timestamp": now}


def documents_of(store: MemoryMatchStore) -> Json:
    """Every public document of a match, by path."""
    root = f"matches/{store.match_id}"
    found: Json = {root: store.match, f"{root}/live/score": store.score}
    found[f"{root}/live/health"] = store.health
    found |= {f"{root}/lineups/{key}": each for key, each in store.lineups.items()}
    found |= {f"{root}/events/{key}": each for key, each in store.events.items()}
    found |= {f"{root}/scoring_actions/{key}": each for key, each in store.log.items()}
    for key, each in (*store.whole_documents.items(), *store.left.items()):
        found[public_path(store.match_id, key)] = each
    return {path: dict(each) for path, each in found.items() if each is not None}


def public_path(match_id: str, key: str) -> str:
    """The path of a document that a store keeps by a short name."""
    if key == "ticker":
        return f"tickers/{match_id}"
    return key if "_stats/" in key else f"matches/{match_id}/{with_folder(key)}"


def with_folder(key: str) -> str:
    """The last two parts of the path of a match's document."""
    if "/" in key:
        return key
    return f"live/{key}" if key.startswith("innings_") else f"archive/{key}"


def changed(before: Json, after: Json) -> Json:
    """What differs, whole; null for what is gone."""
    gone: Json = dict.fromkeys(before.keys() - after.keys())
    return {path: each for path, each in after.items() if before.get(path) != each} | gone


def figures_of(stores: Iterable[MemoryMatchStore]) -> Json:
    """The figures of the seasons that matches contributed to, by path."""
    stats = MemoryStatsStore(list(stores))
    for name in sorted(subjects_of(stats.matches)):
        recompute_all(stats, Clock(), Subject.from_name(name))
    return dict(stats.figures)


def subjects_of(stores: Iterable[MemoryMatchStore]) -> Iterator[str]:
    """Whose figures the matches contribute to."""
    for store in stores:
        for key, document in store.left.items():
            if key.startswith("player_match_stats/"):
                yield Subject("player", document["personId"]).name
            if key.startswith("team_match_stats/"):
                yield Subject("team", document["teamId"]).name


def record(path: Path, *, first: int | None = None, steps: int = 0, **match: Any) -> Json:
    """A recording of a log: its first actions at once, then some one by one."""
    found = Recorded(load_match(path), **match)
    found.play(first)
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.step() for _ in range(steps)]}


def write_json(recording: Json, path: Path) -> Path:
    """Write a recording where a test of the pages reads it."""
    text = json.dumps(recording, default=lambda moment: moment.isoformat(), ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path
