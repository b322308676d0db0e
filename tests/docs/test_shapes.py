"""Tests that documents the functions write as plain maps have the shapes of the data model.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args

from google.cloud.firestore import Client
from pydantic import BaseModel, RootModel, ValidationError

from devtools.datamodel.catalogue import COLLECTIONS
from devtools.datamodel.shapes.archive import (
    ArchiveHighlights,
    ArchiveReplay,
    ArchiveSummary,
    ReplayLine,
)
from devtools.datamodel.shapes.base import Shape
from devtools.datamodel.shapes.events import MilestoneAchieved, PlayerChanged
from devtools.datamodel.shapes.feed import FeedDocument, FeedEvent
from devtools.datamodel.shapes.ledger import LedgerDocument
from devtools.datamodel.shapes.statistics import (
    PlayerHeadToHeadStats,
    PlayerMatchStats,
    PlayerSeasonStats,
    StatsState,
    TableRules,
    TeamMatchStats,
    TeamSeasonStats,
)
from scrbrd.adapters import paths
from scrbrd.adapters.stats_store import FirestoreStatsStore
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType
from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.ports import FollowUp
from scrbrd.handlers.statistics import PLAYER, TEAM, Subject, figures_of
from scrbrd.projections.feed.documents import EventType, PlayerChange
from scrbrd.projections.feed.milestones import Milestone
from scrbrd.projections.stats.team_stats import RULE_FIELDS, usable_rules
from tests.chaos.games import Game, random_game, random_logs, real_game, unvoided_document
from tests.fakes.memory_store import NOON, MemoryMatchStore

COMMITTED = sorted(Path("scripts/matches").glob("*.log"))
MATCH_ID = "m1"
SHAPES: Mapping[str, type[Shape]] = {
    "events": FeedDocument,
    "ledger": LedgerDocument,
    "archive/summary": ArchiveSummary,
    "archive/replay": ArchiveReplay,
    "archive/highlights": ArchiveHighlights,
    "player_match_stats": PlayerMatchStats,
    "team_match_stats": TeamMatchStats,
    "player_season_stats": PlayerSeasonStats,
    "team_season_stats": TeamSeasonStats,
    "player_h2h_stats": PlayerHeadToHeadStats,
}
BAD_RULES = {"cup": usable_rules({"tableRules": "two points"}, "cup")}
NEVER_WRITTEN = {("DisputeEvent", name) for name in ("type", "data")}


def shape_of(key: str) -> type[Shape]:
    """Return the shape of a document by key: `archive/replay_2`, `player_match_stats/m1_p1`."""
    kind, _, name = key.partition("/")
    return SHAPES[f"archive/{name.partition('_')[0]}" if kind == "archive" else kind]


def parse(key: str, document: Json) -> Shape:
    """Parse a document strictly: every field of its shape, no other, each of its type."""
    text = json.dumps(document, default=datetime.isoformat)
    return shape_of(key).model_validate_json(text, strict=True)


def in_season(game: Game) -> Game:
    """Return the game as a match of a season and a competition."""
    match = game.match | {"seasonId": "2024", "competitionId": "cup"}
    return Game(game.match_id, match, game.lineups, game.entries)


def folded_store(game: Game, *more: Json) -> MemoryMatchStore:
    """Return a store with the folded match; `more`: documents after its last action."""
    store = MemoryMatchStore()
    store.match, store.lineups = in_season(game).match, dict(game.lineups)
    for entry in game.entries:
        store.put(entry.id, unvoided_document(game, entry) | {"isVoided": entry.is_voided})
    for document in more:
        store.put(document["id"], document)
    rebuild(store, lambda: NOON + timedelta(days=1), MATCH_ID, "to look at it")
    return store


def documents_of(game: Game, *more: Json) -> dict[str, Json]:
    """Return the feed, ledger and end-of-match documents of a match, by key."""
    store = folded_store(game, *more)
    ledger = {f"ledger/{name}": each for name, each in store.ledger.items()}
    return (
        {f"events/{name}": each for name, each in store.events.items()} | ledger | store.match_end
    )


def documents_of_a_careless_scorer() -> dict[str, Json]:
    """Return the documents of a match with an impossible ball, an odd one and a replaced player."""
    full_game = real_game(MATCH_ID, COMMITTED[0])
    first_overs = Game(MATCH_ID, full_game.match, full_game.lineups, full_game.entries[:9])
    ball = unvoided_document(first_overs, first_overs.entries[-1])
    both_wide_and_byes = {"extras": {"wide": 1, "bye": 1}, "totalRuns": 2, "isLegalDelivery": False}
    details = {"shotData": {"shotType": "leave"}, "timestamp": "2024-06-01T10:00:00+02:00"}
    replacement = {"outPlayerId": ball["strikerId"], "inPlayerId": "another"}
    changes: tuple[Json, ...] = (
        {"nonStrikerId": ball["strikerId"]},
        both_wide_and_byes | details,
        {"type": "player_replaced", "teamId": first_overs.match["homeTeamId"], **replacement},
    )
    return documents_of(
        first_overs,
        *(
            ball | {"id": f"1_{number}", "sequenceNumber": number} | change
            for number, change in enumerate(changes, start=10)
        ),
    )


def figures_of_contributions(documents: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Yield the documents of figures computed from one match's contributions, by key."""
    for key, document in documents.items():
        kind, owner = key.partition("_match_stats/")[0], {PLAYER: "personId", TEAM: "teamId"}
        if kind in owner:
            found = figures_of(Subject(kind, document[owner[kind]]), [document], BAD_RULES)
            for name, each in found.items():
                yield name, each | {"lastUpdated": NOON}


@cache
def documents_of_many_matches() -> dict[str, Json]:
    """Return the documents of many matches, by "number key"; the number tells matches apart."""
    games = [real_game(MATCH_ID, path) for path in COMMITTED]
    games += [random_game(MATCH_ID, log) for log in random_logs(60)]
    found: dict[str, Json] = {}
    for number, documents in enumerate(
        [documents_of_a_careless_scorer(), *map(documents_of, games)]
    ):
        for key, document in [*documents.items(), *figures_of_contributions(documents)]:
            found[f"{number} {key}"] = document
    return found


def fields_in(value: Any) -> Iterator[tuple[str, str]]:
    """Yield (model, field) for each field that is set in a value and its parts."""
    if isinstance(value, RootModel):
        yield from fields_in(value.root)
    elif isinstance(value, BaseModel):
        for name in value.model_fields_set:
            yield type(value).__name__, name
            yield from fields_in(getattr(value, name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from fields_in(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from fields_in(each)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models of an annotation, recursively."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not issubclass(annotation, RootModel):
            yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for each in get_args(annotation):
        yield from models_in(each)


def test_every_document_has_its_shape() -> None:
    errors = []
    for key, document in documents_of_many_matches().items():
        try:
            parse(key.partition(" ")[2], document)
        except ValidationError as error:
            errors.append(f"{key}: {error}")
    assert errors[:3] == []


def test_every_field_of_the_shapes_is_written_by_some_match() -> None:
    parsed = [
        parse(key.partition(" ")[2], each) for key, each in documents_of_many_matches().items()
    ]
    written_fields = {field for document in parsed for field in fields_in(document)}
    declared_fields = {
        (part.__name__, name)
        for shape in SHAPES.values()
        for part in models_in(shape)
        for name in part.model_fields
    }
    assert declared_fields - written_fields == NEVER_WRITTEN


def test_the_shapes_are_those_of_the_catalogue() -> None:
    catalogued = {
        each.model for each in COLLECTIONS if each.model and issubclass(each.model, Shape)
    }
    assert catalogued == {*SHAPES.values(), StatsState}


def values_of(union: type[RootModel[Any]], tag: str) -> set[str]:
    """Return the values of a tag field in the parts of a union."""
    parts = list(models_in(union.model_fields["root"].annotation))
    return {
        str(value)
        for part in parts
        if tag in part.model_fields
        for value in get_args(part.model_fields[tag].annotation)
    }


def test_the_unions_have_every_type() -> None:
    assert values_of(FeedEvent, "type") >= set(EventType)
    assert values_of(PlayerChanged, "change") == set(PlayerChange)
    assert values_of(MilestoneAchieved, "milestone") == set(Milestone)
    assert values_of(ReplayLine, "type") == {*ActionType, "not_counted", "result"}


def test_the_state_of_pending_figures_has_its_shape(firestore_client: Client) -> None:
    matches, figures_of_contributions = (
        FirestoreMatchStore(firestore_client),
        FirestoreStatsStore(firestore_client),
    )
    game, player = random_game(MATCH_ID, random_logs(1)[0]), Subject(PLAYER, "p1")
    path = paths.stats_state(player.name)
    firestore_client.document(paths.live_state(MATCH_ID)).set(folded_store(game).state or {})
    token = matches.read_state(MATCH_ID).token
    matches.write_follow_up(MATCH_ID, token, FollowUp(subjects={player.name: NOON}))
    state = stats_state(firestore_client, path)
    assert (state.owed, state.owed_since) == ({MATCH_ID: (NOON,)}, NOON)
    figures_of_contributions.write_figures(
        player, figures_of_contributions.read_guard(player), {}, {}
    )
    state = stats_state(firestore_client, path)
    assert (state.owed, state.owed_since) == ({}, None)


def stats_state(client: Client, path: str) -> StatsState:
    """Return the stored state of a subject's figures."""
    text = json.dumps(client.document(path).get().to_dict(), default=datetime.isoformat)
    return StatsState.model_validate_json(text, strict=True)


def test_the_table_rules_are_the_rules_that_points_are_computed_from() -> None:
    fields = {field.alias: name for name, field in TableRules.model_fields.items()}
    assert fields == RULE_FIELDS


def test_every_readable_field_of_the_state_is_in_the_catalogue() -> None:
    [note] = [each.note for each in COLLECTIONS if each.path == "matches/{matchId}/live/state"]
    state = folded_store(random_game(MATCH_ID, random_logs(1)[0])).state or {}
    readable_fields = {name for name, value in state.items() if not isinstance(value, bytes)}
    assert readable_fields == {name for name in state if re.search(rf"`?\b{name}\b", note)} - {
        "state"
    }
