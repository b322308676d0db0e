"""Runs `scrbrd backup drill`: restores a backup on the emulator and verifies it.

Each drill has a separate project, `demo-drill-...`, which the emulator isolates from all others, so
that no real project can be affected. It is always cleared at the end.
"""

from __future__ import annotations

import os
import urllib.request
import uuid
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from admin.connection import open_connection
from admin.maintenance.run import verify_match
from admin.maintenance.select_matches import select_matches
from admin.transfer.restore import restore
from admin.variables import FIRESTORE_HOST
from scrbrd.domain.errors import BadInput

CLEAR_SECONDS = 30.0


def run_drill(path: Path, console: Console) -> bool:
    """Restore and verify a backup; return True if all of it is there and agrees with its logs.

    Raises BadInput if no emulator is named or the file is no complete backup.
    """
    if not os.environ.get(FIRESTORE_HOST):
        raise BadInput(
            f"{FIRESTORE_HOST} is not set, and a drill never touches a real project; start the"
            f" emulators (scripts/demo --keep) and set it"
        )
    project = f"demo-drill-{uuid.uuid4().hex[:8]}"
    try:
        with open_connection(project, yes=True) as connection:
            store = connection.store
            restore(store, path, console, apply=True, overwrite=False)
            outcomes = [
                verify_match(store, each) for each in select_matches(store, [], everything=True)
            ]
    finally:
        with suppress(OSError):
            clear(project)
    differing = [each for each in outcomes if each.differs]
    for each in differing:
        console.print(f"{each.match_id}: {each.summary}")
    console.print(f"Drill: {len(outcomes)} matches verified, {len(differing)} to look at.")
    return not differing


def clear(project: str) -> None:
    """Delete all documents of a project of the emulator."""
    base_url = f"http://{os.environ[FIRESTORE_HOST]}/emulator/v1/projects/{project}"
    request = urllib.request.Request(f"{base_url}/databases/(default)/documents", method="DELETE")
    urllib.request.urlopen(request, timeout=CLEAR_SECONDS).close()
