"""`scrbrd rules`: what it prints and its exit codes, without an emulator."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from devtools.app import app
from devtools.rules import mutation
from devtools.rules.build import assemble
from devtools.rules.coverage import (
    CONSTANTS,
    Expression,
    gaps,
    html_report,
    lcov_report,
    percentage,
)
from devtools.rules.mutate import Mutant

run = CliRunner().invoke
BUILT = assemble({"rules/one.rules": "allow get: if a();\nallow list: if b();\n"})


def seen(text: str, *kinds: str) -> dict[Expression, set[str]]:
    """An expression of the ruleset above, and the values it took."""
    start = BUILT.text.index(text)
    line = BUILT.text.count("\n", 0, start) + 1
    return {Expression(line, 1, start, start + len(text) - 1): set(kinds)}


def test_the_committed_rules_are_what_the_sources_make() -> None:
    assert run(app, ["rules", "build", "--check"]).exit_code == 0


def test_stale_rules_are_named_and_the_exit_code_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devtools.rules.build.stale_files", lambda: ["firestore.rules"])
    result = run(app, ["rules", "build", "--check"])
    assert result.exit_code == 1
    assert "firestore.rules is stale" in result.output


def test_an_unknown_source_cannot_be_mutated() -> None:
    result = run(app, ["rules", "mutate", "--file", "rules/umpires.rules"])
    assert result.exit_code == 2
    assert "no such source" in result.output


def test_a_survivor_without_a_reason_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(mutants: list[Mutant], *_: object) -> list[Mutant]:
        return mutants[:1]

    monkeypatch.setattr(mutation, "survivors", first)
    result = run(app, ["rules", "mutate", "--file", "rules/live.rules"])
    assert result.exit_code == 1
    assert "survived: rules/live.rules" in result.output
    assert "1 survivors without a reason" in result.output


def test_help_is_quick_because_nothing_is_imported_for_it() -> None:
    code = "import devtools.app, sys; print([n for n in sys.modules if 'devtools.rules.' in n])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_gap_is_an_expression_that_never_took_a_value() -> None:
    found = seen("a()", "true", "false") | seen("b()", "true")
    assert [str(gap) for gap in gaps(found, BUILT, CONSTANTS)] == [
        "rules/one.rules:2: never false: b()"
    ]
    assert percentage(found, BUILT) == 50


def test_the_reports_lead_back_to_the_sources() -> None:
    found = seen("a()", "true", "false") | seen("b()", "nothing")
    assert "SF:rules/one.rules\nDA:1,1\nDA:2,0\nLF:2\nLH:1\n" in lcov_report(found, BUILT)
    assert "rules/one.rules:2: never evaluated: b()" in html_report(found, BUILT)


def test_the_list_of_harmless_mutants_knows_comments_and_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "harmless.txt"
    path.write_text("# The format.\n\nrules/a.rules f: x -> true # y says it too\n")
    monkeypatch.setattr(mutation, "HARMLESS_FILE", path)
    assert mutation.harmless_survivors() == {"rules/a.rules f: x -> true": "y says it too"}
