"""Turns matches into events of a provider, with places and ids of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from admin.logfile import load_match
from admin.matchlog import MatchLog
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.fold import fold_log
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import MatchState, Setup
from scrbrd_ingest.log.id_mapping import IDENTITY, ProviderId, provider_ids_in, with_our_ids
from scrbrd_ingest.model import (
    WHOLE_MATCH,
    FeedEvent,
    InningsTotal,
    Observation,
    Phase,
    Place,
    Span,
)
from tests.admin.committed_matches import committed_logs

START = datetime(2026, 5, 1, 14, tzinfo=UTC)
MARK = "p:"
"""Prefix that turns our ids into a provider's, so that an unmapped id is noticed."""


@cache
def committed_matches() -> dict[str, MatchLog]:
    """Return all matches in the repository, by id."""
    return {path.stem: load_match(Path(path)) for path in committed_logs()}


def with_provider_ids(content: Mapping[str, Any], mark: str = MARK) -> Json:
    """Return an action's content with the provider's ids."""
    names = {each: f"{mark}{each[1]}" for each in provider_ids_in(content)}
    return with_mapped_ids(content, names)


def with_mapped_ids(content: Mapping[str, Any], names: Mapping[ProviderId, str]) -> Json:
    """Return an action's content with other ids of people and teams."""
    return with_our_ids(content, names)


def events_of(actions: Iterable[Action], mark: str = MARK) -> list[FeedEvent]:
    """Return the actions of an effective log as events; ids count from 1 in each innings."""
    events: list[FeedEvent] = []
    last = Place(0)
    number = 0
    for action in actions:
        if action.innings_number != last.innings:
            last, number = Place(action.innings_number, part=-1), 0
        number += 1
        if isinstance(action, Delivery):
            over, ball = action.over_number, 1
            if (last.over, last.ball > 0) == (over, True):
                ball = last.ball + 1
            last = Place(action.innings_number, over, ball)
        else:
            last = replace(last, part=last.part + 1)
        content = {n: v for n, v in action.to_document().items() if n not in IDENTITY}
        content = {**content, "type": str(action.type)}
        name = f"{action.innings_number}-{number}"
        events.append(FeedEvent(name, last, with_provider_ids(content, mark)))
    return events


def names_of(events: Iterable[FeedEvent], mark: str = MARK) -> dict[ProviderId, str]:
    """Return the mappings of all ids in events."""
    provider_ids = {each for event in events for each in provider_ids_in(event.action)}
    return {(kind, name): name.removeprefix(mark) for kind, name in provider_ids}


def answer(
    events: Sequence[FeedEvent],
    sequence: int | None = None,
    *,
    covers: Span | None = WHOLE_MATCH,
    totals: tuple[InningsTotal, ...] = (),
    phase: Phase = Phase.LIVE,
    provider: str = "alpha",
    faults: tuple[str, ...] = (),
) -> Observation:
    """Return an answer with these events."""
    return Observation(
        provider,
        "feed-1",
        START,
        phase,
        tuple(events),
        covers,
        totals,
        sequence,
        faults=faults,
    )


def cards(setup: Setup, log: Iterable[Action]) -> Json:
    """Return the published part of a folded log: cards and result."""
    state, _ = fold_log(setup, list(log))
    return cards_of(state)


def cards_of(state: MatchState) -> Json:
    """Return the cards and the result of a state, without problems and action ids."""
    innings = []
    for each in state.innings:
        fields = asdict(each)
        for name in ("last_correction", "strike_doubts", "strike_doubt", "weight"):
            fields.pop(name, None)
        innings.append(fields)
    result = None if state.result is None else asdict(state.result)
    return {"innings": innings, "result": result}
