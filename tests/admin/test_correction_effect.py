"""What a preview of a correction names: every figure that changes, and balls that no longer fit."""

from __future__ import annotations

from typing import Any

from admin.corrections.effect import Row, effect
from admin.matchlog import MatchLog
from scrbrd.domain.actions import Delivery
from scrbrd.domain.json_types import Json
from tests.admin.files import ACES, BEES, imported, innings, match, over

WIN = {"winner": ACES, "by": {"runs": 4}}


def played(**info: Any) -> MatchLog:
    """Aces make 4, Bees nothing, in two overs each."""
    first = innings(ACES, over("A1", "A2", "B11", 4), over("A2", "A1", "B10"))
    second = innings(BEES, over("B1", "B2", "A11"), over("B2", "B1", "A10"))
    return imported(match(first, second, outcome=WIN, **info))


def corrected(log: MatchLog, **fields: Any) -> dict[str, Row]:
    """The preview of another first ball."""
    first = next(each for each in log.actions if isinstance(each, Delivery))
    after = [each.model_copy(update=fields) if each is first else each for each in log.actions]
    return {row.what: row for row in effect(log.inputs, log.actions, after)}


def test_spells_and_shares_of_partnerships_are_named() -> None:
    rows = corrected(played(), runs_off_bat=2, total_runs=2)
    spell = rows["innings 1 spell 1 of B11"]
    assert (spell.before, spell.after) == ("overs 1 to 1, 0 for 4", "overs 1 to 1, 0 for 2")
    share = rows["innings 1 share of A1 in wicket 1"]
    assert (share.before, share.after) == ("4", "2")
    assert not [what for what in rows if what.startswith("ball ")], "the strike stays as it was"


def test_balls_that_no_longer_fit_are_named_with_who_would_be_on_strike() -> None:
    rows = corrected(played(), runs_off_bat=3, total_runs=3)
    [what] = [what for what in rows if what.startswith("ball ")][:1]
    assert (rows[what].before, rows[what].after) == ("fits", "A1 faces, A2 would be on strike")


def test_a_wide_in_the_place_of_a_ball_moves_the_next_over() -> None:
    extras: Json = {"wide": 1}
    log = played()
    first = next(each for each in log.actions if isinstance(each, Delivery))
    wide = type(first).model_validate(
        first.model_dump() | {"extras": extras, "runs_off_bat": 0, "total_runs": 1}
    )
    after = [wide if each is first else each for each in log.actions]
    rows = {row.what: row.after for row in effect(log.inputs, log.actions, after)}
    assert rows["ball 1_8"] == "A2 faces, A1 would be on strike"


def test_a_preview_of_the_hundred_speaks_of_balls() -> None:
    log = played(balls_per_over=5, overs=20)
    rows = corrected(log, runs_off_bat=2, total_runs=2)
    assert "12 balls" in rows["innings 1 total"].after
    assert rows["innings 1 bowler B11"].after.startswith("6-")
