"""5. `joined_ids`: roles and lineups whose ids hold underscores -> keys that no two of them share.

`m_x` and `p`, `m` and `x_p` made one id. An underscore of an id is `~` in a joined one; documents
whose ids hold none stay where they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from admin.whole import stream_whole
from migrate.engine import moving, writing
from migrate.engine.hold import held_match, is_left
from migrate.engine.moving import Move
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import joined_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.roles import owner_field
from scrbrd.domain.vocabulary import RoleScope, role_id

ROLES = "roles"
"""The subject beside the matches: all role documents; the others are the lineups of a match."""


class JoinedIds(Step):
    """The fifth migration."""

    number: ClassVar[int] = 5
    name: ClassVar[str] = "joined_ids"
    does: ClassVar[str] = "roles and lineups of ids with underscores -> keys of their own"
    looks_again: ClassVar[bool] = True

    def subjects(self, context: RunContext, match: str | None) -> list[str]:
        """Return the roles, which let people score, before the lineups match by match."""
        return [match] if match is not None else [ROLES, *context.matches(None)]

    def is_match(self, subject: str) -> bool:  # noqa: ARG002
        """Return False: nothing of the old shape is copied."""
        return False

    def moves(self, context: RunContext, subject: str) -> Iterator[Move]:
        """Yield what lies under another key than its ids make."""
        return roles_to_move(context) if subject == ROLES else lineups_to_move(context, subject)

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the moves; a key that is taken meanwhile is reported and left."""
        wanted = list(self.moves(context, subject))
        taken = writing.present(context.client, [each.new for each in wanted])
        moves = [each for each in wanted if each.new not in taken]
        told = [f"{each.old} stays: {each.new} is there" for each in wanted if each.new in taken]
        if not wanted:
            waits = subject != ROLES and is_left(context.store, subject, self.name)
            left = ("moved before, and held by a run that died",) if waits else ()
            return Plan(subject, details=left, is_nothing=not waits, extra=[])
        return Plan(
            subject,
            {each.new: {} for each in moves},
            details=(*told, *(f"{each.old} -> {each.new_id}" for each in moves)),
            differs=bool(told),
            counts=Counter({"documents under new keys": len(moves)}),
            extra=moves,
        )

    def write(self, context: RunContext, plan: Plan) -> int:
        """Move them one by one; a match's triggers wait, and it is rebuilt once."""
        is_left_over = not plan.writes and is_left(context.store, plan.subject, self.name)
        if plan.subject == ROLES or not (plan.extra or is_left_over):
            return self.move_all(context, plan)
        with held_match(context.store, plan.subject, f"migrated: {self.name}"):
            return self.move_all(context, plan)

    def move_all(self, context: RunContext, plan: Plan) -> int:
        """Return how many were moved."""
        for each in plan.extra:
            moving.move(context.client, self.name, plan.subject, each)
        return len(plan.extra)

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Move back what nobody has written since and whose old key is free."""
        backs, stays = [], list[str]()
        for note in moving.noted(context.client, self.name, subject):
            there = writing.present(context.client, [note["new"], note["old"]])
            why = reason_to_stay(note, there)
            if why:
                stays.append(f"{note['new']} stays: {why}")
            else:
                backs.append(note)
        if apply and (backs or (subject != ROLES and is_left(context.store, subject, self.name))):
            self.move_back(context, subject, backs)
        return len(backs), stays

    def move_back(self, context: RunContext, subject: str, backs: list[Json]) -> None:
        """Undo the moves, under a hold where they are a match's."""
        if subject == ROLES:
            for note in backs:
                moving.move_back(context.client, self.name, note)
            return
        with held_match(context.store, subject, f"undone: {self.name}"):
            for note in backs:
                moving.move_back(context.client, self.name, note)

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return a line for each document that lies under another key."""
        return [f"{each.old}: its ids make {each.new_id}" for each in self.moves(context, subject)]


def roles_to_move(context: RunContext) -> Iterator[Move]:
    """Yield the moves of role documents that lie where their ids stood side by side."""
    for scope in RoleScope:
        collection = paths.role_assignments(scope)
        for snap in stream_whole(context.client, context.client.collection(collection)):
            ids = named(snap.to_dict() or {}, owner_field(scope), "personId", "role")
            key = role_id(*ids) if ids else snap.id
            if key != snap.id and snap.id == "_".join(ids or ()):
                yield Move(f"{collection}/{snap.id}", f"{collection}/{key}")


def lineups_to_move(context: RunContext, match_id: str) -> Iterator[Move]:
    """Yield the same of a match's lineups."""
    collection = paths.lineups(match_id)
    for snap in stream_whole(context.client, context.client.collection(collection)):
        ids = named(snap.to_dict() or {}, "teamId", "playerId")
        if ids is not None and snap.id == "_".join(ids) and "_" in "".join(ids):
            yield Move(f"{collection}/{snap.id}", f"{collection}/{joined_id(*ids)}")


def named(fields: Mapping[str, Any], *names: str) -> tuple[str, ...] | None:
    """Return the ids that fields say; None where one of them is no text."""
    ids = tuple(value for name in names if isinstance(value := fields.get(name), str) and value)
    return ids if len(ids) == len(names) else None


def reason_to_stay(note: Json, there: Mapping[str, writing.Present]) -> str:
    """Return why a document is not moved back; nothing where it is."""
    if note["new"] not in there:
        return "it is not there any more"
    if note["old"] in there:
        return f"{note['old']} is there"
    if there[note["new"]].fields.get("updatedAt") != note["updatedAt"]:
        return "somebody changed it"
    return ""
