"""Runs the Firestore emulator alone: the jar, without firebase-tools."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import requests

from devtools.emulators.base import Emulator
from devtools.emulators.errors import RulesError
from devtools.emulators.ports import LOCALHOST, free_ports
from devtools.emulators.process import GuardedProcess
from devtools.toolchain.layout import Layout, load_tools

READY_SECONDS = 60.0
CALL_SECONDS = 120.0  # the first compilation of rules on a busy machine takes its time

SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms1500m", "-Xmn1g")
"""Java options for a process that runs for minutes only. Optimizing compilation and a small initial
heap would cost more time than they save; a coverage report has hundreds of megabytes."""


class FirestoreEmulator(Emulator):
    """A Firestore emulator on a free port of this machine while the context lasts.

    Without rules every request is allowed; `load_rules` sets the rules of one project. With
    `is_short_lived` it starts sooner and takes half the processor time: for tests, not for
    measurements. Raises MissingToolError without set-up, EmulatorError if it does not start.
    """

    def __init__(
        self,
        *,
        rules: Path | None = None,
        layout: Layout | None = None,
        is_short_lived: bool = False,
    ) -> None:
        super().__init__("firestore")
        self._rules = rules
        self._tools = load_tools(layout)
        self._java_options = SHORT_LIVED if is_short_lived else ()
        self.host = ""

    def _start(self) -> None:
        [port] = free_ports(1)
        self.host = f"{LOCALHOST}:{port}"
        folder = Path(self._folder.name)
        self._process = GuardedProcess(
            "the Firestore emulator", self._command(port), folder=folder, env=os.environ
        )
        self._process.wait_until(self._is_answering, READY_SECONDS)

    def env(self, project: str) -> dict[str, str]:
        """Return the environment variables by which clients find this emulator and the project."""
        return {
            "FIRESTORE_EMULATOR_HOST": self.host,
            "GCLOUD_PROJECT": project,
            "GOOGLE_CLOUD_PROJECT": project,
        }

    def load_rules(self, project: str, text: str) -> None:
        """Set a project's security rules. Raises RulesError for any issue, warnings included."""
        load_rules(self.host, project, text)

    def _command(self, port: int) -> list[str]:
        command = [self._tools.java, *self._java_options, "-jar", self._tools.firestore_jar]
        command += [f"--host={LOCALHOST}", f"--port={port}"]
        return [*command, f"--rules={self._rules.resolve()}"] if self._rules else command

    def _is_answering(self) -> bool:
        try:
            return requests.get(f"http://{self.host}/", timeout=CALL_SECONDS).ok
        except requests.ConnectionError:
            return False


def load_rules(host: str, project: str, text: str) -> None:
    """Set a project's security rules on an emulator. Raises RulesError for any issue."""
    answer = requests.put(
        f"http://{host}/emulator/v1/projects/{project}:securityRules",
        json={"rules": {"files": [{"name": "firestore.rules", "content": text}]}},
        timeout=CALL_SECONDS,
    )
    # A misspelt name is only a warning, in an answer with status 200.
    issues = answer.json().get("issues", []) if answer.content else []
    if issues or not answer.ok:
        lines = [_issue(issue) for issue in issues] or [answer.text]
        raise RulesError("\n".join(["the rules have issues:", *lines]))


def _issue(issue: dict[str, Any]) -> str:
    where = issue.get("sourcePosition", {})
    place = f"{where.get('line', '?')}:{where.get('column', '?')}"
    return f"{place} {issue.get('severity', '?')}: {issue.get('description', issue)}"
