"""Lists the documents that functions derive: score, feed, archive, statistics."""

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
        "`ledger` is the end of the chain of hashes: what it proves is in [ledger.md](ledger.md)."
        " `disputed` is there, also in `live/health`, while several scorers do not agree"
        " ([consensus.md](consensus.md)): the score is what they agree on.",
    ),
    Collection(
        "matches/{matchId}/live/innings_{inningsNumber}",
        InningsCard,
        FUNCTIONS,
        "everybody",
        "There while the innings is over, super overs among them.",
    ),
    Collection(
        "matches/{matchId}/live/health",
        LiveHealth,
        FUNCTIONS,
        "everybody",
        "`scoreDifferences` as in `live/consensus`, where there are any.",
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
        " documents of the feed are still to be written, 0 for none; `owedClosing`:"
        " the archive and the contributions are still to be; `revision`: the feed's"
        " greatest when nothing was owed. `ledgerChecksum` is of how far the chain of"
        " hashes has come, with its links that are in no document yet.",
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
        "When `reconcile_live` looked at which match: `looks` by match {at, fullAt, stopped}. If it"
        " is deleted, every match is looked at in full.",
    ),
)

OF_A_MATCH = (
    Collection(
        "matches/{matchId}/feed/lease",
        None,
        FUNCTIONS,
        "nobody",
        "Which worker writes owed documents of the feed: `revision`, of the last of them; `until`"
        " when others leave it alone, null: nobody is at it.",
    ),
    Collection(
        "matches/{matchId}/ledger/{k}",
        LedgerDocument,
        FUNCTIONS,
        "everybody",
        "The links 128k + 1 to 128k + 128, k from 0: written at the end of an over, and with all"
        " that is no plain action. Links are added, never changed ([ledger.md](ledger.md)).",
    ),
    Collection(
        "matches/{matchId}/events/{actionId}",
        FeedDocument,
        FUNCTIONS,
        "everybody",
        "One document for each action of the log, written with the score or soon after; how to read"
        " on: [clients.md](clients.md). The database deletes it some time after `expireAt`.",
    ),
    Collection(
        "matches/{matchId}/archive/summary",
        ArchiveSummary,
        FUNCTIONS,
        "everybody",
        "There while the match has a result, as are the next two.",
    ),
    Collection(
        "matches/{matchId}/archive/replay_{part}",
        ArchiveReplay,
        FUNCTIONS,
        "everybody",
        "As many parts as it takes for none to come near 1 MiB.",
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
        "A contribution, of the home and of the away side. Runs and balls are 0 where"
        " `countsForRunRate` is false.",
    ),
    Collection(
        "player_season_stats/{seasonId}_{teamId}_{personId}_{format}",
        PlayerSeasonStats,
        FUNCTIONS,
        "everybody",
        "Computed from the contributions alone. An underscore of an id is `~` in the ids of all"
        " statistics, and a text that is no id stands as one made of it.",
    ),
    Collection(
        "team_season_stats/{seasonId}_{teamId}",
        TeamSeasonStats,
        FUNCTIONS,
        "everybody",
        "Computed from the contributions alone, and the competitions' table rules. Rules that"
        " cannot be read bring no points at all, and `tableRulesProblem` says why.",
    ),
    Collection(
        "player_h2h_stats/{batsmanId}_{bowlerId}_{seasonId}_{format}",
        PlayerHeadToHeadStats,
        FUNCTIONS,
        "everybody",
        "Four documents for a pair that met in a T20, ODI or Test of a season: with season and"
        " format, with one of them, with neither (`all`, `All` in the id).",
    ),
    Collection(
        "stats_state/{subject}",
        StatsState,
        FUNCTIONS,
        "administrators",
        "The figures are written under its guard.",
    ),
)
