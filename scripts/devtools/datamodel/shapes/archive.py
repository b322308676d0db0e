"""Models of the archive of a match: `matches/{matchId}/archive/*`."""

from __future__ import annotations

from devtools.datamodel.shapes.base import shape, union
from scrbrd.projections.archive import documents

ReplayLine = union(documents.ReplayLine)
ArchiveSummary = shape(documents.ArchiveSummary, stamp="last_updated")
ArchiveReplay = shape(documents.ArchiveReplay, stamp="last_updated")
ArchiveHighlights = shape(documents.ArchiveHighlights, stamp="last_updated")
