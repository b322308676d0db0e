"""Tests hostile files: a verifier answers each of them quickly and in little memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.canonical import canonical
from scrbrd.domain.ledger.chain import LinkKind
from tests.clients.building import built_client
from tests.verifier.exports import BALL, STARTED, Lines, export_of_steps, head_of, vector_ledger
from tests.verifier.verifying import PAGE, SCRIPT, run_verifier, verifier_answer, verifier_module

MEGABYTE = 2**20
HEADER = vector_ledger()[0].encode()
HEAP_MEGABYTES = 64
"""Megabytes of Node's heap in which the page must answer for each file."""

NODE = f"""
import {{ readFileSync }} from "node:fs";
import {{ verify }} from {json.dumps(PAGE.as_uri())};
const answers = [];
for (const name of process.argv.slice(1)) {{
  answers.push(await verify(new Uint8Array(readFileSync(name))));
}}
console.log(JSON.stringify(answers));
"""


def with_note(note: str) -> Lines:
    """Return a sound export of two links; the ball of the second has the note."""
    return export_of_steps(
        "m1", [(LinkKind.APPENDED, STARTED), (LinkKind.APPENDED, BALL | {"note": note})]
    )


def with_log(log: Json) -> bytes:
    """Return the export of the vector with another log in its last line."""
    return "".join([*vector_ledger()[:-1], canonical({"log": log}) + "\n"]).encode()


LARGEST_DOCUMENT = "".join(with_note("\x01" * MEGABYTE)).encode()
LONGER_LINE = "".join(with_note("x" * 8 * MEGABYTE)).encode()
FILES = {
    "empty lines": HEADER + b"\n" * 6 * MEGABYTE,
    "nothing but empty lines": b"\n" * 6 * MEGABYTE,
    "links of another number": HEADER + b'{"record":{"number":7}}\n' * (MEGABYTE // 4),
    "lines of the log": HEADER + b'{"log":{}}\n' * MEGABYTE,
    "the largest document": LARGEST_DOCUMENT,
    "a longer line": LONGER_LINE,
    "a longer line behind": HEADER + b'{"record":{"number":7}}\n' + LONGER_LINE,
    "digits": HEADER + b'{"a":' + b"9" * 4 * MEGABYTE + b"}\n",
    "a value that is none": with_log({"1_1": False, "1_2": []}),
    "many without a link": with_log(
        {"1_1": False, "1_2": False, "7": True, "!": True, "\ufb33": True, "\U0001f3cf": True}
    ),
}
FAULTS = {
    "empty lines": (1, "edited"),
    "nothing but empty lines": (0, "edited"),
    "links of another number": (1, "deleted"),
    "lines of the log": (1, "edited"),
    "the largest document": None,
    "a longer line": (2, "edited"),
    "a longer line behind": (1, "reordered"),
    "digits": (1, "edited"),
    "a value that is none": (4, "edited"),
    "many without a link": (5, "inserted"),
}


def fault_of(answer: Json) -> tuple[int, str] | None:
    """Return (number, kind) of the first fault of an answer."""
    fault = answer["firstFault"]
    return fault and (fault["number"], fault["kind"])


@pytest.mark.parametrize("name", FILES)
def test_the_script_answers_in_little_memory(name: str) -> None:
    data = FILES[name]
    tracemalloc.start()
    try:
        answer = verifier_answer(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert fault_of(answer) == FAULTS[name]
    assert peak < 5 * 8 * MEGABYTE


@pytest.mark.emulator  # needs what npm installs
def test_the_page_gives_the_same_answers_in_little_memory(tmp_path: Path) -> None:
    built_client()
    files = [tmp_path / str(number) for number in range(len(FILES))]
    for file, data in zip(files, FILES.values(), strict=True):
        file.write_bytes(data)
    memory = f"--max-old-space-size={HEAP_MEGABYTES}"
    command = ["node", memory, "--input-type=module", "-e", NODE, *map(str, files)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert result.returncode == 0, result.stderr[-1000:]
    answers = dict(zip(FILES, json.loads(result.stdout), strict=True))
    assert {name: fault_of(each) for name, each in answers.items()} == FAULTS
    for name in ("a value that is none", "many without a link"):
        assert answers[name] == verifier_answer(FILES[name]), name


def test_a_number_of_many_digits_is_a_fault_for_an_interpreter_without_a_limit(
    tmp_path: Path,
) -> None:
    file = tmp_path / "export.jsonl"
    file.write_bytes(FILES["digits"])
    command = [sys.executable, "-I", "-S", "-X", "int_max_str_digits=0", str(SCRIPT), str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert fault_of(json.loads(result.stdout.splitlines()[-1])) == (1, "edited")


def test_a_file_larger_than_any_export_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text("".join(vector_ledger()), encoding="utf-8")
    monkeypatch.setattr(verifier_module(), "LARGEST_FILE", file.stat().st_size)
    assert verifier_module().main([str(file)]) == 0
    with file.open("a") as stream:
        stream.write(" ")
    with pytest.raises(SystemExit) as exit_error:
        verifier_module().main([str(file)])
    assert exit_error.value.code == 2
    assert "no export is larger" in capsys.readouterr().err


SPACES = ["\ufeff", "\x85", "\x1f", "\u2003", "\n"]


@pytest.mark.emulator  # needs what npm installs
def test_the_page_ignores_spaces_copied_with_a_head() -> None:
    built_client()
    code = f"""
import {{ readHead }} from {json.dumps(PAGE.as_uri())};
console.log(JSON.stringify(JSON.parse(process.argv[1]).map(readHead)));
"""
    heads = json.dumps([f"{space}4:{space}{'AB' * 32}{space}" for space in SPACES])
    command = ["node", "--input-type=module", "-e", code, heads]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == ["4:" + "ab" * 32] * len(SPACES)


@pytest.mark.parametrize("space", SPACES)
def test_the_script_ignores_spaces_copied_with_a_head(space: str, tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text("".join(vector_ledger()), encoding="utf-8")
    number, _, digits = head_of(vector_ledger(), 4).partition(":")
    assert run_verifier(file, "--head", f"{space}{number}:{space}{digits}{space}")[0] == 0
