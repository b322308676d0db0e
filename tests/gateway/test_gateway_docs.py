"""What docs/gateway.md says is true: its snippets run, its settings are those of the model."""

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
from tests.gateway.conftest import MATCH_ID, Stored
from tests.gateway.fakes import MATCH_ID as FAKE_MATCH
from tests.gateway.fakes import FakeLibrary, FakeSource
from tests.gateway.serving import SETTINGS, Served, connect_to, served

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
    """The fenced blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_settings_are_those_of_the_model() -> None:
    assert gateway_docs.page_text(PAGE) == PAGE, STALE
    assert len(list(gateway_docs.settings_table())) == len(Settings.model_fields) + 2


def test_the_openapi_document_is_fresh() -> None:
    assert gateway_docs.OPENAPI.read_text(encoding="utf-8") == gateway_docs.openapi_text(), STALE


def test_every_route_and_body_is_described() -> None:
    document = create_app(Settings.model_construct()).openapi()
    assert document["openapi"].startswith("3.1")
    named = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert named == set(document["components"]["schemas"])
    assert ProblemDocument.__name__ in named
    for path, operations in document["paths"].items():
        assert all(each["summary"] for each in operations.values()), path
        assert unnamed(path.removeprefix("/api/v1/cricket")) in unnamed(PAGE + SCORING), path


def test_what_is_answered_at_the_edge_is_said_of_every_route() -> None:
    """What routes answer themselves is compared at each answer of the tests (`check_declared`)."""
    for path, operations in create_app(Settings.model_construct()).openapi()["paths"].items():
        for method, operation in operations.items():
            assert {"408", "413", "429", "500"} <= set(operation["responses"]), (method, path)


def test_every_failure_that_is_declared_has_a_body() -> None:
    paths = create_app(Settings.model_construct()).openapi()["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                assert status < "400" or response.get("content"), (method, path, status)
    page = paths["/m/{match_id}"]["get"]["responses"]["404"]["content"]
    assert set(page) == {"application/problem+json", "text/html"}


def unnamed(text: str) -> str:
    """A text with the parameters of its paths without their names."""
    return re.sub(r"\{\w+\}", "{}", text)


def test_the_snippets_for_a_shell_run(stored: Stored, running: Served) -> None:
    assert stored.entries
    blocks = snippets("sh")
    assert len(blocks) >= 6
    environment = {**os.environ, "GATEWAY": running.url, "MATCH": MATCH_ID}
    done = subprocess.run(
        ["bash", "-eu", "-c", "\n".join(blocks)],
        env=environment, capture_output=True, text=True, check=False, timeout=60.0,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"lastActionId"' in done.stdout


def test_the_snippet_for_a_page_runs(stored: Stored, running: Served) -> None:
    assert stored.entries
    [block] = snippets("js")
    done = subprocess.run(
        ["node", "--experimental-eventsource", "-e", NODE % block, running.url, MATCH_ID],
        capture_output=True, text=True, check=False, timeout=60.0,
    )  # fmt: skip
    assert (done.returncode, done.stdout.split()) == (0, ["1", "1", "0"]), done.stderr


def test_a_page_whose_stream_was_refused_opens_another_one() -> None:
    [block] = snippets("js")
    refusing, source = threading.Event(), FakeSource()
    source.bowl(1)

    class Refusing(FakeSource):
        async def open(self, match_id: str, most: int) -> FirstRead:
            if not refusing.is_set():
                refusing.set()
                raise ServiceUnavailable("not now")
            return await source.open(match_id, most)

    with served(SETTINGS, connect_to(Refusing(), FakeLibrary(source))) as gateway:
        done = subprocess.run(
            ["node", "--experimental-eventsource", "-e", NODE % block.replace("5000", "5"),
             gateway.url, FAKE_MATCH],
            capture_output=True, text=True, check=False, timeout=20.0,
        )  # fmt: skip
    assert refusing.is_set()
    assert (done.returncode, done.stdout.split()) == (0, ["1", "1", "0"]), done.stderr
