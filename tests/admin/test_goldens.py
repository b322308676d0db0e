"""Tests printed scorecards as a whole, so that a card changes only on purpose.

Source: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
`python -m tests.admin.committed_matches` writes the goldens again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from admin.commands.score import text_card
from admin.text_scorecard import WIDTH
from tests.admin.committed_matches import GOLDENS, committed_logs, golden_path, score_file_once


@pytest.mark.parametrize("log", committed_logs(), ids=lambda log: log.stem)
def test_a_printed_card_equals_its_golden(log: Path) -> None:
    assert text_card(score_file_once(log)) == golden_path(log).read_text("utf-8")


@pytest.mark.parametrize("log", committed_logs(), ids=lambda log: log.stem)
def test_a_card_is_no_wider_than_a_page(log: Path) -> None:
    assert max(len(line) for line in golden_path(log).read_text("utf-8").splitlines()) <= WIDTH


def test_there_is_a_log_for_every_golden_and_a_golden_for_every_log() -> None:
    logs = {log.stem for log in committed_logs()}
    assert {golden.stem for golden in GOLDENS.glob("*.txt")} - {"README"} == logs


def test_the_card_of_a_shared_match_is_no_wider_than_a_page(shared_match: Path) -> None:
    lines = text_card(score_file_once(shared_match)).splitlines()
    assert max(len(line) for line in lines) <= WIDTH
    assert all(line == line.rstrip() for line in lines)
