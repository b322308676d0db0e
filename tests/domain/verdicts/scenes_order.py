"""Scenes of innings, overs and penalties: rows 1-3, 33-49, 51, 52, 56, 59 and 60."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.vocabulary import PlayerId
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.verdicts.scenes import (
    CODE_2000,
    FOURTH,
    HUNDRED,
    ODI,
    ONE_OVER,
    TEST,
    TWO_FOR_A_WIDE,
    against,
    ball,
    book,
    fact,
    fine,
    start,
)

QUOTA = replace(THE_LAWS, max_overs_per_bowler=1)
LAST_MAN = replace(THE_LAWS, players_per_side=3, last_man_stands=True)
OVER = ". . . . . ."


def closed() -> Book:
    """The innings was declared."""
    return book("1")().close("declared")


def chase(text: str = "", conditions: PlayingConditions = ONE_OVER) -> Book:
    """The second innings, in which five win."""
    return Book(conditions).innings(HOME, "4 . . . . .").innings(AWAY, text)


def won() -> Book:
    """The chase has succeeded."""
    return chase("4 1")


def won_under_the_fourth() -> Book:
    """The same under the edition of 2026."""
    return chase("4 1", replace(ONE_OVER, laws_edition=FOURTH.laws_edition))


def tied() -> Book:
    """Both sides have four."""
    return chase("4 . . . . .")


def in_a_super_over(text: str = "") -> Book:
    """A super over of the side that batted second."""
    return tied().innings(AWAY, text, super_over=True)


def in_the_next_super_over() -> Book:
    """Both made one in the super over; away1 was out in it, home10 bowled it."""
    written = in_a_super_over()
    written.bowler = PlayerId("home10")
    written.balls("W 1 . . . .")
    written.innings(HOME, "1 . . . . .", super_over=True)
    return written.innings(AWAY, "", super_over=True, striker_id=None, non_striker_id=None)


def before_the_next_super_over() -> Book:
    """The same, the next super over not yet begun."""
    written = in_the_next_super_over()
    del written.entries[-1]
    return written


def bowled_by(*bowlers: str, conditions: PlayingConditions = THE_LAWS, last: str = "") -> Book:
    """An over by each bowler, then `last` balls of another."""
    written = book("", conditions)()
    for each in bowlers:
        written.bowler = PlayerId(each)
        written.balls(". " * conditions.balls_per_over)
    return written.balls(last)


def of_five(balls: str, conditions: PlayingConditions = THE_LAWS) -> Book:
    """An over that the umpire ended a ball early, without a word of it."""
    written = book(balls, conditions)()
    written.end_over()
    return written


def after_a_short_set() -> Book:
    """Four balls and five by one bowler of the Hundred."""
    written = book(". . . .", HUNDRED)()
    written.end_over()
    written.bowler = PlayerId("away11")
    return written.balls(". . . . .")


def all_four_innings() -> Book:
    """Two innings a side of one over: the last falls short of its target."""
    written = Book(replace(TEST, overs_per_innings=1))
    for side, balls in ((HOME, "6" + OVER[1:]), (AWAY, OVER), (HOME, OVER), (AWAY, OVER)):
        written.innings(side, balls)
    return written


def third_innings() -> Book:
    """Innings of one over each, and a third in which two were bowled."""
    written = Book(TEST).innings(HOME, OVER, overs_limit=1).innings(AWAY, OVER)
    return written.innings(HOME, f"{OVER} {OVER}")


def suspended(conditions: PlayingConditions = THE_LAWS) -> Book:
    """The bowler of the first over, away11, was suspended."""
    return book(OVER, conditions)().fact("bowler_suspended", player_id="away11")


def obstructed(conditions: PlayingConditions) -> Book:
    """home1 is out obstructing the field at the striker's end: home2 stays where he is."""
    written = book(".", conditions)()
    written.ball(is_wicket=True, wicket=written.wicket("obs", end="striker"))
    return written


def two_innings(first: str, second: str, conditions: PlayingConditions = TEST) -> Book:
    """Both first innings of a match of two a side."""
    written = Book(conditions).innings(HOME, first).close("declared")
    return written.innings(AWAY, second).close("all_out")


def numbered(written: Book) -> Book:
    """A book before its first innings, which is the home side's."""
    written.number = 1
    return written


def earlier(written: Book) -> Book:
    """The same book, whose next action is of the innings before."""
    written.number, written.sequence = written.number - 1, 50
    return written


def umpires_count_recorded() -> Book:
    """An innings with one ball of an over of seven."""
    written = book()()
    written.ball(over_balls=7)
    return written


ORDER: Final = (
    against("innings_start_missing", "a ball", lambda: numbered(Book()), ball(
        striker_id="home1", non_striker_id="home2")),
    fine("innings_start_missing", "forfeited", lambda: numbered(Book()),
         fact("innings_closed", reason="forfeited")),
    fine("innings_start_missing", "started", book(), ball()),
    against("innings_over", "declared", closed, ball()),
    against("innings_over", "target reached", won, ball()),
    against("innings_over", "overs done", book(OVER, ONE_OVER), ball()),
    against("innings_over", "a new batter", closed, fact("batter_arrived", player_id="home9")),
    fine("innings_over", "overs limited in the first innings alone", third_innings, ball()),
    against("match_over", "won over two innings of limited overs", all_four_innings,
            start(5, HOME, super_over=True)),
    fine("innings_over", "the umpire let it go on", book(OVER, ONE_OVER), ball(
        over_number=0, bowler_id="away11", over_balls=7)),
    against("match_over", "recorded", lambda: book("1")().fact(
        "match_closed", outcome="abandoned"), ball()),
    against("match_over", "won", won, start(3)),
    fine("match_over", "between the innings", book(OVER, ONE_OVER), start(2, AWAY)),
    against("innings_out_of_order", "the one before", lambda: earlier(chase()), ball()),
    fine("innings_out_of_order", "this one", chase, ball()),
    against("innings_started_twice", "again", book("1"), start(1)),
    fine("innings_started_twice", "the next", closed, start(2, AWAY)),
    against("innings_skipped", "the third", closed, start(3, AWAY)),
    fine("innings_skipped", "the second", closed, start(2, AWAY)),
    against("innings_not_closed", "still open", book("1"), start(2, AWAY)),
    fine("innings_not_closed", "closed", closed, start(2, AWAY)),
    against("no_innings_left", "the same side", closed, start(2, HOME)),
    fine("no_innings_left", "follows on", lambda: two_innings("4", "1"), start(3, AWAY)),
    fine("no_innings_left", "a super over", tied, start(3, AWAY, super_over=True)),
    against("ball_while_stopped", "rain", lambda: book(".")().fact("play_stopped"), ball()),
    fine("ball_while_stopped", "resumed", lambda: book(".")().fact(
        "play_stopped").fact("play_resumed"), ball()),
    against("stopped_twice", "rain", lambda: book(".")().fact("play_stopped"),
            fact("play_stopped")),
    fine("stopped_twice", "once", book("."), fact("play_stopped")),
    against("resumed_unstopped", "goes on", book("."), fact("play_resumed")),
    fine("resumed_unstopped", "stopped", lambda: book(".")().fact("play_stopped"),
         fact("play_resumed")),
    against("declared_in_limited_overs", "ODI", book("1", ODI), fact(
        "innings_closed", reason="declared")),
    fine("declared_in_limited_overs", "Test", book("1", TEST), fact(
        "innings_closed", reason="declared")),
    against("forfeited_once_begun", "a ball", book("1"), fact(
        "innings_closed", reason="forfeited")),
    fine("forfeited_once_begun", "none", book(""), fact("innings_closed", reason="forfeited")),
    against("close_not_shown", "all out", book("1"), fact("innings_closed", reason="all_out")),
    against("close_not_shown", "overs complete", book("1"), fact(
        "innings_closed", reason="overs_complete")),
    against("close_not_shown", "target reached", lambda: chase("."), fact(
        "innings_closed", reason="target_reached")),
    fine("close_not_shown", "a last over of five", book("1 . . . .", ONE_OVER), fact(
        "innings_closed", reason="overs_complete")),
    fine("close_not_shown", "the umpires called it off", book("1"), fact(
        "innings_closed", reason="abandoned")),
    fine("close_not_shown", "nobody left", book("W"), fact("innings_closed", reason="all_out",
        absent_ids=[f"home{n}" for n in range(3, 12)])),
    against("close_contradicted", "overs", book(OVER, ONE_OVER), fact(
        "innings_closed", reason="declared")),
    fine("close_contradicted", "declared", book("1"), fact("innings_closed", reason="declared")),
    fine("close_contradicted", "absent hurt", book("W"), fact(
        "innings_closed", reason="all_out", absent_ids=tuple(f"home{n}" for n in range(3, 12)))),
    against("result_contradicted", "the other side", won, fact(
        "match_closed", outcome="win", winner_team_id=HOME)),
    fine("result_contradicted", "the side that won", won, fact(
        "match_closed", outcome="win", winner_team_id=AWAY)),
    against("result_contradicted", "no result", won, fact("match_closed", outcome="no_result")),
    against("result_contradicted", "tied, abandoned", tied, fact(
        "match_closed", outcome="abandoned")),
    fine("result_contradicted", "no result in mid-chase", lambda: chase("1"), fact(
        "match_closed", outcome="no_result")),
    fine("result_contradicted", "a super over cut short", lambda: in_a_super_over("1"), fact(
        "match_closed", outcome="abandoned")),
)  # fmt: skip

OVERS: Final = (
    against("over_too_long", "a seventh", book(OVER), ball(
        over_number=0, bowler_id="away11", ball_in_over=7)),
    fine("over_too_long", "the umpire's count", book(OVER), ball(
        over_number=0, bowler_id="away11", over_balls=7)),
    against("umpires_count", "seven", book(), ball(over_balls=7)),
    fine("umpires_count", "said once", umpires_count_recorded, ball(over_balls=7)),
    fine("umpires_count", "six", book(), ball(over_balls=6)),
    against("over_too_short", "five", book(". . . . ."), ball(
        over_number=1, bowler_id="away10")),
    fine("over_too_short", "six", book(OVER), ball()),
    against("over_too_short", "the Hundred, the same bowler", book(". . . .", HUNDRED), ball(
        over_number=1, ball_in_over=1)),
    fine("over_too_short", "the Hundred, in mid-set", book(". . . .", HUNDRED), ball(
        over_number=1)),
    fine("over_too_short", "the Hundred, after such a set", after_a_short_set, ball(
        over_number=2, ball_in_over=1, bowler_id="away9")),
    against("consecutive_overs", "two running", book(OVER), ball(bowler_id="away11")),
    fine("consecutive_overs", "in turn", book(OVER), ball()),
    fine("consecutive_overs", "the Hundred", lambda: bowled_by("away11", conditions=HUNDRED), ball(
        bowler_id="away11")),
    against("bowler_changed_mid_over", "no reason", book(". ."), ball(bowler_id="away5")),
    fine("bowler_changed_mid_over", "suspended", lambda: book(". .")().fact(
        "bowler_suspended", player_id="away11"), ball(bowler_id="away5")),
    against("finisher_bowled_before", "bowled the over before", lambda: bowled_by(
        "away1", last=". ."), ball(bowler_id="away1")),
    fine("finisher_bowled_before", "did not", lambda: bowled_by("away1", last=". ."), ball(
        bowler_id="away5")),
    against("bowler_suspended", "bowls on", suspended, ball(bowler_id="away11")),
    fine("bowler_suspended", "another", suspended, ball()),
    against("suspension_scope", "41.8 in 2022", book("."), fact(
        "bowler_suspended", player_id="away11", scope="match", note="41.8")),
    against("suspension_scope", "41.8 in 2026", book(".", FOURTH), fact(
        "bowler_suspended", player_id="away11", scope="innings", note="41.8")),
    against("suspension_scope", "41.3 for the innings", book("."), fact(
        "bowler_suspended", player_id="away11", scope="innings", note="41.3.5.2")),
    fine("suspension_scope", "41.8 in 2026", book(".", FOURTH), fact(
        "bowler_suspended", player_id="away11", scope="match", note="41.8")),
    fine("suspension_scope", "41.7.4 in 2026", book(".", FOURTH), fact(
        "bowler_suspended", player_id="away11", scope="innings", note="41.7.4")),
    fine("suspension_scope", "no clause", book("."), fact(
        "bowler_suspended", player_id="away11", scope="match")),
    against("suspended_not_bowling", "another", book("."), fact(
        "bowler_suspended", player_id="away3")),
    fine("suspended_not_bowling", "the bowler", book("."), fact(
        "bowler_suspended", player_id="away11")),
    against("bowler_over_limit", "a second over", lambda: bowled_by(
        "away11", "away10", conditions=QUOTA), ball(bowler_id="away11")),
    fine("bowler_over_limit", "another", lambda: bowled_by(
        "away11", "away10", conditions=QUOTA), ball(bowler_id="away9")),
    against("strike_mismatch", "after one run", book("1"), ball(
        striker_id="home1", non_striker_id="home2")),
    fine("strike_mismatch", "after one run", book("1"), ball()),
    fine("strike_mismatch", "after an over of five", lambda: of_five("1 1 1 . ."), ball()),
    against("strike_mismatch", "unchanged after an over of five", lambda: of_five("1 1 1 . ."),
            ball(striker_id="home2", non_striker_id="home1")),
    fine("strike_mismatch", "after a set of four of the Hundred",
         lambda: of_five("1 1 1 .", HUNDRED), ball()),
    fine("strike_mismatch", "a seventh ball", book("1 . . . . ."), ball(
        over_number=0, bowler_id="away11", striker_id="home2", non_striker_id="home1")),
    against("strike_mismatch", "a seventh ball, faced by the other", book("1 . . . . ."), ball(
        over_number=0, bowler_id="away11", striker_id="home1", non_striker_id="home2")),
    fine("strike_mismatch", "a seventh ball, faced by the last man", book(
        "W W . . . .", LAST_MAN), ball(over_number=0, bowler_id="away3")),
    fine("strike_mismatch", "after a wide of less than its penalty", book("wd", TWO_FOR_A_WIDE),
         ball()),
)  # fmt: skip

PENALTIES: Final = (
    against("penalty_to_offender", "helmet", book("."), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="28.3")),
    against("penalty_to_offender", "pitch", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="Law 41.14.3")),
    fine("penalty_to_offender", "helmet", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5, law="28.3")),
    fine("penalty_to_offender", "no clause", book("."), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5)),
    fine("penalty_to_offender", "another Code", book(".", CODE_2000), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="28.3")),
    against("penalty_not_five", "ten", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=10)),
    fine("penalty_not_five", "five", book("."), fact(
        "penalty_awarded", to_team_id=HOME, runs=5)),
    against("penalty_on_ball_not_five", "three", book(), ball(extras={"penalty": 3})),
    fine("penalty_on_ball_not_five", "five", book(), ball(extras={"penalty": 5})),
    against("award_after_result", "2022", won, fact(
        "penalty_awarded", to_team_id=HOME, runs=5)),
    fine("award_after_result", "2026", won_under_the_fourth, fact(
        "penalty_awarded", to_team_id=HOME, runs=5)),
    fine("award_after_result", "before the result", lambda: chase("1"), fact(
        "penalty_awarded", to_team_id=HOME, runs=5)),
    against("short_run_kept", "two", book("2"), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="18.5")),
    fine("short_run_kept", "none", book("."), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="18.5")),
    fine("short_run_kept", "the no-ball", book("nb"), fact(
        "penalty_awarded", to_team_id=AWAY, runs=5, law="18.5")),
    against("faces_next_not_given", "2022", lambda: obstructed(THE_LAWS), ball(
        striker_id="home2", non_striker_id="home3")),
    fine("faces_next_not_given", "2026", lambda: obstructed(FOURTH), ball(
        striker_id="home2", non_striker_id="home3")),
    fine("faces_next_not_given", "as recorded", lambda: obstructed(THE_LAWS), ball()),
)  # fmt: skip
