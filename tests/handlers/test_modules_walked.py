"""Tests how many of the package's modules and functions run for a next ball and for an undo.

They are counted with the interpreter's profiling hook; `python -m
tests.handlers.test_modules_walked` prints them by module. The bounds are counted values: a change
that exceeds one has lengthened the path of a ball, and states the reason where it raises the bound.
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
from tests.chaos.games import real_game, unvoided_document
from tests.fakes.memory_store import MemoryMatchStore
from tests.handlers.small_game import trigger

PROJECT = Path(scrbrd.__file__).parent
MATCH_LOG = PROJECT.parents[1] / "scripts/matches/1386111.log"
BALLS = 200
"""Actions in the log before the ball that is counted; the second innings is under way."""
UNDONE_PLACE = 10
"""The place (1-based) of the action that is undone."""


@dataclass
class MeasuredCall:
    """The functions and modules of one call. `changes` counts calls into another module."""

    functions: set[CodeType] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)
    changes: int = 0

    @property
    def modules(self) -> list[str]:
        """Return the package's modules that ran, as paths in the package."""
        return sorted(self.calls)


def measure(call: Callable[[], object]) -> MeasuredCall:
    """Run a call and return the package's functions and modules that it ran."""
    measured = MeasuredCall()
    module_stack: list[str | None] = [None]

    def profile(frame: FrameType, event: str, _argument: Any) -> None:
        if event not in ("call", "return"):
            return
        module = module_of(frame.f_code)
        if module is None:
            return
        if event == "return":
            module_stack.pop()
            return
        measured.functions.add(frame.f_code)
        measured.calls[module] += 1
        measured.changes += module_stack[-1] != module
        module_stack.append(module)

    sys.setprofile(profile)
    try:
        call()
    finally:
        sys.setprofile(None)
    return measured


def module_of(code: CodeType) -> str | None:
    """Return the module of a function, None if it is outside the package."""
    path = Path(code.co_filename)
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else None


def measure_paths() -> dict[str, MeasuredCall]:
    """Score a real match in memory, then measure the next ball and the undo of an old one."""
    game = real_game("m1", MATCH_LOG)
    store = MemoryMatchStore()
    store.match, store.lineups = game.match, dict(game.lineups)
    entries = game.entries[: BALLS + 1]
    for entry in entries[:-1]:
        trigger(store, store.put(entry.id, unvoided_document(game, entry)))
    routes: list[Route] = []
    ball = store.put(entries[-1].id, unvoided_document(game, entries[-1]))
    next_ball_path = measure(lambda: routes.append(trigger(store, ball).path))
    old_action = game.entries[UNDONE_PLACE - 1]
    void = store.put(old_action.id, {**unvoided_document(game, old_action), "isVoided": True})
    undo_path = measure(lambda: routes.append(trigger(store, void).path))
    assert routes == [Route.NEXT, Route.REFOLD]
    return {"a next ball": next_ball_path, "the undo of an old ball": undo_path}


@pytest.fixture(scope="module")
def measured_paths() -> dict[str, MeasuredCall]:
    return measure_paths()


@pytest.mark.parametrize(
    ("path", "modules", "functions", "changes"),
    [
        ("a next ball", 61, 444, 368),
        # A few more functions, which detect an ordinary ball that needs none of many
        # others, so that a third fewer calls go into other modules.
        ("the undo of an old ball", 78, 734, 11_381),
    ],
)
def test_the_path_of_a_ball_does_not_exceed_its_bounds(
    measured_paths: dict[str, MeasuredCall], path: str, modules: int, functions: int, changes: int
) -> None:
    measured = measured_paths[path]
    counts = {
        "modules": len(measured.modules),
        "functions": len(measured.functions),
        "changes of module": measured.changes,
    }
    bounds = {"modules": modules, "functions": functions, "changes of module": changes}
    assert {each: counts[each] for each in counts if counts[each] > bounds[each]} == {}, path


def main() -> None:
    """Print both measurements, the busiest modules first."""
    for path, measured in measure_paths().items():
        counts = f"{len(measured.modules)} modules, {len(measured.functions)} functions"
        sys.stdout.write(f"{path}: {counts}, {measured.changes} changes of module\n")
        for module, calls in measured.calls.most_common():
            sys.stdout.write(f"  {calls:7} calls  {module}\n")


if __name__ == "__main__":
    main()
