"""Runs the mutants: which tables concern a mutant, which notice it, which may survive.

A mutant meets only the tables of the files that it can matter to, under rules without the others.
"""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from devtools.emulators import FirestoreEmulator
from devtools.rules.build import ROOT, SOURCES, assemble
from devtools.rules.mutate import Mutant
from devtools.rules.tables import policy_tables

WANTED = 0.95
HARMLESS_FILE = ROOT / "tests" / "rules" / "harmless_mutants.txt"
LIB = f"{SOURCES}/lib/"
ALWAYS = frozenset(
    f"{SOURCES}/{name}.rules" for name in ("matches", "scorebooks", "scoring_actions")
)
"""Several tables write a ball, or plan a match, beside what they are about."""

Sources = dict[str, str]


class TablesFailed(Exception):
    """The tables fail on the rules as they are: no mutant can be judged."""


def concerned(mutant: Mutant, sources: Sources) -> frozenset[str]:
    """Return the tables that concern a mutant: of its file, or of all users of a helper."""
    if not mutant.source.startswith(LIB):
        return frozenset({table_of(mutant.source)})
    names = users({mutant.home}, sources)
    files = (name for name in sources if not name.startswith(LIB))
    return frozenset(table_of(name) for name in files if _mentions(sources[name], names))


def table_of(source: str) -> str:
    """Return how the tables call a file of the rules."""
    return source.removeprefix(f"{SOURCES}/").removesuffix(".rules")


def users(names: set[str], sources: Sources) -> set[str]:
    """Return helpers by name, each with all helpers that call it, directly or not."""
    helpers = "\n".join(text for name, text in sources.items() if name.startswith(LIB))
    bodies = dict(re.findall(r"(?ms)^function (\w+)\((.*?)^\}", helpers))
    found = set(names)
    while more := {name for name in bodies if _mentions(bodies[name], found)} - found:
        found |= more
    return found


def _mentions(text: str, names: Iterable[str]) -> bool:
    return any(re.search(rf"\b{name}\(", text) for name in names)


def ruleset(sources: Sources, tables: frozenset[str], mutant: Mutant | None = None) -> str:
    """Return the helpers and the files of some tables, with one condition changed."""
    kept = {
        name: text
        for name, text in sources.items()
        if name.startswith(LIB) or name in ALWAYS or table_of(name) in tables
    }
    if mutant:
        kept[mutant.source] = mutant.apply(kept[mutant.source])
    return assemble(kept).text


@dataclass(slots=True)
class Jury:
    """One emulator's project, and the entries of the tables, the latest to notice first."""

    world: Any
    entries: list[Any]
    sound: set[frozenset[str]] = field(default_factory=set)

    def catches(self, mutant: Mutant, sources: Sources) -> bool:
        """Run the tables until one fault shows the mutant."""
        tables = concerned(mutant, sources)
        self.prove_sound(tables, sources)
        if not self.world.load_anyway(ruleset(sources, tables, mutant)):
            return True
        for entry in [entry for entry in self.entries if entry.source in tables]:
            if self._first_fault(entry):
                self.entries.remove(entry)
                self.entries.insert(0, entry)
                return True
        return False

    def _first_fault(self, entry: Any) -> str | None:
        faults: Iterator[str] = policy_tables().wrong_entry(self.world, entry)
        try:
            return next(faults, None)
        except AssertionError as error:  # neither allowed nor refused: the rules broke down
            return str(error)
        finally:
            faults.close()  # type: ignore[attr-defined]

    def prove_sound(self, tables: frozenset[str], sources: Sources) -> None:
        """Raise TablesFailed where the tables refuse the rules as they are."""
        if tables in self.sound:
            return
        self.world.load_anyway(ruleset(sources, tables))
        for entry in self.entries:
            if entry.source in tables and (fault := self._first_fault(entry)):
                raise TablesFailed(fault)
        self.sound.add(tables)


def survivors(
    mutants: Sequence[Mutant], sources: Sources, jobs: int, step: Callable[[], None]
) -> list[Mutant]:
    """Return the mutants that no table notices; each job has an emulator of its own."""
    policy = policy_tables()
    own = threading.local()

    def survives(mutant: Mutant) -> bool:
        caught: bool = own.jury.catches(mutant, sources)
        step()
        return not caught

    with ExitStack() as stack:
        hosts = [stack.enter_context(FirestoreEmulator()).host for _ in range(jobs)]

        def begin() -> None:
            project = f"demo-{uuid.uuid4().hex[:16]}"
            world = policy.new_world(hosts.pop(), project, assemble(sources).text)
            own.jury = Jury(world, list(policy.entries()))

        pool = stack.enter_context(ThreadPoolExecutor(jobs, initializer=begin))
        verdicts = list(pool.map(survives, mutants))
    return [mutant for mutant, alive in zip(mutants, verdicts, strict=True) if alive]


def harmless() -> dict[str, str]:
    """Return the harmless survivors with their reasons; the file's head has its format."""
    if not HARMLESS_FILE.exists():
        return {}
    lines = HARMLESS_FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" # ") for line in lines if not line.startswith("#"))
    return {mutant.strip(): reason.strip() for mutant, _, reason in pairs if mutant.strip()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run of mutants came to."""

    total: int
    alive: tuple[Mutant, ...]
    reasons: dict[str, str]

    @property
    def share(self) -> float:
        """Caught mutants of all, 0 to 1."""
        return (self.total - len(self.alive)) / self.total if self.total else 1.0

    @property
    def unexplained(self) -> list[Mutant]:
        """Survivors without a reason."""
        return [mutant for mutant in self.alive if not self.reasons.get(str(mutant))]

    @property
    def is_good(self) -> bool:
        """Enough are caught, and every survivor has its reason."""
        return self.share >= WANTED and not self.unexplained
