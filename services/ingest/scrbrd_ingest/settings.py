"""Defines every setting of the service, read from the environment.

docs/ingest.md lists them; a test compares that list with this model.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

import httpx
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from scrbrd_ingest.policy.flags import Flag, Switches
from scrbrd_ingest.policy.leases import LEAST_SECONDS, MOST_SECONDS

PREFIX = "INGEST_"

HIGHEST_PORT = 65_535

HOUR = 3_600.0
"""The longest time of any setting in seconds: more is a mistake, such as milliseconds."""

MOST_AT_ONCE, MOST_SPARE = 10_000, 1_000
MOST_PER_MINUTE = 1_000_000
LONGEST_NAME = 60
"""Number of characters of a provider's name, which is part of document ids."""

Seconds = Annotated[float, Field(gt=0, le=HOUR, allow_inf_nan=False)]


class UnsafeSettings(ValueError):
    """The process would write to an emulator while it runs on Cloud Run."""


ADDRESS = "must be such as https://api.example.com/v1, without query, fragment or blanks"


class ProviderSettings(BaseModel):
    """The settings of one provider. `feed` is the connector; `options` belong to that connector."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    feed: str = Field(description="the connector: sportradar, espn, crex, roanuz, ...")
    base_url: str = Field(description="address to which the connector's paths are appended")
    key: str = Field("", repr=False, description="the key, if the provider requires one")
    requests_per_minute: int = Field(
        60,
        ge=1,
        le=MOST_PER_MINUTE,
        description="the provider's limit, for all processes together",
    )
    options: dict[str, str] = Field(default_factory=dict)

    @field_validator("base_url")
    @classmethod
    def _check_address(cls, value: str) -> str:
        """Refuse an address to which no path can be appended."""
        try:
            url = httpx.URL(value)
        except httpx.InvalidURL:
            raise ValueError(ADDRESS) from None
        is_address = url.scheme in ("http", "https") and url.host and value.split() == [value]
        if not is_address or (url.port or 0) > HIGHEST_PORT or "?" in value or "#" in value:
            raise ValueError(ADDRESS)
        return value

    @field_validator("key")
    @classmethod
    def _check_key(cls, value: str) -> str:
        """Refuse a key with the line break that ends many files of secrets: no header holds it."""
        if value != value.strip() or not value.isprintable():
            raise ValueError("has a blank or line break at its ends, or a control character")
        return value


class Settings(BaseSettings):
    """The settings of one process. An environment variable is named `INGEST_` and the field's name
    in capitals, except for fields with names of their own."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True
    )

    host: str = Field("127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(
        9090,
        ge=0,
        le=HIGHEST_PORT,
        validation_alias=AliasChoices("INGEST_PORT", "PORT"),
        description="TCP port of /metrics, /healthz and /readyz; 0: a free one",
    )

    providers: Annotated[dict[str, ProviderSettings], NoDecode] = Field(
        {},
        description="the providers in order of preference, as JSON: "
        '`{"name": {"feed", "base_url", "key", "requests_per_minute", "options"}}`',
    )
    matches_file: str = Field(
        "",
        description="JSON file of the matches to follow; empty: those of `provider_mappings`",
    )
    follow_interval: Seconds = Field(
        15.0, description="seconds between two reads of the matches to follow"
    )
    maps_unknown_people: bool = Field(
        False,
        description="whether a person without a mapping gets an id derived from the provider's; "
        "otherwise their balls wait",
    )

    lease: float = Field(
        15.0,
        ge=LEAST_SECONDS,
        le=MOST_SECONDS,
        description="seconds that a lease lasts; renewed at a third",
    )
    spare_shares: int = Field(
        1,
        ge=0,
        le=MOST_SPARE,
        description="shares of each budget kept free for processes that start later",
    )
    plan_interval: Seconds = Field(
        2.0, description="seconds between two reads of the plan and `config/ingest`"
    )
    demand_interval: Seconds = Field(
        15.0, description="seconds between two reads of the number of spectators of each match"
    )

    most_polls: int = Field(
        200, ge=1, le=MOST_AT_ONCE, description="maximum number of matches polled at a time"
    )
    most_requests: int = Field(
        32,
        ge=1,
        le=MOST_AT_ONCE,
        description="maximum number of requests to one provider at a time",
    )
    request_timeout: Seconds = Field(
        10.0,
        description="seconds to wait for the start of an answer, and for each further part of it",
    )
    hangs_after: Seconds = Field(
        30.0,
        description="seconds after which a hanging poll is ended, not counting waits for its turn",
    )
    grace: Seconds = Field(5.0, description="seconds that polls have to end at SIGTERM")

    enable_fast_updates: bool = Field(
        True, description="intervals by demand, health and quota; off: plain polling at 2.5 s"
    )
    enable_immediate_push: bool = Field(
        True, description="a changed scoreboard makes the match's events be polled at once"
    )

    project: str = Field(
        "",
        validation_alias=AliasChoices("INGEST_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"),
        description="Google Cloud project; empty: that of the credentials",
    )
    firestore_emulator: str = Field(
        "",
        validation_alias="FIRESTORE_EMULATOR_HOST",
        description="host and port of the Firestore emulator; never on Cloud Run",
    )
    cloud_run_service: str = Field(
        "",
        validation_alias=AliasChoices("K_SERVICE", "CLOUD_RUN_JOB", "CLOUD_RUN_WORKER_POOL"),
        description="set by Cloud Run: the name of the service, job or worker pool",
    )

    @field_validator("providers", mode="before")
    @classmethod
    def _parse_json(cls, value: Any) -> Any:
        """Parse the text from the environment here, so that invalid JSON is reported like other
        invalid values. The message contains nothing of the text, which may hold a key."""
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value, object_pairs_hook=unique_fields)
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            raise ValueError(f"INGEST_PROVIDERS must be JSON: {where}: {error.msg}") from None
        except RecursionError:
            raise ValueError("INGEST_PROVIDERS must be JSON, and is nested too deeply") from None

    @field_validator("providers")
    @classmethod
    def _check_names(cls, value: dict[str, ProviderSettings]) -> dict[str, ProviderSettings]:
        """Refuse names that cannot be part of a document id: `provider:{name}`,
        `{name}:match:{id}`."""
        for name in value:
            if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
                raise ValueError(f"provider {name!r}: use letters, digits, - and _ alone")
            if len(name) > LONGEST_NAME:
                raise ValueError(f"provider {name[:LONGEST_NAME]!r}...: use a shorter name")
        return value

    @model_validator(mode="after")
    def _has_no_emulator_on_cloud_run(self) -> Self:
        if self.cloud_run_service and self.firestore_emulator:
            raise UnsafeSettings("FIRESTORE_EMULATOR_HOST must not be set on Cloud Run")
        return self

    @property
    def limits(self) -> dict[str, int]:
        """The requests per minute of each provider, for all processes together."""
        return {name: each.requests_per_minute for name, each in self.providers.items()}

    @property
    def switches(self) -> Switches:
        """The feature flags set by the environment."""
        return {
            Flag.FAST_UPDATES: self.enable_fast_updates,
            Flag.IMMEDIATE_PUSH: self.enable_immediate_push,
        }


def unique_fields(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object. Raises ValueError for a repeated name, such as that of a provider of
    which only the last entry would count."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name[:40]!r} is given twice; use a name of its own for each")
        found[name] = value
    return found


def environment_names(field: str) -> tuple[str, ...]:
    """Return the environment names of a setting; the first one that is set counts."""
    alias = Settings.model_fields[field].validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(str(each) for each in alias.choices)
    return (alias,) if isinstance(alias, str) else (f"{PREFIX}{field.upper()}",)


def unknown_environment_names(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return environment names that look like a setting but are none, such as misspelt ones."""
    known = {name for field in Settings.model_fields for name in environment_names(field)}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def setting_error(place: tuple[int | str, ...], message: str) -> str:
    """Return the message about an invalid setting, with its environment name but never its value,
    which may be a key."""
    if not place:
        return message
    field, *within = map(str, place)
    known = next(
        (
            environment_names(each)
            for each in Settings.model_fields
            if field in (each, *environment_names(each))
        ),
        (),
    )
    name = next((each for each in known if each in os.environ), field)
    return f"{'.'.join((name, *within))}: {message}"
