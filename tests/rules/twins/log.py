"""Defines hostile requests to the log: to closed matches, with gaps, voids by the wrong person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.rules import cast
from tests.rules.cast import (
    ADMIN,
    ADMIN_BY_TEXT,
    ANONYMOUS,
    CAPTAIN,
    COACH_HOME,
    MATCH,
    PAST,
    SCORER,
    SCORER_AWAY,
    SCORER_ELSEWHERE,
    SCORER_ENDED,
    SCORER_HOME,
    STRANGER,
    UMPIRE,
    match_role,
)
from tests.rules.changes import redo_fields, void_fields
from tests.rules.documents import as_stored, delivery
from tests.rules.scene import WORLD
from tests.rules.twins.commit import Commit, Twin, create_commit, update_commit
from tests.rules.twins.deliveries import append_ball
from tests.rules.world import NO_FIELD, NOW, Actor, Create, Delete, Fields, Put, Update


def closed_log_twins() -> Iterator[Twin]:
    """Yield balls in closed matches, by persons without a scorer's role, and with another token."""
    source = "scoring_actions"
    good = append_ball()
    for match_id in ("locked-match", "over-match", "strict-match", "dateless-match", "odd-match",
                     "dual-match", "triple-match", "provided-match"):  # fmt: skip
        bad = append_ball(match_id)
        yield Twin(f"append in {match_id}", source, good, bad)
        before = update_commit(f"matches/{MATCH}/scoring_actions/1_2", SCORER, void_fields(SCORER))
        after = update_commit(
            f"matches/{match_id}/scoring_actions/1_2", SCORER, void_fields(SCORER)
        )
        yield Twin(f"void in {match_id}", source, before, after)
    for match_id in ("grace-match", "generous-match", "break-match", "bare-match"):
        open_one = append_ball(match_id)
        yield Twin(f"append in {match_id}", source, open_one, open_one.by(STRANGER))
    for actor in (
        SCORER_ENDED, SCORER_ELSEWHERE, cast.SCORER_NOT_STARTED, cast.SCORER_REVOKED,
        cast.SCORER_NO_SHOW, cast.SCORER_STRING_DATE, cast.SCORER_FORGED_PERSON,
        cast.SCORER_FORGED_MATCH, cast.SCORER_FORGED_ROLE, STRANGER, UMPIRE, COACH_HOME, CAPTAIN,
    ):  # fmt: skip
        yield Twin(f"append by {actor.name}", source, good, append_ball(actor=actor))
    yield Twin("append by nobody", source, good, good.by(ANONYMOUS))
    seeds = match_role(MATCH, STRANGER, "scorer_neutral", startDate=None)
    always = append_ball(actor=STRANGER)
    forged = always.having(recordedBy=SCORER.person_id)
    yield Twin("append by a scorer whose role has no start", source, always, forged, seeds)
    claimed = Actor("scorer, another person", SCORER.uid, {"personId": "another"})
    yield Twin("append with another person's claim", source, good, good.by(claimed))
    home = append_ball(actor=SCORER_HOME, role="scorer_home")
    yield Twin("home scorer as away", source, home, home.having(recordedAs="scorer_away"))
    away = append_ball(actor=SCORER_AWAY, role="scorer_away")
    yield Twin("away scorer as home", source, away, away.having(recordedAs="scorer_home"))
    admin = append_ball("locked-match", ADMIN, "admin")
    yield Twin(
        "admin claim as a text", source, admin, append_ball("locked-match", ADMIN_BY_TEXT, "admin")
    )
    yield Twin("admin as scorer", source, admin, admin.having(recordedAs="scorer_neutral"))
    yield Twin("admin as umpire", source, admin, admin.having(recordedAs="umpire_on_field"))
    yield Twin(
        "admin in a provider's match", source, admin, append_ball("provided-match", ADMIN, "admin")
    )
    first = delivery("empty-match", 1, 1, ADMIN, "admin")
    in_match = create_commit("matches/empty-match/scoring_actions/1_1", ADMIN, first)
    nowhere = create_commit(
        "matches/no-match/scoring_actions/1_1", ADMIN, first | {"matchId": "no-match"}
    )
    yield Twin("append to no match", source, in_match, nowhere)


def log_sequence_twins() -> Iterator[Twin]:
    """Yield gaps, overwritten actions, innings out of order, and references to missing actions."""
    source = "scoring_actions"
    log = f"matches/{MATCH}/scoring_actions"
    good = append_ball()
    skipped = create_commit(f"{log}/1_5", SCORER, delivery(MATCH, 1, 5, SCORER))
    yield Twin("skipped number", source, good, skipped)
    over = Commit(SCORER, (Put(f"{log}/1_2", delivery(MATCH, 1, 2, SCORER)),))
    yield Twin("overwritten action", source, good, over)
    random = create_commit(f"{log}/random-id", SCORER, delivery(MATCH, 1, 4, SCORER))
    yield Twin("a random id", source, good, random)
    padded = create_commit(f"{log}/1_04", SCORER, delivery(MATCH, 1, 4, SCORER) | {"id": "1_04"})
    yield Twin("a padded id", source, good, padded)
    second = create_commit(f"{log}/2_1", SCORER, delivery(MATCH, 2, 1, SCORER))
    third = create_commit(f"{log}/3_1", SCORER, delivery(MATCH, 3, 1, SCORER))
    yield Twin("an innings out of order", source, second, third)
    yield Twin("a first ball that follows", source, second, second.having(follows="nonce-1-3"))
    first = create_commit("matches/empty-match/scoring_actions/1_1", SCORER,
                          delivery("empty-match", 1, 1, SCORER))  # fmt: skip
    zero = delivery("empty-match", 1, 1, SCORER) | {"sequenceNumber": 0, "id": "1_0"}
    yield Twin("number 0", source, first,
               create_commit("matches/empty-match/scoring_actions/1_0", SCORER, zero))  # fmt: skip
    seeds = {f"{log}/40_1": {"nonce": "nonce-40-1"}, f"{log}/39_1": {"nonce": "nonce-39-1"}}
    last = create_commit(f"{log}/40_2", SCORER, delivery(MATCH, 40, 2, SCORER))
    beyond = create_commit(f"{log}/41_1", SCORER, delivery(MATCH, 41, 1, SCORER))
    yield Twin("innings 41", source, last, beyond, seeds)
    two = Commit(SCORER, (
        *good.writes,
        *create_commit(f"{log}/1_5", SCORER, delivery(MATCH, 1, 5, SCORER)).writes,
    ))  # fmt: skip
    gap = Commit(SCORER, (
        *good.writes,
        *create_commit(f"{log}/1_6", SCORER, delivery(MATCH, 1, 6, SCORER)).writes,
    ))  # fmt: skip
    yield Twin("a gap within a batch", source, two, gap)
    for name in ("corrects", "after"):
        placed = append_ball().having(**{name: "1_2"})
        wrong: dict[str, Any] = {
            "nothing": "1_9",
            "another innings": "2_1",
            "itself": "1_4",
            "a path": "1_2/secrets/one",
            "a number": 2,
            "no id": "the second",
        }
        for what, value in wrong.items():
            seeds = {f"{log}/2_1": {"nonce": "nonce-2-1"}} if value == "2_1" else {}
            bad = placed.having(**{name: value})
            yield Twin(f"{name} {what}", source, placed, bad, seeds)
    both = append_ball(corrects="1_2")
    yield Twin("both corrects and after", source, both, both.having(after="1_1"))


def void_twins() -> Iterator[Twin]:
    """Yield wrong voids, redos, and stamps of corrections."""
    source = "scoring_actions"
    second = f"matches/{MATCH}/scoring_actions/1_2"
    third = f"matches/{MATCH}/scoring_actions/1_3"
    good = update_commit(second, SCORER, void_fields(SCORER))
    changes: dict[str, Fields] = {
        "by another": {"voidedBy": SCORER_HOME.person_id},
        "in the past": {"voidedAt": PAST},
        "updated in the past": {"updatedAt": PAST},
        "with other runs": {"runsOffBat": 4},
        "with another score": {"totalRuns": 4},
        "with another nonce": {"nonce": "another-nonce"},
        "recorded by another": {"recordedBy": "another"},
        "created again": {"createdAt": NOW},
        "for an overlong reason": {"voidReason": "r" * 501},
        "for a reason that is a number": {"voidReason": 1},
        "for a list of reasons": {"voidReason": ["r"]},
        "halfway": {"isVoided": "half"},
        "not at all": {"isVoided": False},
        "and corrected": {"correctedBy": "1_3"},
        "and the note gone": {"note": NO_FIELD},
    }
    noted = {second: {**WORLD[second], "note": "a note"}}
    for name, fields in changes.items():
        seeds = noted if "note" in fields else {}
        yield Twin(f"void {name}", source, good, good.having(**fields), seeds)
    yield Twin("void without a time", source, good, good.without("voidedAt"))
    yield Twin("void without a name", source, good, good.without("voidedBy"))
    yield Twin("void by nobody", source, good, good.by(ANONYMOUS))
    yield Twin("delete an action", source, good, Commit(SCORER, (Delete(second),)))
    yield Twin("delete as administrator", source, good, Commit(ADMIN, (Delete(second),)))
    for actor in (SCORER_HOME, SCORER_AWAY):
        mine = update_commit(second, actor, void_fields(actor))
        yield Twin(f"void for {actor.name}", source, mine, mine.by(STRANGER))
    again = update_commit(third, SCORER, redo_fields(SCORER))
    yield Twin("redo by another", source, again, again.having(voidedBy="another"))
    yield Twin("redo in the past", source, again, again.having(voidedAt=PAST))
    yield Twin("void a voided ball", source, again, again.having(isVoided=True))
    over = "matches/over-match/scoring_actions/1_2"
    late = update_commit(over, ADMIN, void_fields(ADMIN))
    yield Twin("a late void", source, late, update_commit(over, SCORER, void_fields(SCORER)))
    bare = {second: {k: v for k, v in WORLD[second].items() if k != "isVoided"}}
    yield Twin("void a ball without isVoided", source, good, good.having(isVoided=False), bare)
    yield from stamp_twins(source, second)


def stamp_twins(source: str, second: str) -> Iterator[Twin]:
    """Yield stamps `correctedBy` without a correction of this action in the same commit."""
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    correction = append_ball(corrects="1_2").writes
    good = Commit(SCORER, (stamp, *correction))
    yield Twin("stamp alone", source, good, good.alone())
    yield Twin("stamp of another", source, good, good.having(correctedBy="1_3"))
    yield Twin("stamp in the past", source, good, good.having(updatedAt=PAST))
    yield Twin("stamp and edit", source, good, good.having(runsOffBat=4))
    other = Commit(SCORER, (stamp, *append_ball(corrects="1_1").writes))
    yield Twin("stamp by a correction of another ball", source, good, other)
    plain = Commit(SCORER, (stamp, *append_ball().writes))
    yield Twin("stamp by no correction", source, good, plain)
    old = {**as_stored(delivery(MATCH, 1, 4, SCORER)), "corrects": "1_2"}
    seeds = {f"matches/{MATCH}/scoring_actions/1_4": old}
    now = delivery(MATCH, 1, 5, SCORER, corrects="1_2")
    fresh = Commit(SCORER, (Update(second, {"correctedBy": "1_5", "updatedAt": NOW}),
                            Create(f"matches/{MATCH}/scoring_actions/1_5", now)))  # fmt: skip
    late = Commit(SCORER, (stamp, fresh.writes[1]))
    yield Twin("stamp by an old correction", source, fresh, late, seeds)
