"""Tests the texts in documents of the feed: names, and the same commentary as in the replay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.effective import LogEntry, order_of_play, place_of, reference_of
from scrbrd.domain.formats import FORMATS
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.handlers.refold.match_fold import MatchFold, initial_progress
from scrbrd.handlers.snapshot.model import decode_progress, encode_progress
from scrbrd.projections.feed.text import has_same_texts, last_ball, with_text
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.wording import UNKNOWN_SUBSTITUTE
from tests.domain.notation import AWAY, HOME, Book, player
from tests.domain.strategies import LegalLog, legal_logs
from tests.projections.archives import NAMES, build_archive, replay_balls
from tests.projections.feeds import book_feed, event_data, feed_documents, milestones

WITH_NAMES: Any = {"player_names": NAMES, "team_names": {HOME: "Home", AWAY: "Away"}}
T20 = FORMATS[MatchFormat.T20]
OVER = ". . . . . . "


def play_log(inputs: Inputs, entries: Any) -> MatchFold:
    """Return the match fold after all entries of a log."""
    log = {place_of(entry): entry for entry in entries}
    references = [
        reference for entry in log.values() if (reference := reference_of(entry)) is not None
    ]
    run = MatchFold(initial_progress(inputs), inputs, references)
    run.play(action for _, action in order_of_play(log))
    return run


def score_of(book: Book) -> Any:
    """Return the live score of a book, with the last ball from the feed's state."""
    inputs = Inputs(book.setup, **WITH_NAMES)
    run = play_log(inputs, book.entries)
    return as_document(live_score(run.state, inputs, None, run.feed.feed_state))


def replace_action(entry: LogEntry, **fields: Any) -> LogEntry:
    """Return the action of a log entry with other values in some fields."""
    assert isinstance(entry, Action)
    return entry.model_copy(update=fields)


def commentary_of(book: Book) -> list[str | None]:
    """Return the commentary in the feed, action by action."""
    return [each.get("commentary") for each in book_feed(book, **WITH_NAMES).values()]


@given(legal_logs())
def test_the_feed_and_the_replay_have_the_same_commentary(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **WITH_NAMES)
    documents = feed_documents(inputs, log.messy)
    actions = [entry for entry in log.messy if isinstance(entry, Action)]
    archivist, _ = build_archive(inputs, actions)
    type_of = {entry.id: str(entry.type) for entry in actions}
    lines = [
        (line["actionId"], line["commentary"])
        for line in replay_balls(archivist.documents())
        if line["type"] in (type_of[line["actionId"]], "not_counted")
    ]
    assert lines
    missing = [(name, text) for name, text in lines if documents[name].get("commentary") != text]
    assert missing == []


@given(legal_logs())
def test_the_live_score_and_the_replay_have_the_same_last_ball(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **WITH_NAMES)
    run = play_log(inputs, log.actions)
    archivist, _ = build_archive(inputs, log.actions)
    balls = [each for each in replay_balls(archivist.documents()) if each["type"] == "delivery"]
    last = last_ball(run.feed.feed_state, inputs)
    assert (last and (last.action_id, last.commentary)) == (
        (balls[-1]["actionId"], balls[-1]["commentary"]) if balls else None
    )


@given(legal_logs())
def test_the_balls_of_the_current_over_have_ids_and_bowlers_in_order(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **WITH_NAMES)
    run = play_log(inputs, log.actions)
    balls_of_over = live_score(run.state, inputs, None, run.feed.feed_state).current_over
    balls = {str(each.id): each for each in log.actions if isinstance(each, Delivery)}
    over = run.state.innings[-1].over
    assert len(balls_of_over) == len(over.balls)
    named = [balls[each.action_id] for each in balls_of_over if each.action_id in balls]
    assert [each.bowler_id for each in balls_of_over] == [each.bowler_id for each in named]
    assert [each.sequence_number for each in named] == sorted(e.sequence_number for e in named)
    assert all(each.over and each.over.startswith(f"{over.number}.") for each in balls_of_over)


@given(legal_logs())
def test_the_state_of_the_feed_can_be_stored_and_read_back(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **WITH_NAMES)
    progress = play_log(inputs, log.actions).progress
    assert decode_progress(encode_progress(progress), log.setup) == progress


@given(legal_logs())
def test_adding_texts_to_a_document_twice_changes_nothing(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **WITH_NAMES)
    for document in feed_documents(inputs, log.messy).values():
        assert with_text(document, inputs) == document


def test_the_commentary_of_a_ball_has_over_bowler_and_striker() -> None:
    assert commentary_of(Book().innings(balls="4 wd"))[1:] == [
        "0.1 A11 to H1, FOUR",
        "0.2 A11 to H1, 1 wide",
    ]


def test_the_commentary_of_a_ball_ends_with_its_milestones() -> None:
    *_, last = commentary_of(Book().innings(balls=OVER))
    assert last == "0.6 A11 to H1, no run. Maiden by A11"


def test_a_maiden_lost_to_a_seventh_ball_leaves_the_commentary() -> None:
    book = Book().innings(balls=OVER)
    book.ball("1", over_number=0, bowler_id=player(AWAY, 11), striker_id=player(HOME, 1),
              non_striker_id=player(HOME, 2))  # fmt: skip
    *_, sixth, seventh = commentary_of(book)
    assert sixth == "0.6 A11 to H1, no run"
    assert seventh == "0.7 A11 to H1, 1 run"


def test_a_wicket_is_described_as_on_the_scorecard() -> None:
    book = Book().innings(balls="6")
    wicket = {
        "type": "caught",
        "dismissed_player_id": player(HOME, 1),
        "fielder_ids": [UNKNOWN_SUBSTITUTE],
        "substitute_ids": [UNKNOWN_SUBSTITUTE],
    }
    book.ball(".", is_wicket=True, wicket=wicket)
    [fallen] = event_data(book_feed(book, **WITH_NAMES), "WICKET_FALLEN")
    assert fallen["description"] == "c sub b A11"
    assert (fallen["dismissedPlayerName"], fallen["bowlerName"]) == ("H1", "A11")
    assert fallen["fielderNames"] == ["sub"]
    assert fallen["newBatterName"] is None
    assert commentary_of(book)[-1] == "0.2 A11 to H1, OUT: H1 c sub b A11 6 (2b 1x6)"


def test_a_retirement_on_a_ball_is_not_described_as_out() -> None:
    book = Book().innings(balls="1")
    wicket = {"type": "retired_hurt", "dismissed_player_id": player(HOME, 2)}
    book.ball(".", is_wicket=False, wicket=wicket)
    assert commentary_of(book)[-1] == "0.2 A11 to H2, H2 retired hurt 0 (1b)"


def test_the_commentary_of_a_ball_describes_the_shot() -> None:
    book = Book().innings()
    book.ball("4", shot_data={"shotType": "pull", "wagonWheelSegment": 7, "length": "short"})
    [ball] = event_data(book_feed(book, **WITH_NAMES), "BALL_BOWLED")
    assert ball["shot"] == "short, pulled through segment 7"
    assert commentary_of(book)[-1] == "0.1 A11 to H1, FOUR, short, pulled through segment 7"


def test_the_end_of_an_over_has_the_figures_of_its_bowler_and_batters() -> None:
    [over] = event_data(
        book_feed(Book().innings(balls="4 . . . . 1"), **WITH_NAMES), "OVER_COMPLETE"
    )
    assert over["bowlers"] == [
        {
            "playerId": "away11",
            "playerName": "A11",
            "overs": 1.0,
            "maidens": 0,
            "runsConceded": 5,
            "wickets": 0,
        }
    ]
    assert over["batters"] == [
        {"playerId": "home1", "playerName": "H1", "runs": 5, "ballsFaced": 6},
        {"playerId": "home2", "playerName": "H2", "runs": 0, "ballsFaced": 0},
    ]
    assert (over["battingTeam"], over["inningsRuns"], over["bowlerNames"]) == ("Home", 5, ["A11"])


FACTS: dict[str, tuple[str, Any, str]] = {
    "penalty": (
        "penalty_awarded",
        {"to_team_id": AWAY, "runs": 5, "law": "28.3"},
        "5 penalty runs to Away (28.3)",
    ),
    "retired": ("batter_retired", {"player_id": "home2", "as": "hurt"}, "H2 retires, hurt"),
    "run out before the ball": (
        "batter_dismissed",
        {"player_id": "home2", "wicket_type": "run_out", "fielder_ids": ["away11"]},
        "OUT: H2 run out (A11)",
    ),
    "obstructing": (
        "batter_dismissed",
        {"player_id": "home2", "wicket_type": "obstructing_field"},
        "OUT: H2 obstructing the field",
    ),
    "handled": (
        "batter_dismissed",
        {"player_id": "home2", "wicket_type": "handled_ball"},
        "OUT: H2 handled the ball",
    ),
    "rain": ("play_stopped", {"reason": "rain"}, "Play stopped: rain"),
    "revised": (
        "target_revised",
        {"target": 90, "overs_limit": 10, "method": "DLS"},
        "Revised: target 90, overs 10 (DLS)",
    ),
    "closed": ("innings_closed", {"reason": "declared"}, "Innings closed: declared"),
    "replaced": (
        "player_replaced",
        {"team_id": HOME, "in_player_id": "home11", "out_player_id": "home2"},
        "H11 comes for H2 for Home",
    ),
    "ended": (
        "match_closed",
        {"outcome": "conceded", "winner_team_id": HOME},
        "Match closed: conceded Home",
    ),
}


@pytest.mark.parametrize(("kind", "fields", "line"), FACTS.values(), ids=FACTS.keys())
def test_an_action_without_a_ball_has_commentary_and_its_fields(
    kind: str, fields: Any, line: str
) -> None:
    book = Book(T20).innings(balls=".").fact(kind, **fields)
    document = book_feed(book, **WITH_NAMES)["1_3"]
    assert document["commentary"] == line
    assert document["fact"]["type"] == kind


def test_the_start_of_an_innings_names_the_sides() -> None:
    document = book_feed(Book().innings(), **WITH_NAMES)["1_1"]
    assert document["commentary"] == "Innings 1: Home bat"
    assert (document["fact"]["battingTeam"], document["fact"]["bowlingTeam"]) == ("Home", "Away")


def test_an_action_that_does_not_count_has_the_reason_and_no_fact() -> None:
    book = Book().innings(balls=".").fact("batter_resumed", player_id="home5")
    document = book_feed(book, **WITH_NAMES)["1_3"]
    assert document["commentary"] == "Not counted: playerId: H5 had not retired"
    assert "fact" not in document


def test_a_voided_ball_has_names_and_no_commentary() -> None:
    book = Book().innings(balls="4")
    book.entries[-1] = replace_action(book.entries[-1], is_voided=True)
    document = book_feed(book, **WITH_NAMES)["1_2"]
    run = play_log(Inputs(book.setup, **WITH_NAMES), book.entries)
    assert last_ball(run.feed.feed_state, run.feed.inputs) is None
    assert "commentary" not in document
    [undone] = document["events"]
    assert (undone["type"], undone["data"]["strikerName"]) == ("BALL_VOIDED", "H1")


def test_the_timestamp_of_a_ball_is_the_one_the_scorer_recorded() -> None:
    book = Book().innings()
    book.ball("1", timestamp="2026-01-02T15:04:05+02:00")
    document = book_feed(book, **WITH_NAMES)["1_2"]
    assert document["timestamp"] == "2026-01-02T13:04:05+00:00"
    last = score_of(book)["lastBall"]
    assert last == {
        "actionId": "1_2",
        "commentary": "0.1 A11 to H1, 1 run",
        "timestamp": "2026-01-02T13:04:05+00:00",
    }


def test_the_balls_of_the_current_over_have_bowler_and_over() -> None:
    score = score_of(Book().innings(balls=OVER + "wd 4"))
    assert score["currentOver"] == [
        {
            "runs": 1,
            "isWicket": False,
            "extraType": "wide",
            "display": "1wd",
            "actionId": "1_8",
            "bowlerId": "away10",
            "bowlerName": "A10",
            "over": "1.1",
        },
        {
            "runs": 4,
            "isWicket": False,
            "display": "4",
            "actionId": "1_9",
            "bowlerId": "away10",
            "bowlerName": "A10",
            "over": "1.1",
        },
    ]


def test_an_over_continued_by_a_seventh_ball_keeps_all_its_balls() -> None:
    book = Book().innings(balls=OVER)
    book.ball(".", over_number=0, bowler_id=player(AWAY, 11))
    balls_of_over = score_of(book)["currentOver"]
    assert [each["actionId"] for each in balls_of_over] == [f"1_{number}" for number in range(2, 9)]


def test_the_last_ball_of_an_innings_stays_in_the_score_until_the_next_ball() -> None:
    book = Book().innings(balls="4").close("declared").innings(AWAY)
    assert score_of(book)["lastBall"]["actionId"] == "1_2"
    assert score_of(book)["currentOver"] == []


def test_a_balls_document_contains_nothing_that_an_earlier_ball_would_change() -> None:
    one, other = (
        book_feed(Book().innings(balls=first + " . 2 1lb"), **WITH_NAMES) for first in ("4", ".")
    )
    for name in ("1_3", "1_4", "1_5"):
        assert one[name] == other[name]


def test_other_names_change_the_texts_and_awards_do_not() -> None:
    inputs = Inputs(Book().setup, **WITH_NAMES)
    assert has_same_texts(inputs, replace(inputs, player_of_match_ids=(player(HOME, 1),)))
    assert not has_same_texts(inputs, replace(inputs, player_names={}))
    assert not has_same_texts(inputs, replace(inputs, team_names={}))
    setup = replace(inputs.setup, keeper_ids=frozenset({player(HOME, 1)}))
    assert not has_same_texts(inputs, replace(inputs, setup=setup))


def test_a_milestone_has_a_text() -> None:
    book = Book().innings(balls="6 6 6 6 6 6 " + ". " * 6 + "6 6 6")
    [fifty] = milestones(book_feed(book, **WITH_NAMES), "fifty")
    assert fifty["playerName"] == "H1"
    assert fifty["text"].startswith("Fifty for H1 off")
