"""Runs a migration over its subjects: copies, plans, writes and records; undo; comparison; status.

Each subject is finished before the next begins, so that an interrupted run can be continued.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from google.api_core.exceptions import NotFound

from admin.maintenance.run import MAX_SHOWN, Outcome
from admin.maintenance.select_matches import with_progress
from migrate.engine import copies, marks, refusals
from migrate.engine.hold import has_log, held_match, is_abandoned, is_unfinished
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.steps.step import Step
from scrbrd.domain.json_types import Json

SUBJECTS_PER_NOTE = 25
"""How many subjects are migrated between two records of the run's progress."""


def run(step: Step, context: RunContext, match: str | None) -> Iterator[Outcome]:
    """Migrate each subject in turn and yield its outcome; record the start and end of a whole
    run."""
    subjects = step.subjects(context, match)
    is_whole = match is None and context.options.apply
    if is_whole:
        marks.record_start(context.client, step.name, step.number, len(subjects))
    counts: Counter[str] = Counter()
    for count, subject in enumerate(with_progress(subjects, step.name), start=1):
        outcome = run_one(step, context, subject)
        counts.update(outcome.fields["counts"])
        counts[f"subjects {outcome.fields['state']}"] += 1
        if is_whole and count % SUBJECTS_PER_NOTE == 0:
            marks.record_progress(context.client, step.name, count)
        yield outcome
    if context.options.apply:
        state = marks.DONE if is_whole else marks.IN_PART
        if is_whole or not marks.read_ledger(context.client, step.name):
            marks.record_end(context.client, step.name, step.number, state, counts)
        if is_whole:
            marks.record_progress(context.client, step.name, len(subjects))


def run_one(step: Step, context: RunContext, subject: str) -> Outcome:
    """Migrate one subject and return its outcome. A refused subject does not stop the others.

    Raises errors that every other subject would meet: bad input, missing credentials, no answer.
    """
    is_match = step.is_match(subject)
    mark = marks.subject_mark(context.client, step.name, subject, is_match=is_match)
    try:
        return migrate_subject(step, context, subject, mark)
    except refusals.SUBJECT_ERRORS as error:
        outcome = refusal_outcome(error, context, subject)
        # Nothing is marked for a match that is gone: the mark would be its only document.
        if context.options.apply and not isinstance(error, NotFound):
            why = outcome.summary.partition("refused: ")[2]
            note = {"state": marks.REFUSED, "why": why}
            marks.mark_subject(context.client, step.name, subject, note, is_match=is_match)
        return outcome


def refusal_outcome(error: Exception, context: RunContext, subject: str) -> Outcome:
    """Return the outcome of a refused subject. Raises errors that every subject would meet."""
    why = refusals.reason(context, subject, error)
    message = f"refused: {why}" if context.options.apply else f"would be refused: {why}"
    return outcome_of(Plan(subject), message, "refused", differs=True)


def migrate_subject(step: Step, context: RunContext, subject: str, mark: Json) -> Outcome:
    """Migrate one subject: copy its old documents, then write its plan."""
    is_match = step.is_match(subject)
    is_done = mark.get("state") == marks.DONE and not step.looks_again
    if is_done and not (is_match and copies.current(context.client, subject).changed):
        return finished_outcome(step, context, subject, Counter(mark.get("counts", {})))
    plan = step.plan(context, subject)
    if plan.is_nothing and mark.get("state") == marks.DONE:
        before = Plan(subject, details=plan.details, counts=Counter(mark.get("counts", {})))
        return outcome_of(before, "done before", "done before")
    if plan.is_nothing:
        return outcome_of(plan, "nothing in the old shape", "without")
    if not context.options.apply:
        if plan.refused:
            why = f"{plan.refused}{partial_run_advice(step, context, subject)}"
            return outcome_of(plan, f"would be refused: {why}", "refused", differs=True)
        return outcome_of(plan, f"would write {len(plan.writes)} documents", "to do")
    if is_match and not plan.refused:
        copies.make_copies(context.client, subject)
        plan = step.plan(context, subject)
    if plan.refused:
        why = f"{plan.refused}{partial_run_advice(step, context, subject)}"
        note = {"state": marks.REFUSED, "why": why}
        marks.mark_subject(context.client, step.name, subject, note, is_match=is_match)
        return outcome_of(plan, f"refused: {why}", "refused", differs=True)
    written = step.write(context, plan)
    done = {"state": marks.DONE, "documents": written, "counts": dict(plan.counts)}
    marks.mark_subject(context.client, step.name, subject, done, is_match=is_match)
    return outcome_of(plan, f"wrote {written} documents", "done")


def partial_run_advice(step: Step, context: RunContext, subject: str) -> str:
    """Return advice for a refused match of which a run that died has already written a part.

    That run had options under which the match was not refused. Once its hold is over, the functions
    would show the part that was written. Empty for any other subject.
    """
    if not step.is_match(subject) or not is_abandoned(context.store, subject, step.name):
        return ""
    if not has_log(context.store, subject):
        return ""
    return (
        "; a run of before has written a part of it: end that with the options that it had, or"
        f" take it back by `scrbrd migrate undo {step.name} --match {subject} --apply`"
    )


def finished_outcome(
    step: Step, context: RunContext, subject: str, counts: Counter[str]
) -> Outcome:
    """Return the outcome of a subject that is done; rebuild it if it still needs its rebuild."""
    plan = Plan(subject, counts=counts)
    if not step.is_match(subject) or not needs_rebuild(step, context, subject):
        return outcome_of(plan, "done before", "done before")
    if not context.options.apply:
        return outcome_of(plan, "done before, and would be rebuilt", "to do")
    try:
        with held_match(context.store, subject, f"migrated: {step.name}"):
            pass
    except refusals.SUBJECT_ERRORS as error:  # the subject stays marked as done
        return refusal_outcome(error, context, subject)
    return outcome_of(plan, "done before, and rebuilt now", "done")


def needs_rebuild(step: Step, context: RunContext, subject: str) -> bool:
    """Return True if a match that a migration has finished still needs its rebuild."""
    if step.makes_log:
        return is_unfinished(context.store, subject)
    return is_abandoned(context.store, subject, step.name)


def outcome_of(plan: Plan, message: str, state: str, *, differs: bool = False) -> Outcome:
    """Return the outcome of a plan, with at most `MOST_SHOWN` details shown."""
    shown = plan.details[:MAX_SHOWN]
    rest = len(plan.details) - len(shown)
    more = (f"... and {rest} more",) if rest else ()
    fields: dict[str, Any] = {
        "state": state,
        "said": message,
        "counts": dict(plan.counts),
        "details": list(plan.details),
    }
    return Outcome(plan.subject, message, differs or plan.differs, (*shown, *more), fields)


def undo(step: Step, context: RunContext, match: str | None) -> Iterator[Outcome]:
    """Undo a migration, subject by subject."""
    for subject in with_progress(step.subjects(context, match), f"undo {step.name}"):
        try:
            gone, stays = step.undo(context, subject, apply=context.options.apply)
        except refusals.SUBJECT_ERRORS as error:
            yield refusal_outcome(error, context, subject)
            continue
        if context.options.apply:
            is_match = step.is_match(subject)
            marks.mark_subject(context.client, step.name, subject, None, is_match=is_match)
        verb = "removed" if context.options.apply else "would remove"
        plan = Plan(subject, details=tuple(stays), counts=Counter({"removed": gone}))
        yield outcome_of(plan, f"{verb} {gone}, {len(stays)} stay", "undone", differs=bool(stays))
    if context.options.apply:
        state = marks.UNDONE if match is None else marks.IN_PART
        marks.record_end(context.client, step.name, step.number, state, Counter())


def diff(steps: Iterable[Step], context: RunContext, match: str | None) -> Iterator[Outcome]:
    """Compare old and new data, subject by subject.

    A subject that cannot be read does not stop the others.

    Raises errors that every other subject would meet.
    """
    for step in steps:
        for subject in with_progress(step.subjects(context, match), f"diff {step.name}"):
            yield compare_subject(step, context, subject)


def compare_subject(step: Step, context: RunContext, subject: str) -> Outcome:
    """Return the differences of one subject, or why it cannot be compared."""
    try:
        lines = tuple(step.differences(context, subject))
    except refusals.SUBJECT_ERRORS as error:
        message = f"{step.name}: refused: {refusals.reason(context, subject, error)}"
        return outcome_of(Plan(subject), message, "refused", differs=True)
    plan = Plan(subject, details=lines, counts=Counter({"differences": len(lines)}))
    message = f"{step.name}: {len(lines)} differences" if lines else f"{step.name}: agrees"
    return outcome_of(plan, message, "differs" if lines else "agrees", differs=bool(lines))


def status_line(step: Step, context: RunContext) -> tuple[str, dict[str, Any]]:
    """Return the state of a migration as a line for people and as fields for programs."""
    ledger = marks.read_ledger(context.client, step.name)
    state = ledger.get("state", "not run")
    counts = ledger.get("counts", {})
    if state == marks.RUNNING:
        state = f"begun, not ended: {ledger.get('looked', 0)} of {ledger.get('subjects', '?')}"
    finished = ledger.get("finishedAt")
    at = f" {finished:%Y-%m-%d %H:%M}" if finished is not None and state == marks.DONE else ""
    figures = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    line = f"{step.number}. {step.name}: {state}{at}{f' ({figures})' if figures else ''}"
    return line, {"number": step.number, "name": step.name, "state": state, "counts": counts}
