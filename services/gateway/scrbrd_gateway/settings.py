"""Defines every setting of the gateway, read from the environment.

docs/gateway.md lists them; a test compares that list with this model.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "GATEWAY_"
EMULATORS = ("FIRESTORE_EMULATOR_HOST", "FIREBASE_AUTH_EMULATOR_HOST")

Seconds = Annotated[float, Field(gt=0)]
Origins = Annotated[tuple[str, ...], NoDecode]


class UnsafeSettings(ValueError):
    """The process would trust an emulator while it runs on Cloud Run."""


class Settings(BaseSettings):
    """The settings of one process. Their names in the environment are `GATEWAY_` and the field's
    name in capitals, except for fields with an alias of their own."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True
    )

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(
        8787,
        ge=0,
        le=65_535,
        validation_alias=AliasChoices("GATEWAY_PORT", "PORT"),
        description="TCP port to listen on; 0: a free one",
    )
    metrics_port: int = Field(
        0, ge=0, le=65_535, description="TCP port of the Prometheus metrics; 0: none"
    )
    origins: Origins = Field(
        ("*",), description="origins of the pages that may read, separated by commas; `*`: any"
    )

    site: str = Field(
        "", description="origin of the pages whose `/m/{match}` is answered here; empty: none"
    )

    grace: Seconds = Field(
        30.0, description="seconds that listeners stay open after the last reader of a match"
    )
    most_rooms: int = Field(
        300,
        gt=0,
        description="matches watched at a time; one without readers gives way to another",
    )
    tail: int = Field(
        300, ge=1, le=5_000, description="newest events of a watched match kept in memory"
    )
    listeners_per_client: int = Field(
        90,
        ge=1,
        le=100,
        description="listeners on one Firestore stream; further ones get another connection",
    )
    events_per_listener: int = Field(
        20, ge=1, description="events that a listener brings before it is restarted after them"
    )
    gather: float = Field(
        0.005,
        ge=0,
        le=1,
        description="seconds that a listener's update waits for the match's other listeners",
    )
    watch_interval: Seconds = Field(
        5.0, description="seconds between two checks for listeners that ended or went silent"
    )
    silent_after: Seconds = Field(
        45.0, description="seconds without an update after which the database is checked"
    )
    settle: Seconds = Field(
        5.0, description="seconds that a listener has to bring what a check has read already"
    )
    read_threads: int = Field(16, ge=1, le=256, description="concurrent reads of Firestore")
    read_wait: Seconds = Field(
        5.0,
        description="seconds that a read waits for its turn, and `/readyz` for an answer; then 503",
    )
    read_timeout: Seconds = Field(
        8.0, description="seconds that Firestore has for a read, or a scorer's write; then 503"
    )

    fresh: Seconds = Field(
        2.0, description="seconds for which an answer not fed by a listener is reused"
    )
    most_cached: int = Field(
        2_000,
        ge=1,
        description="cached answers of that kind, 64 MB at most; 32 of them may be pages of feeds",
    )
    most_folds: int = Field(
        2, ge=1, description="concurrent folds of a match up to an earlier action"
    )
    most_folds_waiting: int = Field(
        32, ge=0, description="requests that may wait for such a fold; one more gets 503"
    )

    heartbeat: Seconds = Field(15.0, description="seconds between comments in a silent stream")
    retry: int = Field(
        3_000, ge=0, description="milliseconds after which the reader of an event stream reconnects"
    )
    replay: int = Field(
        2_000,
        ge=1,
        description="events that a resumed stream replays; a reader lacking more restarts",
    )
    queue: int = Field(256, ge=1, description="events that may wait for one reader")
    stall: Seconds = Field(
        30.0, description="seconds after which a connection that reads nothing is closed"
    )
    most_streams: int = Field(
        5_000,
        ge=1,
        description="concurrent event streams; the reader of one more must come back later",
    )

    anonymous: Literal["refuse", "allow"] = Field(
        "refuse", description="whether a match's live socket takes spectators without a token"
    )
    sockets_per_match: int = Field(5_000, ge=1, description="concurrent sockets following a match")
    sockets_per_address: int = Field(
        100, ge=1, description="concurrent sockets and event streams of an address"
    )
    matches_per_address: int = Field(
        60, ge=1, description="different matches that an address may follow at a time"
    )
    requests_per_second: float = Field(
        100.0,
        ge=0,
        description="requests per second of an address, five times as many at once; 0: no limit",
    )
    proxies: int = Field(
        0, ge=0, description="proxies in front whose `X-Forwarded-For` is trusted; Cloud Run: 1"
    )
    subscriptions: int = Field(50, ge=1, description="matches that one socket may subscribe to")
    most_message_bytes: int = Field(
        16_384, ge=1_024, description="greatest size of a socket's message in bytes"
    )
    messages_per_second: float = Field(5.0, gt=0, description="messages per second of a socket")
    socket_heartbeat: Seconds = Field(30.0, description="seconds between heartbeats of a socket")
    socket_idle: Seconds = Field(
        300.0,
        description="seconds after which a socket closes that carried nothing but heartbeats",
    )
    presence: bool = Field(
        True, description="whether the number of followers of each match is written to `presence`"
    )

    most_connections: int = Field(10_000, ge=1, description="concurrent connections; more get 503")
    header_timeout: Seconds = Field(
        10.0, description="seconds within which a request's headers must arrive"
    )
    body_timeout: Seconds = Field(
        10.0, description="seconds within which a request's body must arrive"
    )
    most_header_bytes: int = Field(
        32_768, ge=1_024, description="greatest size of a request's headers in bytes"
    )
    most_body_bytes: int = Field(
        65_536, ge=1, description="greatest size of a request's body in bytes"
    )
    keep_alive: int = Field(
        75, ge=1, description="seconds for which an idle connection is kept open"
    )
    drain: int = Field(
        8, ge=1, description="seconds for connections to end after SIGTERM; Cloud Run: under 10"
    )

    project: str = Field(
        "",
        validation_alias=AliasChoices("GATEWAY_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"),
        description="Google Cloud project; empty: the project of the credentials",
    )
    firestore_emulator: str = Field(
        "",
        validation_alias="FIRESTORE_EMULATOR_HOST",
        description="host and port of the Firestore emulator; never on Cloud Run",
    )
    auth_emulator: str = Field(
        "",
        validation_alias="FIREBASE_AUTH_EMULATOR_HOST",
        description="host and port of the Auth emulator; never on Cloud Run",
    )
    cloud_run_service: str = Field(
        "", validation_alias="K_SERVICE", description="set by Cloud Run: the service's name"
    )

    @field_validator("origins", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Split a list such as `https://a.example, https://b.example`."""
        if isinstance(value, str):
            return tuple(each.strip().rstrip("/") for each in value.split(",") if each.strip())
        return value

    @field_validator("site")
    @classmethod
    def _is_address(cls, value: str) -> str:
        """Return the address of the pages. An address that cannot be requested would mean 503 for
        every page."""
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("is no origin such as https://pages.example")
        return value

    @model_validator(mode="after")
    def _has_no_emulator_on_cloud_run(self) -> Self:
        if self.cloud_run_service and (self.firestore_emulator or self.auth_emulator):
            raise UnsafeSettings(
                f"{' and '.join(EMULATORS)} must not be set on Cloud Run: an emulator's tokens are"
                " not signed"
            )
        return self

    @property
    def is_emulated(self) -> bool:
        """True if Firestore is an emulator."""
        return bool(self.firestore_emulator)

    def allows(self, origin: str) -> bool:
        """Return True if pages of an origin may read answers and open sockets."""
        return "*" in self.origins or origin.rstrip("/") in self.origins


def environment_names(field: str) -> tuple[str, ...]:
    """Return the environment names of a setting; the first one that is set counts."""
    alias = Settings.model_fields[field].validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(str(each) for each in alias.choices)
    return (alias,) if isinstance(alias, str) else (f"{PREFIX}{field.upper()}",)


def unknown_names(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return environment names with the prefix that are not settings: a misspelt setting would be
    ignored."""
    known = {name for field in Settings.model_fields for name in environment_names(field)}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def setting_error(place: tuple[int | str, ...], message: str) -> str:
    """Return the message for an invalid setting: its name in the environment, and the error."""
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
