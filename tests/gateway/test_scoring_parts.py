"""Tests keys, roles, Firestore's errors, problem documents and the OpenAPI description."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from scrbrd_gateway.answers import problem_response
from scrbrd_gateway.identity import Identity
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring import FirestoreRest, Scoring, firestore_url, router
from scrbrd_gateway.scoring.bodies import Ball
from scrbrd_gateway.scoring.firestore import (
    Conflict,
    Denied,
    FirestoreAway,
    FirestoreError,
    Missing,
    TokenRefused,
    Unstorable,
    failure_of,
)
from scrbrd_gateway.scoring.keys import checked_key, keyed_nonce, nonce_of_same_key
from scrbrd_gateway.scoring.refusals import WriteAttempt, is_in_force, why_no_role

FOUR, SIX = Ball(runs_off_bat=4), Ball(runs_off_bat=6)


NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def attempt_with(**changes: Any) -> WriteAttempt:
    """Return an attempt by a person whose role document has these changes."""
    grant = {
        "id": "m1_ann_scorer_home",
        "matchId": "m1",
        "personId": "ann",
        "role": "scorer_home",
        "status": "confirmed",
        "startDate": NOON,
        "assignedBy": "admin",
        "assignedAt": NOON,
        "createdAt": NOON,
    }
    return WriteAttempt("m1", "ann", "scorer_home", grant | changes, is_admin=False, now=NOON)


def test_a_wrong_field_that_no_authority_depends_on_takes_no_role_away() -> None:
    # The rules let the scorer write; the gateway refused, or chose another role.
    assert is_in_force(attempt_with(assignedAt="yesterday", arrivedAt=5))
    assert why_no_role(attempt_with(startDate="yesterday")) is not None


def test_the_same_key_and_request_give_the_same_nonce() -> None:
    nonce = keyed_nonce("ann", "one", "POST /balls", FOUR)
    assert nonce == keyed_nonce("ann", "one", "POST /balls", Ball.model_validate({"runsOffBat": 4}))
    assert 8 <= len(nonce) <= 100
    others = [
        keyed_nonce("bob", "one", "POST /balls", FOUR),
        keyed_nonce("ann", "two", "POST /balls", FOUR),
        keyed_nonce("ann", "one", "POST /other", FOUR),
        keyed_nonce("ann", "one", "POST /balls", SIX),
    ]
    assert len({nonce, *others}) == 5


def test_the_nonce_of_another_request_with_the_same_key_is_found() -> None:
    nonce = keyed_nonce("ann", "one", "POST /balls", FOUR)
    other = keyed_nonce("ann", "one", "POST /balls", SIX)
    assert nonce_of_same_key(["an-apps-own", nonce], other) == nonce
    assert nonce_of_same_key(["an-apps-own", keyed_nonce("ann", "two", "", FOUR)], other) is None


def test_a_nonce_without_a_key_matches_no_other() -> None:
    assert nonce_of_same_key(["5d0c-1", "5d0c-2"], "5d0c-3") is None


def test_a_key_may_be_in_quotes() -> None:
    assert checked_key('"one"') == checked_key("one") == "one"
    assert checked_key(None) is None


@pytest.mark.parametrize(
    ("code", "status", "error_class"),
    [
        (403, "PERMISSION_DENIED", Denied),
        (401, "UNAUTHENTICATED", TokenRefused),
        (409, "ALREADY_EXISTS", Conflict),
        (400, "FAILED_PRECONDITION", Conflict),
        (404, "NOT_FOUND", Missing),
        (409, "ABORTED", FirestoreAway),
        (429, "RESOURCE_EXHAUSTED", FirestoreAway),
        (503, "UNAVAILABLE", FirestoreAway),
        (400, "INVALID_ARGUMENT", Unstorable),
        (501, "UNIMPLEMENTED", FirestoreAway),
        (400, "OUT_OF_RANGE", FirestoreError),
    ],
)
def test_firestore_errors_map_to_their_error_classes(
    code: int, status: str, error_class: type[FirestoreError]
) -> None:
    error = {"error": {"code": code, "status": status, "message": "words"}}
    assert type(failure_of(httpx.Response(code, json=error))) is error_class
    assert type(failure_of(httpx.Response(code, json=[error]))) is error_class


def test_an_error_of_a_proxy_is_recognised_without_a_message() -> None:
    assert type(failure_of(httpx.Response(502, text="<html>"))) is FirestoreAway
    assert type(failure_of(httpx.Response(418, json=["tea"]))) is FirestoreAway
    assert type(failure_of(httpx.Response(403, text="<html>"))) is Denied


def test_the_firestore_url_is_that_of_the_emulator_or_of_google() -> None:
    assert firestore_url("127.0.0.1:8080") == "http://127.0.0.1:8080"
    assert firestore_url(None) == "https://firestore.googleapis.com"


def test_a_problem_is_answered_as_a_problem_document() -> None:
    request = Request({"type": "http", "method": "GET", "path": "/a", "headers": []})
    problem = Problem(409, "overtaken", "too late", headers={"A": "b"}, head=None)
    answer = problem_response(request, problem)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.headers["a"]) == (409, "b")
    assert json.loads(bytes(answer.body)) == {
        "type": "urn:scrbrd:problem:overtaken",
        "title": "Conflict",
        "status": 409,
        "detail": "too late",
        "instance": "/a",
        "code": "overtaken",
        "head": None,
    }


def test_every_scoring_request_is_described_in_openapi() -> None:
    app = FastAPI()
    app.include_router(router(Scoring(FirestoreRest("h", "p", httpx.AsyncClient())), refuse_token))
    paths: dict[str, Any] = app.openapi()["paths"]
    operations = {
        f"{verb.upper()} {path}": each
        for path, verbs in paths.items()
        for verb, each in verbs.items()
    }
    assert len(operations) == 15
    for name, each in operations.items():
        assert each["description"], name
        assert "application/problem+json" in each["responses"]["422"]["content"], name
        is_public = name.startswith("GET") and "scoring/events" not in name
        assert ("security" in each) is not is_public, name


async def refuse_token(token: str) -> Identity:
    """Fail: no token is verified here."""
    raise AssertionError(token)
