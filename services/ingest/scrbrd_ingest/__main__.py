"""Starts a process of the service: `python -m scrbrd_ingest`."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import google.auth
from google.auth.exceptions import DefaultCredentialsError
from pydantic import ValidationError

from scrbrd_ingest.assembly import UnknownFeed, assemble
from scrbrd_ingest.feeds.connector import MissingSetting
from scrbrd_ingest.health_server import CannotListen, HealthApp, serve
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.settings import Settings, setting_error, unknown_environment_names

BAD_USAGE = 2
LOG = logging.getLogger("scrbrd_ingest")


def main() -> int:
    """Follow matches until SIGTERM or SIGINT; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for name in unknown_environment_names():
        LOG.warning("%s is no setting; docs/ingest.md lists them", name)
    try:
        settings = with_project(Settings())
        if not settings.providers:
            LOG.warning("INGEST_PROVIDERS names no provider: no match is polled")
        asyncio.run(work(settings))
    except ValidationError as error:
        LOG.error(
            "%s", "; ".join(setting_error(each["loc"], each["msg"]) for each in error.errors())
        )
        return BAD_USAGE
    except (BadCredentials, CannotListen, UnknownFeed, MissingSetting) as error:
        LOG.error("%s", error)
        return BAD_USAGE
    return 0


async def work(settings: Settings) -> None:
    """Run a process, with its port for metrics and health, until a signal arrives."""
    metrics, stop = Metrics(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    async with assemble(settings, metrics) as instance:
        app = HealthApp(metrics, instance.why_unhealthy, instance.why_not_ready)
        with serve(app, settings.host, settings.port) as port:
            LOG.info("metrics and health at port %d", port)
            await instance.run(stop)
    LOG.info("ended")


class BadCredentials(ValueError):
    """Firestore cannot be reached with the credentials of this process, or no project is known."""


def with_project(settings: Settings) -> Settings:
    """Return the settings with a project: that of the credentials if none is set. Raises
    BadCredentials; the emulator needs none."""
    if settings.project and settings.firestore_emulator:
        return settings
    try:
        _, project = google.auth.default()
    except (DefaultCredentialsError, OSError) as error:
        if settings.firestore_emulator:
            raise BadCredentials("no project is known: set INGEST_PROJECT") from error
        remedy = "set GOOGLE_APPLICATION_CREDENTIALS to a readable key, or use a service account"
        raise BadCredentials(f"no credentials for Firestore: {error}; {remedy}") from error
    if not (settings.project or project):
        raise BadCredentials("no project is known: set INGEST_PROJECT")
    return settings.model_copy(update={"project": settings.project or project})


if __name__ == "__main__":
    sys.exit(main())
