"""Checksums of `live/state`: they show whether it is as it was written, and by which version.

CRC-32, because it must find damage and not malice, and every ball computes it twice: together some
50 microseconds, where packing takes 3,000. For chunks see `checksum_of` in `engine/chunks.py`.
"""

import json
import zlib
from datetime import datetime

from scrbrd.domain.json_types import JsonMap

PLAIN = (
    "version",
    "lastActionId",
    "actionCount",
    "voidedCount",
    "newestUpdatedAt",
    "problemCount",
    "sealed",
    "sealedChecksums",
    "openChunk",
)
PACKED = ("openLog", "openDigests", "lastWritten", "index", "known", "state", "checkpoint")
# `owedFeed`, `owedNames` and `revision` are also written after a commit, and so are `owedClosing`
# and `closed`: each group has its own checksum.

AS_TEXT = json.JSONEncoder(default=datetime.isoformat).encode


def of_state(document: JsonMap, version: int) -> str:
    """Return the version that wrote a `live/state`, and the CRC-32 of all fields that a commit
    writes.

    Left out are `holdUntil`, `hasFailed`, `lastUpdated`, and fields with a checksum of their own.
    Raises LookupError, TypeError or ValueError if a field is missing or of a type that is never
    written.
    """
    packed = [document[name] for name in PACKED]
    plain = [document[name] for name in PLAIN]
    total = zlib.crc32(AS_TEXT([version, *plain, *map(len, packed)]).encode())
    for part in packed:
        total = zlib.crc32(part, total)
    return f"{version}-{total:08x}"


def of_feed(document: JsonMap) -> int:
    """Return the CRC-32 of the pending documents of the feed and of its revision."""
    plain = AS_TEXT([document["owedFeed"], document["revision"]])
    return zlib.crc32(document["owedNames"], zlib.crc32(plain.encode()))


def of_match_end(document: JsonMap) -> int:
    """Return the CRC-32 of the fields about the documents of the end of the match."""
    return zlib.crc32(document["closed"], zlib.crc32(AS_TEXT(document["owedClosing"]).encode()))


def of_ledger(document: JsonMap, version: int | str) -> str:
    """Return a version of the score, and the CRC-32 of the ledger at that version."""
    packed, text = document["ledger"], str(version)
    begun = AS_TEXT([text, packed is not None]).encode()
    return f"{text}-{zlib.crc32(packed if packed is not None else b'', zlib.crc32(begun)):08x}"


def check(document: JsonMap, version: int) -> None:
    """Raise ValueError, or the exceptions of the checksums, if a `live/state` is not as it was
    written.
    """
    checks = {
        "checksum": of_state(document, version),
        "feedChecksum": of_feed(document),
        "closingChecksum": of_match_end(document),
    }
    wrong = [name for name, wanted in checks.items() if document[name] != wanted]
    if wrong:
        raise ValueError(f"{' and '.join(wrong)} differ")


def is_newer(document: JsonMap, version: int) -> bool:
    """Return True if a newer version wrote a `live/state`.

    The checksum must name that version as well: a changed `schemaVersion` alone is damage.
    """
    written, checksum = document.get("schemaVersion"), document.get("checksum")
    if not isinstance(written, int) or not isinstance(checksum, str):
        return False
    return written > version and checksum.startswith(f"{written}-")
