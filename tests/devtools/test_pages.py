"""Tests building stale pages and preparing them for a project."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from devtools.pages import settings
from devtools.pages.__main__ import main
from devtools.pages.build import LIBRARIES, SITE, build, stale_packages
from devtools.pages.deploy import prepare
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import ROOT, Layout

NPM = """#!/bin/sh
PATH=/usr/bin:/bin
echo "$@" >> calls
grep -q broken clients/web/desk/src/main.ts && echo "error TS1005: ';' expected" && exit 2
mkdir -p clients/web/site/desk && cp clients/web/desk/src/main.ts clients/web/site/desk/index.html
"""
DESK = "clients/web/desk"
PROJECT = "scrbrd-test"
SETTINGS: dict[str, Any] = {
    "firebase": {"projectId": PROJECT, "apiKey": "key", "authDomain": "scrbrd-test.example"},
    "emulators": None,
    "gateway": None,
}


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """Return a clone with the sources of one package, and a fake npm that copies them."""
    root = tmp_path / "clone"
    (root / "clients" / "web" / "desk" / "src").mkdir(parents=True)
    (root / "clients" / "web" / "desk" / "src" / "main.ts").write_text("one")
    (root / "package.json").write_text(
        '{"workspaces": ["clients/web/scoreboard", "clients/web/desk"]}'
    )
    (root / "package-lock.json").write_text("{}")
    shutil.copy(ROOT / "firebase.json", root)
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(NPM)
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(npm.parent))
    monkeypatch.setenv("GCLOUD_PROJECT", PROJECT)
    return Layout(root)


def build_stale(layout: Layout) -> list[str]:
    """Build the stale packages; return the printed lines."""
    output: list[str] = []
    build(layout, output.append)
    return output


def write_settings(layout: Layout, project_settings: dict[str, Any]) -> None:
    """Write a project's settings."""
    file = layout.root / "clients" / "web" / "config" / f"{PROJECT}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(project_settings))


def test_pages_are_built_again_only_if_a_source_has_changed_or_output_is_missing(
    clone: Layout,
) -> None:
    assert stale_packages(clone) == [DESK]
    assert build_stale(clone) == ["Building the pages: clients/web/desk (1 of 1) ..."]
    assert stale_packages(clone) == []
    assert build_stale(clone) == []
    page = clone.root / SITE / "desk" / "index.html"
    assert page.read_text() == "one"
    (clone.root / "clients" / "web" / "desk" / "src" / "main.ts").write_text("two")
    assert len(build_stale(clone)) == 1
    assert page.read_text() == "two"
    page.unlink()
    assert len(build_stale(clone)) == 1
    calls = (clone.root / "calls").read_text().splitlines()
    assert calls == ["run build --if-present --workspace clients/web/desk"] * 3


@pytest.mark.parametrize("library", LIBRARIES)
def test_pages_are_built_again_if_a_library_has_changed(clone: Layout, library: str) -> None:
    build_stale(clone)
    (clone.root / library).mkdir(parents=True)
    (clone.root / library / "index.ts").write_text("one")
    assert stale_packages(clone) == [DESK]


def test_a_package_that_does_not_compile_is_reported_and_stays_stale(
    clone: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    (clone.root / "clients" / "web" / "desk" / "src" / "main.ts").write_text("broken")
    assert main(["build"], clone) == 1
    last_line = capsys.readouterr().err.splitlines()[-1]
    assert last_line.startswith(
        "pages: npm run build --if-present failed: error TS1005: ';' expected"
    )
    assert stale_packages(clone) == [DESK]


def test_missing_npm_is_reported_with_the_remedy(
    clone: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MissingToolError, match=r"no npm.*install Node.js"):
        build_stale(clone)


def test_the_settings_of_a_project_are_copied_to_its_pages(clone: Layout) -> None:
    write_settings(clone, SETTINGS)
    prepare(clone, lambda _line: None)
    assert json.loads((clone.root / SITE / "config.json").read_text()) == SETTINGS
    assert stale_packages(clone) == []


@pytest.mark.parametrize(
    ("changes", "error_text"),
    [
        ({"emulators": {"firestore": "127.0.0.1:8080", "auth": "http://127.0.0.1:9099"}}, "emula"),
        ({"firebase": {"projectId": PROJECT, "authDomain": "a"}}, "firebase.apiKey is missing"),
        ({"gateway": "https://live.example"}, "does not name https://live.example wss://live"),
        (
            {"signIn": ["google.com"]},
            r"https://apis\.google\.com in script-src, https://scrbrd-test\.example in frame-src, "
            r"Cross-Origin-Opener-Policy: same-origin-allow-popups",
        ),
    ],
)
def test_invalid_settings_are_not_deployed(
    changes: dict[str, Any], error_text: str, clone: Layout
) -> None:
    write_settings(clone, SETTINGS | changes)
    with pytest.raises(MissingToolError, match=error_text):
        prepare(clone, lambda _line: None)
    assert not (clone.root / SITE).exists()


def test_a_project_without_settings_is_not_deployed(
    clone: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deploy"], clone) == 1
    output = capsys.readouterr().err
    assert f"clients/web/config/{PROJECT}.json" in output
    assert main([], clone) == 2


def test_a_gateway_allowed_by_the_content_security_policy_may_be_deployed(clone: Layout) -> None:
    write_settings(clone, SETTINGS | {"gateway": "https://live.example"})
    file = clone.root / "firebase.json"
    config = json.loads(file.read_text())
    config["hosting"] = settings.with_allowed_origins(
        config["hosting"], {"gateway": "https://live.example"}
    )
    file.write_text(json.dumps(config))
    prepare(clone, lambda _line: None)
    assert (clone.root / SITE / "config.json").exists()


def test_sign_in_by_popup_may_be_deployed_if_only_the_console_allows_it(clone: Layout) -> None:
    write_settings(clone, SETTINGS | {"signIn": ["google.com"]})
    file = clone.root / "firebase.json"
    config = json.loads(file.read_text())
    policy = settings.headers_of(config["hosting"], "/score/")[settings.POLICY]
    for name, source in (
        ("script-src", "https://apis.google.com"),
        ("frame-src", "https://scrbrd-test.example"),
    ):
        policy = policy.replace(f"{name} 'self'", f"{name} 'self' {source}")
    popups = {"key": "Cross-Origin-Opener-Policy", "value": "same-origin-allow-popups"}
    headers = [popups, {"key": settings.POLICY, "value": policy}]
    config["hosting"]["headers"].append({"regex": "^/score/", "headers": headers})
    file.write_text(json.dumps(config))
    prepare(clone, lambda _line: None)
    assert settings.headers_of(config["hosting"], "/m/1")[settings.POLICY] != policy


def test_a_page_is_built_again_if_the_client_or_the_shared_styles_have_changed(
    clone: Layout,
) -> None:
    build_stale(clone)
    web = clone.root / "clients" / "web"
    (web / "tokens.css").write_text("a {}")
    assert stale_packages(clone) == [DESK]
    build_stale(clone)
    (web / "client" / "src").mkdir(parents=True)
    (web / "client" / "src" / "index.ts").write_text("")
    assert stale_packages(clone) == [DESK]
    build_stale(clone)
    (web / "console" / "src").mkdir(parents=True)
    (web / "console" / "src" / "main.ts").write_text("")
    assert stale_packages(clone) == []
