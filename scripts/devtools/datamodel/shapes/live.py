"""Models of `live/*` and the ticker, with the fields that are added when they are written."""

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

Version = Annotated[int, Field(description="increases with each change, never decreases")]


def model_description(model: type[Document]) -> str:
    """Return a model's docstring; the shapes here include the fields that only a commit sets."""
    left_out = r", without\s+(?:the\s+)?fields?\s+that\s+only\s+a\s+commit\s+sets\s+\([^)]*\)"
    return re.sub(left_out, "", model.__doc__ or "")


class Disputed(Document):
    """Open disputes between several scorers (docs/consensus.md)."""

    open_disputes: int
    blocked_at: Annotated[
        str | None, Field(description="the future action id of the ball for which the log waits")
    ]


class LiveScore(documents.LiveScore):
    __doc__ = model_description(documents.LiveScore)

    version: Version
    last_updated: datetime
    disputed: Disputed | None = None


class InningsCard(Card):
    __doc__ = model_description(Card)

    version: Version


class Ticker(TickerBody):
    __doc__ = model_description(TickerBody)

    version: Version


class LiveHealth(documents.HealthProjection):
    __doc__ = model_description(documents.HealthProjection)

    disputed: Disputed | None = None
    score_differences: tuple[ScoreDifference, ...] | None = None
