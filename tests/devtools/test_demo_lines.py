"""Tests the lines that `demo --keep` prints for another terminal, and the option `--no-score`."""

from __future__ import annotations

from typer.testing import CliRunner

from devtools.app import app
from devtools.commands.demo import export_lines
from devtools.demo.sample_matches import SampleMatches


def test_environment_variables_are_printed_as_export_lines() -> None:
    variables = {"FIRESTORE_EMULATOR_HOST": "127.0.0.1:8080", "NAME": "a b"}
    assert export_lines(variables) == [
        "  export FIRESTORE_EMULATOR_HOST=127.0.0.1:8080",
        "  export NAME='a b'",
    ]


def test_no_score_without_keep_is_a_usage_error() -> None:
    result = CliRunner().invoke(app, ["demo", "--no-score"])
    assert result.exit_code == 2
    assert "say --keep too" in result.stderr


def test_without_scoring_the_links_name_no_scored_match() -> None:
    samples = SampleMatches("a", "a-next", "a-disputed")
    assert any("/m/a)" in line for line in samples.links("http://here"))
    lines = samples.links("http://here", is_scored=False)
    assert any(line == "Watch:  http://here/m/a-next" for line in lines)
    assert not any("just scored" in line for line in lines)
