"""Checks ID tokens as Firebase does: signature, audience, issuer, times.

`IdentityVerifier` asks Google for nothing but the public certificates, which the library caches.
Accounts that were disabled and tokens that were revoked are not asked about: a token lives an hour.
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
"""By how much the clock that a token was made by may differ from ours."""

VERIFY_SECONDS: Final = 10.0
"""How long a check may take: the library waits two minutes for certificates that do not come."""

VERIFY_THREADS: Final = 8
"""Threads of their own: while certificates do not come, no other work waits behind them."""

LAST_SECOND: Final = 2**37
"""Of a time that a token can expire at; the calendar ends some thousand years later."""

UNREADABLE: Final = (ValueError, RecursionError)
"""Errors of a token that cannot be decoded; RecursionError: its JSON is nested too deeply."""


class BadToken(Exception):
    """A token that says nothing about its bearer; `code` tells why."""

    code = "bad_token"


class ExpiredToken(BadToken):
    """A token that was good once: its bearer needs a new one."""

    code = "expired_token"


class ForgedToken(BadToken):
    """A token that Firebase did not make: its form, its signature or its times are wrong."""

    code = "forged_token"


class ForeignToken(BadToken):
    """A token of another project, or of another kind."""

    code = "foreign_token"


class CertificatesMissing(Exception):
    """Google's certificates cannot be fetched now: no token can be told from another."""


class UnsafeEmulator(RuntimeError):
    """The emulator's unsigned tokens would be accepted where anybody can send them."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose token it is, and until when it counts. Roles are held by `person_id`."""

    uid: str
    expires_at: datetime
    claims: Mapping[str, Any]

    @property
    def person_id(self) -> str:
        """Return the person of the account, as the security rules see it."""
        return str(self.claims.get("personId", self.uid))

    @property
    def is_admin(self) -> bool:
        """Return whether the account carries the claim of administrators."""
        return self.claims.get("admin") is True


class IdentityVerifier:
    """Checks the ID tokens of one project. Raises UnsafeEmulator when made on Cloud Run with the
    variable of the Auth emulator set: its tokens have no signature."""

    def __init__(self, project: str, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        if environ.get(AUTH_EMULATOR) and environ.get(CLOUD_RUN):
            raise UnsafeEmulator(f"{AUTH_EMULATOR} is set on Cloud Run: remove it")
        self.project = project
        self.accepts_unsigned = bool(environ.get(AUTH_EMULATOR))
        name = f"scrbrd-gateway-{uuid4()}"
        nobody = AnonymousCredentials()  # asked for, and used for nothing that is done here
        self._app = firebase_admin.initialize_app(nobody, {"projectId": project}, name)
        self._threads = ThreadPoolExecutor(VERIFY_THREADS, thread_name_prefix="tokens")

    async def verify(self, token: str) -> Identity:
        """Return whose token it is. Raises BadToken of the kind, or CertificatesMissing."""
        try:
            async with asyncio.timeout(VERIFY_SECONDS):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, self._verify, token)
        except TimeoutError as error:
            raise CertificatesMissing("the check of a token takes too long") from error

    def close(self) -> None:
        """Forget the certificates; checks that run are not waited for."""
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
            raise self._why(token, error) from error

    def _check_signed(self, token: str) -> None:
        """Raise ForgedToken where the emulator's variable came later than this verifier: the
        library reads it anew for each token."""
        if not self.accepts_unsigned and os.environ.get(AUTH_EMULATOR) and token:
            raise ForgedToken("unsigned tokens are not accepted here")

    def _why(self, token: str, error: Exception) -> BadToken:
        try:
            claims = jwt.decode(token, verify=False)
        except (TypeError, *UNREADABLE):
            return ForgedToken("this is no ID token")
        is_ours = claims.get("aud") == self.project
        if is_ours and claims.get("iss") == f"{ISSUER}{self.project}":
            return ForgedToken(str(error))
        return ForeignToken(f"the token is not of the project {self.project}")


def identity_of(claims: Mapping[str, Any]) -> Identity:
    """Return the identity that a token's claims tell. Raises ExpiredToken, ForgedToken."""
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or not 0 <= expires <= LAST_SECOND:
        raise ForgedToken("the token does not say until when it counts")
    expires_at = datetime.fromtimestamp(expires, UTC)
    if expires_at <= datetime.now(UTC) and not is_within_skew(expires_at):
        raise ExpiredToken("the token has expired; get a new one")
    return Identity(str(claims["uid"]), expires_at, dict(claims))


def is_within_skew(expires_at: datetime) -> bool:
    """Return whether a token has expired so lately that the clocks may differ by it."""
    return (datetime.now(UTC) - expires_at).total_seconds() <= SKEW_SECONDS
