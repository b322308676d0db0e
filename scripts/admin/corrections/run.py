"""Runs `void`, `redo` and `correct`: read the log, show the effect, write under a guard.

What is written is what a scorer's app would write, by an administrator: never anything else.
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
from admin.transfer.interrupts import interruptible, saying_what_is_left
from admin.transfer.matches import feed_waits, is_pending
from scrbrd.adapters import paths
from scrbrd.adapters.codec import action_names
from scrbrd.adapters.decoding import decoded
from scrbrd.adapters.rpc import read_document
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.actions import action_id
from scrbrd.domain.effective import LogEntry, place_of
from scrbrd.domain.errors import BadInput
from scrbrd.domain.places import Place
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.reconcile import fault_of, reconcile

MOST_REASON = 500  # as the rules have it
NONCE_BYTES = 9
AGAIN = "run the same command again, which does what is left"
Write = Callable[[WriteBatch], None]


@dataclass(frozen=True, slots=True)
class CorrectionSession:
    """Where a log is mended: a match of a project, an action of it, by whom, whether to write."""

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
        """Return an action's document with the time it was written."""
        client = self.store.client
        reference = client.document(paths.scoring_action(self.match_id, action_id(*place)))
        return read_document(client, reference, action_names())

    def finish(self, what: str, rows: list[Row], write: Write, stands: Callable[[], bool]) -> None:
        """Show the effect; write it if it is to be applied, and bring the score up to it.

        `stands` says whether it is written, where the answer of the commit was lost.
        """
        self.console.print(what)
        self.console.print(effect_table(rows))
        if not self.apply:
            self.console.print("Preview: nothing was written. Add --apply to write it.")
            return
        batch = self.store.client.batch()
        write(batch)
        left = f"match {self.match_id}: whether it is written is not known; {AGAIN}"
        with interruptible(lambda: left), saying_what_is_left(lambda: left):
            commit_guarded(
                batch.commit,
                stands,
                f"match {self.match_id}: its log changed since it was read, at {self.action} or at"
                f" its end; nothing was written, look at the preview again",
            )
            left = f"match {self.match_id}: it is written, its score is not yet; {AGAIN}"
            self.console.print(f"Written. {self.update_projection()}")

    def say_nothing_to_do(self, why: str) -> None:
        """Say why nothing is written. Where a run of before was stopped behind its write, the score
        follows now, if it is to be applied."""
        self.console.print(f"Nothing to do: {why}.")
        if self.apply and self.is_behind():
            self.console.print(self.update_projection())

    def is_behind(self) -> bool:
        """Return whether the projection is not as the log has it."""
        is_owing = is_pending(self.store.read_state(self.match_id))
        return is_owing or fault_of(self.store, self.match_id) is not None

    def update_projection(self) -> str:
        """Bring the projection up to the log and return what happened; triggers may be faster."""
        try:
            done = reconcile(self.store, utc_now, self.match_id)
        except ContendedError:
            return f"Triggers are at work; `scrbrd verify {self.match_id}` tells when they are done"
        if done.is_held:
            return "An import holds the match; the score follows when it is done."
        follows = "The score follows." if done.healed else "The score followed already."
        if is_pending(self.store.read_state(self.match_id)):
            return f"{follows} But {feed_waits(self.match_id)}."
        return follows


def effect_table(rows: list[Row]) -> Table:
    """Return what changes, before and after."""
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
    for name in ("what", "before", "after"):
        table.add_column(name)
    for row in rows:
        table.add_row(row.what, row.before, row.after)
    return table


def set_voided(session: CorrectionSession, reason: str | None, *, is_voided: bool) -> None:
    """Void an action, or let a voided one count again."""
    require_reason(reason)
    match, entries, place = session.read()
    if entries[place].is_voided == is_voided:
        state = "voided already" if is_voided else "not voided"
        session.say_nothing_to_do(f"{session.action} is {state}")
        return
    after = plan.with_voided(entries, place, is_voided=is_voided)
    snap = session.document(place)

    fields = {"isVoided": is_voided, "voidReason": reason, "voidedBy": session.by}

    def write(batch: WriteBatch) -> None:
        times = {"voidedAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP}
        guard = session.store.client.write_option(last_update_time=snap.update_time)
        batch.update(snap.reference, fields | times, option=guard)

    def stands() -> bool:
        there = session.document(place).to_dict() or {}
        return all(there.get(name) == value for name, value in fields.items())

    verb = "Void" if is_voided else "Redo"
    rows = effect(match.inputs, entries.values(), after.values())
    what = f"{verb} {session.action} of match {session.match_id}{instead(after, place)}"
    session.finish(what, rows, write, stands)


def instead(after: Mapping[Place, LogEntry], place: Place) -> str:
    """Return what is said of a corrected action, or of a correction, where another one counts in
    its place then."""
    standing = plan.standing_for(after, place)
    if standing == place or after[standing].is_voided:
        return ""
    return f": {action_id(*standing)} counts in its place"


def correct(session: CorrectionSession, options: list[str], reason: str | None) -> None:
    """Append a correction of an action, and stamp the action with it."""
    require_reason(reason)
    fields = plan.parse_assignments(options)
    if reason is not None:
        fields.setdefault("note", reason)
    match, entries, place = session.read()
    target = session.document(place)
    standing = plan.standing_for(entries, place)
    base = decoded((target if standing == place else session.document(standing)).to_dict() or {})
    content = plan.corrected_content(base, fields)
    if all(base.get(name) == value for name, value in content.items()):
        session.say_nothing_to_do(f"{action_id(*standing)} says so already")
        return
    new = plan.next_place(entries, place[0])
    last = session.document((new[0], new[1] - 1))
    document = plan.correction(
        session.match_id,
        new,
        session.action,
        content,
        nonce_of(last),
        secrets.token_hex(NONCE_BYTES),
        session.by,
    )
    action = plan.parse_correction(document)
    now = utc_now()

    def write(batch: WriteBatch) -> None:
        append(session, batch, document, now)
        stamp = {"correctedBy": action.id, "updatedAt": SERVER_TIMESTAMP}
        guard = session.store.client.write_option(last_update_time=target.update_time)
        batch.update(target.reference, stamp, option=guard)

    def stands() -> bool:
        return bool(nonce_of(session.document(new)) == document["nonce"])

    rows = effect(match.inputs, entries.values(), {**entries, place_of(action): action}.values())
    what = f"Correct {session.action} of match {session.match_id}: {action.id} takes its place"
    session.finish(what, rows, write, stands)


def append(
    session: CorrectionSession, batch: WriteBatch, document: plan.Fields, now: datetime
) -> None:
    """Create the correction. Whoever appended meanwhile has its id, and then nothing is written."""
    ref = session.store.client.document(paths.scoring_action(session.match_id, document["id"]))
    times = {"createdAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP, "timestamp": now}
    batch.create(ref, document | times)


def nonce_of(last: Any) -> str:
    """Return the nonce that the next action follows."""
    nonce = (last.to_dict() or {}).get("nonce", "")
    return nonce if isinstance(nonce, str) else ""


def require_reason(reason: str | None) -> None:
    """Raise BadInput for a reason that the rules would not let in, or no document holds."""
    if reason is not None:
        plan.require_text("--reason:", reason)
    if reason is not None and len(reason) > MOST_REASON:
        raise BadInput(f"--reason: {len(reason)} characters; at most {MOST_REASON} fit")
