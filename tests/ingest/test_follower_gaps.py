"""A match that is followed with balls missing: nothing is skipped, and nothing guessed."""

from __future__ import annotations

from scrbrd.domain.actions import InningsStarted, read_action
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.model import InningsTotal
from scrbrd_ingest.ports import RequestScope
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import cards


def test_a_ball_behind_a_gap_waits_until_the_gap_is_filled() -> None:
    ground = Ground()
    ground.play_to(20)
    missing = ground.events[20]
    ground.alpha.hidden = {missing.id}
    ground.alpha.until = 24
    poll_events(ground.follower)
    assert len(ground.store.known.log) == 20
    assert ground.store.feed is not None
    assert ground.store.feed["waiting"] == 3
    assert ground.alpha.requests[-1].scope is RequestScope.LATEST
    ground.alpha.hidden = set()
    poll_events(ground.follower)
    assert ground.alpha.requests[-1].over == (1, missing.place.over)
    assert len(ground.store.known.log) == 24
    assert ground.agrees_with_log


def test_a_gap_that_nobody_fills_is_told_and_never_guessed() -> None:
    ground = Ground()
    ground.alpha.hidden = {ground.events[20].id}
    ground.play_to(30)
    poll_events(ground.follower, times=8)
    assert len(ground.store.known.log) == 20
    assert ground.problems == ["gap"]
    assert ground.measures.missed_balls == 1
    assert ground.store.feed is not None
    [gap] = ground.store.feed["gaps"]
    assert gap["state"] == "unfilled"
    # An operator says that nothing is missing there.
    ground.store.feed["acceptedGaps"] = [gap["key"]]
    ground.follower = ground.new_follower()
    poll_events(ground.follower)
    assert len(ground.store.known.log) == 29


def test_a_gap_that_is_accepted_is_heeded_while_the_match_is_followed() -> None:
    ground = Ground()
    ground.alpha.hidden = {ground.events[20].id}
    ground.play_to(30)
    poll_events(ground.follower, times=8)
    assert ground.store.feed is not None
    ground.store.feed = {**ground.store.feed, "acceptedGaps": [ground.store.feed["gaps"][0]["key"]]}
    loads = ground.store.loads
    ground.clock.forward(5)
    poll_events(ground.follower)
    assert (len(ground.store.known.log), ground.store.loads) == (20, loads)
    ground.clock.forward(15)
    poll_events(ground.follower, times=2)
    assert (len(ground.store.known.log), ground.store.loads) == (29, loads + 1)
    assert ground.store.feed["gaps"] == []


def test_a_short_over_is_believed_where_the_totals_prove_it() -> None:
    ground = Ground()
    over = [each for each in ground.events[:40] if each.place.over == 2][-1]
    ground.alpha.hidden = {over.id}
    without_missing = [each for each in ground.actions[:40] if f"{each.id}" != ground.actions[
        ground.events.index(over)].id]  # fmt: skip
    setup = ground.log.inputs.setup
    [innings] = cards(setup, without_missing)["innings"]
    ground.alpha.totals = (
        InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"]),
    )
    ground.play_to(40)
    poll_events(ground.follower, times=3)
    assert len(ground.store.known.log) == 39


def test_a_score_that_no_ball_explains_is_marked_until_the_balls_come() -> None:
    ground = Ground()
    ground.play_to(12)
    setup = ground.log.inputs.setup
    [innings] = cards(setup, ground.actions[:20])["innings"]
    ground.alpha.totals = (InningsTotal(1, innings["runs"], innings["wickets"]),)
    poll_events(ground.follower, times=2)
    [made] = [each for each in ground.store.known.records.values() if each.is_synthetic]
    assert made.state == "synthetic"
    assert made.action_id is None
    assert ground.measures.made == 1
    assert ground.agrees_with_log
    ground.play_to(20)
    assert ground.store.known.records[made.key].state == "replaced"
    assert ground.agrees_with_log


def test_totals_that_do_not_agree_at_a_standstill_are_told() -> None:
    ground = Ground()
    ground.alpha.totals = (InningsTotal(1, 1, 0),)
    ground.play_to(20)
    assert ground.problems == ["totals"]


def test_penalty_runs_of_a_later_innings_are_counted_in_the_one_they_belong_to() -> None:
    ground = Ground()
    first = ground.actions[0]
    assert isinstance(first, InningsStarted)
    begun = next(n for n, each in enumerate(ground.actions) if each.innings_number == 2) + 3
    penalty = {
        "id": "2_99",
        "matchId": "m1",
        "inningsNumber": 2,
        "sequenceNumber": 99,
        "type": "penalty_awarded",
        "toTeamId": first.batting_team_id,
        "runs": 5,
    }
    actions = [*ground.actions[:begun], read_action(penalty)]
    innings = cards(ground.log.inputs.setup, actions)["innings"]
    before = cards(ground.log.inputs.setup, actions[:-1])["innings"]
    assert innings[0]["runs"] == before[0]["runs"] + 5
    totals = Laws(ground.log.inputs.setup).totals(actions)
    assert [each.runs for each in totals.values()] == [each["runs"] for each in innings]


def test_each_ball_that_nobody_tells_is_counted_as_missed_once_though_of_one_over() -> None:
    ground = Ground()
    over = [each for each in ground.events if each.place.over == 4]
    end = ground.events.index(over[-1]) + 3
    ground.alpha.hidden = {over[1].id, over[3].id}
    ground.play_to(end)
    poll_events(ground.follower, times=8)
    assert ground.measures.missed_balls == 1, "the second is behind the first"
    ground.alpha.hidden = {over[3].id}
    poll_events(ground.follower, times=40)
    assert ground.measures.missed_balls == 2
    ground.alpha.hidden = set()
    poll_events(ground.follower, times=40)
    assert ground.agrees_with_log
    assert ground.measures.missed_balls == 2
