"""The figures of players and teams after hostile matches: computed, and those of others untouched.

A quiet match of two other teams is played before the hostile ones, and another one after them.
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
from tests.fakes.small_match import lineup_documents, match_document, over
from tests.hostile.triggers import Triggers, told
from tests.rules.world import OWNER, World

QUIET: Final = ("quiet-1", "quiet-2")
"""The matches of others, before and after the hostile ones."""
QUIET_TEAMS: Final = ("lions", "tigers")
OWNERS: Final = {PLAYER: "personId", TEAM: "teamId"}
CONTRIBUTIONS: Final = {PLAYER: paths.PLAYER_MATCH_STATS, TEAM: paths.TEAM_MATCH_STATS}


def play_quietly(client: Client, match_id: str) -> None:
    """An over a side of two other teams, written past the rules and caught up."""
    batch = client.batch()
    plan = {"seasonId": "2026", "scheduledAt": f"2026-05-0{1 + QUIET.index(match_id)}"}
    batch.set(client.document(paths.match(match_id)), match_document() | plan)
    for name, fields in lineup_documents().items():
        batch.set(client.document(f"{paths.lineups(match_id)}/{name}"), fields)
    for name, action in (over(1) | over(2)).items():
        ref = client.document(paths.scoring_action(match_id, name))
        batch.set(ref, action | {"matchId": match_id})
    batch.commit()
    catch_up(FirestoreMatchStore(client), utc_now, match_id)


def contributed(world: World, triggers: Triggers, match_id: str) -> Iterator[str]:
    """Feed what a match contributed to the triggers; what went wrong."""
    for kind in CONTRIBUTIONS.values():
        answer = world.query(OWNER, kind, {"matchId": match_id})
        for each in (row["document"] for row in answer.json() if "document" in row):
            path = each["name"].partition("/documents/")[2]
            yield from triggers.deliver(path, each, None)


def subjects(client: Client) -> list[Subject]:
    """Every player and team that some match contributed to."""
    return [
        Subject(kind, owner_id)
        for kind, collection in CONTRIBUTIONS.items()
        for owner_id in sorted(
            {doc.get(OWNERS[kind]) for doc in client.collection(collection).stream()}
        )
    ]


def wrong_figures(client: Client, subject: Subject) -> Iterator[str]:
    """Where the stored figures of a player or team are not those of the contributions."""
    store = FirestoreStatsStore(client)
    try:
        contributions = store.read_contributions(subject)
        rules = rules_for(store, subject, contributions)
        wanted, stored = figures_of(subject, contributions, rules), store.read_figures(subject)
    except Exception as error:  # whatever it is, it is what this looks for
        yield f"{subject.name!a}: {told(error)}"
        return
    for key in sorted(wanted.keys() | stored.keys()):
        if not is_same_figure(stored, wanted, key):
            yield f"{key!a} is not what {len(contributions)} contributions make"


def quiet_figures(client: Client) -> dict[str, Json]:
    """The figures of the two other teams and their players, but for when they were written."""
    store, found = FirestoreStatsStore(client), dict[str, Json]()
    players = [each["playerId"] for each in lineup_documents().values()]
    quiet = [Subject(TEAM, name) for name in QUIET_TEAMS] + [Subject(PLAYER, p) for p in players]
    for subject in quiet:
        found |= store.read_figures(subject)
    return {key: {k: v for k, v in doc.items() if k != "lastUpdated"} for key, doc in found.items()}
