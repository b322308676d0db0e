"""Simulated scorers on the whole Emulator Suite: through the rules, and the functions' triggers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from google.cloud.firestore import Client

from admin.logfile import load_match
from admin.matchlog import MatchLog
from admin.simulation.emulated import prepare_match
from admin.simulation.run import Simulation
from admin.simulation.slips import Skill
from devtools.commands.demo import DEFAULT_MATCH
from devtools.demo.two_scorers import first_overs, is_within
from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.domain.actions import InningsClosed, action_id
from scrbrd.domain.vocabulary import ActionType, CloseReason, ValidationTier

SLIPSHOD = Skill(wrong=20, missed=10, doubled=8, swapped=10, nudged=0, noticed=0)
OVERS = 4
MORE_OVERS = 2
CHANCE_COMES_FROM = "simulated-37"
"""The match whose slips are drawn, in every run the same: a wide is put down as runs among them."""


def of_both_innings(whole: MatchLog) -> MatchLog:
    """Return the first overs of a match, declared closed, and those of its second innings."""
    first = first_overs(whole, CHANCE_COMES_FROM, OVERS)
    last = first.actions[-1]
    closed = InningsClosed(
        id=action_id(1, last.sequence_number + 1),
        match_id=last.match_id,
        innings_number=1,
        sequence_number=last.sequence_number + 1,
        nonce="closed",
        follows=last.nonce,
        type=ActionType.INNINGS_CLOSED,
        reason=CloseReason.DECLARED,
    )
    second = (
        action.model_copy(update={"match_id": last.match_id})
        for action in whole.actions
        if action.innings_number == 2 and is_within(action, MORE_OVERS)
    )
    return replace(first, actions=(*first.actions, closed, *second))


@pytest.mark.slow
def test_books_written_through_rules_and_triggers_come_to_what_the_pure_part_says(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    match_id = f"simulated-{project_id}"
    log = of_both_innings(load_match(DEFAULT_MATCH))
    tier = ValidationTier.DUAL
    pure, plays = Simulation(log, tier, SLIPSHOD, 5).play()
    client = Client(project=suite.project)
    hosts = suite.firestore_host, suite.auth_host
    ground = prepare_match(client, hosts, log, match_id, str(tier))
    found, _ = Simulation(log, tier, SLIPSHOD, 5, ground).play()
    assert found.as_json() == pure.as_json()
    assert pure.disputes > 0
    assert found.agrees
    stored = client.collection(paths.scoring_actions(match_id)).get()
    assert {snap.id for snap in stored} == {each for play in plays for each in play.server.log}
    shown = client.document(paths.live_score(match_id)).get().to_dict() or {}
    assert shown["currentInnings"]["runs"] > 0
    ground.close()
    client.close()
