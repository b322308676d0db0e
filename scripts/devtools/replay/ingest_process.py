"""Runs the feeds' service as a process, and reads what it measures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import requests
from prometheus_client.parser import text_string_to_metric_families

from devtools.feeds.server import KEYS, PROJECT, FakeFeeds
from devtools.service_process import CALL_SECONDS, ServiceProcess

LEASE = 15
"""Seconds of the leases: the shortest that the service takes."""

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]
"""What a process exposes: (name, labels) to value."""


class IngestProcess(ServiceProcess):
    """The service on the emulators that an environment names."""

    folder, package, port_variable = "ingest", "scrbrd_ingest", "INGEST_PORT"

    def samples(self) -> Samples:
        """Return everything it measures; empty where it does not answer."""
        try:
            answer = requests.get(f"{self.address}/metrics", timeout=CALL_SECONDS)
        except (requests.ConnectionError, requests.Timeout):
            return {}
        families = text_string_to_metric_families(answer.text)
        return {
            (each.name, tuple(sorted(each.labels.items()))): each.value
            for family in families
            for each in family.samples
        }

    def measured(self, name: str, **labels: str) -> float:
        """Return one sample; 0 where it does not answer."""
        return self.samples().get((name, tuple(sorted(labels.items()))), 0.0)

    @property
    def is_leader(self) -> bool:
        """Whether it leads, by its own word."""
        return self.measured("scheduler_is_leader") == 1

    @property
    def is_polling(self) -> bool:
        """Whether a match of cricket in play is polled by it."""
        return self.measured("live_matches", sport="cricket") > 0


def environment(
    providers: Mapping[str, FakeFeeds], matches: Path, requests_per_minute: int = 30_000
) -> dict[str, str]:
    """Return the settings of a process that follows listed matches on the fakes.

    A replay is shorter than a match: it is looked for new matches and plans more often. Limits and
    intervals of polls are the service's own.
    """
    chosen = {
        name: {
            "feed": name,
            "base_url": feeds.base_url(name),
            "key": KEYS.get(name, ""),
            "requests_per_minute": requests_per_minute,
            "options": {"project": PROJECT} if name == "roanuz" else {},
        }
        for name, feeds in providers.items()
    }
    return {
        "INGEST_PROVIDERS": json.dumps(chosen),
        "INGEST_MATCHES_FILE": str(matches),
        "INGEST_FOLLOW_INTERVAL": "1",
        "INGEST_PLAN_INTERVAL": "0.5",
        "INGEST_LEASE": f"{LEASE}",
    }
