"""The log of a hostile match: actions of every type, each behind the last one that was accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from scrbrd.domain.actions import action_id
from scrbrd.domain.json_types import Json
from tests.hostile.attempt import Attempt, hostile, new, update
from tests.hostile.mutation import Mutator
from tests.hostile.values import Chance
from tests.rules.cast import ADMIN, PAST
from tests.rules.changes import redone, voided
from tests.rules.documents import FACTS, NEEDED, delivery, fact, richest
from tests.rules.twins.ask import Ask
from tests.rules.twins.deliveries import CAUGHT, WIDE
from tests.rules.world import NOW, Actor, Create, Update

SOURCE: Final = "scoring_actions"
POWERPLAY: Final = {"type": "mandatory", "fromOver": 0, "toOver": 5, "fromBall": 1, "toBall": 6}
WHOLE: Final[dict[str, Json]] = FACTS | {
    "innings_started": FACTS["innings_started"] | {"powerplays": [POWERPLAY]}
}
"""A document of each type but the delivery, with every part that it may have."""
PARTS: Final = ("wide", "noBall", "bye", "legBye", "penalty")
ORNAMENTS: Final = {"note": "a note", "timestamp": PAST, "after": "1_1"}
"""What every action may carry besides."""

DELIVERIES: Final[tuple[Json, ...]] = (
    {},
    {},
    {"runsOffBat": 4, "totalRuns": 4, "boundary": True},
    WIDE,
    {"isWicket": True, "wicket": CAUGHT, "runsOffBat": 0, "totalRuns": 0},
    {"wicket": {"type": "retired_hurt", "dismissedPlayerId": "batter-1"}},
    {name: value for name, value in richest().items() if name != "corrects"},
)
"""By what a ball differs from a single."""


class Log:
    """The log of one match as it is, and what may come next."""

    source: str = SOURCE

    def __init__(self, match_id: str, actor: Actor, mutator: Mutator) -> None:
        self.match_id, self.actor, self.mutator = match_id, actor, mutator
        self.chance = mutator.chance
        self.innings = 1
        self.nonces: dict[tuple[int, int], str] = {}
        self.voided: set[tuple[int, int]] = set()

    @property
    def role(self) -> str:
        """As what the actions are recorded."""
        return "admin" if self.actor is ADMIN else "scorer_neutral"

    @property
    def sequence(self) -> int:
        """The next sequence number of the innings."""
        return 1 + sum(innings == self.innings for innings, _ in self.nonces)

    @property
    def last_action_id(self) -> str | None:
        """The id of the greatest place that is taken."""
        return action_id(*max(self.nonces)) if self.nonces else None

    @property
    def collection(self) -> str:
        """Where the actions lie."""
        return f"matches/{self.match_id}/scoring_actions"

    def path(self, place: tuple[int, int]) -> str:
        """Where an action lies."""
        return f"{self.collection}/{action_id(*place)}"

    def accepted(self, attempt: Attempt) -> None:
        """Note what the rules let in."""
        for write in attempt.ask.writes:
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

    # What is appended --------------------------------------------------------------------------

    def ball(self) -> Attempt:
        """A legal single."""
        return self._new("delivery", self._delivery())

    def started(self) -> Attempt:
        """A legal beginning of the innings."""
        return self._new("innings_started", self._fact("innings_started", FACTS["innings_started"]))

    def closed(self) -> Attempt:
        """A legal end of the match."""
        return self._new("match_closed", self._fact("match_closed", {"outcome": "draw"}))

    def fullest(self, kind: str) -> Attempt:
        """A legal action of a type with all that it may carry."""
        note = {"note": "a note"}
        if kind == "delivery":
            return self._new(kind, self._delivery(**DELIVERIES[-1]) | note)
        return self._new(kind, self._fact(kind, WHOLE[kind]) | note)

    def hostile_action(self, kind: str) -> Attempt:
        """An action of a type with changes that the rules may accept."""
        legal = self._new(kind, self._legal(kind))
        if self.nonces and self.chance.random() < 0.15:
            legal = self._placed(legal)
        more = ORNAMENTS | (richest() if kind == "delivery" else WHOLE[kind])
        if self.sequence == 1:
            more.pop("corrects", None)
        return hostile(legal, self.mutator, more, self._tally)

    def hostile_void(self) -> Attempt:
        """An action that is voided, or redone, with odd fields."""
        place = self.chance.choice(sorted(self.nonces))
        change = redone if place in self.voided else voided
        legal = update(
            self.source, "void or redo", self.path(place), self.actor, change(self.actor)
        )
        return hostile(legal, self.mutator, {"voidReason": "a reason", "note": "a note"})

    def _legal(self, kind: str) -> Json:
        if kind == "delivery":
            return self._delivery(**self.chance.choice(DELIVERIES))
        whole = WHOLE[kind]
        if self.chance.random() < 0.2:
            whole = {name: whole[name] for name in NEEDED[kind]}
        return self._fact(kind, whole)

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
        return new(self.source, kind, self.path((self.innings, self.sequence)), self.actor, fields)

    def _placed(self, attempt: Attempt) -> Attempt:
        """The action as a correction with its stamp, or as one that was forgotten."""
        places = [place for place in self.nonces if place[0] == self.innings]
        if not places:
            return attempt
        place = self.chance.choice(sorted(places))
        [write] = attempt.ask.writes
        assert isinstance(write, Create)
        if self.chance.random() < 0.5:
            late = Create(write.path, {**write.fields, "after": action_id(*place)})
            return Attempt(self.source, attempt.kind, Ask(self.actor, (late,)))
        correction = Create(write.path, {**write.fields, "corrects": action_id(*place)})
        stamp = Update(self.path(place), {"correctedBy": write.fields["id"], "updatedAt": NOW})
        return Attempt(self.source, attempt.kind, Ask(self.actor, (stamp, correction)))

    def _tally(self, fields: Json) -> None:
        """Make the total and the legality of a ball true again, mostly."""
        extras = fields.get("extras")
        if "runsOffBat" not in fields or not isinstance(extras, dict) or self.chance.random() < 0.1:
            return
        parts = [fields["runsOffBat"], *(extras.get(name, 0) for name in PARTS)]
        if all(type(part) is int for part in parts):
            fields["totalRuns"] = sum(parts)
        lawless = extras.get("wide") or extras.get("noBall") or fields.get("notCounted") is True
        fields["isLegalDelivery"] = not lawless


def kinds_in_turn(chance: Chance) -> Iterator[str]:
    """Types of actions for ever: every second one a ball, the others in turn."""
    others = list(FACTS)
    while True:
        chance.shuffle(others)
        for kind in others:
            yield "delivery"
            if kind != "match_closed" or chance.random() < 0.3:
                yield kind
