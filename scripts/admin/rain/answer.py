"""Computes resources, target and par of a scenario, as numbers and in words."""

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
    """Resources in tenths of a percent, the runs that win, and the score that ties.

    `par` is for the present state of the chase if the scenario has one, else for the end of its
    innings. It can be computed from fewer facts than the target: if there is no target, `note` says
    why.
    """

    first_resources: int
    resources: int
    target: int | None
    par: int
    note: str | None = None

    def as_json(self) -> str:
        """Return one line of JSON: `{"r1": 87.5, "r2": 89.3, "target": 185, "par": 184}`.

        If the target is null, there is also a `note`.
        """
        first, second = self.first_resources / 10, self.resources / 10
        fields = {"r1": first, "r2": second, "target": self.target, "par": self.par}
        return json.dumps(fields if self.note is None else {**fields, "note": self.note})


def chase_of(scenario: Scenario, table: ResourceTable) -> Chase:
    """Return the chase of a scenario."""
    first = resources_of(table, scenario.balls, scenario.first)
    second = resources_of(table, scenario.balls, scenario.second)
    return Chase(scenario.runs, first, second, scenario.g50, scenario.late_penalty)


def solve(file: Path, scenario: Scenario, table: ResourceTable) -> Answer:
    """Return the answer to the scenario of a file.

    Raises BadInput if the scenario lacks a fact that the par needs.
    """
    chase, now = chase_of(scenario, table), scenario.now
    resources_left = table.left(now.balls_left, now.wickets) if now else 0
    try:
        par = chase.par(resources_left)
    except NotCalculated as error:
        raise BadInput("; ".join([f"{file}: {error}", *scenario_warnings(scenario)])) from None
    resources = chase.first_resources, chase.resources
    try:
        return Answer(*resources, chase.target(), par)
    except NotCalculated as error:
        return Answer(*resources, None, par, str(error))


def scenario_warnings(scenario: Scenario) -> Iterator[str]:
    """Yield warnings to be checked before the answer is used."""
    lost = sum(each.balls_left - each.balls_left_after for each in scenario.first)
    is_stated = bool(scenario.second) and scenario.second[0].balls_left == scenario.balls
    if lost and not is_stated:
        overs = overs_text(scenario.balls, scenario.balls_per_over)
        yield SAME_OVERS.format(overs=overs, balls=scenario.balls)


def answer_lines(scenario: Scenario, answer: Answer) -> Iterator[str]:
    """Yield the answer in words."""
    length, now = scenario.balls_per_over, scenario.now
    yield f"Team 1: {scenario.runs} runs, resources {answer.first_resources / 10} %"
    yield f"Team 2: resources {answer.resources / 10} %"
    if answer.target is None:
        yield f"Target not computed: {answer.note}"
    else:
        yield f"Target: {answer.target} to win, {answer.target - 1} to tie"
    if scenario.late_penalty:
        yield f"Of these, {scenario.late_penalty} are penalty runs awarded to Team 1 in the chase"
    if now is None:
        yield f"Par at the end of the innings: {answer.par}"
        return
    overs_left = overs_text(now.balls_left, length)
    yield f"Par at {now.wickets} down, {overs_left} overs left: {answer.par}"
    position = par_comparison(now.runs - answer.par)
    yield f"Team 2 has {now.runs}: {position}{missing_overs_text(scenario)}"


def par_comparison(lead: int) -> str:
    """Return how far a score is from par, in words."""
    if lead == 0:
        return "level with par, a tie if play ends now"
    return f"{abs(lead)} {'ahead of' if lead > 0 else 'behind'} par"


def missing_overs_text(scenario: Scenario) -> str:
    """Return how many overs are missing for a result, in words."""
    if scenario.minimum_overs is None:
        return "; whether enough overs were bowled for a result is for the playing conditions"
    missing = scenario.minimum_overs * scenario.balls_per_over - scenario.balls_bowled
    if missing <= 0:
        return ""
    overs = overs_text(missing, scenario.balls_per_over)
    return f"; no result before {scenario.minimum_overs} overs are bowled, {overs} more"
