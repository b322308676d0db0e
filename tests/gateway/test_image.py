"""Tests that the image starts with only the files and packages that its Dockerfile takes.

No container is built: the files are copied according to COPY and the ignore file, the packages are
installed with RUN's command, and CMD is run with ENV's variables.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest
import requests

from devtools.emulators import FirestoreEmulator, free_ports
from devtools.emulators.process import GuardedProcess
from devtools.toolchain.layout import ROOT

SERVICE_FOLDER = ROOT / "services" / "gateway"
SECONDS = 120.0
INSTALL_SECONDS = 600.0


@dataclass(frozen=True)
class Image:
    """The instructions of a Dockerfile."""

    folder: str
    copied_paths: tuple[str, ...]
    install_command: str
    environment: dict[str, str]
    command: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Image:
        def lines(verb: str) -> list[str]:
            return re.findall(rf"^{verb} (.+)$", text, re.MULTILINE)

        [folder], [command] = lines("WORKDIR"), lines("CMD")
        [install_command] = [line for line in lines("RUN") if "pip install" in line]
        pairs = [each.split("=", 1) for line in lines("ENV") for each in line.split()]
        copies = tuple(line.split(" ")[0] for line in lines("COPY"))
        environment = {each[0]: each[1] for each in pairs}
        return cls(folder, copies, install_command, environment, tuple(json.loads(command)))

    def local_value(self, value: str, root: Path) -> str:
        """Return a value of the image with its folder replaced by `root`."""
        return re.sub(rf"{re.escape(self.folder)}(?=[/:]|$)", str(root), value)


IMAGE = Image.parse((SERVICE_FOLDER / "Dockerfile").read_text(encoding="utf-8"))


def is_in_build(path: str) -> bool:
    """Return True if the ignore file lets a file into the build; the last match counts."""
    is_included = True
    for line in (
        (SERVICE_FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    ):
        pattern = line.removeprefix("!").strip()
        if pattern and not pattern.startswith("#") and matches_pattern(path, pattern):
            is_included = line.startswith("!")
    return is_included


def matches_pattern(path: str, pattern: str) -> bool:
    """Return True if a pattern matches a file or a folder above it."""
    parts = path.split("/")
    path_and_parents = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    if pattern.startswith("**/"):
        return any(fnmatch(each, pattern[3:]) for each in parts)
    return any(fnmatch(each, pattern) for each in path_and_parents)


def test_the_ignore_file_selects_the_same_files_as_the_builder() -> None:
    assert is_in_build("functions/scrbrd/domain/laws.py")
    assert is_in_build("services/gateway/scrbrd_gateway/web/app.py")
    assert not is_in_build("functions/scrbrd/domain/__pycache__/laws.pyc")
    assert not is_in_build("functions/main.py")
    assert not is_in_build("README.md")


@pytest.fixture(scope="module")
def image_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the image's folder with the files that are copied into it."""
    root = tmp_path_factory.mktemp("image")
    for copied_path in IMAGE.copied_paths:
        source = ROOT / copied_path
        sources = source.rglob("*") if source.is_dir() else [source]
        for each in sources:
            target = each.relative_to(ROOT)
            if each.is_file() and is_in_build(str(target)):
                (root / target).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(each, root / target)
    return root


@contextmanager
def run_image(
    python: str, root: Path, port: int, extra_variables: dict[str, str]
) -> Iterator[GuardedProcess]:
    """Run the image's command as Cloud Run starts it, until the context ends."""
    image_variables = {
        name: IMAGE.local_value(value, root) for name, value in IMAGE.environment.items()
    }
    command = (python, *IMAGE.command[1:])
    environment = {"PATH": "/usr/bin:/bin", "PORT": str(port)} | image_variables | extra_variables
    process = GuardedProcess("image", command, folder=root, env=environment)
    try:
        yield process
    finally:
        process.stop()


def check_answers(python: str, root: Path, emulator: FirestoreEmulator) -> None:
    """Start the image and check its answers; it loads every route."""
    [port] = free_ports(1)
    address = f"http://127.0.0.1:{port}"

    def is_ready() -> bool:
        try:
            return requests.get(f"{address}/readyz", timeout=5.0).ok
        except requests.ConnectionError:
            return False

    with run_image(python, root, port, emulator.env("demo-image")) as process:
        process.wait_until(is_ready, SECONDS)
        paths = requests.get(f"{address}/openapi.json", timeout=5.0).json()["paths"]
        assert "/api/v1/cricket/innings" in paths
        assert requests.get(f"{address}/v1/leagues", timeout=20.0).json() == {"sports": []}
        assert requests.get(f"{address}/v1/matches/none", timeout=20.0).status_code == 404
        assert "Traceback" not in process.log()


def test_the_image_has_every_file_that_the_service_needs(
    image_folder: Path, firestore_emulator: FirestoreEmulator
) -> None:
    assert IMAGE.command[0] == "python"
    check_answers(sys.executable, image_folder, firestore_emulator)


@pytest.mark.slow
def test_the_list_of_requirements_has_every_package_that_the_service_needs(
    image_folder: Path, firestore_emulator: FirestoreEmulator, tmp_path: Path
) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    program, *rest = IMAGE.install_command.split(" ")
    assert program == "pip"
    install = [python, "-m", program, *rest]
    completed = subprocess.run(
        install,
        cwd=image_folder,
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    assert completed.returncode == 0, completed.stderr[-2000:]
    check_answers(python, image_folder, firestore_emulator)
