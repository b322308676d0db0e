"""The result as the file states it, and the margin that the recounted totals give."""

from __future__ import annotations

from scrbrd.domain.json_types import Json
from tests.oracle.shapes import Margin, RecountedInnings, RecountedResult

WICKETS_OF_A_SIDE = 10  # Law 1: eleven a side, and the last has no partner


def result_of(match: Json, innings: tuple[RecountedInnings, ...]) -> RecountedResult:
    """The stated result beside the recounted margin; innings leaves the super overs out."""
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
    """Who is ahead when all innings are played, and by what; None if level or not comparable."""
    last = innings[-1]
    others = [each for each in innings if each.batting_team != last.batting_team]
    if not others or _is_revised(innings):
        return None
    own = [each for each in innings if each.batting_team == last.batting_team]
    lead = sum(each.runs for each in own) - sum(each.runs for each in others)
    if lead > 0:
        return Margin(last.batting_team, wickets=WICKETS_OF_A_SIDE - last.wickets)
    if lead < 0:
        to_spare = len(own) - len(others)
        return Margin(others[0].batting_team, runs=-lead, innings=to_spare)
    return None


def _is_revised(innings: tuple[RecountedInnings, ...]) -> bool:
    target = innings[-1].target
    return len(innings) == 2 and target is not None and target != innings[0].runs + 1
