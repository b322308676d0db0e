"""Tests the settings: they come from the environment, and an unsafe one stops the process."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scrbrd_gateway import __main__ as gateway_process
from scrbrd_gateway.__main__ import BAD_USAGE, main
from scrbrd_gateway.settings import Settings, environment_names, unknown_names
from scrbrd_gateway.web.app import Application


@pytest.fixture(autouse=True)
def without_environment_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove all settings from the environment except those that the test sets."""
    for field in Settings.model_fields:
        for name in environment_names(field):
            monkeypatch.delenv(name, raising=False)


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_GRACE", "1.5")
    monkeypatch.setenv("GATEWAY_ORIGINS", "https://a.example/, https://b.example")
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("GCLOUD_PROJECT", "demo-second")
    settings = Settings()
    assert (settings.grace, settings.port, settings.project) == (1.5, 9000, "demo-second")
    assert settings.allows("https://a.example")
    assert not settings.allows("https://c.example")
    monkeypatch.setenv("GATEWAY_PORT", "9001")
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "demo-first")
    assert (Settings().port, Settings().project) == (9001, "demo-first")


@pytest.mark.parametrize("name", ["FIRESTORE_EMULATOR_HOST", "FIREBASE_AUTH_EMULATOR_HOST"])
def test_an_emulator_on_cloud_run_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("K_SERVICE", "gateway")
    assert not Settings().is_emulated
    monkeypatch.setenv(name, "127.0.0.1:8080")
    with pytest.raises(ValidationError, match=f"{name}.*must not be set on Cloud Run"):
        Settings()


@pytest.mark.parametrize(
    ("name", "value"), [("GATEWAY_PORT", "70000"), ("GATEWAY_GRACE", "0"), ("GATEWAY_TAIL", "x")]
)
def test_an_invalid_value_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GATEWAY_GRACE", "0"),
        ("GATEWAY_PORT", "70000"),
        ("PORT", "x"),
        ("GATEWAY_SITE", "pages.example"),
        ("GATEWAY_SITE", "https://"),
        ("GATEWAY_SITE", "http://[pages"),
    ],
)
def test_a_process_with_an_invalid_value_ends_with_one_line_naming_the_setting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main() == BAD_USAGE
    [line] = caplog.text.splitlines()
    assert f" {name}: " in line


def test_a_process_has_built_its_description_before_its_first_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GATEWAY_PROJECT", "demo-described")
    has_description = list[bool]()

    class Server:
        """A server that ends at once."""

        def __init__(self, app: Application, _: Settings) -> None:
            has_description.append(app.openapi_schema is not None)

        def run(self) -> None:
            """Serve nothing."""

    monkeypatch.setattr(gateway_process, "make_server", Server)
    assert main() == 0
    assert has_description == [True]


def test_a_misspelt_setting_is_reported() -> None:
    environment = {"GATEWAY_GRACE": "1", "GATEWAY_GRAZE": "1", "PORT": "1", "OTHER": "1"}
    assert unknown_names(environment) == ["GATEWAY_GRAZE"]
