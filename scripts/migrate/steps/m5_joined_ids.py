"""5. `joined_ids`: moves roles and lineups whose ids contain underscores to unambiguous keys.

Joined by an underscore, `m_x` and `p` made the same key as `m` and `x_p`. In the new keys an
underscore of an id is written as `~`. Documents whose ids have no underscore stay where they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from admin.whole import stream_whole
from migrate.engine import document_moves, planned_writes
from migrate.engine.document_moves import Move
from migrate.engine.hold import held_match, is_abandoned
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.roles import owner_field
from scrbrd.domain.vocabulary import RoleScope, role_id

ROLES = "roles"
"""The subject for all role documents; each other subject is the lineups of a match."""


class JoinedIds(Step):
    """The fifth migration."""

    number: ClassVar[int] = 5
    name: ClassVar[str] = "joined_ids"
    does: ClassVar[str] = "roles and lineups of ids with underscores -> keys of their own"
    looks_again: ClassVar[bool] = True

    def subjects(self, context: RunContext, match: str | None) -> list[str]:
        """Return the subject for roles, then every match.

        Roles come first because they let people score.
        """
        return [match] if match is not None else [ROLES, *context.matches(None)]

    def is_match(self, subject: str) -> bool:  # noqa: ARG002
        """Return False: no old documents are copied."""
        return False

    def moves(self, context: RunContext, subject: str) -> Iterator[Move]:
        """Yield the moves of documents whose key is not the one that their ids make."""
        return roles_to_move(context) if subject == ROLES else lineups_to_move(context, subject)

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the moves; a document whose new key is taken is reported and stays."""
        wanted = list(self.moves(context, subject))
        taken = planned_writes.existing_documents(context.client, [each.new for each in wanted])
        moves = [each for each in wanted if each.new not in taken]
        remarks = [f"{each.old} stays: {each.new} is there" for each in wanted if each.new in taken]
        if not wanted:
            is_left = subject != ROLES and is_abandoned(context.store, subject, self.name)
            details = ("moved before, and held by a run that died",) if is_left else ()
            return Plan(subject, details=details, is_nothing=not is_left, extra=[])
        return Plan(
            subject,
            {each.new: {} for each in moves},
            details=(*remarks, *(f"{each.old} -> {each.new_id}" for each in moves)),
            differs=bool(remarks),
            counts=Counter({"documents under new keys": len(moves)}),
            extra=moves,
        )

    def write(self, context: RunContext, plan: Plan) -> int:
        """Move the documents one by one. A match is held meanwhile, and rebuilt once."""
        is_left_over = not plan.writes and is_abandoned(context.store, plan.subject, self.name)
        if plan.subject == ROLES or not (plan.extra or is_left_over):
            return self.move_all(context, plan)
        with held_match(context.store, plan.subject, f"migrated: {self.name}"):
            return self.move_all(context, plan)

    def move_all(self, context: RunContext, plan: Plan) -> int:
        """Carry out the moves of a plan; return how many there were."""
        for each in plan.extra:
            document_moves.move(context.client, self.name, plan.subject, each)
        return len(plan.extra)

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Move back the documents that nobody has changed since and whose old key is free."""
        reversible, stays = [], list[str]()
        for note in document_moves.read_notes(context.client, self.name, subject):
            existing = planned_writes.existing_documents(context.client, [note["new"], note["old"]])
            why = reason_to_stay(note, existing)
            if why:
                stays.append(f"{note['new']} stays: {why}")
            else:
                reversible.append(note)
        if apply and (
            reversible or (subject != ROLES and is_abandoned(context.store, subject, self.name))
        ):
            self.move_back(context, subject, reversible)
        return len(reversible), stays

    def move_back(self, context: RunContext, subject: str, notes: list[Json]) -> None:
        """Undo the moves; those of a match while it is held."""
        if subject == ROLES:
            for note in notes:
                document_moves.move_back(context.client, self.name, note)
            return
        with held_match(context.store, subject, f"undone: {self.name}"):
            for note in notes:
                document_moves.move_back(context.client, self.name, note)

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return a line for each document whose key is not the one that its ids make."""
        return [f"{each.old}: its ids make {each.new_id}" for each in self.moves(context, subject)]


def roles_to_move(context: RunContext) -> Iterator[Move]:
    """Yield the moves of role documents whose key is their ids joined by underscores."""
    for scope in RoleScope:
        collection = paths.role_assignments(scope)
        for snap in stream_whole(context.client, context.client.collection(collection)):
            ids = ids_in(snap.to_dict() or {}, owner_field(scope), "personId", "role")
            key = role_id(*ids) if ids else snap.id
            if key != snap.id and snap.id == "_".join(ids or ()):
                yield Move(f"{collection}/{snap.id}", f"{collection}/{key}")


def lineups_to_move(context: RunContext, match_id: str) -> Iterator[Move]:
    """Yield the moves of a match's lineups whose key is their ids joined by underscores."""
    collection = paths.lineups(match_id)
    for snap in stream_whole(context.client, context.client.collection(collection)):
        ids = ids_in(snap.to_dict() or {}, "teamId", "playerId")
        if ids is not None and snap.id == "_".join(ids) and "_" in "".join(ids):
            yield Move(f"{collection}/{snap.id}", f"{collection}/{joined_id(*ids)}")


def ids_in(fields: Mapping[str, Any], *names: str) -> tuple[str, ...] | None:
    """Return the ids in the fields `names`; None if one of them is missing or not a text."""
    ids = tuple(value for name in names if isinstance(value := fields.get(name), str) and value)
    return ids if len(ids) == len(names) else None


def reason_to_stay(note: Json, existing: Mapping[str, planned_writes.ExistingDocument]) -> str:
    """Return why a document is not moved back; empty if it is."""
    if note["new"] not in existing:
        return "it is not there any more"
    if note["old"] in existing:
        return f"{note['old']} is there"
    if existing[note["new"]].fields.get("updatedAt") != note["updatedAt"]:
        return "somebody changed it"
    return ""
