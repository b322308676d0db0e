"""Runs a migration over its subjects: copy, plan, write, note; undo; compare; status.

One subject after the other, each whole before the next, so that an interrupted run goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from google.api_core.exceptions import NotFound

from admin.maintenance.run import MOST_SHOWN, Outcome
from admin.maintenance.select_matches import with_progress
from migrate.engine import copies, marks, refusing
from migrate.engine.hold import has_log, held_match, is_left, is_unfinished
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.steps.step import Step
from scrbrd.domain.json_types import Json

SUBJECTS_PER_NOTE = 25
"""How often a run notes how far it has come."""


def run(step: Step, context: RunContext, match: str | None) -> Iterator[Outcome]:
    """Migrate every subject, one after the other; the migration's own state around them."""
    subjects = step.subjects(context, match)
    is_whole = match is None and context.options.apply
    if is_whole:
        marks.record_start(context.client, step.name, step.number, len(subjects))
    counts: Counter[str] = Counter()
    for looked, subject in enumerate(with_progress(subjects, step.name), start=1):
        outcome = run_one(step, context, subject)
        counts.update(outcome.fields["counts"])
        counts[f"subjects {outcome.fields['state']}"] += 1
        if is_whole and looked % SUBJECTS_PER_NOTE == 0:
            marks.record_progress(context.client, step.name, looked)
        yield outcome
    if context.options.apply:
        state = marks.DONE if is_whole else marks.IN_PART
        if is_whole or not marks.read_ledger(context.client, step.name):
            marks.record_end(context.client, step.name, step.number, state, counts)
        if is_whole:
            marks.record_progress(context.client, step.name, len(subjects))


def run_one(step: Step, context: RunContext, subject: str) -> Outcome:
    """Migrate one subject and return its outcome; what is refused of it stops no other.

    Raises what would be refused of any other, too: bad input, no credentials, no answer.
    """
    is_match = step.is_match(subject)
    mark = marks.subject_mark(context.client, step.name, subject, is_match=is_match)
    try:
        return looked_at(step, context, subject, mark)
    except refusing.OF_ONE as error:
        outcome = refused_by(error, context, subject)
        if context.options.apply and not isinstance(error, NotFound):  # a mark would be all of it
            why = outcome.said.partition("refused: ")[2]
            note = {"state": marks.REFUSED, "why": why}
            marks.mark_subject(context.client, step.name, subject, note, is_match=is_match)
        return outcome


def refused_by(error: Exception, context: RunContext, subject: str) -> Outcome:
    """Return the outcome of a subject that is refused; raises an error that all would meet."""
    why = refusing.reason(context, subject, error)
    said = f"refused: {why}" if context.options.apply else f"would be refused: {why}"
    return outcome_of(Plan(subject), said, "refused", differs=True)


def looked_at(step: Step, context: RunContext, subject: str, mark: Json) -> Outcome:
    """Migrate one subject: nothing is written before its old documents have been copied."""
    is_match = step.is_match(subject)
    is_done = mark.get("state") == marks.DONE and not step.looks_again
    if is_done and not (is_match and copies.current(context.client, subject).changed):
        return done_before(step, context, subject, Counter(mark.get("counts", {})))
    plan = step.plan(context, subject)
    if plan.is_nothing and mark.get("state") == marks.DONE:
        before = Plan(subject, details=plan.details, counts=Counter(mark.get("counts", {})))
        return outcome_of(before, "done before", "done before")
    if plan.is_nothing:
        return outcome_of(plan, "nothing in the old shape", "without")
    if not context.options.apply:
        if plan.refused:
            why = f"{plan.refused}{begun_before(step, context, subject)}"
            return outcome_of(plan, f"would be refused: {why}", "refused", differs=True)
        return outcome_of(plan, f"would write {len(plan.writes)} documents", "to do")
    if is_match and not plan.refused:
        copies.keep(context.client, subject)
        plan = step.plan(context, subject)
    if plan.refused:
        why = f"{plan.refused}{begun_before(step, context, subject)}"
        note = {"state": marks.REFUSED, "why": why}
        marks.mark_subject(context.client, step.name, subject, note, is_match=is_match)
        return outcome_of(plan, f"refused: {why}", "refused", differs=True)
    written = step.write(context, plan)
    done = {"state": marks.DONE, "documents": written, "counts": dict(plan.counts)}
    marks.mark_subject(context.client, step.name, subject, done, is_match=is_match)
    return outcome_of(plan, f"wrote {written} documents", "done")


def begun_before(step: Step, context: RunContext, subject: str) -> str:
    """Return what to do where a run that died, with options under which a match was not refused,
    has written a part of it: when the hold is over, the functions would show that part."""
    if not step.is_match(subject) or not is_left(context.store, subject, step.name):
        return ""
    if not has_log(context.store, subject):
        return ""
    return (
        "; a run of before has written a part of it: end that with the options that it had, or"
        f" take it back by `scrbrd migrate undo {step.name} --match {subject} --apply`"
    )


def done_before(step: Step, context: RunContext, subject: str, counts: Counter[str]) -> Outcome:
    """Return the outcome of a subject that was done before; one that still waits for its rebuild is
    rebuilt."""
    plan = Plan(subject, counts=counts)
    if not step.is_match(subject) or not is_waiting(step, context, subject):
        return outcome_of(plan, "done before", "done before")
    if not context.options.apply:
        return outcome_of(plan, "done before, and would be rebuilt", "to do")
    try:
        with held_match(context.store, subject, f"migrated: {step.name}"):
            pass
    except refusing.OF_ONE as error:  # it stays done
        return refused_by(error, context, subject)
    return outcome_of(plan, "done before, and rebuilt now", "done")


def is_waiting(step: Step, context: RunContext, subject: str) -> bool:
    """Return whether a match that a migration is done with waits for its rebuild."""
    if step.makes_log:
        return is_unfinished(context.store, subject)
    return is_left(context.store, subject, step.name)


def outcome_of(plan: Plan, said: str, state: str, *, differs: bool = False) -> Outcome:
    """Return a plan as an outcome."""
    shown = plan.details[:MOST_SHOWN]
    rest = len(plan.details) - len(shown)
    more = (f"... and {rest} more",) if rest else ()
    fields: dict[str, Any] = {
        "state": state,
        "said": said,
        "counts": dict(plan.counts),
        "details": list(plan.details),
    }
    return Outcome(plan.subject, said, differs or plan.differs, (*shown, *more), fields)


def undo(step: Step, context: RunContext, match: str | None) -> Iterator[Outcome]:
    """Take a migration back, subject by subject."""
    for subject in with_progress(step.subjects(context, match), f"undo {step.name}"):
        try:
            gone, stays = step.undo(context, subject, apply=context.options.apply)
        except refusing.OF_ONE as error:
            yield refused_by(error, context, subject)
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
    """Compare the old world with the new, subject by subject; what cannot be read stops no other.

    Raises what would be refused of any other subject, too.
    """
    for step in steps:
        for subject in with_progress(step.subjects(context, match), f"diff {step.name}"):
            yield compared(step, context, subject)


def compared(step: Step, context: RunContext, subject: str) -> Outcome:
    """Return where one subject differs from its old world, or why that cannot be told."""
    try:
        lines = tuple(step.differences(context, subject))
    except refusing.OF_ONE as error:
        said = f"{step.name}: refused: {refusing.reason(context, subject, error)}"
        return outcome_of(Plan(subject), said, "refused", differs=True)
    plan = Plan(subject, details=lines, counts=Counter({"differences": len(lines)}))
    said = f"{step.name}: {len(lines)} differences" if lines else f"{step.name}: agrees"
    return outcome_of(plan, said, "differs" if lines else "agrees", differs=bool(lines))


def status_line(step: Step, context: RunContext) -> tuple[str, dict[str, Any]]:
    """Return (what people read, what machines read) of where a migration stands."""
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
