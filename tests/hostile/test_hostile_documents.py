"""Whatever the security rules accept, the score goes on, and so do the figures of everybody else.

`SCRBRD_HOSTILE_DOCUMENTS` says how many documents are to be accepted in the short run,
`SCRBRD_HOSTILE_SEED` which ones are made; --full has ten thousand.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.hostile.conftest import Play
from tests.hostile.report import ACCEPTED, REFUSED, Report

DOCUMENTS = int(os.environ.get("SCRBRD_HOSTILE_DOCUMENTS", "120"))
ALL_DOCUMENTS = max(DOCUMENTS, 10_000)
SHARES = {
    "scoring_actions": 0.4, "matches": 0.03, "lineups": 0.08, "people": 0.01, "schools": 0.005,
    "teams": 0.004, "squads": 0.005, "competitions": 0.008, "match_roles": 0.003,
    "team_roles": 0.003, "school_roles": 0.003, "pre_match_procedures": 0.003,
}  # fmt: skip
"""The least part of all documents that each collection must have accepted."""
FEWEST_REFUSED = 0.05
"""The least part of a collection's attempts that its rules refuse: who knows no rule finds none."""
ANYTHING_GOES = {"competitions", "pre_match_procedures"}
"""Where the rules let an administrator or an official write nearly anything."""

Say = Callable[[str], None]


@pytest.fixture(scope="module")
def say(pytestconfig: pytest.Config) -> Say:
    """Print a line past pytest's capturing."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def print_line(line: str) -> None:
        with capture.global_and_fixture_disabled():
            os.write(1, f"\n{line}\n".encode())

    return print_line


@pytest.fixture(scope="module")
def report(play: Play, say: Say) -> Report:
    """The short run."""
    found = play(DOCUMENTS)
    say(found.line())
    return found


def test_whatever_the_rules_accept_the_score_goes_on(report: Report) -> None:
    assert not report.faults, f"{report.line()}\n{report.grouped()}"
    assert report.checks > report.matches


def test_every_collection_accepts_and_refuses_enough_to_prove_something(report: Report) -> None:
    assert missing(report) == []


def test_the_matches_end_and_leave_an_archive(report: Report) -> None:
    assert report.completed > report.matches / 3


@pytest.mark.slow
def test_ten_thousand_documents_stop_no_score(play: Play, say: Say) -> None:
    report = play(ALL_DOCUMENTS)
    say(report.line())
    assert not report.faults, f"{report.line()}\n{report.grouped()}"
    assert missing(report) == []


def missing(report: Report) -> list[str]:
    """The collections of which too little was accepted or refused."""
    total, found = report.total(ACCEPTED), []
    for source, share in SHARES.items():
        accepted, refused = (report.total(said, [source]) for said in (ACCEPTED, REFUSED))
        if accepted < share * total:
            found.append(f"{source}: {accepted} of {total} accepted")
        if source not in ANYTHING_GOES and refused < FEWEST_REFUSED * (accepted + refused):
            found.append(f"{source}: {refused} refused beside {accepted}")
    return found
