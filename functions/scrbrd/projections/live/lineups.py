"""Derives the fields of a lineup from the log: batting order, replacements, participation.

`matches/{matchId}/lineups/{lineupId}`. The order that a coach plans (`battingPosition`) is not
changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrbrd.domain.state import MatchState, Replacement
from scrbrd.domain.vocabulary import (
    LineupRole,
    PlayerId,
    ReplacementReason,
    ReplacementRole,
    SubstitutionReason,
    TeamId,
)

LINEUP_FIELDS = (
    "battedAt",
    "tookPart",
    "replacedBy",
    "substitutedAt",
    "substitutedFor",
    "substitutionReason",
)
"""Fields of a lineup document that only functions write; people write all others."""

PUBLIC_REASONS = {
    ReplacementReason.CONCUSSION: SubstitutionReason.CONCUSSION,
    ReplacementReason.COVID: SubstitutionReason.COVID,
    ReplacementReason.INJURY: SubstitutionReason.INJURY,
    ReplacementReason.TACTICAL: SubstitutionReason.TACTICAL,
    ReplacementReason.IMPACT: SubstitutionReason.TACTICAL,
    ReplacementReason.SUPERSUB: SubstitutionReason.TACTICAL,
}
"""Other reasons have no value in the public schema: the field is left out."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The parts of a lineup document that its derived fields and the statistics depend on."""

    team_id: TeamId
    player_id: PlayerId
    role: LineupRole
    is_confirmed: bool = False
    is_guest: bool = False


Fields = dict[str, Any]


def lineup_fields(state: MatchState, lineups: Mapping[str, Selected]) -> dict[str, Fields]:
    """Return, by lineup id, the derived fields it should have.

    Fields without a value are left out.
    """
    batted, active = batting_order(state), active_ids(state)
    replaced = [each for each in state.replacements if each.role is ReplacementRole.PLAYER]
    leaving = {each.out_player_id: each.in_player_id for each in replaced if each.out_player_id}
    joining = {each.in_player_id: each for each in replaced}
    return {
        lineup_id: {
            name: value
            for name, value in (
                ("battedAt", batted.get(selected.player_id)),
                ("tookPart", took_part(state, selected, active, joining) or None),
                ("replacedBy", leaving.get(selected.player_id)),
                *replacement_fields(joining.get(selected.player_id)),
            )
            if value is not None
        }
        for lineup_id, selected in lineups.items()
    }


def batting_order(state: MatchState) -> dict[PlayerId, int]:
    """Return each player's 1-based order of coming in, from the first innings in which they
    batted.
    """
    order: dict[PlayerId, int] = {}
    for innings in state.main_innings:
        for batter in innings.batters.values():
            order.setdefault(batter.player_id, batter.position)
    return order


def active_ids(state: MatchState) -> frozenset[PlayerId]:
    """Return all players whom the log shows batting or bowling, super overs included."""
    return frozenset(
        player_id for innings in state.innings for player_id in (*innings.batters, *innings.bowlers)
    )


def took_part(
    state: MatchState,
    selected: Selected,
    active: frozenset[PlayerId],
    joining: Mapping[PlayerId, Replacement],
) -> bool:
    """Return True if a player took part.

    These are the eleven once the match has begun, replacements who came in, and every player who
    batted or bowled.
    """
    if not state.innings:
        return False
    is_named = selected.role is LineupRole.PLAYING_XI
    return is_named or selected.player_id in joining or selected.player_id in active


def replacement_fields(replacement: Replacement | None) -> Iterator[tuple[str, Any]]:
    """Yield the fields for the lineup of a player who came in as a replacement."""
    if replacement is None:
        return
    reason = PUBLIC_REASONS.get(replacement.reason)
    yield "substitutedAt", parse_time(replacement.at)
    yield "substitutedFor", replacement.out_player_id
    yield "substitutionReason", str(reason) if reason else None


def parse_time(text: str | None) -> datetime | str | None:
    """Return a scorer's time as a datetime; unchanged if it is not an ISO time with a zone."""
    try:
        value = datetime.fromisoformat(text) if text else None
    except ValueError:
        return text
    return text if value is None or value.tzinfo is None else value


def lineup_changes(wanted: Mapping[str, Fields], stored: Mapping[str, Fields]) -> dict[str, Fields]:
    """Return, by lineup id, the fields to change; a value of None removes the field."""
    changes: dict[str, Fields] = {}
    for lineup_id, fields in wanted.items():
        have = stored.get(lineup_id, {})
        if fields == have:  # so at most balls
            continue
        differ = {
            name: fields.get(name)
            for name in LINEUP_FIELDS
            if comparable(fields.get(name)) != comparable(have.get(name))
        }
        if differ:
            changes[lineup_id] = differ
    return changes


def is_orphaned(document: Mapping[str, Any]) -> bool:
    """Return True if a lineup document holds only derived fields, or none: nothing that people
    wrote.

    Earlier releases of the functions wrote such documents over deleted lineups.
    """
    return document.keys() <= set(LINEUP_FIELDS)


def comparable(value: Any) -> Any:
    """Return a time as the text that a packed state has of it."""
    return value.isoformat() if isinstance(value, datetime) else value
