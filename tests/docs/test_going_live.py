"""The pages for operators agree with each other and the preflight, and can be followed."""

from __future__ import annotations

import pytest

from admin.preflight.project_lines import GUARDED, PROJECT_LINES
from devtools.toolchain.layout import ROOT

NAMES = {
    "firestore.googleapis.com": "Firestore",
    "identitytoolkit.googleapis.com": "Authentication",
}
WHY = "neither the pages nor `@scrbrd/client` send its tokens, and would be shut out"
ROWS = {"operations.md": "| App Check |", "going-live.md": "| `app_check` |"}


@pytest.mark.parametrize("page", ROWS)
def test_no_page_tells_to_enforce_what_shuts_out_pages_and_scorers(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    [row] = [line for line in text.splitlines() if line.startswith(ROWS[page])]
    assert WHY in row
    assert "not enforce" in row
    assert "then enforce" not in row
    assert all(NAMES[each] in row for each in GUARDED)


def test_the_preflight_asks_for_the_same() -> None:
    [line] = [each for each in PROJECT_LINES if each.id == "app_check"]
    assert "take enforcement back" in line.remedy


def test_the_runbook_of_a_deletion_speaks_to_databases_that_the_verbs_reach() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    runbook = text.split("**Somebody deleted in the console.**")[1].split("\n**")[0]
    imports = [
        each for each in runbook.replace("\n   ", " ").split("`") if "firestore import" in each
    ]
    assert imports
    assert all("--database='(default)' --project=RESCUE" in each for each in imports)
    assert "scripts/scrbrd backup MATCH... rescued.jsonl.gz --project RESCUE" in runbook
