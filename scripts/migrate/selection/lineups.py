"""Makes lineup documents of old selections, and lists where two selections disagree.

`matches/{m}/lineups/{teamId}_{playerId}`. Of two different selections, the confirmed one counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from migrate.log.documents import NOBODY
from migrate.selection.old import SIDES, SelectedPlayer, SideSelection
from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import LineupRole

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lineups:
    """The lineups of a match by id, and remarks on contradictions and unusable entries.

    `named`: how many players the selections name. `undecided`: places of players without a lineup.
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
    """Return the lineups of both sides. `teams`: the team ids of "home" and "away"."""
    selection_list = list(selections)
    remarks = [line for each in selection_list for line in each.remarks]
    undecided = [each.place(key) for each in selection_list for key in each.undecided]
    documents: dict[str, Json] = {}
    sides_of: dict[str, str] = {}
    for side in SIDES:
        of_side = [each for each in selection_list if each.side == side]
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
    count = sum(len(each.eleven) + len(each.reserves) for each in selection_list)
    return Lineups(documents, tuple(remarks), count, tuple(undecided))


def precedence(selection: SideSelection) -> tuple[bool, datetime, datetime]:
    """Return a sort key for selections: confirmed ones win, then the latest."""
    return (
        selection.is_confirmed,
        selection.confirmed_at or EARLIEST,
        selection.selected_at or EARLIEST,
    )


def conflicts(best: SideSelection, selections: Iterable[SideSelection]) -> Iterator[str]:
    """Yield a line for each selection with other players than the one that counts."""
    for other in selections:
        if other.eleven_ids == best.eleven_ids and other.reserve_ids == best.reserve_ids:
            continue
        only_there = sorted(other.eleven_ids - best.eleven_ids) or "nobody"
        only_here = sorted(best.eleven_ids - other.eleven_ids) or "nobody"
        yield (
            f"{best.side}: {best.where}{confirmation_text(best)} counts,"
            f" {other.where}{confirmation_text(other)}"
            f" differs: eleven with {only_here} and without {only_there}"
        )


def confirmation_text(selection: SideSelection) -> str:
    """Return whether a selection was confirmed, as text in brackets."""
    return " (confirmed)" if selection.is_confirmed else " (not confirmed)"


def side_documents(
    match_id: str,
    team: str,
    selection: SideSelection,
    names: Mapping[str, str],
    remarks: list[str],
) -> Iterator[tuple[str, Json]]:
    """Yield (player, lineup) for everybody whom a side names."""
    order = [player for player in selection.order if player in selection.eleven_ids]
    for player in selection.eleven:
        position = order.index(player.player_id) + 1 if player.player_id in order else None
        role = LineupRole.PLAYING_XI
        yield player.player_id, lineup(match_id, team, selection, player, names, role, position)
    for player in selection.reserves:
        if player.player_id in selection.eleven_ids:
            remarks.append(f"{player.player_id} is in the eleven and a reserve; the eleven counts")
            continue
        role = LineupRole.RESERVE
        yield player.player_id, lineup(match_id, team, selection, player, names, role, None)


def lineup(
    match_id: str,
    team: str,
    selection: SideSelection,
    player: SelectedPlayer,
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
