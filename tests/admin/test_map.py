"""A stranger finds each verb in a page, and each folder in the module that lists them."""

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


def verbs(command: object, name: str = "scrbrd") -> Iterator[str]:
    """Yield the verbs of a command line, with those that they are below."""
    if not isinstance(command, typer.core.TyperGroup):
        yield name
        return
    for below, each in command.commands.items():
        yield from verbs(each, f"{name} {below}")


@pytest.mark.parametrize("verb", [*verbs(get_command(app))])
def test_every_verb_is_in_the_page_of_operations(verb: str) -> None:
    assert f"scripts/{verb} " in OPERATIONS


@pytest.mark.parametrize("package", ["admin", "migrate", "devtools"])
def test_the_folders_of_a_package_are_those_that_it_lists(package: str) -> None:
    module = importlib.import_module(package)
    lines = (module.__doc__ or "").splitlines()
    listed = {line.split()[0] for line in lines if line.startswith("    ") and line.strip()}
    folder = Path(str(module.__file__)).parent
    there = {each.parent.name for each in folder.glob("*/__init__.py")}
    assert listed | {"commands"} == there | {"commands"}
