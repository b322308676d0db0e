"""Keeps the index of a log, what is known of it without reading it, up to date. Pure."""

from collections.abc import Mapping, Sequence

from scrbrd.domain.effective import Remark, remark_of, turns
from scrbrd.domain.places import Place
from scrbrd.engine.chunks import Packed
from scrbrd.handlers.ports import Seen
from scrbrd.handlers.snapshot.model import MOST_STRAYS, Index, Stray


def first_turn(index: Index, changes: Sequence[Seen]) -> Place:
    """Return the earliest turn that changes touch, as the log was and as it will be."""
    before, after = turns(index.remarks), turns(remarks_with(index.remarks, changes))
    places = [seen.place for seen in changes if seen.place is not None]
    return min(turn.get(place, place) for place in places for turn in (before, after))


def index_with(index: Index, old: Mapping[Place, Packed], changes: Sequence[Seen]) -> Index:
    """Return the index after changes; `old` holds the entries that they replace."""
    strays, voided, newest = dict(index.strays), index.voided, index.newest
    places: list[Place] = []
    for seen in changes:
        newest = max(newest, seen.updated_at)
        before = strays.get(seen.action_id) if seen.place is None else old.get(seen.place)
        voided += seen.is_voided - (before.is_voided if before else False)
        if seen.place is None:
            strays[seen.action_id] = Stray(seen.update_time, seen.is_voided, seen.stray or "")
        elif seen.place not in index.taken:
            places.append(seen.place)
    kept = {name: strays[name] for name in sorted(strays)[:MOST_STRAYS]}
    return Index(
        index.taken.with_places(places),
        remarks_with(index.remarks, changes),
        kept,
        index.strays_beyond + len(strays) - len(kept),
        voided,
        newest,
    )


def remarks_with(remarks: Sequence[Remark], changes: Sequence[Seen]) -> tuple[Remark, ...]:
    """Return the remarks after changes, in order of their places."""
    touched = {seen.place for seen in changes}
    new = [remark_of(seen.entry) for seen in changes if seen.entry is not None]
    if not remarks and not any(new):
        return ()
    kept = [remark for remark in remarks if remark.place not in touched]
    added = [remark for remark in new if remark is not None]
    return tuple(sorted([*kept, *added], key=lambda remark: remark.place))
