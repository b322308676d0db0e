"""Compares `scrbrd dls` with a second, independent calculation on random scenarios.

The second one adds up the resources that each part of an innings used, where the first subtracts
losses; it uses decimals, and derives a cell within an over from the whole curve instead of a part
of it. Both use the whole overs of the printed table, which a checksum protects.
"""

from __future__ import annotations

import json
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

import pytest

from admin.rain.answer import solve
from admin.rain.scenario import read_scenario
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json
from scrbrd.domain.rain.resources import CURVE, standard_table
from scrbrd.domain.rain.standard_table import WHOLE_OVERS

TENTH = Decimal("0.1")
PRINTED = {(46, 6): Decimal("19.3")}
"""ICC's own example 4 prints this cell; the curve has 19.35."""


def curve_value(overs: Decimal, wickets: int) -> Decimal:
    """Return Z(u, w) with the parameters fitted to the table."""
    asymptote, decay = (Decimal(str(value)) for value in CURVE[wickets])
    return asymptote * (1 - (-decay * overs).exp())


def percent_left(balls: int, wickets: int) -> Decimal:
    """Return the percentage left: as printed; between two printed cells scaled as on the curve."""
    if wickets > 9:
        return Decimal(0)
    if (balls, wickets) in PRINTED:
        return PRINTED[balls, wickets]
    below = Decimal(WHOLE_OVERS[50 - balls // 6][wickets]) / 10
    if balls % 6 == 0:
        return below
    above = Decimal(WHOLE_OVERS[50 - balls // 6 - 1][wickets]) / 10
    at_ball, start, end = (
        curve_value(overs, wickets)
        for overs in (Decimal(balls) / 6, Decimal(balls // 6), Decimal(balls // 6 + 1))
    )
    exact = above - (above - below) * (end - at_ball) / (end - start)
    rounded = exact.quantize(TENTH, ROUND_HALF_UP)
    return min(rounded, percent_left(balls, wickets - 1)) if wickets else rounded


def percent_used(balls: int, stoppages: list[Json], left: int, wickets: int) -> Decimal:
    """Return the percentage that an innings used until `left` balls were left, part by part."""
    total, start_of_part = Decimal(0), (balls, 0)
    for each in stoppages:
        total += percent_left(*start_of_part) - percent_left(each["ballsLeft"], each["wickets"])
        start_of_part = (each.get("ballsLeftAfter", 0), each["wickets"])
    return total + percent_left(*start_of_part) - percent_left(left, wickets)


def tying_score(runs: int, first: Decimal, second: Decimal, g50: int) -> int:
    """Return the score that ties the match."""
    exact = runs * second / first if second <= first else runs + (second - first) * g50 / 100
    return int(exact.to_integral_value(ROUND_FLOOR))


def second_calculation(scenario: Json) -> Json:
    """Return the answer to a scenario by the second calculation."""
    balls = scenario["oversPerInnings"] * scenario.get("ballsPerOver", 6)
    first, second = scenario["first"], scenario["second"]
    r1 = percent_used(balls, first["stoppages"], 0, 0)
    r2 = percent_used(balls, second["stoppages"], 0, 0)
    fielding_penalties = sum(
        each["runs"]
        for each in scenario["penalties"]
        if each["innings"] == 2 and each["to"] == "fielding"
    )
    now, g50 = second.get("now"), scenario["g50"]
    used_so_far = (
        percent_used(balls, second["stoppages"], now["ballsLeft"], now["wickets"]) if now else r2
    )
    return {
        "r1": float(r1),
        "r2": float(r2),
        "target": tying_score(first["runs"], r1, r2, g50) + fielding_penalties + 1,
        "par": tying_score(first["runs"], r1, used_so_far, g50) + fielding_penalties,
    }


def stoppages_of(random: Random, balls: int) -> tuple[list[Json], int, int]:
    """Return an innings' stoppages in order, and the balls left and wickets lost after them."""
    stoppages, left, wickets = [], balls, 0
    for _ in range(random.choice([0, 0, 1, 1, 2, 3])):
        left, wickets = random.randint(0, left), random.randint(wickets, 9)
        stoppage = {"ballsLeft": left, "wickets": wickets}
        left = random.choice([0, left, random.randint(0, left), random.randint(0, left)])
        stoppages.append(
            stoppage | ({"ballsLeftAfter": left} if left or random.random() < 0.5 else {})
        )
    return stoppages, left, wickets


def scenario_of(random: Random) -> Json:
    """Return a random scenario of any length, with up to three stoppages in each innings."""
    balls_per_over = random.choice([6, 6, 6, 5])
    overs = random.choice([50, 45, 40, 20, 20, 10, random.randint(1, 50)])
    first, _, _ = stoppages_of(random, overs * balls_per_over)
    second, left, wickets = stoppages_of(random, overs * balls_per_over)
    chase: Json = {"stoppages": second}
    if random.random() < 0.7:
        position = {"ballsLeft": random.randint(0, left), "wickets": random.randint(wickets, 10)}
        chase["now"] = {"runs": random.randint(0, 300)} | position
    return {
        "g50": random.choice([175, 190, 200, 235, 245]),
        "oversPerInnings": overs,
        "ballsPerOver": balls_per_over,
        "first": {"runs": random.randint(0, 420), "stoppages": first},
        "second": chase,
        "penalties": [
            {"innings": innings, "to": to, "runs": 5}
            for innings in (1, 2)
            for to in ("batting", "fielding")
            if random.random() < 0.2
        ],
    }


@pytest.mark.parametrize("seed", range(20))
def test_both_calculations_give_the_same_answer(seed: int, tmp_path: Path) -> None:
    random, file, solved = Random(seed), tmp_path / "scenario.json", 0
    for _ in range(40):
        scenario = scenario_of(random)
        file.write_text(json.dumps(scenario), "utf-8")
        balls = scenario["oversPerInnings"] * scenario["ballsPerOver"]
        if percent_used(balls, scenario["first"]["stoppages"], 0, 0) == 0:
            with pytest.raises(BadInput, match="had no resources"):
                solve(file, read_scenario(file), standard_table())
            continue
        report = json.loads(solve(file, read_scenario(file), standard_table()).as_json())
        assert report == second_calculation(scenario), scenario
        solved += 1
    assert solved > 30


def test_both_calculations_have_the_same_resources_at_every_ball() -> None:
    table = standard_table()
    differing = [
        (balls, wickets)
        for balls in range(301)
        for wickets in range(10)
        if table.left(balls, wickets) != percent_left(balls, wickets) * 10
    ]
    assert differing == []


def test_the_curve_is_more_than_a_tenth_off_a_straight_line_in_four_cells() -> None:
    """Four is the number counted when the table was chosen: in the last over, 9 wickets down."""
    off_by_more = []
    for balls in range(300):
        for wickets in range(10 * bool(balls % 6)):
            below, above = (WHOLE_OVERS[50 - balls // 6 - more][wickets] for more in (0, 1))
            straight_line = Decimal(below * 6 + (above - below) * (balls % 6)) / 6
            difference = percent_left(balls, wickets) * 10 - straight_line.quantize(
                Decimal(1), ROUND_HALF_UP
            )
            off_by_more += [(balls, wickets)] * (difference > 1)
    assert off_by_more == [(1, 9), (2, 9), (3, 9), (4, 9)]
