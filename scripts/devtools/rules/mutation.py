"""Runs the mutants of the rules against the policy tables, and collects the survivors.

A mutant is run only against the tables of the files that it can affect, under rules without the
other files.
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
"""Files that every ruleset includes: several tables write a ball or plan a match as well."""

Sources = dict[str, str]


class TablesFailed(Exception):
    """The tables fail on the unchanged rules, so no mutant can be judged."""


def affected_tables(mutant: Mutant, sources: Sources) -> frozenset[str]:
    """Return the tables that a mutant affects: of its file, or of all files that use a helper."""
    if not mutant.source.startswith(LIB):
        return frozenset({table_of(mutant.source)})
    names = users({mutant.home}, sources)
    files = (name for name in sources if not name.startswith(LIB))
    return frozenset(table_of(name) for name in files if _mentions(sources[name], names))


def table_of(source: str) -> str:
    """Return the name of the tables for a file of the rules."""
    return source.removeprefix(f"{SOURCES}/").removesuffix(".rules")


def users(names: set[str], sources: Sources) -> set[str]:
    """Return the named helpers and all helpers that call them, directly or indirectly."""
    helpers = "\n".join(text for name, text in sources.items() if name.startswith(LIB))
    bodies = dict(re.findall(r"(?ms)^function (\w+)\((.*?)^\}", helpers))
    found = set(names)
    while callers := {name for name in bodies if _mentions(bodies[name], found)} - found:
        found |= callers
    return found


def _mentions(text: str, names: Iterable[str]) -> bool:
    return any(re.search(rf"\b{name}\(", text) for name in names)


def ruleset(sources: Sources, tables: frozenset[str], mutant: Mutant | None = None) -> str:
    """Return the ruleset of the helpers and the files of some tables, with a mutant applied."""
    included = {
        name: text
        for name, text in sources.items()
        if name.startswith(LIB) or name in ALWAYS or table_of(name) in tables
    }
    if mutant:
        included[mutant.source] = mutant.apply(included[mutant.source])
    return assemble(included).text


@dataclass(slots=True)
class MutantRunner:
    """A project on one emulator, and the entries of the tables.

    Entries that caught a mutant most recently come first. `sound` are the sets of tables that pass
    on the unchanged rules.
    """

    world: Any
    entries: list[Any]
    verified: set[frozenset[str]] = field(default_factory=set)

    def catches(self, mutant: Mutant, sources: Sources) -> bool:
        """Return True if an entry of the affected tables fails under the mutant."""
        tables = affected_tables(mutant, sources)
        self.check_unchanged_rules(tables, sources)
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
        except AssertionError as error:  # neither allowed nor refused: an error in the rules
            return str(error)
        finally:
            faults.close()  # type: ignore[attr-defined]

    def check_unchanged_rules(self, tables: frozenset[str], sources: Sources) -> None:
        """Raise TablesFailed if the tables fail on the unchanged rules."""
        if tables in self.verified:
            return
        self.world.load_anyway(ruleset(sources, tables))
        for entry in self.entries:
            if entry.source in tables and (fault := self._first_fault(entry)):
                raise TablesFailed(fault)
        self.verified.add(tables)


def survivors(
    mutants: Sequence[Mutant], sources: Sources, jobs: int, step: Callable[[], None]
) -> list[Mutant]:
    """Return the mutants that no table catches; each job has an emulator of its own.

    `step` is called after each mutant.
    """
    policy = policy_tables()
    own = threading.local()

    def survives(mutant: Mutant) -> bool:
        caught: bool = own.runner.catches(mutant, sources)
        step()
        return not caught

    with ExitStack() as stack:
        hosts = [stack.enter_context(FirestoreEmulator()).host for _ in range(jobs)]

        def begin() -> None:
            project = f"demo-{uuid.uuid4().hex[:16]}"
            world = policy.new_world(hosts.pop(), project, assemble(sources).text)
            own.runner = MutantRunner(world, list(policy.entries()))

        pool = stack.enter_context(ThreadPoolExecutor(jobs, initializer=begin))
        verdicts = list(pool.map(survives, mutants))
    return [mutant for mutant, alive in zip(mutants, verdicts, strict=True) if alive]


def harmless_survivors() -> dict[str, str]:
    """Return the reasons of the harmless survivors by mutant; the file's head has its format."""
    if not HARMLESS_FILE.exists():
        return {}
    lines = HARMLESS_FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" # ") for line in lines if not line.startswith("#"))
    return {mutant.strip(): reason.strip() for mutant, _, reason in pairs if mutant.strip()}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a run of mutants."""

    total: int
    alive: tuple[Mutant, ...]
    reasons: dict[str, str]

    @property
    def share(self) -> float:
        """The share of caught mutants, 0 to 1."""
        return (self.total - len(self.alive)) / self.total if self.total else 1.0

    @property
    def unexplained(self) -> list[Mutant]:
        """The survivors without a reason."""
        return [mutant for mutant in self.alive if not self.reasons.get(str(mutant))]

    @property
    def is_good(self) -> bool:
        """True if enough mutants are caught and every survivor has a reason."""
        return self.share >= WANTED and not self.unexplained
