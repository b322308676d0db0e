"""What is printed where it cannot be: on a full disk, in a terminal that lacks the characters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.admin.committed import DEMO_LOGS

LOG = str(DEMO_LOGS / "1386111.log")


@pytest.mark.parametrize("arguments", [("forecast", "--json"), ("forecast",), ("score", LOG)])
def test_a_full_disk_is_one_line(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "admin", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 2
    [line] = ran.stderr.splitlines()
    assert line.startswith("scrbrd: what is printed cannot be written (No space left on device)")


def test_what_the_terminals_encoding_lacks_is_spelled_out(tmp_path: Path) -> None:
    text = Path(LOG).read_text(encoding="utf-8").replace("Adelaide Strikers", "\u9673 Strikers")
    (log := tmp_path / "a.log").write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "admin", "score", str(log)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.startswith(b"\\u9673 Strikers v Melbourne Renegades\n")
