"""The image takes what it needs and nothing else; the script says what it lacks."""

from __future__ import annotations

import os
import re
import subprocess
from fnmatch import fnmatch

from devtools.toolchain.layout import ROOT

DOCKERFILE = ROOT / "services" / "gateway" / "Dockerfile"


def copied() -> list[str]:
    """What the image copies from the repository."""
    text = DOCKERFILE.read_text(encoding="utf-8")
    pairs: list[tuple[str, str]] = re.findall(r"^COPY (\S+) (\S+)$", text, re.MULTILINE)
    assert [source for source, target in pairs if source != target] == []
    return [source for source, _ in pairs]


def test_the_image_copies_what_is_there_and_what_is_let_in() -> None:
    let_in = DOCKERFILE.with_name("Dockerfile.dockerignore").read_text(encoding="utf-8")
    allowed = [line[1:] for line in let_in.splitlines() if line.startswith("!")]
    assert sorted(allowed) == sorted(copied())
    assert [path for path in copied() if not (ROOT / path).exists()] == []
    assert not any(fnmatch(path, "*test*") for path in copied())


def test_the_list_of_requirements_finds_its_constraints_in_the_image() -> None:
    requirements = "services/gateway/requirements.txt"
    lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
    [named] = [line.removeprefix("-c ") for line in lines if line.startswith("-c ")]
    found = ((ROOT / requirements).parent / named).resolve().relative_to(ROOT)
    assert str(found) in copied()


def test_the_script_wants_an_emulator() -> None:
    environment = {name: value for name, value in os.environ.items() if "EMULATOR" not in name}
    done = subprocess.run(
        [ROOT / "scripts" / "gateway"],
        env=environment, capture_output=True, text=True, check=False, timeout=60.0,
    )  # fmt: skip
    assert done.returncode == 2
    assert "FIRESTORE_EMULATOR_HOST is not set" in done.stderr
