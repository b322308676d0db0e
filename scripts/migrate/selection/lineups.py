"""Makes lineup documents of old selections, and lists where two selections disagree.

`matches/{m}/lineups/{teamId}_{playerId}`. Of two that differ the confirmed one counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from migrate.log.documents import NOBODY
from migrate.selection.old import SIDES, Named, SideSelection
from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import LineupRole

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lineups:
    """The lineups of a match by id, and what was contradictory or could not be used.

    `undecided` are the places of those of whom nothing became a lineup.
    """

    documents: dict[str, Json]
    remarks: tuple[str, ...]
    named: int
    undecided: tuple[str, ...] = ()


def lineups_of(
    match_id: str,
    teams: Mapping[str, str | None],
    selections: Iterable[SideSelection],
    names: Mapping[str, str],
) -> Lineups:
    """Return the lineups of both sides; `teams` are the ids of "home" and "away"."""
    given = list(selections)
    remarks = [line for each in given for line in each.remarks]
    undecided = [each.place(key) for each in given for key in each.undecided]
    documents: dict[str, Json] = {}
    sides_of: dict[str, str] = {}
    for side in SIDES:
        of_side = [each for each in given if each.side == side]
        if not of_side:
            continue
        best = max(of_side, key=precedence)
        remarks += conflicts(best, of_side)
        team = teams.get(side)
        if team is None:
            remarks.append(f"{side}: the match names no team; nobody of it is migrated")
            undecided += [each.place(f"{side}PlayingXI") for each in of_side]
            continue
        for player, document in side_documents(match_id, team, best, names, remarks):
            if player in sides_of:
                remarks.append(f"{player} is named by both sides and stays with {sides_of[player]}")
                undecided.append(f"{best.place(f'{side}PlayingXI')} {player}")
                continue
            sides_of[player] = team
            documents[joined_id(team, player)] = document
    count = sum(len(each.eleven) + len(each.reserves) for each in given)
    return Lineups(documents, tuple(remarks), count, tuple(undecided))


def precedence(selection: SideSelection) -> tuple[bool, datetime, datetime]:
    """Return which of two selections counts: the confirmed, then the later."""
    return (
        selection.is_confirmed,
        selection.confirmed_at or NEVER,
        selection.selected_at or NEVER,
    )


def conflicts(best: SideSelection, selections: Iterable[SideSelection]) -> Iterator[str]:
    """Yield a line for each selection that names others than the one that counts."""
    for other in selections:
        if other.chosen == best.chosen and other.benched == best.benched:
            continue
        only_there = sorted(other.chosen - best.chosen) or "nobody"
        only_here = sorted(best.chosen - other.chosen) or "nobody"
        yield (
            f"{best.side}: {best.where}{confirmed(best)} counts, {other.where}{confirmed(other)}"
            f" differs: eleven with {only_here} and without {only_there}"
        )


def confirmed(selection: SideSelection) -> str:
    """Return whether a selection was confirmed, in brackets."""
    return " (confirmed)" if selection.is_confirmed else " (not confirmed)"


def side_documents(
    match_id: str,
    team: str,
    selection: SideSelection,
    names: Mapping[str, str],
    remarks: list[str],
) -> Iterator[tuple[str, Json]]:
    """Yield (player, lineup) of everybody that a side names."""
    order = [player for player in selection.order if player in selection.chosen]
    for player in selection.eleven:
        position = order.index(player.player_id) + 1 if player.player_id in order else None
        role = LineupRole.PLAYING_XI
        yield player.player_id, lineup(match_id, team, selection, player, names, role, position)
    for player in selection.reserves:
        if player.player_id in selection.chosen:
            remarks.append(f"{player.player_id} is in the eleven and a reserve; the eleven counts")
            continue
        role = LineupRole.RESERVE
        yield player.player_id, lineup(match_id, team, selection, player, names, role, None)


def lineup(
    match_id: str,
    team: str,
    selection: SideSelection,
    player: Named,
    names: Mapping[str, str],
    role: LineupRole,
    position: int | None,
) -> Json:
    """Return one lineup document, without the server's times."""
    fields: Json = {
        "id": joined_id(team, player.player_id),
        "matchId": match_id,
        "teamId": team,
        "playerId": player.player_id,
        "playerName": names.get(player.player_id) or None,
        "role": str(role),
        "isCaptain": player.is_captain,
        "isViceCaptain": player.is_vice_captain,
        "isWicketkeeper": player.is_wicketkeeper,
        "battingPosition": position,
        "selectedAt": selection.selected_at,
        "selectedBy": selection.selected_by or NOBODY,
        "confirmedAt": selection.confirmed_at,
        "confirmedBy": selection.confirmed_by,
    }
    return {name: value for name, value in fields.items() if value is not None}
