"""Defines what a connector is built from, and how a module declares the feed that it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from scrbrd_ingest.feeds.http import FeedHttp
from scrbrd_ingest.ports import CricketProvider, ScoreboardProvider
from scrbrd_ingest.settings import ProviderSettings

Provider = CricketProvider | ScoreboardProvider


class MissingSetting(ValueError):
    """A provider's settings lack an option that its connector needs."""


@dataclass(frozen=True)
class ProviderParts:
    """What a connector is built from: its name, settings, and a client that keeps to the budget."""

    name: str
    settings: ProviderSettings
    client: httpx.AsyncClient
    clock: Callable[[], datetime]

    def http(self, key_header: str = "") -> FeedHttp:
        """Return access to the provider's address, with the key in a header if one is named."""
        key = self.settings.key
        headers = {key_header: key} if key_header and key else {}
        return FeedHttp(self.name, self.settings.base_url, self.client, self.clock, headers)

    def option(self, name: str) -> str:
        """Return an option of the connector. Raises MissingSetting."""
        found = self.settings.options.get(name, "")
        if not found:
            needs = f"INGEST_PROVIDERS: provider {self.name} needs options.{name}"
            raise MissingSetting(f"{needs}, for its feed is {self.settings.feed}")
        return found


MakeProvider = Callable[[ProviderParts], Provider]


@dataclass(frozen=True)
class Feed:
    """A feed: the name that `INGEST_PROVIDERS` gives as `feed`, and the function that creates its
    connector.

    `scrbrd_ingest.connectors` finds each module of this package that has one in `FEED`.
    """

    name: str
    connect: MakeProvider
