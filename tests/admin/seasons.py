"""Defines a small season in a database: three matches that are over, and one in play."""

from __future__ import annotations

from typing import Any, Final

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import rebuild
from tests.admin.projected import now, write_as_made, write_log, write_match_and_lineups
from tests.fakes.small_match import ball, match_document, over

SEASON: Final = "2026"
RESULTS: Final = {  # Lions made 14; Tigers have 13 before the last ball
    "m1": ("cup", 1, 1),  # a tie
    "m2": ("cup", 2, 0),  # Lions win
    "m3": ("league", 3, 6),  # Tigers win
}


def put_match(client: Client, match_id: str, last_runs: int | None, **fields: Any) -> None:
    """Two innings of an over, projected; without a last ball the match is still in play."""
    write_match_and_lineups(client, match_id, match_document() | fields)
    log = over(1) | over(2)
    last = log.pop("2_7")
    if last_runs is not None:
        striker = {name: last[name] for name in ("strikerId", "nonStrikerId")}
        log["2_7"] = ball(7, last_runs, 2, **striker)
    write_log(client, match_id, {key: each | {"matchId": match_id} for key, each in log.items()})
    rebuild(FirestoreMatchStore(client), now, match_id, "a test begins")


def put_season(client: Client) -> None:
    """All of it, and what the matches contributed; nobody has computed a figure."""
    write_as_made(client, play_season)


def play_season(client: Client) -> None:
    """Append and project all of it."""
    for match_id, (competition, day, runs) in RESULTS.items():
        fields = {"competitionId": competition, "scheduledAt": f"2026-01-0{day}"}
        put_match(client, match_id, runs, seasonId=SEASON, **fields)
    put_match(client, "m4", None, seasonId=SEASON, competitionId="cup")
    client.document(paths.competition("cup")).set(
        {"name": "Knock-out Cup", "tableRules": {"win": 4, "tie": 1.5}}
    )
