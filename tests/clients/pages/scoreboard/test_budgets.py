"""Tests the size of the built pages, and that their HTML complies with the content policy."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from scrbrd_gateway.preview import Preview, with_preview

pytestmark = pytest.mark.xdist_group("scoreboard")

PAGES = ("index", "match", "season", "embed", "screen")
MOST_BYTES_BEFORE_SDK = 60_000
MOST_BYTES = 210_000
LEAST_BYTES_OF_SDK = 50_000
LEAST_BYTES_OF_FOLD = 15_000


def html_of(site: Path, page: str) -> str:
    """Return a page's built HTML."""
    return (site / f"{page}.html").read_text(encoding="utf-8")


def files_of(site: Path, page: str) -> list[Path]:
    """Return the page itself and the files that its HTML names."""
    named = re.findall(r'(?:src|href)="/([^"]+\.(?:js|css|svg))"', html_of(site, page))
    return [site / f"{page}.html", *(site / name for name in named)]


def zipped_size(files: list[Path]) -> int:
    """Return the total bytes of some files, each compressed by gzip."""
    return sum(len(gzip.compress(each.read_bytes(), 9)) for each in files)


def sdk_files(site: Path) -> list[Path]:
    """Return the parts with Firestore's SDK, which are loaded after the first paint."""
    return sorted((site / "assets").glob("listeners-*.js"))


def fold_files(site: Path) -> list[Path]:
    """Return the parts with the fold, which a match's page loads to show earlier balls."""
    return sorted((site / "assets").glob("earlier-*.js"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_small_before_the_sdk_is_loaded(page: str, site: Path) -> None:
    files = files_of(site, page)
    assert len(files) > 3
    assert not set(files) & {*sdk_files(site), *fold_files(site)}
    assert zipped_size(files) <= MOST_BYTES_BEFORE_SDK


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_all_its_parts_is_small(page: str, site: Path) -> None:
    assert zipped_size(sdk_files(site)) > LEAST_BYTES_OF_SDK, (
        "the SDK is not where this test looks for it"
    )
    assert zipped_size(fold_files(site)) > LEAST_BYTES_OF_FOLD, (
        "the fold is not where this test looks for it"
    )
    assert zipped_size([*files_of(site, page), *sdk_files(site), *fold_files(site)]) <= MOST_BYTES


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_a_preview_and_nothing_inline(page: str, site: Path) -> None:
    html = html_of(site, page)
    assert re.search(r"<title>[^<]{10,}</title>", html)
    assert re.search(r'<meta name="description" content="[^"]{10,}"', html)
    assert re.search(r'<meta property="og:title" content="[^"]+"', html)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)


def test_the_gateway_fills_in_the_preview_of_a_match(site: Path) -> None:
    html = html_of(site, "match")
    found = with_preview(html, Preview("SENT", "TOLD"))
    assert (found.count("SENT"), found.count("TOLD")) == (2, 2)
    assert len(found.splitlines()) == len(html.splitlines())


def test_every_script_and_stylesheet_is_measured(site: Path) -> None:
    measured = {each for page in PAGES for each in files_of(site, page)}
    measured |= {*sdk_files(site), *fold_files(site)}
    scripts = {each for each in (site / "assets").iterdir() if each.suffix in {".js", ".css"}}
    assert scripts <= measured
