"""Lists the collections of the ingest service, which follows data providers."""

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

INGEST = "ingest service only"
OPERATORS = "administrators"

PROVIDERS = (
    Collection(
        "provider_feeds/{matchId}",
        ProviderFeed,
        f"{INGEST}; operators set `acceptedGaps`",
        OPERATORS,
        "Written with every commit of a provider's balls, guarded by its own update time and by the"
        " number of a lease, which never decreases. See [ingest-log.md](ingest-log.md).",
    ),
    Collection(
        "matches/{matchId}/provider_events/{provider}:{eventId}",
        ProviderEvent,
        INGEST,
        OPERATORS,
        "Created once for each event; `/` in an id is written `%2F`.",
    ),
    Collection(
        "provider_mappings/{provider}:{kind}:{providerId}",
        ProviderMapping,
        "operators, with rights of their own",
        OPERATORS,
        "A ball with a player or team that has no mapping waits.",
    ),
    Collection(
        "provider_leases/{name}",
        ProviderLease,
        INGEST,
        "no client",
        "Never deleted, because its numbers must not be used again. See [ingest.md](ingest.md).",
    ),
    Collection(
        "provider_plans/current", ProviderPlan, INGEST, "no client", "Never deleted either."
    ),
    Collection("provider_plans/limits", ProviderLimits, INGEST, "no client"),
    Collection(
        "config/ingest",
        IngestFlags,
        OPERATORS,
        "everybody",
        "The first value counts, in this order: the match's, the provider's, the document's own,"
        " the environment's. A value that is neither true nor false means off. See"
        " [ingest.md](ingest.md).",
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
        "Never deleted; a withdrawn event is marked.",
    ),
    Collection("scoreboards/{matchId}/stats/{side}", ScoreboardStats, INGEST, "everybody", ""),
)
