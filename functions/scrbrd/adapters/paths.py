"""Defines where every document lives; no other module spells a path."""

from urllib.parse import quote

from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.vocabulary import RoleScope, role_id

SCORING_ACTION = "matches/{matchId}/scoring_actions/{actionId}"
BOOK_ENTRY = "matches/{matchId}/scorebooks/{personId}/entries/{entryId}"
RULING = "matches/{matchId}/rulings/{rulingId}"
DISPUTE = "matches/{matchId}/disputes/{disputeId}"
CONFIG = "config"
COMPATIBILITY = "config/compatibility"
"""What is kept for apps of before."""

LOOKS = "config/reconcile"
"""When matches in play were last looked at; functions only."""

MATCHES = "matches"
MATCH = "matches/{matchId}"
LINEUP = "matches/{matchId}/lineups/{lineupId}"
"""The collection of all matches, and the patterns that triggers listen to."""


def match(match_id: str) -> str:
    """The match document: metadata only."""
    return f"{MATCHES}/{match_id}"


def scoring_actions(match_id: str) -> str:
    """The collection that holds a match's log."""
    return f"{match(match_id)}/scoring_actions"


def scoring_action(match_id: str, action_id: str) -> str:
    """One action of the log."""
    return f"{scoring_actions(match_id)}/{action_id}"


def live(match_id: str) -> str:
    """The collection of everything that is derived while a match is played."""
    return f"{match(match_id)}/live"


def live_state(match_id: str) -> str:
    """The state of the fold and the open chunk of the packed log: administrators only."""
    return f"{live(match_id)}/state"


def live_log(match_id: str, innings_number: int, number: int) -> str:
    """A sealed chunk of the packed log, numbered from 0 in its innings: administrators only."""
    return f"{live(match_id)}/log_{innings_number}_{number}"


def live_score(match_id: str) -> str:
    """What spectators listen to."""
    return f"{live(match_id)}/score"


def live_health(match_id: str) -> str:
    """What is wrong with the log."""
    return f"{live(match_id)}/health"


TICKERS, TICKER = "tickers", "ticker"
CARD = "innings_"
"""Before the number of an innings, in the id of its card."""


def events(match_id: str) -> str:
    """The feed: one document for each action of the log."""
    return f"{match(match_id)}/events"


def presence_shards(match_id: str) -> str:
    """How many follow a match: a shard of each process of the gateway."""
    return f"presence/{match_id}/shards"


PROVIDER_LEASES = "provider_leases"
"""Who of the feeds' service leads, and who works; one is never deleted, for its number."""

INGEST_FLAGS = "config/ingest"
"""The features of the feeds' service that are switched on and off while it runs."""

INGEST_PLAN = "provider_plans/current"
"""How the feeds' service shares matches and requests among its processes."""

INGEST_LIMITS = "provider_plans/limits"
"""Which providers have said to be left alone, to any process of the feeds' service."""


def provider_lease(name: str) -> str:
    """A lease of the feeds' service."""
    return f"{PROVIDER_LEASES}/{name}"


def ledger(match_id: str) -> str:
    """The collection of the chain of hashes, 128 links in a document, numbered from 0."""
    return f"{match(match_id)}/ledger"


SCOREBOOKS, RULINGS, ENTRIES, DISPUTES = "scorebooks", "rulings", "entries", "disputes"


def scorebooks(match_id: str) -> str:
    """The collection of the scorers' books; a book is no document, only what lies below it."""
    return f"{match(match_id)}/{SCOREBOOKS}"


def book_entries(match_id: str, person_id: str) -> str:
    """The collection of the entries in a person's book."""
    return f"{scorebooks(match_id)}/{person_id}/{ENTRIES}"


def book_entry(match_id: str, person_id: str, entry_id: str) -> str:
    """One entry of a book."""
    return f"{book_entries(match_id, person_id)}/{entry_id}"


def rulings(match_id: str) -> str:
    """The collection of what officials decided, numbered from 1."""
    return f"{match(match_id)}/{RULINGS}"


def ruling(match_id: str, number: int) -> str:
    """One ruling."""
    return f"{rulings(match_id)}/{number}"


def disputes(match_id: str) -> str:
    """The collection of what the books do not agree on, resolved ones too."""
    return f"{match(match_id)}/{DISPUTES}"


def dispute(match_id: str, dispute_id: str) -> str:
    """One dispute."""
    return f"{disputes(match_id)}/{dispute_id}"


def dispute_of(path: str) -> str | None:
    """Return the id of the dispute whose document has a path; None for any other document."""
    match path.split("/"):
        case [collection, _, below, dispute_id] if (collection, below) == (MATCHES, DISPUTES):
            return dispute_id
    return None


def notices(match_id: str) -> str:
    """The collection of what officials are told, each by their person id; theirs alone to read."""
    return f"{match(match_id)}/notices"


def notice(match_id: str, person_id: str) -> str:
    """What one official is told of open disputes."""
    return f"{notices(match_id)}/{person_id}"


def live_consensus(match_id: str) -> str:
    """Who votes, what is disputed, how each scorer stands."""
    return f"{live(match_id)}/consensus"


def consensus_state(match_id: str) -> str:
    """What the consensus goes on from, and its guard: administrators only."""
    return f"{live(match_id)}/consensus_state"


PROVIDER_FEEDS, PROVIDER_MAPPINGS = "provider_feeds", "provider_mappings"
PROVIDER_EVENTS = "provider_events"


def provider_feed(match_id: str) -> str:
    """How far the feed of a data provider was brought into the log; guards what it writes."""
    return f"{PROVIDER_FEEDS}/{match_id}"


def provider_mapping(key: str) -> str:
    """Which of our ids stands for one of a data provider."""
    return f"{PROVIDER_MAPPINGS}/{key}"


def provider_mapping_key(provider: str, kind: str, provider_id: str) -> str:
    """The id of a mapping: `sportradar:player:sr:player:1`; `/` is written `%2F`."""
    return f"{provider}:{kind}:{quote(provider_id, safe=':@+,;=!~() ')}"


def provider_events(match_id: str) -> str:
    """The collection of what data providers said of a match, a document an event."""
    return f"{match(match_id)}/{PROVIDER_EVENTS}"


SCOREBOARDS = "scoreboards"
"""Matches that are followed and not scored: other sports."""


def scoreboard(match_id: str) -> str:
    """How a match of another sport stands."""
    return f"{SCOREBOARDS}/{match_id}"


def scoreboard_timeline(match_id: str) -> str:
    """The collection of the events of a match of another sport."""
    return f"{scoreboard(match_id)}/timeline"


def scoreboard_stats(match_id: str) -> str:
    """The collection of the figures of both sides, `home` and `away`."""
    return f"{scoreboard(match_id)}/stats"


def feed_lease(match_id: str) -> str:
    """Which worker may write owed documents of the feed, and until when."""
    return f"{match(match_id)}/feed/lease"


ARCHIVE = "archive"
PLAYER_MATCH_STATS = "player_match_stats"
TEAM_MATCH_STATS = "team_match_stats"
"""What a match leaves behind: below it the archive, and contributions to the statistics."""


PLAYER_MATCH = f"{PLAYER_MATCH_STATS}/{{statsId}}"
TEAM_MATCH = f"{TEAM_MATCH_STATS}/{{statsId}}"
"""The patterns that the triggers of the statistics listen to."""

PLAYER_SEASON_STATS = "player_season_stats"
TEAM_SEASON_STATS = "team_season_stats"
PLAYER_H2H_STATS = "player_h2h_stats"
"""What is computed of the contributions."""


STATS_STATE = "stats_state"


def stats_state(subject: str) -> str:
    """What guards the figures of a player or a team, `player_{id}`, `team_{id}`: functions only."""
    return f"{STATS_STATE}/{subject}"


COMPETITION = "competitions/{competitionId}"
"""The pattern that the trigger on table rules listens to."""


SEASONS, COMPETITIONS = "seasons", "competitions"


def competition(competition_id: str) -> str:
    """A competition with its table rules."""
    return f"{COMPETITIONS}/{competition_id}"


def shown(match_id: str, key: str) -> str:
    """Return a document for spectators by its key: `ticker` or, for a card, `live/innings_1`."""
    return f"{TICKERS}/{match_id}" if key == TICKER else f"{match(match_id)}/{key}"


def ticker(match_id: str) -> str:
    """How a match stands, in short."""
    return f"{TICKERS}/{match_id}"


def event(match_id: str, event_id: str) -> str:
    """One document of the feed."""
    return f"{events(match_id)}/{event_id}"


def summary(match_id: str) -> str:
    """What is told of a match that is over."""
    return f"{match(match_id)}/{ARCHIVE}/summary"


def match_end(match_id: str, key: str) -> str:
    """A document of the end of a match, by its key: `archive/summary` lies below the match, a
    contribution such as `player_match_stats/{id}` in a collection of its own."""
    return f"{match(match_id)}/{key}" if key.startswith(f"{ARCHIVE}/") else key


def lineups(match_id: str) -> str:
    """The collection of who plays."""
    return f"{match(match_id)}/lineups"


def lineup(match_id: str, team_id: str, player_id: str) -> str:
    """Return the path of one player's part in the match."""
    return f"{lineups(match_id)}/{joined_id(team_id, player_id)}"


def match_role(match_id: str, person_id: str, role: str) -> str:
    """Return the path of the present grant of a role in a match; the rules look up its id."""
    return role_assignment(RoleScope.MATCH, match_id, person_id, role)


def person(person_id: str) -> str:
    """A person's public name; what is private lies below it."""
    return f"people/{person_id}"


def team(team_id: str) -> str:
    """A team and the school it belongs to."""
    return f"teams/{team_id}"


def school(school_id: str) -> str:
    """A school."""
    return f"schools/{school_id}"


def season(season_id: str) -> str:
    """A season, which roles and matches name."""
    return f"{SEASONS}/{season_id}"


def role_assignments(scope: RoleScope) -> str:
    """The collection of the present grants in matches, teams or schools."""
    return f"{scope}_role_assignments"


def role_assignment(scope: RoleScope, owner_id: str, person_id: str, role: str) -> str:
    """The present grant of a role; its id is looked up by the rules."""
    return f"{role_assignments(scope)}/{role_id(owner_id, person_id, role)}"


ROLE_HISTORY = "history"
"""The collection below a role that holds its ended grants; queried as a group."""


def role_history(role_path: str) -> str:
    """The ended grants of the role at `role_path`."""
    return f"{role_path}/{ROLE_HISTORY}"


def role_performance(role_path: str) -> str:
    """How an official did, for administrators only."""
    return f"{role_path}/private/performance"
