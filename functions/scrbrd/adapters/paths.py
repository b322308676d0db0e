"""Defines the path of every document; no other module contains a path."""

from urllib.parse import quote

from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.vocabulary import RoleScope, role_id

SCORING_ACTION = "matches/{matchId}/scoring_actions/{actionId}"
BOOK_ENTRY = "matches/{matchId}/scorebooks/{personId}/entries/{entryId}"
RULING = "matches/{matchId}/rulings/{rulingId}"
DISPUTE = "matches/{matchId}/disputes/{disputeId}"
CONFIG = "config"
COMPATIBILITY = "config/compatibility"
"""Settings for older apps."""

LAST_CHECKS = "config/reconcile"
"""When matches in play were last checked; functions only."""

MATCHES = "matches"
MATCH = "matches/{matchId}"
LINEUP = "matches/{matchId}/lineups/{lineupId}"
"""The collection of all matches, and the patterns that triggers listen to."""


def match(match_id: str) -> str:
    """Return the path of the match document: metadata only."""
    return f"{MATCHES}/{match_id}"


def scoring_actions(match_id: str) -> str:
    """Return the path of the collection that holds a match's log."""
    return f"{match(match_id)}/scoring_actions"


def scoring_action(match_id: str, action_id: str) -> str:
    """Return the path of one action of the log."""
    return f"{scoring_actions(match_id)}/{action_id}"


def live(match_id: str) -> str:
    """Return the path of the collection of everything that is derived while a match is played."""
    return f"{match(match_id)}/live"


def live_state(match_id: str) -> str:
    """Return the path of the fold's state and the open chunk of the packed log: administrators
    only.
    """
    return f"{live(match_id)}/state"


def live_log(match_id: str, innings_number: int, number: int) -> str:
    """Return the path of a sealed chunk, numbered from 0 in its innings: administrators only."""
    return f"{live(match_id)}/log_{innings_number}_{number}"


def live_score(match_id: str) -> str:
    """Return the path of the score that spectators listen to."""
    return f"{live(match_id)}/score"


def live_health(match_id: str) -> str:
    """Return the path of the list of problems in the log."""
    return f"{live(match_id)}/health"


TICKERS, TICKER = "tickers", "ticker"
CARD = "innings_"
"""Prefix of an innings card's id, before the number of the innings."""


def events(match_id: str) -> str:
    """Return the path of the feed: one document for each action of the log."""
    return f"{match(match_id)}/events"


def presence_shards(match_id: str) -> str:
    """Return the path of the viewer counts of a match: one shard for each process of the
    gateway.
    """
    return f"presence/{match_id}/shards"


PROVIDER_LEASES = "provider_leases"
"""Leases of the leader and the workers of the ingest service. Never deleted, to keep the number."""

INGEST_FLAGS = "config/ingest"
"""Features of the ingest service that are switched on and off while it runs."""

INGEST_PLAN = "provider_plans/current"
"""How the ingest service shares matches and requests among its processes."""

INGEST_LIMITS = "provider_plans/limits"
"""Providers that asked any process of the ingest service to pause its requests."""


def provider_lease(name: str) -> str:
    """Return the path of a lease of the ingest service."""
    return f"{PROVIDER_LEASES}/{name}"


def ledger(match_id: str) -> str:
    """Return the path of the ledger's documents, 128 links in each, numbered from 0."""
    return f"{match(match_id)}/ledger"


SCOREBOOKS, RULINGS, ENTRIES, DISPUTES = "scorebooks", "rulings", "entries", "disputes"


def scorebooks(match_id: str) -> str:
    """Return the path of the scorers' books.

    A book itself is not a document, only its entries are.
    """
    return f"{match(match_id)}/{SCOREBOOKS}"


def book_entries(match_id: str, person_id: str) -> str:
    """Return the path of the entries in a person's book."""
    return f"{scorebooks(match_id)}/{person_id}/{ENTRIES}"


def book_entry(match_id: str, person_id: str, entry_id: str) -> str:
    """Return the path of one entry of a book."""
    return f"{book_entries(match_id, person_id)}/{entry_id}"


def rulings(match_id: str) -> str:
    """Return the path of the officials' rulings, numbered from 1."""
    return f"{match(match_id)}/{RULINGS}"


def ruling(match_id: str, number: int) -> str:
    """Return the path of one ruling."""
    return f"{rulings(match_id)}/{number}"


def disputes(match_id: str) -> str:
    """Return the path of the disputes between books, including resolved ones."""
    return f"{match(match_id)}/{DISPUTES}"


def dispute(match_id: str, dispute_id: str) -> str:
    """Return the path of one dispute."""
    return f"{disputes(match_id)}/{dispute_id}"


def dispute_of(path: str) -> str | None:
    """Return the id of the dispute whose document has this path; None for any other document."""
    match path.split("/"):
        case [collection, _, below, dispute_id] if (collection, below) == (MATCHES, DISPUTES):
            return dispute_id
    return None


def notices(match_id: str) -> str:
    """Return the path of the officials' notices, by person id.

    Each is readable by its person only.
    """
    return f"{match(match_id)}/notices"


def notice(match_id: str, person_id: str) -> str:
    """Return the path of one official's notice of open disputes."""
    return f"{notices(match_id)}/{person_id}"


def live_consensus(match_id: str) -> str:
    """Return the path of the public state of the consensus: voters, disputes, standings."""
    return f"{live(match_id)}/consensus"


def consensus_state(match_id: str) -> str:
    """Return the path of the kept state of the consensus, its guard: administrators only."""
    return f"{live(match_id)}/consensus_state"


PROVIDER_FEEDS, PROVIDER_MAPPINGS = "provider_feeds", "provider_mappings"
PROVIDER_EVENTS = "provider_events"


def provider_feed(match_id: str) -> str:
    """Return the path of the progress of a provider's feed in the log.

    It guards the feed's writes.
    """
    return f"{PROVIDER_FEEDS}/{match_id}"


def provider_mapping(key: str) -> str:
    """Return the path of the mapping from a data provider's id to our id."""
    return f"{PROVIDER_MAPPINGS}/{key}"


def provider_mapping_key(provider: str, kind: str, provider_id: str) -> str:
    """Return the id of a mapping: `sportradar:player:sr:player:1`; `/` becomes `%2F`."""
    return f"{provider}:{kind}:{quote(provider_id, safe=':@+,;=!~() ')}"


def provider_events(match_id: str) -> str:
    """Return the path of the events that data providers reported for a match, one document each."""
    return f"{match(match_id)}/{PROVIDER_EVENTS}"


SCOREBOARDS = "scoreboards"
"""Matches of other sports, which are followed but not scored."""


def scoreboard(match_id: str) -> str:
    """Return the path of the state of a match of another sport."""
    return f"{SCOREBOARDS}/{match_id}"


def scoreboard_timeline(match_id: str) -> str:
    """Return the path of the events of a match of another sport."""
    return f"{scoreboard(match_id)}/timeline"


def scoreboard_stats(match_id: str) -> str:
    """Return the path of the figures of both sides, `home` and `away`."""
    return f"{scoreboard(match_id)}/stats"


def feed_lease(match_id: str) -> str:
    """Return the path of the lease for writing pending documents of the feed."""
    return f"{match(match_id)}/feed/lease"


ARCHIVE = "archive"
PLAYER_MATCH_STATS = "player_match_stats"
TEAM_MATCH_STATS = "team_match_stats"
"""Documents of a match's end: the archive below it, and contributions to the statistics."""


PLAYER_MATCH = f"{PLAYER_MATCH_STATS}/{{statsId}}"
TEAM_MATCH = f"{TEAM_MATCH_STATS}/{{statsId}}"
"""The patterns that the triggers of the statistics listen to."""

PLAYER_SEASON_STATS = "player_season_stats"
TEAM_SEASON_STATS = "team_season_stats"
PLAYER_H2H_STATS = "player_h2h_stats"
"""Figures computed from the contributions."""


STATS_STATE = "stats_state"


def stats_state(subject: str) -> str:
    """Return the path of the guard of the figures of `player_{id}` or `team_{id}`: functions
    only.
    """
    return f"{STATS_STATE}/{subject}"


COMPETITION = "competitions/{competitionId}"
"""The pattern that the trigger on table rules listens to."""


SEASONS, COMPETITIONS = "seasons", "competitions"


def competition(competition_id: str) -> str:
    """Return the path of a competition with its table rules."""
    return f"{COMPETITIONS}/{competition_id}"


def whole_document(match_id: str, key: str) -> str:
    """Return the path of the ticker (key `ticker`) or of an innings card (`live/innings_1`)."""
    return f"{TICKERS}/{match_id}" if key == TICKER else f"{match(match_id)}/{key}"


def ticker(match_id: str) -> str:
    """Return the path of the short state of a match."""
    return f"{TICKERS}/{match_id}"


def event(match_id: str, event_id: str) -> str:
    """Return the path of one document of the feed."""
    return f"{events(match_id)}/{event_id}"


def summary(match_id: str) -> str:
    """Return the path of the summary of a finished match."""
    return f"{match(match_id)}/{ARCHIVE}/summary"


def match_end(match_id: str, key: str) -> str:
    """Return the path of a document of the end of a match, by its key.

    `archive/summary` lies below the match; a contribution such as `player_match_stats/{id}` in a
    collection of its own.
    """
    return f"{match(match_id)}/{key}" if key.startswith(f"{ARCHIVE}/") else key


def lineups(match_id: str) -> str:
    """Return the path of the collection of selected players."""
    return f"{match(match_id)}/lineups"


def lineup(match_id: str, team_id: str, player_id: str) -> str:
    """Return the path of one player's lineup in a match."""
    return f"{lineups(match_id)}/{joined_id(team_id, player_id)}"


def match_role(match_id: str, person_id: str, role: str) -> str:
    """Return the path of the current assignment of a role in a match; the rules look up its id."""
    return role_assignment(RoleScope.MATCH, match_id, person_id, role)


def person(person_id: str) -> str:
    """Return the path of a person's public name; private data lies below it."""
    return f"people/{person_id}"


def team(team_id: str) -> str:
    """Return the path of a team and the school it belongs to."""
    return f"teams/{team_id}"


def school(school_id: str) -> str:
    """Return the path of a school."""
    return f"schools/{school_id}"


def season(season_id: str) -> str:
    """Return the path of a season, to which roles and matches refer."""
    return f"{SEASONS}/{season_id}"


def role_assignments(scope: RoleScope) -> str:
    """Return the path of the current role assignments in matches, teams or schools."""
    return f"{scope}_role_assignments"


def role_assignment(scope: RoleScope, owner_id: str, person_id: str, role: str) -> str:
    """Return the path of the current assignment of a role; the rules look up its id."""
    return f"{role_assignments(scope)}/{role_id(owner_id, person_id, role)}"


ROLE_HISTORY = "history"
"""The collection below a role that holds its ended assignments; queried as a group."""


def role_history(role_path: str) -> str:
    """Return the path of the ended assignments of the role at `role_path`."""
    return f"{role_path}/{ROLE_HISTORY}"


def role_performance(role_path: str) -> str:
    """Return the path of an official's performance in a role: administrators only."""
    return f"{role_path}/private/performance"
