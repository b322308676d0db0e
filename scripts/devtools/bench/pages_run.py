"""Measures how long a tap on the console takes to be painted, by the scorer and by a spectator.

Everything is real: the built pages in a browser, the whole Emulator Suite. What is tapped and how
it is measured is `tests/clients/pages/tap_to_paint.long.browser.mjs`; this runs it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from admin.logfile import load_match
from admin.rest_client import PASSWORD
from devtools.commands.demo import DEFAULT_MATCH
from devtools.demo.stage import set_stage
from devtools.emulators import EmulatorSuite
from devtools.emulators.hosting import HostingEmulator
from devtools.pages.build import build
from devtools.pages.settings import of_emulators
from devtools.toolchain.browser import REMEDY, VARIABLE, find_browser
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout

MEASURES = "tests/clients/pages/tap_to_paint.long.browser.mjs"
SECONDS = 1800


def measure_pages(say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures by their name; raises MissingToolError where something is not there."""
    browser = find_browser()
    if not browser:
        raise MissingToolError("no browser is installed", REMEDY)
    layout = Layout()
    build(layout, say)
    with staged_pages() as variables:
        done = subprocess.run(
            ["node", str(layout.root / MEASURES)],
            env=os.environ | variables | {VARIABLE: browser},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    figures = figures_in(done.stdout)
    if not figures:
        raise MissingToolError(f"nothing was measured: {done.stdout[-2000:]}", "see the browser")
    return figures | {"passed": done.returncode == 0}


def figures_in(output: str) -> dict[str, Any]:
    """Return what was measured, by its name, of what Node printed."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith('{"figures"')]
    return {line.pop("figures"): line for line in lines}


@contextmanager
def staged_pages() -> Iterator[Mapping[str, str]]:
    """The pages on emulators of their own with a match to be scored; the variables that tell."""
    with EmulatorSuite() as suite:
        os.environ.update(suite.env())
        stage = set_stage(suite, load_match(DEFAULT_MATCH))
        with HostingEmulator(of_emulators(suite.env())) as hosting:
            yield suite.env() | {
                "SITE_URL": hosting.address,
                "TO_SCORE": stage.to_score,
                "SCORER": stage.scorer,
                "PASSWORD": PASSWORD,
            }
