"""Through how many modules and functions of ours a next ball and the undo of an old one run.

Counted by the interpreter's own hook; `python -m tests.handlers.test_modules_walked` prints them,
module by module. The bounds are what was counted: a change that goes over one has lengthened the
way of a ball, and says why where it raises the bound.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import scrbrd
from scrbrd.handlers.catch_up import Route
from tests.chaos.games import raw, real_game
from tests.fakes.memory_store import MemoryMatchStore
from tests.handlers.small_game import trigger

PROJECT = Path(scrbrd.__file__).parent
LOG = PROJECT.parents[1] / "scripts/matches/1386111.log"
BALLS = 200
"""Actions in the log before the ball that is counted; the second innings is under way."""
OLD = 10
"""The place (1-based) of the action that is undone."""


@dataclass
class Walk:
    """What one call ran through. `changes`: how often a call went into another module."""

    functions: set[CodeType] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)
    changes: int = 0

    @property
    def modules(self) -> list[str]:
        """The modules of ours, as their paths in the package."""
        return sorted(self.calls)


def walk_of(call: Callable[[], object]) -> Walk:
    """Run a call and return what of the package it ran through."""
    walk = Walk()
    inside: list[str | None] = [None]

    def watch(frame: FrameType, event: str, _argument: Any) -> None:
        if event not in ("call", "return"):
            return
        module = module_of(frame.f_code)
        if module is None:
            return
        if event == "return":
            inside.pop()
            return
        walk.functions.add(frame.f_code)
        walk.calls[module] += 1
        walk.changes += inside[-1] != module
        inside.append(module)

    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(None)
    return walk


def module_of(code: CodeType) -> str | None:
    """Return the module of a function, None of what is not ours."""
    path = Path(code.co_filename)
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else None


def walks() -> dict[str, Walk]:
    """Score a real match in memory up to a ball, and walk it; then undo an old one."""
    game = real_game("m1", LOG)
    store = MemoryMatchStore()
    store.match, store.lineups = game.match, dict(game.lineups)
    entries = game.entries[: BALLS + 1]
    for entry in entries[:-1]:
        trigger(store, store.put(entry.id, raw(game, entry)))
    routes: list[Route] = []
    ball = store.put(entries[-1].id, raw(game, entries[-1]))
    next_ball = walk_of(lambda: routes.append(trigger(store, ball).path))
    old = game.entries[OLD - 1]
    undone = store.put(old.id, {**raw(game, old), "isVoided": True})
    undo = walk_of(lambda: routes.append(trigger(store, undone).path))
    assert routes == [Route.NEXT, Route.REFOLD]
    return {"a next ball": next_ball, "the undo of an old ball": undo}


@pytest.fixture(scope="module")
def walked() -> dict[str, Walk]:
    return walks()


@pytest.mark.parametrize(
    ("what", "modules", "functions", "changes"),
    [
        ("a next ball", 66, 469, 404),
        # Some functions more, which find out that a ball is one of most and needs none of many
        # others: it runs into other modules a third less often.
        ("the undo of an old ball", 78, 735, 11_400),
    ],
)
def test_no_change_lengthens_the_way_of_a_ball_unnoticed(
    walked: dict[str, Walk], what: str, modules: int, functions: int, changes: int
) -> None:
    walk = walked[what]
    counts = {
        "modules": len(walk.modules),
        "functions": len(walk.functions),
        "changes of module": walk.changes,
    }
    bounds = {"modules": modules, "functions": functions, "changes of module": changes}
    assert {each: counts[each] for each in counts if counts[each] > bounds[each]} == {}, what


def main() -> None:
    """Print both ways, the busiest modules first."""
    for what, walk in walks().items():
        counts = f"{len(walk.modules)} modules, {len(walk.functions)} functions"
        sys.stdout.write(f"{what}: {counts}, {walk.changes} changes of module\n")
        for module, calls in walk.calls.most_common():
            sys.stdout.write(f"  {calls:7} calls  {module}\n")


if __name__ == "__main__":
    main()
