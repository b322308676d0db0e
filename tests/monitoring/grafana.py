"""Reads which metrics a service's Grafana dashboard and alert rules name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import yaml

from devtools.toolchain.layout import ROOT

PROMQL_WORDS = {"absent", "by", "histogram_quantile", "increase", "max", "min", "rate", "sum"}
OTHER_PARTS = re.compile(
    r"""\{[^}]*\}            # the labels asked for
    | \bby\s*\([^)]*\)       # the labels kept
    | \[[^\]]*\]             # the time looked at
    | \b[0-9.]+\b            # a number
    """,
    re.VERBOSE,
)


def metric_names(expression: str) -> set[str]:
    """Return the metrics that an expression of PromQL names."""
    return set(re.findall(r"[a-z_:]+", OTHER_PARTS.sub(" ", expression))) - PROMQL_WORDS


@dataclass(frozen=True)
class Monitoring:
    """The committed dashboard and rules of a service, by its folder below `services`."""

    service: str

    def dashboard(self) -> set[str]:
        """Return the metrics that the dashboard shows."""
        panels = json.loads(self._text("dashboard.json"))["panels"]
        return {
            name
            for panel in panels
            for each in panel["targets"]
            for name in metric_names(each["expr"])
        }

    def rules(self) -> list[dict[str, Any]]:
        """Return the alert rules."""
        groups = yaml.safe_load(self._text("alerts.yml"))["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def _text(self, name: str) -> str:
        path = ROOT / "services" / self.service / "monitoring" / name
        return path.read_text(encoding="utf-8")
