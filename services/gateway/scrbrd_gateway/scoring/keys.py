"""Makes the name of a record from the key that its client sent, so that a repeat is found. Pure.

The nonce of an action holds a digest of the key and one of the request: nothing else is kept.
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
    """Return an Idempotency-Key as it was meant. Raises Problem for an unfit one."""
    if key is None:
        return None
    text = key.strip().strip('"')
    if not 1 <= len(text) <= LONGEST_KEY or not text.isprintable():
        why = f"Idempotency-Key: 1 to {LONGEST_KEY} characters that can be seen, such as a UUID"
        raise Problem(BAD_REQUEST, "bad_key", why)
    return text


def keyed_nonce(person_id: str, key: str, what: str, body: BaseModel) -> str:
    """Return the nonce of what a person records under a key; `what` names the request."""
    said = json.dumps(body.model_dump(mode="json", exclude_unset=True), sort_keys=True)
    by_key, by_request = digest(person_id, key), digest(what, said)
    return f"{PREFIX}-{by_key[:KEY_DIGITS]}-{by_request[:REQUEST_DIGITS]}"


def digest(*texts: str) -> str:
    """Return the SHA-256 of texts that no other texts of that number have."""
    return hashlib.sha256("\n".join(json.dumps(text) for text in texts).encode()).hexdigest()


def same_key(nonces: Iterable[str], nonce: str) -> str | None:
    """Return the nonce among `nonces` that was made from the same key; None where there is none."""
    stem, _, _ = nonce.rpartition("-")
    is_keyed = stem.startswith(f"{PREFIX}-")
    return next((each for each in nonces if is_keyed and each.startswith(f"{stem}-")), None)
