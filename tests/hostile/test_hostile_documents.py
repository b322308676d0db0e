"""Tests that the score and other teams' figures follow whatever the security rules accept.

`SCRBRD_HOSTILE_DOCUMENTS` is the number of accepted documents of the short run, and
`SCRBRD_HOSTILE_SEED` the seed of the documents; --full has ten thousand.
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
"""Least share of each collection in all accepted documents."""
FEWEST_REFUSED = 0.05
"""Least share of a collection's attempts that its rules refuse: fewer would test no rule."""
ANYTHING_GOES = {"competitions", "pre_match_procedures"}
"""Collections in which administrators or officials may write nearly anything."""

PrintLine = Callable[[str], None]


@pytest.fixture(scope="module")
def print_line(pytestconfig: pytest.Config) -> PrintLine:
    """Return a function that prints a line in spite of pytest's capturing."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def print_uncaptured(line: str) -> None:
        with capture.global_and_fixture_disabled():
            os.write(1, f"\n{line}\n".encode())

    return print_uncaptured


@pytest.fixture(scope="module")
def report(play_documents: Play, print_line: PrintLine) -> Report:
    """Return the report of the short run."""
    found = play_documents(DOCUMENTS)
    print_line(found.line())
    return found


def test_the_score_stays_correct_whatever_the_rules_accept(report: Report) -> None:
    assert not report.faults, f"{report.line()}\n{report.grouped_faults()}"
    assert report.checks > report.matches


def test_each_collection_accepts_and_refuses_its_least_share_of_attempts(report: Report) -> None:
    assert insufficient_collections(report) == []


def test_more_than_a_third_of_the_matches_are_completed(report: Report) -> None:
    assert report.completed > report.matches / 3


@pytest.mark.slow
def test_the_score_stays_correct_after_ten_thousand_hostile_documents(
    play_documents: Play, print_line: PrintLine
) -> None:
    report = play_documents(ALL_DOCUMENTS)
    print_line(report.line())
    assert not report.faults, f"{report.line()}\n{report.grouped_faults()}"
    assert insufficient_collections(report) == []


def insufficient_collections(report: Report) -> list[str]:
    """Return messages on the collections with too few accepted or refused attempts."""
    total, found = report.total(ACCEPTED), []
    for source, share in SHARES.items():
        accepted, refused = (report.total(message, [source]) for message in (ACCEPTED, REFUSED))
        if accepted < share * total:
            found.append(f"{source}: {accepted} of {total} accepted")
        if source not in ANYTHING_GOES and refused < FEWEST_REFUSED * (accepted + refused):
            found.append(f"{source}: {refused} refused beside {accepted}")
    return found
