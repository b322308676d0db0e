"""Tests `scripts/setup`: quick if nothing is due, no double installs, one-line errors."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from devtools.toolchain import environments, steps
from devtools.toolchain.__main__ import main, record_step, set_up
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.firestore_jar import write_wrapper
from devtools.toolchain.java import java_major
from devtools.toolchain.layout import ROOT, Layout, Tools, load_tools

FakeProgram = Callable[[str, str], Path]
INPUTS = (*steps.PINS, *steps.LOCKS, "pyproject.toml")
JAVA_21 = "echo 'openjdk version \"21.0.1\" 2023-10-17' >&2"
NO_NETWORK = "echo 'Error: getaddrinfo ENOTFOUND'; exit 2"


@pytest.fixture
def clone(tmp_path: Path) -> Layout:
    """Return a fake clone in which only the Python packages are recorded as installed."""
    layout = Layout(tmp_path / "clone")
    for name in INPUTS:
        target = layout.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    (layout.venv / "bin").mkdir(parents=True)
    for name in ("python", "pytest", "activate"):
        (layout.venv / "bin" / name).touch()
    layout.tools.mkdir()
    record_step(layout, steps.PYTHON)
    return layout


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeProgram:
    """Return a function that puts a fake program on a PATH with only basic shell tools."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "sh", "dirname", "mkdir", "cp", "env"):
        program_path = shutil.which(name)
        assert program_path
        (folder / name).symlink_to(program_path)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("FIREBASE_EMULATORS_PATH", str(tmp_path / "no-downloads"))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    def make(name: str, script: str) -> Path:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


def install_firebase_tools(program: FakeProgram, clone: Layout, tmp_path: Path) -> None:
    """Fake an npm whose firebase-tools cannot download anything."""
    info = tmp_path / "info.json"
    info.write_text(json.dumps({"firestore": {"downloadPathRelativeToCacheDir": "emulator.jar"}}))
    firebase = program("firebase-without-network", NO_NETWORK)
    emulator = "node_modules/firebase-tools/lib/emulator"
    program("node", "echo v22.1.0")
    program(
        "npm",
        f"mkdir -p {clone.firebase.parent} {clone.root / emulator}\n"
        f"cp {firebase} {clone.firebase}\n"
        f"cp {info} {clone.root / emulator}/downloadableEmulatorInfo.json",
    )


def only_error_line(captured: str) -> str:
    """Return the only line that does not report an installation: the error message."""
    [line] = [line for line in captured.splitlines() if "installing" not in line]
    return line


MAX_PYTHON_STARTS = 30
"""Limit for a setup with nothing to do, as a multiple of a bare start of Python.

A ratio also holds on a busy machine.
"""


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--python-only"], id="python only"),
        pytest.param([], id="all", marks=pytest.mark.emulator),
    ],
)
def test_a_second_setup_prints_nothing_and_is_quick(arguments: list[str]) -> None:
    command = [str(ROOT / "scripts" / "setup"), *arguments]
    bare_starts, seconds = [], []
    for _ in range(3):
        bare_starts.append(seconds_of([sys.executable, "-c", "import json, hashlib, subprocess"]))
        seconds.append(seconds_of(command))
    assert min(seconds) < MAX_PYTHON_STARTS * min(bare_starts)


def seconds_of(command: list[str]) -> float:
    """Return the seconds of a command that must succeed without output."""
    start = time.monotonic()
    result = subprocess.run(command, capture_output=True, check=True)
    assert (result.stdout, result.stderr) == (b"", b"")
    return time.monotonic() - start


def test_a_changed_input_makes_only_its_own_step_due(clone: Layout) -> None:
    result = {step.name: step.fingerprint(clone) for step in (steps.PYTHON, steps.NODE)}
    (clone.root / "functions" / "constraints.txt").write_text("six==1.17.0\n")
    assert steps.PYTHON.fingerprint(clone) != result["python"]
    assert steps.NODE.fingerprint(clone) == result["node"]


def test_two_setups_at_once_install_once(clone: Layout) -> None:
    installed: list[str] = []
    second_has_started = threading.Event()

    def install(layout: Layout) -> None:
        second_has_started.wait(10)
        installed.append(layout.root.name)

    def fingerprint(_layout: Layout) -> str:
        if threading.current_thread().name == "second":
            second_has_started.set()
        return "unchanged"

    step = steps.Step("slow", "something slow", fingerprint, lambda _: bool(installed), install)
    threads = [
        threading.Thread(target=set_up, args=(clone, [(step,)]), name=name)
        for name in ("first", "second")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert installed == ["clone"]


def test_steps_of_a_stage_run_side_by_side_and_a_failure_stops_only_later_stages(
    clone: Layout,
) -> None:
    both_run = threading.Barrier(2)
    installed: list[str] = []

    def make(name: str, *, fails: bool = False) -> steps.Step:
        def install(_layout: Layout) -> None:
            if name != "later":
                both_run.wait(10)
            if fails:
                raise MissingToolError(f"no {name}", "install it")
            installed.append(name)

        return steps.Step(name, name, lambda _: "unchanged", lambda _: name in installed, install)

    node, later = make("node"), make("later")
    with pytest.raises(MissingToolError, match="no python"):
        set_up(clone, [(make("python", fails=True), node), (later,)])
    assert installed == ["node"]
    set_up(clone, [(node,), (later,)])
    assert installed == ["node", "later"], "what had succeeded is not repeated"


@pytest.fixture
def started_commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Replace starting commands for Python environments; return the list that records them."""
    commands: list[list[str]] = []

    def start(command: Sequence[str | Path], **_: object) -> None:
        commands.append([str(word) for word in command])

    monkeypatch.setattr(environments, "run_logged", start)
    return commands


def test_setup_for_operators_installs_only_python_packages(
    clone: Layout, program: FakeProgram, started_commands: list[list[str]]
) -> None:
    for name in ("node", "npm", "java", "gcloud"):
        program(name, "exit 1")
    assert main(["--admin"], clone) == 0
    venv, pip = started_commands
    assert venv[1:] == ["-m", "venv", "--clear", str(clone.tools / "admin")]
    assert pip[0] == str(clone.tools / "admin" / "bin" / "python")
    assert pip[-2:] == ["-r", "scripts/admin/requirements.txt"]


def test_operators_packages_are_due_again_only_if_their_own_pins_change(clone: Layout) -> None:
    result = steps.ADMIN.fingerprint(clone)
    (clone.root / "requirements-dev.txt").write_text("mypy==1.0.0\n")
    assert steps.ADMIN.fingerprint(clone) == result
    (clone.root / "scripts" / "admin" / "requirements.txt").write_text("rich==1.0.0\n")
    assert steps.ADMIN.fingerprint(clone) != result


def test_an_environment_behind_a_symbolic_link_is_not_changed(
    clone: Layout, started_commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    linked_environment = clone.root / "others"
    clone.venv.rename(linked_environment)
    clone.venv.symlink_to(linked_environment)
    (clone.root / "functions" / "constraints.txt").write_text("six==1.17.0\n")
    assert main(["--python-only"], clone) == 1
    assert "is a link; remove it" in only_error_line(capsys.readouterr().err)
    assert started_commands == []
    assert (linked_environment / "bin" / "activate").exists()


def test_an_old_python_is_reported_in_one_line(program: FakeProgram) -> None:
    for name in ("python3", "python3.11", "python"):
        program(name, '[ "$1" = --version ] && echo Python 3.9.2 || exit 1')
    result = subprocess.run(
        [ROOT / "scripts" / "setup"], env=os.environ, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "setup: no Python 3.11 or newer (Python 3.9.2 found); install one, then run scripts/setup"
    ]


@pytest.mark.parametrize(
    ("script", "error_text"),
    [
        pytest.param(None, "no Node.js: 20.19 or newer is needed", id="absent"),
        pytest.param("echo v18.20.4", "Node.js v18.20.4 is too old", id="too old"),
        pytest.param("echo v20.19.0", "Node.js is there but npm is not", id="without npm"),
    ],
)
def test_a_missing_or_old_node_is_reported_in_one_line(
    script: str | None,
    error_text: str,
    clone: Layout,
    program: FakeProgram,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if script:
        program("node", script)
    assert main([], clone) == 1
    line = only_error_line(capsys.readouterr().err)
    assert line.startswith(f"setup: {error_text}; install")


def test_a_missing_firestore_emulator_is_reported_with_both_remedies_in_one_line(
    clone: Layout, program: FakeProgram, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install_firebase_tools(program, clone, tmp_path)
    program("java", JAVA_21)
    assert main([], clone) == 1
    line = only_error_line(capsys.readouterr().err)
    assert line.startswith("setup: no Firestore emulator: ")
    assert "ENOTFOUND" in line
    assert "connect to the internet" in line
    assert "gcloud components install cloud-firestore-emulator" in line


def test_an_old_java_is_reported_in_one_line(
    clone: Layout, program: FakeProgram, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install_firebase_tools(program, clone, tmp_path)
    java = program("java", "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2")
    assert main([], clone) == 1
    line = only_error_line(capsys.readouterr().err)
    assert line.startswith(f"setup: no Java 21 or newer ({java} is 17); install one")


def test_an_installed_emulator_of_the_google_cloud_cli_is_used(
    clone: Layout, program: FakeProgram, tmp_path: Path
) -> None:
    install_firebase_tools(program, clone, tmp_path)
    component = tmp_path / "an sdk/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
    component.parent.mkdir(parents=True)
    component.touch()
    java = program("java", JAVA_21)
    program("gcloud", f"echo '{tmp_path / 'an sdk'}'")
    assert main([], clone) == 0
    wrapper = clone.tools / "cloud-firestore-emulator.jar"
    assert load_tools(clone) == Tools(java=str(java), firestore_jar=str(wrapper))


def test_a_wrapper_jars_manifest_lines_have_at_most_72_characters(tmp_path: Path) -> None:
    jar = tmp_path / ("a very long folder name " * 6) / "emulator.jar"
    write_wrapper(tmp_path / "wrapper.jar", jar)
    with zipfile.ZipFile(tmp_path / "wrapper.jar") as archive:
        manifest = archive.read("META-INF/MANIFEST.MF").decode()
    assert max(len(line) for line in manifest.split("\r\n")) <= 72
    assert f"Class-Path: {jar.as_uri()}\r\n" in manifest.replace("\r\n ", "")


def test_using_the_emulators_before_setup_raises_an_error_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match=r"not set up; run scripts/setup$"):
        load_tools(Layout(tmp_path))


def test_a_moved_emulator_raises_an_error_with_the_setup_command(clone: Layout) -> None:
    Tools(java="/nowhere/java", firestore_jar="/nowhere/emulator.jar").save(clone.record)
    with pytest.raises(MissingToolError, match=r"has moved; run scripts/setup$"):
        load_tools(clone)


def test_a_wrong_argument_is_refused(clone: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--everything"], clone) == 2
    assert capsys.readouterr().err.startswith("usage: ")


@pytest.mark.parametrize(
    ("version", "major"),
    [("1.8.0_392", 8), ("11.0.2", 11), ("21", 21), ("23.0.1", 23)],
    ids=["the old scheme", "with a minor", "bare", "newer"],
)
def test_the_major_version_of_a_java_is_read(
    version: str, major: int, program: FakeProgram
) -> None:
    java = program("java", f"echo 'openjdk version \"{version}\"' >&2")
    assert java_major(str(java)) == major
