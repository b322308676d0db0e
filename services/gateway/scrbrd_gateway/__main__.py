"""Starts the gateway: `python -m scrbrd_gateway`."""

from __future__ import annotations

import logging
import sys

import google.auth
from google.auth.exceptions import DefaultCredentialsError
from pydantic import ValidationError

from scrbrd_gateway.settings import Settings, setting_error, unknown_names
from scrbrd_gateway.web.app import create_app
from scrbrd_gateway.web.garbage import FrozenObjects
from scrbrd_gateway.web.server import make_server

BAD_USAGE = 2
LOG = logging.getLogger("scrbrd_gateway")


def main() -> int:
    """Serve until SIGTERM or SIGINT; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each ball and document
    for name in unknown_names():
        LOG.warning("%s is no setting; docs/gateway.md lists them", name)
    try:
        settings = with_project(Settings())
    except ValidationError as error:
        LOG.error(
            "%s", "; ".join(setting_error(each["loc"], each["msg"]) for each in error.errors())
        )
        return BAD_USAGE
    except DefaultCredentialsError:
        LOG.error("no project is known: set GATEWAY_PROJECT")
        return BAD_USAGE
    app = create_app(settings)
    app.openapi()  # kept; made for a request, it would delay every socket by half a second
    server = make_server(app, settings)
    server.frozen_objects = FrozenObjects()
    server.run()
    return 0


def with_project(settings: Settings) -> Settings:
    """Return settings with a project. Where the settings name none, it is the project of the
    credentials. Raises DefaultCredentialsError."""
    if settings.project:
        return settings
    _, project = google.auth.default()
    if not project:
        raise DefaultCredentialsError("credentials without a project")
    return settings.model_copy(update={"project": project})


if __name__ == "__main__":
    sys.exit(main())
