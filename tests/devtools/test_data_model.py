"""Tests that the data model's page and the TypeScript definitions agree with the models."""

from __future__ import annotations

import re

from pydantic import BaseModel

from devtools.datamodel import page, typescript
from devtools.datamodel.catalogue import COLLECTIONS
from devtools.datamodel.collection import FUNCTIONS, GATEWAY
from devtools.datamodel.files import files, stale_files
from devtools.datamodel.schema import alternatives
from devtools.datamodel.shapes import registry
from devtools.datamodel.shapes.books import Dispute, LiveConsensus, Notice, Ruling
from devtools.toolchain.layout import ROOT
from scrbrd.adapters import books_packing, paths
from scrbrd.consensus.fold import Consensus
from scrbrd.handlers.books.documents import RESOLVED_FIELDS, consensus_body, raised_fields
from scrbrd.handlers.books.model import KeptConsensus
from scrbrd.handlers.books.notices import BOOK_FIELDS as NOTICE
from scrbrd.projections.feed.disputes import BOOK_FIELDS
from scrbrd.projections.live.documents import LiveScore
from scrbrd.projections.live.lineups import LINEUP_FIELDS
from scrbrd.projections.live.match_status import MATCH_FIELDS
from scrbrd_gateway.presence import shard_document
from tests.fakes.memory_store import NOON

REGISTRY = (
    registry.Person,
    registry.Profile,
    registry.School,
    registry.Team,
    registry.Squad,
    registry.SquadPlayer,
    registry.PreMatchProcedure,
)
STALE = "stale: run functions/venv/bin/python -m devtools.datamodel"


def test_all_generated_files_are_fresh() -> None:
    assert stale_files(files()) == [], STALE


def test_a_missing_or_obsolete_generated_file_is_stale() -> None:
    expected_files = files()
    removed_file = typescript.FOLDER / "actions.ts"
    assert stale_files(
        {path: text for path, text in expected_files.items() if path != removed_file}
    ) == [removed_file]
    assert stale_files(
        {removed_file: "other"}
        | {path: text for path, text in expected_files.items() if path != removed_file}
    ) == [removed_file]


def names_of(model: type[BaseModel]) -> set[str]:
    """Return the fields of a document, of all alternatives if there are several."""
    schema = model.model_json_schema(by_alias=True)
    schemas = [schema["$defs"][name] for name in alternatives(schema)] or [schema]
    return {name for kind in schemas for name in kind["properties"]}


def test_fields_owned_by_functions_are_the_fields_they_write() -> None:
    by_path = {each.path: set(each.functions_own) for each in COLLECTIONS}
    assert by_path["matches/{matchId}"] == set(MATCH_FIELDS)
    assert by_path["matches/{matchId}/lineups/{teamId}_{playerId}"] == set(LINEUP_FIELDS)


def test_every_field_of_the_live_score_is_on_the_page() -> None:
    text = page.page()
    for name, field in LiveScore.model_fields.items():
        assert f"| `{field.alias or name}` |" in text


def test_the_fields_of_other_documents_are_those_that_the_rules_allow() -> None:
    rules = (ROOT / "firestore.rules").read_text(encoding="utf-8")
    allowed = {
        frozenset(re.findall(r"'(\w+)'", fields))
        for fields in re.findall(r"keys\(\)\.hasOnly\(\[([^\]]*)\]\)", rules)
    }
    ruling_fields = re.findall(r"ruling\.keys\(\)\.hasOnly\('([\w,]+)'\.split", rules)
    assert len(ruling_fields) == 2
    allowed.add(frozenset(name for names in ruling_fields for name in names.split(",")))
    our_writers = (FUNCTIONS, GATEWAY)
    models = (*REGISTRY, Ruling)
    catalogued = [
        each for each in COLLECTIONS if each.model in models and each.written_by not in our_writers
    ]
    assert len(catalogued) == 8
    for each in catalogued:
        assert each.model is not None
        assert frozenset(names_of(each.model)) in allowed, each.path


def test_the_fields_of_presence_are_the_written_ones() -> None:
    assert names_of(registry.PresenceShard) == set(shard_document("m1", 1, NOON))


def test_every_collection_of_the_rules_is_on_the_page() -> None:
    rules = (ROOT / "firestore.rules").read_text(encoding="utf-8")
    matched = set(re.findall(r"match /([a-z_0-9]+)/\{", rules))
    catalogued = {part for each in COLLECTIONS for part in each.path.split("/")[::2]}
    assert matched - catalogued <= {"databases", "history", "private"}


def test_the_documents_of_the_consensus_are_listed_with_all_written_fields() -> None:
    body = {*BOOK_FIELDS, *RESOLVED_FIELDS, *raised_fields("m1", "1_1", NOON), "raisedCount"}
    body |= {"provider", "log"}  # of the service that follows data providers
    assert names_of(Dispute) == body
    assert names_of(LiveConsensus) == {*consensus_body(Consensus(())), "matchId", "lastUpdated"}
    assert names_of(Notice) == {*NOTICE, "revision", "lastUpdated"}
    catalogued = {each.path: {name for name, _, _ in each.fields} for each in COLLECTIONS}
    state = {*books_packing.state_document(KeptConsensus()), "lastUpdated"}
    assert catalogued["matches/{matchId}/live/consensus_state"] == state


def test_every_collection_that_the_functions_write_is_on_the_page() -> None:
    catalogued = {each.path.partition("/")[0] for each in COLLECTIONS}
    assert catalogued >= {
        paths.PLAYER_MATCH_STATS,
        paths.TEAM_MATCH_STATS,
        paths.PLAYER_SEASON_STATS,
    }
    assert catalogued >= {paths.TEAM_SEASON_STATS, paths.PLAYER_H2H_STATS, paths.STATS_STATE}
