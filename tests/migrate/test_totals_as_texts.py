"""Totals as scorers write them, totals that are not read, and ids written as paths."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from migrate.old.totals import read_total
from migrate.old.values import id_of
from scrbrd.domain.json_types import Json
from tests.migrate.test_rules_of_conversion import ball, converted, deliveries


@pytest.mark.parametrize(
    ("written", "runs", "wickets", "overs"),
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
def test_a_total_is_read_as_scorers_write_it(
    written: str, runs: int, wickets: int | None, overs: tuple[int, int] | None
) -> None:
    found = read_total(written)
    assert found is not None
    assert (found.runs, found.wickets, found.overs) == (runs, wickets, overs)


@pytest.mark.parametrize(
    "written", ["6/9", "5-0", "five", "12*", "154/6/2", "20/154", "", None, 154]
)
def test_one_that_may_be_either_way_round_is_not_read(written: Any) -> None:
    assert read_total(written) is None


BALLS = [ball("a", 4, nonStrikerId="b") for _ in range(6)]


@pytest.mark.parametrize("field", ["runs", "score"])
def test_a_total_in_words_is_compared_with_the_balls(field: str) -> None:
    assert converted(*BALLS, stated={field: "24/0 (1.0)"}).refusals == ()
    [why] = converted(*BALLS, stated={field: "25/0 (1.0)"}).refusals
    assert why == "innings 1: no reading meets the totals: innings 1 runs: old 25, new 24"
    [why] = converted(*BALLS, stated={field: "24/1"}).refusals
    assert "wickets: old 1, new 0" in why


def test_an_innings_that_is_a_total_in_words_alone_is_not_passed_over() -> None:
    done = converted(*BALLS, stated={"runs": 24}, match={"innings2": {"score": "154/6"}})
    assert "innings 2: 154/6 is stated, and no ball of it found" in done.refusals
    done = converted(*BALLS, stated={"runs": 24}, match={"innings2": {"score": "lost by 4"}})
    [why] = done.refusals
    assert why.startswith("innings 2: match.innings2.score states 'lost by 4', which is not read")


@pytest.mark.parametrize("stated", [{"runs": "twenty"}, {"score": "5-0"}, {"runs": -4}], ids=str)
def test_a_total_that_is_not_read_is_a_refusal_where_no_other_is_stated(stated: Json) -> None:
    [why] = converted(*BALLS, stated=stated).refusals
    [(field, value)] = stated.items()
    assert f"innings 1: live_score.currentInnings.{field} states '{value}', which is not" in why
    other = {"innings1": {"runs": 24, "wickets": 0}}
    done = converted(*BALLS, stated=stated, match=other)
    assert done.refusals == ()
    assert any(f".{field} states '{value}', which is not read" in each for each in done.remarks)


def test_a_total_under_a_name_that_holds_no_text_is_a_refusal() -> None:
    for field in ("total", "totalRuns"):
        assert any(field in why for why in converted(*BALLS, stated={field: "25/0"}).refusals)
    assert any("old 25" in why for why in converted(*BALLS, stated={"totalScore": 25}).refusals)


def test_a_figure_beside_the_runs_that_is_not_read_is_told() -> None:
    done = converted(*BALLS, stated={"runs": 24, "wickets": "", "overs": "1,0"})
    unread = [each for each in done.remarks if "which is not read" in each]
    assert [each.partition(" states ")[0] for each in unread] == ["live_score.currentInnings.overs"]
    done = converted(*BALLS, stated={"runs": 24, "wickets": "1 wicket"})
    assert any("wickets states '1 wicket', which is not read" in each for each in done.remarks)


def test_a_batters_figures_are_no_total() -> None:
    striker: Json = {"striker": {"playerId": "a", "score": "30 (12)"}}
    assert converted(*BALLS, stated={"runs": 24, "wickets": 0} | striker).refusals == ()
    assert converted(*BALLS, stated=striker).refusals == ()


@pytest.mark.parametrize(
    "written",
    ["people/ann", "/people/ann", "players/ann", SimpleNamespace(path="people/ann"), "ann"],
    ids=str,
)
def test_the_path_of_a_document_and_a_reference_are_its_id(written: Any) -> None:
    assert id_of(written) == "ann"
    done = converted(ball(written, 4), ball("ann", 4), stated={"runs": 8})
    assert {each["strikerId"] for each in deliveries(done)} == {"ann"}, "one player, not two"
    assert done.refusals == ()


@pytest.mark.parametrize("written", ["a/b", "people/ann/private/profile", "people/", "clubs/ann"])
def test_other_texts_with_a_slash_are_told_as_before(written: str) -> None:
    found = id_of(written)
    assert found is not None
    assert found not in ("ann", written)
