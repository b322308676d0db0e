"""Runs the ingest service as a process, and reads its metrics."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import requests
from prometheus_client.parser import text_string_to_metric_families

from devtools.feeds.server import KEYS, PROJECT, FakeFeeds
from devtools.service_process import CALL_SECONDS, ServiceProcess

LEASE = 15
"""The duration of leases in seconds: the shortest that the service accepts."""

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]
"""The values of a process's metrics by (name, labels)."""


class IngestProcess(ServiceProcess):
    """The ingest service, connected to the emulators of its environment."""

    folder, package, port_variable = "ingest", "scrbrd_ingest", "INGEST_PORT"

    def samples(self) -> Samples:
        """Return all metrics; empty if the process does not answer."""
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

    def sample(self, name: str, **labels: str) -> float:
        """Return the value of one metric; 0 if it is missing or the process does not answer."""
        return self.samples().get((name, tuple(sorted(labels.items()))), 0.0)

    @property
    def is_leader(self) -> bool:
        """True if the process reports that it is the leader."""
        return self.sample("scheduler_is_leader") == 1

    @property
    def is_polling(self) -> bool:
        """True if the process polls a cricket match in play."""
        return self.sample("live_matches", sport="cricket") > 0


def environment(
    providers: Mapping[str, FakeFeeds], matches: Path, requests_per_minute: int = 30_000
) -> dict[str, str]:
    """Return the settings of a process that follows the matches listed in a file on the fakes.

    A replay is shorter than a match, so the process looks for new matches and plans more often.
    Limits and polling intervals are the defaults of the service.
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
