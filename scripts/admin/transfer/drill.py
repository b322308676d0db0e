"""Runs `scrbrd backup drill`: a backup restored into an empty project of the emulator and verified.

Each drill has a project of its own, `demo-drill-...`, which the emulator keeps apart from all
others: no real project can be meant. It is cleared at the end, whatever came of it.
"""

from __future__ import annotations

import os
import urllib.request
import uuid
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from admin.connection import connected
from admin.maintenance.run import verify_match
from admin.maintenance.select_matches import select_matches
from admin.transfer.restore import restore
from admin.variables import FIRESTORE_HOST
from scrbrd.domain.errors import BadInput

CLEAR_SECONDS = 30.0


def run_drill(path: Path, console: Console) -> bool:
    """Restore and verify a backup; returns whether all of it is there and as its logs say.

    Raises BadInput where no emulator is named or the file is no whole backup.
    """
    if not os.environ.get(FIRESTORE_HOST):
        raise BadInput(
            f"{FIRESTORE_HOST} is not set, and a drill never touches a real project; start the"
            f" emulators (scripts/demo --keep) and set it"
        )
    project = f"demo-drill-{uuid.uuid4().hex[:8]}"
    try:
        with connected(project, yes=True) as connection:
            store = connection.store
            restore(store, path, console, apply=True, overwrite=False)
            found = [
                verify_match(store, each) for each in select_matches(store, [], everything=True)
            ]
    finally:
        with suppress(OSError):
            clear(project)
    wrong = [each for each in found if each.differs]
    for each in wrong:
        console.print(f"{each.match_id}: {each.said}")
    console.print(f"Drill: {len(found)} matches verified, {len(wrong)} to look at.")
    return not wrong


def clear(project: str) -> None:
    """Delete all documents of a project of the emulator."""
    where = f"http://{os.environ[FIRESTORE_HOST]}/emulator/v1/projects/{project}"
    request = urllib.request.Request(f"{where}/databases/(default)/documents", method="DELETE")
    urllib.request.urlopen(request, timeout=CLEAR_SECONDS).close()
