"""Keeps the index of a log, what is known of it without reading it, up to date. Pure."""

from collections.abc import Mapping, Sequence

from scrbrd.domain.effective import Reference, reference_of, turns
from scrbrd.domain.places import Place
from scrbrd.engine.chunks import Packed
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.snapshot.model import MOST_UNKNOWN, Index, UnknownDocument


def first_turn(index: Index, changes: Sequence[ObservedAction]) -> Place:
    """Return the earliest turn that changes touch, as the log was and as it will be."""
    before, after = turns(index.references), turns(references_with(index.references, changes))
    places = [seen.place for seen in changes if seen.place is not None]
    return min(turn.get(place, place) for place in places for turn in (before, after))


def index_with(
    index: Index, old: Mapping[Place, Packed], changes: Sequence[ObservedAction]
) -> Index:
    """Return the index after changes; `old` holds the entries that they replace."""
    unknown_documents, voided, newest = dict(index.unknown_documents), index.voided, index.newest
    places: list[Place] = []
    for seen in changes:
        newest = max(newest, seen.updated_at)
        before = (
            unknown_documents.get(seen.action_id) if seen.place is None else old.get(seen.place)
        )
        voided += seen.is_voided - (before.is_voided if before else False)
        if seen.place is None:
            unknown_documents[seen.action_id] = UnknownDocument(
                seen.update_time, seen.is_voided, seen.unknown or ""
            )
        elif seen.place not in index.taken:
            places.append(seen.place)
    kept = {name: unknown_documents[name] for name in sorted(unknown_documents)[:MOST_UNKNOWN]}
    return Index(
        index.taken.with_places(places),
        references_with(index.references, changes),
        kept,
        index.unknown_beyond + len(unknown_documents) - len(kept),
        voided,
        newest,
    )


def references_with(
    references: Sequence[Reference], changes: Sequence[ObservedAction]
) -> tuple[Reference, ...]:
    """Return the references after changes, in order of their places."""
    touched = {seen.place for seen in changes}
    new = [reference_of(seen.entry) for seen in changes if seen.entry is not None]
    if not references and not any(new):
        return ()
    kept = [reference for reference in references if reference.place not in touched]
    added = [reference for reference in new if reference is not None]
    return tuple(sorted([*kept, *added], key=lambda reference: reference.place))
