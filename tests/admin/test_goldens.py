"""Printed scorecards, whole: what a reader of the card sees changes only on purpose.

Source: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
`python -m tests.admin.committed` makes them again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.commands.score import text_card
from admin.text_scorecard import WIDTH
from tests.admin.committed import GOLDENS, committed_logs, golden_of, scored_once


@pytest.mark.parametrize("log", committed_logs(), ids=lambda log: log.stem)
def test_the_printed_card_is_the_golden_one(log: Path) -> None:
    assert text_card(scored_once(log)) == golden_of(log).read_text("utf-8")


@pytest.mark.parametrize("log", committed_logs(), ids=lambda log: log.stem)
def test_a_card_is_no_wider_than_a_page(log: Path) -> None:
    assert max(len(line) for line in golden_of(log).read_text("utf-8").splitlines()) <= WIDTH


def test_every_golden_has_its_log() -> None:
    logs = {log.stem for log in committed_logs()}
    assert {golden.stem for golden in GOLDENS.glob("*.txt")} - {"README"} == logs


def test_a_shared_match_prints_within_the_width(shared_match: Path) -> None:
    lines = text_card(scored_once(shared_match)).splitlines()
    assert max(len(line) for line in lines) <= WIDTH
    assert all(line == line.rstrip() for line in lines)
