"""Owns the hostile requests: each the twin of an accepted one, and different in one thing.

So a rule that denies everything fails the table as surely as one that lets everything pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from tests.rules import cast
from tests.rules.cast import (
    ADMIN,
    ANONYMOUS,
    CAPTAIN,
    CAPTAIN_ELECT,
    COACH_AWAY,
    COACH_ENDED,
    COACH_HOME,
    COACH_LAST_SEASON,
    COACH_THIS_SEASON,
    DIRECTOR,
    DIRECTOR_AWAY,
    HALF_ADMIN,
    HEAD_COACH,
    MATCH,
    PAST,
    PLANNED,
    PLAYER,
    REFEREE,
    SCORER,
    SCORER_AWAY,
    SCORER_ELSEWHERE,
    SCORER_ENDED,
    SCORER_HOME,
    SEASON,
    STRANGER,
    UMPIRE,
    UMPIRE_CONFIRMED,
    UMPIRE_ENDED,
    UMPIRE_NEW,
    delivery,
    fact,
    lineup,
    seeded,
)
from tests.rules.matrix import (
    TEAM_FLAGS,
    WORLD,
    born,
    confirmed,
    granted,
    locked,
    made_captain,
    new_match,
    redone,
    reselected,
    revoked,
    signed,
    signed_match,
    signed_rating,
    voided,
)
from tests.rules.world import (
    NO_FIELD,
    NOW,
    Actor,
    Create,
    Delete,
    Fields,
    Put,
    Update,
    World,
    Write,
    was_allowed,
)

LATER: Final = datetime(2090, 1, 1, tzinfo=UTC)
WIDE: Final = {"runsOffBat": 0, "extras": {"wide": 1}, "totalRuns": 1, "isLegalDelivery": False}
CAUGHT: Final = {"type": "caught", "dismissedPlayerId": "batter-1", "fielderIds": ["fielder-1"]}


@dataclass(frozen=True, slots=True)
class Ask:
    """One commit by somebody."""

    actor: Actor
    writes: tuple[Write, ...]

    def by(self, actor: Actor) -> Ask:
        """The same commit from somebody else."""
        return replace(self, actor=actor)

    def having(self, **fields: Any) -> Ask:
        """The same with other fields in its first write."""
        first = self.writes[0]
        assert not isinstance(first, Delete)
        changed = {**first.fields, **fields}
        if not isinstance(first, Update):
            changed = {key: value for key, value in changed.items() if value is not NO_FIELD}
        return replace(self, writes=(replace(first, fields=changed), *self.writes[1:]))

    def without(self, name: str) -> Ask:
        """The same without a field, which its first write leaves alone or does not create."""
        first = self.writes[0]
        assert not isinstance(first, Delete)
        kept = {key: value for key, value in first.fields.items() if key != name}
        return replace(self, writes=(replace(first, fields=kept), *self.writes[1:]))

    def at(self, path: str) -> Ask:
        """The same at another path."""
        return replace(self, writes=(replace(self.writes[0], path=path), *self.writes[1:]))

    def alone(self) -> Ask:
        """Only the first write of the commit."""
        return replace(self, writes=self.writes[:1])


@dataclass(frozen=True, slots=True)
class Twin:
    """A hostile request and the accepted one that it differs from in one thing."""

    name: str
    source: str
    good: Ask
    bad: Ask
    seeds: Mapping[str, Fields] = field(default_factory=dict)

    @property
    def paths(self) -> set[str]:
        """Every document that either of the two would write."""
        return {write.path for ask in (self.good, self.bad) for write in ask.writes}


def wrong_twin(world: World, twin: Twin) -> list[str]:
    """What the rules do otherwise than they should with the two requests."""
    world.seed(twin.seeds)
    paths = sorted(twin.paths)
    before = world.snapshot(paths)
    wrong = []
    if was_allowed(world.commit(twin.bad.actor.bearer, *twin.bad.writes)):
        wrong.append(f"{twin.name}: was allowed")
    elif world.snapshot(paths) != before:
        wrong.append(f"{twin.name}: was refused, and yet something changed")
    if not was_allowed(world.commit(twin.good.actor.bearer, *twin.good.writes)):
        wrong.append(f"{twin.name}: its accepted twin was refused")
    touched = twin.paths | set(twin.seeds)
    world.remove(touched)
    world.seed({path: fields for path, fields in WORLD.items() if path in touched})
    return wrong


def appended(
    match_id: str = MATCH, actor: Actor = SCORER, role: str = "scorer_neutral", **fields: Any
) -> Ask:
    """The next ball of a match."""
    ball = delivery(match_id, 1, 4, actor, role, **fields)
    return Ask(actor, (Create(f"matches/{match_id}/scoring_actions/1_4", ball),))


def recorded(kind: str, **fields: Any) -> Ask:
    """The next action of a match, of another type."""
    action = fact(MATCH, 1, 4, SCORER, kind, **fields)
    return Ask(SCORER, (Create(f"matches/{MATCH}/scoring_actions/1_4", action),))


def changed(path: str, actor: Actor, fields: Fields) -> Ask:
    """A change of a document."""
    return Ask(actor, (Update(path, fields),))


def created(path: str, actor: Actor, fields: Fields) -> Ask:
    """A new document."""
    return Ask(actor, (Create(path, fields),))


def of_fields(
    source: str, prefix: str, good: Ask, changes: Mapping[str, Fields], **more: Any
) -> Iterator[Twin]:
    """Twins that differ in fields; the key says what is wrong."""
    for name, fields in changes.items():
        yield Twin(f"{prefix}: {name}", source, good, good.having(**fields), **more)


# The log ------------------------------------------------------------------------------------


def forged_identity() -> Iterator[Twin]:
    """Who, when, where in the log."""
    changes: dict[str, Fields] = {
        "recorded by another": {"recordedBy": SCORER_HOME.person_id},
        "recorded by nobody": {"recordedBy": None},
        "under a role he has not": {"recordedAs": "scorer_home"},
        "under a role that does not score": {"recordedAs": "umpire_on_field"},
        "as the administrator": {"recordedAs": "admin"},
        "another id within": {"id": "1_5"},
        "another match within": {"matchId": PLANNED},
        "another sequence number": {"sequenceNumber": 5},
        "a sequence number as text": {"sequenceNumber": "4"},
        "a sequence number with a point": {"sequenceNumber": 4.0},
        "an innings number as text": {"inningsNumber": "1"},
        "another innings number": {"inningsNumber": 2},
        "a short nonce": {"nonce": "1234567"},
        "an endless nonce": {"nonce": "n" * 101},
        "a nonce of numbers": {"nonce": 12345678},
        "no predecessor": {"follows": ""},
        "a forged predecessor": {"follows": "nonce-1-2"},
        "created in the past": {"createdAt": PAST},
        "created in the future": {"createdAt": LATER},
        "updated in the past": {"updatedAt": PAST},
        "a clock that is a number": {"timestamp": 1},
        "an endless clock": {"timestamp": "2" * 41},
        "an unknown source": {"source": "hearsay"},
        "voided at birth": {"isVoided": True},
        "voided by text": {"isVoided": "false"},
        "with a void reason": {"voidReason": "none"},
        "corrected at birth": {"correctedBy": "1_9"},
        "a version as text": {"schemaVersion": "3"},
        "an extra field": {"isMine": True},
        "an unknown type": {"type": "streaker"},
        "a type that is a number": {"type": 1},
        "an endless note": {"note": "n" * 501},
        "a note that is a map": {"note": {"text": "n"}},
    }
    yield from of_fields("scoring_actions", "delivery", appended(), changes)
    for name in ("nonce", "follows", "recordedBy", "recordedAs", "createdAt", "updatedAt",
                 "timestamp", "source", "isVoided", "id", "matchId"):  # fmt: skip
        good = appended()
        yield Twin(f"delivery: no {name}", "scoring_actions", good, good.without(name))


def wrong_scores() -> Iterator[Twin]:
    """Runs, totals, legality, wickets and ornaments of a delivery."""
    changes: dict[str, Fields] = {
        "total too high": {"totalRuns": 2},
        "total too low": {"totalRuns": 0},
        "total as text": {"totalRuns": "1"},
        "total with a point": {"totalRuns": 1.0},
        "negative runs": {"runsOffBat": -1, "totalRuns": -1},
        "a thousand million runs": {"runsOffBat": 10**9, "totalRuns": 10**9},
        "twenty-one runs": {"runsOffBat": 21, "totalRuns": 21},
        "half a run": {"runsOffBat": 0.5, "totalRuns": 0.5},
        "runs with a point": {"runsOffBat": 1.0},
        "runs as text": {"runsOffBat": "1", "totalRuns": "1"},
        "a negative wide": {"extras": {"wide": -1}, "totalRuns": 0},
        "extras as text": {"extras": {"bye": "1"}, "totalRuns": 2},
        "unknown extras": {"extras": {"overthrow": 0}},
        "extras in a list": {"extras": [0]},
        "a legal wide": {"extras": {"wide": 1}, "totalRuns": 2},
        "a legal no-ball": {"extras": {"noBall": 1}, "totalRuns": 2},
        "legality denied": {"isLegalDelivery": False},
        "legality as text": {"isLegalDelivery": "true"},
        "not counted, yet legal": {"notCounted": True},
        "not counted as text": {"notCounted": "no"},
        "over below 0": {"overNumber": -1},
        "over 10000": {"overNumber": 10000},
        "an over as text": {"overNumber": "0"},
        "ball 0": {"ballInOver": 0},
        "ball 100": {"ballInOver": 100},
        "a ball with a point": {"ballInOver": 1.0},
        "21 runs run": {"runsRun": 21},
        "an over of no balls": {"overBalls": 0},
        "a boundary in words": {"boundary": "yes"},
        "an unknown angle": {"bowlingAngle": "Under the Wicket"},
        "a striker without a name": {"strikerId": ""},
        "an endless striker": {"strikerId": "s" * 201},
        "a non-striker who is a number": {"nonStrikerId": 2},
        "a bowler who is a map": {"bowlerId": {"id": "bowler-1"}},
        "a wicket without its story": {"isWicket": True},
        "a story without a wicket": {"wicket": CAUGHT},
        "a wicket in words": {"isWicket": "no"},
        "a shot in words": {"shotData": "drive"},
        "an unknown part of a shot": {"shotData": {"mood": "bold"}},
        "a shot in a place of words": {"shotData": {"coordinates": {"x": "left", "y": 1}}},
        "a shot in three dimensions": {"shotData": {"coordinates": {"z": 1}}},
        "an endless shot": {"shotData": {"shotType": "d" * 61}},
        "an endless review": {"review": "r" * 501},
        "an endless decision": {"review": {"decision": "r" * 501}},
        "an unknown part of a review": {"review": {"bribe": 1}},
    }
    yield from of_fields("scoring_actions", "delivery", appended(), changes)
    wicket: dict[str, Fields] = {
        "an unknown dismissal": {"wicket": CAUGHT | {"type": "bored"}},
        "nobody dismissed": {"wicket": CAUGHT | {"dismissedPlayerId": ""}},
        "a crowd of fielders": {"wicket": CAUGHT | {"fielderIds": ["f"] * 23}},
        "fielders in words": {"wicket": CAUGHT | {"fielderIds": "f"}},
        "an unknown end": {"wicket": CAUGHT | {"end": "pavilion"}},
        "crossed in words": {"wicket": CAUGHT | {"crossed": "yes"}},
        "an unknown part of a wicket": {"wicket": CAUGHT | {"umpire": "u"}},
        "a wicket that is none": {"isWicket": False},
    }
    caught = appended(isWicket=True, wicket=CAUGHT, runsOffBat=0, totalRuns=0)
    yield from of_fields("scoring_actions", "wicket", caught, wicket)
    hurt = appended(wicket={"type": "retired_hurt", "dismissedPlayerId": "batter-1"})
    player = {"dismissedPlayerId": "batter-1"}
    leaving: dict[str, Fields] = {
        "out is a wicket": {"wicket": {"type": "retired_out", **player}},
        "at an unknown end": {"wicket": {"type": "retired_hurt", "end": "pavilion", **player}},
    }
    yield from of_fields("scoring_actions", "retirement", hurt, leaving)
    rich = appended(**richest())
    yield from of_fields("scoring_actions", "rich delivery", rich, {"total": {"totalRuns": 9}})
    bare = appended(extras={}, wicket=None).without("type").without("schemaVersion")
    yield from of_fields("scoring_actions", "bare delivery", bare, {"total": {"totalRuns": 9}})
    told = appended(review="upheld", timestamp="2026-11-21T10:00:00Z", nonStrikerId="")
    yield from of_fields("scoring_actions", "told delivery", told, {"total": {"totalRuns": 9}})
    not_counted = appended(notCounted=True, isLegalDelivery=False)
    legal = {"legal": {"isLegalDelivery": True}}
    yield from of_fields("scoring_actions", "not counted", not_counted, legal)


def richest() -> dict[str, Any]:
    """All that one delivery may carry."""
    return {
        "extras": {"wide": 0, "noBall": 1, "bye": 1, "legBye": 0, "penalty": 5},
        "totalRuns": 8,
        "isLegalDelivery": False,
        "isWicket": True,
        "wicket": {
            "type": "run_out",
            "dismissedPlayerId": "batter-2",
            "fielderIds": ["fielder-1", "fielder-2"],
            "assistFielderIds": ["fielder-3"],
            "substituteIds": ["fielder-1"],
            "end": "bowler",
            "crossed": True,
        },
        "boundary": False,
        "runsRun": 2,
        "notCounted": False,
        "overBalls": 7,
        "bowlingAngle": "Over the Wicket",
        "review": {
            "by": "South",
            "umpire": "umpire",
            "batter": "batter-1",
            "decision": "struck down",
            "type": "wicket",
            "umpiresCall": False,
        },
        "note": "a note",
        "shotData": {
            "coordinates": {"x": 0.5, "y": 1.5},
            "shotType": "drive",
            "length": "good",
            "line": "off_stump",
            "speed": 130.5,
            "wagonWheelSegment": 3,
        },
        "corrects": "1_2",
        "timestamp": "2026-11-21T10:00:00Z",
    }


FACTS: Final[dict[str, dict[str, Any]]] = {
    "innings_started": {
        "battingTeamId": "north-1",
        "bowlingTeamId": "south-1",
        "superOver": False,
        "strikerId": "batter-1",
        "nonStrikerId": "batter-2",
        "bowlerId": "bowler-1",
        "target": 161,
        "oversLimit": 20,
        "powerplays": [{"fromOver": 0, "toOver": 5}],
    },
    "innings_closed": {"reason": "declared", "absentIds": ["batter-3"]},
    "batter_dismissed": {
        "playerId": "batter-3",
        "wicketType": "timed_out",
        "fielderIds": [],
        "substituteIds": [],
        "end": "striker",
    },
    "batter_retired": {"playerId": "batter-1", "as": "hurt"},
    "batter_resumed": {"playerId": "batter-1", "consent": True},
    "batter_arrived": {"playerId": "batter-3", "end": "bowler"},
    "bowler_suspended": {"playerId": "bowler-1", "scope": "match"},
    "penalty_awarded": {"toTeamId": "north-1", "runs": 5, "law": "28.3"},
    "target_revised": {"target": 100, "oversLimit": 12, "method": "DLS", "par": 50},
    "play_stopped": {"reason": "rain"},
    "play_resumed": {"reason": "sun"},
    "player_replaced": {
        "teamId": "north-1",
        "outPlayerId": "batter-1",
        "inPlayerId": "batter-9",
        "role": "player",
        "reason": "concussion",
    },
    "match_closed": {"outcome": "win", "winnerTeamId": "north-1", "method": "super_over"},
}
"""A full document of each type but the delivery."""

NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "innings_started": ("battingTeamId", "bowlingTeamId"),
    "innings_closed": ("reason",),
    "batter_dismissed": ("playerId", "wicketType"),
    "batter_retired": ("playerId", "as"),
    "batter_resumed": ("playerId",),
    "batter_arrived": ("playerId",),
    "bowler_suspended": ("playerId",),
    "penalty_awarded": ("toTeamId", "runs"),
    "target_revised": (),
    "play_stopped": (),
    "play_resumed": (),
    "player_replaced": ("teamId", "inPlayerId"),
    "match_closed": ("outcome",),
}
"""The fields that a type must have."""

WRONG_VALUES: Final[dict[str, Any]] = {
    "battingTeamId": "",
    "bowlingTeamId": "north-1",
    "superOver": "yes",
    "target": -1,
    "oversLimit": 0,
    "powerplays": "first six",
    "reason": 1,
    "absentIds": "all",
    "wicketType": "bored",
    "fielderIds": "f",
    "substituteIds": ["s"] * 12,
    "end": "pavilion",
    "as": "bored",
    "consent": "yes",
    "scope": "for ever",
    "toTeamId": 5,
    "runs": 21,
    "law": 28,
    "method": 1,
    "par": -1,
    "teamId": "",
    "outPlayerId": 1,
    "inPlayerId": "",
    "role": "umpire",
    "outcome": "moral victory",
    "winnerTeamId": 1,
    "playerId": "",
    "strikerId": "",
    "nonStrikerId": "",
    "bowlerId": "",
}
"""For each field a value that is wrong in every type that has it."""


def wrong_facts() -> Iterator[Twin]:
    """Every field of every other type, with a wrong value; missing; and one field too many."""
    source = "scoring_actions"
    for kind, fields in FACTS.items():
        good = recorded(kind, **fields)
        for name in fields:
            bad = good.having(**{name: WRONG_VALUES[name]})
            yield Twin(f"{kind}: wrong {name}", source, good, bad)
        for name in NEEDED[kind]:
            yield Twin(f"{kind}: no {name}", source, good, good.without(name))
        yield Twin(f"{kind}: an extra field", source, good, good.having(runsOffBat=1))
        least = recorded(kind, **{name: fields[name] for name in NEEDED[kind]})
        yield Twin(f"{kind}: least, an extra field", source, least, least.having(extra=1))
    penalty = recorded("penalty_awarded", **FACTS["penalty_awarded"])
    yield Twin("penalty_awarded: no runs at all", source, penalty, penalty.having(runs=0))
    yield Twin("penalty_awarded: half a run", source, penalty, penalty.having(runs=2.5))
    closed = recorded("innings_closed", **FACTS["innings_closed"])
    yield Twin("innings_closed: bored", source, closed, closed.having(reason="bored"))
    replaced = recorded("player_replaced", **FACTS["player_replaced"])
    yield Twin("player_replaced: bored", source, replaced, replaced.having(reason="bored"))


def closed_logs() -> Iterator[Twin]:
    """The same ball in a match that is closed, by a scorer who is none, with another token."""
    source = "scoring_actions"
    good = appended()
    for match_id in ("locked-match", "over-match", "strict-match", "dateless-match", "odd-match",
                     "dual-match", "triple-match"):  # fmt: skip
        bad = appended(match_id)
        yield Twin(f"append in {match_id}", source, good, bad)
        before = changed(f"matches/{MATCH}/scoring_actions/1_2", SCORER, voided(SCORER))
        after = changed(f"matches/{match_id}/scoring_actions/1_2", SCORER, voided(SCORER))
        yield Twin(f"void in {match_id}", source, before, after)
    for match_id in ("grace-match", "generous-match", "break-match", "bare-match"):
        open_one = appended(match_id)
        yield Twin(f"append in {match_id}", source, open_one, open_one.by(STRANGER))
    for actor in (
        SCORER_ENDED, SCORER_ELSEWHERE, cast.NOT_YET, cast.REVOKED, cast.NO_SHOW, cast.STRING_DATE,
        cast.FORGED, cast.FORGED_MATCH, cast.FORGED_ROLE, STRANGER, UMPIRE, COACH_HOME, CAPTAIN,
    ):  # fmt: skip
        yield Twin(f"append by {actor.name}", source, good, appended(actor=actor))
    yield Twin("append by nobody", source, good, good.by(ANONYMOUS))
    claimed = Actor("scorer, another person", SCORER.uid, {"personId": "another"})
    yield Twin("append with another person's claim", source, good, good.by(claimed))
    home = appended(actor=SCORER_HOME, role="scorer_home")
    yield Twin("home scorer as away", source, home, home.having(recordedAs="scorer_away"))
    away = appended(actor=SCORER_AWAY, role="scorer_away")
    yield Twin("away scorer as home", source, away, away.having(recordedAs="scorer_home"))
    admin = appended("locked-match", ADMIN, "admin")
    yield Twin("admin by word", source, admin, appended("locked-match", HALF_ADMIN, "admin"))
    yield Twin("admin as scorer", source, admin, admin.having(recordedAs="scorer_neutral"))
    first = delivery("empty-match", 1, 1, ADMIN, "admin")
    there = created("matches/empty-match/scoring_actions/1_1", ADMIN, first)
    nowhere = created(
        "matches/no-match/scoring_actions/1_1", ADMIN, first | {"matchId": "no-match"}
    )
    yield Twin("append to no match", source, there, nowhere)


def torn_logs() -> Iterator[Twin]:
    """Gaps, overwritten actions, innings out of order, references to nothing."""
    source = "scoring_actions"
    log = f"matches/{MATCH}/scoring_actions"
    good = appended()
    skipped = created(f"{log}/1_5", SCORER, delivery(MATCH, 1, 5, SCORER))
    yield Twin("skipped number", source, good, skipped)
    over = Ask(SCORER, (Put(f"{log}/1_2", delivery(MATCH, 1, 2, SCORER)),))
    yield Twin("overwritten action", source, good, over)
    random = created(f"{log}/random-id", SCORER, delivery(MATCH, 1, 4, SCORER))
    yield Twin("a random id", source, good, random)
    padded = created(f"{log}/1_04", SCORER, delivery(MATCH, 1, 4, SCORER) | {"id": "1_04"})
    yield Twin("a padded id", source, good, padded)
    second = created(f"{log}/2_1", SCORER, delivery(MATCH, 2, 1, SCORER))
    third = created(f"{log}/3_1", SCORER, delivery(MATCH, 3, 1, SCORER))
    yield Twin("an innings out of order", source, second, third)
    yield Twin("a first ball that follows", source, second, second.having(follows="nonce-1-3"))
    first = created("matches/empty-match/scoring_actions/1_1", SCORER,
                    delivery("empty-match", 1, 1, SCORER))  # fmt: skip
    zero = delivery("empty-match", 1, 1, SCORER) | {"sequenceNumber": 0, "id": "1_0"}
    yield Twin("number 0", source, first,
               created("matches/empty-match/scoring_actions/1_0", SCORER, zero))  # fmt: skip
    seeds = {f"{log}/40_1": {"nonce": "nonce-40-1"}, f"{log}/39_1": {"nonce": "nonce-39-1"}}
    last = created(f"{log}/40_2", SCORER, delivery(MATCH, 40, 2, SCORER))
    beyond = created(f"{log}/41_1", SCORER, delivery(MATCH, 41, 1, SCORER))
    yield Twin("innings 41", source, last, beyond, seeds)
    two = Ask(SCORER, (*good.writes, *created(f"{log}/1_5", SCORER,
              delivery(MATCH, 1, 5, SCORER)).writes))  # fmt: skip
    gap = Ask(SCORER, (*good.writes, *created(f"{log}/1_6", SCORER,
              delivery(MATCH, 1, 6, SCORER)).writes))  # fmt: skip
    yield Twin("a gap within a batch", source, two, gap)
    for name in ("corrects", "after"):
        placed = appended().having(**{name: "1_2"})
        wrong: dict[str, Any] = {
            "nothing": "1_9",
            "another innings": "2_1",
            "itself": "1_4",
            "a path": "1_2/secrets/one",
            "a number": 2,
            "no id": "the second",
        }
        for what, value in wrong.items():
            seeds = {f"{log}/2_1": {"nonce": "nonce-2-1"}} if value == "2_1" else {}
            bad = placed.having(**{name: value})
            yield Twin(f"{name} {what}", source, placed, bad, seeds)
    both = appended(corrects="1_2")
    yield Twin("both corrects and after", source, both, both.having(after="1_1"))


def undone() -> Iterator[Twin]:
    """Void, redo, and the stamp of a correction."""
    source = "scoring_actions"
    second = f"matches/{MATCH}/scoring_actions/1_2"
    third = f"matches/{MATCH}/scoring_actions/1_3"
    good = changed(second, SCORER, voided(SCORER))
    changes: dict[str, Fields] = {
        "by another": {"voidedBy": SCORER_HOME.person_id},
        "in the past": {"voidedAt": PAST},
        "unnoticed": {"updatedAt": PAST},
        "with other runs": {"runsOffBat": 4},
        "with another score": {"totalRuns": 4},
        "with another nonce": {"nonce": "another-nonce"},
        "recorded by another": {"recordedBy": "another"},
        "born anew": {"createdAt": NOW},
        "for an endless reason": {"voidReason": "r" * 501},
        "for a reason that is a number": {"voidReason": 1},
        "halfway": {"isVoided": "half"},
        "not at all": {"isVoided": False},
        "and corrected": {"correctedBy": "1_3"},
        "and the note gone": {"note": NO_FIELD},
    }
    noted = {second: {**WORLD[second], "note": "a note"}}
    for name, fields in changes.items():
        seeds = noted if "note" in fields else {}
        yield Twin(f"void {name}", source, good, good.having(**fields), seeds)
    yield Twin("void without a time", source, good, good.without("voidedAt"))
    yield Twin("void without a name", source, good, good.without("voidedBy"))
    yield Twin("void by nobody", source, good, good.by(ANONYMOUS))
    yield Twin("delete an action", source, good, Ask(SCORER, (Delete(second),)))
    yield Twin("delete as administrator", source, good, Ask(ADMIN, (Delete(second),)))
    for actor in (SCORER_HOME, SCORER_AWAY):
        mine = changed(second, actor, voided(actor))
        yield Twin(f"void for {actor.name}", source, mine, mine.by(STRANGER))
    again = changed(third, SCORER, redone(SCORER))
    yield Twin("redo by another", source, again, again.having(voidedBy="another"))
    yield Twin("redo in the past", source, again, again.having(voidedAt=PAST))
    yield Twin("void a voided ball", source, again, again.having(isVoided=True))
    over = "matches/over-match/scoring_actions/1_2"
    late = changed(over, ADMIN, voided(ADMIN))
    yield Twin("a late void", source, late, changed(over, SCORER, voided(SCORER)))
    bare = {second: {k: v for k, v in WORLD[second].items() if k != "isVoided"}}
    yield Twin("void a ball that never said", source, good, good.having(isVoided=False), bare)
    yield from stamped(source, second)


def stamped(source: str, second: str) -> Iterator[Twin]:
    """`correctedBy` comes with the correction, in the same commit."""
    stamp = Update(second, {"correctedBy": "1_4", "updatedAt": NOW})
    correction = appended(corrects="1_2").writes
    good = Ask(SCORER, (stamp, *correction))
    yield Twin("stamp alone", source, good, good.alone())
    yield Twin("stamp of another", source, good, good.having(correctedBy="1_3"))
    yield Twin("stamp in the past", source, good, good.having(updatedAt=PAST))
    yield Twin("stamp and edit", source, good, good.having(runsOffBat=4))
    other = Ask(SCORER, (stamp, *appended(corrects="1_1").writes))
    yield Twin("stamp by a correction of another ball", source, good, other)
    plain = Ask(SCORER, (stamp, *appended().writes))
    yield Twin("stamp by no correction", source, good, plain)
    old = {**seeded(delivery(MATCH, 1, 4, SCORER)), "corrects": "1_2"}
    seeds = {f"matches/{MATCH}/scoring_actions/1_4": old}
    now = delivery(MATCH, 1, 5, SCORER, corrects="1_2")
    fresh = Ask(SCORER, (Update(second, {"correctedBy": "1_5", "updatedAt": NOW}),
                Create(f"matches/{MATCH}/scoring_actions/1_5", now)))  # fmt: skip
    late = Ask(SCORER, (stamp, fresh.writes[1]))
    yield Twin("stamp by an old correction", source, fresh, late, seeds)


# Matches and lineups ------------------------------------------------------------------------


def misplanned() -> Iterator[Twin]:
    """New matches, changes before the first ball, tosses, locks."""
    source = "matches"
    new = created("matches/new", DIRECTOR, new_match(DIRECTOR))
    changes: dict[str, Fields] = {
        "already live": {"status": "live"},
        "made by another": {"createdBy": "another"},
        "made in the past": {"createdAt": PAST},
        "unnoticed": {"updatedAt": PAST},
        "of another school": {"homeTeamId": "south-1", "awayTeamId": "north-1"},
        "against itself": {"awayTeamId": "north-1"},
        "of no team": {"homeTeamId": ""},
        "against nobody": {"awayTeamId": 1},
        "with a result": {"result": {"outcome": "win"}},
        "already complete": {"completedAt": NOW},
        "already locked": {"lockedAt": NOW},
        "in an unknown format": {"format": "T7"},
        "of an unknown tier": {"validationTier": "TRUST ME"},
        "with unknown conditions": {"conditions": {"ball": "pink"}},
        "open for ever": {"conditions": {"graceMinutes": 10081}},
        "with overs of no balls": {"conditions": {"ballsPerOver": 0}},
        "without overs": {"conditions": {"oversPerInnings": 0}},
        "with three innings a side": {"conditions": {"inningsPerSide": 3}},
        "with one player a side": {"conditions": {"playersPerSide": 1}},
        "with a name that is a number": {"homeTeamName": 1},
        "with no name": {"awayTeamName": ""},
        "in a season that is a number": {"seasonId": 1},
        "in a competition that is a number": {"competitionId": 1},
        "with another id within": {"id": "another"},
        "with a legacy score": {"liveData": {}},
        "with a third side": {"toss": {"winnerTeamId": "east-1", "decision": "bat"}},
        "with an odd decision": {"toss": {"winnerTeamId": "north-1", "decision": "sleep"}},
        "with a toss that says more": {
            "toss": {"winnerTeamId": "north-1", "decision": "bat", "coin": 1}
        },
    }
    yield from of_fields(source, "new match", new, changes)
    for actor in (cast.HAS_BEEN, cast.FORGED_STAFF):
        bad = new.by(actor).having(createdBy=actor.person_id)
        yield Twin(f"new match: by {actor.name}", source, new, bad)
    full = {"ballsPerOver": 6, "oversPerInnings": 20, "inningsPerSide": 1, "playersPerSide": 11}
    rich = new.having(
        id="new", conditions=full, toss={"winnerTeamId": "north-1", "decision": "bat"}
    )
    yield Twin("new match: rich, by a stranger", source, rich, rich.by(STRANGER))
    yield from replanned(source)
    lock = changed(f"matches/{MATCH}", REFEREE, locked(REFEREE))
    yield Twin("lock by another", source, lock, lock.having(lockedBy="another"))
    yield Twin("lock in the past", source, lock, lock.having(lockedAt=PAST))
    yield Twin("lock and more", source, lock, lock.having(venue="Oval"))
    yield Twin("lock by umpire", source, lock, changed(f"matches/{MATCH}", UMPIRE, locked(UMPIRE)))
    lifted = {"lockedAt": None, "lockedBy": None, "updatedAt": NOW}
    lift = changed("matches/locked-match", ADMIN, lifted)
    yield Twin("lift by referee", source, lift, lift.by(REFEREE))
    yield Twin("lift halfway", source, lift, lift.having(lockedBy="administrator"))
    admin_lock = changed(f"matches/{MATCH}", ADMIN, locked(ADMIN))
    yield Twin("admin lock for another", source, admin_lock, admin_lock.having(lockedBy="referee"))
    yield Twin("admin lock in the past", source, admin_lock, admin_lock.having(lockedAt=PAST))
    awards = {"awards": {"playerOfMatchIds": ["batter-1"]}, "updatedAt": NOW}
    award = changed(f"matches/{MATCH}", REFEREE, awards)
    many = {"playerOfMatchIds": ["b"] * 12}
    yield Twin("a dozen awards", source, award, award.having(awards=many))
    yield Twin("an unknown award", source, award, award.having(awards={"hat": "x"}))
    relocked = changed("matches/locked-match", REFEREE, awards)
    yield Twin("awards after the lock", source, award, relocked)


def replanned(source: str) -> Iterator[Twin]:
    """Changes of a match that is there."""
    plan = changed(f"matches/{PLANNED}", DIRECTOR, signed_match(venue="Oval")(DIRECTOR))
    changes: dict[str, Fields] = {
        "the status": {"status": "live"},
        "the result": {"result": {"outcome": "win"}},
        "the end": {"completedAt": NOW},
        "who made it": {"createdBy": "another"},
        "the sides": {"homeTeamId": "east-1"},
        "the format to none": {"format": "T7"},
        "unnoticed": {"updatedAt": PAST},
        "the score": {"inningsData": {}},
    }
    yield from of_fields(source, "match: changes", plan, changes)
    yield Twin("match: planned after the first ball", source, plan, plan.at(f"matches/{MATCH}"))
    begun = {**cast.match_document()}
    seeds = {"matches/begun": begun, "matches/begun/scoring_actions/1_1": {"nonce": "nonce-1-1"}}
    yield Twin("match: planned behind the log", source, plan, plan.at("matches/begun"), seeds)
    shut = {"matches/shut": cast.match_document(lockedAt=PAST)}
    yield Twin("match: planned when locked", source, plan, plan.at("matches/shut"), shut)
    mend = changed(f"matches/{PLANNED}", ADMIN, {"homeTeamId": "east-1", "updatedAt": NOW})
    yield Twin("match: mended by the director", source, mend, mend.by(DIRECTOR))
    yield Twin("match: status by admin", source, mend, mend.having(status="completed"))
    yield Twin("match: mended to no format", source, mend, mend.having(format="T7"))
    toss = {"toss": {"winnerTeamId": "north-1", "decision": "bat"}, "updatedAt": NOW}
    for actor in (SCORER, SCORER_HOME, SCORER_AWAY, UMPIRE, REFEREE):
        tossed = changed(f"matches/{PLANNED}", actor, toss)
        yield Twin(
            f"toss of {actor.name} and the venue", source, tossed, tossed.having(venue="Oval")
        )
    tossed = changed(f"matches/{PLANNED}", UMPIRE, toss)
    odd = {"winnerTeamId": "east-1", "decision": "bat"}
    yield Twin("toss for a third side", source, tossed, tossed.having(toss=odd))
    yield Twin("toss after the first ball", source, tossed, tossed.at(f"matches/{MATCH}"))
    yield Twin("toss behind the log", source, tossed, tossed.at("matches/begun"),
               {**seeds, **cast.match_role("begun", UMPIRE, "umpire_on_field")})  # fmt: skip
    yield Twin("toss when locked", source, tossed, tossed.at("matches/shut"),
               {**shut, **cast.match_role("shut", UMPIRE, "umpire_on_field")})  # fmt: skip


def miscast() -> Iterator[Twin]:
    """Lineups: selected by the wrong side, confirmed by oneself, changed too late."""
    source = "lineups"
    path = f"matches/{PLANNED}/lineups"
    good = created(f"{path}/north-1_batter-2", COACH_HOME,
                   lineup(PLANNED, "north-1", "batter-2", COACH_HOME))  # fmt: skip
    changes: dict[str, Fields] = {
        "selected by another": {"selectedBy": CAPTAIN.person_id},
        "selected in the past": {"selectedAt": PAST},
        "another player within": {"playerId": "batter-3"},
        "another team within": {"teamId": "south-1"},
        "another match within": {"matchId": MATCH},
        "another id within": {"id": "another"},
        "an unknown role": {"role": "mascot"},
        "a captain in words": {"isCaptain": "yes"},
        "a vice-captain in words": {"isViceCaptain": "yes"},
        "a keeper in words": {"isWicketkeeper": "yes"},
        "position 31": {"battingPosition": 31},
        "a name that is a number": {"playerName": 1},
        "confirmed at birth": {"confirmedAt": NOW, "confirmedBy": COACH_HOME.person_id},
        "substituted at birth": {"substitutedFor": "batter-1"},
        "batted at birth": {"battedAt": 1},
        "made in the past": {"createdAt": PAST},
    }
    yield from of_fields(source, "lineup", good, changes)
    for actor in (COACH_AWAY, COACH_ENDED, COACH_LAST_SEASON, PLAYER, CAPTAIN_ELECT, DIRECTOR,
                  cast.FORGED_STAFF):  # fmt: skip
        bad = good.by(actor).having(selectedBy=actor.person_id)
        yield Twin(f"lineup: selected by {actor.name}", source, good, bad)
    this = good.by(COACH_THIS_SEASON).having(selectedBy=COACH_THIS_SEASON.person_id)
    yield Twin("lineup: by nobody", source, this, this.by(ANONYMOUS))
    third = lineup(PLANNED, "north-2", "batter-2", COACH_HOME)
    seeds = cast.team_role("north-2", COACH_HOME, "coach")
    elsewhere = created(f"{path}/north-2_batter-2", COACH_HOME, third)
    yield Twin("lineup: of a team that does not play", source, good, elsewhere, seeds)
    admin = created(f"{path}/north-1_batter-2", ADMIN,
                    lineup(PLANNED, "north-1", "batter-2", ADMIN))  # fmt: skip
    yield Twin("lineup: admin, batted at birth", source, admin, admin.having(battedAt=1))
    yield Twin("lineup: admin, selected by another", source, admin, admin.having(selectedBy="x"))
    yield from recast(source, f"{path}/north-1_batter-1")


def recast(source: str, there: str) -> Iterator[Twin]:
    """Changes of a lineup that is there."""
    chosen = seeded(lineup(PLANNED, "north-1", "batter-1", COACH_HOME))
    final = {**chosen, "confirmedAt": PAST, "confirmedBy": REFEREE.person_id}
    seeds, done = {there: chosen}, {there.replace("batter-1", "batter-5"): final}
    move = changed(there, COACH_HOME, reselected(COACH_HOME))
    changes: dict[str, Fields] = {
        "by another": {"selectedBy": CAPTAIN.person_id},
        "in the past": {"selectedAt": PAST},
        "unnoticed": {"updatedAt": PAST},
        "another player": {"playerId": "batter-9"},
        "confirmed too": {"confirmedAt": NOW, "confirmedBy": COACH_HOME.person_id},
        "an unknown role": {"role": "mascot"},
        "position 0": {"battingPosition": 0},
        "batted": {"battedAt": 1},
    }
    yield from of_fields(source, "reselected", move, changes, seeds=seeds)
    closed = there.replace("batter-1", "batter-5")
    yield Twin("reselected: after confirmation", source, move, move.at(closed), seeds | done)
    gone = Ask(COACH_HOME, (Delete(there),))
    yield Twin("deleted after confirmation", source, gone, gone.at(closed), seeds | done)
    begun = f"matches/{MATCH}/lineups/north-1_batter-1"
    played = seeds | {begun: {**chosen, "matchId": MATCH}}
    yield Twin("reselected: after the first ball", source, move, move.at(begun), played)
    yield Twin("deleted after the first ball", source, gone, gone.at(begun), played)
    confirm = changed(there, HEAD_COACH, confirmed(HEAD_COACH))
    more: dict[str, Fields] = {
        "by another": {"confirmedBy": REFEREE.person_id},
        "in the past": {"confirmedAt": PAST},
        "with another role": {"role": "reserve"},
    }
    yield from of_fields(source, "confirmed", confirm, more, seeds=seeds)
    yield Twin("confirmed twice", source, confirm, confirm.at(closed), seeds | done)
    own = {closed: {**chosen, "selectedBy": HEAD_COACH.person_id}}
    yield Twin("confirmed by who selected", source, confirm, confirm.at(closed), seeds | own)
    away = changed(there, DIRECTOR_AWAY, confirmed(DIRECTOR_AWAY))
    yield Twin("confirmed by the other side", source, confirm, away, seeds)
    for actor in (REFEREE, UMPIRE):
        official = changed(there, actor, confirmed(actor))
        yield Twin(f"confirmed by {actor.name} in the past", source, official,
                   official.having(confirmedAt=PAST), seeds)  # fmt: skip
    former = changed(there, cast.HAS_BEEN, confirmed(cast.HAS_BEEN))
    yield Twin("confirmed by who was in office", source, confirm, former, seeds)
    mend = changed(there, ADMIN, {"substitutedFor": "batter-7", "updatedAt": NOW})
    yield Twin("mended by the coach", source, mend, mend.by(COACH_HOME), seeds)
    yield Twin("mended: batted", source, mend, mend.having(battedAt=1), seeds)


# Roles ----------------------------------------------------------------------------------------


def usurped() -> Iterator[Twin]:
    """Roles given to oneself, beyond one's authority, for ever, in another's name."""
    match_path = f"match_role_assignments/{PLANNED}"
    home = granted("matchId", PLANNED, "scorer_home", status="assigned")(DIRECTOR)
    good = created(f"{match_path}_newcomer_scorer_home", DIRECTOR, home)
    changes: dict[str, Fields] = {
        "confirmed at birth": {"status": "confirmed"},
        "assigned by another": {"assignedBy": "administrator"},
        "assigned in the past": {"assignedAt": PAST},
        "made in the past": {"createdAt": PAST},
        "another person within": {"personId": "another"},
        "another match within": {"matchId": MATCH},
        "another role within": {"role": "match_referee"},
        "another id within": {"id": "another"},
        "a date in words": {"startDate": "today"},
        "an end in words": {"endDate": "never"},
        "revoked in words": {"revokedAt": "never"},
        "a season that is a number": {"seasonId": 1},
        "a rating": {"performanceRating": 5},
    }
    yield from of_fields("match_roles", "match role", good, changes)
    for role in ("match_referee", "scorer_neutral", "scorer_away", "umpire_on_field"):
        other = granted("matchId", PLANNED, role, status="assigned")(DIRECTOR)
        bad = created(f"{match_path}_newcomer_{role}", DIRECTOR, other)
        yield Twin(f"match role: {role} by the home director", "match_roles", good, bad)
    yield from to_oneself(good, match_path, DIRECTOR, "scorer_home", "match_roles")
    third = granted("matchId", PLANNED, "umpire_third", status="assigned")(ADMIN)
    admin = created(f"{match_path}_newcomer_umpire_third", ADMIN, third)
    tea = granted("matchId", PLANNED, "tea_lady", status="assigned")(ADMIN)
    bad = created(f"{match_path}_newcomer_tea_lady", ADMIN, tea)
    yield Twin("match role: an unknown one", "match_roles", admin, bad)
    yield from confirming(match_path)
    yield from revoking()
    yield from mending()
    yield from of_school_and_team()


def to_oneself(good: Ask, prefix: str, actor: Actor, role: str, source: str) -> Iterator[Twin]:
    """The same grant, to oneself."""
    first = good.writes[0]
    assert isinstance(first, Create)
    own = {
        "personId": actor.person_id,
        "id": f"{prefix.rpartition('/')[2]}_{actor.person_id}_{role}",
    }
    path = f"{prefix}_{actor.person_id}_{role}"
    bad = created(path, actor, {**first.fields, **own})
    yield Twin(f"{source}: to oneself", source, good, bad)


def confirming(prefix: str) -> Iterator[Twin]:
    """Officials confirm and arrive for themselves."""
    said = {"status": "confirmed", "confirmedAt": NOW, "updatedAt": NOW}
    good = changed(f"{prefix}_umpire-new_umpire_third", UMPIRE_NEW, said)
    changes: dict[str, Fields] = {
        "in the past": {"confirmedAt": PAST},
        "unnoticed": {"updatedAt": PAST},
        "as present": {"status": "present"},
        "for ever": {"endDate": LATER},
    }
    yield from of_fields("match_roles", "confirmation", good, changes)
    yield Twin("confirmation by another", "match_roles", good, good.by(UMPIRE))
    ended = changed(f"{prefix}_umpire-ended_umpire_third", UMPIRE_ENDED, said)
    yield Twin("confirmation of an ended role", "match_roles", good, ended)
    again = changed(f"{prefix}_umpire-confirmed_umpire_third", UMPIRE_CONFIRMED, said)
    yield Twin("confirmation once more", "match_roles", good, again)
    here = {"status": "present", "arrivedAt": NOW, "updatedAt": NOW}
    arrival = changed(f"{prefix}_umpire-confirmed_umpire_third", UMPIRE_CONFIRMED, here)
    more: dict[str, Fields] = {
        "in the past": {"arrivedAt": PAST},
        "as a no-show": {"status": "no_show"},
        "with another role": {"role": "match_referee"},
    }
    yield from of_fields("match_roles", "arrival", arrival, more)
    yield Twin("arrival by another", "match_roles", arrival, arrival.by(UMPIRE))
    early = changed(f"{prefix}_umpire-new_umpire_third", UMPIRE_NEW, here)
    yield Twin("arrival before confirming", "match_roles", arrival, early)
    over = {**WORLD[f"{prefix}_umpire-ended_umpire_third"], "status": "confirmed"}
    seeds = {f"{prefix}_umpire-ended_umpire_third": over}
    late = changed(f"{prefix}_umpire-ended_umpire_third", UMPIRE_ENDED, here)
    yield Twin("arrival in an ended role", "match_roles", arrival, late, seeds)
    rating = created(f"{prefix}_umpire_umpire_on_field/private/performance", ADMIN,
                     signed_rating(5)(ADMIN))  # fmt: skip
    stars: dict[str, Fields] = {
        "six": {"performanceRating": 6},
        "by another": {"ratedBy": "another"},
        "in the past": {"updatedAt": PAST},
        "an endless note": {"performanceNotes": "n" * 2001},
        "more": {"salary": 1},
    }
    yield from of_fields("match_roles", "rating", rating, stars)


def revoking() -> Iterator[Twin]:
    """The end of a role is signed and now, and comes once."""
    for source, path in (
        ("match_roles", f"match_role_assignments/{PLANNED}_scorer-home_scorer_home"),
        ("school_roles", "school_role_assignments/north_head-coach_head_coach"),
        ("team_roles", "team_role_assignments/north-1_player_player"),
    ):
        good = changed(path, DIRECTOR, revoked(DIRECTOR))
        changes: dict[str, Fields] = {
            "by another": {"revokedBy": "another"},
            "in the past": {"revokedAt": PAST},
            "with an end in the past": {"endDate": PAST},
            "with another role": {"role": "coach"},
            "unnoticed": {"updatedAt": PAST},
        }
        yield from of_fields(source, f"{source}, revoked", good, changes)
        ended = {f"{path}-2": {**WORLD[path], "revokedAt": PAST}}
        yield Twin(f"{source}, revoked twice", source, good, good.at(f"{path}-2"), ended)


def mending() -> Iterator[Twin]:
    """What an administrator changes in a grant is signed too."""
    for source, path in (
        ("match_roles", f"match_role_assignments/{PLANNED}_scorer-home_scorer_home"),
        ("school_roles", "school_role_assignments/north_head-coach_head_coach"),
        ("team_roles", "team_role_assignments/north-1_player_player"),
    ):
        longer = {
            "endDate": LATER,
            "assignedBy": "administrator",
            "assignedAt": NOW,
            "updatedAt": NOW,
        }
        good = changed(path, ADMIN, longer)
        changes: dict[str, Fields] = {
            "unsigned": {"assignedBy": "another"},
            "signed in the past": {"assignedAt": PAST},
            "a start in words": {"startDate": "today"},
            "another person": {"personId": "another"},
            "revoked by another": {"revokedAt": NOW, "revokedBy": "another"},
            "revoked in the past": {"revokedAt": PAST, "revokedBy": "administrator"},
        }
        yield from of_fields(source, f"{source}, mended", good, changes)
        ended = changed(path, ADMIN, revoked(ADMIN))
        yield Twin(f"{source}, ended by admin", source, ended, ended.having(revokedBy="another"))
        renewed = good.having(revokedAt=None, revokedBy=None)
        seeds = {path: {**WORLD[path], "revokedAt": PAST, "revokedBy": "x"}}
        yield Twin(f"{source}, renewed", source, renewed, renewed.by(STRANGER), seeds)
    late = changed(f"match_role_assignments/{PLANNED}_scorer-home_scorer_home", ADMIN,
                   {"status": "no_show", "updatedAt": NOW})  # fmt: skip
    yield Twin("an unknown status", "match_roles", late, late.having(status="asleep"))


def of_school_and_team() -> Iterator[Twin]:
    """Grants at schools and in teams."""
    school = granted("schoolId", "north", "assistant_coach", isPrimary=True)(DIRECTOR)
    good = created("school_role_assignments/north_newcomer_assistant_coach", DIRECTOR, school)
    shared: dict[str, Fields] = {
        "no start": {"startDate": None},
        "a start in words": {"startDate": "today"},
        "an end in words": {"endDate": "never"},
        "assigned by another": {"assignedBy": "another"},
        "assigned in the past": {"assignedAt": PAST},
        "made in the past": {"createdAt": PAST},
        "another person within": {"personId": "another"},
        "another id within": {"id": "another"},
        "endless notes": {"notes": "n" * 2001},
        "an extra field": {"salary": 1},
    }
    primary: dict[str, Fields] = {"primary in words": {"isPrimary": "yes"}}
    yield from of_fields("school_roles", "school role", good, shared | primary)
    yield from to_oneself(good, "school_role_assignments/north", DIRECTOR, "assistant_coach",
                          "school_roles")  # fmt: skip
    south = granted("schoolId", "south", "assistant_coach", isPrimary=True)(DIRECTOR)
    other = created("school_role_assignments/south_newcomer_assistant_coach", DIRECTOR, south)
    yield Twin("school role: at another school", "school_roles", good, other)
    office = granted("schoolId", "north", "administrator", isPrimary=True)(ADMIN)
    admin = created("school_role_assignments/north_newcomer_administrator", ADMIN, office)
    king = granted("schoolId", "north", "king", isPrimary=True)(ADMIN)
    unknown = created("school_role_assignments/north_newcomer_king", ADMIN, king)
    yield Twin("school role: an unknown one", "school_roles", admin, unknown)
    yield Twin("school role: administrator by director", "school_roles", admin,
               admin.by(DIRECTOR).having(assignedBy="director"))  # fmt: skip
    note = changed("school_role_assignments/north_head-coach_head_coach", ADMIN,
                   {"notes": "on leave", "updatedAt": NOW})  # fmt: skip
    yield Twin("school role: a note by the director", "school_roles", note, note.by(DIRECTOR))
    team = granted("teamId", "north-1", "coach", **TEAM_FLAGS)(DIRECTOR)
    good = created("team_role_assignments/north-1_newcomer_coach", DIRECTOR, team)
    flags: dict[str, Fields] = {
        "a captain in words": {"isCaptain": "yes"},
        "a vice-captain in words": {"isViceCaptain": "yes"},
        "an endless number": {"jerseyNumber": "7" * 11},
    }
    yield from of_fields("team_roles", "team role", good, shared | flags)
    yield from to_oneself(good, "team_role_assignments/north-1", DIRECTOR, "coach", "team_roles")
    mascot = granted("teamId", "north-1", "mascot", **TEAM_FLAGS)(DIRECTOR)
    unknown = created("team_role_assignments/north-1_newcomer_mascot", DIRECTOR, mascot)
    yield Twin("team role: an unknown one", "team_roles", good, unknown)
    captaincy = changed(
        "team_role_assignments/north-1_player_player", DIRECTOR, made_captain(DIRECTOR)
    )
    more: dict[str, Fields] = {
        "in words": {"isCaptain": "yes"},
        "named by another": {"assignedBy": "another"},
        "named in the past": {"assignedAt": PAST},
        "for longer": {"endDate": LATER},
    }
    yield from of_fields("team_roles", "captaincy", captaincy, more)
    mend = changed("team_role_assignments/north-1_player_player", ADMIN,
                   {"notes": "injured", "updatedAt": NOW})  # fmt: skip
    yield Twin("team role: an endless note", "team_roles", mend, mend.having(notes="n" * 2001))


# Everything else ------------------------------------------------------------------------------


def strangers_things() -> Iterator[Twin]:
    """People, schools, teams, squads, procedures."""
    person = created("people/scorer", SCORER, born(id="scorer", displayName="A. Scorer")(SCORER))
    changes: dict[str, Fields] = {
        "another id within": {"id": "another"},
        "no name": {"displayName": ""},
        "a public phone": {"phone": "1"},
        "an endless picture": {"photoUrl": "p" * 501},
        "an endless bat": {"battingStyle": "b" * 101},
        "an endless arm": {"bowlingStyle": "b" * 101},
        "written by another": {"updatedBy": "another"},
        "made in the past": {"createdAt": PAST},
        "unnoticed": {"updatedAt": PAST},
    }
    yield from of_fields("people", "person", person, changes)
    yield Twin(
        "person: another's", "people", person, person.at("people/player").having(id="player")
    )
    there = {"people/player": {"id": "player", "displayName": "P", "createdAt": PAST}}
    rename = changed("people/player", PLAYER, signed(displayName="Q")(PLAYER))
    aged: dict[str, Fields] = {
        "born anew": {"createdAt": NOW},
        "unnoticed": {"updatedAt": PAST},
        "with a public phone": {"phone": "1"},
    }
    yield from of_fields("people", "person changed", rename, aged, seeds=there)
    profile = created("people/player/private/profile", PLAYER, signed(email="e")(PLAYER))
    private: dict[str, Fields] = {
        "written by another": {"updatedBy": "another"},
        "in the past": {"updatedAt": PAST},
        "an endless address": {"address": "a" * 1001},
        "an endless mail": {"email": "e" * 321},
        "an endless phone": {"phone": "1" * 41},
        "an endless guardian": {"guardianName": "g" * 201},
        "an endless guardian's phone": {"guardianPhone": "1" * 41},
        "an endless illness": {"medicalNotes": "m" * 5001},
        "an extra field": {"iban": "x"},
    }
    yield from of_fields("people", "profile", profile, private)
    yield from of_places()
    yield from of_squads()
    paper = created(f"pre_match_procedures/{MATCH}", UMPIRE, signed(matchId=MATCH)(UMPIRE))
    papers: dict[str, Fields] = {
        "a selection": {"teamSelection": []},
        "another match within": {"matchId": PLANNED},
        "endless notes": {"notes": "n" * 5001},
        "written by another": {"updatedBy": "another"},
        "in the past": {"updatedAt": PAST},
    }
    yield from of_fields("pre_match_procedures", "procedure", paper, papers)


def of_places() -> Iterator[Twin]:
    """Schools and teams."""
    school = created("schools/new", ADMIN, born(id="new", name="New")(ADMIN))
    changes: dict[str, Fields] = {
        "another id within": {"id": "another"},
        "no name": {"name": ""},
        "an extra field": {"fees": 1},
        "written by another": {"updatedBy": "another"},
        "made in the past": {"createdAt": PAST},
    }
    yield from of_fields("organisations", "school", school, changes)
    rename = changed("schools/north", DIRECTOR, signed(name="N")(DIRECTOR))
    aged: dict[str, Fields] = {"born anew": {"createdAt": NOW}, "unnoticed": {"updatedAt": PAST}}
    yield from of_fields("organisations", "school changed", rename, aged)
    yield Twin("another's school", "organisations", rename, rename.at("schools/south"))
    team = created("teams/new", DIRECTOR, born(id="new", name="N", schoolId="north")(DIRECTOR))
    more: dict[str, Fields] = {
        "of another school": {"schoolId": "south"},
        "of none": {"schoolId": ""},
    }
    yield from of_fields("organisations", "team", team, changes | more)
    renamed = changed("teams/north-1", HEAD_COACH, signed(name="N")(HEAD_COACH))
    moved: dict[str, Fields] = {"moved": {"schoolId": "south"}}
    yield from of_fields("organisations", "team changed", renamed, aged | moved)
    move = changed("teams/north-1", ADMIN, signed(schoolId="south")(ADMIN))
    yield Twin("team moved by who leads it", "organisations", move,
               changed("teams/north-1", DIRECTOR, signed(schoolId="south")(DIRECTOR)))  # fmt: skip


def of_squads() -> Iterator[Twin]:
    """Squads and the players in them."""
    pool = born(id="new", teamId="north-1", seasonId=SEASON)
    squad = created("squads/new", COACH_HOME, pool(COACH_HOME))
    changes: dict[str, Fields] = {
        "another id within": {"id": "another"},
        "of another team": {"teamId": "south-1"},
        "of no team": {"teamId": ""},
        "of no season": {"seasonId": ""},
        "an extra field": {"fees": 1},
        "a name that is a number": {"name": 1},
        "written by another": {"updatedBy": "another"},
        "made in the past": {"createdAt": PAST},
    }
    yield from of_fields("squads", "squad", squad, changes)
    theirs = squad.by(COACH_LAST_SEASON).having(updatedBy=COACH_LAST_SEASON.person_id)
    yield Twin("squad: by last season's coach", "squads", squad, theirs)
    former = squad.by(cast.HAS_BEEN).having(updatedBy=cast.HAS_BEEN.person_id)
    yield Twin("squad: by who was in office", "squads", squad, former)
    named = changed("squads/kept", COACH_HOME, signed(name="First")(COACH_HOME))
    kept = {
        "squads/kept": {"id": "kept", "teamId": "north-1", "seasonId": SEASON, "createdAt": PAST}
    }
    aged: dict[str, Fields] = {
        "of another season": {"seasonId": "season-0"},
        "of another team": {"teamId": "south-1"},
        "born anew": {"createdAt": NOW},
        "unnoticed": {"updatedAt": PAST},
    }
    yield from of_fields("squads", "squad changed", named, aged, seeds=kept)
    player = created("squads/kept/players/p", COACH_HOME, signed(playerId="p")(COACH_HOME))
    more: dict[str, Fields] = {
        "another within": {"playerId": "q"},
        "a name that is a number": {"playerName": 1},
        "an endless number": {"jerseyNumber": "7" * 11},
        "an endless role": {"role": "r" * 101},
        "an extra field": {"fees": 1},
        "written by another": {"updatedBy": "another"},
        "in the past": {"updatedAt": PAST},
    }
    yield from of_fields("squads", "squad player", player, more, seeds=kept)


def owned_by_functions() -> Iterator[Twin]:
    """What the functions derive, beside the ball that brings it about."""
    good = appended()
    within = ("live/score", "live/health", "live/state", "live/log_1_0", "events/1_4", "archive/x",
              "ledger/x", "secrets/x")  # fmt: skip
    stats = ("player_match_stats/x", "player_season_stats/x", "team_season_stats/x",
             "player_h2h_stats/x")  # fmt: skip
    for path in (*(f"matches/{MATCH}/{name}" for name in within), *stats):
        both = Ask(SCORER, (*good.writes, Put(path, {"runs": 1})))
        yield Twin(f"the ball and {path}", "stats" if "stats" in path else "live", good, both)


def twins() -> tuple[Twin, ...]:
    """The whole table."""
    return (
        *forged_identity(),
        *wrong_scores(),
        *wrong_facts(),
        *closed_logs(),
        *torn_logs(),
        *undone(),
        *misplanned(),
        *miscast(),
        *usurped(),
        *strangers_things(),
        *owned_by_functions(),
    )
