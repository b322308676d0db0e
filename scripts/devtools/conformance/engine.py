"""Runs the kit's runner under Node, with the fold in TypeScript built where it is not fresh."""

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
from devtools.toolchain.lock import exclusive

KIT = ROOT / "clients" / "conformance"
PACKAGE = ROOT / "clients" / "web" / "client"
BUILT = PACKAGE / "dist" / "fold" / "index.js"
COMPILER = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
REMEDY = "run scripts/setup"
READ_IT = "look at what it printed; it needs Node.js 20.19 or newer"
MOST_OF_A_COMPLAINT = 2_000


@dataclass(frozen=True)
class Outcome:
    """What was compared: cases, fields, fields that differ; and the differences that are shown."""

    cases: int
    fields: int
    differ: int
    shown: tuple[dict[str, Any], ...]


def compare(lines: Iterable[str], engine: Path | None = None) -> Outcome:
    """Return what an engine, the one in TypeScript by default, makes of the lines of cases.

    Raises MissingToolError where there is no Node, it cannot run the engine, or the fold cannot be
    built.
    """
    node = find_node()
    build(node)
    chosen = ["--engine", str(engine)] if engine else []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [node, str(KIT / "run.mjs"), *chosen],
            stdin=subprocess.PIPE, stdout=said, text=True, encoding="utf-8",
        )  # fmt: skip
        assert process.stdin is not None
        with process, suppress(BrokenPipeError), process.stdin:  # its end tells more
            for line in lines:
                process.stdin.write(f"{line}\n")
        said.seek(0)
        return outcome_of(said.read().splitlines(), process.returncode)


def outcome_of(said: list[str], code: int) -> Outcome:
    """Return what the runner printed. Raises MissingToolError where it did not come to its end."""
    *shown, total = (json.loads(line) for line in said) if said else ({},)
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
    """Build the client where what is built is older than its sources; one process at a time.

    Raises MissingToolError where it cannot be built.
    """
    if is_fresh():
        return
    with exclusive(Layout().tools / "client.lock"):
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
    """Return whether the fold is built, and no source of it has changed since."""
    sources = [PACKAGE / "tsconfig.json", *(PACKAGE / "src" / "fold").rglob("*.ts")]
    newest = max(each.stat().st_mtime_ns for each in sources)
    return BUILT.exists() and BUILT.stat().st_mtime_ns > newest
