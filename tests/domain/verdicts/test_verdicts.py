"""Tests each row of the table: an action that breaks the rule, and one that keeps it."""

from __future__ import annotations

import pytest

from scrbrd.domain.actions import Action
from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.table import RULES
from tests.domain.verdicts.scenes import Scene
from tests.domain.verdicts.scenes_laws import LAWS
from tests.domain.verdicts.scenes_play import PLAY
from tests.domain.verdicts.scenes_targets import MATCH

SCENES = (*PLAY, *MATCH, *LAWS)
VIOLATIONS = [each for each in SCENES if each.code is not None]
COMPLIANT = [each for each in SCENES if each.code is None]
RULE = {rule.code: rule for rule in RULES}


def scene_id(scene: Scene) -> str:
    return f"{scene.code or scene.kept_code}: {scene.name}"


@pytest.mark.parametrize("scene", VIOLATIONS, ids=scene_id)
def test_an_action_that_breaks_a_rule_has_its_verdict(scene: Scene) -> None:
    found = [each for each in scene.verdicts() if each.code == scene.code]
    assert len(found) == 1
    assert scene.code is not None
    assert found[0].outcome is RULE[scene.code].outcome
    assert found[0].remedy == RULE[scene.code].remedy
    assert "{" not in found[0].sentence


@pytest.mark.parametrize("scene", COMPLIANT, ids=scene_id)
def test_an_action_that_keeps_a_rule_has_no_verdict_of_it(scene: Scene) -> None:
    assert scene.kept_code in RULE
    assert scene.kept_code not in {each.code for each in scene.verdicts()}


def test_every_rule_has_a_violation_and_all_except_four_a_compliant_action() -> None:
    assert {each.code for each in VIOLATIONS} == set(RULE)
    without = set(RULE) - {each.kept_code for each in COMPLIANT}
    assert without == {
        *("timed_out_at_crease", "timed_out_on_a_ball", "retired_on_a_ball"),
        "retired_as_dismissed",
    }


@pytest.mark.parametrize("scene", VIOLATIONS, ids=scene_id)
def test_judging_twice_gives_the_same_verdicts_and_changes_no_state(scene: Scene) -> None:
    book = scene.before()
    state = book.state
    scene.record(book)
    action = book.entries[-1]
    assert isinstance(action, Action)
    before = repr(state)
    assert judge(state, action, THE_LAWS) == judge(state, action, THE_LAWS)
    assert repr(state) == before
