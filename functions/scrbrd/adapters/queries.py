"""Defines every query: no other module in `functions/` filters, orders or searches documents.

A `Shape` is a query without its values, so that a test can find which index it needs and compare
`firestore.indexes.json` with it: the emulator answers without an index, production refuses.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from google.cloud.firestore import Client, Query
from google.cloud.firestore_v1.base_query import FieldFilter
from google.cloud.firestore_v1.field_path import FieldPath

from scrbrd.adapters import paths
from scrbrd.adapters.rpc import read_stream
from scrbrd.domain.vocabulary import RoleScope

DOCUMENT_ID: Final = str(FieldPath.document_id())


@dataclass(frozen=True, slots=True)
class Shape:
    """The filters and the order of a query in collections of one name.

    Fields in `equal` are compared with a value. Documents are ordered by `order`, optionally from a
    value on and before another. `group` searches all collections of the name, otherwise one
    match's.
    """

    collection: str
    equal: tuple[str, ...] = ()
    order: str | None = None
    descending: bool = False
    group: bool = False

    def query(
        self,
        client: Client,
        path: str | None = None,
        *,
        equal_to: tuple[Any, ...] = (),
        since: Any = None,
        until: Any = None,
    ) -> Query:
        """Return the query with its values, over the collection at `path` or else over the
        group.
        """
        query = Query(client.collection(path)) if path else self._group(client)
        for field, value in zip(self.equal, equal_to, strict=True):
            query = query.where(filter=FieldFilter(field, "==", value))
        if self.order is None:
            return query
        if since is not None:
            query = query.where(filter=FieldFilter(self.order, ">=", since))
        if until is not None:
            query = query.where(filter=FieldFilter(self.order, "<", until))
        return query.order_by(
            self.order, direction=Query.DESCENDING if self.descending else Query.ASCENDING
        )

    def _group(self, client: Client) -> Query:
        return client.collection_group(self.collection)


# Filters for equality alone need no composite index: Firestore merges the automatic ones of each
# field (https://firebase.google.com/docs/firestore/query-data/index-overview). A collection group
# has no automatic index; its field has an override, which repeats the automatic ones it replaces.
PLAYING_XI: Final = Shape("lineups", equal=("teamId", "role"))
CAPTAINS: Final = Shape("lineups", equal=("isCaptain",))
MATCHES_OF_PLAYER: Final = Shape("lineups", equal=("playerId",), group=True)
MATCHES_BY_STATUS: Final = Shape("matches", equal=("status",))
MATCHES_COMPLETED: Final = Shape("matches", order="completedAt")
INNINGS: Final = Shape("scoring_actions", equal=("inningsNumber",))
ALL_ACTIONS: Final = Shape("scoring_actions")
VOIDED_ACTIONS: Final = Shape("scoring_actions", equal=("isVoided",))
NEWEST_CHANGE: Final = Shape("scoring_actions", order="updatedAt", descending=True)
ENDED_ROLES_OF_PERSON: Final = Shape(paths.ROLE_HISTORY, equal=("personId",), group=True)
ENDED_ROLES_OF_MATCH: Final = Shape(paths.ROLE_HISTORY, equal=("matchId",), group=True)
ENDED_ROLES_OF_TEAM: Final = Shape(paths.ROLE_HISTORY, equal=("teamId",), group=True)
ENDED_ROLES_OF_SCHOOL: Final = Shape(paths.ROLE_HISTORY, equal=("schoolId",), group=True)
ENDED_ROLES: Final = {
    shape.equal[0]: shape
    for shape in (
        ENDED_ROLES_OF_PERSON,
        ENDED_ROLES_OF_MATCH,
        ENDED_ROLES_OF_TEAM,
        ENDED_ROLES_OF_SCHOOL,
    )
}
SCOREBOARDS_OF_LEAGUE: Final = Shape(paths.SCOREBOARDS, equal=("sport", "league"))
SCOREBOARD_EVENTS: Final = Shape("timeline", order="revision")
PLAYERS_OF_MATCH: Final = Shape(paths.PLAYER_MATCH_STATS, equal=("matchId",))
TEAMS_OF_MATCH: Final = Shape(paths.TEAM_MATCH_STATS, equal=("matchId",))
PLAYERS_CONTRIBUTIONS: Final = Shape(paths.PLAYER_MATCH_STATS, equal=("personId",))
COMPETITIONS_CONTRIBUTIONS: Final = Shape(paths.TEAM_MATCH_STATS, equal=("competitionId",))
TEAMS_CONTRIBUTIONS: Final = Shape(paths.TEAM_MATCH_STATS, equal=("teamId",))
PLAYERS_SEASONS: Final = Shape(paths.PLAYER_SEASON_STATS, equal=("personId",))
PLAYERS_PAIRS: Final = Shape(paths.PLAYER_H2H_STATS, equal=("batsmanId",))
TEAMS_SEASONS: Final = Shape(paths.TEAM_SEASON_STATS, equal=("teamId",))
FIGURES_OWED: Final = Shape(paths.STATS_STATE, order="owedSince")
MATCHES_OF_SEASON: Final = Shape("matches", equal=("seasonId",))
PLAYERS_IN_SEASON: Final = Shape(paths.PLAYER_MATCH_STATS, equal=("seasonId",))
TEAMS_IN_SEASON: Final = Shape(paths.TEAM_MATCH_STATS, equal=("seasonId",))
SEASON_OF_PLAYERS: Final = Shape(paths.PLAYER_SEASON_STATS, equal=("seasonId",))
SEASON_OF_PAIRS: Final = Shape(paths.PLAYER_H2H_STATS, equal=("seasonId",))
SEASON_OF_TEAMS: Final = Shape(paths.TEAM_SEASON_STATS, equal=("seasonId",))
ALL_ENTRIES: Final = Shape("entries")
VOIDED_ENTRIES: Final = Shape("entries", equal=("isVoided",))
ENTRIES_TOGGLED: Final = Shape("entries", order="voidedAt")
ALL_RULINGS: Final = Shape("rulings")
ROLES_OF_MATCH: Final = Shape("match_role_assignments", equal=("matchId",))
OPEN_DISPUTES: Final = Shape("disputes", equal=("status",))
DISPUTE_CHANGES: Final = Shape("disputes", order="updatedAt")
ENTRIES_ANYWHERE: Final = Shape("entries", order="updatedAt", group=True)
RULINGS_ANYWHERE: Final = Shape("rulings", order="createdAt", group=True)
CHANGES: Final = Shape("scoring_actions", order="updatedAt")
CHANGES_ANYWHERE: Final = Shape("scoring_actions", order="updatedAt", group=True)
FEED: Final = Shape("events", order="revision")
FEED_NEWEST: Final = Shape("events", order="revision", descending=True)
TICKERS_OF_SEASON: Final = Shape(
    paths.TICKERS, equal=("seasonId",), order="scheduledAt", descending=True
)
TICKERS_OF_COMPETITION: Final = Shape(
    paths.TICKERS, equal=("competitionId",), order="scheduledAt", descending=True
)


def playing_xi(client: Client, match_id: str, team_id: str) -> Query:
    """Return the query for the eleven of a team: `matches/{matchId}/lineups`."""
    path = paths.lineups(match_id)
    return PLAYING_XI.query(client, path, equal_to=(team_id, "playing_xi"))


def captains(client: Client, match_id: str) -> Query:
    """Return the query for the captains of a match, one of each team:
    `matches/{matchId}/lineups`.
    """
    return CAPTAINS.query(client, paths.lineups(match_id), equal_to=(True,))


def matches_of_player(client: Client, player_id: str) -> Query:
    """Return the query for all lineups of a player; `matchId` names the match."""
    return MATCHES_OF_PLAYER.query(client, equal_to=(player_id,))


def matches_with_status(client: Client, status: str) -> Query:
    """Return the query for the matches with a status: `matches`."""
    return MATCHES_BY_STATUS.query(client, paths.MATCHES, equal_to=(status,))


def matches_completed_since(client: Client, since: datetime) -> Query:
    """Return the query for the matches that ended at `since` or later: `matches`."""
    return MATCHES_COMPLETED.query(client, paths.MATCHES, since=since)


def ended_roles(client: Client, field: str, value: str) -> Query:
    """Return the query for ended roles of a person, match, team or school.

    Collections `*_role_assignments/*/history`.
    """
    return ENDED_ROLES[field].query(client, equal_to=(value,))


def innings(client: Client, match_id: str, innings_number: int) -> Query:
    """Return the query for the log of one innings, unordered: ids sort as text, `1_40` before
    `1_5`.
    """
    path = paths.scoring_actions(match_id)
    return INNINGS.query(client, path, equal_to=(innings_number,))


def newest_change(client: Client, match_id: str) -> Query:
    """Return the query for the action of a match that was appended, voided or redone last, if
    any.
    """
    return NEWEST_CHANGE.query(client, paths.scoring_actions(match_id)).limit(1)


def changes_since(client: Client, match_id: str, since: datetime) -> Query:
    """Return the query for actions of a match with `updatedAt` `since` or later, oldest change
    first.
    """
    return CHANGES.query(client, paths.scoring_actions(match_id), since=since)


def all_actions(client: Client, match_id: str) -> Query:
    """Return the query for a match's whole log, voided actions included."""
    return ALL_ACTIONS.query(client, paths.scoring_actions(match_id))


def voided_actions(client: Client, match_id: str) -> Query:
    """Return the query for the voided actions of a match's log."""
    return VOIDED_ACTIONS.query(client, paths.scoring_actions(match_id), equal_to=(True,))


def all_entries(client: Client, match_id: str, person_id: str) -> Query:
    """Return the query for a person's book, voided entries included."""
    return ALL_ENTRIES.query(client, paths.book_entries(match_id, person_id))


def voided_entries(client: Client, match_id: str, person_id: str) -> Query:
    """Return the query for the voided entries of a person's book."""
    path = paths.book_entries(match_id, person_id)
    return VOIDED_ENTRIES.query(client, path, equal_to=(True,))


def toggled_entries(client: Client, match_id: str, person_id: str, since: datetime) -> Query:
    """Return the query for entries of a book that were voided or redone at `since` or later."""
    path = paths.book_entries(match_id, person_id)
    return ENTRIES_TOGGLED.query(client, path, since=since)


def all_rulings(client: Client, match_id: str) -> Query:
    """Return the query for the rulings of a match."""
    return ALL_RULINGS.query(client, paths.rulings(match_id))


def roles_of_match(client: Client, match_id: str) -> Query:
    """Return the query for the current role assignments in a match: `match_role_assignments`."""
    path = paths.role_assignments(RoleScope.MATCH)
    return ROLES_OF_MATCH.query(client, path, equal_to=(match_id,))


def open_disputes(client: Client, match_id: str) -> Query:
    """Return the query for the open disputes of a match."""
    return OPEN_DISPUTES.query(client, paths.disputes(match_id), equal_to=("open",))


def disputes_since(client: Client, match_id: str, since: datetime) -> Query:
    """Return the query for disputes of a match that were raised, changed or resolved since a
    time.
    """
    return DISPUTE_CHANGES.query(client, paths.disputes(match_id), since=since)


def entries_anywhere(client: Client, since: datetime) -> Query:
    """Return the query for entries of all books with `updatedAt` `since` or later, oldest first."""
    return ENTRIES_ANYWHERE.query(client, since=since)


def rulings_anywhere(client: Client, since: datetime) -> Query:
    """Return the query for rulings of all matches with `createdAt` `since` or later, oldest
    first.
    """
    return RULINGS_ANYWHERE.query(client, since=since)


def changes_anywhere(client: Client, since: datetime) -> Query:
    """Return the query for actions of all matches with `updatedAt` `since` or later, oldest
    first.
    """
    return CHANGES_ANYWHERE.query(client, since=since)


def contributions_of_match(client: Client, match_id: str) -> tuple[Query, Query]:
    """Return the queries for a match's contributions: `player_match_stats`, `team_match_stats`."""
    return (
        PLAYERS_OF_MATCH.query(client, paths.PLAYER_MATCH_STATS, equal_to=(match_id,)),
        TEAMS_OF_MATCH.query(client, paths.TEAM_MATCH_STATS, equal_to=(match_id,)),
    )


def players_contributions(client: Client, person_id: str) -> Query:
    """Return the query for all contributions to a player's figures: `player_match_stats`."""
    path = paths.PLAYER_MATCH_STATS
    return PLAYERS_CONTRIBUTIONS.query(client, path, equal_to=(person_id,))


def teams_contributions(client: Client, team_id: str) -> Query:
    """Return the query for all contributions to a team's figures: `team_match_stats`."""
    return TEAMS_CONTRIBUTIONS.query(client, paths.TEAM_MATCH_STATS, equal_to=(team_id,))


def contributions_in(client: Client, competition_id: str) -> Query:
    """Return the query for teams' contributions from a competition: `team_match_stats`."""
    path = paths.TEAM_MATCH_STATS
    return COMPETITIONS_CONTRIBUTIONS.query(client, path, equal_to=(competition_id,))


def players_figures(client: Client, person_id: str) -> tuple[Query, Query]:
    """Return the queries for a player's figures: `player_season_stats`, `player_h2h_stats` as
    batter.
    """
    return (
        PLAYERS_SEASONS.query(client, paths.PLAYER_SEASON_STATS, equal_to=(person_id,)),
        PLAYERS_PAIRS.query(client, paths.PLAYER_H2H_STATS, equal_to=(person_id,)),
    )


def teams_figures(client: Client, team_id: str) -> Query:
    """Return the query for a team's figures: `team_season_stats`."""
    return TEAMS_SEASONS.query(client, paths.TEAM_SEASON_STATS, equal_to=(team_id,))


def figures_owed(client: Client) -> Query:
    """Return the query for the players and teams whose figures are owed, the longest owed first."""
    return FIGURES_OWED.query(client, paths.STATS_STATE)


def matches_of_season(client: Client, season_id: str) -> Query:
    """Return the query for the matches of a season, played or not: `matches`."""
    return MATCHES_OF_SEASON.query(client, paths.MATCHES, equal_to=(season_id,))


def contributions_of_season(client: Client, season_id: str) -> tuple[Query, Query]:
    """Return the queries for a season's contributions: `player_match_stats`, `team_match_stats`."""
    return (
        PLAYERS_IN_SEASON.query(client, paths.PLAYER_MATCH_STATS, equal_to=(season_id,)),
        TEAMS_IN_SEASON.query(client, paths.TEAM_MATCH_STATS, equal_to=(season_id,)),
    )


def players_of_season(client: Client, season_id: str) -> tuple[Query, Query]:
    """Return the queries for figures of a season's players: `player_season_stats`,
    `player_h2h_stats`.
    """
    return (
        SEASON_OF_PLAYERS.query(client, paths.PLAYER_SEASON_STATS, equal_to=(season_id,)),
        SEASON_OF_PAIRS.query(client, paths.PLAYER_H2H_STATS, equal_to=(season_id,)),
    )


def teams_of_season(client: Client, season_id: str) -> Query:
    """Return the query for figures of a season's teams, overall and by competition:
    `team_season_stats`.
    """
    return SEASON_OF_TEAMS.query(client, paths.TEAM_SEASON_STATS, equal_to=(season_id,))


def feed_behind(client: Client, match_id: str, revision: int, event_id: str) -> Query:
    """Return the query for the feed after (`revision`, `event_id`): `matches/{matchId}/events`.

    For reads only: the library cannot listen to a query that is ordered by the documents' ids.
    """
    query = FEED.query(client, paths.events(match_id)).order_by(DOCUMENT_ID)
    return query.start_after({"revision": revision, DOCUMENT_ID: event_id})


def feed_from(client: Client, match_id: str, revision: int) -> Query:
    """Return the query for the feed from the first event of a revision on:
    `matches/{matchId}/events`.
    """
    return FEED.query(client, paths.events(match_id), since=revision)


def feed_newest(client: Client, match_id: str) -> Query:
    """Return the query for the feed, newest event first: `matches/{matchId}/events`."""
    query = FEED_NEWEST.query(client, paths.events(match_id))
    return query.order_by(DOCUMENT_ID, direction=Query.DESCENDING)


def tickers_of_season(client: Client, season_id: str, until: datetime) -> Query:
    """Return the query for tickers of a season's matches before `until`, latest first:
    `tickers`.
    """
    return TICKERS_OF_SEASON.query(client, paths.TICKERS, equal_to=(season_id,), until=until)


def tickers_of_competition(client: Client, competition_id: str, until: datetime) -> Query:
    """Return the query for tickers of a competition's matches before `until`, latest first:
    `tickers`.
    """
    equal_to = (competition_id,)
    return TICKERS_OF_COMPETITION.query(client, paths.TICKERS, equal_to=equal_to, until=until)


def scoreboards_of_league(client: Client, sport: str, league: str) -> Query:
    """Return the query for the matches of another sport in a league, unordered: `scoreboards`."""
    return SCOREBOARDS_OF_LEAGUE.query(client, paths.SCOREBOARDS, equal_to=(sport, league))


def scoreboard_events(client: Client, match_id: str, since: int) -> Query:
    """Return the query for events of a match of another sport from a revision on.

    Collection `scoreboards/{m}/timeline`.
    """
    path = paths.scoreboard_timeline(match_id)
    return SCOREBOARD_EVENTS.query(client, path, since=since)


def count(query: Query) -> int:
    """Return how many documents match a query, counted by Firestore without reading them."""
    counting: Any = query.count()  # the library's annotation names the class, not an instance
    [[result]] = read_stream(lambda options: list(counting.get(**options)))
    return int(result.value)
