"""Fixtures of the pages' tests: the pages served as Hosting would."""

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

NOWHERE = {
    "FIRESTORE_EMULATOR_HOST": "127.0.0.1:8080",
    "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099",
    "GCLOUD_PROJECT": "demo-pages",
}
"""What pages are told that speak to nobody but the test: their requests are answered by it."""

GATEWAY_NOWHERE = "http://127.0.0.1:8787"


@pytest.fixture(scope="session")
def served_pages(site: Path) -> Iterator[str]:
    """The address of pages whose servers are the test's own."""
    assert site.is_dir()
    with HostingEmulator(emulator_settings(NOWHERE, GATEWAY_NOWHERE)) as hosting:
        yield hosting.address


@pytest.fixture(scope="session")
def pages(browser: str, served_pages: str) -> dict[str, str]:
    """The variables for a `*.browser.mjs`: see browser.mjs."""
    return {VARIABLE: browser, "SITE_URL": served_pages}


@pytest.fixture(scope="session")
def samples(suite: EmulatorSuite) -> Iterator[SampleMatches]:
    """A match to be scored and one in dispute, with the accounts of who may."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in suite.env().items():
            patch.setenv(name, value)
        log = dataclasses.replace(load_match(DEFAULT_MATCH), match_id="staged")
        yield write_sample_matches(suite, log, "pages.example")


@pytest.fixture(scope="session")
def live_pages(
    browser: str, site: Path, suite: EmulatorSuite, samples: SampleMatches
) -> Iterator[dict[str, str]]:
    """The variables for a `*.live.browser.mjs`: its pages are on the Emulator Suite."""
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
