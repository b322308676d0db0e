"""The TypeScript definitions compile strictly, and the client that tests run agrees with them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from devtools.toolchain.layout import ROOT

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


def compiled(tmp_path: Path, imported: str, body: str) -> subprocess.CompletedProcess[str]:
    """A file that uses one of the definitions."""
    definitions = (ROOT / "clients" / "typescript" / "scrbrd.d.ts").as_posix()
    file = tmp_path / "some.ts"
    file.write_text(f'import type {{ {imported} }} from "{definitions}";\n{body}\n')
    options = "--strict --noEmit --skipLibCheck --module nodenext --allowImportingTsExtensions"
    return tsc(*options.split(), str(file))


def test_a_field_that_does_not_exist_does_not_compile(tmp_path: Path) -> None:
    body = "export const of = (score: LiveScore): number => score.currentInnings!.scored;"
    done = compiled(tmp_path, "LiveScore", body)
    assert done.returncode != 0
    assert "'scored' does not exist" in done.stdout


def test_an_event_says_what_its_type_says_and_nothing_else(tmp_path: Path) -> None:
    body = """export function score(event: FeedEvent): number | null {{
      return event.type === "{type}" ? event.data.score : null;
    }}"""
    assert compiled(tmp_path, "FeedEvent", body.format(type="WICKET_FALLEN")).returncode == 0
    done = compiled(tmp_path, "FeedEvent", body.format(type="BALL_BOWLED"))
    assert done.returncode != 0
    assert "'score' does not exist" in done.stdout


def test_an_average_may_be_null(tmp_path: Path) -> None:
    body = "export const of = (season: PlayerSeasonStats): number => season.batting.average;"
    done = compiled(tmp_path, "PlayerSeasonStats", body)
    assert done.returncode != 0
    assert "'null' is not assignable" in done.stdout
