"""Tests Law 17: overs, maidens, spells, miscounted overs; limits per bowler and powerplays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS, overs_text
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import MatchFormat, PlayerId
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.live.scorecard import overs_figure
from tests.domain.notation import Book, innings

A10, A11 = PlayerId("away10"), PlayerId("away11")
HUNDRED = FORMATS[MatchFormat.HUNDRED]

OVERS = [
    (". . . . . .", 1, 0),
    (". wd . nb . . . .", 1, 0),
    (". . .", 0, 3),
    ("wd wd nb", 0, 0),
    (". . . . . . . .", 1, 2),
]


@pytest.mark.parametrize(("text", "completed", "balls"), OVERS)
def test_wides_and_no_balls_are_not_counted_in_the_over(
    text: str, completed: int, balls: int
) -> None:
    current = innings(text).current
    assert (current.overs_completed, current.over_balls) == (completed, balls)


FIGURES = [
    (0, 6, "0.0"),
    (5, 6, "0.5"),
    (6, 6, "1.0"),
    (76, 6, "12.4"),
    (14, 5, "2.4"),
    (9, 8, "1.1"),
]


@pytest.mark.parametrize(("legal_balls", "length", "figure"), FIGURES)
def test_overs_are_printed_as_whole_overs_and_remaining_balls(
    legal_balls: int, length: int, figure: str
) -> None:
    assert overs_text(legal_balls, length) == figure


MAIDENS = [
    pytest.param(". . . . . .", 1, id="six dots"),
    pytest.param(". 1b . 4lb . .", 1, id="byes and leg byes keep the maiden"),
    pytest.param(". W . W . .", 1, id="wickets keep the maiden"),
    pytest.param(". . wd . . . .", 0, id="a wide spoils the maiden"),
    pytest.param(". . nb . . . .", 0, id="a no-ball spoils the maiden"),
    pytest.param(". . 1 . . .", 0, id="a run spoils the maiden"),
    pytest.param(". . . . .", 0, id="five balls are not an over"),
]


@pytest.mark.parametrize(("text", "maidens"), MAIDENS)
def test_a_maiden_is_an_over_without_runs_conceded_by_the_bowler(text: str, maidens: int) -> None:
    assert innings(text).only_bowler().maidens == maidens


def test_penalty_runs_do_not_spoil_a_maiden() -> None:
    book = innings(". . .").fact("penalty_awarded", to_team_id="home", runs=5).balls(". . .")
    assert (book.only_bowler().maidens, book.current.runs) == (1, 5)


def test_a_shared_over_is_not_a_maiden_of_either_bowler() -> None:
    book = innings(". . .").fact("bowler_suspended", player_id=A11)
    book.bowler = A10
    book.balls(". . .")
    assert [bowler.maidens for bowler in book.current.bowlers.values()] == [0, 0]
    assert [bowler.balls_bowled for bowler in book.current.bowlers.values()] == [3, 3]
    assert (book.current.overs_completed, book.problems) == (1, [])


def test_the_replacement_of_a_bowler_may_complete_the_over() -> None:
    book = innings(". . .").fact(
        "player_replaced", team_id="away", in_player_id="away9", role="bowler", reason="injury"
    )
    book.bowler = PlayerId("away9")
    assert book.balls(". . .").problems == []


def test_a_change_of_bowler_within_an_over_without_a_reason_is_a_problem() -> None:
    book = innings(". . .")
    book.bowler = A10
    assert book.balls(".").codes == [ProblemCode.BOWLER_CHANGED_MID_OVER]


def test_a_bowler_may_not_bowl_two_overs_in_succession() -> None:
    book = innings(". . . . . .")
    book.bowler = A11
    book.ball(".")
    assert book.codes == [ProblemCode.CONSECUTIVE_OVERS]
    assert book.current.legal_balls == 7


def test_a_bowler_who_finished_an_over_may_not_begin_the_next() -> None:
    book = innings(". . .").fact("bowler_suspended", player_id=A11)
    book.bowler = PlayerId("away9")
    book.balls(". . .")
    book.bowler = PlayerId("away9")
    assert book.balls(".").codes == [ProblemCode.CONSECUTIVE_OVERS]


@pytest.mark.parametrize("scope", ["innings", "match"])
def test_a_suspended_bowler_who_continues_to_bowl_is_a_problem(scope: str) -> None:
    book = innings(".").fact("bowler_suspended", player_id=A11, scope=scope).balls(".")
    assert book.codes == [
        ProblemCode.BOWLER_SUSPENDED
    ]  # another bowler completes the over (Law 41)
    book.balls(". . . . | . . . . . . | .")
    assert book.codes == [ProblemCode.BOWLER_SUSPENDED] * 6


def test_a_suspended_bowler_who_returns_in_the_same_over_is_a_problem() -> None:
    book = innings(". . .").fact("bowler_suspended", player_id=A11)
    book.bowler = A10
    book.balls(".")
    book.bowler = A11
    assert book.balls(".").codes == [ProblemCode.BOWLER_SUSPENDED]


@pytest.mark.parametrize(("scope", "codes"), [("innings", 0), ("match", 1)])
def test_a_suspension_applies_in_the_next_innings_only_if_it_is_for_the_match(
    scope: str, codes: int
) -> None:
    book = innings(".").fact("bowler_suspended", player_id=A11, scope=scope).close("declared")
    book.innings(book.side, ".")  # the same side again, as in a follow-on
    assert book.codes.count(ProblemCode.BOWLER_SUSPENDED) == codes


def test_suspending_a_bowler_after_the_innings_leaves_it_closed() -> None:
    book = innings(".").close("declared").fact("bowler_suspended", player_id=A11)
    assert (book.current.closed, book.problems) == ("declared", [])


def test_an_over_that_the_umpire_ended_early_counts_as_one_over() -> None:
    book = innings(". . . .")
    book.ball("1", over_balls=5)
    assert (book.current.overs_completed, book.current.legal_balls) == (1, 5)
    assert overs_figure(book.current, 6) == 1.0
    assert book.balls(". . . . . .").codes == []


def test_a_seventh_ball_counts_if_the_umpire_allowed_it() -> None:
    book = innings(". . . . .")
    book.ball(".", over_balls=7)
    book.ball("1", over_balls=7)
    assert (book.current.overs_completed, book.current.legal_balls, book.current.runs) == (1, 7, 1)
    assert overs_figure(book.current, 6) == 1.0
    assert book.balls(". .").codes == []


def seventh_ball(token: str, over_balls: int | None = None) -> Book:
    """Return an innings with a seventh ball after an over that seemed complete."""
    book = innings("1 . . . . .")
    facing, partner = book.non_striker, book.striker
    book.over_number, book.bowler = 0, A11
    book.at_crease(facing, partner)
    book.ball(token, over_balls=over_balls, ball_in_over=7)
    return book


def test_an_unannounced_seventh_ball_counts_with_a_problem() -> None:
    book = seventh_ball(".")
    assert (book.current.overs_completed, book.current.legal_balls) == (1, 7)
    assert book.codes == [ProblemCode.OVER_TOO_LONG]


@pytest.mark.parametrize(("token", "facing"), [(".", "home1"), ("1", "home2")])
def test_after_a_seventh_ball_the_strike_changes_once(token: str, facing: str) -> None:
    book = seventh_ball(token, over_balls=7)
    assert book.codes == []
    assert book.current.striker_id == facing


def test_runs_off_a_seventh_ball_can_spoil_the_maiden() -> None:
    assert innings(". . . . . .").only_bowler().maidens == 1
    book = innings(". . . . . .").at_crease(PlayerId("home1"), PlayerId("home2"))
    book.over_number, book.bowler = 0, A11
    book.ball("4", over_balls=7)
    assert (book.only_bowler().maidens, book.only_bowler().balls_bowled) == (0, 7)


def test_a_spell_continues_from_the_same_end_and_ends_with_a_missed_over() -> None:
    dots = " . . . . . ."
    book = innings(dots * 3)  # away11 bowls the overs 0 and 2, away10 over 1
    for bowler in ("away9", "away10", "away9", "away11"):
        book.bowler = PlayerId(bowler)
        book.balls(dots)
    spells = [(spell.start_over, spell.end_over) for spell in book.current.bowlers[A11].spells]
    assert spells == [(0, 2), (6, 6)]


@pytest.mark.parametrize(
    ("set_numbers", "spells"),
    [
        ((0, 1, 4, 9), [(0, 9)]),
        ((0, 5), [(0, 5)]),
        ((1, 4), [(1, 4)]),
        ((0, 1, 6), [(0, 1), (6, 6)]),
        ((1, 12), [(1, 1), (12, 12)]),
    ],
)
def test_in_the_hundred_a_spell_continues_over_sets_from_the_same_end(
    set_numbers: tuple[int, ...], spells: list[tuple[int, int]]
) -> None:
    book = innings("", HUNDRED)
    for number in range(set_numbers[-1] + 1):
        book.bowler = PlayerId("away1" if number in set_numbers else f"away{2 + number % 7}")
        book.balls(". . . . .")
    found = book.current.bowlers[PlayerId("away1")].spells
    assert [(each.start_over, each.end_over) for each in found] == spells


def test_a_spell_has_the_runs_and_wickets_of_its_balls() -> None:
    spell = innings("1 4 W wd . . .").only_bowler().spells[0]
    assert (spell.runs, spell.wickets) == (6, 1)


def test_more_overs_than_the_conditions_allow_a_bowler_are_a_problem() -> None:
    book = innings(". . . . . . | " * 8, FORMATS[MatchFormat.T20])
    assert book.codes == []
    assert book.balls(".").codes == [ProblemCode.BOWLER_OVER_LIMIT]


def test_wrong_stored_over_numbers_are_reported_once() -> None:
    book = Book().innings()
    for _ in range(3):
        book.ball(".", over_number=4)
    assert (book.current.legal_balls, book.codes) == (3, [ProblemCode.POSITION_MISMATCH])


def test_in_the_hundred_a_set_has_five_balls_and_ends_change_after_ten() -> None:
    book = innings(". . . . .", HUNDRED)
    assert (book.current.overs_completed, book.current.striker_id) == (1, "home1")
    book.balls(". . . . .")
    assert (book.current.overs_completed, book.current.striker_id, book.problems) == (
        2,
        "home2",
        [],
    )


def test_in_the_hundred_a_bowler_may_bowl_ten_balls_in_succession_but_not_fifteen() -> None:
    book = Book(HUNDRED).innings()
    for _ in range(2):
        book.bowler = A11
        book.balls(". . . . .")
    assert book.codes == []
    book.bowler = A11
    assert book.balls(".").codes == [ProblemCode.CONSECUTIVE_OVERS]


POWERPLAYS = [(0, True), (35, True), (36, False)]


@pytest.mark.parametrize(("dots", "is_on"), POWERPLAYS)
def test_the_powerplay_of_a_t20_is_its_first_six_overs(dots: int, is_on: bool) -> None:
    book = innings(". " * dots, FORMATS[MatchFormat.T20])
    document = live_score(book.state, Inputs(book.setup), None).current_innings
    assert document is not None
    assert (document.powerplay is not None) is is_on


@pytest.mark.parametrize(("dots", "is_on"), [(24, True), (25, False)])
def test_the_powerplay_of_the_hundred_is_its_first_25_balls(dots: int, is_on: bool) -> None:
    book = innings(". " * dots, HUNDRED)
    document = live_score(book.state, Inputs(book.setup), None).current_innings
    assert document is not None
    assert (document.powerplay is not None) is is_on


def test_an_innings_ends_when_its_overs_are_bowled() -> None:
    book = innings(". . . . . . | . . . . . .", replace(THE_LAWS, overs_per_innings=2))
    assert (book.current.closed, book.current.legal_balls) == ("overs_complete", 12)
    assert book.balls(".").codes == [ProblemCode.INNINGS_OVER]


def test_a_seventh_ball_of_the_last_over_reopens_the_innings() -> None:
    book = innings(". . . . . .", replace(THE_LAWS, overs_per_innings=1))
    book.at_crease(PlayerId("home1"), PlayerId("home2"))
    book.over_number, book.bowler = 0, A11
    book.ball("6", over_balls=7)
    assert (book.current.closed, book.current.runs, book.codes) == ("overs_complete", 6, [])


@pytest.mark.parametrize("reason", ["declared", "all_out"])
def test_a_seventh_ball_does_not_reopen_an_innings_closed_for_another_reason(reason: str) -> None:
    book = innings(". . . . . .").close(reason)
    book.over_number, book.bowler = 0, A11
    book.ball("6", over_balls=7)
    assert (book.current.closed, book.current.runs) == (reason, 0)
    assert book.codes == [ProblemCode.INNINGS_OVER]


def test_another_bowler_may_complete_the_over_of_a_replaced_player() -> None:
    book = innings(". . .").fact(
        "player_replaced",
        team_id="away",
        out_player_id=A11,
        in_player_id="away12",
        role="player",
        reason="concussion",
    )
    book.bowler = PlayerId("away9")
    assert book.balls(". . .").problems == []


def test_the_replacement_of_another_player_allows_no_change_of_bowler() -> None:
    book = innings(". . .").fact(
        "player_replaced", team_id="away", out_player_id="away4", in_player_id="away12"
    )
    book.bowler = A10
    assert book.balls(".").codes == [ProblemCode.BOWLER_CHANGED_MID_OVER]
