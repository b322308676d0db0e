"""Sets the books side by side for one over: what each has of every ball, and whether all agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from scrbrd.consensus.entries import Said, Seat
from scrbrd.consensus.linked import LinkedInnings, is_word_for_word
from scrbrd.consensus.linked_seat import LinkedSeat
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.vocabulary import ActionId

MOST_BALLS = 24
"""Of the last over, and since: nothing keeps scorers from calling a whole innings one over, and not
all of it is kept."""


@dataclass(frozen=True, slots=True)
class CheckedBall:
    """A ball of the log and what each book has of it; None for a book that lacks it."""

    action_id: ActionId
    action: Action
    said: Mapping[Seat, Said | None]
    is_identical: bool


@dataclass(frozen=True, slots=True)
class OverCheck:
    """An over of an innings; `over_number` is 0-based.

    `rest` are entries of that over that the log has no ball for: of an over that was asked for
    alone, since nobody but officials may see them before the others have spoken.
    """

    innings_number: int
    over_number: int
    balls: tuple[CheckedBall, ...]
    rest: Mapping[Seat, tuple[Said, ...]] = field(default_factory=dict)

    @property
    def is_identical(self) -> bool:
        """Return whether all books have all of it word for word, and nothing besides."""
        return all(each.is_identical for each in self.balls) and not any(self.rest.values())


def over_check(
    number: int, innings: LinkedInnings, asked: tuple[int, int] | None = None
) -> OverCheck | None:
    """Return the check of the last over behind which another has begun; None before there is one.

    It has at most MOST_BALLS balls, the last. An innings that a book has closed is looked at up to
    its end. `asked`: an innings and an over of
    it to check instead; then None for the other innings.
    """
    if asked is not None:
        return check_of(number, asked[1], innings) if asked[0] == number else None
    numbers, is_shown = last_balls(innings)
    if not is_shown:
        return None
    over = over_of(innings, numbers[-1])
    balls = [checked(each, innings) for each in numbers if over_of(innings, each) == over]
    return OverCheck(number, over, tuple(balls))


def check_of(number: int, over: int, innings: LinkedInnings) -> OverCheck:
    """Return the check of an over, complete or not, with what waits or is too many in the books."""
    rest = {seat: rest_of(over, linked) for seat, linked in innings.seats.items()}
    return OverCheck(number, over, balls_of(over, innings), rest)


def rest_of(over: int, linked: LinkedSeat) -> tuple[Said, ...]:
    """Return a book's entries of an over that the log has no ball for, in order of play."""
    extras = (said for _, said in linked.extras())
    return tuple(each for each in (*extras, *linked.ahead()) if is_of(over, each.entry.action))


def is_of(over: int, action: Action) -> bool:
    """Return whether an action is a ball of an over."""
    return isinstance(action, Delivery) and action.over_number == over


def last_balls(innings: LinkedInnings) -> tuple[list[int], bool]:
    """Return the numbers of the last MOST_BALLS balls up to the end of the last complete over, and
    whether there is such an over.

    Where there is none, or as many balls have been bowled since, they are those up to the last.
    """
    balls = [
        number
        for number, place in enumerate(innings.live)
        if isinstance(place.word.action, Delivery)
    ]
    since = 0 if is_over(innings) else balls_since(innings, balls)
    is_shown = since < len(balls) and since <= MOST_BALLS
    return balls[: len(balls) - since if is_shown else None][-MOST_BALLS:], is_shown


def balls_since(innings: LinkedInnings, balls: Sequence[int]) -> int:
    """Return how many balls there are of the over in progress."""
    overs = [over_of(innings, number) for number in balls]
    return sum(1 for _ in takewhile(lambda over: over == overs[-1], reversed(overs)))


def over_of(innings: LinkedInnings, number: int) -> int:
    """Return the over of a ball of the log; -1 of what is no ball."""
    action = innings.live[number].word.action
    return action.over_number if isinstance(action, Delivery) else -1


def balls_of(over: int, innings: LinkedInnings) -> tuple[CheckedBall, ...]:
    """Return the balls that the log has of an over, with what the books have of them."""
    return tuple(
        checked(number, innings)
        for number, place in enumerate(innings.live)
        if is_of(over, place.word.action)
    )


def is_over(innings: LinkedInnings) -> bool:
    """Return whether a book says that nothing comes any more, and the log ends with no ball."""
    if not innings.live or isinstance(innings.live[-1].word.action, Delivery):
        return False
    return any(linked.book.is_complete for linked in innings.seats.values())


def checked(number: int, innings: LinkedInnings) -> CheckedBall:
    """Return one ball with what the books have of it."""
    place = innings.live[number]
    said = {seat: links.get(number) for seat, links in innings.said.items()}
    is_identical = all(
        each is not None and is_word_for_word(each.entry.words, place.words)
        for each in said.values()
    )
    return CheckedBall(place.root, place.word.action, said, is_identical)
