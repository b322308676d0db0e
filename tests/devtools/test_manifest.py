"""Tests that functions.yaml agrees with main.py and has failed triggers retried."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from devtools.toolchain import manifest
from devtools.toolchain.layout import ROOT

BACKEND = """
const discovery = require("firebase-tools/lib/deploy/functions/runtimes/discovery");
const build = require("firebase-tools/lib/deploy/functions/build");
(async () => {
  const found = await discovery.detectFromYaml("functions", "demo-scrbrd", "python311");
  const all = build.toBackend(found, {}).endpoints;
  const endpoints = Object.values(all).flatMap((region) => Object.values(region));
  console.log(JSON.stringify(endpoints));
})();
"""


def test_the_manifest_is_fresh() -> None:
    assert manifest.MANIFEST.read_text() == manifest.manifest(), "run devtools.toolchain.manifest"


def test_a_stale_manifest_is_reported_and_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(manifest, "MANIFEST", tmp_path / "functions.yaml")
    monkeypatch.setattr("sys.argv", ["manifest", "--check"])
    assert manifest.main() == 1
    assert "stale" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["manifest"])
    assert manifest.main() == 0
    monkeypatch.setattr("sys.argv", ["manifest", "--check"])
    assert manifest.main() == 0


@pytest.mark.emulator
def test_firebase_tools_read_retry_from_the_manifest() -> None:
    result = subprocess.run(
        ["node", "-e", BACKEND], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    endpoints = {each["entryPoint"]: each for each in json.loads(result.stdout.splitlines()[-1])}
    assert set(endpoints) == set(manifest.deployed_functions())
    triggers = {
        name: each["eventTrigger"] for name, each in endpoints.items() if "eventTrigger" in each
    }
    assert {name: trigger["retry"] for name, trigger in triggers.items()} == {
        "on_book_entry_written": True,
        "on_competition_written": True,
        "on_dispute_written": True,
        "on_lineup_written": True,
        "on_match_written": True,
        "on_player_contribution_written": True,
        "on_ruling_written": True,
        "on_scoring_action_written": True,
        "on_team_contribution_written": True,
    }
    assert {each["availableMemoryMb"] for each in endpoints.values()} == {512}
