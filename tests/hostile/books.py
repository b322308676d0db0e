"""Generates a hostile match under DUAL or TRIPLE: books that often agree, statements, and rulings.

Every entry may have unexpected values; the other scorers mostly record the same, so that it enters
the log, or an entry of their own, so that it is disputed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from scrbrd.adapters import paths
from scrbrd.domain.actions import action_id
from scrbrd.domain.json_types import Json
from tests.hostile.attempt import Attempt, Attempts, create_attempt, with_hostile_changes
from tests.hostile.log import Log, kinds_in_turn
from tests.hostile.mutation import Mutator, deepcopy_of
from tests.rules.books import SCORE, STATEMENTS, TAKEOVER
from tests.rules.cast import (
    ADMIN,
    REFEREE,
    SCORER,
    SCORER_AWAY,
    SCORER_HOME,
    SCORER_NO_SHOW,
    UMPIRE,
    match_role,
)
from tests.rules.changes import new_match_fields
from tests.rules.costliest_rulings import RULING_BALL_FIELDS
from tests.rules.documents import FACTS
from tests.rules.world import NOW, Actor, Fields

SEAT_NAMES: Final = ("home", "away", "neutral", "umpire")
NAMES_PERSONS: Final = 0.5
"""Probability that a ruling names the persons of its entries."""

RELIEF_SCORER: Final = SCORER_NO_SHOW
"""A scorer with roles for both sides, who may take over a seat."""
KEEPERS: Final[tuple[tuple[Actor, str], ...]] = (
    (SCORER_HOME, "scorer_home"),
    (SCORER_AWAY, "scorer_away"),
    (SCORER, "scorer_neutral"),
    (UMPIRE, "umpire_on_field"),
    (RELIEF_SCORER, "scorer_home"),
    (RELIEF_SCORER, "scorer_away"),
)
SEATS_OF_TIER: Final[Mapping[str, tuple[int, ...]]] = {"DUAL": (0, 1), "TRIPLE": (0, 1, 3)}
SCORER_FIELDS: Final = frozenset(
    ("id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy",
     "recordedAs", "createdAt", "updatedAt", "isVoided", "corrects", "after")
)  # fmt: skip
"""Fields of an entry that belong to its scorer; the others describe the ball."""


class BookLog(Log):
    """One person's book: its accepted entries, and attempts at the next ones."""

    source = "scorebooks"

    def __init__(self, match_id: str, actor: Actor, role: str, mutator: Mutator) -> None:
        super().__init__(match_id, actor, mutator)
        self.seat_role = role

    @property
    def role(self) -> str:
        """The role in which the entries are recorded."""
        return self.seat_role

    @property
    def collection(self) -> str:
        """The path of the collection of entries."""
        return f"matches/{self.match_id}/scorebooks/{self.actor.person_id}/entries"

    def copy_of(self, other: Attempt) -> Attempt:
        """Return an attempt to record the entry of another book in this one."""
        content = {name: value for name, value in other.fields.items() if name not in SCORER_FIELDS}
        legal = self.legal_ball()
        own = {name: value for name, value in legal.fields.items() if name in SCORER_FIELDS}
        return create_attempt(
            self.source, other.kind, legal.paths[0], self.actor, deepcopy_of(content | own)
        )

    def statement(self, kind: str, fields: Json) -> Attempt:
        """Return an attempt to add a statement as the next entry."""
        content = {"inningsNumber": self.innings, "type": kind, **fields}
        own = {
            name: value for name, value in self.legal_ball().fields.items() if name in SCORER_FIELDS
        }
        legal = {**own, "source": "live", "schemaVersion": 3, **content, "createdAt": NOW}
        path = self.path((self.innings, self.sequence))
        return create_attempt(
            self.source, kind, path, self.actor, legal | {"timestamp": "2026-05-01"}
        )


class HostileBooks:
    """A match in play: generates attempts, and records those that were accepted."""

    def __init__(self, match_id: str, mutator: Mutator) -> None:
        self.match_id, self.mutator = match_id, mutator
        self.chance = chance = mutator.chance
        self.tier = chance.choice(("DUAL", "DUAL", "TRIPLE"))
        self.books = [BookLog(match_id, *keeper, mutator) for keeper in KEEPERS]
        self.voting_books = [self.books[number] for number in SEATS_OF_TIER[self.tier]]
        self.rulings: list[str] = []
        self.kinds: Iterator[str] = kinds_in_turn(chance)

    def seeds(self) -> dict[str, Fields]:
        """Return the role documents of all persons who keep a book or rule."""
        documents: dict[str, Fields] = {}
        for actor, role in (*KEEPERS, (REFEREE, "match_referee")):
            documents |= match_role(self.match_id, actor, role)
        return documents

    def record_accepted(self, attempt: Attempt) -> None:
        """Record an attempt that the rules accepted."""
        for book in self.books:
            if book.actor is attempt.commit.actor and book.role == attempt.fields.get(
                "recordedAs", book.role
            ):
                book.record_accepted(attempt)
        if attempt.source == "rulings":
            self.rulings.append(attempt.fields["nonce"])

    def play(self, documents: int) -> Attempts:
        """Yield the attempts of a whole match, with a number of random moves."""
        fields = {**new_match_fields(ADMIN), "validationTier": self.tier}
        yield create_attempt("matches", "create", paths.match(self.match_id), ADMIN, fields)
        for book in self.voting_books:
            yield book.innings_start()
        for _ in range(documents):
            yield from self.chance.choices(MOVES, WEIGHTS)[0](self)
        for book in self.voting_books:
            yield book.match_close()

    # Moves -------------------------------------------------------------------------------------

    def entry_in_most_books(self) -> Attempts:
        """Yield an action that one book accepts, then mostly the same in the other books."""
        kind = next(self.kinds)
        first, *others = self.chance.sample(self.voting_books, len(self.voting_books))
        attempt = first.hostile_action(kind)
        if not (yield attempt):
            attempt = first.legal_ball()
            if not (yield attempt):
                return
        for book in others:
            draw = self.chance.random()
            if draw < 0.75:
                yield book.copy_of(attempt)
            elif draw < 0.9:
                yield book.hostile_action(kind)

    def legal_ball_in_all_books(self) -> Attempts:
        """Yield a legal ball in every voting book."""
        for book in self.voting_books:
            yield book.legal_ball()

    def void_or_redo(self) -> Attempts:
        """Yield a void or a redo in one book, or in all."""
        books = [book for book in self.voting_books if book.nonces]
        if books and self.chance.random() < 0.5:
            yield self.chance.choice(books).hostile_void()
            return
        for book in books:
            yield book.hostile_void()

    def entry_without_seat(self) -> Attempts:
        """Yield an entry of a person without a seat in this tier, or a takeover of a seat."""
        book = self.chance.choice(self.books)
        if book.nonces and self.chance.random() < 0.7:
            yield book.hostile_action("delivery")
        else:
            yield self._opening_statement(book)

    def score_statement(self) -> Attempts:
        """Yield a statement of the score, with odd numbers."""
        book = self.chance.choice(self.voting_books)
        if self.chance.random() < 0.4:
            yield self._opening_statement(book)
        else:
            statement = book.statement("score_agreed", dict(STATEMENTS["score_agreed"]))
            yield with_hostile_changes(statement, self.mutator, {"note": "a note"})

    def _opening_statement(self, book: BookLog) -> Attempt:
        """Return a statement that a book continues after an action of the log or another entry."""
        if self.chance.random() < 0.4:
            fields: Json = {**SCORE, "afterActionId": self._entry_id()}
        else:
            person = self.chance.choice(self.books).actor.person_id
            fields = {**TAKEOVER, "takesOverFrom": person, "afterEntryId": self._entry_id()}
        if self.chance.random() < 0.5:
            fields |= {"runs": 0, "wickets": 0, "legalBalls": 0}
        statement = book.statement("book_opened", fields)
        return (
            statement
            if self.chance.random() < 0.7
            else with_hostile_changes(statement, self.mutator, SCORE)
        )

    def _entry_id(self, innings: int | None = None) -> str:
        """Return an id that may be that of an entry of some book, or of none."""
        chance = self.chance
        last = max(book.sequence for book in self.books)
        number = chance.choice((chance.randrange(1, last + 1), last, last + 1, 99_999))
        return action_id(innings or self.voting_books[0].innings, number)

    def dispute_ruling(self) -> Attempts:
        """Yield a ruling on a dispute: on present or missing entries, or with a ball of its own."""
        chance = self.chance
        seats = chance.sample(SEAT_NAMES, chance.choice((1, 2, 2, 2, 3, 4)))
        accepts = chance.choice((*seats, "neither", "action"))
        innings = chance.randrange(1, self.voting_books[0].innings + 1)
        actor, role, method = chance.choice(RULERS)
        content: Json = {
            "kind": "dispute",
            "method": method,
            "disputeId": self._entry_id(innings),
            "entries": {seat: self._entry_id(innings) for seat in seats},
            "accepts": "neither" if method == "abandon" else accepts,
        }
        if chance.random() < NAMES_PERSONS:
            persons = [book.actor.person_id for book in self.books]
            content["persons"] = {seat: chance.choice(persons) for seat in seats}
        if content["accepts"] == "action":
            content["action"] = self._ruled_ball()
        yield self._ruling(actor, role, content)

    def _ruled_ball(self) -> Json:
        """Return a ball, or another action, as a ruling may state it."""
        kind = self.chance.choice(("delivery", *FACTS))
        action = self.voting_books[0].hostile_action(kind).fields
        names = RULING_BALL_FIELDS if kind == "delivery" else tuple(FACTS[kind])
        return {name: action[name] for name in names if name in action} | {"type": kind}

    def tier_ruling(self) -> Attempts:
        """Yield a ruling on the tier, the same or another, from an entry that may never arrive."""
        chance = self.chance
        size, tier = chance.choice(((1, "SINGLE"), (2, "DUAL"), (3, "TRIPLE")))
        seats = chance.sample(SEAT_NAMES, size)
        persons = chance.sample([book.actor.person_id for book in self.books[:5]], size)
        content = {
            "kind": "tier",
            "tier": tier,
            "seats": dict(zip(seats, persons, strict=True)),
            "fromSeat": chance.choice(seats),
            "fromEntry": self._entry_id(),
        }
        yield self._ruling(*chance.choice(RULERS[:3])[:2], content)

    def _ruling(self, actor: Actor, role: str, content: Json) -> Attempt:
        """Return an attempt at the next ruling, mostly with changes."""
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
            **content,
        }
        path = paths.ruling(self.match_id, number)
        statement = create_attempt("rulings", str(content["kind"]), path, actor, fields)
        return with_hostile_changes(statement, self.mutator, {"evidence": "film"})

    def next_innings(self) -> Attempts:
        """Begin the next innings in all books."""
        if self.voting_books[0].sequence < 8:
            return
        for book in self.books:
            book.innings = min(book.innings + 1, 40)
        for book in self.voting_books:
            yield book.innings_start()


RULERS: Final = (
    (ADMIN, "admin", "umpire"),
    (UMPIRE, "umpire_on_field", "video"),
    (REFEREE, "match_referee", "umpire"),
    (ADMIN, "admin", "captains"),
    (ADMIN, "admin", "abandon"),
)
Move = Callable[[HostileBooks], Attempts]
MOVES: Final[tuple[Move, ...]] = (
    HostileBooks.entry_in_most_books,
    HostileBooks.legal_ball_in_all_books,
    HostileBooks.void_or_redo,
    HostileBooks.entry_without_seat,
    HostileBooks.score_statement,
    HostileBooks.dispute_ruling,
    HostileBooks.tier_ruling,
    HostileBooks.next_innings,
)
WEIGHTS: Final = (50, 10, 8, 6, 6, 14, 3, 3)
