"""Tests the cache of matches: those being scored stay, however many other matches are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scrbrd.adapters import paths
from scrbrd_gateway.identity import Identity
from scrbrd_gateway.scoring.bodies import NOTHING, Ball
from scrbrd_gateway.scoring.firestore import StoredDocument
from scrbrd_gateway.scoring.kept_matches import KeptMatches
from scrbrd_gateway.scoring.matches import Matches
from scrbrd_gateway.scoring.planning import plan_ball
from scrbrd_gateway.scoring.service import Caller, Destination, Scoring
from tests.fakes.small_match import ball, innings_started, lineup_documents, match_document
from tests.gateway.test_scoring_reading import START_TIME, Clock, FakeFirestore

MOST_MATCHES = 16
SCORER = Caller(Identity("ann", datetime(2100, 1, 1, tzinfo=UTC), {}), "token")


def cached_names(cache: KeptMatches[int], names: list[str]) -> list[str]:
    """Return the names that are still in the cache."""
    return [name for name in names if cache.get(name) is not None]


def test_the_least_recently_used_match_of_readers_is_evicted() -> None:
    cache: KeptMatches[int] = KeptMatches(2)
    for name in ("a", "b", "a", "c"):
        cache.keep(name, 1)
    assert cached_names(cache, ["a", "b", "c"]) == ["a", "c"]


def test_cached_matches_of_readers_are_evicted_before_those_being_scored() -> None:
    cache: KeptMatches[int] = KeptMatches(MOST_MATCHES)
    for name in ("first", "second"):
        cache.keep(name, 1)
        cache.note_scored(name)
    for number in range(3 * MOST_MATCHES):
        cache.keep(str(number), number)
    assert cached_names(cache, ["first", "second"]) == ["first", "second"]
    assert (len(cache), cache.get(str(3 * MOST_MATCHES - 1))) == (
        MOST_MATCHES,
        3 * MOST_MATCHES - 1,
    )


def test_beyond_the_limit_the_least_recently_scored_match_is_evicted() -> None:
    cache: KeptMatches[int] = KeptMatches(MOST_MATCHES)
    for number in range(MOST_MATCHES + 2):
        cache.keep(str(number), number)
        cache.note_scored(str(number))
    cache.note_scored("unknown")
    cache.keep("read", 1)
    assert cached_names(cache, ["0", "1", "2", "3", "unknown", "read"]) == ["3", "read"]
    assert len(cache) == MOST_MATCHES


class ManyMatches(FakeFirestore):
    """Any number of matches that share one log, to which commits are added."""

    async def get(self, path: str, _token: str | None) -> StoredDocument | None:
        """Return the match for any id; no role document exists."""
        return None if "/" in path.removeprefix("matches/") else self.match

    async def commit(self, writes: Any, _token: str) -> datetime:
        """Write a new action or a void."""
        for each in writes:
            name = each.path.rpartition("/")[2]
            known = self.log[name].fields if name in self.log else {}
            self.put(name, {**known, **each.fields})
        return START_TIME


@pytest.mark.anyio
@pytest.mark.parametrize("recorded", ["a ball", "a void"])
async def test_reading_other_matches_does_not_evict_the_log_being_scored(recorded: str) -> None:
    store = ManyMatches()
    assert store.match is not None
    store.match = replace(store.match, fields=match_document())
    store.lineups = lineup_documents()
    store.put("1_1", {**innings_started(), "recordedBy": "ann", "recordedAs": "scorer_neutral"})
    store.put("1_2", {**ball(2, 1), "recordedBy": "ann", "recordedAs": "scorer_neutral"})
    scoring = Scoring(store, lambda: START_TIME, Matches(store, Clock(), most_logs=MOST_MATCHES))
    if recorded == "a ball":
        body = Ball.model_validate({"runsOffBat": 1})
        await scoring.append(
            Destination("m1"), SCORER, body, "n-1", lambda log, by: plan_ball(log, 1, body, by), 1
        )
    else:
        await scoring.set_voided(Destination("m1"), SCORER, "1_2", NOTHING, is_voided=True)
    for number in range(2 * MOST_MATCHES):
        await scoring.matches.read(f"strange-{number}", None)
    store.requested.clear()
    await scoring.matches.read("m1", SCORER.token)
    [(collection, where)] = store.requested
    assert collection == paths.scoring_actions("m1").rpartition("/")[2]
    assert where is not None, "the whole log was read again"
