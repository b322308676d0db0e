"""Tests the client with the Firebase web SDK and emulators: each *.test.mjs test is a case here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from devtools.emulators import EmulatorSuite
from tests.clients.building import built_client
from tests.clients.node_tests import Results, node_test_params, run_node

HERE = Path(__file__).parent
TESTS = node_test_params(HERE.glob("*.test.mjs"))


@pytest.fixture(scope="module")
def results_of(suite: EmulatorSuite) -> Callable[[Path], Results]:
    """Return a function that runs a file of Node tests once and checks that all are cases."""
    results_by_path: dict[Path, Results] = {}

    def run(path: Path) -> Results:
        if path not in results_by_path:
            built_client()
            results_by_path[path] = run_node(path, suite.env())
            names = {case.values[1] for case in TESTS if case.values[0] == path}
            assert set(results_by_path[path]) == names
        return results_by_path[path]

    return run


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_with_the_web_sdk(path: Path, name: str, results_of: Callable[[Path], Results]) -> None:
    result = results_of(path).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


def test_every_file_of_node_tests_has_a_case() -> None:
    assert {case.values[0] for case in TESTS} == set(HERE.glob("*.test.mjs"))
    assert len(TESTS) > 20
