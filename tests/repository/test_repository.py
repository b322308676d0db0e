"""What is committed: pins that agree, a configuration that fits, nothing of anybody's machine."""

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
    """Yield every file that is committed or would be, as long as it is text."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listing.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            yield ROOT / name


def pins(path: Path) -> dict[str, str]:
    """Return the versions by normalised name; every line but options and comments is a pin."""
    lines = [line.partition("#")[0].strip() for line in path.read_text().splitlines()]
    found: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith("-"):
            match = re.fullmatch(r"([\w.-]+)==([\w.]+)", line)
            assert match, f"not a pin: {line}"
            found[canonicalize_name(match[1])] = match[2]
    return found


def needed_by(roots: set[str]) -> set[str]:
    """Return the names of the installed packages that these need, themselves included."""
    todo, seen = [Requirement(root) for root in roots], set[tuple[str, frozenset[str]]]()
    while todo:
        wanted = todo.pop()
        key = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if key not in seen:
            seen.add(key)
            todo += _requirements(wanted)
    return {name for name, _ in seen}


def _requirements(wanted: Requirement) -> Iterator[Requirement]:
    extras = ["", *wanted.extras]
    for line in importlib.metadata.requires(wanted.name) or []:
        one = Requirement(line)
        if not one.marker or any(one.marker.evaluate({"extra": extra}) for extra in extras):
            yield one


@pytest.mark.parametrize("host", [*REGISTRIES, EMULATORS_JAR])
def test_no_committed_file_names_a_registry_or_a_folder_of_this_machine(host: str) -> None:
    guilty = [path for path in committed_files() if host in path.read_text(errors="replace")]
    assert guilty == []


def test_no_committed_file_names_the_folder_of_this_clone() -> None:
    here = str(ROOT.parent)
    assert len(here) > 3
    guilty = [path for path in committed_files() if f"{here}/" in path.read_text(errors="replace")]
    assert guilty == []


def test_what_is_pinned_is_what_is_installed() -> None:
    lists = (RUNTIME, CONSTRAINTS, ADMIN, GATEWAY, DEVELOPMENT)
    wanted = {name: version for each in lists for name, version in pins(each).items()}
    installed = {name: importlib.metadata.version(name) for name in wanted}
    assert installed == wanted


def test_the_lists_of_pins_do_not_contradict_each_other() -> None:
    runtime, constraints = pins(RUNTIME), pins(CONSTRAINTS)
    assert not set(runtime) & set(constraints)
    assert not set(pins(ADMIN)) & set(pins(DEVELOPMENT))
    for name, version in [*pins(ADMIN).items(), *pins(DEVELOPMENT).items()]:
        assert constraints.get(name, version) == version
        assert name not in runtime, "functions/requirements.txt is the only list of the runtime's"


def test_the_gateway_has_the_versions_of_the_others() -> None:
    others = {**pins(RUNTIME), **pins(CONSTRAINTS), **pins(ADMIN)}
    gateway = pins(GATEWAY)
    assert {name: others.get(name, version) for name, version in gateway.items()} == gateway


def test_everything_that_comes_along_is_pinned() -> None:
    runtime = set(pins(RUNTIME))
    assert needed_by(runtime) == runtime | set(pins(CONSTRAINTS))
    admin = set(pins(ADMIN)) | runtime | set(pins(CONSTRAINTS))
    assert needed_by(set(pins(ADMIN))) <= admin
    gateway = set(pins(GATEWAY))
    assert needed_by(gateway) <= gateway | set(pins(CONSTRAINTS))
    development = set(pins(DEVELOPMENT))
    assert needed_by(development) <= development | admin | gateway


def test_the_project_itself_lists_no_dependency_of_its_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert not {"dependencies", "optional-dependencies"} & set(project)


def test_firebase_deploys_what_is_here() -> None:
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


def test_main_only_names_the_triggers() -> None:
    tree = ast.parse((ROOT / "functions" / "main.py").read_text())
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert all((module or "").startswith("scrbrd.triggers") for module in modules)


def test_what_the_fast_run_leaves_out_is_there_and_named_once() -> None:
    paths = (ROOT / "tests" / "long.txt").read_text(encoding="utf-8").splitlines()
    assert paths == sorted(set(paths))
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_what_is_left_to_the_thorough_run_is_there() -> None:
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
