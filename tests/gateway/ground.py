"""A ground with the real rules, and phones that score on it over REST."""

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


class Ground(World):
    """A project of the emulator under the real rules, with matches to be scored."""

    def match(self, **changes: Any) -> str:
        """Put a match that is live, its officials and two sides of eleven; return its id."""
        match_id = f"m-{uuid.uuid4().hex[:12]}"
        documents: dict[str, Fields] = {
            f"matches/{match_id}": match_document(**{"status": "live", **changes}),
            **officials_of(match_id),
            **lineups(match_id),
        }
        self.seed(documents)
        return match_id

    def grant(self, match_id: str, actor: Actor, role: str, **changes: Any) -> None:
        """Give somebody a role in a match, in force but for what is said."""
        self.seed(match_role(match_id, actor, role, **changes))

    def fields(self, path: str) -> Json:
        """Return the names of a document's fields with their values as REST has them."""
        [document] = self.snapshot([path])
        fields: Json = document["fields"]
        return fields

    def actions(self, match_id: str) -> list[str]:
        """Return the ids of a match's log, sorted."""
        answer = self.query("", f"matches/{match_id}/scoring_actions")
        found = [each["document"]["name"] for each in answer.json() if "document" in each]
        return sorted(name.rpartition("/")[2] for name in found)


def lineups(match_id: str) -> dict[str, Fields]:
    """Eleven players of each side: n1 to n11, s1 to s11."""
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
    """A token as the Auth emulator makes it for a project."""
    named = {"aud": project, "iss": f"https://securetoken.google.com/{project}"}
    return unsigned_token(actor.uid, {**actor.claims, **named})


@dataclass(frozen=True, slots=True)
class Phone:
    """A client of the gateway that somebody has signed in on; nobody where it has no token."""

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

    async def open(self, match_id: str, **content: Any) -> Json:
        """Open the next innings of a match."""
        return made(await self.post("/innings", {"matchId": match_id, **OPENERS, **content}))

    async def ball(self, match_id: str, *, key: str = "", **content: Any) -> httpx.Response:
        """Post a ball of the first innings."""
        return await self.post(f"/innings/{match_id}:1/balls", content, key)

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def made(answer: httpx.Response) -> Json:
    """Return the body of an answer that something was made."""
    assert answer.status_code == 201, answer.text
    body: Json = answer.json()
    return body


def problem(answer: httpx.Response, status: int, code: str) -> Json:
    """Return the body of an answer that is a problem of this status and code."""
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    ), answer.text
    body: Json = answer.json()
    assert (body["status"], body["code"]) == (status, code), body
    return body


class Gateway:
    """The application as far as scoring goes."""

    def __init__(self, client: httpx.AsyncClient, project: str) -> None:
        self.client = client
        self.project = project

    def phone(self, actor: Actor) -> Phone:
        """Return a phone on which somebody is signed in."""
        return Phone(self.client, token_of(actor, self.project) if actor.uid else "")


@cache
def declared() -> dict[tuple[str, re.Pattern[str]], frozenset[int]]:
    """The statuses that OpenAPI has, by method and path."""
    return {
        (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path))):
            frozenset(int(each) for each in operation["responses"])
        for path, operations in create_app(Settings.model_construct()).openapi()["paths"].items()
        for method, operation in operations.items()
    }  # fmt: skip


async def check_declared(answer: httpx.Response) -> None:
    """Fail where a route answers what OpenAPI does not have of it; of unknown paths it has none."""
    requested = answer.request
    for (method, path), statuses in declared().items():
        if method == requested.method and path.fullmatch(requested.url.path):
            assert answer.status_code in statuses, f"{method} {path.pattern}: {answer.status_code}"


@asynccontextmanager
async def gateway_on(
    ground: Ground, store: type[FirestoreRest] = FirestoreRest, transport: Any = None
) -> AsyncIterator[Gateway]:
    """Run an application of its own on a ground; `transport` is its way to Firestore."""
    verifier = IdentityVerifier(ground.project)
    outwards = transport or httpx.AsyncHTTPTransport(verify=False)  # certificates take 0.4 s
    async with httpx.AsyncClient(transport=outwards, trust_env=False) as outward:
        app = FastAPI()
        scoring = Scoring(store(f"http://{ground.host}", ground.project, outward))
        app.include_router(router(scoring, verifier.verify))
        inward = httpx.ASGITransport(app)
        hooks = {"response": [check_declared]}
        async with httpx.AsyncClient(
            transport=inward, base_url="http://gateway", event_hooks=hooks
        ) as client:
            yield Gateway(client, ground.project)
    verifier.close()
