"""Reads the feature flags from the environment and `config/ingest`. Pure.

The document is {enable_fast_updates, enable_immediate_push, providers: {name: {...}}, matches:
{matchId: {...}}}; the inner maps have the same two flags.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Flag(StrEnum):
    """A feature that can be switched off without a deployment."""

    FAST_UPDATES = "enable_fast_updates"
    """Intervals by demand, health and quota, down to 1 s; off: plain polling at 2.5 s."""

    IMMEDIATE_PUSH = "enable_immediate_push"
    """A changed scoreboard makes the events of its match be polled at once."""


PROVIDERS, MATCHES = "providers", "matches"
Switches = Mapping[Flag, bool]


@dataclass(frozen=True)
class Flags:
    """The feature flags by scope, and what could not be read in the document."""

    environment: Switches = field(default_factory=dict)
    everywhere: Switches = field(default_factory=dict)
    providers: Mapping[str, Switches] = field(default_factory=dict)
    matches: Mapping[str, Switches] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def is_on(self, flag: Flag, provider: str = "", match_id: str = "") -> bool:
        """Return the flag of the match, else of the provider, else of the document, else of the
        environment; True if none sets it."""
        scopes = (
            self.matches.get(match_id, {}),
            self.providers.get(provider, {}),
            self.everywhere,
            self.environment,
        )
        return next((each[flag] for each in scopes if flag in each), True)


def read_flags(document: Mapping[str, Any] | None, environment: Switches) -> Flags:
    """Return the flags in a document; a value that is not a boolean counts as off, because plain
    polling is safe."""
    document = document or {}
    faults = list[str]()
    return Flags(
        environment,
        read_switches(document, "config/ingest", faults),
        read_scoped(document, PROVIDERS, faults),
        read_scoped(document, MATCHES, faults),
        tuple(faults),
    )


def read_scoped(document: Mapping[str, Any], scope: str, faults: list[str]) -> dict[str, Switches]:
    """Return the switches by provider or by match."""
    value = document.get(scope, {})
    if not isinstance(value, Mapping):
        faults.append(f"config/ingest.{scope} must be a map; it is left out")
        return {}
    return {name: read_switches(each, f"config/ingest.{scope}.{name}", faults)
            for name, each in value.items()}  # fmt: skip


def read_switches(value: Any, where: str, faults: list[str]) -> dict[Flag, bool]:
    """Return the flags that a map sets."""
    if not isinstance(value, Mapping):
        faults.append(f"{where} must be a map with {' or '.join(Flag)}; both count as off")
        return dict.fromkeys(Flag, False)
    flags_read = dict[Flag, bool]()
    for flag in Flag:
        if flag in value:
            flags_read[flag] = value[flag] is True
            if not isinstance(value[flag], bool):
                faults.append(f"{where}.{flag} must be true or false; it counts as off")
    return flags_read
