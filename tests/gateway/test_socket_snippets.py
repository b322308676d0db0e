"""Tests the snippet of docs/gateway-sockets.md: it loses no event when its socket is lost."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

from scrbrd_gateway.sockets.closes import TOO_SLOW
from tests.gateway.fake_rooms import bowl, over_complete
from tests.gateway.served_sockets import run, serve_sockets

PAGE = Path(__file__).resolve().parents[2] / "docs" / "gateway-sockets.md"
WEBSOCKET_FLAG = "--experimental-websocket"
"""Node 20 has WebSocket only with this flag; later versions with or without it."""

PRINT_MESSAGES = """
const address = process.argv[1];
follow(address, "m", async () => "good", (message) => console.log(JSON.stringify(message)));
"""


def snippet() -> str:
    """Return the JavaScript of the page."""
    [code] = re.findall(r"```js\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert isinstance(code, str)
    return code


def test_the_snippet_follows_a_match_through_a_lost_connection() -> None:
    async def scenario() -> None:
        async with serve_sockets() as gateway:
            script = snippet().replace("wait = 1000", "wait = 10") + PRINT_MESSAGES
            page = await asyncio.create_subprocess_exec(
                "node",
                WEBSOCKET_FLAG,
                "-e",
                script,
                gateway.address(""),
                stdout=asyncio.subprocess.PIPE,
            )
            assert page.stdout
            try:
                assert (await next_message(page.stdout, "CONNECTION_ESTABLISHED"))["cursor"] is None
                [end] = gateway.drain._ends
                end(TOO_SLOW)
                bowl(gateway.rooms["m"], 1, over_complete())
                assert (await next_message(page.stdout, "CONNECTION_ESTABLISHED"))[
                    "resumed"
                ] is True
                assert (await next_message(page.stdout, "BALL_BOWLED"))["replay"] is True
                bowl(gateway.rooms["m"], 2)
                assert (await next_message(page.stdout, "BALL_BOWLED"))["inningsState"]["runs"] == 2
            finally:
                page.kill()
                await page.communicate()

    run(scenario())


async def next_message(lines: asyncio.StreamReader, message_type: str) -> dict[str, Any]:
    """Return the next message of a type that the page printed."""
    while True:
        message: dict[str, Any] = json.loads(await asyncio.wait_for(lines.readline(), 10))
        if message["type"] == message_type:
            return message
