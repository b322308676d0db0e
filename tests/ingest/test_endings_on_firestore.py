"""Tests on Firestore that no process lists an ended match until a person reopens it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from google.cloud.firestore import SERVER_TIMESTAMP, AsyncClient, Client

from scrbrd_ingest.firestore_endings import REREAD_EVERY, OngoingMatches, path_of
from scrbrd_ingest.follow_list import Followers, MatchToFollow
from scrbrd_ingest.model import Sport
from scrbrd_ingest.ports import Follower
from tests.ingest.doubles import FakeFollower
from tests.ingest.memory import Clock

LISTED = [
    MatchToFollow(match_id="c1", providers={"acme": "1"}),
    MatchToFollow(match_id="s1", sport=Sport.SOCCER, league="l", providers={"acme": "2"}),
    MatchToFollow(match_id="new", providers={"acme": "3"}),
]


class FixedMatches:
    """A list of matches that never changes."""

    async def read(self) -> Sequence[MatchToFollow]:
        """Return all matches."""
        return LISTED


def test_an_ended_match_is_not_listed_until_it_is_reopened(firestore_client: Client) -> None:
    documents = [firestore_client.document(path_of(each)) for each in LISTED[:2]]
    for each in documents:
        each.set({"closed": "stale", "fence": 3})
    clock = Clock()

    def make(match: MatchToFollow) -> Follower:
        return FakeFollower(match.match_id)

    async def work() -> None:
        client = AsyncClient(project=firestore_client.project)
        listing = Followers(OngoingMatches(FixedMatches(), client, clock), make)
        first = await listing.followers()
        assert set(first) == {"c1", "s1", "new"}
        for each in documents:
            each.update({"closed": "ended"})
        assert await listing.followers() == first, "not every look reads all documents"
        clock.now += REREAD_EVERY
        assert await listing.followers() == {"new": first["new"]}
        documents[0].update({"closed": None, "reopenedAt": SERVER_TIMESTAMP})
        clock.now += REREAD_EVERY
        listed_again = await listing.followers()
        assert set(listed_again) == {"c1", "new"}
        assert listed_again["c1"] is not first["c1"]
        assert listed_again["new"] is first["new"]
        client.close()

    asyncio.run(work())


def test_a_match_reopened_before_its_closing_was_noticed_starts_anew(
    firestore_client: Client,
) -> None:
    document, clock = firestore_client.document(path_of(LISTED[0])), Clock()
    document.set({"closed": None})

    async def work() -> None:
        client = AsyncClient(project=firestore_client.project)
        listing = OngoingMatches(FixedMatches(), client, clock)
        before = (await listing.read())[0]
        document.update({"closed": None, "reopenedAt": SERVER_TIMESTAMP})
        clock.now += REREAD_EVERY
        after = (await listing.read())[0]
        assert before != after
        assert after.reopened_at is not None
        client.close()

    asyncio.run(work())
