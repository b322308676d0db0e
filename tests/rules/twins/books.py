"""Defines what is hostile to a scorer's book: in another's, of another seat, torn, closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.rules import cast
from tests.rules.books import DUAL, OVER, TRIPLE, book, entry, entry_of, place, seat_role
from tests.rules.cast import (
    ADMIN,
    ANONYMOUS,
    CAPTAIN,
    COACH_HOME,
    MATCH,
    PAST,
    REFEREE,
    SCORER,
    SCORER_AWAY,
    SCORER_ELSEWHERE,
    SCORER_ENDED,
    SCORER_HOME,
    STRANGER,
    UMPIRE,
    UMPIRE_CONFIRMED,
    match_role,
)
from tests.rules.changes import voided
from tests.rules.documents import FACTS, delivery, richest
from tests.rules.twins.ask import Ask, Twin, changed, created, of_fields
from tests.rules.world import Actor, Fields, Put

SOURCE: Final = "scorebooks"


def kept(actor: Actor = SCORER, number: int = 4, match_id: str = DUAL, **changes: Any) -> Ask:
    """Return the next entry of a book, of which the first three are there."""
    fields = entry(actor, number, match_id, **changes)
    return created(place(actor, f"1_{number}", match_id), actor, fields)


def miskept() -> Iterator[Twin]:
    """The whole table of entries."""
    yield from of_others()
    yield from of_seats()
    yield from shut()
    yield from torn_books()
    yield from misplaced()
    yield from forged()


def of_others() -> Iterator[Twin]:
    """Entries in a book that is another's, or by who keeps none."""
    good = kept()
    theirs = good.at(place(SCORER_HOME, "1_4"))
    yield Twin("entry in another's book", SOURCE, good, theirs)
    named = theirs.having(recordedBy=SCORER_HOME.person_id)
    yield Twin("entry in another's book, under their name", SOURCE, good, named)
    lent = good.having(recordedBy=SCORER_HOME.person_id)
    yield Twin("entry under another's name", SOURCE, good, lent)
    yield Twin("entry by the administrator", SOURCE, good, good.by(ADMIN))
    yield Twin("entry by nobody", SOURCE, good, good.by(ANONYMOUS))
    claimed = Actor("scorer, another person", SCORER.uid, {"personId": "another"})
    yield Twin("entry with another person's claim", SOURCE, good, good.by(claimed))
    first = opened(SCORER_AWAY)
    for actor in (
        SCORER_ENDED, SCORER_ELSEWHERE, cast.NOT_YET, cast.REVOKED, cast.NO_SHOW, cast.STRING_DATE,
        cast.FORGED, cast.FORGED_MATCH, cast.FORGED_ROLE, STRANGER, REFEREE, COACH_HOME, CAPTAIN,
    ):  # fmt: skip
        yield Twin(f"book of {actor.name}", SOURCE, first, opened(actor))


def of_seats() -> Iterator[Twin]:
    """Entries under a role that keeps no book, is not held, or is another seat's."""
    own = ((ADMIN, "admin"), (REFEREE, "match_referee"), (UMPIRE_CONFIRMED, "umpire_third"))
    for actor, role in own:
        bad = opened(actor).having(recordedAs=role)
        yield Twin(f"book of {role}", SOURCE, opened(UMPIRE), bad)
    for actor in (UMPIRE, SCORER_HOME, SCORER_AWAY):
        first = kept(SCORER_HOME) if actor is SCORER_HOME else opened(actor)
        for role in ("scorer_home", "scorer_away", "umpire_on_field"):
            if role != seat_role(actor):
                taken = first.having(recordedAs=role)
                yield Twin(f"book of {actor.name} as {role}", SOURCE, first, taken)
    good, second = kept(), match_role(DUAL, SCORER, "scorer_home")
    yield Twin("two seats in one book", SOURCE, good, good.having(recordedAs="scorer_home"), second)
    yield from of_other_innings()


def of_other_innings() -> Iterator[Twin]:
    """First entries of an innings in another seat than the innings beside it has in this book."""
    second = match_role(DUAL, SCORER, "scorer_home")
    behind = opened(SCORER, 2)
    other = behind.having(recordedAs="scorer_home")
    yield Twin("another seat in the next innings", SOURCE, behind, other, second)
    as_home = match_role(DUAL, SCORER_AWAY, "scorer_home")
    later = {place(SCORER_AWAY, "2_1"): {"recordedAs": "scorer_away"}}
    before = opened(SCORER_AWAY)
    bad = before.having(recordedAs="scorer_home")
    yield Twin("another seat in innings 1, and the book has innings 2", SOURCE, before, bad,
               {**as_home, **later})  # fmt: skip
    first, then = opened(SCORER_AWAY), opened(SCORER_AWAY, 2)
    both = Ask(SCORER_AWAY, (*first.writes, *then.writes))
    changed_seat = then.having(recordedAs="scorer_home")
    two = Ask(SCORER_AWAY, (*first.writes, *changed_seat.writes))
    yield Twin("two innings in one batch, two seats", SOURCE, both, two, as_home)


def opened(actor: Actor, innings: int = 1) -> Ask:
    """Return the first entry of an innings in somebody's book."""
    fields = delivery(DUAL, innings, 1, actor, seat_role(actor))
    return created(place(actor, f"{innings}_1"), actor, fields)


def shut() -> Iterator[Twin]:
    """Entries and voids in matches that are closed, or not kept in books."""
    good = kept()
    void = changed(place(SCORER, "1_2"), SCORER, voided(SCORER))
    for match_id in ("live-match", "break-match", "dual-locked-match"):
        there = book(SCORER, match_id)
        yield Twin(f"entry in {match_id}", SOURCE, good, kept(match_id=match_id), there)
        bad = void.at(place(SCORER, "1_2", match_id))
        yield Twin(f"entry voided in {match_id}", SOURCE, void, bad, there)
    for match_id in (TRIPLE, OVER):
        open_one = kept(match_id=match_id)
        bad = open_one.by(STRANGER)
        yield Twin(f"entry in {match_id}", SOURCE, open_one, bad, book(SCORER, match_id))
    nowhere = created(place(SCORER, "1_1", "no-match"), SCORER, entry(SCORER, 1, "no-match"))
    role = match_role("no-match", SCORER, "scorer_neutral")
    yield Twin("entry of no match", SOURCE, good, nowhere, role)


def torn_books() -> Iterator[Twin]:
    """Gaps, overwritten entries, innings out of order."""
    good = kept()
    yield Twin("entry, a skipped number", SOURCE, good, kept(number=5))
    over = Ask(SCORER, (Put(place(SCORER, "1_2"), entry(SCORER, 2)),))
    yield Twin("entry overwritten", SOURCE, good, over)
    yield Twin("entry, a random id", SOURCE, good, good.at(place(SCORER, "random-id")))
    padded = good.at(place(SCORER, "1_04")).having(id="1_04")
    yield Twin("entry, a padded id", SOURCE, good, padded)
    changes: dict[str, Fields] = {
        "that follows nothing": {"follows": ""},
        "that follows another": {"follows": "nonce-1-2"},
        "of another sequence number": {"sequenceNumber": 5},
    }
    yield from of_fields(SOURCE, "entry", good, changes)
    two = Ask(SCORER, (*good.writes, *kept(number=5).writes))
    gap = Ask(SCORER, (*good.writes, *kept(number=6).writes))
    yield Twin("entries, a gap within a batch", SOURCE, two, gap)
    first = opened(SCORER_AWAY)
    yield Twin("first entry that follows", SOURCE, first, first.having(follows="nonce-1-3"))
    in_log, beyond = opened(SCORER_AWAY, 2), opened(SCORER_AWAY, 3)
    yield Twin("innings 3, and the log has one", SOURCE, in_log, beyond)
    second = {place(SCORER, "2_1"): {"nonce": "nonce-2-1", "recordedAs": "scorer_neutral"}}
    yield Twin("innings 4, and the book has two", SOURCE, opened(SCORER, 3), opened(SCORER, 4),
               second)  # fmt: skip
    both = Ask(SCORER_AWAY, (*in_log.writes, *beyond.writes))
    skipped = Ask(SCORER_AWAY, (*in_log.writes, *opened(SCORER_AWAY, 4).writes))
    yield Twin("innings 4 in one batch with innings 2", SOURCE, both, skipped)


def misplaced() -> Iterator[Twin]:
    """Corrections of, and balls behind, what is not in the book."""
    there: dict[str, Fields] = {
        place(SCORER, "2_1"): {"nonce": "nonce-2-1"},
        place(SCORER_HOME, "1_9"): {"nonce": "nonce-1-9"},
        f"matches/{DUAL}/scoring_actions/1_8": {"nonce": "nonce-1-8"},
    }
    wrong: dict[str, Any] = {
        "nothing": "1_7",
        "another innings": "2_1",
        "another's entry": "1_9",
        "an action of the log": "1_8",
        "itself": "1_4",
        "a path": "1_2/secrets/one",
        "a number": 2,
    }
    for name in ("corrects", "after"):
        placed = kept().having(**{name: "1_2"})
        for what, value in wrong.items():
            yield Twin(
                f"entry {name} {what}", SOURCE, placed, placed.having(**{name: value}), there
            )
        other = "after" if name == "corrects" else "corrects"
        both = placed.having(**{other: "1_1"})
        yield Twin(f"entry {name} one and {other} another", SOURCE, placed, both, there)


def forged() -> Iterator[Twin]:
    """What the log refuses too: once each, for books use what the log does."""
    good = kept()
    changes: dict[str, Fields] = {
        "another id within": {"id": "1_5"},
        "another match within": {"matchId": MATCH},
        "another innings number": {"inningsNumber": 2},
        "born in the past": {"createdAt": PAST},
        "changed in the past": {"updatedAt": PAST},
        "voided at birth": {"isVoided": True},
        "corrected at birth": {"correctedBy": "1_9"},
        "a version as text": {"schemaVersion": "3"},
        "a version below 0": {"schemaVersion": -1},
        "a sequence number with a point": {"sequenceNumber": 4.0},
        "a clock that is a number": {"timestamp": 1},
        "an endless clock": {"timestamp": "2" * 41},
        "an extra field": {"isMine": True},
        "an unknown type": {"type": "streaker"},
        "a score that is none": {"totalRuns": 2},
        "an endless note": {"note": "n" * 501},
        "a note that is a flag": {"note": True},
        "an agreement": {"agreement": {"tier": "DUAL"}},
    }
    yield from of_fields(SOURCE, "entry", good, changes)
    rich = kept(**richest())
    yield from of_fields(SOURCE, "rich entry", rich, {"total": {"totalRuns": 9}})
    for kind, fields in FACTS.items():
        said = created(place(SCORER, "1_4"), SCORER, entry_of(SCORER, kind, **fields))
        yield from of_fields(SOURCE, f"entry of {kind}", said, {"an extra field": {"extra": 1}})
    bare = kept(extras={}).without("type").without("schemaVersion")
    yield from of_fields(SOURCE, "bare entry", bare, {"total": {"totalRuns": 9}})
