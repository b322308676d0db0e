"""Collects the results of a run: counts of accepted and refused documents, and all faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.hostile.attempt import Attempt

ACCEPTED, REFUSED, IMPOSSIBLE = "accepted", "refused", "impossible"
"""Outcomes of an attempt; impossible: not accepted by Firestore itself."""


COUNTED = ("legal", "events", "checks", "matches", "completed", "subjects", "seconds")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault, and the hostile documents since the last check without a fault."""

    match_id: str
    title: str
    message: str
    documents: tuple[Attempt, ...]

    def __str__(self) -> str:
        lines = [
            f"{each.kind} {each.paths[-1]!a}: {'; '.join(map(str, each.changes))}"
            for each in self.documents
        ]
        return (
            f"{self.title}: {self.message}\n    in {self.match_id!a} after\n    "
            + "\n    ".join(lines)
        )


@dataclass(slots=True)
class Report:
    """Counts by collection and kind, and faults."""

    seed: int
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    legal: int = 0
    events: int = 0
    checks: int = 0
    matches: int = 0
    completed: int = 0
    subjects: int = 0
    seconds: float = 0.0

    def count_outcome(self, attempt: Attempt, outcome: str) -> None:
        """Count the outcome of an attempt; legal attempts are counted separately."""
        if attempt.changes:
            self.counts[attempt.source, attempt.kind, outcome] += 1
        else:
            self.legal += 1

    def total(self, outcome: str, sources: Iterable[str] | None = None) -> int:
        """Return the number of hostile documents with an outcome, in some collections or in all."""
        selected = None if sources is None else set(sources)
        return sum(
            count
            for (source, _, message), count in self.counts.items()
            if message == outcome and (selected is None or source in selected)
        )

    def sources(self) -> list[str]:
        """Return the collections with attempts."""
        return sorted({source for source, _, _ in self.counts})

    def add(self, other: Report) -> None:
        """Add the results of another run."""
        self.counts += other.counts
        self.faults += other.faults
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def line(self) -> str:
        """Return the counts as one line of text."""
        by_source = ", ".join(
            f"{source} {self.total(ACCEPTED, [source])}/{self.total(REFUSED, [source])}"
            for source in self.sources()
        )
        return (
            f"hostile: seed {self.seed}, {self.total(ACCEPTED)} documents accepted, "
            f"{self.total(REFUSED)} refused, {self.total(IMPOSSIBLE)} impossible, {self.legal} "
            f"legal beside them; {self.matches} matches, {self.completed} completed, "
            f"{self.subjects} players and teams, {self.events} events, {self.checks} "
            f"checks, {len(self.faults)} faults, {self.seconds:.0f} s; "
            f"accepted/refused: {by_source}"
        )

    def grouped_faults(self) -> str:
        """Return similar faults grouped, each group with its shortest example."""
        groups: dict[str, list[Fault]] = {}
        for fault in self.faults:
            groups.setdefault(f"{fault.title}: {fault.message[:60]}", []).append(fault)
        examples = [
            f"{len(faults)} x {min(faults, key=lambda each: (len(each.documents), len(str(each))))}"
            for faults in groups.values()
        ]
        return "\n".join(examples)
