"""Connects verbs to a project.

That is the emulators if the environment names them, else the real project with the credentials of
the environment.

Clients are made when first used. A failure to connect raises BadInput with one line that includes
the remedy.
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
DEMO_PREFIX = "demo-"  # Firebase guarantees that such a project is never real
DEFAULT_PROJECT = "demo-scrbrd"
CONNECT_TIMEOUT_SECONDS = 2.0
PROJECT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")
"""The library would send any other text in a header, and retry for five minutes when refused."""


class Connection:
    """A project's Firestore, with access that bypasses the security rules, and its accounts."""

    def __init__(self, project: str, *, emulated: bool) -> None:
        self.project = project
        self.emulated = emulated

    @cached_property
    def firestore(self) -> Client:
        """The database. Raises BadInput if there are no credentials for it, or no emulator.

        A first request is made at once, so that a database that refuses or does not answer is
        reported within 20 seconds; the library's own timeout for a call is five minutes.
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
            client.document(paths.LAST_CHECKS).get([], **rpc_options())
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
        """The matches of the database. Raises the same errors as `firestore`."""
        from scrbrd.adapters.store import FirestoreMatchStore

        return FirestoreMatchStore(self.firestore)

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts. Raises BadInput if the data are emulated but the accounts would be real."""
        from admin.accounts import Accounts

        if self.emulated:
            require_reachable(AUTH_HOST, "the Auth emulator")
        return Accounts(self.project)

    def close(self) -> None:
        """Close the clients that were made."""
        for opened in ("firestore", "accounts"):
            if opened in self.__dict__:
                self.__dict__[opened].close()


@contextmanager
def open_connection(project: str | None, *, yes: bool) -> Iterator[Connection]:
    """Open a connection for a context; errors of the servers become ours.

    `project` is the value of `--project`; `yes` skips the confirmation for a real project.
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
    with closing_connection(connection):
        yield connection


@contextmanager
def on_emulators(option: str) -> Iterator[Connection]:
    """Open a connection to running emulators of Firestore and Auth, which `option` needs.

    Raises BadInput if the environment does not name both, or if one does not answer.
    """
    if not os.environ.get(FIRESTORE_HOST) or not os.environ.get(AUTH_HOST):
        raise BadInput(
            f"{option}: {FIRESTORE_HOST} and {AUTH_HOST} must name running emulators;"
            f" scripts/demo --keep leaves some up and prints where"
        )
    require_reachable(FIRESTORE_HOST, "the Firestore emulator")
    require_reachable(AUTH_HOST, "the Auth emulator")
    with closing_connection(
        Connection(named_project() or DEFAULT_PROJECT, emulated=True)
    ) as connection:
        yield connection


@contextmanager
def closing_connection(connection: Connection) -> Iterator[Connection]:
    """Close the connection at the end of a context; errors of the servers become ours."""
    try:
        yield connection
    except Exception as error:
        translated = as_our_error(error, connection.project)
        if translated is None:
            raise
        raise translated from None
    finally:
        connection.close()


def is_emulated() -> bool:
    """Return True if a Firestore emulator is named.

    Raises BadInput if only an Auth emulator is named.
    """
    if os.environ.get(FIRESTORE_HOST):
        return True
    if os.environ.get(AUTH_HOST):
        raise BadInput(f"{AUTH_HOST} is set and {FIRESTORE_HOST} is not; set both or neither")
    return False


def is_demo(project: str) -> bool:
    """Return True if a project can never be real."""
    return project.startswith(DEMO_PREFIX)


def select_project(requested: str | None) -> str:
    """Return the project to work on.

    Raises BadInput for an invalid id, for a project that is not demo-* and was not named by
    `--project`, and for a demo-* project if no emulator is named.
    """
    if requested is not None and not requested.strip():
        raise BadInput("--project: is empty; give the project's id, or leave it out")
    project = requested or named_project() or DEFAULT_PROJECT
    if PROJECT_ID.fullmatch(project) is None:
        raise BadInput(
            f"project {project[:100]!r} is no project id, as `gcloud projects list` has it"
        )
    if not requested and not is_demo(project):
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
    """Return the project that the environment names, or None."""
    return next((os.environ[name] for name in PROJECT_VARIABLES if os.environ.get(name)), None)


def require_reachable(variable: str, what: str) -> None:
    """Raise BadInput if an emulator's variable is not set or nothing answers at its address."""
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
        socket.create_connection(
            (host.strip("[]"), int(port)), timeout=CONNECT_TIMEOUT_SECONDS
        ).close()
    except (OSError, OverflowError):
        raise BadInput(
            f"{what} does not answer at {address} ({variable}); start it (scripts/demo --keep),"
            f" or unset the variable to work on a real project"
        ) from None


def confirm(project: str) -> None:
    """Ask the user to type the project's name. Raises BadInput for anything else."""
    # Not typer.prompt, which leaves a space on standard output, where JSON may go.
    typer.echo(f"{project} is no demo project. Type its name to go on: ", nl=False, err=True)
    typed = sys.stdin.readline()
    if not typed:
        typer.echo(err=True)
        raise BadInput(f"nobody typed the project's name; add --yes to work on {project}")
    if typed.strip() != project:
        raise BadInput(f"{typed.strip()!r} is not {project}; nothing was done")
