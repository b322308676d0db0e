"""A hostile match under DUAL or TRIPLE: books that agree now and then, statements, and rulings.

Every entry may be one that nobody expected; the others mostly write the same, so that it comes into
the log, or one of their own, so that it is disputed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from scrbrd.adapters import paths
from scrbrd.domain.actions import action_id
from scrbrd.domain.json_types import Json
from tests.hostile.attempt import Attempt, Attempts, hostile, new
from tests.hostile.log import Log, kinds_in_turn
from tests.hostile.mutation import Mutator, deepcopy_of
from tests.rules.books import SCORE, STATEMENTS, TAKEN_OVER
from tests.rules.cast import (
    ADMIN,
    NO_SHOW,
    REFEREE,
    SCORER,
    SCORER_AWAY,
    SCORER_HOME,
    UMPIRE,
    match_role,
)
from tests.rules.changes import new_match
from tests.rules.costliest import BALL
from tests.rules.documents import FACTS
from tests.rules.world import NOW, Actor, Fields

SEAT_NAMES: Final = ("home", "away", "neutral", "umpire")
WHOSE: Final = 0.5
"""How likely a ruling says whose its entries are."""

RELIEF: Final = NO_SHOW
"""Who holds a role of both sides, and may take over."""
KEEPERS: Final[tuple[tuple[Actor, str], ...]] = (
    (SCORER_HOME, "scorer_home"),
    (SCORER_AWAY, "scorer_away"),
    (SCORER, "scorer_neutral"),
    (UMPIRE, "umpire_on_field"),
    (RELIEF, "scorer_home"),
    (RELIEF, "scorer_away"),
)
OF_TIER: Final[Mapping[str, tuple[int, ...]]] = {"DUAL": (0, 1), "TRIPLE": (0, 1, 3)}
OWN: Final = frozenset(
    ("id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy",
     "recordedAs", "createdAt", "updatedAt", "isVoided", "corrects", "after")
)  # fmt: skip
"""What of an entry is its scorer's own; the rest is what happened."""


class BookLog(Log):
    """One person's book as it is, and what may come next."""

    source = "scorebooks"

    def __init__(self, match_id: str, actor: Actor, role: str, mutator: Mutator) -> None:
        super().__init__(match_id, actor, mutator)
        self.seat_role = role

    @property
    def role(self) -> str:
        """As what the entries are recorded."""
        return self.seat_role

    @property
    def collection(self) -> str:
        """Where the entries lie."""
        return f"matches/{self.match_id}/scorebooks/{self.actor.person_id}/entries"

    def like(self, other: Attempt) -> Attempt:
        """What another book has just taken, in this one."""
        told = {name: value for name, value in other.fields.items() if name not in OWN}
        legal = self.ball()
        own = {name: value for name, value in legal.fields.items() if name in OWN}
        return new(self.source, other.kind, legal.paths[0], self.actor, deepcopy_of(told | own))

    def statement(self, kind: str, fields: Json) -> Attempt:
        """A statement between the entries."""
        told = {"inningsNumber": self.innings, "type": kind, **fields}
        own = {name: value for name, value in self.ball().fields.items() if name in OWN}
        legal = {**own, "source": "live", "schemaVersion": 3, **told, "createdAt": NOW}
        path = self.path((self.innings, self.sequence))
        return new(self.source, kind, path, self.actor, legal | {"timestamp": "2026-05-01"})


class HostileBooks:
    """A match under way; gives attempts, and is told which of them were accepted."""

    def __init__(self, match_id: str, mutator: Mutator) -> None:
        self.match_id, self.mutator = match_id, mutator
        self.chance = chance = mutator.chance
        self.tier = chance.choice(("DUAL", "DUAL", "TRIPLE"))
        self.books = [BookLog(match_id, *keeper, mutator) for keeper in KEEPERS]
        self.main = [self.books[number] for number in OF_TIER[self.tier]]
        self.rulings: list[str] = []
        self.kinds: Iterator[str] = kinds_in_turn(chance)

    def seeds(self) -> dict[str, Fields]:
        """The roles of all who keep a book or rule."""
        documents: dict[str, Fields] = {}
        for actor, role in (*KEEPERS, (REFEREE, "match_referee")):
            documents |= match_role(self.match_id, actor, role)
        return documents

    def accepted(self, attempt: Attempt) -> None:
        """Note what the rules let in."""
        for book in self.books:
            if book.actor is attempt.ask.actor and book.role == attempt.fields.get(
                "recordedAs", book.role
            ):
                book.accepted(attempt)
        if attempt.source == "rulings":
            self.rulings.append(attempt.fields["nonce"])

    def play(self, documents: int) -> Attempts:
        """The whole match, with so many attempts."""
        fields = {**new_match(ADMIN), "validationTier": self.tier}
        yield new("matches", "create", paths.match(self.match_id), ADMIN, fields)
        for book in self.main:
            yield book.started()
        for _ in range(documents):
            yield from self.chance.choices(MOVES, WEIGHTS)[0](self)
        for book in self.main:
            yield book.closed()

    # What comes next ---------------------------------------------------------------------------

    def ball(self) -> Attempts:
        """What one book takes, and the others mostly too, one of them later than the other."""
        kind = next(self.kinds)
        first, *others = self.chance.sample(self.main, len(self.main))
        attempt = first.hostile_action(kind)
        if not (yield attempt):
            attempt = first.ball()
            if not (yield attempt):
                return
        for book in others:
            what = self.chance.random()
            if what < 0.75:
                yield book.like(attempt)
            elif what < 0.9:
                yield book.hostile_action(kind)

    def agreed(self) -> Attempts:
        """A legal ball in every book."""
        for book in self.main:
            yield book.ball()

    def amended(self) -> Attempts:
        """A void, or a redo, in one book or in all."""
        books = [book for book in self.main if book.nonces]
        if books and self.chance.random() < 0.5:
            yield self.chance.choice(books).hostile_void()
            return
        for book in books:
            yield book.hostile_void()

    def beside(self) -> Attempts:
        """An entry of somebody who has no seat in this tier, or who takes one over."""
        book = self.chance.choice(self.books)
        if book.nonces and self.chance.random() < 0.7:
            yield book.hostile_action("delivery")
        else:
            yield self._opening(book)

    def stated(self) -> Attempts:
        """A statement of the score, with odd numbers."""
        book = self.chance.choice(self.main)
        if self.chance.random() < 0.4:
            yield self._opening(book)
        else:
            made = book.statement("score_agreed", dict(STATEMENTS["score_agreed"]))
            yield hostile(made, self.mutator, {"note": "a note"})

    def _opening(self, book: BookLog) -> Attempt:
        """A book goes on behind an action of the log, or behind another's entry."""
        if self.chance.random() < 0.4:
            behind: Json = {**SCORE, "afterActionId": self._entry_id()}
        else:
            person = self.chance.choice(self.books).actor.person_id
            behind = {**TAKEN_OVER, "takesOverFrom": person, "afterEntryId": self._entry_id()}
        if self.chance.random() < 0.5:
            behind |= {"runs": 0, "wickets": 0, "legalBalls": 0}
        made = book.statement("book_opened", behind)
        return made if self.chance.random() < 0.7 else hostile(made, self.mutator, SCORE)

    def _entry_id(self, innings: int | None = None) -> str:
        """An id that may be an entry's, in some book or in none."""
        chance = self.chance
        last = max(book.sequence for book in self.books)
        number = chance.choice((chance.randrange(1, last + 1), last, last + 1, 99_999))
        return action_id(innings or self.main[0].innings, number)

    def ruled(self) -> Attempts:
        """A ruling on a dispute: on what is there, on nothing, with a ball of its own."""
        chance = self.chance
        seats = chance.sample(SEAT_NAMES, chance.choice((1, 2, 2, 2, 3, 4)))
        accepts = chance.choice((*seats, "neither", "action"))
        innings = chance.randrange(1, self.main[0].innings + 1)
        actor, role, method = chance.choice(RULERS)
        told: Json = {
            "kind": "dispute",
            "method": method,
            "disputeId": self._entry_id(innings),
            "entries": {seat: self._entry_id(innings) for seat in seats},
            "accepts": "neither" if method == "abandon" else accepts,
        }
        if chance.random() < WHOSE:
            persons = [book.actor.person_id for book in self.books]
            told["persons"] = {seat: chance.choice(persons) for seat in seats}
        if told["accepts"] == "action":
            told["action"] = self._ball_ruled()
        yield self._ruling(actor, role, told)

    def _ball_ruled(self) -> Json:
        """A ball, or a fact, as a ruling may tell it."""
        kind = self.chance.choice(("delivery", *FACTS))
        whole = self.main[0].hostile_action(kind).fields
        kept = BALL if kind == "delivery" else tuple(FACTS[kind])
        return {name: whole[name] for name in kept if name in whole} | {"type": kind}

    def tiered(self) -> Attempts:
        """A ruling on the tier, to the same or another, from an entry that may never come."""
        chance = self.chance
        size, tier = chance.choice(((1, "SINGLE"), (2, "DUAL"), (3, "TRIPLE")))
        seats = chance.sample(SEAT_NAMES, size)
        persons = chance.sample([book.actor.person_id for book in self.books[:5]], size)
        told = {
            "kind": "tier",
            "tier": tier,
            "seats": dict(zip(seats, persons, strict=True)),
            "fromSeat": chance.choice(seats),
            "fromEntry": self._entry_id(),
        }
        yield self._ruling(*chance.choice(RULERS[:3])[:2], told)

    def _ruling(self, actor: Actor, role: str, told: Json) -> Attempt:
        """The next ruling, mostly changed."""
        number = len(self.rulings) + 1
        fields: dict[str, Any] = {
            "id": str(number),
            "matchId": self.match_id,
            "number": number,
            "nonce": f"ruling-{number}",
            "follows": self.rulings[-1] if self.rulings else "",
            "reason": "it was so",
            "decidedBy": actor.person_id,
            "decidedAs": role,
            "createdAt": NOW,
            **told,
        }
        path = paths.ruling(self.match_id, number)
        made = new("rulings", str(told["kind"]), path, actor, fields)
        return hostile(made, self.mutator, {"evidence": "film"})

    def next_innings(self) -> Attempts:
        """All books go on with the next innings."""
        if self.main[0].sequence < 8:
            return
        for book in self.books:
            book.innings = min(book.innings + 1, 40)
        for book in self.main:
            yield book.started()


RULERS: Final = (
    (ADMIN, "admin", "umpire"),
    (UMPIRE, "umpire_on_field", "video"),
    (REFEREE, "match_referee", "umpire"),
    (ADMIN, "admin", "captains"),
    (ADMIN, "admin", "abandon"),
)
Move = Callable[[HostileBooks], Attempts]
MOVES: Final[tuple[Move, ...]] = (
    HostileBooks.ball,
    HostileBooks.agreed,
    HostileBooks.amended,
    HostileBooks.beside,
    HostileBooks.stated,
    HostileBooks.ruled,
    HostileBooks.tiered,
    HostileBooks.next_innings,
)
WEIGHTS: Final = (50, 10, 8, 6, 6, 14, 3, 3)
