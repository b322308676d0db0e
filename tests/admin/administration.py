"""Helpers that run the administrators' command line and define a small school for its tests."""

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
PASSWORD: Final = "a password of the demo"  # that of `sign_up`


@dataclass(frozen=True, slots=True)
class CommandResult:
    """The result of a command: its exit code and its two output streams."""

    code: int
    out: str
    err: str


Runner = Callable[..., CommandResult]


@cache
def cli_runner() -> CliRunner:
    """Return a runner that reads the list of all verbs from their signatures only once."""
    vars(testing)["_get_command"] = cache(get_command)
    return CliRunner()


def run_in_process(*arguments: str, typed: str = "") -> CommandResult:
    """Run the command line in this process, which saves a second of imports per call."""
    result = cli_runner().invoke(app, arguments, input=typed, env={"COLUMNS": "60"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return CommandResult(result.exit_code, result.stdout, result.stderr)


def run_installed(*arguments: str, typed: str = "") -> CommandResult:
    """Run the installed command line as a separate process."""
    process = subprocess.run(
        [sys.executable, "-m", "admin", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "60"},
    )
    return CommandResult(process.returncode, process.stdout, process.stderr)


def run_ok(*arguments: str, by: Runner = run_in_process) -> str:
    """Run a command that must succeed without an error line; return its output."""
    result = by(*arguments)
    assert (result.code, result.err) == (0, "")
    return result.out


def run_failing(code: int, *arguments: str, by: Runner = run_in_process) -> str:
    """Run a command that must fail with this exit code and one line; return that line."""
    result = by(*arguments)
    assert (result.code, result.out) == (code, ""), result
    assert result.err.startswith("scrbrd: ")
    assert result.err.count("\n") == 1
    return result.err


def school_documents(match_id: str) -> dict[str, dict[str, Any]]:
    """Return documents by path: two people, a school, two teams and a match of one ball."""
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
    """Whether the rules let an actor append a ball as scorer_home; the ball is deleted again."""
    ball = delivery(match_id, 1, 2, actor, "scorer_home")
    path = f"matches/{match_id}/scoring_actions/1_2"
    allowed = was_allowed(world.commit(bearer or actor.bearer, Create(path, ball)))
    world.remove([path])
    return allowed


def sign_in(auth_host: str, email: str) -> Account:
    """Sign in again, as an app does, so that the token has the current claims."""
    answer = requests.post(
        f"http://{auth_host}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword"
        "?key=emulator",
        json={"email": email, "password": PASSWORD, "returnSecureToken": True},
        timeout=TIMEOUT_SECONDS,
    )
    raise_if_refused(answer)
    data = answer.json()
    return Account(data["localId"], data["idToken"])
