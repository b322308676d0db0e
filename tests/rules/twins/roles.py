"""Defines the hostile grants: to oneself, beyond one's authority, in another's name."""

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
from tests.rules.changes import TEAM_FLAGS, granted, made_captain, revoked, signed_rating
from tests.rules.scene import WORLD
from tests.rules.twins.ask import LATER, Ask, Twin, changed, created, of_fields
from tests.rules.world import NOW, Actor, Create, Fields


def usurped() -> Iterator[Twin]:
    """Roles given to oneself, beyond one's authority, for ever, in another's name."""
    match_path = f"match_role_assignments/{PLANNED}"
    home = granted("matchId", PLANNED, "scorer_home", status="assigned")(DIRECTOR)
    good = created(f"{match_path}_newcomer_scorer_home", DIRECTOR, home)
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
    yield from of_fields("match_roles", "match role", good, changes)
    for role in ("match_referee", "scorer_neutral", "scorer_away", "umpire_on_field"):
        other = granted("matchId", PLANNED, role, status="assigned")(DIRECTOR)
        bad = created(f"{match_path}_newcomer_{role}", DIRECTOR, other)
        yield Twin(f"match role: {role} by the home director", "match_roles", good, bad)
    yield from to_oneself(good, match_path, DIRECTOR, "scorer_home", "match_roles")
    third = granted("matchId", PLANNED, "umpire_third", status="assigned")(ADMIN)
    admin = created(f"{match_path}_newcomer_umpire_third", ADMIN, third)
    tea = granted("matchId", PLANNED, "tea_lady", status="assigned")(ADMIN)
    bad = created(f"{match_path}_newcomer_tea_lady", ADMIN, tea)
    yield Twin("match role: an unknown one", "match_roles", admin, bad)
    yield from confirming(match_path)
    yield from revoking()
    yield from mending()
    yield from of_school_and_team()


def to_oneself(good: Ask, prefix: str, actor: Actor, role: str, source: str) -> Iterator[Twin]:
    """The same grant, to oneself."""
    first = good.writes[0]
    assert isinstance(first, Create)
    own = {
        "personId": actor.person_id,
        "id": f"{prefix.rpartition('/')[2]}_{actor.person_id}_{role}",
    }
    path = f"{prefix}_{actor.person_id}_{role}"
    bad = created(path, actor, {**first.fields, **own})
    yield Twin(f"{source}: to oneself", source, good, bad)


def confirming(prefix: str) -> Iterator[Twin]:
    """Officials confirm and arrive for themselves."""
    said = {"status": "confirmed", "confirmedAt": NOW, "updatedAt": NOW}
    good = changed(f"{prefix}_umpire-new_umpire_third", UMPIRE_NEW, said)
    changes: dict[str, Fields] = {
        "in the past": {"confirmedAt": PAST},
        "unnoticed": {"updatedAt": PAST},
        "as present": {"status": "present"},
        "for ever": {"endDate": LATER},
    }
    yield from of_fields("match_roles", "confirmation", good, changes)
    yield Twin("confirmation by another", "match_roles", good, good.by(UMPIRE))
    ended = changed(f"{prefix}_umpire-ended_umpire_third", UMPIRE_ENDED, said)
    yield Twin("confirmation of an ended role", "match_roles", good, ended)
    again = changed(f"{prefix}_umpire-confirmed_umpire_third", UMPIRE_CONFIRMED, said)
    yield Twin("confirmation once more", "match_roles", good, again)
    here = {"status": "present", "arrivedAt": NOW, "updatedAt": NOW}
    arrival = changed(f"{prefix}_umpire-confirmed_umpire_third", UMPIRE_CONFIRMED, here)
    more: dict[str, Fields] = {
        "in the past": {"arrivedAt": PAST},
        "as a no-show": {"status": "no_show"},
        "with another role": {"role": "match_referee"},
    }
    yield from of_fields("match_roles", "arrival", arrival, more)
    yield Twin("arrival by another", "match_roles", arrival, arrival.by(UMPIRE))
    early = changed(f"{prefix}_umpire-new_umpire_third", UMPIRE_NEW, here)
    yield Twin("arrival before confirming", "match_roles", arrival, early)
    over = {**WORLD[f"{prefix}_umpire-ended_umpire_third"], "status": "confirmed"}
    seeds = {f"{prefix}_umpire-ended_umpire_third": over}
    late = changed(f"{prefix}_umpire-ended_umpire_third", UMPIRE_ENDED, here)
    yield Twin("arrival in an ended role", "match_roles", arrival, late, seeds)
    rating = created(f"{prefix}_umpire_umpire_on_field/private/performance", ADMIN,
                     signed_rating(5)(ADMIN))  # fmt: skip
    stars: dict[str, Fields] = {
        "six": {"performanceRating": 6},
        "by another": {"ratedBy": "another"},
        "in the past": {"updatedAt": PAST},
        "an endless note": {"performanceNotes": "n" * 2001},
        "more": {"salary": 1},
    }
    yield from of_fields("match_roles", "rating", rating, stars)
    mine = rating.by(UMPIRE).having(ratedBy=UMPIRE.person_id)
    yield Twin("rating: of oneself", "match_roles", rating, mine)


def revoking() -> Iterator[Twin]:
    """The end of a role is signed and now, and comes once."""
    for source, path in (
        ("match_roles", f"match_role_assignments/{PLANNED}_scorer-home_scorer_home"),
        ("school_roles", "school_role_assignments/north_head-coach_head_coach"),
        ("team_roles", "team_role_assignments/north-1_player_player"),
    ):
        good = changed(path, DIRECTOR, revoked(DIRECTOR))
        changes: dict[str, Fields] = {
            "by another": {"revokedBy": "another"},
            "in the past": {"revokedAt": PAST},
            "with an end in the past": {"endDate": PAST},
            "with another role": {"role": "coach"},
            "unnoticed": {"updatedAt": PAST},
        }
        yield from of_fields(source, f"{source}, revoked", good, changes)
        ended = {f"{path}-2": {**WORLD[path], "revokedAt": PAST}}
        yield Twin(f"{source}, revoked twice", source, good, good.at(f"{path}-2"), ended)
        over = {f"{path}-2": {**WORLD[path], "endDate": PAST}}
        bad = good.at(f"{path}-2")
        yield Twin(f"{source}, revoked when it was over", source, good, bad, over)
        admin = changed(path, ADMIN, revoked(ADMIN))
        for name, bare in of_before(WORLD[path]).items():
            told = f"{source}, revoked by admin, {name}"
            yield Twin(told, source, admin, admin.by(STRANGER), {path: bare})


def of_before(grant: Fields) -> dict[str, Fields]:
    """Return grants that were written before all of their fields had to be there."""
    late = ("status", "isCaptain", "isViceCaptain", "isPrimary")
    return {
        "without a start": {name: each for name, each in grant.items() if name != "startDate"},
        "with no start": {**grant, "startDate": None},
        "without details": {name: each for name, each in grant.items() if name not in late},
    }


def mending() -> Iterator[Twin]:
    """What an administrator changes in a grant is signed too."""
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
        good = changed(path, ADMIN, longer)
        changes: dict[str, Fields] = {
            "unsigned": {"assignedBy": "another"},
            "signed in the past": {"assignedAt": PAST},
            "a start in words": {"startDate": "today"},
            "an end in words": {"endDate": "never"},
            "another person": {"personId": "another"},
            "revoked by another": {"revokedAt": NOW, "revokedBy": "another"},
            "revoked in the past": {"revokedAt": PAST, "revokedBy": "administrator"},
        }
        yield from of_fields(source, f"{source}, mended", good, changes)
        if source != "match_roles":  # an official needs no start
            yield Twin(f"{source}, mended: no start", source, good, good.having(startDate=None))
        yield from signatures(source, path, good)
    path = f"match_role_assignments/{PLANNED}_scorer-home_scorer_home"
    late = changed(path, ADMIN, {"status": "no_show", "updatedAt": NOW})
    gone = {path: {**WORLD[path], "revokedAt": PAST, "revokedBy": "x"}}
    yield Twin(
        "no-show after the end, by the director", "match_roles", late, late.by(DIRECTOR), gone
    )
    yield Twin("an unknown status", "match_roles", late, late.having(status="asleep"))
    for name in ("confirmedAt", "arrivedAt"):
        timed = late.having(status="present", **{name: PAST})
        yield Twin(f"{name} in words", "match_roles", timed, timed.having(**{name: "today"}))


def signatures(source: str, path: str, good: Ask) -> Iterator[Twin]:
    """An administrator signs an end and its lifting, and signs for nobody else beside either."""
    ended = changed(path, ADMIN, revoked(ADMIN))
    forged: dict[str, Fields] = {
        "of another": {"revokedBy": "another"},
        "and a grant by another": {"assignedBy": "another"},
        "and a grant of long ago": {"assignedAt": LATER},
    }
    yield from of_fields(source, f"{source}, ended by admin", ended, forged)
    word = {"status": "no_show"} if source == "match_roles" else {"notes": "has left"}
    yield from of_fields(source, f"{source}, ended with a word", ended.having(**word), forged)
    renewed = good.having(revokedAt=None, revokedBy=None)
    for name, by in {"": "x", " by who ended it": ADMIN.person_id}.items():
        seeds = {path: {**WORLD[path], "revokedAt": PAST, "revokedBy": by}}
        told = f"{source}, renewed{name}"
        yield Twin(told, source, renewed, renewed.by(STRANGER), seeds)
        kept: dict[str, Fields] = {
            "whose end is another's": {"revokedBy": "another"},
            "by another": {"assignedBy": "another"},
        }
        yield from of_fields(source, told, renewed, kept, seeds=seeds)
        for left in ("revokedBy", "revokedAt"):
            half = renewed.without(left)
            yield Twin(f"{told}: but for {left}", source, renewed, half, seeds)
        unsigned = renewed.without("assignedBy").without("assignedAt")
        yield Twin(f"{told}: unsigned", source, renewed, unsigned, seeds)
        bare = unsigned.without("endDate")
        yield Twin(f"{told}: unsigned, of no end", source, renewed, bare, seeds)


def of_school_and_team() -> Iterator[Twin]:
    """Grants at schools and in teams."""
    school = granted("schoolId", "north", "assistant_coach", isPrimary=True)(DIRECTOR)
    good = created("school_role_assignments/north_newcomer_assistant_coach", DIRECTOR, school)
    shared: dict[str, Fields] = {
        "no start": {"startDate": None},
        "a start in words": {"startDate": "today"},
        "an end in words": {"endDate": "never"},
        "assigned by another": {"assignedBy": "another"},
        "assigned in the past": {"assignedAt": PAST},
        "made in the past": {"createdAt": PAST},
        "another person within": {"personId": "another"},
        "another id within": {"id": "another"},
        "endless notes": {"notes": "n" * 2001},
        "an extra field": {"salary": 1},
    }
    primary: dict[str, Fields] = {"primary in words": {"isPrimary": "yes"}}
    yield from of_fields("school_roles", "school role", good, shared | primary)
    yield from to_oneself(good, "school_role_assignments/north", DIRECTOR, "assistant_coach",
                          "school_roles")  # fmt: skip
    south = granted("schoolId", "south", "assistant_coach", isPrimary=True)(DIRECTOR)
    other = created("school_role_assignments/south_newcomer_assistant_coach", DIRECTOR, south)
    yield Twin("school role: at another school", "school_roles", good, other)
    office = granted("schoolId", "north", "administrator", isPrimary=True)(ADMIN)
    admin = created("school_role_assignments/north_newcomer_administrator", ADMIN, office)
    king = granted("schoolId", "north", "king", isPrimary=True)(ADMIN)
    unknown = created("school_role_assignments/north_newcomer_king", ADMIN, king)
    yield Twin("school role: an unknown one", "school_roles", admin, unknown)
    yield Twin("school role: administrator by director", "school_roles", admin,
               admin.by(DIRECTOR).having(assignedBy="director"))  # fmt: skip
    note = changed("school_role_assignments/north_head-coach_head_coach", ADMIN,
                   {"notes": "on leave", "updatedAt": NOW})  # fmt: skip
    yield Twin("school role: a note by the director", "school_roles", note, note.by(DIRECTOR))
    team = granted("teamId", "north-1", "coach", **TEAM_FLAGS)(DIRECTOR)
    good = created("team_role_assignments/north-1_newcomer_coach", DIRECTOR, team)
    flags: dict[str, Fields] = {
        "a captain in words": {"isCaptain": "yes"},
        "a vice-captain in words": {"isViceCaptain": "yes"},
        "an endless number": {"jerseyNumber": "7" * 11},
    }
    yield from of_fields("team_roles", "team role", good, shared | flags)
    yield from to_oneself(good, "team_role_assignments/north-1", DIRECTOR, "coach", "team_roles")
    mascot = granted("teamId", "north-1", "mascot", **TEAM_FLAGS)(DIRECTOR)
    unknown = created("team_role_assignments/north-1_newcomer_mascot", DIRECTOR, mascot)
    yield Twin("team role: an unknown one", "team_roles", good, unknown)
    captaincy = changed(
        "team_role_assignments/north-1_player_player", DIRECTOR, made_captain(DIRECTOR)
    )
    more: dict[str, Fields] = {
        "in words": {"isCaptain": "yes"},
        "named by another": {"assignedBy": "another"},
        "named in the past": {"assignedAt": PAST},
        "for longer": {"endDate": LATER},
    }
    yield from of_fields("team_roles", "captaincy", captaincy, more)
    mend = changed("team_role_assignments/north-1_player_player", ADMIN,
                   {"notes": "injured", "updatedAt": NOW})  # fmt: skip
    yield Twin("team role: an endless note", "team_roles", mend, mend.having(notes="n" * 2001))
