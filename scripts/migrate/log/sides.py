"""Finds which side batted in an old innings, and reports stated sides that cannot be identified.

Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from migrate.log.old_match import OldMatch
from migrate.old.innings_history import InningsHistory
from migrate.old.values import MappedId, id_of


def batting_side(old: OldMatch, one: InningsHistory) -> str | None:
    """Return the team that batted: as stated, else the team for which most of its strikers were
    selected."""
    teams, names = teams_of(old), side_names(old)
    stated = [each.batting_team_id for each in one.stated if each.batting_team_id in names]
    if stated and teams:
        return names[str(stated[0])]
    strikers = [ball.striker_id for ball in one.balls if ball.striker_id is not None]
    sides = Counter(old.sides[striker] for striker in strikers if striker in old.sides)
    likely = [side for side, _ in sides.most_common(1) if side in teams]
    return likely[0] if likely else None


def teams_of(old: OldMatch) -> list[str]:
    """Return the ids of the teams that the match names."""
    setup = old.inputs.setup
    return [str(team) for team in (setup.home_team_id, setup.away_team_id) if team]


def side_names(old: OldMatch) -> dict[str, str]:
    """Return team ids by everything that a side may be called: id, `home` or `away`, name.

    Names that both sides have are left out.
    """
    setup = old.inputs.setup
    called: dict[str, set[str]] = {}
    for named in (old.inputs.team_names, old.team_names):
        for team, name in named.items():
            called.setdefault(id_of(name) or name, set()).add(str(team))
    names = {name: next(iter(teams)) for name, teams in called.items() if len(teams) == 1}
    places = {"home": str(setup.home_team_id), "away": str(setup.away_team_id)}
    return names | places | {team: team for team in teams_of(old)}


def unknown_sides(old: OldMatch, innings: Sequence[InningsHistory]) -> Iterator[str]:
    """Yield a line for each innings whose stated batting side is neither side of the match."""
    for one in innings:
        stated = [each.batting_team_id for each in one.stated if each.batting_team_id]
        if stated and teams_of(old) and batting_side(old, one) is None:
            side_text = stated[0].text if isinstance(stated[0], MappedId) else stated[0]
            why = "is stated to bat, and is neither side by id or by name"
            yield f"innings {one.number}: {side_text!r} {why}"
