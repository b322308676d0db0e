"""Deduces partners whom no ball names from facts: the card's order, who faces after a wicket.

What these do not decide is not known; nothing here guesses.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from migrate.old.ball import OldBall
from scrbrd.domain.laws import BOWLERS_WICKETS, NOT_A_WICKET
from scrbrd.domain.vocabulary import LawsEdition, WicketType


def order_of_card(card: Iterable[str], balls: Sequence[OldBall]) -> tuple[str, ...]:
    """Return a card's batters if they stand in the order in which they came in; else nothing.

    With so many wickets down no more than two others have come in: who faces must be among them.
    """
    order = tuple(card)
    wickets = 0
    for ball in balls:
        if ball.striker_id is not None and ball.striker_id not in order[: wickets + 2]:
            return ()
        wickets += ball.is_wicket
    return order


def next_on_card(order: Sequence[str], came_in: Collection[str]) -> str | None:
    """Return who came in with those who did, by the card's order; None where it does not tell."""
    first = order[: len(came_in) + 1]
    rest = [name for name in first if name not in came_in]
    return rest[0] if len(rest) == 1 and len(first) == len(came_in) + 1 else None


def leaves_the_other_where_they_were(kind: WicketType | None, edition: LawsEdition) -> bool:
    """Return whether nobody can have crossed as a wicket fell, so that who faces is certain.

    The batters may cross before a catch, which counted until 2022 (Law 18.11), and at a run out.
    """
    if kind is WicketType.CAUGHT:
        return edition >= LawsEdition.THIRD_2022
    return kind in BOWLERS_WICKETS or kind in NOT_A_WICKET


def ranges(ids: Sequence[str], every: Sequence[str]) -> Iterator[str]:
    """Yield runs of neighbours among some of all ids: `1_2 to 1_7`, `1_9`."""
    places = {name: place for place, name in enumerate(every)}
    start = 0
    for end in range(1, len(ids) + 1):
        if end == len(ids) or places[ids[end]] != places[ids[end - 1]] + 1:
            first, last = ids[start], ids[end - 1]
            yield first if first == last else f"{first} to {last}"
            start = end
