"""1.

`ball_history`: converts old balls to `matches/{m}/scoring_actions`, then rebuilds the match.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from google.cloud.firestore import DELETE_FIELD

from admin.whole import stream_whole
from migrate import places
from migrate.engine import copies, document_moves, planned_writes, replace_ids
from migrate.engine.document_moves import Move
from migrate.engine.hold import QUIET_AFTER, has_log, held_match, is_abandoned, is_unfinished
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.log.compare import differences
from migrate.log.documents import is_of_public_script, is_ours
from migrate.log.in_play import reasons_in_play
from migrate.log.match import Converted, convert, without_actions
from migrate.log.old_match import OldMatch
from migrate.old.innings_history import choose_histories
from migrate.old.values import mapped_id_remarks
from migrate.steps.old_match import gather_old_match, projections, unnamed_teams
from migrate.steps.step import Step
from scrbrd.adapters import codec, paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.document import MAX_INNINGS
from scrbrd.domain.fold import fold_log
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.handlers.catch_up import is_held
from scrbrd.projections.live.lineups import LINEUP_FIELDS
from scrbrd.projections.live.live_score import match_status
from scrbrd.projections.live.match_status import MATCH_FIELDS

EDITABLE_FIELDS = frozenset(
    {"isVoided", "voidReason", "voidedBy", "voidedAt", "correctedBy", *planned_writes.STAMPS}
)
"""Fields that people may change in an action after it was migrated, and the server's times."""
TIME = "timestamp"
SET_ASIDE = "--set-aside keeps them apart and makes the log of the old balls"
OLD_APP = "the old app has written since"


class BallHistory(Step):
    """The first migration."""

    number: ClassVar[int] = 1
    name: ClassVar[str] = "ball_history"
    does: ClassVar[str] = "balls of ballHistory, overHistory and inningsData -> scoring_actions"
    makes_log: ClassVar[bool] = True

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Convert the match; return the actions that are not in its log yet, or why none may be
        written."""
        documents = copies.current(context.client, subject)
        old = gather_old_match(context, subject, documents)
        log = self.read_log(context, subject)
        if old.found.is_nothing or is_mirrored(old, documents, log):
            return Plan(
                subject, details=tuple(totals_without_balls(old.found.stated)), is_nothing=True
            )
        converted = convert(old)
        refused = "; ".join(refusals(context, old, converted, log))
        if refused:
            converted = without_actions(converted)
        details = (
            *unnamed_teams(context, old.document),
            *converted.readings,
            *(str(each) for each in converted.differences),
            *converted.remarks,
            *(f"{count} x {what}" for what, count in sorted(converted.counts.items()) if count),
            *mapped_id_remarks((converted.documents, replace_ids.renamed_fields(old.document))),
            *replace_ids.own_id_remark(subject),
        )
        counts = Counter({f"balls {fate}": count for fate, count in converted.fates.items()})
        return Plan(
            subject,
            {
                paths.scoring_action(subject, each["id"]): each
                for each in converted.documents
                if each["id"] not in log
            },
            refused,
            differs=bool(converted.differences),
            details=details,
            counts=counts,
            extra=converted,
        )

    def read_log(self, context: RunContext, match_id: str) -> dict[str, Json]:
        """Return the actions of the match's log by id."""
        collection = context.client.collection(paths.scoring_actions(match_id))
        return {snap.id: snap.to_dict() or {} for snap in stream_whole(context.client, collection)}

    def write(self, context: RunContext, plan: Plan) -> int:
        """Hold the match, create the missing actions, then rebuild it."""
        log = self.read_log(context, plan.subject)
        missing = {path: fields for path, fields in plan.writes.items() if fields["id"] not in log}
        held = is_held(context.store.read_state(plan.subject), utc_now())
        if not missing and not held and not is_unfinished(context.store, plan.subject):
            return 0
        with held_match(context.store, plan.subject, f"migrated: {self.name}"):
            replace_ids.rename(context.client, plan.subject)
            if context.options.set_aside:
                self.set_aside(context, plan.subject, log)
            planned_writes.create(context.client, missing)
            self.note_completion(context, plan.extra)
        return len(missing)

    def set_aside(self, context: RunContext, match_id: str, log: dict[str, Json]) -> None:
        """Move the actions of the public schema's own migration script out of the log."""
        for name, each in log.items():
            if is_of_public_script(name, each):
                old, new = paths.scoring_action(match_id, name), places.set_aside(match_id, name)
                document_moves.move(context.client, self.name, match_id, Move(old, new))

    def note_completion(self, context: RunContext, converted: Converted) -> None:
        """Set `completedAt` of a completed match to the time of its last ball.

        The time of the migration would let its scorers append to it for another grace period.
        """
        times = [each["timestamp"] for each in converted.documents if "timestamp" in each]
        if match_status(converted.state) is not MatchStatus.COMPLETED or not times:
            return
        ref = context.client.document(paths.match(converted.match_id))
        fields = ref.get(["completedAt"]).to_dict()
        if fields is not None and fields.get("completedAt") is None:
            ref.update({"completedAt": max(times)})

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Delete the actions that nobody has changed; if none is left, restore the old score."""
        ours, stays = self.split_removable(context, subject)
        is_emptied = not ours and not stays and copies.is_undoing(context.client, subject)
        is_begun = is_abandoned(context.store, subject, self.name) and has_log(
            context.store, subject
        )
        waits = not ours and is_begun
        if apply and not (ours or stays or is_emptied):
            copies.drop_equal_copies(context.client, subject)
        if not apply or not (ours or is_emptied or waits):
            return len(ours), stays
        copies.mark_undoing(context.client, subject, self.name)
        old = copies.current(context.client, subject)
        with held_match(context.store, subject, f"undone: {self.name}") as holder:
            planned_writes.delete(context.client, reversed(ours))
            if not self.read_log(context, subject):
                restore(context, subject, holder, old)
                for note in document_moves.read_notes(context.client, self.name, subject):
                    document_moves.move_back(context.client, self.name, note)
                copies.drop_copies(context.client, subject)
        return len(ours), stays

    def split_removable(self, context: RunContext, match_id: str) -> tuple[list[str], list[str]]:
        """Return (paths of actions that may be deleted, in order; a line for each action that
        stays)."""
        collection = context.client.collection(paths.scoring_actions(match_id))
        found = stream_whole(context.client, collection)
        snaps = sorted(found, key=lambda snap: place_key(snap.to_dict() or {}))
        fields = {snap.id: snap.to_dict() or {} for snap in snaps}
        referenced = {
            each.get(name): name
            for each in fields.values()
            for name in ("corrects", "after")
            if each.get(name) is not None and not is_ours(match_id, each)
        }
        ours, stays = [], list[str]()
        for snap in snaps:
            if not is_ours(match_id, fields[snap.id]):
                stays.append(f"{snap.id} stays: somebody else recorded it")
            elif snap.id in referenced:
                stays.append(f"{snap.id} stays: another action {referenced[snap.id]} it")
            elif snap.create_time != snap.update_time:
                stays.append(f"{snap.id} stays: somebody voided or changed it")
            else:
                ours.append(snap.reference.path)
        return ours, stays

    def undecided(self, context: RunContext, subject: str) -> list[str]:
        """Return the names of the history entries of a match that are not in the log."""
        converted, log = self.plan(context, subject).extra, self.read_log(context, subject)
        if converted is None:
            return []
        planned = converted.documents or convert(self.read_old_match(context, subject)).documents
        missing = [each["id"] for each in planned if each["id"] not in log]
        names = [*converted.undecided, *(f"action {name}" for name in missing)]
        return [f"{paths.match(subject)} {name}" for name in names]

    def read_old_match(self, context: RunContext, subject: str) -> OldMatch:
        """Return the match in its old shape."""
        return gather_old_match(context, subject, copies.current(context.client, subject))

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return a line for each figure in which the log differs from the old totals."""
        documents = copies.current(context.client, subject)
        old = gather_old_match(context, subject, documents)
        log = self.read_log(context, subject)
        innings = choose_histories(old.found)
        if not innings:
            return [f"not migrated: {each.where} {each.why}" for each in old.found.unread]
        old_app_writes = [f"{OLD_APP}: {line}" for line in documents.changed if log]
        if not log:
            balls = sum(len(one.balls) for one in innings)
            return [f"not migrated: {balls} balls in the old shape, none in the log"]
        entries = [
            entry
            for name, fields in log.items()
            if (entry := codec.observed_action(subject, name, fields, None).entry) is not None
        ]
        state, _ = fold_log(old.inputs.setup, entries)
        found = (differences(state, one.number, one.totals, unknown_wickets=0) for one in innings)
        return [*old_app_writes, *(str(each) for of_one in found for each in of_one)]


def place_key(fields: Json) -> tuple[int, int]:
    """Return a sort key for the place of an action; unreadable places come last."""
    match fields:
        case {"inningsNumber": int(innings), "sequenceNumber": int(sequence)}:
            return innings, sequence
    return MAX_INNINGS + 1, 0


def is_mirrored(old: OldMatch, documents: copies.OldDocuments, log: dict[str, Json]) -> bool:
    """Return True if the match's only history is the mirror that functions write from a log."""
    ours = tuple(f"{name}." for name in projections(documents))
    copied = [each.where for each in old.found.copies]
    places_of = [*copied, *(each.where for each in old.found.unread)]
    has_other = any(not where.startswith(ours) for where in places_of) if ours else True
    return not has_other and any(not is_ours(old.match_id, each) for each in log.values())


def refusals(
    context: RunContext, old: OldMatch, converted: Converted, log: dict[str, Json]
) -> Iterator[str]:
    """Yield the reasons why nothing of a match may be written."""
    if not context.options.in_play and any(each["id"] not in log for each in converted.documents):
        yield from reasons_in_play(old, utc_now())
    if context.options.accept_mismatch:
        yield from converted.blocked
    else:
        yield from converted.refusals
    foreign = [name for name, each in log.items() if not is_ours(converted.match_id, each)]
    planned = {each["id"]: each for each in converted.documents}
    missing = [name for name in planned if name not in log]
    script_actions = [name for name in foreign if is_of_public_script(name, log[name])]
    if script_actions and not context.options.set_aside:
        count = len(script_actions)
        yield f"the log has {count} actions of the public schema's own script; {SET_ASIDE}"
    foreign = [name for name in foreign if name not in script_actions]
    if foreign and missing:
        yield f"the log has {len(foreign)} actions that this migration did not write"
    changed = [
        name
        for name, each in log.items()
        if name in planned and name not in foreign and not is_same_ball(each, planned[name])
    ]
    if changed:
        yield (
            f"{len(changed)} actions of an earlier run read otherwise ({changed[0]} first); undo it"
            f" before running it again"
        )


def is_same_ball(stored: Json, planned: Json) -> bool:
    """Return True if a stored action equals the planned one, apart from fields that people may
    change."""
    return all(
        stored.get(name) == value
        or (name == TIME and is_time_of_earlier_release(stored.get(name), value))
        for name, value in planned.items()
        if name not in EDITABLE_FIELDS
    )


def is_time_of_earlier_release(stored: Any, planned: datetime) -> bool:
    """Return True if an earlier release read this time differently: not at all, or in whole
    seconds."""
    return stored is None or stored == planned.replace(microsecond=0)


def totals_without_balls(stated: tuple[Any, ...]) -> Iterator[str]:
    """Yield a line for each innings total for which no ball was kept."""
    for each in stated:
        if each.runs:
            yield f"innings {each.innings}: {each.where} states a total, and no ball is found"


def restore(context: RunContext, match_id: str, holder: str, old: copies.OldDocuments) -> None:
    """Restore the old live score and the match's own fields; delete what was derived from the
    log."""
    batch = context.client.batch()
    for ref in context.client.collection(paths.live(match_id)).list_documents():
        if ref.id not in ("score", "state"):
            batch.delete(ref)
    for ref in context.client.collection(paths.ledger(match_id)).list_documents():
        batch.delete(ref)
    state = context.client.document(paths.live_state(match_id))
    batch.set(state, {"holdUntil": utc_now() + QUIET_AFTER, "holdBy": holder})
    score = context.client.document(paths.live_score(match_id))
    if any(each.name == places.SCORE_COPY for each in old.documents):
        batch.set(score, old.fields(places.SCORE_COPY))
    else:
        batch.delete(score)
    match = old.fields(places.MATCH_COPY)
    if context.client.document(paths.match(match_id)).get([]).exists:
        fields = {name: match.get(name, DELETE_FIELD) for name in MATCH_FIELDS}
        batch.update(context.client.document(paths.match(match_id)), fields)
    batch.commit()
    if not list(context.client.collection(paths.lineups(match_id)).list_documents()):
        replace_ids.rename_back(context.client, match_id, match)
    derived = dict.fromkeys(LINEUP_FIELDS, DELETE_FIELD)
    for ref in context.client.collection(paths.lineups(match_id)).list_documents():
        ref.update(derived)
    token = context.store.read_state(match_id).token
    context.store.delete_match_end(match_id, token, utc_now())
