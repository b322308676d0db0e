"""Tests the Firestore emulator and the fixtures that use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import Client

from devtools.emulators import EmulatorError, FirestoreEmulator, RulesError
from devtools.emulators.guard import descendants
from tests.devtools.test_guard import exists

RULES = """rules_version = '2';
service cloud.firestore {{
  match /databases/{{database}}/documents/matches/{{id}} {{ allow read: if {condition}; }}
}}"""


def test_a_client_reads_what_it_wrote(firestore_client: Client) -> None:
    match = firestore_client.document("matches/m1")
    match.set({"format": "T20"})
    assert match.get().to_dict() == {"format": "T20"}


@pytest.mark.parametrize("run", ["once", "again"])
def test_every_test_has_an_empty_database(run: str, firestore_client: Client) -> None:
    matches = firestore_client.collection("matches")
    assert matches.get() == []
    matches.document("m1").set({"run": run})


def test_valid_rules_are_loaded(firestore_emulator: FirestoreEmulator, project_id: str) -> None:
    firestore_emulator.load_rules(project_id, RULES.format(condition="true"))


@pytest.mark.parametrize(
    ("rules", "error_text"),
    [
        (RULES.format(condition="isScorer()"), "WARNING: Invalid function name: isScorer"),
        ("allow all", "Error compiling rules"),
    ],
    ids=["a misspelt function", "not rules"],
)
def test_rules_with_any_issue_are_refused(
    rules: str, error_text: str, firestore_emulator: FirestoreEmulator, project_id: str
) -> None:
    with pytest.raises(RulesError, match=error_text):
        firestore_emulator.load_rules(project_id, rules)


@pytest.mark.emulator
def test_an_emulator_with_missing_rules_does_not_start(tmp_path: Path) -> None:
    rules = tmp_path / "firestore.rules"
    with pytest.raises(EmulatorError, match="the Firestore emulator ended while starting"):
        FirestoreEmulator(rules=rules).__enter__()


@pytest.mark.emulator
def test_all_processes_of_the_emulator_end_with_it() -> None:
    with FirestoreEmulator() as emulator:
        processes = [emulator.pid, *descendants(emulator.pid)]
    assert len(processes) == 2
    assert not [pid for pid in processes if exists(pid)]
