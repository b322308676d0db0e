"""Tests the contributions of one match: appearances, batting, bowling, fielding, team totals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.state import Batter, Bowler, Dismissal
from scrbrd.domain.vocabulary import LineupRole, MatchFormat, PlayerId, WicketType
from scrbrd.projections.live.lineups import Selected
from scrbrd.projections.stats.documents import BattingFigures, BowlingFigures
from scrbrd.projections.stats.match_stats import batting, bowling, fielding_credits
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE
from tests.domain.notation import AWAY, HOME, Book
from tests.projections.contributions import (
    NO_BATTING,
    NO_BOWLING,
    away,
    home,
    lineups_of_five,
    player_contributions,
    team_contributions,
)

FIVE_A_SIDE = replace(THE_LAWS, overs_per_innings=2, players_per_side=5)


def batting_figures(*scores: tuple[int, WicketType | None]) -> BattingFigures:
    """Return the batting figures of innings, given as runs and the kind of dismissal."""
    innings = [
        Batter(PlayerId("p"), 1, runs, dismissal=Dismissal(how) if how else None)
        for runs, how in scores
    ]
    return batting(innings)


def bowling_figures(*analyses: tuple[int, int]) -> BowlingFigures:
    """Return the bowling figures of analyses, given as wickets and runs."""
    bowlers = [
        Bowler(PlayerId("p"), balls_bowled=60, wickets=wickets, runs_conceded=runs)
        for wickets, runs in analyses
    ]
    return bowling(bowlers, MatchFormat.TEST)


# -- appearances -------------------------------------------------------------------------------


def test_players_of_the_eleven_have_played_even_without_batting_or_bowling() -> None:
    found = player_contributions(
        Book(FIVE_A_SIDE).innings(HOME, "1"), season_id="2024", played_at="2024-05-01"
    )
    assert len(found) == 10
    without_figures = found[home(5)]
    assert (without_figures["batting"], without_figures["bowling"], without_figures["facing"]) == (
        NO_BATTING,
        NO_BOWLING,
        {},
    )
    assert (
        without_figures["teamId"],
        without_figures["seasonId"],
        without_figures["playedAt"],
    ) == (HOME, "2024", "2024-05-01")
    assert (
        without_figures["competitionId"],
        without_figures["format"],
        without_figures["matchId"],
    ) == (None, "Custom", "m1")


def test_a_substitute_fielder_has_not_played_and_the_catch_is_not_credited() -> None:
    twelfth = Selected(AWAY, PlayerId("roe"), LineupRole.SUBSTITUTE)
    book = Book(FIVE_A_SIDE).innings(HOME)
    book.ball("Wc", wicket=book.wicket("c", fielder_ids=["roe", away(1)], substitute_ids=["roe"]))
    found = player_contributions(book, lineups_of_five(twelfth))
    assert "roe" not in found
    assert [each["fielding"]["catches"] for each in found.values()] == [0] * 10


def test_a_replacement_and_the_replaced_player_have_both_played() -> None:
    replacement = Selected(HOME, PlayerId("roe"), LineupRole.SUBSTITUTE)
    book = Book(FIVE_A_SIDE).innings(HOME, "1")
    book.fact("player_replaced", team_id=HOME, in_player_id="roe", out_player_id=home(5))
    found = player_contributions(book, lineups_of_five(replacement))
    assert {"roe", home(5)} <= found.keys()
    assert player_contributions(book)["roe"]["teamId"] == HOME, (
        "without a lineup of his own as well"
    )


def test_a_replacement_as_bowler_only_is_not_counted_as_a_player() -> None:
    book = Book(FIVE_A_SIDE).innings(HOME, "1")
    book.fact("player_replaced", team_id=AWAY, in_player_id="roe", role="bowler")
    assert "roe" not in player_contributions(book)


def test_without_lineups_players_who_batted_or_bowled_have_played() -> None:
    found = player_contributions(Book(FIVE_A_SIDE).innings(HOME, "1"), {})
    sides = {person_id: each["teamId"] for person_id, each in found.items()}
    assert sides == {home(1): HOME, home(2): HOME, away(5): AWAY}


def test_no_player_has_played_in_a_match_without_an_innings() -> None:
    book = Book(FIVE_A_SIDE).fact("match_closed", outcome="abandoned")
    assert player_contributions(book) == {}
    assert {each["outcome"] for each in team_contributions(book).values()} == {"NR"}


def test_an_award_counts_only_for_a_player_who_played() -> None:
    found = player_contributions(
        Book(FIVE_A_SIDE).innings(HOME, "1"), player_of_match_ids=(home(2), "nobody")
    )
    assert {each for each in found if found[each]["momAwards"]} == {home(2)}


# -- batting -----------------------------------------------------------------------------------

DISMISSALS = [
    pytest.param(None, (1, 1, 0), id="not out"),
    pytest.param(WicketType.BOWLED, (1, 0, 1), id="bowled"),
    pytest.param(WicketType.RUN_OUT, (1, 0, 1), id="run out"),
    pytest.param(WicketType.TIMED_OUT, (1, 0, 1), id="timed out"),
    pytest.param(WicketType.RETIRED_OUT, (1, 0, 1), id="retired out"),
    pytest.param(WicketType.RETIRED_HURT, (1, 1, 0), id="retired hurt"),
    pytest.param(WicketType.RETIRED_NOT_OUT, (1, 1, 0), id="retired not out"),
]


@pytest.mark.parametrize(("how", "expected"), DISMISSALS)
def test_the_kind_of_dismissal_decides_not_outs_and_ducks(
    how: WicketType | None, expected: tuple[int, int, int]
) -> None:
    figures = batting_figures((0, how))
    assert (figures["innings"], figures["notOuts"], figures["ducks"]) == expected


@pytest.mark.parametrize(
    ("runs", "expected"),
    [(49, (0, 0)), (50, (1, 0)), (99, (1, 0)), (100, (0, 1)), (199, (0, 1)), (252, (0, 1))],
)
def test_a_hundred_does_not_count_as_a_fifty(runs: int, expected: tuple[int, int]) -> None:
    figures = batting_figures((runs, WicketType.BOWLED))
    assert (figures["fifties"], figures["hundreds"]) == expected


@pytest.mark.parametrize("is_first", [True, False])
def test_of_equal_scores_the_not_out_one_is_the_highest(is_first: bool) -> None:
    scores: list[tuple[int, WicketType | None]] = [(40, None), (40, WicketType.LBW)]
    figures = batting_figures(*(scores if is_first else scores[::-1]), (39, None))
    assert (figures["highestScore"], figures["highestScoreNotOut"]) == (40, True)


def test_without_an_innings_there_is_no_highest_score() -> None:
    assert batting_figures() == NO_BATTING


def test_the_batter_at_the_other_end_has_an_innings_without_a_ball() -> None:
    found = player_contributions(Book(FIVE_A_SIDE).innings(HOME, ". 4 4r W"))
    assert found[home(1)]["batting"] == NO_BATTING | {
        "innings": 1,
        "runs": 8,
        "highestScore": 8,
        "fours": 1,
        "ballsFaced": 4,
    }
    other = found[home(2)]["batting"]
    assert (other["innings"], other["notOuts"], other["ballsFaced"]) == (1, 1, 0)


def test_an_absent_batter_had_no_innings() -> None:
    book = Book(FIVE_A_SIDE).innings(HOME, "W W").close("all_out", absent_ids=[home(5)])
    found = player_contributions(book)
    innings = [found[home(number)]["batting"]["innings"] for number in range(1, 6)]
    assert innings == [1, 1, 1, 0, 0]


def test_a_forfeited_innings_is_no_innings_of_its_openers() -> None:
    conditions = replace(FIVE_A_SIDE, overs_per_innings=None, innings_per_side=2)
    book = Book(conditions).innings(HOME, "6 4").close("declared").innings(AWAY).close("forfeited")
    book.innings(HOME).close("forfeited").innings(AWAY, "6 6")
    found = player_contributions(book)
    innings = {name: found[name]["batting"]["innings"] for name in (home(1), home(2), away(1))}
    assert innings == {home(1): 1, home(2): 1, away(1): 1}, "but for the first and the last"
    assert found[away(1)]["batting"]["highestScore"] == 12


def test_openers_who_faced_no_ball_had_an_innings_unless_it_was_forfeited() -> None:
    book = Book(FIVE_A_SIDE).innings(HOME, "1").close("declared").innings(AWAY).close("abandoned")
    assert player_contributions(book)[away(1)]["batting"]["notOuts"] == 1


def test_two_innings_of_a_match_add_up() -> None:
    conditions = replace(FIVE_A_SIDE, overs_per_innings=None, innings_per_side=2)
    book = Book(conditions).innings(HOME, "6 W").close("declared").innings(AWAY, "4")
    book.close("declared").innings(HOME, "4 . .").close("declared").innings(AWAY, "1")
    found = player_contributions(book)
    assert found[home(1)]["batting"] == NO_BATTING | {
        "innings": 2,
        "notOuts": 1,
        "runs": 10,
        "highestScore": 6,
        "fours": 1,
        "sixes": 1,
        "ballsFaced": 5,
    }
    assert found[away(5)]["bowling"]["innings"] == 2


# -- bowling -----------------------------------------------------------------------------------


def test_the_best_bowling_has_more_wickets_then_fewer_runs() -> None:
    figures = bowling_figures((5, 60), (5, 43), (4, 10))
    assert (figures["bestWickets"], figures["bestRuns"]) == (5, 43)
    assert (figures["fiveWickets"], figures["tenWickets"], figures["wickets"]) == (2, 1, 14)


def test_ten_wickets_in_a_match_need_no_five_in_an_innings() -> None:
    figures = bowling_figures((4, 1), (4, 1), (2, 1))
    assert (figures["fiveWickets"], figures["tenWickets"]) == (0, 1)


def test_without_a_wicket_the_best_is_the_cheapest() -> None:
    assert (
        bowling_figures((0, 30), (0, 12))["bestWickets"],
        bowling_figures((0, 30), (0, 12))["bestRuns"],
    ) == (
        0,
        12,
    )


def test_a_bowler_of_one_wide_has_an_innings_of_bowling_without_a_ball() -> None:
    figures = player_contributions(Book(FIVE_A_SIDE).innings(HOME, "5wd"))[away(5)]["bowling"]
    assert figures == NO_BOWLING | {
        "innings": 1,
        "runs": 5,
        "wides": 5,
        "bestWickets": 0,
        "bestRuns": 5,
    }


def test_a_miscounted_over_counts_as_one_over_of_the_bowler() -> None:
    book = Book(FIVE_A_SIDE).innings(HOME)
    for ball in ("1", "1", *"....."):
        book.ball(ball, over_balls=7)
    figures = player_contributions(book.balls("1 1"))
    long_over, next_over = figures[away(5)]["bowling"], figures[away(4)]["bowling"]
    assert (long_over["ballsBowled"], long_over["ballsCounted"]) == (7, 6)
    assert (next_over["ballsBowled"], next_over["ballsCounted"]) == (2, 2)


def test_the_hundred_also_has_runs_per_ball() -> None:
    book = Book(replace(FORMATS[MatchFormat.HUNDRED], players_per_side=5)).innings(HOME, "4 . 4 .")
    found = player_contributions(book, format=MatchFormat.HUNDRED)
    assert found[away(5)]["bowling"]["economyPerBall"] == 2.0
    assert found[away(4)]["bowling"] == NO_BOWLING | {"economyPerBall": None}
    assert "economyPerBall" not in player_contributions(book)[away(5)]["bowling"]


# -- totals of the teams ----------------------------------------------------------------------


def total(runs: int, wickets: int, closed: str | None) -> dict[str, object]:
    """Return an innings as it is stored in the totals."""
    return {"runs": runs, "wickets": wickets, "closed": closed}


def test_totals_have_the_runs_scored_next_to_the_runs_credited() -> None:
    book = Book(FIVE_A_SIDE).innings(HOME, "4 W 4")
    book.fact("target_revised", overs_limit=1, target=7, method="DLS").innings(AWAY, "1 1 . . . .")
    sides = team_contributions(book)
    assert (sides[HOME]["runsScored"], sides[HOME]["runsConceded"]) == (6, 2)
    assert sides[HOME]["totals"] == sides[AWAY]["opponentTotals"] == [total(8, 1, "overs_complete")]
    assert sides[AWAY]["totals"] == [total(2, 0, "overs_complete")]
    assert sides[HOME]["opponentTotals"] == sides[AWAY]["totals"]


def test_totals_list_every_innings_except_super_overs() -> None:
    book = Book(replace(FIVE_A_SIDE, overs_per_innings=1)).innings(HOME, "6 . . . . .")
    book.innings(AWAY, "6 . . . . .").innings(AWAY, "1 W W", super_over=True)
    before = team_contributions(book.innings(HOME, "6", super_over=True))
    assert before[HOME]["totals"] == before[AWAY]["totals"] == [total(6, 0, "overs_complete")]
    twice = Book(replace(FIVE_A_SIDE, overs_per_innings=None, innings_per_side=2)).innings(
        HOME, "6"
    )
    twice.close("declared").innings(AWAY, "W W W W").innings(HOME).close("forfeited")
    sides = team_contributions(twice.innings(AWAY, "4").fact("match_closed", outcome="draw"))
    assert sides[HOME]["totals"] == [total(6, 0, "declared"), total(0, 0, "forfeited")]
    assert [each["runs"] for each in sides[HOME]["opponentTotals"]] == [0, 4]


@pytest.mark.parametrize("outcome", ["awarded", "no_result"])
def test_a_match_that_does_not_count_for_run_rate_has_totals(outcome: str) -> None:
    winner = {"winner_team_id": AWAY} if outcome == "awarded" else {}
    book = Book(FIVE_A_SIDE).innings(HOME, "4 4").fact("match_closed", outcome=outcome, **winner)
    home_side = team_contributions(book)[HOME]
    assert (home_side["runsScored"], home_side["countsForRunRate"]) == (0, False)
    assert (home_side["totals"], home_side["opponentTotals"]) == ([total(8, 0, "abandoned")], [])
    unplayed = Book(FIVE_A_SIDE).fact("match_closed", outcome=outcome, **winner)
    assert team_contributions(unplayed)[HOME]["totals"] == []


# -- fielding ----------------------------------------------------------------------------------

FIELDING_CREDITS = [
    pytest.param("caught", ["a"], [], {"a": ["catches"]}, id="caught"),
    pytest.param("caught", ["a", "b"], [], {"a": ["catches"]}, id="caught, two named"),
    pytest.param("caught", ["a"], ["a"], {}, id="caught by a substitute"),
    pytest.param("caught", ["a", "b"], ["a"], {}, id="a substitute's catch is not the next one's"),
    pytest.param("caught", [UNKNOWN_SUBSTITUTE], [], {}, id="caught by an unknown substitute"),
    pytest.param("caught", [], [], {}, id="caught, the fielder not recorded"),
    pytest.param("stumped", ["k"], [], {"k": ["stumpings"]}, id="stumped"),
    pytest.param("run_out", ["a"], [], {"a": ["runOuts"]}, id="a direct hit"),
    pytest.param(
        "run_out", ["a", "a"], [], {"a": ["runOuts"]}, id="a fielder named twice counts once"
    ),
    pytest.param("run_out", [], [], {}, id="run out, no fielder named"),
    pytest.param(
        "run_out",
        ["a", "k"],
        [],
        {"a": ["runOuts", "runOutsAssisted"], "k": ["runOuts", "runOutsAssisted"]},
        id="thrown in",
    ),
    pytest.param(
        "run_out",
        ["s", "k"],
        ["s"],
        {"k": ["runOuts", "runOutsAssisted"]},
        id="thrown in by a substitute",
    ),
    pytest.param("bowled", ["a"], [], {}, id="bowled"),
    pytest.param("obstructing_field", ["a"], [], {}, id="obstructing the field"),
]


@pytest.mark.parametrize(("how", "fielders", "substitutes", "expected"), FIELDING_CREDITS)
def test_fielders_are_credited_by_kind_of_dismissal(
    how: str, fielders: list[str], substitutes: list[str], expected: dict[str, list[str]]
) -> None:
    dismissal = Dismissal(
        WicketType(how),
        fielder_ids=tuple(PlayerId(each) for each in fielders),
        substitute_ids=tuple(PlayerId(each) for each in substitutes),
    )
    credited: dict[str, list[str]] = {}
    for fielder_id, credit in fielding_credits(dismissal):
        credited.setdefault(fielder_id, []).append(credit)
    assert credited == expected


def test_a_fielder_who_assisted_is_credited_with_the_fielder() -> None:
    book = Book(FIVE_A_SIDE).innings(HOME)
    wicket = book.wicket("ro", fielder_ids=[away(1)], assist_fielder_ids=[away(2)])
    book.ball("Wro", wicket=wicket)
    found = player_contributions(book)
    for fielder in (away(1), away(2)):
        figures = found[fielder]["fielding"]
        assert (figures["runOuts"], figures["runOutsAssisted"]) == (1, 1)


def test_a_run_out_without_a_ball_is_credited_to_the_fielder() -> None:
    book = Book(FIVE_A_SIDE).innings(HOME, "1")
    book.fact("batter_dismissed", player_id=home(2), wicket_type="run_out", fielder_ids=[away(5)])
    assert player_contributions(book)[away(5)]["fielding"]["runOuts"] == 1
