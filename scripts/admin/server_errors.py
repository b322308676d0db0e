"""Translates errors of Firestore, Auth and their libraries to ours, with the remedy."""

from __future__ import annotations

import os

from admin.options import Refusal, ServerRefusal
from admin.variables import AUTH_HOST, CREDENTIALS_FILE, FIRESTORE_HOST
from scrbrd.domain.errors import BadInput, ScrbrdError

NO_TOKEN = "Getting metadata from plugin failed"
"""gRPC's message if the credentials library raises an error."""

NO_NETWORK = "ConnectionPool"
"""A part of the messages for a connection that could not be opened."""


def as_our_error(error: Exception, project: str) -> ScrbrdError | None:
    """Return a server's or library's error as ours, or None for an unknown one."""
    from scrbrd.engine.contention import ContendedError

    if isinstance(error, ContendedError):
        return Refusal(f"{error}; somebody writes it at the same time: run the same command again")
    return as_sign_in_error(error, project) or as_firestore_error(error, project)


def as_sign_in_error(error: Exception, project: str) -> ScrbrdError | None:
    """Return an error of credentials as ours, or None for any other."""
    from google.api_core import exceptions as api
    from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError, TransportError

    message = str(error)
    is_refused = isinstance(error, GoogleAuthError | api.Unauthenticated)
    if isinstance(error, DefaultCredentialsError):
        return BadInput(no_credentials(project, error))
    if isinstance(error, TransportError):
        return ServerRefusal(
            f"Google's sign-in does not answer; look at the network and try again ({error})"
        )
    if is_refused or (NO_TOKEN in message and NO_NETWORK not in message):
        return BadInput(
            f"the credentials do not work ({error}); renew them with"
            f" `gcloud auth application-default login`"
        )
    return None


def as_firestore_error(error: Exception, project: str) -> ScrbrdError | None:
    """Return an error of Firestore as ours, or None for any other."""
    from google.api_core import exceptions as api

    match error:
        case api.PermissionDenied():
            return ServerRefusal(
                f"these credentials may not do this in project {project}; use those of an owner or"
                f" editor of it, or check --project"
            )
        case api.NotFound():
            return BadInput(f"project {project} has no such thing: {error.message}")
        case api.ServiceUnavailable() | api.DeadlineExceeded() | api.RetryError():
            return ServerRefusal(
                f"Firestore of project {project} does not answer; try again ({error})"
            )
        case api.ResourceExhausted():
            return ServerRefusal(
                f"Firestore of project {project} has no quota left ({error.message}); what was"
                f" written stays: run the same command again in a minute, or tomorrow where a free"
                f" project has used up its day"
            )
        case api.GoogleAPICallError():
            return ServerRefusal(f"project {project}: {error.message or type(error).__name__}")
    return None


def no_credentials(project: str, error: Exception | None = None) -> str:
    """Return the message for missing credentials.

    It includes the error if the environment names a file of credentials.
    """
    reason = f" ({error})" if error and os.environ.get(CREDENTIALS_FILE) else ""
    return (
        f"no credentials for project {project}{reason}; run `gcloud auth application-default"
        f" login` or set {CREDENTIALS_FILE}; for emulators set {FIRESTORE_HOST} and {AUTH_HOST}"
    )
