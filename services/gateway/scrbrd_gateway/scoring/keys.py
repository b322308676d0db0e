"""Derives the nonce of a record from its client's key, so that a repeated request is recognised.
Pure.

The nonce of an action holds a digest of the key and one of the request; nothing else is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel

from scrbrd_gateway.problems import Problem

PREFIX: Final = "key"
LONGEST_KEY: Final = 200
KEY_DIGITS: Final = 32
REQUEST_DIGITS: Final = 16
BAD_REQUEST: Final = 400


def checked_key(key: str | None) -> str | None:
    """Return an Idempotency-Key without quotes and spaces around it. Raises Problem for an invalid
    one."""
    if key is None:
        return None
    text = key.strip().strip('"')
    if not 1 <= len(text) <= LONGEST_KEY or not text.isprintable():
        why = f"Idempotency-Key: 1 to {LONGEST_KEY} characters that can be seen, such as a UUID"
        raise Problem(BAD_REQUEST, "bad_key", why)
    return text


def keyed_nonce(person_id: str, key: str, what: str, body: BaseModel) -> str:
    """Return the nonce of a record that a person makes under a key; `what` names the request."""
    content = json.dumps(body.model_dump(mode="json", exclude_unset=True), sort_keys=True)
    by_key, by_request = digest(person_id, key), digest(what, content)
    return f"{PREFIX}-{by_key[:KEY_DIGITS]}-{by_request[:REQUEST_DIGITS]}"


def digest(*texts: str) -> str:
    """Return the SHA-256 of some texts; no other list of texts of the same number gives the same
    input."""
    return hashlib.sha256("\n".join(json.dumps(text) for text in texts).encode()).hexdigest()


def nonce_of_same_key(nonces: Iterable[str], nonce: str) -> str | None:
    """Return the nonce among `nonces` that was derived from the same key; None if there is none."""
    stem, _, _ = nonce.rpartition("-")
    is_keyed = stem.startswith(f"{PREFIX}-")
    return next((each for each in nonces if is_keyed and each.startswith(f"{stem}-")), None)
