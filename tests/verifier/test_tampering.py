"""A thousand ways to tamper with an exported ledger: each is found, and named with its number."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from scrbrd.domain.ledger.chain import What
from tests.verifier.exports import BALL, Lines, chained, changed, head_of, rechained
from tests.verifier.verifying import verified

SEQUENCES = 12
EACH = 140
HIDDEN = 100
Json = dict[str, Any]


def long_ledger() -> Lines:
    """An over after the other, some balls of which are voided, corrected or redone."""
    steps: list[tuple[What, Json]] = []
    for sequence in range(1, SEQUENCES + 1):
        own = {"id": f"1_{sequence}", "sequenceNumber": sequence, "runsOffBat": sequence % 7}
        document = BALL | own | {"nonce": f"nonce-{sequence}", "totalRuns": sequence % 7}
        steps.append((What.APPENDED, document))
        if sequence % 4 == 0:
            steps.append((What.VOIDED, document | {"isVoided": True, "voidReason": "a slip"}))
        if sequence == 8:
            steps.append((What.REDONE, document | {"isVoided": False, "voidReason": ""}))
        if sequence % 6 == 0:
            number = SEQUENCES + sequence
            own = {"id": f"1_{number}", "sequenceNumber": number, "corrects": f"1_{sequence - 1}"}
            steps.append((What.CORRECTED, document | own))
    return chained("m1", steps)


LINES = long_ledger()
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


def tampered(kind: str, chance: random.Random) -> tuple[Lines, int, set[str]]:
    """An export tampered with, the number at which it must be noticed, and as what it may be."""
    number = chance.randint(1, COUNT)
    match kind:
        case "edit":
            # A link that lost its number, or has another, looks like another link or none.
            kinds = {"edited", "deleted", "inserted", "reordered"}
            return edit(LINES, number, chance), number, kinds
        case "drop":
            kinds = {"truncated" if number == COUNT else "deleted", "edited"}
            return without(LINES, number), number, kinds
        case "swap":
            first, second = run_of(COUNT, chance)
            lines = list(LINES)
            lines[first], lines[second] = lines[second], lines[first]
            return lines, first, {"reordered"}
        case "insert":
            behind = chance.randint(1, COUNT)
            lines = [*LINES[: behind + 1], LINES[number], *LINES[behind + 1 :]]
            is_before_itself = number == behind + 1  # which is the same as behind itself
            return lines, behind + 1 + is_before_itself, {"inserted", "reordered"}
        case "cut":
            kept = chance.randint(1, COUNT)
            return LINES[:kept], kept, {"truncated"}
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", ["edit", "drop", "swap", "insert", "cut"])
def test_what_is_touched_is_named_with_its_number(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(EACH):
        lines, number, kinds = tampered(kind, chance)
        answer = verified("".join(lines).encode(), HEAD)
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


def test_the_ledger_that_is_tampered_with_is_sound() -> None:
    assert verified("".join(LINES).encode(), HEAD)["links"] == COUNT == 18
    assert {json.loads(line)["record"]["what"] for line in LINES[1:-1]} == {
        "appended",
        "corrected",
        "voided",
        "redone",
    }
