"""Generates the log of a hostile match: actions of every type, each after the last accepted one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from scrbrd.domain.actions import action_id
from scrbrd.domain.json_types import Json
from tests.hostile.attempt import Attempt, create_attempt, update_attempt, with_hostile_changes
from tests.hostile.mutation import Mutator
from tests.hostile.values import Chance
from tests.rules.cast import ADMIN, PAST
from tests.rules.changes import redo_fields, void_fields
from tests.rules.documents import FACTS, REQUIRED_FIELDS, delivery, fact, full_delivery
from tests.rules.twins.commit import Commit
from tests.rules.twins.deliveries import CAUGHT_WICKET, WIDE
from tests.rules.world import NOW, Actor, Create, Update

SOURCE: Final = "scoring_actions"
POWERPLAY: Final = {"type": "mandatory", "fromOver": 0, "toOver": 5, "fromBall": 1, "toBall": 6}
COMPLETE_FACTS: Final[dict[str, Json]] = FACTS | {
    "innings_started": FACTS["innings_started"] | {"powerplays": [POWERPLAY]}
}
"""A document of each type except the delivery, with every optional field."""
EXTRA_KINDS: Final = ("wide", "noBall", "bye", "legBye", "penalty")
OPTIONAL_FIELDS: Final = {"note": "a note", "timestamp": PAST, "after": "1_1"}
"""Optional fields of every action."""

DELIVERIES: Final[tuple[Json, ...]] = (
    {},
    {},
    {"runsOffBat": 4, "totalRuns": 4, "boundary": True},
    WIDE,
    {"isWicket": True, "wicket": CAUGHT_WICKET, "runsOffBat": 0, "totalRuns": 0},
    {"wicket": {"type": "retired_hurt", "dismissedPlayerId": "batter-1"}},
    {name: value for name, value in full_delivery().items() if name != "corrects"},
)
"""Fields by which a ball differs from a single."""


class Log:
    """The log of one match: its accepted actions, and attempts at the next ones."""

    source: str = SOURCE

    def __init__(self, match_id: str, actor: Actor, mutator: Mutator) -> None:
        self.match_id, self.actor, self.mutator = match_id, actor, mutator
        self.chance = mutator.chance
        self.innings = 1
        self.nonces: dict[tuple[int, int], str] = {}
        self.voided: set[tuple[int, int]] = set()

    @property
    def role(self) -> str:
        """The role in which the actions are recorded."""
        return "admin" if self.actor is ADMIN else "scorer_neutral"

    @property
    def sequence(self) -> int:
        """The next sequence number of the innings."""
        return 1 + sum(innings == self.innings for innings, _ in self.nonces)

    @property
    def last_action_id(self) -> str | None:
        """The id of the last action by innings and sequence number."""
        return action_id(*max(self.nonces)) if self.nonces else None

    @property
    def collection(self) -> str:
        """The path of the collection of actions."""
        return f"matches/{self.match_id}/scoring_actions"

    def path(self, place: tuple[int, int]) -> str:
        """Return the path of an action."""
        return f"{self.collection}/{action_id(*place)}"

    def record_accepted(self, attempt: Attempt) -> None:
        """Record an attempt that the rules accepted."""
        for write in attempt.commit.writes:
            place = self._place(write.path)
            if place is None:
                continue
            if isinstance(write, Create):
                self.nonces[place] = write.fields["nonce"]
            elif isinstance(write, Update) and "isVoided" in write.fields:
                (self.voided.add if write.fields["isVoided"] else self.voided.discard)(place)

    def _place(self, path: str) -> tuple[int, int] | None:
        before, _, name = path.rpartition("/")
        if before != self.collection:
            return None
        innings, _, sequence = name.partition("_")
        return int(innings), int(sequence)

    # Attempts ----------------------------------------------------------------------------------

    def legal_ball(self) -> Attempt:
        """Return an attempt at a legal single."""
        return self._new("delivery", self._delivery())

    def innings_start(self) -> Attempt:
        """Return an attempt at a legal start of the innings."""
        return self._new("innings_started", self._fact("innings_started", FACTS["innings_started"]))

    def match_close(self) -> Attempt:
        """Return an attempt at a legal close of the match."""
        return self._new("match_closed", self._fact("match_closed", {"outcome": "draw"}))

    def complete_action(self, kind: str) -> Attempt:
        """Return an attempt at a legal action of a type with all its optional fields."""
        note = {"note": "a note"}
        if kind == "delivery":
            return self._new(kind, self._delivery(**DELIVERIES[-1]) | note)
        return self._new(kind, self._fact(kind, COMPLETE_FACTS[kind]) | note)

    def hostile_action(self, kind: str) -> Attempt:
        """Return an attempt at an action of a type with changes that the rules may accept."""
        legal = self._new(kind, self._legal(kind))
        if self.nonces and self.chance.random() < 0.15:
            legal = self._as_correction_or_late(legal)
        optional = OPTIONAL_FIELDS | (
            full_delivery() if kind == "delivery" else COMPLETE_FACTS[kind]
        )
        if self.sequence == 1:
            optional.pop("corrects", None)
        return with_hostile_changes(legal, self.mutator, optional, self._make_consistent)

    def hostile_void(self) -> Attempt:
        """Return an attempt to void or redo an action, with odd fields."""
        place = self.chance.choice(sorted(self.nonces))
        change = redo_fields if place in self.voided else void_fields
        legal = update_attempt(
            self.source, "void or redo", self.path(place), self.actor, change(self.actor)
        )
        return with_hostile_changes(
            legal, self.mutator, {"voidReason": "a reason", "note": "a note"}
        )

    def _legal(self, kind: str) -> Json:
        if kind == "delivery":
            return self._delivery(**self.chance.choice(DELIVERIES))
        complete = COMPLETE_FACTS[kind]
        if self.chance.random() < 0.2:
            complete = {name: complete[name] for name in REQUIRED_FIELDS[kind]}
        return self._fact(kind, complete)

    def _delivery(self, **fields: Any) -> Json:
        ball = delivery(self.match_id, self.innings, self.sequence, self.actor, self.role, **fields)
        over, number = divmod(self.sequence - 1, 6)
        return ball | {"follows": self._follows(), "overNumber": over, "ballInOver": number + 1}

    def _fact(self, kind: str, fields: Json) -> Json:
        action = fact(self.match_id, self.innings, self.sequence, self.actor, kind, **fields)
        return action | {"follows": self._follows(), "recordedAs": self.role}

    def _follows(self) -> str:
        return self.nonces.get((self.innings, self.sequence - 1), "")

    def _new(self, kind: str, fields: Json) -> Attempt:
        return create_attempt(
            self.source, kind, self.path((self.innings, self.sequence)), self.actor, fields
        )

    def _as_correction_or_late(self, attempt: Attempt) -> Attempt:
        """Return the attempt as a correction with its stamp, or as a late action."""
        places = [place for place in self.nonces if place[0] == self.innings]
        if not places:
            return attempt
        place = self.chance.choice(sorted(places))
        [write] = attempt.commit.writes
        assert isinstance(write, Create)
        if self.chance.random() < 0.5:
            late = Create(write.path, {**write.fields, "after": action_id(*place)})
            return Attempt(self.source, attempt.kind, Commit(self.actor, (late,)))
        correction = Create(write.path, {**write.fields, "corrects": action_id(*place)})
        stamp = Update(self.path(place), {"correctedBy": write.fields["id"], "updatedAt": NOW})
        return Attempt(self.source, attempt.kind, Commit(self.actor, (stamp, correction)))

    def _make_consistent(self, fields: Json) -> None:
        """Mostly make the total and the legality of a ball consistent again."""
        extras = fields.get("extras")
        if "runsOffBat" not in fields or not isinstance(extras, dict) or self.chance.random() < 0.1:
            return
        parts = [fields["runsOffBat"], *(extras.get(name, 0) for name in EXTRA_KINDS)]
        if all(type(part) is int for part in parts):
            fields["totalRuns"] = sum(parts)
        is_illegal = extras.get("wide") or extras.get("noBall") or fields.get("notCounted") is True
        fields["isLegalDelivery"] = not is_illegal


def kinds_in_turn(chance: Chance) -> Iterator[str]:
    """Yield types of actions without end: every second a delivery, the others in turn."""
    others = list(FACTS)
    while True:
        chance.shuffle(others)
        for kind in others:
            yield "delivery"
            if kind != "match_closed" or chance.random() < 0.3:
                yield kind
