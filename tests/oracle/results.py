"""Reads the result that the file states, and computes the margin from the recounted totals."""

from __future__ import annotations

from scrbrd.domain.json_types import Json
from tests.oracle.shapes import Margin, RecountedInnings, RecountedResult

WICKETS_OF_A_SIDE = 10  # Law 1: eleven a side; the last batter has no partner


def result_of(match: Json, innings: tuple[RecountedInnings, ...]) -> RecountedResult:
    """Return the stated result and the recounted margin; `innings` excludes super overs."""
    outcome = match["info"]["outcome"]
    is_plain_win = "winner" in outcome and "method" not in outcome
    return RecountedResult(
        winner=outcome.get("winner"),
        outcome=outcome.get("result", "win"),
        by=_stated_margin(outcome),
        method=outcome.get("method"),
        eliminator=outcome.get("eliminator"),
        bowl_out=outcome.get("bowl_out"),
        recounted_by=recounted_margin(innings) if is_plain_win else None,
    )


def _stated_margin(outcome: Json) -> Margin | None:
    if "by" not in outcome:
        return None
    return Margin(winner=outcome["winner"], **outcome["by"])


def recounted_margin(innings: tuple[RecountedInnings, ...]) -> Margin | None:
    """Return the margin when all innings are played, None if level or not comparable."""
    last = innings[-1]
    others = [each for each in innings if each.batting_team != last.batting_team]
    if not others or _is_revised(innings):
        return None
    own = [each for each in innings if each.batting_team == last.batting_team]
    lead = sum(each.runs for each in own) - sum(each.runs for each in others)
    if lead > 0:
        return Margin(last.batting_team, wickets=WICKETS_OF_A_SIDE - last.wickets)
    if lead < 0:
        innings_fewer = len(own) - len(others)
        return Margin(others[0].batting_team, runs=-lead, innings=innings_fewer)
    return None


def _is_revised(innings: tuple[RecountedInnings, ...]) -> bool:
    target = innings[-1].target
    return len(innings) == 2 and target is not None and target != innings[0].runs + 1
