"""Serves /metrics, /healthz and /readyz on a separate port, from a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from scrbrd_ingest.metrics import Metrics

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

Check = Callable[[], str | None]
"""Returns a description of the problem, or None. Called from the server's thread."""


class CannotListen(ValueError):
    """The address of /metrics, /healthz and /readyz cannot be used."""


class QuietHandler(WSGIRequestHandler):
    """A request handler that logs no requests."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


class HealthApp:
    """A WSGI application for Prometheus and for the platform's health checks."""

    def __init__(self, metrics: Metrics, why_unhealthy: Check, why_not_ready: Check) -> None:
        self.registry = metrics.registry
        self._metrics = make_wsgi_app(metrics.registry)
        self._checks = {"/healthz": why_unhealthy, "/readyz": why_not_ready}

    def __call__(self, environment: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environment.get("PATH_INFO", "")
        if path == "/metrics":
            samples: Iterable[bytes] = self._metrics(environment, start)
            return samples
        check = self._checks.get(path)
        if check is None:
            return respond(start, "404 Not Found", "there is /metrics, /healthz and /readyz")
        problem = check()
        if problem is None:
            return respond(start, "200 OK", "ok")
        return respond(start, "503 Service Unavailable", problem)


def respond(start: StartResponse, status: str, text: str) -> list[bytes]:
    """Answer with a line of text."""
    start(status, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
    return [f"{text}\n".encode()]


@contextmanager
def serve(app: HealthApp, host: str, port: int) -> Iterator[int]:
    """Run the server within the context; yield its port, which the system chooses for 0. Raises
    CannotListen."""
    ProcessCollector(registry=app.registry)
    GCCollector(registry=app.registry)
    try:
        server = make_server(host, port, app, ThreadingWSGIServer, QuietHandler)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "no valid host"
        text = f"INGEST_HOST, INGEST_PORT: cannot listen at {host}, port {port}: {why}"
        raise CannotListen(f"{text}; use an address of this machine and a free port") from error
    thread = Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
