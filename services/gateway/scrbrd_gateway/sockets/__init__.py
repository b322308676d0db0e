"""Serves matches over WebSockets: one match with its events, or many matches on one socket.

The application includes `router` and runs with `uvicorn_options`. Before its server stops, it lets
`Drain` close the sockets.
"""

from scrbrd_gateway.sockets.drain import Drain
from scrbrd_gateway.sockets.encoding import Encoder
from scrbrd_gateway.sockets.limits import Addresses, SocketLimits
from scrbrd_gateway.sockets.redaction import hide_tokens
from scrbrd_gateway.sockets.router import router
from scrbrd_gateway.sockets.server import uvicorn_options
from scrbrd_gateway.sockets.tokens import Identity, TokenRefused, Verifier

__all__ = [
    "Addresses",
    "Drain",
    "Encoder",
    "Identity",
    "SocketLimits",
    "TokenRefused",
    "Verifier",
    "hide_tokens",
    "router",
    "uvicorn_options",
]  # fmt: skip
