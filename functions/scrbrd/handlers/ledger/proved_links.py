"""Finds links whose stored hash is damaged although their actions are as recorded. Pure.

The link after such a one was computed from the right hash, and proves it. Without this, a rebuild
would take the damage for an edit of the action, and record that edit for good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scrbrd.domain.ledger.chain import (
    Ledger,
    Link,
    action_of,
    empty_ledger,
    hash_of,
    record_of,
)
from scrbrd.domain.places import Place

Log = Mapping[Place, Mapping[str, Any]]


def with_proved_hashes(
    match_id: str, links: Sequence[Link], log: Log, end: Ledger | None
) -> Sequence[Link]:
    """Return links, in order of numbers, with the hashes that log and chain prove.

    `end` is the end of the chain, which proves the hash of the last link.
    """
    found: list[Link] = []
    number, head = 0, empty_ledger(match_id).head
    for index, link in enumerate(links):
        rest = links[index + 1 : index + 2]
        proved = None if link.number != number + 1 else computed_hash(link, log, head)
        if proved not in (None, link.hash) and is_proved(proved, link.number, rest, log, end):
            found.append(replace(link, hash=proved))
        else:
            found.append(link)
        number, head = found[-1].number, found[-1].hash
    return found


def computed_hash(link: Link, log: Log, previous: str) -> str | None:
    """Return the hash of a link by the log; None if its action is missing."""
    action = action_of(link.kind, link.place, log.get(link.place), link.void)
    if action is None:
        return None
    return hash_of(link.place, record_of(link.number, link.kind, action), previous)


def is_proved(head: str, number: int, rest: Sequence[Link], log: Log, end: Ledger | None) -> bool:
    """Return True if the next link, or the end of the chain, follows from a hash."""
    if not rest:
        return end is not None and (end.number, end.head) == (number, head)
    [following] = rest
    return following.number == number + 1 and computed_hash(following, log, head) == following.hash
