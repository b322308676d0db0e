"""Defines valid documents that clients write in a match: actions of every type, and lineups."""

from __future__ import annotations

from typing import Any, Final

from tests.rules.cast import PAST
from tests.rules.world import NOW, Actor, Fields


def identity(match_id: str, innings: int, sequence: int, follows: str) -> dict[str, Any]:
    """Return the fields that determine the place of an action in the log."""
    return {
        "id": f"{innings}_{sequence}",
        "matchId": match_id,
        "inningsNumber": innings,
        "sequenceNumber": sequence,
        "nonce": f"nonce-{innings}-{sequence}",
        "follows": follows,
        "schemaVersion": 3,
        "isVoided": False,
        "source": "live",
        "timestamp": PAST,
    }


def follows_of(innings: int, sequence: int) -> str:
    """Return the nonce of the previous action, or an empty text."""
    return "" if sequence == 1 else f"nonce-{innings}-{sequence - 1}"


def delivery(
    match_id: str,
    innings: int,
    sequence: int,
    actor: Actor,
    role: str = "scorer_neutral",
    **changes: Any,
) -> dict[str, Any]:
    """Return a delivery as a client creates it: the striker scores a single."""
    return {
        **identity(match_id, innings, sequence, follows_of(innings, sequence)),
        "recordedBy": actor.person_id,
        "recordedAs": role,
        "createdAt": NOW,
        "updatedAt": NOW,
        "type": "delivery",
        "overNumber": 0,
        "ballInOver": 1,
        "strikerId": "batter-1",
        "nonStrikerId": "batter-2",
        "bowlerId": "bowler-1",
        "runsOffBat": 1,
        "extras": {"wide": 0, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0},
        "totalRuns": 1,
        "isLegalDelivery": True,
        "isWicket": False,
    } | changes


def fact(
    match_id: str, innings: int, sequence: int, actor: Actor, kind: str, **fields: Any
) -> dict[str, Any]:
    """Return an action of another type as a client creates it."""
    return {
        **identity(match_id, innings, sequence, follows_of(innings, sequence)),
        "recordedBy": actor.person_id,
        "recordedAs": "scorer_neutral",
        "createdAt": NOW,
        "updatedAt": NOW,
        "type": kind,
    } | fields


def lineup(match_id: str, team_id: str, player_id: str, actor: Actor, **changes: Any) -> Fields:
    """Return a lineup document as an actor selects the player now."""
    return {
        "id": f"{team_id}_{player_id}",
        "matchId": match_id,
        "teamId": team_id,
        "playerId": player_id,
        "playerName": "A. Player",
        "role": "playing_xi",
        "isCaptain": False,
        "isViceCaptain": False,
        "isWicketkeeper": False,
        "battingPosition": 3,
        "selectedAt": NOW,
        "selectedBy": actor.person_id,
        "createdAt": NOW,
        "updatedAt": NOW,
    } | changes


def as_stored(document: Fields) -> Fields:
    """Return a document that a client wrote in the past: the server's times are PAST."""
    return {key: PAST if value is NOW else value for key, value in document.items()}


def full_delivery() -> dict[str, Any]:
    """Return all optional fields of one delivery, and the fields that depend on them."""
    return {
        "extras": {"wide": 0, "noBall": 1, "bye": 1, "legBye": 0, "penalty": 5},
        "totalRuns": 8,
        "isLegalDelivery": False,
        "isWicket": True,
        "wicket": {
            "type": "run_out",
            "dismissedPlayerId": "batter-2",
            "fielderIds": ["fielder-1", "fielder-2"],
            "assistFielderIds": ["fielder-3"],
            "substituteIds": ["fielder-1"],
            "end": "bowler",
            "crossed": True,
        },
        "boundary": False,
        "runsRun": 2,
        "notCounted": False,
        "overBalls": 7,
        "bowlingAngle": "Over the Wicket",
        "review": {
            "by": "South",
            "umpire": "umpire",
            "batter": "batter-1",
            "decision": "struck down",
            "type": "wicket",
            "umpiresCall": False,
        },
        "note": "a note",
        "shotData": {
            "coordinates": {"x": 0.5, "y": 1.5},
            "shotType": "drive",
            "length": "good",
            "line": "off_stump",
            "speed": 130.5,
            "wagonWheelSegment": 3,
        },
        "corrects": "1_2",
        "timestamp": "2026-11-21T10:00:00Z",
    }


FACTS: Final[dict[str, dict[str, Any]]] = {
    "innings_started": {
        "battingTeamId": "north-1",
        "bowlingTeamId": "south-1",
        "superOver": False,
        "strikerId": "batter-1",
        "nonStrikerId": "batter-2",
        "bowlerId": "bowler-1",
        "target": 161,
        "oversLimit": 20,
        "powerplays": [{"fromOver": 0, "toOver": 5}],
    },
    "innings_closed": {"reason": "declared", "absentIds": ["batter-3"]},
    "batter_dismissed": {
        "playerId": "batter-3",
        "wicketType": "timed_out",
        "fielderIds": [],
        "substituteIds": [],
        "end": "striker",
    },
    "batter_retired": {"playerId": "batter-1", "as": "hurt"},
    "batter_resumed": {"playerId": "batter-1", "consent": True},
    "batter_arrived": {"playerId": "batter-3", "end": "bowler"},
    "bowler_suspended": {"playerId": "bowler-1", "scope": "match"},
    "penalty_awarded": {"toTeamId": "north-1", "runs": 5, "law": "28.3"},
    "target_revised": {"target": 100, "oversLimit": 12, "method": "DLS", "par": 50},
    "play_stopped": {"reason": "rain"},
    "play_resumed": {"reason": "sun"},
    "player_replaced": {
        "teamId": "north-1",
        "outPlayerId": "batter-1",
        "inPlayerId": "batter-9",
        "role": "player",
        "reason": "concussion",
    },
    "match_closed": {"outcome": "win", "winnerTeamId": "north-1", "method": "super_over"},
}
"""A full document of each type except the delivery."""
REQUIRED_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "innings_started": ("battingTeamId", "bowlingTeamId"),
    "innings_closed": ("reason",),
    "batter_dismissed": ("playerId", "wicketType"),
    "batter_retired": ("playerId", "as"),
    "batter_resumed": ("playerId",),
    "batter_arrived": ("playerId",),
    "bowler_suspended": ("playerId",),
    "penalty_awarded": ("toTeamId", "runs"),
    "target_revised": (),
    "play_stopped": (),
    "play_resumed": (),
    "player_replaced": ("teamId", "inPlayerId"),
    "match_closed": ("outcome",),
}
"""The required fields of each type."""
