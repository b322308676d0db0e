"""What requests cost: expressions, by padding the rules until they fail, and access calls."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from devtools.emulators import FirestoreEmulator
from devtools.rules.budget import (
    BUDGET,
    MAX_EXPRESSIONS,
    access_calls,
    most_padding,
    padding_of,
    with_padded_writes,
    with_padding,
)
from devtools.rules.build import Built
from devtools.rules.lint import ALLOW
from tests.rules.books import DUAL, STATEMENTS, entry, entry_of, ruling, seat_role, tier_ruling
from tests.rules.books import place as entry_place
from tests.rules.cast import (
    ADMIN,
    CAPTAIN,
    COACH_HOME,
    DIRECTOR,
    DIRECTOR_AWAY,
    HEAD_COACH,
    MATCH,
    PAST,
    PLANNED,
    REFEREE,
    SCORER,
    UMPIRE,
    role_document,
)
from tests.rules.cast import SCORER_AWAY as AWAY
from tests.rules.changes import confirmed, granted, new_match, voided
from tests.rules.costliest import SEEDS, costliest
from tests.rules.documents import FACTS, delivery, fact, lineup, richest, seeded
from tests.rules.policy import new_world
from tests.rules.scene import WORLD
from tests.rules.twins import all_families
from tests.rules.twins.ask import Ask, was_accepted
from tests.rules.twins.entries import accepted_by
from tests.rules.twins.regrants import ENDED_ID
from tests.rules.world import NOW, Actor, Create, Fields, Put, Update, World, Write

pytestmark = pytest.mark.xdist_group("rules")

FREE = """\
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /{document=**} { allow write: if true; }
  }
}
"""
SINGLE_LIMIT, BATCH_LIMIT = 10, 20
"""Access calls of a request for one document, and of a batch."""

LESS_THAN_A_DELIVERY = 400
"""Expressions; the padding is shown to use up what it says."""

COSTLIEST = costliest()


def was_accepted_there(world: World, ask: Ask) -> bool:
    """Ask once, and put things back."""
    allowed = was_accepted(world, ask)
    if allowed:
        world.put_back(sorted({write.path for write in ask.writes}), {**WORLD, **SEEDS})
    return allowed


def room(world: World, text: str, condition: str, ask: Ask) -> int:
    """The padding that a commit survives."""

    def passes(ruleset: str) -> bool:
        world.load(ruleset)
        return was_accepted_there(world, ask)

    return most_padding(text, condition, passes)


@pytest.fixture(scope="module")
def all_room(firestore_emulator: FirestoreEmulator) -> int:
    """The padding that a rule survives which asks nothing."""
    world = World(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}")
    return room(world, FREE, "if true", Ask(SCORER, (Create("any/thing", {}),)))


@pytest.fixture(scope="module")
def tight(firestore_emulator: FirestoreEmulator, built: Built, all_room: int) -> Iterator[World]:
    """A project whose rules leave 700 expressions to every write: the rest is padding."""
    text = with_padded_writes(built.text, padding_of(MAX_EXPRESSIONS - BUDGET, all_room))
    world = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", text)
    world.seed(SEEDS)
    yield world
    world.close()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("ask", COSTLIEST.values(), ids=COSTLIEST)
def test_the_costliest_request_of_a_kind_uses_at_most_700_expressions(
    tight: World, ask: Ask
) -> None:
    assert was_accepted_there(tight, ask)


@pytest.mark.slow
def test_every_accepted_request_of_the_twins_uses_at_most_700_expressions(tight: World) -> None:
    refused = []
    for family in all_families():
        tight.seed(family.seeds)
        if not was_accepted(tight, family.good):
            refused.append(family.name)
        paths = {write.path for write in family.good.writes} | set(family.seeds)
        tight.put_back(sorted(paths), {**WORLD, **SEEDS})
    assert refused == [], refused


def test_every_type_of_action_is_among_the_costliest() -> None:
    kinds = {"delivery", *FACTS, "void", "redo", "correction with its stamp"}
    assert kinds | {f"entry, {kind}" for kind in {*kinds, *STATEMENTS}} <= set(COSTLIEST)


def test_the_padding_reaches_every_write_that_is_allowed_at_all(built: Built) -> None:
    writes = [
        condition
        for methods, condition in ALLOW.findall(with_padded_writes(built.text, 1))
        if not {"get", "list"} & set(methods.split(", ")) and condition != "false"
    ]
    assert writes
    assert all(condition.endswith(") && true") for condition in writes)


def test_a_delivery_fails_when_the_padding_leaves_less_than_it_costs(
    firestore_emulator: FirestoreEmulator, built: Built, all_room: int
) -> None:
    padding = padding_of(MAX_EXPRESSIONS - LESS_THAN_A_DELIVERY, all_room)
    text = with_padded_writes(built.text, padding)
    world = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", text)
    assert not was_accepted(world, COSTLIEST["delivery"])
    world.close()


def test_padding_needs_a_condition_that_is_there_once(built: Built) -> None:
    with pytest.raises(ValueError, match="must be there once"):
        with_padding(built.text, "no such condition", 1)


# Access calls ---------------------------------------------------------------------------------


def ball(
    number: int, actor: Actor = SCORER, role: str = "scorer_neutral", **more: object
) -> Create:
    """A delivery of the live match."""
    fields = delivery(MATCH, 1, number, actor, role, **more)
    return Create(f"matches/{MATCH}/scoring_actions/1_{number}", fields)


def stamp(number: int) -> Update:
    """The second ball marked as corrected."""
    fields = {"correctedBy": f"1_{number}", "updatedAt": NOW}
    return Update(f"matches/{MATCH}/scoring_actions/1_2", fields)


def void(number: int, actor: Actor) -> Update:
    """A ball undone."""
    return Update(f"matches/{MATCH}/scoring_actions/1_{number}", voided(actor))


RULING = f"matches/{DUAL}/rulings/2"


def place_of(entry_id: str) -> str:
    """Where an entry of the neutral scorer's book is."""
    return entry_place(SCORER, entry_id)


def kept(number: int, **more: Any) -> Create:
    """An entry of the neutral scorer's book."""
    return Create(place_of(f"1_{number}"), entry(SCORER, number, **more))


def first_entry(innings: int, actor: Actor = AWAY) -> Create:
    """The first entry of an innings, in the away scorer's book if in no other."""
    fields = delivery(DUAL, innings, 1, actor, seat_role(actor))
    return Create(entry_place(actor, f"{innings}_1"), fields)


def statement(kind: str) -> Create:
    """A statement in the neutral scorer's book."""
    return Create(place_of("1_4"), entry_of(SCORER, kind, **STATEMENTS[kind]))


def ruled(actor: Actor) -> Create:
    """The next ruling."""
    return Create(RULING, ruling(actor))


def place(number: int) -> str:
    """Where a player of the home side is in the lineup."""
    return f"matches/{PLANNED}/lineups/north-1_p{number}"


def selected(count: int, actor: Actor, **more: object) -> tuple[Create, ...]:
    """Players selected in one batch."""
    made = (lineup(PLANNED, "north-1", f"p{number}", actor, **more) for number in range(count))
    return tuple(Create(place(number), fields) for number, fields in enumerate(made))


def with_scorer() -> tuple[Write, ...]:
    """Return a match and the role of its scorer, in one batch."""
    role = granted("matchId", "new", "scorer_home", status="assigned")(DIRECTOR)
    return (
        Create("match_role_assignments/new_newcomer_scorer_home", role),
        Create("matches/new", new_match(DIRECTOR)),
    )


ENDED: dict[str, Fields] = {
    f"match_role_assignments/{PLANNED}_newcomer_scorer_home": {
        **role_document("matchId", PLANNED, Actor("newcomer", "newcomer"), "scorer_home"),
        "status": "assigned",
        "revokedAt": PAST,
    }
}


def again() -> tuple[Write, ...]:
    """Return a grant in the place of a revoked one, which goes to the history."""
    [(path, ended)] = ENDED.items()
    role = granted("matchId", PLANNED, "scorer_home", status="assigned")(DIRECTOR)
    return (Put(path, role), Create(f"{path}/history/{ENDED_ID}", ended))


def acceptance() -> Update:
    """Return the away side's word."""
    return Update(f"matches/{PLANNED}", accepted_by(DIRECTOR_AWAY))


def confirmations(count: int, actor: Actor) -> tuple[Update, ...]:
    """Players confirmed in one batch."""
    return tuple(Update(place(number), confirmed(actor)) for number in range(count))


def opened(innings: int) -> Create:
    """An innings of the planned match opened."""
    fields = fact(PLANNED, innings, 1, SCORER, "innings_started", **FACTS["innings_started"])
    return Create(f"matches/{PLANNED}/scoring_actions/{innings}_1", fields)


BATCHES: dict[str, tuple[Actor, tuple[Write, ...], int]] = {
    "delivery": (SCORER, (ball(4),), 3),
    "correction": (SCORER, (ball(4, corrects="1_1"),), 4),
    "late ball": (SCORER, (ball(4, after="1_1"),), 4),
    "administrator's ball": (ADMIN, (ball(4, ADMIN, "admin"),), 2),
    "six deliveries": (SCORER, tuple(ball(number) for number in range(4, 10)), 18),
    "five richest": (SCORER, tuple(ball(n, **richest()) for n in range(4, 9)), 20),
    "correction with its stamp": (SCORER, (stamp(4), ball(4, corrects="1_2")), 5),
    "four corrections and a stamp": (
        SCORER,
        (stamp(4), ball(4, corrects="1_2"), *(ball(n, corrects="1_1") for n in range(5, 8))),
        17,
    ),
    "two innings": (SCORER, (opened(1), opened(2)), 5),
    "void": (SCORER, (void(2, SCORER),), 2),
    "void by the away scorer": (AWAY, (void(2, AWAY),), 4),
    "two voids by the away scorer": (AWAY, tuple(void(n, AWAY) for n in (1, 2)), 8),
    "entry": (SCORER, (kept(4),), 3),
    "entry that corrects": (SCORER, (kept(4, corrects="1_1"),), 4),
    "entry that was forgotten": (SCORER, (kept(4, after="1_1"),), 4),
    "correction of an entry with its stamp": (
        SCORER,
        (Update(place_of("1_2"), stamp(4).fields), kept(4, corrects="1_2")),
        5,
    ),
    "first entry": (AWAY, (first_entry(1),), 3),
    "first entry of an innings": (SCORER, (first_entry(2, SCORER),), 4),
    "first entry of an innings by who comes late": (AWAY, (first_entry(2),), 4),
    "first entries of two innings": (AWAY, (first_entry(1), first_entry(2)), 8),
    "book opened behind the log": (SCORER, (statement("book_opened"),), 4),
    "score agreed": (SCORER, (statement("score_agreed"),), 3),
    "six entries": (SCORER, tuple(kept(number) for number in range(4, 10)), 18),
    "six entries that open two innings": (
        SCORER,
        (*(kept(n) for n in range(4, 8)), first_entry(2, SCORER), first_entry(3, SCORER)),
        20,
    ),
    "five richest entries": (SCORER, tuple(kept(n, **richest()) for n in range(4, 9)), 20),
    "entry voided": (SCORER, (Update(place_of("1_2"), voided(SCORER)),), 2),
    "ruling of an umpire": (UMPIRE, (ruled(UMPIRE),), 3),
    "ruling of a captain": (CAPTAIN, (ruled(CAPTAIN),), 3),
    "ruling of an administrator": (ADMIN, (ruled(ADMIN),), 2),
    "tier by who leaves": (SCORER, (Create(RULING, tier_ruling(SCORER)),), 4),
    "four selected by the captain": (CAPTAIN, selected(4, CAPTAIN), 20),
    "five selected by the coach": (COACH_HOME, selected(5, COACH_HOME), 20),
    "five guests selected by the captain": (CAPTAIN, selected(5, CAPTAIN, isGuest=True), 20),
    "a match with its scorer": (DIRECTOR, with_scorer(), 6),
    "a role granted again": (DIRECTOR, again(), 6),
    "accepted by the away director": (DIRECTOR_AWAY, (acceptance(),), 2),
    "ten confirmed by an umpire": (UMPIRE, confirmations(10, UMPIRE), 20),
    "twenty confirmed by the referee": (REFEREE, confirmations(20, REFEREE), 20),
    "three confirmed by the head coach": (HEAD_COACH, confirmations(3, HEAD_COACH), 18),
}
"""Every kind of batch that clients send: who, what, and the access calls it costs."""

SMALLEST_FIRST = {
    name: BATCHES[name] for name in sorted(BATCHES, key=lambda name: len(BATCHES[name][1]))
}
"""The same; every report of the emulator has all documents of the requests before it."""


class Counted:
    """The module's project, and the access calls that its rules have made."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._calls = access_calls(world.coverage())

    def calls_of(self, ask: Ask) -> int:
        """The access calls of a request, which is accepted."""
        assert was_accepted(self.world, ask)
        before, self._calls = self._calls, access_calls(self.world.coverage())
        return self._calls - before


@pytest.fixture(scope="module")
def counting(firestore_emulator: FirestoreEmulator, built: Built) -> Iterator[Counted]:
    """A project of these tests alone, so that the reports are short; what the tests do past the
    rules counts no calls."""
    world = new_world(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}", built.text)
    yield Counted(world)
    world.close()


@pytest.fixture
def counted(counting: Counted) -> Iterator[Counted]:
    """That project with players to confirm, put back as it was afterwards."""
    chosen = {place(n): seeded(lineup(PLANNED, "north-1", f"p{n}", CAPTAIN)) for n in range(20)}
    chosen |= ENDED
    world = counting.world
    world.seed(chosen)
    yield counting
    log = [f"matches/{MATCH}/scoring_actions/1_{number}" for number in range(1, 10)]
    plan = [f"matches/{PLANNED}/scoring_actions/{name}" for name in ("1_1", "2_1")]
    new = [write.path for writes in (with_scorer(), again()) for write in writes]
    books = [place_of(f"1_{number}") for number in range(1, 10)]
    books += [first_entry(innings).path for innings in (1, 2)]
    books += [first_entry(innings, SCORER).path for innings in (2, 3)]
    changed = (*log, *plan, *chosen, *new, *books, RULING, f"matches/{PLANNED}")
    world.put_back(changed, WORLD)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("actor", "writes", "calls"), SMALLEST_FIRST.values(), ids=SMALLEST_FIRST)
def test_access_calls_of_a_commit_counted_as_production_counts_them(
    counted: Counted, actor: Actor, writes: tuple[Write, ...], calls: int
) -> None:
    new = [write.path for write in writes if isinstance(write, Create)]
    counted.world.remove(new)
    found = counted.calls_of(Ask(actor, writes))
    assert found == calls
    assert found <= (SINGLE_LIMIT if len(writes) == 1 else BATCH_LIMIT)
