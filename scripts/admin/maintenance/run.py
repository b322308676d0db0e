"""Runs a maintenance verb on one match and returns its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from admin.books.compare import Compared, compare
from admin.books.read import books_of, is_in_books, read_booked
from admin.transfer.matches import feed_waits, is_pending
from scrbrd.adapters.failures import may_pass
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.effective import effective_log
from scrbrd.domain.match import Inputs
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers import reconcile as healing
from scrbrd.handlers.books.agree import IN_BOOKS, Agreed, agree
from scrbrd.handlers.catch_up import Route, is_held, rebuild
from scrbrd.handlers.verify import Difference, verify
from scrbrd.projections.live.legacy_ball_history import ball_histories

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found or done at a match; `differs` where somebody should look."""

    match_id: str
    said: str
    differs: bool = False
    details: tuple[str, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return one line for machines."""
        return {"matchId": self.match_id, "differs": self.differs, **self.fields}


def outcome_at(
    one: Callable[[FirestoreMatchStore, str], Outcome],
    store: FirestoreMatchStore,
    match_id: str,
    *,
    is_of_many: bool,
) -> Outcome:
    """Run a verb on one match; where others write the match at each try, that is the outcome.

    So is, for a match of many, an error that lies in the match and must not stop the others.
    """
    try:
        return one(store, match_id)
    except ContendedError as error:
        said = f"not done: {error}; somebody writes it at the same time: run it again"
        return Outcome(match_id, said, differs=True, fields={"contended": str(error)})
    except Exception as error:
        if not is_of_many or may_pass(error):
            raise
        said = f"failed: {error!r}; for this match alone the command shows where"
        return Outcome(match_id, said, differs=True, fields={"failed": repr(error)})


def rebuild_match(store: FirestoreMatchStore, match_id: str, *, ends_hold: bool = False) -> Outcome:
    """Fold the log afresh and write every derived document; a held match only if told to.

    The log of a match that is kept in books is first brought to what they say.
    """
    reason = "asked for by an administrator"
    agreed = bring_to_books(store, match_id, ends_hold=ends_hold)
    done = rebuild(store, utc_now, match_id, reason, ends_hold=ends_hold, rolls_back=True)
    if done.path is Route.HELD:
        return held_outcome(store, match_id)
    said = f"rebuilt from {done.actions} actions, {done.problems} problems"
    fields: dict[str, Any] = {"actions": done.actions, "problems": done.problems}
    if agreed is None:
        return with_feed(store, Outcome(match_id, said, fields=fields))
    agree(books_of(store, match_id))  # what is shown of the score waits for the projection
    fields |= {"agreed": list(agreed.operations), "openDisputes": agreed.disputes}
    count = len(agreed.operations)
    books = f"{count} actions changed by the books, {agreed.disputes} open disputes"
    return with_feed(store, Outcome(match_id, f"{said}, {books}", fields=fields))


def with_feed(store: FirestoreMatchStore, outcome: Outcome) -> Outcome:
    """Return what was done to a match, with that its feed waits for another process if it does."""
    if not is_pending(store.read_state(outcome.match_id)):
        return outcome
    said = f"{outcome.said}; {feed_waits(outcome.match_id)}"
    return replace(outcome, said=said, differs=True, fields={**outcome.fields, "feed": "waits"})


def bring_to_books(store: FirestoreMatchStore, match_id: str, *, ends_hold: bool) -> Agreed | None:
    """Bring the log of a match to what its books say; None where there are none, or where an import
    holds the match, so that its books may not be whole yet."""
    books = books_of(store, match_id)
    if books.store.read_tier(match_id) not in IN_BOOKS or not books.store.count(match_id).books:
        return None
    if is_held(store.read_state(match_id), utc_now()) and not ends_hold:
        return None
    return agree(books, is_whole=True)


def held_outcome(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Return the outcome for a match that an import or migration holds."""
    stored = store.read_state(match_id)
    said = (
        f"held by {stored.hold_by or 'an import'} until {stored.hold_until}, which rebuilds it; if"
        " that died, --end-hold rebuilds it now"
    )
    return Outcome(match_id, said, differs=True, fields={"held": True})


def verify_match(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Compare what is stored, field by field, with a fold of the log afresh; and the log with what
    the books say, of a match that is kept in them."""
    found = verify(store, utc_now, match_id)
    outcome = outcome_of_differences(match_id, found, "as the log says")
    if not is_in_books(store, match_id):
        return outcome
    match = read_booked(store, match_id)
    return with_books(outcome, compare(match), match.inputs)


def with_books(outcome: Outcome, compared: Compared, inputs: Inputs) -> Outcome:
    """Return an outcome with where the log is not what the books say."""
    lines = tuple(compared.lines(inputs))
    books = f"{len(lines)} differences from the books" if lines else "the log as the books say"
    rest = (f"... and {len(lines) - MOST_SHOWN} more",) if len(lines) > MOST_SHOWN else ()
    return replace(
        outcome,
        said=f"{outcome.said}, {books}",
        differs=outcome.differs or compared.differs,
        details=(*outcome.details, *lines[:MOST_SHOWN], *rest),
        fields={**outcome.fields, "books": compared.as_json()},
    )


def verify_mirror(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Compare the ball history that is mirrored for older apps with the log.

    While the mirror is off, what is left of it, or of the time before it, is told.
    """
    if not store.mirrors_legacy():
        return verify_without_mirror(store, match_id)
    found = [each for each in verify(store, utc_now, match_id) if is_mirror(each)]
    return outcome_of_differences(match_id, found, "the mirror is as the log says")


def verify_without_mirror(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Return what is left in `live/score` of a ball history that nobody writes any more."""
    score = store.read_public(match_id).score or {}
    left = score.get("ballHistory")
    if not isinstance(left, list) or not left:
        return Outcome(match_id, "no mirror: config/compatibility.legacyBallHistory is off")
    entries = (each.entry for each in store.read_log(match_id) if each.entry is not None)
    setup = store.read_inputs(match_id).inputs.setup
    histories = ball_histories(setup, effective_log(entries).actions)
    logged = len(histories[max(histories)]) if histories else 0
    said = f"the mirror is off; {len(left)} balls are left in live/score"
    if len(left) == logged:
        return Outcome(match_id, f"{said}, as many as the log has of that innings")
    remedy = "nobody writes them: migrate them, or `scrbrd migrate run strip_legacy`"
    return Outcome(match_id, f"{said}, the log has {logged}; {remedy}", differs=True)


def is_mirror(difference: Difference) -> bool:
    """Return whether a difference is one of the mirror's."""
    return difference.document == "live/score" and "ballHistory" in difference.field.split(".")


def outcome_of_differences(match_id: str, found: list[Difference], fine: str) -> Outcome:
    """Return differences as an outcome."""
    shown = [
        f"{each.document} {each.field}: stored {each.stored!r}, wanted {each.wanted!r}"
        for each in found
    ]
    rest = [f"... and {len(found) - MOST_SHOWN} more"] if len(found) > MOST_SHOWN else []
    return Outcome(
        match_id,
        f"{len(found)} differences" if found else fine,
        differs=bool(found),
        details=(*shown[:MOST_SHOWN], *rest),
        fields={
            "differences": [
                {
                    "document": each.document,
                    "field": each.field,
                    "stored": repr(each.stored),
                    "wanted": repr(each.wanted),
                }
                for each in found
            ]
        },
    )


def reconcile_match(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Find and repair what a dropped trigger left undone."""
    outcome = healing.reconcile(store, utc_now, match_id)
    said = ", ".join(outcome.healed) or "nothing to do"
    if outcome.is_held:
        said = "held by an import"
    if outcome.is_newer:
        said = "left to the newer version of the functions that goes on with it"
    fields = {"healed": list(outcome.healed), "held": outcome.is_held}
    return with_feed(store, Outcome(match_id, said, fields=fields))


def read_health(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Return what `live/health` and `live/state` say of a match."""
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
        details=(*failure, *(problem_line(problem) for problem in problems[:MOST_SHOWN])),
        fields={"problemCount": count, "problems": problems},
    )


def health_without_projection(store: FirestoreMatchStore, match_id: str) -> Outcome:
    """Return the health of a match that has none: there is nothing to project of a fixture to come,
    while a log or books of which nothing was made wait for a trigger, an import or a dispute."""
    actions = store.count_log(match_id).actions
    fields: dict[str, Any] = {"problemCount": None, "actions": actions}
    if actions:
        said = f"nothing projected yet of {actions} actions; `scrbrd reconcile {match_id}` does it"
        return Outcome(match_id, said, differs=True, fields=fields)
    if is_in_books(store, match_id) and books_of(store, match_id).store.count(match_id).books:
        said = f"its books have entries, its log has none; `scrbrd consensus {match_id}` says why"
        return Outcome(match_id, said, differs=True, fields=fields)
    return Outcome(match_id, "no action is in its log yet", fields=fields)


def notes(document: dict[str, Any]) -> Iterator[str]:
    """Yield when a match was rebuilt and reconciled last."""
    for name, words in (("lastRebuild", "rebuilt"), ("lastReconcile", "reconciled")):
        note = document.get(name)
        if isinstance(note, dict) and isinstance(note.get("at"), datetime):
            yield f", {words} {note['at']:%Y-%m-%d %H:%M}"


def problem_line(problem: dict[str, Any]) -> str:
    """Return a problem in a line."""
    law = f" ({problem['law']})" if problem.get("law") else ""
    return (
        f"{problem['severity']} {problem['actionId']} {problem['code']}: {problem['message']}{law}"
    )
