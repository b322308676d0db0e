"""Runs the kit's runner under Node; builds the fold in TypeScript first if it is stale."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import ROOT, Layout
from devtools.toolchain.lock import file_lock

KIT = ROOT / "clients" / "conformance"
PACKAGE = ROOT / "clients" / "web" / "client"
BUILT = PACKAGE / "dist" / "fold" / "index.js"
COMPILER = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
REMEDY = "run scripts/setup"
READ_IT = "look at what it printed; it needs Node.js 20.19 or newer"
MOST_OF_A_COMPLAINT = 2_000


@dataclass(frozen=True)
class Outcome:
    """The counts of compared cases, compared fields and differing fields, and some differences.

    The runner prints a limited number of differences; they are `shown`.
    """

    cases: int
    fields: int
    differ: int
    shown: tuple[dict[str, Any], ...]


def compare(lines: Iterable[str], engine: Path | None = None) -> Outcome:
    """Run an engine, by default the one in TypeScript, on lines of cases; return the outcome.

    Raises MissingToolError if there is no Node, it cannot run the engine, or the fold cannot be
    built.
    """
    node = find_node()
    build(node)
    options = ["--engine", str(engine)] if engine else []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            [node, str(KIT / "run.mjs"), *options],
            stdin=subprocess.PIPE, stdout=output, text=True, encoding="utf-8",
        )  # fmt: skip
        assert process.stdin is not None
        with process, suppress(BrokenPipeError), process.stdin:  # its exit code tells more
            for line in lines:
                process.stdin.write(f"{line}\n")
        output.seek(0)
        return outcome_of(output.read().splitlines(), process.returncode)


def outcome_of(lines: list[str], code: int) -> Outcome:
    """Parse the runner's output. Raises MissingToolError if the runner did not finish."""
    *shown, total = (json.loads(line) for line in lines) if lines else ({},)
    if code not in (0, 1) or "cases" not in total:
        raise MissingToolError(f"the runner of the conformance kit ended with {code}", READ_IT)
    return Outcome(total["cases"], total["fields"], total["differ"], tuple(shown))


def find_node() -> str:
    """Return the path of Node. Raises MissingToolError."""
    node = shutil.which("node")
    if node is None:
        raise MissingToolError("no Node.js, which runs the fold in TypeScript", REMEDY)
    return node


def build(node: str) -> None:
    """Build the client if it is older than its sources; one process at a time.

    Raises MissingToolError if it cannot be built.
    """
    if is_fresh():
        return
    with file_lock(Layout().tools / "client.lock"):
        if is_fresh():
            return
        if not COMPILER.exists():
            raise MissingToolError("no TypeScript compiler in node_modules", REMEDY)
        command = [node, str(COMPILER), "-p", str(PACKAGE), "--noEmitOnError"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            why = done.stdout.strip()[:MOST_OF_A_COMPLAINT]
            raise MissingToolError(f"the client cannot be built: {why}", "mend its sources")


def is_fresh() -> bool:
    """Return True if the fold is built and newer than all its sources."""
    sources = [PACKAGE / "tsconfig.json", *(PACKAGE / "src" / "fold").rglob("*.ts")]
    newest = max(each.stat().st_mtime_ns for each in sources)
    return BUILT.exists() and BUILT.stat().st_mtime_ns > newest
