"""The vectors for clients are fresh, and judged from the file alone they come out the same."""

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
from tests.domain.verdicts.vectors import PATH, text, verdict_fields

VECTORS: list[Json] = [json.loads(line) for line in PATH.read_text("utf-8").splitlines()]


def test_the_vectors_are_fresh() -> None:
    stale = "stale: run functions/venv/bin/python -m tests.domain.verdicts.vectors"
    assert PATH.read_text("utf-8") == text(), stale


def conditions_of(given: Json) -> PlayingConditions:
    named = {to_snake(name): value for name, value in given.items()}
    return replace(THE_LAWS, **named | {"laws_edition": LawsEdition(given["lawsEdition"])})


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: each["name"])
def test_a_client_that_reads_the_file_judges_alike(vector: Json) -> None:
    conditions = conditions_of(vector["conditions"])
    teams = (vector["homeTeamId"], vector["awayTeamId"])
    setup = Setup("m1", *teams, conditions=conditions, sides=vector["sides"])
    log = [read_action(each | {"matchId": "m1"}) for each in vector["before"]]
    state, _ = fold_log(setup, log)
    given = vector["details"]
    details = MatchDetails(frozenset(given["keeperIds"]), frozenset(given["substituteIds"]))
    action = read_action(vector["action"] | {"matchId": "m1"})
    found = judge(state, action, conditions, details)
    assert [verdict_fields(each) for each in found] == vector["verdicts"]
