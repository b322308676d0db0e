"""Defines a small match in a database, projected, for tests of administrators' verbs."""

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
from tests.admin.administration import Ran
from tests.fakes.small_match import MATCH_ID, lineup_documents, match_document, over

STAMPS: Final = ("version", "lastUpdated", "ledger")
SECONDS: Final = 120.0


def now() -> datetime:
    return datetime.now(UTC)


def write_log(client: Client, match_id: str, log: Mapping[str, dict[str, Any]]) -> None:
    """Put actions into a log in one commit, with the nonces that a client would make."""
    batch = client.batch()
    for key, document in log.items():
        innings, sequence = document["inningsNumber"], document["sequenceNumber"]
        follows = "" if sequence == 1 else f"nonce-{innings}-{sequence - 1}"
        chained = {"nonce": f"nonce-{innings}-{sequence}", "follows": follows}
        times = {"createdAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP}
        batch.set(client.document(paths.scoring_action(match_id, key)), document | chained | times)
    batch.commit()


def write_match_and_lineups(client: Client, match_id: str, document: Mapping[str, Any]) -> None:
    """The documents that are there before the first ball, in one commit."""
    batch = client.batch()
    batch.set(client.document(paths.match(match_id)), dict(document))
    for key, lineup in lineup_documents().items():
        batch.set(client.document(f"{paths.lineups(match_id)}/{key}"), lineup)
    batch.commit()


def write_match(client: Client, match_id: str = MATCH_ID) -> None:
    """A match with two innings of an over in its log, projected: Lions 14, Tigers 14."""
    write_as_made(client, project_match, match_id)


def project_match(client: Client, match_id: str) -> None:
    """Append that match's log, and project it."""
    write_match_and_lineups(client, match_id, match_document())
    log = {key: each | {"matchId": match_id} for key, each in (over(1) | over(2)).items()}
    write_log(client, match_id, log)
    rebuild(FirestoreMatchStore(client), now, match_id, "a test begins")


def write_as_made(client: Client, make: Callable[..., None], *arguments: str) -> None:
    """Write all documents that `make` leaves in an empty database; it is called only once.

    Their server times are later than those that are written in them, which `verify` notices.
    """
    batch = client.batch()
    for path, fields in documents_made(os.environ["FIRESTORE_EMULATOR_HOST"], make, *arguments):
        batch.set(client.document(path), fields)
    batch.commit()


@cache
def documents_made(
    _host: str, make: Callable[..., None], *arguments: str
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """What `make` leaves in a project of its own, by the documents' paths."""
    client = Client(project=f"demo-{uuid.uuid4().hex[:16]}")
    make(client, *arguments)
    found = tuple(everything_in(client.collections()))
    client.close()
    return found


def everything_in(
    collections: Iterable[CollectionReference],
) -> Iterator[tuple[str, dict[str, Any]]]:
    """All documents of these collections and below, by their paths."""
    for collection in collections:
        for reference in collection.list_documents():
            fields = reference.get().to_dict()
            if fields is not None:
                yield reference.path, fields
            yield from everything_in(reference.collections())


def score(client: Client, match_id: str = MATCH_ID) -> dict[str, Any]:
    """`live/score` but for what only a commit knows."""
    stored = client.document(paths.live_score(match_id)).get().to_dict() or {}
    return {name: value for name, value in stored.items() if name not in STAMPS}


def action(client: Client, key: str, match_id: str = MATCH_ID) -> dict[str, Any]:
    """A document of the log."""
    return client.document(paths.scoring_action(match_id, key)).get().to_dict() or {}


def interrupted(when: Callable[[], bool], *arguments: str) -> Ran:
    """Run the installed command line, and press Ctrl-C once something is so."""
    # A background job ignores Ctrl-C, and so would a child; what is handled here it does not.
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
            out, err = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    return Ran(process.returncode, out, err)


def wait_until(when: Callable[[], bool]) -> None:
    """Wait for a condition; it comes, or the test fails."""
    end = time.monotonic() + SECONDS
    while not when():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
