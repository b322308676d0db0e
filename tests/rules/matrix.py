"""Owns the access matrix: every path by every actor by get, list, create, update, delete.

A cell is the actor's letter where he is allowed and a dot where he is not; each row states all of
them, so a missing cell is a row of the wrong length and fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tests.rules.cast import (
    ACTORS,
    ADMIN,
    MATCH,
    PAST,
    PLANNED,
    PLAYER,
    SCORER,
    SEASON,
    delivery,
    everything,
    fact,
    lineup,
    match_document,
    role_document,
    seeded,
)
from tests.rules.world import (
    NOW,
    Actor,
    Create,
    Delete,
    Fields,
    Update,
    World,
    Write,
    was_allowed,
)

# A nonymous   S tranger    C: scorer of this match   E: scorer elsewhere   X: ended scorer
# U mpire      R eferee     H: coach of home          W: coach of away      K: captain (home)
# P layer      D irector (home)     L: head coach (home)     M: director (away)     Z: administrator
WORLD: Final = everything()
LETTERS: Final = "ASCEXURHWKPDLMZ"
ANYBODY: Final = LETTERS
NOBODY: Final = "." * len(LETTERS)
ADMIN_ONLY: Final = "..............Z"
SIGNED_IN: Final = ".SCEXURHWKPDLMZ"
OPERATIONS: Final = ("get", "list", "create", "update", "delete")

Made = Callable[[Actor], Fields]


def nothing_in_particular(actor: Actor) -> Fields:
    """A document that says who wrote it."""
    return {"updatedBy": actor.person_id, "updatedAt": NOW, "text": "new"}


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of document: who may do what with it, and a valid request for each operation."""

    name: str
    get: str
    list: str
    create: str
    update: str
    delete: str
    there: str
    """The path of a document that is there."""
    new: str
    """The path of one that is not."""
    document: Fields | None = None
    """What is there, where the world has not seeded it already."""
    made: Made = nothing_in_particular
    changed: Made = nothing_in_particular
    where: Fields = field(default_factory=dict)
    group: str = ""
    """Lists are queries of the collection group of this name."""
    source: str = ""
    """The file of the rules, without folder and ending."""
    more: Callable[[Actor], tuple[Write, ...]] = lambda _: ()
    """Further writes of the same commit, for an update."""

    def cell(self, operation: str, actor: Actor) -> bool:
        """True when the matrix lets the actor do it."""
        cells: str = getattr(self, operation)
        return cells[ACTORS.index(actor)] != "."


def signed(**fields: Any) -> Made:
    """A document with the fields, stamped by who writes it."""
    return lambda actor: {"updatedBy": actor.person_id, "updatedAt": NOW, **fields}


def born(**fields: Any) -> Made:
    """The same for a new document."""
    return lambda actor: {**signed(**fields)(actor), "createdAt": NOW}


def granted(owner: str, owner_id: str, role: str, **fields: Any) -> Made:
    """A role given to the stranger by who writes it."""

    def made(actor: Actor) -> Fields:
        person = Actor("stranger", "newcomer")
        base = role_document(owner, owner_id, person, role, **fields)
        return {**base, **GRANT_TIMES, "assignedBy": actor.person_id}

    return made


GRANT_TIMES: Final = {"assignedAt": NOW, "createdAt": NOW, "updatedAt": NOW}
TEAM_FLAGS: Final = {"isCaptain": False, "isViceCaptain": False}


def revoked(actor: Actor) -> Fields:
    """A role ended now."""
    return {
        "endDate": NOW,
        "revokedAt": NOW,
        "revokedBy": actor.person_id,
        "updatedAt": NOW,
    }


def new_match(actor: Actor) -> Fields:
    """A match that is planned by who writes it."""
    return match_document(createdBy=actor.person_id, createdAt=NOW, updatedAt=NOW)


def recorded_as(actor: Actor) -> str:
    """The role that an actor records under."""
    return "admin" if actor is ADMIN else "scorer_neutral"


def voided(actor: Actor) -> Fields:
    """A ball undone."""
    return {
        "isVoided": True,
        "voidReason": "a wide, on second thoughts",
        "voidedBy": actor.person_id,
        "voidedAt": NOW,
        "updatedAt": NOW,
    }


def redone(actor: Actor) -> Fields:
    """A voided ball brought back."""
    return {"isVoided": False, "voidedBy": actor.person_id, "voidedAt": NOW, "updatedAt": NOW}


def correction_of_ball(actor: Actor) -> tuple[Write, ...]:
    """The append that goes with a stamp of correctedBy."""
    fields = delivery(MATCH, 1, 4, actor, recorded_as(actor), corrects="1_2")
    return (Create(f"matches/{MATCH}/scoring_actions/1_4", fields),)


def derived(name: str, path: str, **cells: str) -> Row:
    """A document that the functions own: clients read it, if anything."""
    at, _, _ = path.rpartition("/")
    readers = {"get": ANYBODY, "list": ANYBODY, **cells}
    return Row(
        name,
        get=readers["get"],
        list=readers["list"],
        create=NOBODY,
        update=NOBODY,
        delete=NOBODY,
        there=path,
        new=f"{at}/new",
        document={"text": "derived"},
        source="stats" if "stats" in path else "live",
    )


def kept_by_admin(collection: str) -> Row:
    """A public collection that administrators keep."""
    return Row(
        collection,
        get=ANYBODY,
        list=ANYBODY,
        create=ADMIN_ONLY,
        update=ADMIN_ONLY,
        delete=ADMIN_ONLY,
        there=f"{collection}/one",
        new=f"{collection}/new",
        document={"name": "One"},
        source="competitions",
    )


def history_of(collection: str, role_id: str) -> Row:
    """Ended grants: the person and administrators read them."""
    path = f"{collection}/{role_id}/history"
    return Row(
        f"{collection}/history",
        get="..C...........Z",
        list="..C...........Z",
        create=NOBODY,
        update=NOBODY,
        delete=NOBODY,
        there=f"{path}/one",
        new=f"{path}/new",
        document={"personId": SCORER.person_id},
        where={"personId": SCORER.person_id},
        source=collection.replace("_role_assignments", "_roles"),
    )


def matches() -> Iterator[Row]:
    """The match document; each of its four changes has a row of its own."""
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "create": "...........DL.Z",
        "delete": NOBODY,
        "there": f"matches/{PLANNED}",
        "new": "matches/new",
        "made": new_match,
        "source": "matches",
    }
    yield Row(
        "matches, planned", update="...........DL.Z", changed=signed_match(venue="Oval"), **base
    )
    toss = {"winnerTeamId": "north-1", "decision": "bat"}
    yield Row("matches, toss", update="..C..UR.......Z", changed=signed_match(toss=toss), **base)
    awards = {"playerOfMatchIds": ["batter-1"]}
    yield Row(
        "matches, awards", update="......R.......Z", changed=signed_match(awards=awards), **base
    )
    yield Row("matches, locked", update="......R.......Z", changed=locked, **base)
    yield Row("matches, result", update=NOBODY, changed=signed_match(status="completed"), **base)


def signed_match(**fields: Any) -> Made:
    """A change of a match."""
    return lambda _: {"updatedAt": NOW, **fields}


def locked(actor: Actor) -> Fields:
    """A match closed to its scorers."""
    return {"lockedAt": NOW, "lockedBy": actor.person_id, "updatedAt": NOW}


def log() -> Iterator[Row]:
    """Actions: appended, voided, redone, stamped as corrected; never edited or deleted."""
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "create": "..C...........Z",
        "delete": NOBODY,
        "new": f"matches/{MATCH}/scoring_actions/1_4",
        "made": lambda actor: delivery(MATCH, 1, 4, actor, recorded_as(actor)),
        "source": "scoring_actions",
    }
    second = f"matches/{MATCH}/scoring_actions/1_2"
    third = f"matches/{MATCH}/scoring_actions/1_3"
    may = "..C...........Z"
    yield Row("actions, voided", update=may, there=second, changed=voided, **base)
    yield Row("actions, redone", update=may, there=third, changed=redone, **base)
    yield Row(
        "actions, edited",
        update=NOBODY,
        there=second,
        changed=lambda _: {"runsOffBat": 4, "totalRuns": 4, "updatedAt": NOW},
        **base,
    )
    stamp: Made = lambda _: {"correctedBy": "1_4", "updatedAt": NOW}  # noqa: E731
    yield Row(
        "actions, corrected",
        update=may,
        there=second,
        changed=stamp,
        more=correction_of_ball,
        **base,
    )
    yield Row(
        "actions, a fact",
        update=NOBODY,
        there=second,
        changed=stamp,
        **base
        | {"made": lambda a: fact(MATCH, 1, 4, a, "play_stopped") | {"recordedAs": recorded_as(a)}},
    )


def lineups() -> Iterator[Row]:
    """A player's place: selected by his side, confirmed by others."""
    path = f"matches/{PLANNED}/lineups"
    chosen = seeded(lineup(PLANNED, "north-1", "batter-1", PLAYER))
    base: dict[str, Any] = {
        "get": ANYBODY,
        "list": ANYBODY,
        "create": ".......H.K....Z",
        "delete": ".......H.K....Z",
        "there": f"{path}/north-1_batter-1",
        "new": f"{path}/north-1_batter-2",
        "document": chosen,
        "made": lambda actor: lineup(PLANNED, "north-1", "batter-2", actor),
        "source": "lineups",
    }
    yield Row("lineups, selected", update=".......H.K....Z", changed=reselected, **base)
    yield Row("lineups, confirmed", update=".....UR....DL.Z", changed=confirmed, **base)
    begun = {
        "there": f"matches/{MATCH}/lineups/north-1_batter-1",
        "new": f"matches/{MATCH}/lineups/north-1_batter-2",
        "document": {**chosen, "matchId": MATCH},
        "made": lambda actor: lineup(MATCH, "north-1", "batter-2", actor),
        "create": ADMIN_ONLY,
        "delete": ADMIN_ONLY,
    }
    yield Row("lineups, begun", update=ADMIN_ONLY, changed=reselected, **base | begun)
    final = {"document": {**chosen, "confirmedAt": PAST, "confirmedBy": "referee"}}
    closed = final | {"delete": ADMIN_ONLY}
    yield Row("lineups, final", update=ADMIN_ONLY, changed=reselected, **base | closed)
    grouped = {"group": "lineups", "where": {"playerId": "batter-1"}}
    yield Row("lineups, group", update=NOBODY, changed=derived_field, **base | grouped)


def reselected(actor: Actor) -> Fields:
    """A player moved in the order."""
    return {
        "battingPosition": 4,
        "selectedAt": NOW,
        "selectedBy": actor.person_id,
        "updatedAt": NOW,
    }


def confirmed(actor: Actor) -> Fields:
    """A player confirmed."""
    return {"confirmedAt": NOW, "confirmedBy": actor.person_id, "updatedAt": NOW}


def derived_field(_: Actor) -> Fields:
    """A field of the lineup that the functions own."""
    return {"battedAt": 1, "updatedAt": NOW}


def roles() -> Iterator[Row]:
    """Role documents: the present grants, their history, and what is private in them."""
    own_match_role = f"match_role_assignments/{PLANNED}_scorer_scorer_neutral"
    base: dict[str, Any] = {
        "get": "..C...........Z",
        "list": "..C...........Z",
        "delete": NOBODY,
        "there": own_match_role,
        "where": {"personId": SCORER.person_id},
        "source": "match_roles",
    }
    for role, create in (
        ("scorer_home", "...........DL.Z"),
        ("scorer_away", ".............MZ"),
        ("groundskeeper", "...........DL.Z"),
        ("match_referee", ADMIN_ONLY),
    ):
        there = f"match_role_assignments/{PLANNED}_somebody_{role}"
        held = role_document("matchId", PLANNED, Actor("somebody", "somebody"), role)
        yield Row(
            f"match roles, {role}",
            create=create,
            update=create,
            new=f"match_role_assignments/{PLANNED}_newcomer_{role}",
            made=granted("matchId", PLANNED, role, status="assigned"),
            changed=revoked,
            **base
            | {
                "there": there,
                "document": {**held, "status": "assigned"},
                "get": ADMIN_ONLY,
                "list": ADMIN_ONLY,
                "where": {"personId": "somebody"},
            },
        )
    yield Row(
        "match roles, own",
        create=NOBODY,
        update="..C...........Z",
        new=f"match_role_assignments/{PLANNED}_stranger_scorer_home",
        made=granted("matchId", PLANNED, "scorer_home"),
        changed=lambda _: {"status": "present", "arrivedAt": NOW, "updatedAt": NOW},
        **base,
    )
    yield history_of("match_role_assignments", f"{PLANNED}_scorer_scorer_neutral")
    rating = signed_rating(4)
    yield Row(
        "match roles, performance",
        get=ADMIN_ONLY,
        list=NOBODY,
        create=ADMIN_ONLY,
        update=ADMIN_ONLY,
        delete=NOBODY,
        there=f"{own_match_role}/private/performance",
        new=f"match_role_assignments/{PLANNED}_umpire_umpire_on_field/private/performance",
        document={"performanceRating": 3, "ratedBy": "administrator", "updatedAt": PAST},
        made=rating,
        changed=rating,
        source="match_roles",
    )
    yield from school_and_team_roles()


def signed_rating(stars: int) -> Made:
    """What an administrator thought of an official."""
    return lambda actor: {"performanceRating": stars, "ratedBy": actor.person_id, "updatedAt": NOW}


def school_and_team_roles() -> Iterator[Row]:
    """Grants at the home school and in its team."""
    school = "school_role_assignments"
    yield Row(
        "school roles",
        get="...........DL.Z",
        list="...........DL.Z",
        create="...........D..Z",
        update="...........D..Z",
        delete=NOBODY,
        there=f"{school}/north_head-coach_head_coach",
        new=f"{school}/north_newcomer_assistant_coach",
        made=granted("schoolId", "north", "assistant_coach", isPrimary=True),
        changed=revoked,
        where={"personId": "head-coach", "schoolId": "north"},
        source="school_roles",
    )
    yield Row(
        "school roles, director",
        get="...........D..Z",
        list="...........D..Z",
        create=ADMIN_ONLY,
        update=ADMIN_ONLY,
        delete=NOBODY,
        there=f"{school}/north_director_director_of_cricket",
        new=f"{school}/north_newcomer_director_of_cricket",
        made=granted("schoolId", "north", "director_of_cricket", isPrimary=True),
        changed=revoked,
        where={"personId": "director", "schoolId": "north"},
        source="school_roles",
    )
    yield history_of(school, "north_scorer_scorer")
    team = "team_role_assignments"
    base: dict[str, Any] = {
        "get": "..........PDL.Z",
        "list": "..........PDL.Z",
        "create": "...........DL.Z",
        "update": "...........DL.Z",
        "delete": NOBODY,
        "there": f"{team}/north-1_player_player",
        "new": f"{team}/north-1_newcomer_coach",
        "made": granted("teamId", "north-1", "coach", **TEAM_FLAGS),
        "where": {"personId": "player", "teamId": "north-1"},
        "source": "team_roles",
    }
    yield Row("team roles, revoked", changed=revoked, **base)
    yield Row("team roles, captaincy", changed=made_captain, **base)
    yield history_of(team, "north-1_scorer_scorer")


def made_captain(actor: Actor) -> Fields:
    """A captaincy, signed as a grant is."""
    return {
        "isCaptain": True,
        "assignedBy": actor.person_id,
        "assignedAt": NOW,
        "updatedAt": NOW,
    }


def people() -> Iterator[Row]:
    """People and what is private about them; the document there is the player's."""
    own = "..........P...Z"
    yield Row(
        "people",
        get=ANYBODY,
        list=SIGNED_IN,
        create=ADMIN_ONLY,
        update=own,
        delete=NOBODY,
        there="people/player",
        new="people/newcomer",
        document={"id": "player", "displayName": "A. Player", "createdAt": PAST},
        made=born(id="newcomer", displayName="N. Comer"),
        changed=signed(displayName="B. Player"),
        source="people",
    )
    yield Row(
        "people, own",
        get=ANYBODY,
        list=SIGNED_IN,
        create="....X.........Z",
        update="....X.........Z",
        delete=NOBODY,
        there="people/scorer-ended",
        new="people/scorer-ended",
        document={"id": "scorer-ended", "displayName": "A. Scorer", "createdAt": PAST},
        made=born(id="scorer-ended", displayName="A. Scorer"),
        changed=signed(displayName="B. Scorer"),
        source="people",
    )
    yield Row(
        "people, private",
        get=own,
        list=NOBODY,
        create=own,
        update=own,
        delete=own,
        there="people/player/private/profile",
        new="people/player/private/profile",
        document={"email": "player@example.org"},
        made=signed(email="player@example.org"),
        changed=signed(email="new@example.org"),
        source="people",
    )


def organisations() -> Iterator[Row]:
    """Schools, teams and squads."""
    yield Row(
        "schools",
        get=ANYBODY,
        list=ANYBODY,
        create=ADMIN_ONLY,
        update="...........D..Z",
        delete=NOBODY,
        there="schools/north",
        new="schools/new",
        made=born(id="new", name="New School"),
        changed=signed(name="North Academy"),
        source="organisations",
    )
    leaders = "...........DL.Z"
    yield Row(
        "teams",
        get=ANYBODY,
        list=ANYBODY,
        create=leaders,
        update=leaders,
        delete=NOBODY,
        there="teams/north-1",
        new="teams/new",
        made=born(id="new", name="North 2nd XI", schoolId="north"),
        changed=signed(name="North First XI"),
        source="organisations",
    )
    keepers = ".......H...DL.Z"
    squad = {"teamId": "north-1", "seasonId": SEASON}
    yield Row(
        "squads",
        get=ANYBODY,
        list=ANYBODY,
        create=keepers,
        update=keepers,
        delete=ADMIN_ONLY,
        there="squads/one",
        new="squads/new",
        document={"id": "one", **squad, "createdAt": PAST},
        made=born(id="new", **squad),
        changed=signed(name="First XI"),
        source="squads",
    )
    yield Row(
        "squads, players",
        get=ANYBODY,
        list=ANYBODY,
        create=keepers,
        update=keepers,
        delete=keepers,
        there="squads/kept/players/player",
        new="squads/kept/players/newcomer",
        document={"playerId": "player", "updatedAt": PAST},
        made=signed(playerId="newcomer"),
        changed=signed(jerseyNumber="7"),
        source="squads",
    )


def procedures() -> Iterator[Row]:
    """The officials' checklists."""
    officials = "..C..UR.......Z"
    yield Row(
        "pre-match procedures",
        get=officials,
        list=ADMIN_ONLY,
        create=officials,
        update=officials,
        delete=NOBODY,
        there=f"pre_match_procedures/{PLANNED}",
        new=f"pre_match_procedures/{MATCH}",
        document={"matchId": PLANNED},
        made=signed(matchId=MATCH),
        changed=signed(notes="The pitch is dry."),
        source="pre_match_procedures",
    )


def unknown() -> Iterator[Row]:
    """Places that no rule names."""
    for path in ("secrets/one", f"matches/{MATCH}/secrets/one", "people/player/private/other"):
        row = derived(f"unknown, {path}", path, get=NOBODY, list=NOBODY)
        yield row


def rows() -> tuple[Row, ...]:
    """The whole matrix."""
    live = f"matches/{MATCH}/live"
    return (
        *matches(),
        *log(),
        derived("live score", f"{live}/score", list=ADMIN_ONLY),
        derived("live health", f"{live}/health", list=ADMIN_ONLY),
        derived("live state", f"{live}/state", get=ADMIN_ONLY, list=ADMIN_ONLY),
        derived("live log", f"{live}/log_1_1", get=ADMIN_ONLY, list=ADMIN_ONLY),
        derived("events", f"matches/{MATCH}/events/1_1"),
        derived("archive", f"matches/{MATCH}/archive/summary"),
        derived("ledger", f"matches/{MATCH}/ledger/one"),
        derived("player match stats", "player_match_stats/one"),
        derived("player season stats", "player_season_stats/one"),
        derived("team season stats", "team_season_stats/one"),
        derived("head to head stats", "player_h2h_stats/one"),
        *lineups(),
        *roles(),
        *people(),
        *organisations(),
        kept_by_admin("seasons"),
        kept_by_admin("competitions"),
        kept_by_admin("config"),
        *procedures(),
        *unknown(),
    )


def seed_matrix(world: World) -> None:
    """Put the world of the tables there, past the rules."""
    world.seed(WORLD)


def wrong_cells(world: World, row: Row, actors: Iterable[Actor] = ACTORS) -> list[str]:
    """The cells of a row where the rules do otherwise than the matrix says."""
    if row.document is not None:
        world.seed({row.there: row.document})
    wrong = []
    for operation in OPERATIONS:
        for actor in actors:
            allowed = was_done(world, row, operation, actor)
            if allowed != row.cell(operation, actor):
                verdict = "is allowed" if allowed else "is refused"
                wrong.append(f"{row.name}: {actor.name} {verdict} {operation}")
    if row.document is not None:
        world.remove([row.there])
    return wrong


def was_done(world: World, row: Row, operation: str, actor: Actor) -> bool:
    """Ask once, and put things back as they were."""
    if operation == "get":
        return was_allowed(world.get(actor.bearer, row.there))
    if operation == "list":
        collection = row.there.rpartition("/")[0]
        if row.group:
            return was_allowed(world.query_group(actor.bearer, row.group, row.where))
        return was_allowed(world.query(actor.bearer, collection, row.where))
    return _was_written(world, row, operation, actor)


def _was_written(world: World, row: Row, operation: str, actor: Actor) -> bool:
    writes = _writes(row, operation, actor)
    if operation == "create" and row.new == row.there:
        world.remove([row.there])
    allowed = was_allowed(world.commit(actor.bearer, *writes))
    if allowed or row.new == row.there:
        world.remove({write.path for write in writes} - {row.there} | {row.new})
        world.seed({row.there: before_of(row)})
    return allowed


def before_of(row: Row) -> Fields:
    """What is at `there` before anybody asks."""
    return WORLD[row.there] if row.document is None else row.document


def _writes(row: Row, operation: str, actor: Actor) -> tuple[Write, ...]:
    if operation == "create":
        return (Create(row.new, row.made(actor)),)
    if operation == "delete":
        return (Delete(row.there),)
    return (Update(row.there, row.changed(actor)), *row.more(actor))
