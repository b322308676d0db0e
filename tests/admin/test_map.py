"""Tests that the operations page has each verb and a package's docstring each of its folders."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.core
from typer.main import get_command

from admin.app import app
from devtools.toolchain.layout import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def verb_names(command: object, name: str = "scrbrd") -> Iterator[str]:
    """Yield the verbs of a command line, each with the names of its groups."""
    if not isinstance(command, typer.core.TyperGroup):
        yield name
        return
    for subcommand, each in command.commands.items():
        yield from verb_names(each, f"{name} {subcommand}")


@pytest.mark.parametrize("verb", [*verb_names(get_command(app))])
def test_the_operations_page_mentions_every_verb(verb: str) -> None:
    assert f"scripts/{verb} " in OPERATIONS


@pytest.mark.parametrize("package", ["admin", "migrate", "devtools"])
def test_a_packages_docstring_lists_all_of_its_folders(package: str) -> None:
    module = importlib.import_module(package)
    lines = (module.__doc__ or "").splitlines()
    listed = {line.split()[0] for line in lines if line.startswith("    ") and line.strip()}
    folder = Path(str(module.__file__)).parent
    folders = {each.parent.name for each in folder.glob("*/__init__.py")}
    assert listed | {"commands"} == folders | {"commands"}
