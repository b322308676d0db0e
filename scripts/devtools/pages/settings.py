"""Creates `/config.json`, and checks it against the content security policy.

The pages fetch this file first; none of its values is built into them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

POLICY = "Content-Security-Policy"
CONNECT = "connect-src"
OPENER = "Cross-Origin-Opener-Policy"
POPUPS = "same-origin-allow-popups"
SIGN_IN_SCRIPTS = "https://apis.google.com"
CONSOLE = "/score/match"


def emulator_settings(env: Mapping[str, str], gateway: str | None = None) -> dict[str, Any]:
    """Return the `/config.json` of pages that use the emulators of an environment."""
    return {
        "firebase": {"projectId": env["GCLOUD_PROJECT"], "apiKey": "emulator", "authDomain": ""},
        "emulators": {
            "firestore": env["FIRESTORE_EMULATOR_HOST"],
            "auth": f"http://{env['FIREBASE_AUTH_EMULATOR_HOST']}",
        },
        "gateway": gateway,
    }


def origins(settings: Mapping[str, Any]) -> list[str]:
    """Return the origins that pages with these settings connect to, except Google's."""
    found = []
    emulators = settings.get("emulators")
    if emulators:
        found += [f"http://{emulators['firestore']}", emulators["auth"]]
    gateway = settings.get("gateway")
    if gateway:
        scheme, host, *_ = urlsplit(gateway)
        found += [f"{scheme}://{host}", f"{scheme.replace('http', 'ws')}://{host}"]
    return found


def with_allowed_origins(hosting: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return a hosting configuration whose policies also allow the origins of the settings."""
    changed = deepcopy(dict(hosting))
    for header in policies(changed):
        header["value"] = header["value"].replace(
            f"{CONNECT} 'self'", " ".join([f"{CONNECT} 'self'", *origins(settings)])
        )
    return changed


def blocked_origins(hosting: Mapping[str, Any], settings: Mapping[str, Any]) -> list[str]:
    """Return the origins of the settings that a policy does not allow."""
    return [
        origin
        for origin in origins(settings)
        if any(origin not in directives(one["value"])[CONNECT] for one in policies(hosting))
    ]


def missing_for_popups(hosting: Mapping[str, Any], settings: Mapping[str, Any]) -> list[str]:
    """Return what the console's headers lack for `signIn`; empty if the settings have no `signIn`.

    Firebase Auth signs in with another provider in a popup. It loads a script of Google's and a
    frame of the `authDomain`, and must remain the popup's opener.
    """
    if not settings.get("signIn"):
        return []
    found = headers_of(hosting, CONSOLE)
    policy = directives(found[POLICY])
    domain = f"https://{(settings.get('firebase') or {}).get('authDomain')}"
    needed = (("script-src", SIGN_IN_SCRIPTS), ("frame-src", domain))
    missing = [f"{source} in {name}" for name, source in needed if source not in policy[name]]
    return missing if found[OPENER] == POPUPS else [*missing, f"{OPENER}: {POPUPS}"]


def headers_of(hosting: Mapping[str, Any], path: str) -> dict[str, str]:
    """Return the headers of an address; if two rules set the same header, the last one wins."""
    return {
        header["key"]: header["value"]
        for rule in hosting["headers"]
        if re.search(rule["regex"], path)
        for header in rule["headers"]
    }


def policies(hosting: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield every content security policy among the headers of a hosting configuration."""
    for rule in hosting["headers"]:
        yield from (header for header in rule["headers"] if header["key"] == POLICY)


def directives(policy: str) -> dict[str, list[str]]:
    """Return the sources of a policy by directive."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def as_text(settings: Mapping[str, Any]) -> str:
    """Return the text of `/config.json`."""
    return json.dumps(settings, indent=2) + "\n"
