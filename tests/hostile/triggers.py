"""Delivers documents, as Firestore stores them, to the deployed functions, and returns the faults.

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
from tests.triggers.cloud_events import written_event_as_stored

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
"""The function that receives the events of each kind of document path."""


def target_of(path: str) -> str | None:
    """Return the function that receives a document's events; None if there is none."""
    return next((name for pattern, name in TARGETS.items() if re.fullmatch(pattern, path)), None)


@cache
def app(target: str) -> Any:
    """Return a deployed function behind functions-framework."""
    return functions_framework.create_app(target, str(MAIN), "cloudevent")


class Triggers:
    """The functions of one project; counts the delivered events."""

    def __init__(self, project: str) -> None:
        self.project = project
        self.events = 0

    def deliver(self, path: str, value: Json | None, old: Json | None) -> list[str]:
        """Deliver the event of a written document; return the raised or logged errors."""
        target = target_of(path)
        if target is None:
            return []
        self.events += 1
        now, before = (None if each is None else event_document(each) for each in (value, old))
        headers, body = written_event_as_stored(self.project, path, now, before)
        client = app(target).test_client()
        with captured_faults() as faults:
            status = client.post("/", data=body, headers=headers).status_code
        return faults or ([] if status == 200 else [f"{target}: {status}"])


@contextlib.contextmanager
def captured_faults() -> Iterator[list[str]]:
    """Yield a list that receives the errors that functions raise or log in the context."""
    faults: list[str] = []
    out = io.StringIO()

    def record(_: Any, exception: BaseException, **__: Any) -> None:
        faults.append(error_text(exception))

    with (
        got_request_exception.connected_to(record),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        yield faults
    if not faults:
        faults += logged_errors(out.getvalue())


def error_text(error: BaseException) -> str:
    """Return an error as text, with the place in this project's code that raised it."""
    frames = [
        each for each in traceback.extract_tb(error.__traceback__) if "/scrbrd/" in each.filename
    ]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "nowhere of ours"
    return f"{where}: {type(error).__name__}: {error!s:.300}"


def logged_errors(text: str) -> Iterator[str]:
    """Yield the messages of the error lines of a log."""
    for line in text.splitlines():
        with contextlib.suppress(ValueError):
            line_fields = json.loads(line)
            if isinstance(line_fields, dict) and line_fields.get("severity") == "ERROR":
                yield f"logged: {line_fields.get('message')}: {line_fields.get('error')!s:.300}"


def event_document(stored: Json) -> Document:
    """Return a document of the REST interface in the form that an event carries."""
    read = FirestoreDocument.from_json(json.dumps(stored))
    return Document.deserialize(FirestoreDocument.serialize(read))
