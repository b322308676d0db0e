"""Answers of innings are made once for all who ask while nothing has changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import BaseModel

from scrbrd_gateway.scoring import answers, routes
from scrbrd_gateway.scoring.kept_answers import KeptAnswers
from scrbrd_gateway.scoring.log import Log
from tests.gateway.ground import Ground, Phone, made


class Said(BaseModel):
    """An answer."""

    number: int


def counting() -> Callable[[], Said]:
    """What makes another answer each time."""
    numbers = iter(range(1, 99))
    return lambda: Said(number=next(numbers))


def test_an_answer_is_made_again_where_something_else_is_known() -> None:
    kept, make = KeptAnswers(), counting()
    documents, inputs = {"1_1": 1}, ("lineups",)
    first = kept.get("balls", (documents, inputs), make)
    assert (first, kept.get("balls", (documents, inputs), make)) == (b'{"number":1}', first)
    assert kept.get("balls", (dict(documents), inputs), make) == b'{"number":2}'
    assert kept.get("balls of over 1", (documents, inputs), make) == b'{"number":3}'
    assert kept.get("balls of over 1", (documents,), make) == b'{"number":4}'


def test_so_many_answers_are_kept() -> None:
    kept, make, known = KeptAnswers(2), counting(), ("same",)
    for asked in ("one", "two", "one", "three"):
        kept.get(asked, known, make)
    assert kept.get("one", known, make) == b'{"number":1}'
    assert kept.get("two", known, make) == b'{"number":4}'


def test_what_cannot_be_answered_is_not_kept() -> None:
    kept = KeptAnswers()

    def fail() -> Said:
        raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            kept.get("balls", (), fail)
    assert kept.get("balls", (), counting()) == b'{"number":1}'


@pytest.mark.anyio
@pytest.mark.xdist_group("rules")
async def test_who_asks_again_is_answered_from_memory_and_a_new_ball_is_seen(
    ground: Ground, scorer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int | None] = []

    def noting(log: Log, number: int, over: int | None) -> answers.BallsAnswer:
        asked.append(over)
        return answers.balls_answer(log, number, over)

    monkeypatch.setattr(routes, "balls_answer", noting)
    match_id = ground.match()
    await scorer.open(match_id)
    made(await scorer.ball(match_id, runsOffBat=4))
    path = f"/innings/{match_id}:1/balls"
    first, again = await scorer.get(path), await scorer.get(path)
    assert (first.json(), len(first.json()["balls"]), asked) == (again.json(), 1, [None])
    assert first.headers["content-type"] == "application/json"
    await scorer.get(path, over=0)
    assert asked == [None, 0]
    innings = (await scorer.get(f"/innings/{match_id}:1")).json()
    assert (innings["score"]["runs"], innings["tier"]) == (4, "HONOR")
    made(await scorer.ball(match_id, runsOffBat=1))
    assert len((await scorer.get(path)).json()["balls"]) == 2
    assert (await scorer.get(f"/innings/{match_id}:1")).json()["score"]["runs"] == 5
    assert asked == [None, 0, None]
