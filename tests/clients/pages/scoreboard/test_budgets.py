"""How large the built pages are, and that their HTML is as the content policy wants it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from scrbrd_gateway.preview import Preview, with_preview

pytestmark = pytest.mark.xdist_group("scoreboard")

PAGES = ("index", "match", "season", "embed", "screen")
BEFORE_SDK = 60_000
WHOLE = 210_000
LEAST_SDK = 50_000
LEAST_FOLD = 15_000


def html_of(site: Path, page: str) -> str:
    """A page's HTML, as built."""
    return (site / f"{page}.html").read_text(encoding="utf-8")


def files_of(site: Path, page: str) -> list[Path]:
    """The files that a page's HTML names, itself among them."""
    named = re.findall(r'(?:src|href)="/([^"]+\.(?:js|css|svg))"', html_of(site, page))
    return [site / f"{page}.html", *(site / name for name in named)]


def zipped(files: list[Path]) -> int:
    """Bytes of some files, each compressed by gzip."""
    return sum(len(gzip.compress(each.read_bytes(), 9)) for each in files)


def sdk(site: Path) -> list[Path]:
    """The parts with Firestore's SDK, loaded after the first paint."""
    return sorted((site / "assets").glob("listeners-*.js"))


def fold(site: Path) -> list[Path]:
    """The parts with the fold, loaded by the page of a match when somebody goes back in it."""
    return sorted((site / "assets").glob("earlier-*.js"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_small_before_the_sdk(page: str, site: Path) -> None:
    files = files_of(site, page)
    assert len(files) > 3
    assert not set(files) & {*sdk(site), *fold(site)}
    assert zipped(files) <= BEFORE_SDK


@pytest.mark.parametrize("page", PAGES)
def test_a_whole_page_is_small(page: str, site: Path) -> None:
    assert zipped(sdk(site)) > LEAST_SDK, "the SDK is not where this test looks for it"
    assert zipped(fold(site)) > LEAST_FOLD, "the fold is not where this test looks for it"
    assert zipped([*files_of(site, page), *sdk(site), *fold(site)]) <= WHOLE


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_a_preview_and_nothing_inline(page: str, site: Path) -> None:
    html = html_of(site, page)
    assert re.search(r"<title>[^<]{10,}</title>", html)
    assert re.search(r'<meta name="description" content="[^"]{10,}"', html)
    assert re.search(r'<meta property="og:title" content="[^"]+"', html)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)


def test_the_gateway_finds_where_the_preview_of_a_match_stands(site: Path) -> None:
    html = html_of(site, "match")
    found = with_preview(html, Preview("SENT", "TOLD"))
    assert (found.count("SENT"), found.count("TOLD")) == (2, 2)
    assert len(found.splitlines()) == len(html.splitlines())


def test_no_part_is_left_out_of_the_measure(site: Path) -> None:
    known = {each for page in PAGES for each in files_of(site, page)}
    known |= {*sdk(site), *fold(site)}
    scripts = {each for each in (site / "assets").iterdir() if each.suffix in {".js", ".css"}}
    assert scripts <= known
