"""Ports that nobody listens on."""

from __future__ import annotations

import socket
from contextlib import ExitStack

LOCALHOST = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Return that many different free ports; another process may still be quicker."""
    with ExitStack() as stack:
        # All are held until all are known, so that none is given twice.
        held = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in held:
            one.bind((LOCALHOST, 0))
        return [int(one.getsockname()[1]) for one in held]


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a port just now."""
    with socket.socket() as one:
        # Without it a port whose last connections are still in TIME_WAIT would pass for taken.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((LOCALHOST, port))
        except OSError:
            return False
    return True
