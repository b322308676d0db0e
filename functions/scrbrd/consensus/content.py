"""Compares what two scorers recorded of one ball: the score, the anchors, the details.

Runs by kind, whether the ball counted and who is out are the score; striker, bowler and over are
the anchors that identify the ball. Notes, shots and reviews are never compared.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scrbrd.domain.actions import Action, Delivery, Wicket
from scrbrd.domain.laws import NOT_A_WICKET
from scrbrd.domain.vocabulary import ActionType

SCORE_COST = 1.0
ANCHOR_COSTS = (0.35, 0.35, 0.6)
OTHER_KIND_COST = 9.0
GAP_COST = 1.2
"""The cost of a ball that only one of two books has."""

MOVED_COST = 0.3
"""The cost of pairing an entry with another ball than the one agreed from it, or with none."""

MOST_EVIDENCE_COST = 0.9
"""The highest cost of an entry with the ball agreed from it, however it was amended since.

It is less than a gap.
"""

ANCHORS_NEEDED = 2
STOPPAGES = frozenset({ActionType.PLAY_STOPPED, ActionType.PLAY_RESUMED})

BASE_FIELDS = frozenset(Action.model_fields)
ANCHORS = ("strikerId", "bowlerId", "overNumber")


def wicket_reader(name: str) -> Callable[[Delivery], Any]:
    """Return a function that reads a field of a ball's wicket; None where there is none."""

    def read(action: Delivery) -> Any:
        return None if action.wicket is None else getattr(action.wicket, name)

    return read


READERS: dict[str, Callable[[Delivery], Any]] = {
    "strikerId": lambda action: action.striker_id,
    "nonStrikerId": lambda action: action.non_striker_id,
    "bowlerId": lambda action: action.bowler_id,
    "overNumber": lambda action: action.over_number,
    "boundary": lambda action: action.boundary,
    "runsRun": lambda action: action.runs_run,
    "overBalls": lambda action: action.over_balls,
    "wicket.type": wicket_reader("type"),
    "wicket.fielderIds": wicket_reader("fielder_ids"),
    "wicket.assistFielderIds": wicket_reader("assist_fielder_ids"),
    "wicket.substituteIds": wicket_reader("substitute_ids"),
    "wicket.end": wicket_reader("end"),
    "wicket.crossed": wicket_reader("crossed"),
}
"""Fields that never hold a ball back where the score is the same, by their names in documents."""

DETAILS = tuple(name for name in READERS if name not in ANCHORS)
INDEX = {name: index for index, name in enumerate((*ANCHORS, *DETAILS))}
ATTRIBUTES = {
    "strikerId": "striker_id",
    "nonStrikerId": "non_striker_id",
    "bowlerId": "bowler_id",
    "overNumber": "over_number",
    "boundary": "boundary",
    "runsRun": "runs_run",
    "overBalls": "over_balls",
    "wicket.type": "type",
    "wicket.fielderIds": "fielder_ids",
    "wicket.assistFielderIds": "assist_fielder_ids",
    "wicket.substituteIds": "substitute_ids",
    "wicket.end": "end",
    "wicket.crossed": "crossed",
}
WICKET_PREFIX = "wicket."


@dataclass(frozen=True, slots=True)
class Content:
    """The content of an entry for comparison. `key` is everything that distinguishes two balls.

    `anchors` and `details` are in the order of ANCHORS and DETAILS; a fact has neither, all its
    fields are its score.
    """

    kind: ActionType
    score: tuple[Any, ...]
    anchors: tuple[Any, ...] = ()
    details: tuple[Any, ...] = ()
    key: tuple[Any, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (self.kind, self.score, self.anchors))

    def value(self, name: str) -> Any:
        """Return an anchor or a detail by its name. Raises LookupError for a fact."""
        index = INDEX[name]
        return self.anchors[index] if index < len(ANCHORS) else self.details[index - len(ANCHORS)]


def content_of(action: Action) -> Content:
    """Return the content of an action."""
    if not isinstance(action, Delivery):
        names = (name for name in type(action).model_fields if name not in BASE_FIELDS)
        return Content(action.type, tuple(getattr(action, name) for name in names))
    anchors = (action.striker_id, action.bowler_id, action.over_number)
    details = tuple(READERS[name](action) for name in DETAILS)
    return Content(action.type, score_of(action), anchors, details)


def score_of(action: Delivery) -> tuple[Any, ...]:
    """Return the values that the score depends on: runs by kind, whether it counted, who is out."""
    extras, wicket = action.extras, action.wicket
    return (
        *(extras.wide, extras.no_ball, extras.bye, extras.leg_bye, extras.penalty),
        *(action.runs_off_bat, action.not_counted),
        *((action.is_wicket, None, False) if wicket is None else dismissal_of(wicket)),
    )


def dismissal_of(wicket: Wicket) -> tuple[Any, ...]:
    """Return who is out, and whether it is a wicket: a batter who retires hurt is not out."""
    return True, wicket.dismissed_player_id, wicket.type not in NOT_A_WICKET


def is_same_ball(one: Content, other: Content) -> bool:
    """Return whether two contents describe one ball with the same score.

    Two of the three anchors must be equal; of facts all fields.
    """
    if one.key == other.key:
        return True
    if one.kind != other.kind or one.score != other.score:
        return False
    pairs = zip(one.anchors, other.anchors, strict=True)
    return bool(one.anchors) and sum(a == b for a, b in pairs) >= ANCHORS_NEEDED


def cost(one: Content, other: Content) -> float:
    """Return the cost of pairing two contents as one ball; 0 where they look alike."""
    if one.key == other.key:
        return 0.0
    if one.kind != other.kind:
        return OTHER_KIND_COST
    total = 0.0 if one.score == other.score else SCORE_COST
    for a, b, each in zip(one.anchors, other.anchors, ANCHOR_COSTS, strict=False):
        if a != b:
            total += each
    return total


def differing_fields(one: Content, other: Content) -> tuple[str, ...]:
    """Return the names of differing fields (`score`, anchors, details); of other kinds `type`."""
    if one.kind != other.kind:
        return ("type",)
    named = zip(
        ("score", *ANCHORS, *DETAILS),
        (one.score, *one.anchors, *one.details),
        (other.score, *other.anchors, *other.details),
        strict=False,
    )
    return tuple(name for name, a, b in named if a != b)


def with_fields(action: Action, values: dict[str, Any]) -> Action:
    """Return an action with other anchors and details, by their names in documents."""
    plain = {
        ATTRIBUTES[name]: value
        for name, value in values.items()
        if not name.startswith(WICKET_PREFIX)
    }
    wicket_values = {
        ATTRIBUTES[name]: value for name, value in values.items() if name.startswith(WICKET_PREFIX)
    }
    if wicket_values and isinstance(action, Delivery) and action.wicket is not None:
        plain["wicket"] = action.wicket.model_copy(update=wicket_values)
    return action.model_copy(update=plain) if plain else action
