"""Lists the collections that functions derive: score, feed, archive, statistics."""

from __future__ import annotations

from devtools.datamodel.collection import FUNCTIONS, Collection
from devtools.datamodel.shapes.archive import ArchiveHighlights, ArchiveReplay, ArchiveSummary
from devtools.datamodel.shapes.feed import FeedDocument
from devtools.datamodel.shapes.ledger import LedgerDocument
from devtools.datamodel.shapes.live import InningsCard, LiveHealth, LiveScore, Ticker
from devtools.datamodel.shapes.statistics import (
    PlayerHeadToHeadStats,
    PlayerMatchStats,
    PlayerSeasonStats,
    StatsState,
    TeamMatchStats,
    TeamSeasonStats,
)

LIVE = (
    Collection(
        "tickers/{matchId}",
        Ticker,
        FUNCTIONS,
        "everybody",
        "At most 1.5 kB as JSON, for home pages and crowds. Long names and sentences are cut.",
    ),
    Collection(
        "matches/{matchId}/live/score",
        LiveScore,
        FUNCTIONS,
        "everybody",
        "`ledger` is the end of the chain of hashes; [ledger.md](ledger.md) explains what it"
        " proves. `disputed` exists, also in `live/health`, while several scorers do not agree"
        " ([consensus.md](consensus.md)); the score has what they agree on.",
    ),
    Collection(
        "matches/{matchId}/live/innings_{inningsNumber}",
        InningsCard,
        FUNCTIONS,
        "everybody",
        "Exists while the innings is over; also for super overs.",
    ),
    Collection(
        "matches/{matchId}/live/health",
        LiveHealth,
        FUNCTIONS,
        "everybody",
        "`scoreDifferences` as in `live/consensus`, if there are any.",
    ),
    Collection(
        "matches/{matchId}/live/state",
        None,
        FUNCTIONS,
        "administrators",
        "The fold's state, packed: `schemaVersion, version, lastActionId, actionCount, voidedCount,"
        " newestUpdatedAt, problemCount, health, holdUntil, holdBy, hasFailed, owedFeed,"
        " owedClosing, revision, lastUpdated, sealed, openChunk`, checksums of all of it and of"
        " each sealed chunk (`checksum, feedChecksum, closingChecksum, sealedChecksums`),"
        " and bytes. `owedFeed` is the version of the score since which"
        " documents of the feed are pending, 0 for none; `owedClosing`:"
        " the archive and the contributions are pending; `revision`: the feed's"
        " greatest when nothing was pending. `ledgerChecksum` covers the state of the chain of"
        " hashes, with its links that are in no document yet.",
    ),
    Collection(
        "matches/{matchId}/live/log_{inningsNumber}_{k}",
        None,
        FUNCTIONS,
        "administrators",
        "A sealed chunk of the packed log: sequences 64k + 1 to 64k + 64, k from 0.",
    ),
    Collection(
        "config/reconcile",
        None,
        FUNCTIONS,
        "everybody",
        "The times at which `reconcile_live` checked each match: `looks` by match {at, fullAt,"
        " stopped}. If it is deleted, every match is checked in full.",
    ),
)

MATCH_DOCUMENTS = (
    Collection(
        "matches/{matchId}/feed/lease",
        None,
        FUNCTIONS,
        "no client",
        "The lease of the worker that writes pending documents of the feed: `revision` is that of"
        " the last one; other workers wait until `until`; null means that no worker has it.",
    ),
    Collection(
        "matches/{matchId}/ledger/{k}",
        LedgerDocument,
        FUNCTIONS,
        "everybody",
        "The links 128k + 1 to 128k + 128, k from 0: written at the end of an over, and with"
        " anything but a plain action. Links are added, never changed ([ledger.md](ledger.md)).",
    ),
    Collection(
        "matches/{matchId}/events/{actionId}",
        FeedDocument,
        FUNCTIONS,
        "everybody",
        "One document for each action of the log, written with the score or soon after."
        " [clients.md](clients.md) describes how to continue reading. The database deletes it some"
        " time after `expireAt`.",
    ),
    Collection(
        "matches/{matchId}/archive/summary",
        ArchiveSummary,
        FUNCTIONS,
        "everybody",
        "Exists while the match has a result, as do the next two.",
    ),
    Collection(
        "matches/{matchId}/archive/replay_{part}",
        ArchiveReplay,
        FUNCTIONS,
        "everybody",
        "Split into parts, so that none comes near 1 MiB.",
    ),
    Collection("matches/{matchId}/archive/highlights", ArchiveHighlights, FUNCTIONS, "everybody"),
)

STATISTICS = (
    Collection(
        "player_match_stats/{matchId}_{personId}",
        PlayerMatchStats,
        FUNCTIONS,
        "everybody",
        "A contribution: there while the match has a result, rewritten with it.",
    ),
    Collection(
        "team_match_stats/{matchId}_{teamId}",
        TeamMatchStats,
        FUNCTIONS,
        "everybody",
        "The contribution of a match to the figures of the home or the away side. Runs and balls"
        " are 0 if `countsForRunRate` is false.",
    ),
    Collection(
        "player_season_stats/{seasonId}_{teamId}_{personId}_{format}",
        PlayerSeasonStats,
        FUNCTIONS,
        "everybody",
        "Computed from the contributions alone. In the ids of all statistics, an underscore of an"
        " id is written `~`, and a text that is no id is replaced by one derived from it.",
    ),
    Collection(
        "team_season_stats/{seasonId}_{teamId}",
        TeamSeasonStats,
        FUNCTIONS,
        "everybody",
        "Computed from the contributions and the competitions' table rules. Rules that cannot be"
        " read give no points, and `tableRulesProblem` has the reason.",
    ),
    Collection(
        "player_h2h_stats/{batsmanId}_{bowlerId}_{seasonId}_{format}",
        PlayerHeadToHeadStats,
        FUNCTIONS,
        "everybody",
        "Four documents for a pair that met in a T20, ODI or Test of a season: for season and"
        " format, for either alone, and for all (`all`, `All` in the id).",
    ),
    Collection(
        "stats_state/{subject}",
        StatsState,
        FUNCTIONS,
        "administrators",
        "Guards the writes of the figures.",
    ),
)
