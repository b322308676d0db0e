"""Tests that people's corrections of a match's setup take effect within minutes, also while answers
are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from google.api_core.exceptions import ServiceUnavailable

from scrbrd.domain.vocabulary import PlayerId
from scrbrd_ingest.log.id_mapping import MappingKind
from scrbrd_ingest.match_writer import REREAD_EVERY
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import START, committed_matches, names_of

REREAD_SECONDS = REREAD_EVERY.total_seconds()
Correction = Callable[[], None]


def map_team_wrongly(match: FollowedMatch) -> Correction:
    """Map a team to another club; return the correction."""
    match.store.maps_every_id = False
    match.store.mappings = {("alpha", each): ours for each, ours in names_of(match.events).items()}
    side = next(each for each in names_of(match.events) if each[0] is MappingKind.TEAM)
    right = match.store.mappings["alpha", side]
    match.store.mappings["alpha", side] = "another-club"
    return lambda: match.store.mappings.update({("alpha", side): right})


def map_players_wrongly(match: FollowedMatch) -> Correction:
    """Map all players to others, the teams correctly; return the correction."""
    match.store.maps_every_id = False
    right = {("alpha", each): ours for each, ours in names_of(match.events).items()}
    match.store.mappings = {
        key: f"x-{ours}" if key[1][0] is MappingKind.PLAYER else ours for key, ours in right.items()
    }
    return lambda: match.store.mappings.update(right)


def set_other_lineups(match: FollowedMatch) -> Correction:
    """Set the line-ups of another fixture; return the correction."""
    right = match.store.setup
    sides = {PlayerId(f"x-{name}"): team for name, team in right.sides.items()}
    match.store.setup = replace(right, sides=sides)

    def correct() -> None:
        match.store.setup = right

    return correct


@pytest.mark.parametrize("make_mistake", [map_team_wrongly, map_players_wrongly, set_other_lineups])
def test_refused_answers_are_accepted_minutes_after_the_mistake_is_corrected(
    make_mistake: Callable[[FollowedMatch], Correction],
) -> None:
    match = FollowedMatch()
    correct = make_mistake(match)
    match.alpha.until = 10
    assert poll_events(match.follower).failure == "bad_answer"
    correct()
    match.clock.forward(REREAD_SECONDS - 1)
    assert poll_events(match.follower).failure == "bad_answer", "it is not read with each answer"
    match.clock.forward(17)  # the next check
    assert poll_events(match.follower).failure is None
    assert match.agrees_with_log
    assert len(match.store.known.log) == 10
    assert match.problems == []


def full_first_innings() -> str:
    """Return a match whose first innings ended with its twentieth over."""
    for name, log in committed_matches().items():
        match = FollowedMatch(name)
        first_innings = [each for each in match.events if each.place.innings == 1]
        is_closed = any(each.action["type"] == "innings_closed" for each in first_innings)
        overs = log.inputs.setup.conditions.overs_per_innings
        if overs == 20 and not is_closed and first_innings[-1].place.over == 19:
            return name
    raise AssertionError("no match has such an innings")


def test_a_corrected_number_of_overs_takes_effect_in_a_running_process() -> None:
    match = FollowedMatch(full_first_innings())
    right = match.store.setup
    wrong_conditions = replace(right.conditions, overs_per_innings=50)
    match.store.setup = replace(right, conditions=wrong_conditions)
    match.play_to(len(match.events), step=60)
    assert len(match.store.known.log) < len(match.events)
    match.store.setup = right
    loads = match.store.loads
    match.clock.forward(REREAD_SECONDS + 1)
    poll_events(match.follower)
    assert match.agrees_with_log
    for _ in range(5):
        match.clock.forward(REREAD_SECONDS + 1)
        poll_events(match.follower)
    assert match.store.loads == loads + 1, "the log is read again for what changed alone"


def test_the_start_time_of_a_match_is_reread() -> None:
    match = FollowedMatch()
    assert poll_events(match.follower).starts_at is None
    match.store.starts_at = START
    match.clock.forward(REREAD_SECONDS + 1)
    assert poll_events(match.follower).starts_at == START


def test_a_setup_that_could_not_be_read_is_read_at_the_next_check() -> None:
    match = FollowedMatch()
    correct = set_other_lineups(match)
    match.alpha.until = 10
    poll_events(match.follower)
    correct()
    match.clock.forward(REREAD_SECONDS + 1)
    match.store.failures["setup_of"] = [ServiceUnavailable("away")]
    with pytest.raises(ServiceUnavailable):
        poll_events(match.follower)
    match.clock.forward(16)
    assert poll_events(match.follower).failure is None
