"""Serves the floor, the lower bound for the gateway: the same server software without Firestore.

`python -m devtools.bench.gateway_floor PORT`. `WS /{group}` joins a group. `POST /{group}/{name}`
with a number of bytes as its body sends a text of that size to the whole group. `GET /body/{bytes}`
answers with a body of that size.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from devtools.bench.gateway_tally import FLOOR
from devtools.emulators.ports import LOCALHOST
from scrbrd_gateway.sockets import SocketLimits, uvicorn_options

groups: defaultdict[str, set[WebSocket]] = defaultdict(set)


async def follow(socket: WebSocket) -> None:
    """Keep a socket in its group until its client leaves."""
    await socket.accept()
    group = groups[socket.path_params["group"]]
    group.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        group.discard(socket)


async def broadcast(request: Request) -> Response:
    """Build one text and send it to every socket of a group."""
    text = text_of(request.path_params["name"], time.time_ns(), int(await request.body()))
    for socket in tuple(groups[request.path_params["group"]]):
        await socket.send_text(text)
    return Response(status_code=204)


def text_of(name: str, sent: int, size: int) -> str:
    """Return a text of `size` bytes with name and time; longer if these need more."""
    head = {"type": FLOOR, "ball": name, "sent": sent, "pad": ""}
    head["pad"] = "x" * (size - len(json.dumps(head)))
    return json.dumps(head)


async def body(request: Request) -> Response:
    """Answer with a constant body of the requested size."""
    return Response(b"x" * request.path_params["bytes"], media_type="application/json")


def main() -> None:
    """Serve until SIGTERM."""
    routes = [
        WebSocketRoute("/{group}", follow),
        Route("/body/{bytes:int}", body),
        Route("/{group}/{name}", broadcast, methods=["POST"]),
    ]
    config = uvicorn.Config(
        Starlette(routes=routes), host=LOCALHOST, port=int(sys.argv[1]), loop="uvloop",
        http="httptools", access_log=False, **uvicorn_options(SocketLimits()),
    )  # fmt: skip
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
