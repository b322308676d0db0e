"""Holds an answer against the match that was asked for: caches and proxies mix them up."""

from __future__ import annotations

import re

from scrbrd_ingest.feeds.reading import Fields, Unreadable

EVENT = re.compile(r"/events/([^/?]+)")


def require_match(fields: Fields, name: str, provider_match_id: str) -> None:
    """Raise Unreadable where a field names another match; one that says none is believed.

    Of ids such as `sr:match:7` the last part counts.
    """
    if fields.has(name):
        told = fields.text(name)
        if last_part(told) != last_part(provider_match_id):
            raise Unreadable(f"{fields.where(name)}: is another match, {told[:40]!r}")


def require_event(item: Fields, name: str, provider_match_id: str) -> None:
    """Raise Unreadable where an address such as `.../events/7/...` is of another match."""
    address = item.value.get(name)
    found = EVENT.search(address) if isinstance(address, str) else None
    if found is not None and found[1] != last_part(provider_match_id):
        raise Unreadable(f"{item.where(name)}: is of another match, {found[1][:40]!r}")


def last_part(provider_match_id: str) -> str:
    """Return what stands behind the last colon."""
    return provider_match_id.rpartition(":")[2]
