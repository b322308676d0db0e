"""Derives the fields of a lineup that follow the log: who batted when, replacements, who took part.

`matches/{matchId}/lineups/{lineupId}`. What a coach plans (`battingPosition`) is not touched.
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
"""The functions' own fields of a lineup document; all the others are people's."""

IN_THE_PUBLIC_SCHEMAS_WORDS = {
    ReplacementReason.CONCUSSION: SubstitutionReason.CONCUSSION,
    ReplacementReason.COVID: SubstitutionReason.COVID,
    ReplacementReason.INJURY: SubstitutionReason.INJURY,
    ReplacementReason.TACTICAL: SubstitutionReason.TACTICAL,
    ReplacementReason.IMPACT: SubstitutionReason.TACTICAL,
    ReplacementReason.SUPERSUB: SubstitutionReason.TACTICAL,
}
"""Replacements for other reasons have no word in the public schema: the field stays away."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A lineup document as far as its derived fields and the statistics depend on it."""

    team_id: TeamId
    player_id: PlayerId
    role: LineupRole
    is_confirmed: bool = False
    is_guest: bool = False


Fields = dict[str, Any]


def lineup_fields(state: MatchState, lineups: Mapping[str, Selected]) -> dict[str, Fields]:
    """Per lineup id the derived fields it should have; one that has nothing to say is missing."""
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
    """1-based order of coming in, in a side's first innings in which the player batted."""
    order: dict[PlayerId, int] = {}
    for innings in state.main_innings:
        for batter in innings.batters.values():
            order.setdefault(batter.player_id, batter.position)
    return order


def active_ids(state: MatchState) -> frozenset[PlayerId]:
    """Everybody whom the log shows batting or bowling, super overs included."""
    return frozenset(
        player_id for innings in state.innings for player_id in (*innings.batters, *innings.bowlers)
    )


def took_part(
    state: MatchState,
    selected: Selected,
    active: frozenset[PlayerId],
    joining: Mapping[PlayerId, Replacement],
) -> bool:
    """The eleven once the match has begun, replacements who came in, and whoever acted."""
    if not state.innings:
        return False
    is_named = selected.role is LineupRole.PLAYING_XI
    return is_named or selected.player_id in joining or selected.player_id in active


def replacement_fields(replacement: Replacement | None) -> Iterator[tuple[str, Any]]:
    """What the lineup of the player who came in says of it."""
    if replacement is None:
        return
    reason = IN_THE_PUBLIC_SCHEMAS_WORDS.get(replacement.reason)
    yield "substitutedAt", moment(replacement.at)
    yield "substitutedFor", replacement.out_player_id
    yield "substitutionReason", str(reason) if reason else None


def moment(text: str | None) -> datetime | str | None:
    """A scorer's time as a timestamp, or as it stands where it is no ISO time with a zone."""
    try:
        value = datetime.fromisoformat(text) if text else None
    except ValueError:
        return text
    return text if value is None or value.tzinfo is None else value


def lineup_changes(wanted: Mapping[str, Fields], stored: Mapping[str, Fields]) -> dict[str, Fields]:
    """Per lineup id the fields to change; None as a value removes the field."""
    changes: dict[str, Fields] = {}
    for lineup_id, fields in wanted.items():
        have = stored.get(lineup_id, {})
        if fields == have:  # the ordinary ball
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
    """Whether a lineup document holds nothing that people wrote: only derived fields, or none.

    Earlier versions of the functions wrote such documents over lineups that had been deleted.
    """
    return document.keys() <= set(LINEUP_FIELDS)


def comparable(value: Any) -> Any:
    """A timestamp as the text that a packed state keeps of it."""
    return value.isoformat() if isinstance(value, datetime) else value
