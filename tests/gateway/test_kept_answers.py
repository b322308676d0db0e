"""Answers of innings are made once for all who ask while nothing has changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import BaseModel

from scrbrd_gateway.scoring import answers, routes
from scrbrd_gateway.scoring.kept_answers import KeptAnswers
from scrbrd_gateway.scoring.log import Log
from tests.gateway.ground import Ground, Phone, made


class RecordBody(BaseModel):
    """An answer."""

    number: int


def counting() -> Callable[[], RecordBody]:
    """What makes another answer each time."""
    numbers = iter(range(1, 99))
    return lambda: RecordBody(number=next(numbers))


def test_an_answer_is_made_again_where_something_else_is_known() -> None:
    cache, make = KeptAnswers(), counting()
    documents, inputs = {"1_1": 1}, ("lineups",)
    first = cache.get("balls", (documents, inputs), make)
    assert (first, cache.get("balls", (documents, inputs), make)) == (b'{"number":1}', first)
    assert cache.get("balls", (dict(documents), inputs), make) == b'{"number":2}'
    assert cache.get("balls of over 1", (documents, inputs), make) == b'{"number":3}'
    assert cache.get("balls of over 1", (documents,), make) == b'{"number":4}'


def test_so_many_answers_are_kept() -> None:
    cache, make, known = KeptAnswers(2), counting(), ("same",)
    for requested in ("one", "two", "one", "three"):
        cache.get(requested, known, make)
    assert cache.get("one", known, make) == b'{"number":1}'
    assert cache.get("two", known, make) == b'{"number":4}'


def test_what_cannot_be_answered_is_not_kept() -> None:
    cache = KeptAnswers()

    def fail() -> RecordBody:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            cache.get("balls", (), fail)
    assert cache.get("balls", (), counting()) == b'{"number":1}'


@pytest.mark.anyio
@pytest.mark.xdist_group("rules")
async def test_who_asks_again_is_answered_from_memory_and_a_new_ball_is_seen(
    ground: Ground, scorer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    requested: list[int | None] = []

    def noting(log: Log, number: int, over: int | None) -> answers.BallsAnswer:
        requested.append(over)
        return answers.balls_answer(log, number, over)

    monkeypatch.setattr(routes, "balls_answer", noting)
    match_id = ground.match()
    await scorer.open(match_id)
    made(await scorer.ball(match_id, runsOffBat=4))
    path = f"/innings/{match_id}:1/balls"
    first, again = await scorer.get(path), await scorer.get(path)
    assert (first.json(), len(first.json()["balls"]), requested) == (again.json(), 1, [None])
    assert first.headers["content-type"] == "application/json"
    await scorer.get(path, over=0)
    assert requested == [None, 0]
    innings = (await scorer.get(f"/innings/{match_id}:1")).json()
    assert (innings["score"]["runs"], innings["tier"]) == (4, "HONOR")
    made(await scorer.ball(match_id, runsOffBat=1))
    assert len((await scorer.get(path)).json()["balls"]) == 2
    assert (await scorer.get(f"/innings/{match_id}:1")).json()["score"]["runs"] == 5
    assert requested == [None, 0, None]
