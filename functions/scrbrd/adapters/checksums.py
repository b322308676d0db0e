"""Checksums of `live/state`: whether it is what was written, and by which version.

CRC-32, for it is there to find damage and not malice, and every ball computes it twice: together
some 50 microseconds, where packing takes 3,000. Chunks: `checksum_of` in `engine/chunks.py`.
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
# `owedFeed`, `owedNames` and `revision` are written after a commit too, and so are `owedClosing`
# and `closed`: both groups are under a checksum of their own.

AS_TEXT = json.JSONEncoder(default=datetime.isoformat).encode


def of_state(document: JsonMap, version: int) -> str:
    """The version that wrote a `live/state`, and the CRC-32 of all that a commit writes in it.

    Left out: `holdUntil`, `hasFailed`, `lastUpdated`, and what has a checksum of its own. Raises
    LookupError, TypeError or ValueError where a field is missing or of a type we never write.
    """
    packed = [document[name] for name in PACKED]
    plain = [document[name] for name in PLAIN]
    total = zlib.crc32(AS_TEXT([version, *plain, *map(len, packed)]).encode())
    for part in packed:
        total = zlib.crc32(part, total)
    return f"{version}-{total:08x}"


def of_feed(document: JsonMap) -> int:
    """The CRC-32 of what is owed of the feed, and of its revision."""
    plain = AS_TEXT([document["owedFeed"], document["revision"]])
    return zlib.crc32(document["owedNames"], zlib.crc32(plain.encode()))


def of_match_end(document: JsonMap) -> int:
    """The CRC-32 of whether documents of the end of the match are pending, and of their digests."""
    return zlib.crc32(document["closed"], zlib.crc32(AS_TEXT(document["owedClosing"]).encode()))


def of_ledger(document: JsonMap, version: int | str) -> str:
    """A version of the score, and the CRC-32 of how far the ledger has come by then."""
    packed, text = document["ledger"], str(version)
    begun = AS_TEXT([text, packed is not None]).encode()
    return f"{text}-{zlib.crc32(packed if packed is not None else b'', zlib.crc32(begun)):08x}"


def check(document: JsonMap, version: int) -> None:
    """Raise ValueError, or what the checksums raise, where a `live/state` is not as written."""
    checks = {
        "checksum": of_state(document, version),
        "feedChecksum": of_feed(document),
        "closingChecksum": of_match_end(document),
    }
    wrong = [name for name, wanted in checks.items() if document[name] != wanted]
    if wrong:
        raise ValueError(f"{' and '.join(wrong)} differ")


def is_newer(document: JsonMap, version: int) -> bool:
    """Whether a newer version wrote a `live/state`, which it says in the checksum as well: a
    changed `schemaVersion` alone is damage."""
    written, checksum = document.get("schemaVersion"), document.get("checksum")
    if not isinstance(written, int) or not isinstance(checksum, str):
        return False
    return written > version and checksum.startswith(f"{written}-")
