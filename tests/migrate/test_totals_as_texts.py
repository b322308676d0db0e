"""Tests totals in scorers' notation, unreadable totals, and ids written as paths."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from migrate.old.totals import read_total
from migrate.old.values import id_of
from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, convert_balls, deliveries


@pytest.mark.parametrize(
    ("text", "runs", "wickets", "overs"),
    [
        ("154/6", 154, 6, None),
        ("154 - 6", 154, 6, None),
        ("154-6 (20.0)", 154, 6, (20, 0)),
        ("154/6 (19.4 ov)", 154, 6, (19, 4)),
        ("154 for 6 in 20 overs", 154, 6, (20, 0)),
        ("8 for 6", 8, 6, None),
        ("154/6d", 154, 6, None),
        ("154-6 dec.", 154, 6, None),
        ("154 all out", 154, None, None),
        ("6/154", 154, 6, None),
        (" 154 ", 154, None, None),
        ("154/10", 154, 10, None),
    ],
)
def test_a_total_is_read_in_scorers_notations(
    text: str, runs: int, wickets: int | None, overs: tuple[int, int] | None
) -> None:
    found = read_total(text)
    assert found is not None
    assert (found.runs, found.wickets, found.overs) == (runs, wickets, overs)


@pytest.mark.parametrize("text", ["6/9", "5-0", "five", "12*", "154/6/2", "20/154", "", None, 154])
def test_an_ambiguous_or_invalid_total_is_not_read(text: Any) -> None:
    assert read_total(text) is None


BALLS = [ball("a", 4, nonStrikerId="b") for _ in range(6)]


@pytest.mark.parametrize("field", ["runs", "score"])
def test_a_total_as_text_is_compared_with_the_balls(field: str) -> None:
    assert convert_balls(*BALLS, stated={field: "24/0 (1.0)"}).refusals == ()
    [refusal] = convert_balls(*BALLS, stated={field: "25/0 (1.0)"}).refusals
    assert refusal == "innings 1: no reading meets the totals: innings 1 runs: old 25, new 24"
    [refusal] = convert_balls(*BALLS, stated={field: "24/1"}).refusals
    assert "wickets: old 1, new 0" in refusal


def test_an_innings_with_only_a_total_as_text_is_refused() -> None:
    result = convert_balls(*BALLS, stated={"runs": 24}, match={"innings2": {"score": "154/6"}})
    assert "innings 2: 154/6 is stated, and no ball of it found" in result.refusals
    result = convert_balls(*BALLS, stated={"runs": 24}, match={"innings2": {"score": "lost by 4"}})
    [refusal] = result.refusals
    assert refusal.startswith(
        "innings 2: match.innings2.score states 'lost by 4', which is not read"
    )


@pytest.mark.parametrize("stated", [{"runs": "twenty"}, {"score": "5-0"}, {"runs": -4}], ids=str)
def test_an_unreadable_total_is_refused_unless_another_is_stated(stated: Json) -> None:
    [refusal] = convert_balls(*BALLS, stated=stated).refusals
    [(field, value)] = stated.items()
    assert f"innings 1: live_score.currentInnings.{field} states '{value}', which is not" in refusal
    other = {"innings1": {"runs": 24, "wickets": 0}}
    result = convert_balls(*BALLS, stated=stated, match=other)
    assert result.refusals == ()
    assert any(f".{field} states '{value}', which is not read" in each for each in result.remarks)


def test_a_text_in_a_numeric_total_field_is_refused() -> None:
    for field in ("total", "totalRuns"):
        assert any(
            field in refusal for refusal in convert_balls(*BALLS, stated={field: "25/0"}).refusals
        )
    assert any(
        "old 25" in refusal for refusal in convert_balls(*BALLS, stated={"totalScore": 25}).refusals
    )


def test_unreadable_wickets_or_overs_of_a_total_are_reported() -> None:
    result = convert_balls(*BALLS, stated={"runs": 24, "wickets": "", "overs": "1,0"})
    unread = [each for each in result.remarks if "which is not read" in each]
    assert [each.partition(" states ")[0] for each in unread] == ["live_score.currentInnings.overs"]
    result = convert_balls(*BALLS, stated={"runs": 24, "wickets": "1 wicket"})
    assert any("wickets states '1 wicket', which is not read" in each for each in result.remarks)


def test_a_batters_score_is_not_read_as_a_total() -> None:
    striker: Json = {"striker": {"playerId": "a", "score": "30 (12)"}}
    assert convert_balls(*BALLS, stated={"runs": 24, "wickets": 0} | striker).refusals == ()
    assert convert_balls(*BALLS, stated=striker).refusals == ()


@pytest.mark.parametrize(
    "text",
    ["people/ann", "/people/ann", "players/ann", SimpleNamespace(path="people/ann"), "ann"],
    ids=str,
)
def test_a_document_path_or_a_reference_is_read_as_the_id(text: Any) -> None:
    assert id_of(text) == "ann"
    result = convert_balls(ball(text, 4), ball("ann", 4), stated={"runs": 8})
    assert {each["strikerId"] for each in deliveries(result)} == {"ann"}, "one player, not two"
    assert result.refusals == ()


@pytest.mark.parametrize("text", ["a/b", "people/ann/private/profile", "people/", "clubs/ann"])
def test_other_texts_with_a_slash_are_replaced_by_valid_ids(text: str) -> None:
    found = id_of(text)
    assert found is not None
    assert found not in ("ann", text)
