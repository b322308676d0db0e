"""Runs firebase-tools' auth, firestore and functions emulators as one context.

They run in a temporary folder with links into the project, because firebase-tools accepts only
files below its configuration, and writes its logs there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests

from devtools.emulators import suite_config
from devtools.emulators.base import READY_LINE, FirebaseToolsEmulator
from devtools.emulators.firestore import CALL_SECONDS, SHORT_LIVED, load_rules
from devtools.emulators.ports import LOCALHOST
from devtools.emulators.process import GuardedProcess
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout, Tools, load_tools

ALL = ("auth", "firestore", "functions")


class EmulatorSuite(FirebaseToolsEmulator):
    """The Firebase Emulator Suite while the context lasts; it is ready when functions are loaded.

    It uses the usual ports if they are free, else other ones. `only` names the emulators to start;
    `project_root` is the folder of firebase.json; for `is_short_lived` see FirestoreEmulator.
    Raises MissingToolError without set-up, EmulatorError if an emulator does not start.
    """

    def __init__(
        self,
        project: str = "demo-scrbrd",
        *,
        project_root: Path | None = None,
        only: Sequence[str] = ALL,
        layout: Layout | None = None,
        is_short_lived: bool = False,
    ) -> None:
        super().__init__("suite")
        self.project = project
        self.only = tuple(only)
        self.functions: tuple[str, ...] = ()
        self._layout = layout or Layout()
        self._root = project_root or self._layout.root
        self._tools = _require_tools(self._layout)
        self._java_options = SHORT_LIVED if is_short_lived else ()

    @property
    def firestore_host(self) -> str:
        """Host and port of the Firestore emulator."""
        return self.host_of("firestore")

    @property
    def auth_host(self) -> str:
        """Host and port of the Auth emulator."""
        return self.host_of("auth")

    @property
    def functions_host(self) -> str:
        """Host and port of the functions emulator."""
        return self.host_of("functions")

    def host_of(self, component: str) -> str:
        """Return host and port of a component of suite_config.DEFAULT_PORTS."""
        return f"{LOCALHOST}:{self._ports[component]}"

    def env(self) -> dict[str, str]:
        """Return the environment variables by which clients find the emulators and the project."""
        return {
            "FIRESTORE_EMULATOR_HOST": self.firestore_host,
            "FIREBASE_AUTH_EMULATOR_HOST": self.auth_host,
            "GCLOUD_PROJECT": self.project,
            "GOOGLE_CLOUD_PROJECT": self.project,
        }

    def load_rules(self, text: str, project: str | None = None) -> None:
        """Set a project's rules, by default the suite's. Raises RulesError for any issue."""
        load_rules(self.firestore_host, project or self.project, text)

    def _start(self) -> None:
        super()._start()
        if "functions" in self.only:
            self.functions = self._loaded_functions()

    def _launch(self, folder: Path) -> GuardedProcess:
        suite_config.lay_out(folder, self._root, self._ports, self._layout.python)
        command = [str(self._layout.firebase), "emulators:start", "--project", self.project]
        return GuardedProcess(
            "the Firebase Emulator Suite",
            [*command, "--only", ",".join(self.only)],
            folder=folder,
            env=suite_config.with_java(
                suite_config.environment(folder), self._tools, self._java_options
            ),
            scratch=Path(self._folder.name),
        )

    def _loaded_functions(self) -> tuple[str, ...]:
        """Return the ids of the loaded functions. Raises EmulatorError if there are none."""
        answer = requests.get(f"http://{self.functions_host}/backends", timeout=CALL_SECONDS)
        backends: list[dict[str, Any]] = answer.json()["backends"]
        names = [trigger["id"] for backend in backends for trigger in backend["functionTriggers"]]
        if not names and self._process:
            raise self._process.error("loaded no function", until=READY_LINE)
        return tuple(sorted(names))


def _require_tools(layout: Layout) -> Tools:
    if not layout.firebase.exists():
        raise MissingToolError("firebase-tools is not installed", "run scripts/setup")
    return load_tools(layout)
