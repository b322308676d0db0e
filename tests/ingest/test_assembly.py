"""Tests a process built from its settings: its connectors keep to the budget, it starts, and it
ends cleanly."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from google.cloud.firestore import Client

from devtools.emulators import free_ports
from devtools.toolchain.layout import ROOT
from scrbrd_ingest.assembly import Dependencies, UnknownFeed, assemble
from scrbrd_ingest.budgeted_transport import BudgetedTransport
from scrbrd_ingest.feeds.connector import ProviderParts
from scrbrd_ingest.follow_list import (
    Followers,
    MatchesFile,
    MatchToFollow,
    UnknownMatches,
    matches_of_mappings,
)
from scrbrd_ingest.followers import FollowerParts
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport, Tier
from scrbrd_ingest.ports import Follower, PollResult
from scrbrd_ingest.scheduling.context import CURRENT, PollContext
from scrbrd_ingest.scheduling.gate import RequestGate
from scrbrd_ingest.settings import ProviderSettings, Settings
from tests.ingest.doubles import FakeFollower, good_result
from tests.ingest.virtual import in_virtual_time

ACME = ProviderSettings(feed="fake", base_url="https://acme.example/", requests_per_minute=6_000)


def test_every_request_is_counted_timed_and_limited() -> None:
    statuses = iter([200, 429, 503])

    def answer(_request: httpx.Request) -> httpx.Response:
        status = next(statuses, None)
        if status is None:
            raise httpx.ReadTimeout("too slow")
        return httpx.Response(status)

    async def work() -> tuple[Metrics, PollContext, float]:
        metrics, gate = Metrics(), RequestGate({"acme": 30}, lambda limit: limit)
        inner = httpx.MockTransport(answer)
        poll = PollContext(Sport.CRICKET, Tier.EVENTS)
        CURRENT.set(poll)
        async with httpx.AsyncClient(
            transport=BudgetedTransport("acme", gate, metrics, inner)
        ) as client:
            for _ in range(3):
                await client.get("https://acme.example/")
            with pytest.raises(httpx.ReadTimeout):
                await client.get("https://acme.example/")
        return metrics, poll, gate.usage("acme")

    metrics, poll, usage = in_virtual_time(work())
    for status in ("200", "429", "503", "error"):
        labels = {"provider": "acme", "sport": "cricket", "tier": "events", "status": status}
        count = metrics.registry.get_sample_value("provider_requests_total", labels)
        assert count == 1, status
    assert metrics.registry.get_sample_value("rate_limit_events_total") == 1
    assert metrics.registry.get_sample_value("provider_latency_seconds_count") == 4
    assert usage == pytest.approx(4 / 30)
    assert poll.waited > 1.0, "the last two waited for their turn"


class Connector:
    """A connector that makes one request."""

    def __init__(self, parts: ProviderParts) -> None:
        self.name, self.client = parts.name, parts.client


@pytest.mark.parametrize("requests_per_minute", [6_000, 1])
def test_a_process_polls_through_its_connectors_and_releases_its_leases(
    firestore_client: Client, tmp_path: Path, requests_per_minute: int
) -> None:
    matches_file = tmp_path / "matches.json"
    matches_file.write_text(
        json.dumps([{"match_id": "m", "providers": {"acme": "7", "gone": "8"}}])
    )
    acme = ACME.model_copy(update={"requests_per_minute": requests_per_minute})
    settings = Settings(
        providers={"acme": acme}, matches_file=str(matches_file), project=firestore_client.project
    )
    followers = list[FakeFollower]()

    class RequestingFollower(FakeFollower):
        def __init__(self, match: MatchToFollow, parts: FollowerParts) -> None:
            super().__init__(
                match.match_id, poll_seconds=0.0, answer=lambda tier, _fence: good_result_now(tier)
            )
            self.connector = parts.providers[parts.selector.current(datetime.now(UTC))]
            followers.append(self)

        async def poll(self, tier: Tier, fence: int) -> PollResult:
            assert isinstance(self.connector, Connector)
            await self.connector.client.get("score")
            return await super().poll(tier, fence)

    def good_result_now(tier: Tier) -> PollResult:
        return good_result(tier, at=datetime.now(UTC))

    requested_urls = list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        requested_urls.append(str(request.url))
        return httpx.Response(200)

    dependencies = Dependencies(
        feeds={"fake": Connector},  # type: ignore[dict-item]
        followers={Sport.CRICKET: RequestingFollower},
        transport=lambda: httpx.MockTransport(answer),
    )

    async def work() -> None:
        stop = asyncio.Event()
        async with assemble(settings, Metrics(), dependencies) as instance:
            task = asyncio.create_task(instance.run(stop))
            deadline = monotonic() + 20.0
            while not requested_urls:
                assert monotonic() < deadline
                assert not task.done()
                await asyncio.sleep(0.05)
            assert instance.why_not_ready() is None
            stop.set()
            await task

    asyncio.run(work())
    assert requested_urls[0] == "https://acme.example/score"
    assert [each.match_id for each in followers] == ["m"]
    for name in ("leader", "worker-00"):
        lease = firestore_client.document(f"provider_leases/{name}").get().to_dict()
        assert lease is not None
        assert (lease["holder"], lease["fence"]) == ("", 1)


def test_a_feed_without_a_connector_is_reported(firestore_client: Client) -> None:
    settings = Settings(providers={"acme": ACME}, project=firestore_client.project)

    async def work() -> None:
        async with assemble(settings, Metrics(), Dependencies(feeds={})):
            pass

    with pytest.raises(UnknownFeed, match="provider acme has feed 'fake'; known are: none"):
        asyncio.run(work())


def test_followers_are_made_once_and_a_bad_match_is_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    matches_file = tmp_path / "matches.json"

    def make(match: MatchToFollow) -> Follower:
        if match.match_id == "bad":
            raise ValueError("match bad: no provider is configured")
        return FakeFollower(match.match_id)

    async def work() -> None:
        followers = Followers(MatchesFile(matches_file), make)
        matches_file.write_text(
            '[{"match_id": "a", "providers": {}}, {"match_id": "bad", "providers": {}}]'
        )
        first = await followers.followers()
        assert list(first) == ["a"]
        assert (await followers.followers())["a"] is first["a"]
        matches_file.write_text('[{"match_id": "a", "providers": {"p": "1"}}]')
        assert (await followers.followers())["a"] is not first["a"], "it is listed otherwise"
        matches_file.write_text("[")
        with pytest.raises(UnknownMatches, match="INGEST_MATCHES_FILE"):
            await followers.followers()
        matches_file.write_bytes(b'[{"match_id": "\xe4", "providers": {}}]')
        with pytest.raises(UnknownMatches, match="INGEST_MATCHES_FILE"):
            await followers.followers()
        matches_file.write_text('[{"match_id": "a", "providers": {}}]', encoding="utf-8-sig")
        assert list(await followers.followers()) == ["a"], "some editors put a mark before it"
        matches_file.write_text(
            '[{"match_id": "b", "providers": {"p": "1"}}, {"match_id": "a", "providers": {}},'
            ' {"match_id": "b", "providers": {"q": "2"}}]'
        )
        twice = await followers.followers()
        assert list(twice) == ["b", "a"]
        assert (await followers.followers())["b"] is twice["b"]

    asyncio.run(work())
    assert "match bad is not followed" in caplog.text
    assert "INGEST_MATCHES_FILE: b listed more than once" in caplog.text
    assert matches_of_mappings([], ["p"]) == []


@pytest.mark.parametrize("match_id", ["matches/m1", "/m1", "", "__m1__", "m" * 1_501])
def test_a_mapping_with_an_id_that_no_match_can_have_leaves_out_this_match_only(
    match_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Reading its document would fail, and with it the reading of all matches."""
    mappings = [
        (f"acme:match:{each}", {"provider": "acme", "providerId": each, "id": name})
        for each, name in (("7", match_id), ("8", "m2"))
    ]
    assert [each.match_id for each in matches_of_mappings(mappings, ["acme"])] == ["m2"]
    [line] = caplog.messages
    assert "must be the id of a match" in line


def test_a_match_with_two_ids_at_one_provider_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """For example a postponed match that is listed again under another id."""
    mappings = [
        (f"acme:match:{each}", {"provider": "acme", "providerId": each, "id": "m1"})
        for each in ("7", "9", "9")
    ]
    [match] = matches_of_mappings(mappings, ["acme"])
    assert match.providers == {"acme": "9"}
    [line] = caplog.messages
    assert all(each in line for each in ("match m1", "acme", "'7'", "'9'"))


def readiness_status(port: int) -> int:
    """Return the HTTP status of /readyz, or 0 without an answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of a process with these variables added."""
    path = f"{ROOT}/functions:{ROOT}/services/ingest"
    inherited = {name: each for name, each in os.environ.items() if not name.startswith("INGEST_")}
    return {**inherited, "PYTHONPATH": path, **variables}


COMMAND = [sys.executable, "-P", "-m", "scrbrd_ingest"]


def test_the_process_is_ready_and_ends_at_sigterm(firestore_client: Client) -> None:
    [port] = free_ports(1)
    variables = {"INGEST_PORT": str(port), "INGEST_PROJECT": firestore_client.project}
    with subprocess.Popen(
        COMMAND, env=environment(**variables), stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            deadline = monotonic() + 30.0
            while readiness_status(port) != 200:
                assert process.poll() is None
                assert monotonic() < deadline
                sleep(0.1)
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=20.0)
        finally:
            process.kill()
    assert process.returncode == 0, log
    assert "Traceback" not in log
    lease = firestore_client.document("provider_leases/worker-00").get().to_dict()
    assert lease is not None
    assert lease["holder"] == ""


def test_a_wrong_setting_ends_the_process_and_no_key_is_logged() -> None:
    faulty = json.dumps({"acme": {"feed": "espn", "key": "s3cret"}})
    completed = subprocess.run(
        COMMAND, env=environment(INGEST_PROVIDERS=faulty, INGEST_PROJECT="demo-x", INGEST_PROT="1"),
        capture_output=True, text=True, check=False, timeout=30.0,
    )  # fmt: skip
    assert completed.returncode == 2
    assert "INGEST_PROVIDERS.acme.base_url: Field required" in completed.stderr
    assert "INGEST_PROT is no setting" in completed.stderr
    assert "s3cret" not in completed.stderr
