"""Tests verify, reconcile and rebuild of a match that two scorers keep in books."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from google.cloud.firestore import DELETE_FIELD, Client

from scrbrd.adapters import paths
from tests.adapters.test_books_store import FirestoreBookMatch
from tests.admin.administration import run_in_process, run_ok
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import MATCH_ID

SOUND = f"{MATCH_ID}: as the log says, the log as the books say\n"


def change(client: Client, path: str, **fields: Any) -> None:
    """Change fields of a document past the functions."""
    client.document(path).update(fields)


DAMAGE: dict[str, tuple[Callable[[Client], object], str]] = {
    "no consensus": (
        lambda client: client.document(paths.live_consensus(MATCH_ID)).delete(),
        "live/consensus: not what was written",
    ),
    "another number of disputes": (
        lambda client: change(client, paths.live_consensus(MATCH_ID), openDisputes=0),
        "live/consensus: not what was written",
    ),
    "a seat of another person": (
        lambda client: change(
            client, paths.live_consensus(MATCH_ID), **{"seats.home.personId": "nobody"}
        ),
        "live/consensus: not what was written",
    ),
    "seats that are none": (
        lambda client: change(client, paths.live_consensus(MATCH_ID), seats=["home"]),
        "live/consensus: not what was written",
    ),
    "a score that is not disputed": (
        lambda client: change(client, paths.live_score(MATCH_ID), disputed=DELETE_FIELD),
        "live/score.disputed: not what was written",
    ),
    "a notice without disputes": (
        lambda client: change(client, paths.notice(MATCH_ID, "scorer_home"), disputes=[]),
        "notices/scorer_home: not what was written",
    ),
}


@pytest.mark.parametrize(("damage", "line"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_document_of_the_consensus_is_reported_and_repaired(
    firestore_client: Client, damage: Callable[[Client], object], line: str
) -> None:
    FirestoreBookMatch(firestore_client).deliver(Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1"))
    assert run_ok("verify", MATCH_ID) == SOUND
    for verb in ("reconcile", "rebuild"):
        damage(firestore_client)
        result = run_in_process("verify", MATCH_ID)
        assert (result.code, line in result.out) == (1, True), result
        run_ok(verb, MATCH_ID)
        assert run_ok("verify", MATCH_ID) == SOUND


def test_reconcile_appends_what_books_agree_on_if_their_triggers_were_lost(
    firestore_client: Client,
) -> None:
    match = FirestoreBookMatch(firestore_client)
    home, away = Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home, away)
    for each in (home.balls("2 . 1"), away.balls("2 6 1")):
        match.write(each)
    assert run_in_process("verify", MATCH_ID).code == 1
    assert run_ok("reconcile", MATCH_ID) == f"{MATCH_ID}: books, disputes\n"
    assert run_ok("verify", MATCH_ID) == SOUND
    assert run_ok("reconcile", MATCH_ID) == f"{MATCH_ID}: nothing to do\n"
