"""Defines the actors of the policy tables and the roles of each.

The home side belongs to the school `north`, the away side to `south`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from tests.rules.world import Actor, Fields

PAST: Final = datetime(2020, 1, 1, tzinfo=UTC)
FUTURE: Final = datetime(2100, 1, 1, tzinfo=UTC)
SEASON: Final = "season-1"
MATCH: Final = "live-match"
PLANNED: Final = "planned-match"
ANONYMOUS = Actor("anonymous")
STRANGER = Actor("stranger", "stranger")
SCORER = Actor("scorer", "scorer")
SCORER_ELSEWHERE = Actor("scorer_elsewhere", "scorer-elsewhere")
SCORER_ENDED = Actor("scorer_ended", "scorer-ended")
UMPIRE = Actor("umpire", "account-of-umpire", {"personId": "umpire"})
REFEREE = Actor("referee", "referee")
COACH_HOME = Actor("coach_home", "coach-home")
COACH_AWAY = Actor("coach_away", "coach-away")
CAPTAIN = Actor("captain", "captain")
PLAYER = Actor("player", "player")
DIRECTOR = Actor("director", "director")
HEAD_COACH = Actor("head_coach", "head-coach")
DIRECTOR_AWAY = Actor("director_away", "director-away")
ADMIN = Actor("administrator", "administrator", {"admin": True})
ACTORS: Final = (
    ANONYMOUS, STRANGER, SCORER, SCORER_ELSEWHERE, SCORER_ENDED, UMPIRE, REFEREE, COACH_HOME,
    COACH_AWAY, CAPTAIN, PLAYER, DIRECTOR, HEAD_COACH, DIRECTOR_AWAY, ADMIN,
)  # fmt: skip
# These actors are used by the twins, not by the matrix.
SCORER_HOME = Actor("scorer_home", "scorer-home")
SCORER_AWAY = Actor("scorer_away", "scorer-away")
SCORER_NO_SHOW = Actor("scorer_no_show", "scorer-no-show")
SCORER_NOT_STARTED = Actor("scorer_not_yet", "scorer-not-yet")
SCORER_REVOKED = Actor("scorer_revoked", "scorer-revoked")
SCORER_STRING_DATE = Actor("scorer_string_date", "scorer-string-date")
SCORER_FORGED_PERSON = Actor("scorer_forged", "scorer-forged")
SCORER_FORGED_MATCH = Actor("scorer_forged_match", "scorer-forged-match")
SCORER_FORGED_ROLE = Actor("scorer_forged_role", "scorer-forged-role")
COACH_ENDED = Actor("coach_ended", "coach-ended")
COACH_LAST_SEASON = Actor("coach_last_season", "coach-last-season")
COACH_THIS_SEASON = Actor("coach_this_season", "coach-this-season")
CAPTAIN_AWAY = Actor("captain_away", "captain-away")
CAPTAIN_ELECT = Actor("captain_elect", "captain-elect")
UMPIRE_NEW = Actor("umpire_new", "umpire-new")
UMPIRE_CONFIRMED = Actor("umpire_confirmed", "umpire-confirmed")
UMPIRE_ENDED = Actor("umpire_ended", "umpire-ended")
FORMER_OFFICIAL = Actor("has_been", "has-been")
STAFF_FORGED_PERSON = Actor("staff_forged", "staff-forged")
STAFF_FORGED_PLACE = Actor("staff_forged_place", "staff-forged-place")
DIRECTOR_LAST_SEASON = Actor("director_last_season", "director-last-season")
ADMIN_BY_TEXT = Actor("admin_by_word", "admin-by-word", {"admin": "true"})
COMPETITION_OWNER = Actor("competition_owner", "competition-owner")
LEADER_OF_BOTH_SCHOOLS = Actor("leads_both", "leads-both")
TEAM_MATES: Final = tuple(
    Actor(name, name)
    for name in (*(f"batter-{n}" for n in range(1, 6)), *(f"p{n}" for n in range(20)))
)
"""Players who may be selected for the home side; they send no requests."""


def role_document(owner: str, owner_id: str, actor: Actor, role: str, **changes: Any) -> Fields:
    """Return a grant in force, with the fields that all role documents have."""
    return {
        "id": f"{owner_id}_{actor.person_id}_{role}",
        owner: owner_id,
        "personId": actor.person_id,
        "role": role,
        "startDate": PAST,
        "endDate": None,
        "assignedBy": ADMIN.person_id,
        "assignedAt": PAST,
        "createdAt": PAST,
        "updatedAt": PAST,
    } | changes


def match_role(match_id: str, actor: Actor, role: str, **changes: Any) -> dict[str, Fields]:
    """Return a grant for a match by its path."""
    fields = role_document("matchId", match_id, actor, role, status="confirmed")
    path = f"match_role_assignments/{match_id}_{actor.person_id}_{role}"
    return {path: {**fields, **changes}}


def team_role(team_id: str, actor: Actor, role: str, **changes: Any) -> dict[str, Fields]:
    """Return a grant in a team by its path."""
    fields = role_document("teamId", team_id, actor, role, isCaptain=False, isViceCaptain=False)
    return {f"team_role_assignments/{team_id}_{actor.person_id}_{role}": {**fields, **changes}}


def school_role(school_id: str, actor: Actor, role: str, **changes: Any) -> dict[str, Fields]:
    """Return a grant at a school by its path."""
    fields = role_document("schoolId", school_id, actor, role, isPrimary=True)
    return {f"school_role_assignments/{school_id}_{actor.person_id}_{role}": {**fields, **changes}}


def player_role(actor: Actor) -> dict[str, Fields]:
    """Return the role of a player of the home team by its path."""
    return team_role("north-1", actor, "player")


def officials_of(match_id: str) -> dict[str, Fields]:
    """Return the roles of the officials of a match, and those of scorers that are not in force."""
    return {
        **match_role(match_id, SCORER, "scorer_neutral"),
        **match_role(match_id, SCORER_HOME, "scorer_home", status="assigned"),
        **match_role(match_id, SCORER_AWAY, "scorer_away", status="present", endDate=FUTURE),
        **match_role(match_id, SCORER_ENDED, "scorer_neutral", endDate=PAST),
        **match_role(match_id, SCORER_NOT_STARTED, "scorer_neutral", startDate=FUTURE),
        **match_role(match_id, SCORER_REVOKED, "scorer_neutral", revokedAt=PAST),
        **match_role(match_id, SCORER_NO_SHOW, "scorer_neutral", status="no_show"),
        **match_role(match_id, SCORER_STRING_DATE, "scorer_neutral", startDate="2020-01-01"),
        **match_role(match_id, SCORER_FORGED_PERSON, "scorer_neutral", personId="somebody-else"),
        **match_role(match_id, SCORER_FORGED_MATCH, "scorer_neutral", matchId="another-match"),
        **role_unlike_its_id(match_id),
        **match_role(match_id, UMPIRE, "umpire_on_field"),
        **match_role(match_id, UMPIRE_NEW, "umpire_third", status="assigned"),
        **match_role(match_id, UMPIRE_CONFIRMED, "umpire_third", status="confirmed"),
        **match_role(match_id, UMPIRE_ENDED, "umpire_third", status="assigned", endDate=PAST),
        **match_role(match_id, REFEREE, "match_referee"),
        **match_role(match_id, FORMER_OFFICIAL, "match_referee", endDate=PAST),
        **match_role(match_id, FORMER_OFFICIAL, "umpire_on_field", endDate=PAST),
    }


def role_unlike_its_id(match_id: str) -> dict[str, Fields]:
    """Return a grant whose role differs from that in its id."""
    [(path, fields)] = match_role(match_id, SCORER_FORGED_ROLE, "scorer_neutral").items()
    return {path: {**fields, "role": "groundskeeper"}}


def appointments() -> dict[str, Fields]:
    """Return the seeded roles in teams and schools."""
    return {
        **team_role("north-1", COACH_HOME, "coach"),
        **team_role("south-1", COACH_AWAY, "coach"),
        **team_role("north-1", COACH_ENDED, "coach", endDate=PAST),
        **team_role("north-1", COACH_LAST_SEASON, "coach", seasonId="season-0"),
        **team_role("north-1", COACH_THIS_SEASON, "coach", seasonId=SEASON),
        **team_role("north-1", CAPTAIN, "player", isCaptain=True),
        **team_role("south-1", CAPTAIN_AWAY, "player", isCaptain=True),
        **team_role("north-1", PLAYER, "player"),
        **team_role("north-1", CAPTAIN_ELECT, "player", isCaptain=True, startDate=FUTURE),
        **school_role("north", DIRECTOR, "director_of_cricket"),
        **school_role("north", HEAD_COACH, "head_coach"),
        **team_role("north-1", FORMER_OFFICIAL, "coach", endDate=PAST),
        **team_role("north-1", STAFF_FORGED_PERSON, "coach", personId="somebody-else"),
        **school_role("north", FORMER_OFFICIAL, "director_of_cricket", endDate=PAST),
        **school_role("north", SCORER_ENDED, "director_of_cricket", endDate=PAST),
        **school_role("north", FORMER_OFFICIAL, "head_coach", endDate=PAST),
        **school_role(
            "north", STAFF_FORGED_PERSON, "director_of_cricket", personId="somebody-else"
        ),
        **team_role("north-1", STAFF_FORGED_PLACE, "coach", teamId="another-team"),
        **school_role(
            "north", STAFF_FORGED_PLACE, "director_of_cricket", schoolId="another-school"
        ),
        **school_role("north", DIRECTOR_LAST_SEASON, "director_of_cricket", seasonId="season-0"),
        **school_role("south", DIRECTOR_AWAY, "director_of_cricket"),
        **school_role("north", LEADER_OF_BOTH_SCHOOLS, "head_coach"),
        **school_role("south", LEADER_OF_BOTH_SCHOOLS, "head_coach"),
        **{path: fields for mate in TEAM_MATES for path, fields in player_role(mate).items()},
    }
