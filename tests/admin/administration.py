"""Runs the administrators' command line, on a school made for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import requests
from typer import testing
from typer.main import get_command
from typer.testing import CliRunner

from admin.app import app
from admin.rest_client import TIMEOUT_SECONDS, Account, raise_if_refused
from tests.rules.documents import delivery
from tests.rules.world import Actor, Create, World, was_allowed

PAST: Final = datetime(2020, 1, 1, tzinfo=UTC)
SEASON: Final = "2026"
PASSWORD: Final = "a password of the demo"  # the one of `sign_up`


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit code and both streams."""

    code: int
    out: str
    err: str


Runner = Callable[..., Ran]


@cache
def runner() -> CliRunner:
    """Runs command lines; the list of all verbs is read from their signatures only once."""
    vars(testing)["_get_command"] = cache(get_command)
    return CliRunner()


def here(*arguments: str, typed: str = "") -> Ran:
    """Run the command line in this process, which saves a second of imports each time."""
    result = runner().invoke(app, arguments, input=typed, env={"COLUMNS": "60"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def installed(*arguments: str, typed: str = "") -> Ran:
    """Run the installed command line as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "admin", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "60"},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def done(*arguments: str, by: Runner = here) -> str:
    """Run it, and it succeeds; what it printed."""
    ran = by(*arguments)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def refused(code: int, *arguments: str, by: Runner = here) -> str:
    """Run it, and it fails with the code and one line, which is returned."""
    ran = by(*arguments)
    assert (ran.code, ran.out) == (code, ""), ran
    assert ran.err.startswith("scrbrd: ")
    assert ran.err.count("\n") == 1
    return ran.err


def a_school(match_id: str) -> dict[str, dict[str, Any]]:
    """Two teams of two schools, some people, a match between them that has begun."""
    actor = Actor("scorer", "scorer")
    return {
        "people/thandi": {"displayName": "Thandi"},
        "people/sipho": {"displayName": "Sipho"},
        "schools/north": {"name": "North"},
        "teams/north-1": {"name": "North 1st XI", "schoolId": "north"},
        "teams/south-1": {"name": "South 1st XI", "schoolId": "south"},
        f"matches/{match_id}": {
            "homeTeamId": "north-1",
            "awayTeamId": "south-1",
            "seasonId": SEASON,
            "status": "live",
        },
        f"matches/{match_id}/scoring_actions/1_1": {
            **delivery(match_id, 1, 1, actor),
            "createdAt": PAST,
            "updatedAt": PAST,
        },
    }


def may_append(world: World, match_id: str, actor: Actor, bearer: str = "") -> bool:
    """Whether the rules let somebody append the next ball as scorer_home; it is taken back."""
    ball = delivery(match_id, 1, 2, actor, "scorer_home")
    path = f"matches/{match_id}/scoring_actions/1_2"
    allowed = was_allowed(world.commit(bearer or actor.bearer, Create(path, ball)))
    world.remove([path])
    return allowed


def sign_in(auth_host: str, email: str) -> Account:
    """Sign in anew, as an app does: the token has the claims of now."""
    answer = requests.post(
        f"http://{auth_host}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword"
        "?key=emulator",
        json={"email": email, "password": PASSWORD, "returnSecureToken": True},
        timeout=TIMEOUT_SECONDS,
    )
    raise_if_refused(answer)
    data = answer.json()
    return Account(data["localId"], data["idToken"])
