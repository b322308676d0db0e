"""Models of statistics: contributions, the figures computed from them, pending changes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from devtools.datamodel.shapes.base import Shape, shape
from scrbrd.domain.document import Document, Moment, Name
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.stats import documents

PlayerMatchStats = shape(documents.PlayerMatchStats, stamp="last_updated")
TeamMatchStats = shape(documents.TeamMatchStats, stamp="last_updated")
PlayerSeasonStats = shape(documents.PlayerSeasonStats, stamp="last_updated")
TeamSeasonStats = shape(documents.TeamSeasonStats, stamp="last_updated")
PlayerHeadToHeadStats = shape(documents.PlayerHeadToHeadStats, stamp="last_updated")


class TableRules(Document):
    """Points for a match by its outcome; they may be fractions or negative.

    The defaults are 2, 1, 1, 1 and 0, in the order of the fields."""

    win: float | None = None
    tie: float | None = None
    draw: float | None = None
    no_result: float | None = None
    loss: float | None = None


class Competition(Document):
    """`competitions/{competitionId}`: the fields that the rules check and the functions read."""

    id: Name | None = None
    name: Name | None = None
    season_id: Name | None = None
    format: MatchFormat | None = None
    start_date: Moment | None = None
    end_date: Moment | None = None
    owner_ids: Annotated[
        tuple[Name, ...] | None, Field(max_length=10, description="people who enter matches")
    ] = None
    table_rules: TableRules | None = None


class StatsState(Shape):
    """`stats_state/player_{personId}`, `stats_state/team_{teamId}`: guards the figures."""

    owed: Annotated[
        dict[str, tuple[datetime, ...]],
        Field(description="by match id: times of changes whose figures are not yet written"),
    ]
    owed_since: Annotated[datetime, Field(description="absent if nothing is owed")] | None = None
