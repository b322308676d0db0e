"""Holds the shapes of `live/*` and the ticker with what only their writing adds."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from pydantic import Field

from devtools.datamodel.shapes.books import ScoreDifference
from scrbrd.domain.document import Document
from scrbrd.projections.live import documents
from scrbrd.projections.live.innings_card import InningsCard as Card
from scrbrd.projections.live.ticker_document import Ticker as TickerBody

Version = Annotated[int, Field(description="grows at each change, never goes back")]


def about(model: type[Document]) -> str:
    """Return a model's docstring; here the fields are there that only the commit knows."""
    return re.sub(r", without\s+what only the commit knows \([^)]*\)", "", model.__doc__ or "")


class Disputed(Document):
    """What several scorers do not agree on (docs/consensus.md)."""

    open_disputes: int
    blocked_at: Annotated[
        str | None, Field(description="the id that the ball which the log waits for would get")
    ]


class LiveScore(documents.LiveScore):
    __doc__ = about(documents.LiveScore)

    version: Version
    last_updated: datetime
    disputed: Disputed | None = None


class InningsCard(Card):
    __doc__ = about(Card)

    version: Version


class Ticker(TickerBody):
    __doc__ = about(TickerBody)

    version: Version


class LiveHealth(documents.HealthProjection):
    __doc__ = about(documents.HealthProjection)

    disputed: Disputed | None = None
    score_differences: tuple[ScoreDifference, ...] | None = None
