"""Runs the gateway as a process of its own, which can be killed and restarted on its port."""

from __future__ import annotations

from devtools.service_process import ServiceProcess


class GatewayProcess(ServiceProcess):
    """A gateway connected to the emulators of its environment; leaving the context stops it."""

    folder, package, port_variable = "gateway", "scrbrd_gateway", "GATEWAY_PORT"


class RecordingGateway(GatewayProcess):
    """A gateway that records in a file when its listeners receive each Firestore document."""

    package = "devtools.bench.gateway_receipts"
    more_paths = ("scripts",)
