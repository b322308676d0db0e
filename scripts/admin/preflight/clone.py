"""Reads the deployable files of a clone.

These are rules, indexes, functions, hosting and the pages' settings.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from admin.preflight.errors import NotKnown

ROOT = Path(__file__).resolve().parents[3]
TIMEOUT_SECONDS = 120


class Clone:
    """The files of one clone, each read at its first use."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @cached_property
    def complaints(self) -> Mapping[str, list[str]]:
        """The complaints of the checks before a deployment, by part. Raises NotKnown if they fail.

        The checks belong to the developers' tools and run in a separate process, because operators'
        verbs import none of these.
        """
        folders = [str(self.root / name) for name in ("functions", "scripts")]
        process = subprocess.run(
            [sys.executable, "-P", "-m", "devtools.predeploy"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )
        if process.returncode:
            last = (process.stderr.strip().splitlines() or ["no message"])[-1]
            raise NotKnown(f"the checks before a deployment do not run here: {last}")
        complaints: dict[str, list[str]] = json.loads(process.stdout)
        return complaints

    @cached_property
    def endpoints(self) -> Mapping[str, Mapping[str, Any]]:
        """The deployed functions of functions.yaml, by name.

        Raises NotKnown if it cannot be read.
        """
        path = "functions/functions.yaml"
        try:
            manifest = yaml.safe_load(self._text(path))
        except yaml.YAMLError as error:
            raise NotKnown(f"{path} cannot be read: {error}") from error
        endpoints = manifest.get("endpoints") if isinstance(manifest, dict) else None
        if not isinstance(endpoints, dict) or not all(map(has_region, endpoints.values())):
            raise NotKnown(f"{path} cannot be read: it must have `endpoints`, each with a `region`")
        return endpoints

    @cached_property
    def regions(self) -> list[str]:
        """The regions of all functions."""
        return sorted({region for each in self.endpoints.values() for region in each["region"]})

    @cached_property
    def schedules(self) -> list[str]:
        """The functions that Cloud Scheduler calls."""
        return sorted(name for name, each in self.endpoints.items() if "scheduleTrigger" in each)

    @cached_property
    def indexes(self) -> Mapping[str, Any]:
        """`firestore.indexes.json`. Raises NotKnown if it cannot be read."""
        path = "firestore.indexes.json"
        data = self._json(path)
        if not has_lists(data, "indexes", "fieldOverrides"):
            raise NotKnown(f"{path} cannot be read: it must have `indexes` and `fieldOverrides`")
        return dict(data)

    @cached_property
    def hosting(self) -> Mapping[str, Any]:
        """The `hosting` section of `firebase.json`. Raises NotKnown if it cannot be read."""
        path = "firebase.json"
        data = self._json(path)
        hosting: Any = data.get("hosting") if isinstance(data, dict) else None
        if not has_lists(hosting, "headers"):
            raise NotKnown(f"{path} cannot be read: its `hosting` must have `headers`")
        return dict(hosting)

    @cached_property
    def rules(self) -> str:
        """The deployed rules. Raises NotKnown if they cannot be read."""
        return self._text("firestore.rules")

    @cached_property
    def alerts(self) -> list[str]:
        """The names of the committed alert policies."""
        folder = self.root / "monitoring" / "cloud" / "alerts"
        policies = (json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json"))
        return sorted(each["displayName"] for each in policies)

    def page_settings(self, project: str) -> Mapping[str, Any] | None:
        """A project's settings of the pages, or None. Raises NotKnown if they are invalid."""
        path = f"clients/web/config/{project}.json"
        if not (self.root / path).is_file():
            return None
        settings = self._json(path)
        if not isinstance(settings, dict) or not isinstance(settings.get("firebase", {}), dict):
            raise NotKnown(f"{path} cannot be read: it and its `firebase` must be objects")
        return settings

    def _json(self, path: str) -> Any:
        try:
            return json.loads(self._text(path))
        except ValueError as error:
            raise NotKnown(f"{path} cannot be read: {error}") from error

    def _text(self, path: str) -> str:
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except OSError as error:
            raise NotKnown(f"{path} cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise NotKnown(f"{path} cannot be read: {error}") from error


def has_lists(value: Any, *names: str) -> bool:
    """Return True if a value is an object with lists of these names."""
    return isinstance(value, dict) and all(isinstance(value.get(name), list) for name in names)


def has_region(endpoint: Any) -> bool:
    """Return True if a function of functions.yaml has a region."""
    return has_lists(endpoint, "region")
