"""Scenes for innings, overs and penalties: rows 1-3, 33-49, 51, 52, 56, 59 and 60."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.vocabulary import PlayerId
from tests.domain.notation import AWAY, HOME, Book, player
from tests.domain.verdicts.scenes import (
    CODE_2000,
    HUNDRED,
    ODI,
    OF_2026,
    ONE_OVER,
    TEST,
    TWO_FOR_A_WIDE,
    ball,
    book,
    breaks,
    fact,
    keeps,
    start,
)

QUOTA = replace(THE_LAWS, max_overs_per_bowler=1)
LAST_MAN = replace(THE_LAWS, players_per_side=3, last_man_stands=True)
OVER = ". . . . . ."


def declared_innings() -> Book:
    """Return an innings that was declared."""
    return book("1")().close("declared")


def chase(text: str = "", conditions: PlayingConditions = ONE_OVER) -> Book:
    """Return a chase with a target of five."""
    return Book(conditions).innings(HOME, "4 . . . . .").innings(AWAY, text)


def won_chase() -> Book:
    """Return a chase that has succeeded."""
    return chase("4 1")


def won_under_2026_edition() -> Book:
    """Return the same under the 2026 edition of the Laws."""
    return chase("4 1", replace(ONE_OVER, laws_edition=OF_2026.laws_edition))


def tied_match() -> Book:
    """Return a match tied at four runs each."""
    return chase("4 . . . . .")


def first_super_over(text: str = "") -> Book:
    """Return a tied match and a super over's first innings, of the side that batted second."""
    return tied_match().innings(AWAY, text, super_over=True)


def second_super_over() -> Book:
    """Return a second super over: the first was tied, away1 was out in it, and home10 bowled it."""
    scorebook = first_super_over()
    scorebook.bowler = PlayerId("home10")
    scorebook.balls("W 1 . . . .")
    scorebook.innings(HOME, "1 . . . . .", super_over=True)
    return scorebook.innings(AWAY, "", super_over=True, striker_id=None, non_striker_id=None)


def before_second_super_over() -> Book:
    """Return the same before the second super over begins."""
    scorebook = second_super_over()
    del scorebook.entries[-1]
    return scorebook


def overs_bowled_by(
    *bowlers: str, conditions: PlayingConditions = THE_LAWS, last: str = ""
) -> Book:
    """Return an innings with an over by each bowler, then the balls `last` of another."""
    scorebook = book("", conditions)()
    for each in bowlers:
        scorebook.bowler = PlayerId(each)
        scorebook.balls(". " * conditions.balls_per_over)
    return scorebook.balls(last)


def with_short_over(balls: str, conditions: PlayingConditions = THE_LAWS) -> Book:
    """Return an innings with an over that ended a ball early, without a record of it."""
    scorebook = book(balls, conditions)()
    scorebook.end_over()
    return scorebook


def after_a_short_set() -> Book:
    """Return a set of four balls and one of five by the same bowler of the Hundred."""
    scorebook = book(". . . .", HUNDRED)()
    scorebook.end_over()
    scorebook.bowler = PlayerId("away11")
    return scorebook.balls(". . . . .")


def all_four_innings() -> Book:
    """Return a match of two innings a side, one over each: the last is short of its target."""
    scorebook = Book(replace(TEST, overs_per_innings=1))
    for side, balls in ((HOME, "6" + OVER[1:]), (AWAY, OVER), (HOME, OVER), (AWAY, OVER)):
        scorebook.innings(side, balls)
    return scorebook


def third_innings() -> Book:
    """Return two innings limited to one over, and a third in which two were bowled."""
    scorebook = Book(TEST).innings(HOME, OVER, overs_limit=1).innings(AWAY, OVER)
    return scorebook.innings(HOME, f"{OVER} {OVER}")


def suspended_bowler(conditions: PlayingConditions = THE_LAWS) -> Book:
    """Return an innings in which away11, who bowled the first over, was suspended."""
    return book(OVER, conditions)().fact("bowler_suspended", player_id="away11")


def after_obstruction(conditions: PlayingConditions) -> Book:
    """Return an innings: home1 is out obstructing the field at the striker's end; home2 stays."""
    scorebook = book(".", conditions)()
    scorebook.ball(is_wicket=True, wicket=scorebook.wicket("obs", end="striker"))
    return scorebook


def obstruction_in_long_over() -> Book:
    """Return an innings: home1 is out obstructing off the sixth ball, at the striker's end.

    The umpire allows a seventh ball, from the same end: home3 faces it.
    """
    scorebook = book(". . . . .", THE_LAWS)()
    scorebook.ball(is_wicket=True, wicket=scorebook.wicket("obs", end="striker"))
    scorebook.over_number, scorebook.ball_in_over = 0, 6
    return scorebook.at_crease(player(HOME, 3), player(HOME, 2))


def both_left_after_obstruction() -> Book:
    """Return the same innings; home2 retires, and home3 comes in at an end that is not recorded."""
    scorebook = after_obstruction(THE_LAWS)
    scorebook.fact("batter_retired", player_id="home2", **{"as": "hurt"})
    scorebook.fact("batter_arrived", player_id="home3")
    return scorebook.at_crease(player(HOME, 4), player(HOME, 3))


def two_innings(first: str, second: str, conditions: PlayingConditions = TEST) -> Book:
    """Return the two first innings of a match of two innings a side."""
    scorebook = Book(conditions).innings(HOME, first).close("declared")
    return scorebook.innings(AWAY, second).close("all_out")


def before_first_innings(scorebook: Book) -> Book:
    """Set the book to its first innings, which has not been started; the home side's."""
    scorebook.number = 1
    return scorebook


def into_previous_innings(scorebook: Book) -> Book:
    """Set the book back, so that its next action belongs to the previous innings."""
    scorebook.number, scorebook.sequence = scorebook.number - 1, 50
    return scorebook


def umpires_count_recorded() -> Book:
    """Return an innings with one ball, recorded as of an over of seven."""
    scorebook = book()()
    scorebook.ball(over_balls=7)
    return scorebook


ORDER: Final = (
    breaks("innings_start_missing", "a ball", lambda: before_first_innings(Book()), ball(
        striker_id="home1", non_striker_id="home2")),
    keeps("innings_start_missing", "forfeited", lambda: before_first_innings(Book()),
          fact("innings_closed", reason="forfeited")),
    keeps("innings_start_missing", "started", book(), ball()),
    breaks("innings_over", "declared", declared_innings, ball()),
    breaks("innings_over", "target reached", won_chase, ball()),
    breaks("innings_over", "overs done", book(OVER, ONE_OVER), ball()),
    breaks("innings_over", "a new batter", declared_innings, fact(
        "batter_arrived", player_id="home9")),
    keeps("innings_over", "overs limited in the first innings alone", third_innings, ball()),
    breaks("match_over", "won over two innings of limited overs", all_four_innings,
           start(5, HOME, super_over=True)),
    keeps("innings_over", "the umpire let it go on", book(OVER, ONE_OVER), ball(
        over_number=0, bowler_id="away11", over_balls=7)),
    breaks("match_over", "recorded", lambda: book("1")().fact(
        "match_closed", outcome="abandoned"), ball()),
    breaks("match_over", "won", won_chase, start(3)),
    keeps("match_over", "between the innings", book(OVER, ONE_OVER), start(2, AWAY)),
    breaks("innings_out_of_order", "the one before",
           lambda: into_previous_innings(chase()), ball()),
    keeps("innings_out_of_order", "this one", chase, ball()),
    breaks("innings_started_twice", "again", book("1"), start(1)),
    keeps("innings_started_twice", "the next", declared_innings, start(2, AWAY)),
    breaks("innings_skipped", "the third", declared_innings, start(3, AWAY)),
    keeps("innings_skipped", "the second", declared_innings, start(2, AWAY)),
    breaks("innings_not_closed", "still open", book("1"), start(2, AWAY)),
    keeps("innings_not_closed", "closed", declared_innings, start(2, AWAY)),
    breaks("no_innings_left", "the same side", declared_innings, start(2, HOME)),
    keeps("no_innings_left", "follows on", lambda: two_innings("4", "1"), start(3, AWAY)),
    keeps("no_innings_left", "a super over", tied_match, start(3, AWAY, super_over=True)),
    breaks("ball_while_stopped", "rain", lambda: book(".")().fact("play_stopped"), ball()),
    keeps("ball_while_stopped", "resumed", lambda: book(".")().fact(
        "play_stopped").fact("play_resumed"), ball()),
    breaks("stopped_twice", "rain", lambda: book(".")().fact("play_stopped"),
           fact("play_stopped")),
    keeps("stopped_twice", "once", book("."), fact("play_stopped")),
    breaks("resumed_unstopped", "goes on", book("."), fact("play_resumed")),
    keeps("resumed_unstopped", "stopped", lambda: book(".")().fact("play_stopped"),
          fact("play_resumed")),
    breaks("declared_in_limited_overs", "ODI", book("1", ODI), fact(
        "innings_closed", reason="declared")),
    keeps("declared_in_limited_overs", "Test", book("1", TEST), fact(
        "innings_closed", reason="declared")),
    breaks("forfeited_once_begun", "a ball", book("1"), fact(
        "innings_closed", reason="forfeited")),
    keeps("forfeited_once_begun", "none", book(""), fact("innings_closed", reason="forfeited")),
    breaks("close_not_shown", "all out", book("1"), fact("innings_closed", reason="all_out")),
    breaks("close_not_shown", "overs complete", book("1"), fact(
        "innings_closed", reason="overs_complete")),
    breaks("close_not_shown", "target reached", lambda: chase("."), fact(
        "innings_closed", reason="target_reached")),
    keeps("close_not_shown", "a last over of five", book("1 . . . .", ONE_OVER), fact(
        "innings_closed", reason="overs_complete")),
    keeps("close_not_shown", "the umpires called it off", book("1"), fact(
        "innings_closed", reason="abandoned")),
    keeps("close_not_shown", "nobody left", book("W"), fact("innings_closed", reason="all_out",
        absent_ids=[f"home{n}" for n in range(3, 12)])),
    breaks("close_contradicted", "overs", book(OVER, ONE_OVER), fact(
        "innings_closed", reason="declared")),
    keeps("close_contradicted", "declared", book("1"), fact("innings_closed", reason="declared")),
    keeps("close_contradicted", "absent hurt", book("W"), fact(
        "innings_closed", reason="all_out", absent_ids=tuple(f"home{n}" for n in range(3, 12)))),
    breaks("result_contradicted", "the other side", won_chase, fact(
        "match_closed", outcome="win", winner_team_id=HOME)),
    keeps("result_contradicted", "the side that won", won_chase, fact(
        "match_closed", outcome="win", winner_team_id=AWAY)),
    breaks("result_contradicted", "no result", won_chase, fact(
        "match_closed", outcome="no_result")),
    breaks("result_contradicted", "tied, abandoned", tied_match, fact(
        "match_closed", outcome="abandoned")),
    keeps("result_contradicted", "no result in mid-chase", lambda: chase("1"), fact(
        "match_closed", outcome="no_result")),
    keeps("result_contradicted", "a super over cut short", lambda: first_super_over("1"), fact(
        "match_closed", outcome="abandoned")),
)  # fmt: skip

OVERS: Final = (
    breaks("over_too_long", "a seventh", book(OVER), ball(
        over_number=0, bowler_id="away11", ball_in_over=7)),
    keeps("over_too_long", "the umpire's count", book(OVER), ball(
        over_number=0, bowler_id="away11", over_balls=7)),
    breaks("umpires_count", "seven", book(), ball(over_balls=7)),
    keeps("umpires_count", "said once", umpires_count_recorded, ball(over_balls=7)),
    keeps("umpires_count", "six", book(), ball(over_balls=6)),
    breaks("over_too_short", "five", book(". . . . ."), ball(
        over_number=1, bowler_id="away10")),
    keeps("over_too_short", "six", book(OVER), ball()),
    breaks("over_too_short", "the Hundred, the same bowler", book(". . . .", HUNDRED), ball(
        over_number=1, ball_in_over=1)),
    keeps("over_too_short", "the Hundred, in mid-set", book(". . . .", HUNDRED), ball(
        over_number=1)),
    keeps("over_too_short", "the Hundred, after such a set", after_a_short_set, ball(
        over_number=2, ball_in_over=1, bowler_id="away9")),
    breaks("consecutive_overs", "two running", book(OVER), ball(bowler_id="away11")),
    keeps("consecutive_overs", "in turn", book(OVER), ball()),
    keeps("consecutive_overs", "the Hundred", lambda: overs_bowled_by(
        "away11", conditions=HUNDRED), ball(bowler_id="away11")),
    breaks("bowler_changed_mid_over", "no reason", book(". ."), ball(bowler_id="away5")),
    keeps("bowler_changed_mid_over", "suspended", lambda: book(". .")().fact(
        "bowler_suspended", player_id="away11"), ball(bowler_id="away5")),
    breaks("finisher_bowled_before", "bowled the over before", lambda: overs_bowled_by(
        "away1", last=". ."), ball(bowler_id="away1")),
    keeps("finisher_bowled_before", "did not", lambda: overs_bowled_by("away1", last=". ."), ball(
        bowler_id="away5")),
    breaks("bowler_suspended", "bowls on", suspended_bowler, ball(bowler_id="away11")),
    keeps("bowler_suspended", "another", suspended_bowler, ball()),
    breaks("suspension_scope", "41.8 in 2022", book("."), fact(
        "bowler_suspended", player_id="away11", scope="match", note="41.8")),
    breaks("suspension_scope", "41.8 in 2026", book(".", OF_2026), fact(
        "bowler_suspended", player_id="away11", scope="innings", note="41.8")),
    breaks("suspension_scope", "41.3 for the innings", book("."), fact(
        "bowler_suspended", player_id="away11", scope="innings", note="41.3.5.2")),
    keeps("suspension_scope", "41.8 in 2026", book(".", OF_2026), fact(
        "bowler_suspended", player_id="away11", scope="match", note="41.8")),
    keeps("suspension_scope", "41.7.4 in 2026", book(".", OF_2026), fact(
        "bowler_suspended", player_id="away11", scope="innings", note="41.7.4")),
    keeps("suspension_scope", "no clause", book("."), fact(
        "bowler_suspended", player_id="away11", scope="match")),
    breaks("suspended_not_bowling", "another", book("."), fact(
        "bowler_suspended", player_id="away3")),
    keeps("suspended_not_bowling", "the bowler", book("."), fact(
        "bowler_suspended", player_id="away11")),
    breaks("bowler_over_limit", "a second over", lambda: overs_bowled_by(
        "away11", "away10", conditions=QUOTA), ball(bowler_id="away11")),
    keeps("bowler_over_limit", "another", lambda: overs_bowled_by(
        "away11", "away10", conditions=QUOTA), ball(bowler_id="away9")),
    breaks("strike_mismatch", "after one run", book("1"), ball(
        striker_id="home1", non_striker_id="home2")),
    keeps("strike_mismatch", "after one run", book("1"), ball()),
    keeps("strike_mismatch", "after an over of five", lambda: with_short_over("1 1 1 . ."), ball()),
    breaks("strike_mismatch", "unchanged after an over of five",
           lambda: with_short_over("1 1 1 . ."), ball(striker_id="home2", non_striker_id="home1")),
    keeps("strike_mismatch", "after a set of four of the Hundred",
          lambda: with_short_over("1 1 1 .", HUNDRED), ball()),
    keeps("strike_mismatch", "a seventh ball", book("1 . . . . ."), ball(
        over_number=0, bowler_id="away11", striker_id="home2", non_striker_id="home1")),
    breaks("strike_mismatch", "a seventh ball, faced by the other", book("1 . . . . ."), ball(
        over_number=0, bowler_id="away11", striker_id="home1", non_striker_id="home2")),
    keeps("strike_mismatch", "a seventh ball, faced by the last man", book(
        "W W . . . .", LAST_MAN), ball(over_number=0, bowler_id="away3")),
    keeps("strike_mismatch", "after a wide of less than its penalty", book("wd", TWO_FOR_A_WIDE),
          ball()),
)  # fmt: skip

PENALTIES: Final = (
    breaks("penalty_to_offender", "helmet", book("."), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="28.3")),
    breaks("penalty_to_offender", "pitch", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="Law 41.14.3")),
    keeps("penalty_to_offender", "helmet", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="28.3")),
    keeps("penalty_to_offender", "no clause", book("."), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5)),
    keeps("penalty_to_offender", "another Code", book(".", CODE_2000), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="28.3")),
    breaks("penalty_not_five", "ten", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=10)),
    keeps("penalty_not_five", "five", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5)),
    breaks("penalty_on_ball_not_five", "three", book(), ball(extras={"penalty": 3})),
    keeps("penalty_on_ball_not_five", "five", book(), ball(extras={"penalty": 5})),
    breaks("award_after_result", "2022", won_chase, fact(
        "penalty_awarded", to_team_id=HOME, runs=5)),
    keeps("award_after_result", "2026", won_under_2026_edition, fact(
        "penalty_awarded", to_team_id=HOME, runs=5)),
    keeps("award_after_result", "before the result", lambda: chase("1"), fact(
        "penalty_awarded", to_team_id=HOME, runs=5)),
    breaks("short_run_kept", "two", book("2"), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="18.5")),
    keeps("short_run_kept", "none", book("."), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="18.5")),
    keeps("short_run_kept", "the no-ball", book("nb"), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="18.5")),
    breaks("faces_next_not_given", "2022", lambda: after_obstruction(THE_LAWS), ball(
        striker_id="home2", non_striker_id="home3")),
    keeps("faces_next_not_given", "2026", lambda: after_obstruction(OF_2026), ball(
        striker_id="home2", non_striker_id="home3")),
    keeps("faces_next_not_given", "as recorded", lambda: after_obstruction(THE_LAWS), ball()),
    keeps("faces_next_not_given", "both batters left", both_left_after_obstruction, ball()),
    keeps("faces_next_not_given", "in an over that continues", obstruction_in_long_over, ball(
        bowler_id="away11", over_balls=7)),
    breaks("faces_next_not_given", "the other batter, in an over that continues",
        obstruction_in_long_over, ball(bowler_id="away11", over_balls=7,
            striker_id="home2", non_striker_id="home3")),
)  # fmt: skip
