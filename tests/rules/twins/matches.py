"""Defines hostile plans, tosses, locks and awards of matches."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rules import cast
from tests.rules.cast import (
    ADMIN,
    DIRECTOR,
    MATCH,
    PAST,
    PLANNED,
    REFEREE,
    SCORER,
    SCORER_AWAY,
    SCORER_HOME,
    STRANGER,
    UMPIRE,
)
from tests.rules.changes import lock_fields, match_fields, new_match_fields
from tests.rules.scene import match_document
from tests.rules.twins.commit import LATER, Commit, Twin, create_commit, field_twins, update_commit
from tests.rules.world import NOW, Fields

RAIN_BEFORE_TOSS = {
    "rain": "play_stopped",
    "dry-again": "play_resumed",
    "cut-short": "target_revised",
}
"""Matches with one action recorded before the toss, and its type."""


def match_twins() -> Iterator[Twin]:
    """Yield new matches, changes before the first ball, tosses, locks and awards."""
    source = "matches"
    new = create_commit("matches/new", DIRECTOR, new_match_fields(DIRECTOR))
    changes: dict[str, Fields] = {
        "already live": {"status": "live"},
        "made by another": {"createdBy": "another"},
        "made in the past": {"createdAt": PAST},
        "updated in the past": {"updatedAt": PAST},
        "of another school": {"homeTeamId": "south-1", "awayTeamId": "north-1"},
        "against itself": {"awayTeamId": "north-1"},
        "of no team": {"homeTeamId": ""},
        "against nobody": {"awayTeamId": 1},
        "with a result": {"result": {"outcome": "win"}},
        "already complete": {"completedAt": NOW},
        "already locked": {"lockedAt": NOW},
        "in an unknown format": {"format": "T7"},
        "of an unknown tier": {"validationTier": "TRUST ME"},
        "with unknown conditions": {"conditions": {"ball": "pink"}},
        "open without an end": {"conditions": {"graceMinutes": 10081}},
        "with overs of no balls": {"conditions": {"ballsPerOver": 0}},
        "without overs": {"conditions": {"oversPerInnings": 0}},
        "with three innings a side": {"conditions": {"inningsPerSide": 3}},
        "with one player a side": {"conditions": {"playersPerSide": 1}},
        "with a name that is a number": {"homeTeamName": 1},
        "with no name": {"awayTeamName": ""},
        "in a season that is a number": {"seasonId": 1},
        "in a competition that is a number": {"competitionId": 1},
        "with another id within": {"id": "another"},
        "with a legacy score": {"liveData": {}},
        "with a third side": {"toss": {"winnerTeamId": "east-1", "decision": "bat"}},
        "with an odd decision": {"toss": {"winnerTeamId": "north-1", "decision": "sleep"}},
        "with a toss that says more": {
            "toss": {"winnerTeamId": "north-1", "decision": "bat", "coin": 1}
        },
    }
    yield from field_twins(source, "new match", new, changes)
    for actor in (
        cast.FORMER_OFFICIAL,
        cast.STAFF_FORGED_PERSON,
        cast.STAFF_FORGED_PLACE,
        cast.DIRECTOR_LAST_SEASON,
    ):
        bad = new.by(actor).having(createdBy=actor.person_id)
        yield Twin(f"new match: by {actor.name}", source, new, bad)
    anybody = create_commit("matches/new", ADMIN, new_match_fields(ADMIN))
    yield Twin("new match: by admin, of no team", source, anybody, anybody.having(homeTeamId=""))
    full = {"ballsPerOver": 6, "oversPerInnings": 20, "inningsPerSide": 1, "playersPerSide": 11}
    rich = new.having(
        id="new", conditions=full, toss={"winnerTeamId": "north-1", "decision": "bat"}
    )
    yield Twin("new match: rich, by a stranger", source, rich, rich.by(STRANGER))
    yield from plan_change_twins(source)
    lock = update_commit(f"matches/{MATCH}", REFEREE, lock_fields(REFEREE))
    yield Twin("lock by another", source, lock, lock.having(lockedBy="another"))
    yield Twin("lock in the past", source, lock, lock.having(lockedAt=PAST))
    yield Twin("lock and more", source, lock, lock.having(venue="Oval"))
    yield Twin(
        "lock by umpire",
        source,
        lock,
        update_commit(f"matches/{MATCH}", UMPIRE, lock_fields(UMPIRE)),
    )
    lifted = {"lockedAt": None, "lockedBy": None, "updatedAt": NOW}
    lift = update_commit("matches/locked-match", ADMIN, lifted)
    yield Twin("lift by referee", source, lift, lift.by(REFEREE))
    yield Twin("lift halfway", source, lift, lift.having(lockedBy="administrator"))
    yield Twin("lift by nobody, later", source, lift, lift.having(lockedAt=LATER))
    admin_lock = update_commit(f"matches/{MATCH}", ADMIN, lock_fields(ADMIN))
    yield Twin("admin lock for another", source, admin_lock, admin_lock.having(lockedBy="referee"))
    yield Twin("admin lock in the past", source, admin_lock, admin_lock.having(lockedAt=PAST))
    awards = {"awards": {"playerOfMatchIds": ["batter-1"]}, "updatedAt": NOW}
    award = update_commit(f"matches/{MATCH}", REFEREE, awards)
    many = {"playerOfMatchIds": ["b"] * 12}
    yield Twin("a dozen awards", source, award, award.having(awards=many))
    yield Twin("an award and a lock of no time", source, award, award.having(lockedBy="referee"))
    given = update_commit(f"matches/{MATCH}", ADMIN, awards)
    yield Twin("a dozen awards by admin", source, given, given.having(awards=many))
    yield Twin("an unknown award", source, award, award.having(awards={"hat": "x"}))
    relocked = update_commit("matches/locked-match", REFEREE, awards)
    yield Twin("awards after the lock", source, award, relocked)
    yield from of_before(source)


def of_before(source: str) -> Iterator[Twin]:
    """Matches written past the rules: toss, lock and awards leave the plan as it is."""
    toss = {"toss": {"winnerTeamId": "north-1", "decision": "bat"}, "updatedAt": NOW}
    awards = {"awards": {"playerOfMatchIds": ["batter-1"]}, "updatedAt": NOW}
    requests = {
        "toss": (UMPIRE, toss),
        "lock": (REFEREE, lock_fields(REFEREE)),
        "awards": (REFEREE, awards),
        "lock by admin": (ADMIN, lock_fields(ADMIN)),
        "awards by admin": (ADMIN, awards),
    }
    states: dict[str, Fields] = {
        "conditions are null": {"conditions": None},
        "conditions are a list": {"conditions": []},
        "conditions have null": {"conditions": {"graceMinutes": None}},
        "awards are null": {"awards": None},
    }
    for what, state in states.items():
        seeds = {
            "matches/of-before": match_document(**state),
            **cast.match_role("of-before", UMPIRE, "umpire_on_field"),
            **cast.match_role("of-before", REFEREE, "match_referee"),
        }
        for name, (actor, fields) in requests.items():
            good = update_commit("matches/of-before", actor, fields)
            title = f"{name} where the {what}"
            yield Twin(f"{title}: by a stranger", source, good, good.by(STRANGER), seeds)
            if actor is not ADMIN or "conditions" in state:
                moved = good.having(venue="Oval")
                yield Twin(f"{title}: and the venue", source, good, moved, seeds)


def plan_change_twins(source: str) -> Iterator[Twin]:
    """Yield changes of an existing match."""
    plan = update_commit(f"matches/{PLANNED}", DIRECTOR, match_fields(venue="Oval")(DIRECTOR))
    changes: dict[str, Fields] = {
        "the status": {"status": "live"},
        "the result": {"result": {"outcome": "win"}},
        "the end": {"completedAt": NOW},
        "who made it": {"createdBy": "another"},
        "the sides": {"homeTeamId": "east-1"},
        "the format to none": {"format": "T7"},
        "updated in the past": {"updatedAt": PAST},
        "the score": {"inningsData": {}},
    }
    yield from field_twins(source, "match: changes", plan, changes)
    yield Twin("match: planned after the first ball", source, plan, plan.at(f"matches/{MATCH}"))
    yield Twin("match: planned when live", source, plan, plan.at("matches/empty-match"))
    begun = match_document()
    seeds = {"matches/begun": begun, "matches/begun/scoring_actions/1_1": {"nonce": "nonce-1-1"}}
    yield Twin(
        "match: planned after the log has begun", source, plan, plan.at("matches/begun"), seeds
    )
    shut = {"matches/shut": match_document(lockedAt=PAST)}
    yield Twin("match: planned when locked", source, plan, plan.at("matches/shut"), shut)
    admin_change = update_commit(
        f"matches/{PLANNED}", ADMIN, {"homeTeamId": "east-1", "updatedAt": NOW}
    )
    yield Twin(
        "match: changed by admin, sent by the director",
        source,
        admin_change,
        admin_change.by(DIRECTOR),
    )
    late = update_commit("matches/locked-match", ADMIN, match_fields(venue="Oval")(ADMIN))
    yield Twin(
        "match: changed by admin when locked, sent by the director", source, late, late.by(DIRECTOR)
    )
    yield Twin(
        "match: status by admin", source, admin_change, admin_change.having(status="completed")
    )
    yield Twin(
        "match: changed by admin to no format",
        source,
        admin_change,
        admin_change.having(format="T7"),
    )
    toss = {"toss": {"winnerTeamId": "north-1", "decision": "bat"}, "updatedAt": NOW}
    for actor in (SCORER, SCORER_HOME, SCORER_AWAY, UMPIRE, REFEREE):
        tossed = update_commit(f"matches/{PLANNED}", actor, toss)
        yield Twin(
            f"toss of {actor.name} and the venue", source, tossed, tossed.having(venue="Oval")
        )
    tossed = update_commit(f"matches/{PLANNED}", UMPIRE, toss)
    odd = {"winnerTeamId": "east-1", "decision": "bat"}
    yield Twin("toss for a third side", source, tossed, tossed.having(toss=odd))
    yield Twin("toss after the first ball", source, tossed, tossed.at(f"matches/{MATCH}"))
    yield Twin("toss after the log has begun", source, tossed, tossed.at("matches/begun"),
               {**seeds, **cast.match_role("begun", UMPIRE, "umpire_on_field")})  # fmt: skip
    yield from rain_before_toss_twins(source, tossed)
    yield Twin("toss when locked", source, tossed, tossed.at("matches/shut"),
               {**shut, **cast.match_role("shut", UMPIRE, "umpire_on_field")})  # fmt: skip


def rain_before_toss_twins(source: str, tossed: Commit) -> Iterator[Twin]:
    """Yield tosses after the start of play; rain before that leaves the toss open."""
    begun, live = tossed.at("matches/begun-dry"), tossed.at("matches/rain-live")
    seeds: dict[str, Fields] = {
        "matches/begun-dry": match_document(),
        "matches/begun-dry/scoring_actions/1_1": {"type": "innings_started"},
        "matches/rain-live": match_document(status="live"),
        "matches/rain-live/scoring_actions/1_1": {"type": "play_stopped"},
    }
    for name, kind in RAIN_BEFORE_TOSS.items():
        seeds |= {
            f"matches/{name}": match_document(),
            f"matches/{name}/scoring_actions/1_1": {"type": kind},
        }
    for name in ("begun-dry", "rain-live", *RAIN_BEFORE_TOSS):
        seeds |= cast.match_role(name, UMPIRE, "umpire_on_field")
    for name in RAIN_BEFORE_TOSS:
        wet = tossed.at(f"matches/{name}")
        yield Twin(f"toss of {name}: an innings began", source, wet, begun, seeds)
        yield Twin(f"toss of {name}: the match is live", source, wet, live, seeds)
