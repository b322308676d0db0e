"""Runs a migration over its subjects: copy, plan, write, note; undo; compare; status.

One subject after the other, each whole before the next, so that an interrupted run goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from admin.maintenance.run import MOST_SHOWN, Outcome
from admin.maintenance.select_matches import with_progress
from migrate.engine import copies, marks
from migrate.engine.plan import Plan
from migrate.engine.world import World
from migrate.steps.step import Step

SUBJECTS_PER_NOTE = 25
"""How often a run notes how far it has come."""


def run(step: Step, world: World, match: str | None) -> Iterator[Outcome]:
    """Migrate every subject, one after the other; the migration's own state around them."""
    subjects = step.subjects(world, match)
    is_whole = match is None and world.asked.apply
    if is_whole:
        marks.begin(world.client, step.name, step.number, len(subjects))
    counts: Counter[str] = Counter()
    for looked, subject in enumerate(with_progress(subjects, step.name), start=1):
        outcome = run_one(step, world, subject)
        counts.update(outcome.fields["counts"])
        counts[f"subjects {outcome.fields['state']}"] += 1
        if is_whole and looked % SUBJECTS_PER_NOTE == 0:
            marks.advance(world.client, step.name, looked)
        yield outcome
    if world.asked.apply:
        state = marks.DONE if is_whole else marks.IN_PART
        if is_whole or not marks.read_ledger(world.client, step.name):
            marks.end(world.client, step.name, step.number, state, counts)
        if is_whole:
            marks.advance(world.client, step.name, len(subjects))


def run_one(step: Step, world: World, subject: str) -> Outcome:
    """Return one subject: nothing is written before its old documents have been copied."""
    is_match = step.is_match(subject)
    mark = marks.subject_mark(world.client, step.name, subject, is_match=is_match)
    if mark.get("state") == marks.DONE and not step.looks_again:
        return told(Plan(subject), "done before", "done before")
    plan = step.plan(world, subject)
    if plan.is_nothing:
        return told(plan, "nothing in the old shape", "without")
    if not world.asked.apply:
        if plan.refused:
            return told(plan, f"would be refused: {plan.refused}", "refused", differs=True)
        return told(plan, f"would write {len(plan.writes)} documents", "to do")
    if is_match:
        copies.keep(world.client, subject)
        plan = step.plan(world, subject)
    if plan.refused:
        note = {"state": marks.REFUSED, "why": plan.refused}
        marks.mark_subject(world.client, step.name, subject, note, is_match=is_match)
        return told(plan, f"refused: {plan.refused}", "refused", differs=True)
    written = step.write(world, plan)
    done = {"state": marks.DONE, "documents": written, "counts": dict(plan.counts)}
    marks.mark_subject(world.client, step.name, subject, done, is_match=is_match)
    return told(plan, f"wrote {written} documents", "done")


def told(plan: Plan, said: str, state: str, *, differs: bool = False) -> Outcome:
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


def undo(step: Step, world: World, match: str | None) -> Iterator[Outcome]:
    """Take a migration back, subject by subject."""
    for subject in with_progress(step.subjects(world, match), f"undo {step.name}"):
        gone, stays = step.undo(world, subject, apply=world.asked.apply)
        if world.asked.apply:
            is_match = step.is_match(subject)
            marks.mark_subject(world.client, step.name, subject, None, is_match=is_match)
        verb = "removed" if world.asked.apply else "would remove"
        plan = Plan(subject, details=tuple(stays), counts=Counter({"removed": gone}))
        yield told(plan, f"{verb} {gone}, {len(stays)} stay", "undone", differs=bool(stays))
    if world.asked.apply:
        state = marks.UNDONE if match is None else marks.IN_PART
        marks.end(world.client, step.name, step.number, state, Counter())


def diff(steps: Iterable[Step], world: World, match: str | None) -> Iterator[Outcome]:
    """Compare the old world with the new, subject by subject."""
    for step in steps:
        for subject in with_progress(step.subjects(world, match), f"diff {step.name}"):
            lines = tuple(step.differences(world, subject))
            plan = Plan(subject, details=lines, counts=Counter({"differences": len(lines)}))
            said = f"{step.name}: {len(lines)} differences" if lines else f"{step.name}: agrees"
            yield told(plan, said, "differs" if lines else "agrees", differs=bool(lines))


def status_line(step: Step, world: World) -> tuple[str, dict[str, Any]]:
    """Return (what people read, what machines read) of where a migration stands."""
    ledger = marks.read_ledger(world.client, step.name)
    state = ledger.get("state", "not run")
    counts = ledger.get("counts", {})
    if state == marks.RUNNING:
        state = f"begun, not ended: {ledger.get('looked', 0)} of {ledger.get('subjects', '?')}"
    finished = ledger.get("finishedAt")
    at = f" {finished:%Y-%m-%d %H:%M}" if finished is not None and state == marks.DONE else ""
    figures = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    line = f"{step.number}. {step.name}: {state}{at}{f' ({figures})' if figures else ''}"
    return line, {"number": step.number, "name": step.name, "state": state, "counts": counts}
