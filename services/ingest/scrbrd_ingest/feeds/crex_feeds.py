"""Checks CREX-like ball feeds against score and card, because they do not name their innings. Pure;
raises Unreadable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from scrbrd_ingest.feeds.crex_balls import Token
from scrbrd_ingest.feeds.crex_parts import Card, Score, read_feeds
from scrbrd_ingest.feeds.fields import Unreadable
from scrbrd_ingest.gaps import PlacedAction
from scrbrd_ingest.model import FeedEvent

MOST_AHEAD = 12
"""Number of balls by which a list may be ahead of a card that has balls missing from the list. The
card is requested first."""

ReadBalls = tuple[tuple[FeedEvent, ...], tuple[str, ...]]
"""The readable balls, and one line for each that cannot be read."""


def read_innings(
    cards: Sequence[Card], before: Iterable[ReadBalls], innings: int, value: Any
) -> ReadBalls:
    """Return the balls of an innings. Raises Unreadable if they are of another innings: equal to
    one `before`, or with other people than the card."""
    events, faults = read_feeds(value, innings)
    card = card_of(cards, innings)
    is_repeated = any(events and actions_of(events) == actions_of(each) for each, _ in before)
    if is_repeated or (
        card is not None and (has_no_known_players(events, card) or contradicts_card(events, card))
    ):
        raise Unreadable(f"ball feeds, innings {innings}: the balls are of another innings")
    return events, faults


def read_over(
    score: Score, cards: Sequence[Card], innings: int, over: int, value: Any
) -> ReadBalls:
    """Return the balls of an over (0-based). Raises Unreadable if they are of another innings: none
    of their people is on its card, or none of their bowlers in the displayed over."""
    events, faults = read_feeds(value, innings, over)
    card = card_of(cards, innings)
    displayed = score.overs.get(over, ()) if score.innings == innings else ()
    if (card is not None and has_no_known_players(events, card)) or is_bowled_by_others(
        events, displayed
    ):
        text = "the balls are of another innings"
        raise Unreadable(f"ball feeds, innings {innings}, over {over + 1}: {text}")
    return events, faults


def card_of(cards: Iterable[Card], innings: int) -> Card | None:
    """Return the card of an innings."""
    return next((each for each in cards if each.innings == innings), None)


def actions_of(events: Iterable[FeedEvent]) -> list[Any]:
    """Return the action bodies of balls, to compare them regardless of their innings."""
    return [each.action for each in events]


def has_no_known_players(events: Sequence[FeedEvent], card: Card) -> bool:
    """Return True if no striker is a batter of the card, and no bowler a bowler of it."""
    strikers = {each.action["strikerId"] for each in events}
    bowlers = {each.action["bowlerId"] for each in events}
    is_known = not strikers.isdisjoint(card.batters) or not bowlers.isdisjoint(card.bowlers)
    return bool(events and card.batters and card.bowlers) and not is_known


def contradicts_card(events: Iterable[FeedEvent], card: Card) -> bool:
    """Return True if batters faced balls that the card lacks, and lack some that it has.

    A lagging list or card only lacks balls; it has none that the other lacks.
    """
    faced = Counter[str](
        each.action["strikerId"] for each in events if "wide" not in each.action["extras"]
    )
    sure = Counter[str](
        each.action["strikerId"]
        for each in events
        if not {"wide", "noBall"} & each.action["extras"].keys()
    )
    on_card = Counter({name: line.balls for name, line in card.batters.items()})
    return (sure - on_card).total() > MOST_AHEAD and (on_card - faced).total() > 0


def is_bowled_by_others(events: Iterable[FeedEvent], displayed: Sequence[Token]) -> bool:
    """Return True if every displayed ball has another bowler than in the list."""
    known = {number: token.bowler for number, token in enumerate(displayed, start=1)}
    bowler_pairs = [
        (each.action["bowlerId"], known[each.place.ball])
        for each in events
        if each.place.ball in known
    ]
    return bool(bowler_pairs) and all(
        listed != displayed_by for listed, displayed_by in bowler_pairs
    )


def lags_score(
    events: Iterable[FeedEvent], score: Score, innings: int, overs: Iterable[int]
) -> bool:
    """Return True if the feeds have fewer balls than the score displays in one of some overs
    (0-based) of an innings (1-based): the missing ones have not arrived yet. Nothing is known about
    an innings that the score does not display."""
    if innings != score.innings:
        return False
    counted = Counter(each.place.over for each in events if each.place.innings == innings)
    return any(counted[over] < len(score.overs.get(over, ())) for over in overs)


def lags_card(events: Iterable[FeedEvent], cards: Iterable[Card]) -> bool:
    """Return True if the feeds have fewer balls than the card counts in one of its innings, or
    fewer runs against its bowlers: the missing ones have not arrived yet. The card is requested
    first."""
    counted, cost = Counter[int](), Counter[int]()
    for each in events:
        extras = each.action["extras"]
        counted[each.place.innings] += PlacedAction(each.place, each.action).is_legal
        runs = (each.action["runsOffBat"], extras.get("wide", 0), extras.get("noBall", 0))
        cost[each.place.innings] += sum(runs)
    return any(
        counted[card.innings] < sum(line.balls for line in card.bowlers.values())
        or cost[card.innings] < sum(line.runs for line in card.bowlers.values())
        for card in cards
    )
