"""Runs firebase-tools' Hosting emulator: the built pages with the headers of firebase.json.

It serves links to the pages and a `/config.json` of its own. Its policy allows the origins in that
file, so that neither the pages nor firebase.json name this machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devtools.emulators import suite_config
from devtools.emulators.base import FirebaseToolsEmulator
from devtools.emulators.ports import LOCALHOST
from devtools.emulators.process import GuardedProcess
from devtools.pages import settings
from devtools.pages.build import SETTINGS
from devtools.toolchain.errors import MissingToolError
from devtools.toolchain.layout import Layout

SITE = "site"


class HostingEmulator(FirebaseToolsEmulator):
    """The pages on a port of this machine while the context lasts; `address` is their origin.

    It uses the usual port if that is free. Raises MissingToolError without set-up, EmulatorError
    if it does not start.
    """

    def __init__(self, config: Mapping[str, Any], *, layout: Layout | None = None) -> None:
        super().__init__("hosting")
        self._config = config
        self._layout = layout or Layout()
        if not self._layout.firebase.exists():
            raise MissingToolError("firebase-tools is not installed", "run scripts/setup")

    @property
    def address(self) -> str:
        """The origin of the pages."""
        return f"http://{LOCALHOST}:{self._ports['hosting']}"

    def _launch(self, folder: Path) -> GuardedProcess:
        self._lay_out(folder)
        project = self._config["firebase"]["projectId"]
        command = [str(self._layout.firebase), "emulators:start", "--only", "hosting"]
        return GuardedProcess(
            "the Hosting emulator",
            [*command, "--project", project],
            folder=folder,
            env=suite_config.environment(folder),
            scratch=Path(self._folder.name),
        )

    def _lay_out(self, folder: Path) -> None:
        """Create a folder with a firebase.json and links to the built pages."""
        text = (self._layout.root / "firebase.json").read_text(encoding="utf-8")
        hosting = settings.with_allowed_origins(json.loads(text)["hosting"], self._config)
        pages = self._layout.root / hosting["public"]
        site = folder / SITE
        site.mkdir(parents=True)
        (folder / "tmp").mkdir()
        for page in pages.iterdir():
            (site / page.name).symlink_to(page.resolve())
        (site / SETTINGS).unlink(missing_ok=True)
        (site / SETTINGS).write_text(settings.as_text(self._config), encoding="utf-8")
        ports = suite_config.emulators(self._ports, ("hub", "logging", "hosting"))
        config = {"hosting": {**hosting, "public": SITE}, "emulators": ports}
        (folder / "firebase.json").write_text(json.dumps(config), encoding="utf-8")
