"""Digests of documents: what was last written, in a few bytes, so that only changes are written."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from json import encoder as json_encoder
from typing import Any

Document = Mapping[str, object]
"""A document of any shape, as far as it is written, compared or digested."""

Digests = Mapping[str, str]
"""The digest of each document or field, by its name."""


def as_text(value: Any) -> str:
    """Return a value that JSON has no word for as text; a time is the same as it is read back."""
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def json_writer() -> Callable[[Any], str]:
    """Return what `json.JSONEncoder.encode` does, without making the same encoder at each call.

    That takes longer than to encode a small document. Where Python has no encoder in C, its own.
    """
    whole = json.JSONEncoder(sort_keys=True, default=as_text, check_circular=False)
    make = getattr(json_encoder, "c_make_encoder", None)
    if make is None:
        return whole.encode
    quoted, separators = json_encoder.encode_basestring_ascii, (": ", ", ")
    encoder = make(None, as_text, quoted, None, *separators, True, False, True)
    return lambda value: "".join(encoder(value, 0))


to_json = json_writer()


def digest(value: Any) -> str:
    """Return a digest of 64 bits of a document, also of one with values that we never write."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()[:16]


def digests_of(documents: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of each document or field."""
    return {name: digest(value) for name, value in documents.items()}
