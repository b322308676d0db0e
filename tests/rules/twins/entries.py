"""Defines hostile entries for competitions, acceptances and new matches."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rules import cast
from tests.rules.cast import (
    ADMIN,
    ANONYMOUS,
    COMPETITION_OWNER,
    DIRECTOR,
    DIRECTOR_AWAY,
    LEADER_OF_BOTH_SCHOOLS,
    MATCH,
    PAST,
    PLANNED,
    STRANGER,
    UMPIRE,
)
from tests.rules.changes import match_fields, new_match_fields
from tests.rules.scene import log_of, match_document
from tests.rules.twins.commit import Twin, create_commit, field_twins, update_commit
from tests.rules.world import NO_FIELD, NOW, Actor, Fields

SOURCE = "matches"
ENTRY_REQUESTED = {"matches/asked": match_document(competitionId="league")}
ENTERED = {"matches/entered": match_document(competitionId="league", countsFor="league")}
ENTERED_ELSEWHERE = {"matches/stale": match_document(competitionId="trophy", countsFor="league")}


def competition_entry_twins() -> Iterator[Twin]:
    """Yield hostile entries for a competition, acceptances and seasons."""
    yield from acceptance_twins()
    yield from withdrawal_twins()
    yield from entry_by_owner_twins()
    yield from new_match_twins()
    yield from voided_opening_twins()


def acceptance_fields(actor: Actor) -> Fields:
    """Return the fields of an acceptance."""
    return {"acceptedBy": actor.person_id, "acceptedAt": NOW, "updatedAt": NOW}


def acceptance_twins() -> Iterator[Twin]:
    """Yield acceptances by others than the away side, of another time, or with more fields."""
    for place in (PLANNED, MATCH, "over-match"):
        accept = update_commit(f"matches/{place}", DIRECTOR_AWAY, acceptance_fields(DIRECTOR_AWAY))
        home = update_commit(f"matches/{place}", DIRECTOR, acceptance_fields(DIRECTOR))
        yield Twin(f"{place}: accepted by the home side", SOURCE, accept, home)
    accept = update_commit(f"matches/{PLANNED}", DIRECTOR_AWAY, acceptance_fields(DIRECTOR_AWAY))
    changes: dict[str, Fields] = {
        "for another": {"acceptedBy": "another"},
        "in the past": {"acceptedAt": PAST},
        "and moved": {"venue": "Oval"},
        "and entered": {"countsFor": "league"},
        "by nobody": {"acceptedBy": None},
        "updated in the past": {"updatedAt": PAST},
    }
    yield from field_twins(SOURCE, "accepted", accept, changes)
    yield Twin("accepted by no account", SOURCE, accept, accept.by(ANONYMOUS))
    former_leader = cast.FORMER_OFFICIAL
    ended_roles = {
        path: fields
        for role in ("director_of_cricket", "head_coach")
        for path, fields in cast.school_role("south", former_leader, role, endDate=PAST).items()
    }
    by_former_leader = update_commit(
        f"matches/{PLANNED}", former_leader, acceptance_fields(former_leader)
    )
    yield Twin(
        "accepted by a former leader of the away school",
        SOURCE,
        accept,
        by_former_leader,
        ended_roles,
    )
    admin = update_commit(f"matches/{PLANNED}", ADMIN, acceptance_fields(ADMIN))
    more: dict[str, Fields] = {"for another": {"acceptedBy": "x"}, "then": {"acceptedAt": PAST}}
    yield from field_twins(SOURCE, "accepted by admin", admin, more)
    both = update_commit(
        f"matches/{PLANNED}", LEADER_OF_BOTH_SCHOOLS, acceptance_fields(LEADER_OF_BOTH_SCHOOLS)
    )
    yield Twin("planned as accepted", SOURCE, both, both.having(venue="Oval"))


def withdrawal_twins() -> Iterator[Twin]:
    """Yield acceptances that are withdrawn only in part, or not by the away side."""
    path = "matches/accepted"
    seeds = {path: match_document(acceptedBy="south", acceptedAt=PAST)}
    cleared = {"acceptedBy": None, "acceptedAt": None, "updatedAt": NOW}
    withdrawal = update_commit(path, DIRECTOR_AWAY, cleared)
    changes: dict[str, Fields] = {
        "halfway": {"acceptedBy": "south"},
        "except the date": {"acceptedAt": PAST},
    }
    yield from field_twins(SOURCE, "withdrawn", withdrawal, changes, seeds=seeds)
    yield Twin("withdrawn by the home side", SOURCE, withdrawal, withdrawal.by(DIRECTOR), seeds)
    fields_removed = withdrawal.having(acceptedBy=NO_FIELD, acceptedAt=NO_FIELD)
    yield Twin(
        "withdrawn by a stranger", SOURCE, fields_removed, fields_removed.by(STRANGER), seeds
    )


def entry_by_owner_twins() -> Iterator[Twin]:
    """Yield entries not by the owner of the competition, or not requested by the planner."""
    entry = update_commit(
        "matches/asked", COMPETITION_OWNER, {"countsFor": "league", "updatedAt": NOW}
    )
    changes: dict[str, Fields] = {
        "for another competition": {"countsFor": "trophy"},
        "and moved": {"venue": "Oval"},
        "and accepted": {"acceptedBy": COMPETITION_OWNER.person_id, "acceptedAt": NOW},
        "updated in the past": {"updatedAt": PAST},
    }
    yield from field_twins(SOURCE, "entered", entry, changes, seeds=ENTRY_REQUESTED)
    for actor in (DIRECTOR, DIRECTOR_AWAY, STRANGER, ANONYMOUS):
        yield Twin(f"entered by {actor.name}", SOURCE, entry, entry.by(actor), ENTRY_REQUESTED)
    not_requested = entry.at(f"matches/{PLANNED}")
    yield Twin("entered without a request", SOURCE, entry, not_requested, ENTRY_REQUESTED)
    admin = entry.by(ADMIN)
    other = admin.having(countsFor="trophy")
    yield Twin("entered by admin for another", SOURCE, admin, other, ENTRY_REQUESTED)
    withdrawal = update_commit(
        "matches/stale", LEADER_OF_BOTH_SCHOOLS, {"countsFor": None, "updatedAt": NOW}
    )
    yield Twin(
        "taken back by the planner", SOURCE, withdrawal, withdrawal.by(DIRECTOR), ENTERED_ELSEWHERE
    )
    other = withdrawal.having(countsFor="trophy")
    yield Twin("entered by the owner of another", SOURCE, withdrawal, other, ENTERED_ELSEWHERE)
    replan = update_commit(
        "matches/asked", DIRECTOR, match_fields(competitionId="trophy")(DIRECTOR)
    )
    moved = replan.at("matches/entered")
    yield Twin(
        "another competition requested once entered",
        SOURCE,
        replan,
        moved,
        ENTRY_REQUESTED | ENTERED,
    )
    yield Twin(
        "planned as entered", SOURCE, replan, replan.having(countsFor="trophy"), ENTRY_REQUESTED
    )
    yield from kept_entry_twins()


def kept_entry_twins() -> Iterator[Twin]:
    """Yield changes of other fields that also change an entry or an acceptance."""
    move = match_fields(venue="Oval")
    plan = update_commit("matches/entered", DIRECTOR, move(DIRECTOR))
    elsewhere = plan.having(competitionId="trophy")
    yield Twin(
        "moved once entered, and another competition requested", SOURCE, plan, elsewhere, ENTERED
    )
    entry = update_commit("matches/stale", ADMIN, move(ADMIN))
    yield Twin(
        "changed by admin, and entered for another",
        SOURCE,
        entry,
        entry.having(countsFor="cup"),
        ENTERED_ELSEWHERE,
    )
    accepted = {"matches/accepted": match_document(acceptedBy="south", acceptedAt=PAST)}
    kept = update_commit("matches/accepted", ADMIN, move(ADMIN))
    forged = kept.having(acceptedBy="another")
    yield Twin("changed by admin, and accepted by another", SOURCE, kept, forged, accepted)


def new_match_twins() -> Iterator[Twin]:
    """Yield new matches of a missing season, or wrongly entered or accepted."""
    plain = create_commit("matches/new", DIRECTOR, new_match_fields(DIRECTOR))
    changes: dict[str, Fields] = {
        "of a season that does not exist": {"seasonId": "season-9"},
        "accepted by the planner": {"acceptedBy": DIRECTOR.person_id, "acceptedAt": NOW},
        "with a last completion": {"lastCompletion": {"actionId": "1_1", "at": PAST}},
    }
    yield from field_twins(SOURCE, "new match", plain, changes)
    free = plain.having(seasonId=None)
    yield Twin("new match: of no id", SOURCE, free, free.at("matches/a b"))
    asked = plain.having(competitionId="league")
    yield Twin("new match: entered", SOURCE, asked, asked.having(countsFor="league"))
    both = create_commit(
        "matches/new", LEADER_OF_BOTH_SCHOOLS, new_match_fields(LEADER_OF_BOTH_SCHOOLS)
    ).having(competitionId="league")
    early: dict[str, Fields] = {
        "entered": {"countsFor": "league"},
        "accepted": {"acceptedBy": LEADER_OF_BOTH_SCHOOLS.person_id, "acceptedAt": NOW},
    }
    yield from field_twins(SOURCE, "new match of both", both, early)
    more: dict[str, Fields] = {
        "entered for another": {"countsFor": "trophy"},
        "accepted for another": {"acceptedBy": "another"},
        "accepted in the past": {"acceptedAt": PAST},
    }
    admin = create_commit("matches/new", ADMIN, new_match_fields(ADMIN)).having(
        competitionId="cup", countsFor="cup", acceptedBy=ADMIN.person_id, acceptedAt=NOW
    )
    yield from field_twins(SOURCE, "new match of admin", admin, more)


def voided_opening_twins() -> Iterator[Twin]:
    """Yield changes of live matches; an accepted change of a match whose opening is voided."""
    actions = log_of("undone", length=1)
    undone = {"matches/undone": match_document(), **actions}
    running = {"matches/running": match_document(status="live"), **log_of("running", length=1)}
    plan = update_commit("matches/undone", DIRECTOR, match_fields(venue="Oval")(DIRECTOR))
    seeds = undone | running
    yield Twin("planned when live, opening voided", SOURCE, plan, plan.at("matches/running"), seeds)
    roles = {**cast.match_role("undone", UMPIRE, "umpire_on_field"),
             **cast.match_role("running", UMPIRE, "umpire_on_field")}  # fmt: skip
    toss_fields = {"toss": {"winnerTeamId": "north-1", "decision": "bat"}, "updatedAt": NOW}
    toss = update_commit("matches/undone", UMPIRE, toss_fields)
    by_former_leader = toss.at("matches/running")
    yield Twin("toss when live, opening voided", SOURCE, toss, by_former_leader, seeds | roles)
    unnoticed = toss.having(updatedAt=PAST)
    yield Twin("toss updated in the past", SOURCE, toss, unnoticed, seeds | roles)
    yield from last_completion_twins()


def last_completion_twins() -> Iterator[Twin]:
    """Yield writes of `lastCompletion`, which only the functions write."""
    plan = update_commit(
        f"matches/{PLANNED}", DIRECTOR, match_fields(validationTier="SINGLE")(DIRECTOR)
    )
    by_admin = plan.by(ADMIN)
    last = {"lastCompletion": {"actionId": "1_1", "at": PAST}}
    yield Twin("last completion by admin", SOURCE, by_admin, by_admin.having(**last))
    yield Twin("last completion by the planner", SOURCE, plan, plan.having(**last))
