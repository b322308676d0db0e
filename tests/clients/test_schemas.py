"""Tests that the JSON Schemas accept real documents and refuse invalid ones.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from devtools.datamodel.json_schema import FOLDER, file_name
from devtools.datamodel.parts import DOCUMENTS
from devtools.toolchain.layout import ROOT
from scrbrd.consensus.fold import Consensus
from scrbrd.domain.json_types import Json
from scrbrd.handlers.books.documents import consensus_body
from scrbrd_gateway.presence import shard_document
from tests.chaos.games import real_game
from tests.docs.test_shapes import figures_of_contributions, folded_store
from tests.fakes.memory_store import NOON

pytestmark = pytest.mark.emulator  # needs the packages that npm installs

Case = tuple[str, Json]
OTHER_NAMES = {"live": "innings_card", "player_h2h_stats": "player_head_to_head_stats"}
SCRIPT = Path(__file__).parent / "schemas.mjs"
GAME = real_game("m1", sorted((ROOT / "scripts" / "matches").glob("*.log"))[0])
STAMPS: Json = {"createdAt": NOON, "updatedAt": NOON, "updatedBy": "p1"}
ENTRY: Json = {"id": "1_1", "matchId": "m1", "inningsNumber": 1, "sequenceNumber": 1}
RULING: Json = {
    "id": "1", "matchId": "m1", "number": 1, "nonce": "12345678", "follows": "", "reason": "seen",
    "decidedBy": "p1", "createdAt": NOON,
}  # fmt: skip
CLAIM: Json = {"personId": "p1", "entryId": "1_4", "versionId": "1_4", "ball": {"runsOffBat": 1}}
ROLE: Json = {"personId": "p1"}
SCORE: Json = {"runs": 1, "wickets": 0, "legalBalls": 6}

HANDWRITTEN: tuple[Case, ...] = (
    ("book_entry", ENTRY | SCORE | {"type": "book_opened", "afterActionId": "1_9"}),
    ("book_entry", ENTRY | SCORE | {"type": "score_agreed", "at": "over"}),
    (
        "ruling",
        RULING
        | {"kind": "dispute", "decidedAs": "umpire_on_field", "method": "umpire"}
        | {"disputeId": "1_4", "entries": {"home": "1_4"}, "accepts": "home"},
    ),
    (
        "ruling",
        RULING
        | {"kind": "tier", "decidedAs": "scorer_away", "tier": "SINGLE"}
        | {"seats": {"home": "p1"}, "fromSeat": "home", "fromEntry": "1_4"},
    ),
    (
        "dispute",
        {"id": "1_4", "matchId": "m1", "status": "open", "inningsNumber": 1, "place": 4}
        | {"kind": "score", "blocks": True, "fields": ["score"], "claims": {"home": CLAIM}}
        | {"raisedAt": NOON, "raisedCount": 1, "updatedAt": NOON},
    ),
    (
        "notice",
        {"matchId": "m1", "personId": "p1", "openDisputes": 0, "disputes": []}
        | {"revision": 1, "lastUpdated": NOON},
    ),
    ("live_consensus", consensus_body(Consensus(())) | {"matchId": "m1", "lastUpdated": NOON}),
    ("presence_shard", shard_document("m1", 1, NOON)),
    (
        "match_role_assignment",
        ROLE | {"matchId": "m1", "role": "scorer_home", "status": "assigned"},
    ),
    ("team_role_assignment", ROLE | {"teamId": "t1", "role": "player"}),
    ("school_role_assignment", ROLE | {"schoolId": "s1", "role": "scorer"}),
    ("person", STAMPS | {"id": "p1", "displayName": "A. Player"}),
    ("profile", {"updatedAt": NOON, "updatedBy": "p1", "email": "a@example.org"}),
    ("school", STAMPS | {"id": "s1", "name": "A school", "colours": "red"}),
    ("team", STAMPS | {"id": "t1", "name": "A team", "schoolId": "s1", "colours": ["red", "blue"]}),
    ("squad", STAMPS | {"id": "q1", "teamId": "t1", "seasonId": "2026"}),
    ("squad_player", {"updatedAt": NOON, "updatedBy": "p1", "playerId": "p1"}),
    ("season", {"id": "2026", "name": "2026"}),
    ("competition", {"id": "cup", "tableRules": {"win": 2, "tie": 0.5}}),
    (
        "pre_match_procedure",
        {"matchId": "m1", "updatedAt": NOON, "updatedBy": "p1", "weather": {"rain": False}},
    ),
)  # fmt: skip


@cache
def real_documents() -> tuple[Case, ...]:
    """Return all documents of a committed match, with the names of their schemas."""
    store = folded_store(GAME)
    assert store.match is not None
    assert store.score is not None
    assert store.health is not None
    found = [("match", store.match), ("live_score", store.score), ("live_health", store.health)]
    found += [("scoring_action", each) for each in store.log.values()]
    found += [("book_entry", each) for each in store.log.values()]
    found += [("lineup", each) for each in store.lineups.values()]
    found += [("feed_document", each) for each in store.events.values()]
    found += [("ledger_document", each) for each in store.ledger.values()]
    derived = [
        *store.whole_documents.items(),
        *store.match_end.items(),
        *figures_of_contributions(store.match_end),
    ]
    return (*found, *((schema_of(key), each) for key, each in derived))


def schema_of(key: str) -> str:
    """Return the schema of a document's key: `live/innings_1`, `player_h2h_stats/p1_p2_all_All`."""
    kind, _, name = key.partition("/")
    if kind == "archive":
        return f"archive_{name.partition('_')[0]}"
    return OTHER_NAMES.get(kind, kind)


def schema_faults(cases: Sequence[Case], folder: Path) -> list[Json]:
    """Return the faults that ajv finds in each document, in Node."""
    file = folder / "documents.jsonl"
    lines = ({"schema": schema, "document": document} for schema, document in cases)
    file.write_text("\n".join(json.dumps(each, default=datetime.isoformat) for each in lines))
    completed = subprocess.run(
        ["node", str(SCRIPT), str(file)], capture_output=True, text=True, check=False, timeout=120
    )
    assert completed.returncode == 0, completed.stderr
    return [json.loads(line) for line in completed.stdout.splitlines()]


def test_every_document_is_valid_under_its_schema_and_has_no_other_field(tmp_path: Path) -> None:
    cases = (*real_documents(), *HANDWRITTEN)
    found = schema_faults(cases, tmp_path)
    assert len(found) == len(cases) > 500
    wrong = [(case[0], each) for case, each in zip(cases, found, strict=True) if each["closed"]]
    assert wrong[:3] == []
    assert not any(each["open"] for each in found)


def test_each_schema_is_tested_with_a_document() -> None:
    tested = {schema for schema, _ in (*real_documents(), *HANDWRITTEN)}
    assert tested == {file_name(name) for name in DOCUMENTS}
    assert {f"{name}.schema.json" for name in tested} | {"scrbrd.schema.json"} == {
        path.name for path in FOLDER.iterdir()
    }


def real_document(schema: str) -> Json:
    """Return a real document of a schema."""
    return next(document for name, document in real_documents() if name == schema)


def test_documents_that_violate_their_schema_are_refused(tmp_path: Path) -> None:
    actions = (each for name, each in real_documents() if name == "scoring_action")
    ball = next(each for each in actions if "runsOffBat" in each)
    score = real_document("live_score")
    cases: list[Case] = [
        ("scoring_action", ball | {"runsOffBat": "4"}),
        ("scoring_action", ball | {"type": "six"}),
        ("scoring_action", {name: each for name, each in ball.items() if name != "strikerId"}),
        ("scoring_action", ball | {"inningsNumber": 0}),
        ("live_score", score | {"status": "over"}),
        ("live_score", score | {"needs": ["umpire"]}),
        ("live_health", real_document("live_health") | {"problems": [{"code": "no_such_code"}]}),
        (
            "ticker",
            {name: each for name, each in real_document("ticker").items() if name != "teams"},
        ),
        ("ruling", dict(HANDWRITTEN[2][1]) | {"method": "coin"}),
        ("live_consensus", dict(HANDWRITTEN[6][1]) | {"seats": {"crowd": {}}}),
    ]
    assert all(each["open"] for each in schema_faults(cases, tmp_path))


def test_a_field_of_a_later_version_is_accepted(tmp_path: Path) -> None:
    cases: list[Case] = [("live_score", real_document("live_score") | {"mood": "good"})]
    [found] = schema_faults(cases, tmp_path)
    assert found["open"] is None
    assert "additional properties" in found["closed"]
