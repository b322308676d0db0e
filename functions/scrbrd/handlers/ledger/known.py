"""What a ledger knows of each action: its last content, and whether it is voided. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scrbrd.domain.ledger.chain import (
    OF_CONTENT,
    TOGGLES,
    Link,
    What,
    beginning,
    content,
    hash_of,
    record_of,
)
from scrbrd.domain.places import Place


@dataclass(frozen=True, slots=True)
class Known:
    """An action as the ledger has it: the link of its content, the hash before that link (None
    where the link before is missing), and whether it is voided."""

    link: Link
    previous: str | None
    is_voided: bool = False

    def has_content(self, document: Mapping[str, Any]) -> bool:
        """Return whether a stored action has the content that the link has; True where it cannot be
        known."""
        if self.previous is None:
            return True
        record = record_of(self.link.number, self.link.what, content(document))
        return hash_of(self.link.place, record, self.previous) == self.link.hash


def known_actions(match_id: str, links: Sequence[Link]) -> dict[Place, Known]:
    """Return what links, in order of their numbers, say of each action that is not removed."""
    found: dict[Place, Known] = {}
    number, head = 0, beginning(match_id).head
    for link in links:
        before = found.get(link.place)
        if link.what in OF_CONTENT:
            previous = head if link.number == number + 1 else None
            is_voided = before.is_voided if before and link.what is What.EDITED else False
            found[link.place] = Known(link, previous, is_voided)
        elif link.what in TOGGLES and before:
            found[link.place] = replace(before, is_voided=link.what is What.VOIDED)
        elif link.what is What.REMOVED:
            found.pop(link.place, None)
        number, head = link.number, link.hash
    return found
