"""Models of the events of the feed that have several kinds."""

from __future__ import annotations

from devtools.datamodel.shapes.base import union
from scrbrd.projections.feed import event_data

PlayerChanged = union(event_data.PlayerChanged, is_fed=True)
MilestoneAchieved = union(event_data.MilestoneAchieved, is_fed=True)
