"""Documents of the feed can be shown as they come: names, and the sentence of the replay."""

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
from tests.projections.archived import NAMES, balls_of, seen
from tests.projections.fed import event_data, fed, feed, reached

CALLED: Any = {"player_names": NAMES, "team_names": {HOME: "Home", AWAY: "Away"}}
T20 = FORMATS[MatchFormat.T20]
OVER = ". . . . . . "


def followed(inputs: Inputs, entries: Any) -> MatchFold:
    """A log gone through to its end."""
    log = {place_of(entry): entry for entry in entries}
    references = [
        reference for entry in log.values() if (reference := reference_of(entry)) is not None
    ]
    run = MatchFold(initial_progress(inputs), inputs, references)
    run.play(action for _, action in order_of_play(log))
    return run


def score_of(book: Book) -> Any:
    """The live score of a book, with what the feed remembers."""
    inputs = Inputs(book.setup, **CALLED)
    run = followed(inputs, book.entries)
    return as_document(live_score(run.state, inputs, None, run.feed.feed_state))


def replace_action(entry: LogEntry, **fields: Any) -> LogEntry:
    """An entry of the log that differs in some fields."""
    assert isinstance(entry, Action)
    return entry.model_copy(update=fields)


def said(book: Book) -> list[str | None]:
    """What the feed says of each action."""
    return [each.get("commentary") for each in fed(book, **CALLED).values()]


@given(legal_logs())
def test_the_feed_says_of_every_action_what_the_replay_says(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **CALLED)
    documents = feed(inputs, log.messy)
    actions = [entry for entry in log.messy if isinstance(entry, Action)]
    archivist, _ = seen(inputs, actions)
    own = {entry.id: str(entry.type) for entry in actions}
    lines = [
        (line["actionId"], line["commentary"])
        for line in balls_of(archivist.documents())
        if line["type"] in (own[line["actionId"]], "not_counted")
    ]
    assert lines
    missing = [(name, text) for name, text in lines if documents[name].get("commentary") != text]
    assert missing == []


@given(legal_logs())
def test_the_last_ball_of_the_live_score_is_that_of_the_replay(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **CALLED)
    run = followed(inputs, log.actions)
    archivist, _ = seen(inputs, log.actions)
    balls = [each for each in balls_of(archivist.documents()) if each["type"] == "delivery"]
    last = last_ball(run.feed.feed_state, inputs)
    assert (last and (last.action_id, last.commentary)) == (
        (balls[-1]["actionId"], balls[-1]["commentary"]) if balls else None
    )


@given(legal_logs())
def test_the_balls_of_the_over_are_named_in_their_order(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **CALLED)
    run = followed(inputs, log.actions)
    shown = live_score(run.state, inputs, None, run.feed.feed_state).current_over
    balls = {str(each.id): each for each in log.actions if isinstance(each, Delivery)}
    over = run.state.innings[-1].over
    assert len(shown) == len(over.balls)
    named = [balls[each.action_id] for each in shown if each.action_id in balls]
    assert [each.bowler_id for each in shown] == [each.bowler_id for each in named]
    assert [each.sequence_number for each in named] == sorted(e.sequence_number for e in named)
    assert all(each.over and each.over.startswith(f"{over.number}.") for each in shown)


@given(legal_logs())
def test_what_the_feed_remembers_survives_being_stored(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **CALLED)
    progress = followed(inputs, log.actions).progress
    assert decode_progress(encode_progress(progress), log.setup) == progress


@given(legal_logs())
def test_a_document_that_has_its_text_already_stays_as_it_is(log: LegalLog) -> None:
    inputs = Inputs(log.setup, **CALLED)
    for document in feed(inputs, log.messy).values():
        assert with_text(document, inputs) == document


def test_a_ball_has_a_line_with_the_names_and_its_place() -> None:
    assert said(Book().innings(balls="4 wd"))[1:] == [
        "0.1 A11 to H1, FOUR",
        "0.2 A11 to H1, 1 wide",
    ]


def test_a_line_ends_in_the_milestones_that_the_ball_brought() -> None:
    *_, last = said(Book().innings(balls=OVER))
    assert last == "0.6 A11 to H1, no run. Maiden by A11"


def test_a_maiden_taken_back_leaves_the_line_too() -> None:
    book = Book().innings(balls=OVER)
    book.ball("1", over_number=0, bowler_id=player(AWAY, 11), striker_id=player(HOME, 1),
              non_striker_id=player(HOME, 2))  # fmt: skip
    *_, sixth, seventh = said(book)
    assert sixth == "0.6 A11 to H1, no run"
    assert seventh == "0.7 A11 to H1, 1 run"


def test_a_wicket_is_told_as_the_scorecard_has_it() -> None:
    book = Book().innings(balls="6")
    wicket = {
        "type": "caught",
        "dismissed_player_id": player(HOME, 1),
        "fielder_ids": [UNKNOWN_SUBSTITUTE],
        "substitute_ids": [UNKNOWN_SUBSTITUTE],
    }
    book.ball(".", is_wicket=True, wicket=wicket)
    [fallen] = event_data(fed(book, **CALLED), "WICKET_FALLEN")
    assert fallen["description"] == "c sub b A11"
    assert (fallen["dismissedPlayerName"], fallen["bowlerName"]) == ("H1", "A11")
    assert fallen["fielderNames"] == ["sub"]
    assert fallen["newBatterName"] is None
    assert said(book)[-1] == "0.2 A11 to H1, OUT: H1 c sub b A11 6 (2b 1x6)"


def test_a_retirement_off_a_ball_is_no_wicket_in_its_line() -> None:
    book = Book().innings(balls="1")
    wicket = {"type": "retired_hurt", "dismissed_player_id": player(HOME, 2)}
    book.ball(".", is_wicket=False, wicket=wicket)
    assert said(book)[-1] == "0.2 A11 to H2, H2 retired hurt 0 (1b)"


def test_a_ball_says_how_it_was_played() -> None:
    book = Book().innings()
    book.ball("4", shot_data={"shotType": "pull", "wagonWheelSegment": 7, "length": "short"})
    [ball] = event_data(fed(book, **CALLED), "BALL_BOWLED")
    assert ball["shot"] == "short, pulled through segment 7"
    assert said(book)[-1] == "0.1 A11 to H1, FOUR, short, pulled through segment 7"


def test_the_end_of_an_over_has_the_figures_of_those_who_played_it() -> None:
    [over] = event_data(fed(Book().innings(balls="4 . . . . 1"), **CALLED), "OVER_COMPLETE")
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
def test_a_fact_has_its_line_and_says_what_it_holds(kind: str, fields: Any, line: str) -> None:
    book = Book(T20).innings(balls=".").fact(kind, **fields)
    document = fed(book, **CALLED)["1_3"]
    assert document["commentary"] == line
    assert document["fact"]["type"] == kind


def test_the_beginning_of_an_innings_names_the_sides() -> None:
    document = fed(Book().innings(), **CALLED)["1_1"]
    assert document["commentary"] == "Innings 1: Home bat"
    assert (document["fact"]["battingTeam"], document["fact"]["bowlingTeam"]) == ("Home", "Away")


def test_an_action_that_does_not_count_says_why_and_brings_no_fact() -> None:
    book = Book().innings(balls=".").fact("batter_resumed", player_id="home5")
    document = fed(book, **CALLED)["1_3"]
    assert document["commentary"] == "Not counted: playerId: H5 had not retired"
    assert "fact" not in document


def test_a_voided_ball_has_names_and_no_line() -> None:
    book = Book().innings(balls="4")
    book.entries[-1] = replace_action(book.entries[-1], is_voided=True)
    document = fed(book, **CALLED)["1_2"]
    run = followed(Inputs(book.setup, **CALLED), book.entries)
    assert last_ball(run.feed.feed_state, run.feed.inputs) is None
    assert "commentary" not in document
    [undone] = document["events"]
    assert (undone["type"], undone["data"]["strikerName"]) == ("BALL_VOIDED", "H1")


def test_the_time_of_a_ball_is_the_scorers() -> None:
    book = Book().innings()
    book.ball("1", timestamp="2026-01-02T15:04:05+02:00")
    document = fed(book, **CALLED)["1_2"]
    assert document["timestamp"] == "2026-01-02T13:04:05+00:00"
    last = score_of(book)["lastBall"]
    assert last == {
        "actionId": "1_2",
        "commentary": "0.1 A11 to H1, 1 run",
        "timestamp": "2026-01-02T13:04:05+00:00",
    }


def test_the_balls_of_the_over_say_who_bowled_them_and_where() -> None:
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


def test_an_over_that_goes_on_keeps_the_names_of_its_balls() -> None:
    book = Book().innings(balls=OVER)
    book.ball(".", over_number=0, bowler_id=player(AWAY, 11))
    shown = score_of(book)["currentOver"]
    assert [each["actionId"] for each in shown] == [f"1_{number}" for number in range(2, 9)]


def test_the_last_ball_of_an_innings_is_told_until_the_next_one_is_bowled() -> None:
    book = Book().innings(balls="4").close("declared").innings(AWAY)
    assert score_of(book)["lastBall"]["actionId"] == "1_2"
    assert score_of(book)["currentOver"] == []


def test_no_ball_tells_a_total_that_an_earlier_ball_would_change() -> None:
    one, other = (fed(Book().innings(balls=first + " . 2 1lb"), **CALLED) for first in ("4", "."))
    for name in ("1_3", "1_4", "1_5"):
        assert one[name] == other[name]


def test_names_that_are_others_make_other_words_and_awards_do_not() -> None:
    inputs = Inputs(Book().setup, **CALLED)
    assert has_same_texts(inputs, replace(inputs, player_of_match_ids=(player(HOME, 1),)))
    assert not has_same_texts(inputs, replace(inputs, player_names={}))
    assert not has_same_texts(inputs, replace(inputs, team_names={}))
    setup = replace(inputs.setup, keeper_ids=frozenset({player(HOME, 1)}))
    assert not has_same_texts(inputs, replace(inputs, setup=setup))


def test_milestones_are_told_in_words() -> None:
    book = Book().innings(balls="6 6 6 6 6 6 " + ". " * 6 + "6 6 6")
    [fifty] = reached(fed(book, **CALLED), "fifty")
    assert fifty["playerName"] == "H1"
    assert fifty["text"].startswith("Fifty for H1 off")
