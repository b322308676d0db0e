"""Tests odd fields of match documents, and matches that cannot be converted."""

from __future__ import annotations

from typing import Any

import pytest
from google.cloud.firestore import Client

from migrate.log.match import Converted, convert
from migrate.log.old_match import OldMatch
from migrate.old.histories import find_histories
from migrate.old.match_fields import normalisation_remarks, normalised_fields
from migrate.steps.old_match import gather_old_match
from scrbrd.adapters import paths
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.json_types import Json
from scrbrd.domain.lenient_match import read_match_leniently
from scrbrd.domain.match import inputs_of
from scrbrd.projections.live.match_status import MATCH_FIELDS
from tests.admin.administration import run_in_process
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import SchoolMatch
from tests.migrate.test_ball_history_e2e import run, score_of, totals, true_totals
from tests.migrate.test_rules_of_conversion import MATCH, ball, convert_balls, deliveries, out


def convert_with_fields(match: Json) -> Converted:
    """Convert a match of one ball whose document has the fields."""
    document = MATCH | match
    score = {"inningsNumber": 1, "ballHistory": [ball()]}
    inputs = inputs_of("m1", read_match_leniently("m1", document, MATCH_FIELDS)[0], ())
    found = find_histories({"live_score": score, "match": document})
    return convert(OldMatch("m1", document, score, found, inputs))


SIDES: Json = {
    "homeTeamId": "north",
    "awayTeamId": "south",
    "homeTeamName": "North XI",
    "awayTeamName": "South",
}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("format", "t20", "T20"),
        ("format", "One Day", "ODI"),
        ("format", "test match", "Test"),
        ("format", "The Hundred", "Hundred"),
        ("toss", "North XI won the toss and chose to bowl", ("north", "field")),
        ("toss", {"winner": "away", "decision": "Batting"}, ("south", "bat")),
        ("venue", {"name": "The Oval", "id": "v1"}, "The Oval"),
        ("homeTeamName", {"name": "North"}, "North"),
        ("scheduledAt", {"seconds": 1675501200}, "2023-02-04T09:00:00+00:00"),
    ],
)
def test_an_old_word_in_a_match_document_is_read(field: str, value: Any, expected: Any) -> None:
    match = SIDES | {field: value}
    found = normalised_fields(match)
    if field == "toss":
        expected = dict(zip(("winnerTeamId", "decision"), expected, strict=True))
    assert found == {field: expected}
    assert any(line.startswith(f"{field}: ") for line in normalisation_remarks(match))
    assert normalised_fields(match | found) == {}


@pytest.mark.parametrize(
    ("field", "value"), [("format", "beach"), ("toss", "rained off"), ("venue", 7)]
)
def test_an_unreadable_field_is_reported_and_left_as_it_is(field: str, value: Any) -> None:
    match = SIDES | {field: value}
    assert normalised_fields(match) == {}
    assert any(field in line and "not read" in line for line in normalisation_remarks(match))


@pytest.mark.parametrize("status", ["Finished", "COMPLETE", "ended"])
@pytest.mark.parametrize("result", ["Match drawn", {"type": "draw"}, "draw"])
def test_old_words_of_status_and_result_close_a_match(status: str, result: Any) -> None:
    conversion = convert_with_fields({"status": status, "result": result, "format": "Test"})
    assert conversion.documents[-1]["outcome"] == "draw"


def test_a_result_that_names_the_winner_is_read() -> None:
    match = {"status": "finished", "result": "South won on the last ball", "format": "Test"}
    names = {"homeTeamName": "North", "awayTeamName": "South"}
    result = convert_with_fields(match | names)
    assert (result.documents[-1]["outcome"], result.documents[-1]["winnerTeamId"]) == (
        "win",
        "away",
    )


def test_a_result_that_cannot_be_read_is_reported() -> None:
    result = convert_with_fields({"status": "finished", "result": "see scorebook"})
    assert any("result 'see scorebook' is not read" in line for line in result.remarks)


def test_a_run_out_without_a_named_batter_has_no_empty_dismissed_player() -> None:
    balls = [ball("a", 1), ball("b"), ball("c"), out("run out", "c"), ball("c")]
    result = convert_balls(*balls)
    assert all(each.get("wicket", {}).get("dismissedPlayerId") != "" for each in deliveries(result))


def test_an_odd_match_migrates_although_another_cannot_be_converted(
    old_school: Client, match_by_dirt: dict[str, SchoolMatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd_match, bad = match_by_dirt["clean"], match_by_dirt["older app"]
    old_words = {"format": "t20", "venue": {"name": "The Oval"}, "status": "Finished"}
    put(old_school, documents_of([odd_match, bad]))
    put(old_school, {paths.match(odd_match.match_id): {**odd_match.match, **old_words}})

    def raise_for_one(old: Any) -> Any:
        if old.match_id == bad.match_id:
            raise BadDocument("1_7", ["wicket.dismissedPlayerId: is empty"])
        return convert(old)

    monkeypatch.setattr("migrate.steps.m1_ball_history.convert", raise_for_one)
    output = run("run", "ball_history", "--apply", code=1)
    assert f"{bad.match_id}: refused: it cannot be converted: 1_7: wicket" in output
    assert "format: 't20' is read as 'T20'" in output
    stored = old_school.document(paths.match(odd_match.match_id)).get().to_dict() or {}
    assert (stored["format"], stored["venue"]) == ("T20", "The Oval")
    assert totals(score_of(old_school, odd_match.match_id)) == true_totals(odd_match)
    run("undo", "ball_history", "--match", odd_match.match_id, "--apply")
    stored = old_school.document(paths.match(odd_match.match_id)).get().to_dict() or {}
    assert stored == {**odd_match.match, **old_words}


@pytest.fixture
def three_matches_one_unreadable(
    old_school: Client, match_by_dirt: dict[str, SchoolMatch], monkeypatch: pytest.MonkeyPatch
) -> tuple[str, str, str]:
    """Return the ids of three stored matches in order; the second cannot be read."""
    three = sorted(
        [match_by_dirt[name] for name in ("clean", "older app", "garbage")], key=match_id_of
    )
    put(old_school, documents_of(three))
    first, bad, last = map(match_id_of, three)

    def raise_for_one(context: Any, match_id: str, documents: Any) -> Any:
        if match_id == bad:
            raise BadDocument("1_7", ["wicket.dismissedPlayerId: is empty"])
        return gather_old_match(context, match_id, documents)

    monkeypatch.setattr("migrate.steps.m1_ball_history.gather_old_match", raise_for_one)
    return first, bad, last


def match_id_of(match: SchoolMatch) -> str:
    """Return the id of a match."""
    return match.match_id


def test_diff_reports_an_unreadable_match_and_compares_the_others(
    three_matches_one_unreadable: tuple[str, str, str],
) -> None:
    first, bad, last = three_matches_one_unreadable
    output = run("diff", "ball_history", code=1)
    assert f"{first}: ball_history: " in output
    assert f"{bad}: ball_history: refused: it cannot be converted: 1_7: wicket" in output
    assert f"{last}: ball_history: " in output
    assert output.endswith(
        f"Refused:\n  {bad}: it cannot be converted: 1_7: wicket.dismissedPlayerId: is empty\n"
    )
    assert f"{bad}: team_selection: " in run("diff", code=1), "its other migrations are compared"


def test_undecided_reports_an_unreadable_match_on_stderr(
    three_matches_one_unreadable: tuple[str, str, str],
) -> None:
    first, bad, last = three_matches_one_unreadable
    result = run_in_process("migrate", "undecided")
    assert result.code == 1
    assert f"matches/{first} " in result.out
    assert f"matches/{last} " in result.out
    assert "wicket" not in result.out, "the list is a file for --refused"
    assert result.err == (
        f"scrbrd: {bad}: ball_history: it cannot be converted: 1_7: wicket.dismissedPlayerId: is"
        " empty; what of it is undecided is not listed\n"
    )
