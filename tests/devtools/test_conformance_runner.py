"""A runner of the conformance kit that cannot run gives an error of one line."""

from __future__ import annotations

import sys

import pytest

from devtools.conformance import engine
from devtools.toolchain.errors import MissingToolError

MORE_THAN_A_PIPE_HOLDS = 2_000


def test_a_runner_that_ends_before_it_has_read_the_cases_is_one_line_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "find_node", lambda: sys.executable)  # which reads no JavaScript
    monkeypatch.setattr(engine, "build", lambda _node: None)
    with pytest.raises(MissingToolError, match="runner of the conformance kit ended with 1; look"):
        engine.compare(["x" * 1_000] * MORE_THAN_A_PIPE_HOLDS)
    assert "SyntaxError" in capfd.readouterr().err


@pytest.mark.parametrize("lines", [[], ['{"case": "a", "path": "b"}']], ids=["nothing", "a part"])
def test_a_runner_that_ends_in_the_middle_has_no_outcome(lines: list[str]) -> None:
    with pytest.raises(MissingToolError):
        engine.outcome_of(lines, 1)
