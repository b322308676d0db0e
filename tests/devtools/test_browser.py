"""Tests finding the browser for the pages' tests, and installing it where possible."""

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
    """Return the only folder on PATH, which is empty; applications of a Mac are ignored."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "MAC_APPLICATIONS", ())
    return folder


def make_program(folder: Path, name: str, script: str = "exit 0") -> Path:
    """Write an executable script to a folder; return its path."""
    file = folder / name
    file.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("name", browser.NAMES)
def test_a_browser_with_any_known_name_is_found(path: Path, name: str) -> None:
    assert browser.find_browser() is None
    file = make_program(path, name)
    assert browser.find_browser() == str(file)


def test_the_headless_browser_is_preferred(path: Path) -> None:
    for name in browser.NAMES:
        make_program(path, name)
    assert browser.find_browser() == str(path / "chromium-headless-shell")


def test_the_environment_variable_has_precedence_over_the_path(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_program(path, "chromium")
    my_browser = make_program(tmp_path, "my-browser")
    monkeypatch.setenv(browser.VARIABLE, str(my_browser))
    assert browser.find_browser() == str(my_browser)
    my_browser.unlink()
    assert browser.find_browser() is None


def test_on_debian_root_installs_a_browser(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "apt.log"
    make_program(path, "apt-get", APT.format(log=log))
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


def test_without_root_the_error_gives_the_command_to_install(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_program(path, "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(MissingToolError, match="apt-get install chromium-headless-shell"):
        steps.BROWSER.install(Layout(tmp_path))
