"""Checks a stored ledger against the log and the heads that are shown. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from scrbrd.domain.actions import action_id
from scrbrd.domain.ledger.chain import What, action_of, beginning, hash_of, record_of
from scrbrd.domain.places import Place
from scrbrd.handlers.ledger.exported import StoredLedger
from scrbrd.handlers.ledger.known import known_actions


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """What is wrong with a ledger, at the link with a number."""

    number: int
    text: str


def ledger_faults(match_id: str, stored: StoredLedger) -> Iterator[LedgerFault]:
    """Yield the first fault of the chain, or where the log and the heads are not what it says."""
    fault = chain_fault(match_id, stored)
    if fault is not None:
        yield fault
        return
    ledger, shown = stored.ledger, stored.shown
    if shown is None or (shown.number, shown.head) != (ledger.number, ledger.head):
        yield LedgerFault(ledger.number, "live/score.ledger is not the head")
    yield from log_faults(match_id, stored)


def chain_fault(match_id: str, stored: StoredLedger) -> LedgerFault | None:
    """Return the first link that is missing, or not what the log or the link before makes of it."""
    head, noted = beginning(match_id).head, noted_until(stored)
    for number, link in enumerate(stored.links, start=1):
        if link.number != number:
            return LedgerFault(number, "the link is missing")
        if number < noted.get(link.place, 0):
            head = link.hash
            continue
        action = action_of(link.what, link.place, stored.log.get(link.place), link.void)
        record = record_of(number, link.what, action)
        if action is None or hash_of(link.place, record, head) != link.hash:
            return LedgerFault(number, f"{link.action_id} is not what was {link.what}")
        head = link.hash
    if (len(stored.links), head) != (stored.ledger.number, stored.ledger.head):
        return LedgerFault(len(stored.links) + 1, "the chain does not end at its head")
    return None


def noted_until(stored: StoredLedger) -> dict[Place, int]:
    """Return the last link that notes of an action that it was edited or removed past the rules.

    What it was before cannot be proved any more, which verifier/verify.py names; here it is known.
    """
    return {
        link.place: link.number for link in stored.links if link.what in (What.EDITED, What.REMOVED)
    }


def log_faults(match_id: str, stored: StoredLedger) -> Iterator[LedgerFault]:
    """Yield the actions of which the links say something else than the log."""
    known, end = known_actions(match_id, stored.links), stored.ledger.number + 1
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
