"""Finds what was ruled before on the claims of a dispute, which the functions perhaps have not read
yet. Pure.

Of two officials who rule at once the first to come counts: the rules (rulings.rules) let nobody
rule right behind a ruling on the same dispute without saying that theirs overrules it. The desk
decides by the same (clients/web/client/src/ruled.ts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from scrbrd.domain.json_types import Json, JsonMap

CAPTAIN: Final = "captain_"
DECISIVE: Final = frozenset({"umpire", "video"})
"""Methods of rulings that outrank the books, and so act on a ball of the log too."""


def ruled_already(
    entries: Mapping[str, str], rulings: Iterable[JsonMap], dispute: JsonMap
) -> JsonMap | None:
    """Return the ruling that ends a dispute as it is, for who would rule on some of its entries;
    None where there is none. One captain's ends none."""
    numbered = [each for each in rulings if is_of_official(each) and shares(entries, each)]
    last = max(numbered, key=number_of, default=None)
    seen = dispute.get("rulingNumber") or 0
    if last is None or number_of(last) <= seen or was_before(last, dispute):
        return None
    is_decisive = last.get("method") in DECISIVE or not dispute.get("actionId")
    return last if is_decisive and is_on_claims(last, dispute) else None


def overruled(ruling: JsonMap, last: JsonMap) -> Json:
    """Return what an official's ruling says of the one right before it, on the same dispute."""
    is_on_same = last.get("disputeId") == ruling["disputeId"]
    if not is_on_same or str(ruling["decidedAs"]).startswith(CAPTAIN):
        return {}
    return {"overrules": number_of(last)}


def is_of_official(ruling: JsonMap) -> bool:
    """Return whether a ruling is no captain's."""
    return not str(ruling.get("decidedAs", "")).startswith(CAPTAIN)


def number_of(ruling: JsonMap) -> int:
    """Return the number of a ruling (1-based)."""
    return int(ruling.get("number") or 0)


def shares(entries: Mapping[str, str], ruling: JsonMap) -> bool:
    """Return whether a ruling is about one of these entries too."""
    theirs: Mapping[str, Any] = ruling.get("entries") or {}
    return any(theirs.get(seat) == entry for seat, entry in entries.items())


def was_before(ruling: JsonMap, dispute: JsonMap) -> bool:
    """Return whether a dispute came up again since a ruling."""
    created, raised = ruling.get("createdAt"), dispute.get("raisedAt")
    if not isinstance(created, datetime) or not isinstance(raised, datetime):
        return False
    return created < raised


def is_on_claims(ruling: JsonMap, dispute: JsonMap) -> bool:
    """Return whether all that a ruling names is claimed still: it acts once it is there."""
    claims: Mapping[str, Any] = dispute.get("claims") or {}
    persons: Mapping[str, Any] = ruling.get("persons") or {}
    return all(
        seat in claims
        and claims[seat]["entryId"] == entry
        and persons.get(seat, claims[seat]["personId"]) == claims[seat]["personId"]
        for seat, entry in (ruling.get("entries") or {}).items()
    )
