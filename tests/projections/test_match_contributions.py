"""What one match adds to a player's figures: who played, batting, bowling, fielding."""

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
from tests.projections.contributed import (
    NO_BATTING,
    NO_BOWLING,
    away,
    home,
    named,
    of_players,
    of_teams,
)

FIVE = replace(THE_LAWS, overs_per_innings=2, players_per_side=5)


def batted(*scores: tuple[int, WicketType | None]) -> BattingFigures:
    """Batting figures of innings: runs, and how each ended."""
    innings = [
        Batter(PlayerId("p"), 1, runs, dismissal=Dismissal(how) if how else None)
        for runs, how in scores
    ]
    return batting(innings)


def bowled(*analyses: tuple[int, int]) -> BowlingFigures:
    """Bowling figures of analyses: wickets and runs."""
    made = [
        Bowler(PlayerId("p"), balls_bowled=60, wickets=wickets, runs_conceded=runs)
        for wickets, runs in analyses
    ]
    return bowling(made, MatchFormat.TEST)


# -- who played --------------------------------------------------------------------------------


def test_the_eleven_played_whether_they_did_anything_or_not() -> None:
    found = of_players(Book(FIVE).innings(HOME, "1"), season_id="2024", played_at="2024-05-01")
    assert len(found) == 10
    idle = found[home(5)]
    assert (idle["batting"], idle["bowling"], idle["facing"]) == (NO_BATTING, NO_BOWLING, {})
    assert (idle["teamId"], idle["seasonId"], idle["playedAt"]) == (HOME, "2024", "2024-05-01")
    assert (idle["competitionId"], idle["format"], idle["matchId"]) == (None, "Custom", "m1")


def test_a_substitute_fielder_has_not_played_and_his_catch_is_nobodys() -> None:
    twelfth = Selected(AWAY, PlayerId("roe"), LineupRole.SUBSTITUTE)
    book = Book(FIVE).innings(HOME)
    book.ball("Wc", wicket=book.wicket("c", fielder_ids=["roe", away(1)], substitute_ids=["roe"]))
    found = of_players(book, named(twelfth))
    assert "roe" not in found
    assert [each["fielding"]["catches"] for each in found.values()] == [0] * 10


def test_a_replacement_who_entered_has_played_and_so_has_the_one_he_replaced() -> None:
    comes = Selected(HOME, PlayerId("roe"), LineupRole.SUBSTITUTE)
    book = Book(FIVE).innings(HOME, "1")
    book.fact("player_replaced", team_id=HOME, in_player_id="roe", out_player_id=home(5))
    found = of_players(book, named(comes))
    assert {"roe", home(5)} <= found.keys()
    assert of_players(book)["roe"]["teamId"] == HOME, "without a lineup of his own as well"


def test_a_stand_in_bowler_is_no_replacement() -> None:
    book = Book(FIVE).innings(HOME, "1")
    book.fact("player_replaced", team_id=AWAY, in_player_id="roe", role="bowler")
    assert "roe" not in of_players(book)


def test_without_lineups_those_played_who_batted_or_bowled() -> None:
    found = of_players(Book(FIVE).innings(HOME, "1"), {})
    sides = {person_id: each["teamId"] for person_id, each in found.items()}
    assert sides == {home(1): HOME, home(2): HOME, away(5): AWAY}


def test_nobody_has_played_before_an_innings_began() -> None:
    book = Book(FIVE).fact("match_closed", outcome="abandoned")
    assert of_players(book) == {}
    assert {each["outcome"] for each in of_teams(book).values()} == {"NR"}


def test_an_award_is_the_players_who_played() -> None:
    found = of_players(Book(FIVE).innings(HOME, "1"), player_of_match_ids=(home(2), "nobody"))
    assert {each for each in found if found[each]["momAwards"]} == {home(2)}


# -- batting -----------------------------------------------------------------------------------

ENDS = [
    pytest.param(None, (1, 1, 0), id="not out"),
    pytest.param(WicketType.BOWLED, (1, 0, 1), id="bowled"),
    pytest.param(WicketType.RUN_OUT, (1, 0, 1), id="run out"),
    pytest.param(WicketType.TIMED_OUT, (1, 0, 1), id="timed out"),
    pytest.param(WicketType.RETIRED_OUT, (1, 0, 1), id="retired out"),
    pytest.param(WicketType.RETIRED_HURT, (1, 1, 0), id="retired hurt"),
    pytest.param(WicketType.RETIRED_NOT_OUT, (1, 1, 0), id="retired not out"),
]


@pytest.mark.parametrize(("how", "expected"), ENDS)
def test_how_an_innings_of_no_runs_ended(
    how: WicketType | None, expected: tuple[int, int, int]
) -> None:
    figures = batted((0, how))
    assert (figures["innings"], figures["notOuts"], figures["ducks"]) == expected


@pytest.mark.parametrize(
    ("runs", "expected"),
    [(49, (0, 0)), (50, (1, 0)), (99, (1, 0)), (100, (0, 1)), (199, (0, 1)), (252, (0, 1))],
)
def test_a_hundred_is_no_fifty(runs: int, expected: tuple[int, int]) -> None:
    figures = batted((runs, WicketType.BOWLED))
    assert (figures["fifties"], figures["hundreds"]) == expected


@pytest.mark.parametrize("is_first", [True, False])
def test_of_equal_scores_the_one_not_out_is_the_higher(is_first: bool) -> None:
    scores: list[tuple[int, WicketType | None]] = [(40, None), (40, WicketType.LBW)]
    figures = batted(*(scores if is_first else scores[::-1]), (39, None))
    assert (figures["highestScore"], figures["highestScoreNotOut"]) == (40, True)


def test_who_was_never_in_has_no_highest_score() -> None:
    assert batted() == NO_BATTING


def test_the_batter_at_the_other_end_has_an_innings_without_a_ball() -> None:
    found = of_players(Book(FIVE).innings(HOME, ". 4 4r W"))
    assert found[home(1)]["batting"] == NO_BATTING | {
        "innings": 1,
        "runs": 8,
        "highestScore": 8,
        "fours": 1,
        "ballsFaced": 4,
    }
    other = found[home(2)]["batting"]
    assert (other["innings"], other["notOuts"], other["ballsFaced"]) == (1, 1, 0)


def test_who_was_absent_had_no_innings() -> None:
    book = Book(FIVE).innings(HOME, "W W").close("all_out", absent_ids=[home(5)])
    found = of_players(book)
    innings = [found[home(number)]["batting"]["innings"] for number in range(1, 6)]
    assert innings == [1, 1, 1, 0, 0]


def test_nobody_batted_in_a_forfeited_innings() -> None:
    conditions = replace(FIVE, overs_per_innings=None, innings_per_side=2)
    book = Book(conditions).innings(HOME, "6 4").close("declared").innings(AWAY).close("forfeited")
    book.innings(HOME).close("forfeited").innings(AWAY, "6 6")
    found = of_players(book)
    innings = {name: found[name]["batting"]["innings"] for name in (home(1), home(2), away(1))}
    assert innings == {home(1): 1, home(2): 1, away(1): 1}, "but for the first and the last"
    assert found[away(1)]["batting"]["highestScore"] == 12


def test_openers_who_faced_no_ball_had_an_innings_where_none_was_forfeited() -> None:
    book = Book(FIVE).innings(HOME, "1").close("declared").innings(AWAY).close("abandoned")
    assert of_players(book)[away(1)]["batting"]["notOuts"] == 1


def test_two_innings_of_a_match_add_up() -> None:
    conditions = replace(FIVE, overs_per_innings=None, innings_per_side=2)
    book = Book(conditions).innings(HOME, "6 W").close("declared").innings(AWAY, "4")
    book.close("declared").innings(HOME, "4 . .").close("declared").innings(AWAY, "1")
    found = of_players(book)
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


def test_the_best_innings_has_more_wickets_before_fewer_runs() -> None:
    figures = bowled((5, 60), (5, 43), (4, 10))
    assert (figures["bestWickets"], figures["bestRuns"]) == (5, 43)
    assert (figures["fiveWickets"], figures["tenWickets"], figures["wickets"]) == (2, 1, 14)


def test_ten_in_the_match_without_five_in_an_innings() -> None:
    figures = bowled((4, 1), (4, 1), (2, 1))
    assert (figures["fiveWickets"], figures["tenWickets"]) == (0, 1)


def test_without_a_wicket_the_best_is_the_cheapest() -> None:
    assert (bowled((0, 30), (0, 12))["bestWickets"], bowled((0, 30), (0, 12))["bestRuns"]) == (
        0,
        12,
    )


def test_one_wide_is_an_innings_of_bowling_without_a_ball() -> None:
    figures = of_players(Book(FIVE).innings(HOME, "5wd"))[away(5)]["bowling"]
    assert figures == NO_BOWLING | {
        "innings": 1,
        "runs": 5,
        "wides": 5,
        "bestWickets": 0,
        "bestRuns": 5,
    }


def test_a_miscounted_over_is_one_of_the_bowlers_all_the_same() -> None:
    book = Book(FIVE).innings(HOME)
    for ball in ("1", "1", *"....."):
        book.ball(ball, over_balls=7)
    figures = of_players(book.balls("1 1"))
    long, next_over = figures[away(5)]["bowling"], figures[away(4)]["bowling"]
    assert (long["ballsBowled"], long["ballsCounted"]) == (7, 6)
    assert (next_over["ballsBowled"], next_over["ballsCounted"]) == (2, 2)


def test_the_hundred_counts_runs_per_ball_besides() -> None:
    book = Book(replace(FORMATS[MatchFormat.HUNDRED], players_per_side=5)).innings(HOME, "4 . 4 .")
    found = of_players(book, format=MatchFormat.HUNDRED)
    assert found[away(5)]["bowling"]["economyPerBall"] == 2.0
    assert found[away(4)]["bowling"] == NO_BOWLING | {"economyPerBall": None}
    assert "economyPerBall" not in of_players(book)[away(5)]["bowling"]


# -- totals of the sides ----------------------------------------------------------------------


def total(runs: int, wickets: int, closed: str | None) -> dict[str, object]:
    """An innings as it was played."""
    return {"runs": runs, "wickets": wickets, "closed": closed}


def test_what_was_scored_stands_beside_what_is_credited() -> None:
    book = Book(FIVE).innings(HOME, "4 W 4")
    book.fact("target_revised", overs_limit=1, target=7, method="DLS").innings(AWAY, "1 1 . . . .")
    sides = of_teams(book)
    assert (sides[HOME]["runsScored"], sides[HOME]["runsConceded"]) == (6, 2)
    assert sides[HOME]["totals"] == sides[AWAY]["opponentTotals"] == [total(8, 1, "overs_complete")]
    assert sides[AWAY]["totals"] == [total(2, 0, "overs_complete")]
    assert sides[HOME]["opponentTotals"] == sides[AWAY]["totals"]


def test_totals_are_of_every_innings_and_of_no_super_over() -> None:
    book = Book(replace(FIVE, overs_per_innings=1)).innings(HOME, "6 . . . . .")
    book.innings(AWAY, "6 . . . . .").innings(AWAY, "1 W W", super_over=True)
    before = of_teams(book.innings(HOME, "6", super_over=True))
    assert before[HOME]["totals"] == before[AWAY]["totals"] == [total(6, 0, "overs_complete")]
    twice = Book(replace(FIVE, overs_per_innings=None, innings_per_side=2)).innings(HOME, "6")
    twice.close("declared").innings(AWAY, "W W W W").innings(HOME).close("forfeited")
    sides = of_teams(twice.innings(AWAY, "4").fact("match_closed", outcome="draw"))
    assert sides[HOME]["totals"] == [total(6, 0, "declared"), total(0, 0, "forfeited")]
    assert [each["runs"] for each in sides[HOME]["opponentTotals"]] == [0, 4]


@pytest.mark.parametrize("outcome", ["awarded", "no_result"])
def test_a_match_that_counts_for_no_run_rate_has_its_totals(outcome: str) -> None:
    winner = {"winner_team_id": AWAY} if outcome == "awarded" else {}
    book = Book(FIVE).innings(HOME, "4 4").fact("match_closed", outcome=outcome, **winner)
    home_side = of_teams(book)[HOME]
    assert (home_side["runsScored"], home_side["countsForRunRate"]) == (0, False)
    assert (home_side["totals"], home_side["opponentTotals"]) == ([total(8, 0, "abandoned")], [])
    unplayed = Book(FIVE).fact("match_closed", outcome=outcome, **winner)
    assert of_teams(unplayed)[HOME]["totals"] == []


# -- fielding ----------------------------------------------------------------------------------

CREDITED = [
    pytest.param("caught", ["a"], [], {"a": ["catches"]}, id="caught"),
    pytest.param("caught", ["a", "b"], [], {"a": ["catches"]}, id="caught, two named"),
    pytest.param("caught", ["a"], ["a"], {}, id="caught by a substitute"),
    pytest.param("caught", ["a", "b"], ["a"], {}, id="a substitute's catch is not the next one's"),
    pytest.param("caught", [UNKNOWN_SUBSTITUTE], [], {}, id="caught by nobody knows whom"),
    pytest.param("caught", [], [], {}, id="caught, the fielder not recorded"),
    pytest.param("stumped", ["k"], [], {"k": ["stumpings"]}, id="stumped"),
    pytest.param("run_out", ["a"], [], {"a": ["runOuts"]}, id="a direct hit"),
    pytest.param("run_out", ["a", "a"], [], {"a": ["runOuts"]}, id="one named twice is one"),
    pytest.param("run_out", [], [], {}, id="run out, nobody named"),
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


@pytest.mark.parametrize(("how", "fielders", "substitutes", "expected"), CREDITED)
def test_who_is_credited_with_a_dismissal(
    how: str, fielders: list[str], substitutes: list[str], expected: dict[str, list[str]]
) -> None:
    dismissal = Dismissal(
        WicketType(how),
        fielder_ids=tuple(PlayerId(each) for each in fielders),
        substitute_ids=tuple(PlayerId(each) for each in substitutes),
    )
    credited: dict[str, list[str]] = {}
    for fielder_id, deed in fielding_credits(dismissal):
        credited.setdefault(fielder_id, []).append(deed)
    assert credited == expected


def test_an_assistant_is_named_beside_the_fielder() -> None:
    book = Book(FIVE).innings(HOME)
    wicket = book.wicket("ro", fielder_ids=[away(1)], assist_fielder_ids=[away(2)])
    book.ball("Wro", wicket=wicket)
    found = of_players(book)
    for fielder in (away(1), away(2)):
        figures = found[fielder]["fielding"]
        assert (figures["runOuts"], figures["runOutsAssisted"]) == (1, 1)


def test_a_run_out_with_no_ball_bowled_is_the_fielders_too() -> None:
    book = Book(FIVE).innings(HOME, "1")
    book.fact("batter_dismissed", player_id=home(2), wicket_type="run_out", fielder_ids=[away(5)])
    assert of_players(book)[away(5)]["fielding"]["runOuts"] == 1
