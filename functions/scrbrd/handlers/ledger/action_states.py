"""Derives the state of each action from a ledger: its last content, and whether it is voided.
Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scrbrd.domain.ledger.chain import (
    CONTENT_KINDS,
    TOGGLES,
    Link,
    LinkKind,
    empty_ledger,
    hash_of,
    immutable_fields,
    record_of,
)
from scrbrd.domain.places import Place


@dataclass(frozen=True, slots=True)
class ActionState:
    """An action as the ledger has it.

    `link` is the link of its content; `previous` is the hash before that link, None if the link
    before is missing.
    """

    link: Link
    previous: str | None
    is_voided: bool = False

    def has_content(self, document: Mapping[str, Any]) -> bool:
        """Return True if a stored action has the content of the link, or if that cannot be
        checked.
        """
        if self.previous is None:
            return True
        record = record_of(self.link.number, self.link.kind, immutable_fields(document))
        return hash_of(self.link.place, record, self.previous) == self.link.hash


def action_states(match_id: str, links: Sequence[Link]) -> dict[Place, ActionState]:
    """Return the state of each action that is not removed.

    `links` are in order of their numbers.
    """
    found: dict[Place, ActionState] = {}
    number, head = 0, empty_ledger(match_id).head
    for link in links:
        before = found.get(link.place)
        if link.kind in CONTENT_KINDS:
            previous = head if link.number == number + 1 else None
            is_voided = before.is_voided if before and link.kind is LinkKind.EDITED else False
            found[link.place] = ActionState(link, previous, is_voided)
        elif link.kind in TOGGLES and before:
            found[link.place] = replace(before, is_voided=link.kind is LinkKind.VOIDED)
        elif link.kind is LinkKind.REMOVED:
            found.pop(link.place, None)
        number, head = link.number, link.hash
    return found
