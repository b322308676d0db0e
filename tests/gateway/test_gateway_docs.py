"""Tests docs/gateway.md: its snippets run, and its settings are those of the model."""

from __future__ import annotations

import os
import re
import subprocess
import threading

from google.api_core.exceptions import ServiceUnavailable

from devtools import gateway_docs
from scrbrd_gateway.problems import ProblemDocument
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.source import FirstRead
from scrbrd_gateway.web.app import create_app
from tests.gateway.conftest import MATCH_ID, StoredMatch
from tests.gateway.fakes import MATCH_ID as FAKE_MATCH
from tests.gateway.fakes import FakeLibrary, FakeSource
from tests.gateway.served_gateway import SETTINGS, ServedGateway, connect_to, serve_gateway

PAGE = gateway_docs.PAGE.read_text(encoding="utf-8")
SCORING = gateway_docs.PAGE.with_name("gateway-scoring.md").read_text(encoding="utf-8")
STALE = "stale: run functions/venv/bin/python -m devtools.gateway_docs"
NODE = """
const [gateway, match] = process.argv.slice(1);
const shown = [], caughtUp = [];
const show = (score) => shown.push(score.version);
const catchUp = (cursor) => caughtUp.push(cursor);
%s
const timer = setInterval(() => {
  if (!shown.length) return;
  clearInterval(timer);
  stream.close();
  console.log(shown.length, caughtUp.length, feed.size);
}, 5);
"""


def snippets(language: str) -> list[str]:
    """Return the page's fenced code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_table_of_settings_lists_the_fields_of_the_model() -> None:
    assert gateway_docs.page_text(PAGE) == PAGE, STALE
    assert len(list(gateway_docs.settings_table())) == len(Settings.model_fields) + 2


def test_the_committed_openapi_document_is_up_to_date() -> None:
    assert gateway_docs.OPENAPI.read_text(encoding="utf-8") == gateway_docs.openapi_text(), STALE


def test_every_route_and_body_is_described() -> None:
    document = create_app(Settings.model_construct()).openapi()
    assert document["openapi"].startswith("3.1")
    referenced_schemas = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert referenced_schemas == set(document["components"]["schemas"])
    assert ProblemDocument.__name__ in referenced_schemas
    for path, operations in document["paths"].items():
        assert all(each["summary"] for each in operations.values()), path
        assert without_parameter_names(
            path.removeprefix("/api/v1/cricket")
        ) in without_parameter_names(PAGE + SCORING), path


def test_every_route_documents_the_errors_of_the_edge() -> None:
    """`check_status_is_declared` checks the routes' own statuses at each answer of the tests."""
    for path, operations in create_app(Settings.model_construct()).openapi()["paths"].items():
        for method, operation in operations.items():
            assert {"408", "413", "429", "500"} <= set(operation["responses"]), (method, path)


def test_every_documented_error_has_a_body() -> None:
    paths = create_app(Settings.model_construct()).openapi()["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                assert status < "400" or response.get("content"), (method, path, status)
    page = paths["/m/{match_id}"]["get"]["responses"]["404"]["content"]
    assert set(page) == {"application/problem+json", "text/html"}


def without_parameter_names(text: str) -> str:
    """Return a text with the parameters of its paths without their names."""
    return re.sub(r"\{\w+\}", "{}", text)


def test_the_shell_snippets_of_the_page_run(
    stored_match: StoredMatch, served_gateway: ServedGateway
) -> None:
    assert stored_match.entries
    blocks = snippets("sh")
    assert len(blocks) >= 6
    environment = {**os.environ, "GATEWAY": served_gateway.url, "MATCH": MATCH_ID}
    completed = subprocess.run(
        ["bash", "-eu", "-c", "\n".join(blocks)],
        env=environment, capture_output=True, text=True, check=False, timeout=60.0,
    )  # fmt: skip
    assert completed.returncode == 0, completed.stderr
    assert '"lastActionId"' in completed.stdout


def test_the_javascript_snippet_of_the_page_runs(
    stored_match: StoredMatch, served_gateway: ServedGateway
) -> None:
    assert stored_match.entries
    [block] = snippets("js")
    completed = subprocess.run(
        ["node", "--experimental-eventsource", "-e", NODE % block, served_gateway.url, MATCH_ID],
        capture_output=True, text=True, check=False, timeout=60.0,
    )  # fmt: skip
    assert (completed.returncode, completed.stdout.split()) == (0, ["1", "1", "0"]), (
        completed.stderr
    )


def test_the_javascript_snippet_reconnects_after_its_stream_was_refused() -> None:
    [block] = snippets("js")
    has_refused, source = threading.Event(), FakeSource()
    source.bowl(1)

    class RefusingFirst(FakeSource):
        async def open(self, match_id: str, most: int) -> FirstRead:
            if not has_refused.is_set():
                has_refused.set()
                raise ServiceUnavailable("not now")
            return await source.open(match_id, most)

    with serve_gateway(SETTINGS, connect_to(RefusingFirst(), FakeLibrary(source))) as gateway:
        completed = subprocess.run(
            ["node", "--experimental-eventsource", "-e", NODE % block.replace("5000", "5"),
             gateway.url, FAKE_MATCH],
            capture_output=True, text=True, check=False, timeout=20.0,
        )  # fmt: skip
    assert has_refused.is_set()
    assert (completed.returncode, completed.stdout.split()) == (0, ["1", "1", "0"]), (
        completed.stderr
    )
