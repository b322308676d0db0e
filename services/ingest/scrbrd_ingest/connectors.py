"""Finds the connectors: every module of `feeds` that has a `FEED`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from scrbrd_ingest import feeds
from scrbrd_ingest.feeds.connector import Feed, MakeProvider


@cache
def all_feeds() -> Mapping[str, MakeProvider]:
    """Return the connector functions by the name that `INGEST_PROVIDERS` gives as `feed`."""
    modules = (
        import_module(f"{feeds.__name__}.{each.name}") for each in iter_modules(feeds.__path__)
    )
    feeds_found = (getattr(module, "FEED", None) for module in modules)
    return makers_by_name(each for each in feeds_found if isinstance(each, Feed))


def makers_by_name(feeds_found: Iterable[Feed]) -> Mapping[str, MakeProvider]:
    """Return the connector functions by feed name. Raises ValueError for a repeated name."""
    makers: dict[str, MakeProvider] = {}
    for feed in feeds_found:
        if feed.name in makers:
            raise ValueError(f"two modules of {feeds.__name__} read a feed named {feed.name}")
        makers[feed.name] = feed.connect
    return makers
