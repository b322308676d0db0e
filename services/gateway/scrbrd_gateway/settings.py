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
    """The settings of one process. A name in the environment is `GATEWAY_` and the field's name in
    capitals, but for those that name their own."""

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
        30.0, description="seconds from the last reader of a match to the end of its listeners"
    )
    most_rooms: int = Field(
        300,
        gt=0,
        description="matches watched at a time; one that nobody is in gives way to another",
    )
    tail: int = Field(
        300, ge=1, le=5_000, description="newest events of a watched match kept in memory"
    )
    listeners_per_client: int = Field(
        90,
        ge=1,
        le=100,
        description="listeners of one stream of Firestore; for more there is another connection",
    )
    events_per_listener: int = Field(
        20, ge=1, description="events that a listener brings before it begins anew behind them"
    )
    gather: float = Field(
        0.005,
        ge=0,
        le=1,
        description="seconds that what a listener brings waits for the match's others",
    )
    watch_interval: Seconds = Field(
        5.0, description="seconds between two looks for listeners that ended or went silent"
    )
    silent_after: Seconds = Field(
        45.0, description="seconds without news after which what is stored is looked at"
    )
    settle: Seconds = Field(
        5.0, description="seconds that a listener has to bring what a read has seen already"
    )
    read_threads: int = Field(16, ge=1, le=256, description="reads of Firestore at a time")
    read_wait: Seconds = Field(
        5.0,
        description="seconds that a read waits for its turn, and `/readyz` for an answer; then 503",
    )
    read_timeout: Seconds = Field(
        8.0, description="seconds that Firestore has for a read, or a scorer's write; then 503"
    )

    fresh: Seconds = Field(
        2.0, description="seconds for which an answer that no listener feeds is used again"
    )
    most_cached: int = Field(
        2_000, ge=1, description="such answers that are kept; 32 of them may be pages of feeds"
    )
    most_folds: int = Field(2, ge=1, description="matches folded up to an earlier action at a time")
    most_folds_waiting: int = Field(
        32, ge=0, description="requests that wait for such a fold; one more gets 503"
    )

    heartbeat: Seconds = Field(15.0, description="seconds between comments in a silent stream")
    retry: int = Field(
        3_000, ge=0, description="milliseconds after which an event stream's reader comes back"
    )
    replay: int = Field(
        2_000, ge=1, description="events that a resumed stream sends; who lacks more starts anew"
    )
    queue: int = Field(256, ge=1, description="events that wait for one reader at most")
    stall: Seconds = Field(
        30.0, description="seconds in which a connection takes nothing, after which it is cut"
    )
    most_streams: int = Field(
        5_000, ge=1, description="event streams at a time; one more is told to come back"
    )

    anonymous: Literal["refuse", "allow"] = Field(
        "refuse", description="whether a match's live socket takes spectators without a token"
    )
    sockets_per_match: int = Field(5_000, ge=1, description="sockets that follow a match at a time")
    sockets_per_address: int = Field(
        100, ge=1, description="sockets and event streams of an address at a time"
    )
    matches_per_address: int = Field(
        60, ge=1, description="different matches that an address follows at a time"
    )
    requests_per_second: float = Field(
        100.0,
        ge=0,
        description="requests of an address a second, five times as many at once; 0: any number",
    )
    proxies: int = Field(
        0, ge=0, description="proxies in front whose `X-Forwarded-For` is believed; Cloud Run: 1"
    )
    subscriptions: int = Field(50, ge=1, description="matches that one socket may subscribe to")
    most_message_bytes: int = Field(16_384, ge=1_024, description="bytes of a socket's message")
    messages_per_second: float = Field(5.0, gt=0, description="messages of a socket a second")
    socket_heartbeat: Seconds = Field(30.0, description="seconds between heartbeats of a socket")
    socket_idle: Seconds = Field(
        300.0,
        description="seconds without a message but heartbeats after which a socket closes",
    )
    presence: bool = Field(
        True, description="whether it is written to `presence` how many follow each match"
    )

    most_connections: int = Field(10_000, ge=1, description="connections at a time; more get 503")
    header_timeout: Seconds = Field(10.0, description="seconds in which a request's headers arrive")
    body_timeout: Seconds = Field(10.0, description="seconds in which a request's body arrives")
    most_header_bytes: int = Field(32_768, ge=1_024, description="bytes of a request's headers")
    most_body_bytes: int = Field(65_536, ge=1, description="bytes of a request's body")
    keep_alive: int = Field(75, ge=1, description="seconds that an idle connection is kept")
    drain: int = Field(
        8, ge=1, description="seconds that connections have to end at SIGTERM; Cloud Run: under 10"
    )

    project: str = Field(
        "",
        validation_alias=AliasChoices("GATEWAY_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"),
        description="Google Cloud project; empty: that of the credentials",
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
        """Read `https://a.example, https://b.example`."""
        if isinstance(value, str):
            return tuple(each.strip().rstrip("/") for each in value.split(",") if each.strip())
        return value

    @field_validator("site")
    @classmethod
    def _is_address(cls, value: str) -> str:
        """Return the address of the pages; one that cannot be asked would be 503 for everybody."""
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
        """Whether Firestore is an emulator."""
        return bool(self.firestore_emulator)

    def allows(self, origin: str) -> bool:
        """Return whether pages of an origin may read answers and open sockets."""
        return "*" in self.origins or origin.rstrip("/") in self.origins


def names(field: str) -> tuple[str, ...]:
    """Return the names that a setting has in the environment, the first that is set counts."""
    alias = Settings.model_fields[field].validation_alias
    if isinstance(alias, AliasChoices):
        return tuple(str(each) for each in alias.choices)
    return (alias,) if isinstance(alias, str) else (f"{PREFIX}{field.upper()}",)


def unknown_names(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return what begins as a setting and is none: a misspelt one would be passed over."""
    known = {name for field in Settings.model_fields for name in names(field)}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def setting_error(place: tuple[int | str, ...], message: str) -> str:
    """Return what is wrong with a setting: its name in the environment, and why."""
    if not place:
        return message
    field, *within = map(str, place)
    known = next(
        (names(each) for each in Settings.model_fields if field in (each, *names(each))), ()
    )
    name = next((each for each in known if each in os.environ), field)
    return f"{'.'.join((name, *within))}: {message}"
