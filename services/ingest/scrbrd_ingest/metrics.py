"""Defines the service's Prometheus metrics, on a registry of their own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 30.0, 60.0, 120.0)


class Metrics:
    """The service's metrics. Label values come from small closed sets, never match ids."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._of_providers(self.registry)
        self._of_matches(self.registry)
        self._of_polling(self.registry)
        self._of_leases(self.registry)

    def _of_providers(self, ours: CollectorRegistry) -> None:
        self.requests = Counter(
            "provider_requests",
            "Requests to providers; status is HTTP's, or `error` without an answer",
            ["provider", "sport", "tier", "status"],
            registry=ours,
        )
        self.latency = Histogram(
            "provider_latency_seconds",
            "Time of a request to a provider, without waiting for the budget",
            buckets=SECONDS,
            registry=ours,
        )
        self.rate_limits = Counter(
            "rate_limit_events", "Answers of providers with status 429", registry=ours
        )
        self.faults = Counter(
            "provider_faults",
            "Polls of a provider that failed, and answers that were older, unreadable in part, of"
            " another match, or whose clock went back",
            ["provider", "kind"],
            registry=ours,
        )
        self.health = Gauge(
            "provider_health", "Health of a provider, 0 to 1", ["provider"], registry=ours
        )
        self.usage = Gauge(
            "provider_budget_usage",
            "Requests of the last minute / this process's share of the limit",
            ["provider"],
            registry=ours,
        )
        self.failovers = Counter(
            "provider_failovers", "Matches that switched to a provider", ["provider"],
            registry=ours,
        )  # fmt: skip

    def _of_matches(self, ours: CollectorRegistry) -> None:
        self.update_latency = Histogram(
            "update_latency_seconds",
            "Delay from a provider's time of an event until it was written",
            buckets=SECONDS,
            registry=ours,
        )
        self.missed_balls = Counter(
            "missed_balls",
            "Missing balls of gaps that were not filled, by ball numbers, at least one per gap",
            registry=ours,
        )
        self.waiting = Gauge(
            "waiting_balls",
            "Events of cricket that are known but not in the log: after a gap, or without an id",
            registry=ours,
        )
        self.withheld = Gauge(
            "matches_not_written",
            "Matches with scoredBy provider whose provider only compares, or is doubted",
            registry=ours,
        )
        self.news_age = Gauge(
            "live_news_age_seconds",
            "Seconds since the last change of the match in play that changed longest ago, counted"
            " at most since this process has the match",
            registry=ours,
        )
        self.staleness = Gauge(
            "scorecard_staleness_seconds",
            "Seconds since the last answered poll, with changes or not, of the match in play that"
            " waits longest: not the age of its data",
            registry=ours,
        )
        self.live = Gauge(
            "live_matches", "Matches in play that are followed here", ["sport"], registry=ours
        )
        self.synthetic = Counter(
            "synthetic_events", "Events derived from a change of score", ["type"], registry=ours
        )
        self.stale = Counter(
            "stale_matches", "Matches closed because nothing changed", ["sport"], registry=ours
        )

    def _of_polling(self, ours: CollectorRegistry) -> None:
        self.active = Gauge("scheduler_active_tasks", "Polls under way", registry=ours)
        self.late = Histogram(
            "scheduler_lateness_seconds",
            "Delay from when a poll was due until it began",
            buckets=SECONDS,
            registry=ours,
        )
        self.crashes = Counter(
            "follower_failures", "Polls that raised, hung, or did not end", ["kind"], registry=ours
        )
        self.flags = Gauge(
            "feature_enabled", "Whether a feature is on by default", ["flag"],
            registry=ours,
        )  # fmt: skip

    def _of_leases(self, ours: CollectorRegistry) -> None:
        self.is_leader = Gauge("scheduler_is_leader", "Whether this process leads", registry=ours)
        self.leader_fence = Gauge(
            "scheduler_leader_fence", "Number under which this process last led", registry=ours
        )
        self.leader_changes = Counter(
            "scheduler_leader_changes", "Times that this process began to lead", registry=ours
        )
        self.is_working = Gauge(
            "scheduler_is_working", "Whether this process has a lease to poll", registry=ours
        )
        self.plan_number = Gauge(
            "scheduler_plan_number", "Number of the plan this process works by", registry=ours
        )
        self.share = Gauge(
            "scheduler_share", "Share of each budget that this process has", registry=ours
        )
        self.lease_failures = Counter(
            "lease_failures", "Renewals that failed", ["lease", "reason"], registry=ours
        )
        self.fenced = Counter(
            "fenced_writes", "Writes refused because a newer number was seen", registry=ours
        )
