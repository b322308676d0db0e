"""A runner of the conformance kit that cannot run is one line, whatever was sent to it."""

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


@pytest.mark.parametrize("said", [[], ['{"case": "a", "path": "b"}']], ids=["nothing", "a part"])
def test_a_runner_that_ends_in_the_middle_has_no_outcome(said: list[str]) -> None:
    with pytest.raises(MissingToolError):
        engine.outcome_of(said, 1)
