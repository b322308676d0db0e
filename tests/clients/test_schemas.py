"""The JSON Schemas hold of real documents, and refuse others.

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
from tests.docs.test_shapes import figures, folded
from tests.fakes.memory_store import NOON

pytestmark = pytest.mark.emulator  # needs what npm installs

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

BY_HAND: tuple[Case, ...] = (
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
def real() -> tuple[Case, ...]:
    """All documents of a committed match, folded."""
    store = folded(GAME)
    assert store.match is not None
    assert store.score is not None
    assert store.health is not None
    found = [("match", store.match), ("live_score", store.score), ("live_health", store.health)]
    found += [("scoring_action", each) for each in store.log.values()]
    found += [("book_entry", each) for each in store.log.values()]
    found += [("lineup", each) for each in store.lineups.values()]
    found += [("feed_document", each) for each in store.events.values()]
    found += [("ledger_document", each) for each in store.ledger.values()]
    derived = [*store.whole_documents.items(), *store.left.items(), *figures(store.left)]
    return (*found, *((schema_of(key), each) for key, each in derived))


def schema_of(key: str) -> str:
    """The schema of a document by its key: `live/innings_1`, `player_h2h_stats/p1_p2_all_All`."""
    kind, _, name = key.partition("/")
    if kind == "archive":
        return f"archive_{name.partition('_')[0]}"
    return OTHER_NAMES.get(kind, kind)


def faults(cases: Sequence[Case], folder: Path) -> list[Json]:
    """What is wrong with each document, by Node's ajv."""
    file = folder / "documents.jsonl"
    lines = ({"schema": schema, "document": document} for schema, document in cases)
    file.write_text("\n".join(json.dumps(each, default=datetime.isoformat) for each in lines))
    done = subprocess.run(
        ["node", str(SCRIPT), str(file)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_document_is_as_its_schema_says_and_has_no_other_field(tmp_path: Path) -> None:
    cases = (*real(), *BY_HAND)
    found = faults(cases, tmp_path)
    assert len(found) == len(cases) > 500
    wrong = [(case[0], each) for case, each in zip(cases, found, strict=True) if each["closed"]]
    assert wrong[:3] == []
    assert not any(each["open"] for each in found)


def test_each_schema_was_tried() -> None:
    tried = {schema for schema, _ in (*real(), *BY_HAND)}
    assert tried == {file_name(name) for name in DOCUMENTS}
    assert {f"{name}.schema.json" for name in tried} | {"scrbrd.schema.json"} == {
        path.name for path in FOLDER.iterdir()
    }


def document_of(schema: str) -> Json:
    """A real document."""
    return next(document for name, document in real() if name == schema)


def test_what_is_not_as_the_schema_says_is_refused(tmp_path: Path) -> None:
    actions = (each for name, each in real() if name == "scoring_action")
    ball = next(each for each in actions if "runsOffBat" in each)
    score = document_of("live_score")
    cases: list[Case] = [
        ("scoring_action", ball | {"runsOffBat": "4"}),
        ("scoring_action", ball | {"type": "six"}),
        ("scoring_action", {name: each for name, each in ball.items() if name != "strikerId"}),
        ("scoring_action", ball | {"inningsNumber": 0}),
        ("live_score", score | {"status": "over"}),
        ("live_score", score | {"needs": ["umpire"]}),
        ("live_health", document_of("live_health") | {"problems": [{"code": "no_such_code"}]}),
        ("ticker", {name: each for name, each in document_of("ticker").items() if name != "teams"}),
        ("ruling", dict(BY_HAND[2][1]) | {"method": "coin"}),
        ("live_consensus", dict(BY_HAND[6][1]) | {"seats": {"crowd": {}}}),
    ]
    assert all(each["open"] for each in faults(cases, tmp_path))


def test_a_field_of_later_is_passed_over(tmp_path: Path) -> None:
    cases: list[Case] = [("live_score", document_of("live_score") | {"mood": "good"})]
    [found] = faults(cases, tmp_path)
    assert found["open"] is None
    assert "additional properties" in found["closed"]
