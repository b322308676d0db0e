"""Tests that `firestore.rules` is built from `rules/`, and the map of its lines to the sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devtools.emulators import FirestoreEmulator, RulesError
from devtools.rules.build import LINE_MAP, ROOT, Built, assemble, main, stale_files, write


def test_the_committed_rules_are_those_built_from_the_sources() -> None:
    assert stale_files() == []
    assert main(["--check"]) == 0


def test_a_changed_source_makes_the_committed_rules_stale(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    source = tmp_path / "rules" / "one.rules"
    source.write_text("match /one/{id} {\n}\n")
    write(tmp_path)
    assert stale_files(tmp_path) == []
    source.write_text("match /two/{id} {\n}\n")
    assert stale_files(tmp_path) == ["firestore.rules"]


def test_every_built_line_is_mapped_to_its_line_in_the_source(built: Built) -> None:
    lines = built.text.splitlines()
    for number, line in enumerate(lines, start=1):
        source_line = built.source_of(number)
        if source_line is None:
            continue
        assert (ROOT / source_line.source).read_text().splitlines()[
            source_line.line - 1
        ].strip() == line.strip()


def test_lines_added_by_the_builder_have_no_source() -> None:
    built = assemble({"rules/one.rules": "first\nsecond\n"})
    numbers = range(1, len(built.text.splitlines()) + 1)
    found = [str(source_line) for source_line in map(built.source_of, numbers) if source_line]
    assert found == ["rules/one.rules:1", "rules/one.rules:2"]


def test_the_committed_line_map_has_every_source() -> None:
    pieces = json.loads((ROOT / LINE_MAP).read_text())["pieces"]
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "rules").rglob("*.rules")}
    assert {piece["source"] for piece in pieces} == sources


def test_rules_with_a_misspelt_function_name_do_not_load(
    firestore_emulator: FirestoreEmulator, project_id: str, built: Built
) -> None:
    firestore_emulator.load_rules(project_id, built.text)
    misspelt = built.text.replace("isAdmin()", "isAdnim()", 1)
    assert misspelt != built.text
    with pytest.raises(RulesError):
        firestore_emulator.load_rules(project_id, misspelt)


def test_a_deployment_first_checks_that_the_rules_are_not_stale() -> None:
    predeploy = json.loads((ROOT / "firebase.json").read_text())["firestore"]["predeploy"]
    assert any("devtools.rules.build --check" in command for command in predeploy)
