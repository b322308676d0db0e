"""The page of a match as Hosting gets it of the gateway: what a link's preview says is its head."""

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
from tests.gateway.serving import SETTINGS, connect_to, served

PAGE = """<!doctype html><html><head><title>Live cricket score</title>
<meta name="description" content="Follow this match." />
<meta property="og:title" content="Live cricket score" />
<meta property="og:description" content="Follow this match." />
</head><body><h1>Live cricket score</h1></body></html>"""
POLICY = "default-src 'none'; script-src 'self'"
HOSTILE = '"><script>alert(1)</script> & Sons'
SIDES = {
    "teamIds": ["a", "b"],
    "teams": [
        {"name": "Adelaide Strikers", "shortName": "AS"},
        {"name": "Melbourne Renegades", "shortName": "MR"},
    ],
}
CHASE: dict[str, Any] = SIDES | {
    "version": 3,
    "status": "live",
    "innings": [
        {"team": 0, "runs": 177, "wickets": 6, "overs": 20.0, "closed": "overs_complete"},
        {"team": 1, "runs": 97, "wickets": 1, "overs": 8.5},
    ],
    "required": {"runs": 81, "balls": 67},
}


class Hosting:
    """A host of the page; `is_down` breaks it, `request_count` counts."""

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
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def hosting() -> Iterator[Hosting]:
    found = Hosting()
    thread = threading.Thread(target=found.server.serve_forever)
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


@contextmanager
def gateway_to(hosting: Hosting | None, source: FakeSource) -> Iterator[httpx.Client]:
    """A client of a gateway that answers for the pages of a host, with or without a slash."""
    settings = SETTINGS.model_copy(update={"site": f"{hosting.origin}/" if hosting else ""})
    with (
        served(settings, connect_to(source, FakeLibrary(source))) as gateway,
        httpx.Client(base_url=gateway.url, timeout=10.0) as client,
    ):
        yield client


def head_of(page: str) -> dict[str, str]:
    """The title and what the meta elements say, as they stand in the HTML."""
    named = dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page))
    title = re.search(r"<title>([^<]*)</title>", page)
    assert title is not None
    return named | {"title": title[1]}


def test_the_head_has_the_score_and_the_rest_is_as_hosted(hosting: Hosting) -> None:
    source = FakeSource()
    source.write(ticker=CHASE)
    with gateway_to(hosting, source) as client:
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


def test_what_users_wrote_is_text(hosting: Hosting) -> None:
    source = FakeSource()
    source.match = {"status": "scheduled", "homeTeamName": HOSTILE, "awayTeamName": "Tigers"}
    with gateway_to(hosting, source) as client:
        page = client.get(f"/m/{MATCH_ID}").text
    assert "<script>" not in page
    assert head_of(page)["title"] == (
        "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons v Tigers · SCRBRD"
    )
    assert head_of(page)["description"].endswith("Sons v Tigers. Not started")


def test_the_page_of_no_match_is_the_page_all_the_same(hosting: Hosting) -> None:
    with gateway_to(hosting, FakeSource()) as client:
        answer = client.get("/m/nothing")
        for version in (answer.headers["etag"], "*"):
            again = client.get("/m/nothing", headers={"If-None-Match": version})
            assert (again.status_code, again.text) == (404, PAGE)
    assert (answer.status_code, answer.text) == (404, PAGE)


def test_a_database_that_does_not_answer_takes_the_score_from_the_head_only(
    hosting: Hosting,
) -> None:
    source = FakeSource()
    source.error = ServiceUnavailable("busy")
    with gateway_to(hosting, source) as client:
        answer = client.get(f"/m/{MATCH_ID}")
    assert (answer.status_code, answer.text) == (200, PAGE)


def test_a_gateway_that_names_no_pages_has_none() -> None:
    with gateway_to(None, FakeSource()) as client:
        answer = client.get(f"/m/{MATCH_ID}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "GATEWAY_SITE" in answer.json()["detail"]


def test_pages_that_never_answered_are_not_available(hosting: Hosting) -> None:
    hosting.is_down = True
    with gateway_to(hosting, FakeSource()) as client:
        answer = client.get(f"/m/{MATCH_ID}")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


@pytest.mark.anyio
async def test_the_last_page_is_given_out_while_its_host_does_not_answer(
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
            SIDES | {"status": "completed", "resultText": "Adelaide Strikers won by 7 wickets"},
            "AS v MR · SCRBRD",
            "Adelaide Strikers v Melbourne Renegades. Result. Adelaide Strikers won by 7 wickets",
        ),
        (
            {"format": "Hundred"},
            SIDES | {"status": "live", "innings": [innings(0, 61, 0, 7.3)]},
            "AS 61/0 (38 balls) v MR · SCRBRD",
            "Adelaide Strikers v Melbourne Renegades. Live",
        ),
        (
            {},
            SIDES
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
    ids=["before", "over", "hundred", "break", "odd"],
)
def test_how_a_match_stands_in_a_preview(
    match: Any, ticker: Any, title: str, description: str
) -> None:
    assert preview_of(match, ticker) == Preview(title, description)


def test_a_long_name_is_cut_and_stands_on_one_line() -> None:
    found = preview_of({"homeTeamName": "Ramblers\n" * 60, "awayTeamName": "Tigers"}, None)
    assert len(found.title) == len(found.description) == 300
    assert "\n" not in found.title + found.description
    assert "<i" not in with_preview(PAGE, Preview("<i", "<i"))


JUNK: tuple[Any, ...] = (
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
def test_a_preview_says_who_plays_whatever_is_malformed(name: str) -> None:
    match = {"homeTeamId": "Adelaide", "awayTeamId": "Melbourne", "format": "HUNDRED"}
    for junk in JUNK:
        found = preview_of(match | {name: junk}, CHASE | {name: junk})
        assert found.title.endswith(" · SCRBRD"), junk
        assert name == "teams" or "97/1" in found.title or name == "innings", junk


@pytest.mark.parametrize("name", ["team", "runs", "wickets", "overs", "closed", "balls", "name"])
def test_a_malformed_part_of_a_score_is_passed_over_in_a_preview(name: str) -> None:
    for junk in JUNK:
        parts = {
            part: [each | {name: junk} for each in CHASE[part]] for part in ("teams", "innings")
        }
        required = CHASE["required"] | {name: junk}
        found = preview_of({}, CHASE | parts | {"required": required})
        assert found.title.startswith("AS"), junk
