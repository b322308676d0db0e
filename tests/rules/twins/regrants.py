"""Defines the hostile grants in place of ended ones, at a new match, and under another's key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tests.rules.cast import (
    ADMIN,
    DIRECTOR,
    DIRECTOR_AWAY,
    FUTURE,
    PAST,
    PLANNED,
    SEASON,
    STRANGER,
    role_document,
)
from tests.rules.changes import TEAM_FLAGS, granted, new_match
from tests.rules.scene import match_document
from tests.rules.twins.ask import Ask, Twin, created
from tests.rules.world import Actor, Create, Fields, Put

NEWCOMER = Actor("newcomer", "newcomer")
ENDED_ID = "1577836800000"
"""The time of the last change, PAST, in milliseconds."""


def granted_again() -> Iterator[Twin]:
    """What was ended is kept whole in the history, by the commit that grants it again."""
    assigned = {"status": "assigned"}
    yield from again("match_roles", "matchId", PLANNED, "scorer_home", assigned)
    yield from again("team_roles", "teamId", "north-1", "coach", TEAM_FLAGS)
    yield from again("school_roles", "schoolId", "north", "assistant_coach", {"isPrimary": True})
    yield from with_the_match()
    yield from under_another_key()


def again(
    source: str, owner: str, owner_id: str, role: str, details: Mapping[str, object]
) -> Iterator[Twin]:
    """Yield the twins of one kind of role."""
    path = f"{source.replace('_roles', '_role_assignments')}/{owner_id}_newcomer_{role}"
    fields = granted(owner, owner_id, role, **details)
    base = role_document(owner, owner_id, NEWCOMER, role, **details)
    revoked = {**base, "revokedAt": PAST, "revokedBy": "director"}
    good = Ask(DIRECTOR, (Put(path, fields(DIRECTOR)), kept(path, revoked)))
    seeds = {path: revoked}
    name = f"{source}, again"
    yield Twin(f"{name}: without its history", source, good, good.alone(), seeds)
    yield Twin(f"{name}: by a stranger", source, good, good.by(STRANGER), seeds)
    own = good.by(STRANGER).having(assignedBy=STRANGER.person_id)
    yield Twin(f"{name}: by a stranger in his own name", source, good, own, seeds)
    yield Twin(f"{name}: for another", source, good, good.having(assignedBy="another"), seeds)
    yield Twin(f"{name}: still revoked", source, good, good.having(revokedAt=PAST), seeds)
    yield Twin(f"{name}: of long ago", source, good, good.having(createdAt=PAST), seeds)
    forged = kept(path, {**revoked, "revokedBy": "another"})
    lost = {key: value for key, value in revoked.items() if key != "revokedBy"}
    elsewhere = replace(kept(path, revoked), path=f"{path}/history/1")
    for how, second in {
        "with a forged history": forged,
        "with half its history": kept(path, lost),
        "with its history elsewhere": elsewhere,
    }.items():
        bad = replace(good, writes=(good.writes[0], second))
        yield Twin(f"{name}: {how}", source, good, bad, seeds)
    spare = replace(kept(path, revoked), path=f"{path}/history/1")
    twice = replace(good, writes=(*good.writes, spare))
    yield Twin(f"{name}: with its history twice", source, good, twice, seeds)
    nowhere = good.having(seasonId="a b")
    yield Twin(f"{name}: for a season of no id", source, good, nowhere, seeds)
    only = replace(good, writes=good.writes[1:])
    yield Twin(f"{name}: only its history", source, good, only, seeds)
    for how, end in {"in force": None, "for long": FUTURE}.items():
        living = {**base, "endDate": end}
        ended = Ask(DIRECTOR, (Put(path, fields(DIRECTOR)), kept(path, {**base, "endDate": PAST})))
        other = path.replace("newcomer", how.replace(" ", "-"))
        theirs = {**living, "personId": how.replace(" ", "-"), "id": other.rpartition("/")[2]}
        mine = {"personId": theirs["personId"], "id": theirs["id"]}
        bad = Ask(DIRECTOR, (Put(other, {**fields(DIRECTOR), **mine}), kept(other, theirs)))
        both = {path: {**base, "endDate": PAST}, other: theirs}
        yield Twin(f"{name}: one {how}", source, ended, bad, both)
    admin = good.by(ADMIN).having(assignedBy=ADMIN.person_id)
    yield Twin(f"{name}: by admin, alone", source, admin, admin.alone(), seeds)


def kept(path: str, ended: Fields) -> Create:
    """Return the write that keeps an ended grant."""
    return Create(f"{path}/history/{ENDED_ID}", ended)


def with_the_match() -> Iterator[Twin]:
    """A match and its scorer, in one commit."""
    role = granted("matchId", "new", "scorer_home", status="assigned")(DIRECTOR)
    first = Create("match_role_assignments/new_newcomer_scorer_home", role)
    both = Ask(DIRECTOR, (first, Create("matches/new", new_match(DIRECTOR))))
    yield Twin("match role: of a match to come", "match_roles", both, both.alone())
    away = granted("matchId", "new", "scorer_away", status="assigned")(DIRECTOR)
    other = Create("match_role_assignments/new_newcomer_scorer_away", away)
    bad = replace(both, writes=(other, both.writes[1]))
    yield Twin("match role: away, of a new match", "match_roles", both, bad)
    home = created(
        f"match_role_assignments/{PLANNED}_newcomer_scorer_home",
        DIRECTOR,
        granted("matchId", PLANNED, "scorer_home", status="assigned", startDate=None)(DIRECTOR),
    )
    yield Twin("match role: for a season", "match_roles", home, home.having(seasonId=SEASON))
    theirs = home.by(DIRECTOR_AWAY).having(assignedBy=DIRECTOR_AWAY.person_id)
    yield Twin("match role: home, by the away side", "match_roles", home, theirs)


KINDS: tuple[tuple[str, str, str, str, dict[str, object]], ...] = (
    ("match_roles", "match_role_assignments", "matchId", "umpire_third", {"status": "assigned"}),
    ("team_roles", "team_role_assignments", "teamId", "coach", dict(TEAM_FLAGS)),
    ("school_roles", "school_role_assignments", "schoolId", "scorer", {"isPrimary": True}),
)


def under_another_key() -> Iterator[Twin]:
    """`m_x` and `p`, `m` and `x_p` have keys of their own; what is no id has none."""
    seeds = {"matches/m_x": match_document()}
    for source, collection, owner, role, details in KINDS:
        fields = role_document(owner, "m_x", Actor("p", "p"), role, **details)
        made = {**granted(owner, "m_x", role, **details)(ADMIN), "personId": "p"}
        key = f"m~x_p_{role}"
        good = created(f"{collection}/{key}", ADMIN, {**made, "id": key})
        old = str(fields["id"])
        squatted = good.at(f"{collection}/{old}").having(id=old)
        yield Twin(f"{source}: under the old key", source, good, squatted, seeds)
        shifted = good.having(**{owner: "m", "personId": "x_p"})
        yield Twin(f"{source}: under another's key", source, good, shifted, seeds)
        for who in ("a b", "p~q"):
            name = f"m~x_{who}_{role}"
            odd = good.at(f"{collection}/{name}").having(id=name, personId=who)
            yield Twin(f"{source}: to {who}", source, good, odd, seeds)
            name = f"{who}_p_{role}"
            odd = good.at(f"{collection}/{name}").having(id=name, **{owner: who})
            yield Twin(f"{source}: in {who}", source, good, odd, seeds)
