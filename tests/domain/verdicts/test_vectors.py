"""Tests that the vectors for clients are current and can be reproduced from the file alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pydantic.alias_generators import to_snake

from scrbrd.domain.actions import read_action
from scrbrd.domain.fold import fold_log
from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Setup
from scrbrd.domain.verdicts.case import MatchDetails
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.vocabulary import LawsEdition
from tests.domain.verdicts.vectors import PATH, file_text, verdict_fields

VECTORS: list[Json] = [json.loads(line) for line in PATH.read_text("utf-8").splitlines()]


def test_the_vectors_file_is_current() -> None:
    stale = "stale: run functions/venv/bin/python -m tests.domain.verdicts.vectors"
    assert PATH.read_text("utf-8") == file_text(), stale


def conditions_of(fields: Json) -> PlayingConditions:
    """Return the playing conditions of a vector."""
    by_name = {to_snake(name): value for name, value in fields.items()}
    return replace(THE_LAWS, **by_name | {"laws_edition": LawsEdition(fields["lawsEdition"])})


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: each["name"])
def test_verdicts_computed_from_the_file_equal_the_stored_ones(vector: Json) -> None:
    conditions = conditions_of(vector["conditions"])
    teams = (vector["homeTeamId"], vector["awayTeamId"])
    setup = Setup("m1", *teams, conditions=conditions, sides=vector["sides"])
    log = [read_action(each | {"matchId": "m1"}) for each in vector["before"]]
    state, _ = fold_log(setup, log)
    stored = vector["details"]
    details = MatchDetails(frozenset(stored["keeperIds"]), frozenset(stored["substituteIds"]))
    action = read_action(vector["action"] | {"matchId": "m1"})
    verdicts = judge(state, action, conditions, details)
    assert [verdict_fields(each) for each in verdicts] == vector["verdicts"]
