"""Tests the settings from the environment, and that image and documentation agree with the code."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from devtools import ingest_docs
from devtools.toolchain.layout import ROOT
from scrbrd_ingest.__main__ import BAD_USAGE, main
from scrbrd_ingest.policy.flags import Flag
from scrbrd_ingest.settings import Settings, environment_names, unknown_environment_names
from tests.repository.images import check_copied

DOCKERFILE = ROOT / "services" / "ingest" / "Dockerfile"
PROVIDERS: dict[str, dict[str, Any]] = {
    "acme": {"feed": "espn", "base_url": "https://a.example", "requests_per_minute": 90},
    "other": {"feed": "crex", "base_url": "https://b.example", "key": "s3cret"},
}


@pytest.fixture(autouse=True)
def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove all settings from the environment before each test."""
    for field in Settings.model_fields:
        for name in environment_names(field):
            monkeypatch.delenv(name, raising=False)


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGEST_PROVIDERS", json.dumps(PROVIDERS))
    monkeypatch.setenv("INGEST_LEASE", "20")
    monkeypatch.setenv("INGEST_ENABLE_FAST_UPDATES", "false")
    monkeypatch.setenv("GCLOUD_PROJECT", "demo-one")
    settings = Settings()
    assert list(settings.providers) == ["acme", "other"], "the order is the preference"
    assert settings.limits == {"acme": 90, "other": 60}
    assert (settings.lease, settings.project) == (20.0, "demo-one")
    assert settings.switches == {Flag.FAST_UPDATES: False, Flag.IMMEDIATE_PUSH: True}
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INGEST_LEASE", "14"),
        ("INGEST_LEASE", "31"),
        ("INGEST_PORT", "70000"),
        ("INGEST_PROVIDERS", '{"a/b": {"feed": "espn", "base_url": "https://a.example"}}'),
        (
            "INGEST_PROVIDERS",
            f'{{"{"a" * 61}": {{"feed": "espn", "base_url": "https://a.example"}}}}',
        ),
        (
            "INGEST_PROVIDERS",
            '{"a": {"feed": "espn", "base_url": "https://a.example", "kei": "y"}}',
        ),
        ("INGEST_PROVIDERS", '{"a": {"feed": "espn"}}'),
        ("INGEST_PROVIDERS", '{"a": {"feed": "espn", "key": "s3cret"'),
        ("INGEST_PROVIDERS", "s3cret"),
        ("INGEST_PROVIDERS", "["),
        ("INGEST_PROVIDERS", "[]"),
    ],
)
def test_an_invalid_value_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize("value", ['{"a": {"key": "s3cret"', "s3cret", "[" * 100_000, ""])
def test_unreadable_providers_end_the_process_with_one_line_about_the_setting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    monkeypatch.setenv("INGEST_PROVIDERS", value)
    assert main() == BAD_USAGE
    [line] = caplog.text.splitlines()
    assert "INGEST_PROVIDERS" in line
    assert "s3cret" not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INGEST_GRACE", "0"),
        ("INGEST_GRACE", "inf"),
        ("INGEST_GRACE", "5000"),
        ("INGEST_PLAN_INTERVAL", "1e9"),
        ("INGEST_MOST_POLLS", "9" * 30),
        ("INGEST_MOST_REQUESTS", "9" * 30),
        ("INGEST_SPARE_SHARES", "9" * 30),
        ("INGEST_PORT", "70000"),
        ("INGEST_HOST", ""),
    ],
)
def test_a_wrong_value_ends_the_process_with_one_line_about_the_setting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main() == BAD_USAGE
    [line] = caplog.text.splitlines()
    assert f" {name}: " in line


def test_a_provider_given_twice_is_refused_because_only_the_last_would_count(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    entries = [
        json.dumps({**PROVIDERS["acme"], "feed": each}) for each in ("espn", "espn_scoreboards")
    ]
    text = ", ".join(f'"acme": {each}' for each in entries)
    monkeypatch.setenv("INGEST_PROVIDERS", f"{{{text}}}")
    assert main() == BAD_USAGE
    [line] = caplog.messages
    assert line.startswith("INGEST_PROVIDERS: ")
    assert "'acme' is given twice" in line


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("base_url", each)
            for each in (
                "", "a.example/v1", "ftp://a.example", "https://", "https://a.example\n",
                "https://a.example:70000", "https://a.example/?key=s3cret", "https://a .example",
            )
        ),
        ("requests_per_minute", 10**30),
        *(("key", each) for each in ("s3cret\n", " s3cret", "s3\x00cret", "s3\u2028cret")),
    ],
)  # fmt: skip
def test_an_address_or_key_with_which_no_request_can_be_sent_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, field: str, value: object
) -> None:
    monkeypatch.setenv(
        "INGEST_PROVIDERS", json.dumps({"acme": {**PROVIDERS["acme"], field: value}})
    )
    assert main() == BAD_USAGE
    [line] = caplog.messages
    assert line.startswith(f"INGEST_PROVIDERS.acme.{field}: ")
    assert "cret" not in line


@pytest.mark.parametrize("is_project_known", [True, False])
def test_a_missing_key_file_is_named_instead_of_the_project(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    is_project_known: bool,
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "missing.json"))
    if is_project_known:
        monkeypatch.setenv("INGEST_PROJECT", "demo-one")
    assert main() == BAD_USAGE
    [line] = caplog.messages
    assert "missing.json" in line
    assert "set GOOGLE_APPLICATION_CREDENTIALS" in line
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path))
    assert main() == BAD_USAGE, "a directory instead of a file"


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid", "a..b"])
def test_an_address_that_cannot_be_listened_at_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:1")
    monkeypatch.setenv("INGEST_PROJECT", "demo-one")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setenv("INGEST_HOST", host)
        monkeypatch.setenv("INGEST_PORT", str(listening.getsockname()[1]))
        assert main() == BAD_USAGE
    warning, line = caplog.messages
    assert warning == "INGEST_PROVIDERS names no provider: no match is polled"
    assert line.startswith("INGEST_HOST, INGEST_PORT: cannot listen at ")


@pytest.mark.parametrize("name", ["K_SERVICE", "CLOUD_RUN_JOB"])
def test_an_emulator_on_cloud_run_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "ingest")
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:8080")
    with pytest.raises(ValidationError, match="must not be set on Cloud Run"):
        Settings()


def test_a_misspelt_setting_is_found() -> None:
    environment = {"INGEST_LEASE": "15", "INGEST_LEESE": "15", "PORT": "1", "OTHER": "1"}
    assert unknown_environment_names(environment) == ["INGEST_LEESE"]


def test_the_documented_settings_are_those_of_the_model() -> None:
    page = ingest_docs.PAGE.read_text(encoding="utf-8")
    stale = "stale: run functions/venv/bin/python -m devtools.ingest_docs"
    assert ingest_docs.page_text(page) == page, stale
    assert all(name in page for field in Settings.model_fields for name in environment_names(field))


def test_the_image_copies_only_existing_files_that_are_not_ignored() -> None:
    check_copied(DOCKERFILE)
