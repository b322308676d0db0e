"""Makes virtual environments and installs lists of pinned packages into them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout
from devtools.toolchain.run import logged, output

AGAIN = "look there, then run scripts/setup again"


def install_requirements(layout: Layout, venv: Path, requirements: str, log: str) -> None:
    """Install a file of requirements into `venv`, making the environment where there is none.

    Raises MissingToolError where `venv` is a link: what lies behind it belongs to another clone.
    """
    if venv.is_symlink():
        raise MissingToolError(f"{venv} is a link", "remove it, then run scripts/setup")
    if not _fits(venv):
        _make(layout, venv)
    command = [*pip_install(venv), "-r", requirements]
    logged(command, log=layout.tools / log, cwd=layout.root, remedy=AGAIN)


def install_project(layout: Layout, venv: Path, log: str) -> None:
    """Install this clone into `venv`, so that its packages are imported from where they lie."""
    # The pinned setuptools builds it: an isolated build would fetch an unpinned one.
    editable = [*pip_install(venv), "--no-deps", "--no-build-isolation", "-e", "."]
    logged(editable, log=layout.tools / log, cwd=layout.root, remedy=AGAIN)


def pip_install(venv: Path) -> list[str | Path]:
    """Return the beginning of a command that installs packages into `venv`."""
    return [venv / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install"]


def _fits(venv: Path) -> bool:
    """Tell whether there is an environment of this Python that was made in this very folder."""
    activate = venv / "bin" / "activate"
    if not activate.exists() or str(venv) not in activate.read_text(encoding="utf-8"):
        return False
    return output([str(venv / "bin" / "python"), "-c", "import sys; print(sys.version)"]) == (
        sys.version
    )


def _make(layout: Layout, venv: Path) -> None:
    try:
        logged(
            [sys.executable, "-m", "venv", "--clear", venv],
            log=layout.tools / "venv.log",
            cwd=layout.root,
            remedy="install Python's venv module (Debian: python3-venv), then run scripts/setup",
        )
    except MissingToolError:
        # Half an environment would pass for one at the next run.
        shutil.rmtree(venv, ignore_errors=True)
        raise
