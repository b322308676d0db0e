"""Defines the shape of the ledger of a match: `matches/{matchId}/ledger/{k}`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from devtools.datamodel.shapes.base import Shape
from scrbrd.domain.ledger.chain import What


class LedgerLink(Shape):
    """One link of the chain."""

    number: Annotated[int, Field(description="from 1, over the whole match")]
    what: What
    action_id: str
    innings_number: int
    sequence_number: int
    update_time: Annotated[
        datetime | None, Field(description="of the write that it tells of, by the server")
    ] = None
    hash: Annotated[str, Field(description="SHA-256, 64 hexadecimal digits")]
    void: Annotated[
        str | None,
        Field(description="JSON of what a void or a redo said; the next one overwrites it"),
    ] = None


class LedgerDocument(Shape):
    """128 links of the chain at most."""

    entries: tuple[LedgerLink, ...]
