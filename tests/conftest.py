"""Fixtures for all tests: the emulators, a project for each test, the real matches.

A test that uses an emulator's fixture gets its marker, so that `scripts/test --fast` skips it.
"""

from __future__ import annotations

import gc
import os
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.cloud.firestore import Client
from hypothesis import HealthCheck, settings

from devtools.emulators import EmulatorSuite, FirestoreEmulator
from devtools.pages.build import SITE, build
from devtools.rules.build import Built
from devtools.rules.build import build as build_rules
from devtools.toolchain.layout import Layout
from tests.rules.world import World

ROOT = Path(__file__).resolve().parents[1]
DEVTOOLS = ROOT / "tests" / "devtools"
SHARED_MATCHES = ROOT.parent / "shared" / "cricsheet"
THOROUGH = ROOT / "tests" / "thorough.txt"
GROUP = "@"
"""The separator before a test's group in its id, as pytest-xdist expects it."""

MARKER_OF_FIXTURE = {
    "firestore_emulator": "emulator",
    "suite": "suite",
    "browser": "browser",
    "site": "emulator",
    "shared_matches": "shared",
    "shared_match": "shared",
}

# The same examples in every run, so that only a change makes a test fail; --full uses more
# examples, --fast fewer.
settings.register_profile(
    "default",
    derandomize=True,
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("fast", parent=settings.get_profile("default"), max_examples=10)
settings.register_profile("full", parent=settings.get_profile("default"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by folder and fixtures, and group those that share costly fixtures."""
    mark_thorough(items)
    for item in items:
        if DEVTOOLS in item.path.parents:
            item.add_marker("devtools")
        for name in getattr(item, "fixturenames", ()):
            if name in MARKER_OF_FIXTURE:
                item.add_marker(MARKER_OF_FIXTURE[name])
        group = group_of(item)
        if group is not None:
            item.add_marker(pytest.mark.xdist_group(group))
        add_group_to_id(item)
    mark_unsampled_slow(items)


def mark_thorough(items: list[pytest.Item]) -> None:
    """Mark tests listed in tests/thorough.txt: they run before a change lands, not by default."""
    names = THOROUGH.read_text().split("\n")
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for name in filter(None, names):
        by_file[name.partition("::")[0]].append(name)
    for item in items:
        path = item.nodeid.partition("::")[0]
        folders = (path.rpartition("/")[0], path)
        if any(
            is_listed_as(item.nodeid, name) for each in folders for name in by_file.get(each, ())
        ):
            item.add_marker("thorough")


def is_listed_as(nodeid: str, name: str) -> bool:
    """Whether `name` is the test's folder, file or function, or the beginning of its case's id."""
    rest = nodeid.removeprefix(name)
    return rest != nodeid and ("[" in name or rest[:1] in {"", "/", ":", "["})


def mark_unsampled_slow(items: list[pytest.Item]) -> None:
    """Mark cases as slow so that the default run takes only every n-th case of tests marked
    `sampled(n)`, beginning with the first one written."""
    count_by_test: Counter[str] = Counter()
    for item in items:
        sampled = item.get_closest_marker("sampled")
        if sampled:
            name = item.nodeid.partition("[")[0]
            if count_by_test[name] % sampled.args[0]:
                item.add_marker("slow")
            count_by_test[name] += 1


def pytest_collection_finish() -> None:
    """Exclude the collected tests from garbage collection, and run its full collections a tenth as
    often: it took a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 100)


def group_of(item: pytest.Item) -> str | None:
    """Return the group to assign to a test; None if it needs none or has one by a marker.

    Thus the whole suite is started once, the rules are compiled once, a real match is read and
    folded once, and the caches of a module are filled once. Other tests on the Firestore emulator,
    which every worker has, stay ungrouped: many take long, and distributed one by one they keep all
    workers busy until the end.
    """
    if item.get_closest_marker("suite"):
        return "suite"
    if item.get_closest_marker("xdist_group"):
        return None
    if "world_with_rules" in getattr(item, "fixturenames", ()):
        return "rules"
    callspec = getattr(item, "callspec", None)
    match = callspec.params.get("shared_match") if callspec else None
    if isinstance(match, Path):
        return f"match {match.stem}"
    return None if item.get_closest_marker("emulator") else item.nodeid.partition("::")[0]


def add_group_to_id(item: pytest.Item) -> None:
    """Add a test's group to its id for `--dist loadgroup`, so that its fixtures are set up once.

    pytest-xdist 3.8 writes the group to a place that pytest 9.2 no longer reads.
    """
    group = item.get_closest_marker("xdist_group")
    if group and "PYTEST_XDIST_WORKER" in os.environ:
        item._id = type(item._id).parse(f"{item.nodeid}{GROUP}{group.args[0]}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Report a worker's test by its name in pytest, without its group."""
    if "PYTEST_XDIST_WORKER" not in os.environ and report.nodeid.rfind(GROUP) > report.nodeid.rfind(
        "]"
    ):
        report.nodeid = report.nodeid.rpartition(GROUP)[0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that uses `shared_match` once for each real match present."""
    if "shared_match" in metafunc.fixturenames:
        paths: list[Path | None] = [*sorted(SHARED_MATCHES.glob("*.json"))]
        metafunc.parametrize(
            "shared_match", paths or [None], ids=lambda path: path.stem if path else "absent",
            indirect=True,
        )  # fmt: skip


@pytest.fixture(scope="session")
def firestore_emulator() -> Iterator[FirestoreEmulator]:
    """The Firestore emulator only, one for each worker."""
    with FirestoreEmulator(is_short_lived=True) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def built() -> Built:
    """The ruleset built from its sources."""
    return build_rules()


@pytest.fixture(scope="session")
def world_with_rules(firestore_emulator: FirestoreEmulator, built: Built) -> Iterator[World]:
    """A project with the rules, shared by all modules, which empty it: compiling the rules takes
    seconds, the first time ten."""
    one = World(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}")
    one.load(built.text)
    yield one
    one.close()


@pytest.fixture
def project_id() -> str:
    """The id of a project that no other test uses: it has data and rules of its own."""
    return f"demo-{uuid.uuid4().hex[:16]}"


@pytest.fixture
def firestore_client(
    firestore_emulator: FirestoreEmulator, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """A client that bypasses the rules, on the test's project; the environment points to it too."""
    for name, value in firestore_emulator.env(project_id).items():
        monkeypatch.setenv(name, value)
    client = Client(project=project_id)
    yield client
    client.close()


@pytest.fixture(scope="session")
def suite() -> Iterator[EmulatorSuite]:
    """The whole Emulator Suite with the project's functions; a single one, on one worker."""
    with EmulatorSuite(is_short_lived=True) as running:
        yield running


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built pages; they are rebuilt if they are older than their sources."""
    layout = Layout()
    build(layout, lambda _line: None)
    return layout.root / SITE


@pytest.fixture(scope="session")
def shared_matches() -> Path:
    """The folder of real matches next to the clone; in CI its absence is a failure."""
    return _require(SHARED_MATCHES if SHARED_MATCHES.is_dir() else None)


@pytest.fixture
def shared_match(request: pytest.FixtureRequest) -> Path:
    """The file of one real match; a test that uses it runs once for each."""
    return _require(request.param)


def _require(path: Path | None) -> Path:
    if path:
        return path
    if os.environ.get("CI") in ("true", "1"):
        pytest.fail("../shared/cricsheet is not there, and CI requires it")
    pytest.skip("../shared/cricsheet is not there")
