"""`scrbrd dls` beside a second calculation of its own, on scenarios that nobody wrote by hand.

The second one adds up what each part of an innings used, where the first takes losses away; it
counts in decimals, and finds a cell within an over from the whole curve instead of a part of it.
Both have the whole overs of the printed table, which a checksum holds.
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


def on_the_curve(overs: Decimal, wickets: int) -> Decimal:
    """Z(u, w), with the values fitted to the table."""
    asymptote, decay = (Decimal(str(value)) for value in CURVE[wickets])
    return asymptote * (1 - (-decay * overs).exp())


def cell(balls: int, wickets: int) -> Decimal:
    """Percent left: as printed, and between two printed cells moved there as the curve moves."""
    if wickets > 9:
        return Decimal(0)
    if (balls, wickets) in PRINTED:
        return PRINTED[balls, wickets]
    below = Decimal(WHOLE_OVERS[50 - balls // 6][wickets]) / 10
    if balls % 6 == 0:
        return below
    above = Decimal(WHOLE_OVERS[50 - balls // 6 - 1][wickets]) / 10
    here, start, end = (
        on_the_curve(overs, wickets)
        for overs in (Decimal(balls) / 6, Decimal(balls // 6), Decimal(balls // 6 + 1))
    )
    exact = above - (above - below) * (end - here) / (end - start)
    found = exact.quantize(TENTH, ROUND_HALF_UP)
    return min(found, cell(balls, wickets - 1)) if wickets else found


def used(balls: int, stoppages: list[Json], left: int, wickets: int) -> Decimal:
    """Percent that an innings used until so many balls were left to it, part by part."""
    total, begin = Decimal(0), (balls, 0)
    for each in stoppages:
        total += cell(*begin) - cell(each["ballsLeft"], each["wickets"])
        begin = (each.get("ballsLeftAfter", 0), each["wickets"])
    return total + cell(*begin) - cell(left, wickets)


def level(runs: int, first: Decimal, second: Decimal, g50: int) -> int:
    """The score that ties."""
    exact = runs * second / first if second <= first else runs + (second - first) * g50 / 100
    return int(exact.to_integral_value(ROUND_FLOOR))


def second_count(scenario: Json) -> Json:
    """The answer to a scenario, calculated again."""
    balls = scenario["oversPerInnings"] * scenario.get("ballsPerOver", 6)
    first, second = scenario["first"], scenario["second"]
    r1 = used(balls, first["stoppages"], 0, 0)
    r2 = used(balls, second["stoppages"], 0, 0)
    late = sum(
        each["runs"]
        for each in scenario["penalties"]
        if each["innings"] == 2 and each["to"] == "fielding"
    )
    now, g50 = second.get("now"), scenario["g50"]
    spent = used(balls, second["stoppages"], now["ballsLeft"], now["wickets"]) if now else r2
    return {
        "r1": float(r1),
        "r2": float(r2),
        "target": level(first["runs"], r1, r2, g50) + late + 1,
        "par": level(first["runs"], r1, spent, g50) + late,
    }


def stoppages_of(chance: Random, balls: int) -> tuple[list[Json], int, int]:
    """Stoppages of an innings in their order, then the balls left and wickets lost after them."""
    made, left, down = [], balls, 0
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        left, down = chance.randint(0, left), chance.randint(down, 9)
        stoppage = {"ballsLeft": left, "wickets": down}
        left = chance.choice([0, left, chance.randint(0, left), chance.randint(0, left)])
        made.append(stoppage | ({"ballsLeftAfter": left} if left or chance.random() < 0.5 else {}))
    return made, left, down


def scenario_of(chance: Random) -> Json:
    """A match that lost overs: of any length, with any number of stoppages in either innings."""
    length = chance.choice([6, 6, 6, 5])
    overs = chance.choice([50, 45, 40, 20, 20, 10, chance.randint(1, 50)])
    first, _, _ = stoppages_of(chance, overs * length)
    second, left, down = stoppages_of(chance, overs * length)
    chase: Json = {"stoppages": second}
    if chance.random() < 0.7:
        at = {"ballsLeft": chance.randint(0, left), "wickets": chance.randint(down, 10)}
        chase["now"] = {"runs": chance.randint(0, 300)} | at
    return {
        "g50": chance.choice([175, 190, 200, 235, 245]),
        "oversPerInnings": overs,
        "ballsPerOver": length,
        "first": {"runs": chance.randint(0, 420), "stoppages": first},
        "second": chase,
        "penalties": [
            {"innings": innings, "to": to, "runs": 5}
            for innings in (1, 2)
            for to in ("batting", "fielding")
            if chance.random() < 0.2
        ],
    }


@pytest.mark.parametrize("seed", range(20))
def test_both_calculations_agree(seed: int, tmp_path: Path) -> None:
    chance, file, answered = Random(seed), tmp_path / "scenario.json", 0
    for _ in range(40):
        scenario = scenario_of(chance)
        file.write_text(json.dumps(scenario), "utf-8")
        balls = scenario["oversPerInnings"] * scenario["ballsPerOver"]
        if used(balls, scenario["first"]["stoppages"], 0, 0) == 0:
            with pytest.raises(BadInput, match="had no resources"):
                solve(file, read_scenario(file), standard_table())
            continue
        report = json.loads(solve(file, read_scenario(file), standard_table()).as_json())
        assert report == second_count(scenario), scenario
        answered += 1
    assert answered > 30


def test_every_cell_of_every_ball_is_the_same() -> None:
    ours = standard_table()
    differing = [
        (balls, wickets)
        for balls in range(301)
        for wickets in range(10)
        if ours.left(balls, wickets) != cell(balls, wickets) * 10
    ]
    assert differing == []


def test_the_curve_is_more_than_a_tenth_off_a_straight_line_in_four_cells() -> None:
    """As many as were counted when the table was chosen: of the last over, 9 down."""
    beyond = []
    for balls in range(300):
        for wickets in range(10 * bool(balls % 6)):
            below, above = (WHOLE_OVERS[50 - balls // 6 - more][wickets] for more in (0, 1))
            line = Decimal(below * 6 + (above - below) * (balls % 6)) / 6
            off = cell(balls, wickets) * 10 - line.quantize(Decimal(1), ROUND_HALF_UP)
            beyond += [(balls, wickets)] * (off > 1)
    assert beyond == [(1, 9), (2, 9), (3, 9), (4, 9)]
