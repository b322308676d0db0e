"""What Firestore answers over REST is read whole, or is a failure that is tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from scrbrd_gateway.scoring.firestore import (
    TRIES,
    Conflict,
    Denied,
    FirestoreAway,
    FirestoreError,
    FirestoreRest,
    Write,
)

pytestmark = pytest.mark.anyio

READ_TIME = "2026-06-01T12:00:00.5Z"
EMPTY = [{"readTime": READ_TIME}]
COMMITTED = {"writeResults": [{}], "commitTime": READ_TIME}
NEW = [Write("matches/m1/scoring_actions/1_1", {"runs": 4})]
NOT_ITS_JSON: dict[str, Callable[[], httpx.Response]] = {
    "HTML with 200": lambda: httpx.Response(200, text="<html>"),
    "an empty body": lambda: httpx.Response(200),
    "an empty object": lambda: httpx.Response(200, json={}),
    "a text": lambda: httpx.Response(200, json="words"),
    "a redirect": lambda: httpx.Response(302, headers={"Location": "/elsewhere"}),
    "HTML with 404": lambda: httpx.Response(404, text="<html>"),
    "too large, without words": lambda: httpx.Response(413, text="too large"),
    "too many, without words": lambda: httpx.Response(429, text="slowly"),
    "no error in the words": lambda: httpx.Response(400, json=["tea"]),
    "an error that is a text": lambda: httpx.Response(400, json={"error": "invalid_grant"}),
    "a broken encoding": lambda: httpx.Response(
        200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip")
    ),
}


class Answers:
    """Gives the answers that are left, and the last one for good; counts what was asked."""

    def __init__(self, *answers: Callable[[], httpx.Response]) -> None:
        self._left = list(answers)
        self.requested = 0

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.requested += 1
        return (self._left.pop(0) if len(self._left) > 1 else self._left[0])()

    def store(self) -> FirestoreRest:
        """Return a project that answers so."""
        client = httpx.AsyncClient(transport=httpx.MockTransport(self))
        return FirestoreRest("http://nowhere", "demo", client)


def answer(content: Any, code: int = 200) -> Callable[[], httpx.Response]:
    """Return what makes an answer of JSON."""
    return lambda: httpx.Response(code, json=content)


def failure(status: str, code: int = 400) -> dict[str, Any]:
    """An error in Firestore's words."""
    return {"error": {"code": code, "status": status, "message": "words"}}


def found(name: str) -> dict[str, Any]:
    """An element of a query's answer."""
    document = {"name": f"projects/p/databases/d/documents/matches/m1/log/{name}", "fields": {}}
    return {"document": document | {"updateTime": READ_TIME}, "readTime": READ_TIME}


async def names(answers: Answers) -> list[str]:
    """Query for documents and return their names."""
    return [each.id for each in await answers.store().query("matches/m1", "log", None)]


CUT: dict[str, Any] = {
    "an error": failure("UNAVAILABLE", 503),
    "an error of another kind": failure("UNKNOWN", 500),
    "an error without words": {"error": {"code": 503}},
    "an error beside a document": found("1_3") | failure("UNAVAILABLE", 503),
    "an error that is a text": {"error": "reset"},
    "no known field": {"documents": []},
    "an empty object": {},
    "a text": "reset",
    "nothing": None,
    "a document without a name": {"document": {"fields": {}}},
    "a document that is a text": {"document": "1_3"},
}


@pytest.mark.parametrize("element", CUT.values(), ids=CUT)
async def test_an_answer_that_was_cut_midway_is_asked_for_again(element: Any) -> None:
    cut, whole = [found("1_1"), element], [found("1_1"), found("1_2")]
    answers = Answers(answer(cut), answer(whole))
    assert await names(answers) == ["1_1", "1_2"]
    assert answers.requested == 2


@pytest.mark.parametrize("element", CUT.values(), ids=CUT)
async def test_an_answer_that_is_always_cut_is_a_failure(element: Any) -> None:
    answers = Answers(answer([found("1_1"), element]))
    with pytest.raises(FirestoreAway):
        await names(answers)
    assert answers.requested == TRIES


async def test_a_refusal_midway_is_a_refusal() -> None:
    answers = Answers(answer([found("1_1"), failure("PERMISSION_DENIED", 403)]))
    with pytest.raises(Denied):
        await names(answers)
    assert answers.requested == 1


async def test_parts_of_an_answer_without_a_document_are_none() -> None:
    parts = [{"transaction": "AA=="}, {"readTime": READ_TIME, "skippedResults": 1}]
    whole = [*parts, found("1_1"), {"readTime": READ_TIME, "done": True}]
    assert await names(Answers(answer(whole))) == ["1_1"]
    assert await names(Answers(answer(EMPTY))) == []


async def test_a_query_that_answers_nothing_at_all_is_a_failure() -> None:
    """Firestore says when it looked, where it found nothing."""
    with pytest.raises(FirestoreAway):
        await names(Answers(answer([])))


@pytest.mark.parametrize("strange", NOT_ITS_JSON.values(), ids=NOT_ITS_JSON)
async def test_what_is_not_firestores_json_is_tried_again(
    strange: Callable[[], httpx.Response],
) -> None:
    assert await names(Answers(strange, answer([found("1_1")]))) == ["1_1"]
    got = await Answers(strange, answer(found("m1")["document"])).store().get("matches/m1", None)
    assert got is not None
    moment = await Answers(strange, answer(COMMITTED)).store().commit(NEW, "token")
    assert moment == datetime(2026, 6, 1, 12, 0, 0, 500_000, UTC)


@pytest.mark.parametrize("strange", NOT_ITS_JSON.values(), ids=NOT_ITS_JSON)
async def test_what_is_never_firestores_json_is_no_answer(
    strange: Callable[[], httpx.Response],
) -> None:
    store = Answers(strange).store()
    with pytest.raises(FirestoreAway):
        await store.query("matches/m1", "log", None)
    with pytest.raises(FirestoreAway):
        await store.get("matches/m1", None)
    with pytest.raises(FirestoreAway):
        await store.commit(NEW, "token")


async def test_a_document_that_is_not_there_is_none() -> None:
    assert await Answers(answer(failure("NOT_FOUND", 404), 404)).store().get("a/b", None) is None


async def test_a_query_of_a_database_that_is_not_there_finds_no_empty_log() -> None:
    with pytest.raises(FirestoreError):
        await names(Answers(answer(failure("NOT_FOUND", 404), 404)))


async def test_a_change_of_a_document_that_is_not_there_is_a_conflict() -> None:
    with pytest.raises(Conflict):
        await Answers(answer(failure("NOT_FOUND", 404), 404)).store().commit(NEW, "token")


@pytest.mark.parametrize("lost", [0, 1, 2])
async def test_a_failure_says_how_often_it_was_tried(lost: int) -> None:
    away, there = answer(failure("UNAVAILABLE", 503), 503), answer(failure("ALREADY_EXISTS"), 409)
    with pytest.raises(Conflict) as raised:
        await Answers(*[away] * lost, there).store().commit(NEW, "token")
    assert raised.value.tries == lost + 1


async def test_of_many_documents_those_that_are_there_are_read_in_one_call() -> None:
    name = "projects/p/databases/d/documents/people/ann"
    there = {"found": {"name": name, "fields": {"displayName": {"stringValue": "Ann"}}}}
    answers = Answers(answer([there, {"missing": f"{name}e", "readTime": "now"}]))
    [ann] = await answers.store().read(["people/ann", "people/anne"], ["displayName"], None)
    assert (ann.id, ann.fields, answers.requested) == ("ann", {"displayName": "Ann"}, 1)
    assert await answers.store().read([], ["displayName"], None) == []


@pytest.mark.parametrize("content", [[], {}, ["found"], [{"readTime": "now"}], [{"found": {}}]])
async def test_an_answer_of_many_documents_that_is_none_is_a_failure(content: Any) -> None:
    with pytest.raises(FirestoreAway):
        await Answers(answer(content)).store().read(["people/ann"], ["displayName"], None)


async def test_an_error_amid_many_documents_is_told() -> None:
    store = Answers(answer([{"missing": "people/ann"}, failure("PERMISSION_DENIED")])).store()
    with pytest.raises(Denied):
        await store.read(["people/ann"], ["displayName"], None)
