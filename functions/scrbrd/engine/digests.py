"""Computes digests of documents: a few bytes each, so that only changed documents are written."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from json import encoder as json_encoder
from typing import Any

Document = Mapping[str, object]
"""A document of any shape, as it is written, compared or digested."""

Digests = Mapping[str, str]
"""The digest of each document or field, by its name."""


def as_text(value: Any) -> str:
    """Return a value that JSON cannot hold as text; a time gives the same text after it is read
    back."""
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def json_writer() -> Callable[[Any], str]:
    """Return the function of `json.JSONEncoder.encode` with one shared encoder.

    Making an encoder for each call takes longer than encoding a small document. Where Python has no
    encoder in C, its own is used.
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
    """Return a 64-bit digest of a document, even of one with values that we never write."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()[:16]


def digests_of(documents: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of each document or field."""
    return {name: digest(value) for name, value in documents.items()}
