"""Defines the hostile changes of how many scorers a match has, before its first ball and after."""

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
from tests.rules.changes import new_match, redone, signed_match
from tests.rules.documents import delivery
from tests.rules.scene import match_document
from tests.rules.twins.ask import Ask, Twin, changed, created, of_fields
from tests.rules.world import NO_FIELD, Actor, Create, Fields, Update

SOURCE = "matches"
TIERS = ("HONOR", "SINGLE", "DUAL", "TRIPLE")
BREAK = "break-match"
"""In play under SINGLE."""


def of_tiers() -> Iterator[Twin]:
    """Tiers that are planned, mended before the first ball, and moved behind it."""
    yield from planned()
    yield from mended()
    yield from with_the_first_ball()
    yield from moved()
    yield from handed_over()


def to_tier(match_id: str, actor: Actor, tier: str, **more: str) -> Ask:
    """A change of the tier."""
    return changed(f"matches/{match_id}", actor, signed_match(validationTier=tier, **more)(actor))


def wrong_words(tier: str) -> dict[str, Fields]:
    """What looks like a tier and is none."""
    words = (tier.lower(), f"{tier}|", f" {tier}", "")
    return {f"in {word!r}": {"validationTier": word} for word in words} | {
        "in a list": {"validationTier": [tier]},
        "in nothing": {"validationTier": None},
    }


def planned() -> Iterator[Twin]:
    """Every tier that there is, for a match that is new or not begun."""
    for tier in TIERS:
        new = created("matches/new", DIRECTOR, {**new_match(DIRECTOR), "validationTier": tier})
        yield from of_fields(SOURCE, f"new under {tier}", new, wrong_words(tier))
    plan = to_tier(PLANNED, DIRECTOR, "DUAL", venue="Oval")
    yield from of_fields(SOURCE, "planned under DUAL", plan, wrong_words("DUAL"))
    for actor in (STRANGER, SCORER, UMPIRE, REFEREE):
        yield Twin(f"planned under DUAL: by {actor.name}", SOURCE, plan, plan.by(actor))
    yield Twin("planned under DUAL: when live", SOURCE, plan, plan.at("matches/empty-match"))
    odd = {"matches/odd-tier": match_document(validationTier="TRUST ME")}
    kept = changed("matches/odd-tier", DIRECTOR, signed_match(venue="Oval")(DIRECTOR))
    again = kept.having(validationTier="TRUST ME TOO")
    yield Twin("planned under an odd tier: to another", SOURCE, kept, again, odd)


def mended() -> Iterator[Twin]:
    """An administrator, before the first ball."""
    alone = to_tier(PLANNED, ADMIN, "DUAL")
    more: dict[str, Fields] = {"with the venue": {"venue": "Oval"}}
    yield from of_fields(SOURCE, "mended to DUAL", alone, wrong_words("DUAL") | more)
    for name in (MATCH, "empty-match", "grace-match", BREAK):
        yield Twin(f"mended to DUAL: {name}", SOURCE, alone, alone.at(f"matches/{name}"))
    first = "matches/begun/scoring_actions/1_1"
    begun = {"matches/begun": match_document(), first: {"nonce": "nonce-1-1"}}
    yield Twin("mended behind the log", SOURCE, alone, alone.at("matches/begun"), begun)
    undone = {**begun, first: {"nonce": "nonce-1-1", "isVoided": True}}
    again = alone.at("matches/begun")
    yield Twin("mended when the first ball is undone", SOURCE, again, again.by(REFEREE), undone)


def with_the_first_ball() -> Iterator[Twin]:
    """The first ball of the same commit is let in under the tier of before: it is a beginning."""
    path = "matches/unbegun/scoring_actions/1_1"
    seeds = {"matches/unbegun": match_document(), **match_role("unbegun", DIRECTOR, "scorer_home")}
    for actor, role in ((ADMIN, "admin"), (DIRECTOR, "scorer_home")):
        alone = to_tier("unbegun", actor, "DUAL")
        ball = Create(path, delivery("unbegun", 1, 1, actor, role))
        for name, writes in (("before", (*alone.writes, ball)), ("behind", (ball, *alone.writes))):
            both = Ask(actor, writes)
            yield Twin(f"tier by {actor.name} {name} its first ball", SOURCE, alone, both, seeds)
    undone = {**seeds, path: {"nonce": "nonce-1-1", "isVoided": True}}
    alone = to_tier("unbegun", ADMIN, "DUAL")
    redo = Ask(ADMIN, (*alone.writes, Update(path, redone(ADMIN))))
    yield Twin("tier beside the first ball redone", SOURCE, alone, redo, undone)


def moved() -> Iterator[Twin]:
    """An administrator, behind the first ball: among those of a kind, and nothing else."""
    for match_id, tier, others in (
        (MATCH, "SINGLE", ("DUAL", "TRIPLE")),
        (BREAK, "HONOR", ("DUAL", "TRIPLE")),
        (DUAL, "TRIPLE", ("HONOR", "SINGLE")),
        (TRIPLE, "DUAL", ("HONOR", "SINGLE")),
    ):
        move = to_tier(match_id, ADMIN, tier)
        wrong: dict[str, Fields] = {f"to {other}": {"validationTier": other} for other in others}
        more: dict[str, Fields] = {"with the venue": {"venue": "Oval"}}
        yield from of_fields(SOURCE, f"moved to {tier}", move, wrong | wrong_words(tier) | more)
        for actor in (DIRECTOR, REFEREE, SCORER):
            yield Twin(f"moved to {tier}: by {actor.name}", SOURCE, move, move.by(actor))
    bare = to_tier(DUAL, ADMIN, "TRIPLE")
    yield Twin("moved to no tier", SOURCE, bare, bare.having(validationTier=NO_FIELD))
    mend = changed(f"matches/{DUAL}", ADMIN, signed_match(venue="Oval")(ADMIN))
    yield Twin("mended in play: to SINGLE", SOURCE, mend, mend.having(validationTier="SINGLE"))
    odd = {"matches/odd-tier": match_document(status="live", validationTier="TRUST ME")}
    kept = changed("matches/odd-tier", ADMIN, signed_match(venue="Oval")(ADMIN))
    yield Twin("mended under an odd tier: to HONOR", SOURCE, kept,
               to_tier("odd-tier", ADMIN, "HONOR"), odd)  # fmt: skip


def handed_over() -> Iterator[Twin]:
    """The log of a match goes from its scorers to a data provider and back, by an administrator."""
    for match_id, to in ((MATCH, "provider"), ("provided-match", "scorers")):
        words = signed_match(scoredBy=to)(ADMIN)
        handed = changed(f"matches/{match_id}", ADMIN, words)
        wrong: dict[str, Fields] = {
            "to nobody": {"scoredBy": ""},
            "to both": {"scoredBy": "scorers|provider"},
            "to a list": {"scoredBy": [to]},
            "with the venue": {"venue": "Oval"},
            "with the tier": {"validationTier": "DUAL"},
        }
        if match_id != MATCH:  # there it is nothing already
            wrong["to nothing"] = {"scoredBy": NO_FIELD}
        yield from of_fields(SOURCE, f"handed to {to}", handed, wrong)
        for actor in (DIRECTOR, REFEREE, SCORER):
            yield Twin(f"handed to {to}: by {actor.name}", SOURCE, handed, handed.by(actor))
    new = created("matches/new", DIRECTOR, new_match(DIRECTOR))
    yield Twin("new and a provider's", SOURCE, new, new.having(scoredBy="provider"))
