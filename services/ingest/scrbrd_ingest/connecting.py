"""Makes the connector of a provider out of its settings: the one list of feeds that are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx

from scrbrd_ingest.feeds.crex import CrexCricket
from scrbrd_ingest.feeds.espn import EspnCricket
from scrbrd_ingest.feeds.http import FeedHttp
from scrbrd_ingest.feeds.roanuz import RoanuzCricket
from scrbrd_ingest.feeds.scoreboard_espn import EspnScoreboards
from scrbrd_ingest.feeds.scoreboard_sportradar import SportradarScoreboards
from scrbrd_ingest.feeds.scoreboard_thesportsdb import TheSportsDbScoreboards
from scrbrd_ingest.feeds.sportradar import SportradarCricket
from scrbrd_ingest.ports import CricketProvider, ScoreboardProvider
from scrbrd_ingest.settings import ProviderSettings

Provider = CricketProvider | ScoreboardProvider


class MissingSetting(ValueError):
    """A provider's settings lack what its connector needs."""


@dataclass(frozen=True)
class ProviderParts:
    """What a connector is made of: its name and settings, a client that keeps to the budget."""

    name: str
    settings: ProviderSettings
    client: httpx.AsyncClient
    clock: Callable[[], datetime]

    def http(self, key_header: str = "") -> FeedHttp:
        """Return the provider's address, with the key in a header where one is named."""
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


def roanuz(parts: ProviderParts) -> Provider:
    """Return the Roanuz-like connector; its key is exchanged for a token of a project."""
    return RoanuzCricket(parts.http(), parts.option("project"), parts.settings.key)


FEEDS: Mapping[str, MakeProvider] = {
    "sportradar": lambda parts: SportradarCricket(parts.http("x-api-key")),
    "espn": lambda parts: EspnCricket(parts.http()),
    "crex": lambda parts: CrexCricket(parts.http()),
    "roanuz": roanuz,
    "espn_scoreboards": lambda parts: EspnScoreboards(parts.http()),
    "sportradar_scoreboards": lambda parts: SportradarScoreboards(parts.http("x-api-key")),
    "thesportsdb_scoreboards": lambda parts: TheSportsDbScoreboards(parts.http("X-API-KEY")),
}
"""The connectors by the name that `INGEST_PROVIDERS` gives as `feed`."""
