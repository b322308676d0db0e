"""Whose token it is: only Firebase's own, of this project, as long as it counts."""

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
    """A key of ours that stands for Firebase's."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        private = key.private_bytes(pem, pkcs8, serialization.NoEncryption())
        public = serialization.PublicFormat.SubjectPublicKeyInfo
        self.certificate = key.public_key().public_bytes(pem, public).decode()
        self.signer = crypt.RSASigner.from_string(private)

    def token(self, **claims: Any) -> str:
        """A token of Ann's, good for an hour, but for what is said."""
        return bytes(jwt.encode(self.signer, ann(**claims), key_id=KEY_ID)).decode()


def ann(**claims: Any) -> Json:
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
    monkeypatch.delenv(EMULATOR, raising=False)
    monkeypatch.setattr(id_token, "_fetch_certs", lambda *_: {KEY_ID: signer.certificate})
    one = IdentityVerifier(PROJECT, {})
    yield one
    one.close()


async def refused(verifier: IdentityVerifier, token: str) -> type[BadToken]:
    with pytest.raises(BadToken) as raised:
        await verifier.verify(token)
    return raised.type


async def test_a_good_token_says_whose_it_is(verifier: IdentityVerifier, signer: Signer) -> None:
    claims = ann(admin=True)
    identity = await verifier.verify(signer.token(**claims))
    assert (identity.uid, identity.person_id, identity.is_admin) == ("ann", "person-ann", True)
    assert int(identity.expires_at.timestamp()) == claims["exp"]


async def test_without_a_claim_the_account_is_the_person(
    verifier: IdentityVerifier, signer: Signer
) -> None:
    claims = ann()
    del claims["personId"]
    token = jwt.encode(signer.signer, claims, key_id=KEY_ID).decode()
    assert (await verifier.verify(token)).person_id == "ann"


@pytest.mark.parametrize("claim", ["true", 1, None])
def test_an_administrator_is_one_by_the_word_true_alone(claim: object) -> None:
    assert not identity_of(ann(uid="ann", admin=claim)).is_admin


async def test_an_expired_token_is_told_as_expired(
    verifier: IdentityVerifier, signer: Signer
) -> None:
    now = int(time.time())
    assert await refused(verifier, signer.token(iat=now - 7_200, exp=now - 60)) is ExpiredToken


async def test_another_keys_signature_is_forged(verifier: IdentityVerifier) -> None:
    assert await refused(verifier, Signer().token()) is ForgedToken


async def test_changed_claims_are_forged(verifier: IdentityVerifier, signer: Signer) -> None:
    header, _, signature = signer.token().split(".")
    claims = base64.urlsafe_b64encode(json.dumps(ann(sub="eve")).encode()).rstrip(b"=").decode()
    assert await refused(verifier, f"{header}.{claims}.{signature}") is ForgedToken


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"iss": "https://securetoken.google.com/another"},
        {"iss": "https://accounts.google.com"},
    ],
    ids=["another audience", "another issuer", "a Google account"],
)
async def test_a_token_of_elsewhere_is_foreign(
    verifier: IdentityVerifier, signer: Signer, claims: Json
) -> None:
    assert await refused(verifier, signer.token(**claims)) is ForeignToken


@pytest.mark.parametrize(
    "claims",
    [{"sub": ""}, {"sub": 7}, {"sub": "x" * 129}, {"iat": int(time.time()) + 3_600}],
    ids=["nobody", "a number", "too long", "issued tomorrow"],
)
async def test_claims_that_firebase_does_not_make_are_forged(
    verifier: IdentityVerifier, signer: Signer, claims: Json
) -> None:
    assert await refused(verifier, signer.token(**claims)) is ForgedToken


@pytest.mark.parametrize(
    "header",
    [{"alg": "RS256", "kid": "another-key"}, {"alg": "RS256"}, {"alg": "HS256", "kid": KEY_ID}],
    ids=["an unknown key", "no key id", "another algorithm"],
)
async def test_a_header_that_firebase_does_not_make_is_forged(
    verifier: IdentityVerifier, signer: Signer, header: Json
) -> None:
    assert await refused(verifier, with_header(signer.token(), header)) is ForgedToken


def with_header(token: str, header: Json) -> str:
    _, claims, signature = token.split(".")
    segment = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    return f"{segment}.{claims}.{signature}"


@pytest.mark.parametrize("token", ["", "garbage", "two.parts", "a.b.c", "\N{SNOWMAN}", "e30.e30."])
async def test_what_is_no_token_is_refused(verifier: IdentityVerifier, token: str) -> None:
    assert issubclass(await refused(verifier, token), ForgedToken | ForeignToken)


def nested(depth: int) -> str:
    return base64.urlsafe_b64encode(b"[" * depth).rstrip(b"=").decode()


@pytest.mark.parametrize("depth", [1_000, 5_000])
async def test_a_token_of_too_deep_json_is_forged(
    verifier: IdentityVerifier, signer: Signer, depth: int
) -> None:
    header, claims, signature = signer.token().split(".")
    assert await refused(verifier, f"{header}.{nested(depth)}.{signature}") is ForgedToken
    assert await refused(verifier, f"{nested(depth)}.{claims}.{signature}") is ForgedToken


async def test_without_certificates_nobody_is_known_and_nobody_forged(
    verifier: IdentityVerifier, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise exceptions.TransportError("no way out")

    monkeypatch.setattr(id_token, "_fetch_certs", fail)
    with pytest.raises(CertificatesMissing):
        await verifier.verify(signer.token())


# -- the emulator's unsigned tokens ---------------------------------------------------------------


def unsigned(**claims: Any) -> str:
    return unsigned_token("ann", ann(**claims))


async def test_an_unsigned_token_is_refused(verifier: IdentityVerifier) -> None:
    assert await refused(verifier, unsigned()) is ForgedToken


async def test_an_unsigned_token_is_refused_where_the_variable_comes_later(
    verifier: IdentityVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EMULATOR, "127.0.0.1:9099")
    assert await refused(verifier, unsigned()) is ForgedToken


async def test_the_emulators_tokens_count_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(EMULATOR, "127.0.0.1:9099")
    verifier = IdentityVerifier(PROJECT)
    assert (await verifier.verify(unsigned())).person_id == "person-ann"
    assert await refused(verifier, unsigned(exp=int(time.time()) - 60)) is ExpiredToken
    assert await refused(verifier, unsigned(exp="never")) is ForgedToken
    assert await refused(verifier, unsigned(aud="another")) is ForeignToken
    verifier.close()


def test_the_emulators_tokens_never_count_on_cloud_run() -> None:
    with pytest.raises(UnsafeEmulator):
        IdentityVerifier(PROJECT, {EMULATOR: "127.0.0.1:9099", "K_SERVICE": "gateway"})


async def test_certificates_that_do_not_come_keep_no_other_work_from_its_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To fold a match up to an earlier action is such work: it would wait for two minutes."""
    ends = threading.Event()
    monkeypatch.setattr(identity, "VERIFY_SECONDS", 0.05)
    monkeypatch.setattr(identity.IdentityVerifier, "_verify", lambda *_: ends.wait(20.0))
    verifier = IdentityVerifier("demo-tokens", {})
    checks = [asyncio.create_task(verifier.verify("x")) for _ in range(64)]
    try:
        outcomes = await asyncio.gather(*checks, return_exceptions=True)
        assert {type(each) for each in outcomes} == {CertificatesMissing}
        async with asyncio.timeout(5.0):
            assert await asyncio.to_thread(lambda: "folded") == "folded"
    finally:
        ends.set()
        verifier.close()
