"""Builds the documents of entries that are not in play: voided, corrected, unreadable."""

from collections.abc import Mapping

from scrbrd.domain.effective import LogEntry, Placed, reference_turns
from scrbrd.domain.places import Place
from scrbrd.domain.problems import Problem
from scrbrd.domain.vocabulary import ActionId
from scrbrd.projections.feed import events
from scrbrd.projections.feed.builder import FeedBuilder


def add_all_not_in_play(
    feed: FeedBuilder,
    log: Mapping[Place, LogEntry],
    placed: list[Placed],
    problems: Mapping[ActionId, Problem],
    first: Place,
) -> None:
    """Build the documents of entries whose turn is `first` or later and that are not in play.

    `placed` is the effective log from there on, `problems` are those of the log itself, by action.
    """
    ids_in_play, turn = {action.id for _, action in placed}, reference_turns(feed.references)
    left_out = [
        entry
        for place, entry in log.items()
        if entry.id not in ids_in_play and turn.get(place, place) >= first
    ]
    for entry in left_out:
        if entry.is_voided:
            feed.add_not_in_play(entry, events.voided_event(entry), is_retracted=True)
    unvoided = [entry for entry in left_out if not entry.is_voided]
    if not unvoided:
        return
    in_play = {shared_place(action, feed): action.id for _, action in placed}
    for entry in unvoided:
        correction = in_play.get(shared_place(entry, feed))
        if correction is not None and correction != entry.id:
            feed.add_not_in_play(
                entry, events.corrected_event(entry, correction), is_retracted=True
            )
        elif entry.id in problems:
            feed.add_not_in_play(entry, events.error_event(problems[entry.id]), is_retracted=False)


def shared_place(entry: LogEntry, feed: FeedBuilder) -> tuple[int, str]:
    """Return the innings and the order key that an entry shares with its corrections."""
    return entry.innings_number, feed.order_key(entry)
