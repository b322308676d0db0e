"""Tests that the tables of docs/operations.md name every alert and every log line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALERTS = ROOT / "monitoring" / "cloud" / "alerts"
LOG_FUNCTIONS = frozenset(
    {"info", "warn", "error", "log_failure", "log_call", "log_catch_up", "log_summary"}
)
"""Functions that write a log line whose message is their first argument."""


def names_in_operations(heading: str) -> set[str]:
    """Return the names in the first column of the first table under a heading of operations.md."""
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    table = text.partition(f"\n## {heading}\n")[2].partition("\n| ")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[1:]]
    return {name for row in rows for name in re.findall("`([^`]+)`", row)}


def test_the_operations_page_lists_exactly_the_alerts() -> None:
    assert names_in_operations("Monitoring") == {path.stem for path in ALERTS.glob("*")}


def logged_messages(tree: ast.AST) -> Iterator[str]:
    """Yield the messages that a module logs, if they are constants in its code."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        first_argument = node.args[0]
        if name not in LOG_FUNCTIONS or not isinstance(first_argument, ast.Constant):
            continue
        message = str(first_argument.value)
        yield from {
            "log_failure": (f"{message} failed",),
            "log_call": (message, f"{message} failed"),
            "log_catch_up": (message, f"{message} failed"),
        }.get(name, (message,))


def test_the_operations_page_lists_exactly_the_logged_messages() -> None:
    sources = sorted((ROOT / "functions" / "scrbrd" / "triggers").glob("*.py"))
    found = {
        message
        for path in sources
        for message in logged_messages(ast.parse(path.read_text("utf-8")))
    }
    assert len(found) > 10
    assert names_in_operations("Log lines") == found
