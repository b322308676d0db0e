"""The TypeScript definitions compile strictly, and the client that tests run agrees with them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scrbrd_admin.toolchain.layout import ROOT

TSC = ROOT / "node_modules" / ".bin" / "tsc"
PROJECTS = ("clients/typescript", "clients/web")

pytestmark = pytest.mark.emulator  # needs what npm installs


def tsc(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(TSC), *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("project", PROJECTS)
def test_it_compiles(project: str) -> None:
    done = tsc("-p", project)
    assert done.returncode == 0, done.stdout


def test_a_field_that_does_not_exist_does_not_compile(tmp_path: Path) -> None:
    definitions = (ROOT / "clients" / "typescript" / "scrbrd.d.ts").as_posix()
    wrong = tmp_path / "wrong.ts"
    wrong.write_text(
        f'import type {{ LiveScore }} from "{definitions}";\n'
        "export const of = (score: LiveScore): number => score.currentInnings!.scored;\n"
    )
    options = "--strict --noEmit --skipLibCheck --module nodenext --allowImportingTsExtensions"
    done = tsc(*options.split(), str(wrong))
    assert done.returncode != 0
    assert "'scored' does not exist" in done.stdout
