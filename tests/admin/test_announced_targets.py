"""Compares announced targets of real matches with ours; docs/rain.md explains the differences.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License. It has the
number of overs of a chase, but not when the others were lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from admin.scored_file import score_file
from devtools.toolchain.layout import ROOT
from scrbrd.domain.actions import Delivery, TargetRevised
from scrbrd.domain.fold import apply, fold
from scrbrd.domain.match import inputs_of
from scrbrd.domain.rain.log import balls_bowled
from scrbrd.domain.rain.resources import standard_table
from scrbrd.domain.rain.targets import Chase, Stoppage, resources_of
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ActionType
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score


@dataclass(frozen=True)
class RevisedChase:
    """A revised chase: the announced target, ours for overs lost before it, and ours during it.

    `lowest` and `highest` bound our targets over all balls at which the overs may have been lost.
    """

    match: str
    method: str
    runs: int
    overs: int
    announced: int
    ours: int | None
    lowest: int | None
    highest: int | None


def revised_chase(path: Path) -> RevisedChase | None:
    """Return the revised chase of a match; None if neither target nor overs were revised."""
    log = score_file(path).log
    revisions = [action for action in log.actions if isinstance(action, TargetRevised)]
    if not revisions:
        return None
    inputs = inputs_of(log.match_id, log.match, log.lineups)
    state = fold(MatchState(inputs.setup), log.actions)
    score: dict[str, Any] = as_document(live_score(state, inputs, None))
    first, chase = state.main_innings
    targets = targets_for_later_stoppages(state, log.actions)
    assert chase.target is not None
    return RevisedChase(
        log.match_id,
        state.method or "none",
        first.runs,
        chase.overs_limit or 0,
        chase.target,
        score["dls"].get("target"),
        min(targets, default=None),
        max(targets, default=None),
    )


def targets_for_later_stoppages(state: MatchState, actions: Any) -> list[int]:
    """Return our target for each ball of the chase, as if its overs had been lost after it."""
    first, chase = state.main_innings
    if first.overs_limit == chase.overs_limit:
        return []
    assert first.overs_limit is not None
    assert chase.overs_limit is not None
    full_balls, balls_kept = first.overs_limit * 6, chase.overs_limit * 6
    targets, replayed = [], MatchState(state.setup)
    for action in actions:
        apply(replayed, action)
        is_ball = isinstance(action, Delivery) or action.type is ActionType.INNINGS_STARTED
        if action.innings_number == 2 and is_ball:
            chase_now = replayed.main_innings[1]
            bowled = balls_bowled(chase_now, 6)
            if chase_now.wickets < 10 and bowled <= balls_kept:
                stoppage = Stoppage(full_balls - bowled, chase_now.wickets, balls_kept - bowled)
                resources = resources_of(standard_table(), full_balls, [stoppage])
                targets.append(Chase(first.runs, 1_000, resources).target())
    return targets


def row(chase: RevisedChase) -> str:
    """Return a match as a row of the page's table."""
    lost_later = f"{chase.lowest} to {chase.highest}" if chase.lowest else "-"
    cells = (
        *(
            chase.match,
            chase.method,
            chase.runs,
            chase.overs,
            chase.announced,
            chase.ours or "-",
        ),
        lost_later,
    )
    return f"| {' | '.join(map(str, cells))} |"


def test_the_page_lists_announced_targets_next_to_ours(shared_matches: Path) -> None:
    page = (ROOT / "docs" / "rain.md").read_text("utf-8")
    chases = [revised_chase(path) for path in sorted(shared_matches.glob("*.json"))]
    rows = [row(each) for each in chases if each is not None]
    assert rows == [line for line in page.splitlines() if line.startswith("| 1")]
    assert len(rows) == 4


def test_equal_overs_for_both_sides_give_the_announced_target_of_1206059() -> None:
    resources = standard_table().left(47 * 6, 0)
    assert Chase(202, resources, resources).target() == 203
