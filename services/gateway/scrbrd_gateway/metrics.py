"""Defines the gateway's Prometheus metrics, on a registry of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The gateway's metrics. Labels have small closed sets of values: never a match or an
    address."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        count = partial(Counter, registry=self.registry)
        gauge = partial(Gauge, registry=self.registry)
        times = partial(Histogram, buckets=SECONDS, registry=self.registry)
        self.connections = gauge("ws_connections", "Open sockets", ["socket"])
        self.messages = count("ws_messages", "Messages of sockets", ["direction"])
        self.rooms = gauge("ws_rooms", "Matches that somebody follows here")
        refused = "Messages of clients that were refused"
        self.refused = count("ws_refused_messages", refused, ["code"])
        self.closes = count("ws_closes", "Sockets closed here, by code", ["code"])
        self.dead = count("ws_dead_connections", "Sockets that were lost without a close")
        self.slow = count("ws_slow_connections", "Sockets closed because they read too slowly")
        self.replayed = count("ws_replayed_events", "Events sent on resume")
        self.not_resumed = count("ws_not_resumed", "Cursors that could not be used", ["reason"])
        handed_over = "From a change in this process to its hand-over to a socket or stream"
        self.broadcast = times("broadcast_latency_seconds", handed_over)
        from_commit = (
            "From a score's version, the time of its commit, to its arrival at this process"
        )
        self.update_latency = times("update_latency_seconds", from_commit)
        self.listeners = gauge("firestore_listeners", "Open listeners")
        self.listener_restarts = count(
            "firestore_listener_restarts",
            "Listeners begun again: ended, silent, or renewed after many events",
            ["target", "reason"],
        )
        self.clients = gauge("gateway_firestore_clients", "Streams of listeners")
        answered = "Requests answered, by route, method and status"
        self.requests = count("http_requests", answered, ["route", "method", "status"])
        self.request_seconds = times("http_request_seconds", "Time of a request", ["route"])
        self.presence_writes = count("presence_writes", "Shards of presence written", ["outcome"])
        self.open_streams = 0
        streams = gauge("sse_connections", "Event streams open")
        streams.set_function(lambda: self.open_streams)
        self.slow_streams = count("sse_slow", "Event streams ended because too much waited")

    @contextmanager
    def serving(self, port: int) -> Iterator[None]:
        """Serve the metrics to Prometheus on a port of their own while the context lasts; not at
        all on port 0."""
        if not port:
            yield
            return
        metrics_port = start_metrics(self, port)
        try:
            yield
        finally:
            metrics_port.stop()


class MetricsPort:
    """A port that serves the metrics from a thread of its own."""

    def __init__(self, server: WSGIServer, thread: Thread) -> None:
        self._server = server
        self._thread = thread

    @property
    def number(self) -> int:
        """The number of the port; chosen by the system if 0 was requested."""
        return self._server.server_port

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def start_metrics(metrics: Metrics, port: int, address: str = "0.0.0.0") -> MetricsPort:
    """Serve the metrics, with those of the process, on a port of their own."""
    ProcessCollector(registry=metrics.registry)
    GCCollector(registry=metrics.registry)
    server, thread = start_http_server(port, address, registry=metrics.registry)
    return MetricsPort(server, thread)
