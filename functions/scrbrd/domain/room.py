"""Limits the size of the folded state: it must fit into one document, whatever the log holds.

Every entry that an action adds to the state (a batter, a bowler, a partnership) is weighed once. A
real match weighs a tenth of the limit. Does not know how a state is stored.
"""

from functools import lru_cache
from typing import Final

from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.noting import warn
from scrbrd.domain.plain import short_text
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import ActionType

MOST_WEIGHT: Final = 400_000
"""Approximate bytes of a scorecard with the longest possible names."""

MOST_BALLS_OF_AN_OVER: Final = 200
MOST_BAD_IDS: Final = 50
LONGEST_SHOWN: Final = 120

ALWAYS_ALLOWED: Final = frozenset(
    {
        ActionType.INNINGS_CLOSED,
        ActionType.MATCH_CLOSED,
        ActionType.TARGET_REVISED,
        ActionType.PENALTY_AWARDED,
        ActionType.PLAY_STOPPED,
        ActionType.PLAY_RESUMED,
    }
)
"""Actions that add no player: a match can always be brought to its end."""


NAME_FIELDS: Final[dict[ActionType, tuple[str, ...]]] = {
    ActionType.DELIVERY: ("striker_id", "non_striker_id", "bowler_id"),
    ActionType.INNINGS_STARTED: (
        "batting_team_id",
        "bowling_team_id",
        "striker_id",
        "non_striker_id",
        "bowler_id",
    ),
    ActionType.INNINGS_CLOSED: ("absent_ids",),
    ActionType.BATTER_DISMISSED: ("player_id", "fielder_ids", "substitute_ids"),
    ActionType.BATTER_RETIRED: ("player_id",),
    ActionType.BATTER_RESUMED: ("player_id",),
    ActionType.BATTER_ARRIVED: ("player_id",),
    ActionType.BOWLER_SUSPENDED: ("player_id",),
    ActionType.PENALTY_AWARDED: ("to_team_id",),
    ActionType.TARGET_REVISED: (),
    ActionType.PLAY_STOPPED: (),
    ActionType.PLAY_RESUMED: (),
    ActionType.PLAYER_REPLACED: ("team_id", "out_player_id", "in_player_id"),
    ActionType.MATCH_CLOSED: ("winner_team_id",),
}
"""The fields of each action that name players and teams."""

WICKET_NAME_FIELDS: Final = (
    "dismissed_player_id",
    "fielder_ids",
    "assist_fielder_ids",
    "substitute_ids",
)


def check_room(state: MatchState, action: Action) -> None:
    """Refuse an action once the state holds as much as it can. Raises Refused."""
    innings = state.innings[-1] if state.innings else None
    weight = state.weight if innings is None else state.weight + innings.weight
    if weight > MOST_WEIGHT and action.type not in ALWAYS_ALLOWED:
        raise Refused(
            ProblemCode.TOO_MUCH,
            "the match has more batters, bowlers and stands than can be kept; void the actions "
            "that name players who are not in it",
        )
    if innings is None or len(innings.over.balls) < MOST_BALLS_OF_AN_OVER:
        return
    if is_in_current_over(innings, action):
        raise Refused(
            ProblemCode.TOO_MUCH,
            f"the over has {MOST_BALLS_OF_AN_OVER} deliveries, more than can be kept; void those "
            "that were not bowled",
        )


def is_in_current_over(innings: Innings, action: Action) -> bool:
    """Return whether a delivery would belong to the over in progress."""
    return (
        isinstance(action, Delivery)
        and action.innings_number == innings.number
        and not innings.over.is_complete
    )


def warn_of_faults(state: MatchState, action: Action) -> None:
    """Warn of the fields that were left out of an action that counted."""
    why = f"{'; '.join(action.faults)}; it is left out, and the action counts"
    warn(state, action, ProblemCode.UNREADABLE, why)


def warn_of_bad_ids(state: MatchState, action: Action) -> None:
    """Warn once of each player or team whose name in an action is no id; the action counts."""
    if (  # the ordinary ball, at its quickest
        isinstance(action, Delivery)
        and action.wicket is None
        and are_ids(action.striker_id, action.non_striker_id, action.bowler_id)
    ):
        return
    for name in named_ids(action):
        if is_bad_id(name) and name not in state.bad_ids and len(state.bad_ids) < MOST_BAD_IDS:
            state.bad_ids.add(name)
            warn(state, action, ProblemCode.BAD_ID, f"{short_text(name, LONGEST_SHOWN)} is no id")


@lru_cache(maxsize=4_096)
def are_ids(*named_ids: str) -> bool:
    """Return whether no name is a bad id. Cached, because balls in a row name the same three."""
    return not any(map(is_bad_id, named_ids))


@lru_cache(maxsize=1_024)
def is_bad_id(name: str) -> bool:
    """Return whether a name is given and is no id."""
    return bool(name) and not is_id(name)


def named_ids(action: Action) -> tuple[str, ...]:
    """Return the players and teams that an action names; empty texts for missing players."""
    found = [each for name in NAME_FIELDS[action.type] for each in as_tuple(getattr(action, name))]
    wicket = getattr(action, "wicket", None)
    if wicket is not None:
        found += [each for name in WICKET_NAME_FIELDS for each in as_tuple(getattr(wicket, name))]
    return tuple(found)


def as_tuple(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return one text or many as a tuple; an empty tuple for None or an empty text."""
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()
