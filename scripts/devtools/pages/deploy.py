"""Prepares the pages for a project; firebase-tools runs it before it deploys them.

A project's settings are in `clients/web/config/PROJECT.json`; they are written among the built
pages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from devtools.pages import settings
from devtools.pages.build import SETTINGS, SITE, WEB, build
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout

NEEDED = ("projectId", "apiKey", "authDomain")


def prepare(layout: Layout, say: Callable[[str], None]) -> None:
    """Build the pages and write their `/config.json`.

    Raises MissingToolError if the build fails or the settings would not work.
    """
    project = os.environ.get("GCLOUD_PROJECT", "")
    found = read_settings(layout, project)
    build(layout, say)
    target = layout.root / SITE / SETTINGS
    target.write_text(settings.as_text(found), encoding="utf-8")


def read_settings(layout: Layout, project: str) -> dict[str, Any]:
    """Return a project's settings. Raises MissingToolError if they are missing or wrong."""
    path = WEB / "config" / f"{project or 'PROJECT'}.json"
    try:
        found: dict[str, Any] = json.loads((layout.root / path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MissingToolError(f"{path}: {error}", "write it as docs/operations.md says") from error
    for complaint in complaints(layout, found):
        raise MissingToolError(f"{path}: {complaint}", "mend it, then deploy again")
    return found


def complaints(layout: Layout, found: dict[str, Any]) -> list[str]:
    """Return the problems of a production project's settings."""
    firebase = found.get("firebase") or {}
    problems = [f"firebase.{name} is missing" for name in NEEDED if not firebase.get(name)]
    if found.get("emulators"):
        problems.append("it names emulators")
    hosting = json.loads((layout.root / "firebase.json").read_text(encoding="utf-8"))["hosting"]
    blocked = settings.blocked_origins(hosting, found)
    if blocked:
        problems.append(f"connect-src in firebase.json does not name {' '.join(blocked)}")
    missing = settings.missing_for_popups(hosting, found)
    if missing:
        problems.append(f"signIn needs for /score/ in firebase.json: {', '.join(missing)}")
    return problems
