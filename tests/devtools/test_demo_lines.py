"""The lines that `demo --keep` prints for another terminal, and its option to score no match."""

from __future__ import annotations

from typer.testing import CliRunner

from devtools.app import app
from devtools.commands.demo import export_lines
from devtools.demo.sample_matches import SampleMatches


def test_a_shell_gets_the_emulators_by_lines_to_copy() -> None:
    variables = {"FIRESTORE_EMULATOR_HOST": "127.0.0.1:8080", "NAME": "a b"}
    assert export_lines(variables) == [
        "  export FIRESTORE_EMULATOR_HOST=127.0.0.1:8080",
        "  export NAME='a b'",
    ]


def test_nothing_to_score_and_nothing_to_keep_is_said() -> None:
    ran = CliRunner().invoke(app, ["demo", "--no-score"])
    assert ran.exit_code == 2
    assert "say --keep too" in ran.stderr


def test_a_match_that_was_not_scored_is_not_called_just_scored() -> None:
    samples = SampleMatches("a", "a-next", "a-disputed")
    assert any("/m/a)" in line for line in samples.links("http://here"))
    lines = samples.links("http://here", is_scored=False)
    assert any(line == "Watch:  http://here/m/a-next" for line in lines)
    assert not any("just scored" in line for line in lines)
