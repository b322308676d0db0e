"""Checks a stored ledger against the log and the published heads. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from scrbrd.domain.actions import action_id
from scrbrd.domain.ledger.chain import LinkKind, action_of, empty_ledger, hash_of, record_of
from scrbrd.domain.places import Place
from scrbrd.handlers.ledger.action_states import action_states
from scrbrd.handlers.ledger.export import StoredLedger


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """A fault of a ledger, and the number of the link that has it."""

    number: int
    text: str


def ledger_faults(match_id: str, stored: StoredLedger) -> Iterator[LedgerFault]:
    """Yield the first fault of the chain.

    If it has none, where the log and the heads differ from it.
    """
    fault = chain_fault(match_id, stored)
    if fault is not None:
        yield fault
        return
    ledger = stored.ledger
    # A log without one readable action has no link, and its head is that of an empty ledger.
    published = stored.published_head or empty_ledger(match_id)
    if (published.number, published.head) != (ledger.number, ledger.head):
        yield LedgerFault(ledger.number, "live/score.ledger is not the head")
    yield from log_faults(match_id, stored)


def chain_fault(match_id: str, stored: StoredLedger) -> LedgerFault | None:
    """Return the first link that is missing, or whose hash does not follow from the log and the
    link before.
    """
    head, noted = empty_ledger(match_id).head, last_edit_links(stored)
    for number, link in enumerate(stored.links, start=1):
        if link.number != number:
            return LedgerFault(number, "the link is missing")
        if number < noted.get(link.place, 0):
            head = link.hash
            continue
        action = action_of(link.kind, link.place, stored.log.get(link.place), link.void)
        record = record_of(number, link.kind, action)
        if action is None or hash_of(link.place, record, head) != link.hash:
            return LedgerFault(number, f"{link.action_id} is not what was {link.kind}")
        head = link.hash
    if (len(stored.links), head) != (stored.ledger.number, stored.ledger.head):
        return LedgerFault(len(stored.links) + 1, "the chain does not end at its head")
    return None


def last_edit_links(stored: StoredLedger) -> dict[Place, int]:
    """Return, by place, the last link that records an edit or a removal of an action past the
    rules.

    The content before it can no longer be proved. verifier/verify.py reports such links; here they
    are accepted.
    """
    return {
        link.place: link.number
        for link in stored.links
        if link.kind in (LinkKind.EDITED, LinkKind.REMOVED)
    }


def log_faults(match_id: str, stored: StoredLedger) -> Iterator[LedgerFault]:
    """Yield the actions for which the links and the log disagree."""
    known, end = action_states(match_id, stored.links), stored.ledger.number + 1
    for place in sorted(known.keys() | stored.log.keys()):
        name = action_id(*place)
        if place not in known:
            yield LedgerFault(end, f"{name} has no link")
        elif place not in stored.log:
            yield LedgerFault(known[place].link.number, f"{name} is no longer in the log")
        elif (stored.log[place].get("isVoided") is True) is not known[place].is_voided:
            yield LedgerFault(
                known[place].link.number, f"{name} is voided, or not: no link says so"
            )
