"""Writes the names of people, sides and competition of the demo, so that pages can show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from google.cloud.firestore import Client

from admin.matchlog import MatchLog
from admin.seed.school import named_document, person_document
from admin.transfer.batch_writes import Document
from admin.transfer.ids import documents_of_names
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import as_team_id
from scrbrd.projections.live.ticker import initials


def write_people(client: Client, log: MatchLog, accounts: Mapping[str, str]) -> None:
    """Write the people and teams of a match in one commit; the rules are bypassed.

    `accounts` are the names of signed-in people by id.
    """
    batch = client.batch()
    for document in documents_of(log, accounts.items()):
        batch.set(client.document(document.path), dict(document.fields))
    batch.commit()


def documents_of(log: MatchLog, accounts: Iterable[tuple[str, str]]) -> Iterator[Document]:
    """Yield the documents of season, competition, sides, players and accounts.

    Each side belongs to a club of its own. `accounts` are (id, name).
    """
    yield from documents_of_names(log)
    match = log.match
    sides = ((match.home_team_id, match.home_team_name), (match.away_team_id, match.away_team_name))
    for side, name in sides:
        team_id = as_team_id(side)
        team_name = name or team_id
        club = f"{team_id}-club"
        yield named_document(paths.school(club), f"{team_name} Club")
        yield named_document(
            paths.team(team_id), team_name, schoolId=club, shortName=initials(team_name)
        )
    for lineup in log.lineups:
        yield person_document(lineup.player_id, lineup.player_name or lineup.player_id)
    for person_id, name in accounts:
        yield person_document(person_id, name)
