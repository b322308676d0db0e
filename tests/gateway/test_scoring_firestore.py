"""Tests Firestore's REST answers: each is read completely, or fails and is retried."""

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
FOREIGN_ANSWERS: dict[str, Callable[[], httpx.Response]] = {
    "HTML with 200": lambda: httpx.Response(200, text="<html>"),
    "an empty body": lambda: httpx.Response(200),
    "an empty object": lambda: httpx.Response(200, json={}),
    "a string": lambda: httpx.Response(200, json="words"),
    "a redirect": lambda: httpx.Response(302, headers={"Location": "/elsewhere"}),
    "HTML with 404": lambda: httpx.Response(404, text="<html>"),
    "413 without an error": lambda: httpx.Response(413, text="too large"),
    "429 without an error": lambda: httpx.Response(429, text="slowly"),
    "400 without an error": lambda: httpx.Response(400, json=["tea"]),
    "an error that is a string": lambda: httpx.Response(400, json={"error": "invalid_grant"}),
    "a broken encoding": lambda: httpx.Response(
        200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip")
    ),
}


class Answers:
    """Returns the given answers in order, then the last one forever; counts the requests."""

    def __init__(self, *answers: Callable[[], httpx.Response]) -> None:
        self._left = list(answers)
        self.requested = 0

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.requested += 1
        return (self._left.pop(0) if len(self._left) > 1 else self._left[0])()

    def store(self) -> FirestoreRest:
        """Return a client of a project with these answers."""
        client = httpx.AsyncClient(transport=httpx.MockTransport(self))
        return FirestoreRest("http://nowhere", "demo", client)


def answer(content: Any, code: int = 200) -> Callable[[], httpx.Response]:
    """Return a function that makes an answer of JSON."""
    return lambda: httpx.Response(code, json=content)


def failure(status: str, code: int = 400) -> dict[str, Any]:
    """Return an error body as Firestore writes it."""
    return {"error": {"code": code, "status": status, "message": "words"}}


def query_element(name: str) -> dict[str, Any]:
    """Return an element of a query's answer."""
    document = {"name": f"projects/p/databases/d/documents/matches/m1/log/{name}", "fields": {}}
    return {"document": document | {"updateTime": READ_TIME}, "readTime": READ_TIME}


async def query_ids(answers: Answers) -> list[str]:
    """Query for documents and return their ids."""
    return [each.id for each in await answers.store().query("matches/m1", "log", None)]


BROKEN_ELEMENTS: dict[str, Any] = {
    "an error": failure("UNAVAILABLE", 503),
    "an error of another kind": failure("UNKNOWN", 500),
    "an error without a message": {"error": {"code": 503}},
    "an error with a document": query_element("1_3") | failure("UNAVAILABLE", 503),
    "an error that is a string": {"error": "reset"},
    "no known field": {"documents": []},
    "an empty object": {},
    "a string": "reset",
    "nothing": None,
    "a document without a name": {"document": {"fields": {}}},
    "a document that is a string": {"document": "1_3"},
}


@pytest.mark.parametrize("element", BROKEN_ELEMENTS.values(), ids=BROKEN_ELEMENTS)
async def test_an_answer_broken_midway_is_requested_again(element: Any) -> None:
    broken, whole = [query_element("1_1"), element], [query_element("1_1"), query_element("1_2")]
    answers = Answers(answer(broken), answer(whole))
    assert await query_ids(answers) == ["1_1", "1_2"]
    assert answers.requested == 2


@pytest.mark.parametrize("element", BROKEN_ELEMENTS.values(), ids=BROKEN_ELEMENTS)
async def test_an_answer_that_is_always_broken_is_a_failure(element: Any) -> None:
    answers = Answers(answer([query_element("1_1"), element]))
    with pytest.raises(FirestoreAway):
        await query_ids(answers)
    assert answers.requested == TRIES


async def test_a_refusal_within_an_answer_is_not_retried() -> None:
    answers = Answers(answer([query_element("1_1"), failure("PERMISSION_DENIED", 403)]))
    with pytest.raises(Denied):
        await query_ids(answers)
    assert answers.requested == 1


async def test_elements_of_an_answer_without_a_document_are_skipped() -> None:
    parts = [{"transaction": "AA=="}, {"readTime": READ_TIME, "skippedResults": 1}]
    whole = [*parts, query_element("1_1"), {"readTime": READ_TIME, "done": True}]
    assert await query_ids(Answers(answer(whole))) == ["1_1"]
    assert await query_ids(Answers(answer(EMPTY))) == []


async def test_a_query_with_an_empty_answer_is_a_failure() -> None:
    """Firestore answers a query without results with its read time."""
    with pytest.raises(FirestoreAway):
        await query_ids(Answers(answer([])))


@pytest.mark.parametrize("foreign", FOREIGN_ANSWERS.values(), ids=FOREIGN_ANSWERS)
async def test_an_answer_that_is_not_firestores_json_is_retried(
    foreign: Callable[[], httpx.Response],
) -> None:
    assert await query_ids(Answers(foreign, answer([query_element("1_1")]))) == ["1_1"]
    document = (
        await Answers(foreign, answer(query_element("m1")["document"]))
        .store()
        .get("matches/m1", None)
    )
    assert document is not None
    commit_time = await Answers(foreign, answer(COMMITTED)).store().commit(NEW, "token")
    assert commit_time == datetime(2026, 6, 1, 12, 0, 0, 500_000, UTC)


@pytest.mark.parametrize("foreign", FOREIGN_ANSWERS.values(), ids=FOREIGN_ANSWERS)
async def test_answers_that_are_never_firestores_json_are_an_outage(
    foreign: Callable[[], httpx.Response],
) -> None:
    store = Answers(foreign).store()
    with pytest.raises(FirestoreAway):
        await store.query("matches/m1", "log", None)
    with pytest.raises(FirestoreAway):
        await store.get("matches/m1", None)
    with pytest.raises(FirestoreAway):
        await store.commit(NEW, "token")


async def test_a_missing_document_is_returned_as_none() -> None:
    assert await Answers(answer(failure("NOT_FOUND", 404), 404)).store().get("a/b", None) is None


async def test_a_query_of_a_missing_database_is_an_error_and_not_an_empty_log() -> None:
    with pytest.raises(FirestoreError):
        await query_ids(Answers(answer(failure("NOT_FOUND", 404), 404)))


async def test_an_update_of_a_missing_document_is_a_conflict() -> None:
    with pytest.raises(Conflict):
        await Answers(answer(failure("NOT_FOUND", 404), 404)).store().commit(NEW, "token")


@pytest.mark.parametrize("lost", [0, 1, 2])
async def test_an_error_contains_its_number_of_tries(lost: int) -> None:
    unavailable, existing = (
        answer(failure("UNAVAILABLE", 503), 503),
        answer(failure("ALREADY_EXISTS"), 409),
    )
    with pytest.raises(Conflict) as raised:
        await Answers(*[unavailable] * lost, existing).store().commit(NEW, "token")
    assert raised.value.tries == lost + 1


async def test_the_existing_ones_of_many_documents_are_read_in_one_call() -> None:
    name = "projects/p/databases/d/documents/people/ann"
    existing = {"found": {"name": name, "fields": {"displayName": {"stringValue": "Ann"}}}}
    answers = Answers(answer([existing, {"missing": f"{name}e", "readTime": "now"}]))
    [ann] = await answers.store().read(["people/ann", "people/anne"], ["displayName"], None)
    assert (ann.id, ann.fields, answers.requested) == ("ann", {"displayName": "Ann"}, 1)
    assert await answers.store().read([], ["displayName"], None) == []


@pytest.mark.parametrize("content", [[], {}, ["found"], [{"readTime": "now"}], [{"found": {}}]])
async def test_an_invalid_answer_of_many_documents_is_a_failure(content: Any) -> None:
    with pytest.raises(FirestoreAway):
        await Answers(answer(content)).store().read(["people/ann"], ["displayName"], None)


async def test_an_error_among_many_documents_is_raised() -> None:
    store = Answers(answer([{"missing": "people/ann"}, failure("PERMISSION_DENIED")])).store()
    with pytest.raises(Denied):
        await store.read(["people/ann"], ["displayName"], None)
