"""The Firebase web SDK against the emulators: each test of the *.test.mjs files is one here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from devtools.emulators import EmulatorSuite
from tests.clients.building import built_client
from tests.clients.node_tests import Results, cases, run_node

HERE = Path(__file__).parent
TESTS = cases(HERE.glob("*.test.mjs"))


@pytest.fixture(scope="module")
def results_of(suite: EmulatorSuite) -> Callable[[Path], Results]:
    """Run a file of Node's tests, once; fails if it has others than pytest knows of."""
    known: dict[Path, Results] = {}

    def run(path: Path) -> Results:
        if path not in known:
            built_client()
            known[path] = run_node(path, suite.env())
            names = {case.values[1] for case in TESTS if case.values[0] == path}
            assert set(known[path]) == names
        return known[path]

    return run


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_with_the_web_sdk(path: Path, name: str, results_of: Callable[[Path], Results]) -> None:
    result = results_of(path).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


def test_every_file_of_nodes_tests_has_some() -> None:
    assert {case.values[0] for case in TESTS} == set(HERE.glob("*.test.mjs"))
    assert len(TESTS) > 20
