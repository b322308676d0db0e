"""Starts the gateway on the emulators of a demo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from devtools.emulators.ports import is_free
from devtools.gateway_process import GatewayProcess

USUAL_PORT = 8787


@contextmanager
def running_gateway(environment: Mapping[str, str]) -> Iterator[str]:
    """Start a gateway connected to the emulators of an environment; yield its address.

    It listens on USUAL_PORT if that is free, and stops at the end. Raises EmulatorError if it does
    not start.
    """
    port = USUAL_PORT if is_free(USUAL_PORT) else None
    with GatewayProcess(environment, port) as gateway:
        gateway.wait()
        yield gateway.address
