"""Decides which features are on, of the environment and of `config/ingest`. Pure.

The document: {enable_fast_updates, enable_immediate_push, providers: {name: {...}},
matches: {matchId: {...}}}, the inner maps with the same two names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Flag(StrEnum):
    """A feature that may be switched off without a deploy."""

    FAST_UPDATES = "enable_fast_updates"
    """Intervals by demand, health and quota, down to 1 s; off: plain polling at 2.5 s."""

    IMMEDIATE_PUSH = "enable_immediate_push"
    """A change of a scoreboard has the events of its match polled at once."""


PROVIDERS, MATCHES = "providers", "matches"
Switches = Mapping[Flag, bool]


@dataclass(frozen=True)
class Flags:
    """The features by their scope, and what could not be read of the document."""

    environment: Switches = field(default_factory=dict)
    everywhere: Switches = field(default_factory=dict)
    providers: Mapping[str, Switches] = field(default_factory=dict)
    matches: Mapping[str, Switches] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def is_on(self, flag: Flag, provider: str = "", match_id: str = "") -> bool:
        """Return the flag of the match, else of the provider, else of the document, else of the
        environment; on where nobody says."""
        scopes = (
            self.matches.get(match_id, {}),
            self.providers.get(provider, {}),
            self.everywhere,
            self.environment,
        )
        return next((each[flag] for each in scopes if flag in each), True)


def read_flags(document: Mapping[str, Any] | None, environment: Switches) -> Flags:
    """Return the flags of a document; a value that is no truth value counts as off, for plain
    polling is what is safe."""
    document = document or {}
    faults = list[str]()
    return Flags(
        environment,
        switches(document, "config/ingest", faults),
        scoped(document, PROVIDERS, faults),
        scoped(document, MATCHES, faults),
        tuple(faults),
    )


def scoped(document: Mapping[str, Any], scope: str, faults: list[str]) -> dict[str, Switches]:
    """Return the switches by provider or by match."""
    found = document.get(scope, {})
    if not isinstance(found, Mapping):
        faults.append(f"config/ingest.{scope} must be a map; it is left out")
        return {}
    return {name: switches(each, f"config/ingest.{scope}.{name}", faults)
            for name, each in found.items()}  # fmt: skip


def switches(found: Any, where: str, faults: list[str]) -> dict[Flag, bool]:
    """Return the flags that a map sets."""
    if not isinstance(found, Mapping):
        faults.append(f"{where} must be a map with {' or '.join(Flag)}; both count as off")
        return dict.fromkeys(Flag, False)
    read = dict[Flag, bool]()
    for flag in Flag:
        if flag in found:
            read[flag] = found[flag] is True
            if not isinstance(found[flag], bool):
                faults.append(f"{where}.{flag} must be true or false; it counts as off")
    return read
