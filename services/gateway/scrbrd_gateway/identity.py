"""Verifies ID tokens as Firebase does: signature, audience, issuer and times.

`IdentityVerifier` requests nothing from Google except the public certificates, which the library
caches. It does not check for disabled accounts or revoked tokens: a token lasts an hour.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import firebase_admin
from firebase_admin import auth
from google.auth import jwt
from google.auth.credentials import AnonymousCredentials

AUTH_EMULATOR: Final = "FIREBASE_AUTH_EMULATOR_HOST"
CLOUD_RUN: Final = "K_SERVICE"
ISSUER: Final = "https://securetoken.google.com/"
SKEW_SECONDS: Final = 5
"""Tolerated difference between the clock that issued a token and ours."""

VERIFY_SECONDS: Final = 10.0
"""Time limit for one verification. The library alone would wait two minutes for missing
certificates."""

VERIFY_THREADS: Final = 8
"""A thread pool of its own, so that missing certificates delay no other work."""

LAST_SECOND: Final = 2**37
"""The latest accepted expiry, in seconds since 1970; `datetime` ends some thousand years later."""

UNREADABLE: Final = (ValueError, RecursionError)
"""Errors of a token that cannot be decoded. RecursionError means that its JSON is nested too
deeply."""


class BadToken(Exception):
    """A token that does not identify its bearer; `code` names the reason."""

    code = "bad_token"


class ExpiredToken(BadToken):
    """A token that was valid before; its bearer needs a new one."""

    code = "expired_token"


class ForgedToken(BadToken):
    """A token that Firebase did not issue: its form, signature or times are wrong."""

    code = "forged_token"


class ForeignToken(BadToken):
    """A token of another project or of another kind."""

    code = "foreign_token"


class CertificatesMissing(Exception):
    """Google's certificates cannot be fetched now, so no token can be verified."""


class UnsafeEmulator(RuntimeError):
    """The emulator's unsigned tokens would be accepted on a public server."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The account of a verified token, and when the token expires. Roles are held by
    `person_id`."""

    uid: str
    expires_at: datetime
    claims: Mapping[str, Any]

    @property
    def person_id(self) -> str:
        """Return the person of the account, as the security rules determine it."""
        return str(self.claims.get("personId", self.uid))

    @property
    def is_admin(self) -> bool:
        """Return True if the account has the administrator claim."""
        return self.claims.get("admin") is True


class IdentityVerifier:
    """Verifies the ID tokens of one project.

    Raises UnsafeEmulator if it is created on Cloud Run with the variable of the Auth emulator set,
    because the emulator's tokens are not signed.
    """

    def __init__(self, project: str, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        if environ.get(AUTH_EMULATOR) and environ.get(CLOUD_RUN):
            raise UnsafeEmulator(f"{AUTH_EMULATOR} is set on Cloud Run: remove it")
        self.project = project
        self.accepts_unsigned = bool(environ.get(AUTH_EMULATOR))
        name = f"scrbrd-gateway-{uuid4()}"
        no_credentials = AnonymousCredentials()  # required by the library, not used here
        self._app = firebase_admin.initialize_app(no_credentials, {"projectId": project}, name)
        self._threads = ThreadPoolExecutor(VERIFY_THREADS, thread_name_prefix="tokens")

    async def verify(self, token: str) -> Identity:
        """Return the identity of a token. Raises a subclass of BadToken, or CertificatesMissing."""
        try:
            async with asyncio.timeout(VERIFY_SECONDS):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, self._verify, token)
        except TimeoutError as error:
            raise CertificatesMissing("the check of a token takes too long") from error

    def close(self) -> None:
        """Release the certificates without waiting for verifications that are running."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        firebase_admin.delete_app(self._app)

    def _verify(self, token: str) -> Identity:
        self._check_signed(token)
        try:
            claims = auth.verify_id_token(token, self._app, clock_skew_seconds=SKEW_SECONDS)
            return identity_of(claims)
        except auth.ExpiredIdTokenError as error:
            raise ExpiredToken("the token has expired; get a new one") from error
        except auth.CertificateFetchError as error:
            raise CertificatesMissing(str(error)) from error
        except (auth.InvalidIdTokenError, *UNREADABLE) as error:
            raise self._reason(token, error) from error

    def _check_signed(self, token: str) -> None:
        """Raise ForgedToken if the emulator's variable was set after this verifier was created: the
        library reads it again for each token."""
        if not self.accepts_unsigned and os.environ.get(AUTH_EMULATOR) and token:
            raise ForgedToken("unsigned tokens are not accepted here")

    def _reason(self, token: str, error: Exception) -> BadToken:
        try:
            claims = jwt.decode(token, verify=False)
        except (TypeError, *UNREADABLE):
            return ForgedToken("this is no ID token")
        is_ours = claims.get("aud") == self.project
        if is_ours and claims.get("iss") == f"{ISSUER}{self.project}":
            return ForgedToken(str(error))
        return ForeignToken(f"the token is not of the project {self.project}")


def identity_of(claims: Mapping[str, Any]) -> Identity:
    """Return the identity in a token's claims. Raises ExpiredToken, ForgedToken."""
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or not 0 <= expires <= LAST_SECOND:
        raise ForgedToken("the token does not say until when it counts")
    expires_at = datetime.fromtimestamp(expires, UTC)
    if expires_at <= datetime.now(UTC) and not is_within_skew(expires_at):
        raise ExpiredToken("the token has expired; get a new one")
    return Identity(str(claims["uid"]), expires_at, dict(claims))


def is_within_skew(expires_at: datetime) -> bool:
    """Return True if a token expired so recently that a difference between clocks may explain
    it."""
    return (datetime.now(UTC) - expires_at).total_seconds() <= SKEW_SECONDS
