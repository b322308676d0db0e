"""The image starts with the files and the packages that its Dockerfile takes, and no others.

No container is built: the files are copied as COPY and the ignore file say, the packages are
installed as RUN says, and CMD is run with ENV's variables.
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

FOLDER = ROOT / "services" / "gateway"
SECONDS = 120.0
INSTALL_SECONDS = 600.0


@dataclass(frozen=True)
class Image:
    """What a Dockerfile says."""

    folder: str
    copied: tuple[str, ...]
    installs: str
    environment: dict[str, str]
    command: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Image:
        def lines(verb: str) -> list[str]:
            return re.findall(rf"^{verb} (.+)$", text, re.MULTILINE)

        [folder], [command] = lines("WORKDIR"), lines("CMD")
        [installs] = [line for line in lines("RUN") if "pip install" in line]
        pairs = [each.split("=", 1) for line in lines("ENV") for each in line.split()]
        copies = tuple(line.split(" ")[0] for line in lines("COPY"))
        environment = {each[0]: each[1] for each in pairs}
        return cls(folder, copies, installs, environment, tuple(json.loads(command)))

    def inside(self, value: str, root: Path) -> str:
        """A value of the image, with its folder where it is here."""
        return re.sub(rf"{re.escape(self.folder)}(?=[/:]|$)", str(root), value)


IMAGE = Image.of((FOLDER / "Dockerfile").read_text(encoding="utf-8"))


def let_in(path: str) -> bool:
    """Whether the ignore file lets a file into the build; the last pattern that fits counts."""
    found = True
    for line in (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!").strip()
        if pattern and not pattern.startswith("#") and fits(path, pattern):
            found = line.startswith("!")
    return found


def fits(path: str, pattern: str) -> bool:
    """Whether a pattern names a file or a folder above it."""
    parts = path.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    if pattern.startswith("**/"):
        return any(fnmatch(each, pattern[3:]) for each in parts)
    return any(fnmatch(each, pattern) for each in above)


def test_the_ignore_file_is_read_as_the_builder_does() -> None:
    assert let_in("functions/scrbrd/domain/laws.py")
    assert let_in("services/gateway/scrbrd_gateway/web/app.py")
    assert not let_in("functions/scrbrd/domain/__pycache__/laws.pyc")
    assert not let_in("functions/main.py")
    assert not let_in("README.md")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image's folder, with the files that are copied into it."""
    root = tmp_path_factory.mktemp("image")
    for copied in IMAGE.copied:
        source = ROOT / copied
        found = source.rglob("*") if source.is_dir() else [source]
        for each in found:
            place = each.relative_to(ROOT)
            if each.is_file() and let_in(str(place)):
                (root / place).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(each, root / place)
    return root


@contextmanager
def started(python: str, root: Path, port: int, given: dict[str, str]) -> Iterator[GuardedProcess]:
    """The image's command, as Cloud Run starts it, until the context ends."""
    ours = {name: IMAGE.inside(value, root) for name, value in IMAGE.environment.items()}
    command = (python, *IMAGE.command[1:])
    environment = {"PATH": "/usr/bin:/bin", "PORT": str(port)} | ours | given
    process = GuardedProcess("image", command, folder=root, env=environment)
    try:
        yield process
    finally:
        process.stop()


def answers(python: str, root: Path, emulator: FirestoreEmulator) -> None:
    """Start the image and ask it; it loads every route."""
    [port] = free_ports(1)
    address = f"http://127.0.0.1:{port}"

    def is_ready() -> bool:
        try:
            return requests.get(f"{address}/readyz", timeout=5.0).ok
        except requests.ConnectionError:
            return False

    with started(python, root, port, emulator.env("demo-image")) as process:
        process.wait_until(is_ready, SECONDS)
        paths = requests.get(f"{address}/openapi.json", timeout=5.0).json()["paths"]
        assert "/api/v1/cricket/innings" in paths
        assert requests.get(f"{address}/v1/leagues", timeout=20.0).json() == {"sports": []}
        assert requests.get(f"{address}/v1/matches/none", timeout=20.0).status_code == 404
        assert "Traceback" not in process.log()


def test_the_image_has_every_file_that_the_service_needs(
    files: Path, firestore_emulator: FirestoreEmulator
) -> None:
    assert IMAGE.command[0] == "python"
    answers(sys.executable, files, firestore_emulator)


@pytest.mark.slow
def test_the_list_of_requirements_has_every_package_that_the_service_needs(
    files: Path, firestore_emulator: FirestoreEmulator, tmp_path: Path
) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    program, *rest = IMAGE.installs.split(" ")
    assert program == "pip"
    install = [python, "-m", program, *rest]
    done = subprocess.run(
        install, cwd=files, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers(python, files, firestore_emulator)
