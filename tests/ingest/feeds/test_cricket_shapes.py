"""Tests what each connector reads from a hand-written answer."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from scrbrd_ingest.feeds import crex_parts, espn, roanuz, roanuz_overs, sportradar
from scrbrd_ingest.model import WHOLE_MATCH, InningsTotal, Observation, Phase, Place, Span
from scrbrd_ingest.ports import BadAnswer
from tests.ingest.feeds.answers import NOW, fixture


def timeline(is_delta: bool = False, **changes: Any) -> Observation:
    """Read the Sportradar-like timeline."""
    return sportradar.parse("1", fixture("sportradar_timeline") | changes, NOW, is_delta)


def test_a_timeline_is_read_except_for_its_unreadable_item() -> None:
    observation = timeline()
    assert [event.id for event in observation.events] == ["901", "902", "903", "904", "905", "907"]
    assert observation.faults == (
        "timeline[6]: item.batting_params.runs_scored: must be a whole number, is a text",
    )
    assert observation.phase is Phase.LIVE
    assert observation.totals == (InningsTotal(1, 9, 1),)
    assert observation.said_at == datetime(2026, 4, 9, 10, 7, tzinfo=UTC)


def test_an_answer_with_a_fault_covers_nothing_so_that_nothing_is_deleted() -> None:
    whole = fixture("sportradar_timeline")["timeline"]
    del whole[6]
    assert timeline().covers is None
    assert timeline(timeline=whole).covers == WHOLE_MATCH
    assert timeline(timeline=whole, is_delta=True).covers is None


def test_a_ball_has_its_over_from_0_and_its_extras_by_kind() -> None:
    events = {event.id: event for event in timeline().events}
    assert events["903"].place == Place(1, 0, 2)
    assert events["903"].action["extras"] == {"noBall": 1, "legBye": 2}
    assert events["902"].action == {
        "type": "delivery",
        "overNumber": 0,
        "ballInOver": 1,
        "strikerId": "sr:player:1",
        "nonStrikerId": "sr:player:2",
        "bowlerId": "sr:player:21",
        "runsOffBat": 4,
        "extras": {},
    }
    assert events["907"].action["boundary"] is False, "an all-run four"


def test_a_substitute_who_caught_is_fielder_and_substitute() -> None:
    wicket = {event.id: event for event in timeline().events}["904"].action["wicket"]
    assert wicket == {
        "type": "caught",
        "dismissedPlayerId": "sr:player:1",
        "fielderIds": ["sr:player:31"],
        "substituteIds": ["sr:player:31"],
    }


def test_an_event_without_a_ball_is_placed_after_the_ball_before_it() -> None:
    events = {event.id: event for event in timeline().events}
    assert events["905"].place == Place(1, 0, 3, 1)
    assert events["905"].action == {
        "type": "batter_retired",
        "playerId": "sr:player:2",
        "as": "hurt",
    }
    assert events["901"].place == Place(1)
    spans = events["901"].action["powerplays"]
    assert spans == [{"type": "mandatory", "fromOver": 0, "toOver": 5}]


def test_a_revised_ball_has_its_id_and_another_hash() -> None:
    revised = fixture("sportradar_timeline")["timeline"]
    revised[2]["batting_params"]["runs_scored"] = 3
    before = {event.id: event.content_hash for event in timeline().events}
    after = {event.id: event.content_hash for event in timeline(timeline=revised).events}
    assert {name for name in before if before[name] != after[name]} == {"902"}


def details(is_whole: bool = False, **changes: Any) -> Observation:
    """Read the ESPN-like details."""
    return espn.parse("1", [fixture("espn_details") | changes], NOW, is_whole)


def test_a_page_of_details_is_read() -> None:
    observation = details()
    assert [event.place for event in observation.events] == [
        Place(3, 14, 4),
        Place(3, 14, 5),
        Place(3, 14, 5, 1),
    ]
    out, wide, penalty = (event.action for event in observation.events)
    assert out["wicket"] == {
        "type": "run_out",
        "dismissedPlayerId": "1002",
        "fielderIds": ["2003"],
        "substituteIds": [],
        "end": "bowler",
    }
    assert wide["extras"] == {"wide": 5}
    assert penalty == {"type": "penalty_awarded", "toTeamId": "7", "runs": 5, "law": "41.3"}
    assert observation.totals == (InningsTotal(1, 211, 10, 300),)
    assert observation.faults == ()


def test_the_only_page_is_the_whole_match_and_the_last_of_several_is_not() -> None:
    assert details().covers == WHOLE_MATCH
    assert details(pageCount=3, pageIndex=3).covers == Span(first=Place(3, 14, 5))
    assert details(pageCount=3, items=[]).covers is None


@pytest.mark.parametrize(
    ("name", "state", "phase"),
    [
        ("STATUS_SCHEDULED", "pre", Phase.SCHEDULED),
        ("STATUS_DELAYED", "in", Phase.SUSPENDED),
        ("STATUS_FINAL", "post", Phase.FINISHED),
        ("STATUS_CANCELED", "post", Phase.CANCELLED),
        ("STATUS_OF_TOMORROW", "in", Phase.LIVE),
    ],
)
def test_the_phase_is_determined_by_the_name_of_a_state_first(
    name: str, state: str, phase: Phase
) -> None:
    assert details(status={"type": {"name": name, "state": state}}).phase is phase


def test_an_over_is_read_with_its_number_from_1_and_every_delivery_counted() -> None:
    observation = roanuz.parse("m__1", [fixture("roanuz_over")], NOW)
    wide, six, stumped, replaced = observation.events
    assert [event.place for event in observation.events] == [
        Place(2, 4, 1),
        Place(2, 4, 2),
        Place(2, 4, 3),
        Place(2, 4, 3, 1),
    ]
    assert wide.action["extras"] == {"wide": 1}
    assert (six.action["runsOffBat"], six.action["overBalls"]) == (6, 5)
    assert "boundary" not in six.action
    assert stumped.action["wicket"]["fielderIds"] == ["q9"]
    assert replaced.action["inPlayerId"] == "p9"
    assert observation.phase is Phase.SUSPENDED


def test_an_over_covers_itself_from_before_its_first_ball() -> None:
    covers = roanuz.parse("m__1", [fixture("roanuz_over")], NOW).covers
    assert covers is not None
    covered = [Place(2, 4, 1), Place(2, 4, 9, 2), Place(2, 4)]
    not_covered = [Place(2, 3, 6), Place(2, 5, 1), Place(1, 4, 1)]
    assert all(covers.contains(place) for place in covered)
    assert not any(covers.contains(place) for place in not_covered)


def test_a_score_is_read_with_its_tokens_and_notes() -> None:
    score = crex_parts.read_score(fixture("crex")["sV3"])
    first, second = score.overs[0], score.overs[1]
    assert [token.runs for token in first] == [4, 0, 0, 2, 0, 0, 3]
    assert [dict(token.extras) for token in first[2:6]] == [
        {"wide": 1},
        {"noBall": 1},
        {},
        {"legBye": 1},
    ]
    assert first[1].wicket
    assert second[0].bowler == "Q2"
    assert score.pair == ("P3", "P2")
    assert [event.id for event in score.notes] == ["1.0.0.0", "1.0.2.1"]
    assert score.faults == ("sV3.n[2]: note: its kind is not known here",)
    started = score.notes[0].action
    assert started["powerplays"] == [{"type": "mandatory", "fromOver": 0, "toOver": 5}]


@pytest.mark.parametrize(
    ("text", "runs", "extras", "marks"),
    [
        ("0", 0, {}, {}),
        ("4r", 4, {}, {"boundary": False}),
        ("5B", 5, {}, {"boundary": True}),
        ("wd", 0, {"wide": 1}, {}),
        ("5wd", 0, {"wide": 5}, {}),
        ("2nb+4lb", 0, {"noBall": 2, "legBye": 4}, {}),
        ("1+5p", 1, {"penalty": 5}, {}),
        ("2@1", 2, {}, {"runsRun": 1}),
        ("0!#5", 0, {}, {"notCounted": True, "overBalls": 5}),
    ],
)
def test_a_token_gives_the_runs_extras_and_marks_of_a_ball(
    text: str, runs: int, extras: dict[str, int], marks: dict[str, Any]
) -> None:
    token = crex_parts.read_token("Q1", text, "here")
    assert (token.runs, token.extras, token.marks) == (runs, extras, marks)


def test_the_card_gives_the_dismissal_of_a_batter() -> None:
    (card,) = crex_parts.read_cards(fixture("crex")["sC4"])
    out = card.batters["P1"].out
    assert out is not None
    assert (out.type, out.fielder_ids, out.assist_ids, out.substitute_ids) == (
        "caught",
        ("F1", "F2"),
        ("A1",),
        ("F2",),
    )
    assert (out.end, out.crossed) == (None, True)
    assert card.bowlers["Q1"].wides == 1


@pytest.mark.parametrize("value", [None, [], 3, "text", {}, {"timeline": {}}, {"data": None}])
def test_an_answer_of_an_unknown_shape_is_a_bad_answer(value: Any) -> None:
    reads: list[Callable[[], Observation]] = [
        lambda: sportradar.parse("77", value, NOW, is_delta=False),
        lambda: espn.parse("77", [value], NOW, is_whole=True),
        lambda: roanuz.parse("77", [value], NOW),
    ]
    for read in reads:
        with pytest.raises(BadAnswer, match="match 77: answer"):
            read()


@pytest.mark.parametrize("name", ["x" * 401, "½" * 201])
def test_an_id_too_long_for_a_document_is_reported_and_the_rest_is_read(name: str) -> None:
    value = fixture("sportradar_timeline")
    count = len(sportradar.parse("1", value, NOW, is_delta=False).events)
    value["timeline"][-1]["id"] = name
    observation = sportradar.parse("1", value, NOW, is_delta=False)
    assert len(observation.events) >= count - 1
    assert any("id: has more than 400 bytes" in each for each in observation.faults)


@pytest.mark.parametrize("runs", ["9" * 20, "9" * 1_900])
def test_an_impossibly_large_total_is_ignored(runs: str) -> None:
    status = {"status": "live", "period_scores": [{"number": 1, "display_score": f"{runs}/3"}]}
    assert timeline(sport_event_status=status).totals == ()


def test_an_absurd_number_of_overs_is_limited_before_the_list_is_built() -> None:
    innings = [{"number": 1, "over_count": 2_000}] * 2_000
    tracemalloc.start()
    overs = roanuz_overs.overs_of("1", {"data": {"play": {"innings": innings}}})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert overs == [(1, over) for over in range(2_000)]
    assert peak < 4 * 1024 * 1024
