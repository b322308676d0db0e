"""Tests that verify.py and verify.js give the same answer to every vector of verifier/vectors."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from scrbrd.domain.json_types import Json
from tests.clients.building import built_client
from tests.verifier.vectors import FOLDER, vectors
from tests.verifier.verifying import PAGE, run_verifier, verifier_answer

STALE = "stale: run functions/venv/bin/python -m tests.verifier.vectors"
HASHES = (
    "8ba8ce1aa8e17e13447db5da79eed7456da4a31b68bec766c81af0d48f64355d",
    "d5cc5e134a7777d3e43e3f0971aa49909694fe49fe79da58c6c9382abdcfee6a",
    "f5495a39dc258577e7ce76b7b33dff2b03a19d7cf9baf2e01cfc5ab1e23290c2",
    "681e2395a529e9f753d113c3cb880cc1df9b1d52ce40822b972d05ce10424d35",
    "19274c00596fab29018993d4cefb66103da634f3052241a8a05b47c8e8ee1d15",
)
NODE = f"""
import {{ readFileSync, readdirSync }} from "node:fs";
import {{ verify }} from {json.dumps(PAGE.as_uri())};
const folder = process.argv[1];
const found = {{}};
for (const name of readdirSync(folder)) {{
  const {{ export: lines, head }} = JSON.parse(readFileSync(`${{folder}}/${{name}}`, "utf8"));
  const bytes = new TextEncoder().encode(lines.join(""));
  found[name.replace(".json", "")] = await verify(bytes, head ?? undefined);
}}
console.log(JSON.stringify(found));
"""
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def load_vector(name: str) -> Json:
    """Return a committed vector."""
    vector: Json = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return vector


def export_bytes(vector: Json) -> bytes:
    """Return the export of a vector as a file's content."""
    return "".join(vector["export"]).encode()


def test_the_vectors_are_fresh() -> None:
    assert {name: load_vector(name) for name in NAMES} == vectors(), STALE


@pytest.mark.parametrize("name", NAMES)
def test_the_script_gives_the_answer_of_the_vector(name: str) -> None:
    vector = load_vector(name)
    assert (
        comparable_answer(verifier_answer(export_bytes(vector), vector["head"])) == vector["answer"]
    )


def comparable_answer(answer: Json) -> Json:
    """Return an answer without the text of its fault and without the last hash."""
    fault = answer["firstFault"]
    number_and_kind = fault and {name: fault[name] for name in ("number", "kind")}
    return {"ok": answer["ok"], "links": answer["links"], "firstFault": number_and_kind}


@pytest.mark.emulator  # needs what npm installs
def test_the_web_page_gives_the_answers_of_the_script() -> None:
    built_client()
    command = ["node", "--input-type=module", "-e", NODE, str(FOLDER)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert sorted(found) == NAMES
    for name in NAMES:
        vector = load_vector(name)
        assert comparable_answer(found[name]) == vector["answer"], name
        assert (
            found[name]["head"] == verifier_answer(export_bytes(vector), vector["head"])["head"]
        ), name


def test_the_hashes_are_those_of_the_specification() -> None:
    lines = [json.loads(line) for line in load_vector("valid")["export"]]
    assert tuple(link["hash"] for link in lines[1:5]) == HASHES[1:]
    assert (
        verifier_answer(b"".join(each.encode() for each in load_vector("header-alone")["export"]))[
            "head"
        ]
        == (HASHES[0])
    )


@pytest.mark.parametrize(("name", "code"), [("valid", 0), ("edited-field", 1)])
def test_the_command_needs_no_package_and_its_exit_code_is_1_on_a_fault(
    name: str, code: int, tmp_path: Path
) -> None:
    file = tmp_path / "export.jsonl"
    file.write_bytes(export_bytes(load_vector(name)))
    result, answer = run_verifier(file)
    assert (result, comparable_answer(answer)) == (code, load_vector(name)["answer"])
    assert list(answer) == ["ok", "links", "head", "firstFault"]


def test_a_head_is_accepted_in_its_printed_form(tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_bytes(export_bytes(load_vector("valid")))
    in_groups = " ".join(HASHES[4][start : start + 8] for start in range(0, 64, 8)).upper()
    assert run_verifier(file, "--head", in_groups)[0] == 0
    assert run_verifier(file, "--head", f"4:{in_groups}")[0] == 0
    assert run_verifier(file, "--head", f"3:{in_groups}")[0] == 1
