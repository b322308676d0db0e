"""Finds a Chromium, Chrome or Edge for the tests of the pages; installs one in CI."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout
from devtools.toolchain.run import run_logged

VARIABLE = "SCRBRD_BROWSER"
"""The environment variable that names the browser to use, instead of a search."""

HEADLESS = "chromium-headless-shell"
"""Debian's package of Chromium's engine without a window. The tests of the console take half the
processor time with it."""

NAMES = (
    HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "microsoft-edge-stable", "msedge",
)  # fmt: skip
MAC_APPLICATIONS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
REMEDY = (
    f"install Chromium, Chrome or Edge (Debian: apt-get update && apt-get install {HEADLESS}) or"
    f" set {VARIABLE} to the program"
)


def find_browser() -> str | None:
    """Return the path of a browser, None if there is none.

    It is the one that the variable names, else the first on the PATH, else a Mac's application.
    """
    return next(_candidates(), None)


def _candidates() -> Iterator[str]:
    named = os.environ.get(VARIABLE)
    for name in [named] if named else NAMES:
        found = shutil.which(name)
        if found:
            yield found
    for folder in () if named else (Path("/Applications"), Path.home() / "Applications"):
        yield from (str(folder / name) for name in MAC_APPLICATIONS if (folder / name).exists())


def install_browser(layout: Layout) -> None:
    """Install Debian's headless Chromium if no browser is found.

    Raises MissingToolError if that is not possible.
    """
    if find_browser():
        return
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (sys.platform == "linux" and is_root and shutil.which("apt-get")):
        raise MissingToolError("no browser for the tests of the pages", REMEDY)
    for command in (["update"], ["install", "--yes", HEADLESS]):
        run_logged(
            ["apt-get", *command],
            log=layout.tools / "browser.log",
            cwd=layout.root,
            remedy=REMEDY,
            env={"DEBIAN_FRONTEND": "noninteractive"},
        )
