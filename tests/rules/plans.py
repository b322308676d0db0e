"""Defines the plan of a match with all conditions and three powerplays."""

from __future__ import annotations

from typing import Final

from tests.rules.twins.commit import LATER

POWERPLAYS: Final = [
    {"type": "mandatory", "fromOver": first, "toOver": first + 9, "fromBall": 1, "toBall": 6}
    for first in (0, 10, 20)
]
CONDITIONS: Final = {
    "ballsPerOver": 6,
    "oversPerInnings": 20,
    "inningsPerSide": 2,
    "playersPerSide": 11,
    "noBallRuns": 1,
    "wideRuns": 1,
    "freeHit": True,
    "maxOversPerBowler": 4,
    "powerplays": POWERPLAYS,
    "lastManStands": False,
    "lawsEdition": "2017",
    "graceMinutes": 240,
    "minimumOvers": 5,
    "g50": 245,
    "rainMethod": "dls_standard",
    "followOnLead": 150,
}
PLAN: Final = {
    "homeTeamName": "North",
    "awayTeamName": "South",
    "competitionId": "cup",
    "format": "T20",
    "conditions": CONDITIONS,
    "venue": "Oval",
    "scheduledAt": LATER,
    "validationTier": "TRIPLE",
}
