"""Models of the feed: `matches/{matchId}/events/{actionId}` and its events."""

from __future__ import annotations

from devtools.datamodel.shapes.base import shape, union
from scrbrd.projections.feed import documents

FeedEvent = union(documents.FeedEvent, is_fed=True)
FeedDocument = shape(documents.FeedDocument, is_fed=True)
