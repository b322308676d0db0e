"""What the functions write as plain maps has the shapes that the data model tells of.

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
from tests.chaos.games import Game, random_game, random_logs, raw, real_game
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
NOT_RAISED = {("DisputeEvent", name) for name in ("type", "data")}


def shape_of(key: str) -> type[Shape]:
    """The shape of a document by its key: `archive/replay_2`, `player_match_stats/m1_p1`."""
    kind, _, name = key.partition("/")
    return SHAPES[f"archive/{name.partition('_')[0]}" if kind == "archive" else kind]


def read(key: str, document: Json) -> Shape:
    """A document as its shape has it: no field too many, none missing, each of its type."""
    text = json.dumps(document, default=datetime.isoformat)
    return shape_of(key).model_validate_json(text, strict=True)


def in_season(game: Game) -> Game:
    match = game.match | {"seasonId": "2024", "competitionId": "cup"}
    return Game(game.match_id, match, game.lineups, game.entries)


def folded(game: Game, *more: Json) -> MemoryMatchStore:
    """A match with its whole log; what was voided is. `more` stands behind its last action."""
    store = MemoryMatchStore()
    store.match, store.lineups = in_season(game).match, dict(game.lineups)
    for entry in game.entries:
        store.put(entry.id, raw(game, entry) | {"isVoided": entry.is_voided})
    for document in more:
        store.put(document["id"], document)
    rebuild(store, lambda: NOON + timedelta(days=1), MATCH_ID, "to look at it")
    return store


def left_by(game: Game, *more: Json) -> dict[str, Json]:
    """All that a match leaves, by key."""
    store = folded(game, *more)
    ledger = {f"ledger/{name}": each for name, each in store.ledger.items()}
    return {f"events/{name}": each for name, each in store.events.items()} | ledger | store.left


def left_by_a_careless_scorer() -> dict[str, Json]:
    """A ball that cannot be, one that should not have been, and a player who made way."""
    whole = real_game(MATCH_ID, COMMITTED[0])
    begun = Game(MATCH_ID, whole.match, whole.lineups, whole.entries[:9])
    ball = raw(begun, begun.entries[-1])
    both_wide_and_byes = {"extras": {"wide": 1, "bye": 1}, "totalRuns": 2, "isLegalDelivery": False}
    noted = {"shotData": {"shotType": "leave"}, "timestamp": "2024-06-01T10:00:00+02:00"}
    made_way = {"outPlayerId": ball["strikerId"], "inPlayerId": "another"}
    changes: tuple[Json, ...] = (
        {"nonStrikerId": ball["strikerId"]},
        both_wide_and_byes | noted,
        {"type": "player_replaced", "teamId": begun.match["homeTeamId"], **made_way},
    )
    return left_by(
        begun,
        *(
            ball | {"id": f"1_{number}", "sequenceNumber": number} | change
            for number, change in enumerate(changes, start=10)
        ),
    )


def figures(left: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """The figures made of what one match contributed."""
    for key, document in left.items():
        kind, owner = key.partition("_match_stats/")[0], {PLAYER: "personId", TEAM: "teamId"}
        if kind in owner:
            found = figures_of(Subject(kind, document[owner[kind]]), [document], BAD_RULES)
            for name, each in found.items():
                yield name, each | {"lastUpdated": NOON}


@cache
def everything() -> dict[str, Json]:
    """What many matches leave, by key; those of a later match beside those of an earlier one."""
    games = [real_game(MATCH_ID, path) for path in COMMITTED]
    games += [random_game(MATCH_ID, log) for log in random_logs(60)]
    found: dict[str, Json] = {}
    for number, left in enumerate([left_by_a_careless_scorer(), *map(left_by, games)]):
        for key, document in [*left.items(), *figures(left)]:
            found[f"{number} {key}"] = document
    return found


def fields_in(value: Any) -> Iterator[tuple[str, str]]:
    """The fields that a value and its parts were given."""
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


def parts_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names, and theirs."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not issubclass(annotation, RootModel):
            yield annotation
        for field in annotation.model_fields.values():
            yield from parts_of(field.annotation)
    for each in get_args(annotation):
        yield from parts_of(each)


def test_every_document_has_its_shape() -> None:
    wrong = []
    for key, document in everything().items():
        try:
            read(key.partition(" ")[2], document)
        except ValidationError as error:
            wrong.append(f"{key}: {error}")
    assert wrong[:3] == []


def test_every_field_of_the_shapes_is_written_by_something() -> None:
    read_all = [read(key.partition(" ")[2], each) for key, each in everything().items()]
    seen = {field for document in read_all for field in fields_in(document)}
    told = {
        (part.__name__, name)
        for shape in SHAPES.values()
        for part in parts_of(shape)
        for name in part.model_fields
    }
    assert told - seen == NOT_RAISED


def test_the_shapes_are_those_of_the_catalogue() -> None:
    listed = {each.model for each in COLLECTIONS if each.model and issubclass(each.model, Shape)}
    assert listed == {*SHAPES.values(), StatsState}


def values_of(union: type[RootModel[Any]], tag: str) -> set[str]:
    """What the tags of a union's parts say."""
    parts = list(parts_of(union.model_fields["root"].annotation))
    return {
        str(value)
        for part in parts
        if tag in part.model_fields
        for value in get_args(part.model_fields[tag].annotation)
    }


def test_the_unions_leave_nothing_out() -> None:
    assert values_of(FeedEvent, "type") >= set(EventType)
    assert values_of(PlayerChanged, "change") == set(PlayerChange)
    assert values_of(MilestoneAchieved, "milestone") == set(Milestone)
    assert values_of(ReplayLine, "type") == {*ActionType, "not_counted", "result"}


def test_what_is_owed_has_its_shape(firestore_client: Client) -> None:
    matches, figures = FirestoreMatchStore(firestore_client), FirestoreStatsStore(firestore_client)
    game, player = random_game(MATCH_ID, random_logs(1)[0]), Subject(PLAYER, "p1")
    path = paths.stats_state(player.name)
    firestore_client.document(paths.live_state(MATCH_ID)).set(folded(game).state or {})
    token = matches.read_state(MATCH_ID).token
    matches.write_follow_up(MATCH_ID, token, FollowUp(subjects={player.name: NOON}))
    state = stats_state(firestore_client, path)
    assert (state.owed, state.owed_since) == ({MATCH_ID: (NOON,)}, NOON)
    figures.write_figures(player, figures.read_guard(player), {}, {})
    state = stats_state(firestore_client, path)
    assert (state.owed, state.owed_since) == ({}, None)


def stats_state(client: Client, path: str) -> StatsState:
    """What guards figures, as it is stored."""
    text = json.dumps(client.document(path).get().to_dict(), default=datetime.isoformat)
    return StatsState.model_validate_json(text, strict=True)


def test_the_table_rules_are_those_that_points_are_given_by() -> None:
    fields = {field.alias: name for name, field in TableRules.model_fields.items()}
    assert fields == RULE_FIELDS


def test_every_field_of_the_state_that_people_can_read_is_named() -> None:
    [note] = [each.note for each in COLLECTIONS if each.path == "matches/{matchId}/live/state"]
    state = folded(random_game(MATCH_ID, random_logs(1)[0])).state or {}
    plain = {name for name, value in state.items() if not isinstance(value, bytes)}
    assert plain == {name for name in state if re.search(rf"`?\b{name}\b", note)} - {"state"}
