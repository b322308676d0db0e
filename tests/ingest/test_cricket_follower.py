"""A match is followed poll by poll: what a provider says stands in the log, once, in order."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from scrbrd.domain.effective import effective_log
from scrbrd_ingest.cricket_follower import CricketFollower, Feed
from scrbrd_ingest.log.mapping import MappingKind, named_in
from scrbrd_ingest.log.store import Mode
from scrbrd_ingest.model import FeedEvent, InningsTotal, Phase
from scrbrd_ingest.ports import FencedOut, RateLimited, Want
from tests.ingest.memory import Chooser, Clock, Counted, Died, MemoryLog, Teller, polled
from tests.ingest.told import cards, committed, events_of

MATCH = "1386111"


class Ground:
    """A match that is followed in memory."""

    def __init__(self, match: str = MATCH) -> None:
        self.log = committed()[match]
        self.actions = effective_log(self.log.actions).actions
        self.events = events_of(self.actions)
        self.store = MemoryLog(self.log.inputs.setup)
        self.alpha = Teller("alpha", self.events)
        self.beta = Teller("beta", renamed(self.events))
        self.chooser = Chooser("alpha")
        self.clock = Clock()
        self.measures = Counted()
        self.follower = self.another()

    def another(self) -> CricketFollower:
        """Return a follower of another process."""
        feeds = {each.name: Feed(each, "feed-1") for each in (self.alpha, self.beta)}
        return CricketFollower(
            "m1", feeds, self.chooser, self.store, self.clock, measures=self.measures
        )

    def tell(self, until: int, step: int = 4) -> None:
        """Let the provider come to a point, a few events a poll."""
        while self.alpha.until < until:
            self.alpha.until = min(until, self.alpha.until + step)
            polled(self.follower)

    @property
    def stands(self) -> bool:
        """Whether the log folds to what was told."""
        setup, until = self.log.inputs.setup, self.alpha.until
        return cards(setup, self.store.known.log.values()) == cards(setup, self.actions[:until])

    @property
    def problems(self) -> list[str]:
        """The codes of the problems that are told."""
        return [each["code"] for each in (self.store.feed or {})["problems"]]


def renamed(events: list[FeedEvent]) -> list[FeedEvent]:
    """Return the events with the ids of another feed."""
    return [replace(each, id=f"b{number}") for number, each in enumerate(events)]


def test_a_match_is_brought_in_by_deltas_and_ends() -> None:
    ground = Ground()
    ground.alpha.window = 30
    ground.tell(len(ground.events), step=25)
    ground.alpha.phase = Phase.FINISHED
    assert not polled(ground.follower).is_final
    assert polled(ground.follower).is_final
    assert ground.stands
    assert len(ground.store.known.log) == len(ground.events)
    assert ground.store.feed is not None
    assert ground.store.feed["gaps"] == []
    assert ground.store.feed["lastActionId"] == ground.actions[-1].id


def test_answers_that_say_nothing_new_write_nothing() -> None:
    ground = Ground()
    ground.tell(30)
    commits = ground.store.commits
    polled(ground.follower, times=5)
    assert ground.store.commits == commits


def test_a_ball_behind_a_gap_waits_until_the_gap_is_filled() -> None:
    ground = Ground()
    ground.tell(20)
    missing = ground.events[20]
    ground.alpha.hidden = {missing.id}
    ground.alpha.until = 24
    polled(ground.follower)
    assert len(ground.store.known.log) == 20
    assert ground.store.feed is not None
    assert ground.store.feed["waiting"] == 3
    assert ground.alpha.asks[-1].want is Want.LATEST
    ground.alpha.hidden = set()
    polled(ground.follower)
    assert ground.alpha.asks[-1].over == (1, missing.place.over)
    assert len(ground.store.known.log) == 24
    assert ground.stands


def test_a_gap_that_nobody_fills_is_told_and_never_guessed() -> None:
    ground = Ground()
    ground.alpha.hidden = {ground.events[20].id}
    ground.tell(30)
    polled(ground.follower, times=8)
    assert len(ground.store.known.log) == 20
    assert ground.problems == ["gap"]
    assert ground.measures.missed_balls == 1
    assert ground.store.feed is not None
    [gap] = ground.store.feed["gaps"]
    assert gap["state"] == "unfilled"
    # An operator says that nothing is missing there.
    ground.store.feed["acceptedGaps"] = [gap["key"]]
    ground.follower = ground.another()
    polled(ground.follower)
    assert len(ground.store.known.log) == 29


def test_what_waits_and_what_keeps_a_match_from_being_written_is_measured() -> None:
    ground = Ground()
    ground.tell(20)
    ground.alpha.hidden = {ground.events[20].id}
    ground.alpha.until = 24
    result = polled(ground.follower)
    assert (result.waiting, result.is_withheld) == (3, False)
    ground.alpha.hidden = set()
    assert polled(ground.follower).waiting == 0
    ground.alpha.spoil = lambda events: events[:5]
    ground.follower = ground.another()
    assert polled(ground.follower).is_withheld, "its answer is doubted"
    ground.store.mode_now = Mode.COMPARES
    ground.alpha.spoil = list
    ground.alpha.hidden = {ground.events[20].id}
    ground.follower = ground.another()
    result = polled(ground.follower)
    assert (result.waiting, result.is_withheld) == (0, False), "people score it: nothing is wrong"
    ground.alpha.hidden = set()
    ground.store.mode_now = Mode.WRITES
    act = ground.actions[3].id
    by_hand = {"is_voided": True, "voided_by": "an administrator"}
    changed = ground.store.known.log[act].model_copy(update=by_hand)
    ground.store.known = replace(ground.store.known, log={**ground.store.known.log, act: changed})
    ground.follower = ground.another()
    assert polled(ground.follower).is_withheld


def test_a_gap_that_is_accepted_is_heeded_while_the_match_is_followed() -> None:
    ground = Ground()
    ground.alpha.hidden = {ground.events[20].id}
    ground.tell(30)
    polled(ground.follower, times=8)
    assert ground.store.feed is not None
    ground.store.feed = {**ground.store.feed, "acceptedGaps": [ground.store.feed["gaps"][0]["key"]]}
    loads = ground.store.loads
    ground.clock.forward(5)
    polled(ground.follower)
    assert (len(ground.store.known.log), ground.store.loads) == (20, loads)
    ground.clock.forward(15)
    polled(ground.follower, times=2)
    assert (len(ground.store.known.log), ground.store.loads) == (29, loads + 1)
    assert ground.store.feed["gaps"] == []


def test_a_short_over_is_believed_where_the_totals_prove_it() -> None:
    ground = Ground()
    over = [each for each in ground.events[:40] if each.place.over == 2][-1]
    ground.alpha.hidden = {over.id}
    told = [each for each in ground.actions[:40] if f"{each.id}" != ground.actions[
        ground.events.index(over)].id]  # fmt: skip
    setup = ground.log.inputs.setup
    [innings] = cards(setup, told)["innings"]
    ground.alpha.totals = (
        InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"]),
    )
    ground.tell(40)
    polled(ground.follower, times=3)
    assert len(ground.store.known.log) == 39


def test_a_ball_that_is_taken_back_is_voided_and_one_said_again_counts_again() -> None:
    ground = Ground()
    ground.tell(30)
    last = ground.events[29]
    ground.alpha.hidden = {last.id}
    ground.follower = ground.another()  # which asks for everything at first
    polled(ground.follower)
    assert ground.store.known.log[ground.actions[29].id].is_voided
    ground.alpha.hidden = set()
    polled(ground.follower)
    assert ground.stands
    [again] = [each for each in ground.store.known.log.values() if each.corrects]
    assert again.corrects == ground.actions[29].id
    assert again.recorded_by == "provider:alpha"
    assert again.provider_event_id == last.id


def test_an_answer_that_has_lost_its_balls_takes_none_out_of_the_log() -> None:
    ground = Ground()
    ground.tell(40)
    ground.alpha.spoil = lambda events: events[:5]
    ground.follower = ground.another()
    polled(ground.follower, times=2)
    assert ground.problems == ["doubted"]
    assert ground.stands
    polled(ground.follower)  # it says so a third time
    assert sum(not each.is_voided for each in ground.store.known.log.values()) == 5


@pytest.mark.parametrize("until", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_process_that_dies_between_two_commits_is_gone_on_from(until: int) -> None:
    ground = Ground("1206059")  # which takes three
    ground.alpha.until = len(ground.events)
    ground.store.most_commits = until
    with pytest.raises(Died):
        polled(ground.follower, times=until + 1)
    assert 0 < len(ground.store.known.log) < len(ground.events)
    ground.store.most_commits = None
    polled(ground.another(), fence=2)
    assert ground.stands
    assert len(ground.store.known.log) == len(ground.events)


def test_what_somebody_else_wrote_meanwhile_is_read_again() -> None:
    ground = Ground()
    ground.tell(10)
    other = ground.another()
    ground.alpha.until = 12
    polled(other)
    ground.alpha.until = 14
    polled(ground.follower)
    assert ground.stands
    assert len(ground.store.known.log) == 14


def test_an_older_number_writes_no_more() -> None:
    ground = Ground()
    ground.tell(10)
    polled(ground.another(), fence=2)  # it has nothing new to write, and claims the match
    ground.alpha.until = 12
    with pytest.raises(FencedOut):
        polled(ground.follower, fence=1)
    assert len(ground.store.known.log) == 10
    with pytest.raises(FencedOut):
        polled(ground.another(), fence=1)


def test_a_ball_waits_for_the_mapping_of_whom_it_names() -> None:
    ground = Ground()
    ground.store.every_name = False
    ground.tell(3)
    assert not ground.store.known.log
    assert "unmapped" in ground.problems
    assert ground.store.feed is not None
    message = ground.store.feed["problems"][0]["message"]
    assert "provider_mappings/alpha:team:" in message
    ground.store.every_name = True
    ground.clock.forward(20)
    polled(ground.follower)
    assert ground.stands


@pytest.mark.parametrize("is_voided", [True, False], ids=["void", "redo"])
def test_what_an_administrator_does_in_the_log_is_seen_and_stands(is_voided: bool) -> None:
    ground = Ground()
    ground.tell(20)
    by_hand = {"is_voided": is_voided, "voided_by": "an administrator"}
    act = ground.actions[12].id
    before = ground.store.known.log[act]
    changed = before.model_copy(update=by_hand)
    ground.store.known = replace(ground.store.known, log={**ground.store.known.log, act: changed})
    loads = ground.store.loads
    ground.clock.forward(16)
    ground.tell(24)
    assert ground.store.loads == loads + 1
    assert ground.store.known.log[act] == changed
    assert len(ground.store.known.log) == 20, "the match is theirs from then on"
    assert ground.store.feed is not None
    assert ground.store.feed["mode"] == "compares"
    assert act in ground.store.feed["why"]
    ground.clock.forward(16)
    polled(ground.follower)
    assert ground.store.loads == loads + 1, "once is enough"
    ground.store.known = replace(ground.store.known, log={**ground.store.known.log, act: before})
    ground.clock.forward(300)
    polled(ground.follower, times=2)
    assert len(ground.store.known.log) == 24, "operators have taken it back"


def test_a_mapping_that_is_replaced_corrects_the_balls_it_names() -> None:
    ground = Ground()
    ground.store.every_name = False
    names = {name for each in ground.events for name in named_in(each.action)}
    ground.store.mappings = {("alpha", name): name[1].split(":", 1)[1] for name in names}
    bowler = (MappingKind.PLAYER, ground.events[1].action["bowlerId"])
    right = ground.store.mappings["alpha", bowler]
    ground.store.mappings["alpha", bowler] = "somebody_else"
    ground.tell(20)
    ground.store.mappings["alpha", bowler] = right
    stood = [ground.stands]
    for seconds in (240.0, 61.0):
        ground.clock.forward(seconds)
        polled(ground.follower)
        stood.append(ground.stands)
    assert stood == [False, False, True]
    ground.store.mappings.clear()
    ground.clock.forward(301.0)
    polled(ground.follower)
    assert ground.stands, "a mapping that is deleted takes no ball out of the log"
    assert ground.problems == []


def test_one_who_is_unknown_holds_back_the_balls_behind_alone() -> None:
    ground = Ground()
    ground.store.every_name = False
    for event in ground.events:
        for kind, name in named(event):
            ground.store.mappings["alpha", (kind, name)] = name.split(":", 1)[1]
    stranger = (MappingKind.PLAYER, ground.events[40].action["bowlerId"])
    first = next(n for n, each in enumerate(ground.events) if stranger in named(each))
    del ground.store.mappings["alpha", stranger]
    ground.tell(60)
    assert len(ground.store.known.log) == first


def named(event: FeedEvent) -> list[tuple[MappingKind, str]]:
    """Return the ids in an event."""
    return list(named_in(event.action))


def test_a_provider_beside_people_writes_no_ball() -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    ground.tell(20)
    assert not ground.store.known.log
    assert ground.store.feed is not None
    assert ground.store.feed["mode"] == "compares"


def test_a_score_that_keeps_differing_is_a_dispute_until_it_agrees() -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    ground.tell(30, step=30)
    setup = ground.log.inputs.setup
    [innings] = cards(setup, ground.actions[:30])["innings"]
    right = InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    ground.store.score = [replace(right, runs=right.runs + 3)]
    for _ in range(2):
        ground.clock.forward(11)
        polled(ground.follower)
    assert not ground.store.disputes
    ground.clock.forward(11)
    polled(ground.follower)
    [dispute] = ground.store.disputes.values()
    assert dispute["status"] == "open"
    assert dispute["kind"] == "provider"
    assert dispute["fields"] == ["runs"]
    assert dispute["log"]["runs"] == right.runs + 3
    assert dispute["provider"]["runs"] == right.runs
    ground.store.score = [right]
    ground.follower = ground.another()  # of a process that raised none
    ground.clock.forward(11)
    polled(ground.follower)
    assert ground.store.disputes[dispute["id"]]["status"] == "resolved"


def test_a_provider_that_is_ahead_of_the_scorers_is_no_dispute() -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    setup = ground.log.inputs.setup
    [innings] = cards(setup, ground.actions[:10])["innings"]
    ground.store.score = [
        InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    ]
    ground.tell(60)
    for _ in range(5):
        ground.clock.forward(11)
        polled(ground.follower)
    assert not ground.store.disputes


def test_a_score_that_no_ball_explains_is_marked_until_the_balls_come() -> None:
    ground = Ground()
    ground.tell(12)
    setup = ground.log.inputs.setup
    [innings] = cards(setup, ground.actions[:20])["innings"]
    ground.alpha.totals = (InningsTotal(1, innings["runs"], innings["wickets"]),)
    polled(ground.follower, times=2)
    [made] = [each for each in ground.store.known.records.values() if each.is_synthetic]
    assert made.state == "synthetic"
    assert made.action_id is None
    assert ground.measures.made == 1
    assert ground.stands
    ground.tell(20)
    assert ground.store.known.records[made.key].state == "replaced"
    assert ground.stands


def test_totals_that_do_not_agree_at_a_standstill_are_told() -> None:
    ground = Ground()
    ground.alpha.totals = (InningsTotal(1, 1, 0),)
    ground.tell(20)
    assert ground.problems == ["totals"]


def test_a_provider_that_fails_is_told_to_the_selector() -> None:
    ground = Ground()
    ground.tell(10)
    ground.alpha.failure = RateLimited("too many", retry_after=7.0)
    result = polled(ground.follower)
    assert (result.failure, result.retry_after) == ("rate_limited", 7.0)
    assert ground.chooser.polled[-1] is result


def test_a_match_without_news_is_closed_by_a_word_of_its_own() -> None:
    ground = Ground()
    ground.tell(10)
    asyncio.run(ground.follower.close(1))
    assert ground.store.feed is not None
    assert ground.store.feed["closed"] == "stale"
    polled(ground.follower, times=2)
    assert ground.store.feed["closed"] == "stale", "nothing new came"
    ground.alpha.until = 12
    polled(ground.follower)
    assert ground.store.feed["closed"] is None


def test_each_ball_is_measured_from_its_own_time_and_what_was_before_us_is_not() -> None:
    ground = Ground()
    timed = [replace(each, said_at=ground.clock.now) for each in ground.events[:12]]
    ground.alpha.events = timed
    ground.clock.forward(60)
    ground.tell(10, step=10)
    assert ground.measures.seconds == [], "nobody followed the match then"
    late = ground.clock.now
    ground.alpha.events[10:] = [replace(each, said_at=late) for each in timed[10:]]
    ground.clock.forward(3)
    ground.tell(12)
    assert ground.measures.seconds == [3.0, 3.0]
    ground.chooser.name, ground.beta.until = "beta", 12
    ground.beta.events = [replace(each, said_at=late) for each in renamed(timed)]
    polled(ground.follower, times=2)
    assert len(ground.measures.seconds) == 2, "what stood already did not come again"
