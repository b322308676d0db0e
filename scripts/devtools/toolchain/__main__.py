"""`scripts/setup`: do the steps that are due, one process at a time, and remember them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout
from devtools.toolchain.lock import exclusive
from devtools.toolchain.steps import ADMIN, BROWSER, EMULATOR, NODE, PYTHON, Step

STEPS = {
    (): (PYTHON, NODE, EMULATOR),
    ("--python-only",): (PYTHON,),
    ("--clients",): (PYTHON, NODE),
    ("--admin",): (ADMIN,),
    ("--browser",): (BROWSER,),
}
USAGE = "usage: scripts/setup [--python-only | --clients | --admin | --browser]"


def main(arguments: Sequence[str], layout: Layout) -> int:
    """Install what is due; return 0, 1 when something is missing, 2 for a wrong argument."""
    steps = STEPS.get(tuple(arguments))
    if steps is None:
        _say(USAGE)
        return 2
    try:
        set_up(layout, steps)
    except MissingToolError as error:
        _say(f"setup: {error}")
        return 1
    return 0


def set_up(layout: Layout, steps: Sequence[Step]) -> None:
    """Do the steps that are due; a second process meanwhile waits and finds them done."""
    if not _due(layout, steps):
        return
    with exclusive(layout.tools / "setup.lock"):
        for step in _due(layout, steps):
            _say(f"setup: installing {step.does} ...")
            step.install(layout)
            remember(layout, step)


def _due(layout: Layout, steps: Sequence[Step]) -> list[Step]:
    done = _done(layout)
    return [
        step
        for step in steps
        if done.get(step.name) != step.fingerprint(layout) or not step.present(layout)
    ]


def _done(layout: Layout) -> dict[str, str]:
    """Return the fingerprints of the steps done; none when the record is unreadable."""
    try:
        done = json.loads((layout.tools / "setup.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in done.items()}


def remember(layout: Layout, step: Step) -> None:
    """Note that a step is done, with the fingerprint it has now."""
    done = {**_done(layout), step.name: step.fingerprint(layout)}
    (layout.tools / "setup.json").write_text(json.dumps(done, indent=2) + "\n", encoding="utf-8")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Layout()))
