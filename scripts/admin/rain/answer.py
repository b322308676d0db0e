"""Answers a scenario: resources, target and par, as numbers and in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from admin.rain.scenario import Scenario
from scrbrd.domain.errors import BadInput
from scrbrd.domain.formats import overs_text
from scrbrd.domain.rain.resources import NotCalculated, ResourceTable
from scrbrd.domain.rain.targets import Chase, resources_of

SAME_OVERS = (
    "the first innings lost overs, and nothing says so of the second: it is taken to begin with "
    "all {overs}. If it has fewer, begin second.stoppages with "
    '{{"ballsLeft": {balls}, "wickets": 0, "ballsLeftAfter": N}}'
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Resources in tenths of a percent, runs that win, and the score that ties.

    `par` is of now where the scenario says how the chase stands, else of the end of its innings. It
    may need less than the target: `note` says why there is none then.
    """

    first_resources: int
    resources: int
    target: int | None
    par: int
    note: str | None = None

    def as_json(self) -> str:
        """One line of JSON: `{"r1": 87.5, "r2": 89.3, "target": 185, "par": 184}`.

        With a `note` where the target is null.
        """
        first, second = self.first_resources / 10, self.resources / 10
        found = {"r1": first, "r2": second, "target": self.target, "par": self.par}
        return json.dumps(found if self.note is None else {**found, "note": self.note})


def chase_of(scenario: Scenario, table: ResourceTable) -> Chase:
    """The chase of a scenario."""
    first = resources_of(table, scenario.balls, scenario.first)
    second = resources_of(table, scenario.balls, scenario.second)
    return Chase(scenario.runs, first, second, scenario.g50, scenario.late_penalty)


def answer(file: Path, scenario: Scenario, table: ResourceTable) -> Answer:
    """Answer the scenario of a file. Raises BadInput where something the par needs is not in it."""
    chase, now = chase_of(scenario, table), scenario.now
    left = table.left(now.balls_left, now.wickets) if now else 0
    try:
        par = chase.par(left)
    except NotCalculated as error:
        raise BadInput("; ".join([f"{file}: {error}", *warnings(scenario)])) from None
    resources = chase.first_resources, chase.resources
    try:
        return Answer(*resources, chase.target(), par)
    except NotCalculated as error:
        return Answer(*resources, None, par, str(error))


def warnings(scenario: Scenario) -> Iterator[str]:
    """Yield what somebody should look at before the answer is used."""
    lost = sum(each.balls_left - each.balls_left_after for each in scenario.first)
    is_told = bool(scenario.second) and scenario.second[0].balls_left == scenario.balls
    if lost and not is_told:
        overs = overs_text(scenario.balls, scenario.balls_per_over)
        yield SAME_OVERS.format(overs=overs, balls=scenario.balls)


def lines(scenario: Scenario, found: Answer) -> Iterator[str]:
    """Yield the answer in words."""
    length, now = scenario.balls_per_over, scenario.now
    yield f"Team 1: {scenario.runs} runs, resources {found.first_resources / 10} %"
    yield f"Team 2: resources {found.resources / 10} %"
    if found.target is None:
        yield f"Target not computed: {found.note}"
    else:
        yield f"Target: {found.target} to win, {found.target - 1} to tie"
    if scenario.late_penalty:
        yield f"Of these, {scenario.late_penalty} are penalty runs awarded to Team 1 in the chase"
    if now is None:
        yield f"Par at the end of the innings: {found.par}"
        return
    left = overs_text(now.balls_left, length)
    yield f"Par at {now.wickets} down, {left} overs left: {found.par}"
    yield f"Team 2 has {now.runs}: {standing(now.runs - found.par)}{still_needed(scenario)}"


def standing(lead: int) -> str:
    """How far a score is from par."""
    if lead == 0:
        return "level with par, a tie if play ends now"
    return f"{abs(lead)} {'ahead of' if lead > 0 else 'behind'} par"


def still_needed(scenario: Scenario) -> str:
    """What is missing to the overs that make a match."""
    if scenario.minimum_overs is None:
        return "; whether enough overs were bowled for a result is for the playing conditions"
    missing = scenario.minimum_overs * scenario.balls_per_over - scenario.bowled
    if missing <= 0:
        return ""
    overs = overs_text(missing, scenario.balls_per_over)
    return f"; no result before {scenario.minimum_overs} overs are bowled, {overs} more"
