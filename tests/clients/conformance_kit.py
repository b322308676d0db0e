"""Writes the conformance kit: `python -m tests.clients.conformance_kit`.

Random cases are chosen so that few lines show much: each brings a kind of problem, dismissal, end
or outcome that those before had not. A test fails where the fold makes something else of one.
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
MOST_OF_A_LINE = 24_000
MOST_OF_A_KIND = 20
MOST_SCENES = 300
SHORT_MATCHES = ("1205779", "1355625")
"""A T20 with a revised target, and a match of The Hundred."""

NOT_COUNTED = ("nonce", "follows", "source")
"""Fields of an imported action that no engine looks at."""


def examples(strategy: st.SearchStrategy[Case]) -> list[Case]:
    """Return cases of one kind, the same at every run of one version of Hypothesis."""
    found: list[Case] = []

    @seed(1)
    @settings(
        max_examples=CANDIDATES, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def note(case: Case) -> None:
        found.append(case)

    note()
    return found


def features(case: Case) -> Iterator[tuple[str, Any]]:
    """Yield what a case shows of the laws."""
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


class Chosen:
    """The lines of the cases that show what those before do not, as few as may be."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._seen: set[tuple[str, Any]] = set()

    def choose(self, name: str, cases: Iterable[Case], most: int = MOST_OF_A_KIND) -> None:
        """Take the cases of one kind that show more, so many at most."""
        count = 0
        for case in cases:
            new = set(features(case)) - self._seen
            if not new or count == most:
                continue
            line = case_line(replace(case, name=f"{name}: {case.name}"), is_whole=False)
            if len(line) <= MOST_OF_A_LINE:
                self.lines.append(line)
                self._seen |= new
                count += 1


def match_cases() -> Iterator[Case]:
    """Yield a few real matches, without what no engine looks at."""
    for case, _ in logs.real_cases():
        if case.name in SHORT_MATCHES:
            yield replace(case, log=[without_names(each) for each in case.log])


def without_names(document: Json) -> Json:
    """Return an action without the fields that only tell who recorded it, and how."""
    return {name: value for name, value in document.items() if name not in NOT_COUNTED}


def scene_cases() -> Iterator[Case]:
    """Yield what the tests of the verdicts play: each one thing that the Laws speak of."""
    for scene in SCENES:
        book = scene.before()
        scene.act(book)
        yield Case(scene.name, book.setup, [logs.document(entry) for entry in book.entries])


def write() -> None:
    """Write both files."""
    KIT.mkdir(exist_ok=True)
    chosen = Chosen()
    chosen.choose("scene", scene_cases(), most=MOST_SCENES)
    for name, kind in KINDS.items():
        chosen.choose(name, examples(kind))
    LOGS.write_text("".join(f"{line}\n" for line in chosen.lines), encoding="utf-8")
    whole = [case_line(case, is_whole=False) for case in match_cases()]
    MATCHES.write_text("".join(f"{line}\n" for line in whole), encoding="utf-8")


if __name__ == "__main__":
    write()
