"""Tests leases and plan in Firestore's emulator: concurrent takers, killed holder, lost answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.api_core.exceptions import ServiceUnavailable
from google.cloud.firestore import AsyncClient, Client

from scrbrd_ingest.firestore_demand import FirestoreDemand
from scrbrd_ingest.firestore_leases import FirestoreLeaseStore
from scrbrd_ingest.firestore_plan import FirestoreBoard
from scrbrd_ingest.follow_list import MappedMatches
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.policy.budget import Grant
from scrbrd_ingest.policy.plan import LEADER, Plan
from scrbrd_ingest.ports import Lease, LeasesUnknown
from scrbrd_ingest.scheduling.leadership import Leading
from scrbrd_ingest.scheduling.lease_holder import Holder
from scrbrd_ingest.scheduling.worker_lease import Working

SHORT_LEASE = 0.8
"""Seconds of a lease in these tests; in production it is 15 to 30."""


@asynccontextmanager
async def connected(project: str | None) -> AsyncIterator[AsyncClient]:
    client = AsyncClient(project=project)
    try:
        yield client
    finally:
        client.close()


def run_with_client(client: Client, work: Callable[[AsyncClient], Awaitable[None]]) -> None:
    """Run a coroutine with an asynchronous client on the test's project."""

    async def connect() -> None:
        async with connected(client.project) as async_client:
            await work(async_client)

    asyncio.run(connect())


def stored_lease(client: Client, name: str) -> dict[str, Any]:
    """Return a lease document."""
    result = client.document(f"provider_leases/{name}").get().to_dict()
    assert result is not None
    return result


def test_one_of_many_concurrent_takers_gets_the_lease(firestore_client: Client) -> None:
    async def work(client: AsyncClient) -> None:
        for turn in range(1, 4):
            stores = [FirestoreLeaseStore(client) for _ in range(8)]
            taken = await asyncio.gather(
                *(store.take(LEADER, f"h{number}", 15.0) for number, store in enumerate(stores))
            )
            won = [each for each in taken if each is not None]
            assert [each.fence for each in won] == [turn]
            await stores[0].release(won[0])

    run_with_client(firestore_client, work)


def test_a_fence_number_is_never_used_again(firestore_client: Client) -> None:
    async def work(client: AsyncClient) -> None:
        store = FirestoreLeaseStore(client)
        first = await store.take(LEADER, "a", 15.0)
        assert first is not None
        assert await store.take(LEADER, "b", 15.0) is None
        await store.release(first)
        await store.release(first)
        second = await store.take(LEADER, "b", 15.0)
        assert second is not None
        await store.release(first)
        assert await store.renew(first, 15.0) is None, "it is another's now"
        assert await store.renew(second, 15.0) is not None
        third = await store.take(LEADER, "b", 15.0)
        assert third is not None, "by the same holder it can be taken anew"
        assert await store.renew(second, 15.0) is None
        assert [first.fence, second.fence, third.fence] == [1, 2, 3]

    run_with_client(firestore_client, work)
    stored = stored_lease(firestore_client, LEADER)
    assert set(stored) == {"name", "holder", "fence", "seconds", "renewedAt", "expiresAt"}
    assert (stored["name"], stored["holder"], stored["fence"]) == (LEADER, "b", 3)


def test_a_standby_takes_over_when_a_killed_holders_lease_expires(firestore_client: Client) -> None:
    async def work(client: AsyncClient) -> None:
        store = FirestoreLeaseStore(client)
        first = await store.take(LEADER, "killed", SHORT_LEASE)
        assert first is not None
        started_at = asyncio.get_running_loop().time()
        while (second := await store.take(LEADER, "standby", SHORT_LEASE)) is None:
            await asyncio.sleep(0.02)
        elapsed = asyncio.get_running_loop().time() - started_at
        assert SHORT_LEASE - 0.3 < elapsed < SHORT_LEASE + 5.0
        assert (second.holder, second.fence) == ("standby", 2)
        assert await store.renew(first, SHORT_LEASE) is None

    run_with_client(firestore_client, work)


def test_an_expired_lease_is_not_renewed_although_no_other_process_took_it(
    firestore_client: Client,
) -> None:
    async def work(client: AsyncClient) -> None:
        store = FirestoreLeaseStore(client)
        first = await store.take("worker-00", "a", 0.2)
        assert first is not None
        await asyncio.sleep(0.3)
        assert await store.renew(first, 15.0) is None

    run_with_client(firestore_client, work)


class LossyDocument:
    """A document whose updates succeed although the first answers are lost."""

    def __init__(self, inner: Any, times: list[int]) -> None:
        self._inner, self._times = inner, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def update(self, *args: Any, **options: Any) -> Any:
        result = await self._inner.update(*args, **options)
        if self._times[0]:
            self._times[0] -= 1
            raise ServiceUnavailable("the answer got lost")
        return result


class LossyClient:
    """A client whose documents lose the first answers."""

    def __init__(self, inner: AsyncClient, times: int) -> None:
        self._inner, self._times = inner, [times]

    def document(self, path: str) -> Any:
        """Return a document that loses answers."""
        return LossyDocument(self._inner.document(path), self._times)


async def no_wait(_seconds: float) -> None:
    """Return at once."""


@pytest.mark.parametrize(("lost", "is_known"), [(1, True), (2, True), (3, False)])
def test_a_lease_survives_lost_answers_to_its_renewal(
    firestore_client: Client, lost: int, is_known: bool
) -> None:
    async def work(client: AsyncClient) -> None:
        first = await FirestoreLeaseStore(client).take(LEADER, "a", 15.0)
        assert first is not None
        store = FirestoreLeaseStore(LossyClient(client, lost), no_wait)  # type: ignore[arg-type]
        if is_known:
            renewed = await store.renew(first, 15.0)
            assert renewed is not None
            assert (renewed.holder, renewed.fence) == ("a", 1)
            assert renewed.expires_at > first.expires_at
        else:
            with pytest.raises(LeasesUnknown, match="lease leader could not be renewed"):
                await store.renew(first, 15.0)
            assert await FirestoreLeaseStore(client).renew(first, 15.0) is not None

    run_with_client(firestore_client, work)


def test_a_plan_replaces_only_the_plan_that_was_read(firestore_client: Client) -> None:
    async def work(client: AsyncClient) -> None:
        board = FirestoreBoard(client)
        empty = await board.read()
        assert (empty.plan, empty.flags, empty.token) == (Plan(), None, None)
        until = datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=UTC)
        plan = Plan(1, 4, (Grant("worker-00.1", 5_000, until), Grant("worker-00.1", 3_333)))
        assert await board.write(plan, empty.token)
        assert not await board.write(plan, empty.token), "another was first"
        await client.document("config/ingest").set({"enable_fast_updates": False})
        read = await board.read()
        assert (read.plan, read.flags) == (plan, {"enable_fast_updates": False})
        later = Plan(2, 4, ())
        assert await board.write(later, read.token)
        assert not await board.write(plan, read.token)
        assert (await board.read()).plan == later

    run_with_client(firestore_client, work)


def test_a_providers_pause_is_stored_for_all_processes_and_the_longest_counts(
    firestore_client: Client,
) -> None:
    async def work(client: AsyncClient) -> None:
        board, other = FirestoreBoard(client), FirestoreBoard(client)
        assert (await board.read()).closed == {}
        await board.leave_alone("acme", 600.0)
        await other.leave_alone("acme", 30.0)
        await asyncio.gather(other.leave_alone("b-2", 40.0), board.leave_alone("c.3", 50.0))
        closed = (await board.read()).closed
        expected = {"acme": 600.0, "b-2": 40.0, "c.3": 50.0}
        assert closed == pytest.approx(expected, abs=5.0)
        await client.document("provider_plans/limits").update({"providers.odd": {"seconds": "x"}})
        assert (await board.read()).closed.keys() == expected.keys()
        await board.leave_alone("short", 0.2)
        await asyncio.sleep(0.4)
        assert "short" not in (await board.read()).closed

    run_with_client(firestore_client, work)


def test_two_processes_lead_and_share_through_firestore(firestore_client: Client) -> None:
    async def work(client: AsyncClient) -> None:
        store, board = FirestoreLeaseStore(client), FirestoreBoard(client)
        workers, leaders = [
            [kind(store, board, Holder(each, SHORT_LEASE), Metrics()) for each in "ab"]
            for kind in (Working, Leading)
        ]  # fmt: skip
        for each in workers:
            await each.beat()
        for leader in leaders:
            await leader.beat()
        assert [each.is_leader for each in leaders] == [True, False]  # type: ignore[union-attr]
        for each in workers:
            await each.read_board()  # type: ignore[union-attr]
        first, second = (each for each in workers if isinstance(each, Working))
        assert (first.fence, second.fence) == (1, 1)
        assert first.share(90) == second.share(90) == 29
        for number in range(20):
            assert first.follows(f"m{number}") != second.follows(f"m{number}")
        # The leader and its worker are killed: nothing is renewed. The other process continues.
        standby = leaders[1]
        for _ in range(30):
            await second.beat()
            await standby.beat()
            if second.fence == 2:
                break
            await asyncio.sleep(0.1)
        await second.read_board()
        assert isinstance(standby, Leading)
        assert standby.is_leader
        assert second.fence is not None
        assert second.fence >= 2
        assert first.fence is None
        assert all(second.follows(f"m{number}") for number in range(20))
        await second.release()
        await standby.release()

    run_with_client(firestore_client, work)
    assert stored_lease(firestore_client, LEADER)["fence"] == 2


def test_demand_is_the_sum_of_the_unexpired_shards(firestore_client: Client) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    async def work(client: AsyncClient) -> None:
        for name, watching, ends in (("a", 3, 60), ("b", 4, 1), ("c", 100, -1)):
            shard = {"watching": watching, "expireAt": now + timedelta(seconds=ends)}
            await client.document(f"presence/m/shards/{name}").set(shard)
        demand = FirestoreDemand(client, lambda: now)
        assert await demand.watching(["m", "n"]) == {"m": 7, "n": 0}

    run_with_client(firestore_client, work)


def test_the_matches_of_the_mappings_are_followed_in_order_of_preference(
    firestore_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(client: AsyncClient) -> None:
        mappings = client.collection("provider_mappings")
        for name, fields in {
            "b:match:7": {"kind": "match", "provider": "b", "providerId": "7", "id": "m"},
            "a:match:9": {"kind": "match", "provider": "a", "providerId": "9", "id": "m"},
            "c:match:1": {"kind": "match", "provider": "c", "providerId": "1", "id": "m"},
            "a:player:9": {"kind": "player", "provider": "a", "providerId": "9", "id": "p"},
            "a:match:2": {
                "kind": "match", "provider": "a", "providerId": "2", "id": "s",
                "sport": "soccer", "league": "eng.1",
            },
            "a:match:3": {"kind": "match", "provider": "a", "id": "t"},
            "a:match:4": {
                "kind": "match", "provider": "a", "providerId": "4", "id": "u", "sport": "chess",
            },
        }.items():  # fmt: skip
            await mappings.document(name).set(fields)
        first, second = sorted(
            await MappedMatches(client, ["a", "b"]).read(), key=lambda each: each.match_id
        )
        assert (first.match_id, list(first.providers.items())) == ("m", [("a", "9"), ("b", "7")])
        assert (second.sport, second.league) == ("soccer", "eng.1")

    run_with_client(firestore_client, work)
    assert "provider_mappings/a:match:3 has no id, provider or providerId" in caplog.text
    assert "match u of provider_mappings is left out" in caplog.text


def test_a_lease_needs_a_holder(firestore_client: Client) -> None:
    async def work(client: AsyncClient) -> None:
        store = FirestoreLeaseStore(client)
        with pytest.raises(ValueError, match="lease leader: a holder"):
            await store.take(LEADER, "", 15.0)
        await store.release(Lease("none", "a", 1, datetime.now(UTC)))

    run_with_client(firestore_client, work)
