"""Renders every error as a problem document."""

from __future__ import annotations

import logging
import re
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from google.api_core.exceptions import GoogleAPIError
from starlette.exceptions import HTTPException

from scrbrd_gateway.answers import problem_response
from scrbrd_gateway.model import BadCursor
from scrbrd_gateway.ports import TooManyRooms, UnknownMatch
from scrbrd_gateway.problems import (
    Problem,
    bad_cursor,
    bad_value,
    problem_of_status,
    unavailable,
    unknown_match,
)

LOG = logging.getLogger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Register handlers that answer every error with a problem document."""
    for error in (
        Problem, UnknownMatch, BadCursor, TooManyRooms, GoogleAPIError, RequestValidationError,
        HTTPException, Exception,
    ):  # fmt: skip
        app.add_exception_handler(error, render)


async def render(request: Request, error: Exception) -> Response:
    """Return the problem document of an error."""
    problem = problem_of(error)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        methods = allowed_methods(request)
        problem.headers |= {"Allow": ", ".join(methods)} if methods else {}
    return problem_response(request, problem)


def allowed_methods(request: Request) -> list[str]:
    """Return the methods of a path. Each method is a route of its own, which does not know the
    others."""
    paths: dict[str, Any] = request.app.openapi()["paths"]
    found = {
        method.upper()
        for path, operations in paths.items()
        if path_pattern(path).fullmatch(request.url.path)
        for method in operations
    }
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


@cache
def path_pattern(path: str) -> re.Pattern[str]:
    """Return the pattern of the URLs of a path with parameters."""
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", path))


def problem_of(error: Exception) -> Problem:
    """Return the problem of an error. An error of our own reveals nothing internal."""
    match error:
        case Problem():
            return error
        case UnknownMatch():
            return unknown_match(str(error.args[0] if error.args else ""))
        case BadCursor():
            return bad_cursor("cursor", str(error))
        case RequestValidationError():
            return validation_problem(error)
        case HTTPException():
            return problem_of_status(
                error.status_code, str(error.detail), dict(error.headers or {})
            )
        case TooManyRooms():
            return unavailable("too many matches are watched; come back, or ask another process")
        case GoogleAPIError():
            LOG.warning("Firestore: %s", error)
            return unavailable("the database does not answer")
    # The error is raised again, and the server ends the connection.
    return problem_of_status(
        500, "something went wrong here; it is logged", {"Connection": "close"}
    )


def validation_problem(error: RequestValidationError) -> Problem:
    """Return the problem of a request with invalid values: the first in full, all of them as
    `errors`."""
    faults = [
        {"field": ".".join(str(part) for part in fault["loc"][1:]), "detail": str(fault["msg"])}
        for fault in error.errors()
    ]
    problem = bad_value(faults[0]["field"], f"{faults[0]['field']}: {faults[0]['detail']}")
    problem.fields["errors"] = faults
    return problem
