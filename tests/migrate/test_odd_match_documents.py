"""Odd fields of a match document, one by one; and a match that cannot be converted stops no run."""

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
from tests.admin.administration import here
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import OldMatchOf
from tests.migrate.test_ball_history_e2e import run, score_of, totals, truth
from tests.migrate.test_rules_of_conversion import MATCH, ball, converted, deliveries, out


def ended(match: Json) -> Converted:
    """A match of one ball, and what its document says of its end."""
    document = MATCH | match
    score = {"inningsNumber": 1, "ballHistory": [ball()]}
    known = inputs_of("m1", read_match_leniently("m1", document, MATCH_FIELDS)[0], ())
    found = find_histories({"live_score": score, "match": document})
    return convert(OldMatch("m1", document, score, found, known))


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
def test_an_old_word_is_read(field: str, value: Any, expected: Any) -> None:
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
def test_what_cannot_be_read_is_told_and_the_rest_counts(field: str, value: Any) -> None:
    match = SIDES | {field: value}
    assert normalised_fields(match) == {}
    assert any(field in line and "not read" in line for line in normalisation_remarks(match))


@pytest.mark.parametrize("status", ["Finished", "COMPLETE", "ended"])
@pytest.mark.parametrize("result", ["Match drawn", {"type": "draw"}, "draw"])
def test_old_words_of_status_and_result_close_a_match(status: str, result: Any) -> None:
    done = ended({"status": status, "result": result, "format": "Test"})
    assert done.documents[-1]["outcome"] == "draw"


def test_a_result_that_names_the_winner_is_read() -> None:
    match = {"status": "finished", "result": "South won on the last ball", "format": "Test"}
    names = {"homeTeamName": "North", "awayTeamName": "South"}
    done = ended(match | names)
    assert (done.documents[-1]["outcome"], done.documents[-1]["winnerTeamId"]) == ("win", "away")


def test_a_result_that_cannot_be_read_is_told() -> None:
    done = ended({"status": "finished", "result": "see scorebook"})
    assert any("result 'see scorebook' is not read" in line for line in done.remarks)


def test_a_run_out_of_one_of_two_whom_nobody_names_is_a_note() -> None:
    balls = [ball("a", 1), ball("b"), ball("c"), out("run out", "c"), ball("c")]
    done = converted(*balls)
    assert all(each.get("wicket", {}).get("dismissedPlayerId") != "" for each in deliveries(done))


def test_an_odd_match_moves_with_its_sides_and_one_that_cannot_move_ends_no_run(
    old_school: Client, by_dirt: dict[str, OldMatchOf], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, bad = by_dirt["clean"], by_dirt["older app"]
    words = {"format": "t20", "venue": {"name": "The Oval"}, "status": "Finished"}
    put(old_school, documents_of([odd, bad]))
    put(old_school, {paths.match(odd.match_id): {**odd.match, **words}})

    def fails(old: Any) -> Any:
        if old.match_id == bad.match_id:
            raise BadDocument("1_7", ["wicket.dismissedPlayerId: is empty"])
        return convert(old)

    monkeypatch.setattr("migrate.steps.m1_ball_history.convert", fails)
    output = run("run", "ball_history", "--apply", code=1)
    assert f"{bad.match_id}: refused: it cannot be converted: 1_7: wicket" in output
    assert "format: 't20' is read as 'T20'" in output
    stored = old_school.document(paths.match(odd.match_id)).get().to_dict() or {}
    assert (stored["format"], stored["venue"]) == ("T20", "The Oval")
    assert totals(score_of(old_school, odd.match_id)) == truth(odd)
    run("undo", "ball_history", "--match", odd.match_id, "--apply")
    stored = old_school.document(paths.match(odd.match_id)).get().to_dict() or {}
    assert stored == {**odd.match, **words}


@pytest.fixture
def two_of_three_can_be_read(
    old_school: Client, by_dirt: dict[str, OldMatchOf], monkeypatch: pytest.MonkeyPatch
) -> tuple[str, str, str]:
    """The ids of three matches in their order, each with a history; the second cannot be read."""
    three = sorted([by_dirt[name] for name in ("clean", "older app", "garbage")], key=match_id_of)
    put(old_school, documents_of(three))
    first, bad, last = map(match_id_of, three)

    def fails(context: Any, match_id: str, documents: Any) -> Any:
        if match_id == bad:
            raise BadDocument("1_7", ["wicket.dismissedPlayerId: is empty"])
        return gather_old_match(context, match_id, documents)

    monkeypatch.setattr("migrate.steps.m1_ball_history.gather_old_match", fails)
    return first, bad, last


def match_id_of(match: OldMatchOf) -> str:
    """A match's id."""
    return match.match_id


def test_a_match_that_cannot_be_read_is_told_and_the_others_are_compared(
    two_of_three_can_be_read: tuple[str, str, str],
) -> None:
    first, bad, last = two_of_three_can_be_read
    output = run("diff", "ball_history", code=1)
    assert f"{first}: ball_history: " in output
    assert f"{bad}: ball_history: refused: it cannot be converted: 1_7: wicket" in output
    assert f"{last}: ball_history: " in output
    assert output.endswith(
        f"Refused:\n  {bad}: it cannot be converted: 1_7: wicket.dismissedPlayerId: is empty\n"
    )
    assert f"{bad}: team_selection: " in run("diff", code=1), "its other migrations are compared"


def test_a_match_that_cannot_be_read_is_told_beside_the_list_of_what_is_undecided(
    two_of_three_can_be_read: tuple[str, str, str],
) -> None:
    first, bad, last = two_of_three_can_be_read
    ran = here("migrate", "undecided")
    assert ran.code == 1
    assert f"matches/{first} " in ran.out
    assert f"matches/{last} " in ran.out
    assert "wicket" not in ran.out, "the list is a file for --refused"
    assert ran.err == (
        f"scrbrd: {bad}: ball_history: it cannot be converted: 1_7: wicket.dismissedPlayerId: is"
        " empty; what of it is undecided is not listed\n"
    )
