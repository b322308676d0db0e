"""Defines a lineup, and decides which of a player's lineups determines their side."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from scrbrd.domain.actions import Player, Team
from scrbrd.domain.document import Document, Flag, Line, Moment, Text
from scrbrd.domain.vocabulary import LineupRole, PlayerId, SubstitutionReason

LAST_PLACE = 99
"""Sort key of a lineup without a planned place in the batting order."""


class Lineup(Document):
    """`matches/{matchId}/lineups/{teamId}_{playerId}`: one player's part in one match."""

    id: Text | None = None
    match_id: Text | None = None
    team_id: Team
    player_id: Player
    player_name: Line | None = None
    role: LineupRole = LineupRole.PLAYING_XI
    is_captain: Flag = False
    is_vice_captain: Flag = False
    is_wicketkeeper: Flag = False
    is_guest: Flag = False
    squad_id: Text | None = None
    batting_position: Annotated[int, Field(strict=True, ge=1, le=30)] | None = None
    batted_at: Annotated[int, Field(strict=True, ge=1)] | None = None
    took_part: Flag | None = None
    replaced_by: Player | None = None
    substituted_at: Moment | None = None
    substituted_for: Player | None = None
    substitution_reason: SubstitutionReason | None = None
    selected_at: Moment | None = None
    selected_by: Text | None = None
    confirmed_at: Moment | None = None
    confirmed_by: Text | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None


def deciding_lineups(lineups: Iterable[Lineup]) -> dict[PlayerId, Lineup]:
    """Return, by player, the lineup that decides the player's side.

    A lineup in which the player is no guest goes before a guest's, because any team may name a
    guest; then a confirmed lineup goes before an unconfirmed one.
    """
    ranked = sorted(
        lineups,
        key=lambda each: (is_own(each), each.confirmed_at is not None, *batting_order(each)),
    )
    return {each.player_id: each for each in ranked}


def is_own(lineup: Lineup) -> bool:
    """Return whether a lineup names a player of its own side who has not withdrawn."""
    return not lineup.is_guest and lineup.role is not LineupRole.WITHDRAWN


def batting_order(lineup: Lineup) -> tuple[int, PlayerId]:
    """Return the sort key for the planned batting order; lineups without a place come last."""
    return lineup.batting_position or LAST_PLACE, lineup.player_id


def is_in_eleven(lineup: Lineup, deciding: Mapping[PlayerId, Lineup]) -> bool:
    """Return whether a lineup names one of the playing eleven of the player's own side."""
    is_of_side = deciding[lineup.player_id].team_id == lineup.team_id
    return is_of_side and lineup.role is LineupRole.PLAYING_XI


def player_names(
    lineups: Iterable[Lineup], deciding: Mapping[PlayerId, Lineup]
) -> dict[PlayerId, str]:
    """Return the players' names from their lineups; the deciding lineup's name wins."""
    ranked = [*lineups, *deciding.values()]
    return {each.player_id: each.player_name for each in ranked if each.player_name}
