"""The floor beside the gateway: the same server broadcasts a text of a given size, no Firestore.

`python -m devtools.bench.gateway_floor PORT`. `WS /{group}` follows a group; `POST /{group}/{name}`
with a number of bytes sends a text of that size to all of it; `GET /body/{bytes}` answers with so
many bytes.
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
    """Send a text to every socket of a group, made once."""
    text = text_of(request.path_params["name"], time.time_ns(), int(await request.body()))
    for socket in tuple(groups[request.path_params["group"]]):
        await socket.send_text(text)
    return Response(status_code=204)


def text_of(name: str, sent: int, size: int) -> str:
    """Return a text of so many bytes, larger where they do not hold its name and time."""
    head = {"type": FLOOR, "ball": name, "sent": sent, "pad": ""}
    head["pad"] = "x" * (size - len(json.dumps(head)))
    return json.dumps(head)


async def body(request: Request) -> Response:
    """Answer with a constant body."""
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
