"""Models of the ledger of a match: `matches/{matchId}/ledger/{k}`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from devtools.datamodel.shapes.base import Shape
from scrbrd.domain.ledger.chain import LinkKind


class LedgerLink(Shape):
    """One link of the chain of hashes."""

    number: Annotated[int, Field(description="from 1, over the whole match")]
    what: LinkKind
    action_id: str
    innings_number: int
    sequence_number: int
    update_time: Annotated[
        datetime | None, Field(description="the server's time of the recorded write")
    ] = None
    hash: Annotated[str, Field(description="SHA-256, 64 hexadecimal digits")]
    void: Annotated[
        str | None,
        Field(description="JSON of the fields of a void or a redo, which a later one overwrites"),
    ] = None


class LedgerDocument(Shape):
    """At most 128 links of the chain of hashes."""

    entries: tuple[LedgerLink, ...]
