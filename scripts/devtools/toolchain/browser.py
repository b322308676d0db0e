"""A Chromium, Chrome or Edge for the tests of the pages: found on this machine, installed in CI."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout
from devtools.toolchain.run import logged

VARIABLE = "SCRBRD_BROWSER"
"""Names the program to take instead of looking for one."""

HEADLESS = "chromium-headless-shell"
"""Chromium's engine without a window, a package of Debian's: the tests of the console take half the
processor time with it."""

NAMES = (
    HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "microsoft-edge-stable", "msedge",
)  # fmt: skip
OF_MACS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
REMEDY = (
    f"install Chromium, Chrome or Edge (Debian: apt-get update && apt-get install {HEADLESS}) or"
    f" set {VARIABLE} to the program"
)


def find_browser() -> str | None:
    """Return the path of the first browser that is there: the one named by the variable, the
    PATH's, a Mac's."""
    return next(_candidates(), None)


def _candidates() -> Iterator[str]:
    named = os.environ.get(VARIABLE)
    for name in [named] if named else NAMES:
        found = shutil.which(name)
        if found:
            yield found
    for folder in () if named else (Path("/Applications"), Path.home() / "Applications"):
        yield from (str(folder / name) for name in OF_MACS if (folder / name).exists())


def install_browser(layout: Layout) -> None:
    """Install Debian's headless Chromium where no browser is found.

    Raises MissingToolError where that is not possible.
    """
    if find_browser():
        return
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (sys.platform == "linux" and is_root and shutil.which("apt-get")):
        raise MissingToolError("no browser for the tests of the pages", REMEDY)
    for command in (["update"], ["install", "--yes", HEADLESS]):
        logged(
            ["apt-get", *command],
            log=layout.tools / "browser.log",
            cwd=layout.root,
            remedy=REMEDY,
            env={"DEBIAN_FRONTEND": "noninteractive"},
        )
