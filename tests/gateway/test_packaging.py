"""Tests the files of the image, and the start script's message about a missing emulator."""

from __future__ import annotations

import os
import subprocess

from devtools.toolchain.layout import ROOT
from tests.repository.images import check_copied, copied_paths

DOCKERFILE = ROOT / "services" / "gateway" / "Dockerfile"


def test_the_image_copies_only_existing_files_that_are_not_ignored() -> None:
    check_copied(DOCKERFILE)


def test_the_list_of_requirements_finds_its_constraints_in_the_image() -> None:
    requirements = "services/gateway/requirements.txt"
    lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
    [constraints_path] = [line.removeprefix("-c ") for line in lines if line.startswith("-c ")]
    constraints_file = ((ROOT / requirements).parent / constraints_path).resolve().relative_to(ROOT)
    assert str(constraints_file) in copied_paths(DOCKERFILE)


def test_the_script_refuses_to_start_without_an_emulator() -> None:
    environment = {name: value for name, value in os.environ.items() if "EMULATOR" not in name}
    completed = subprocess.run(
        [ROOT / "scripts" / "gateway"],
        env=environment, capture_output=True, text=True, check=False, timeout=60.0,
    )  # fmt: skip
    assert completed.returncode == 2
    assert "FIRESTORE_EMULATOR_HOST is not set" in completed.stderr
