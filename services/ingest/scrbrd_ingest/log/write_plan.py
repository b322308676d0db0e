"""Plans the writes that make the log agree with a provider. Pure.

`plan` compares the target items with the log and returns groups of writes. Each group is written in
one commit, and the log is consistent after each of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final

from scrbrd.domain.actions import Action, InningsStarted, action_id, read_action
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import PROVIDER_ACTOR, ActionId, Source
from scrbrd_ingest.gaps import BEFORE_START
from scrbrd_ingest.log.alignment import Move, SlotState, Step, Wanted, align
from scrbrd_ingest.log.content import agrees_with, text_of
from scrbrd_ingest.log.id_mapping import IDENTITY
from scrbrd_ingest.log.records import Record, RecordState, record_key, record_of
from scrbrd_ingest.log.slots import Slot, slots_of
from scrbrd_ingest.log.target import INHERITED, Item

DELETED = "deleted by the provider"

MOST_WRITES: Final = 400
"""Maximum number of documents in one commit; Firestore allows 500."""


@dataclass(frozen=True)
class Append:
    """An action to create. If it is a correction, the corrected action is stamped."""

    action: Action


@dataclass(frozen=True)
class Void:
    """An action of the log to void."""

    action_id: ActionId
    by: str
    reason: str = DELETED


Write = Append | Void


def changed_by(write: Write) -> ActionId | None:
    """Return the action of the log that a write voids or stamps as corrected; None if neither."""
    return write.action.corrects if isinstance(write, Append) else write.action_id


@dataclass(frozen=True)
class Group:
    """Writes that belong together, with the changed and the new records of their events."""

    writes: tuple[Write, ...]
    records: tuple[Record, ...]
    created: tuple[Record, ...] = ()

    @property
    def size(self) -> int:
        """Maximum number of documents written: a correction also stamps another document."""
        stamps = sum(
            isinstance(each, Append) and bool(each.action.corrects) for each in self.writes
        )
        return len(self.writes) + stamps + len(self.records) + len(self.created)


@dataclass(frozen=True)
class StoredLog:
    """The stored log of a match, and the records of all providers' events, by key."""

    match_id: str
    log: Mapping[ActionId, Action] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)

    def after(self, groups: Iterable[Group]) -> StoredLog:
        """Return the log and records after the groups are written."""
        log, records = dict(self.log), dict(self.records)
        for group in groups:
            for write in group.writes:
                if isinstance(write, Append):
                    log[write.action.id] = write.action
                else:
                    voided = {"is_voided": True, "voided_by": write.by, "void_reason": write.reason}
                    log[write.action_id] = log[write.action_id].model_copy(update=voided)
            records |= {each.key: each for each in (*group.records, *group.created)}
        return replace(self, log=log, records=records)


@dataclass(frozen=True)
class Plan:
    """The groups to write, in order."""

    groups: tuple[Group, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.groups


def plan(known: StoredLog, provider: str, items: Sequence[Item]) -> Plan:
    """Return the plan that makes the log hold exactly the items, in their order."""
    groups: list[Group] = []
    used: set[str] = set()
    innings = {each.innings_number for each in known.log.values()}
    innings |= {each.place.innings for each in items}
    for number in sorted(innings):
        wanted = [each for each in items if each.place.innings == number]
        planner = InningsPlanner(
            known, provider, number, wanted if has_beginning(known, wanted) else []
        )
        groups += planner.groups()
        used |= {each.key for each in planner.items}
    groups += deleted_records(known, provider, used)
    return Plan(tuple(groups))


def plan_appends(known: StoredLog, provider: str, items: Sequence[Item]) -> Plan:
    """Return the plan that appends new events to a log that holds everything before them."""
    groups: list[Group] = []
    for number, new_items in groupby(items, key=lambda each: each.place.innings):
        end = LogEnd(known, provider, number)
        for item in new_items:
            assert item.event is not None
            action = end.next_action(item)
            groups.append(
                Group((Append(action),), (), (record_of(provider, item.event, action.id),))
            )
    return Plan(tuple(groups))


def has_beginning(known: StoredLog, items: Sequence[Item]) -> bool:
    """Return True if an innings may hold the items: the log has part of it, or they begin with its
    start, or with facts that may precede it. Otherwise a ball with a wrong number would end the
    innings in play."""
    first = next((each for each in items if not each.placed_action.may_precede_start), None)
    if first is None or isinstance(first.action, InningsStarted):
        return True
    of_innings = (each for each in known.log.values() if each.innings_number == first.place.innings)
    return any(not each.is_voided and each.type not in BEFORE_START for each in of_innings)


def deleted_records(known: StoredLog, provider: str, used: set[str]) -> list[Group]:
    """Return the records of this provider's events that are no longer in the log."""
    present = {record_key(provider, key) for key in used}
    deleted = [
        replace(each, state=RecordState.DELETED)
        for each in known.records.values()
        if each.provider == provider
        and each.state is RecordState.ENTERED
        and each.key not in present
        and f"{INHERITED}{each.action_id}" not in used
    ]
    return [Group((), (each,)) for each in deleted]


def commit_parts(groups: Sequence[Group]) -> list[list[Group]]:
    """Return the groups in parts that fit into one commit each; a group is never split.

    Returns one empty part if there are no groups.
    """
    found: list[list[Group]] = [[]]
    size = 0
    for group in groups:
        if found[-1] and size + group.size > MOST_WRITES:
            found.append([])
            size = 0
        found[-1].append(group)
        size += group.size
    return found


def provider_author(provider: str) -> str:
    """Return the value of `recordedBy` for a provider's actions."""
    return f"{PROVIDER_ACTOR}{provider}"


class LogEnd:
    """The end of an innings in the log, where a plan appends its actions."""

    def __init__(self, known: StoredLog, provider: str, number: int) -> None:
        self.match_id, self.author, self.number = known.match_id, provider_author(provider), number
        of_innings = [each for each in known.log.values() if each.innings_number == number]
        last = max(of_innings, key=lambda each: each.sequence_number, default=None)
        self.sequence = 0 if last is None else last.sequence_number
        self.nonce = "" if last is None else last.nonce

    def next_action(self, item: Item, **reference: Any) -> Action:
        """Return the next action of the innings; `reference` is the action it corrects or is placed
        behind.

        Raises ValueError for an item that waits.
        """
        action = action_of(item)
        event_id = action.provider_event_id if item.event is None else item.event.id
        self.sequence += 1
        follows = self.nonce
        self.nonce = nonce_of(self.author, event_id or "", text_of(action), self.sequence)
        document = action.to_document()
        content = {name: each for name, each in document.items() if name not in IDENTITY}
        identity = {
            "id": action_id(self.number, self.sequence),
            "matchId": self.match_id,
            "inningsNumber": self.number,
            "sequenceNumber": self.sequence,
            "nonce": self.nonce,
            "follows": follows,
            "recordedBy": self.author,
            "source": str(Source.PROVIDER),
            "providerEventId": event_id,
            "isVoided": False,
        }
        return read_action({**content, "type": str(action.type), **identity, **reference})


class InningsPlanner:
    """Plans one innings: what its slots hold now, what they should hold, and the writes between."""

    def __init__(self, known: StoredLog, provider: str, number: int, items: Sequence[Item]) -> None:
        self.known, self.provider, self.number = known, provider, number
        self.items = items
        self.slots = slots_of(number, known.log.values())
        self.keys = slot_keys(known, provider, self.slots, items)
        self.author = provider_author(provider)
        self.moves = self.align_slots()
        self.end = LogEnd(known, provider, number)

    def align_slots(self) -> list[Move]:
        """Return the moves from the current to the target state."""
        states = [
            SlotState(
                None if slot.standing is None else text_of(slot.standing),
                frozenset(self.keys[slot.root]),
                not slot.has_behind,
            )
            for slot in self.slots
        ]
        own: dict[str, list[Action]] = {}
        for slot in self.slots:
            standing = slot.standing
            for key in self.keys[slot.root] if standing is not None else ():
                own.setdefault(key, []).extend(() if standing is None else (standing,))
        return align(
            [self.wanted_event(each, own.get(each.key, [])) for each in self.items], states
        )

    def wanted_event(self, item: Item, own: Sequence[Action]) -> Wanted:
        """Return an item in the form used by the alignment; `own` are the actions in its slots."""
        action = action_of(item)
        text = text_of(action)
        agrees = {
            text_of(each)
            for each in own
            if each.recorded_by != self.author and agrees_with(each, action)
        }
        return Wanted(item.key, text, frozenset(agrees))

    def groups(self) -> list[Group]:
        """Return the writes of the moves, and the records that change."""
        found = [self.group_of(move) for move in self.moves]
        return [each for each in found if each.size]

    def group_of(self, move: Move) -> Group:
        """Return the writes of one move."""
        slot = None if move.slot is None else self.slots[move.slot]
        if move.wanted is None:
            is_voided_slot = slot is not None and move.step is Step.VOID
            return Group(self.voids_of_slot(slot) if is_voided_slot and slot else (), ())
        item = self.items[move.wanted]
        if move.step is Step.KEEP:
            assert slot is not None
            return self.group((), item, slot.root)
        action = self.end.next_action(item, **self.reference(move, slot))
        root = action.id if action.corrects is None else action.corrects
        return self.group((Append(action),), item, root)

    def reference(self, move: Move, slot: Slot | None) -> Json:
        """Return the reference field of an action: what it corrects, or is placed behind."""
        if slot is None or move.step is Step.APPEND:
            return {}
        return {"corrects" if move.step is Step.CORRECT else "after": slot.root}

    def voids_of_slot(self, slot: Slot) -> tuple[Write, ...]:
        """Return voids of an action and its corrections, so that no earlier version counts."""
        return tuple(Void(each.id, self.author) for each in slot.members if not each.is_voided)

    def moved_records(self, item: Item, root: ActionId) -> tuple[Record, ...]:
        """Return the records of another provider's action that is in another slot now."""
        old = item.key.removeprefix(INHERITED)
        if old == root:
            return ()
        records = [each for each in self.known.records.values() if each.action_id == old]
        return tuple(replace(each, action_id=root) for each in records)

    def group(self, writes: tuple[Write, ...], item: Item, root: ActionId) -> Group:
        """Return writes with the record of their event, if it differs from the stored one."""
        if item.event is None:
            return Group(
                writes, self.moved_records(item, root) if item.key.startswith(INHERITED) else ()
            )
        record = record_of(self.provider, item.event, root)
        stored_record = self.known.records.get(record.key)
        if stored_record is None:
            return Group(writes, (), (record,))
        return Group(writes, () if stored_record == record else (record,))


def slot_keys(
    known: StoredLog, provider: str, slots: Sequence[Slot], items: Sequence[Item]
) -> dict[ActionId, set[str]]:
    """Return the keys of the items that each slot stands for.

    Taken from this provider's records; without one, from the slot that another provider filled at
    the event's place.
    """
    keys: dict[ActionId, set[str]] = {slot.root: {f"{INHERITED}{slot.root}"} for slot in slots}
    recorded: set[str] = set()
    for record in known.records.values():
        if record.provider == provider and record.action_id in keys:
            keys[ActionId(record.action_id)].add(record.event_id)
            recorded.add(record.event_id)
    place_slots = slots_by_place(known, provider, slots)
    for item in items:
        if item.event is not None and item.key not in recorded and item.place in place_slots:
            keys[place_slots[item.place]].add(item.key)
    return keys


def slots_by_place(
    known: StoredLog, provider: str, slots: Sequence[Slot]
) -> dict[object, ActionId]:
    """Return the slots filled by other providers but not by this one, by place."""
    roots = {slot.root for slot in slots if slot.standing is not None}
    ours = {each.action_id for each in known.records.values() if each.provider == provider}
    return {
        each.place: ActionId(each.action_id)
        for each in known.records.values()
        if each.provider != provider
        and each.action_id in roots - ours
        and each.state is RecordState.ENTERED
    }


def nonce_of(author: str, event_id: str, content: str, sequence: int) -> str:
    """Return the nonce of an action: equal for equal content at the same position of the log."""
    identity = f"{author}\n{event_id}\n{content}\n{sequence}"
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


def action_of(item: Item) -> Action:
    """Return the action of an item. Raises ValueError for an item that waits."""
    if item.action is None:
        raise ValueError(f"event {item.key} is no action yet")
    return item.action
