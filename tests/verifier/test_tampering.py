"""Tests about a thousand random changes to exported ledgers: each is found at its link number."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import LinkKind
from tests.consensus.careless import innings_actions
from tests.verifier.exports import (
    BALL,
    Lines,
    change_line,
    export_of_steps,
    head_of,
    rehash,
    time_at,
)
from tests.verifier.verifying import SCRIPT, verifier_answer

SEQUENCES = 12
ATTEMPTS = 140
REAL_BALLS = 40
HIDDEN_ATTEMPTS = 100


def long_ledger() -> Lines:
    """Return an export of two overs, some of whose balls are voided, corrected or redone."""
    steps: list[tuple[LinkKind, Json]] = []
    for sequence in range(1, SEQUENCES + 1):
        fields = {"id": f"1_{sequence}", "sequenceNumber": sequence, "runsOffBat": sequence % 7}
        document = BALL | fields | {"nonce": f"nonce-{sequence}", "totalRuns": sequence % 7}
        steps.append((LinkKind.APPENDED, document))
        if sequence % 4 == 0:
            steps.append((LinkKind.VOIDED, document | {"isVoided": True, "voidReason": "a slip"}))
        if sequence == 8:
            steps.append((LinkKind.REDONE, document | {"isVoided": False, "voidReason": ""}))
        if sequence % 6 == 0:
            number = SEQUENCES + sequence
            fields = {
                "id": f"1_{number}",
                "sequenceNumber": number,
                "corrects": f"1_{sequence - 1}",
            }
            steps.append((LinkKind.CORRECTED, document | fields))
    return export_of_steps("m1", steps)


def real_ledger() -> Lines:
    """Return an export of the first actions of a real match."""
    actions = innings_actions("1386111", 1, REAL_BALLS)
    extra_fields = {"matchId": "real", "createdAt": time_at(31, 250_000), "isVoided": False}
    documents = [
        action.to_document() | {"type": str(action.type)} | extra_fields for action in actions
    ]
    return export_of_steps("real", [(LinkKind.APPENDED, document) for document in documents])


LEDGERS = {"made": long_ledger(), "real": real_ledger()}
LINES = LEDGERS["made"]
COUNT = len(LINES) - 2
HEAD = head_of(LINES, COUNT)


def some_field(value: Any, generator: random.Random) -> tuple[Any, Any]:
    """Return a random map or list in a link, and the name or index of a plain value in it."""
    names = list(value) if isinstance(value, dict) else list(range(len(value)))
    name = generator.choice(names)
    part = value[name]
    return some_field(part, generator) if isinstance(part, dict | list) and part else (value, name)


def other_value(value: Any) -> Any:
    """Return another value of the same type."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value + "x"
    return "x"


def with_other_type(value: Any) -> Any:
    """Return a value of another type that looks the same."""
    match value:
        case str():
            return [value]
        case bool() | None:
            return str(value)
        case int() | float():
            return f"{value}"
    return "" if value else None


def retype(lines: Lines, number: int, generator: random.Random) -> Lines:
    """Give a random field of a link, or of its record, another type."""

    def change(link: Json) -> None:
        holder = generator.choice((link, link["record"]))
        name = generator.choice(list(holder))
        holder[name] = with_other_type(holder[name])

    return change_line(lines, number, change)


def edit(lines: Lines, number: int, generator: random.Random) -> Lines:
    """Change, add or remove a random field of a link."""

    def change(link: Json) -> None:
        holder, name = some_field(link, generator)
        change_kind = generator.choice(("other", "other", "gone", "more"))
        if change_kind == "gone" and isinstance(holder, dict):
            del holder[name]
        elif change_kind == "more" and isinstance(holder, dict):
            holder["added"] = 1
        else:
            holder[name] = other_value(holder[name])

    return change_line(lines, number, change)


def without_link(lines: Lines, number: int) -> Lines:
    """Return the lines without a link."""
    return [*lines[:number], *lines[number + 1 :]]


def two_links(count: int, generator: random.Random) -> tuple[int, int]:
    """Return the numbers of two random links in ascending order."""
    first, second = sorted(generator.sample(range(1, count + 1), 2))
    return first, second


def tampered_export(
    kind: str, export: Lines, generator: random.Random
) -> tuple[Lines, int, set[str]]:
    """Return a changed export, the number of the expected fault and its possible kinds."""
    count = len(export) - 2
    number = generator.randint(1, count)
    match kind:
        case "retype":
            return retype(export, number, generator), number, {"edited", "deleted"}
        case "edit":
            # A link that lost its number, or has another, looks like another link or none.
            kinds = {"edited", "deleted", "inserted", "reordered"}
            return edit(export, number, generator), number, kinds
        case "drop":
            kinds = {"truncated" if number == count else "deleted", "edited"}
            return without_link(export, number), number, kinds
        case "swap":
            first, last = two_links(count, generator)
            lines = list(export)
            lines[first], lines[last] = lines[last], lines[first]
            return lines, first, {"reordered"}
        case "insert":
            position = generator.randint(1, count)
            lines = [*export[: position + 1], export[number], *export[position + 1 :]]
            is_before_itself = number == position + 1  # which is the same as behind itself
            return lines, position + 1 + is_before_itself, {"inserted", "reordered"}
        case "cut":
            line_count = generator.randint(1, count)
            return export[:line_count], line_count, {"truncated"}
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", ["edit", "retype", "drop", "swap", "insert", "cut"])
@pytest.mark.parametrize(("ledger", "times"), [("made", ATTEMPTS), ("real", ATTEMPTS // 4)])
def test_a_changed_export_is_a_fault_at_the_changed_link(
    kind: str, ledger: str, times: int
) -> None:
    generator, export = random.Random(kind), LEDGERS[ledger]
    head = head_of(export, len(export) - 2)
    for _ in range(times):
        lines, number, kinds = tampered_export(kind, export, generator)
        answer = verifier_answer("".join(lines).encode(), head)
        assert not answer["ok"], lines[number]
        assert answer["firstFault"]["number"] == number, (number, answer)
        assert not kinds or answer["firstFault"]["kind"] in kinds, answer


def hidden_change(kind: str, number: int, generator: random.Random) -> Lines:
    """Return an export changed at a link, with all hashes recomputed so that it looks sound."""
    match kind:
        case "edit":
            lines = [*LINES[:number], edit_action(LINES[number], generator), *LINES[number + 1 :]]
        case "drop":
            lines = without_link(LINES, number)
        case _:
            lines = [*LINES[:number], LINES[-1]]
    return rehash(lines)


@pytest.mark.parametrize("kind", ["edit", "drop", "cut"])
def test_a_change_hidden_by_new_hashes_is_found_with_a_published_head(kind: str) -> None:
    generator = random.Random(kind)
    for attempt in range(HIDDEN_ATTEMPTS):
        number = generator.randint(1, COUNT)
        head = HEAD if attempt % 4 else HEAD.partition(":")[2]
        answer = verifier_answer("".join(hidden_change(kind, number, generator)).encode(), head)
        assert not answer["ok"]
        assert answer["firstFault"]["number"] > 0


def edit_action(line: str, generator: random.Random) -> str:
    """Return a link with a random field of its action changed."""

    def change(link: Json) -> None:
        holder, name = some_field(link["record"]["action"], generator)
        holder[name] = other_value(holder[name])

    return change_line([line], 0, change)[0]


def test_any_text_of_a_file_is_printed_in_one_line_of_ascii(tmp_path: Path) -> None:
    file = tmp_path / "ledger"
    for text in ("été", "\U0001f600", "x\n99 links are sound\n", "\u202e", "a\\b"):
        link = json.loads(LINES[1])
        link["record"]["what"] = text
        lines = rehash([LINES[0], json.dumps(link), *LINES[2:]])
        file.write_text("".join(lines), encoding="utf-8")
        command = [sys.executable, "-S", str(SCRIPT), str(file)]
        environment = {"PYTHONIOENCODING": "ascii"}
        result = subprocess.run(command, capture_output=True, env=environment, check=False)
        message, answer = result.stdout.decode("ascii").splitlines()
        assert message.startswith("inserted: link 1: 1_1 cannot be ")
        assert json.loads(answer)["firstFault"]["text"].count(text) == 1
        assert result.returncode == 1


def test_the_unchanged_ledgers_are_sound() -> None:
    real_export = LEDGERS["real"]
    assert verifier_answer("".join(real_export).encode())["links"] == REAL_BALLS
    assert verifier_answer("".join(LINES).encode(), HEAD)["links"] == COUNT == 18
    assert {json.loads(line)["record"]["what"] for line in LINES[1:-1]} == {
        "appended",
        "corrected",
        "voided",
        "redone",
    }
