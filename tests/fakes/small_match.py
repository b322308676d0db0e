"""Documents of a small T20 match of one over per innings, with its two lineups."""

from __future__ import annotations

from typing import Any

from scrbrd.domain.json_types import Json

MATCH_ID = "m1"
RUNS_BY_BALL = (1, 0, 4, 2, 6, 1)


def match_document() -> Json:
    """Return `matches/m1` as it is before the first ball."""
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
    """Return the lineups, with three players of each side."""
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


def innings_started(innings_number: int = 1) -> Json:
    """Return the `innings_started` action of an innings."""
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
    """Return a delivery of the innings' first over; player 1 is on strike by default."""
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


def one_over(innings_number: int = 1) -> dict[str, Json]:
    """Return the actions of a whole innings of one over, by id: 14 runs."""
    batter_prefix = f"{'lions' if innings_number % 2 else 'tigers'}-"
    documents = {f"{innings_number}_1": innings_started(innings_number)}
    striker, non_striker = "1", "2"
    for sequence, runs in enumerate(RUNS_BY_BALL, start=2):
        batters = {
            "strikerId": batter_prefix + striker,
            "nonStrikerId": batter_prefix + non_striker,
        }
        documents[f"{innings_number}_{sequence}"] = ball(sequence, runs, innings_number, **batters)
        if runs % 2:
            striker, non_striker = non_striker, striker
    return documents


def feed_document(revision: int) -> Any:
    """Return a feed document with only the field that these tests use."""
    return {"revision": revision}
