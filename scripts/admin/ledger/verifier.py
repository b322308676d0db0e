"""Runs verifier/verify.py, the same script with which others verify an export."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

from scrbrd.domain.errors import BadInput

SCRIPT = Path(__file__).resolve().parents[3] / "verifier" / "verify.py"
HEAD = re.compile(r"([0-9]{1,9}:)?[0-9a-f]{64}")


def verify_export(data: bytes, head: str | None) -> dict[str, Any]:
    """Verify an export and return the script's result: `ok`, `links`, `head`, `firstFault`."""
    links, last, fault = load_script().verify(data, head)
    first = None if fault is None else vars(fault)
    return {"ok": fault is None, "links": links, "head": last, "firstFault": first}


def load_script() -> Any:
    """Import the script as a module. Raises BadInput if it is missing."""
    spec = importlib.util.spec_from_file_location("scrbrd_verifier", SCRIPT)
    if spec is None or spec.loader is None:
        raise BadInput(f"{SCRIPT}: is missing; it belongs to this repository")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_file(path: Path) -> bytes:
    """Return the bytes of an export. Raises BadInput if it cannot be read or is too large."""
    try:
        data: bytes = load_script().read_file(path)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); check the path") from None
    return data


def read_head(text: str) -> str:
    """Parse a typed head: lower case, without spaces. Raises BadInput if it is invalid."""
    head: str = load_script().SPACE.sub("", text).lower()
    if not HEAD.fullmatch(head):
        raise BadInput("--head: give 64 hexadecimal digits, or NUMBER: and the digits")
    return head
