"""The tables of docs/operations.md name every alert and every line that the functions log."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALERTS = ROOT / "monitoring" / "cloud" / "alerts"
LOGS = frozenset(
    {"info", "warn", "error", "log_failure", "log_call", "log_catch_up", "log_summary"}
)
"""What writes a line of the log under its first argument."""


def named_in_operations(heading: str) -> set[str]:
    """The names in the first column of the first table under a heading of docs/operations.md."""
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    table = text.partition(f"\n## {heading}\n")[2].partition("\n| ")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[1:]]
    return {name for row in rows for name in re.findall("`([^`]+)`", row)}


def test_operations_says_why_each_alert_rings_and_names_no_other() -> None:
    assert named_in_operations("Monitoring") == {path.stem for path in ALERTS.glob("*")}


def messages(tree: ast.AST) -> Iterator[str]:
    """The messages that a module logs, as far as they stand in it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        first = node.args[0]
        if name not in LOGS or not isinstance(first, ast.Constant):
            continue
        said = str(first.value)
        yield from {
            "log_failure": (f"{said} failed",),
            "log_call": (said, f"{said} failed"),
            "log_catch_up": (said, f"{said} failed"),
        }.get(name, (said,))


def test_operations_lists_every_line_that_the_functions_log_and_no_other() -> None:
    sources = sorted((ROOT / "functions" / "scrbrd" / "triggers").glob("*.py"))
    found = {said for path in sources for said in messages(ast.parse(path.read_text("utf-8")))}
    assert len(found) > 10
    assert named_in_operations("Log lines") == found
