"""Runs a maintenance verb on one match and returns the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from admin.books.compare import BookComparison, compare
from admin.books.read import books_of, is_in_books, read_booked
from admin.books.shown import shown_differences
from admin.transfer.matches import feed_waits_message, has_pending_writes
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.failures import may_pass
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.effective import effective_log
from scrbrd.domain.match import Inputs
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers import reconcile as healing
from scrbrd.handlers.books import reconcile as books_healing
from scrbrd.handlers.books.agree import IN_BOOKS, Agreed, AgreeRoute, agree
from scrbrd.handlers.catch_up import Route, is_held, rebuild
from scrbrd.handlers.verify import Difference, verify
from scrbrd.projections.live.legacy_ball_history import ball_histories

MAX_SHOWN = 40

EVER: Final = timedelta(days=36_500)
"""How far back `reconcile` compares entries and disputes: a match is asked for by its name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a verb for one match; `differs` means that somebody should check it.

    `summary` is one line of text, `details` are further lines.
    """

    match_id: str
    summary: str
    differs: bool = False
    details: tuple[str, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as JSON."""
        return {"matchId": self.match_id, "differs": self.differs, **self.fields}


def outcome_at(
    work: Callable[[FirestoreMatchStore, str], Outcome],
    store: FirestoreMatchStore,
    match_id: str,
    *,
    is_of_many: bool,
) -> Outcome:
    """Run a verb on one match.

    If others write the match during every attempt, that is the outcome. With `is_of_many`, so is an
    error caused by the match itself, which must not stop the others.
    """
    try:
        return work(store, match_id)
    except ContendedError as error:
        summary = f"not done: {error}; somebody writes it at the same time: run it again"
        return Outcome(match_id, summary, differs=True, fields={"contended": str(error)})
    except Exception as error:
        if not is_of_many or may_pass(error):
            raise
        summary = f"failed: {error!r}; for this match alone the command shows where"
        return Outcome(match_id, summary, differs=True, fields={"failed": repr(error)})


def rebuild_match(store: FirestoreMatchStore, match_id: str, *, ends_hold: bool = False) -> Outcome:
    """Fold the log again and write every derived document; a held match only with `ends_hold`.

    The log of a match that is kept in books is first updated from its books.
    """
    reason = "asked for by an administrator"
    agreed = update_from_books(store, match_id, ends_hold=ends_hold)
    result = rebuild(store, utc_now, match_id, reason, ends_hold=ends_hold, rolls_back=True)
    if result.path is Route.HELD:
        return held_outcome(store, match_id)
    summary = f"rebuilt from {result.actions} actions, {result.problems} problems"
    fields: dict[str, Any] = {"actions": result.actions, "problems": result.problems}
    if agreed is None:
        return with_feed(store, Outcome(match_id, summary, fields=fields))
    agree(books_of(store, match_id))  # publishes the score, which depends on the projection
    fields |= {"agreed": list(agreed.operations), "openDisputes": agreed.disputes}
    count = len(agreed.operations)
    books = f"{count} actions changed by the books, {agreed.disputes} open disputes"
    return with_feed(store, Outcome(match_id, f"{summary}, {books}", fields=fields))


def with_feed(store: FirestoreMatchStore, outcome: Outcome) -> Outcome:
    """Return the outcome, extended if the feed of the match waits for another process."""
    if not has_pending_writes(store.read_state(outcome.match_id)):
        return outcome
    summary = f"{outcome.summary}; {feed_waits_message(outcome.match_id)}"
    return replace(
        outcome, summary=summary, differs=True, fields={**outcome.fields, "feed": "waits"}
    )


def update_from_books(
    store: FirestoreMatchStore, match_id: str, *, ends_hold: bool
) -> Agreed | None:
    """Update the log of a match from its books.

    None if there are no books, or if an import holds the match, whose books may be incomplete.
    """
    books = books_of(store, match_id)
    if books.store.read_tier(match_id) not in IN_BOOKS or not books.store.count(match_id).books:
        return None
    if is_held(store.read_state(match_id), utc_now()) and not ends_hold:
        return None
    return agree(books, is_whole=True)


def held_outcome(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Return the outcome for a match that an import or a migration holds."""
    stored = store.read_state(match_id)
    summary = (
        f"held by {stored.hold_by or 'an import'} until {stored.hold_until}, which rebuilds it; if"
        " that died, --end-hold rebuilds it now"
    )
    return Outcome(match_id, summary, differs=True, fields={"held": True})


def verify_match(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Compare the stored documents, field by field, with a new fold of the log.

    The log of a match that is kept in books is also compared with the books.
    """
    differences = verify(store, utc_now, match_id)
    outcome = outcome_of_differences(match_id, differences, "as the log says")
    if not is_in_books(store, match_id):
        return outcome
    match = read_booked(store, match_id)
    shown = shown_differences(FirestoreBookStore(store.client), match_id)
    return with_books(outcome, compare(match), match.inputs, shown)


def with_books(
    outcome: Outcome, compared: BookComparison, inputs: Inputs, shown: tuple[str, ...]
) -> Outcome:
    """Return the outcome, extended by the differences between the log and the books.

    `shown` are documents of the consensus that differ from what was written.
    """
    lines = (*compared.lines(inputs), *shown)
    books = f"{len(lines)} differences from the books" if lines else "the log as the books say"
    overflow_line = (f"... and {len(lines) - MAX_SHOWN} more",) if len(lines) > MAX_SHOWN else ()
    return replace(
        outcome,
        summary=f"{outcome.summary}, {books}",
        differs=outcome.differs or bool(lines),
        details=(*outcome.details, *lines[:MAX_SHOWN], *overflow_line),
        fields={**outcome.fields, "books": {**compared.as_json(), "shown": list(shown)}},
    )


def verify_mirror(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Compare the ball history, which is mirrored for older apps, with the log.

    If the mirror is off, the outcome describes what is left of it, or of the time before it.
    """
    if not store.mirrors_legacy():
        return verify_without_mirror(store, match_id)
    differences = [each for each in verify(store, utc_now, match_id) if is_mirror(each)]
    return outcome_of_differences(match_id, differences, "the mirror is as the log says")


def verify_without_mirror(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Return what is left in `live/score` of a ball history that is no longer written."""
    score = store.read_public(match_id).score or {}
    history = score.get("ballHistory")
    if not isinstance(history, list) or not history:
        return Outcome(match_id, "no mirror: config/compatibility.legacyBallHistory is off")
    entries = (each.entry for each in store.read_log(match_id) if each.entry is not None)
    setup = store.read_inputs(match_id).inputs.setup
    histories = ball_histories(setup, effective_log(entries).actions)
    logged = len(histories[max(histories)]) if histories else 0
    summary = f"the mirror is off; {len(history)} balls are left in live/score"
    if len(history) == logged:
        return Outcome(match_id, f"{summary}, as many as the log has of that innings")
    remedy = "nobody writes them: migrate them, or `scrbrd migrate run strip_legacy`"
    return Outcome(match_id, f"{summary}, the log has {logged}; {remedy}", differs=True)


def is_mirror(difference: Difference) -> bool:
    """Return True if a difference is in the mirrored ball history."""
    return difference.document == "live/score" and "ballHistory" in difference.field.split(".")


def outcome_of_differences(match_id: str, differences: list[Difference], fine: str) -> Outcome:
    """Return differences as an outcome; `fine` is the summary if there are none."""
    lines = [
        f"{each.document} {each.field}: stored {each.stored!r}, wanted {each.wanted!r}"
        for each in differences
    ]
    overflow_line = (
        [f"... and {len(differences) - MAX_SHOWN} more"] if len(differences) > MAX_SHOWN else []
    )
    return Outcome(
        match_id,
        f"{len(differences)} differences" if differences else fine,
        differs=bool(differences),
        details=(*lines[:MAX_SHOWN], *overflow_line),
        fields={
            "differences": [
                {
                    "document": each.document,
                    "field": each.field,
                    "stored": repr(each.stored),
                    "wanted": repr(each.wanted),
                }
                for each in differences
            ]
        },
    )


def reconcile_match(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Find and repair what a lost trigger event left undone, in the books of the match first."""
    is_booked = is_in_books(store, match_id)
    repairs = reconcile_books(store, match_id) if is_booked else ()
    outcome = healing.reconcile(store, utc_now, match_id)
    repairs = (*repairs, *outcome.healed)
    if is_booked and not outcome.is_held:
        repairs = (*repairs, *reconcile_shown(store, match_id))
    summary = ", ".join(repairs) or "nothing to do"
    if outcome.is_held:
        summary = "held by an import"
    if outcome.is_newer:
        summary = "left to the newer version of the functions that goes on with it"
    fields = {"healed": list(repairs), "held": outcome.is_held}
    return with_feed(store, Outcome(match_id, summary, fields=fields))


def reconcile_books(store: FirestoreMatchStore, match_id: str) -> tuple[str, ...]:
    """Bring the log, disputes and notices of a match into line with its books; return what was
    repaired.

    Nothing is done for a match that an import or a migration holds.
    """
    if is_held(store.read_state(match_id), utc_now()):
        return ()
    books = books_of(store, match_id)
    agreed = books_healing.reconcile_books(books, EVER)
    if agreed is not None and agreed.path is AgreeRoute.HELD:
        return ()
    found = {
        "books": agreed is not None,
        "disputes": books_healing.write_recent_disputes(books, EVER) > 0,
        "notices": books_healing.reconcile_notices(books),
    }
    return tuple(name for name, is_repaired in found.items() if is_repaired)


def reconcile_shown(store: FirestoreMatchStore, match_id: str) -> tuple[str, ...]:
    """Write the documents of the consensus again if one is not what was written."""
    if not shown_differences(FirestoreBookStore(store.client), match_id):
        return ()
    agreed = agree(books_of(store, match_id), is_whole=True)
    return () if agreed.path is AgreeRoute.HELD else ("consensus",)


def read_health(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Return the health of a match from `live/health` and `live/state`."""
    document = store.read_public(match_id).health
    if document is None:
        return health_without_projection(store, match_id)
    problems = document.get("problems", [])
    count = document.get("problemCount", 0)
    failure = [f"failed: {document['failed']}"] if "failed" in document else []
    return Outcome(
        match_id,
        f"{count} problems" + "".join(notes(document)),
        differs=count > 0 or bool(failure),
        details=(*failure, *(problem_line(problem) for problem in problems[:MAX_SHOWN])),
        fields={"problemCount": count, "problems": problems},
    )


def health_without_projection(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Return the health of a match without projection.

    A fixture to come has nothing to project. But if there is a log, or books with entries, the
    projection is waiting for a trigger, an import or a dispute.
    """
    actions = store.count_log(match_id).actions
    fields: dict[str, Any] = {"problemCount": None, "actions": actions}
    if actions:
        summary = (
            f"nothing projected yet of {actions} actions; `scrbrd reconcile {match_id}` does it"
        )
        return Outcome(match_id, summary, differs=True, fields=fields)
    if is_in_books(store, match_id) and books_of(store, match_id).store.count(match_id).books:
        summary = (
            f"its books have entries, its log has none; `scrbrd consensus {match_id}` says why"
        )
        return Outcome(match_id, summary, differs=True, fields=fields)
    return Outcome(match_id, "no action is in its log yet", fields=fields)


def notes(document: dict[str, Any]) -> Iterator[str]:
    """Yield when a match was last rebuilt and reconciled."""
    for name, words in (("lastRebuild", "rebuilt"), ("lastReconcile", "reconciled")):
        note = document.get(name)
        if isinstance(note, dict) and isinstance(note.get("at"), datetime):
            yield f", {words} {note['at']:%Y-%m-%d %H:%M}"


def problem_line(problem: dict[str, Any]) -> str:
    """Return a problem as one line of text."""
    law = f" ({problem['law']})" if problem.get("law") else ""
    return (
        f"{problem['severity']} {problem['actionId']} {problem['code']}: {problem['message']}{law}"
    )
