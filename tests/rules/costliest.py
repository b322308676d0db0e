"""Defines the costliest valid requests: full documents, by actors whose role is checked last.

The match has a grace period of its own. Of the scorers' roles the rules check the away scorer's
last; they check the head coach after the director, and the captain after the coach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from tests.rules.books import (
    OVER,
    STATEMENTS,
    book,
    consensus,
    entry_of,
    entry_path,
    ruling,
    seat_role,
)
from tests.rules.cast import (
    ADMIN,
    CAPTAIN,
    COMPETITION_OWNER,
    DIRECTOR,
    HEAD_COACH,
    LEADER_OF_BOTH_SCHOOLS,
    PAST,
    PLANNED,
    PLAYER,
    REFEREE,
    SCORER_AWAY,
    SCORER_HOME,
    SEASON,
    UMPIRE,
    UMPIRE_CONFIRMED,
    UMPIRE_NEW,
    match_role,
)
from tests.rules.changes import (
    captaincy_fields,
    confirmation_fields,
    grant_fields,
    lock_fields,
    new_fields,
    new_match_fields,
    rating_fields,
    redo_fields,
    reselection_fields,
    revocation_fields,
    signed_fields,
    void_fields,
)
from tests.rules.costliest_rulings import ruling_commits
from tests.rules.documents import FACTS, as_stored, delivery, fact, full_delivery, lineup
from tests.rules.plans import CONDITIONS, PLAN, POWERPLAYS
from tests.rules.scene import match_document
from tests.rules.twins.commit import LATER, Commit, create_commit, update_commit
from tests.rules.world import NOW, Actor, Create, Delete, Fields, Update, Write

LONG_GRACE: Final = "generous-match"
LINEUPS: Final = f"matches/{PLANNED}/lineups"
MATCH_WITH_CONDITIONS: Final = "agreed-match"
"""A planned match with all conditions."""
SELECTED_PLAYER: Final = as_stored(lineup(PLANNED, "north-1", "batter-1", PLAYER))
FULL_LISTS: Final[dict[str, dict[str, Any]]] = {
    "innings_started": {"powerplays": POWERPLAYS},
    "innings_closed": {"absentIds": ["b"] * 11},
    "batter_dismissed": {"fielderIds": ["f"] * 7, "substituteIds": ["f"] * 7},
}
"""The longest lists of each type."""
SEEDS: Final[Mapping[str, Fields]] = {
    f"{LINEUPS}/north-1_batter-1": SELECTED_PLAYER,
    "people/player": {"id": "player", "displayName": "P", "createdAt": PAST},
    **book(SCORER_AWAY, OVER),
    f"matches/{LONG_GRACE}/scoring_actions/2_1": {
        **as_stored(
            fact(LONG_GRACE, 2, 1, SCORER_AWAY, "innings_started", **FACTS["innings_started"])
        ),
        "powerplays": POWERPLAYS,
    },
    f"matches/{MATCH_WITH_CONDITIONS}": match_document(
        conditions=CONDITIONS, competitionId="league"
    ),
    **match_role(MATCH_WITH_CONDITIONS, REFEREE, "match_referee"),
    **match_role(MATCH_WITH_CONDITIONS, SCORER_AWAY, "scorer_away"),
    f"matches/{OVER}/rulings/1": as_stored(ruling(UMPIRE, 1)),
    f"matches/{OVER}/live/consensus": consensus("TRIPLE", SCORER_AWAY, SCORER_HOME, UMPIRE),
}
"""Documents that some of the requests need."""

TOSS: Final = {"winnerTeamId": "south-1", "decision": "field"}
DATES_OF_ROLE: Final = {"startDate": PAST, "endDate": LATER}
DATES_AND_SEASON: Final = {**DATES_OF_ROLE, "seasonId": None}
FINDINGS: Final = ("pitchInspection", "groundInspection", "weather", "checklist")
LINEUP_FIELDS: Final = {
    "playerName": "A. Player",
    "role": "withdrawn",
    "isCaptain": True,
    "isViceCaptain": False,
    "isWicketkeeper": True,
    "battingPosition": 11,
}
TEAM_ROLE_FIELDS: Final = {
    "isCaptain": True,
    "isViceCaptain": False,
    "jerseyNumber": "7",
    "notes": "n" * 2000,
}


def append_commit(kind: str) -> Commit:
    """Return the commit that appends an action of a type with all its fields."""
    role = "scorer_away"
    if kind == "delivery":
        full = full_delivery()
        lists = {"fielderIds": ["f"] * 4, "assistFielderIds": ["f"], "substituteIds": ["f"] * 2}
        full["wicket"] = {**full["wicket"], **lists}
        fields = delivery(LONG_GRACE, 1, 4, SCORER_AWAY, role, **full)
    else:
        common = {"corrects": "1_2", "note": "n" * 500, "timestamp": "2026-11-21T10:00:00Z"}
        full = {**FACTS[kind], **FULL_LISTS.get(kind, {}), **common}
        fields = fact(LONG_GRACE, 1, 4, SCORER_AWAY, kind, **full)
        fields["recordedAs"] = role
    return create_commit(f"matches/{LONG_GRACE}/scoring_actions/1_4", SCORER_AWAY, fields)


def log_commits() -> dict[str, Commit]:
    """Return appends, a void, a redo, and a correction with its stamp."""
    second, third = (f"matches/{LONG_GRACE}/scoring_actions/1_{number}" for number in (2, 3))
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    reason = {"voidReason": "r" * 500}
    return {
        **{kind: append_commit(kind) for kind in ("delivery", *FACTS)},
        "void": update_commit(second, SCORER_AWAY, {**void_fields(SCORER_AWAY), **reason}),
        "redo": update_commit(third, SCORER_AWAY, {**redo_fields(SCORER_AWAY), **reason}),
        "correction with its stamp": Commit(
            SCORER_AWAY, (stamp, *append_commit("delivery").writes)
        ),
    }


def void_of_start() -> dict[str, Commit]:
    """Return the void of an action with powerplays."""
    path = f"matches/{LONG_GRACE}/scoring_actions/2_1"
    fields = {**void_fields(SCORER_AWAY), "voidReason": "r" * 500}
    return {"void of an innings' start": update_commit(path, SCORER_AWAY, fields)}


def book_commits() -> dict[str, Commit]:
    """Return the same commits for the away scorer's book, and those of the statements."""
    commits = {f"entry, {name}": _as_book_commit(commit) for name, commit in log_commits().items()}
    for kind, fields in STATEMENTS.items():
        full = {**entry_of(SCORER_AWAY, kind, **fields), "matchId": OVER, "note": "n" * 500}
        full |= {"corrects": "1_2", "timestamp": "2026-11-21T10:00:00Z"}
        commits[f"entry, {kind}"] = create_commit(
            entry_path(SCORER_AWAY, "1_4", OVER), SCORER_AWAY, full
        )
    for what, actor in (("of a next innings", SCORER_AWAY), ("by a new scorer", SCORER_HOME)):
        first = delivery(OVER, 2, 1, actor, seat_role(actor), **full_delivery())
        del first["corrects"]
        commits[f"first entry {what}"] = create_commit(entry_path(actor, "2_1", OVER), actor, first)
    return commits


def _as_book_commit(commit: Commit) -> Commit:
    """Return a commit to the log as one to the away scorer's book."""
    return Commit(commit.actor, tuple(_as_book_write(write) for write in commit.writes))


def _as_book_write(write: Write) -> Write:
    assert isinstance(write, Create | Update)
    path = entry_path(SCORER_AWAY, write.path.rpartition("/")[2], OVER)
    matched = {"matchId": OVER} if isinstance(write, Create) else {}
    return replace(write, path=path, fields={**write.fields, **matched})


def match_commits() -> dict[str, Commit]:
    """Return commits of plans, tosses, locks and awards."""
    path = f"matches/{PLANNED}"
    common = {"updatedAt": NOW}
    by_admin = {
        **{name: value for name, value in PLAN.items() if name != "validationTier"},
        "homeTeamId": "east-1",
        "awayTeamId": "west-1",
        "seasonId": "season-2",
        "toss": {"winnerTeamId": "west-1", "decision": "field"},
        "awards": {"playerOfMatchIds": ["b"] * 11},
        **lock_fields(ADMIN),
    }
    full = {**new_match_fields(HEAD_COACH), **PLAN, "id": "new", "toss": TOSS}
    lock_and_awards = {"awards": {"playerOfMatchIds": ["b"] * 11}, **lock_fields(REFEREE)}
    tier_change = {"validationTier": "TRIPLE", **common}
    return {
        "match, created": create_commit("matches/new", HEAD_COACH, full),
        "match, planned": update_commit(path, HEAD_COACH, {**PLAN, **common}),
        "match, changed by admin": update_commit(path, ADMIN, by_admin),
        "match, tier changed": update_commit(f"matches/{OVER}", ADMIN, tier_change),
        "match, toss": update_commit(path, SCORER_AWAY, {"toss": TOSS, **common}),
        "match, lock and awards": update_commit(path, REFEREE, lock_and_awards),
    }


def commits_with_conditions() -> dict[str, Commit]:
    """Return changes of a match with all conditions, whose numbers the rules check as a whole."""
    path = f"matches/{MATCH_WITH_CONDITIONS}"
    accepted = {"acceptedAt": NOW, "acceptedBy": LEADER_OF_BOTH_SCHOOLS.person_id}
    changes: tuple[tuple[str, Actor, Fields], ...] = (
        ("toss", SCORER_AWAY, {"toss": TOSS}),
        (
            "lock and awards",
            REFEREE,
            {"awards": {"playerOfMatchIds": ["b"] * 11}, **lock_fields(REFEREE)},
        ),
        (
            "sealed by admin",
            ADMIN,
            {"awards": {"playerOfMatchIds": ["b"] * 11}, **lock_fields(ADMIN)},
        ),
        ("accepted", LEADER_OF_BOTH_SCHOOLS, accepted),
        ("entered", COMPETITION_OWNER, {"countsFor": "league"}),
        ("tier changed", ADMIN, {"validationTier": "TRIPLE"}),
        ("handed over", ADMIN, {"scoredBy": "provider"}),
    )
    return {
        f"match with conditions, {name}": update_commit(path, actor, {**fields, "updatedAt": NOW})
        for name, actor, fields in changes
    }


def lineup_commits() -> dict[str, Commit]:
    """Return selections by the captain, a confirmation, and changes by an administrator."""
    path, new = f"{LINEUPS}/north-1_batter-1", f"{LINEUPS}/north-1_batter-2"
    by_admin = {**LINEUP_FIELDS, **reselection_fields(ADMIN), **confirmation_fields(ADMIN)}
    return {
        "lineup, selected": create_commit(new, CAPTAIN, _selection(CAPTAIN)),
        "lineup, created by admin": create_commit(new, ADMIN, {**_selection(ADMIN), **by_admin}),
        "lineup, reselected": update_commit(
            path, CAPTAIN, {**LINEUP_FIELDS, **reselection_fields(CAPTAIN)}
        ),
        "lineup, confirmed": update_commit(path, HEAD_COACH, confirmation_fields(HEAD_COACH)),
        "lineup, changed by admin": update_commit(path, ADMIN, by_admin),
        "lineup, deleted": Commit(CAPTAIN, (Delete(path),)),
    }


def _selection(actor: Actor) -> Fields:
    return lineup(PLANNED, "north-1", "batter-2", actor, **LINEUP_FIELDS)


def role_commits() -> dict[str, Commit]:
    """Return grants, changes of their details, and revocations."""
    match = f"match_role_assignments/{PLANNED}"
    school, team = "school_role_assignments/north", "team_role_assignments/north-1"
    home = grant_fields("matchId", PLANNED, "scorer_home", status="assigned", **DATES_OF_ROLE)
    staff = grant_fields(
        "schoolId", "north", "scorer", isPrimary=True, notes="n" * 2000, **DATES_AND_SEASON
    )
    coach = grant_fields("teamId", "north-1", "coach", **TEAM_ROLE_FIELDS, **DATES_AND_SEASON)
    confirmed = {"status": "confirmed", "confirmedAt": NOW, "updatedAt": NOW}
    arrived = {"status": "present", "arrivedAt": NOW, "updatedAt": NOW}
    revoked = {
        **DATES_AND_SEASON,
        **revocation_fields(ADMIN),
        "assignedBy": ADMIN.person_id,
        "assignedAt": NOW,
    }
    in_match = {name: value for name, value in revoked.items() if name != "seasonId"}
    by_admin = {"status": "no_show", "confirmedAt": NOW, "arrivedAt": NOW, **in_match}
    rated = {**rating_fields(5)(ADMIN), "performanceNotes": "n" * 2000}
    newcomer = "newcomer"
    return {
        "match role, granted": create_commit(
            f"{match}_{newcomer}_scorer_home", HEAD_COACH, home(HEAD_COACH)),
        "match role, changed by admin": update_commit(
            f"{match}_scorer-home_scorer_home", ADMIN, by_admin),
        "match role, revoked": update_commit(
            f"{match}_scorer-home_scorer_home", HEAD_COACH, revocation_fields(HEAD_COACH)),
        "match role, confirmed": update_commit(
            f"{match}_umpire-new_umpire_third", UMPIRE_NEW, confirmed),
        "match role, arrived": update_commit(
            f"{match}_umpire-confirmed_umpire_third", UMPIRE_CONFIRMED, arrived),
        "rating": create_commit(
            f"{match}_umpire_umpire_on_field/private/performance", ADMIN, rated),
        "school role, granted": create_commit(
            f"{school}_{newcomer}_scorer", DIRECTOR, staff(DIRECTOR)),
        "school role, changed by admin": update_commit(
            f"{school}_head-coach_head_coach", ADMIN,
            {**revoked, "isPrimary": False, "notes": "n" * 2000}),
        "school role, revoked": update_commit(
            f"{school}_head-coach_head_coach", DIRECTOR, revocation_fields(DIRECTOR)),
        "team role, granted": create_commit(
            f"{team}_{newcomer}_coach", HEAD_COACH, coach(HEAD_COACH)),
        "team role, changed by admin": update_commit(
            f"{team}_player_player", ADMIN, {**TEAM_ROLE_FIELDS, **revoked}),
        "team role, detailed": update_commit(
            f"{team}_player_player", HEAD_COACH,
            {**TEAM_ROLE_FIELDS, **captaincy_fields(HEAD_COACH)}),
        "team role, revoked": update_commit(
            f"{team}_player_player", HEAD_COACH, revocation_fields(HEAD_COACH)),
    }  # fmt: skip


def place_commits() -> dict[str, Commit]:
    """Return commits to people, schools, teams, squads and procedures."""
    style = {"photoUrl": "p" * 500, "battingStyle": "b" * 100, "bowlingStyle": "b" * 100}
    profile: dict[str, Any] = {
        "email": "e" * 320,
        "phone": "1" * 40,
        "dateOfBirth": "2010-01-01",
        "address": "a" * 1000,
        "guardianName": "g" * 200,
        "guardianPhone": "1" * 40,
        "medicalNotes": "m" * 5000,
    }
    team = new_fields(
        id="north.2nd", name="N", shortName="N", schoolId="north", ageGroup="u19", colours="red"
    )
    squad = {"teamId": "north-1", "seasonId": SEASON, "competitionId": "cup", "name": "First"}
    player = signed_fields(playerId="p", playerName="P", jerseyNumber="7", role="r" * 100)
    parts = {f"p{number}".ljust(99, "a"): "blue" for number in range(10, 60)}
    found = dict.fromkeys(FINDINGS, parts)
    procedure = signed_fields(matchId=PLANNED, notes="n" * 5000, **found)
    return {
        "person, renamed": update_commit(
            "people/player", PLAYER, signed_fields(displayName="Q", **style)(PLAYER)
        ),
        "profile": create_commit(
            "people/player/private/profile", PLAYER, signed_fields(**profile)(PLAYER)
        ),
        "school": update_commit(
            "schools/north", DIRECTOR, signed_fields(name="N", city="C")(DIRECTOR)
        ),
        "team, created": create_commit("teams/north.2nd", HEAD_COACH, team(HEAD_COACH)),
        "team, changed": update_commit(
            "teams/north-1", HEAD_COACH, signed_fields(name="N")(HEAD_COACH)
        ),
        "squad": create_commit("squads/new", HEAD_COACH, new_fields(id="new", **squad)(HEAD_COACH)),
        "squad, player": create_commit("squads/kept/players/p", HEAD_COACH, player(HEAD_COACH)),
        "procedure": create_commit(
            f"pre_match_procedures/{PLANNED}", SCORER_AWAY, procedure(SCORER_AWAY)
        ),
    }


TABLES: Final[tuple[Callable[[], dict[str, Commit]], ...]] = (
    log_commits,
    void_of_start,
    book_commits,
    ruling_commits,
    match_commits,
    commits_with_conditions,
    lineup_commits,
    role_commits,
    place_commits,
)


def costliest_commits() -> dict[str, Commit]:
    """Return the whole table by the name of the request."""
    return {name: commit for table in TABLES for name, commit in table().items()}
