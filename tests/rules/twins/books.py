"""Defines hostile entries of books: in another's book or seat, with gaps, in closed matches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.rules import cast
from tests.rules.books import DUAL, OVER, TRIPLE, book, entry, entry_of, entry_path, seat_role
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
from tests.rules.changes import void_fields
from tests.rules.documents import FACTS, delivery, full_delivery
from tests.rules.twins.commit import Commit, Twin, create_commit, field_twins, update_commit
from tests.rules.world import Actor, Fields, Put

SOURCE: Final = "scorebooks"


def next_entry(
    actor: Actor = SCORER, number: int = 4, match_id: str = DUAL, **changes: Any
) -> Commit:
    """Return the commit of the next entry of a book that has three entries."""
    fields = entry(actor, number, match_id, **changes)
    return create_commit(entry_path(actor, f"1_{number}", match_id), actor, fields)


def entry_twins() -> Iterator[Twin]:
    """Yield the whole table of entries."""
    yield from other_book_twins()
    yield from seat_twins()
    yield from closed_book_twins()
    yield from book_sequence_twins()
    yield from reference_twins()
    yield from entry_field_twins()


def other_book_twins() -> Iterator[Twin]:
    """Yield entries in another person's book, and entries by persons who keep no book."""
    good = next_entry()
    in_other_book = good.at(entry_path(SCORER_HOME, "1_4"))
    yield Twin("entry in another's book", SOURCE, good, in_other_book)
    in_other_name = in_other_book.having(recordedBy=SCORER_HOME.person_id)
    yield Twin("entry in another's book, under their name", SOURCE, good, in_other_name)
    recorded_as_other = good.having(recordedBy=SCORER_HOME.person_id)
    yield Twin("entry under another's name", SOURCE, good, recorded_as_other)
    yield Twin("entry by the administrator", SOURCE, good, good.by(ADMIN))
    yield Twin("entry by nobody", SOURCE, good, good.by(ANONYMOUS))
    with_other_claim = Actor("scorer, another person", SCORER.uid, {"personId": "another"})
    yield Twin("entry with another person's claim", SOURCE, good, good.by(with_other_claim))
    first = first_entry(SCORER_AWAY)
    for actor in (
        SCORER_ENDED, SCORER_ELSEWHERE, cast.SCORER_NOT_STARTED, cast.SCORER_REVOKED,
        cast.SCORER_NO_SHOW, cast.SCORER_STRING_DATE, cast.SCORER_FORGED_PERSON,
        cast.SCORER_FORGED_MATCH, cast.SCORER_FORGED_ROLE, STRANGER, REFEREE, COACH_HOME, CAPTAIN,
    ):  # fmt: skip
        yield Twin(f"book of {actor.name}", SOURCE, first, first_entry(actor))


def seat_twins() -> Iterator[Twin]:
    """Yield entries under a role that keeps no book, that the actor lacks, or of another seat."""
    roles_without_book = (
        (ADMIN, "admin"),
        (REFEREE, "match_referee"),
        (UMPIRE_CONFIRMED, "umpire_third"),
    )
    for actor, role in roles_without_book:
        bad = first_entry(actor).having(recordedAs=role)
        yield Twin(f"book of {role}", SOURCE, first_entry(UMPIRE), bad)
    for actor in (UMPIRE, SCORER_HOME, SCORER_AWAY):
        first = next_entry(SCORER_HOME) if actor is SCORER_HOME else first_entry(actor)
        for role in ("scorer_home", "scorer_away", "umpire_on_field"):
            if role != seat_role(actor):
                other_seat = first.having(recordedAs=role)
                yield Twin(f"book of {actor.name} as {role}", SOURCE, first, other_seat)
    good, second = next_entry(), match_role(DUAL, SCORER, "scorer_home")
    yield Twin("two seats in one book", SOURCE, good, good.having(recordedAs="scorer_home"), second)
    yield from next_innings_seat_twins()


def next_innings_seat_twins() -> Iterator[Twin]:
    """Yield first entries of an innings with another seat than the neighbouring innings has."""
    second = match_role(DUAL, SCORER, "scorer_home")
    second_innings = first_entry(SCORER, 2)
    other_seat_then = second_innings.having(recordedAs="scorer_home")
    yield Twin("another seat in the next innings", SOURCE, second_innings, other_seat_then, second)
    home_role = match_role(DUAL, SCORER_AWAY, "scorer_home")
    seeded_innings = {entry_path(SCORER_AWAY, "2_1"): {"recordedAs": "scorer_away"}}
    before = first_entry(SCORER_AWAY)
    bad = before.having(recordedAs="scorer_home")
    yield Twin("another seat in innings 1, and the book has innings 2", SOURCE, before, bad,
               {**home_role, **seeded_innings})  # fmt: skip
    first, then = first_entry(SCORER_AWAY), first_entry(SCORER_AWAY, 2)
    both = Commit(SCORER_AWAY, (*first.writes, *then.writes))
    changed_seat = then.having(recordedAs="scorer_home")
    two = Commit(SCORER_AWAY, (*first.writes, *changed_seat.writes))
    yield Twin("two innings in one batch, two seats", SOURCE, both, two, home_role)


def first_entry(actor: Actor, innings: int = 1) -> Commit:
    """Return the commit of the first entry of an innings in an actor's book."""
    fields = delivery(DUAL, innings, 1, actor, seat_role(actor))
    return create_commit(entry_path(actor, f"{innings}_1"), actor, fields)


def closed_book_twins() -> Iterator[Twin]:
    """Yield entries and voids in matches that are closed or that have no books."""
    good = next_entry()
    void = update_commit(entry_path(SCORER, "1_2"), SCORER, void_fields(SCORER))
    for match_id in ("live-match", "break-match", "dual-locked-match"):
        seeds = book(SCORER, match_id)
        yield Twin(f"entry in {match_id}", SOURCE, good, next_entry(match_id=match_id), seeds)
        bad = void.at(entry_path(SCORER, "1_2", match_id))
        yield Twin(f"entry voided in {match_id}", SOURCE, void, bad, seeds)
    for match_id in (TRIPLE, OVER):
        in_open_match = next_entry(match_id=match_id)
        bad = in_open_match.by(STRANGER)
        yield Twin(f"entry in {match_id}", SOURCE, in_open_match, bad, book(SCORER, match_id))
    without_match = create_commit(
        entry_path(SCORER, "1_1", "no-match"), SCORER, entry(SCORER, 1, "no-match")
    )
    role = match_role("no-match", SCORER, "scorer_neutral")
    yield Twin("entry of no match", SOURCE, good, without_match, role)


def book_sequence_twins() -> Iterator[Twin]:
    """Yield gaps, overwritten entries, and innings out of order."""
    good = next_entry()
    yield Twin("entry, a skipped number", SOURCE, good, next_entry(number=5))
    overwritten = Commit(SCORER, (Put(entry_path(SCORER, "1_2"), entry(SCORER, 2)),))
    yield Twin("entry overwritten", SOURCE, good, overwritten)
    yield Twin("entry, a random id", SOURCE, good, good.at(entry_path(SCORER, "random-id")))
    padded = good.at(entry_path(SCORER, "1_04")).having(id="1_04")
    yield Twin("entry, a padded id", SOURCE, good, padded)
    changes: dict[str, Fields] = {
        "that follows nothing": {"follows": ""},
        "that follows another": {"follows": "nonce-1-2"},
        "of another sequence number": {"sequenceNumber": 5},
    }
    yield from field_twins(SOURCE, "entry", good, changes)
    two = Commit(SCORER, (*good.writes, *next_entry(number=5).writes))
    gap = Commit(SCORER, (*good.writes, *next_entry(number=6).writes))
    yield Twin("entries, a gap within a batch", SOURCE, two, gap)
    first = first_entry(SCORER_AWAY)
    yield Twin("first entry that follows", SOURCE, first, first.having(follows="nonce-1-3"))
    in_log, third_innings = first_entry(SCORER_AWAY, 2), first_entry(SCORER_AWAY, 3)
    yield Twin("innings 3, and the log has one", SOURCE, in_log, third_innings)
    second = {entry_path(SCORER, "2_1"): {"nonce": "nonce-2-1", "recordedAs": "scorer_neutral"}}
    yield Twin("innings 4, and the book has two", SOURCE, first_entry(SCORER, 3),
               first_entry(SCORER, 4), second)  # fmt: skip
    both = Commit(SCORER_AWAY, (*in_log.writes, *third_innings.writes))
    skipped = Commit(SCORER_AWAY, (*in_log.writes, *first_entry(SCORER_AWAY, 4).writes))
    yield Twin("innings 4 in one batch with innings 2", SOURCE, both, skipped)


def reference_twins() -> Iterator[Twin]:
    """Yield entries that correct, or are placed after, an entry that is not in the book."""
    seeds: dict[str, Fields] = {
        entry_path(SCORER, "2_1"): {"nonce": "nonce-2-1"},
        entry_path(SCORER_HOME, "1_9"): {"nonce": "nonce-1-9"},
        f"matches/{DUAL}/scoring_actions/1_8": {"nonce": "nonce-1-8"},
    }
    wrong_references: dict[str, Any] = {
        "nothing": "1_7",
        "another innings": "2_1",
        "another's entry": "1_9",
        "an action of the log": "1_8",
        "itself": "1_4",
        "a path": "1_2/secrets/one",
        "a number": 2,
    }
    for name in ("corrects", "after"):
        with_reference = next_entry().having(**{name: "1_2"})
        for what, value in wrong_references.items():
            yield Twin(
                f"entry {name} {what}",
                SOURCE,
                with_reference,
                with_reference.having(**{name: value}),
                seeds,
            )
        other_seat_then = "after" if name == "corrects" else "corrects"
        both = with_reference.having(**{other_seat_then: "1_1"})
        yield Twin(
            f"entry {name} one and {other_seat_then} another", SOURCE, with_reference, both, seeds
        )


def entry_field_twins() -> Iterator[Twin]:
    """Yield entries that the log refuses too: one of each sort, as books use the same checks."""
    good = next_entry()
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
        "an overlong clock": {"timestamp": "2" * 41},
        "an extra field": {"isMine": True},
        "an unknown type": {"type": "streaker"},
        "a score that is none": {"totalRuns": 2},
        "an overlong note": {"note": "n" * 501},
        "a note that is a flag": {"note": True},
        "an agreement": {"agreement": {"tier": "DUAL"}},
    }
    yield from field_twins(SOURCE, "entry", good, changes)
    rich = next_entry(**full_delivery())
    yield from field_twins(SOURCE, "rich entry", rich, {"total": {"totalRuns": 9}})
    for kind, fields in FACTS.items():
        fact_entry = create_commit(
            entry_path(SCORER, "1_4"), SCORER, entry_of(SCORER, kind, **fields)
        )
        yield from field_twins(
            SOURCE, f"entry of {kind}", fact_entry, {"an extra field": {"extra": 1}}
        )
    bare = next_entry(extras={}).without("type").without("schemaVersion")
    yield from field_twins(SOURCE, "bare entry", bare, {"total": {"totalRuns": 9}})
