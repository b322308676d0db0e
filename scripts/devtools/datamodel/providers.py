"""Lists the collections of the service that follows data providers."""

from __future__ import annotations

from devtools.datamodel.collection import Collection
from devtools.datamodel.shapes.providers import (
    IngestFlags,
    ProviderEvent,
    ProviderFeed,
    ProviderLease,
    ProviderLimits,
    ProviderMapping,
    ProviderPlan,
    Scoreboard,
    ScoreboardEvent,
    ScoreboardStats,
)

INGEST = "the feeds' service only"
OPERATORS = "administrators"

PROVIDERS = (
    Collection(
        "provider_feeds/{matchId}",
        ProviderFeed,
        f"{INGEST}; operators set `acceptedGaps`",
        OPERATORS,
        "Written with every commit of provider balls, under the guard of its own update time and a"
        " lease's number that never goes down. See [ingest-log.md](ingest-log.md).",
    ),
    Collection(
        "matches/{matchId}/provider_events/{provider}:{eventId}",
        ProviderEvent,
        INGEST,
        OPERATORS,
        "Created once an event; `/` in an id is written `%2F`.",
    ),
    Collection(
        "provider_mappings/{provider}:{kind}:{providerId}",
        ProviderMapping,
        "operators, with rights of their own",
        OPERATORS,
        "A ball that names somebody who is not here waits.",
    ),
    Collection(
        "provider_leases/{name}",
        ProviderLease,
        INGEST,
        "nobody",
        "Its numbers are never used again, so nobody deletes it. See [ingest.md](ingest.md).",
    ),
    Collection("provider_plans/current", ProviderPlan, INGEST, "nobody", "Never deleted either."),
    Collection("provider_plans/limits", ProviderLimits, INGEST, "nobody"),
    Collection(
        "config/ingest",
        IngestFlags,
        OPERATORS,
        "everybody",
        "Nearest first: the match's, the provider's, the document's own, the environment's. A value"
        " that is neither true nor false counts as off. See [ingest.md](ingest.md).",
    ),
    Collection(
        "scoreboards/{matchId}",
        Scoreboard,
        INGEST,
        "everybody",
        "Matches of other sports: the latest state wins, there is no fold.",
    ),
    Collection(
        "scoreboards/{matchId}/timeline/{eventId}",
        ScoreboardEvent,
        INGEST,
        "everybody",
        "Never deleted: an event that is taken back says so.",
    ),
    Collection("scoreboards/{matchId}/stats/{side}", ScoreboardStats, INGEST, "everybody", ""),
)
