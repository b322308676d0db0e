"""Tests that the documents' types compile strictly, and that the client agrees with them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from devtools.toolchain.layout import ROOT

TSC = ROOT / "node_modules" / ".bin" / "tsc"
PROJECT = ROOT / "clients" / "web" / "client"
SOURCE = PROJECT / "src"
SECONDS = 300

pytestmark = [
    pytest.mark.emulator,  # needs the packages that npm installs
    pytest.mark.xdist_group("types"),
]

IS_SCORE = "export const of = (score: LiveScore)"
OF_EVENT = """export function score(event: FeedEvent): number | null {{
  return event.type === "{}" ? event.data.score : null;
}}"""
RETIRE = """export const retire = (scorer: Scorer): string =>
  scorer.append({{ type: "batter_retired", playerId: "p1", as: "{}" }});"""
SNIPPETS: Mapping[str, tuple[str, str, str | None]] = {
    "a field that does not exist": (
        "LiveScore",
        f"{IS_SCORE}: number => score.currentInnings!.scored;",
        "'scored' does not exist",
    ),
    "what an event of its type says": ("FeedEvent", OF_EVENT.format("WICKET_FALLEN"), None),
    "what an event of another type says": (
        "FeedEvent",
        OF_EVENT.format("BALL_BOWLED"),
        "'score' does not exist",
    ),
    "an average that may be null": (
        "PlayerSeasonStats",
        "export const of = (season: PlayerSeasonStats): number => season.batting.average;",
        "'number | null' is not assignable",
    ),
    "a word of a closed set": ("LiveScore", f'{IS_SCORE} => score.status === "live";', None),
    "what is said of a ball of the log": (
        "Scorer, labelOf",
        "export const of = (scorer: Scorer, label: typeof labelOf) => scorer.actions.map(label);",
        None,
    ),
    "an action that the log has": (
        "Scorer",
        RETIRE.format("hurt"),
        None,
    ),
    "an action that the log has not": (
        "Scorer",
        RETIRE.format("tired"),
        "'\"tired\"' is not assignable",
    ),
    "a word that is none of a closed set": (
        "LiveScore",
        f'{IS_SCORE} => score.status === "begun";',
        "no overlap",
    ),
}
"""Snippets: the imported type, the code that uses it, and the compile error; None: it compiles."""


def snippet_file(name: str) -> str:
    """Return the file name of a snippet."""
    return f"{name.replace(' ', '_')}.ts"


def write_project(folder: Path) -> Path:
    """Write a project with the client's sources and the files of a folder; return its path."""
    options = {"rootDir": "/", "noEmit": True, "allowImportingTsExtensions": True}
    project = {
        "extends": (PROJECT / "tsconfig.json").as_posix(),
        "compilerOptions": options,
        "include": [SOURCE.as_posix(), folder.as_posix()],
    }
    path = folder / "tsconfig.json"
    path.write_text(json.dumps(project), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def compile_errors(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The compiler's errors for the client, the snippets and the closed sets, one per line.

    Everything is compiled at once.
    """
    folder = tmp_path_factory.mktemp("types")
    for name, (imported, body, _) in SNIPPETS.items():
        module = "index.ts" if "Scorer" in imported else "documents/types.ts"
        text = f'import type {{ {imported} }} from "{(SOURCE / module).as_posix()}";\n{body}\n'
        (folder / snippet_file(name)).write_text(text)
    (folder / "closed_sets.ts").write_text(closed_sets())
    command = [str(TSC), "-p", str(write_project(folder)), "--pretty", "false"]
    completed = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert completed.returncode == 2, f"the snippets have faults:\n{completed.stdout}"
    return completed.stdout


def test_the_client_compiles(compile_errors: str) -> None:
    snippets = ["closed_sets.ts(", *(f"{snippet_file(name)}(" for name in SNIPPETS)]
    found = [line for line in compile_errors.splitlines() if "error TS" in line]
    assert found
    assert [line for line in found if not any(each in line for each in snippets)] == []


def errors_in(file: str, compile_errors: str) -> list[str]:
    """Return the errors of one file."""
    return [line for line in compile_errors.splitlines() if f"{file}(" in line]


@pytest.mark.parametrize("name", SNIPPETS)
def test_only_uses_of_existing_fields_and_values_compile(name: str, compile_errors: str) -> None:
    found, reason = errors_in(snippet_file(name), compile_errors), SNIPPETS[name][2]
    assert (reason is None) == (not found), found
    assert reason is None or reason in found[0]


def shared_names() -> list[str]:
    """Return the names of closed sets that both the fold and the documents define."""
    files = (SOURCE / "fold" / "vocabulary.ts", SOURCE / "documents" / "vocabulary.ts")
    texts = (each.read_text(encoding="utf-8") for each in files)
    found = [set(re.findall(r"^export type (\w+)", text, re.MULTILINE)) for text in texts]
    return sorted(found[0] & found[1])


def closed_sets() -> str:
    """Return a file that compiles if the fold's closed sets equal those of the documents."""
    lines = [
        f'import type * as Fold from "{(SOURCE / "fold" / "index.ts").as_posix()}";',
        f'import type * as Made from "{(SOURCE / "documents" / "types.ts").as_posix()}";',
        "type Same<A, B> = [A, B] extends [B, A] ? true : false;",
        *(
            f"export const is{each}: Same<Fold.{each}, Made.{each}> = true;"
            for each in shared_names()
        ),
        "export const isCode: Same<Fold.ProblemCode | Fold.RuleCode, Made.HealthCode> = true;",
        "export const isNone: Same<Fold.End, Made.Retirement> = true;",
    ]
    return "\n".join(lines)


def test_the_closed_sets_of_the_fold_equal_those_of_the_documents(compile_errors: str) -> None:
    assert len(shared_names()) > 15
    found = errors_in("closed_sets.ts", compile_errors)
    assert len(found) == 1, found
    assert (
        f"({len(shared_names()) + 5}," in found[0]
    )  # only the last line, which compares different sets
