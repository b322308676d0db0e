"""Tests that every query has the index it needs and that every committed index is needed.

The emulator answers any query without an index, so the indexes that production requires are
computed from the queries' shapes.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from devtools.datamodel.shapes.archive import ArchiveHighlights, ArchiveReplay, ArchiveSummary
from devtools.datamodel.shapes.feed import FeedDocument
from devtools.datamodel.shapes.ledger import LedgerDocument
from devtools.datamodel.shapes.statistics import PlayerMatchStats, StatsState
from devtools.toolchain.layout import ROOT
from scrbrd.adapters import books_packing, packing, queries
from scrbrd.adapters.queries import Shape
from scrbrd.consensus.fold import Consensus
from scrbrd.domain.document import Document
from scrbrd.domain.match import Inputs, Match
from scrbrd.domain.state import Setup
from scrbrd.engine.chunks import SealedChunk
from scrbrd.handlers.books import notices
from scrbrd.handlers.books.documents import consensus_body
from scrbrd.handlers.books.model import KeptConsensus
from scrbrd.handlers.catch_up import rebuild
from scrbrd.handlers.commit import build as publish
from scrbrd.handlers.commit.follow_up import TOMBSTONE
from scrbrd.projections.feed.disputes import BOOK_FIELDS
from scrbrd.projections.live.documents import HealthProjection, LiveScore
from scrbrd.projections.live.ticker_document import Ticker
from scrbrd_gateway.presence import shard_document
from tests.fakes import small_match
from tests.fakes.memory_store import NOON, MemoryMatchStore

SHAPES = {name: value for name, value in vars(queries).items() if isinstance(value, Shape)}
AUTOMATIC = frozenset(
    {("COLLECTION", "ASCENDING"), ("COLLECTION", "DESCENDING"), ("COLLECTION", "CONTAINS")}
)
EXEMPT = {
    "live": {
        "checkpoint", "closed", "digests", "index", "innings1", "innings2", "innings3", "innings4",
        "known", "lastOver", "lastWritten", "ledger", "log", "openDigests", "openLog", "owedNames",
        "packed", "problems", "state", "superOvers",
    },
    "tickers": {
        "batters", "bowler", "innings", "lastBall", "lastWicket", "required", "strip", "teams",
    },
    "events": {"events", "expireAt"},
    "shards": {"expireAt"},
    "archive": {"balls", "highlights", "turningOvers"},
    "player_match_stats": {"facing"},
    "matches": {"sourceFacts"},
    "stats_state": {"owed"},
    "ledger": {"entries"},
    "disputes": {"claims"},
    "notices": {"disputes"},
}  # fmt: skip
"""Large fields that no query uses: neither they nor their parts are indexed."""

MOST_OVERRIDES = 200
"""Limit of a database (https://firebase.google.com/docs/firestore/quotas)."""

QUERYING = {"where", "order_by", "collection_group", "find_nearest"}
# Of a collection group, a collection, or a variable named as its collection or in JS_NAMES.
JS_QUERY = re.compile(
    r"""\bquery\(\s*
    (?:collectionGroup\(db,\ "(?P<group>\w+)"\)|collection\(db,\ "(?P<path>\w+)"\)|(?P<name>\w+))
    (?P<asked>(?:,\s*(?:where|orderBy|limit)\([^)]*\))+)""",
    re.VERBOSE,
)
JS_ORDER = re.compile(r'orderBy\("(\w+)"\)')
JS_NAMES = {"roles": "match_role_assignments"}
JS_CURSOR = re.compile(r'orderBy\("(\w+)"\),\ ?orderBy\(documentId\(\)\)')
JS_CURSOR_BACK = re.compile(r'orderBy\("(\w+)", "desc"\), orderBy\(documentId\(\), "desc"\)')
FEED = Shape("events", order="revision")
"""How clients read the feed; the functions read it completely."""

ROLES_OF_MATCH = Shape("match_role_assignments", equal=("matchId", "role"))
ROLES_OF_PERSON = Shape("match_role_assignments", equal=("personId",))
PEOPLE = Shape("people", order="displayName")
OPEN_DISPUTES = Shape("disputes", equal=("inningsNumber", "status"))
"""A query of clients only."""

HOME_PAGE = tuple(
    Shape("tickers", equal=(field,), order="scheduledAt", descending=descending)
    for field in ("status", "competitionId", "seasonId")
    for descending in (False, True)
)
"""Queries of a home page: matches of a status, a competition or a season, by time. Two of these
filters together need no further index, because the indexes of both are merged."""

JS_FILTER = re.compile(r'where\("(\w+)", "=="')

# (collection, scope, ((field, order), ...)); of one field: a single-field index.
Index = tuple[str, str, tuple[tuple[str, str], ...]]


def needed_indexes(shape: Shape) -> set[Index]:
    """Return the indexes that a query needs in production."""
    scope = "COLLECTION_GROUP" if shape.group else "COLLECTION"
    equal = [(field, "ASCENDING") for field in shape.equal]
    if shape.order is None:  # the indexes of the single fields are merged
        return {(shape.collection, scope, (each,)) for each in equal}
    order = (shape.order, "DESCENDING" if shape.descending else "ASCENDING")
    return {(shape.collection, scope, (*equal, order))}


TICKERS_OF_TEAM: set[Index] = {
    ("tickers", "COLLECTION", (("teamIds", "CONTAINS"), ("scheduledAt", order)))
    for order in ("ASCENDING", "DESCENDING")
}
"""Indexes for a team's matches by time."""


def home_page_indexes() -> set[Index]:
    """Return the indexes that home pages need."""
    return TICKERS_OF_TEAM.union(*map(needed_indexes, HOME_PAGE))


def overrides(spec: dict[str, Any]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Return the single-field indexes of each field whose automatic ones are overridden."""
    return {
        (field["collectionGroup"], field["fieldPath"]): {
            (each["queryScope"], each.get("order") or each["arrayConfig"])
            for each in field["indexes"]
        }
        for field in spec["fieldOverrides"]
    }


def composites(spec: dict[str, Any]) -> set[Index]:
    """Return the indexes of several fields."""
    return {
        (
            index["collectionGroup"],
            index["queryScope"],
            tuple(
                (field["fieldPath"], field.get("order") or field["arrayConfig"])
                for field in index["fields"]
            ),
        )
        for index in spec["indexes"]
    }


def is_served(index: Index, spec: dict[str, Any]) -> bool:
    """Return True if production would have this index."""
    collection, scope, fields = index
    if len(fields) > 1:
        return index in composites(spec)
    [(field, order)] = fields
    overridden = overrides(spec)
    parts = field.split(".")
    ancestors = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    nearest = next((name for name in ancestors if (collection, name) in overridden), None)
    return (scope, order) in (overridden[collection, nearest] if nearest else AUTOMATIC)


def unused(spec: dict[str, Any], needed: set[Index]) -> set[Index]:
    """Return the committed indexes, except automatic ones, that no query needs."""
    extra = {
        (collection, scope, ((field, order),))
        for (collection, field), indexes in overrides(spec).items()
        for scope, order in indexes - AUTOMATIC
    }
    return (extra | composites(spec)) - needed


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    """Return the content of firestore.indexes.json."""
    content: dict[str, Any] = json.loads((ROOT / "firestore.indexes.json").read_text())
    return content


@pytest.mark.parametrize("name", SHAPES)
def test_every_query_has_the_index_it_needs(name: str, spec: dict[str, Any]) -> None:
    missing = [index for index in needed_indexes(SHAPES[name]) if not is_served(index, spec)]
    assert missing == []


def test_every_committed_index_is_needed_by_a_query(spec: dict[str, Any]) -> None:
    needed = set[Index]().union(*map(needed_indexes, SHAPES.values()))
    assert unused(spec, needed | home_page_indexes()) == set()


def test_a_home_page_finds_matches_by_time(spec: dict[str, Any]) -> None:
    missing = [index for index in home_page_indexes() if not is_served(index, spec)]
    assert missing == []
    queried_fields = {field for _, _, fields in home_page_indexes() for field, _ in fields}
    assert queried_fields <= names_of(Ticker)


def test_an_override_keeps_all_automatic_indexes_or_none_for_an_exempt_field(
    spec: dict[str, Any],
) -> None:
    found = overrides(spec)
    exempt = {(collection, field) for collection, fields in EXEMPT.items() for field in fields}
    assert {field for field, indexes in found.items() if not indexes} == exempt
    not_exempt = {field: indexes for field, indexes in found.items() if field not in exempt}
    assert not_exempt
    assert [field for field, indexes in not_exempt.items() if not indexes >= AUTOMATIC] == []
    assert len(spec["fieldOverrides"]) == len(found) < MOST_OVERRIDES


def consensus_fields() -> set[str]:
    """Return the fields of `live/consensus_state` and `live/consensus`."""
    return {*books_packing.state_document(KeptConsensus()), *consensus_body(Consensus(()))}


def test_every_exempt_field_is_written() -> None:
    """A misspelt exemption would leave the field's indexes in place without any other sign."""
    written_fields = {
        "live": names_of(LiveScore, HealthProjection) | packed_fields() | consensus_fields(),
        "tickers": names_of(Ticker),
        "events": names_of(FeedDocument),
        "archive": names_of(ArchiveSummary, ArchiveReplay, ArchiveHighlights),
        "player_match_stats": names_of(PlayerMatchStats),
        "matches": {to_camel(name) for name in Match.model_fields},
        "stats_state": names_of(StatsState),
        "ledger": names_of(LedgerDocument),
        "disputes": set(BOOK_FIELDS),
        "shards": set(shard_document("m1", 1, NOON)),
        "notices": set(notices.BOOK_FIELDS),
    }
    assert EXEMPT.keys() == written_fields.keys()
    assert [name for name, fields in EXEMPT.items() if not fields <= written_fields[name]] == []


def test_bytes_are_never_indexed() -> None:
    assert packed_fields() <= EXEMPT["live"]


def names_of(*models: type[Document]) -> set[str]:
    """Return the fields of some documents."""
    return {field.alias or name for model in models for name, field in model.model_fields.items()}


def packed_fields() -> set[str]:
    """Return the fields of the state and of a sealed chunk that hold bytes."""
    store = MemoryMatchStore()
    store.match, store.lineups = small_match.match_document(), small_match.lineup_documents()
    store.put("1_1", small_match.innings_started())
    rebuild(store, lambda: NOON, small_match.MATCH_ID, "to look at it")
    chunk = packing.chunk_document(SealedChunk({}, b""))
    fields = {**(store.state or {}), **chunk}
    return {name for name, value in fields.items() if isinstance(value, bytes)}


def test_only_the_feed_and_presence_have_a_time_to_live(spec: dict[str, Any]) -> None:
    ttl_fields = [
        (field["collectionGroup"], field["fieldPath"])
        for field in spec["fieldOverrides"]
        if "ttl" in field
    ]
    assert ttl_fields == [("events", "expireAt"), ("shards", "expireAt")]
    assert [field["ttl"] for field in spec["fieldOverrides"] if "ttl" in field] == [True, True]
    tombstone: Any = TOMBSTONE
    [document] = publish.feed_documents({"1_1": tombstone}, Inputs(Setup("m1")), 1).values()
    assert "expireAt" in document


def test_parts_of_an_exempt_field_have_no_index(spec: dict[str, Any]) -> None:
    inner = needed_indexes(Shape("player_match_stats", order="facing.p1.runsScored")).pop()
    sibling = needed_indexes(Shape("player_match_stats", order="batting.runs")).pop()
    assert not is_served(inner, spec)
    assert is_served(sibling, spec)


def test_missing_and_unused_indexes_are_found(spec: dict[str, Any]) -> None:
    group = needed_indexes(queries.MATCHES_OF_PLAYER).pop()
    newest = needed_indexes(queries.NEWEST_CHANGE).pop()
    ordered = needed_indexes(Shape("lineups", equal=("teamId",), order="battingPosition")).pop()
    empty_spec: dict[str, Any] = {"indexes": [], "fieldOverrides": []}
    assert is_served(group, spec)
    assert not is_served(group, empty_spec)
    assert is_served(newest, empty_spec)
    assert not is_served(ordered, spec)
    ended = {index for shape in queries.ENDED_ROLES.values() for index in needed_indexes(shape)}
    entries = needed_indexes(queries.ENTRIES_ANYWHERE)
    used = {
        group,
        *needed_indexes(queries.CHANGES_ANYWHERE),
        *entries,
        *needed_indexes(queries.RULINGS_ANYWHERE),
        *ended,
        *home_page_indexes(),
    }
    assert unused(spec, set()) == used


CHECK = """
const { FirestoreApi } = require("firebase-tools/lib/firestore/api");
const api = new FirestoreApi();
const text = require("fs").readFileSync(0, "utf8");
api.validateSpec(api.upgradeOldSpec(JSON.parse(text)));
console.log("valid");
"""


def validate(text: str) -> subprocess.CompletedProcess[str]:
    """Validate a file of indexes with firebase-tools, as `firebase deploy` does; no network."""
    command = ["node", "-e", CHECK]
    return subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, text=True, check=False
    )


@pytest.mark.emulator
def test_firebase_tools_accept_the_file() -> None:
    text = (ROOT / "firestore.indexes.json").read_text()
    valid = validate(text)
    assert (valid.stdout.strip(), valid.returncode) == ("valid", 0), valid.stderr
    invalid_scope = validate(text.replace("COLLECTION_GROUP", "COLLECTION_GROPE", 1))
    assert invalid_scope.returncode != 0
    assert "queryScope" in invalid_scope.stderr
    invalid_ttl = validate(text.replace('"ttl": true', '"ttl": "always"', 1))
    assert invalid_ttl.returncode != 0
    assert "ttl" in invalid_ttl.stderr


def query_calls(path: Path) -> Iterator[str]:
    """Yield the lines of a module that make a query."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in QUERYING:
                yield f"{path.name}:{node.lineno} {attr}"


def test_only_one_module_of_the_functions_makes_queries() -> None:
    modules = [ROOT / "functions" / "main.py", *(ROOT / "functions" / "scrbrd").rglob("*.py")]
    queries_module = Path(queries.__file__)
    assert queries_module in modules
    assert list(query_calls(queries_module))
    assert [
        place for module in modules if module != queries_module for place in query_calls(module)
    ] == []


def queries_in(code: str) -> list[Shape]:
    """Return the shapes of the queries in JavaScript code, in order."""
    return [
        Shape(
            each["group"] or each["path"] or JS_NAMES.get(each["name"], each["name"]),
            equal=tuple(JS_FILTER.findall(each["asked"])),
            order=next(iter(JS_ORDER.findall(each["asked"])), None),
            group=bool(each["group"]),
        )
        for each in JS_QUERY.finditer(code)
    ]


def test_the_queries_of_the_clients_guide_are_known_and_served(spec: dict[str, Any]) -> None:
    guide = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
    found_queries = queries_in(guide)
    assert len(found_queries) == len(re.findall(r"\bquery\(", guide)) == 5
    assert set(found_queries) <= {*SHAPES.values(), ROLES_OF_MATCH, PEOPLE}
    assert {ROLES_OF_MATCH, PEOPLE} <= set(found_queries)
    assert all(is_served(index, spec) for shape in found_queries for index in needed_indexes(shape))


FEED_READER = "clients/web/client/src/documents/feed_reader.ts"
FEED_STORE = "clients/web/client/src/feed.ts"
RULING_FILTERS = ("disputeId", "kind", "nonce")
"""Fields by which an official's app queries rulings."""


def test_clients_read_the_feed_in_both_directions_by_an_indexed_field(spec: dict[str, Any]) -> None:
    for client, cursor in ((FEED_READER, JS_CURSOR), (FEED_STORE, JS_CURSOR_BACK)):
        assert cursor.findall((ROOT / client).read_text(encoding="utf-8")) == [FEED.order]
    assert all(is_served(index, spec) for index in needed_indexes(FEED))


def test_the_queries_of_the_web_client_are_served(spec: dict[str, Any]) -> None:
    folder = ROOT / "clients" / "web" / "client" / "src"
    found_queries = {
        each.name: tuple(JS_FILTER.findall(each.read_text(encoding="utf-8")))
        for each in folder.glob("*.ts")
    }
    queried_fields = {name: filters for name, filters in found_queries.items() if filters}
    assert queried_fields == {
        "log.ts": queries.INNINGS.equal,
        "my_matches.ts": ROLES_OF_PERSON.equal,
        "official.ts": RULING_FILTERS,
        "scorebook.ts": OPEN_DISPUTES.equal,
    }
    rulings = tuple(Shape("rulings", equal=(name,)) for name in RULING_FILTERS)
    shapes = (OPEN_DISPUTES, ROLES_OF_PERSON, *rulings)
    assert all(is_served(index, spec) for shape in shapes for index in needed_indexes(shape))
