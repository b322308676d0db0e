"""Tests the summary of small matches, and the suggested player of the match."""

from __future__ import annotations

from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.vocabulary import PlayerId, TossDecision
from tests.domain.notation import AWAY, HOME, Book, player
from tests.projections.archives import archive_of


def limited(overs: int) -> PlayingConditions:
    """Return the conditions of a match limited to `overs`."""
    return PlayingConditions(overs_per_innings=overs)


def test_an_abandoned_match_has_a_summary_too() -> None:
    book = Book(THE_LAWS).fact("match_closed", outcome="abandoned")
    documents = archive_of(book)
    summary = documents["summary"]
    assert (summary["innings"], summary["topScorers"], summary["toss"]) == ([], [], None)
    assert summary["result"]["text"] == "match abandoned"
    assert summary["playerOfMatch"] == {"suggestion": None, "runnersUp": [], "awarded": []}
    assert documents["replay_1"]["parts"] == 1
    assert documents["highlights"]["turningOvers"] == []


def test_a_match_without_a_single_action_leaves_empty_documents() -> None:
    documents = archive_of(Book())
    assert documents["replay_1"]["balls"] == []
    assert documents["summary"]["result"] is None


def test_the_summary_names_toss_result_and_awards() -> None:
    toss = {"toss_winner_id": AWAY, "toss_decision": TossDecision.FIELD}
    book = Book(limited(1), **toss).innings(HOME, "1 2 1 . . .").innings(AWAY, "4 1")
    summary = archive_of(book, player_of_match_ids=(PlayerId("home1"),), venue="Lord's")["summary"]
    assert summary["toss"] == {"winnerId": AWAY, "winner": "Away", "decision": "field"}
    assert summary["result"] == {
        "outcome": "win",
        "winnerId": AWAY,
        "winner": "Away",
        "margin": "10 wickets",
        "method": None,
        "text": "Away won by 10 wickets",
    }
    assert summary["playerOfMatch"]["awarded"] == [{"playerId": "home1", "playerName": "H1"}]
    assert summary["venue"] == "Lord's"


def test_super_overs_are_listed_separately_and_count_in_no_ranking() -> None:
    book = Book(limited(1)).innings(HOME, "1 . . . . .").innings(AWAY, "1 . . . . .")
    book.innings(AWAY, "6 6 6 6 6 6", super_over=True)
    book.innings(HOME, "1 . . . . .", super_over=True)
    summary = archive_of(book)["summary"]
    assert [each["runs"] for each in summary["superOvers"]] == [36, 1]
    assert [each["runs"] for each in summary["innings"]] == [1, 1]
    assert [each["runs"] for each in summary["topScorers"]] == [1, 1]
    assert summary["result"]["text"] == "match tied (Away won the Super Over)"


def test_the_reasons_for_the_suggested_player_add_up_to_the_points() -> None:
    book = Book(limited(2)).innings(HOME, "6 6 6 6 6 6 | . . . . . .").innings(AWAY, ". . . W W W")
    book.balls(". . . . . .")
    suggestion = archive_of(book)["summary"]["playerOfMatch"]["suggestion"]
    assert (suggestion["playerName"], suggestion["teamName"]) == ("H11", "Home")
    assert suggestion["reasons"] == [
        "3 wickets (3/0): +60.0",
        "0 runs conceded off 6 balls, where the average is 9.0: +9.0",
        "on the winning side, a quarter more: +17.2",
    ]
    assert suggestion["points"] == 86.2


def test_without_a_limit_of_overs_the_scoring_rate_earns_no_points() -> None:
    book = Book().innings(HOME, "4 . . . . .").close("declared")
    suggestion = archive_of(book)["summary"]["playerOfMatch"]["suggestion"]
    assert suggestion["reasons"] == ["4 runs off 6 balls: +4.0"]


def test_catches_earn_points_for_named_fielders_and_not_for_substitutes() -> None:
    book = Book().innings(HOME)
    book.ball("Wc", wicket=book.wicket("c", fielder_ids=[player(AWAY, 1)]))
    by_substitute = {"fielder_ids": [player(AWAY, 2)], "substitute_ids": [player(AWAY, 2)]}
    book.ball("Wc", wicket=book.wicket("c", **by_substitute))
    award = archive_of(book)["summary"]["playerOfMatch"]
    assert award["suggestion"]["playerName"] == "A11"
    assert [each["playerName"] for each in award["runnersUp"]] == ["A1"]
    assert award["runnersUp"][0]["reasons"] == ["1 catch: +8.0"]
