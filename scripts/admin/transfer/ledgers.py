"""Puts the ledger of a match where none is, or adds what is missing at its end.

A ledger is one chain over all its documents, so they are compared together: documents of two chains
beside each other would prove nothing. What is there is never replaced, for heads of it were given
out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from admin.transfer.values import to_json
from admin.transfer.writing import (
    Conflict,
    Document,
    Fields,
    Tally,
    Target,
    batches,
    put_batch,
    retried,
)
from scrbrd.adapters import paths

Chain = Sequence[Any]


def ledger_of(path: str) -> str | None:
    """Return the match to whose ledger a document belongs; None for any other document."""
    collection, _, name = path.rpartition("/")
    parts = collection.split("/")
    is_ledger = bool(name) and len(parts) > 1 and collection == paths.ledger(parts[1])
    return parts[1] if is_ledger else None


def batches_and_ledgers(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield documents in batches that one commit takes; the ledger of a match is one of its own."""
    for match_id, group in groupby(documents, key=lambda document: ledger_of(document.path)):
        if match_id is None:
            yield from batches(group)
        else:
            yield list(group)


def put(
    target: Target,
    batch: Sequence[Document],
    conflict: Conflict,
    *,
    apply: bool = True,
    are_absent: bool = False,
) -> Tally:
    """Put a batch, or a ledger; without `apply`, only count what would happen to it."""
    if ledger_of(batch[0].path) is not None:
        return put_ledger(target, batch, conflict, apply=apply)
    return put_batch(target, batch, conflict, apply=apply, are_absent=are_absent)


def put_ledger(
    target: Target, documents: Sequence[Document], conflict: Conflict, *, apply: bool = True
) -> Tally:
    """Put the ledger of one match.

    One that goes on from ours is there already. One that ours goes on from is continued. Any other
    is in the way, and is left as it is even where documents are overwritten.
    """
    stored = read_stored(target, [document.path for document in documents])
    tally, wanted = Tally(), list[Document]()
    are_ours, are_theirs = True, True
    for document in documents:
        have = stored[document.path]
        our, their = chain_of(document.fields), chain_of(have or {})
        are_ours = are_ours and begins(their, our)
        are_theirs = are_theirs and have is not None and begins(our, their)
        tally.new += have is None
        tally.continued += have is not None and len(our) > len(their)
        if have is None or len(our) > len(their):
            wanted.append(document)
    if are_theirs:
        return Tally(same=len(documents))
    if not are_ours:
        return other_chain([each.path for each in documents], conflict)
    if apply:
        for batch in batches(wanted):
            put_batch(target, batch, Conflict.OVERWRITE)
    tally.same = len(documents) - len(wanted)
    return tally


@retried
def read_stored(target: Target, wanted: Sequence[str]) -> Mapping[str, Fields | None]:
    """Return the documents at some paths; None where there is none."""
    stored = target.read(wanted)
    return {path: stored.get(path) for path in wanted}


def chain_of(fields: Fields) -> Chain:
    """Return number and hash of each link in a document: the rest of it is in the hash, or is when
    the document of an action was last written."""
    entries = fields.get("entries")
    return [link_of(each) for each in entries] if isinstance(entries, list) else []


def link_of(entry: Any) -> Any:
    """Return number and hash of a link; of what is none, all of it."""
    if isinstance(entry, Mapping):
        return to_json([entry.get("number"), entry.get("hash")])
    return to_json(entry)


def begins(start: Chain, whole: Chain) -> bool:
    """Return whether one chain is the beginning of another, or all of it."""
    return list(whole[: len(start)]) == list(start)


def other_chain(wanted: Sequence[str], conflict: Conflict) -> Tally:
    """Return the tally of a ledger that is not written, for another one is there."""
    if conflict is Conflict.OVERWRITE:
        return Tally(other_ledgers=len(wanted))
    return Tally(in_the_way=len(wanted), differing=[f"{wanted[0]} entries"])
