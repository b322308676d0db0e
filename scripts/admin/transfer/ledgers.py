"""Writes the ledger of a match if there is none, or appends the links that are missing at its end.

A ledger is one chain over all its documents, so they are compared together: a mixture of two chains
would prove nothing. A stored ledger is never replaced, because its heads were given out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from admin.transfer.batch_writes import (
    Conflict,
    Document,
    Fields,
    Tally,
    Target,
    batches,
    put_batch,
    retried,
)
from admin.transfer.values import to_json
from scrbrd.adapters import paths

Chain = Sequence[Any]


def ledger_of(path: str) -> str | None:
    """Return the match to whose ledger a document belongs; None for any other document."""
    collection, _, name = path.rpartition("/")
    parts = collection.split("/")
    is_ledger = bool(name) and len(parts) > 1 and collection == paths.ledger(parts[1])
    return parts[1] if is_ledger else None


def batches_and_ledgers(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield documents in batches for one commit each; the ledger of a match is one batch."""
    for match_id, group in groupby(documents, key=lambda document: ledger_of(document.path)):
        if match_id is None:
            yield from batches(group)
        else:
            yield list(group)


def put_documents(
    target: Target,
    batch: Sequence[Document],
    conflict: Conflict,
    *,
    apply: bool = True,
    are_absent: bool = False,
) -> Tally:
    """Put a batch, or a ledger; without `apply`, only count the changes."""
    if ledger_of(batch[0].path) is not None:
        return put_ledger(target, batch, conflict, apply=apply)
    return put_batch(target, batch, conflict, apply=apply, are_absent=are_absent)


def put_ledger(
    target: Target, documents: Sequence[Document], conflict: Conflict, *, apply: bool = True
) -> Tally:
    """Put the ledger of one match.

    If the stored ledger is longer, all of it is there already. If the new one continues the stored
    one, the missing links are added. Any other stored ledger is in the way, and is kept even if
    documents are overwritten.
    """
    stored = read_stored(target, [document.path for document in documents])
    tally, to_write = Tally(), list[Document]()
    continues_stored, is_in_stored = True, True
    for document in documents:
        stored_document = stored[document.path]
        new_chain, stored_chain = chain_of(document.fields), chain_of(stored_document or {})
        continues_stored = continues_stored and is_prefix(stored_chain, new_chain)
        is_in_stored = (
            is_in_stored and stored_document is not None and is_prefix(new_chain, stored_chain)
        )
        tally.new += stored_document is None
        tally.continued += stored_document is not None and len(new_chain) > len(stored_chain)
        if stored_document is None or len(new_chain) > len(stored_chain):
            to_write.append(document)
    if is_in_stored:
        return Tally(same=len(documents))
    if not continues_stored:
        return tally_of_other_chain([each.path for each in documents], conflict)
    if apply:
        for batch in batches(to_write):
            put_batch(target, batch, Conflict.OVERWRITE)
    tally.same = len(documents) - len(to_write)
    return tally


@retried
def read_stored(target: Target, document_paths: Sequence[str]) -> Mapping[str, Fields | None]:
    """Return the documents at some paths; None if there is none."""
    stored = target.read(document_paths)
    return {path: stored.get(path) for path in document_paths}


def chain_of(fields: Fields) -> Chain:
    """Return number and hash of each link in a document.

    The other fields are covered by the hash, or are update times of actions.
    """
    entries = fields.get("entries")
    return [link_of(each) for each in entries] if isinstance(entries, list) else []


def link_of(entry: Any) -> Any:
    """Return number and hash of a link; for a malformed link, all of it."""
    if isinstance(entry, Mapping):
        return to_json([entry.get("number"), entry.get("hash")])
    return to_json(entry)


def is_prefix(start: Chain, whole: Chain) -> bool:
    """Return True if one chain is the beginning of another, or all of it."""
    return list(whole[: len(start)]) == list(start)


def tally_of_other_chain(document_paths: Sequence[str], conflict: Conflict) -> Tally:
    """Return the tally of a ledger that is not written because another one is stored."""
    if conflict is Conflict.OVERWRITE:
        return Tally(other_ledgers=len(document_paths))
    return Tally(in_the_way=len(document_paths), differing=[f"{document_paths[0]} entries"])
