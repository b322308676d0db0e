"""Tests the problems reported for files that must not be deployed."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import predeploy
from devtools.rules import build, coverage_record
from devtools.rules.build import Built
from devtools.toolchain import manifest


def test_stale_files_and_exceeded_limits_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest is missing; the rules are stale, too long and of another digest."""
    too_long = Built("// " + "x" * 300_000, ())
    monkeypatch.setattr(build, "stale_files", lambda: ["firestore.rules"])
    monkeypatch.setattr(build, "build", lambda: too_long)
    monkeypatch.setattr(coverage_record, "is_recorded", lambda: False)
    monkeypatch.setattr(manifest, "MANIFEST", tmp_path / "functions.yaml")
    assert predeploy.complaints() == {
        "rules_built": ["firestore.rules is stale"],
        "rules_limits": ["the rules are longer than 262144 bytes"],
        "rules_measured": ["rules/covered.txt does not match these rules"],
        "functions_manifest": ["functions.yaml is stale"],
    }


def test_a_manifest_of_other_functions_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "MANIFEST", tmp_path / "functions.yaml")
    manifest.MANIFEST.write_text("endpoints: {}\n", encoding="utf-8")
    assert not predeploy.is_manifest_fresh()
    manifest.MANIFEST.write_text(manifest.manifest(), encoding="utf-8")
    assert predeploy.is_manifest_fresh()
