"""Tests that the pages for operators agree with each other and with the preflight."""

from __future__ import annotations

import pytest

from admin.preflight.project_lines import GUARDED, PROJECT_LINES
from devtools.toolchain.layout import ROOT

SERVICE_NAMES = {
    "firestore.googleapis.com": "Firestore",
    "identitytoolkit.googleapis.com": "Authentication",
}
REASON = "neither the pages nor `@scrbrd/client` send its tokens, and would be shut out"
ROWS = {"operations.md": "| App Check |", "going-live.md": "| `app_check` |"}


@pytest.mark.parametrize("page", ROWS)
def test_no_page_advises_to_enforce_app_check(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    [row] = [line for line in text.splitlines() if line.startswith(ROWS[page])]
    assert REASON in row
    assert "not enforce" in row
    assert "then enforce" not in row
    assert all(SERVICE_NAMES[each] in row for each in GUARDED)


def test_the_preflight_advises_against_enforcing_app_check() -> None:
    [line] = [each for each in PROJECT_LINES if each.id == "app_check"]
    assert "take enforcement back" in line.remedy


def test_the_runbook_after_a_deletion_uses_databases_that_the_commands_reach() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    runbook = text.split("**Somebody deleted in the console.**")[1].split("\n**")[0]
    import_commands = [
        each for each in runbook.replace("\n   ", " ").split("`") if "firestore import" in each
    ]
    assert import_commands
    assert all("--database='(default)' --project=RESCUE" in each for each in import_commands)
    assert "scripts/scrbrd backup MATCH... rescued.jsonl.gz --project RESCUE" in runbook
