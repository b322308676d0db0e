"""Announced targets of real matches beside ours: why they differ is told in docs/rain.md.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License. It says how many
overs a chase had, and not when the others were lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from admin.scoring import score_file
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
class Compared:
    """A revised chase: what was announced, ours for overs lost before it, and in its course.

    `lowest` and `highest` are our targets over all balls at which the overs may have been lost.
    """

    match: str
    method: str
    runs: int
    overs: int
    announced: int
    ours: int | None
    lowest: int | None
    highest: int | None


def compared(path: Path) -> Compared | None:
    """A match of the folder; None where no target and no overs were revised."""
    log = score_file(path).log
    revisions = [action for action in log.actions if isinstance(action, TargetRevised)]
    if not revisions:
        return None
    inputs = inputs_of(log.match_id, log.match, log.lineups)
    state = fold(MatchState(inputs.setup), log.actions)
    found: dict[str, Any] = as_document(live_score(state, inputs, None))
    first, chase = state.main_innings
    targets = targets_of(state, log.actions)
    assert chase.target is not None
    return Compared(
        log.match_id,
        state.method or "none",
        first.runs,
        chase.overs_limit or 0,
        chase.target,
        found["dls"].get("target"),
        min(targets, default=None),
        max(targets, default=None),
    )


def targets_of(state: MatchState, actions: Any) -> list[int]:
    """Our targets, had the chase lost its overs after each of its balls."""
    first, chase = state.main_innings
    if first.overs_limit == chase.overs_limit:
        return []
    assert first.overs_limit is not None
    assert chase.overs_limit is not None
    whole, kept = first.overs_limit * 6, chase.overs_limit * 6
    targets, replayed = [], MatchState(state.setup)
    for action in actions:
        apply(replayed, action)
        is_ball = isinstance(action, Delivery) or action.type is ActionType.INNINGS_STARTED
        if action.innings_number == 2 and is_ball:
            now = replayed.main_innings[1]
            bowled = balls_bowled(now, 6)
            if now.wickets < 10 and bowled <= kept:
                lost = Stoppage(whole - bowled, now.wickets, kept - bowled)
                resources = resources_of(standard_table(), whole, [lost])
                targets.append(Chase(first.runs, 1_000, resources).target())
    return targets


def row(found: Compared) -> str:
    """A match as the page has it."""
    lost_later = f"{found.lowest} to {found.highest}" if found.lowest else "-"
    cells = (
        *(found.match, found.method, found.runs, found.overs, found.announced, found.ours or "-"),
        lost_later,
    )
    return f"| {' | '.join(map(str, cells))} |"


def test_announced_targets_stand_beside_ours_on_the_page(shared_matches: Path) -> None:
    page = (ROOT / "docs" / "rain.md").read_text("utf-8")
    found = [compared(path) for path in sorted(shared_matches.glob("*.json"))]
    rows = [row(each) for each in found if each is not None]
    assert rows == [line for line in page.splitlines() if line.startswith("| 1")]
    assert len(rows) == 4


def test_equal_overs_on_both_sides_make_the_target_of_1206059() -> None:
    both = standard_table().left(47 * 6, 0)
    assert Chase(202, both, both).target() == 203
