"""Tests that unreadable fields of a document are left out with a Problem; the rest counts."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest

from scrbrd.adapters import codec
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.effective import Unreadable
from scrbrd.domain.formats import FORMATS
from scrbrd.domain.json_types import Json
from scrbrd.domain.lenient_action import read_action_leniently
from scrbrd.domain.match import inputs_of, read_match
from scrbrd.domain.problems import Severity
from scrbrd.domain.vocabulary import MatchFormat, PlayerId, TeamId
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.snapshot.model import CachedInputs
from scrbrd.projections.feed.builder import expires_at
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

T20 = FORMATS[MatchFormat.T20]
COMPLETE_MATCH = match_document() | {
    "seasonId": "2026",
    "competitionId": "cup",
    "scheduledAt": datetime(2026, 5, 1, 12, tzinfo=UTC),
    "venue": "Lord's",
    "awards": {"playerOfMatchIds": ["lions-1"]},
}


def cached_inputs_of(match: Json) -> CachedInputs:
    return codec.cached_inputs(MATCH_ID, match, lineup_documents())


def messages(cached: CachedInputs) -> list[str]:
    return [problem.message for problem in cached.problems]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        pytest.param({"venue": {"b": 1, "a": 2}}, "venue", id="a venue that is a map"),
        pytest.param(
            {"awards": {"playerOfMatchIds": [""]}}, "awards.playerOfMatchIds.0", id="award"
        ),
        pytest.param({"awards": {"playerOfMatchIds": 7}}, "awards.playerOfMatchIds", id="awards"),
        pytest.param({"conditions": {"wideRuns": "x"}}, "conditions.wideRuns", id="one condition"),
        pytest.param({"conditions": []}, "conditions", id="conditions"),
        pytest.param(
            {"conditions": {"powerplays": [1] * 20_000}}, "conditions.powerplays.0", id="powerplays"
        ),
        pytest.param({"toss": {"winnerTeamId": "lions"}}, "toss.decision", id="half a toss"),
        pytest.param({"format": "T21"}, "format", id="an unknown format"),
        pytest.param({"scheduledAt": datetime(9999, 1, 1, tzinfo=UTC)}, "scheduledAt", id="9999"),
        pytest.param({"scheduledAt": "0001-01-01T00:00:00+14:00"}, "scheduledAt", id="year 1"),
        pytest.param({"scheduledAt": "x" * 900_000}, "scheduledAt", id="900 KB"),
        pytest.param({"scheduledAt": b"\xff"}, "scheduledAt", id="bytes"),
        pytest.param({"seasonId": "2026/27"}, "seasonId", id="a season that is not an id"),
        pytest.param({"competitionId": "."}, "competitionId", id="a competition that is not an id"),
        pytest.param({"competitionId": "__x__"}, "competitionId", id="a reserved competition"),
        pytest.param({"homeTeamId": None}, "homeTeamId", id="a side that is null"),
        pytest.param({"homeTeamId": 7}, "homeTeamId", id="a side that is a number"),
    ],
)
def test_one_invalid_field_of_a_match_is_left_out_and_named_in_a_problem(
    fields: Json, path: str
) -> None:
    complete, faulty = cached_inputs_of(COMPLETE_MATCH), cached_inputs_of(COMPLETE_MATCH | fields)
    assert complete.problems == ()
    (message,) = (each for each in messages(faulty) if f"match document: {path}: " in each)
    assert len(message) <= 300
    assert faulty.problems[0].severity is Severity.WARNING
    remaining = {"away": faulty.inputs.setup.away_team_id, "attribution": faulty.inputs.attribution}
    assert remaining == {"away": "tigers", "attribution": None}
    assert faulty.inputs.team_name(TeamId("tigers")) == "Tigers"


def test_an_unreadable_condition_is_the_formats_and_the_others_apply() -> None:
    conditions = {"oversPerInnings": 7, "wideRuns": "x", "playersPerSide": -1, "freeHit": 3}
    setup = cached_inputs_of(COMPLETE_MATCH | {"conditions": conditions}).inputs.setup
    assert setup.conditions.overs_per_innings == 7
    assert setup.conditions.wide_runs == T20.wide_runs
    assert setup.conditions.players_per_side == T20.players_per_side
    assert setup.conditions.free_hit is T20.free_hit


def test_a_match_without_its_sides_keeps_its_other_fields() -> None:
    without = {name: value for name, value in COMPLETE_MATCH.items() if not name.endswith("TeamId")}
    inputs = cached_inputs_of(without).inputs
    assert (inputs.setup.home_team_id, inputs.setup.away_team_id) == (None, None)
    assert (inputs.venue, inputs.match_date) == ("Lord's", date(2026, 5, 1))
    assert inputs.setup.conditions.overs_per_innings == 1


def test_a_team_id_with_invalid_characters_counts_in_the_fold_as_recorded() -> None:
    inputs = cached_inputs_of(COMPLETE_MATCH | {"homeTeamId": "Spiel M\u00fcnchen"}).inputs
    assert inputs.setup.home_team_id == "Spiel M\u00fcnchen"


def test_a_completed_match_stays_completed_with_an_unreadable_condition() -> None:
    store = MemoryMatchStore(MATCH_ID)
    store.match, store.lineups = match_document(), lineup_documents()
    log = one_over(1) | one_over(2)
    catch_up(store, lambda: NOON, MATCH_ID, [store.put(key, each) for key, each in log.items()])
    ended = dict(store.match)
    assert ended["status"] == "completed"
    store.match = ended | {"conditions": {"oversPerInnings": 1, "wideRuns": "x"}, "venue": {}}
    store.state = None
    catch_up(store, lambda: NOON, MATCH_ID)
    assert {name: store.match[name] for name in ("status", "result", "completedAt")} == {
        name: ended[name] for name in ("status", "result", "completedAt")
    }


@pytest.mark.parametrize("field", ["status", "result", "completedAt"])
def test_any_value_in_the_functions_own_fields_is_no_problem(field: str) -> None:
    faulty = cached_inputs_of(COMPLETE_MATCH | {field: {"x": b"\xff"}})
    assert faulty.problems == ()
    assert faulty.match is not None


def test_an_invalid_field_of_a_lineup_is_left_out_and_the_player_stays() -> None:
    lineups = lineup_documents()
    lineups["lions_lions-1"] |= {"battingPosition": "first", "isCaptain": 1}
    cached = codec.cached_inputs(MATCH_ID, COMPLETE_MATCH, lineups)
    assert cached.inputs.setup.sides[PlayerId("lions-1")] == "lions"
    assert cached.inputs.player_name(PlayerId("lions-1")) == "Lions 1"
    (problem,) = cached.problems
    assert (problem.action_id, problem.severity) == ("lions_lions-1", Severity.WARNING)
    assert "battingPosition" in problem.message
    assert "isCaptain" in problem.message


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"timestamp": datetime(1, 1, 1, tzinfo=UTC)}, id="a time of year 1"),
        pytest.param({"timestamp": "x" * 900_000}, id="a time of 900 KB"),
        pytest.param({"updatedAt": "9999-12-31T23:59:59-12:00"}, id="a time off the calendar"),
        pytest.param({"source": "a pigeon"}, id="an unknown source"),
        pytest.param({"review": b"\xff"}, id="bytes"),
        pytest.param({"note": float("nan")}, id="not a number"),
        pytest.param({"shotData": {"coordinates": [[1, 2]]}}, id="a list in a list"),
    ],
)
def test_a_ball_counts_without_fields_that_the_score_does_not_need(fields: Json) -> None:
    entry = codec.observed_action(MATCH_ID, "1_2", ball(2, 4) | fields, NOON).entry
    assert isinstance(entry, Delivery)
    (name,) = fields
    assert [each.partition(":")[0].partition(".")[0] for each in entry.faults] == [name]


@pytest.mark.parametrize(
    "fields",
    [{"strikerId": 7}, {"runsOffBat": "4"}, {"wicket": {"type": "bowled"}}, {"extras": None}],
    ids=str,
)
def test_a_ball_with_unreadable_runs_or_players_does_not_count(fields: Json) -> None:
    entry = codec.observed_action(MATCH_ID, "1_2", ball(2, 4) | fields, NOON).entry
    assert isinstance(entry, Unreadable)


def test_a_wicket_with_too_many_fielders_counts_with_the_first() -> None:
    wicket = {"type": "caught", "dismissedPlayerId": "lions-1", "fielderIds": ["a", *"bcdefgh"]}
    action = read_action_leniently(ball(2, 0, isWicket=True, wicket=wicket))
    assert isinstance(action, Delivery)
    assert action.wicket is not None
    assert action.wicket.fielder_ids == tuple("abcdefg")
    assert "wicket.fielderIds" in action.faults[0]


def test_reading_leniently_does_not_change_the_document() -> None:
    wicket = {"type": "caught", "dismissedPlayerId": "lions-1", "fielderIds": ["a", *"bcdefgh"]}
    data = ball(2, 0, isWicket=True, wicket=wicket)
    before = deepcopy(data)
    assert read_action_leniently(data).faults
    assert data == before


def test_a_faults_field_of_a_document_is_ignored() -> None:
    entry = codec.observed_action(MATCH_ID, "1_2", ball(2, 4) | {"faults": ["x"]}, NOON).entry
    assert isinstance(entry, Action)
    assert entry.faults == ()


def test_an_invalid_id_is_one_problem_and_its_balls_count() -> None:
    store = MemoryMatchStore(MATCH_ID)
    store.match = match_document()
    for number in (2, 3):
        changed = store.put(f"1_{number}", ball(number, 1, bowlerId="J\u00fcrgen / x"))
        catch_up(store, lambda: NOON, MATCH_ID, [changed])
    bad_ids = [each for each in (store.health or {})["problems"] if each["code"] == "bad_id"]
    assert [(each["actionId"], each["severity"]) for each in bad_ids] == [("1_2", "warning")]
    assert (store.score or {})["bowlers"][0]["playerId"] == "J\u00fcrgen / x"


@pytest.mark.parametrize("text", ["8999-12-31", "1000-01-01", "9999-12-31 x", "", "soon"])
def test_the_feed_of_a_match_expires_on_a_day_of_the_calendar(text: str) -> None:
    match = read_match(MATCH_ID, COMPLETE_MATCH | {"scheduledAt": text})
    day = expires_at(inputs_of(MATCH_ID, match, ()))
    assert day is None or 1_000 <= day.year <= 9_001


def test_a_player_not_in_people_is_cached_with_an_empty_name() -> None:
    lineups = lineup_documents()
    player_ids = {str(each["playerId"]) for each in lineups.values()}
    known_id, *other_ids = sorted(player_ids)
    without_people = codec.cached_inputs(MATCH_ID, COMPLETE_MATCH, lineups)
    with_people = codec.cached_inputs(
        MATCH_ID, COMPLETE_MATCH, lineups, {known_id: "Ann", "stranger": "S"}
    )
    assert without_people.people == dict.fromkeys(player_ids, "")
    assert with_people.people == {known_id: "Ann", **dict.fromkeys(other_ids, "")}
