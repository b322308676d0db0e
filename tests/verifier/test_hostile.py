"""Files that somebody made to stop a verifier: each has its answer, in little memory and soon."""

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
from tests.verifier.exports import BALL, STARTED, Lines, chained, head_of, vector
from tests.verifier.verifying import PAGE, SCRIPT, run, script, verified

MEGABYTE = 2**20
HEADER = vector()[0].encode()
LITTLE_MEMORY = 64
"""Megabytes of the heap of Node in which a file of some more must be answered for."""

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
    """A sound ledger of two links, the second of which has a note."""
    return chained("m1", [(LinkKind.APPENDED, STARTED), (LinkKind.APPENDED, BALL | {"note": note})])


def with_log(log: Json) -> bytes:
    """The vector with another last line."""
    return "".join([*vector()[:-1], canonical({"log": log}) + "\n"]).encode()


LARGEST = "".join(with_note("\x01" * MEGABYTE)).encode()
LONGER = "".join(with_note("x" * 8 * MEGABYTE)).encode()
FILES = {
    "empty lines": HEADER + b"\n" * 6 * MEGABYTE,
    "nothing but empty lines": b"\n" * 6 * MEGABYTE,
    "links of another number": HEADER + b'{"record":{"number":7}}\n' * (MEGABYTE // 4),
    "lines of the log": HEADER + b'{"log":{}}\n' * MEGABYTE,
    "the largest document": LARGEST,
    "a longer line": LONGER,
    "a longer line behind": HEADER + b'{"record":{"number":7}}\n' + LONGER,
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
    first = answer["firstFault"]
    return first and (first["number"], first["kind"])


@pytest.mark.parametrize("name", FILES)
def test_the_script_answers_in_little_memory(name: str) -> None:
    data = FILES[name]
    tracemalloc.start()
    try:
        answer = verified(data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert fault_of(answer) == FAULTS[name]
    assert most < 5 * 8 * MEGABYTE


@pytest.mark.emulator  # needs what npm installs
def test_the_page_answers_alike_in_little_memory(tmp_path: Path) -> None:
    built_client()
    files = [tmp_path / str(number) for number in range(len(FILES))]
    for file, data in zip(files, FILES.values(), strict=True):
        file.write_bytes(data)
    memory = f"--max-old-space-size={LITTLE_MEMORY}"
    command = ["node", memory, "--input-type=module", "-e", NODE, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr[-1000:]
    answers = dict(zip(FILES, json.loads(done.stdout), strict=True))
    assert {name: fault_of(each) for name, each in answers.items()} == FAULTS
    for name in ("a value that is none", "many without a link"):
        assert answers[name] == verified(FILES[name]), name


def test_a_number_of_many_digits_is_answered_for_by_an_interpreter_without_a_limit(
    tmp_path: Path,
) -> None:
    file = tmp_path / "export.jsonl"
    file.write_bytes(FILES["digits"])
    command = [sys.executable, "-I", "-S", "-X", "int_max_str_digits=0", str(SCRIPT), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert fault_of(json.loads(done.stdout.splitlines()[-1])) == (1, "edited")


def test_a_file_larger_than_any_export_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text("".join(vector()), encoding="utf-8")
    monkeypatch.setattr(script(), "LARGEST_FILE", file.stat().st_size)
    assert script().main([str(file)]) == 0
    with file.open("a") as more:
        more.write(" ")
    with pytest.raises(SystemExit) as ended:
        script().main([str(file)])
    assert ended.value.code == 2
    assert "no export is larger" in capsys.readouterr().err


MARKS = ["\ufeff", "\x85", "\x1f", "\u2003", "\n"]


@pytest.mark.emulator  # needs what npm installs
def test_the_page_takes_a_head_with_whatever_space_was_copied_with_it() -> None:
    built_client()
    code = f"""
import {{ readHead }} from {json.dumps(PAGE.as_uri())};
console.log(JSON.stringify(JSON.parse(process.argv[1]).map(readHead)));
"""
    given = json.dumps([f"{mark}4:{mark}{'AB' * 32}{mark}" for mark in MARKS])
    command = ["node", "--input-type=module", "-e", code, given]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["4:" + "ab" * 32] * len(MARKS)


@pytest.mark.parametrize("mark", MARKS)
def test_a_head_is_taken_with_whatever_space_was_copied_with_it(mark: str, tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text("".join(vector()), encoding="utf-8")
    number, _, digits = head_of(vector(), 4).partition(":")
    assert run(file, "--head", f"{mark}{number}:{mark}{digits}{mark}")[0] == 0
