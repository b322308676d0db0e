"""Defines the hostile entries: whose match it is, whom it counts for, and who said so."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rules import cast
from tests.rules.cast import (
    ADMIN,
    ANONYMOUS,
    DIRECTOR,
    DIRECTOR_AWAY,
    LEADS_BOTH,
    MATCH,
    OWNER,
    PAST,
    PLANNED,
    STRANGER,
    UMPIRE,
)
from tests.rules.changes import new_match, signed_match
from tests.rules.scene import log_of, match_document
from tests.rules.twins.ask import Twin, changed, created, of_fields
from tests.rules.world import NO_FIELD, NOW, Actor, Fields

SOURCE = "matches"
ASKED = {"matches/asked": match_document(competitionId="league")}
ENTERED = {"matches/entered": match_document(competitionId="league", countsFor="league")}
STALE = {"matches/stale": match_document(competitionId="trophy", countsFor="league")}


def misentered() -> Iterator[Twin]:
    """Entries for a competition, acceptances and seasons."""
    yield from misaccepted()
    yield from withdrawn()
    yield from claimed()
    yield from new_claims()
    yield from untimely()


def accepted_by(actor: Actor) -> Fields:
    """Return the fields of an acceptance."""
    return {"acceptedBy": actor.person_id, "acceptedAt": NOW, "updatedAt": NOW}


def misaccepted() -> Iterator[Twin]:
    """The away side accepts, in its own name, now, and nothing else."""
    for place in (PLANNED, MATCH, "over-match"):
        accept = changed(f"matches/{place}", DIRECTOR_AWAY, accepted_by(DIRECTOR_AWAY))
        home = changed(f"matches/{place}", DIRECTOR, accepted_by(DIRECTOR))
        yield Twin(f"{place}: accepted by the home side", SOURCE, accept, home)
    accept = changed(f"matches/{PLANNED}", DIRECTOR_AWAY, accepted_by(DIRECTOR_AWAY))
    changes: dict[str, Fields] = {
        "for another": {"acceptedBy": "another"},
        "in the past": {"acceptedAt": PAST},
        "and moved": {"venue": "Oval"},
        "and entered": {"countsFor": "league"},
        "by nobody": {"acceptedBy": None},
        "unnoticed": {"updatedAt": PAST},
    }
    yield from of_fields(SOURCE, "accepted", accept, changes)
    yield Twin("accepted by no account", SOURCE, accept, accept.by(ANONYMOUS))
    led = cast.HAS_BEEN
    former = {
        path: fields
        for role in ("director_of_cricket", "head_coach")
        for path, fields in cast.school_role("south", led, role, endDate=PAST).items()
    }
    late = changed(f"matches/{PLANNED}", led, accepted_by(led))
    yield Twin("accepted by who led the away school", SOURCE, accept, late, former)
    admin = changed(f"matches/{PLANNED}", ADMIN, accepted_by(ADMIN))
    more: dict[str, Fields] = {"for another": {"acceptedBy": "x"}, "then": {"acceptedAt": PAST}}
    yield from of_fields(SOURCE, "accepted by admin", admin, more)
    both = changed(f"matches/{PLANNED}", LEADS_BOTH, accepted_by(LEADS_BOTH))
    yield Twin("planned as accepted", SOURCE, both, both.having(venue="Oval"))


def withdrawn() -> Iterator[Twin]:
    """An acceptance is taken back whole, by the side that gave it."""
    there = "matches/accepted"
    seeds = {there: match_document(acceptedBy="south", acceptedAt=PAST)}
    clear = {"acceptedBy": None, "acceptedAt": None, "updatedAt": NOW}
    back = changed(there, DIRECTOR_AWAY, clear)
    changes: dict[str, Fields] = {
        "halfway": {"acceptedBy": "south"},
        "but for the date": {"acceptedAt": PAST},
    }
    yield from of_fields(SOURCE, "withdrawn", back, changes, seeds=seeds)
    yield Twin("withdrawn by the home side", SOURCE, back, back.by(DIRECTOR), seeds)
    gone = back.having(acceptedBy=NO_FIELD, acceptedAt=NO_FIELD)
    yield Twin("withdrawn by a stranger", SOURCE, gone, gone.by(STRANGER), seeds)


def claimed() -> Iterator[Twin]:
    """An owner enters what its planner asks for, and takes back an entry of their own."""
    enter = changed("matches/asked", OWNER, {"countsFor": "league", "updatedAt": NOW})
    changes: dict[str, Fields] = {
        "for another competition": {"countsFor": "trophy"},
        "and moved": {"venue": "Oval"},
        "and accepted": {"acceptedBy": OWNER.person_id, "acceptedAt": NOW},
        "unnoticed": {"updatedAt": PAST},
    }
    yield from of_fields(SOURCE, "entered", enter, changes, seeds=ASKED)
    for actor in (DIRECTOR, DIRECTOR_AWAY, STRANGER, ANONYMOUS):
        yield Twin(f"entered by {actor.name}", SOURCE, enter, enter.by(actor), ASKED)
    unasked = enter.at(f"matches/{PLANNED}")
    yield Twin("entered unasked", SOURCE, enter, unasked, ASKED)
    admin = enter.by(ADMIN)
    other = admin.having(countsFor="trophy")
    yield Twin("entered by admin for another", SOURCE, admin, other, ASKED)
    back = changed("matches/stale", LEADS_BOTH, {"countsFor": None, "updatedAt": NOW})
    yield Twin("taken back by the planner", SOURCE, back, back.by(DIRECTOR), STALE)
    other = back.having(countsFor="trophy")
    yield Twin("entered by the owner of another", SOURCE, back, other, STALE)
    replan = changed("matches/asked", DIRECTOR, signed_match(competitionId="trophy")(DIRECTOR))
    moved = replan.at("matches/entered")
    yield Twin("asked anew once entered", SOURCE, replan, moved, ASKED | ENTERED)
    yield Twin("planned as entered", SOURCE, replan, replan.having(countsFor="trophy"), ASKED)
    yield from mended()


def mended() -> Iterator[Twin]:
    """What was entered and accepted stays as it is while something else is changed."""
    move = signed_match(venue="Oval")
    plan = changed("matches/entered", DIRECTOR, move(DIRECTOR))
    elsewhere = plan.having(competitionId="trophy")
    yield Twin("moved once entered, and asked anew", SOURCE, plan, elsewhere, ENTERED)
    entry = changed("matches/stale", ADMIN, move(ADMIN))
    yield Twin("mended, and entered anew", SOURCE, entry, entry.having(countsFor="cup"), STALE)
    accepted = {"matches/accepted": match_document(acceptedBy="south", acceptedAt=PAST)}
    kept = changed("matches/accepted", ADMIN, move(ADMIN))
    forged = kept.having(acceptedBy="another")
    yield Twin("mended, and accepted by another", SOURCE, kept, forged, accepted)


def new_claims() -> Iterator[Twin]:
    """New matches: of a season that is there, entered and accepted by who may."""
    plain = created("matches/new", DIRECTOR, new_match(DIRECTOR))
    changes: dict[str, Fields] = {
        "of a season that is not there": {"seasonId": "season-9"},
        "accepted by who plans": {"acceptedBy": DIRECTOR.person_id, "acceptedAt": NOW},
        "with a last completion": {"lastCompletion": {"actionId": "1_1", "at": PAST}},
    }
    yield from of_fields(SOURCE, "new match", plain, changes)
    free = plain.having(seasonId=None)
    yield Twin("new match: of no id", SOURCE, free, free.at("matches/a b"))
    asked = plain.having(competitionId="league")
    yield Twin("new match: entered", SOURCE, asked, asked.having(countsFor="league"))
    both = created("matches/new", LEADS_BOTH, new_match(LEADS_BOTH)).having(competitionId="league")
    early: dict[str, Fields] = {
        "entered": {"countsFor": "league"},
        "accepted": {"acceptedBy": LEADS_BOTH.person_id, "acceptedAt": NOW},
    }
    yield from of_fields(SOURCE, "new match of both", both, early)
    more: dict[str, Fields] = {
        "entered for another": {"countsFor": "trophy"},
        "accepted for another": {"acceptedBy": "another"},
        "accepted in the past": {"acceptedAt": PAST},
    }
    admin = created("matches/new", ADMIN, new_match(ADMIN)).having(
        competitionId="cup", countsFor="cup", acceptedBy=ADMIN.person_id, acceptedAt=NOW
    )
    yield from of_fields(SOURCE, "new match of admin", admin, more)


def untimely() -> Iterator[Twin]:
    """A voided opening is no beginning; what the functions own."""
    actions = log_of("undone", length=1)
    undone = {"matches/undone": match_document(), **actions}
    running = {"matches/running": match_document(status="live"), **log_of("running", length=1)}
    plan = changed("matches/undone", DIRECTOR, signed_match(venue="Oval")(DIRECTOR))
    seeds = undone | running
    yield Twin("planned when live, opening voided", SOURCE, plan, plan.at("matches/running"), seeds)
    roles = {**cast.match_role("undone", UMPIRE, "umpire_on_field"),
             **cast.match_role("running", UMPIRE, "umpire_on_field")}  # fmt: skip
    said = {"toss": {"winnerTeamId": "north-1", "decision": "bat"}, "updatedAt": NOW}
    toss = changed("matches/undone", UMPIRE, said)
    late = toss.at("matches/running")
    yield Twin("toss when live, opening voided", SOURCE, toss, late, seeds | roles)
    unnoticed = toss.having(updatedAt=PAST)
    yield Twin("toss unnoticed", SOURCE, toss, unnoticed, seeds | roles)
    yield from last_completions()


def last_completions() -> Iterator[Twin]:
    """What the functions note of the end of a match is theirs alone."""
    plan = changed(f"matches/{PLANNED}", DIRECTOR, signed_match(validationTier="SINGLE")(DIRECTOR))
    mend = plan.by(ADMIN)
    last = {"lastCompletion": {"actionId": "1_1", "at": PAST}}
    yield Twin("last completion by admin", SOURCE, mend, mend.having(**last))
    yield Twin("last completion by the planner", SOURCE, plan, plan.having(**last))
