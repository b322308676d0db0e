"""Builds an action document from its content: its place and references, and the verdicts on it.
Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrbrd.domain.actions import SCHEMA_VERSION, Action, action_id, parse_action_id, read_action
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.fold import apply
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.plain import short_text
from scrbrd.domain.room import named_ids
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.model import Verdict, VerdictOutcome
from scrbrd.domain.vocabulary import ActionType, Source
from scrbrd_gateway.scoring.bodies import STATEMENTS, RecordBody
from scrbrd_gateway.scoring.faults import (
    Fault,
    bad_fields,
    refused_by_fold,
    refused_by_laws,
    unreadable_action,
)
from scrbrd_gateway.scoring.log import Log


@dataclass(frozen=True, slots=True)
class Recorder:
    """Who records an action, in which role, with which nonce, and when by the server's clock."""

    person_id: str
    role: str
    nonce: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Reference:
    """The action that another one corrects or comes after; `field` is `corrects` or `after`."""

    field: str
    action_id: str


@dataclass(frozen=True, slots=True)
class Planned:
    """An action to be committed: its document without the server's times, the verdicts on it, and
    the state after it. A statement of a book has no state."""

    document: Json
    verdicts: tuple[Verdict, ...] = ()
    state: MatchState | None = None

    @property
    def id(self) -> str:
        """Return the id of the action."""
        return str(self.document["id"])

    @property
    def innings_number(self) -> int:
        """Return the innings of the action (1-based)."""
        return int(self.document["inningsNumber"])

    @property
    def corrects(self) -> str | None:
        """Return the id of the action that is corrected; it gets a stamp. None for other
        actions."""
        return self.document.get("corrects")


@dataclass(frozen=True, slots=True)
class Draft:
    """An action before its content is known: its place and its reference."""

    log: Log
    innings_number: int
    recorder: Recorder
    body: RecordBody
    reference: Reference | None = None

    def identity_fields(self) -> Json:
        """Return the fields that every action has in addition to its content."""
        number, sequence = self.log.next_place(self.innings_number)
        head = self.log.head(number)
        is_correction = self.reference is not None and self.reference.field == "corrects"
        return {
            "id": action_id(number, sequence),
            "matchId": self.log.match_id,
            "inningsNumber": number,
            "sequenceNumber": sequence,
            "nonce": self.recorder.nonce,
            "follows": head.nonce if head else "",
            **({self.reference.field: self.reference.action_id} if self.reference else {}),
            "recordedBy": self.recorder.person_id,
            "recordedAs": self.recorder.role,
            "source": str(Source.CORRECTION if is_correction else Source.LIVE),
            "timestamp": self.body.timestamp or self.recorder.now,
            "schemaVersion": SCHEMA_VERSION,
            "isVoided": False,
        }

    def corrected_action(self) -> Action | None:
        """Return the action that is corrected. Raises Problem if a reference leads nowhere, or to a
        statement: that must be withdrawn, not corrected."""
        if self.reference is None:
            return None
        place = parse_action_id(self.reference.action_id)
        if place[0] != self.innings_number or place not in self.log.entries:
            why = f"{self.reference.action_id} is no action of innings {self.innings_number}"
            raise bad_fields([Fault(self.reference.field, why)])
        if self.reference.field != "corrects":
            return None
        kind = self.log.documents[place].get("type")
        if kind in STATEMENTS:
            why = (
                f"{self.reference.action_id} is {kind}, no action: withdraw it, and state it again"
            )
            raise bad_fields([Fault("corrects", why)])
        entry = self.log.entries[place]
        return entry if isinstance(entry, Action) else None

    def state_before(self) -> MatchState:
        """Return the state before the action's turn. Raises Problem."""
        self.corrected_action()
        if self.reference is None and not self.log.has_later_actions(self.innings_number):
            return self.log.state()
        probe = {**self.identity_fields(), "type": str(ActionType.PLAY_RESUMED)}
        return self.log.states_around(read_action(probe))[0]

    def plan(self, content: Json, before: MatchState) -> Planned:
        """Return the action with its content and the verdicts on it. Raises Problem if the Laws
        refuse it."""
        document = self.identity_fields() | content
        try:
            action = read_action(document)
        except BadDocument as error:
            raise unreadable_action(error) from None
        check_ids(action, content)
        verdicts = judge(before, action, before.setup.conditions)
        if any(each.outcome is VerdictOutcome.REFUSED for each in verdicts):
            raise refused_by_laws(verdicts)
        after = before.copied()
        refused = apply(after, action)
        if refused is not None:
            raise refused_by_fold(refused)
        if self.reference is not None:
            after = self.log.states_around(action)[1]
        return Planned(document, verdicts, after)


def check_ids(action: Action, content: Json) -> None:
    """Raise Problem for a player or a team whose id the rules do not accept."""
    for name in named_ids(action):
        if name and not is_id(name):
            where = next((field for field, value in content.items() if name in as_tuple(value)), "")
            raise bad_fields([Fault(where or "playerId", f"{short_text(name)} is no id")])


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Return a value as a tuple of values."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def reference_of(after: str | None, corrects: str | None) -> Reference | None:
    """Return the reference of an action, if any. Raises Problem for an action with two
    references."""
    if after is not None and corrects is not None:
        raise bad_fields(
            [Fault("after", "a correction keeps the place of the ball that it corrects")]
        )
    if corrects is not None:
        return Reference("corrects", corrects)
    return None if after is None else Reference("after", after)


def with_times(document: Json, moment: datetime) -> Json:
    """Return a document with the server's times, as it is stored."""
    return {**document, "createdAt": moment, "updatedAt": moment}
