"""Tests a match followed with balls missing: no gap is skipped and no ball is guessed."""

from __future__ import annotations

from scrbrd.domain.actions import InningsStarted, read_action
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.model import InningsTotal
from scrbrd_ingest.ports import RequestScope
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import cards


def test_a_ball_after_a_gap_waits_until_the_gap_is_filled() -> None:
    match = FollowedMatch()
    match.play_to(20)
    missing = match.events[20]
    match.alpha.hidden = {missing.id}
    match.alpha.until = 24
    poll_events(match.follower)
    assert len(match.store.known.log) == 20
    assert match.store.feed is not None
    assert match.store.feed["waiting"] == 3
    assert match.alpha.requests[-1].scope is RequestScope.LATEST
    match.alpha.hidden = set()
    poll_events(match.follower)
    assert match.alpha.requests[-1].over == (1, missing.place.over)
    assert len(match.store.known.log) == 24
    assert match.agrees_with_log


def test_an_unfilled_gap_is_reported_and_its_ball_never_guessed() -> None:
    match = FollowedMatch()
    match.alpha.hidden = {match.events[20].id}
    match.play_to(30)
    poll_events(match.follower, times=8)
    assert len(match.store.known.log) == 20
    assert match.problems == ["gap"]
    assert match.measures.missed_balls == 1
    assert match.store.feed is not None
    [gap] = match.store.feed["gaps"]
    assert gap["state"] == "unfilled"
    # An operator accepts the gap: no ball is missing there.
    match.store.feed["acceptedGaps"] = [gap["key"]]
    match.follower = match.new_follower()
    poll_events(match.follower)
    assert len(match.store.known.log) == 29


def test_an_accepted_gap_takes_effect_while_the_match_is_followed() -> None:
    match = FollowedMatch()
    match.alpha.hidden = {match.events[20].id}
    match.play_to(30)
    poll_events(match.follower, times=8)
    assert match.store.feed is not None
    match.store.feed = {**match.store.feed, "acceptedGaps": [match.store.feed["gaps"][0]["key"]]}
    loads = match.store.loads
    match.clock.forward(5)
    poll_events(match.follower)
    assert (len(match.store.known.log), match.store.loads) == (20, loads)
    match.clock.forward(15)
    poll_events(match.follower, times=2)
    assert (len(match.store.known.log), match.store.loads) == (29, loads + 1)
    assert match.store.feed["gaps"] == []


def test_a_short_over_is_believed_when_the_totals_prove_it() -> None:
    match = FollowedMatch()
    last_ball = [each for each in match.events[:40] if each.place.over == 2][-1]
    match.alpha.hidden = {last_ball.id}
    without_missing = [each for each in match.actions[:40] if f"{each.id}" != match.actions[
        match.events.index(last_ball)].id]  # fmt: skip
    setup = match.log.inputs.setup
    [innings] = cards(setup, without_missing)["innings"]
    match.alpha.totals = (
        InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"]),
    )
    match.play_to(40)
    poll_events(match.follower, times=3)
    assert len(match.store.known.log) == 39


def test_a_score_without_its_balls_is_recorded_as_synthetic_until_they_arrive() -> None:
    match = FollowedMatch()
    match.play_to(12)
    setup = match.log.inputs.setup
    [innings] = cards(setup, match.actions[:20])["innings"]
    match.alpha.totals = (InningsTotal(1, innings["runs"], innings["wickets"]),)
    poll_events(match.follower, times=2)
    [synthetic] = [each for each in match.store.known.records.values() if each.is_synthetic]
    assert synthetic.state == "synthetic"
    assert synthetic.action_id is None
    assert match.measures.synthetic_events == 1
    assert match.agrees_with_log
    match.play_to(20)
    assert match.store.known.records[synthetic.key].state == "replaced"
    assert match.agrees_with_log


def test_totals_that_disagree_while_no_ball_is_bowled_are_reported() -> None:
    match = FollowedMatch()
    match.alpha.totals = (InningsTotal(1, 1, 0),)
    match.play_to(20)
    assert match.problems == ["totals"]


def test_penalty_runs_awarded_in_a_later_innings_count_for_their_teams_innings() -> None:
    match = FollowedMatch()
    first_action = match.actions[0]
    assert isinstance(first_action, InningsStarted)
    end_index = next(n for n, each in enumerate(match.actions) if each.innings_number == 2) + 3
    penalty = {
        "id": "2_99",
        "matchId": "m1",
        "inningsNumber": 2,
        "sequenceNumber": 99,
        "type": "penalty_awarded",
        "toTeamId": first_action.batting_team_id,
        "runs": 5,
    }
    actions = [*match.actions[:end_index], read_action(penalty)]
    innings = cards(match.log.inputs.setup, actions)["innings"]
    before = cards(match.log.inputs.setup, actions[:-1])["innings"]
    assert innings[0]["runs"] == before[0]["runs"] + 5
    totals = Laws(match.log.inputs.setup).totals(actions)
    assert [each.runs for each in totals.values()] == [each["runs"] for each in innings]


def test_two_missing_balls_of_one_over_are_each_counted_as_missed_once() -> None:
    match = FollowedMatch()
    over = [each for each in match.events if each.place.over == 4]
    end = match.events.index(over[-1]) + 3
    match.alpha.hidden = {over[1].id, over[3].id}
    match.play_to(end)
    poll_events(match.follower, times=8)
    assert match.measures.missed_balls == 1, "the second is behind the first"
    match.alpha.hidden = {over[3].id}
    poll_events(match.follower, times=40)
    assert match.measures.missed_balls == 2
    match.alpha.hidden = set()
    poll_events(match.follower, times=40)
    assert match.agrees_with_log
    assert match.measures.missed_balls == 2
