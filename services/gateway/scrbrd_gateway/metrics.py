"""Defines what the gateway measures, for Prometheus, on a registry of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The gateway's metrics. Labels are of small closed sets: never a match, nor an address."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        ours = self.registry
        self.connections = Gauge("ws_connections", "Open sockets", ["socket"], registry=ours)
        self.messages = Counter(
            "ws_messages", "Messages of sockets", ["direction"], registry=ours
        )  # fmt: skip
        self.rooms = Gauge("ws_rooms", "Matches that somebody follows here", registry=ours)
        self.refused = Counter(
            "ws_refused_messages", "Messages of clients that were refused", ["code"], registry=ours
        )  # fmt: skip
        self.closes = Counter("ws_closes", "Sockets closed here, by code", ["code"], registry=ours)
        self.dead = Counter(
            "ws_dead_connections", "Sockets that were lost without a close", registry=ours
        )  # fmt: skip
        self.slow = Counter(
            "ws_slow_connections", "Sockets closed because they read too slowly", registry=ours
        )  # fmt: skip
        self.replayed = Counter("ws_replayed_events", "Events sent on resume", registry=ours)
        self.not_resumed = Counter(
            "ws_not_resumed", "Cursors that could not be used", ["reason"], registry=ours
        )  # fmt: skip
        self.broadcast = Histogram(
            "broadcast_latency_seconds",
            "From a change in this process to its hand-over to a socket or stream",
            buckets=SECONDS,
            registry=ours,
        )
        self.update_latency = Histogram(
            "update_latency_seconds",
            "From the version of a score, the time of its commit, until it was told here",
            buckets=SECONDS,
            registry=ours,
        )
        self.listeners = Gauge("firestore_listeners", "Open listeners", registry=ours)
        self.listener_restarts = Counter(
            "firestore_listener_restarts",
            "Listeners begun again: ended, silent, or renewed after many events",
            ["target", "reason"],
            registry=ours,
        )
        self.clients = Gauge(
            "gateway_firestore_clients",
            "Streams of listeners",
            registry=ours,
        )
        self.requests = Counter(
            "http_requests",
            "Requests answered, by route, method and status",
            ["route", "method", "status"],
            registry=ours,
        )
        self.request_seconds = Histogram(
            "http_request_seconds", "Time of a request", ["route"], buckets=SECONDS, registry=ours
        )
        self.presence_writes = Counter(
            "presence_writes", "Shards of presence written", ["outcome"], registry=ours
        )  # fmt: skip
        self.open_streams = 0
        streams = Gauge("sse_connections", "Event streams open", registry=ours)
        streams.set_function(lambda: self.open_streams)
        self.slow_streams = Counter(
            "sse_slow", "Event streams ended because too much waited", registry=ours
        )  # fmt: skip

    @contextmanager
    def served(self, port: int) -> Iterator[None]:
        """Answer Prometheus on a port of its own while the context lasts; 0: not at all."""
        if not port:
            yield
            return
        served = start_metrics(self, port)
        try:
            yield
        finally:
            served.stop()


class MetricsPort:
    """The port that serves the metrics, from a thread of its own."""

    def __init__(self, server: WSGIServer, thread: Thread) -> None:
        self._server = server
        self._thread = thread

    @property
    def number(self) -> int:
        """The port's number, which the system chose if 0 was asked for."""
        return self._server.server_port

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def start_metrics(metrics: Metrics, port: int, address: str = "0.0.0.0") -> MetricsPort:
    """Serve the metrics, and those of the process, at a port of their own."""
    ProcessCollector(registry=metrics.registry)
    GCCollector(registry=metrics.registry)
    server, thread = start_http_server(port, address, registry=metrics.registry)
    return MetricsPort(server, thread)
