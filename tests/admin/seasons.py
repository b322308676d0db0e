"""Helpers that write a small season to a database: three finished matches and one in play."""

from __future__ import annotations

from typing import Any, Final

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import rebuild
from tests.admin.projected_match import now, write_documents_of, write_log, write_match_and_lineups
from tests.fakes.small_match import ball, match_document, one_over

SEASON: Final = "2026"
RESULTS: Final = {  # Lions made 14; Tigers have 13 before the last ball
    "m1": ("cup", 1, 1),  # a tie
    "m2": ("cup", 2, 0),  # Lions win
    "m3": ("league", 3, 6),  # Tigers win
}


def put_match(client: Client, match_id: str, last_runs: int | None, **fields: Any) -> None:
    """Write and project two innings of one over; without a last ball the match is still in play."""
    write_match_and_lineups(client, match_id, match_document() | fields)
    log = one_over(1) | one_over(2)
    last = log.pop("2_7")
    if last_runs is not None:
        striker = {name: last[name] for name in ("strikerId", "nonStrikerId")}
        log["2_7"] = ball(7, last_runs, 2, **striker)
    write_log(client, match_id, {key: each | {"matchId": match_id} for key, each in log.items()})
    rebuild(FirestoreMatchStore(client), now, match_id, "a test begins")


def put_season(client: Client) -> None:
    """Write the season and its matches' contributions; no figures are computed yet."""
    write_documents_of(client, write_and_project_season)


def write_and_project_season(client: Client) -> None:
    """Write and project the matches of the season and the competition of the cup."""
    for match_id, (competition, day, runs) in RESULTS.items():
        fields = {"competitionId": competition, "scheduledAt": f"2026-01-0{day}"}
        put_match(client, match_id, runs, seasonId=SEASON, **fields)
    put_match(client, "m4", None, seasonId=SEASON, competitionId="cup")
    client.document(paths.competition("cup")).set(
        {"name": "Knock-out Cup", "tableRules": {"win": 4, "tie": 1.5}}
    )
