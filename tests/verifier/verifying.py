"""The verifier as its users have it: a file of its own, loaded from where it lies."""

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
def script() -> Any:
    """verifier/verify.py, which no package has."""
    spec = importlib.util.spec_from_file_location("scrbrd_verifier", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verified(data: bytes, head: str | None = None) -> Json:
    """What the verifier answers, as the last line of its output has it."""
    links, last, fault = script().verify(data, head)
    first = fault and {"number": fault.number, "kind": fault.kind, "text": fault.text}
    return {"ok": fault is None, "links": links, "head": last, "firstFault": first}


def run(file: Path, *arguments: str) -> tuple[int, Json]:
    """Exit code and last line of the command, run by an interpreter that has no packages."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, json.loads(done.stdout.splitlines()[-1])
