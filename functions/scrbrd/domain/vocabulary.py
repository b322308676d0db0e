"""Defines the enumerations of values in documents, and the types of ids.

The enumerations are those of the public schema; values added by us are marked "ours".
"""

from enum import StrEnum
from typing import Final, NewType

from scrbrd.domain.identifiers import SEPARATOR, in_key

MatchId = NewType("MatchId", str)
TeamId = NewType("TeamId", str)
PlayerId = NewType("PlayerId", str)
ActionId = NewType("ActionId", str)


class ActionType(StrEnum):
    """The type of an action of the log: a ball, or a fact that no ball can carry."""

    DELIVERY = "delivery"
    INNINGS_STARTED = "innings_started"
    INNINGS_CLOSED = "innings_closed"
    BATTER_DISMISSED = "batter_dismissed"
    BATTER_RETIRED = "batter_retired"
    BATTER_RESUMED = "batter_resumed"
    BATTER_ARRIVED = "batter_arrived"
    BOWLER_SUSPENDED = "bowler_suspended"
    PENALTY_AWARDED = "penalty_awarded"
    TARGET_REVISED = "target_revised"
    PLAY_STOPPED = "play_stopped"
    PLAY_RESUMED = "play_resumed"
    PLAYER_REPLACED = "player_replaced"
    MATCH_CLOSED = "match_closed"


class WicketType(StrEnum):
    """How an innings of a batter ended."""

    BOWLED = "bowled"
    CAUGHT = "caught"
    LBW = "lbw"
    RUN_OUT = "run_out"
    STUMPED = "stumped"
    HIT_WICKET = "hit_wicket"
    HANDLED_BALL = "handled_ball"
    OBSTRUCTING_FIELD = "obstructing_field"
    HIT_BALL_TWICE = "hit_ball_twice"  # ours: Law 34
    TIMED_OUT = "timed_out"
    RETIRED_OUT = "retired_out"
    RETIRED_HURT = "retired_hurt"
    RETIRED_NOT_OUT = "retired_not_out"  # ours: Law 25.4.2


class Retirement(StrEnum):
    """Why a batter left without being dismissed by the bowling side (Law 25.4)."""

    HURT = "hurt"
    OUT = "out"
    NOT_OUT = "not_out"


class End(StrEnum):
    """An end of the pitch, named after the player who stood there when the ball was delivered."""

    STRIKER = "striker"
    BOWLER = "bowler"


class CloseReason(StrEnum):
    """Why an innings ended."""

    ALL_OUT = "all_out"
    OVERS_COMPLETE = "overs_complete"
    TARGET_REACHED = "target_reached"
    DECLARED = "declared"
    FORFEITED = "forfeited"
    ABANDONED = "abandoned"


class Outcome(StrEnum):
    """How a match ended."""

    WIN = "win"
    TIE = "tie"
    DRAW = "draw"
    NO_RESULT = "no_result"
    ABANDONED = "abandoned"
    AWARDED = "awarded"
    CONCEDED = "conceded"


class MatchStatus(StrEnum):
    """The progress of a match; only the functions write it."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    INNINGS_BREAK = "innings_break"
    COMPLETED = "completed"


class MatchFormat(StrEnum):
    """The formats of the public schema; Custom has everything in its conditions."""

    T20 = "T20"
    ODI = "ODI"
    TEST = "Test"
    HUNDRED = "Hundred"
    CUSTOM = "Custom"


class LawsEdition(StrEnum):
    """A Code or edition of the Laws, by the year it came into force."""

    CODE_2000 = "2000"
    FIRST_2017 = "2017"
    SECOND_2019 = "2019"
    THIRD_2022 = "2022"
    FOURTH_2026 = "2026"


class RainMethod(StrEnum):
    """How a match's targets are revised after a loss of overs. Only the first is published."""

    DLS_STANDARD = "dls_standard"
    DLS_PROFESSIONAL = "dls_professional"
    VJD = "vjd"


class TossDecision(StrEnum):
    """What the winner of the toss chose to do first."""

    BAT = "bat"
    FIELD = "field"


class ValidationTier(StrEnum):
    """How many scorers must agree before a ball counts."""

    HONOR = "HONOR"
    SINGLE = "SINGLE"
    DUAL = "DUAL"
    TRIPLE = "TRIPLE"


class ScoredBy(StrEnum):
    """Who writes the log of a match; a match has only one kind of writer."""

    SCORERS = "scorers"
    PROVIDER = "provider"


PROVIDER_ACTOR: Final = "provider:"
"""Prefix of `recordedBy` and `voidedBy` for a data provider; its name follows."""


class Source(StrEnum):
    """The origin of an action."""

    LIVE = "live"
    MANUAL_ENTRY = "manual_entry"
    IMPORT = "import"
    MIGRATION = "migration"
    CORRECTION = "correction"
    PROVIDER = "provider"


class SuspensionScope(StrEnum):
    """How long a suspended bowler may not bowl."""

    INNINGS = "innings"
    MATCH = "match"


class ReplacementReason(StrEnum):
    """Why a player was replaced."""

    CONCUSSION = "concussion"
    INJURY = "injury"
    TACTICAL = "tactical"
    COVID = "covid"
    IMPACT = "impact"
    SUPERSUB = "supersub"
    SUSPENDED = "suspended"
    NATIONAL = "national"
    UNKNOWN = "unknown"


class ReplacementRole(StrEnum):
    """What the incoming player may do: everything, or one role only."""

    PLAYER = "player"
    BATTER = "batter"
    BOWLER = "bowler"


class LineupRole(StrEnum):
    """A player's role in the lineup."""

    PLAYING_XI = "playing_xi"
    SUBSTITUTE = "substitute"
    RESERVE = "reserve"
    WITHDRAWN = "withdrawn"


class SubstitutionReason(StrEnum):
    """Why a lineup changed during the match, with the values of the public schema."""

    CONCUSSION = "concussion"
    COVID = "covid"
    TACTICAL = "tactical"
    INJURY = "injury"


class ShotType(StrEnum):
    """The stroke, for the wagon wheel."""

    DRIVE = "drive"
    CUT = "cut"
    PULL = "pull"
    HOOK = "hook"
    SWEEP = "sweep"
    REVERSE_SWEEP = "reverse_sweep"
    FLICK = "flick"
    GLANCE = "glance"
    DEFEND = "defend"
    LEAVE = "leave"
    EDGE = "edge"
    OTHER = "other"


class PitchLength(StrEnum):
    """Where the ball pitched along the pitch."""

    FULL_TOSS = "full_toss"
    YORKER = "yorker"
    FULL = "full"
    GOOD = "good"
    SHORT = "short"
    BOUNCER = "bouncer"


class BowlingLine(StrEnum):
    """Where the ball would have passed the stumps."""

    OFF_STUMP = "off_stump"
    MIDDLE_STUMP = "middle_stump"
    LEG_STUMP = "leg_stump"
    OUTSIDE_OFF = "outside_off"
    OUTSIDE_LEG = "outside_leg"


class BowlingAngle(StrEnum):
    """Which side of the stumps the bowler delivers from."""

    OVER_THE_WICKET = "Over the Wicket"
    ROUND_THE_WICKET = "Round the Wicket"


class RoleScope(StrEnum):
    """The kind of thing a role is held in; its collection is `{scope}_role_assignments`."""

    MATCH = "match"
    TEAM = "team"
    SCHOOL = "school"


class MatchRole(StrEnum):
    """An official's or helper's part in one match."""

    UMPIRE_ON_FIELD = "umpire_on_field"
    UMPIRE_THIRD = "umpire_third"
    UMPIRE_RESERVE = "umpire_reserve"
    MATCH_REFEREE = "match_referee"
    SCORER_HOME = "scorer_home"
    SCORER_AWAY = "scorer_away"
    SCORER_NEUTRAL = "scorer_neutral"
    MEDICAL_OFFICER = "medical_officer"
    GROUNDSKEEPER = "groundskeeper"


class TeamRole(StrEnum):
    """A person's role in a team; captaincies are flags of a player."""

    PLAYER = "player"
    COACH = "coach"
    ASSISTANT_COACH = "assistant_coach"
    MANAGER = "manager"
    SCORER = "scorer"
    ANALYST = "analyst"


class SchoolRole(StrEnum):
    """A person's role at a school."""

    DIRECTOR_OF_CRICKET = "director_of_cricket"
    HEAD_COACH = "head_coach"
    ASSISTANT_COACH = "assistant_coach"
    ADMINISTRATOR = "administrator"
    SCORER = "scorer"
    GROUNDSKEEPER = "groundskeeper"
    MEDICAL_OFFICER = "medical_officer"


class AssignmentStatus(StrEnum):
    """The progress of a match official's assignment; all but `no_show` give authority."""

    ASSIGNED = "assigned"
    CONFIRMED = "confirmed"
    PRESENT = "present"
    NO_SHOW = "no_show"


class Standing(StrEnum):
    """Whether a role counts, or why it does not; derived, not stored in a document."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDED = "ended"
    REVOKED = "revoked"
    NO_SHOW = "no_show"


def role_id(owner_id: str, person_id: str, role: str) -> str:
    """Return the id of a role document, with which the rules find it without a query.

    An underscore of an id is written `~`, as `inKey` of `rules/lib/values.rules` does; the names of
    the roles keep theirs. An id that the rules would refuse today is used unchanged, so that a role
    granted to it is still found.
    """
    return SEPARATOR.join((in_key(owner_id), in_key(person_id), role))
