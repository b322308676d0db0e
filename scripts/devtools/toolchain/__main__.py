"""Runs `scripts/setup`: carries out the steps that are due, in one process at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout
from devtools.toolchain.lock import file_lock
from devtools.toolchain.steps import ADMIN, BROWSER, EMULATOR, NODE, PYTHON, Step

Stage = tuple[Step, ...]
"""Steps that are carried out side by side."""

STAGES: dict[tuple[str, ...], tuple[Stage, ...]] = {
    (): ((PYTHON, NODE), (EMULATOR,)),
    ("--python-only",): ((PYTHON,),),
    ("--clients",): ((PYTHON, NODE),),
    ("--admin",): ((ADMIN,),),
    ("--browser",): ((BROWSER,),),
}
USAGE = "usage: scripts/setup [--python-only | --clients | --admin | --browser]"


def main(arguments: Sequence[str], layout: Layout) -> int:
    """Install what is due; return 0, 1 if a tool is missing, or 2 for a wrong argument."""
    stages = STAGES.get(tuple(arguments))
    if stages is None:
        _print_line(USAGE)
        return 2
    try:
        set_up(layout, stages)
    except MissingToolError as error:
        _print_line(f"setup: {error}")
        return 1
    return 0


def set_up(layout: Layout, stages: Sequence[Stage]) -> None:
    """Carry out the steps that are due. A second process waits, and then finds them done.

    A step that fails stops no other of its stage; then the error of the first is raised.
    """
    if not any(_due_steps(layout, stage) for stage in stages):
        return
    with file_lock(layout.tools / "setup.lock"):
        for stage in stages:
            install(layout, _due_steps(layout, stage))


def install(layout: Layout, steps: Sequence[Step]) -> None:
    """Carry out steps side by side; record each one that has succeeded.

    Raises MissingToolError for the first one that fails, when all have ended.
    """
    for step in steps:
        _print_line(f"setup: installing {step.does} ...")
    with ThreadPoolExecutor() as workers:
        running = {workers.submit(step.install, layout): step for step in steps}
        for done in as_completed(running):
            if done.exception() is None:
                record_step(layout, running[done])
    for each in running:
        each.result()


def _due_steps(layout: Layout, steps: Sequence[Step]) -> list[Step]:
    done = _stored_fingerprints(layout)
    return [
        step
        for step in steps
        if done.get(step.name) != step.fingerprint(layout) or not step.present(layout)
    ]


def _stored_fingerprints(layout: Layout) -> dict[str, str]:
    """Return the fingerprints of the finished steps by name; empty if the record is unreadable."""
    try:
        done = json.loads((layout.tools / "setup.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in done.items()}


def record_step(layout: Layout, step: Step) -> None:
    """Record a finished step with its current fingerprint."""
    done = {**_stored_fingerprints(layout), step.name: step.fingerprint(layout)}
    (layout.tools / "setup.json").write_text(json.dumps(done, indent=2) + "\n", encoding="utf-8")


def _print_line(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Layout()))
