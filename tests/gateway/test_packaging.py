"""The image takes what it needs and nothing else; the script says what it lacks."""

from __future__ import annotations

import os
import subprocess

from devtools.toolchain.layout import ROOT
from tests.repository.images import check_copied, copied

DOCKERFILE = ROOT / "services" / "gateway" / "Dockerfile"


def test_the_image_copies_what_is_there_and_what_is_let_in() -> None:
    check_copied(DOCKERFILE)


def test_the_list_of_requirements_finds_its_constraints_in_the_image() -> None:
    requirements = "services/gateway/requirements.txt"
    lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
    [named] = [line.removeprefix("-c ") for line in lines if line.startswith("-c ")]
    found = ((ROOT / requirements).parent / named).resolve().relative_to(ROOT)
    assert str(found) in copied(DOCKERFILE)


def test_the_script_wants_an_emulator() -> None:
    environment = {name: value for name, value in os.environ.items() if "EMULATOR" not in name}
    done = subprocess.run(
        [ROOT / "scripts" / "gateway"],
        env=environment, capture_output=True, text=True, check=False, timeout=60.0,
    )  # fmt: skip
    assert done.returncode == 2
    assert "FIRESTORE_EMULATOR_HOST is not set" in done.stderr
