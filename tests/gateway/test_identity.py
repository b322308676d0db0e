"""Tests token verification: only Firebase's own, unexpired tokens of this project are accepted."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, exceptions, jwt
from google.oauth2 import id_token

from scrbrd.domain.json_types import Json
from scrbrd_gateway import identity
from scrbrd_gateway.identity import (
    BadToken,
    CertificatesMissing,
    ExpiredToken,
    ForeignToken,
    ForgedToken,
    IdentityVerifier,
    UnsafeEmulator,
    identity_of,
)
from tests.rules.world import unsigned_token

pytestmark = pytest.mark.anyio

PROJECT = "demo-gateway"
KEY_ID = "a-key"
EMULATOR = "FIREBASE_AUTH_EMULATOR_HOST"


class Signer:
    """A test key in place of Firebase's."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        private = key.private_bytes(pem, pkcs8, serialization.NoEncryption())
        public = serialization.PublicFormat.SubjectPublicKeyInfo
        self.certificate = key.public_key().public_bytes(pem, public).decode()
        self.signer = crypt.RSASigner.from_string(private)

    def token(self, **claims: Any) -> str:
        """Return a token of Ann, valid for an hour; `claims` replace the default ones."""
        return bytes(jwt.encode(self.signer, claims_of_ann(**claims), key_id=KEY_ID)).decode()


def claims_of_ann(**claims: Any) -> Json:
    """Return the claims of a token of Ann, valid for an hour; `claims` replace the default ones."""
    now = int(time.time())
    return {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": "ann",
        "iat": now - 60,
        "exp": now + 3_600,
        "personId": "person-ann",
    } | claims


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


@pytest.fixture
def verifier(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> Iterator[IdentityVerifier]:
    """Yield a verifier that accepts only the signer's certificate."""
    monkeypatch.delenv(EMULATOR, raising=False)
    monkeypatch.setattr(id_token, "_fetch_certs", lambda *_: {KEY_ID: signer.certificate})
    verifier = IdentityVerifier(PROJECT, {})
    yield verifier
    verifier.close()


async def refusal_type(verifier: IdentityVerifier, token: str) -> type[BadToken]:
    """Return the class of the error with which a token is refused."""
    with pytest.raises(BadToken) as raised:
        await verifier.verify(token)
    return raised.type


async def test_a_valid_token_identifies_its_user(
    verifier: IdentityVerifier, signer: Signer
) -> None:
    claims = claims_of_ann(admin=True)
    identity = await verifier.verify(signer.token(**claims))
    assert (identity.uid, identity.person_id, identity.is_admin) == ("ann", "person-ann", True)
    assert int(identity.expires_at.timestamp()) == claims["exp"]


async def test_without_a_person_claim_the_person_id_is_the_account_id(
    verifier: IdentityVerifier, signer: Signer
) -> None:
    claims = claims_of_ann()
    del claims["personId"]
    token = jwt.encode(signer.signer, claims, key_id=KEY_ID).decode()
    assert (await verifier.verify(token)).person_id == "ann"


@pytest.mark.parametrize("claim", ["true", 1, None])
def test_only_the_boolean_true_makes_an_administrator(claim: object) -> None:
    assert not identity_of(claims_of_ann(uid="ann", admin=claim)).is_admin


async def test_an_expired_token_is_refused_as_expired(
    verifier: IdentityVerifier, signer: Signer
) -> None:
    now = int(time.time())
    assert await refusal_type(verifier, signer.token(iat=now - 7_200, exp=now - 60)) is ExpiredToken


async def test_a_signature_of_another_key_is_refused_as_forged(verifier: IdentityVerifier) -> None:
    assert await refusal_type(verifier, Signer().token()) is ForgedToken


async def test_changed_claims_are_refused_as_forged(
    verifier: IdentityVerifier, signer: Signer
) -> None:
    header, _, signature = signer.token().split(".")
    claims = (
        base64.urlsafe_b64encode(json.dumps(claims_of_ann(sub="eve")).encode())
        .rstrip(b"=")
        .decode()
    )
    assert await refusal_type(verifier, f"{header}.{claims}.{signature}") is ForgedToken


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"iss": "https://securetoken.google.com/another"},
        {"iss": "https://accounts.google.com"},
    ],
    ids=["another audience", "another issuer", "a Google account"],
)
async def test_a_token_of_another_issuer_or_audience_is_refused_as_foreign(
    verifier: IdentityVerifier, signer: Signer, claims: Json
) -> None:
    assert await refusal_type(verifier, signer.token(**claims)) is ForeignToken


@pytest.mark.parametrize(
    "claims",
    [{"sub": ""}, {"sub": 7}, {"sub": "x" * 129}, {"iat": int(time.time()) + 3_600}],
    ids=["empty subject", "a number", "too long", "issued in the future"],
)
async def test_claims_that_firebase_never_issues_are_refused_as_forged(
    verifier: IdentityVerifier, signer: Signer, claims: Json
) -> None:
    assert await refusal_type(verifier, signer.token(**claims)) is ForgedToken


@pytest.mark.parametrize(
    "header",
    [{"alg": "RS256", "kid": "another-key"}, {"alg": "RS256"}, {"alg": "HS256", "kid": KEY_ID}],
    ids=["an unknown key", "no key id", "another algorithm"],
)
async def test_a_header_that_firebase_never_issues_is_refused_as_forged(
    verifier: IdentityVerifier, signer: Signer, header: Json
) -> None:
    assert await refusal_type(verifier, replace_header(signer.token(), header)) is ForgedToken


def replace_header(token: str, header: Json) -> str:
    """Return a token with another header."""
    _, claims, signature = token.split(".")
    segment = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return f"{segment}.{claims}.{signature}"


@pytest.mark.parametrize("token", ["", "garbage", "two.parts", "a.b.c", "\N{SNOWMAN}", "e30.e30."])
async def test_a_malformed_token_is_refused(verifier: IdentityVerifier, token: str) -> None:
    assert issubclass(await refusal_type(verifier, token), ForgedToken | ForeignToken)


def encoded_nested_lists(depth: int) -> str:
    """Return unclosed JSON lists nested `depth` deep, encoded as a part of a token."""
    return base64.urlsafe_b64encode(b"[" * depth).rstrip(b"=").decode()


@pytest.mark.parametrize("depth", [1_000, 5_000])
async def test_a_token_of_too_deeply_nested_json_is_refused_as_forged(
    verifier: IdentityVerifier, signer: Signer, depth: int
) -> None:
    header, claims, signature = signer.token().split(".")
    assert (
        await refusal_type(verifier, f"{header}.{encoded_nested_lists(depth)}.{signature}")
        is ForgedToken
    )
    assert (
        await refusal_type(verifier, f"{encoded_nested_lists(depth)}.{claims}.{signature}")
        is ForgedToken
    )


async def test_without_certificates_a_token_is_neither_accepted_nor_forged(
    verifier: IdentityVerifier, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise exceptions.TransportError("no way out")

    monkeypatch.setattr(id_token, "_fetch_certs", fail)
    with pytest.raises(CertificatesMissing):
        await verifier.verify(signer.token())


# -- the emulator's unsigned tokens ---------------------------------------------------------------


def unsigned_token_of_ann(**claims: Any) -> str:
    """Return an unsigned token of Ann, as the Auth emulator issues it."""
    return unsigned_token("ann", claims_of_ann(**claims))


async def test_an_unsigned_token_is_refused(verifier: IdentityVerifier) -> None:
    assert await refusal_type(verifier, unsigned_token_of_ann()) is ForgedToken


async def test_an_unsigned_token_is_refused_if_the_emulator_is_set_after_start(
    verifier: IdentityVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EMULATOR, "127.0.0.1:9099")
    assert await refusal_type(verifier, unsigned_token_of_ann()) is ForgedToken


async def test_unsigned_tokens_are_accepted_with_the_auth_emulator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(EMULATOR, "127.0.0.1:9099")
    verifier = IdentityVerifier(PROJECT)
    assert (await verifier.verify(unsigned_token_of_ann())).person_id == "person-ann"
    assert (
        await refusal_type(verifier, unsigned_token_of_ann(exp=int(time.time()) - 60))
        is ExpiredToken
    )
    assert await refusal_type(verifier, unsigned_token_of_ann(exp="never")) is ForgedToken
    assert await refusal_type(verifier, unsigned_token_of_ann(aud="another")) is ForeignToken
    verifier.close()


def test_unsigned_tokens_are_never_accepted_on_cloud_run() -> None:
    with pytest.raises(UnsafeEmulator):
        IdentityVerifier(PROJECT, {EMULATOR: "127.0.0.1:9099", "K_SERVICE": "gateway"})


async def test_missing_certificates_do_not_block_the_threads_of_other_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Folding a match up to an earlier action is such work: it would wait for two minutes."""
    may_finish = threading.Event()
    monkeypatch.setattr(identity, "VERIFY_SECONDS", 0.05)
    monkeypatch.setattr(identity.IdentityVerifier, "_verify", lambda *_: may_finish.wait(20.0))
    verifier = IdentityVerifier("demo-tokens", {})
    checks = [asyncio.create_task(verifier.verify("x")) for _ in range(64)]
    try:
        outcomes = await asyncio.gather(*checks, return_exceptions=True)
        assert {type(each) for each in outcomes} == {CertificatesMissing}
        async with asyncio.timeout(5.0):
            assert await asyncio.to_thread(lambda: "folded") == "folded"
    finally:
        may_finish.set()
        verifier.close()
