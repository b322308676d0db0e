"""The browser of the pages' tests: found by many names, installed where that is possible."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from devtools.toolchain import browser, steps
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout

APT = """
echo "$@" >> {log}
[ "$1" = install ] && cp "$0" "$(dirname "$0")/chromium-headless-shell"
exit 0"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which there is nothing yet, on a machine without Mac's applications."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "MAC_APPLICATIONS", ())
    return folder


def program(folder: Path, name: str, script: str = "exit 0") -> Path:
    """Put a program there."""
    file = folder / name
    file.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("name", browser.NAMES)
def test_a_browser_of_any_known_name_is_found(path: Path, name: str) -> None:
    assert browser.find_browser() is None
    file = program(path, name)
    assert browser.find_browser() == str(file)


def test_the_one_without_a_window_is_taken_first(path: Path) -> None:
    for name in browser.NAMES:
        program(path, name)
    assert browser.find_browser() == str(path / "chromium-headless-shell")


def test_the_variable_is_stronger_than_the_path(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(path, "chromium")
    mine = program(tmp_path, "my-browser")
    monkeypatch.setenv(browser.VARIABLE, str(mine))
    assert browser.find_browser() == str(mine)
    mine.unlink()
    assert browser.find_browser() is None


def test_debian_installs_one_as_root(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "apt.log"
    program(path, "apt-get", APT.format(log=log))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "platform", "linux")
    layout = Layout(tmp_path)
    layout.tools.mkdir()
    assert not steps.BROWSER.present(layout)
    steps.BROWSER.install(layout)
    assert steps.BROWSER.present(layout)
    assert log.read_text().splitlines() == ["update", "install --yes chromium-headless-shell"]
    steps.BROWSER.install(layout)
    assert len(log.read_text().splitlines()) == 2


def test_who_is_not_root_is_told_what_to_do(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(path, "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(MissingToolError, match="apt-get install chromium-headless-shell"):
        steps.BROWSER.install(Layout(tmp_path))
