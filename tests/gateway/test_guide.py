"""The commands of docs/gateway-scoring.md, run in their order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from string import Template
from typing import NamedTuple

import pytest

from tests.gateway.ground import Gateway, Ground, token_of
from tests.gateway.test_scoring_books import dispute
from tests.rules.cast import SCORER, UMPIRE

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "gateway-scoring.md"


class Command(NamedTuple):
    """A curl command, and the status that the page says it answers."""

    text: str
    status: int


def commands() -> list[Command]:
    """Every command of the page; a command ends with its status, as a comment."""
    blocks = "".join(re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))
    found = re.findall(r"^(curl .*?)  # (\d{3})\n", blocks, re.DOTALL | re.MULTILINE)
    assert found
    assert len(found) == len(re.findall(r"^curl ", blocks, re.MULTILINE))
    return [Command(text, int(status)) for text, status in found]


async def test_the_commands_of_the_guide_answer_as_it_says(
    ground: Ground, gateway: Gateway
) -> None:
    books = ground.match(validationTier="DUAL")
    values = {
        "GATEWAY": "http://gateway",
        "MATCH": ground.match(),
        "BOOKS": books,
        "DISPUTE": dispute(ground, books).partition(":")[2],
        "TOKEN": token_of(SCORER, ground.project),
        "UMPIRE": token_of(UMPIRE, ground.project),
    }
    for command in commands():
        assert await status_of(gateway, command.text, values) == command.status, command.text


async def status_of(gateway: Gateway, text: str, values: dict[str, str]) -> int:
    """Send what a curl command would."""
    words = shlex.split(text.replace("\\\n", " "))[1:]
    method, body, url, headers = "GET", None, "", {}
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-d":
            body = Template(words.pop(0)).substitute(values)
        elif word == "-H":
            name, _, value = Template(words.pop(0)).substitute(values).partition(": ")
            headers[name] = value
        else:
            url = Template(word).substitute(values)
    answer = await gateway.client.request(method, url, content=body, headers=headers)
    return answer.status_code
