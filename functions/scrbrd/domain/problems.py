"""Defines Problem: a fault of an action of the log, and whether the action still counted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_MESSAGE_CHARACTERS: Final = 300
"""Characters of a message that are kept, however long the text it quotes is."""


class Severity(StrEnum):
    """The effect on the action: skipped whole, counted against the Laws, or merely noted."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class ProblemCode(StrEnum):
    """Every way in which an action can contradict the Laws, the log or the match."""

    # The action was skipped whole.
    UNREADABLE = "unreadable"
    MISSING_ACTION = "missing_action"
    BAD_REFERENCE = "bad_reference"
    MATCH_OVER = "match_over"
    INNINGS_OUT_OF_ORDER = "innings_out_of_order"
    SAME_BATTER_TWICE = "same_batter_twice"
    BATTER_ALREADY_OUT = "batter_already_out"
    BATTER_NOT_AT_CREASE = "batter_not_at_crease"
    BATTER_NOT_RETIRED = "batter_not_retired"
    BOWLER_IS_BATTING = "bowler_is_batting"
    INNINGS_STARTED_TWICE = "innings_started_twice"
    RESUMED_WITHOUT_CONSENT = "resumed_without_consent"
    RESUMED_TOO_SOON = "resumed_too_soon"
    TOO_MUCH = "too_much"
    # Skipped whole or counted, by its severity. A dismissal is skipped where no such batter is in;
    # a ball after the end, where the end was recorded or the match won; a recorded end counts
    # whichever winner it names.
    UNKNOWN_TEAM = "unknown_team"
    DISMISSAL_NOT_POSSIBLE = "dismissal_not_possible"
    INNINGS_OVER = "innings_over"
    # The action counted, and should be checked.
    RUNS_NOT_POSSIBLE = "runs_not_possible"
    INNINGS_START_MISSING = "innings_start_missing"
    INNINGS_NOT_CLOSED = "innings_not_closed"
    STRIKE_MISMATCH = "strike_mismatch"
    UNEXPLAINED_BATTER = "unexplained_batter"
    RESUMED_WITHOUT_RECORD = "resumed_without_record"
    POSITION_MISMATCH = "position_mismatch"
    TOTALS_MISMATCH = "totals_mismatch"
    OVER_TOO_LONG = "over_too_long"
    OVER_TOO_SHORT = "over_too_short"
    CONSECUTIVE_OVERS = "consecutive_overs"
    BOWLER_CHANGED_MID_OVER = "bowler_changed_mid_over"
    BOWLER_SUSPENDED = "bowler_suspended"
    BOWLER_OVER_LIMIT = "bowler_over_limit"
    NO_BALL_AND_WIDE = "no_ball_and_wide"
    BYES_OFF_WIDE = "byes_off_wide"
    PLAYER_NOT_IN_LINEUP = "player_not_in_lineup"
    WRONG_SIDE = "wrong_side"
    BAD_ID = "bad_id"
    TOO_MANY_PLAYERS = "too_many_players"
    TWO_CAPTAINS = "two_captains"
    TWO_KEEPERS = "two_keepers"
    REVISION_BELOW_BOWLED = "revision_below_bowled"
    PAR_WITHOUT_TARGET = "par_without_target"
    PAR_NOT_ANNOUNCED = "par_not_announced"
    TARGET_NOT_ANNOUNCED = "target_not_announced"
    CLOSE_CONTRADICTED = "close_contradicted"
    RESULT_CONTRADICTED = "result_contradicted"
    NEWER_SCHEMA = "newer_schema"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one action; `law` names the Law or condition that it goes against.

    `code` is a ProblemCode, or the code of a verdict (docs/verdicts.md) for faults that only
    verdicts find.
    """

    action_id: str
    code: str
    severity: Severity
    message: str
    law: str | None = None


class Refused(Exception):
    """Raised by a check, before anything changed, when an action cannot count at all."""

    def __init__(self, code: ProblemCode, message: str, law: str | None = None) -> None:
        self.code = code
        self.law = law
        super().__init__(message)


def shorten_message(message: str, most: int = MOST_MESSAGE_CHARACTERS) -> str:
    """Return a message as it is stored: at most 300 characters, and text that can be stored."""
    kept = message if len(message) <= most else f"{message[: most - 3]}..."
    return kept if kept.isascii() else kept.encode("utf-8", "replace").decode()
