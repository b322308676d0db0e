"""Tests `scrbrd ledger`: export from a real Firestore, verification without it."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from google.cloud.firestore import Client
from typer.testing import CliRunner

from admin.app import app
from admin.ledger.head import head_text
from admin.options import BAD_INPUT, REFUSED
from scrbrd.adapters import paths
from tests.admin.administration import run_failing, run_in_process, run_ok
from tests.admin.projected_match import write_match
from tests.fakes.small_match import MATCH_ID
from tests.verifier.exports import head_of, mixed_ledger, vector_ledger
from tests.verifier.verifying import run_verifier, verifier_answer

HEAD = head_of(vector_ledger(), 4)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Return the file of a sound ledger."""
    file = tmp_path / "export.jsonl"
    file.write_text("".join(vector_ledger()), encoding="utf-8")
    return file


def last_line(out: str) -> dict[str, Any]:
    """Return the last line of an output, parsed as JSON."""
    answer: dict[str, Any] = json.loads(out.splitlines()[-1])
    return answer


def test_an_exported_file_is_verified_without_a_project(export: Path) -> None:
    out = run_ok("ledger", "verify", str(export))
    assert out.startswith("4 links are sound\n")
    assert last_line(out) == run_verifier(export)[1]


def test_a_head_in_its_printed_form_is_accepted(export: Path) -> None:
    number, _, digest = HEAD.partition(":")
    printed = head_text(int(number), digest)
    assert printed.startswith("4: 19274c00 596fab29 ")
    run_ok("ledger", "verify", str(export), "--head", printed)


def test_a_tampered_file_exits_1_and_names_the_link(export: Path) -> None:
    lines = vector_ledger()
    export.write_text("".join([*lines[:2], *lines[3:]]), encoding="utf-8")
    result = run_in_process("ledger", "verify", str(export))
    assert result.code == REFUSED
    assert last_line(result.out)["firstFault"]["number"] == 2
    assert result.out.startswith("deleted: ")


def test_an_export_is_printed_in_utf_8_whatever_the_terminals_encoding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = SimpleNamespace(lines=lambda _match: iter(mixed_ledger()))
    monkeypatch.setattr("admin.commands.ledger.read_ledger", lambda *_, **__: stored)
    result = CliRunner(charset="latin-1").invoke(app, ["ledger", "export", "m~2"])
    assert result.stdout_bytes == "".join(mixed_ledger()).encode()
    assert verifier_answer(result.stdout_bytes)["ok"]


def test_an_export_to_a_gz_file_is_refused_because_no_verifier_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "match.jsonl.gz"
    output = run_failing(BAD_INPUT, "ledger", "export", MATCH_ID, "-o", str(file))
    assert "reads what is zipped" in " ".join(output.split())
    assert not file.exists()


def test_a_file_that_cannot_be_read_is_refused(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_to_open(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse_to_open)
    output = run_failing(BAD_INPUT, "ledger", "verify", str(export))
    assert f"{export}: cannot be read (Permission denied)" in " ".join(output.split())


@pytest.mark.parametrize("space", ["\ufeff", "\x85", "\x1f", "\n"])
def test_white_space_around_a_head_is_ignored(export: Path, space: str) -> None:
    run_ok("ledger", "verify", str(export), "--head", f"{space}{HEAD}{space}")


def test_an_invalid_head_is_refused(export: Path) -> None:
    assert "64 hexadecimal" in run_failing(
        BAD_INPUT, "ledger", "verify", str(export), "--head", "4:abc"
    )


def test_a_stored_ledger_is_exported_and_verified_by_the_standalone_script(
    firestore_client: Client, tmp_path: Path
) -> None:
    write_match(firestore_client)
    file, head = tmp_path / "match.jsonl", run_ok("ledger", "head", MATCH_ID).strip()
    assert head.startswith("14: ")
    assert run_ok("ledger", "export", MATCH_ID, "-o", str(file)) == f"{file}: 14 links\n"
    assert run_verifier(file, "--head", head)[0] == 0
    assert last_line(run_ok("ledger", "verify", MATCH_ID, "--head", head))["ok"] is True
    edited = firestore_client.document(paths.scoring_action(MATCH_ID, "1_3"))
    edited.update({"runsOffBat": 6})
    result = run_in_process("ledger", "verify", MATCH_ID)
    assert (result.code, last_line(result.out)["firstFault"]["number"]) == (REFUSED, 3)


def test_a_match_without_a_ledger_is_refused(firestore_client: Client) -> None:
    firestore_client.document(paths.match(MATCH_ID)).set({"status": "scheduled"})
    assert "has no ledger" in run_failing(REFUSED, "ledger", "head", MATCH_ID)
