"""Defines the rows of a match with books: entries, rulings, and documents derived from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.books import (
    DUAL,
    OVER,
    STATEMENTS,
    entry,
    entry_of,
    entry_path,
    ruling,
    tier_ruling,
)
from tests.rules.cast import SCORER
from tests.rules.changes import recording_role, redo_fields, void_fields
from tests.rules.documents import delivery
from tests.rules.matrix.match import derived
from tests.rules.matrix.row import ADMIN_ONLY, ANYBODY, NOBODY, Row
from tests.rules.world import NOW, Create

READERS = "..C...R.......Z"
"""The scorer who keeps the book, the referee, and the administrator."""
BOOK_OWNER_ONLY = "..C............"


def books() -> Iterator[Row]:
    """Yield the rows of a scorer's book, which only its scorer writes; private until completion."""
    base: dict[str, Any] = {
        "get": READERS,
        "list": READERS,
        "create": BOOK_OWNER_ONLY,
        "delete": NOBODY,
        "new_path": entry_path(SCORER, "1_4"),
        "create_fields": entry,
        "source": "scorebooks",
    }
    second, third = entry_path(SCORER, "1_2"), entry_path(SCORER, "1_3")
    yield Row(
        "books, voided",
        update=BOOK_OWNER_ONLY,
        existing_path=second,
        update_fields=void_fields,
        **base,
    )
    yield Row(
        "books, redone",
        update=BOOK_OWNER_ONLY,
        existing_path=third,
        update_fields=redo_fields,
        **base,
    )
    yield Row(
        "books, edited",
        update=NOBODY,
        existing_path=second,
        update_fields=lambda _: {"runsOffBat": 4, "totalRuns": 4, "updatedAt": NOW},
        **base,
    )
    stamped: dict[str, Any] = {
        "update_fields": lambda _: {"correctedBy": "1_4", "updatedAt": NOW},
        "further_writes": lambda actor: (
            Create(entry_path(SCORER, "1_4"), entry(actor, corrects="1_2")),
        ),
    }
    yield Row("books, corrected", update=BOOK_OWNER_ONLY, existing_path=second, **stamped, **base)
    for kind, fields in STATEMENTS.items():
        statement = {"create_fields": lambda actor, k=kind, f=fields: entry_of(actor, k, **f)}
        yield Row(
            f"books, {kind}",
            update=BOOK_OWNER_ONLY,
            existing_path=second,
            update_fields=void_fields,
            **base | statement,
        )
    grouped = {"group": "entries", "where": {"recordedBy": SCORER.person_id}, "list": NOBODY}
    yield Row(
        "books, group",
        update=BOOK_OWNER_ONLY,
        existing_path=second,
        update_fields=void_fields,
        **base | grouped,
    )
    of_innings = {"where": {"inningsNumber": 1}}
    yield Row(
        "books, innings",
        update=BOOK_OWNER_ONLY,
        existing_path=second,
        update_fields=void_fields,
        **base | of_innings,
    )
    over = {
        "get": ANYBODY,
        "list": ANYBODY,
        "existing_path": entry_path(SCORER, "1_2", OVER),
        "new_path": entry_path(SCORER, "1_4", OVER),
        "create_fields": lambda actor: entry(actor, match_id=OVER),
    }
    yield Row("books, completed", update=BOOK_OWNER_ONLY, update_fields=void_fields, **base | over)


def log_of_books() -> Iterator[Row]:
    """Yield the row of the log of such a match: no client writes it, not even administrators."""
    log = f"matches/{DUAL}/scoring_actions"
    yield Row(
        "actions, kept in books",
        get=ANYBODY,
        list=ANYBODY,
        create=NOBODY,
        update=NOBODY,
        delete=NOBODY,
        existing_path=f"{log}/1_2",
        new_path=f"{log}/1_4",
        create_fields=lambda actor: delivery(DUAL, 1, 4, actor, recording_role(actor)),
        update_fields=void_fields,
        source="scoring_actions",
    )


def rulings() -> Iterator[Row]:
    """Yield the rows of rulings: created according to rank, never changed or deleted."""
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "update": NOBODY,
        "delete": NOBODY,
        "existing_path": f"matches/{DUAL}/rulings/1",
        "new_path": f"matches/{DUAL}/rulings/2",
        "update_fields": lambda _: {"accepts": "neutral"},
        "source": "rulings",
    }
    yield Row("rulings, on a dispute", create=".....UR..K....Z", create_fields=ruling, **base)
    yield Row("rulings, on the tier", create="..C..UR.......Z", create_fields=tier_ruling, **base)


def made_of_books() -> Iterator[Row]:
    """Yield the rows of documents that the functions derive from books and rulings."""
    live = f"matches/{DUAL}/live"
    yield derived("disputes", f"matches/{DUAL}/disputes/1_2")
    own = f"matches/{DUAL}/notices/{SCORER.person_id}"
    yield derived("notices", own, get="..C...........Z", list=ADMIN_ONLY)
    yield derived("live consensus", f"{live}/consensus", list=ADMIN_ONLY)
    yield derived(
        "live consensus state", f"{live}/consensus_state", get=ADMIN_ONLY, list=ADMIN_ONLY
    )
