"""Tests cached answers of innings: each is made once for all requests until the match changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import BaseModel

from scrbrd_gateway.scoring import answers, routes
from scrbrd_gateway.scoring.kept_answers import KeptAnswers
from scrbrd_gateway.scoring.log import Log
from tests.gateway.scoring_project import Phone, Project, body_201


class RecordBody(BaseModel):
    """An answer."""

    number: int


def number_maker() -> Callable[[], RecordBody]:
    """Return a function that makes another answer each time."""
    numbers = iter(range(1, 99))
    return lambda: RecordBody(number=next(numbers))


def test_an_answer_is_made_again_if_its_inputs_changed() -> None:
    cache, make = KeptAnswers(), number_maker()
    documents, inputs = {"1_1": 1}, ("lineups",)
    first = cache.get("balls", (documents, inputs), make)
    assert (first, cache.get("balls", (documents, inputs), make)) == (b'{"number":1}', first)
    assert cache.get("balls", (dict(documents), inputs), make) == b'{"number":2}'
    assert cache.get("balls of over 1", (documents, inputs), make) == b'{"number":3}'
    assert cache.get("balls of over 1", (documents,), make) == b'{"number":4}'


def test_the_least_recently_used_answer_is_evicted_at_the_limit() -> None:
    cache, make, inputs = KeptAnswers(2), number_maker(), ("same",)
    for name in ("one", "two", "one", "three"):
        cache.get(name, inputs, make)
    assert cache.get("one", inputs, make) == b'{"number":1}'
    assert cache.get("two", inputs, make) == b'{"number":4}'


def test_a_failed_answer_is_not_cached() -> None:
    cache = KeptAnswers()

    def fail() -> RecordBody:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            cache.get("balls", (), fail)
    assert cache.get("balls", (), number_maker()) == b'{"number":1}'


@pytest.mark.anyio
@pytest.mark.xdist_group("rules")
async def test_a_repeated_request_is_answered_from_memory_until_a_new_ball(
    project: Project, scorer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    requested_overs: list[int | None] = []

    def recording_balls_answer(log: Log, number: int, over: int | None) -> answers.BallsAnswer:
        requested_overs.append(over)
        return answers.balls_answer(log, number, over)

    monkeypatch.setattr(routes, "balls_answer", recording_balls_answer)
    match_id = project.add_match()
    await scorer.open_innings(match_id)
    body_201(await scorer.post_ball(match_id, runsOffBat=4))
    path = f"/innings/{match_id}:1/balls"
    first, again = await scorer.get(path), await scorer.get(path)
    assert (first.json(), len(first.json()["balls"]), requested_overs) == (again.json(), 1, [None])
    assert first.headers["content-type"] == "application/json"
    await scorer.get(path, over=0)
    assert requested_overs == [None, 0]
    innings = (await scorer.get(f"/innings/{match_id}:1")).json()
    assert (innings["score"]["runs"], innings["tier"]) == (4, "HONOR")
    body_201(await scorer.post_ball(match_id, runsOffBat=1))
    assert len((await scorer.get(path)).json()["balls"]) == 2
    assert (await scorer.get(f"/innings/{match_id}:1")).json()["score"]["runs"] == 5
    assert requested_overs == [None, 0, None]
