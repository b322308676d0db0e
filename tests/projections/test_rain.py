"""Tests `live/score.dls`: target and par at every ball of a match that lost overs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS, PlayingConditions
from scrbrd.domain.match import Inputs
from scrbrd.domain.rain.resources import standard_table
from scrbrd.domain.vocabulary import MatchFormat, RainMethod
from scrbrd.handlers.snapshot.model import Progress, decode_state, encode_progress
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from tests.domain.notation import AWAY, HOME, Book

T20 = replace(FORMATS[MatchFormat.T20], max_overs_per_bowler=None)
ODI = replace(FORMATS[MatchFormat.ODI], max_overs_per_bowler=None, g50=245)


def score(book: Book) -> dict[str, Any]:
    """Return `live/score` as it is stored."""
    return as_document(live_score(book.state, Inputs(book.setup), None))


def dls(book: Book) -> dict[str, Any] | None:
    """Return the field `dls` of the live score, None if it is absent."""
    return score(book).get("dls")


def balls_for(runs: int, wickets: int, balls: int) -> str:
    """Return `balls` balls with these runs and wickets, sixes first."""
    sixes, rest = divmod(runs, 6)
    scoring = ["6"] * sixes + ([f"{rest}r" if rest == 4 else str(rest)] if rest else [])
    quiet = balls - len(scoring) - wickets
    assert quiet >= 0
    return " ".join(scoring + ["W"] * wickets + ["."] * quiet)


def stop_and_shorten(book: Book, overs: int, **fields: Any) -> Book:
    """Stop play for rain, set a new limit of overs, and resume."""
    book.fact("play_stopped", reason="rain").fact("target_revised", overs_limit=overs, **fields)
    return book.fact("play_resumed")


def chase_of_251() -> Book:
    """Return ICC's third example before its stoppage: 250 in 50 overs, 40 for 1 after 12."""
    return Book(ODI).innings(HOME, balls_for(250, 0, 300)).innings(AWAY, balls_for(40, 1, 72))


def test_a_match_without_rain_has_no_figures_and_computes_none() -> None:
    standard_table.cache_clear()
    book = Book(ODI).innings(HOME, balls_for(250, 9, 300)).innings(AWAY, balls_for(251, 3, 100))
    assert "dls" not in score(book)
    assert book.state.rain is None
    assert standard_table.cache_info().misses == 0


def test_overs_lost_in_the_first_innings_give_resources_and_a_target() -> None:
    book = Book(ODI).innings(HOME, balls_for(90, 3, 120))
    stop_and_shorten(book, 40)
    assert dls(book) == {"method": "DLS", "edition": "Standard", "resources1": 87.5}
    book.balls(balls_for(90, 0, 120))
    between = dls(book)
    chase = dls(book.innings(AWAY))
    assert between == chase == {
        "method": "DLS", "edition": "Standard", "resources1": 87.5, "resources2": 89.3,
        "target": 185, "par": 0,
    }  # fmt: skip


def test_overs_lost_twice_in_the_chase_lower_the_target_each_time() -> None:
    book = chase_of_251()
    assert dls(book) is None
    stop_and_shorten(book, 40)
    found = dls(book)
    assert found is not None
    assert (found["resources1"], found["resources2"], found["target"]) == (100.0, 86.8, 218)
    book.balls(balls_for(60, 2, 60))
    stop_and_shorten(book, 38)
    book.balls(balls_for(30, 3, 50))
    found = dls(book)
    assert found is not None
    assert (found["resources2"], found["target"], found["par"]) == (83.2, 209, 159)


def test_a_revision_in_two_steps_equals_a_single_one() -> None:
    one, two = (
        stop_and_shorten(chase_of_251(), 40),
        stop_and_shorten(stop_and_shorten(chase_of_251(), 45), 40),
    )
    assert dls(one) == dls(two)
    assert dls(stop_and_shorten(stop_and_shorten(chase_of_251(), 40), 50)) == dls(
        stop_and_shorten(chase_of_251(), 50)
    )


def test_a_stoppage_without_lost_overs_keeps_the_target() -> None:
    book = chase_of_251().fact("play_stopped", reason="rain").fact("play_resumed")
    found = dls(book)
    assert found is not None
    assert (found["resources2"], found["target"]) == (100.0, 251)


def test_par_rises_with_every_ball_and_more_with_a_wicket() -> None:
    book = stop_and_shorten(chase_of_251(), 40)
    pars = []
    for ball in (".", ".", "W", "."):
        book.ball(ball)
        found = dls(book)
        assert found is not None
        pars.append(found["par"])
    assert pars == sorted(pars)
    assert pars[2] - pars[1] > pars[1] - pars[0]


def test_an_abandoned_first_innings_loses_its_remaining_resources() -> None:
    book = Book(replace(T20, g50=245)).innings(HOME, balls_for(80, 2, 60))
    book.fact("play_stopped", reason="rain").close("abandoned")
    book.fact("target_revised", overs_limit=10).innings(AWAY)
    found = dls(book)
    assert found is not None
    assert (found["resources1"], found["resources2"]) == (25.8, 32.1)
    assert found["target"] == 80 + 63 * 245 // 1000 + 1


@pytest.mark.parametrize("close", ["all_out", "declared"])
def test_a_side_all_out_or_declared_loses_no_resources(close: str) -> None:
    book = Book(T20).innings(HOME, balls_for(80, 2, 60)).close(close).innings(AWAY)
    book.fact("play_stopped", reason="rain")
    found = dls(book)
    assert found is not None
    assert (found["resources1"], found["target"]) == (56.6, 81)


def test_resources_of_the_hundred_are_counted_by_the_ball() -> None:
    hundred = FORMATS[MatchFormat.HUNDRED]
    book = Book(hundred).innings(HOME, balls_for(150, 0, 100)).innings(AWAY)
    found = dls(stop_and_shorten(book, 10))
    assert found is not None
    assert (found["resources1"], found["resources2"], found["target"]) == (49.1, 27.4, 84)


# -- the announced figures ---------------------------------------------------------------------


def test_an_announced_target_applies_and_is_shown_with_the_computed_one() -> None:
    book = stop_and_shorten(chase_of_251(), 40, target=221, par=50, method="DLS")
    document = score(book)
    assert document["currentInnings"]["target"] == 221
    assert document["dls"]["target"] == 218
    assert document["dls"]["announcedTarget"] == 221
    assert document["dls"]["announcedPar"] == 50
    assert book.problems == []


def test_a_target_announced_before_the_chase_is_shown() -> None:
    book = Book(ODI).innings(HOME, balls_for(250, 0, 300))
    book.fact("target_revised", target=200, overs_limit=40, method="DLS")
    found = dls(book)
    assert found is not None
    assert (found["announcedTarget"], found["resources2"], found["target"]) == (200, 89.3, 224)


ANNOUNCED_ONLY = [
    pytest.param({}, "VJD", None, "tables of VJD are not published", id="VJD announced"),
    pytest.param(
        {"rain_method": RainMethod.VJD}, None, None, "tables of VJD are not", id="VJD agreed"
    ),
    pytest.param(
        {"rain_method": RainMethod.DLS_PROFESSIONAL},
        *("DLS", "Professional", "Professional Edition is not published"),
        id="Professional Edition",
    ),
    pytest.param(
        {}, "average run rate", None, "'average run rate' is not computed", id="another method"
    ),
    pytest.param(
        {},
        "DLS Professional",
        "Professional",
        "the announced figures stand",
        id="Professional Edition announced",
    ),
]


@pytest.mark.parametrize(("conditions", "method", "edition", "note"), ANNOUNCED_ONLY)
def test_methods_that_are_not_published_show_announced_figures_only(
    conditions: dict[str, Any], method: str | None, edition: str | None, note: str
) -> None:
    book = Book(replace(T20, **conditions)).innings(HOME, balls_for(90, 0, 120)).innings(AWAY)
    found = dls(stop_and_shorten(book, 10, target=60, **({"method": method} if method else {})))
    assert found is not None
    assert (found["method"], found.get("edition")) == (method or "VJD", edition)
    assert found["announcedTarget"] == 60
    assert not {"target", "par", "resources1"} & set(found)
    assert note in found["note"]


def test_an_announced_method_overrides_the_agreed_one() -> None:
    book = Book(replace(T20, rain_method=RainMethod.VJD)).innings(HOME, balls_for(90, 0, 120))
    found = dls(stop_and_shorten(book.innings(AWAY), 10, method="D/L"))
    assert found is not None
    assert (found["method"], found["edition"], found["target"]) == ("D/L", "Standard", 52)


NO_FIGURES = [
    pytest.param(replace(T20, players_per_side=8), "made for 10 wickets", id="eight a side"),
    pytest.param(replace(T20, last_man_stands=True), "here has 11", id="last man stands"),
    pytest.param(replace(ODI, overs_per_innings=55), "330 balls left are more", id="55 overs"),
]


@pytest.mark.parametrize(("conditions", "note"), NO_FIGURES)
def test_matches_that_the_table_does_not_cover_have_a_note_instead_of_figures(
    conditions: PlayingConditions, note: str
) -> None:
    book = Book(conditions).innings(HOME, "6").close("declared").innings(AWAY, ".")
    found = dls(book.fact("play_stopped", reason="rain"))
    assert found is not None
    assert note in found["note"]
    assert not {"target", "par"} & set(found)


def test_without_g50_there_is_no_target_for_more_resources() -> None:
    book = Book(T20).innings(HOME, balls_for(80, 2, 60)).close("abandoned")
    book.fact("target_revised", overs_limit=10).innings(AWAY)
    found = dls(book)
    assert found is not None
    assert (found["resources1"], found["resources2"]) == (25.8, 32.1)
    assert "G50 is not set" in found["note"]
    assert "target" not in found
    assert found["par"] == 0, "which takes fewer resources"


def test_a_match_without_a_limit_of_overs_has_no_par() -> None:
    book = Book().innings(HOME, "6").close("declared").innings(AWAY, ".")
    assert dls(book.fact("play_stopped", reason="rain")) is None


def test_a_test_match_has_no_par() -> None:
    book = Book(FORMATS[MatchFormat.TEST]).innings(HOME, ".")
    assert dls(book.fact("play_stopped", reason="rain")) is None


# -- penalty runs (clause 6) ---------------------------------------------------------------------


def test_a_penalty_in_the_chase_to_the_fielding_side_raises_target_and_par() -> None:
    plain, raised = chase_of_251(), chase_of_251()
    raised.fact("penalty_awarded", to_team_id=HOME, runs=5)
    before, after = dls(stop_and_shorten(plain, 40)), dls(stop_and_shorten(raised, 40))
    assert before is not None
    assert after is not None
    assert (after["target"], after["par"]) == (before["target"] + 5, before["par"] + 5)


def test_other_penalties_change_the_target_only_by_the_first_innings_runs() -> None:
    book = Book(ODI).innings(HOME, balls_for(250, 0, 240))
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    book.fact("penalty_awarded", to_team_id=AWAY, runs=5)
    book.balls(balls_for(0, 0, 60)).innings(AWAY, balls_for(40, 1, 72))
    book.fact("penalty_awarded", to_team_id=AWAY, runs=5)
    found = dls(stop_and_shorten(book, 40))
    assert book.current.runs == 50
    assert found is not None
    assert found["target"] == 255 * 868 // 1000 + 1


# -- the state -----------------------------------------------------------------------------------


def test_the_state_of_rain_can_be_stored_and_read_back() -> None:
    state = stop_and_shorten(chase_of_251(), 40).state
    assert decode_state(encode_progress(Progress(state)), state.setup) == state


@pytest.mark.parametrize(
    ("restored_after", "expected"), [(4, (24.2, 77)), (5, (24.4, 78))], ids=["before", "at the end"]
)
def test_overs_restored_to_a_chase_add_resources(
    restored_after: int, expected: tuple[float, int]
) -> None:
    book = Book(T20).innings(HOME, balls_for(180, 0, 120)).innings(AWAY)
    book.fact("target_revised", overs_limit=5).balls(balls_for(12, 0, restored_after * 6))
    book.fact("target_revised", overs_limit=7).balls(balls_for(0, 0, (7 - restored_after) * 6))
    found = dls(book)
    assert found is not None
    assert (found["resources2"], found["target"]) == expected


def test_overs_cut_below_those_bowled_and_restored_lose_no_resources() -> None:
    book = Book(T20).innings(HOME, balls_for(180, 0, 120)).innings(AWAY, balls_for(0, 0, 32))
    book.fact("target_revised", overs_limit=3).fact("target_revised", overs_limit=20)
    found = dls(book)
    assert found is not None
    assert (found["resources2"], found["target"]) == (56.6, 181)
