"""Tests that the log that the follower writes to Firestore folds to the committed match."""

from __future__ import annotations

import asyncio

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import codec, paths
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.effective import effective_log
from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.firestore_log import FirestoreLog
from scrbrd_ingest.log.id_mapping import MappingKind, provider_ids_in
from scrbrd_ingest.log.records import record_key
from scrbrd_ingest.log.store import NoSuchMatch
from scrbrd_ingest.model import Phase, Tier
from scrbrd_ingest.ports import FencedOut, PollResult
from tests.ingest.memory import Clock, FakeProvider, FixedSelector
from tests.ingest.provider_events import MARK, START, cards, committed_matches, events_of

MATCH = "1205779"
LOG = committed_matches()[MATCH]
ACTIONS = effective_log(LOG.actions).actions
EVENTS = events_of(ACTIONS)


class StoredMatch:
    """The match in the emulator, with mappings of all its people and teams."""

    match_id = MATCH

    def __init__(self, client: Client, **fields: object) -> None:
        self.client = client
        self.clock = Clock()
        log = committed_matches()[self.match_id]
        self.alpha = FakeProvider("alpha", events_of(effective_log(log.actions).actions))
        match = log.match.to_document() | {"scoredBy": "provider"} | fields
        batch = client.batch()
        batch.set(client.document(paths.match(self.match_id)), match)
        for kind, name in {
            each for event in self.alpha.events for each in provider_ids_in(event.action)
        }:
            mapping = {"provider": "alpha", "kind": kind, "providerId": name}
            path = paths.provider_mapping(f"alpha:{kind}:{name}")
            batch.set(client.document(path), mapping | {"id": name.removeprefix(MARK)})
        batch.commit()
        self.follower = self.new_follower()

    def new_follower(self, store: FirestoreLog | None = None) -> CricketFollower:
        """Return a follower of another process."""
        feeds = {"alpha": CricketFeed(self.alpha, "feed-1")}
        store = store or FirestoreLog(self.client)
        return CricketFollower(self.match_id, feeds, FixedSelector("alpha"), store, self.clock)

    def poll(self, until: int, fence: int = 1) -> PollResult:
        """Poll with the provider at a number of events."""
        self.alpha.until = until
        return asyncio.run(self.follower.poll(Tier.EVENTS, fence))

    @property
    def log(self) -> list[Action]:
        """The log, read as the functions read it."""
        results = []
        for snap in self.client.collection(paths.scoring_actions(self.match_id)).stream():
            entry = codec.read_entry(self.match_id, parse_action_id(snap.id), snap.to_dict() or {})
            assert isinstance(entry, Action)
            assert not entry.faults
            results.append(entry)
        return results

    def feed(self) -> dict[str, object]:
        """Return the document `provider_feeds/{m}`."""
        return self.client.document(paths.provider_feed(self.match_id)).get().to_dict() or {}

    def agrees_with_log(self, until: int) -> bool:
        """Return True if the stored log folds to the first `until` actions of the match."""
        setup = LOG.inputs.setup
        return cards(setup, self.log) == cards(setup, ACTIONS[:until])


def test_a_match_is_stored_once_with_its_provenance(firestore_client: Client) -> None:
    stored = StoredMatch(firestore_client)
    stored.poll(40)
    stored.alpha.window = len(EVENTS)
    stored.poll(44)
    stored.alpha.hidden = {EVENTS[43].id}  # deleted, which only the whole match shows
    stored.follower = stored.new_follower()
    stored.poll(44)
    assert stored.agrees_with_log(43)
    stored.alpha.hidden = set()
    stored.poll(len(EVENTS))
    assert stored.agrees_with_log(len(EVENTS))
    stored.alpha.phase = Phase.FINISHED
    stored.poll(len(EVENTS))
    assert stored.poll(len(EVENTS)).is_final
    last = max(stored.log, key=lambda each: (each.innings_number, each.sequence_number))
    assert last.recorded_by == "provider:alpha"
    assert last.source == "provider"
    assert last.provider_event_id == EVENTS[-1].id
    feed = stored.feed()
    assert feed["lastActionId"] == last.id
    assert (feed["problems"], feed["waiting"], feed["fence"]) == ([], 0, 1)
    records = stored.client.collection(paths.provider_events(MATCH))
    assert records.count().get()[0][0].value == len(EVENTS)
    key = record_key("alpha", EVENTS[-1].id)
    assert (records.document(key).get().to_dict() or {})["actionId"] == last.id
    document = stored.client.document(paths.scoring_action(MATCH, last.id)).get().to_dict() or {}
    assert document["createdAt"] == document["updatedAt"]


def test_two_processes_write_no_ball_twice(firestore_client: Client) -> None:
    stored = StoredMatch(firestore_client)
    stored.poll(30)
    first = stored.follower
    stored.follower = stored.new_follower()
    stored.poll(34, fence=2)
    stored.follower = first
    with pytest.raises(FencedOut):
        stored.poll(36, fence=1)
    assert len(stored.log) == 34
    stored.follower = stored.new_follower()
    stored.poll(36, fence=2)
    assert stored.agrees_with_log(36)


@pytest.mark.parametrize(
    "fields",
    [{"scoredBy": "scorers"}, {"validationTier": "DUAL"}, {"lockedAt": "2026-01-01"}],
    ids=["people score it", "books are kept", "it is locked"],
)
def test_a_provider_that_may_not_write_only_compares(
    firestore_client: Client, fields: dict[str, object]
) -> None:
    stored = StoredMatch(firestore_client, **fields)
    stored.poll(30)
    assert not stored.log
    assert stored.feed()["mode"] == "compares"


def test_a_match_in_which_people_have_scored_is_left_to_them(firestore_client: Client) -> None:
    stored = StoredMatch(firestore_client)
    stored.poll(30)
    reference = firestore_client.document(paths.scoring_action(MATCH, "1_30"))
    reference.update({"isVoided": True, "voidedBy": "somebody"})
    stored.follower = stored.new_follower()
    stored.poll(34)
    assert len(stored.log) == 30
    feed = stored.feed()
    assert feed["mode"] == "compares"
    assert "1_30" in str(feed["why"])


def test_a_persons_change_is_noticed_while_the_match_is_followed(firestore_client: Client) -> None:
    stored = StoredMatch(firestore_client)
    stored.poll(30)
    stored.clock.forward(16)
    stored.poll(34)
    stored.clock.forward(16)
    stored.poll(36)
    assert stored.feed()["mode"] == "writes", "what it wrote itself is nobody else's"
    reference = firestore_client.document(paths.scoring_action(MATCH, "1_30"))
    reference.update({"isVoided": True, "voidedBy": "somebody", "updatedAt": SERVER_TIMESTAMP})
    stored.clock.forward(16)
    stored.poll(38)
    assert len(stored.log) == 36
    feed = stored.feed()
    assert feed["mode"] == "compares"
    assert "1_30" in str(feed["why"])


def test_a_dispute_is_written_with_the_feed_or_not_at_all(firestore_client: Client) -> None:
    store = FirestoreLog(firestore_client)
    disputes = {"1_provider_alpha": {"status": "open", "kind": "provider"}}
    reference = firestore_client.document(paths.dispute(MATCH, "1_provider_alpha"))

    async def commit(token: object, status: str) -> object:
        disputes_with_status = {name: each | {"status": status} for name, each in disputes.items()}
        return await store.commit(
            MATCH, token, 1, [], {"phase": "live"}, START, disputes_with_status
        )

    token = asyncio.run(commit(None, "open"))
    assert reference.get().to_dict() == disputes["1_provider_alpha"] | {"raisedCount": 1}
    with pytest.raises(ContendedError):
        asyncio.run(commit(None, "resolved"))
    assert (reference.get().to_dict() or {})["status"] == "open"
    asyncio.run(commit(token, "resolved"))
    assert reference.get().to_dict() == {
        "status": "resolved",
        "kind": "provider",
        "raisedCount": 1,
    }


def test_a_dispute_that_was_left_open_is_found_and_resolved(firestore_client: Client) -> None:
    stored = StoredMatch(firestore_client, scoredBy="scorers")
    names = ("1_provider_alpha", "1_provider_beta", "1_7")
    for name in names:
        kind = "provider" if "provider" in name else "field"
        document = firestore_client.document(paths.dispute(MATCH, name))
        document.set({"id": name, "status": "open", "kind": kind})
    innings = cards(LOG.inputs.setup, ACTIONS[:30])["innings"][0]
    card = {"inningsNumber": 1, "runs": innings["runs"], "wickets": innings["wickets"]}
    score = {"innings1": card | {"balls": innings["legal_balls"]}}
    firestore_client.document(paths.live_score(MATCH)).set(score)
    stored.poll(30)
    results = [firestore_client.document(paths.dispute(MATCH, name)).get() for name in names]
    states = [(each.get("status"), (each.to_dict() or {}).get("method")) for each in results]
    assert states == [("resolved", "gone"), ("resolved", "gone"), ("open", None)]


def test_a_match_without_a_document_is_not_followed(firestore_client: Client) -> None:
    stored = StoredMatch(firestore_client)
    firestore_client.document(paths.match(MATCH)).delete()
    with pytest.raises(NoSuchMatch, match=MATCH):
        stored.poll(10)


def test_the_setup_is_read_from_the_current_match_document(firestore_client: Client) -> None:
    stored = StoredMatch(firestore_client)
    log = FirestoreLog(firestore_client)
    loaded = asyncio.run(log.load(MATCH))
    assert asyncio.run(log.setup_of(MATCH)) == (loaded.setup, loaded.starts_at)
    match = stored.client.document(paths.match(MATCH))
    match.update({"homeTeamId": "another", "scheduledAt": START})
    setup, starts_at = asyncio.run(log.setup_of(MATCH))
    assert (setup.home_team_id, starts_at) == ("another", START)
    match.delete()
    with pytest.raises(NoSuchMatch, match=MATCH):
        asyncio.run(log.setup_of(MATCH))


def test_an_unknown_person_gets_an_id_only_if_that_is_allowed(firestore_client: Client) -> None:
    team, player = (MappingKind.TEAM, "t:1"), (MappingKind.PLAYER, "sr:player:7/8")
    wanted = [team, player]
    assert asyncio.run(FirestoreLog(firestore_client).names("alpha", wanted)) == {}
    log = FirestoreLog(firestore_client, makes_people=True)
    assert asyncio.run(log.existing_names("alpha", wanted)) == {}, "reading creates none"
    results = asyncio.run(log.names("alpha", wanted))
    assert list(results) == [player], "a team is never made up"
    assert results[player].startswith("alpha-sr-player-7-8-")
    assert asyncio.run(log.names("alpha", wanted)) == results
    path = paths.provider_mapping(paths.provider_mapping_key("alpha", *player))
    firestore_client.document(path).update({"id": "p1"})
    assert asyncio.run(log.names("alpha", wanted)) == {player: "p1"}
