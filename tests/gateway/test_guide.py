"""Tests docs/gateway-scoring.md: its commands, run in their order, get the documented statuses."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from string import Template
from typing import NamedTuple

import pytest

from tests.gateway.scoring_project import Gateway, Project, token_of
from tests.gateway.test_scoring_books import seed_dispute
from tests.rules.cast import SCORER, UMPIRE

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("rules")]

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "gateway-scoring.md"


class Command(NamedTuple):
    """A curl command and the documented status of its answer."""

    text: str
    status: int


def documented_commands() -> list[Command]:
    """Return every command of the page; a command ends with its status in a comment."""
    blocks = "".join(re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))
    commands_with_status = re.findall(r"^(curl .*?)  # (\d{3})\n", blocks, re.DOTALL | re.MULTILINE)
    assert commands_with_status
    assert len(commands_with_status) == len(re.findall(r"^curl ", blocks, re.MULTILINE))
    return [Command(text, int(status)) for text, status in commands_with_status]


async def test_the_commands_of_the_guide_get_the_documented_statuses(
    project: Project, gateway: Gateway
) -> None:
    validated_match = project.add_match(validationTier="DUAL")
    values = {
        "GATEWAY": "http://gateway",
        "MATCH": project.add_match(),
        "BOOKS": validated_match,
        "DISPUTE": seed_dispute(project, validated_match).partition(":")[2],
        "TOKEN": token_of(SCORER, project.project),
        "UMPIRE": token_of(UMPIRE, project.project),
    }
    for command in documented_commands():
        assert await status_of(gateway, command.text, values) == command.status, command.text


async def status_of(gateway: Gateway, text: str, values: dict[str, str]) -> int:
    """Send the request of a curl command; return the status of the answer."""
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
