"""Measures the time from a tap on the console to the paint on the scorer's and a spectator's page.

It runs the built pages in a browser on the whole Emulator Suite. The taps and the measurement are
in `tests/clients/pages/tap_to_paint.long.browser.mjs`.
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
from devtools.demo.sample_matches import write_sample_matches
from devtools.emulators import EmulatorSuite
from devtools.emulators.hosting import HostingEmulator
from devtools.pages.build import build
from devtools.pages.settings import emulator_settings
from devtools.toolchain.browser import REMEDY, VARIABLE, find_browser
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout

MEASURES = "tests/clients/pages/tap_to_paint.long.browser.mjs"
SECONDS = 1800


def measure_pages(say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures by name. Raises MissingToolError without a browser or without figures."""
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
    """Return the figures by name, from the lines of JSON that Node printed."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith('{"figures"')]
    return {line.pop("figures"): line for line in lines}


@contextmanager
def staged_pages() -> Iterator[Mapping[str, str]]:
    """Serve the pages on new emulators with a match to score; yield the environment variables."""
    with EmulatorSuite() as suite:
        os.environ.update(suite.env())
        samples = write_sample_matches(suite, load_match(DEFAULT_MATCH))
        with HostingEmulator(emulator_settings(suite.env())) as hosting:
            yield suite.env() | {
                "SITE_URL": hosting.address,
                "TO_SCORE": samples.to_score,
                "SCORER": samples.scorer,
                "PASSWORD": PASSWORD,
            }
