"""Every query has the index it needs, every committed index a query that needs it.

The emulator answers any query without an index, so what production would refuse is worked out from
the queries' shapes.
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
"""Large fields that nobody asks for: each has no index, nor has what is within it."""

MOST_OVERRIDES = 200
"""Of a database (https://firebase.google.com/docs/firestore/quotas)."""

QUERYING = {"where", "order_by", "collection_group", "find_nearest"}
# Over a collection group, a collection, or one in a variable of its name or listed below.
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
"""How clients read the feed; the functions themselves read it whole."""

ROLES_OF_MATCH = Shape("match_role_assignments", equal=("matchId", "role"))
ROLES_OF_PERSON = Shape("match_role_assignments", equal=("personId",))
PEOPLE = Shape("people", order="displayName")
OPEN_DISPUTES = Shape("disputes", equal=("inningsNumber", "status"))
"""What clients ask for and the functions do not."""

HOME_PAGE = tuple(
    Shape("tickers", equal=(field,), order="scheduledAt", descending=descending)
    for field in ("status", "competitionId", "seasonId")
    for descending in (False, True)
)
"""What a home page asks for: of a status, a competition, a season, by time. Two of these at once
need no more, for the indexes of both are merged."""

JS_FILTER = re.compile(r'where\("(\w+)", "=="')

# (collection, scope, ((field, order), ...)); of one field: a single-field index.
Index = tuple[str, str, tuple[tuple[str, str], ...]]


def needed(shape: Shape) -> set[Index]:
    """The indexes that a query needs in production."""
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
"""A team's matches by time."""


def of_home_pages() -> set[Index]:
    """The indexes that home pages need."""
    return TICKERS_OF_TEAM.union(*map(needed, HOME_PAGE))


def overrides(spec: dict[str, Any]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """The single-field indexes of the fields whose automatic ones are replaced or taken away."""
    return {
        (field["collectionGroup"], field["fieldPath"]): {
            (each["queryScope"], each.get("order") or each["arrayConfig"])
            for each in field["indexes"]
        }
        for field in spec["fieldOverrides"]
    }


def composites(spec: dict[str, Any]) -> set[Index]:
    """The indexes of more than one field."""
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
    """Tell whether production would have this index."""
    collection, scope, fields = index
    if len(fields) > 1:
        return index in composites(spec)
    [(field, order)] = fields
    given = overrides(spec)
    parts = field.split(".")
    above = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    nearest = next((name for name in above if (collection, name) in given), None)
    return (scope, order) in (given[collection, nearest] if nearest else AUTOMATIC)


def unused(spec: dict[str, Any], wanted: set[Index]) -> set[Index]:
    """The committed indexes, beyond the automatic ones, that no query needs."""
    extra = {
        (collection, scope, ((field, order),))
        for (collection, field), indexes in overrides(spec).items()
        for scope, order in indexes - AUTOMATIC
    }
    return (extra | composites(spec)) - wanted


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    """What is committed."""
    read: dict[str, Any] = json.loads((ROOT / "firestore.indexes.json").read_text())
    return read


@pytest.mark.parametrize("name", SHAPES)
def test_every_query_has_the_index_it_needs(name: str, spec: dict[str, Any]) -> None:
    missing = [index for index in needed(SHAPES[name]) if not is_served(index, spec)]
    assert missing == []


def test_every_committed_index_is_needed_by_a_query(spec: dict[str, Any]) -> None:
    wanted = set[Index]().union(*map(needed, SHAPES.values()))
    assert unused(spec, wanted | of_home_pages()) == set()


def test_a_home_page_finds_matches_by_time(spec: dict[str, Any]) -> None:
    missing = [index for index in of_home_pages() if not is_served(index, spec)]
    assert missing == []
    asked = {field for _, _, fields in of_home_pages() for field, _ in fields}
    assert asked <= names_of(Ticker)


def test_an_override_takes_no_automatic_index_away_but_all_of_an_exempt_field(
    spec: dict[str, Any],
) -> None:
    found = overrides(spec)
    exempt = {(collection, field) for collection, fields in EXEMPT.items() for field in fields}
    assert {field for field, indexes in found.items() if not indexes} == exempt
    kept = {field: indexes for field, indexes in found.items() if field not in exempt}
    assert kept
    assert [field for field, indexes in kept.items() if not indexes >= AUTOMATIC] == []
    assert len(spec["fieldOverrides"]) == len(found) < MOST_OVERRIDES


def of_books() -> set[str]:
    """The fields of `live/consensus_state` and `live/consensus`."""
    return {*books_packing.state_document(KeptConsensus()), *consensus_body(Consensus(()))}


def test_every_exempt_field_is_written() -> None:
    """A misspelt one would keep its indexes, and nobody would notice."""
    written = {
        "live": names_of(LiveScore, HealthProjection) | packed_fields() | of_books(),
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
    assert EXEMPT.keys() == written.keys()
    assert [name for name, fields in EXEMPT.items() if not fields <= written[name]] == []


def test_bytes_are_never_indexed() -> None:
    assert packed_fields() <= EXEMPT["live"]


def names_of(*models: type[Document]) -> set[str]:
    """The fields of some documents."""
    return {field.alias or name for model in models for name, field in model.model_fields.items()}


def packed_fields() -> set[str]:
    """The fields of the state and of a sealed chunk that only a program can read."""
    store = MemoryMatchStore()
    store.match, store.lineups = small_match.match_document(), small_match.lineup_documents()
    store.put("1_1", small_match.started())
    rebuild(store, lambda: NOON, small_match.MATCH_ID, "to look at it")
    chunk = packing.chunk_document(SealedChunk({}, b""))
    both = {**(store.state or {}), **chunk}
    return {name for name, value in both.items() if isinstance(value, bytes)}


def test_the_feed_and_presence_alone_are_deleted_when_its_time_has_come(
    spec: dict[str, Any],
) -> None:
    told = [
        (field["collectionGroup"], field["fieldPath"])
        for field in spec["fieldOverrides"]
        if "ttl" in field
    ]
    assert told == [("events", "expireAt"), ("shards", "expireAt")]
    assert [field["ttl"] for field in spec["fieldOverrides"] if "ttl" in field] == [True, True]
    tombstone: Any = TOMBSTONE
    [document] = publish.feed_documents({"1_1": tombstone}, Inputs(Setup("m1")), 1).values()
    assert "expireAt" in document


def test_what_an_exempt_field_holds_has_no_index_either(spec: dict[str, Any]) -> None:
    inner = needed(Shape("player_match_stats", order="facing.p1.runsScored")).pop()
    beside = needed(Shape("player_match_stats", order="batting.runs")).pop()
    assert not is_served(inner, spec)
    assert is_served(beside, spec)


def test_a_missing_index_and_an_unused_one_would_be_found(spec: dict[str, Any]) -> None:
    group = needed(queries.MATCHES_OF_PLAYER).pop()
    newest = needed(queries.NEWEST_CHANGE).pop()
    ordered = needed(Shape("lineups", equal=("teamId",), order="battingPosition")).pop()
    bare: dict[str, Any] = {"indexes": [], "fieldOverrides": []}
    assert is_served(group, spec)
    assert not is_served(group, bare)
    assert is_served(newest, bare)
    assert not is_served(ordered, spec)
    ended = {index for shape in queries.ENDED_ROLES.values() for index in needed(shape)}
    entries = needed(queries.ENTRIES_ANYWHERE)
    used = {group, *needed(queries.CHANGES_ANYWHERE), *entries, *ended, *of_home_pages()}
    assert unused(spec, set()) == used


CHECK = """
const { FirestoreApi } = require("firebase-tools/lib/firestore/api");
const api = new FirestoreApi();
const text = require("fs").readFileSync(0, "utf8");
api.validateSpec(api.upgradeOldSpec(JSON.parse(text)));
console.log("valid");
"""


def validated(text: str) -> subprocess.CompletedProcess[str]:
    """Let firebase-tools judge a file of indexes, as `firebase deploy` does; no network."""
    command = ["node", "-e", CHECK]
    return subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, text=True, check=False
    )


@pytest.mark.emulator
def test_firebase_tools_accept_the_file() -> None:
    text = (ROOT / "firestore.indexes.json").read_text()
    accepted = validated(text)
    assert (accepted.stdout.strip(), accepted.returncode) == ("valid", 0), accepted.stderr
    refused = validated(text.replace("COLLECTION_GROUP", "COLLECTION_GROPE", 1))
    assert refused.returncode != 0
    assert "queryScope" in refused.stderr
    odd = validated(text.replace('"ttl": true', '"ttl": "always"', 1))
    assert odd.returncode != 0
    assert "ttl" in odd.stderr


def querying(path: Path) -> Iterator[str]:
    """The places in a module that make a query."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in QUERYING:
                yield f"{path.name}:{node.lineno} {attr}"


def test_no_module_of_the_functions_but_one_makes_queries() -> None:
    modules = [ROOT / "functions" / "main.py", *(ROOT / "functions" / "scrbrd").rglob("*.py")]
    own = Path(queries.__file__)
    assert own in modules
    assert list(querying(own))
    assert [place for module in modules if module != own for place in querying(module)] == []


def asked_in(code: str) -> list[Shape]:
    """Return the shapes of the queries in JavaScript, in their order."""
    return [
        Shape(
            each["group"] or each["path"] or JS_NAMES.get(each["name"], each["name"]),
            equal=tuple(JS_FILTER.findall(each["asked"])),
            order=next(iter(JS_ORDER.findall(each["asked"])), None),
            group=bool(each["group"]),
        )
        for each in JS_QUERY.finditer(code)
    ]


def test_the_queries_of_the_clients_guide_are_among_them(spec: dict[str, Any]) -> None:
    guide = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
    made = asked_in(guide)
    assert len(made) == len(re.findall(r"\bquery\(", guide)) == 5
    assert set(made) <= {*SHAPES.values(), ROLES_OF_MATCH, PEOPLE}
    assert {ROLES_OF_MATCH, PEOPLE} <= set(made)
    assert all(is_served(index, spec) for shape in made for index in needed(shape))


FEED_READER = "clients/web/client/src/documents/feed_reader.ts"
FEED_STORE = "clients/web/client/src/feed.ts"
OF_RULINGS = ("disputeId", "kind", "nonce")
"""By which of their fields an official's app looks for rulings."""


def test_the_feed_is_read_on_and_back_by_a_field_that_has_its_index(spec: dict[str, Any]) -> None:
    for client, cursor in ((FEED_READER, JS_CURSOR), (FEED_STORE, JS_CURSOR_BACK)):
        assert cursor.findall((ROOT / client).read_text(encoding="utf-8")) == [FEED.order]
    assert all(is_served(index, spec) for index in needed(FEED))


def test_the_queries_of_the_web_client_are_served(spec: dict[str, Any]) -> None:
    folder = ROOT / "clients" / "web" / "client" / "src"
    made = {
        each.name: tuple(JS_FILTER.findall(each.read_text(encoding="utf-8")))
        for each in folder.glob("*.ts")
    }
    asked = {name: filters for name, filters in made.items() if filters}
    assert asked == {
        "log.ts": queries.INNINGS.equal,
        "my_matches.ts": ROLES_OF_PERSON.equal,
        "official.ts": OF_RULINGS,
        "scorebook.ts": OPEN_DISPUTES.equal,
    }
    rulings = tuple(Shape("rulings", equal=(name,)) for name in OF_RULINGS)
    shapes = (OPEN_DISPUTES, ROLES_OF_PERSON, *rulings)
    assert all(is_served(index, spec) for shape in shapes for index in needed(shape))
