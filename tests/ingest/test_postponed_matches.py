"""Tests that a match postponed or cancelled before its start is polled when it may begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scrbrd_ingest.feeds import (
    espn,
    roanuz,
    scoreboard_espn,
    scoreboard_sportradar,
    scoreboard_thesportsdb,
    sportradar,
)
from scrbrd_ingest.feeds.fields import Fields
from scrbrd_ingest.model import Phase, Sport, Tier
from scrbrd_ingest.policy.polling_pace import (
    POLLED_AFTER_END_FOR,
    POLLED_WHEN_STALE_FOR,
    MatchPace,
    after_poll,
    has_ended,
)
from scrbrd_ingest.ports import PollResult
from tests.ingest.provider_events import START
from tests.ingest.scoreboards import FollowedScoreboard, board

POSTPONED = {"type": {"state": "pre", "name": "STATUS_POSTPONED"}}
PHASES = {
    "espn": espn.phase_of(Fields(POSTPONED)),
    "espn_scoreboards": scoreboard_espn.phase_of(Fields(POSTPONED)),
    "sportradar": sportradar.phase_of(Fields({"status": "postponed"})),
    "sportradar_scoreboards": scoreboard_sportradar.phase_of(Fields({"status": "postponed"})),
    "thesportsdb_scoreboards": scoreboard_thesportsdb.phase_of("PST"),
    "roanuz": roanuz.phase_of(Fields({"match": {"status": "postponed"}})),
}


@pytest.mark.parametrize("feed", PHASES)
def test_a_postponed_match_has_not_begun(feed: str) -> None:
    assert PHASES[feed] is Phase.SCHEDULED


def pace_when_final(phase: Phase, starts_in: timedelta | None) -> MatchPace:
    """Return the pace of a match that was read completely at START."""
    starts_at = None if starts_in is None else START + starts_in
    return MatchPace(Sport.SOCCER, START, START, phase=phase, is_final=True, starts_at=starts_at)


@pytest.mark.parametrize(
    ("phase", "starts_in", "ends_after"),
    [
        (Phase.CANCELLED, timedelta(days=1), timedelta(days=1) + POLLED_WHEN_STALE_FOR),
        (Phase.CANCELLED, timedelta(days=-1), timedelta(days=-1) + POLLED_WHEN_STALE_FOR),
        (Phase.CANCELLED, timedelta(days=-9), POLLED_AFTER_END_FOR),
        (Phase.CANCELLED, None, POLLED_AFTER_END_FOR),
        (Phase.FINISHED, timedelta(hours=-2), POLLED_AFTER_END_FOR),
    ],
)
def test_a_cancelled_match_is_not_closed_until_two_days_after_its_start(
    phase: Phase, starts_in: timedelta | None, ends_after: timedelta
) -> None:
    pace = pace_when_final(phase, starts_in)
    assert not has_ended(pace, START + ends_after - timedelta(seconds=1))
    assert has_ended(pace, START + ends_after + timedelta(seconds=1))


def test_a_cancelled_match_closed_as_stale_is_not_ended_until_two_days_after_its_start() -> None:
    pace = replace(pace_when_final(Phase.CANCELLED, timedelta(days=7)), closed_at=START)
    assert not has_ended(pace, START + timedelta(days=8))
    assert has_ended(pace, START + timedelta(days=9, seconds=1))


def paces_while_polled(match: FollowedScoreboard, pace: MatchPace, minutes: int) -> list[MatchPace]:
    """Poll the scoreboard each minute; return the pace after each."""
    paces = []
    for _ in range(minutes):
        match.clock.forward(60)
        result: PollResult = match.poll(Tier.SCOREBOARD)
        pace = after_poll(pace, result)
        paces.append(pace)
    return paces


@pytest.mark.parametrize("phase", [Phase.SCHEDULED, Phase.CANCELLED])
def test_a_match_of_tomorrow_is_followed_when_its_provider_reports_play(phase: Phase) -> None:
    match = FollowedScoreboard()
    tomorrow = match.clock.now + timedelta(days=1)
    match.provider.board = board(None, None, 0, phase=phase, starts_at=tomorrow)
    for tier in Tier:
        match.poll(tier)
    pace = MatchPace(Sport.SOCCER, match.clock.now, match.clock.now)
    for each in paces_while_polled(match, pace, 60):
        assert not has_ended(each, match.clock.now)
        pace = each
    match.provider.board = board(1, 0, 5, starts_at=tomorrow)
    assert paces_while_polled(match, pace, 1)[0].phase is Phase.LIVE
