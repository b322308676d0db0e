"""Connects verbs to a project: the emulators where the environment names them,
else the real one with the credentials of the environment. Clients are made when first used.

Every failure to get there is a BadInput of one line with its remedy.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import typer

from admin.options import complain
from admin.server_errors import as_our_error, no_credentials
from admin.variables import AUTH_HOST, FIRESTORE_HOST
from scrbrd.domain.errors import BadInput

if TYPE_CHECKING:
    from google.cloud.firestore import Client

    from admin.accounts import Accounts
    from scrbrd.adapters.store import FirestoreMatchStore

PROJECT_VARIABLES = ("GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT")
DEMO_PREFIX = "demo-"  # Firebase's own promise: such a project is never real
DEFAULT_PROJECT = "demo-scrbrd"
REACH_SECONDS = 2.0
PROJECT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")
"""Anything else the library sends in a header, and tries again for five minutes when refused."""


class Connection:
    """One project's Firestore, past the rules, and its accounts."""

    def __init__(self, project: str, *, emulated: bool) -> None:
        self.project = project
        self.emulated = emulated

    @cached_property
    def firestore(self) -> Client:
        """The database; raises BadInput where there are no credentials for it, or no emulator.

        It is asked once: what refuses or does not answer is known within 20 seconds, where the
        library's own bound for a call is five minutes.
        """
        from google.api_core.exceptions import DeadlineExceeded, RetryError, ServiceUnavailable
        from google.auth.exceptions import DefaultCredentialsError
        from google.cloud.firestore import Client

        from scrbrd.adapters import paths
        from scrbrd.adapters.rpc import rpc_options

        try:
            client = Client(project=self.project)
        except DefaultCredentialsError as error:
            raise BadInput(no_credentials(self.project, error)) from None
        try:
            client.document(paths.LOOKS).get([], **rpc_options())
        except (DeadlineExceeded, RetryError, ServiceUnavailable) as error:
            if not self.emulated:
                raise
            raise BadInput(
                f"{FIRESTORE_HOST}: what answers at {os.environ[FIRESTORE_HOST]} is no Firestore"
                f" emulator, or one that is not ready yet ({error}); try again, and look whether"
                f" the variables name each other's ports"
            ) from None
        return client

    @cached_property
    def store(self) -> FirestoreMatchStore:
        """The matches of the database; raises as `firestore`."""
        from scrbrd.adapters.store import FirestoreMatchStore

        return FirestoreMatchStore(self.firestore)

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts; raises BadInput where data are emulated and accounts would be real."""
        from admin.accounts import Accounts

        if self.emulated:
            require_reachable(AUTH_HOST, "the Auth emulator")
        return Accounts(self.project)

    def close(self) -> None:
        """Let go of what was opened."""
        for opened in ("firestore", "accounts"):
            if opened in self.__dict__:
                self.__dict__[opened].close()


@contextmanager
def connected(project: str | None, *, yes: bool) -> Iterator[Connection]:
    """A connection while the context lasts; the servers' own refusals become ours.

    `project` is what `--project` said; `yes` leaves out the question that a real project asks.
    """
    connection = Connection(select_project(project), emulated=is_emulated())
    if connection.emulated:
        require_reachable(FIRESTORE_HOST, "the Firestore emulator")
        if not is_demo(connection.project):
            complain(
                f"{FIRESTORE_HOST} is set: this is not the real project {connection.project}, but"
                f" the emulator at {os.environ[FIRESTORE_HOST]}; unset it to work on the real one"
            )
    if not is_demo(connection.project) and not yes:
        confirm(connection.project)
    with closing(connection):
        yield connection


@contextmanager
def on_emulators(option: str) -> Iterator[Connection]:
    """A connection to running emulators of Firestore and Auth, for what `option` asks.

    Raises BadInput where the environment does not name both, or one does not answer.
    """
    if not os.environ.get(FIRESTORE_HOST) or not os.environ.get(AUTH_HOST):
        raise BadInput(
            f"{option}: {FIRESTORE_HOST} and {AUTH_HOST} must name running emulators;"
            f" scripts/demo --keep leaves some up and prints where"
        )
    require_reachable(FIRESTORE_HOST, "the Firestore emulator")
    require_reachable(AUTH_HOST, "the Auth emulator")
    with closing(Connection(named_project() or DEFAULT_PROJECT, emulated=True)) as connection:
        yield connection


@contextmanager
def closing(connection: Connection) -> Iterator[Connection]:
    """The connection while the context lasts; the servers' own refusals become ours."""
    try:
        yield connection
    except Exception as error:
        known = as_our_error(error, connection.project)
        if known is None:
            raise
        raise known from None
    finally:
        connection.close()


def is_emulated() -> bool:
    """Return whether a Firestore emulator is named. Raises BadInput where Auth's alone is."""
    if os.environ.get(FIRESTORE_HOST):
        return True
    if os.environ.get(AUTH_HOST):
        raise BadInput(f"{AUTH_HOST} is set and {FIRESTORE_HOST} is not; set both or neither")
    return False


def is_demo(project: str) -> bool:
    """Return whether a project can never be real."""
    return project.startswith(DEMO_PREFIX)


def select_project(asked: str | None) -> str:
    """Return the project to work on. Raises BadInput for one that is no id, that is not demo-* and
    was not asked for by name, or that is demo-* where no emulator is named."""
    if asked is not None and not asked.strip():
        raise BadInput("--project: is empty; give the project's id, or leave it out")
    project = asked or named_project() or DEFAULT_PROJECT
    if PROJECT_ID.fullmatch(project) is None:
        raise BadInput(
            f"project {project[:100]!r} is no project id, as `gcloud projects list` has it"
        )
    if not asked and not is_demo(project):
        raise BadInput(
            f"project {project}, from the environment, may be a real one; say --project {project}"
        )
    if is_demo(project) and not is_emulated():
        raise BadInput(
            f"project {project} lives on emulators only, and {FIRESTORE_HOST} is not set; start"
            f" them (scripts/demo --keep) and set it, or name a real project with --project"
        )
    return project


def named_project() -> str | None:
    """Return the project that the environment names."""
    return next((os.environ[name] for name in PROJECT_VARIABLES if os.environ.get(name)), None)


def require_reachable(variable: str, what: str) -> None:
    """Raise BadInput where an emulator's variable is not set or nobody answers there."""
    address = os.environ.get(variable)
    if not address:
        raise BadInput(
            f"{FIRESTORE_HOST} is set and {variable} is not: accounts would be a real project's;"
            f" set it to {what}'s host and port"
        )
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise BadInput(f"{variable}: {address!r} is no host:port such as 127.0.0.1:8080")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACH_SECONDS).close()
    except (OSError, OverflowError):
        raise BadInput(
            f"{what} does not answer at {address} ({variable}); start it (scripts/demo --keep),"
            f" or unset the variable to work on a real project"
        ) from None


def confirm(project: str) -> None:
    """Have the project's name typed; raises BadInput for anything else."""
    # Not typer.prompt, which leaves a space on standard output, where JSON may go.
    typer.echo(f"{project} is no demo project. Type its name to go on: ", nl=False, err=True)
    typed = sys.stdin.readline()
    if not typed:
        typer.echo(err=True)
        raise BadInput(f"nobody typed the project's name; add --yes to work on {project}")
    if typed.strip() != project:
        raise BadInput(f"{typed.strip()!r} is not {project}; nothing was done")
