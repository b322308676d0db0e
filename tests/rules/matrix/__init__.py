"""Defines the access matrix: each path, for each actor and get, list, create, update, delete."""

from __future__ import annotations

from tests.rules.cast import MATCH
from tests.rules.matrix.books import books, log_of_books, made_of_books, rulings
from tests.rules.matrix.match import derived, lineups, log, matches, providers
from tests.rules.matrix.places import kept_by_admin, organisations, people, procedures, unknown
from tests.rules.matrix.roles import roles
from tests.rules.matrix.row import ADMIN_ONLY, Row


def rows() -> tuple[Row, ...]:
    """Return the whole matrix."""
    live = f"matches/{MATCH}/live"
    return (
        *matches(),
        *log(),
        *log_of_books(),
        *books(),
        *rulings(),
        *made_of_books(),
        derived("live score", f"{live}/score", list=ADMIN_ONLY),
        derived("live health", f"{live}/health", list=ADMIN_ONLY),
        derived("live innings", f"{live}/innings_1", list=ADMIN_ONLY),
        derived("live innings, the last possible one", f"{live}/innings_40", list=ADMIN_ONLY),
        derived("live innings, none", f"{live}/innings_0", get=ADMIN_ONLY, list=ADMIN_ONLY),
        derived("live state", f"{live}/state", get=ADMIN_ONLY, list=ADMIN_ONLY),
        derived("live log", f"{live}/log_1_1", get=ADMIN_ONLY, list=ADMIN_ONLY),
        derived("tickers", f"tickers/{MATCH}", source="tickers"),
        derived("presence", f"presence/{MATCH}/shards/one", source="presence"),
        *providers(),
        derived("events", f"matches/{MATCH}/events/1_1"),
        derived("archive", f"matches/{MATCH}/archive/summary"),
        derived("archive, replay", f"matches/{MATCH}/archive/replay_1"),
        derived("ledger", f"matches/{MATCH}/ledger/one"),
        derived("player match stats", "player_match_stats/one"),
        derived("team match stats", "team_match_stats/one"),
        derived("player season stats", "player_season_stats/one"),
        derived("team season stats", "team_season_stats/one"),
        derived("head to head stats", "player_h2h_stats/one"),
        derived("stats state", "stats_state/player_one", get=ADMIN_ONLY, list=ADMIN_ONLY),
        *lineups(),
        *roles(),
        *people(),
        *organisations(),
        kept_by_admin("seasons"),
        kept_by_admin("competitions"),
        kept_by_admin("config"),
        *procedures(),
        *unknown(),
    )
