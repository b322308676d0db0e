"""A small match as documents: an over of a T20, with the sides that play it."""

from __future__ import annotations

from typing import Any

from scrbrd.domain.json_types import Json

MATCH_ID = "m1"
RUNS = (1, 0, 4, 2, 6, 1)


def match_document() -> Json:
    """`matches/m1`, before the first ball."""
    return {
        "homeTeamId": "lions",
        "awayTeamId": "tigers",
        "homeTeamName": "Lions",
        "awayTeamName": "Tigers",
        "format": "T20",
        "conditions": {"oversPerInnings": 1},
        "status": "scheduled",
    }


def lineup_documents() -> dict[str, Json]:
    """Three of each side are enough."""
    return {
        f"{team}_{team}-{number}": {
            "teamId": team,
            "playerId": f"{team}-{number}",
            "playerName": f"{team.title()} {number}",
            "role": "playing_xi",
        }
        for team in ("lions", "tigers")
        for number in (1, 2, 3)
    }


def started(innings_number: int = 1) -> Json:
    """The innings_started of an innings."""
    batting, bowling = ("lions", "tigers") if innings_number % 2 else ("tigers", "lions")
    return {
        "id": f"{innings_number}_1",
        "matchId": MATCH_ID,
        "inningsNumber": innings_number,
        "sequenceNumber": 1,
        "type": "innings_started",
        "battingTeamId": batting,
        "bowlingTeamId": bowling,
    }


def ball(sequence: int, runs: int, innings_number: int = 1, **fields: Any) -> Json:
    """A delivery of the innings' first over; the batters run as the laws have it."""
    batting, bowling = ("lions", "tigers") if innings_number % 2 else ("tigers", "lions")
    return {
        "id": f"{innings_number}_{sequence}",
        "matchId": MATCH_ID,
        "inningsNumber": innings_number,
        "sequenceNumber": sequence,
        "overNumber": 0,
        "ballInOver": sequence - 1,
        "strikerId": f"{batting}-1",
        "nonStrikerId": f"{batting}-2",
        "bowlerId": f"{bowling}-3",
        "runsOffBat": runs,
        "extras": {"wide": 0, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0},
        "totalRuns": runs,
        "isLegalDelivery": True,
        "isWicket": False,
        "isVoided": False,
    } | fields


def over(innings_number: int = 1) -> dict[str, Json]:
    """One whole innings of an over, by id: 14 runs."""
    facing = f"{'lions' if innings_number % 2 else 'tigers'}-"
    documents = {f"{innings_number}_1": started(innings_number)}
    striker, other = "1", "2"
    for sequence, runs in enumerate(RUNS, start=2):
        pair = {"strikerId": facing + striker, "nonStrikerId": facing + other}
        documents[f"{innings_number}_{sequence}"] = ball(sequence, runs, innings_number, **pair)
        if runs % 2:
            striker, other = other, striker
    return documents


def fed(revision: int) -> Any:
    """As much of a document of the feed as these tests look at."""
    return {"revision": revision}
