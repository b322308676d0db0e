"""Tests that the image's contents run with only its requirements and the files that it copies.

No image is built: a new virtual environment replaces the base image, and a folder replaces `/app`.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest
from google.cloud.firestore import Client

from devtools.emulators.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "services" / "ingest" / "Dockerfile"
WORKDIR = "/app"
READY_SECONDS = 90.0


@dataclass(frozen=True)
class Image:
    """The contents of a Dockerfile in order: files to copy, commands, variables, the start
    command."""

    copies: tuple[tuple[str, str], ...]
    installs: tuple[str, ...]
    variables: tuple[tuple[str, str], ...]
    command: tuple[str, ...]


def read_image(text: str) -> Image:
    """Return the contents of a Dockerfile of this kind."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    arguments: dict[str, list[str]] = {}
    for line in lines:
        instruction, _, argument = line.partition(" ")
        arguments.setdefault(instruction, []).append(argument)
    assert arguments.keys() == {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "CMD"}, (
        "read them here"
    )
    assert arguments["WORKDIR"] == [WORKDIR]
    pairs = [(source, target) for source, target in (each.split() for each in arguments["COPY"])]
    variables = [each.partition("=") for line in arguments["ENV"] for each in shlex.split(line)]
    return Image(
        tuple(pairs),
        tuple(each for each in arguments["RUN"] if each.startswith("pip install")),
        tuple((name, value) for name, _, value in variables),
        tuple(json.loads(arguments["CMD"][-1])),
    )


def test_the_base_image_has_the_python_version_of_the_functions() -> None:
    [version] = re.findall(r"^FROM python:([0-9.]+)-slim$", DOCKERFILE.read_text(), re.MULTILINE)
    [functions] = json.loads((ROOT / "firebase.json").read_text())["functions"]
    assert functions["runtime"] == f"python{version.replace('.', '')}"


def is_ready(port: int) -> bool:
    """Return True if the process is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.slow
def test_the_service_starts_from_its_requirements_and_the_copied_files_alone(
    firestore_client: Client, tmp_path: Path
) -> None:
    image = read_image(DOCKERFILE.read_text(encoding="utf-8"))
    app, environment = tmp_path / "app", tmp_path / "base"
    for source, target in image.copies:
        source_path, target_path = ROOT / source, app / target
        target_path.parent.mkdir(parents=True, exist_ok=True)
        if source_path.is_dir():
            shutil.copytree(source_path, target_path, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source_path, target_path)
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    [install] = image.installs
    pip = [str(python), "-m", *shlex.split(install)]
    subprocess.run(pip, cwd=app, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([str(python), "-m", "pip", "check"], check=True)

    [port] = free_ports(1)
    image_variables = {name: value.replace(WORKDIR, str(app)) for name, value in image.variables}
    runtime_variables = {  # set by Cloud Run, and the address of Firestore
        "PORT": str(port),
        "GOOGLE_CLOUD_PROJECT": str(firestore_client.project),
        "FIRESTORE_EMULATOR_HOST": os.environ["FIRESTORE_EMULATOR_HOST"],
        "PATH": f"{environment / 'bin'}:/usr/bin:/bin",
    }
    with subprocess.Popen(
        image.command, cwd=app, env=image_variables | runtime_variables,
        stderr=subprocess.PIPE, text=True, executable=python,
    ) as process:  # fmt: skip
        try:
            deadline = monotonic() + READY_SECONDS
            while not is_ready(port):
                assert process.poll() is None, process.communicate()
                assert monotonic() < deadline
                sleep(0.1)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
                assert b"scheduler_is_working 1.0" in answer.read()
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=30.0)
        finally:
            process.kill()
    assert process.returncode == 0, log
    assert "Traceback" not in log
