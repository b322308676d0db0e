"""Runs the gateway as a process of its own, which can be killed and begun again on its port."""

from __future__ import annotations

from devtools.service_process import ServiceProcess


class GatewayProcess(ServiceProcess):
    """A gateway to the emulators that an environment names; the context ends its last life."""

    folder, package, port_variable = "gateway", "scrbrd_gateway", "GATEWAY_PORT"


class NotingGateway(GatewayProcess):
    """A gateway that notes in a file when each snapshot of Firestore came to it."""

    package = "devtools.bench.gateway_heard"
    more_paths = ("scripts",)
