"""Tests the match page that the gateway serves for Hosting: its head holds the link preview."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from google.api_core.exceptions import ServiceUnavailable

from scrbrd_gateway.preview import Preview, preview_of, with_preview
from scrbrd_gateway.web.pages_site import PagesSite
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource
from tests.gateway.served_gateway import SETTINGS, connect_to, serve_gateway

PAGE = """<!doctype html><html><head><title>Live cricket score</title>
<meta name="description" content="Follow this match." />
<meta property="og:title" content="Live cricket score" />
<meta property="og:description" content="Follow this match." />
</head><body><h1>Live cricket score</h1></body></html>"""
POLICY = "default-src 'none'; script-src 'self'"
HOSTILE = '"><script>alert(1)</script> & Sons'
TEAMS = {
    "teamIds": ["a", "b"],
    "teams": [
        {"name": "Adelaide Strikers", "shortName": "AS"},
        {"name": "Melbourne Renegades", "shortName": "MR"},
    ],
}
CHASE: dict[str, Any] = TEAMS | {
    "version": 3,
    "status": "live",
    "innings": [
        {"team": 0, "runs": 177, "wickets": 6, "overs": 20.0, "closed": "overs_complete"},
        {"team": 1, "runs": 97, "wickets": 1, "overs": 8.5},
    ],
    "required": {"runs": 81, "balls": 67},
}


class Hosting:
    """A host of the page; `is_down` makes it fail, and `request_count` counts the requests."""

    def __init__(self) -> None:
        self.request_count, self.is_down, self.html = 0, False, PAGE
        hosting = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hosting.request_count += 1
                status = 503 if hosting.is_down else 200 if self.path == "/match" else 404
                self.send_response(status)
                self.send_header("Cache-Control", "no-cache")
                self.send_header("Content-Security-Policy", POLICY)
                self.send_header("Server-Timing", "theirs")
                self.end_headers()
                self.wfile.write(hosting.html.encode())

            def log_message(self, *_: Any) -> None:
                """Log nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def hosting() -> Iterator[Hosting]:
    server = Hosting()
    thread = threading.Thread(target=server.server.serve_forever)
    thread.start()
    yield server
    server.server.shutdown()
    thread.join()
    server.server.server_close()


@contextmanager
def gateway_client(hosting: Hosting | None, source: FakeSource) -> Iterator[httpx.Client]:
    """Yield a client of a gateway that serves the pages of a host, or no pages."""
    settings = SETTINGS.model_copy(update={"site": f"{hosting.origin}/" if hosting else ""})
    with (
        serve_gateway(settings, connect_to(source, FakeLibrary(source))) as gateway,
        httpx.Client(base_url=gateway.url, timeout=10.0) as client,
    ):
        yield client


def head_of(page: str) -> dict[str, str]:
    """Return the title and the contents of the meta elements, as they are in the HTML."""
    meta_contents = dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page))
    title = re.search(r"<title>([^<]*)</title>", page)
    assert title is not None
    return meta_contents | {"title": title[1]}


def test_the_head_contains_the_score_and_the_rest_is_as_hosted(hosting: Hosting) -> None:
    source = FakeSource()
    source.write(ticker=CHASE)
    with gateway_client(hosting, source) as client:
        answer = client.get(f"/m/{MATCH_ID}")
        again = client.get(f"/m/{MATCH_ID}", headers={"If-None-Match": answer.headers["etag"]})
    title = "AS 177/6 (20.0 ov) v MR 97/1 (8.5 ov) · SCRBRD"
    description = (
        "Adelaide Strikers v Melbourne Renegades. Live."
        " Melbourne Renegades need 81 runs from 67 balls"
    )
    assert head_of(answer.text) == {
        "title": title, "og:title": title, "description": description, "og:description": description
    }  # fmt: skip
    assert "<h1>Live cricket score</h1>" in answer.text
    assert (answer.status_code, again.status_code, hosting.request_count) == (200, 304, 1)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["cache-control"] == "no-cache"
    assert "server-timing" not in answer.headers


def test_text_of_users_is_escaped_in_the_page(hosting: Hosting) -> None:
    source = FakeSource()
    source.match = {"status": "scheduled", "homeTeamName": HOSTILE, "awayTeamName": "Tigers"}
    with gateway_client(hosting, source) as client:
        page = client.get(f"/m/{MATCH_ID}").text
    assert "<script>" not in page
    assert head_of(page)["title"] == (
        "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons v Tigers · SCRBRD"
    )
    assert head_of(page)["description"].endswith("Sons v Tigers. Not started")


def test_an_unknown_match_gets_the_hosted_page_with_404(hosting: Hosting) -> None:
    with gateway_client(hosting, FakeSource()) as client:
        answer = client.get("/m/nothing")
        for version in (answer.headers["etag"], "*"):
            again = client.get("/m/nothing", headers={"If-None-Match": version})
            assert (again.status_code, again.text) == (404, PAGE)
    assert (answer.status_code, answer.text) == (404, PAGE)


def test_without_the_database_the_page_lacks_only_the_score_in_its_head(hosting: Hosting) -> None:
    source = FakeSource()
    source.error = ServiceUnavailable("busy")
    with gateway_client(hosting, source) as client:
        answer = client.get(f"/m/{MATCH_ID}")
    assert (answer.status_code, answer.text) == (200, PAGE)


def test_a_gateway_without_a_site_has_no_match_pages() -> None:
    with gateway_client(None, FakeSource()) as client:
        answer = client.get(f"/m/{MATCH_ID}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "GATEWAY_SITE" in answer.json()["detail"]


def test_match_pages_are_unavailable_while_their_host_never_answered(hosting: Hosting) -> None:
    hosting.is_down = True
    with gateway_client(hosting, FakeSource()) as client:
        answer = client.get(f"/m/{MATCH_ID}")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


@pytest.mark.anyio
async def test_the_last_page_is_served_while_its_host_does_not_answer(
    hosting: Hosting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrbrd_gateway.web.pages_site.CACHE_SECONDS", 0.0)
    async with httpx.AsyncClient(trust_env=False) as outward:
        site = PagesSite(hosting.origin, outward)
        first = await site.match_page()
        hosting.is_down = True
        assert await site.match_page() == first
        hosting.is_down, hosting.html = False, "another"
        assert (await site.match_page()).html == "another"


def innings(team: int, runs: int, wickets: int, overs: float, closed: str | None = None) -> Any:
    """Return an innings of a ticker."""
    return {"team": team, "runs": runs, "wickets": wickets, "overs": overs, "closed": closed}


@pytest.mark.parametrize(
    ("match", "ticker", "title", "description"),
    [
        (
            {"homeTeamId": "lions", "awayTeamName": "Tigers"},
            None,
            "lions v Tigers · SCRBRD",
            "lions v Tigers. Not started",
        ),
        (
            {},
            TEAMS | {"status": "completed", "resultText": "Adelaide Strikers won by 7 wickets"},
            "AS v MR · SCRBRD",
            "Adelaide Strikers v Melbourne Renegades. Result. Adelaide Strikers won by 7 wickets",
        ),
        (
            {"format": "Hundred"},
            TEAMS | {"status": "live", "innings": [innings(0, 61, 0, 7.3)]},
            "AS 61/0 (38 balls) v MR · SCRBRD",
            "Adelaide Strikers v Melbourne Renegades. Live",
        ),
        (
            {},
            TEAMS
            | {
                "status": "innings_break",
                "innings": [innings(0, 250, 10, 60.2, "all_out"), innings(1, 90, 10, 31.0)],
                "required": {"runs": 1},
            },
            "AS 250 (60.2 ov) v MR 90/10 (31.0 ov) · SCRBRD",
            "Adelaide Strikers v Melbourne Renegades. Innings break. Adelaide Strikers need 1 run",
        ),
        ({"status": "odd"}, None, "? v ? · SCRBRD", "? v ?"),
    ],
    ids=["not started", "completed", "hundred", "innings break", "unknown status"],
)
def test_a_preview_shows_the_standing_of_the_match(
    match: Any, ticker: Any, title: str, description: str
) -> None:
    assert preview_of(match, ticker) == Preview(title, description)


def test_a_long_name_is_shortened_to_one_line_in_a_preview() -> None:
    preview = preview_of({"homeTeamName": "Ramblers\n" * 60, "awayTeamName": "Tigers"}, None)
    assert len(preview.title) == len(preview.description) == 300
    assert "\n" not in preview.title + preview.description
    assert "<i" not in with_preview(PAGE, Preview("<i", "<i"))


MALFORMED_VALUES: tuple[Any, ...] = (
    None,
    "x",
    7,
    float("nan"),
    [],
    [None, "x", 7],
    {},
    {"a": 1},
    [{}, {}],
    True,
)


@pytest.mark.parametrize("name", ["teams", "innings", "required", "status", "resultText", "format"])
def test_a_preview_names_the_teams_whichever_field_is_malformed(name: str) -> None:
    match = {"homeTeamId": "Adelaide", "awayTeamId": "Melbourne", "format": "HUNDRED"}
    for value in MALFORMED_VALUES:
        preview = preview_of(match | {name: value}, CHASE | {name: value})
        assert preview.title.endswith(" · SCRBRD"), value
        assert name == "teams" or "97/1" in preview.title or name == "innings", value


@pytest.mark.parametrize("name", ["team", "runs", "wickets", "overs", "closed", "balls", "name"])
def test_a_malformed_part_of_a_score_is_left_out_of_a_preview(name: str) -> None:
    for value in MALFORMED_VALUES:
        parts = {
            part: [each | {name: value} for each in CHASE[part]] for part in ("teams", "innings")
        }
        required = CHASE["required"] | {name: value}
        preview = preview_of({}, CHASE | parts | {"required": required})
        assert preview.title.startswith("AS"), value
