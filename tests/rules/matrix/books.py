"""Defines the rows of a match that is kept in books: entries, rulings, and what is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules.books import DUAL, OVER, STATEMENTS, entry, entry_of, place, ruling, tier_ruling
from tests.rules.cast import SCORER
from tests.rules.changes import recorded_as, redone, voided
from tests.rules.documents import delivery
from tests.rules.matrix.match import derived
from tests.rules.matrix.row import ADMIN_ONLY, ANYBODY, NOBODY, Row
from tests.rules.world import NOW, Create

READERS = "..C...R.......Z"
"""The scorer whose book it is, the referee, and the administrator."""
OWNER = "..C............"


def books() -> Iterator[Row]:
    """A scorer's book: nobody else reads it before completion, or ever writes it."""
    base: dict[str, Any] = {
        "get": READERS,
        "list": READERS,
        "create": OWNER,
        "delete": NOBODY,
        "new": place(SCORER, "1_4"),
        "made": entry,
        "source": "scorebooks",
    }
    second, third = place(SCORER, "1_2"), place(SCORER, "1_3")
    yield Row("books, voided", update=OWNER, there=second, changed=voided, **base)
    yield Row("books, redone", update=OWNER, there=third, changed=redone, **base)
    yield Row(
        "books, edited",
        update=NOBODY,
        there=second,
        changed=lambda _: {"runsOffBat": 4, "totalRuns": 4, "updatedAt": NOW},
        **base,
    )
    stamped: dict[str, Any] = {
        "changed": lambda _: {"correctedBy": "1_4", "updatedAt": NOW},
        "more": lambda actor: (Create(place(SCORER, "1_4"), entry(actor, corrects="1_2")),),
    }
    yield Row("books, corrected", update=OWNER, there=second, **stamped, **base)
    for kind, fields in STATEMENTS.items():
        said = {"made": lambda actor, k=kind, f=fields: entry_of(actor, k, **f)}
        yield Row(f"books, {kind}", update=OWNER, there=second, changed=voided, **base | said)
    grouped = {"group": "entries", "where": {"recordedBy": SCORER.person_id}, "list": NOBODY}
    yield Row("books, group", update=OWNER, there=second, changed=voided, **base | grouped)
    of_innings = {"where": {"inningsNumber": 1}}
    yield Row("books, innings", update=OWNER, there=second, changed=voided, **base | of_innings)
    over = {
        "get": ANYBODY,
        "list": ANYBODY,
        "there": place(SCORER, "1_2", OVER),
        "new": place(SCORER, "1_4", OVER),
        "made": lambda actor: entry(actor, match_id=OVER),
    }
    yield Row("books, completed", update=OWNER, changed=voided, **base | over)


def log_of_books() -> Iterator[Row]:
    """The log of such a match: nobody's to write, administrators included."""
    log = f"matches/{DUAL}/scoring_actions"
    yield Row(
        "actions, kept in books",
        get=ANYBODY,
        list=ANYBODY,
        create=NOBODY,
        update=NOBODY,
        delete=NOBODY,
        there=f"{log}/1_2",
        new=f"{log}/1_4",
        made=lambda actor: delivery(DUAL, 1, 4, actor, recorded_as(actor)),
        changed=voided,
        source="scoring_actions",
    )


def rulings() -> Iterator[Row]:
    """Rulings, by rank; for ever."""
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "update": NOBODY,
        "delete": NOBODY,
        "there": f"matches/{DUAL}/rulings/1",
        "new": f"matches/{DUAL}/rulings/2",
        "changed": lambda _: {"accepts": "neutral"},
        "source": "rulings",
    }
    yield Row("rulings, on a dispute", create=".....UR..K....Z", made=ruling, **base)
    yield Row("rulings, on the tier", create="..C..UR.......Z", made=tier_ruling, **base)


def made_of_books() -> Iterator[Row]:
    """What the functions make of books and rulings."""
    live = f"matches/{DUAL}/live"
    yield derived("disputes", f"matches/{DUAL}/disputes/1_2")
    own = f"matches/{DUAL}/notices/{SCORER.person_id}"
    yield derived("notices", own, get="..C...........Z", list=ADMIN_ONLY)
    yield derived("live consensus", f"{live}/consensus", list=ADMIN_ONLY)
    yield derived(
        "live consensus state", f"{live}/consensus_state", get=ADMIN_ONLY, list=ADMIN_ONLY
    )
