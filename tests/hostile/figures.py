"""Checks the figures of players and teams after hostile matches, and those of other teams.

An ordinary match of two other teams is played before the hostile ones, and another after them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.stats_store import FirestoreStatsStore
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.statistics import PLAYER, TEAM, Subject, figures_of, is_same_figure, rules_for
from tests.fakes.small_match import lineup_documents, match_document, one_over
from tests.hostile.triggers import Triggers, error_text
from tests.rules.world import BEARER_PAST_RULES, World

QUIET_MATCHES: Final = ("quiet-1", "quiet-2")
"""The matches of other teams, before and after the hostile ones."""
QUIET_TEAMS: Final = ("lions", "tigers")
OWNERS: Final = {PLAYER: "personId", TEAM: "teamId"}
CONTRIBUTIONS: Final = {PLAYER: paths.PLAYER_MATCH_STATS, TEAM: paths.TEAM_MATCH_STATS}


def play_quiet_match(client: Client, match_id: str) -> None:
    """Play an over a side between two other teams: write it past the rules and project it."""
    batch = client.batch()
    plan = {"seasonId": "2026", "scheduledAt": f"2026-05-0{1 + QUIET_MATCHES.index(match_id)}"}
    batch.set(client.document(paths.match(match_id)), match_document() | plan)
    for name, fields in lineup_documents().items():
        batch.set(client.document(f"{paths.lineups(match_id)}/{name}"), fields)
    for name, action in (one_over(1) | one_over(2)).items():
        ref = client.document(paths.scoring_action(match_id, name))
        batch.set(ref, action | {"matchId": match_id})
    batch.commit()
    catch_up(FirestoreMatchStore(client), utc_now, match_id)


def deliver_contributions(world: World, triggers: Triggers, match_id: str) -> Iterator[str]:
    """Deliver the events of a match's contributions to the triggers; yield the faults."""
    for kind in CONTRIBUTIONS.values():
        answer = world.query(BEARER_PAST_RULES, kind, {"matchId": match_id})
        for each in (row["document"] for row in answer.json() if "document" in row):
            path = each["name"].partition("/documents/")[2]
            yield from triggers.deliver(path, each, None)


def contributed_subjects(client: Client) -> list[Subject]:
    """Return every player and team with a contribution of some match."""
    return [
        Subject(kind, owner_id)
        for kind, collection in CONTRIBUTIONS.items()
        for owner_id in sorted(
            {doc.get(OWNERS[kind]) for doc in client.collection(collection).stream()}
        )
    ]


def figure_faults(client: Client, subject: Subject) -> Iterator[str]:
    """Yield differences between a player's or team's stored figures and the contributions."""
    store = FirestoreStatsStore(client)
    try:
        contributions = store.read_contributions(subject)
        table_rules = rules_for(store, subject, contributions)
        expected, stored = (
            figures_of(subject, contributions, table_rules),
            store.read_figures(subject),
        )
    except Exception as error:  # every error is a fault
        yield f"{subject.name!a}: {error_text(error)}"
        return
    for key in sorted(expected.keys() | stored.keys()):
        if not is_same_figure(stored, expected, key):
            yield f"{key!a} is not what {len(contributions)} contributions make"


def quiet_figures(client: Client) -> dict[str, Json]:
    """Return the figures of the two other teams and their players, without the times of writing."""
    store, found = FirestoreStatsStore(client), dict[str, Json]()
    players = [each["playerId"] for each in lineup_documents().values()]
    quiet = [Subject(TEAM, name) for name in QUIET_TEAMS] + [Subject(PLAYER, p) for p in players]
    for subject in quiet:
        found |= store.read_figures(subject)
    return {key: {k: v for k, v in doc.items() if k != "lastUpdated"} for key, doc in found.items()}
