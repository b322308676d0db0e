"""Tests the command that simulates scorers: its counts, and that a seed gives the same match.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from admin.logfile import load_match
from admin.simulation.outcome import outcome_of
from admin.simulation.run import Simulation
from admin.simulation.slips import CLUB, FLAWLESS, SKILLED, Skill, Slip, with_wrong_value
from scrbrd.consensus.content import content_of, is_same_ball
from scrbrd.consensus.entries import Seat
from scrbrd.domain.actions import NO_EXTRAS, Action, Delivery
from scrbrd.domain.vocabulary import ValidationTier
from tests.admin.administration import run_failing, run_ok
from tests.admin.committed_matches import TEST_LOGS, committed_logs
from tests.consensus.careless import innings_actions, laws_of_match
from tests.fakes.small_match import ball

SHORT = TEST_LOGS / "1273144.log"
KEYS = ["balls", "automatic", "disputes", "undetected", "cascades", "agrees"]
SLIPSHOD = Skill(wrong=12, missed=5, doubled=4, swapped=6, nudged=0, noticed=0)
MOST_BYTES = 12_000


def simulate(*options: str) -> dict[str, Any]:
    """Return the last line of the command's output."""
    found: dict[str, Any] = json.loads(run_ok("simulate", str(SHORT), *options).splitlines()[-1])
    return found


@pytest.mark.parametrize("tier", ["DUAL", pytest.param("TRIPLE", marks=pytest.mark.slow)])
def test_scorers_without_mistakes_have_no_disputes(tier: str) -> None:
    found = simulate("--tier", tier, "--skill", "flawless")
    assert found["automatic"] == found["balls"] > 0
    assert (found["disputes"], found["details"], found["undetected"]) == (0, 0, 0)
    assert found["agrees"] is True


def test_the_same_seed_gives_the_same_match() -> None:
    options = ("--tier", "DUAL", "--seed", "7", "--json")
    once = run_ok("simulate", str(SHORT), *options)
    assert once == run_ok("simulate", str(SHORT), *options)
    assert list(json.loads(once))[: len(KEYS)] == KEYS


def test_a_missing_file_is_named_in_the_error() -> None:
    assert "nowhere.log" in run_failing(2, "simulate", "nowhere.log", "--tier", "DUAL")


@pytest.mark.parametrize(
    "tier",
    [ValidationTier.DUAL, pytest.param(ValidationTier.TRIPLE, marks=pytest.mark.slow)],
)
def test_after_rulings_the_log_is_the_truth_however_careless_the_scorers(
    tier: ValidationTier,
) -> None:
    outcome, _ = Simulation(load_match(SHORT), tier, SLIPSHOD, 1).play()
    assert outcome.agrees, outcome.unexplained
    assert outcome.automatic < outcome.balls


def test_a_book_that_lacks_a_ball_and_has_a_similar_one_next_to_it_shares_the_error() -> None:
    log = load_match(next(path for path in committed_logs() if path.stem == "1386111"))
    first = replace(log, actions=tuple(each for each in log.actions if each.innings_number == 1))
    outcome, _ = Simulation(first, ValidationTier.TRIPLE, SKILLED, 7013).play()
    assert outcome.agrees, outcome.unexplained
    assert outcome.undetected == 1


def test_a_ball_missed_by_two_of_three_is_undetected_although_one_has_an_equal_one() -> None:
    truth = innings_actions("1386111", 1, 12)
    play = Simulation(load_match(SHORT), ValidationTier.TRIPLE, FLAWLESS, 1).innings_play(
        1, truth, [], laws_of_match("1386111")
    )
    missed_ball = 6
    for seat, scorer in play.scorers.items():
        for number, action in enumerate(truth):
            if number == missed_ball and seat is not Seat.UMPIRE:
                scorer.missing.add(number)
                continue
            is_like = number == missed_ball - 2 and seat is Seat.HOME
            play.arrive(seat, scorer.write(number, truth[missed_ball] if is_like else action, 0), 0)
    assert content_of(truth[missed_ball - 2]).key != content_of(truth[missed_ball]).key
    outcome = outcome_of(play)
    assert (outcome.undetected, outcome.unexplained) == (1, [])


@pytest.mark.parametrize("is_swapped", [False, True])
def test_one_of_two_singles_missed_by_two_of_three_is_undetected(*, is_swapped: bool) -> None:
    single, first_single = neighbouring_singles()
    passed_over = {
        Seat.UMPIRE: first_single + (not is_swapped),
        Seat.HOME: first_single + is_swapped,
    }
    play = Simulation(load_match(SHORT), ValidationTier.TRIPLE, FLAWLESS, 1).innings_play(
        1, single, [], laws_of_match("1386111")
    )
    for number, action in enumerate(single):
        for seat, scorer in play.scorers.items():
            if passed_over.get(seat) == number:
                scorer.missing.add(number)
            else:
                play.arrive(seat, scorer.write(number, action, 0), 0)
    outcome = outcome_of(play)
    assert (outcome.undetected, outcome.unexplained) == (1, [])


def neighbouring_singles() -> tuple[list[Action], int]:
    """Return balls with two consecutive singles by different strikers, and the first's index."""
    actions = innings_actions("1386111", 1, 40)
    for first_single, (one, other) in enumerate(pairwise(actions)):
        if is_single(one) and is_single(other) and is_same_ball(content_of(one), content_of(other)):
            return actions[: first_single + 8], first_single
    raise AssertionError("there are none")


def is_single(action: Action) -> bool:
    """Return whether an action is one run off the bat and nothing else."""
    return (
        isinstance(action, Delivery)
        and action.runs_off_bat == 1
        and action.extras == NO_EXTRAS
        and action.wicket is None
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tier", "skill", "share"),
    [
        (ValidationTier.DUAL, CLUB, 0.95),
        (ValidationTier.DUAL, SKILLED, 0.98),
        (ValidationTier.TRIPLE, CLUB, 0.99),
        (ValidationTier.TRIPLE, SKILLED, 0.995),
    ],
    ids=["DUAL club", "DUAL skilled", "TRIPLE club", "TRIPLE skilled"],
)
def test_most_balls_enter_without_a_ruling(
    tier: ValidationTier, skill: Skill, share: float
) -> None:
    paths = [path for path in sorted(TEST_LOGS.glob("*.log")) if path.stat().st_size < MOST_BYTES]
    balls = automatic = missed = cascades = 0
    for path in paths:
        log = load_match(path)
        for seed in range(100, 106):
            outcome, _ = Simulation(log, tier, skill, seed).play()
            assert outcome.agrees, (path.stem, seed, outcome.unexplained)
            balls += outcome.balls
            automatic += outcome.automatic
            missed += outcome.missed
            cascades += outcome.cascades
    assert paths
    assert automatic >= share * balls
    assert cascades <= 0.05 * missed


@pytest.mark.parametrize("skill", [CLUB, SKILLED])
def test_slips_occur_at_their_rates(skill: Skill) -> None:
    random = Random(1)
    slips = [skill.draw(random) for _ in range(50_000)]
    for slip, rate in (
        (Slip.VALUE, skill.wrong),
        (Slip.MISSED, skill.missed),
        (Slip.DOUBLED, skill.doubled),
        (Slip.SWAPPED, skill.swapped),
    ):
        assert slips.count(slip) / 200 == pytest.approx(rate, rel=0.3)


@pytest.mark.parametrize("kind", ["wide", "noBall", "bye"])
def test_a_slip_keeps_total_runs_and_legality_consistent_with_the_extras(kind: str) -> None:
    """The security rules refuse others: a wide recorded as runs off the bat is a legal ball."""
    fields: dict[str, Any] = {"extras": {kind: 2}, "totalRuns": 2, "isLegalDelivery": kind == "bye"}
    actual = Delivery.model_validate(ball(2, 0, **fields))
    random = Random(1)
    slips = [with_wrong_value(actual, [], random) for _ in range(60)]
    assert NO_EXTRAS in {each.extras for each in slips}
    for each in slips:
        parts = each.extras
        assert each.total_runs == each.runs_off_bat + sum(parts.model_dump().values())
        assert each.is_legal_delivery == (parts.wide + parts.no_ball == 0)
