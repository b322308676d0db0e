"""Defines the steps of setup, each with a fingerprint of its inputs.

A step is carried out again if its fingerprint has changed or its result is gone. Fingerprints are
cheap to compute.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devtools.toolchain.browser import VARIABLE, find_browser, install_browser
from devtools.toolchain.environments import AGAIN, install_project, install_requirements
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.firestore_jar import find_firestore_jar
from devtools.toolchain.java import find_java
from devtools.toolchain.layout import Layout, Tools, load_tools
from devtools.toolchain.run import output, run_logged

OLDEST_NODE = (20, 19)
ADMIN_REQUIREMENTS = "scripts/admin/requirements.txt"
ADMIN_PINS = ("functions/requirements.txt", "functions/constraints.txt", ADMIN_REQUIREMENTS)
SERVICES = ("services/gateway/requirements.txt", "services/ingest/requirements.txt")
PINS = (*ADMIN_PINS, *SERVICES, "requirements-dev.txt")
LOCKS = ("package.json", "package-lock.json", ".npmrc")


@dataclass(frozen=True)
class Step:
    """One installation: `does` describes it in progress lines, `present` checks its result."""

    name: str
    does: str
    fingerprint: Callable[[Layout], str]
    present: Callable[[Layout], bool]
    install: Callable[[Layout], None]


def _digest(layout: Layout, files: tuple[str, ...], *facts: object) -> str:
    parts = [(layout.root / name).read_bytes() for name in files]
    parts += [str(fact).encode() for fact in facts]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _resolved_path(program: str) -> str:
    """Return the resolved path of a program on the PATH, so that a changed PATH is noticed."""
    path = shutil.which(program)
    return str(Path(path).resolve()) if path else ""


def _admin_fingerprint(layout: Layout) -> str:
    return _digest(layout, ADMIN_PINS, sys.version, layout.root)


def _admin_present(layout: Layout) -> bool:
    return all((layout.admin_venv / "bin" / name).exists() for name in ("python", "activate"))


def _install_admin(layout: Layout) -> None:
    install_requirements(layout, layout.admin_venv, ADMIN_REQUIREMENTS, "pip-admin.log")


def _python_fingerprint(layout: Layout) -> str:
    # The editable install lists the existing packages; the folder's path is in its scripts.
    packages = (layout.root / "functions" / "scrbrd").is_dir()
    return _digest(layout, (*PINS, "pyproject.toml"), sys.version, layout.root, packages)


def _python_present(layout: Layout) -> bool:
    return all((layout.venv / "bin" / name).exists() for name in ("python", "pytest", "activate"))


def _install_python(layout: Layout) -> None:
    install_requirements(layout, layout.venv, "requirements-dev.txt", "pip.log")
    install_project(layout, layout.venv, "pip-editable.log")


def _node_fingerprint(layout: Layout) -> str:
    return _digest(layout, LOCKS, _resolved_path("node"), _resolved_path("npm"))


def _node_present(layout: Layout) -> bool:
    return layout.firebase.exists()


def _install_node(layout: Layout) -> None:
    _check_node()
    run_logged(
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        log=layout.tools / "npm.log",
        cwd=layout.root,
        remedy=AGAIN,
    )


def _check_node() -> None:
    oldest = ".".join(map(str, OLDEST_NODE))
    remedy = f"install Node.js {oldest} or newer with npm, then run scripts/setup"
    version = output(["node", "--version"])
    match = re.match(r"v(\d+)\.(\d+)", version)
    if not match:
        raise MissingToolError(f"no Node.js: {oldest} or newer is needed", remedy)
    if (int(match[1]), int(match[2])) < OLDEST_NODE:
        raise MissingToolError(f"Node.js {version} is too old", remedy)
    if not shutil.which("npm"):
        raise MissingToolError("Node.js is there but npm is not", remedy)


def _emulator_fingerprint(layout: Layout) -> str:
    variables = [os.environ.get(name) for name in ("JAVA_HOME", "FIREBASE_EMULATORS_PATH")]
    programs = [_resolved_path(name) for name in ("java", "gcloud")]
    return _digest(layout, ("package-lock.json", "requirements-dev.txt"), *variables, *programs)


def _emulator_present(layout: Layout) -> bool:
    try:
        load_tools(layout)
    except MissingToolError:
        return False
    return True


def _install_emulator(layout: Layout) -> None:
    java = find_java(layout.venv)
    Tools(java=java, firestore_jar=find_firestore_jar(layout, java)).save(layout.record)


def _browser_fingerprint(_layout: Layout) -> str:
    return f"{os.environ.get(VARIABLE, '')}\n{find_browser() or ''}"


def _browser_present(_layout: Layout) -> bool:
    return find_browser() is not None


ADMIN = Step(
    "admin", "the command line's Python packages",
    _admin_fingerprint, _admin_present, _install_admin,
)  # fmt: skip
PYTHON = Step(
    "python", "the Python packages", _python_fingerprint, _python_present, _install_python
)
NODE = Step("node", "firebase-tools", _node_fingerprint, _node_present, _install_node)
EMULATOR = Step(
    "emulator", "Java and the Firestore emulator",
    _emulator_fingerprint, _emulator_present, _install_emulator,
)  # fmt: skip
BROWSER = Step(
    "browser", "a browser for the tests of the pages, if there is none",
    _browser_fingerprint, _browser_present, install_browser,
)  # fmt: skip
