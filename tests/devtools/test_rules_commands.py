"""Tests the output and exit codes of `scrbrd rules`, without an emulator."""

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


def evaluated(text: str, *values: str) -> dict[Expression, set[str]]:
    """Return an expression of the ruleset above with the values it took."""
    start = BUILT.text.index(text)
    line = BUILT.text.count("\n", 0, start) + 1
    return {Expression(line, 1, start, start + len(text) - 1): set(values)}


def test_the_committed_rules_are_built_from_the_sources() -> None:
    assert run(app, ["rules", "build", "--check"]).exit_code == 0


def test_stale_rules_are_reported_with_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devtools.rules.build.stale_files", lambda: ["firestore.rules"])
    result = run(app, ["rules", "build", "--check"])
    assert result.exit_code == 1
    assert "firestore.rules is stale" in result.output


def test_an_unknown_source_cannot_be_mutated() -> None:
    result = run(app, ["rules", "mutate", "--file", "rules/umpires.rules"])
    assert result.exit_code == 2
    assert "no such source" in result.output


def test_a_survivor_without_a_reason_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_mutant(mutants: list[Mutant], *_: object) -> list[Mutant]:
        return mutants[:1]

    monkeypatch.setattr(mutation, "survivors", first_mutant)
    result = run(app, ["rules", "mutate", "--file", "rules/live.rules"])
    assert result.exit_code == 1
    assert "survived: rules/live.rules" in result.output
    assert "1 survivors without a reason" in result.output


def test_the_commands_import_no_module_of_the_rules_at_start() -> None:
    code = "import devtools.app, sys; print([n for n in sys.modules if 'devtools.rules.' in n])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == "[]"


def test_a_gap_is_an_expression_that_never_took_a_value() -> None:
    found = evaluated("a()", "true", "false") | evaluated("b()", "true")
    assert [str(gap) for gap in gaps(found, BUILT, CONSTANTS)] == [
        "rules/one.rules:2: never false: b()"
    ]
    assert percentage(found, BUILT) == 50


def test_the_reports_name_lines_of_the_sources() -> None:
    found = evaluated("a()", "true", "false") | evaluated("b()", "nothing")
    assert "SF:rules/one.rules\nDA:1,1\nDA:2,0\nLF:2\nLH:1\n" in lcov_report(found, BUILT)
    assert "rules/one.rules:2: never evaluated: b()" in html_report(found, BUILT)


def test_the_list_of_harmless_mutants_has_comments_and_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "harmless.txt"
    path.write_text("# The format.\n\nrules/a.rules f: x -> true # y says it too\n")
    monkeypatch.setattr(mutation, "HARMLESS_FILE", path)
    assert mutation.harmless_survivors() == {"rules/a.rules f: x -> true": "y says it too"}
