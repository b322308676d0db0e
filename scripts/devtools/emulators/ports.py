"""Finds free ports of this machine."""

from __future__ import annotations

import socket
from contextlib import ExitStack

LOCALHOST = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Return `count` different free ports; another process may still take one before its use."""
    with ExitStack() as stack:
        # All sockets are held until all ports are known, so that none is returned twice.
        held = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in held:
            one.bind((LOCALHOST, 0))
        return [int(one.getsockname()[1]) for one in held]


def is_free(port: int) -> bool:
    """Return True if a server could listen on a port at this moment."""
    with socket.socket() as one:
        # Without this option a port with connections in TIME_WAIT would count as taken.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((LOCALHOST, port))
        except OSError:
            return False
    return True
