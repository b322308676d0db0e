"""Holds CREX-like ball feeds against the score and the card: they do not say which innings they are
of. Pure; raises Unreadable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from scrbrd_ingest.feeds.crex_balls import Token
from scrbrd_ingest.feeds.crex_reading import Card, Score, read_feeds
from scrbrd_ingest.feeds.reading import Unreadable
from scrbrd_ingest.gaps import Seen
from scrbrd_ingest.model import FeedEvent

MOST_AHEAD = 12
"""Balls by which a list may be ahead of a card that has balls which the list lacks. The card is
asked for before it."""

Read = tuple[tuple[FeedEvent, ...], tuple[str, ...]]
"""The balls that can be read, and a line for each that cannot."""


def read_innings(cards: Sequence[Card], before: Iterable[Read], innings: int, value: Any) -> Read:
    """Return the balls of an innings. Raises Unreadable where they are of another one: those of one
    `before`, or those of other people than the card has."""
    events, faults = read_feeds(value, innings)
    card = card_of(cards, innings)
    is_repeated = any(events and bodies(events) == bodies(each) for each, _ in before)
    if is_repeated or (card is not None and (is_strange(events, card) or differs(events, card))):
        raise Unreadable(f"ball feeds, innings {innings}: the balls are of another innings")
    return events, faults


def read_over(score: Score, cards: Sequence[Card], innings: int, over: int, value: Any) -> Read:
    """Return the balls of an over (0-based). Raises Unreadable where they are of another innings:
    none of their people is on its card, or none of their bowlers in the over that is shown."""
    events, faults = read_feeds(value, innings, over)
    card = card_of(cards, innings)
    shown = score.overs.get(over, ()) if score.innings == innings else ()
    if (card is not None and is_strange(events, card)) or is_bowled_by_others(events, shown):
        text = "the balls are of another innings"
        raise Unreadable(f"ball feeds, innings {innings}, over {over + 1}: {text}")
    return events, faults


def card_of(cards: Iterable[Card], innings: int) -> Card | None:
    """Return the card of an innings."""
    return next((each for each in cards if each.innings == innings), None)


def bodies(events: Iterable[FeedEvent]) -> list[Any]:
    """Return what balls say, without their innings."""
    return [each.action for each in events]


def is_strange(events: Sequence[FeedEvent], card: Card) -> bool:
    """Return whether none of the strikers is a batter of the card, and none of the bowlers a bowler
    of it."""
    strikers = {each.action["strikerId"] for each in events}
    bowlers = {each.action["bowlerId"] for each in events}
    is_known = not strikers.isdisjoint(card.batters) or not bowlers.isdisjoint(card.bowlers)
    return bool(events and card.batters and card.bowlers) and not is_known


def differs(events: Iterable[FeedEvent], card: Card) -> bool:
    """Return whether batters faced balls that the card does not have, and lack some that it has.

    A list or a card that lags lacks balls, but has none that the other lacks.
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


def is_bowled_by_others(events: Iterable[FeedEvent], shown: Sequence[Token]) -> bool:
    """Return whether each ball that is shown was bowled by another than the list says."""
    known = {number: token.bowler for number, token in enumerate(shown, start=1)}
    both = [
        (each.action["bowlerId"], known[each.place.ball])
        for each in events
        if each.place.ball in known
    ]
    return bool(both) and all(told != bowler for told, bowler in both)


def is_behind(
    events: Iterable[FeedEvent], score: Score, innings: int, overs: Iterable[int]
) -> bool:
    """Return whether balls of the feeds are fewer than the score shows in one of some overs
    (0-based) of an innings (1-based): what they lack has not come to them yet. Of an innings that
    the score does not show nothing is known."""
    if innings != score.innings:
        return False
    told = Counter(each.place.over for each in events if each.place.innings == innings)
    return any(told[over] < len(score.overs.get(over, ())) for over in overs)


def lags_behind(events: Iterable[FeedEvent], cards: Iterable[Card]) -> bool:
    """Return whether balls of the feeds are fewer than the card counts in one of its innings, or
    cost its bowlers less: what they lack has not come to them yet. The card is asked for before
    them."""
    told, cost = Counter[int](), Counter[int]()
    for each in events:
        extras = each.action["extras"]
        told[each.place.innings] += Seen(each.place, each.action).is_legal
        runs = (each.action["runsOffBat"], extras.get("wide", 0), extras.get("noBall", 0))
        cost[each.place.innings] += sum(runs)
    return any(
        told[card.innings] < sum(line.balls for line in card.bowlers.values())
        or cost[card.innings] < sum(line.runs for line in card.bowlers.values())
        for card in cards
    )
