"""Tests the one-line errors for a conformance runner that fails."""

from __future__ import annotations

import sys

import pytest

from devtools.conformance import engine
from devtools.toolchain.errors import MissingToolError

MORE_THAN_A_PIPE_HOLDS = 2_000


def test_a_runner_that_ends_before_reading_all_cases_raises_a_one_line_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "find_node", lambda: sys.executable)  # which reads no JavaScript
    monkeypatch.setattr(engine, "build", lambda _node: None)
    with pytest.raises(MissingToolError, match="runner of the conformance kit ended with 1; look"):
        engine.compare(["x" * 1_000] * MORE_THAN_A_PIPE_HOLDS)
    assert "SyntaxError" in capfd.readouterr().err


@pytest.mark.parametrize("lines", [[], ['{"case": "a", "path": "b"}']], ids=["nothing", "a part"])
def test_incomplete_output_of_a_runner_raises_an_error(lines: list[str]) -> None:
    with pytest.raises(MissingToolError):
        engine.outcome_of(lines, 1)
