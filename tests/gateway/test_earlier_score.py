"""Tests the score at an earlier action: it equals the score that the operators' CLI computes."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event
from typing import Any

import httpx
import pytest

from admin.logfile import load_match
from admin.stored_match.earlier_score import score_at as operators_score_at
from admin.stored_match.read import StoredMatch
from devtools.toolchain.layout import ROOT
from scrbrd.domain.effective import place_of
from scrbrd.domain.places import Place
from scrbrd_gateway.earlier_score import ACTIONS_PER_CACHED_STATE, EarlierScores, StoredLog
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.turns import Turns
from tests.gateway.fakes import MATCH_ID
from tests.gateway.served_gateway import SETTINGS
from tests.gateway.test_rest import world_with

SAMPLE_STEP = 25


def test_an_earlier_score_equals_the_one_of_the_operators_command() -> None:
    log = load_match(ROOT / "scripts" / "matches" / "1355625.log")
    stored = StoredMatch(log.match_id, log.match, log.lineups)
    entries = {place_of(each): each for each in log.actions}
    stored_log = StoredLog(stored.inputs, entries)
    places = sorted(entries)[::SAMPLE_STEP]
    assert len(places) > 5
    for place in places:
        assert (
            EarlierScores(stored_log).score_at(place)
            == operators_score_at(stored, entries, place)[1]
        )


def test_an_empty_log_has_no_last_action() -> None:
    log = load_match(ROOT / "scripts" / "matches" / "1355625.log")
    inputs = StoredMatch(log.match_id, log.match, log.lineups).inputs
    assert StoredLog(inputs, {}).last_action_id is None


def match_with_void_and_late_correction() -> StoredLog:
    """Return a real match in which an early ball was voided and another one corrected late."""
    log = load_match(ROOT / "scripts" / "matches" / "1355625.log")
    stored = StoredMatch(log.match_id, log.match, log.lineups)
    entries = {place_of(each): each for each in log.actions}
    entries[1, 9] = entries[1, 9].model_copy(update={"is_voided": True})
    entries[1, 90] = entries[1, 90].model_copy(update={"corrects": "1_20"})
    return StoredLog(stored.inputs, entries)


def test_a_score_folded_from_a_cached_state_equals_one_folded_from_the_start() -> None:
    log = match_with_void_and_late_correction()
    places = sorted(log.entries)
    assert len(places) > 3 * ACTIONS_PER_CACHED_STATE
    scores = EarlierScores(log)
    forwards, backwards = places[::17], places[::-23]
    for place in (*forwards, *backwards, places[0], (1, 89), (1, 90), (1, 91), (1, 89)):
        assert scores.score_at(place) == EarlierScores(log).score_at(place), place


def test_a_request_beyond_the_waiting_limit_is_refused_at_once() -> None:
    async def scenario() -> list[str]:
        turns, may_finish, finished = Turns(1, 2), asyncio.Event(), list[str]()

        async def take(name: str) -> None:
            async with turns.turn("a fold", 2):
                await may_finish.wait()
                finished.append(name)

        tasks = [asyncio.create_task(take(name)) for name in ("one", "two", "three")]
        await asyncio.sleep(0)
        with pytest.raises(Problem) as raised:
            await take("four")
        assert (raised.value.status, raised.value.headers["Retry-After"]) == (503, "2")
        tasks[1].cancel()  # a cancelled request makes room for another one
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(take("five")))
        may_finish.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return finished

    assert asyncio.run(scenario()) == ["one", "three", "five"]


def test_a_request_for_an_earlier_score_beyond_the_waiting_limit_gets_retry_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_finish, original_score_at = Event(), EarlierScores.score_at

    def score_at_when_allowed(self: EarlierScores, last: Place) -> dict[str, Any]:
        assert may_finish.wait(10)
        return original_score_at(self, last)

    monkeypatch.setattr(EarlierScores, "score_at", score_at_when_allowed)
    settings = SETTINGS.model_copy(update={"most_folds": 1, "most_folds_waiting": 1})
    with world_with(settings) as world, ThreadPoolExecutor(3) as threads:
        world.library.stored_log = match_with_void_and_late_correction()
        paths = [f"{world.gateway.url}/v1/matches/{MATCH_ID}/at/1_{each}" for each in (1, 2, 3)]
        answers = as_completed([threads.submit(httpx.get, each, timeout=10) for each in paths])
        refused = next(answers).result()
        may_finish.set()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        assert [each.result().status_code for each in answers] == [200, 200]
