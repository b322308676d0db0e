"""Tests every figure of every season of the real matches against a recount from the raw files.

Players by team and format, teams overall and by competition, and every pair of batter and bowler:
the documents are equal field by field, without exceptions. Twice: in the seasons named in the
files, and with all matches as one competition of one season, so that more of them add up.
Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from admin.cricsheet.importer import import_match
from admin.cricsheet.people import People
from admin.matchlog import MatchLog
from scrbrd.domain.effective import effective_log
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.projections.live.lineups import Selected
from scrbrd.projections.stats.head_to_head_balls import HeadToHeadBalls
from scrbrd.projections.stats.match_stats import player_match_stats, team_match_stats
from scrbrd.projections.stats.player_stats import head_to_head_documents, player_season_documents
from scrbrd.projections.stats.team_stats import PointsByOutcome, team_season_documents
from scrbrd.projections.steps import play
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE
from tests.oracle.games import Game
from tests.oracle.season_pairs import head_to_heads
from tests.oracle.season_players import player_seasons
from tests.oracle.season_teams import team_seasons

pytestmark = pytest.mark.shared

OWN_SEASONS, ONE_SEASON = "the files' own seasons", "one season of one competition"
SEASON, COMPETITION = "every/season", "everything"


RULES = {
    "County Championship": PointsByOutcome(win=16, tie=8, draw=8, no_result=5, loss=0),
    "The Hundred Women's Competition": PointsByOutcome(win=4, no_result=3, loss=-1),
    COMPETITION: PointsByOutcome(win=3, tie=2, draw=1, no_result=0, loss=0),
}
POINTS = {
    "County Championship": {"W": 16, "T": 8, "D": 8, "NR": 5, "L": 0},
    "The Hundred Women's Competition": {"W": 4, "T": 1, "D": 1, "NR": 3, "L": -1},
    COMPETITION: {"W": 3, "T": 2, "D": 1, "NR": 0, "L": 0},
}


@dataclass(frozen=True)
class PlayedMatch:
    """A match file, its log, the final state and the head-to-head figures."""

    raw: Any
    log: MatchLog
    state: MatchState
    head_to_head: HeadToHeadBalls


@dataclass(frozen=True)
class Season:
    """The matches as raw games, and the contributions from their logs."""

    games: tuple[Game, ...]
    players: tuple[Any, ...]
    teams: tuple[Any, ...]


@pytest.fixture(params=[OWN_SEASONS, ONE_SEASON])
def season(request: pytest.FixtureRequest, shared_matches: Path) -> Season:
    """All matches, with the files' own seasons or as one season."""
    return season_of_matches(shared_matches, request.param)


@cache
def season_of_matches(folder: Path, arrangement: str) -> Season:
    """Return all matches of the folder with their contributions."""
    games: list[Game] = []
    players: list[Any] = []
    teams: list[Any] = []
    for path in sorted(folder.glob("*.json")):
        match = play_match(path)
        inputs = with_season_and_competition(with_awards(match.log, match.raw), arrangement)
        games.append(game_of(path.stem, match.raw, inputs))
        lineups = lineups_of(match.log)
        players += player_match_stats(match.state, inputs, match.head_to_head, lineups).values()
        teams += team_match_stats(match.state, inputs).values()
    return Season(tuple(games), tuple(players), tuple(teams))


@cache
def play_match(path: Path) -> PlayedMatch:
    """Import a match and play its log to the end; cached for the process."""
    raw, log = json.loads(path.read_text(encoding="utf-8")), import_match(path)
    state, head_to_head = MatchState(log.inputs.setup), HeadToHeadBalls()
    for step in play(state, effective_log(log.actions).actions):
        head_to_head.add_step(step)
    return PlayedMatch(raw, log, state, head_to_head)


def lineups_of(log: MatchLog) -> dict[str, Selected]:
    """Return the lineups of a log in the form that projections take."""
    return {
        f"{each.team_id}_{each.player_id}": Selected(each.team_id, each.player_id, each.role)
        for each in log.lineups
    }


def with_awards(log: MatchLog, raw: Any) -> Inputs:
    """Return the match's inputs with the player of the match, which the import may lack."""
    people = People.of(raw["info"])
    best = raw["info"].get("player_of_match", [])
    ids = [
        people.player_id(team, name)
        for team in (people.home, people.away)
        for name in best
        if name in people.squads[team]
    ]
    if log.inputs.player_of_match_ids:
        assert sorted(log.inputs.player_of_match_ids) == sorted(ids)
    return replace(log.inputs, player_of_match_ids=tuple(ids))


def with_season_and_competition(inputs: Inputs, arrangement: str) -> Inputs:
    """Return the inputs with the season and competition of the arrangement."""
    if arrangement == OWN_SEASONS:
        return inputs
    return replace(inputs, season_id=SEASON, competition_id=COMPETITION)


def game_of(match_id: str, raw: Any, inputs: Inputs) -> Game:
    """Return the raw game of a match; only ids and the season's name come from the import."""
    people = People.of(raw["info"])
    season_id = inputs.season_id
    assert season_id in (SEASON, str(raw["info"]["season"]))
    event = raw["info"].get("event", {}).get("name")
    competition = COMPETITION if season_id == SEASON else event
    return Game(match_id, season_id, competition, raw, people.player_id, people.team_id)


def groups_by(parts: Iterable[Any], field: str) -> Iterator[list[Any]]:
    """Yield the contributions of each person or team."""
    groups: dict[str, list[Any]] = {}
    for each in parts:
        groups.setdefault(each[field], []).append(each)
    yield from groups.values()


def documents(
    parts: Iterable[Any], field: str, compute: Callable[[list[Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the documents of all persons or teams; assert that their ids differ."""
    found: dict[str, Any] = {}
    for own in groups_by(parts, field):
        computed = compute(own)
        assert not computed.keys() & found.keys()
        found |= computed
    return found


def assert_equal(ours: dict[str, Any], recounted: dict[str, Any]) -> None:
    """Assert that both have the same documents; show the first five that differ."""
    assert ours.keys() == recounted.keys()
    differing = {
        name: differences(ours[name], recounted[name])
        for name in ours
        if ours[name] != recounted[name]
    }
    assert dict(list(differing.items())[:5]) == {}


def differences(ours: Any, theirs: Any) -> Any:
    """Return the fields in which two documents differ, as (ours, theirs)."""
    if not (isinstance(ours, dict) and isinstance(theirs, dict)):
        return ours, theirs
    names = sorted(ours.keys() | theirs.keys())
    both = {name: (ours.get(name, "nothing"), theirs.get(name, "nothing")) for name in names}
    return {name: differences(*pair) for name, pair in both.items() if pair[0] != pair[1]}


def test_every_players_season_equals_the_recounted_one(season: Season) -> None:
    ours = documents(season.players, "personId", player_season_documents)
    assert_equal(ours, player_seasons(season.games))
    assert len(ours) > 1_000


def test_every_teams_season_equals_the_recounted_one(season: Season) -> None:
    ours = documents(season.teams, "teamId", lambda own: team_season_documents(own, RULES))
    assert_equal(ours, team_seasons(season.games, POINTS))
    assert len(ours) >= 90


def test_every_head_to_head_document_equals_the_recounted_one(season: Season) -> None:
    ours = documents(season.players, "personId", head_to_head_documents)
    assert_equal(ours, head_to_heads(season.games))
    assert len(ours) > 6_000


def test_the_order_of_contributions_does_not_change_the_documents(season: Season) -> None:
    backwards = season.players[::-1]
    assert documents(backwards, "personId", player_season_documents) == documents(
        season.players, "personId", player_season_documents
    )
    assert documents(backwards, "personId", head_to_head_documents) == documents(
        season.players, "personId", head_to_head_documents
    )


def test_no_match_team_or_player_is_missing(season: Season) -> None:
    assert len(season.games) >= 29
    assert len(season.teams) == 2 * len(season.games)
    assert len(season.players) >= 22 * len(season.games)
    assert UNKNOWN_SUBSTITUTE not in {each["personId"] for each in season.players}


SCORECARD_FIGURES = [
    pytest.param("1410196", "SJ Cook", "bowling", "tenWickets", 1, id="ten in the match"),
    pytest.param("649089", "Imran Tahir", "bowling", "bestBowling", "5/32", id="five for 32"),
    pytest.param("1288980", "TWM Latham", "batting", "highestScore", 252, id="double century"),
    pytest.param("1417850", "BL Mooney", "batting", "fifties", 1, id="99 is a fifty"),
    pytest.param("1417850", "BL Mooney", "batting", "hundreds", 0, id="99 is not a hundred"),
    pytest.param("1483063", "E Kuncova", "batting", "ducks", 1, id="out without a ball"),
    pytest.param("1386111", "JM Clarke", "batting", "notOuts", 1, id="retired hurt"),
    pytest.param("1369575", "JU Goolie", "batting", "notOuts", 0, id="retired out"),
    pytest.param(
        "649089", "Zulfiqar Babar", "batting", "innings", 1, id="absent hurt is no innings"
    ),
    pytest.param("217648", "DL Vettori", "bowling", "overs", 10.0, id="58 balls in ten overs"),
    pytest.param(
        "217648", "DL Vettori", "bowling", "ballsBowled", 58, id="58 balls bowled in them"
    ),
    pytest.param("1450764", "Sajid Patel", "bowling", "economy", None, id="only wides"),
]


@pytest.mark.parametrize(("match_id", "name", "part", "figure", "expected"), SCORECARD_FIGURES)
def test_a_season_of_one_match_has_the_figures_of_its_scorecard(
    shared_matches: Path, match_id: str, name: str, part: str, figure: str, expected: Any
) -> None:
    match = play_match(shared_matches / f"{match_id}.json")
    (player_id,) = (each.player_id for each in match.log.lineups if each.player_name == name)
    contribution = player_match_stats(
        match.state, match.log.inputs, match.head_to_head, lineups_of(match.log)
    )[player_id]
    documents: list[Any] = [*player_season_documents([contribution]).values()]
    for document in documents:
        assert document[part][figure] == expected


RUN_RATE_CREDITS = [
    pytest.param("1348326", "ireland", (213, 222), id="D/L: 213 credited, in 37 overs"),
    pytest.param("1348326", "zimbabwe", (214, 222), id="D/L: the chase as played"),
    pytest.param("1490248", "ace-capital-cricket-club", (240, 144), id="D/L: in 24 overs"),
    pytest.param("1490248", "chilaw-marians-cricket-club", (177, 144), id="all out in a D/L chase"),
    pytest.param("1205779", "vidarbha", (106, 78), id="VJD, without a stated target"),
    pytest.param("1206059", "united-arab-emirates", (202, 300), id="all out: fifty overs"),
    pytest.param(
        "1206059", "united-states-of-america", (206, 272), id="overs lost, target not revised"
    ),
    pytest.param("217648", "zimbabwe", (211, 300), id="all out in 49 overs, two of them short"),
    pytest.param("1410196", "essex", (627, 1057), id="first class: as bowled, no quota"),
    pytest.param("1216517", "mumbai-indians", (176, 120), id="super overs excluded"),
    pytest.param("1417855", "birmingham-phoenix-women", (0, 0), id="no result"),
    pytest.param("1273144", "ghana", (0, 0), id="awarded"),
]


@pytest.mark.parametrize(("match_id", "team_id", "expected"), RUN_RATE_CREDITS)
def test_a_sides_credit_for_net_run_rate_is_as_expected(
    shared_matches: Path, match_id: str, team_id: str, expected: tuple[int, int]
) -> None:
    match = play_match(shared_matches / f"{match_id}.json")
    own = team_match_stats(match.state, match.log.inputs)[team_id]
    assert (own["runsScored"], own["ballsPlayed"]) == expected
    assert own["countsForRunRate"] == (expected != (0, 0))
