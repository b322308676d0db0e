"""Runs other programs quietly, with a log in `.tools/` and an error of one line if they fail."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from devtools.toolchain.errors import MissingToolError


def output(command: Sequence[str], *, seconds: float = 60) -> str:
    """Return a program's output on both streams, or "" if it cannot be run or fails."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace").strip()


def run_logged(
    command: Sequence[str | Path],
    *,
    log: Path,
    cwd: Path,
    remedy: str,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a program with its output in a log.

    Raises MissingToolError with the first line of the log that mentions an error.
    """
    with log.open("wb") as sink:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            check=False,
        )
    if done.returncode:
        what = f"{_short_command(command)} failed: {_reason(log)} (all of it in {log})"
        raise MissingToolError(what, remedy)


def _short_command(command: Sequence[str | Path]) -> str:
    words = [Path(command[0]).name, *map(str, command[1:])]
    return " ".join(words[:4])


def _reason(log: Path) -> str:
    """Return the most useful line of a log: the first that mentions an error, else the last."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["it said nothing"])[0 if errors else -1]
