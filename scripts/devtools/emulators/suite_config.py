"""Creates the configuration and the environment of one run of the Emulator Suite."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from devtools.emulators.ports import LOCALHOST, free_ports, is_free
from devtools.toolchain.layout import Tools
from devtools.toolchain.run import output

# The default ports of firebase-tools.
DEFAULT_PORTS = {
    "hub": 4400,
    "logging": 4500,
    "functions": 5001,
    "firestore": 8080,
    "auth": 9099,
    "websocket": 9150,
    "eventarc": 9299,
    "tasks": 9499,
    "hosting": 5000,
}
SUITE_COMPONENTS = ("hub", "logging", "functions", "auth", "eventarc", "tasks")
DISCOVERY_SECONDS = 60


def choose_ports(*, prefer_usual: bool) -> dict[str, int]:
    """Return a port for each component: the usual one if preferred and free, else any free one."""
    others = dict(zip(DEFAULT_PORTS, free_ports(len(DEFAULT_PORTS)), strict=True))
    return {
        name: port if prefer_usual and is_free(port) else others[name]
        for name, port in DEFAULT_PORTS.items()
    }


def lay_out(folder: Path, project_root: Path, ports: dict[str, int], python: Path) -> None:
    """Create a folder with a firebase.json of these ports and links to the files that it names."""
    config = json.loads((project_root / "firebase.json").read_text(encoding="utf-8"))
    config["emulators"] = emulators(ports, SUITE_COMPONENTS)
    config["emulators"]["firestore"] = {
        "host": LOCALHOST,
        "port": ports["firestore"],
        "websocketPort": ports["websocket"],
    }
    config.pop("hosting", None)  # the pages have an emulator of their own
    for backend in config["functions"]:
        backend["runtime"] = _runtime(python)
    folder.mkdir()
    (folder / "tmp").mkdir()
    (folder / "firebase.json").write_text(json.dumps(config), encoding="utf-8")
    parts = [config["firestore"]["rules"], config["firestore"]["indexes"]]
    for name in [*parts, *(one["source"] for one in config["functions"])]:
        (folder / name).symlink_to((project_root / name).resolve())


def emulators(ports: dict[str, int], names: Sequence[str]) -> dict[str, Any]:
    """Return the `emulators` section of firebase.json for the named emulators."""
    chosen = {name: {"host": LOCALHOST, "port": ports[name]} for name in names}
    return {**chosen, "ui": {"enabled": False}, "singleProjectMode": True}


def _runtime(python: Path) -> str:
    """Return Firebase's name of the runtime, such as `python311`, for an interpreter."""
    version = output([str(python), "-c", "import sys; print(*sys.version_info[:2], sep='')"])
    return f"python{version or ''.join(platform.python_version_tuple()[:2])}"


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of firebase-tools, without a real project, account or prompts."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith("_EMULATOR_HOST") and name not in _PROJECT_VARIABLES
    }
    return {
        **inherited,
        "FUNCTIONS_DISCOVERY_TIMEOUT": str(DISCOVERY_SECONDS),
        "CI": "1",
        "NO_UPDATE_NOTIFIER": "1",
        "FIREBASE_DEBUG_PATH": str(folder / "firebase-debug.log"),
        # A configuration folder of its own: no login, no consent to usage statistics.
        "XDG_CONFIG_HOME": str(folder / "tmp"),
        # firebase-tools records there which suite is running, by project.
        "TMPDIR": str(folder / "tmp"),
        "PYTHONUNBUFFERED": "1",
    }


def with_java(
    variables: dict[str, str], tools: Tools, java_options: Sequence[str] = ()
) -> dict[str, str]:
    """Return an environment in which firebase-tools finds Java and the Firestore emulator."""
    given = variables.get("JAVA_TOOL_OPTIONS", "")
    options = " ".join([*filter(None, [given]), *java_options])
    return {
        **variables,
        **({"JAVA_TOOL_OPTIONS": options} if options else {}),
        "PATH": os.pathsep.join([str(Path(tools.java).parent), variables.get("PATH", "")]),
        "FIRESTORE_EMULATOR_BINARY_PATH": tools.firestore_jar,
    }


_PROJECT_VARIABLES = frozenset(
    {
        "FIREBASE_CONFIG",
        "FIREBASE_TOKEN",
        "GCLOUD_PROJECT",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_CLOUD_PROJECT",
    }
)
