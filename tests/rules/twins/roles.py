"""Defines hostile grants: to oneself, beyond one's authority, in another's name."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rules.cast import (
    ADMIN,
    DIRECTOR,
    MATCH,
    PAST,
    PLANNED,
    STRANGER,
    UMPIRE,
    UMPIRE_CONFIRMED,
    UMPIRE_ENDED,
    UMPIRE_NEW,
)
from tests.rules.changes import (
    TEAM_FLAGS,
    captaincy_fields,
    grant_fields,
    rating_fields,
    revocation_fields,
)
from tests.rules.scene import WORLD
from tests.rules.twins.commit import LATER, Commit, Twin, create_commit, field_twins, update_commit
from tests.rules.world import NOW, Actor, Create, Fields


def role_twins() -> Iterator[Twin]:
    """Yield roles granted to oneself, beyond one's authority, or in another's name."""
    match_path = f"match_role_assignments/{PLANNED}"
    home = grant_fields("matchId", PLANNED, "scorer_home", status="assigned")(DIRECTOR)
    good = create_commit(f"{match_path}_newcomer_scorer_home", DIRECTOR, home)
    changes: dict[str, Fields] = {
        "confirmed at birth": {"status": "confirmed"},
        "assigned by another": {"assignedBy": "administrator"},
        "assigned in the past": {"assignedAt": PAST},
        "made in the past": {"createdAt": PAST},
        "another person within": {"personId": "another"},
        "another match within": {"matchId": MATCH},
        "another role within": {"role": "match_referee"},
        "another id within": {"id": "another"},
        "a date in words": {"startDate": "today"},
        "an end in words": {"endDate": "never"},
        "revoked in words": {"revokedAt": "never"},
        "a season that is a number": {"seasonId": 1},
        "a rating": {"performanceRating": 5},
    }
    yield from field_twins("match_roles", "match role", good, changes)
    for role in ("match_referee", "scorer_neutral", "scorer_away", "umpire_on_field"):
        other = grant_fields("matchId", PLANNED, role, status="assigned")(DIRECTOR)
        bad = create_commit(f"{match_path}_newcomer_{role}", DIRECTOR, other)
        yield Twin(f"match role: {role} by the home director", "match_roles", good, bad)
    yield from self_grant_twins(good, match_path, DIRECTOR, "scorer_home", "match_roles")
    third = grant_fields("matchId", PLANNED, "umpire_third", status="assigned")(ADMIN)
    admin = create_commit(f"{match_path}_newcomer_umpire_third", ADMIN, third)
    tea = grant_fields("matchId", PLANNED, "tea_lady", status="assigned")(ADMIN)
    bad = create_commit(f"{match_path}_newcomer_tea_lady", ADMIN, tea)
    yield Twin("match role: an unknown one", "match_roles", admin, bad)
    yield from confirmation_twins(match_path)
    yield from revocation_twins()
    yield from admin_change_twins()
    yield from school_and_team_role_twins()


def self_grant_twins(
    good: Commit, prefix: str, actor: Actor, role: str, source: str
) -> Iterator[Twin]:
    """Yield the same grant to the actor who makes it."""
    first = good.writes[0]
    assert isinstance(first, Create)
    own = {
        "personId": actor.person_id,
        "id": f"{prefix.rpartition('/')[2]}_{actor.person_id}_{role}",
    }
    path = f"{prefix}_{actor.person_id}_{role}"
    bad = create_commit(path, actor, {**first.fields, **own})
    yield Twin(f"{source}: to oneself", source, good, bad)


def confirmation_twins(prefix: str) -> Iterator[Twin]:
    """Yield confirmations and arrivals by another person or at a wrong time; wrong ratings."""
    confirmed = {"status": "confirmed", "confirmedAt": NOW, "updatedAt": NOW}
    good = update_commit(f"{prefix}_umpire-new_umpire_third", UMPIRE_NEW, confirmed)
    changes: dict[str, Fields] = {
        "in the past": {"confirmedAt": PAST},
        "updated in the past": {"updatedAt": PAST},
        "as present": {"status": "present"},
        "without an end": {"endDate": LATER},
    }
    yield from field_twins("match_roles", "confirmation", good, changes)
    yield Twin("confirmation by another", "match_roles", good, good.by(UMPIRE))
    ended = update_commit(f"{prefix}_umpire-ended_umpire_third", UMPIRE_ENDED, confirmed)
    yield Twin("confirmation of an ended role", "match_roles", good, ended)
    again = update_commit(f"{prefix}_umpire-confirmed_umpire_third", UMPIRE_CONFIRMED, confirmed)
    yield Twin("confirmation once more", "match_roles", good, again)
    here = {"status": "present", "arrivedAt": NOW, "updatedAt": NOW}
    arrival = update_commit(f"{prefix}_umpire-confirmed_umpire_third", UMPIRE_CONFIRMED, here)
    more: dict[str, Fields] = {
        "in the past": {"arrivedAt": PAST},
        "as a no-show": {"status": "no_show"},
        "with another role": {"role": "match_referee"},
    }
    yield from field_twins("match_roles", "arrival", arrival, more)
    yield Twin("arrival by another", "match_roles", arrival, arrival.by(UMPIRE))
    early = update_commit(f"{prefix}_umpire-new_umpire_third", UMPIRE_NEW, here)
    yield Twin("arrival before confirming", "match_roles", arrival, early)
    over = {**WORLD[f"{prefix}_umpire-ended_umpire_third"], "status": "confirmed"}
    seeds = {f"{prefix}_umpire-ended_umpire_third": over}
    late = update_commit(f"{prefix}_umpire-ended_umpire_third", UMPIRE_ENDED, here)
    yield Twin("arrival in an ended role", "match_roles", arrival, late, seeds)
    rating = create_commit(f"{prefix}_umpire_umpire_on_field/private/performance", ADMIN,
                           rating_fields(5)(ADMIN))  # fmt: skip
    stars: dict[str, Fields] = {
        "six": {"performanceRating": 6},
        "by another": {"ratedBy": "another"},
        "in the past": {"updatedAt": PAST},
        "an overlong note": {"performanceNotes": "n" * 2001},
        "more": {"salary": 1},
    }
    yield from field_twins("match_roles", "rating", rating, stars)
    mine = rating.by(UMPIRE).having(ratedBy=UMPIRE.person_id)
    yield Twin("rating: of oneself", "match_roles", rating, mine)


def revocation_twins() -> Iterator[Twin]:
    """Yield revocations that are not signed, not now, or repeated."""
    for source, path in (
        ("match_roles", f"match_role_assignments/{PLANNED}_scorer-home_scorer_home"),
        ("school_roles", "school_role_assignments/north_head-coach_head_coach"),
        ("team_roles", "team_role_assignments/north-1_player_player"),
    ):
        good = update_commit(path, DIRECTOR, revocation_fields(DIRECTOR))
        changes: dict[str, Fields] = {
            "by another": {"revokedBy": "another"},
            "in the past": {"revokedAt": PAST},
            "with an end in the past": {"endDate": PAST},
            "with another role": {"role": "coach"},
            "updated in the past": {"updatedAt": PAST},
        }
        yield from field_twins(source, f"{source}, revoked", good, changes)
        ended = {f"{path}-2": {**WORLD[path], "revokedAt": PAST}}
        yield Twin(f"{source}, revoked twice", source, good, good.at(f"{path}-2"), ended)
        over = {f"{path}-2": {**WORLD[path], "endDate": PAST}}
        bad = good.at(f"{path}-2")
        yield Twin(f"{source}, revoked when it was over", source, good, bad, over)
        admin = update_commit(path, ADMIN, revocation_fields(ADMIN))
        for name, bare in older_grants(WORLD[path]).items():
            name_of_twin = f"{source}, revoked by admin, {name}"
            yield Twin(name_of_twin, source, admin, admin.by(STRANGER), {path: bare})


def older_grants(grant: Fields) -> dict[str, Fields]:
    """Return older forms of a grant, which lack fields that are required today."""
    late = ("status", "isCaptain", "isViceCaptain", "isPrimary")
    return {
        "without a start": {name: each for name, each in grant.items() if name != "startDate"},
        "with no start": {**grant, "startDate": None},
        "without details": {name: each for name, each in grant.items() if name not in late},
    }


def admin_change_twins() -> Iterator[Twin]:
    """Yield changes of a grant by an administrator that are not signed."""
    for source, path in (
        ("match_roles", f"match_role_assignments/{PLANNED}_scorer-home_scorer_home"),
        ("school_roles", "school_role_assignments/north_head-coach_head_coach"),
        ("team_roles", "team_role_assignments/north-1_player_player"),
    ):
        longer = {
            "endDate": LATER,
            "assignedBy": "administrator",
            "assignedAt": NOW,
            "updatedAt": NOW,
        }
        good = update_commit(path, ADMIN, longer)
        changes: dict[str, Fields] = {
            "unsigned": {"assignedBy": "another"},
            "signed in the past": {"assignedAt": PAST},
            "a start in words": {"startDate": "today"},
            "an end in words": {"endDate": "never"},
            "another person": {"personId": "another"},
            "revoked by another": {"revokedAt": NOW, "revokedBy": "another"},
            "revoked in the past": {"revokedAt": PAST, "revokedBy": "administrator"},
        }
        yield from field_twins(source, f"{source}, changed by admin", good, changes)
        if source != "match_roles":  # an official needs no start
            yield Twin(
                f"{source}, changed by admin: no start", source, good, good.having(startDate=None)
            )
        yield from signature_twins(source, path, good)
    path = f"match_role_assignments/{PLANNED}_scorer-home_scorer_home"
    late = update_commit(path, ADMIN, {"status": "no_show", "updatedAt": NOW})
    gone = {path: {**WORLD[path], "revokedAt": PAST, "revokedBy": "x"}}
    yield Twin(
        "no-show after the end, by the director", "match_roles", late, late.by(DIRECTOR), gone
    )
    yield Twin("an unknown status", "match_roles", late, late.having(status="asleep"))
    for name in ("confirmedAt", "arrivedAt"):
        timed = late.having(status="present", **{name: PAST})
        yield Twin(f"{name} in words", "match_roles", timed, timed.having(**{name: "today"}))


def signature_twins(source: str, path: str, good: Commit) -> Iterator[Twin]:
    """Yield revocations by administrators, and their lifting, with another's signature or none."""
    ended = update_commit(path, ADMIN, revocation_fields(ADMIN))
    forged: dict[str, Fields] = {
        "of another": {"revokedBy": "another"},
        "and a grant by another": {"assignedBy": "another"},
        "and a grant of long ago": {"assignedAt": LATER},
    }
    yield from field_twins(source, f"{source}, ended by admin", ended, forged)
    word = {"status": "no_show"} if source == "match_roles" else {"notes": "has left"}
    yield from field_twins(source, f"{source}, ended with a word", ended.having(**word), forged)
    renewed = good.having(revokedAt=None, revokedBy=None)
    for name, by in {"": "x", " by the administrator who ended it": ADMIN.person_id}.items():
        seeds = {path: {**WORLD[path], "revokedAt": PAST, "revokedBy": by}}
        name_of_twin = f"{source}, renewed{name}"
        yield Twin(name_of_twin, source, renewed, renewed.by(STRANGER), seeds)
        kept: dict[str, Fields] = {
            "whose end is another's": {"revokedBy": "another"},
            "by another": {"assignedBy": "another"},
        }
        yield from field_twins(source, name_of_twin, renewed, kept, seeds=seeds)
        for left in ("revokedBy", "revokedAt"):
            half = renewed.without(left)
            yield Twin(f"{name_of_twin}: except {left}", source, renewed, half, seeds)
        unsigned = renewed.without("assignedBy").without("assignedAt")
        yield Twin(f"{name_of_twin}: unsigned", source, renewed, unsigned, seeds)
        bare = unsigned.without("endDate")
        yield Twin(f"{name_of_twin}: unsigned, of no end", source, renewed, bare, seeds)


def school_and_team_role_twins() -> Iterator[Twin]:
    """Yield hostile grants at schools and in teams."""
    school = grant_fields("schoolId", "north", "assistant_coach", isPrimary=True)(DIRECTOR)
    good = create_commit("school_role_assignments/north_newcomer_assistant_coach", DIRECTOR, school)
    shared: dict[str, Fields] = {
        "no start": {"startDate": None},
        "a start in words": {"startDate": "today"},
        "an end in words": {"endDate": "never"},
        "assigned by another": {"assignedBy": "another"},
        "assigned in the past": {"assignedAt": PAST},
        "made in the past": {"createdAt": PAST},
        "another person within": {"personId": "another"},
        "another id within": {"id": "another"},
        "overlong notes": {"notes": "n" * 2001},
        "an extra field": {"salary": 1},
    }
    primary: dict[str, Fields] = {"primary in words": {"isPrimary": "yes"}}
    yield from field_twins("school_roles", "school role", good, shared | primary)
    yield from self_grant_twins(good, "school_role_assignments/north", DIRECTOR, "assistant_coach",
                                "school_roles")  # fmt: skip
    south = grant_fields("schoolId", "south", "assistant_coach", isPrimary=True)(DIRECTOR)
    other = create_commit("school_role_assignments/south_newcomer_assistant_coach", DIRECTOR, south)
    yield Twin("school role: at another school", "school_roles", good, other)
    office = grant_fields("schoolId", "north", "administrator", isPrimary=True)(ADMIN)
    admin = create_commit("school_role_assignments/north_newcomer_administrator", ADMIN, office)
    king = grant_fields("schoolId", "north", "king", isPrimary=True)(ADMIN)
    unknown = create_commit("school_role_assignments/north_newcomer_king", ADMIN, king)
    yield Twin("school role: an unknown one", "school_roles", admin, unknown)
    yield Twin("school role: administrator by director", "school_roles", admin,
               admin.by(DIRECTOR).having(assignedBy="director"))  # fmt: skip
    note = update_commit("school_role_assignments/north_head-coach_head_coach", ADMIN,
                         {"notes": "on leave", "updatedAt": NOW})  # fmt: skip
    yield Twin("school role: a note by the director", "school_roles", note, note.by(DIRECTOR))
    team = grant_fields("teamId", "north-1", "coach", **TEAM_FLAGS)(DIRECTOR)
    good = create_commit("team_role_assignments/north-1_newcomer_coach", DIRECTOR, team)
    flags: dict[str, Fields] = {
        "a captain in words": {"isCaptain": "yes"},
        "a vice-captain in words": {"isViceCaptain": "yes"},
        "an overlong number": {"jerseyNumber": "7" * 11},
    }
    yield from field_twins("team_roles", "team role", good, shared | flags)
    yield from self_grant_twins(
        good, "team_role_assignments/north-1", DIRECTOR, "coach", "team_roles"
    )
    mascot = grant_fields("teamId", "north-1", "mascot", **TEAM_FLAGS)(DIRECTOR)
    unknown = create_commit("team_role_assignments/north-1_newcomer_mascot", DIRECTOR, mascot)
    yield Twin("team role: an unknown one", "team_roles", good, unknown)
    captaincy = update_commit(
        "team_role_assignments/north-1_player_player", DIRECTOR, captaincy_fields(DIRECTOR)
    )
    more: dict[str, Fields] = {
        "in words": {"isCaptain": "yes"},
        "named by another": {"assignedBy": "another"},
        "named in the past": {"assignedAt": PAST},
        "for longer": {"endDate": LATER},
    }
    yield from field_twins("team_roles", "captaincy", captaincy, more)
    admin_change = update_commit("team_role_assignments/north-1_player_player", ADMIN,
                                 {"notes": "injured", "updatedAt": NOW})  # fmt: skip
    yield Twin(
        "team role: an overlong note",
        "team_roles",
        admin_change,
        admin_change.having(notes="n" * 2001),
    )
