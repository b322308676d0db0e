"""Tests the preflight lines that are answered from the files of a clone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from admin.preflight.clone import Clone
from admin.preflight.clone_lines import hosting_policy, index_file, page_settings
from admin.preflight.model import State
from admin.preflight.project import Project
from admin.preflight.run import LINES, answer_of
from scrbrd.domain.json_types import Json

NAME = "a-league"
BY_ID = {line.id: line for line in LINES}


def clone_of(tmp_path: Path, **files: Any) -> Clone:
    """Return a clone with these JSON files; `__` in a name stands for a slash."""
    for name, content in files.items():
        path = tmp_path / name.replace("__", "/")
        path = path.with_name(f"{path.name}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    return Clone(tmp_path)


def hosting_with_policy(policy: str) -> Json:
    """Return the content of firebase.json with this content security policy."""
    header = {"key": "Content-Security-Policy", "value": policy}
    return {"hosting": {"headers": [{"regex": "^/", "headers": [header]}]}}


STRICT_POLICY = "default-src 'none'; script-src 'self'; base-uri 'none'; connect-src 'self'"
NO_PROJECT = Project(None, emulated=False)


def test_a_content_security_policy_that_allows_other_origins_is_wrong(tmp_path: Path) -> None:
    open_policy = STRICT_POLICY.replace("script-src 'self'", "script-src * 'unsafe-inline'")
    answer = hosting_policy(
        clone_of(tmp_path, firebase=hosting_with_policy(open_policy)), NO_PROJECT
    )
    assert (answer.state, answer.found) == (State.WRONG, "script-src is * 'unsafe-inline'")
    local_policy = hosting_with_policy(f"{STRICT_POLICY} http://127.0.0.1:8080")
    answer = hosting_policy(clone_of(tmp_path, firebase=local_policy), NO_PROJECT)
    assert answer.found == "connect-src names http://127.0.0.1:8080"


def test_too_many_indexes_are_wrong(tmp_path: Path) -> None:
    too_many: Json = {"indexes": [], "fieldOverrides": [{}] * 201}
    clone = clone_of(tmp_path, **{"firestore.indexes": too_many})
    assert index_file(clone, NO_PROJECT).state is State.WRONG


FIREBASE = {"projectId": NAME, "apiKey": "k", "authDomain": "d"}
SETTINGS: dict[str, tuple[Json, str]] = {
    "complete": ({"firebase": FIREBASE}, "is complete"),
    "of another project": (
        {"firebase": {**FIREBASE, "projectId": "another"}},
        "firebase.projectId is another",
    ),
    "with emulators": ({"firebase": FIREBASE, "emulators": {"auth": "x"}}, "names emulators"),
    "a gateway that the policy refuses": (
        {"firebase": FIREBASE, "gateway": "https://live.example"},
        "connect-src does not name https://live.example",
    ),
}


@pytest.mark.parametrize(("settings", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_page_settings_are_checked(tmp_path: Path, settings: Json, expected: str) -> None:
    path = {
        f"clients__web__config__{NAME}": settings,
        "firebase": hosting_with_policy(STRICT_POLICY),
    }
    answer = page_settings(clone_of(tmp_path, **path), Project(NAME, emulated=False))
    assert expected in answer.found
    assert answer.state is (State.OK if expected == "is complete" else State.WRONG)


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"firebase": []}'])
def test_unreadable_settings_give_an_unknown_state(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "clients" / "web" / "config"
    folder.mkdir(parents=True)
    (folder / f"{NAME}.json").write_text(text)
    project = Project(NAME, emulated=False)
    answer = answer_of(BY_ID["page_settings"], Clone(tmp_path), project)
    assert answer.state is State.UNKNOWN
    assert "cannot be read" in answer.found


FILES = {
    "functions/functions.yaml": "functions_region",
    "firestore.indexes.json": "index_file",
    "firebase.json": "hosting_policy",
}


@pytest.mark.parametrize("text", [None, b"", b"[]", b'{"a":', b"null", b"3", b"\xff"])
@pytest.mark.parametrize("path", FILES)
def test_a_missing_or_unreadable_file_is_named_and_its_state_is_unknown(
    tmp_path: Path, path: str, text: bytes | None
) -> None:
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    if text is not None:
        file.write_bytes(text)
    answer = answer_of(BY_ID[FILES[path]], Clone(tmp_path), NO_PROJECT)
    assert answer.state is State.UNKNOWN
    assert answer.found.startswith(f"{path} cannot be read: ")
