"""Runs the verifier as its users do: from its file, which is part of no package."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from scrbrd.domain.json_types import Json

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "verifier" / "verify.py"
PAGE = ROOT / "clients" / "web" / "client" / "dist" / "verify.js"


@cache
def verifier_module() -> Any:
    """Return the module `verifier/verify.py`, loaded from its file."""
    spec = importlib.util.spec_from_file_location("scrbrd_verifier", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verifier_answer(data: bytes, head: str | None = None) -> Json:
    """Verify an export and return the answer, as in the last line of the script's output."""
    links, last_hash, fault = verifier_module().verify(data, head)
    first_fault = fault and {"number": fault.number, "kind": fault.kind, "text": fault.text}
    return {"ok": fault is None, "links": links, "head": last_hash, "firstFault": first_fault}


def run_verifier(file: Path, *arguments: str) -> tuple[int, Json]:
    """Run the script without installed packages; return the exit code and the last line."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return result.returncode, json.loads(result.stdout.splitlines()[-1])
