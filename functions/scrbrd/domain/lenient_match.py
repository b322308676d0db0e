"""Reads match documents and lineups without the fields that cannot be read, and reports those."""

from collections.abc import Collection
from typing import Any

from pydantic.alias_generators import to_camel

from scrbrd.domain.identifiers import is_id
from scrbrd.domain.lenient import read_leniently
from scrbrd.domain.lineup import Lineup
from scrbrd.domain.match import UNKNOWN_TEAM, Match
from scrbrd.domain.plain import short_text


def read_match_leniently(
    match_id: str, data: dict[str, Any], left_out: Collection[str] = ()
) -> tuple[Match, tuple[str, ...]]:
    """Return a match document without its unreadable fields, and their faults.

    A side that the document does not name is `UNKNOWN_TEAM`; a season or competition that is not an
    id counts as none. Fields in `left_out` are ignored.
    """
    document = {name: value for name, value in data.items() if name not in left_out}
    sides = {"homeTeamId": UNKNOWN_TEAM, "awayTeamId": UNKNOWN_TEAM}
    match, faults = read_leniently(Match, document, f"match {match_id}", stand_ins=sides)
    no_ids = {
        name: value
        for name, value in (
            ("season_id", match.season_id),
            ("competition_id", match.competition_id),
        )
        if value is not None and not is_id(value)
    }
    if not no_ids:
        return match, faults
    more = (
        f"{to_camel(name)}: is no id (got {short_text(value)})" for name, value in no_ids.items()
    )
    return match.model_copy(update=dict.fromkeys(no_ids)), (*faults, *more)


def read_lineup_leniently(
    match_id: str, lineup_id: str, data: dict[str, Any], left_out: Collection[str] = ()
) -> tuple[Lineup, tuple[str, ...]]:
    """Return a lineup document without its unreadable fields, and their faults.

    Fields in `left_out` are ignored. Raises BadDocument where it names no team or no player.
    """
    document = {name: value for name, value in data.items() if name not in left_out}
    return read_leniently(Lineup, document, f"match {match_id}, lineup {lineup_id}")
