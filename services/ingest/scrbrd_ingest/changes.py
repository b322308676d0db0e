"""Keeps what a provider has said of a match, and tells what an answer changes of it. Pure.

Answers arrive late, twice and out of order. What counts is the newest one of which the provider
says that it is whole; a repeated or an older answer changes nothing. A provider whose clock was set
back is believed again after SET_BACK answers, once it says something new.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from scrbrd_ingest.model import (
    WHOLE_MATCH,
    Change,
    ChangeKind,
    FeedEvent,
    InningsTotal,
    Observation,
    Phase,
    Place,
)

SET_BACK: Final = 20
"""Answers in a row, each newer than the one before and all older than what is known, by which the
provider's clock was set back, or one answer was of the future. A cache that lags mixes its answers
with newer ones, or repeats one; a mirror that lags says nothing but what is known."""


@dataclass(frozen=True)
class Behind:
    """How many answers in a row were older than what is known; `mark` is what the last of them was
    ordered by: the provider's own count, or its time."""

    count: int = 0
    mark: float | None = None

    def after(self, sequence: int | None, said_at: datetime | None) -> Behind:
        """Return it after another such answer; one that repeats the last counts no further."""
        mark = 0.0 if said_at is None else said_at.timestamp()
        mark = mark if sequence is None else float(sequence)
        if mark == self.mark:
            return self
        is_later = self.mark is None or mark > self.mark
        return Behind(self.count + 1 if is_later else 1, mark)

    @property
    def is_believed(self) -> bool:
        """Whether the provider's order begins anew."""
        return self.count >= SET_BACK


TAKEN_BACK: Final = 3
"""Answers in a row that lack an event, or say of one what was said before, and nothing new, by
which they are believed, of a provider that neither counts its answers nor tells their times: fewer
may come out of a cache that lags, whether they hold the whole match or its latest overs."""

MOST_EARLIER: Final = 8
"""Earlier words of one event that are kept."""

MOST_REVISED: Final = 1_000
"""Events whose earlier words are kept: a provider that tells otherwise each time has no end."""


@dataclass(frozen=True)
class Entered:
    """An event that is in the log: the hash of what it says there, and its place."""

    content_hash: str
    place: Place


NOT_BEHIND: Final = Behind()
ENDED: Final = frozenset({Phase.FINISHED, Phase.CANCELLED})
"""The phases of a match that is over, for all that its provider says now."""


@dataclass(frozen=True)
class Unread:
    """How many answers in a row said nothing new that could be read, and held more that could not
    be read than the last one with news did.

    `faults` are how much that one could not be read, by the kind of question. An event that stays
    unreadable keeps no provider from being up to date.
    """

    count: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)

    def after(self, question: str, faults: int, *, is_news: bool) -> Unread:
        """Return it after another answer to a kind of question."""
        if is_news:
            return Unread(0, {**self.faults, question: faults})
        known = self.faults.get(question, max(self.faults.values(), default=0))
        return replace(self, count=self.count + 1 if faults > known else 0)


@dataclass(frozen=True)
class FeedState:
    """What one provider has said of one match.

    `deleted` are the places of events that it has taken back: a place there is no gap. `totals` are
    by innings (1-based) as the newest answer states them. `is_whole`: an answer that held
    everything has been seen; `is_readable`: the last one could be read to its end, and lacked no
    part; `faults` say what could not be read. `dropped` counts answers that were older than what
    was known, `behind` those in a row, and `lacking` those in a row that may have been; `turned`
    how often a clock was seen to go back. `entered` is what other processes brought into the log
    of it, by the ids of events; `earlier` the hashes of what was said of events before they were
    revised. `orders` are by what the newest answers were ordered that told events, or took them
    back, by their ids.
    """

    events: Mapping[str, FeedEvent] = field(default_factory=dict)
    deleted: Mapping[str, Place] = field(default_factory=dict)
    totals: Mapping[int, InningsTotal] = field(default_factory=dict)
    phase: Phase = Phase.SCHEDULED
    sequence: int | None = None
    said_at: datetime | None = None
    is_whole: bool = False
    is_readable: bool = True
    faults: tuple[str, ...] = ()
    dropped: int = 0
    behind: Behind = NOT_BEHIND
    lacking: int = 0
    turned: int = 0
    entered: Mapping[str, Entered] = field(default_factory=dict)
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    orders: Mapping[str, int] = field(default_factory=dict)

    def in_order(self) -> list[FeedEvent]:
        """Return the events in order of play; of two at one place, by their ids."""
        return sorted(self.events.values(), key=lambda each: (each.place, each.id))


NO_STATE = FeedState()


def observe(
    state: FeedState, answer: Observation, *, asked_for_all: bool = False
) -> tuple[FeedState, tuple[Change, ...]]:
    """Return what is known after an answer, and the changes that it brought.

    An event that is missing in the part that the answer covers is deleted, unless the answer could
    not be read whole (`faults`): then it may be what could not be read. A delta deletes nothing.
    Of an answer without an order see TAKEN_BACK.
    `asked_for_all`: the answer holds everything that could be read, though it covers nothing.
    """
    is_all = asked_for_all or answer.covers == WHOLE_MATCH
    if is_older(state, answer):
        behind = state.behind.after(answer.sequence, answer.said_at)
        if not (behind.is_believed and says_more(state, answer)):
            if is_all and says_what_is_known(state, answer):
                return replace(state, behind=behind, is_readable=True, faults=()), ()
            return replace(state, dropped=state.dropped + 1, behind=behind), ()
        state = replace(state, turned=state.turned + 1, orders={})
    if state.lacking + 1 < TAKEN_BACK and may_lag(state, answer):
        return replace(state, dropped=state.dropped + 1, lacking=state.lacking + 1), ()
    return taken_in(state, answer, is_all=is_all)


def says_what_is_known(state: FeedState, answer: Observation) -> bool:
    """Return whether an older answer that holds all says nothing else than what is known, but for
    what newer answers said since. What holds all has an address of its own, before which a cache
    may lag for as long as the match goes on."""
    order = answer.sequence
    if order is None or not state.is_whole or not is_read_to_its_end(answer):
        return False
    newer = {name for name, each in state.orders.items() if each > order}
    said = [each for each in answer.events if each.id not in newer]
    kept = [each for name, each in state.events.items() if name in newer]
    whole = replace(answer, events=(*said, *kept))
    told = events_in(state, whole)
    return not changes_in(state, told) and not deletions_in(state, told, whole)


def taken_in(
    state: FeedState, answer: Observation, *, is_all: bool
) -> tuple[FeedState, tuple[Change, ...]]:
    """Return what is known after an answer that counts, and the changes that it brought."""
    told = events_in(state, answer)
    changes = [*changes_in(state, told), *deletions_in(state, told, answer)]
    gone = {each.event_id for each in changes if each.kind is ChangeKind.DELETE}
    events = {name: each for name, each in state.events.items() if name not in gone} | told
    deleted = {name: place for name, place in state.deleted.items() if name not in told}
    deleted |= {name: (state.events.get(name) or state.entered[name]).place for name in gone}
    new = replace(
        state,
        events=events,
        deleted=deleted,
        totals={**({} if is_all else lasting_totals(state, changes)), **stated_in(answer)},
        phase=answer.phase,
        sequence=state.sequence if answer.sequence is None else answer.newest or answer.sequence,
        said_at=state.said_at if answer.said_at is None else answer.said_at,
        is_whole=state.is_whole or is_all,
        is_readable=is_read_to_its_end(answer) if is_all else state.is_readable,
        faults=answer.faults if is_all else state.faults,
        behind=NOT_BEHIND,
        lacking=0,
        entered=still_entered(state, gone) if is_read_to_its_end(answer) else state.entered,
        earlier=earlier_words(state, changes),
        orders=orders_after(state, [*told, *gone], answer.sequence),
    )
    return new, tuple(changes)


def still_entered(state: FeedState, gone: Container[str]) -> dict[str, Entered]:
    """Return what other processes brought into the log, once all was said: what was taken back."""
    return {n: each for n, each in state.entered.items() if n in gone or n in state.deleted}


def is_read_to_its_end(answer: Observation) -> bool:
    """Return whether what is missing in an answer that was to hold all is taken back."""
    return answer.covers == WHOLE_MATCH and not answer.faults


def orders_after(state: FeedState, names: Iterable[str], order: int | None) -> Mapping[str, int]:
    """Return by what the newest answers were ordered that told events, or took them back."""
    return state.orders if order is None else {**state.orders, **dict.fromkeys(names, order)}


def stated_in(answer: Observation) -> dict[int, InningsTotal]:
    """Return the totals that an answer states, by innings (1-based)."""
    return {each.innings: each for each in answer.totals}


def lasting_totals(state: FeedState, changes: Sequence[Change]) -> dict[int, InningsTotal]:
    """Return the totals that were stated before an answer and still count, by innings (1-based):
    those of innings that it adds nothing to. Some feeds state none but with all of a match."""
    added = {
        each.event.place.innings
        for each in changes
        if each.event is not None and each.kind is ChangeKind.ADD
    }
    return {innings: each for innings, each in state.totals.items() if innings not in added}


def events_in(state: FeedState, answer: Observation) -> dict[str, FeedEvent]:
    """Return the events that an answer holds, by their ids.

    What is said again is what is known, with all that was found out about it; also under another
    id, where one that the answer does not hold says the same at its place: some feeds make new ids
    for each answer.
    """
    known, names = state.events, {each.id for each in answer.events}
    left: dict[tuple[Place, str], list[FeedEvent]] = {}
    if places := {each.place for each in answer.events if each.id not in known}:
        for each in known.values():
            if each.place in places and each.id not in names:
                left.setdefault((each.place, each.content_hash), []).append(each)
    told: dict[str, FeedEvent] = {}
    for each in answer.events:
        same = left.get((each.place, each.content_hash)) if left and each.id not in known else None
        found = same.pop(0) if same else each
        told[found.id] = known[found.id] if known.get(found.id) == found else found
    return told


def is_older(state: FeedState, answer: Observation) -> bool:
    """Return whether an answer is older than what is known: by the provider's own count of its
    answers, else by its own clock. One that is as old is not: it may say more."""
    if state.sequence is not None and answer.sequence is not None:
        return answer.sequence < state.sequence
    if state.said_at is not None and answer.said_at is not None:
        return answer.said_at < state.said_at
    return False


def may_lag(state: FeedState, answer: Observation) -> bool:
    """Return whether an answer without an order may be older than what is known: it lacks events of
    the part that it covers, or says what was said of them before, and says nothing more."""
    if answer.sequence is not None or answer.said_at is not None or says_more(state, answer):
        return False
    revised = (each for each in answer.events if each.id in state.earlier)
    if any(each.content_hash in state.earlier[each.id] for each in revised):
        return True
    return bool(deletions_in(state, events_in(state, answer), answer))


def earlier_words(state: FeedState, changes: Sequence[Change]) -> Mapping[str, tuple[str, ...]]:
    """Return the hashes of what was said of events before they were revised: of each the last
    MOST_EARLIER, and of the last MOST_REVISED events. Of one that was taken back none is kept: said
    again, it is a ball that is bowled anew."""
    known = state.earlier
    revised = [
        each for each in changes if each.kind is not ChangeKind.ADD or each.event_id in known
    ]
    if not revised:
        return known
    found = dict(known)
    for change in revised:
        words = found.pop(change.event_id, ())
        if change.event is not None:
            before = state.events.get(change.event_id)
            words = words if before is None else (*words, before.content_hash)
            found[change.event_id] = latest_words(words, change.event.content_hash)
    return dict(list(found.items())[-MOST_REVISED:])


def latest_words(words: Sequence[str], said: str) -> tuple[str, ...]:
    """Return the last MOST_EARLIER of an event's earlier words, without the one that counts now."""
    return tuple([each for each in words if each != said][-MOST_EARLIER:])


def recalled(state: FeedState, said_before: Iterable[FeedEvent]) -> FeedState:
    """Return what is known with earlier words of events, which another process heard."""
    earlier = dict(state.earlier)
    for event in said_before:
        words = [each for each in earlier.get(event.id, ()) if each != event.content_hash]
        earlier[event.id] = (*words, event.content_hash)[-MOST_EARLIER:]
    return replace(state, earlier=dict(list(earlier.items())[-MOST_REVISED:]))


def says_more(state: FeedState, answer: Observation) -> bool:
    """Return whether an answer says something that is not known: an event, or that the match is
    over. One that lags takes back what it does not say yet, or what was revised, and says no more
    than that."""
    if answer.phase in ENDED and state.phase not in ENDED:
        return True
    return any(is_news(state, each) for each in answer.events)


def is_news(state: FeedState, event: FeedEvent) -> bool:
    """Return whether an event is not known so, and was not said so before."""
    known = state.events.get(event.id)
    if known == event:
        return False
    before = state.entered.get(event.id) if known is None else known
    said = None if before is None else before.content_hash
    return event.content_hash != said and event.content_hash not in state.earlier.get(event.id, ())


def changes_in(state: FeedState, told: Mapping[str, FeedEvent]) -> list[Change]:
    """Return what is new or revised, in order of play."""
    found: list[Change] = []
    for event in sorted(told.values(), key=lambda each: (each.place, each.id)):
        known = state.events.get(event.id)
        if known is None:
            found.append(Change(ChangeKind.ADD, event.id, event))
        elif known is not event and known.content_hash != event.content_hash:
            found.append(Change(ChangeKind.UPDATE, event.id, event))
    return found


def deletions_in(
    state: FeedState, told: Mapping[str, FeedEvent], answer: Observation
) -> list[Change]:
    """Return what an answer covers and does not hold, of what is known, and of what other processes
    brought into the log."""
    covers = answer.covers
    if covers is None or answer.faults:
        return []
    places = {name: each.place for name, each in untold(state, told).items()}
    places |= {name: each.place for name, each in state.events.items() if name not in told}
    gone = sorted((place, name) for name, place in places.items() if covers.holds(place))
    return [Change(ChangeKind.DELETE, name, None) for _, name in gone]


def untold(state: FeedState, told: Mapping[str, FeedEvent]) -> dict[str, Entered]:
    """Return what other processes brought into the log and an answer does not hold, under another
    id neither; what is known to be taken back is left out."""
    known = (state.events, state.deleted, told)
    left = {
        name: each
        for name, each in state.entered.items()
        if not any(name in each_known for each_known in known)
    }
    said = {each.content_hash for each in told.values()} if left else set()
    return {name: each for name, each in left.items() if each.content_hash not in said}
