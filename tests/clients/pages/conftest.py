"""Provides fixtures for the pages' tests: the pages as Firebase Hosting serves them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from admin.logfile import load_match
from admin.rest_client import PASSWORD
from devtools.commands.demo import DEFAULT_MATCH
from devtools.demo.gateway import running_gateway
from devtools.demo.sample_matches import SampleMatches, write_sample_matches
from devtools.emulators import EmulatorSuite
from devtools.emulators.hosting import HostingEmulator
from devtools.pages.settings import emulator_settings
from devtools.toolchain.browser import VARIABLE

UNUSED_EMULATORS = {
    "FIRESTORE_EMULATOR_HOST": "127.0.0.1:8080",
    "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099",
    "GCLOUD_PROJECT": "demo-pages",
}
"""Settings of pages whose requests the test itself answers, without emulators."""

UNUSED_GATEWAY = "http://127.0.0.1:8787"


@pytest.fixture(scope="session")
def served_pages(site: Path) -> Iterator[str]:
    """Yield the address of pages whose requests the test itself answers."""
    assert site.is_dir()
    with HostingEmulator(emulator_settings(UNUSED_EMULATORS, UNUSED_GATEWAY)) as hosting:
        yield hosting.address


@pytest.fixture(scope="session")
def pages(browser: str, served_pages: str) -> dict[str, str]:
    """The environment variables for a `*.browser.mjs`: see browser.mjs."""
    return {VARIABLE: browser, "SITE_URL": served_pages}


@pytest.fixture(scope="session")
def samples(suite: EmulatorSuite) -> Iterator[SampleMatches]:
    """Yield a match to score and one in dispute, with the accounts of their scorer and official."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in suite.env().items():
            patch.setenv(name, value)
        log = dataclasses.replace(load_match(DEFAULT_MATCH), match_id="staged")
        yield write_sample_matches(suite, log, "pages.example")


@pytest.fixture(scope="session")
def live_pages(
    browser: str, site: Path, suite: EmulatorSuite, samples: SampleMatches
) -> Iterator[dict[str, str]]:
    """Yield the environment variables for a `*.live.browser.mjs`: pages on the Emulator Suite."""
    assert site.is_dir()
    with (
        running_gateway(suite.env()) as gateway,
        HostingEmulator(emulator_settings(suite.env(), gateway)) as hosting,
    ):
        yield suite.env() | {
            VARIABLE: browser,
            "SITE_URL": hosting.address,
            "GATEWAY_URL": gateway,
            "TO_SCORE": samples.to_score,
            "DISPUTED": samples.disputed,
            "SCORER": samples.scorer,
            "OFFICIAL": samples.official,
            "PASSWORD": PASSWORD,
        }
