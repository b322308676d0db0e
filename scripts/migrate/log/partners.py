"""Deduces partners whom no ball names: from the order of the card, and who faces after a wicket.

A partner who cannot be deduced stays unknown; nothing here guesses.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from migrate.old.ball import OldBall
from scrbrd.domain.laws import BOWLERS_WICKETS, NOT_A_WICKET
from scrbrd.domain.vocabulary import LawsEdition, WicketType


def order_of_card(card: Iterable[str], balls: Sequence[OldBall]) -> tuple[str, ...]:
    """Return the card's batters if they are in the order in which they came in; else nothing.

    After n wickets at most n + 2 batters have come in, so the striker must be among the first n +
    2.
    """
    order = tuple(card)
    wickets = 0
    for ball in balls:
        if ball.striker_id is not None and ball.striker_id not in order[: wickets + 2]:
            return ()
        wickets += ball.is_wicket
    return order


def next_on_card(order: Sequence[str], came_in: Collection[str]) -> str | None:
    """Return the batter who, by the card's order, came in besides those in `came_in`.

    None if the card does not decide it.
    """
    first = order[: len(came_in) + 1]
    rest = [name for name in first if name not in came_in]
    return rest[0] if len(rest) == 1 and len(first) == len(came_in) + 1 else None


def leaves_the_other_where_they_were(kind: WicketType | None, edition: LawsEdition) -> bool:
    """Return True if the batters cannot have crossed at this dismissal, so that the striker is
    certain.

    They may cross at a run out, and could before a catch until 2022 (Law 18.11).
    """
    if kind is WicketType.CAUGHT:
        return edition >= LawsEdition.THIRD_2022
    return kind in BOWLERS_WICKETS or kind in NOT_A_WICKET


def id_ranges(ids: Sequence[str], every: Sequence[str]) -> Iterator[str]:
    """Yield ranges of neighbouring ids: `1_2 to 1_7`, `1_9`. `every` has all ids in order."""
    places = {name: place for place, name in enumerate(every)}
    start = 0
    for end in range(1, len(ids) + 1):
        if end == len(ids) or places[ids[end]] != places[ids[end - 1]] + 1:
            first, last = ids[start], ids[end - 1]
            yield first if first == last else f"{first} to {last}"
            start = end
