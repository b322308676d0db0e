"""Fixtures that any test may ask for: the real emulators, a project of its own, the real matches.

Asking for an emulator's fixture sets its marker, so that `scripts/test --fast` leaves the test out.
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
"""Before a test's group in its id, where pytest-xdist looks for it."""

MARKER_OF_FIXTURE = {
    "firestore_emulator": "emulator",
    "suite": "suite",
    "browser": "browser",
    "site": "emulator",
    "shared_matches": "shared",
    "shared_match": "shared",
}

# The same examples at every run, so that a change is what turns a test red; --full looks further,
# --fast at a few.
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
    """Mark tests by folder and fixtures, and put those that share what is costly on one worker."""
    leave_to_thorough(items)
    for item in items:
        if DEVTOOLS in item.path.parents:
            item.add_marker("devtools")
        for name in getattr(item, "fixturenames", ()):
            if name in MARKER_OF_FIXTURE:
                item.add_marker(MARKER_OF_FIXTURE[name])
        group = group_of(item)
        if group is not None:
            item.add_marker(pytest.mark.xdist_group(group))
        keep_together(item)
    leave_to_full(items)


def leave_to_thorough(items: list[pytest.Item]) -> None:
    """Mark what tests/thorough.txt names: it is run before a change lands, not by default."""
    names = THOROUGH.read_text().split("\n")
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for name in filter(None, names):
        by_file[name.partition("::")[0]].append(name)
    for item in items:
        path = item.nodeid.partition("::")[0]
        folders = (path.rpartition("/")[0], path)
        if any(is_of(item.nodeid, name) for each in folders for name in by_file.get(each, ())):
            item.add_marker("thorough")


def is_of(nodeid: str, name: str) -> bool:
    """Whether a test is of a folder, a file, a function, or of the cases of one that begin so."""
    rest = nodeid.removeprefix(name)
    return rest != nodeid and ("[" in name or rest[:1] in {"", "/", ":", "["})


def leave_to_full(items: list[pytest.Item]) -> None:
    """Of a test's cases marked `sampled(n)` let the default run take every n-th from the first on,
    as they are written; the others are slow."""
    seen: Counter[str] = Counter()
    for item in items:
        sampled = item.get_closest_marker("sampled")
        if sampled:
            name = item.nodeid.partition("[")[0]
            if seen[name] % sampled.args[0]:
                item.add_marker("slow")
            seen[name] += 1


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was collected, which stays until the end, and look
    through all that tests keep a tenth as often: it took a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 100)


def group_of(item: pytest.Item) -> str | None:
    """Return the group that a test is in whether or not it names one; None where it is in its own.

    The whole suite is started once, the rules are compiled once, a real match is read and folded
    once, and what a module caches is made once. Other tests on the Firestore emulator, which every
    worker has, stay apart: many take long, and being handed out one by one at the end they keep all
    workers busy until then.
    """
    if item.get_closest_marker("suite"):
        return "suite"
    if item.get_closest_marker("xdist_group"):
        return None
    if "governed" in getattr(item, "fixturenames", ()):
        return "rules"
    callspec = getattr(item, "callspec", None)
    match = callspec.params.get("shared_match") if callspec else None
    if isinstance(match, Path):
        return f"match {match.stem}"
    return None if item.get_closest_marker("emulator") else item.nodeid.partition("::")[0]


def keep_together(item: pytest.Item) -> None:
    """Let `--dist loadgroup` see a test's group, so that a group's fixtures are set up once.

    pytest-xdist 3.8 writes the group where pytest 9.2 does not look any more.
    """
    group = item.get_closest_marker("xdist_group")
    if group and "PYTEST_XDIST_WORKER" in os.environ:
        item._id = type(item._id).parse(f"{item.nodeid}{GROUP}{group.args[0]}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Report a test of a worker by the name that pytest takes, without its group."""
    if "PYTEST_XDIST_WORKER" not in os.environ and report.nodeid.rfind(GROUP) > report.nodeid.rfind(
        "]"
    ):
        report.nodeid = report.nodeid.rpartition(GROUP)[0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `shared_match` once for each real match that is there."""
    if "shared_match" in metafunc.fixturenames:
        paths: list[Path | None] = [*sorted(SHARED_MATCHES.glob("*.json"))]
        metafunc.parametrize(
            "shared_match", paths or [None], ids=lambda path: path.stem if path else "absent",
            indirect=True,
        )  # fmt: skip


@pytest.fixture(scope="session")
def firestore_emulator() -> Iterator[FirestoreEmulator]:
    """The Firestore emulator alone, one for each worker."""
    with FirestoreEmulator(is_short_lived=True) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def built() -> Built:
    """The ruleset as the sources make it."""
    return build_rules()


@pytest.fixture(scope="session")
def governed(firestore_emulator: FirestoreEmulator, built: Built) -> Iterator[World]:
    """A project with the rules, one for all modules, which empty it: to compile them takes seconds,
    the first time ten."""
    one = World(firestore_emulator.host, f"demo-{uuid.uuid4().hex[:16]}")
    one.load(built.text)
    yield one
    one.close()


@pytest.fixture
def project_id() -> str:
    """A project that no other test uses: its data and its rules are its own."""
    return f"demo-{uuid.uuid4().hex[:16]}"


@pytest.fixture
def firestore_client(
    firestore_emulator: FirestoreEmulator, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Client]:
    """A client past the rules, on the test's project; the environment points there too."""
    for name, value in firestore_emulator.env(project_id).items():
        monkeypatch.setenv(name, value)
    client = Client(project=project_id)
    yield client
    client.close()


@pytest.fixture(scope="session")
def suite() -> Iterator[EmulatorSuite]:
    """The whole Emulator Suite with the project's functions; one, on one worker."""
    with EmulatorSuite(is_short_lived=True) as running:
        yield running


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built pages; they are built when they are older than their sources."""
    layout = Layout()
    build(layout, lambda _line: None)
    return layout.root / SITE


@pytest.fixture(scope="session")
def shared_matches() -> Path:
    """The folder of real matches beside the clone; in CI its absence is a failure."""
    return _there(SHARED_MATCHES if SHARED_MATCHES.is_dir() else None)


@pytest.fixture
def shared_match(request: pytest.FixtureRequest) -> Path:
    """One real match; a test that asks for it runs for each."""
    return _there(request.param)


def _there(path: Path | None) -> Path:
    if path:
        return path
    if os.environ.get("CI") in ("true", "1"):
        pytest.fail("../shared/cricsheet is not there, and CI requires it")
    pytest.skip("../shared/cricsheet is not there")
