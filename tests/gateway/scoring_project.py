"""An emulator project with the real rules, and phones that score in it over REST."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI

from scrbrd.domain.json_types import Json
from scrbrd_gateway.identity import IdentityVerifier
from scrbrd_gateway.scoring import FirestoreRest, Scoring, router
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.web.app import create_app
from tests.rules.cast import PAST, match_role, officials_of
from tests.rules.scene import match_document
from tests.rules.world import Actor, Fields, World, unsigned_token

ROOT = "/api/v1/cricket"
OPENERS = {"strikerId": "n1", "nonStrikerId": "n2", "bowlerId": "s1"}


class Project(World):
    """A project of the Firestore emulator with the real rules, and matches to score."""

    def add_match(self, **changes: Any) -> str:
        """Write a live match with its officials and two sides of eleven; return its id."""
        match_id = f"m-{uuid.uuid4().hex[:12]}"
        documents: dict[str, Fields] = {
            f"matches/{match_id}": match_document(**{"status": "live", **changes}),
            **officials_of(match_id),
            **lineups(match_id),
        }
        self.seed(documents)
        return match_id

    def grant_role(self, match_id: str, actor: Actor, role: str, **changes: Any) -> None:
        """Grant a role in a match to an actor; `changes` replace fields of the valid role."""
        self.seed(match_role(match_id, actor, role, **changes))

    def fields(self, path: str) -> Json:
        """Return the fields of a document with their values in REST's encoding."""
        [document] = self.snapshot([path])
        fields: Json = document["fields"]
        return fields

    def action_ids(self, match_id: str) -> list[str]:
        """Return the ids of a match's log, sorted."""
        answer = self.query("", f"matches/{match_id}/scoring_actions")
        names = [each["document"]["name"] for each in answer.json() if "document" in each]
        return sorted(name.rpartition("/")[2] for name in names)


def lineups(match_id: str) -> dict[str, Fields]:
    """Return the lineups of eleven players a side: n1 to n11 and s1 to s11."""
    return {
        f"matches/{match_id}/lineups/{team}_{letter}{number}": {
            "teamId": team,
            "playerId": f"{letter}{number}",
            "playerName": f"{letter.upper()} {number}",
            "role": "playing_xi",
            "battingPosition": number,
            "updatedAt": PAST,
        }
        for team, letter in (("north-1", "n"), ("south-1", "s"))
        for number in range(1, 12)
    }


def token_of(actor: Actor, project: str) -> str:
    """Return an actor's token as the Auth emulator issues it for a project."""
    project_claims = {"aud": project, "iss": f"https://securetoken.google.com/{project}"}
    return unsigned_token(actor.uid, {**actor.claims, **project_claims})


@dataclass(frozen=True, slots=True)
class Phone:
    """A client of the gateway, signed in with its token; an empty token is not signed in."""

    client: httpx.AsyncClient
    token: str = ""

    async def post(self, path: str, body: Any = None, key: str = "") -> httpx.Response:
        """POST below `/api/v1/cricket`."""
        headers = {"Idempotency-Key": key} if key else {}
        return await self.client.post(
            ROOT + path, json={} if body is None else body, headers=headers | self._bearer()
        )

    async def get(self, path: str, **query: Any) -> httpx.Response:
        """GET below `/api/v1/cricket`."""
        return await self.client.get(ROOT + path, params=query, headers=self._bearer())

    async def open_innings(self, match_id: str, **content: Any) -> Json:
        """Open the next innings of a match."""
        return body_201(await self.post("/innings", {"matchId": match_id, **OPENERS, **content}))

    async def post_ball(self, match_id: str, *, key: str = "", **content: Any) -> httpx.Response:
        """Post a ball of the first innings."""
        return await self.post(f"/innings/{match_id}:1/balls", content, key)

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def body_201(answer: httpx.Response) -> Json:
    """Return the body of an answer, which must have status 201."""
    assert answer.status_code == 201, answer.text
    body: Json = answer.json()
    return body


def problem(answer: httpx.Response, status: int, code: str) -> Json:
    """Return the body of an answer, which must be a problem with this status and code."""
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    ), answer.text
    body: Json = answer.json()
    assert (body["status"], body["code"]) == (status, code), body
    return body


class Gateway:
    """The scoring routes of the gateway's application."""

    def __init__(self, client: httpx.AsyncClient, project: str) -> None:
        self.client = client
        self.project = project

    def phone(self, actor: Actor) -> Phone:
        """Return a phone that an actor is signed in on."""
        return Phone(self.client, token_of(actor, self.project) if actor.uid else "")


@cache
def declared_statuses() -> dict[tuple[str, re.Pattern[str]], frozenset[int]]:
    """Return the statuses in OpenAPI by method and path."""
    return {
        (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path))):
            frozenset(int(each) for each in operation["responses"])
        for path, operations in create_app(Settings.model_construct()).openapi()["paths"].items()
        for method, operation in operations.items()
    }  # fmt: skip


async def check_status_is_declared(answer: httpx.Response) -> None:
    """Fail if OpenAPI lacks the answer's status for its route; unknown paths are not checked."""
    request = answer.request
    for (method, path), statuses in declared_statuses().items():
        if method == request.method and path.fullmatch(request.url.path):
            assert answer.status_code in statuses, f"{method} {path.pattern}: {answer.status_code}"


@asynccontextmanager
async def run_gateway(
    project: Project, store: type[FirestoreRest] = FirestoreRest, transport: Any = None
) -> AsyncIterator[Gateway]:
    """Run a new application on a project; `transport` carries its requests to Firestore."""
    verifier = IdentityVerifier(project.project)
    # Certificates are not loaded, which takes 0.4 s.
    to_firestore = transport or httpx.AsyncHTTPTransport(verify=False)
    async with httpx.AsyncClient(transport=to_firestore, trust_env=False) as firestore_client:
        app = FastAPI()
        scoring = Scoring(store(f"http://{project.host}", project.project, firestore_client))
        app.include_router(router(scoring, verifier.verify))
        app_transport = httpx.ASGITransport(app)
        hooks = {"response": [check_status_is_declared]}
        async with httpx.AsyncClient(
            transport=app_transport, base_url="http://gateway", event_hooks=hooks
        ) as client:
            yield Gateway(client, project.project)
    verifier.close()
