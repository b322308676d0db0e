"""Tests Laws 18.5 and 37.5 of the 2026 edition: the fielding captain chooses who faces next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import LawsEdition
from scrbrd.projections.steps import fold_with_verdicts
from tests.domain.notation import AWAY, HOME, Book, player

OF_2026 = replace(THE_LAWS, laws_edition=LawsEdition.FOURTH_2026)
OF_2022 = replace(THE_LAWS, laws_edition=LawsEdition.THIRD_2022)
MISMATCH = str(ProblemCode.STRIKE_MISMATCH)


def codes(book: Book) -> list[str]:
    """Return the codes of a log's problems, from the fold and from the verdicts."""
    return [
        str(problem.code) for problem in fold_with_verdicts(book.setup, book.entries)[0].problems
    ]


def deliberate_short_runs(
    law: str | None, conditions: PlayingConditions = OF_2026, balls: str = ""
) -> Book:
    """Return an innings with deliberate short runs: none counts, five to the fielding side."""
    book = Book(conditions).innings(HOME, balls)
    book.ball(".", runs_run=0)
    fields = {} if law is None else {"law": law}
    return book.fact("penalty_awarded", to_team_id=AWAY, runs=5, **fields)


def ball_to_the_other_batter(book: Book) -> Book:
    """Bowl the next ball to the batter who was not on strike."""
    book.swap()
    book.ball("1")
    return book


@pytest.mark.parametrize("law", ["18.5", "Law 18.5.2", "Law 18", "deliberate short runs (18.5)"])
@pytest.mark.parametrize("balls", ["", "1", ". . . . ."], ids=["first", "second", "last"])
def test_after_deliberate_short_runs_either_batter_may_face(law: str, balls: str) -> None:
    assert codes(ball_to_the_other_batter(deliberate_short_runs(law, balls=balls))) == []


def test_the_captains_choice_is_for_the_next_ball_only() -> None:
    assert codes(
        ball_to_the_other_batter(ball_to_the_other_batter(deliberate_short_runs("18.5")))
    ) == [MISMATCH]


def test_before_2026_the_captain_had_no_choice_after_short_runs() -> None:
    assert codes(ball_to_the_other_batter(deliberate_short_runs("18.5", OF_2022))) == [MISMATCH]


@pytest.mark.parametrize("law", ["41.15", "18.50", "118", "18.6", "41.18", None])
def test_another_award_gives_no_choice_of_striker(law: str | None) -> None:
    assert codes(ball_to_the_other_batter(deliberate_short_runs(law))) == [MISMATCH]


def test_penalty_runs_to_the_batting_side_give_no_choice_of_striker() -> None:
    book = Book(OF_2026).innings(HOME, ".")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5, law="Law 18")
    assert codes(ball_to_the_other_batter(book)) == ["penalty_to_offender", MISMATCH]


@pytest.mark.parametrize("out", [1, 2], ids=["striker", "non-striker"])
def test_after_an_obstruction_that_prevents_a_catch_either_batter_may_face(out: int) -> None:
    book = Book(OF_2026).innings(HOME)
    wicket = {"type": "obstructing_field", "dismissed_player_id": player(HOME, out)}
    book.ball("Wobs", wicket=wicket)
    assert codes(ball_to_the_other_batter(book)) == []


def test_after_an_obstruction_on_a_ball_with_runs_there_is_no_choice() -> None:
    wicket = {"type": "obstructing_field", "dismissed_player_id": player(HOME, 1)}
    book = Book(OF_2026).innings(HOME)
    book.ball("2Wobs", wicket=wicket)
    assert MISMATCH in codes(ball_to_the_other_batter(book))


@pytest.mark.parametrize("how", ["obs", "ro"])
def test_after_another_wicket_or_before_2026_the_striker_is_not_chosen(how: str) -> None:
    book = Book(OF_2022 if how == "obs" else OF_2026).innings(HOME)
    kind = "obstructing_field" if how == "obs" else "run_out"
    book.ball(f"W{how}", wicket={"type": kind, "dismissed_player_id": "home1"})
    assert codes(ball_to_the_other_batter(book)) == [MISMATCH]
