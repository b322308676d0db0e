"""Tests how the client's package shows the values of documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scrbrd.domain.json_types import Json
from tests.clients.conftest import run_with_client

pytestmark = [
    pytest.mark.emulator,  # needs the packages that npm installs
    pytest.mark.xdist_group("client"),
]


@pytest.mark.parametrize(
    ("number", "shown"), [("12.0", "12.0"), ("12.4", "12.4"), ("0", "0.0"), ("49.5", "49.5")]
)
def test_a_number_of_overs_is_shown_with_one_decimal(number: str, shown: str, client: Path) -> None:
    module = (client / "documents" / "overs.js").as_uri()
    script = f'import {{ overs }} from "{module}"; process.stdout.write(overs({number}));'
    completed = run_with_client(client, "--input-type=module", "--eval", script)
    assert completed.stdout == shown, completed.stderr


def season(team_id: str, figures: tuple[int, int, int, int], wins: int = 1) -> Json:
    """Return a team's season from its runs and balls, scored and conceded."""
    scored, played, conceded, bowled = figures
    net = (scored / played - conceded / bowled) * 6 if played and bowled else None
    return {
        "teamId": team_id,
        "points": 2,
        "wins": wins,
        "runsScored": scored,
        "oversPlayed": played / 6,
        "runsConceded": conceded,
        "oversBowled": bowled / 6,
        "netRunRate": None if net is None else round(net, 3),
    }


PLACES = [
    pytest.param((980, 720, 980, 700), (1013, 720, 1012, 700), "ba", id="by more than 3 decimals"),
    pytest.param((300, 210, 350, 210), (100, 70, 50, 30), "ab", id="the same of other figures"),
    pytest.param((0, 0, 0, 0), (0, 120, 900, 6), "ba", id="none is last"),
]


@pytest.mark.parametrize(("one", "other", "order"), PLACES)
def test_a_table_is_ordered_by_the_unrounded_net_run_rate(
    one: tuple[int, int, int, int], other: tuple[int, int, int, int], order: str, client: Path
) -> None:
    module = (client / "documents" / "tables.js").as_uri()
    teams = json.dumps([season("b", other, wins=1), season("a", one, wins=2)])
    script = f'import {{ leagueTable }} from "{module}"; process.stdout.write(leagueTable({teams})'
    script += '.map((each) => each.teamId).join(""));'
    completed = run_with_client(client, "--input-type=module", "--eval", script)
    assert completed.stdout == order, completed.stderr
