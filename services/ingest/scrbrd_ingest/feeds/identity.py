"""Checks that an answer is of the requested match: caches and proxies mix answers up."""

from __future__ import annotations

import re

from scrbrd_ingest.feeds.fields import Fields, Unreadable

EVENT = re.compile(r"/events/([^/?]+)")


def require_match(fields: Fields, name: str, provider_match_id: str) -> None:
    """Raise Unreadable if a field names another match; a missing field is accepted.

    Only the last part of ids such as `sr:match:7` is compared.
    """
    if fields.has(name):
        named = fields.text(name)
        if last_part(named) != last_part(provider_match_id):
            raise Unreadable(f"{fields.where(name)}: is another match, {named[:40]!r}")


def require_event(item: Fields, name: str, provider_match_id: str) -> None:
    """Raise Unreadable if an address such as `.../events/7/...` is of another match."""
    address = item.value.get(name)
    found = EVENT.search(address) if isinstance(address, str) else None
    if found is not None and found[1] != last_part(provider_match_id):
        raise Unreadable(f"{item.where(name)}: is of another match, {found[1][:40]!r}")


def last_part(provider_match_id: str) -> str:
    """Return the part after the last colon."""
    return provider_match_id.rpartition(":")[2]
