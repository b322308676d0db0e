"""A thousand ways to tamper with an exported ledger: each is found, and named with its number."""

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
from tests.consensus.careless import innings_of
from tests.verifier.exports import BALL, Lines, chained, changed, head_of, rechained, second
from tests.verifier.verifying import SCRIPT, verified

SEQUENCES = 12
EACH = 140
REAL_BALLS = 40
HIDDEN = 100


def long_ledger() -> Lines:
    """An over after the other, some balls of which are voided, corrected or redone."""
    steps: list[tuple[LinkKind, Json]] = []
    for sequence in range(1, SEQUENCES + 1):
        own = {"id": f"1_{sequence}", "sequenceNumber": sequence, "runsOffBat": sequence % 7}
        document = BALL | own | {"nonce": f"nonce-{sequence}", "totalRuns": sequence % 7}
        steps.append((LinkKind.APPENDED, document))
        if sequence % 4 == 0:
            steps.append((LinkKind.VOIDED, document | {"isVoided": True, "voidReason": "a slip"}))
        if sequence == 8:
            steps.append((LinkKind.REDONE, document | {"isVoided": False, "voidReason": ""}))
        if sequence % 6 == 0:
            number = SEQUENCES + sequence
            own = {"id": f"1_{number}", "sequenceNumber": number, "corrects": f"1_{sequence - 1}"}
            steps.append((LinkKind.CORRECTED, document | own))
    return chained("m1", steps)


def real_ledger() -> Lines:
    """Some overs of a real match, each ball as its document has it."""
    actions = innings_of("1386111", 1, REAL_BALLS)
    nonces = {"matchId": "real", "createdAt": second(31, 250_000), "isVoided": False}
    documents = [action.to_document() | {"type": str(action.type)} | nonces for action in actions]
    return chained("real", [(LinkKind.APPENDED, document) for document in documents])


LEDGERS = {"made": long_ledger(), "real": real_ledger()}
LINES = LEDGERS["made"]
COUNT = len(LINES) - 2
HEAD = head_of(LINES, COUNT)


def some_field(value: Any, chance: random.Random) -> tuple[Any, Any]:
    """A map or list somewhere in a link, and the name or index of a plain value in it."""
    names = list(value) if isinstance(value, dict) else list(range(len(value)))
    name = chance.choice(names)
    part = value[name]
    return some_field(part, chance) if isinstance(part, dict | list) and part else (value, name)


def other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value + "x"
    return "x"


def of_other_type(value: Any) -> Any:
    """What reads alike, and is another value."""
    match value:
        case str():
            return [value]
        case bool() | None:
            return str(value)
        case int() | float():
            return f"{value}"
    return "" if value else None


def retype(lines: Lines, number: int, chance: random.Random) -> Lines:
    """A field of a link, or of its record, of another type."""

    def change(link: Json) -> None:
        holder = chance.choice((link, link["record"]))
        name = chance.choice(list(holder))
        holder[name] = of_other_type(holder[name])

    return changed(lines, number, change)


def edit(lines: Lines, number: int, chance: random.Random) -> Lines:
    """A field of a link changed, added or taken away."""

    def change(link: Json) -> None:
        holder, name = some_field(link, chance)
        way = chance.choice(("other", "other", "gone", "more"))
        if way == "gone" and isinstance(holder, dict):
            del holder[name]
        elif way == "more" and isinstance(holder, dict):
            holder["added"] = 1
        else:
            holder[name] = other(holder[name])

    return changed(lines, number, change)


def without(lines: Lines, number: int) -> Lines:
    return [*lines[:number], *lines[number + 1 :]]


def run_of(count: int, chance: random.Random) -> tuple[int, int]:
    """Two links, the earlier one first."""
    first, second = sorted(chance.sample(range(1, count + 1), 2))
    return first, second


def tampered(kind: str, whole: Lines, chance: random.Random) -> tuple[Lines, int, set[str]]:
    """An export tampered with, the number at which it must be noticed, and as what it may be."""
    count = len(whole) - 2
    number = chance.randint(1, count)
    match kind:
        case "retype":
            return retype(whole, number, chance), number, {"edited", "deleted"}
        case "edit":
            # A link that lost its number, or has another, looks like another link or none.
            kinds = {"edited", "deleted", "inserted", "reordered"}
            return edit(whole, number, chance), number, kinds
        case "drop":
            kinds = {"truncated" if number == count else "deleted", "edited"}
            return without(whole, number), number, kinds
        case "swap":
            first, last = run_of(count, chance)
            lines = list(whole)
            lines[first], lines[last] = lines[last], lines[first]
            return lines, first, {"reordered"}
        case "insert":
            behind = chance.randint(1, count)
            lines = [*whole[: behind + 1], whole[number], *whole[behind + 1 :]]
            is_before_itself = number == behind + 1  # which is the same as behind itself
            return lines, behind + 1 + is_before_itself, {"inserted", "reordered"}
        case "cut":
            kept = chance.randint(1, count)
            return whole[:kept], kept, {"truncated"}
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", ["edit", "retype", "drop", "swap", "insert", "cut"])
@pytest.mark.parametrize(("ledger", "times"), [("made", EACH), ("real", EACH // 4)])
def test_what_is_touched_is_named_with_its_number(kind: str, ledger: str, times: int) -> None:
    chance, whole = random.Random(kind), LEDGERS[ledger]
    head = head_of(whole, len(whole) - 2)
    for _ in range(times):
        lines, number, kinds = tampered(kind, whole, chance)
        answer = verified("".join(lines).encode(), head)
        assert not answer["ok"], lines[number]
        assert answer["firstFault"]["number"] == number, (number, answer)
        assert not kinds or answer["firstFault"]["kind"] in kinds, answer


def hidden(kind: str, number: int, chance: random.Random) -> Lines:
    """An export tampered with at a link, with every hash made anew, so that it is sound."""
    match kind:
        case "edit":
            lines = [*LINES[:number], edit_action(LINES[number], chance), *LINES[number + 1 :]]
        case "drop":
            lines = without(LINES, number)
        case _:
            lines = [*LINES[:number], LINES[-1]]
    return rechained(lines)


@pytest.mark.parametrize("kind", ["edit", "drop", "cut"])
def test_what_is_touched_and_hidden_by_new_hashes_shows_against_a_head(kind: str) -> None:
    chance = random.Random(kind)
    for turn in range(HIDDEN):
        number = chance.randint(1, COUNT)
        given = HEAD if turn % 4 else HEAD.partition(":")[2]
        answer = verified("".join(hidden(kind, number, chance)).encode(), given)
        assert not answer["ok"]
        assert answer["firstFault"]["number"] > 0


def edit_action(line: str, chance: random.Random) -> str:
    """A link whose action says something else."""

    def change(link: Json) -> None:
        holder, name = some_field(link["record"]["action"], chance)
        holder[name] = other(holder[name])

    return changed([line], 0, change)[0]


def test_what_a_file_says_is_printed_in_one_line_of_ascii_whatever_it_says(tmp_path: Path) -> None:
    file = tmp_path / "ledger"
    for forged in ("été", "\U0001f600", "x\n99 links are sound\n", "\u202e", "a\\b"):
        link = json.loads(LINES[1])
        link["record"]["what"] = forged
        lines = rechained([LINES[0], json.dumps(link), *LINES[2:]])
        file.write_text("".join(lines), encoding="utf-8")
        command = [sys.executable, "-S", str(SCRIPT), str(file)]
        environment = {"PYTHONIOENCODING": "ascii"}
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
        found, answer = done.stdout.decode("ascii").splitlines()
        assert found.startswith("inserted: link 1: 1_1 cannot be ")
        assert json.loads(answer)["firstFault"]["text"].count(forged) == 1
        assert done.returncode == 1


def test_the_ledger_that_is_tampered_with_is_sound() -> None:
    real = LEDGERS["real"]
    assert verified("".join(real).encode())["links"] == REAL_BALLS
    assert verified("".join(LINES).encode(), HEAD)["links"] == COUNT == 18
    assert {json.loads(line)["record"]["what"] for line in LINES[1:-1]} == {
        "appended",
        "corrected",
        "voided",
        "redone",
    }
