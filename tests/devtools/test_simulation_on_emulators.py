"""Simulated scorers on the whole Emulator Suite: through the rules, and the functions' triggers."""

from __future__ import annotations

import pytest
from google.cloud.firestore import Client

from admin.logfile import load_match
from admin.simulation.emulated import prepared
from admin.simulation.run import Simulation
from admin.simulation.slips import Skill
from devtools.commands.demo import DEFAULT_MATCH
from devtools.demo.two_scorers import first_overs
from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import ValidationTier

SLIPSHOD = Skill(wrong=20, missed=10, doubled=8, swapped=10, nudged=0, noticed=0)
OVERS = 4
CHANCE_COMES_FROM = "simulated-37"
"""The match whose slips are drawn, in every run the same: a wide is put down as runs among them."""


def test_books_written_through_rules_and_triggers_come_to_what_the_pure_part_says(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, project_id: str
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    match_id = f"simulated-{project_id}"
    log = first_overs(load_match(DEFAULT_MATCH), CHANCE_COMES_FROM, OVERS)
    tier = ValidationTier.DUAL
    pure, plays = Simulation(log, tier, SLIPSHOD, 5).play()
    client = Client(project=suite.project)
    hosts = suite.firestore_host, suite.auth_host
    ground = prepared(client, hosts, log, match_id, str(tier))
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
