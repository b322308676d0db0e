"""Tests that a problem's code and title are the same under every version of Python."""

from __future__ import annotations

import pytest

from scrbrd_gateway.problems import problem_of_status
from scrbrd_gateway.web.wire import refusal


@pytest.mark.parametrize(
    ("status", "title", "code"),
    [
        (404, "Not Found", "not_found"),
        (413, "Request Entity Too Large", "request_entity_too_large"),
        (414, "Request-URI Too Long", "request_uri_too_long"),
        (416, "Requested Range Not Satisfiable", "requested_range_not_satisfiable"),
        (422, "Unprocessable Entity", "unprocessable_entity"),
        (431, "Request Header Fields Too Large", "request_header_fields_too_large"),
    ],
)
def test_a_status_has_the_same_title_and_code_under_every_python(
    status: int, title: str, code: str
) -> None:
    """Python 3.13 has other phrases for four of them."""
    problem = problem_of_status(status, "why")
    assert (problem.title, problem.code) == (title, code)
    assert refusal(problem, "/v1").startswith(f"HTTP/1.1 {status} {title}\r\n".encode())
