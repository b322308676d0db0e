"""Tests simulated scorers on the Emulator Suite: through the rules and the functions' triggers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from google.cloud.firestore import Client

from admin.logfile import load_match
from admin.matchlog import MatchLog
from admin.simulation.on_emulators import prepare_match
from admin.simulation.run import Simulation
from admin.simulation.slips import Skill
from devtools.commands.demo import DEFAULT_MATCH
from devtools.demo.two_scorers import first_overs, is_within
from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.domain.actions import InningsClosed, action_id
from scrbrd.domain.vocabulary import ActionType, CloseReason, ValidationTier

CARELESS = Skill(wrong=20, missed=10, doubled=8, swapped=10, nudged=0, noticed=0)
OVERS = 4
SECOND_INNINGS_OVERS = 2
SEED_MATCH_ID = "simulated-37"
"""The match id that seeds the slips, the same in every run: one records a wide as runs."""


def overs_of_both_innings(log: MatchLog) -> MatchLog:
    """Return the first overs of both innings of a match; the first innings is declared closed."""
    first_innings = first_overs(log, SEED_MATCH_ID, OVERS)
    last_action = first_innings.actions[-1]
    closed = InningsClosed(
        id=action_id(1, last_action.sequence_number + 1),
        match_id=last_action.match_id,
        innings_number=1,
        sequence_number=last_action.sequence_number + 1,
        nonce="closed",
        follows=last_action.nonce,
        type=ActionType.INNINGS_CLOSED,
        reason=CloseReason.DECLARED,
    )
    second = (
        action.model_copy(update={"match_id": last_action.match_id})
        for action in log.actions
        if action.innings_number == 2 and is_within(action, SECOND_INNINGS_OVERS)
    )
    return replace(first_innings, actions=(*first_innings.actions, closed, *second))


@pytest.mark.slow
def test_books_written_through_rules_and_triggers_give_the_result_of_the_pure_simulation(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    match_id = f"simulated-{project_id}"
    log = overs_of_both_innings(load_match(DEFAULT_MATCH))
    tier = ValidationTier.DUAL
    expected, plays = Simulation(log, tier, CARELESS, 5).play()
    client = Client(project=suite.project)
    hosts = suite.firestore_host, suite.auth_host
    ground = prepare_match(client, hosts, log, match_id, str(tier))
    found, _ = Simulation(log, tier, CARELESS, 5, ground).play()
    assert found.as_json() == expected.as_json()
    assert expected.disputes > 0
    assert found.agrees
    stored = client.collection(paths.scoring_actions(match_id)).get()
    assert {snap.id for snap in stored} == {each for play in plays for each in play.server.log}
    score = client.document(paths.live_score(match_id)).get().to_dict() or {}
    assert score["currentInnings"]["runs"] > 0
    ground.close()
    client.close()
