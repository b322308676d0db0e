"""Defines hostile grants in place of ended ones, for a new match, and under another key."""

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
from tests.rules.changes import TEAM_FLAGS, grant_fields, new_match_fields
from tests.rules.scene import match_document
from tests.rules.twins.commit import Commit, Twin, create_commit
from tests.rules.world import Actor, Create, Fields, Put

NEWCOMER = Actor("newcomer", "newcomer")
ENDED_ID = "1577836800000"
"""The time of the last change, PAST, in milliseconds."""


def regrant_twins() -> Iterator[Twin]:
    """Yield new grants in place of ended ones without a full copy of the old one in `history`."""
    assigned = {"status": "assigned"}
    yield from regrant_twins_of("match_roles", "matchId", PLANNED, "scorer_home", assigned)
    yield from regrant_twins_of("team_roles", "teamId", "north-1", "coach", TEAM_FLAGS)
    yield from regrant_twins_of(
        "school_roles", "schoolId", "north", "assistant_coach", {"isPrimary": True}
    )
    yield from new_match_role_twins()
    yield from role_key_twins()


def regrant_twins_of(
    source: str, owner: str, owner_id: str, role: str, details: Mapping[str, object]
) -> Iterator[Twin]:
    """Yield the twins of one kind of role."""
    path = f"{source.replace('_roles', '_role_assignments')}/{owner_id}_newcomer_{role}"
    fields = grant_fields(owner, owner_id, role, **details)
    base = role_document(owner, owner_id, NEWCOMER, role, **details)
    revoked = {**base, "revokedAt": PAST, "revokedBy": "director"}
    good = Commit(DIRECTOR, (Put(path, fields(DIRECTOR)), history_write(path, revoked)))
    seeds = {path: revoked}
    name = f"{source}, again"
    yield Twin(f"{name}: without its history", source, good, good.alone(), seeds)
    yield Twin(f"{name}: by a stranger", source, good, good.by(STRANGER), seeds)
    own = good.by(STRANGER).having(assignedBy=STRANGER.person_id)
    yield Twin(f"{name}: by a stranger in their own name", source, good, own, seeds)
    yield Twin(f"{name}: for another", source, good, good.having(assignedBy="another"), seeds)
    yield Twin(f"{name}: still revoked", source, good, good.having(revokedAt=PAST), seeds)
    yield Twin(f"{name}: of long ago", source, good, good.having(createdAt=PAST), seeds)
    forged = history_write(path, {**revoked, "revokedBy": "another"})
    lost = {key: value for key, value in revoked.items() if key != "revokedBy"}
    elsewhere = replace(history_write(path, revoked), path=f"{path}/history/1")
    for how, second in {
        "with a forged history": forged,
        "with half its history": history_write(path, lost),
        "with its history elsewhere": elsewhere,
    }.items():
        bad = replace(good, writes=(good.writes[0], second))
        yield Twin(f"{name}: {how}", source, good, bad, seeds)
    spare = replace(history_write(path, revoked), path=f"{path}/history/1")
    twice = replace(good, writes=(*good.writes, spare))
    yield Twin(f"{name}: with its history twice", source, good, twice, seeds)
    nowhere = good.having(seasonId="a b")
    yield Twin(f"{name}: for a season of no id", source, good, nowhere, seeds)
    only = replace(good, writes=good.writes[1:])
    yield Twin(f"{name}: only its history", source, good, only, seeds)
    for how, end in {"in force": None, "for long": FUTURE}.items():
        living = {**base, "endDate": end}
        ended = Commit(
            DIRECTOR, (Put(path, fields(DIRECTOR)), history_write(path, {**base, "endDate": PAST}))
        )
        other = path.replace("newcomer", how.replace(" ", "-"))
        theirs = {**living, "personId": how.replace(" ", "-"), "id": other.rpartition("/")[2]}
        mine = {"personId": theirs["personId"], "id": theirs["id"]}
        bad = Commit(
            DIRECTOR, (Put(other, {**fields(DIRECTOR), **mine}), history_write(other, theirs))
        )
        both = {path: {**base, "endDate": PAST}, other: theirs}
        yield Twin(f"{name}: one {how}", source, ended, bad, both)
    admin = good.by(ADMIN).having(assignedBy=ADMIN.person_id)
    yield Twin(f"{name}: by admin, alone", source, admin, admin.alone(), seeds)


def history_write(path: str, ended: Fields) -> Create:
    """Return the write that copies an ended grant to `history`."""
    return Create(f"{path}/history/{ENDED_ID}", ended)


def new_match_role_twins() -> Iterator[Twin]:
    """Yield match roles in the same commit as a new match."""
    role = grant_fields("matchId", "new", "scorer_home", status="assigned")(DIRECTOR)
    first = Create("match_role_assignments/new_newcomer_scorer_home", role)
    both = Commit(DIRECTOR, (first, Create("matches/new", new_match_fields(DIRECTOR))))
    yield Twin("match role: of a match to come", "match_roles", both, both.alone())
    away = grant_fields("matchId", "new", "scorer_away", status="assigned")(DIRECTOR)
    other = Create("match_role_assignments/new_newcomer_scorer_away", away)
    bad = replace(both, writes=(other, both.writes[1]))
    yield Twin("match role: away, of a new match", "match_roles", both, bad)
    home = create_commit(
        f"match_role_assignments/{PLANNED}_newcomer_scorer_home",
        DIRECTOR,
        grant_fields("matchId", PLANNED, "scorer_home", status="assigned", startDate=None)(
            DIRECTOR
        ),
    )
    yield Twin("match role: for a season", "match_roles", home, home.having(seasonId=SEASON))
    theirs = home.by(DIRECTOR_AWAY).having(assignedBy=DIRECTOR_AWAY.person_id)
    yield Twin("match role: home, by the away side", "match_roles", home, theirs)


KINDS: tuple[tuple[str, str, str, str, dict[str, object]], ...] = (
    ("match_roles", "match_role_assignments", "matchId", "umpire_third", {"status": "assigned"}),
    ("team_roles", "team_role_assignments", "teamId", "coach", dict(TEAM_FLAGS)),
    ("school_roles", "school_role_assignments", "schoolId", "scorer", {"isPrimary": True}),
)


def role_key_twins() -> Iterator[Twin]:
    """Yield grants under wrong keys: ids `m_x` and `p` have another key than `m` and `x_p`."""
    seeds = {"matches/m_x": match_document()}
    for source, collection, owner, role, details in KINDS:
        fields = role_document(owner, "m_x", Actor("p", "p"), role, **details)
        made = {**grant_fields(owner, "m_x", role, **details)(ADMIN), "personId": "p"}
        key = f"m~x_p_{role}"
        good = create_commit(f"{collection}/{key}", ADMIN, {**made, "id": key})
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
