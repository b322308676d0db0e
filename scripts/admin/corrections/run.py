"""Runs `void`, `redo` and `correct`: reads the log, shows the effect, writes with a guard.

It only writes what a scorer's app could write, in the name of an administrator.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.cloud.firestore import SERVER_TIMESTAMP, WriteBatch
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from admin.corrections import plan
from admin.corrections.effect import Row, effect
from admin.guarded_commit import commit_guarded
from admin.stored_match.read import StoredMatch, log_entries, require_place, stored_match
from admin.transfer.interrupts import exit_on_interrupt, reporting_state_on_error
from admin.transfer.matches import feed_waits_message, has_pending_writes
from scrbrd.adapters import paths
from scrbrd.adapters.codec import action_names
from scrbrd.adapters.decoding import without_foreign
from scrbrd.adapters.rpc import read_document
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.actions import action_id
from scrbrd.domain.effective import LogEntry, place_of
from scrbrd.domain.errors import BadInput
from scrbrd.domain.places import Place
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.reconcile import fault_of, reconcile

MAX_REASON = 500  # as the rules have it
NONCE_BYTES = 9
AGAIN = "run the same command again, which does what is left"
Write = Callable[[WriteBatch], None]


@dataclass(frozen=True, slots=True)
class CorrectionSession:
    """A correction of one action of a match in the name of `by`; writes only if `apply`."""

    store: FirestoreMatchStore
    console: Console
    match_id: str
    action: str
    by: str
    apply: bool

    def read(self) -> tuple[StoredMatch, dict[Place, LogEntry], Place]:
        """Return the match, its log, and the place of the action."""
        match = stored_match(self.store, self.match_id)
        entries = log_entries(self.store, self.match_id)
        return match, entries, require_place(self.match_id, entries, self.action, "ACTION")

    def document(self, place: Place) -> Any:
        """Return an action's document with its update time."""
        client = self.store.client
        reference = client.document(paths.scoring_action(self.match_id, action_id(*place)))
        return read_document(client, reference, action_names())

    def finish(
        self, title: str, rows: list[Row], write: Write, is_written: Callable[[], bool]
    ) -> None:
        """Show the effect; if `apply`, write the change and update the projection.

        `is_written` returns whether the write took effect, for the case that the answer of the
        commit was lost.
        """
        self.console.print(title)
        self.console.print(effect_table(rows))
        if not self.apply:
            self.console.print("Preview: nothing was written. Add --apply to write it.")
            return
        batch = self.store.client.batch()
        write(batch)
        state = f"match {self.match_id}: whether it is written is not known; {AGAIN}"
        with exit_on_interrupt(lambda: state), reporting_state_on_error(lambda: state):
            commit_guarded(
                batch.commit,
                is_written,
                f"match {self.match_id}: its log changed since it was read, at {self.action} or at"
                f" its end; nothing was written, look at the preview again",
            )
            state = f"match {self.match_id}: it is written, its score is not yet; {AGAIN}"
            self.console.print(f"Written. {self.update_projection()}")

    def report_nothing_to_do(self, reason: str) -> None:
        """Report why nothing is written.

        If an earlier run stopped after its write, the projection is updated now (with `apply`).
        """
        self.console.print(f"Nothing to do: {reason}.")
        if self.apply and self.is_behind():
            self.console.print(self.update_projection())

    def is_behind(self) -> bool:
        """Return True if the projection does not match the log."""
        must_finish = has_pending_writes(self.store.read_state(self.match_id))
        return must_finish or fault_of(self.store, self.match_id) is not None

    def update_projection(self) -> str:
        """Update the projection and return a sentence about the outcome; triggers may be faster."""
        try:
            result = reconcile(self.store, utc_now, self.match_id)
        except ContendedError:
            return f"Triggers are at work; `scrbrd verify {self.match_id}` tells when they are done"
        if result.is_held:
            return "An import holds the match; the score follows when it is done."
        follows = "The score follows." if result.healed else "The score followed already."
        if has_pending_writes(self.store.read_state(self.match_id)):
            return f"{follows} But {feed_waits_message(self.match_id)}."
        return follows


def effect_table(rows: list[Row]) -> Table:
    """Return the rows as a table with their texts before and after."""
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
    for name in ("what", "before", "after"):
        table.add_column(name)
    for row in rows:
        table.add_row(row.what, row.before, row.after)
    return table


def set_voided(session: CorrectionSession, reason: str | None, *, is_voided: bool) -> None:
    """Void an action, or restore a voided one."""
    require_reason(reason)
    match, entries, place = session.read()
    if entries[place].is_voided == is_voided:
        state = "voided already" if is_voided else "not voided"
        session.report_nothing_to_do(f"{session.action} is {state}")
        return
    after = plan.with_voided(entries, place, is_voided=is_voided)
    snap = session.document(place)

    fields = {"isVoided": is_voided, "voidReason": reason, "voidedBy": session.by}

    def write(batch: WriteBatch) -> None:
        times = {"voidedAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP}
        guard = session.store.client.write_option(last_update_time=snap.update_time)
        batch.update(snap.reference, fields | times, option=guard)

    def is_written() -> bool:
        stored = session.document(place).to_dict() or {}
        return all(stored.get(name) == value for name, value in fields.items())

    verb = "Void" if is_voided else "Redo"
    rows = effect(match.inputs, entries.values(), after.values())
    title = f"{verb} {session.action} of match {session.match_id}{replacement_note(after, place)}"
    session.finish(title, rows, write, is_written)


def replacement_note(after: Mapping[Place, LogEntry], place: Place) -> str:
    """Return a text naming the action that counts in place of this one; empty if there is none."""
    standing = plan.standing_place(after, place)
    if standing == place or after[standing].is_voided:
        return ""
    return f": {action_id(*standing)} counts in its place"


def correct(session: CorrectionSession, options: list[str], reason: str | None) -> None:
    """Append a correction of an action, and set `correctedBy` on the action."""
    require_reason(reason)
    fields = plan.parse_assignments(options)
    if reason is not None:
        fields.setdefault("note", reason)
    match, entries, place = session.read()
    target = session.document(place)
    standing = plan.standing_place(entries, place)
    standing_snap = target if standing == place else session.document(standing)
    base = without_foreign(standing_snap.to_dict() or {})
    content = plan.corrected_content(base, fields)
    if is_unchanged(base, content, fields):
        session.report_nothing_to_do(f"{action_id(*standing)} says so already")
        return
    new = plan.next_place(entries, place[0])
    last = session.document((new[0], new[1] - 1))
    document = plan.correction_document(
        session.match_id,
        new,
        session.action,
        content,
        last_nonce(last),
        secrets.token_hex(NONCE_BYTES),
        session.by,
    )
    action = plan.parse_correction(document)
    now = utc_now()

    def write(batch: WriteBatch) -> None:
        append_correction(session, batch, document, now)
        stamp = {"correctedBy": action.id, "updatedAt": SERVER_TIMESTAMP}
        guard = session.store.client.write_option(last_update_time=target.update_time)
        batch.update(target.reference, stamp, option=guard)

    def is_written() -> bool:
        return bool(last_nonce(session.document(new)) == document["nonce"])

    rows = effect(match.inputs, entries.values(), {**entries, place_of(action): action}.values())
    title = f"Correct {session.action} of match {session.match_id}: {action.id} takes its place"
    session.finish(title, rows, write, is_written)


def is_unchanged(base: plan.Fields, content: plan.Fields, assignments: plan.Fields) -> bool:
    """Return True if an action already has the corrected content.

    A field that is assigned and is not in the content is removed.
    """
    names = {*content, *(path.partition(".")[0] for path in assignments)}
    return all(
        (name in base) is (name in content) and is_same_value(base.get(name), content.get(name))
        for name in names
    )


def is_same_value(one: Any, other: Any) -> bool:
    """Return True if two values are equal, and of the same types: the fold reads 1, but not 1.0."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(
            is_same_value(one[name], other[name]) for name in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same_value, one, other))
    return type(one) is type(other) and bool(one == other)


def append_correction(
    session: CorrectionSession, batch: WriteBatch, document: plan.Fields, now: datetime
) -> None:
    """Create the correction.

    If somebody else appended an action meanwhile, its id is taken and nothing is written.
    """
    ref = session.store.client.document(paths.scoring_action(session.match_id, document["id"]))
    times = {"createdAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP, "timestamp": now}
    batch.create(ref, document | times)


def last_nonce(last: Any) -> str:
    """Return the nonce of an action, which the next action must follow."""
    nonce = (last.to_dict() or {}).get("nonce", "")
    return nonce if isinstance(nonce, str) else ""


def require_reason(reason: str | None) -> None:
    """Raise BadInput for a reason that the security rules or a document cannot accept."""
    if reason is not None:
        plan.require_text("--reason:", reason)
    if reason is not None and len(reason) > MAX_REASON:
        raise BadInput(f"--reason: {len(reason)} characters; at most {MAX_REASON} fit")
