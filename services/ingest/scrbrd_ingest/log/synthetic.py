"""Derives events from changes of the score when a provider sends no balls. Pure.

They are stored as marked records in the match's `provider_events`, which only administrators can
read. The log never holds one, because the batter is unknown. When the balls arrive, the records are
marked as replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from scrbrd_ingest.log.records import Record, RecordState
from scrbrd_ingest.log.write_plan import Group
from scrbrd_ingest.model import FeedEvent, InningsTotal, Place

SCORE_CHANGE = "score_change"

MOST_OPEN: Final = 50
"""Maximum number of stored scores without balls: in play few, more indicate wrong data."""


def synthetic_groups(
    provider: str,
    stated: Mapping[int, InningsTotal],
    event_totals: Mapping[int, InningsTotal],
    known: Mapping[str, Record],
) -> list[Group]:
    """Return the writes of `synthetic_records`; `known` are the stored records, by key."""
    made = synthetic_records(provider, stated, event_totals, known.values())
    return [Group((), (each,)) if each.key in known else Group((), (), (each,)) for each in made]


def synthetic_records(
    provider: str,
    stated: Mapping[int, InningsTotal],
    event_totals: Mapping[int, InningsTotal],
    known: Iterable[Record],
) -> list[Record]:
    """Return records of scores without matching balls, and of those whose balls have arrived.

    `event_totals` are the totals of the known balls. A total ahead of them makes one event,
    `score:{innings}:{runs}/{wickets}`; it is replaced once the balls reach it. At most MOST_OPEN
    are open at a time.
    """
    made = {
        each.event_id: each for each in known if each.is_synthetic and each.provider == provider
    }
    room = MOST_OPEN - sum(each.state is RecordState.SYNTHETIC for each in made.values())
    found: list[Record] = []
    for innings, total in sorted(stated.items()):
        balls = event_totals.get(innings, InningsTotal(innings, 0, 0, 0))
        if is_ahead(total, balls):
            record = record_of_total(provider, total)
            if record.event_id not in made and len(found) < room:
                found.append(record)
    reached = (
        replace(record, state=RecordState.REPLACED)
        for record in made.values()
        if record.state is RecordState.SYNTHETIC and is_reached(record, event_totals)
    )
    return [*found, *reached]


def is_ahead(stated: InningsTotal, event_totals: InningsTotal) -> bool:
    """Return True if the stated score is ahead of that of the events."""
    return (stated.runs, stated.wickets) > (event_totals.runs, event_totals.wickets)


def is_reached(record: Record, event_totals: Mapping[int, InningsTotal]) -> bool:
    """Return True if the balls have reached the score of a synthetic event."""
    innings, score = record.event_id.split(":")[1:]
    runs, wickets = score.split("/")
    total = event_totals.get(int(innings))
    return total is not None and (total.runs, total.wickets) >= (int(runs), int(wickets))


def record_of_total(provider: str, total: InningsTotal) -> Record:
    """Return the record of a score."""
    event = FeedEvent(
        f"score:{total.innings}:{total.runs}/{total.wickets}",
        Place(total.innings),
        {"type": SCORE_CHANGE, "runs": total.runs, "wickets": total.wickets},
        is_synthetic=True,
    )
    return Record(
        provider,
        event.id,
        event.content_hash,
        event.place,
        None,
        RecordState.SYNTHETIC,
        is_synthetic=True,
    )
