"""Tests committed files: consistent pins, a valid configuration, no paths of a machine."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from devtools.toolchain.layout import ROOT

RUNTIME = ROOT / "functions" / "requirements.txt"
CONSTRAINTS = ROOT / "functions" / "constraints.txt"
ADMIN = ROOT / "scripts" / "admin" / "requirements.txt"
GATEWAY = ROOT / "services" / "gateway" / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
# In parts, so that this file does not find itself.
REGISTRIES = [
    "registry." + "npmjs",
    "pypi." + "org",
    "files." + "pythonhosted",
    "registry." + "yarnpkg",
]
EMULATORS_JAR = "lib/google-cloud" + "-sdk"


def committed_files() -> Iterator[Path]:
    """Yield every file that is committed or would be."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listing.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            yield ROOT / name


def pins(path: Path) -> dict[str, str]:
    """Return versions by normalised name; every line except options and comments must be a pin."""
    lines = [line.partition("#")[0].strip() for line in path.read_text().splitlines()]
    found: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith("-"):
            match = re.fullmatch(r"([\w.-]+)==([\w.]+)", line)
            assert match, f"not a pin: {line}"
            found[canonicalize_name(match[1])] = match[2]
    return found


def required_packages(roots: set[str]) -> set[str]:
    """Return the names of the roots and of all installed packages that they require."""
    pending, seen = [Requirement(root) for root in roots], set[tuple[str, frozenset[str]]]()
    while pending:
        requirement = pending.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key not in seen:
            seen.add(key)
            pending += _requirements(requirement)
    return {name for name, _ in seen}


def _requirements(requirement: Requirement) -> Iterator[Requirement]:
    """Yield the direct requirements of an installed package that apply here."""
    extras = ["", *requirement.extras]
    for line in importlib.metadata.requires(requirement.name) or []:
        dependency = Requirement(line)
        if not dependency.marker or any(
            dependency.marker.evaluate({"extra": extra}) for extra in extras
        ):
            yield dependency


@pytest.mark.parametrize("host", [*REGISTRIES, EMULATORS_JAR])
def test_no_committed_file_names_a_registry_or_a_folder_of_this_machine(host: str) -> None:
    offending_paths = [
        path for path in committed_files() if host in path.read_text(errors="replace")
    ]
    assert offending_paths == []


def test_no_committed_file_names_the_folder_of_this_clone() -> None:
    parent_folder = str(ROOT.parent)
    assert len(parent_folder) > 3
    offending_paths = [
        path
        for path in committed_files()
        if f"{parent_folder}/" in path.read_text(errors="replace")
    ]
    assert offending_paths == []


def test_pinned_versions_are_installed() -> None:
    lists = (RUNTIME, CONSTRAINTS, ADMIN, GATEWAY, DEVELOPMENT)
    requirement = {name: version for each in lists for name, version in pins(each).items()}
    installed = {name: importlib.metadata.version(name) for name in requirement}
    assert installed == requirement


def test_the_lists_of_pins_do_not_contradict_each_other() -> None:
    runtime, constraints = pins(RUNTIME), pins(CONSTRAINTS)
    assert not set(runtime) & set(constraints)
    assert not set(pins(ADMIN)) & set(pins(DEVELOPMENT))
    for name, version in [*pins(ADMIN).items(), *pins(DEVELOPMENT).items()]:
        assert constraints.get(name, version) == version
        assert name not in runtime, "functions/requirements.txt is the only list of the runtime's"


def test_the_gateway_pins_the_same_versions_as_the_other_parts() -> None:
    others = {**pins(RUNTIME), **pins(CONSTRAINTS), **pins(ADMIN)}
    gateway = pins(GATEWAY)
    assert {name: others.get(name, version) for name, version in gateway.items()} == gateway


def test_every_transitive_dependency_is_pinned() -> None:
    runtime = set(pins(RUNTIME))
    assert required_packages(runtime) == runtime | set(pins(CONSTRAINTS))
    admin = set(pins(ADMIN)) | runtime | set(pins(CONSTRAINTS))
    assert required_packages(set(pins(ADMIN))) <= admin
    gateway = set(pins(GATEWAY))
    assert required_packages(gateway) <= gateway | set(pins(CONSTRAINTS))
    development = set(pins(DEVELOPMENT))
    assert required_packages(development) <= development | admin | gateway


def test_the_project_metadata_lists_no_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert not {"dependencies", "optional-dependencies"} & set(project)


def test_the_firebase_configuration_names_existing_files() -> None:
    config = json.loads((ROOT / "firebase.json").read_text())
    [backend] = config["functions"]
    assert (backend["source"], backend["runtime"]) == ("functions", "python311")
    assert "venv" in backend["ignore"]
    assert all((ROOT / config["firestore"][name]).exists() for name in ("rules", "indexes"))
    assert config["firestore"]["predeploy"], "stale rules must not be deployed"
    assert config["emulators"]["ui"] == {"enabled": False}


def test_the_default_project_can_never_be_a_real_one() -> None:
    projects = json.loads((ROOT / ".firebaserc").read_text())["projects"]
    assert projects == {"default": "demo-scrbrd"}


def test_main_only_imports_the_triggers() -> None:
    tree = ast.parse((ROOT / "functions" / "main.py").read_text())
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert all((module or "").startswith("scrbrd.triggers") for module in modules)


def test_every_path_left_out_of_the_fast_run_exists_and_is_listed_once() -> None:
    paths = (ROOT / "tests" / "long.txt").read_text(encoding="utf-8").splitlines()
    assert paths == sorted(set(paths))
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_test_left_to_the_thorough_run_exists() -> None:
    names = (ROOT / "tests" / "thorough.txt").read_text(encoding="utf-8").splitlines()
    assert names == sorted(set(names))
    for name in names:
        path, _, test = name.partition("::")
        function, _, case = test.partition("[")
        assert (ROOT / path).exists(), name
        text = (ROOT / path).read_text(encoding="utf-8") if test else ""
        assert f"def {function}(" in text or not test, name
        if case and "tests.clients.node_tests" in text:
            folder = (ROOT / path).parent
            files = [*folder.glob(f"{case}.*.mjs"), *folder.glob(f"pages/{case}.*.mjs")]
            assert files, f"{name} names no file of Node's tests"
