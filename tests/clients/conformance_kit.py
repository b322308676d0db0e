"""Writes the conformance kit: `python -m tests.clients.conformance_kit`.

Random cases are chosen so that few lines cover much: each has a kind of problem, dismissal, end or
outcome that those before lack. A test fails if the fold of a case no longer gives its stored state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from devtools.conformance.cases import Case, case_line, final_state
from devtools.conformance.engine import KIT
from scrbrd.domain.json_types import Json
from scrbrd.projections.plain_state import plain_fields
from tests.clients import conformance_logs as logs
from tests.domain.verdicts.vectors import SCENES

LOGS = KIT / "logs.jsonl"
MATCHES = KIT / "matches.jsonl"

KINDS = {
    "mended": logs.mended_cases(),
    "slipped": logs.slipped_cases(),
    "junk": logs.junk_cases(),
    "spoilt": logs.spoilt_cases(),
    "documents": logs.document_cases(),
}
CANDIDATES = 150
MOST_CHARACTERS_OF_A_LINE = 24_000
MOST_CASES_OF_A_KIND = 20
MOST_SCENES = 300
SHORT_MATCHES = ("1205779", "1355625")
"""A T20 with a revised target, and a match of The Hundred."""

UNUSED_FIELDS = ("nonce", "follows", "source")
"""Fields of an imported action that no engine reads."""


def examples(strategy: st.SearchStrategy[Case]) -> list[Case]:
    """Return cases of one kind, the same in every run with one version of Hypothesis."""
    found: list[Case] = []

    @seed(1)
    @settings(
        max_examples=CANDIDATES, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


def features(case: Case) -> Iterator[tuple[str, Any]]:
    """Yield the features of the laws that a case covers."""
    state = final_state(case)
    for problem in state.problems:
        yield problem.code, (problem.severity, problem.law)
    for document in case.log:
        yield "type", str(document.get("type"))
    for innings in state.innings:
        yield "closed", (innings.closed, innings.is_close_recorded, innings.is_super_over)
        for batter in innings.batters.values():
            yield "dismissal", batter.dismissal and batter.dismissal.type
    if state.result is not None:
        result = state.result
        yield "result", (result.outcome, result.runs is None, result.wickets is None)
    for name, value in plain_fields(case.setup.conditions).items():
        yield name, str(value)


class ChosenLines:
    """The lines of the chosen cases, each of which covers a feature that those before lack."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._covered: set[tuple[str, Any]] = set()

    def choose(self, name: str, cases: Iterable[Case], most: int = MOST_CASES_OF_A_KIND) -> None:
        """Choose the cases of one kind that cover new features, up to a number."""
        count = 0
        for case in cases:
            new = set(features(case)) - self._covered
            if not new or count == most:
                continue
            line = case_line(replace(case, name=f"{name}: {case.name}"), is_whole=False)
            if len(line) <= MOST_CHARACTERS_OF_A_LINE:
                self.lines.append(line)
                self._covered |= new
                count += 1


def match_cases() -> Iterator[Case]:
    """Yield a few real matches, without the fields that no engine reads."""
    for case, _ in logs.real_cases():
        if case.name in SHORT_MATCHES:
            yield replace(case, log=[without_unused_fields(each) for each in case.log])


def without_unused_fields(document: Json) -> Json:
    """Return an action without the fields on who recorded it and how."""
    return {name: value for name, value in document.items() if name not in UNUSED_FIELDS}


def scene_cases() -> Iterator[Case]:
    """Yield the scenes of the verdicts' tests, each for one provision of the Laws."""
    for scene in SCENES:
        book = scene.before()
        scene.record(book)
        yield Case(scene.name, book.setup, [logs.document(entry) for entry in book.entries])


def write() -> None:
    """Write both files of the kit."""
    KIT.mkdir(exist_ok=True)
    chosen = ChosenLines()
    chosen.choose("scene", scene_cases(), most=MOST_SCENES)
    for name, kind in KINDS.items():
        chosen.choose(name, examples(kind))
    LOGS.write_text("".join(f"{line}\n" for line in chosen.lines), encoding="utf-8")
    match_lines = [case_line(case, is_whole=False) for case in match_cases()]
    MATCHES.write_text("".join(f"{line}\n" for line in match_lines), encoding="utf-8")


if __name__ == "__main__":
    write()
