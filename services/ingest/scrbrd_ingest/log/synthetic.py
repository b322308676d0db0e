"""Makes events of a change of score where a provider tells no balls. Pure.

They are kept as records among the match's `provider_events`, which administrators alone read, and
marked; the log never holds one, for nobody knows who faced the ball. When the balls come, the
records are marked as replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from scrbrd_ingest.log.planning import Group
from scrbrd_ingest.log.records import Record, RecordState
from scrbrd_ingest.model import FeedEvent, InningsTotal, Place

SCORE_CHANGE = "score_change"

MOST_OPEN: Final = 50
"""Scores kept that balls have not come to; in play they are a few, and more are no true ones."""


def synthetic_groups(
    provider: str,
    stated: Mapping[int, InningsTotal],
    counted: Mapping[int, InningsTotal],
    known: Mapping[str, Record],
) -> list[Group]:
    """Return the writes of `synthetic_records`; `known` are the records that are stored, by key."""
    made = synthetic_records(provider, stated, counted, known.values())
    return [Group((), (each,)) if each.key in known else Group((), (), (each,)) for each in made]


def synthetic_records(
    provider: str,
    stated: Mapping[int, InningsTotal],
    counted: Mapping[int, InningsTotal],
    known: Iterable[Record],
) -> list[Record]:
    """Return the records of scores that no ball explains, and those that balls have replaced.

    `counted` are the totals of the balls that are known. A total that is ahead of them makes one
    event, `score:{innings}:{runs}/{wickets}`; it is replaced once the balls have come so far. No
    more than MOST_OPEN are kept that are not.
    """
    made = {
        each.event_id: each for each in known if each.is_synthetic and each.provider == provider
    }
    room = MOST_OPEN - sum(each.state is RecordState.SYNTHETIC for each in made.values())
    found: list[Record] = []
    for innings, total in sorted(stated.items()):
        balls = counted.get(innings, InningsTotal(innings, 0, 0, 0))
        if is_ahead(total, balls):
            record = record_of_total(provider, total)
            if record.event_id not in made and len(found) < room:
                found.append(record)
    reached = (
        replace(record, state=RecordState.REPLACED)
        for record in made.values()
        if record.state is RecordState.SYNTHETIC and is_reached(record, counted)
    )
    return [*found, *reached]


def is_ahead(stated: InningsTotal, counted: InningsTotal) -> bool:
    """Return whether more was scored than the balls say."""
    return (stated.runs, stated.wickets) > (counted.runs, counted.wickets)


def is_reached(record: Record, counted: Mapping[int, InningsTotal]) -> bool:
    """Return whether the balls have come to the score of a synthetic event."""
    innings, score = record.event_id.split(":")[1:]
    runs, wickets = score.split("/")
    total = counted.get(int(innings))
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
