"""Owns the mutants of the rules: each condition removed or inverted in turn, to see who notices.

`python -m scrbrd_admin.rules.mutate [FILE ...]` runs the policy tables of `tests/rules/` against
each; fails when fewer than 95 % are caught. It takes long and is no part of the default test run.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import requests
from rich.progress import Progress

from scrbrd_admin.emulators import FirestoreEmulator
from scrbrd_admin.rules.build import ROOT, assemble, read_sources

WANTED = 0.95
STATEMENT = re.compile(r"(?:(?<!\w)return|: if)\s")
HARMLESS_FILE = ROOT / "tests" / "rules" / "harmless_mutants.txt"
FILES_OF = {
    "lib/actions": ("scoring_actions",),
    "lib/grants": ("match_roles", "school_roles", "team_roles"),
    "lib/matches": ("scoring_actions", "matches", "lineups"),
}
"""Whose tables a helper is about; any other is everybody's."""

SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source with one condition changed: characters `start` to `end` replaced."""

    source: str
    line: int
    start: int
    end: int
    condition: str
    replacement: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.condition} -> {self.replacement}"

    def apply(self, text: str) -> str:
        """The source with the change."""
        return text[: self.start] + self.replacement + text[self.end :]


@dataclass(frozen=True, slots=True)
class Operand:
    """A condition in a source, and the operator that it is an operand of."""

    start: int
    end: int
    operator: str


def mutants(source: str, text: str) -> Iterator[Mutant]:
    """Every condition removed from its `&&` or `||`, and every one inverted."""
    for operand in operands(blanked(text)):
        code = text[operand.start : operand.end]
        line = text.count("\n", 0, operand.start) + 1
        shown = " ".join(code.split())
        place = (source, line, operand.start, operand.end, shown)
        if operand.operator in {"&&", "||"}:
            yield Mutant(*place, "true" if operand.operator == "&&" else "false")
        yield Mutant(*place, f"!({code})")


def blanked(text: str) -> str:
    """The text with comments and quoted words blanked out, every character at its place."""
    pattern = r"//[^\n]*|'[^'\n]*'"
    return re.sub(pattern, lambda found: re.sub(r"[^\n]", "_", found[0]), text)


def operands(text: str) -> Iterator[Operand]:
    """The conditions of all `return` and `allow ... if`, from the outside in."""
    for found in STATEMENT.finditer(text):
        start = found.end()
        body = text[start : text.index(";", start)]
        if found[0].startswith(":") or _is_condition(body):
            yield from _within(text, start, start + len(body), "")


def _is_condition(code: str) -> bool:
    """Tell a returned condition from a returned document, path or list."""
    asks = re.search(
        r"&&|\|\||[!=<>]=|[<>]| is | in |\.matches\(|\.hasOnly\(|\.hasAll\(|has\w+\(|is[A-Z]", code
    )
    return asks is not None


def _within(text: str, start: int, end: int, operator: str) -> Iterator[Operand]:
    start, end = _trimmed(text, start, end)
    for separators in (("?", ":"), ("||",), ("&&",)):
        parts = _split(text, start, end, separators)
        if len(parts) > 1:
            yield from _parts(text, parts, separators)
            return
    yield Operand(start, end, operator)
    inner = start + (text[start] == "!")
    if text[inner] == "(" and text[end - 1] == ")":
        yield from _inner(text, inner + 1, end - 1)


def _inner(text: str, start: int, end: int) -> Iterator[Operand]:
    """What is within parentheses, unless it is one condition, which was taken already."""
    found = list(_within(text, start, end, ""))
    yield from found[1:] if found and not found[0].operator else found


def _parts(
    text: str, parts: list[tuple[int, int]], separators: tuple[str, ...]
) -> Iterator[Operand]:
    is_choice = "?" in separators
    for number, (start, end) in enumerate(parts):
        if is_choice and text[slice(*_trimmed(text, start, end))] in {"true", "false"}:
            continue
        operator = "?" if is_choice and number == 0 else "" if is_choice else separators[0]
        yield from _within(text, start, end, operator)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    code = text[start:end]
    return start + len(code) - len(code.lstrip()), end - len(code) + len(code.rstrip())


def _split(text: str, start: int, end: int, separators: tuple[str, ...]) -> list[tuple[int, int]]:
    """The spans between separators that stand outside all brackets."""
    depth, begun, parts, at = 0, start, [], start
    while at < end:
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[at], 0)
        hit = next((mark for mark in separators if not depth and text.startswith(mark, at)), "")
        if hit:
            parts.append((begun, at))
            begun = at + len(hit)
        at += len(hit) or 1
    return [*parts, (begun, end)]


def is_caught(
    mutant: Mutant, sources: dict[str, str], host: str, project: str, world: Any, policy: Any
) -> bool:
    """Run the tables of the mutant's file until one fault shows it."""
    changed = {**sources, mutant.source: mutant.apply(sources[mutant.source])}
    if not _loads(host, project, assemble(changed).text):
        return True
    chosen = [entry for entry in policy.entries() if concerns(mutant.source, entry.source)]
    # Twins are single requests, rows are seventy-five: the short ones first.
    chosen.sort(key=lambda entry: not hasattr(entry, "good"))
    try:
        return next(policy.faults(world, chosen), None) is not None
    except AssertionError:
        return True


def concerns(source: str, table: str) -> bool:
    """Tell whether the tables of one file are about a source."""
    name = source.removeprefix("rules/").removesuffix(".rules")
    if name.startswith("lib/"):
        return name not in FILES_OF or table in FILES_OF[name]
    return name == table


def _loads(host: str, project: str, text: str) -> bool:
    """Load rules, warnings or not: a mutant may leave a function unused."""
    body = {"rules": {"files": [{"name": "firestore.rules", "content": text}]}}
    url = f"http://{host}/emulator/v1/projects/{project}:securityRules"
    return requests.put(url, json=body, timeout=SECONDS).ok


def harmless() -> dict[str, str]:
    """Survivors that do no harm, with the reason: `mutant # reason` in each line."""
    if not HARMLESS_FILE.exists():
        return {}
    lines = HARMLESS_FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" # ") for line in lines if " # " in line)
    return {mutant.strip(): reason.strip() for mutant, _, reason in pairs}


def survivors(
    chosen: Sequence[Mutant], sources: dict[str, str], step: Callable[[], None]
) -> Iterator[Mutant]:
    """The mutants that no table notices."""
    sys.path[:0] = [str(ROOT)]
    policy = importlib.import_module("tests.rules.policy")
    with FirestoreEmulator() as emulator:
        # A fresh world now and then: what a mutant let through lies about in the old one.
        for number, mutant in enumerate(chosen):
            if number % 10 == 0:
                project = f"demo-{uuid.uuid4().hex[:16]}"
                world = policy.new_world(emulator.host, project, assemble(sources).text)
            if not is_caught(mutant, sources, emulator.host, project, world, policy):
                yield mutant
            step()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mutants; 1 when fewer than 95 % are caught or a survivor has no reason."""
    parser = argparse.ArgumentParser(prog="scrbrd_admin.rules.mutate", description=__doc__)
    parser.add_argument("files", nargs="*", help="sources such as rules/live.rules; all by default")
    parser.add_argument("--every", type=int, default=1, help="only every n-th mutant")
    options = parser.parse_args(arguments)
    sources = read_sources()
    names = [Path(name).as_posix() for name in options.files] or list(sources)
    made = chain.from_iterable(mutants(name, sources[name]) for name in names)
    chosen = list(made)[:: options.every]
    with Progress() as progress:
        task = progress.add_task("mutants", total=len(chosen))
        alive = list(survivors(chosen, sources, lambda: progress.advance(task)))
    return report(len(chosen), alive)


def report(total: int, alive: Sequence[Mutant]) -> int:
    """Say what survived and why that is harmless; the exit code."""
    reasons = harmless()
    for mutant in alive:
        sys.stdout.write(f"survived: {mutant}\n  {reasons.get(str(mutant), 'NO REASON GIVEN')}\n")
    share = (total - len(alive)) / total if total else 1.0
    sys.stdout.write(f"{total - len(alive)} of {total} mutants caught ({share:.1%})\n")
    return int(share < WANTED or any(str(mutant) not in reasons for mutant in alive))


if __name__ == "__main__":
    sys.exit(main())
