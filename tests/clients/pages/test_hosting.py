"""Tests the built pages as Firebase Hosting serves them: files, caching, and content policy."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import requests

from devtools.pages.build import pages
from devtools.pages.settings import directives, policies
from devtools.toolchain.layout import ROOT, Layout

SECONDS = 30
HOSTING: dict[str, Any] = json.loads((ROOT / "firebase.json").read_text(encoding="utf-8"))[
    "hosting"
]
FOREVER = "public, max-age=31536000, immutable"
PATHS = {
    "/": "index.html",
    "/m/1386111": "match.html",
    "/m/.a.b_c-1": "match.html",
    "/m/a/": "match.html",
    "/s/2026_u19/teams/college.first": "season.html",
    "/embed/1386111": "embed.html",
    "/screen/1386111": "screen.html",
    "/score/": "score/index.html",
    "/score/a.b": "score/index.html",
    "/score/a.b/over": "score/index.html",
    "/desk/": "desk/index.html",
    "/desk/1386111": "desk/index.html",
}

# One process, so that the pages are served once.
pytestmark = pytest.mark.xdist_group("pages")


@pytest.mark.parametrize("policy", [each["value"] for each in policies(HOSTING)])
def test_a_policy_allows_no_inline_code_and_no_local_address(policy: str) -> None:
    assert "unsafe" not in policy
    assert not re.search(r"localhost|127\.0\.0\.1|http:", policy)
    sources = directives(policy)
    assert sources["default-src"] == ["'none'"]
    assert sources["script-src"] == sources["style-src"] == ["'self'"]
    assert sources["connect-src"] == [
        "'self'",
        "https://firestore.googleapis.com",
        "https://identitytoolkit.googleapis.com",
        "https://securetoken.googleapis.com",
    ]


def fetch(address: str, path: str) -> requests.Response:
    return requests.get(f"{address}{path}", timeout=SECONDS, allow_redirects=False)


@pytest.mark.parametrize(("path", "file"), PATHS.items())
def test_an_address_serves_its_page_with_safe_headers(
    path: str, file: str, served_pages: str, site: Path
) -> None:
    answer = fetch(served_pages, path)
    assert answer.status_code == 200
    assert answer.text == (site / file).read_text(encoding="utf-8")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    sources = directives(answer.headers["Content-Security-Policy"])
    assert sources["frame-ancestors"] == (["*"] if path.startswith("/embed/") else ["'none'"])
    assert "http://127.0.0.1:8080" in sources["connect-src"]
    assert "ws://127.0.0.1:8787" in sources["connect-src"]


def test_files_with_a_hash_in_their_name_are_cached_for_ever_and_others_revalidated(
    served_pages: str, site: Path
) -> None:
    files = [path for path in site.rglob("*") if path.is_file() and path.suffix != ".html"]
    cached_forever = [path for path in files if path.parent.name == "assets"]
    assert cached_forever
    assert all(re.search(r"-[\w-]{8,}\.\w+$", path.name) for path in cached_forever)
    for path in files:
        answer = fetch(served_pages, f"/{path.relative_to(site)}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == (
            FOREVER if path in cached_forever else "no-cache"
        )


def test_only_the_files_of_a_sandboxed_scoreboard_may_be_read_from_any_origin(
    served_pages: str, site: Path
) -> None:
    loaded = [f"/assets/{path.name}" for path in (site / "assets").iterdir()]
    others = [f"/desk/assets/{path.name}" for path in (site / "desk" / "assets").iterdir()]
    for path in [*loaded, "/config.json"]:
        assert fetch(served_pages, path).headers["Access-Control-Allow-Origin"] == "*"
    for path in [*others, "/embed/1386111", "/desk/"]:
        assert "Access-Control-Allow-Origin" not in fetch(served_pages, path).headers


def test_the_settings_are_served_and_not_built_into_the_scripts(
    served_pages: str, site: Path
) -> None:
    answer = fetch(served_pages, "/config.json")
    assert answer.json()["emulators"]["firestore"] == "127.0.0.1:8080"
    assert answer.headers["Cache-Control"] == "no-cache"
    built = [path for path in site.rglob("*.js") if path.is_file()]
    assert built
    assert not [path for path in built if b"127.0.0.1" in path.read_bytes()]


def test_a_missing_asset_gives_404_and_not_a_page(served_pages: str) -> None:
    for path in ("/assets/gone-12345678.js", "/desk/assets/gone-12345678.js", "/nothing"):
        assert fetch(served_pages, path).status_code == 404


class InlineCollector(HTMLParser):
    """Collects inline code and styles, which a policy without `unsafe-inline` forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect inline code and styles of one element."""
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]


def test_no_built_page_has_inline_code_or_styles(site: Path) -> None:
    assert site.is_dir()
    for page in pages(Layout()):
        parser = InlineCollector()
        parser.feed(page.read_text(encoding="utf-8"))
        assert parser.found == [], page
