"""Defines hostile deliveries: wrong author, time or place; wrong runs, totals or wickets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.rules.cast import MATCH, PAST, PLANNED, SCORER, SCORER_HOME
from tests.rules.documents import delivery, full_delivery
from tests.rules.twins.commit import LATER, Commit, Twin, field_twins
from tests.rules.world import Actor, Create, Fields

WIDE: Final = {"runsOffBat": 0, "extras": {"wide": 1}, "totalRuns": 1, "isLegalDelivery": False}
CAUGHT_WICKET: Final = {
    "type": "caught",
    "dismissedPlayerId": "batter-1",
    "fielderIds": ["fielder-1"],
}


def append_ball(
    match_id: str = MATCH, actor: Actor = SCORER, role: str = "scorer_neutral", **fields: Any
) -> Commit:
    """Return the commit of the next ball of a match."""
    ball = delivery(match_id, 1, 4, actor, role, **fields)
    return Commit(actor, (Create(f"matches/{match_id}/scoring_actions/1_4", ball),))


def delivery_identity_twins() -> Iterator[Twin]:
    """Yield deliveries with a wrong author, time or place in the log."""
    changes: dict[str, Fields] = {
        "recorded by another": {"recordedBy": SCORER_HOME.person_id},
        "recorded by nobody": {"recordedBy": None},
        "under a role of another": {"recordedAs": "scorer_home"},
        "under a role that does not score": {"recordedAs": "umpire_on_field"},
        "as the administrator": {"recordedAs": "admin"},
        "another id within": {"id": "1_5"},
        "another match within": {"matchId": PLANNED},
        "another sequence number": {"sequenceNumber": 5},
        "a sequence number as text": {"sequenceNumber": "4"},
        "a sequence number with a point": {"sequenceNumber": 4.0},
        "an innings number as text": {"inningsNumber": "1"},
        "another innings number": {"inningsNumber": 2},
        "a short nonce": {"nonce": "1234567"},
        "an overlong nonce": {"nonce": "n" * 101},
        "a nonce of numbers": {"nonce": 12345678},
        "a number that follows itself": {"sequenceNumber": 5, "follows": "nonce-1-4"},
        "no predecessor": {"follows": ""},
        "a forged predecessor": {"follows": "nonce-1-2"},
        "created in the past": {"createdAt": PAST},
        "created in the future": {"createdAt": LATER},
        "updated in the past": {"updatedAt": PAST},
        "a clock that is a number": {"timestamp": 1},
        "an overlong clock": {"timestamp": "2" * 41},
        "an unknown source": {"source": "hearsay"},
        "voided at birth": {"isVoided": True},
        "voided by text": {"isVoided": "false"},
        "with a void reason": {"voidReason": "none"},
        "corrected at birth": {"correctedBy": "1_9"},
        "a version as text": {"schemaVersion": "3"},
        "a version with a point": {"schemaVersion": 3.0},
        "a version below 0": {"schemaVersion": -1},
        "a version far below 0": {"schemaVersion": -(2**63)},
        "an extra field": {"isMine": True},
        "an unknown type": {"type": "streaker"},
        "a type that is a number": {"type": 1},
        "an overlong note": {"note": "n" * 501},
        "a note that is a map": {"note": {"text": "n"}},
        "a note that is true": {"note": True},
        "a note that is false": {"note": False},
    }
    yield from field_twins("scoring_actions", "delivery", append_ball(), changes)
    for name in ("nonce", "follows", "recordedBy", "recordedAs", "createdAt", "updatedAt",
                 "timestamp", "source", "isVoided", "id", "matchId"):  # fmt: skip
        good = append_ball()
        yield Twin(f"delivery: no {name}", "scoring_actions", good, good.without(name))


def delivery_score_twins() -> Iterator[Twin]:
    """Yield deliveries with wrong runs, totals, legality, wickets, shot or review."""
    changes: dict[str, Fields] = {
        "total too high": {"totalRuns": 2},
        "total too low": {"totalRuns": 0},
        "total as text": {"totalRuns": "1"},
        "total with a point": {"totalRuns": 1.0},
        "negative runs": {"runsOffBat": -1, "totalRuns": -1},
        "a thousand million runs": {"runsOffBat": 10**9, "totalRuns": 10**9},
        "twenty-one runs": {"runsOffBat": 21, "totalRuns": 21},
        "half a run": {"runsOffBat": 0.5, "totalRuns": 0.5},
        "runs with a point": {"runsOffBat": 1.0},
        "runs as text": {"runsOffBat": "1", "totalRuns": "1"},
        "a negative wide": {"extras": {"wide": -1}, "totalRuns": 0},
        "extras as text": {"extras": {"bye": "1"}, "totalRuns": 2},
        "unknown extras": {"extras": {"overthrow": 0}},
        "extras in a list": {"extras": [0]},
        "a legal wide": {"extras": {"wide": 1}, "totalRuns": 2},
        "a legal no-ball": {"extras": {"noBall": 1}, "totalRuns": 2},
        "legality denied": {"isLegalDelivery": False},
        "legality as text": {"isLegalDelivery": "true"},
        "not counted, yet legal": {"notCounted": True},
        "not counted as text": {"notCounted": "no"},
        "over below 0": {"overNumber": -1},
        "over 10000": {"overNumber": 10000},
        "an over as text": {"overNumber": "0"},
        "ball 0": {"ballInOver": 0},
        "ball 100": {"ballInOver": 100},
        "a ball with a point": {"ballInOver": 1.0},
        "21 runs run": {"runsRun": 21},
        "an over of no balls": {"overBalls": 0},
        "a boundary in words": {"boundary": "yes"},
        "an unknown angle": {"bowlingAngle": "Under the Wicket"},
        "a striker without a name": {"strikerId": ""},
        "an overlong striker": {"strikerId": "s" * 201},
        "a non-striker who is a number": {"nonStrikerId": 2},
        "a bowler who is a map": {"bowlerId": {"id": "bowler-1"}},
        "a wicket without details": {"isWicket": True},
        "wicket details without a wicket": {"wicket": CAUGHT_WICKET},
        "a wicket in words": {"isWicket": "no"},
        "a shot in words": {"shotData": "drive"},
        "an unknown part of a shot": {"shotData": {"mood": "bold"}},
        "a shot in a place of words": {"shotData": {"coordinates": {"x": "left", "y": 1}}},
        "a shot that two ends cancel": {"shotData": {"coordinates": {"x": 1e300, "y": -1e300}}},
        "a shot of great numbers": {"shotData": {"coordinates": {"x": 2**62, "y": -(2**62)}}},
        "a shot whose sum overflows": {"shotData": {"coordinates": {"x": 2**62, "y": 2**62}}},
        "a shot of the least number": {"shotData": {"coordinates": {"x": -(2**63)}}},
        "a shot beyond what its speed takes away": {
            "shotData": {"speed": -200_000, "wagonWheelSegment": 200_000}
        },
        "a shot in three dimensions": {"shotData": {"coordinates": {"z": 1}}},
        "an overlong shot": {"shotData": {"shotType": "d" * 61}},
        "an overlong review": {"review": "r" * 501},
        "an overlong decision": {"review": {"decision": "r" * 501}},
        "an unknown part of a review": {"review": {"bribe": 1}},
    }
    yield from field_twins("scoring_actions", "delivery", append_ball(), changes)
    wide = append_ball(runsOffBat=0, extras={"wide": 1}, isLegalDelivery=False)
    uncounted: dict[str, Fields] = {
        "not counted as text": {"notCounted": "no"},
        "not counted as a number": {"notCounted": 1},
        "not counted as nothing": {"notCounted": None},
    }
    yield from field_twins("scoring_actions", "wide", wide, uncounted)
    wicket: dict[str, Fields] = {
        "an unknown dismissal": {"wicket": CAUGHT_WICKET | {"type": "bored"}},
        "nobody dismissed": {"wicket": CAUGHT_WICKET | {"dismissedPlayerId": ""}},
        "a crowd of fielders": {"wicket": CAUGHT_WICKET | {"fielderIds": ["f"] * 23}},
        "fielders in words": {"wicket": CAUGHT_WICKET | {"fielderIds": "f"}},
        "an unknown end": {"wicket": CAUGHT_WICKET | {"end": "pavilion"}},
        "crossed in words": {"wicket": CAUGHT_WICKET | {"crossed": "yes"}},
        "an unknown part of a wicket": {"wicket": CAUGHT_WICKET | {"umpire": "u"}},
        "a wicket that is none": {"isWicket": False},
    }
    caught = append_ball(isWicket=True, wicket=CAUGHT_WICKET, runsOffBat=0, totalRuns=0)
    yield from field_twins("scoring_actions", "wicket", caught, wicket)
    retired_hurt = append_ball(wicket={"type": "retired_hurt", "dismissedPlayerId": "batter-1"})
    player = {"dismissedPlayerId": "batter-1"}
    retirements: dict[str, Fields] = {
        "out is a wicket": {"wicket": {"type": "retired_out", **player}},
        "at an unknown end": {"wicket": {"type": "retired_hurt", "end": "pavilion", **player}},
    }
    yield from field_twins("scoring_actions", "retirement", retired_hurt, retirements)
    rich = append_ball(**full_delivery())
    yield from field_twins("scoring_actions", "rich delivery", rich, {"total": {"totalRuns": 9}})
    bare = append_ball(extras={}, wicket=None).without("type").without("schemaVersion")
    yield from field_twins("scoring_actions", "bare delivery", bare, {"total": {"totalRuns": 9}})
    reviewed = append_ball(review="upheld", timestamp="2026-11-21T10:00:00Z", nonStrikerId="")
    yield from field_twins(
        "scoring_actions", "delivery with a review", reviewed, {"total": {"totalRuns": 9}}
    )
    version_zero = append_ball(schemaVersion=0)
    negative_version = {"below 0": {"schemaVersion": -1}}
    yield from field_twins("scoring_actions", "the oldest version", version_zero, negative_version)
    shot: Fields = {"coordinates": {"x": -60_000.5, "y": 60_000}, "speed": 0}
    shot_behind = append_ball(shotData=shot)
    faster = {"further": {"shotData": {**shot, "speed": 100_001}}}
    yield from field_twins("scoring_actions", "a shot behind the stumps", shot_behind, faster)
    not_counted = append_ball(notCounted=True, isLegalDelivery=False)
    legal = {"legal": {"isLegalDelivery": True}}
    yield from field_twins("scoring_actions", "not counted", not_counted, legal)
