"""Finds earlier rulings on the claims of a dispute, which the functions may not have read yet.
Pure.

If two officials rule at once, the first ruling counts. The security rules (rulings.rules) accept a
ruling right after another one on the same dispute only if it states that it overrules it. The desk
decides in the same way (clients/web/client/src/earlier_rulings.ts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from scrbrd.domain.json_types import Json, JsonMap

CAPTAIN: Final = "captain_"
DECISIVE: Final = frozenset({"umpire", "video"})
"""Methods of rulings that outrank the books, and so apply to a ball of the log too."""


def settling_ruling(
    entries: Mapping[str, str], rulings: Iterable[JsonMap], dispute: JsonMap
) -> JsonMap | None:
    """Return the ruling that already settles a dispute about some of these entries; None if there
    is none. A single captain's ruling settles none."""
    candidates = [each for each in rulings if is_of_official(each) and shares_entry(entries, each)]
    last = max(candidates, key=number_of, default=None)
    seen = dispute.get("rulingNumber") or 0
    if last is None or number_of(last) <= seen or precedes_dispute(last, dispute):
        return None
    is_decisive = last.get("method") in DECISIVE or not dispute.get("actionId")
    return last if is_decisive and is_on_claims(last, dispute) else None


def overrule_fields(ruling: JsonMap, last: JsonMap) -> Json:
    """Return the fields in which an official's ruling overrules the one right before it, on the
    same dispute."""
    is_on_same = last.get("disputeId") == ruling["disputeId"]
    if not is_on_same or str(ruling["decidedAs"]).startswith(CAPTAIN):
        return {}
    return {"overrules": number_of(last)}


def is_of_official(ruling: JsonMap) -> bool:
    """Return True if a ruling is not a captain's."""
    return not str(ruling.get("decidedAs", "")).startswith(CAPTAIN)


def number_of(ruling: JsonMap) -> int:
    """Return the number of a ruling (1-based)."""
    return int(ruling.get("number") or 0)


def shares_entry(entries: Mapping[str, str], ruling: JsonMap) -> bool:
    """Return True if a ruling is about one of these entries too."""
    ruled_entries: Mapping[str, Any] = ruling.get("entries") or {}
    return any(ruled_entries.get(seat) == entry for seat, entry in entries.items())


def precedes_dispute(ruling: JsonMap, dispute: JsonMap) -> bool:
    """Return True if a dispute was raised again after a ruling."""
    created, raised = ruling.get("createdAt"), dispute.get("raisedAt")
    if not isinstance(created, datetime) or not isinstance(raised, datetime):
        return False
    return created < raised


def is_on_claims(ruling: JsonMap, dispute: JsonMap) -> bool:
    """Return True if all entries that a ruling names are still claimed: such a ruling takes effect
    as soon as it exists."""
    claims: Mapping[str, Any] = dispute.get("claims") or {}
    persons: Mapping[str, Any] = ruling.get("persons") or {}
    return all(
        seat in claims
        and claims[seat]["entryId"] == entry
        and persons.get(seat, claims[seat]["personId"]) == claims[seat]["personId"]
        for seat, entry in (ruling.get("entries") or {}).items()
    )
