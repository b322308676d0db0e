"""Feeds documents, as Firestore holds them, to the deployed functions, and says what went wrong.

The functions run in this process behind functions-framework; events are protobuf on the wire.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import functions_framework
from flask import got_request_exception
from google.cloud.firestore_v1.types import Document as FirestoreDocument
from google.events.cloud.firestore import Document

from scrbrd.domain.json_types import Json
from tests.triggers.cloud_events import written_as_stored

MAIN = Path(__file__).resolve().parents[2] / "functions" / "main.py"

TARGETS: Final = {
    r"matches/[^/]+": "on_match_written",
    r"matches/[^/]+/lineups/[^/]+": "on_lineup_written",
    r"matches/[^/]+/scoring_actions/[^/]+": "on_scoring_action_written",
    r"matches/[^/]+/scorebooks/[^/]+/entries/[^/]+": "on_book_entry_written",
    r"matches/[^/]+/rulings/[^/]+": "on_ruling_written",
    r"player_match_stats/[^/]+": "on_player_contribution_written",
    r"team_match_stats/[^/]+": "on_team_contribution_written",
    r"competitions/[^/]+": "on_competition_written",
}
"""Which function listens to which documents."""


def target_of(path: str) -> str | None:
    """The function that an event on a document calls; None for none."""
    return next((name for pattern, name in TARGETS.items() if re.fullmatch(pattern, path)), None)


@cache
def app(target: str) -> Any:
    """A deployed function behind functions-framework."""
    return functions_framework.create_app(target, str(MAIN), "cloudevent")


class Triggers:
    """The functions of one project; counts the events that they were given."""

    def __init__(self, project: str) -> None:
        self.project = project
        self.events = 0

    def deliver(self, path: str, value: Json | None, old: Json | None) -> list[str]:
        """Send the event of a document that was written; what was raised or logged as an error."""
        target = target_of(path)
        if target is None:
            return []
        self.events += 1
        now, before = (None if each is None else wire(each) for each in (value, old))
        headers, body = written_as_stored(self.project, path, now, before)
        client = app(target).test_client()
        with listening() as faults:
            status = client.post("/", data=body, headers=headers).status_code
        return faults or ([] if status == 200 else [f"{target}: {status}"])


@contextlib.contextmanager
def listening() -> Iterator[list[str]]:
    """The errors that functions raise, and those that they only log, while the context lasts."""
    faults: list[str] = []
    out = io.StringIO()

    def note(_: Any, exception: BaseException, **__: Any) -> None:
        faults.append(told(exception))

    with (
        got_request_exception.connected_to(note),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        yield faults
    if not faults:
        faults += logged_errors(out.getvalue())


def told(error: BaseException) -> str:
    """An error with the place in our own code that raised it."""
    frames = [
        each for each in traceback.extract_tb(error.__traceback__) if "/scrbrd/" in each.filename
    ]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "nowhere of ours"
    return f"{where}: {type(error).__name__}: {error!s:.300}"


def logged_errors(text: str) -> Iterator[str]:
    """The lines of a log that tell of an error."""
    for line in text.splitlines():
        with contextlib.suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict) and said.get("severity") == "ERROR":
                yield f"logged: {said.get('message')}: {said.get('error')!s:.300}"


def wire(stored: Json) -> Document:
    """A document of the REST interface as an event carries it."""
    read = FirestoreDocument.from_json(json.dumps(stored))
    return Document.deserialize(FirestoreDocument.serialize(read))
