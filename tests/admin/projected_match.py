"""Helpers that write and project a small match in a database, for tests of admin verbs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from google.cloud.firestore import SERVER_TIMESTAMP, Client, CollectionReference

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import rebuild
from tests.admin.administration import CommandResult
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, one_over

COMMIT_FIELDS: Final = ("version", "lastUpdated", "ledger")
TIMEOUT_SECONDS: Final = 120.0


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def write_log(client: Client, match_id: str, log: Mapping[str, dict[str, Any]]) -> None:
    """Write actions to a log in one commit, with the nonces that a client would make."""
    batch = client.batch()
    for key, document in log.items():
        innings, sequence = document["inningsNumber"], document["sequenceNumber"]
        follows = "" if sequence == 1 else f"nonce-{innings}-{sequence - 1}"
        chained = {"nonce": f"nonce-{innings}-{sequence}", "follows": follows}
        times = {"createdAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP}
        batch.set(client.document(paths.scoring_action(match_id, key)), document | chained | times)
    batch.commit()


def write_match_and_lineups(client: Client, match_id: str, document: Mapping[str, Any]) -> None:
    """Write the documents that exist before the first ball, in one commit."""
    batch = client.batch()
    batch.set(client.document(paths.match(match_id)), dict(document))
    for key, lineup in lineup_documents().items():
        batch.set(client.document(f"{paths.lineups(match_id)}/{key}"), lineup)
    batch.commit()


def write_match(client: Client, match_id: str = MATCH_ID) -> None:
    """Write a projected match whose log has two innings of one over: Lions 14, Tigers 14."""
    write_documents_of(client, project_match, match_id)


def project_match(client: Client, match_id: str) -> None:
    """Write the log of that match and project it."""
    write_match_and_lineups(client, match_id, match_document())
    log = {key: each | {"matchId": match_id} for key, each in (one_over(1) | one_over(2)).items()}
    write_log(client, match_id, log)
    rebuild(FirestoreMatchStore(client), now, match_id, "a test begins")


def write_documents_of(client: Client, make: Callable[..., None], *arguments: str) -> None:
    """Write all documents that `make` writes to an empty database; it is called only once.

    Their server times are later than the times stored in their fields, which `verify` notices.
    """
    batch = client.batch()
    for path, fields in documents_written_by(
        os.environ["FIRESTORE_EMULATOR_HOST"], make, *arguments
    ):
        batch.set(client.document(path), fields)
    batch.commit()


@cache
def documents_written_by(
    _host: str, make: Callable[..., None], *arguments: str
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return path and fields of each document that `make` writes to an empty project."""
    client = Client(project=f"demo-{uuid.uuid4().hex[:16]}")
    make(client, *arguments)
    found = tuple(all_documents(client.collections()))
    client.close()
    return found


def all_documents(
    collections: Iterable[CollectionReference],
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return path and fields of all documents of these collections and their subcollections."""
    for collection in collections:
        for reference in collection.list_documents():
            fields = reference.get().to_dict()
            if fields is not None:
                yield reference.path, fields
            yield from all_documents(reference.collections())


def stored_score(client: Client, match_id: str = MATCH_ID) -> dict[str, Any]:
    """Return `live/score` without the fields that only a commit sets."""
    stored = client.document(paths.live_score(match_id)).get().to_dict() or {}
    return {name: value for name, value in stored.items() if name not in COMMIT_FIELDS}


def stored_action(client: Client, key: str, match_id: str = MATCH_ID) -> dict[str, Any]:
    """Return the fields of a document of the log."""
    return client.document(paths.scoring_action(match_id, key)).get().to_dict() or {}


def run_interrupted(when: Callable[[], bool], *arguments: str) -> CommandResult:
    """Run the installed command line and press Ctrl-C once a condition holds."""
    # A background job ignores Ctrl-C, and a child inherits that; it inherits no handler, though.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [sys.executable, "-m", "admin", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            wait_until(when)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=TIMEOUT_SECONDS)
        finally:
            process.kill()
    return CommandResult(process.returncode, out, err)


def wait_until(when: Callable[[], bool]) -> None:
    """Wait until a condition holds; fail the test after TIMEOUT_SECONDS."""
    end = time.monotonic() + TIMEOUT_SECONDS
    while not when():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
