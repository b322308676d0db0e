"""Renders every failure as a problem document."""

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
    of_status,
    unavailable,
    unknown_match,
)

LOG = logging.getLogger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Have an application answer with problem documents only."""
    for error in (
        Problem, UnknownMatch, BadCursor, TooManyRooms, GoogleAPIError, RequestValidationError,
        HTTPException, Exception,
    ):  # fmt: skip
        app.add_exception_handler(error, render)


async def render(request: Request, error: Exception) -> Response:
    """Return the problem document of a failure."""
    problem = problem_of(error)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        methods = allowed(request)
        problem.headers |= {"Allow": ", ".join(methods)} if methods else {}
    return problem_response(request, problem)


def allowed(request: Request) -> list[str]:
    """Return the methods of a path: each is a route of its own, which knows no other."""
    paths: dict[str, Any] = request.app.openapi()["paths"]
    found = {
        method.upper()
        for path, operations in paths.items()
        if pattern(path).fullmatch(request.url.path)
        for method in operations
    }
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


@cache
def pattern(path: str) -> re.Pattern[str]:
    """Return what the addresses of a path with parameters look like."""
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", path))


def problem_of(error: Exception) -> Problem:
    """Return what is said of a failure; nothing of the inside of one that is ours."""
    match error:
        case Problem():
            return error
        case UnknownMatch():
            return unknown_match(str(error.args[0] if error.args else ""))
        case BadCursor():
            return bad_cursor("cursor", str(error))
        case RequestValidationError():
            return of_validation(error)
        case HTTPException():
            return of_status(error.status_code, str(error.detail), dict(error.headers or {}))
        case TooManyRooms():
            return unavailable("too many matches are watched; come back, or ask another process")
        case GoogleAPIError():
            LOG.warning("Firestore: %s", error)
            return unavailable("the database does not answer")
    # It is raised again, and the server ends the connection.
    return of_status(500, "something went wrong here; it is logged", {"Connection": "close"})


def of_validation(error: RequestValidationError) -> Problem:
    """Return what is wrong with the values of a request: the first in full, all as `errors`."""
    faults = [
        {"field": ".".join(str(part) for part in fault["loc"][1:]), "detail": str(fault["msg"])}
        for fault in error.errors()
    ]
    problem = bad_value(faults[0]["field"], f"{faults[0]['field']}: {faults[0]['detail']}")
    problem.fields["errors"] = faults
    return problem
