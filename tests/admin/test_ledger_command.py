"""`scrbrd ledger`: exported from a real Firestore, verified without it."""

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
from tests.admin.administration import done, here, refused
from tests.admin.projected import write_match
from tests.fakes.small_match import MATCH_ID
from tests.verifier.exports import head_of, mixed, vector
from tests.verifier.verifying import run, verified

HEAD = head_of(vector(), 4)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The file of a sound ledger."""
    file = tmp_path / "export.jsonl"
    file.write_text("".join(vector()), encoding="utf-8")
    return file


def last_line(out: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(out.splitlines()[-1])
    return answer


def test_a_file_is_verified_without_any_project(export: Path) -> None:
    out = done("ledger", "verify", str(export))
    assert out.startswith("4 links are sound\n")
    assert last_line(out) == run(export)[1]


def test_a_head_as_it_is_printed_is_taken(export: Path) -> None:
    number, _, digits = HEAD.partition(":")
    printed = head_text(int(number), digits)
    assert printed.startswith("4: 19274c00 596fab29 ")
    done("ledger", "verify", str(export), "--head", printed)


def test_a_tampered_file_exits_1_and_names_the_link(export: Path) -> None:
    lines = vector()
    export.write_text("".join([*lines[:2], *lines[3:]]), encoding="utf-8")
    ran = here("ledger", "verify", str(export))
    assert ran.code == REFUSED
    assert last_line(ran.out)["firstFault"]["number"] == 2
    assert ran.out.startswith("deleted: ")


def test_an_export_is_printed_in_utf_8_whatever_the_terminal_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = SimpleNamespace(lines=lambda _match: iter(mixed()))
    monkeypatch.setattr("admin.commands.ledger.read_ledger", lambda *_, **__: stored)
    ran = CliRunner(charset="latin-1").invoke(app, ["ledger", "export", "m~2"])
    assert ran.stdout_bytes == "".join(mixed()).encode()
    assert verified(ran.stdout_bytes)["ok"]


def test_an_export_is_not_written_zipped_for_no_verifier_reads_that(tmp_path: Path) -> None:
    file = tmp_path / "match.jsonl.gz"
    output = refused(BAD_INPUT, "ledger", "export", MATCH_ID, "-o", str(file))
    assert "reads what is zipped" in " ".join(output.split())
    assert not file.exists()


def test_a_file_that_cannot_be_read_is_refused_in_a_line(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", cannot)
    output = refused(BAD_INPUT, "ledger", "verify", str(export))
    assert f"{export}: cannot be read (Permission denied)" in " ".join(output.split())


@pytest.mark.parametrize("mark", ["\ufeff", "\x85", "\x1f", "\n"])
def test_a_head_is_taken_with_whatever_space_was_copied_with_it(export: Path, mark: str) -> None:
    done("ledger", "verify", str(export), "--head", f"{mark}{HEAD}{mark}")


def test_what_is_no_head_is_refused(export: Path) -> None:
    assert "64 hexadecimal" in refused(
        BAD_INPUT, "ledger", "verify", str(export), "--head", "4:abc"
    )


def test_a_stored_ledger_is_exported_and_verified_by_the_script_alone(
    firestore_client: Client, tmp_path: Path
) -> None:
    write_match(firestore_client)
    file, given = tmp_path / "match.jsonl", done("ledger", "head", MATCH_ID).strip()
    assert given.startswith("14: ")
    assert done("ledger", "export", MATCH_ID, "-o", str(file)) == f"{file}: 14 links\n"
    assert run(file, "--head", given)[0] == 0
    assert last_line(done("ledger", "verify", MATCH_ID, "--head", given))["ok"] is True
    edited = firestore_client.document(paths.scoring_action(MATCH_ID, "1_3"))
    edited.update({"runsOffBat": 6})
    ran = here("ledger", "verify", MATCH_ID)
    assert (ran.code, last_line(ran.out)["firstFault"]["number"]) == (REFUSED, 3)


def test_a_match_without_a_ledger_is_refused(firestore_client: Client) -> None:
    firestore_client.document(paths.match(MATCH_ID)).set({"status": "scheduled"})
    assert "has no ledger" in refused(REFUSED, "ledger", "head", MATCH_ID)
