"""Reads a service's Grafana dashboard and alert rules: which metrics they name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import yaml

from devtools.toolchain.layout import ROOT

WORDS = {"absent", "by", "histogram_quantile", "increase", "max", "min", "rate", "sum"}
NOT_NAMES = re.compile(
    r"""\{[^}]*\}            # the labels asked for
    | \bby\s*\([^)]*\)       # the labels kept
    | \[[^\]]*\]             # the time looked at
    | \b[0-9.]+\b            # a number
    """,
    re.VERBOSE,
)


def names_of(expression: str) -> set[str]:
    """Return the metrics that an expression of PromQL names."""
    return set(re.findall(r"[a-z_:]+", NOT_NAMES.sub(" ", expression))) - WORDS


@dataclass(frozen=True)
class Monitoring:
    """The committed dashboard and rules of a service, by its folder below `services`."""

    service: str

    def dashboard(self) -> set[str]:
        """Return the metrics that the dashboard shows."""
        panels = json.loads(self._text("dashboard.json"))["panels"]
        return {
            name for panel in panels for each in panel["targets"] for name in names_of(each["expr"])
        }

    def rules(self) -> list[dict[str, Any]]:
        """Return the alert rules."""
        groups = yaml.safe_load(self._text("alerts.yml"))["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def _text(self, name: str) -> str:
        path = ROOT / "services" / self.service / "monitoring" / name
        return path.read_text(encoding="utf-8")
