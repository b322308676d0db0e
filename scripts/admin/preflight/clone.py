"""Reads what of a clone is deployed: rules, indexes, functions, hosting, the pages' settings."""

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
SECONDS = 120


class Clone:
    """The files of one clone, read when they are first asked for."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @cached_property
    def complaints(self) -> Mapping[str, list[str]]:
        """What the checks before a deployment say, by part; raises NotKnown where they fail.

        They are the developers' and run in a process of their own: operators' verbs import none.
        """
        folders = [str(self.root / name) for name in ("functions", "scripts")]
        done = subprocess.run(
            [sys.executable, "-P", "-m", "devtools.predeploy"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise NotKnown(f"the checks before a deployment do not run here: {last}")
        said: dict[str, list[str]] = json.loads(done.stdout)
        return said

    @cached_property
    def endpoints(self) -> Mapping[str, Mapping[str, Any]]:
        """The functions that are deployed, by name, as functions.yaml has them; raises NotKnown
        where it cannot be read."""
        path = "functions/functions.yaml"
        try:
            found = yaml.safe_load(self._text(path))
        except yaml.YAMLError as error:
            raise NotKnown(f"{path} cannot be read: {error}") from error
        named = found.get("endpoints") if isinstance(found, dict) else None
        if not isinstance(named, dict) or not all(map(has_region, named.values())):
            raise NotKnown(f"{path} cannot be read: it must have `endpoints`, each with a `region`")
        return named

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
        """`firestore.indexes.json`; raises NotKnown where it cannot be read."""
        path = "firestore.indexes.json"
        found = self._json(path)
        if not has_lists(found, "indexes", "fieldOverrides"):
            raise NotKnown(f"{path} cannot be read: it must have `indexes` and `fieldOverrides`")
        return dict(found)

    @cached_property
    def hosting(self) -> Mapping[str, Any]:
        """What `firebase.json` says of hosting; raises NotKnown where it cannot be read."""
        path = "firebase.json"
        found = self._json(path)
        said: Any = found.get("hosting") if isinstance(found, dict) else None
        if not has_lists(said, "headers"):
            raise NotKnown(f"{path} cannot be read: its `hosting` must have `headers`")
        return dict(said)

    @cached_property
    def rules(self) -> str:
        """The rules that are deployed; raises NotKnown where they cannot be read."""
        return self._text("firestore.rules")

    @cached_property
    def alerts(self) -> list[str]:
        """The names of the alert policies that are committed."""
        folder = self.root / "monitoring" / "cloud" / "alerts"
        policies = (json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json"))
        return sorted(each["displayName"] for each in policies)

    def page_settings(self, project: str) -> Mapping[str, Any] | None:
        """A project's settings of the pages, or None; raises NotKnown for what is no JSON."""
        path = f"clients/web/config/{project}.json"
        if not (self.root / path).is_file():
            return None
        found = self._json(path)
        if not isinstance(found, dict) or not isinstance(found.get("firebase", {}), dict):
            raise NotKnown(f"{path} cannot be read: it and its `firebase` must be objects")
        return found

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
    """Return whether a value is an object with lists of these names."""
    return isinstance(value, dict) and all(isinstance(value.get(name), list) for name in names)


def has_region(endpoint: Any) -> bool:
    """Return whether a function of functions.yaml says where it runs."""
    return has_lists(endpoint, "region")
