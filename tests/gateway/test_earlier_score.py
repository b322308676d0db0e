"""The score as it was at an action is what the operators' command line says."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event
from typing import Any

import httpx
import pytest

from admin.logfile import load_match
from admin.stored_match.earlier_score import score_at as score_of_operators
from admin.stored_match.read import StoredMatch
from devtools.toolchain.layout import ROOT
from scrbrd.domain.effective import place_of
from scrbrd.domain.places import Place
from scrbrd_gateway.earlier_score import ACTIONS_PER_CACHED_STATE as KEPT_EVERY
from scrbrd_gateway.earlier_score import EarlierScores, StoredLog
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.turns import Turns
from tests.gateway.fakes import MATCH_ID
from tests.gateway.serving import SETTINGS
from tests.gateway.test_rest import world_with

ACTIONS_PER_CACHED_STATE = 25


def test_it_is_what_operators_see() -> None:
    log = load_match(ROOT / "scripts" / "matches" / "1355625.log")
    stored = StoredMatch(log.match_id, log.match, log.lineups)
    entries = {place_of(each): each for each in log.actions}
    seen = StoredLog(stored.inputs, entries)
    places = sorted(entries)[::ACTIONS_PER_CACHED_STATE]
    assert len(places) > 5
    for place in places:
        assert EarlierScores(seen).score_at(place) == score_of_operators(stored, entries, place)[1]


def test_an_empty_log_has_no_last_action() -> None:
    log = load_match(ROOT / "scripts" / "matches" / "1355625.log")
    inputs = StoredMatch(log.match_id, log.match, log.lineups).inputs
    assert StoredLog(inputs, {}).last_action_id is None


def a_match() -> StoredLog:
    """A real match, of which an early ball was voided and another corrected late."""
    log = load_match(ROOT / "scripts" / "matches" / "1355625.log")
    stored = StoredMatch(log.match_id, log.match, log.lineups)
    entries = {place_of(each): each for each in log.actions}
    entries[1, 9] = entries[1, 9].model_copy(update={"is_voided": True})
    entries[1, 90] = entries[1, 90].model_copy(update={"corrects": "1_20"})
    return StoredLog(stored.inputs, entries)


def test_a_score_that_is_folded_on_is_the_one_from_the_beginning() -> None:
    log = a_match()
    places = sorted(log.entries)
    assert len(places) > 3 * KEPT_EVERY
    scores = EarlierScores(log)
    forth, back = places[::17], places[::-23]
    for place in (*forth, *back, places[0], (1, 89), (1, 90), (1, 91), (1, 89)):
        assert scores.score_at(place) == EarlierScores(log).score_at(place), place


def test_beyond_so_many_that_wait_one_more_is_refused_at_once() -> None:
    async def talk() -> list[str]:
        turns, may_end, done = Turns(1, 2), asyncio.Event(), list[str]()

        async def take(name: str) -> None:
            async with turns.turn("a fold", 2):
                await may_end.wait()
                done.append(name)

        tasks = [asyncio.create_task(take(name)) for name in ("one", "two", "three")]
        await asyncio.sleep(0)
        with pytest.raises(Problem) as raised:
            await take("four")
        assert (raised.value.status, raised.value.headers["Retry-After"]) == (503, "2")
        tasks[1].cancel()  # who goes away makes room
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(take("five")))
        may_end.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return done

    assert asyncio.run(talk()) == ["one", "three", "five"]


def test_one_more_earlier_score_than_may_wait_is_to_be_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_end, at = Event(), EarlierScores.score_at

    def slowly(self: EarlierScores, last: Place) -> dict[str, Any]:
        assert may_end.wait(10)
        return at(self, last)

    monkeypatch.setattr(EarlierScores, "score_at", slowly)
    few = SETTINGS.model_copy(update={"most_folds": 1, "most_folds_waiting": 1})
    with world_with(few) as world, ThreadPoolExecutor(3) as threads:
        world.library.stored_log = a_match()
        paths = [f"{world.gateway.url}/v1/matches/{MATCH_ID}/at/1_{each}" for each in (1, 2, 3)]
        answers = as_completed([threads.submit(httpx.get, each, timeout=10) for each in paths])
        refused = next(answers).result()
        may_end.set()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        assert [each.result().status_code for each in answers] == [200, 200]
