"""Writes who is who in the demo, so that pages call everybody by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from google.cloud.firestore import Client

from admin.matchlog import MatchLog
from admin.seed.school import named, person
from admin.transfer.ids import documents_of_names
from admin.transfer.writing import Document
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import as_team_id
from scrbrd.projections.live.ticker import initials


def write_people(client: Client, log: MatchLog, accounts: Mapping[str, str]) -> None:
    """Write the people of a match, past the rules, in one commit; `accounts` are names by id."""
    batch = client.batch()
    for document in documents_of(log, accounts.items()):
        batch.set(client.document(document.path), dict(document.fields))
    batch.commit()


def documents_of(log: MatchLog, accounts: Iterable[tuple[str, str]]) -> Iterator[Document]:
    """Yield season and competition, the sides, each of a club of its own, the players and whoever
    has an account."""
    yield from documents_of_names(log)
    match = log.match
    sides = ((match.home_team_id, match.home_team_name), (match.away_team_id, match.away_team_name))
    for side, name in sides:
        team_id = as_team_id(side)
        called = name or team_id
        club = f"{team_id}-club"
        yield named(paths.school(club), f"{called} Club")
        yield named(paths.team(team_id), called, schoolId=club, shortName=initials(called))
    for lineup in log.lineups:
        yield person(lineup.player_id, lineup.player_name or lineup.player_id)
    for person_id, name in accounts:
        yield person(person_id, name)
