"""Tests that each feed and sport can be assembled and sends the requests its provider expects."""

from __future__ import annotations

import asyncio
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest
from google.cloud.firestore import Client

from devtools.feeds.clock import VirtualClock
from devtools.feeds.games import invented_game
from devtools.feeds.server import CRICKET, KEYS, PROJECT, SCOREBOARDS, FakeFeeds
from scrbrd.adapters import paths
from scrbrd_ingest.connectors import all_feeds, makers_by_name
from scrbrd_ingest.feeds.connector import Feed, ProviderParts
from scrbrd_ingest.follow_list import MatchToFollow
from scrbrd_ingest.followers import FOLLOWERS, FollowerParts, PrometheusMeasures, ThreadedClient
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport, Tier
from scrbrd_ingest.ports import CricketProvider, FeedRequest, RequestScope
from scrbrd_ingest.provider_selector import HealthBook, MatchSelector
from scrbrd_ingest.settings import ProviderSettings, Settings
from tests.ingest.feeds.following import client_of
from tests.ingest.provider_events import committed_matches
from tests.ingest.test_assembly import COMMAND, environment

NOW = datetime(2026, 5, 1, tzinfo=UTC)
OTHER_SPORTS = [each for each in Sport if each is not Sport.CRICKET]
LOG = committed_matches()["1216517"]


def settings_of(feeds: FakeFeeds, feed: str) -> ProviderSettings:
    """Return the settings of a provider on the fakes."""
    name = feed.removesuffix("_scoreboards")
    options = {"project": PROJECT} if feed == "roanuz" else {}
    base = feeds.base_url(name)
    return ProviderSettings(feed=feed, base_url=base, key=KEYS.get(name, ""), options=options)


def parts_of(feeds: FakeFeeds, feed: str, client: httpx.AsyncClient) -> ProviderParts:
    """Return the parts of a connector on the fakes, under its own name."""
    return ProviderParts(f"our-{feed}", settings_of(feeds, feed), client, feeds.clock.now)


def test_every_fake_feed_has_a_connector_and_every_sport_a_follower() -> None:
    assert set(all_feeds()) == {*CRICKET, *(f"{name}_scoreboards" for name in SCOREBOARDS)}
    assert set(FOLLOWERS) == set(Sport)


def test_connectors_are_found_by_their_modules_and_duplicate_names_refused() -> None:
    """A new provider needs only one more module in `feeds`."""
    modules = {make.__module__ for make in all_feeds().values()}
    assert len(modules) == len(all_feeds()), "each in a file of its own"
    assert {each.rpartition(".")[0] for each in modules} == {"scrbrd_ingest.feeds"}
    feed = Feed("acme", all_feeds()["crex"])
    assert makers_by_name([feed]) == {"acme": feed.connect}
    with pytest.raises(ValueError, match=r"two modules of scrbrd_ingest\.feeds .* acme"):
        makers_by_name([feed, feed])


@pytest.mark.parametrize("feed", CRICKET)
def test_a_connector_of_cricket_is_authorised_and_reads_a_match(feed: str) -> None:
    feeds = FakeFeeds()
    provider_match_id = feeds.add_match(LOG)[feed]
    feeds.finish()

    async def work() -> int:
        async with client_of(feeds) as client:
            provider = all_feeds()[feed](parts_of(feeds, feed, client))
            assert isinstance(provider, CricketProvider)
            return len(
                (await provider.observe(provider_match_id, FeedRequest(RequestScope.WHOLE))).events
            )

    assert asyncio.run(work()) == len(feeds.broadcast(feed, LOG.match_id).slots)


def test_a_process_whose_connector_lacks_an_option_reports_it_and_ends() -> None:
    acme = {"acme": {"feed": "roanuz", "base_url": "https://acme.example", "key": "k"}}
    variables = {"INGEST_PROVIDERS": json.dumps(acme), "INGEST_PROJECT": "demo-x"}
    variables |= {"FIRESTORE_EMULATOR_HOST": "127.0.0.1:1"}
    completed = subprocess.run(
        COMMAND,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=60.0,
    )
    assert completed.returncode == 2
    assert "provider acme needs options.project" in completed.stderr
    assert "Traceback" not in completed.stderr


@pytest.mark.parametrize("sport", Sport)
def test_a_match_of_every_sport_is_followed_into_its_documents(
    firestore_client: Client, sport: Sport
) -> None:
    feeds = FakeFeeds(VirtualClock(NOW))
    if sport is Sport.CRICKET:
        feed, league, path = "sportradar", "", paths.provider_feed(LOG.match_id)
        match_id, provider_match_id = LOG.match_id, feeds.add_match(LOG)[feed]
        document = LOG.match.to_document() | {"scoredBy": "provider"}
        firestore_client.document(paths.match(match_id)).set(document)
    else:
        game = invented_game(sport, 1, NOW)
        feeds.add_game(game)
        feed, league, match_id = "espn_scoreboards", game.league, f"our-{sport}"
        provider_match_id, path = game.id, paths.scoreboard(match_id)
    feeds.finish()
    metrics, tiers = Metrics(), list[Tier]()
    match = MatchToFollow(
        match_id=match_id, sport=sport, league=league, providers={"p": provider_match_id}
    )

    async def work() -> None:
        async with client_of(feeds) as client:
            provider = all_feeds()[feed](parts_of(feeds, feed, client))
            with ThreadPoolExecutor(2) as threads:
                parts = FollowerParts(
                    Settings(project=firestore_client.project),
                    {"p": provider},
                    MatchSelector(match_id, ["p"], HealthBook(), NOW),
                    ThreadedClient(firestore_client, threads),
                    metrics,
                    feeds.clock.now,
                )
                follower = FOLLOWERS[sport](match, parts)
                assert follower.sport is sport
                for tier in follower.tiers:
                    result = await follower.poll(tier, 1)
                    assert result.failure is None
                    tiers.append(tier)

    asyncio.run(work())
    written = firestore_client.document(path).get().to_dict() or {}
    assert tiers
    assert written["fence"] == 1
    assert written["provider"] == "p", "the name of the settings, not the connector's"


def test_a_provider_of_other_sports_is_refused(firestore_client: Client) -> None:
    feeds = FakeFeeds()

    async def work(sport: Sport, feed: str) -> None:
        async with client_of(feeds) as client:
            with ThreadPoolExecutor(1) as threads:
                parts = FollowerParts(
                    Settings(),
                    {"acme": all_feeds()[feed](parts_of(feeds, feed, client))},
                    MatchSelector("m", ["acme"], HealthBook(), NOW),
                    ThreadedClient(firestore_client, threads),
                    Metrics(),
                    feeds.clock.now,
                )
                match = MatchToFollow(
                    match_id="m", sport=sport, league="l", providers={"acme": "1"}
                )
                FOLLOWERS[sport](match, parts)

    with pytest.raises(ValueError, match="the feed of acme is none for soccer"):
        asyncio.run(work(Sport.SOCCER, "espn"))
    with pytest.raises(ValueError, match="the feed of acme is none for cricket"):
        asyncio.run(work(Sport.CRICKET, "espn_scoreboards"))


def test_the_measures_of_followers_are_exposed() -> None:
    metrics = Metrics()
    measures = PrometheusMeasures(metrics)
    measures.count_missed_balls(2)
    measures.record_delay(1.5)
    measures.count_synthetic("score_change", 3)
    value = metrics.registry.get_sample_value
    assert value("missed_balls_total") == 2
    assert value("update_latency_seconds_sum") == 1.5
    assert value("synthetic_events_total", {"type": "score_change"}) == 3
