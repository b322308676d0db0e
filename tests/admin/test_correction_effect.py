"""Tests a correction's preview: each figure that changes and each ball that no longer fits."""

from __future__ import annotations

from typing import Any

from admin.corrections.effect import Row, effect
from admin.matchlog import MatchLog
from scrbrd.domain.actions import Delivery
from scrbrd.domain.json_types import Json
from tests.admin.files import ACES, BEES, imported_log, innings, match, over

WIN = {"winner": ACES, "by": {"runs": 4}}


def short_match(**info: Any) -> MatchLog:
    """Return the log of a match of two overs a side: Aces make 4, Bees none."""
    first = innings(ACES, over("A1", "A2", "B11", 4), over("A2", "A1", "B10"))
    second = innings(BEES, over("B1", "B2", "A11"), over("B2", "B1", "A10"))
    return imported_log(match(first, second, outcome=WIN, **info))


def rows_of_correction(log: MatchLog, **fields: Any) -> dict[str, Row]:
    """Return the preview's rows for changes to the first ball."""
    first = next(each for each in log.actions if isinstance(each, Delivery))
    after = [each.model_copy(update=fields) if each is first else each for each in log.actions]
    return {row.what: row for row in effect(log.inputs, log.actions, after)}


def test_a_preview_lists_spells_and_the_batters_shares_of_partnerships() -> None:
    rows = rows_of_correction(short_match(), runs_off_bat=2, total_runs=2)
    spell = rows["innings 1 spell 1 of B11"]
    assert (spell.before, spell.after) == ("overs 1 to 1, 0 for 4", "overs 1 to 1, 0 for 2")
    share = rows["innings 1 share of A1 in wicket 1"]
    assert (share.before, share.after) == ("4", "2")
    assert not [what for what in rows if what.startswith("ball ")], "the strike stays as it was"


def test_a_preview_lists_balls_whose_striker_no_longer_fits() -> None:
    rows = rows_of_correction(short_match(), runs_off_bat=3, total_runs=3)
    [what] = [what for what in rows if what.startswith("ball ")][:1]
    assert (rows[what].before, rows[what].after) == ("fits", "A1 faces, A2 would be on strike")


def test_a_legal_ball_replaced_by_a_wide_changes_the_striker_of_the_next_over() -> None:
    extras: Json = {"wide": 1}
    log = short_match()
    first = next(each for each in log.actions if isinstance(each, Delivery))
    wide = type(first).model_validate(
        first.model_dump() | {"extras": extras, "runs_off_bat": 0, "total_runs": 1}
    )
    after = [wide if each is first else each for each in log.actions]
    rows = {row.what: row.after for row in effect(log.inputs, log.actions, after)}
    assert rows["ball 1_8"] == "A2 faces, A1 would be on strike"


def test_a_preview_of_the_hundred_counts_in_balls() -> None:
    log = short_match(balls_per_over=5, overs=20)
    rows = rows_of_correction(log, runs_off_bat=2, total_runs=2)
    assert "12 balls" in rows["innings 1 total"].after
    assert rows["innings 1 bowler B11"].after.startswith("6-")
