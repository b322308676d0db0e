"""Creates virtual environments and installs pinned packages into them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout
from devtools.toolchain.run import output, run_logged

AGAIN = "look there, then run scripts/setup again"


def install_requirements(layout: Layout, venv: Path, requirements: str, log: str) -> None:
    """Install a file of requirements into `venv`; create the environment if it does not fit.

    Raises MissingToolError if `venv` is a link, because its target belongs to another clone.
    """
    if venv.is_symlink():
        raise MissingToolError(f"{venv} is a link", "remove it, then run scripts/setup")
    if not _fits(venv):
        _make(layout, venv)
    command = [*pip_install(venv), "-r", requirements]
    run_logged(command, log=layout.tools / log, cwd=layout.root, remedy=AGAIN)


def install_project(layout: Layout, venv: Path, log: str) -> None:
    """Install this clone into `venv` in editable mode: packages are imported from the clone."""
    # The pinned setuptools builds it; an isolated build would download an unpinned one.
    editable = [*pip_install(venv), "--no-deps", "--no-build-isolation", "-e", "."]
    run_logged(editable, log=layout.tools / log, cwd=layout.root, remedy=AGAIN)


def pip_install(venv: Path) -> list[str | Path]:
    """Return the start of a command that installs packages into `venv`."""
    return [venv / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install"]


def _fits(venv: Path) -> bool:
    """Return True if `venv` is an environment of this Python that was created in this folder."""
    activate = venv / "bin" / "activate"
    if not activate.exists() or str(venv) not in activate.read_text(encoding="utf-8"):
        return False
    return output([str(venv / "bin" / "python"), "-c", "import sys; print(sys.version)"]) == (
        sys.version
    )


def _make(layout: Layout, venv: Path) -> None:
    try:
        run_logged(
            [sys.executable, "-m", "venv", "--clear", venv],
            log=layout.tools / "venv.log",
            cwd=layout.root,
            remedy="install Python's venv module (Debian: python3-venv), then run scripts/setup",
        )
    except MissingToolError:
        # The next run would take an incomplete environment for a complete one.
        shutil.rmtree(venv, ignore_errors=True)
        raise
