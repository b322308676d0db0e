"""Defines hostile changes of the tier of a match, before and after its first ball."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rules.books import DUAL, TRIPLE
from tests.rules.cast import (
    ADMIN,
    DIRECTOR,
    MATCH,
    PLANNED,
    REFEREE,
    SCORER,
    STRANGER,
    UMPIRE,
    match_role,
)
from tests.rules.changes import match_fields, new_match_fields, redo_fields
from tests.rules.documents import delivery
from tests.rules.scene import match_document
from tests.rules.twins.commit import Commit, Twin, create_commit, field_twins, update_commit
from tests.rules.world import NO_FIELD, Actor, Create, Fields, Update

SOURCE = "matches"
TIERS = ("HONOR", "SINGLE", "DUAL", "TRIPLE")
BREAK = "break-match"
"""A match in play under SINGLE."""


def tier_twins() -> Iterator[Twin]:
    """Yield tiers that are planned, changed before the first ball, and changed after it."""
    yield from planned_tier_twins()
    yield from admin_tier_twins()
    yield from first_ball_twins()
    yield from moved_tier_twins()
    yield from handover_twins()


def tier_commit(match_id: str, actor: Actor, tier: str, **more: str) -> Commit:
    """Return the commit that changes the tier of a match."""
    return update_commit(
        f"matches/{match_id}", actor, match_fields(validationTier=tier, **more)(actor)
    )


def wrong_tiers(tier: str) -> dict[str, Fields]:
    """Return values that resemble a tier and are invalid, by name."""
    words = (tier.lower(), f"{tier}|", f" {tier}", "")
    return {f"in {word!r}": {"validationTier": word} for word in words} | {
        "in a list": {"validationTier": [tier]},
        "in nothing": {"validationTier": None},
    }


def planned_tier_twins() -> Iterator[Twin]:
    """Yield wrong values in place of each tier, for new matches and those before the first ball."""
    for tier in TIERS:
        new = create_commit(
            "matches/new", DIRECTOR, {**new_match_fields(DIRECTOR), "validationTier": tier}
        )
        yield from field_twins(SOURCE, f"new under {tier}", new, wrong_tiers(tier))
    plan = tier_commit(PLANNED, DIRECTOR, "DUAL", venue="Oval")
    yield from field_twins(SOURCE, "planned under DUAL", plan, wrong_tiers("DUAL"))
    for actor in (STRANGER, SCORER, UMPIRE, REFEREE):
        yield Twin(f"planned under DUAL: by {actor.name}", SOURCE, plan, plan.by(actor))
    yield Twin("planned under DUAL: when live", SOURCE, plan, plan.at("matches/empty-match"))
    odd = {"matches/odd-tier": match_document(validationTier="TRUST ME")}
    kept = update_commit("matches/odd-tier", DIRECTOR, match_fields(venue="Oval")(DIRECTOR))
    again = kept.having(validationTier="TRUST ME TOO")
    yield Twin("planned under an odd tier: to another", SOURCE, kept, again, odd)


def admin_tier_twins() -> Iterator[Twin]:
    """Yield changes by an administrator, with those before the first ball accepted."""
    alone = tier_commit(PLANNED, ADMIN, "DUAL")
    more: dict[str, Fields] = {"with the venue": {"venue": "Oval"}}
    yield from field_twins(SOURCE, "changed by admin to DUAL", alone, wrong_tiers("DUAL") | more)
    for name in (MATCH, "empty-match", "grace-match", BREAK):
        yield Twin(f"changed by admin to DUAL: {name}", SOURCE, alone, alone.at(f"matches/{name}"))
    first = "matches/begun/scoring_actions/1_1"
    begun = {"matches/begun": match_document(), first: {"nonce": "nonce-1-1"}}
    yield Twin(
        "changed by admin after the log has begun", SOURCE, alone, alone.at("matches/begun"), begun
    )
    undone = {**begun, first: {"nonce": "nonce-1-1", "isVoided": True}}
    again = alone.at("matches/begun")
    yield Twin(
        "changed by admin when the first ball is voided", SOURCE, again, again.by(REFEREE), undone
    )


def first_ball_twins() -> Iterator[Twin]:
    """Yield changes of the tier in the same commit as the first ball, which the old tier admits."""
    path = "matches/unbegun/scoring_actions/1_1"
    seeds = {"matches/unbegun": match_document(), **match_role("unbegun", DIRECTOR, "scorer_home")}
    for actor, role in ((ADMIN, "admin"), (DIRECTOR, "scorer_home")):
        alone = tier_commit("unbegun", actor, "DUAL")
        ball = Create(path, delivery("unbegun", 1, 1, actor, role))
        for name, writes in (("before", (*alone.writes, ball)), ("after", (ball, *alone.writes))):
            both = Commit(actor, writes)
            yield Twin(f"tier by {actor.name} {name} its first ball", SOURCE, alone, both, seeds)
    undone = {**seeds, path: {"nonce": "nonce-1-1", "isVoided": True}}
    alone = tier_commit("unbegun", ADMIN, "DUAL")
    redo = Commit(ADMIN, (*alone.writes, Update(path, redo_fields(ADMIN))))
    yield Twin("tier in the same commit as the first ball redone", SOURCE, alone, redo, undone)


def moved_tier_twins() -> Iterator[Twin]:
    """Yield changes in play to a tier with another writer of the log, or with more fields."""
    for match_id, tier, others in (
        (MATCH, "SINGLE", ("DUAL", "TRIPLE")),
        (BREAK, "HONOR", ("DUAL", "TRIPLE")),
        (DUAL, "TRIPLE", ("HONOR", "SINGLE")),
        (TRIPLE, "DUAL", ("HONOR", "SINGLE")),
    ):
        move = tier_commit(match_id, ADMIN, tier)
        wrong: dict[str, Fields] = {f"to {other}": {"validationTier": other} for other in others}
        more: dict[str, Fields] = {"with the venue": {"venue": "Oval"}}
        yield from field_twins(SOURCE, f"moved to {tier}", move, wrong | wrong_tiers(tier) | more)
        for actor in (DIRECTOR, REFEREE, SCORER):
            yield Twin(f"moved to {tier}: by {actor.name}", SOURCE, move, move.by(actor))
    bare = tier_commit(DUAL, ADMIN, "TRIPLE")
    yield Twin("moved to no tier", SOURCE, bare, bare.having(validationTier=NO_FIELD))
    admin_change = update_commit(f"matches/{DUAL}", ADMIN, match_fields(venue="Oval")(ADMIN))
    yield Twin(
        "changed by admin in play: to SINGLE",
        SOURCE,
        admin_change,
        admin_change.having(validationTier="SINGLE"),
    )
    odd = {"matches/odd-tier": match_document(status="live", validationTier="TRUST ME")}
    kept = update_commit("matches/odd-tier", ADMIN, match_fields(venue="Oval")(ADMIN))
    yield Twin("changed by admin under an odd tier: to HONOR", SOURCE, kept,
               tier_commit("odd-tier", ADMIN, "HONOR"), odd)  # fmt: skip


def handover_twins() -> Iterator[Twin]:
    """Yield wrong changes of `scoredBy`, which an administrator sets to scorers or provider."""
    for match_id, to in ((MATCH, "provider"), ("provided-match", "scorers")):
        words = match_fields(scoredBy=to)(ADMIN)
        handed = update_commit(f"matches/{match_id}", ADMIN, words)
        wrong: dict[str, Fields] = {
            "to nobody": {"scoredBy": ""},
            "to both": {"scoredBy": "scorers|provider"},
            "to a list": {"scoredBy": [to]},
            "with the venue": {"venue": "Oval"},
            "with the tier": {"validationTier": "DUAL"},
        }
        if match_id != MATCH:  # MATCH has no scoredBy
            wrong["to nothing"] = {"scoredBy": NO_FIELD}
        yield from field_twins(SOURCE, f"handed to {to}", handed, wrong)
        for actor in (DIRECTOR, REFEREE, SCORER):
            yield Twin(f"handed to {to}: by {actor.name}", SOURCE, handed, handed.by(actor))
    new = create_commit("matches/new", DIRECTOR, new_match_fields(DIRECTOR))
    yield Twin("new and a provider's", SOURCE, new, new.having(scoredBy="provider"))
