"""Laws 18.5 and 37.5 of the edition of 2026: the fielding captain chooses who faces next."""

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
    """What is wrong with a log by the fold and by the verdicts."""
    return [
        str(problem.code) for problem in fold_with_verdicts(book.setup, book.entries)[0].problems
    ]


def ran_short(law: str | None, conditions: PlayingConditions = OF_2026, balls: str = "") -> Book:
    """Deliberate short runs: none counts, the batters go back, five to the fielding side."""
    book = Book(conditions).innings(HOME, balls)
    book.ball(".", runs_run=0)
    fields = {} if law is None else {"law": law}
    return book.fact("penalty_awarded", to_team_id=AWAY, runs=5, **fields)


def other_faces(book: Book) -> Book:
    """The next ball, faced by the batter who was not to face it."""
    book.swap()
    book.ball("1")
    return book


@pytest.mark.parametrize("law", ["18.5", "Law 18.5.2", "Law 18", "deliberate short runs (18.5)"])
@pytest.mark.parametrize("balls", ["", "1", ". . . . ."], ids=["first", "second", "last"])
def test_after_deliberate_short_runs_either_may_face(law: str, balls: str) -> None:
    assert codes(other_faces(ran_short(law, balls=balls))) == []


def test_it_is_for_the_next_ball_alone() -> None:
    assert codes(other_faces(other_faces(ran_short("18.5")))) == [MISMATCH]


def test_nobody_chose_before_2026() -> None:
    assert codes(other_faces(ran_short("18.5", OF_2022))) == [MISMATCH]


@pytest.mark.parametrize("law", ["41.15", "18.50", "118", "18.6", "41.18", None])
def test_no_other_award_lets_anybody_choose(law: str | None) -> None:
    assert codes(other_faces(ran_short(law))) == [MISMATCH]


def test_five_to_the_batting_side_let_nobody_choose() -> None:
    book = Book(OF_2026).innings(HOME, ".")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5, law="Law 18")
    assert codes(other_faces(book)) == ["penalty_to_offender", MISMATCH]


@pytest.mark.parametrize("out", [1, 2], ids=["striker", "non-striker"])
def test_after_an_obstruction_that_prevents_a_catch_either_may_face(out: int) -> None:
    book = Book(OF_2026).innings(HOME)
    wicket = {"type": "obstructing_field", "dismissed_player_id": player(HOME, out)}
    book.ball("Wobs", wicket=wicket)
    assert codes(other_faces(book)) == []


def test_runs_beside_an_obstruction_say_that_it_prevented_no_catch() -> None:
    wicket = {"type": "obstructing_field", "dismissed_player_id": player(HOME, 1)}
    book = Book(OF_2026).innings(HOME)
    book.ball("2Wobs", wicket=wicket)
    assert MISMATCH in codes(other_faces(book))


@pytest.mark.parametrize("how", ["obs", "ro"])
def test_who_faces_after_a_wicket_follows_from_it_else(how: str) -> None:
    book = Book(OF_2022 if how == "obs" else OF_2026).innings(HOME)
    kind = "obstructing_field" if how == "obs" else "run_out"
    book.ball(f"W{how}", wicket={"type": kind, "dismissed_player_id": "home1"})
    assert codes(other_faces(book)) == [MISMATCH]
